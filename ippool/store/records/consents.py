"""Consents in their table."""

from __future__ import annotations

from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, period_from, span_of, uuid, uuids
from ippool.store.rows import ConsentRow


def _read(row: Json) -> Consent:
    return Consent(
        code=row["code"],
        giver=uuid(row["giver_id"]),
        about=AboutKind(row["about"]),
        about_id=uuid(row["about_id"]),
        kind=ConsentKind(row["kind"]),
        beneficiaries=Beneficiaries(row["beneficiaries"]),
        named=uuids(row["named"]),
        acts=frozenset(map(LicensedAct, row["acts"])),
        jurisdictions=frozenset(row["jurisdictions"]),
        period=period_from(row["valid"]),
        revocable=row["revocable"],
        survives_exit=row["survives_exit"],
        evidence=row["evidence"],
        **common(row),
    )


CONSENT = Layout(
    Consent,
    ConsentRow,
    lambda consent: {
        "code": consent.code,
        "giver_id": consent.giver,
        "about": consent.about.value,
        "about_id": consent.about_id,
        "kind": consent.kind.value,
        "beneficiaries": consent.beneficiaries.value,
        "named": sorted(consent.named),
        "acts": sorted(act.value for act in consent.acts),
        "jurisdictions": sorted(consent.jurisdictions),
        "valid": span_of(consent.period),
        "revocable": consent.revocable,
        "survives_exit": consent.survives_exit,
        "evidence": consent.evidence,
    },
    _read,
)
