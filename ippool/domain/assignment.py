"""Assigning a share of a joint patent: whose consent it needs (domain rules, 3.1 and 3.2; edge 8).

In Japan every other co-owner must consent, before the grant (art. 33(3)) and after it (art. 73(1)); general succession needs
nobody's consent. A country whose law lets an owner assign alone is named here; any other is read the cautious way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.clause import PA_33_3, PA_73_1, Clause
from ippool.domain.co_ownership import national_law
from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind
from ippool.domain.patents import AcquiredBy, PatentRecord, TitleShare
from ippool.domain.timeline import day_before
from ippool.domain.words import Words

ASSIGN_ALONE = {
    "US": Clause(
        "米国特許法 35 U.S.C.",
        "§ 262",
        Words("共有者は持分を単独で譲渡できる。", "An owner may assign its share alone."),
        "http://ladas.com/rights-co-owners-license-patent-rights",
    ),
    "DE": Clause(
        "ドイツ民法 BGB (Germany)",
        "§ 747",
        Words("共有者は持分を単独で譲渡できる。", "An owner may assign its share alone."),
        verified=False,
    ),
}


@dataclass(frozen=True, slots=True)
class AssignmentConsentMissing:
    """A co-owner whose consent to an assignment is not recorded, the country that asks for it and by which clause."""

    owner: UUID
    country: str
    clause: Clause


def missing_consents(
    record: PatentRecord, wanted: Iterable[TitleShare], consents: Iterable[Consent], on: date
) -> tuple[AssignmentConsentMissing, ...]:
    """Find the co-owners that have not consented to the assignments which make `wanted` the owners from a day on.

    `record` is the patent before it; `consents` are those about it, its family and its labs. Shares that come by invention or
    general succession need nobody's consent.
    """
    before = _by_party(record.owners(day_before(on)))
    after = {share.party: share for share in wanted}
    acquirers = [share for share in after.values() if share.acquired_by is AcquiredBy.ASSIGNMENT and _gains(share, before)]
    if not before or not acquirers:
        return ()
    others = [party for party, share in before.items() if not _gives(share, after)]
    granted = record.patent.registered_on is not None and record.patent.registered_on <= on
    given = list(consents)
    return tuple(
        AssignmentConsentMissing(owner, country, _clause(country, granted=granted))
        for country in sorted(record.patent.countries)
        if country not in ASSIGN_ALONE
        for owner in sorted(others)
        if not all(_consents(owner, given, share, record, country, on) for share in acquirers)
    )


def _by_party(shares: Iterable[TitleShare]) -> dict[UUID, TitleShare]:
    return {share.party: share for share in shares}


def _gains(share: TitleShare, before: dict[UUID, TitleShare]) -> bool:
    held = before.get(share.party)
    return held is None or _size(share) > _size(held)


def _gives(share: TitleShare, after: dict[UUID, TitleShare]) -> bool:
    kept = after.get(share.party)
    return kept is None or _size(kept) < _size(share)


def _size(share: TitleShare) -> Fraction:
    return share.share if share.share is not None else Fraction(0)


def _clause(country: str, *, granted: bool) -> Clause:
    if country == "JP":
        return PA_73_1 if granted else PA_33_3
    text = Words("持分の譲渡には他の共有者の同意を要する。", "Assigning a share needs the other owners' consent.")
    return national_law(country, text)


def _consents(owner: UUID, given: list[Consent], acquired: TitleShare, record: PatentRecord, country: str, on: date) -> bool:
    about = {AboutKind.FAMILY: {record.family.id}, AboutKind.PATENT: {record.patent.id}, AboutKind.LAB: set(record.labs(on))}
    return any(
        consent.kind is ConsentKind.ASSIGN_SHARE
        and consent.giver == owner
        and consent.about_id in about[consent.about]
        and on in consent.period
        and (not consent.jurisdictions or country in consent.jurisdictions)
        and (consent.beneficiaries is not Beneficiaries.NAMED or acquired.party in consent.named)
        for consent in given
    )
