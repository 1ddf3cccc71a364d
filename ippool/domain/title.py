"""Title on a day: who owns, in which class the owners fall, and how far the other owners' consents reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.clause import Clause, pool_rule
from ippool.domain.co_ownership import CoOwnershipLaw, law_of
from ippool.domain.consents import ALL_ACTS, AboutKind, Beneficiaries, Consent, ConsentCover, ConsentKind
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import Scope
from ippool.domain.membership import is_member
from ippool.domain.parties import KINDS, MemberKind, PartyKind
from ippool.domain.patents import Origin, OwnershipClass, PatentRecord, TitleShare
from ippool.domain.reference import Reference
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

CLASSES = pool_rule(
    "5.2 ownership class",
    "共有者の構成とラボ会員資格から区分を定める。",
    "The class follows from the owners and their memberships of the lab.",
)


def holds_title(title: TitleShare, party: UUID, reference: Reference, on: date) -> bool:
    """Tell whether a share is a party's own, or that of one whose general successor it is."""
    return title.party == party or title.party in reference.predecessors_of(party, on)


def background(record: PatentRecord, lab: OpenLab) -> Verdict:
    """Tell whether an invention is background to a lab by its origin (edges 16, 17)."""
    disclosure = record.disclosure
    if disclosure is not None and disclosure.origin is not None:
        made_elsewhere = disclosure.origin in (Origin.BACKGROUND, Origin.SIDEGROUND)
        because = Words(f"由来は {disclosure.origin} と決定されている。", f"Its origin was decided to be {disclosure.origin}.")
        return Verdict(made_elsewhere, because, CLASSES)
    conceived = disclosure.conceived_on if disclosure else None
    if conceived is not None and lab.period.start is not None and conceived < lab.period.start:
        return Verdict.yes(
            f"着想（{conceived}）はラボの開始（{lab.period.start}）前である。",
            f"It was conceived on {conceived}, before the lab began on {lab.period.start}.",
            CLASSES,
        )
    return Verdict.no("バックグラウンドとする記録はない。", "Nothing recorded makes it background.", CLASSES)


def ownership_class(
    record: PatentRecord, lab: OpenLab | None, reference: Reference, *, on: date, is_background: bool = False
) -> OwnershipClass:
    """Find the ownership class, first match (domain rules, 5.2). Memberships are those of the package's lab on the day asked."""
    owners = {title.party for title in record.owners(on)}
    others = {owner for owner in owners if not reference.is_core(owner)}
    if owners == others:
        return OwnershipClass.MEMBER_SOLE
    if is_background:
        return OwnershipClass.BACKGROUND
    kinds = [_kind_in_lab(owner, lab, reference, on) for owner in others]
    match len(kinds), set(kinds):
        case 0, _:
            return OwnershipClass.CORE_SOLE
        case 1, kind if kind == {MemberKind.COMPANY}:
            return OwnershipClass.CORE_AND_COMPANY
        case 1, kind if kind == {MemberKind.UNIVERSITY}:
            return OwnershipClass.CORE_AND_UNIVERSITY
        case 1, _:
            return OwnershipClass.CORE_AND_OUTSIDER
        case _, every if every == {MemberKind.COMPANY}:
            return OwnershipClass.CORE_AND_COMPANIES
        case _:
            return OwnershipClass.MIXED


def _kind_in_lab(owner: UUID, lab: OpenLab | None, reference: Reference, on: date) -> MemberKind | None:
    party = reference.parties[owner]
    if lab is None or party.kind is PartyKind.INDIVIDUAL or not is_member(reference, owner, lab, on):
        return None
    return KINDS[party.kind].member_kind


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """One other owner, in one country: how far its consent reaches, by which record."""

    owner: UUID
    country: str
    cover: ConsentCover
    consent: Consent | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class Cover:
    """The weakest cover over all other owners, and what it is made of."""

    cover: ConsentCover
    needs: tuple[ConsentNeed, ...]
    law: CoOwnershipLaw


def consent_cover(
    record: PatentRecord,
    applicant: UUID,
    lab: OpenLab | None,
    reference: Reference,
    *,
    covenant: bool,
    scope: Scope,
    on: date,
) -> Cover:
    """Find how far the consents of all owners but the core and the applicant reach, for the countries asked, on a day.

    NOT_NEEDED where there is no other owner, or where the country's law lets the core grant alone and no covenant forbids it. Consents
    are read from their records only, never from an arrangement.
    """
    others = [
        title.party
        for title in record.owners(on)
        if not reference.is_core(title.party) and not holds_title(title, applicant, reference, on)
    ]
    asked = record.patent.countries if scope.territory is None else frozenset({scope.territory})
    countries = sorted(asked & record.patent.countries) or sorted(record.patent.countries)
    law = law_of(countries[0])
    needs = tuple(
        _need(record, owner, applicant, lab, reference, country, on)
        for country in countries
        if covenant or not law_of(country).license_alone
        for owner in others
    )
    return Cover(min((need.cover for need in needs), default=ConsentCover.NOT_NEEDED), needs, law)


def _need(
    record: PatentRecord, owner: UUID, applicant: UUID, lab: OpenLab | None, reference: Reference, country: str, on: date
) -> ConsentNeed:
    givers = {owner, *reference.predecessors_of(owner, on), *_successors(owner, reference, on)}
    about_lab = reference.consents_about(lab.id) if lab else ()
    given = [
        (_reach(consent, applicant), consent)
        for consent in (*record.consents, *about_lab)
        if consent.giver in givers and _in_point(consent, record, lab, reference, country, on)
    ]
    cover, best = max(given, key=lambda pair: (pair[0], pair[1].code), default=(ConsentCover.MISSING, None))
    return ConsentNeed(owner, country, cover, best if cover is not ConsentCover.MISSING else None, law_of(country).license_clause)


def _successors(owner: UUID, reference: Reference, on: date) -> set[UUID]:
    found: set[UUID] = set()
    party = reference.parties.get(owner)
    while party is not None and party.merged_into is not None and party.merged_on is not None and party.merged_on <= on:
        if party.merged_into in found:
            break
        found.add(party.merged_into)
        party = reference.parties.get(party.merged_into)
    return found


def _in_point(consent: Consent, record: PatentRecord, lab: OpenLab | None, reference: Reference, country: str, on: date) -> bool:
    about = {AboutKind.LAB: lab.id if lab else None, AboutKind.FAMILY: record.family.id, AboutKind.PATENT: record.patent.id}
    return (
        consent.kind in (ConsentKind.LICENSE_BLANKET, ConsentKind.LICENSE_SINGLE)
        and about[consent.about] == consent.about_id
        and on in consent.period
        and (not consent.jurisdictions or country in consent.jurisdictions)
        and (not consent.acts or consent.acts >= ALL_ACTS)
        and (consent.survives_exit or lab is None or is_member(reference, consent.giver, lab, on))
    )


def _reach(consent: Consent, applicant: UUID) -> ConsentCover:
    match consent.beneficiaries:
        case Beneficiaries.MEMBERS:
            return ConsentCover.MEMBERS
        case Beneficiaries.MEMBERS_AND_THIRD_PARTIES:
            return ConsentCover.MEMBERS_AND_THIRD_PARTIES
        case Beneficiaries.NAMED:
            return ConsentCover.MEMBERS_AND_THIRD_PARTIES if applicant in consent.named else ConsentCover.MISSING
