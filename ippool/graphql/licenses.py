"""Licenses in the API."""

from __future__ import annotations

import strawberry

from ippool.domain import licenses as domain
from ippool.graphql.parties import Party
from ippool.graphql.scalars import DateRange
from ippool.usecases.pool import View


@strawberry.type(description="A license on one or more patents.")
class License:
    """`licenses.License` in the API; shown to its licensee, officers and auditors only."""

    number: str = strawberry.field(description="The license's number, unique.")
    version: int = strawberry.field(description="One more with every change of the record.")
    license_type: domain.LicenseType = strawberry.field(description="What kind of license it is.")
    status: domain.LicenseStatus = strawberry.field(description="The state it is in.")
    field_of_use: str | None = strawberry.field(description="The field of use; null: every field.")
    territory: list[str] = strawberry.field(description="The countries; empty: every country where a licensed patent stands.")
    period: DateRange = strawberry.field(description="The days for which it is granted.")
    licensee: Party = strawberry.field(description="Who holds it.")

    @classmethod
    def of(cls, license: domain.License, view: View) -> License:
        """Translate."""
        return cls(
            number=license.number,
            version=license.version,
            license_type=license.license_type,
            status=license.status,
            field_of_use=license.field_of_use,
            territory=sorted(license.territory),
            period=DateRange.of(license.period),
            licensee=Party.of(view.reference.parties[license.licensee], view),
        )
