"""Answers about kinds of alike patents that are kept in the process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ippool.domain.alike import NO_LAB, Answer, Measures, foundations, measures, measures_for_all, seen_otherwise
from ippool.domain.folding import CaseKey, StandingKey
from ippool.domain.parties import Party
from ippool.domain.permissions import Actor
from ippool.domain.reference import Reference
from ippool.domain.terms import Determination
from ippool.store.profiles import NOWHERE, Founded

KEPT = 64
"""Applicants, days and moments for which answers are kept."""
KEPT_SHARED = 4
"""Days for which everybody's measures are kept."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The measures that everybody shares on a day, and the hashes of what they rest on."""

    measures: Measures
    foundations: dict[UUID, bytes]

    @classmethod
    def of(cls, reference: Reference, on: date) -> Shared:
        """Take them from the reference data."""
        taken = measures_for_all(reference, on)
        return cls(taken, foundations(taken))

    def moved(self, stored: dict[UUID, bytes]) -> frozenset[UUID]:
        """Return the labs whose profiles were measured with something else, or with nothing yet."""
        return frozenset(lab for lab, found in self.foundations.items() if stored.get(lab) != found)


@dataclass
class Told:
    """The answers for one applicant, day and moment by likeness, as far as they were asked for, and the measures.

    `others` are the owners whose patents the applicant sees with other eyes than everybody; `examples` and `cases` are what answers
    were put together from.
    """

    measures: Measures
    shared: Shared | None
    others: frozenset[UUID]
    answers: dict[bytes, Answer] = field(default_factory=dict)
    examples: dict[StandingKey, Determination] = field(default_factory=dict)
    cases: dict[CaseKey, Answer] = field(default_factory=dict)
    _likenesses: tuple[datetime, dict[UUID, bytes]] | None = None

    def likenesses_at(self, changed_at: datetime) -> dict[UUID, bytes]:
        """Return what was told of single patents while the register was as it is since its last change, to be added to."""
        if self._likenesses is None or self._likenesses[0] != changed_at:
            self._likenesses = (changed_at, {})
        return self._likenesses[1]

    def founded(self, stored: dict[UUID, bytes]) -> Founded:
        """Return where profiles hold that were measured with this. None do for what was known in the past."""
        if self.shared is None:
            return NOWHERE
        moved = self.shared.moved(stored)
        return Founded(self.others, moved, anywhere=True) if NO_LAB not in moved else NOWHERE


class AnswerMemo:
    """Answers that are kept. They are right as long as the reference data keeps its version; the oldest go first."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[object, ...], Told] = OrderedDict()
        self._shared: OrderedDict[tuple[int, date], Shared] = OrderedDict()

    def of(self, applicant: Party, reference: Reference, actor: Actor, on: date, known_at: datetime | None, today: date) -> Told:
        """Return what was answered so far. `reference` is what was known at the moment, None for now.

        What a patent's kind comes to rests on the labs that the caller may know of today.
        """
        seen_as = actor.sees_all or (actor.role, actor.party, actor.user, actor.clearance)
        key = (applicant.id, seen_as, on, known_at, today, reference.version)
        found = self._kept.get(key)
        if found is None:
            shared = self.shared(reference, on) if known_at is None else None
            mine = measures(applicant, reference, on)
            others = seen_otherwise(mine, shared.measures) if shared else frozenset()
            found = self._kept[key] = Told(mine, shared, others | frozenset({actor.party} if actor.party else ()))
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def shared(self, reference: Reference, on: date) -> Shared:
        """Return everybody's measures for reference data as known now."""
        key = (reference.version, on)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = Shared.of(reference, on)
            if len(self._shared) > KEPT_SHARED:
                self._shared.popitem(last=False)
        return found
