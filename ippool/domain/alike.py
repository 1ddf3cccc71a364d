"""What makes patents alike: the facts in which they must agree to come to the same answers for one applicant on one day.

A pool of a million patents comes to some hundreds of answers. Patents are told apart by everything that the rules look at, each
fact no finer than they see it: a day by the side of the days on which something begins or ends, an owner by what it is to the lab.
The register finds with these measures, in one statement, which patents are alike; the rules then answer for one of each kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.consent_cover import Reach, reaches_of
from ippool.domain.explanation import headline_of_case
from ippool.domain.labs import OpenLab, PinRule
from ippool.domain.licenses import LicenseType
from ippool.domain.membership import days_of
from ippool.domain.outcomes import Outcome
from ippool.domain.parties import MemberKind, Party
from ippool.domain.reference import Reference
from ippool.domain.tables import Standing
from ippool.domain.terms import Determination, QuotedPrice
from ippool.domain.title import kind_in_lab
from ippool.domain.words import Words

NO_LAB = UUID(int=0)
"""Stands for the lab of a patent that is in none."""
OUTSIDER, APPLICANT, CORE = 0, -1, -2
"""Marks of an owner that is nothing to the lab and consented to nothing, of the applicant itself, and of the core institution."""


@dataclass(frozen=True, slots=True)
class LabMeasure:
    """How a lab sees the days of an invention.

    Shape: `anchors` are the days on which one of its arrangement versions begins or ends, empty where the day of application picks
    the version; `made` those on which a membership of the applicant, or of a party it may stand under, does; `start` its own
    first day. All in order.
    """

    lab: UUID
    anchors: tuple[date, ...]
    made: tuple[date, ...]
    start: date | None


@dataclass(frozen=True, slots=True)
class OwnerMark:
    """What an owner is to a lab: owners of one mark are alike. `inherited` are shares acquired by general succession."""

    party: UUID
    inherited: bool
    lab: UUID
    mark: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What the patents of a pool are measured with, for one applicant on one day.

    Shape: `applicant` is the general successor of the party asked about, `own` every party whose successor it is; `heirs` are the
    merged parties with their successors. An owner without a mark is an OUTSIDER.
    """

    applicant: UUID
    own: frozenset[UUID]
    heirs: tuple[tuple[UUID, UUID], ...]
    labs: tuple[LabMeasure, ...]
    marks: tuple[OwnerMark, ...]


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


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers: everything that is given must hold; None does not limit.

    Shape: `available` asks for rights in force or pending that the applicant may use, or get a license of, today; `max_rate` for
    the first tier's rate after adjustments, where there is one.
    """

    outcome: frozenset[Outcome] | None = None
    standing: frozenset[Standing] | None = None
    available: bool | None = None
    max_rate: Fraction | None = None

    def lets_pass(self, answer: Answer) -> bool:
        """Tell whether an answer is among those asked for."""
        return (
            (self.outcome is None or answer.outcome in self.outcome)
            and (self.standing is None or answer.standing in self.standing)
            and (self.available is None or (answer.outcome in AVAILABLE) is self.available)
            and (self.max_rate is None or (answer.rate is not None and answer.rate <= self.max_rate))
        )


def measures(applicant: Party, reference: Reference, on: date) -> Measures:
    """Take the measures for an applicant on a day."""
    heirs = {party: reference.successor_of(party, on) for party in reference.parties}
    itself = heirs[applicant.id]
    above = {heirs[relation.parent] for relation in reference.parents_of(itself)}
    labs = sorted(reference.labs.values(), key=lambda lab: lab.id)
    return Measures(
        applicant=itself,
        own=frozenset(party for party, heir in heirs.items() if heir == itself),
        heirs=tuple(sorted((party, heir) for party, heir in heirs.items() if party != heir)),
        labs=tuple(_lab_measure(lab, reference, {itself, *above}, on) for lab in labs),
        marks=tuple(_marks(reference, heirs, itself, above, on)),
    )


def _lab_measure(lab: OpenLab, reference: Reference, parties: set[UUID], on: date) -> LabMeasure:
    pinned_by_day = lab.pin_rule is not PinRule.AT_APPLICATION
    versions = reference.versions_of(lab.id) if pinned_by_day else ()
    anchors = {day for version in versions for day in (version.in_force.start, version.in_force.until)}
    made = {day for party in parties for day in days_of(reference, party, lab, on)}
    return LabMeasure(lab.id, _in_order(anchors), _in_order(made), lab.period.start)


def _in_order(days: set[date | None] | set[date]) -> tuple[date, ...]:
    return tuple(sorted(day for day in days if day is not None))


def _marks(reference: Reference, heirs: dict[UUID, UUID], applicant: UUID, above: set[UUID], on: date) -> list[OwnerMark]:
    """Mark every owner that is more than an outsider to a lab; equal marks of one lab are for owners that are alike there."""
    kinds: dict[_What, int] = {}
    found = []
    for lab in (None, *sorted(reference.labs.values(), key=lambda lab: lab.id)):
        for party, heir in sorted(heirs.items()):
            if heir == applicant:
                continue
            if reference.is_core(heir, lab, on):
                found += [OwnerMark(party, inherited, lab.id if lab else NO_LAB, CORE) for inherited in (False, True)]
                continue
            kind, parent = kind_in_lab(heir, lab, reference, on), heir if heir in above else None
            for inherited in (False, True):
                what = (kind, parent, reaches_of(party, lab, reference, applicant, on, inherited=inherited))
                if what != _OUTSIDER:
                    mark = kinds.setdefault(what, len(kinds) + 1)
                    found.append(OwnerMark(party, inherited, lab.id if lab else NO_LAB, mark))
    return found


_What = tuple[MemberKind | None, UUID | None, frozenset[Reach]]
"""What an owner is to a lab: its kind of member, itself where it is a parent of the applicant, and how far its consents reach."""
_OUTSIDER: _What = (None, None, frozenset())
