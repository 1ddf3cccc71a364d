"""How far the other owners' consents reach for an applicant, in the countries asked, on a day (domain rules, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.cases import NOT_YET_GRANTED, asset_state
from ippool.domain.clause import Clause, pool_rule
from ippool.domain.co_ownership import law_of
from ippool.domain.consents import ALL_ACTS, AboutKind, Beneficiaries, Consent, ConsentCover, ConsentKind
from ippool.domain.countries import place_words
from ippool.domain.labs import OpenLab
from ippool.domain.membership import is_member
from ippool.domain.patents import AcquiredBy, PatentRecord, TitleShare
from ippool.domain.reference import Reference
from ippool.domain.title import owner_on
from ippool.domain.verdict import Verdict

COVENANT = pool_rule(
    "5.3 foreign_license_covenant",
    "取決めの誓約により、各国法が単独許諾を認める国でも他の共有者の同意を得る。",
    "By the covenant of the arrangement an owner asks for the others' consent also where the country's law lets it license alone.",
)
LISTING = pool_rule(
    "I-5",
    "開放の掲載には、他の権利者全員の第三者に及ぶ同意を要する。",
    "A patent is listed only while the consents of all other owners reach third parties.",
)
NO_SHARE = pool_rule(
    "3.2, I-4",
    "持分のない中核機関は、権利者の同意がなければ許諾できない。",
    "A core institution without a share licenses nothing without the owners' consents.",
)
LEAK = pool_rule(
    "3.2 US_262_LEAK",
    "誓約がなければ、共有者は米国では単独で誰にでも許諾できる。",
    "Without a covenant a co-owner may license anybody in the United States alone.",
)


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
    """The weakest cover over all other owners, and what it is made of.

    Shape: `needs` by country, then in the order of the title; `alone` are the other owners, with the country, whom the law does
    not make the core ask and no covenant does.
    """

    cover: ConsentCover
    needs: tuple[ConsentNeed, ...]
    alone: tuple[tuple[UUID, str], ...] = ()


def consent_cover(
    record: PatentRecord,
    applicant: UUID,
    lab: OpenLab | None,
    reference: Reference,
    *,
    covenant: bool,
    countries: frozenset[str],
    on: date,
) -> Cover:
    """Find how far the consents of all owners but the lab's core and the applicant reach, for the countries asked, on a day.

    `countries` are those of the right within the territory asked: where it does not stand nobody is asked. NOT_NEEDED where there
    is no other owner, or where the country's law lets the core grant alone and no covenant forbids it.
    Consents are read from their records only, never from an arrangement.
    """
    others: dict[UUID, list[TitleShare]] = {}
    core_owns = False
    for title in record.owners(on):
        owner = owner_on(title, reference, on)
        if reference.is_core(owner, lab, on):
            core_owns = True
        elif owner != applicant:
            others.setdefault(owner, []).append(title)
    # Licensing alone is for an owner: a core institution without a share needs the owners' consents everywhere.
    bound = covenant or not core_owns
    must_ask = [country for country in sorted(countries) if bound or not law_of(country, on).license_alone]
    needs = tuple(
        _need(record, owner, titles, applicant, lab, reference, country, on, core_owns=core_owns)
        for country in must_ask
        for owner, titles in others.items()
    )
    alone = tuple((owner, country) for country in sorted(countries) if country not in must_ask for owner in others)
    return Cover(min((need.cover for need in needs), default=ConsentCover.NOT_NEEDED), needs, alone)


def may_be_listed(record: PatentRecord, lab: OpenLab, reference: Reference, on: date) -> Verdict:
    """Tell whether a patent may be offered to everybody: every other owner's consent reaches third parties in every country (I-5).

    The consents are asked for also where the country's law would let the core grant alone.
    """
    nobody = UUID(int=0)
    cover = consent_cover(record, nobody, lab, reference, covenant=True, countries=record.patent.countries, on=on)
    lacking = [need for need in cover.needs if need.cover < ConsentCover.MEMBERS_AND_THIRD_PARTIES]
    if lacking:
        owner, where = reference.parties[lacking[0].owner].name, place_words(lacking[0].country)
        return Verdict.no(
            f"{where.ja}について、{owner.ja or owner.en}の同意が第三者に及ばない。",
            f"The consent of {owner.en or owner.ja} for {where.en} does not reach third parties.",
            LISTING,
        )
    return Verdict.yes("他の権利者全員の同意が第三者に及ぶ。", "The consents of all other owners reach third parties.", LISTING)


def _need(
    record: PatentRecord,
    owner: UUID,
    titles: list[TitleShare],
    applicant: UUID,
    lab: OpenLab | None,
    reference: Reference,
    country: str,
    on: date,
    *,
    core_owns: bool,
) -> ConsentNeed:
    """Find the best consent for each share an owner holds, and of these the weakest."""
    found = []
    for title in titles:
        givers = bound_by(title.party, reference, on, inherited=title.acquired_by is AcquiredBy.GENERAL_SUCCESSION)
        about_lab = reference.consents_about(lab.id) if lab else ()
        given = [
            (_reach(consent, applicant), consent)
            for consent in (*record.consents, *about_lab)
            if consent.giver in givers and _in_point(consent, record, lab, reference, country, on)
        ]
        found.append(max(given, key=lambda pair: (pair[0], pair[1].code), default=(ConsentCover.MISSING, None)))
    cover, consent = min(found, key=lambda pair: pair[0])
    law = law_of(country, on)
    pending = asset_state(record.status(on), published=True) in NOT_YET_GRANTED
    beyond_law = COVENANT if core_owns else NO_SHARE
    clause = beyond_law if law.license_alone else law.licensing(before_grant=pending)
    return ConsentNeed(owner, country, cover, consent if cover is not ConsentCover.MISSING else None, clause)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a consent reaches, in which countries; no jurisdictions means every one."""

    cover: ConsentCover
    jurisdictions: frozenset[str]


