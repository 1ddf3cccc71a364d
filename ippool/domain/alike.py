"""What makes patents alike: the facts in which they must agree to come to the same answers for one applicant on one day.

A pool of a million patents comes to some hundreds of answers. Patents are told apart by everything that the rules look at, each
fact no finer than they see it: a day by the side of the days on which something begins or ends, an owner by what it is to the lab.
The register finds with these measures, in one statement, which patents are alike; the rules then answer for one of each kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.co_ownership import LAW, law_of
from ippool.domain.consent_cover import Reach, bound_by, reaches_of
from ippool.domain.consents import ConsentCover
from ippool.domain.errors import RuleBroken
from ippool.domain.explanation import headline_of_case
from ippool.domain.labs import OpenLab, PinRule
from ippool.domain.licenses import LicenseType
from ippool.domain.membership import days_of
from ippool.domain.outcomes import Outcome
from ippool.domain.parties import MemberKind, Party, PartyKind
from ippool.domain.pinning import cards_for
from ippool.domain.policies import NonworkingCompensation
from ippool.domain.preferences.region_table import FACTORS as REGION_FACTORS
from ippool.domain.reference import Reference
from ippool.domain.tables import Standing
from ippool.domain.terms import Determination, QuotedPrice, Rank, rank
from ippool.domain.title import kind_in_lab
from ippool.domain.words import Words

NO_LAB = UUID(int=0)
"""Stands for the lab of a patent that is in none."""
NOBODY = UUID(int=0)
"""Stands for an applicant that has to do with no patent."""


@dataclass(frozen=True, slots=True)
class LabMeasure:
    """How a lab sees the days of an invention.

    Shape: `anchors` are the days on which one of its arrangement versions begins or ends; `versions` has one entry more: which
    version, by its place in order, is in force before the first of them, between the first and the second, and so on, -1 for none.
    `made` are the days on which a membership of the applicant, or of a party it may stand under, begins or ends; `start` is its own
    first day. `covenants` tell of each version whether it has the covenant on foreign licenses, `regions` where its prices are
    others. `by_share` tells whether a version may price a co-owner's own working by the core institution's share.
    """

    lab: UUID
    anchors: tuple[date, ...]
    versions: tuple[int, ...]
    made: tuple[date, ...]
    start: date | None
    covenants: tuple[bool, ...]
    regions: tuple[tuple[str, ...], ...]
    by_share: bool


@dataclass(frozen=True, slots=True)
class OwnerMark:
    """What an owner is to a lab; `inherited` are shares acquired by general succession.

    Shape: `kind` as what it is a member; `cover` how far its consents about the whole lab reach, where they hold for every country;
    `particular` tells owners apart that are more than that: with consents for some countries, or a parent of the applicant.
    """

    party: UUID
    inherited: bool
    lab: UUID
    core: bool
    kind: MemberKind | None
    cover: ConsentCover
    particular: str | None


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """What a country is to the rules: countries of one `place` are alike; `alone` where each owner may license alone there."""

    country: str
    place: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Measures:
    """What the patents of a pool are measured with, for one applicant on one day.

    Shape: `applicant` is the general successor of the party asked about, `own` every party whose successor it is; `heirs` are the
    merged parties with their successors; `bound` whose consents bind the shares of a party besides its own. An owner without a mark
    is an outsider that consented to nothing. `places` are the countries that are not like any other: by law, or in an arrangement.
    """

    applicant: UUID
    own: frozenset[UUID]
    heirs: tuple[tuple[UUID, UUID], ...]
    bound: tuple[tuple[UUID, bool, UUID], ...]
    labs: tuple[LabMeasure, ...]
    marks: tuple[OwnerMark, ...]
    places: tuple[PlaceMark, ...]


AVAILABLE = frozenset({Outcome.FREE, Outcome.PREFERRED, Outcome.STANDARD, Outcome.NEGOTIATE})
"""Outcomes under which a right that is in force or pending may be used, or a license of it had, today."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What patents that are alike come to: the best package, without what is particular to one of them.

    Shape: `rate` is the one packages are compared by, `lab` the lab's code; `headline` names neither owner nor license.
    """

    outcome: Outcome
    would_be: Outcome | None
    standing: Standing
    lab: str | None
    license_type: LicenseType | None
    rate: Fraction | None
    price: QuotedPrice | None
    headline: Words

    @classmethod
    def of(cls, best: Determination) -> Answer:
        """Take it from the best package of one of them."""
        return cls(
            outcome=best.outcome,
            would_be=best.would_be,
            standing=best.standing,
            lab=best.lab.code if best.lab else None,
            license_type=best.license_type,
            rate=best.comparable_rate,
            price=best.price,
            headline=headline_of_case(best),
        )

    @property
    def rank(self) -> Rank:
        """The place among the answers of one patent's packages, the best first."""
        return rank(self.outcome, self.would_be, self.rate, self.lab)


