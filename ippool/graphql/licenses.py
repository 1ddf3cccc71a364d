"""Licenses in the API."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import strawberry

from ippool.domain import licenses as domain
from ippool.domain.money import Money as ExactMoney
from ippool.domain.money import shown_decimal
from ippool.graphql.context import Info
from ippool.graphql.later import declared_class
from ippool.graphql.parties import Party
from ippool.graphql.scalars import DateRange, Money
from ippool.usecases import licenses as license_use
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import View

if TYPE_CHECKING:
    from ippool.graphql.patents import Patent


@strawberry.type(description="The terms of a license as they were granted; they never change.")
class LicenseTerms:
    """`licenses.FrozenTerms` in the API."""

    terms_class: domain.TermsClass = strawberry.field(description="Which kind of card it was granted on.")
    rate: Decimal | None = strawberry.field(description="The first tier's running rate: 0.03 is 3 %.")
    upfront_fee: Money | None = strawberry.field(description="Due once, at signature.")
    minimum_annual_royalty: Money | None = strawberry.field(description="The least due in a year.")

    @classmethod
    def of(cls, terms: domain.FrozenTerms) -> LicenseTerms:
        """Translate."""

        def money(amount: Fraction | None) -> Money | None:
            return Money.exact(ExactMoney(amount, terms.currency)) if amount is not None else None

        return cls(
            terms_class=terms.terms_class,
            rate=shown_decimal(terms.rate) if terms.rate is not None else None,
            upfront_fee=money(terms.upfront),
            minimum_annual_royalty=money(terms.minimum),
        )


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
    terms: LicenseTerms = strawberry.field(description="What was agreed.")
    record: strawberry.Private[domain.License]
    view: strawberry.Private[View]

    @strawberry.field(description="The patents it covers, as far as the caller may know of them, by code.")
    async def patents(self, info: Info) -> list[Annotated[Patent, strawberry.lazy("ippool.graphql.patents")]]:
        """Read the patents."""
        context, view = info.context, self.view
        asked = Asked(view.on, view.known_at, view.applicant.id if view.applicant else None)
        found, view = await patent_use.by_ids(context.pool, context.actor, context.moment, sorted(self.record.patents), asked=asked)
        show = declared_class(info).of
        return [show(record, view) for record in sorted(found.values(), key=lambda record: record.patent.code)]

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
            terms=LicenseTerms.of(license.terms),
            record=license,
            view=view,
        )


@strawberry.type(description="The root fields about licenses.")
class LicenseQuery:
    """The root fields about licenses."""

    @strawberry.field(
        description="A license by its number, to its licensee, officers and auditors; null where the caller may know of none."
    )
    async def license(
        self, info: Info, number: Annotated[str, strawberry.argument(description="The license's number, such as L-0042.")]
    ) -> License | None:
        """Find a license."""
        found, view = await license_use.find(info.context.pool, info.context.actor, info.context.moment, number)
        return License.of(found, view) if found else None
