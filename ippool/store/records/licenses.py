"""Licenses and statutory licenses in their tables; a row of a license is read with the ids of its patents beside it."""

from __future__ import annotations

from ippool.domain.licenses import FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, fraction, period_from, span_of, uuid, uuids, written
from ippool.store.rows import LicenseRow, StatutoryLicenseRow

WITH_PATENTS = (
    "(to_jsonb({alias}) || jsonb_build_object('patent_ids', "
    "(select coalesce(jsonb_agg(lp.patent_id), '[]') from license_patent lp where lp.license_id = {alias}.id)))"
)
"""How a license is read in SQL."""


def _read(row: Json) -> License:
    terms = row["terms"]
    return License(
        number=row["number"],
        license_type=LicenseType(row["license_type"]),
        licensee=uuid(row["licensee_id"]),
        patents=uuids(row["patent_ids"]),
        field_of_use=row["field_of_use"],
        territory=frozenset(row["territory"]),
        period=period_from(row["valid"]),
        status=LicenseStatus(row["status"]),
        terms=FrozenTerms(
            terms_class=TermsClass(terms["terms_class"]),
            rate=fraction(terms["rate"]),
            upfront=fraction(terms["upfront"]),
            minimum=fraction(terms["minimum"]),
            currency=terms["currency"],
        ),
        **common(row),
    )


LICENSE = Layout(
    License,
    LicenseRow,
    lambda license: {
        "number": license.number,
        "license_type": license.license_type.value,
        "licensee_id": license.licensee,
        "field_of_use": license.field_of_use,
        "territory": sorted(license.territory),
        "valid": span_of(license.period),
        "status": license.status.value,
        "terms": {
            "terms_class": license.terms.terms_class.value,
            "rate": written(license.terms.rate),
            "upfront": written(license.terms.upfront),
            "minimum": written(license.terms.minimum),
            "currency": license.terms.currency,
        },
    },
    _read,
)

STATUTORY_LICENSE = Layout(
    StatutoryLicense,
    StatutoryLicenseRow,
    lambda license: {
        "patent_id": license.patent,
        "holder_id": license.holder,
        "basis": license.basis,
        "evidence": license.evidence,
        "free": license.free,
        "valid": span_of(license.period),
    },
    lambda row: StatutoryLicense(
        patent=uuid(row["patent_id"]),
        holder=uuid(row["holder_id"]),
        basis=row["basis"],
        evidence=row["evidence"],
        free=row["free"],
        period=period_from(row["valid"]),
        **common(row),
    ),
)