class RateOutOfRange(RuleBroken):
    """A rate asked for is none that a royalty can have: below nothing, or above all of the net sales."""

    code = "RATE_OUT_OF_RANGE"

    def __init__(self) -> None:
        super().__init__(
            Words("料率は 0 以上 1 以下でなければならない。", "A rate is between 0 and 1."),
            path=("filter", "maxRoyaltyRate"),
            next_step=Words("3 % は 0.03 と書く。", "Write 3 % as 0.03."),
        )


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers: everything that is given must hold; None does not limit. Raises: RateOutOfRange.

    Shape: `available` asks for rights in force or pending that the applicant may use, or get a license of, today; `max_rate` for
    the first tier's rate after adjustments, where there is one.
    """

    outcome: frozenset[Outcome] | None = None
    standing: frozenset[Standing] | None = None
    available: bool | None = None
    max_rate: Fraction | None = None

    def __post_init__(self) -> None:
        if self.max_rate is not None and not 0 <= self.max_rate <= 1:
            raise RateOutOfRange

    @property
    def limits(self) -> bool:
        """Tell whether anything is asked for."""
        return self != AnswerFilter()

    def lets_pass(self, answer: Answer) -> bool:
        """Tell whether an answer is among those asked for."""
        return (
            (self.outcome is None or answer.outcome in self.outcome)
            and (self.standing is None or answer.standing in self.standing)
            and (self.available is None or (answer.outcome in AVAILABLE) is self.available)
            and (self.max_rate is None or (answer.rate is not None and answer.rate <= self.max_rate))
        )


ANY_ANSWER = AnswerFilter()


def measures(applicant: Party, reference: Reference, on: date) -> Measures:
    """Take the measures for an applicant on a day."""
    itself = reference.successor_of(applicant.id, on)
    above = {reference.successor_of(relation.parent, on) for relation in reference.parents_of(itself)}
    return _measured(itself, above, reference, on)


def measures_for_all(reference: Reference, on: date) -> Measures:
    """Take the measures on a day for an applicant that has to do with no patent: by them patents are told apart for everybody."""
    return _measured(NOBODY, set(), reference, on)


def _measured(itself: UUID, above: set[UUID], reference: Reference, on: date) -> Measures:
    heirs = {party: reference.successor_of(party, on) for party in reference.parties}
    labs = sorted(reference.labs.values(), key=lambda lab: lab.id)
    return Measures(
        applicant=itself,
        own=frozenset(party for party, heir in heirs.items() if heir == itself),
        heirs=tuple(sorted((party, heir) for party, heir in heirs.items() if party != heir)),
        bound=tuple(
            (party, inherited, giver)
            for party in sorted(heirs)
            for inherited in (False, True)
            for giver in sorted(bound_by(party, reference, on, inherited=inherited) - {party})
        ),
        labs=tuple(_lab_measure(lab, reference, {itself, *above}, on) for lab in labs),
        marks=tuple(_marks(reference, heirs, itself, above, on)),
        places=_places(reference, on),
    )


def seen_otherwise(mine: Measures, all_share: Measures) -> frozenset[UUID]:
    """Return the owners that an applicant's own measures see with other eyes than everybody's: itself, a parent, who named it."""
    return mine.own | {mark.party for mark in {*mine.marks} ^ {*all_share.marks}}


def foundations(measures: Measures) -> dict[UUID, bytes]:
    """Return for each lab a hash of all that its patents are measured with, beside the days that are an applicant's own.

    That of `NO_LAB` is of what patents of every lab are measured with; where it is another one, so is each.
    """
    marks: dict[UUID, list[OwnerMark]] = {}
    for mark in measures.marks:
        marks.setdefault(mark.lab, []).append(mark)
    shared = (measures.heirs, measures.bound, measures.places, marks.get(NO_LAB))
    found = {lab.lab: _hash(shared, replace(lab, made=()), marks.get(lab.lab)) for lab in measures.labs}
    return {NO_LAB: _hash(shared), **found}


def _hash(*facts: object) -> bytes:
    return hashlib.sha256(repr(facts).encode()).digest()


def _lab_measure(lab: OpenLab, reference: Reference, parties: set[UUID], on: date) -> LabMeasure:
    versions = reference.versions_of(lab.id)
    ends = {day for version in versions for day in (version.in_force.start, version.in_force.until)}
    anchors = () if lab.pin_rule is PinRule.AT_APPLICATION else tuple(sorted(day for day in ends if day is not None))
    # A day of each stretch stands for all of its days.
    stretches = (on,) if lab.pin_rule is PinRule.AT_APPLICATION else (date.min, *anchors)
    return LabMeasure(
        lab=lab.id,
        anchors=anchors,
        versions=tuple(next((place for place, version in enumerate(versions) if day in version.in_force), -1) for day in stretches),
        made=tuple(sorted({day for party in parties for day in days_of(reference, party, lab, on)})),
        start=lab.period.start,
        covenants=tuple(version.consent.foreign_license_covenant for version in versions),
        regions=tuple(tuple(sorted(cards_for(version, versions, on).value(REGION_FACTORS) or ())) for version in versions),
        by_share=any(version.policies.nonworking_compensation is NonworkingCompensation.RATE_BY_SHARE for version in versions),
    )


def _marks(reference: Reference, heirs: dict[UUID, UUID], applicant: UUID, above: set[UUID], on: date) -> Iterator[OwnerMark]:
    """Mark every owner that is more than an outsider to a lab; the applicant has no mark, as it is told by itself."""
    for lab in (None, *sorted(reference.labs.values(), key=lambda lab: lab.id)):
        code = lab.id if lab else NO_LAB
        for party, heir in _noticed(lab, reference, heirs, above, on):
            if heir == applicant:
                continue
            is_core, kind = reference.is_core(heir, lab, on), kind_in_lab(heir, lab, reference, on)
            parent = heir if heir in above else None
            for inherited in (False, True):
                reaches = reaches_of(party, lab, reference, applicant, on, inherited=inherited)
                everywhere = {one.cover for one in reaches if not one.jurisdictions}
                somewhere = frozenset(one for one in reaches if one.jurisdictions)
                cover = max(everywhere, default=ConsentCover.MISSING)
                particular = _particular(parent, somewhere) if somewhere or parent is not None else None
                if is_core or kind or cover or particular is not None:
                    yield OwnerMark(party, inherited, code, is_core, kind, cover, particular)


def _noticed(
    lab: OpenLab | None, reference: Reference, heirs: dict[UUID, UUID], above: set[UUID], on: date
) -> Iterator[tuple[UUID, UUID]]:
    """Yield the parties, with their successors, that can be more than outsiders: nearly all others are, and need no second look."""
    merged = {one for pair in heirs.items() if pair[0] != pair[1] for one in pair}
    if lab is None:
        concerned = {party.id for party in reference.parties.values() if party.kind is PartyKind.CORE}
    else:
        members = {membership.party for membership in reference.memberships if membership.lab == lab.id}
        concerned = {reference.core_of(lab, on), *members, *(consent.giver for consent in reference.consents_about(lab.id))}
    for party, heir in sorted(heirs.items()):
        if not {party, heir}.isdisjoint(concerned) or heir in above or party in merged:
            yield party, heir


def _particular(parent: UUID | None, somewhere: frozenset[Reach]) -> str:
    reaches = sorted((one.cover, *sorted(one.jurisdictions)) for one in somewhere)
    return f"{parent or ''} {reaches}"


def _places(reference: Reference, on: date) -> tuple[PlaceMark, ...]:
    """Number the countries whose law differs, or which an arrangement names; 0 is any other."""
    named = {region for version in reference.arrangements for region in version.value(REGION_FACTORS) or () if version.cards}
    kinds: dict[tuple[bool, str | None, str | None, bool], int] = {(False, None, None, False): 0}
    found = []
    for country in sorted(named | {law.country for law in LAW} | {"JP", "WO"}):
        law = law_of(country, on)
        known = (
            law.license_alone,
            country if law.own_working_compensates or country in ("JP", "WO") else None,
            country if country in named else None,
            country == "WO",
        )
        found.append(PlaceMark(country, kinds.setdefault(known, len(kinds)), law.license_alone))
    return tuple(found)
