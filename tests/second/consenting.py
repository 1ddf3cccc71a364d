"""How far the consents of the other owners reach (5, "The case"; 3.2; D-018, D-020, D-032)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ippool.domain.consents import ALL_ACTS, AboutKind, Beneficiaries, Consent, ConsentKind
from ippool.domain.labs import OpenLab
from ippool.domain.patents import Patent, PatentRecord, TitleShare
from ippool.domain.reference import Reference
from tests.second.identity import Title, bound_by, core_of, who, within
from tests.second.membership import is_member

MISSING, MEMBERS, EVERYBODY, NOT_NEEDED = range(4)

_ALONE = frozenset({"US", "FR", "CN"})
"""Where the law lets one owner license non-exclusively without the others (3.2)."""

_REGIONAL = frozenset({"EP", "EA", "AP", "OA", "GC"})


def countries_of(patent: Patent) -> frozenset[str]:
    """Return where a right stands: its states where they are recorded, else its jurisdiction."""
    return patent.states or frozenset({patent.jurisdiction})


def _speaks_of(consent: Consent, record: PatentRecord, lab: OpenLab) -> bool:
    about = {AboutKind.LAB: lab.id, AboutKind.FAMILY: record.family.id, AboutKind.PATENT: record.patent.id}
    return consent.about_id == about[consent.about]


def _reaches(consent: Consent, country: str, patent: Patent) -> bool:
    if not consent.jurisdictions or country in consent.jurisdictions:
        return True
    return patent.jurisdiction in _REGIONAL and patent.jurisdiction in consent.jurisdictions


def _still_holds(consent: Consent, reference: Reference, lab: OpenLab, on: date) -> bool:
    if not within(consent.period, on):
        return False
    return consent.survives_exit or is_member(reference, who(reference, consent.giver, on), lab, on)


def _level(
    consents: list[Consent], share: TitleShare, country: str, record: PatentRecord, reference: Reference, applicant: UUID, on: date
) -> int:
    """Return the most that the holder of one share has consented to for one country."""
    best = MISSING
    givers = bound_by(reference, share, on)
    for consent in consents:
        if consent.giver not in givers or not _reaches(consent, country, record.patent):
            continue
        if consent.beneficiaries is Beneficiaries.NAMED:
            level = EVERYBODY if applicant in consent.named else MISSING
        else:
            level = MEMBERS if consent.beneficiaries is Beneficiaries.MEMBERS else EVERYBODY
        best = max(best, level)
    return best


def cover(
    record: PatentRecord, reference: Reference, lab: OpenLab, title: Title, applicant: UUID, *, covenant: bool, on: date
) -> int:
    """Return the weakest cover over all other owners and all countries of the right."""
    core = core_of(reference, lab, on)
    others = [shares for owner, shares in title.by_owner.items() if owner not in (core, applicant)]
    if not others:
        return NOT_NEEDED
    consents = [
        consent
        for consent in (*reference.lab_consents, *record.consents)
        if consent.kind in (ConsentKind.LICENSE_BLANKET, ConsentKind.LICENSE_SINGLE)
        and (not consent.acts or consent.acts == ALL_ACTS)
        and _speaks_of(consent, record, lab)
        and _still_holds(consent, reference, lab, on)
    ]
    found = NOT_NEEDED
    for country in countries_of(record.patent):
        if country in _ALONE and not covenant and core in title.by_owner:
            continue
        for shares in others:
            for share in shares:
                found = min(found, _level(consents, share, country, record, reference, applicant, on))
    return found