def reaches_of(
    party: UUID, lab: OpenLab | None, reference: Reference, applicant: UUID, on: date, *, inherited: bool
) -> frozenset[Reach]:
    """Return how far the consents about a whole lab reach for an applicant that bind a share of a party.

    `inherited`: the share came by general succession, so that its predecessors' consents bind it too.
    """
    about_lab = reference.consents_about(lab.id) if lab else ()
    if not about_lab:
        return frozenset()
    givers = bound_by(party, reference, on, inherited=inherited)
    found = (
        Reach(_reach(consent, applicant), consent.jurisdictions)
        for consent in about_lab
        if consent.giver in givers and _holds(consent, lab, reference, on)
    )
    return frozenset(one for one in found if one.cover is not ConsentCover.MISSING)


def bound_by(party: UUID, reference: Reference, on: date, *, inherited: bool) -> set[UUID]:
    """Return whose consents bind a share: its owner's and, after a general succession, those of whom it came from."""
    bound = {party, *reference.successors_of(party, on)}
    if inherited:
        bound |= set(reference.predecessors_of(party, on))
    return bound


def _in_point(consent: Consent, record: PatentRecord, lab: OpenLab | None, reference: Reference, country: str, on: date) -> bool:
    about = {AboutKind.LAB: lab.id if lab else None, AboutKind.FAMILY: record.family.id, AboutKind.PATENT: record.patent.id}
    return (
        about[consent.about] == consent.about_id
        and (not consent.jurisdictions or bool({country, record.patent.jurisdiction} & consent.jurisdictions))
        and _holds(consent, lab, reference, on)
    )


LICENSING = (ConsentKind.LICENSE_BLANKET, ConsentKind.LICENSE_SINGLE)
"""The kinds of consent that let the core license."""


def _holds(consent: Consent, lab: OpenLab | None, reference: Reference, on: date) -> bool:
    """Tell whether a consent to license holds on a day, for every act, whatever it is about."""
    stays = (consent.giver, *reference.successors_of(consent.giver, on))
    return (
        consent.kind in LICENSING
        and on in consent.period
        and (not consent.acts or consent.acts >= ALL_ACTS)
        and (consent.survives_exit or lab is None or any(is_member(reference, party, lab, on) for party in stays))
    )


def _reach(consent: Consent, applicant: UUID) -> ConsentCover:
    match consent.beneficiaries:
        case Beneficiaries.MEMBERS:
            return ConsentCover.MEMBERS
        case Beneficiaries.MEMBERS_AND_THIRD_PARTIES:
            return ConsentCover.MEMBERS_AND_THIRD_PARTIES
        case Beneficiaries.NAMED:
            return ConsentCover.MEMBERS_AND_THIRD_PARTIES if applicant in consent.named else ConsentCover.MISSING
