"""What every use case works with: the database, and what is kept of it in the process between requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from ippool.domain.cases import Case
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.outcomes import CaseDetermination, determine_terms
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.domain.reference import Reference
from ippool.domain.standing.question import Question
from ippool.domain.terms import Determination, Price, Settled, days_that_count, likeness_of, packages, settle_question
from ippool.domain.versions import Arrangement
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases.kept import AnswerMemo
from ippool.usecases.last_uses import LastUses

Made = TypeVar("Made")

KEPT_CASES = 20_000
KEPT_SETTLED = 40_000
KEPT_APPLICANTS = 256
KEPT_REFERENCES = 2
"""The reference data as known now, and one more: what a change under way sees, or what was known at a moment."""


class CaseMemo:
    """Determinations by case, and the cases that questions come to. The oldest go first.

    A case holds its arrangement versions, so what it comes to is right for ever. What a question comes to is right for the
    reference data it was asked of: that very object, which is kept beside.
    """

    def __init__(self, limit: int = KEPT_CASES, settled: int = KEPT_SETTLED) -> None:
        self._limit = limit
        self._kept: OrderedDict[Case, CaseDetermination] = OrderedDict()
        self._settled_limit = settled
        self._settled: OrderedDict[int, _Settled] = OrderedDict()

    def __call__(self, case: Case) -> CaseDetermination:
        """Answer a case: the same as `determine_terms`, determined once."""
        found = self._kept.get(case)
        if found is None:
            found = self._kept[case] = determine_terms(case)
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return found

    def settle(self, question: Question, cards: Arrangement | None, made_elsewhere: bool, price: Price) -> Settled:
        """Settle a question: the same as `settle_question`, once for all that are alike."""
        reference = question.reference
        of = self._settled.get(id(reference))
        if of is None:
            of = self._settled[id(reference)] = _Settled(reference)
            if len(self._settled) > KEPT_REFERENCES:
                self._settled.popitem(last=False)
        asked = (question.applicant.id.int, question.on, question.scope)
        days = of.days.get(asked)
        if days is None:
            days = of.days[asked] = days_that_count(question.applicant, reference, question.on)
            if len(of.days) > KEPT_APPLICANTS:
                of.days.popitem(last=False)
        likeness = likeness_of(question, cards, made_elsewhere, days)
        if likeness is None:
            return settle_question(question, cards, made_elsewhere, price)
        found = of.found.get((asked, likeness))
        if found is None:
            found = of.found[asked, likeness] = settle_question(question, cards, made_elsewhere, price)
            if len(of.found) > self._settled_limit:
                of.found.popitem(last=False)
        return found

    def __len__(self) -> int:
        return len(self._kept)


@dataclass
class _Settled:
    """What questions of one reference came to, and by applicant, day and scope the days that count."""

    reference: Reference
    days: OrderedDict[Hashable, tuple[date, ...]] = field(default_factory=OrderedDict)
    found: OrderedDict[Hashable, Settled] = field(default_factory=OrderedDict)


@dataclass(frozen=True)
class Pool:
    """The register as a running process holds it."""

    database: Database
    references: ReferenceMemo
    cases: CaseMemo = field(default_factory=CaseMemo)
    answers: AnswerMemo = field(default_factory=AnswerMemo)
    uses: LastUses = field(default_factory=LastUses)


@dataclass(frozen=True)
class Moment:
    """When a question is asked: the office's day and the moment, from the edge of the program."""

    today: date
    now: datetime


@dataclass(frozen=True)
class View:
    """What was read for one question, from which every answer about its patents follows without another look at the database.

    Shape: `on` is the day asked, `known_at` None asks as known now; `applicant` is whose terms are shown where nobody is named.
    `present` is the reference data as known now, by which visibility is judged, whatever moment is asked.
    """

    reference: Reference
    present: Reference
    actor: Actor
    applicant: Party | None
    moment: Moment
    on: date
    known_at: datetime | None
    cases: CaseMemo
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Make what is shown of something once for this view: on a page the same few labs and parties are met again and again.

        A key that is an object's `id` needs what is made to hold that object.
        """
        found: Made | None = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
        return found

    def packages(self, record: PatentRecord, applicant: Party, *, scope: Scope = WHOLE) -> tuple[Determination, ...]:
        """Determine every package of a patent for one applicant, best first."""
        return packages(
            record,
            applicant,
            self.reference,
            on=self.on,
            known_at=self.known_at or self.moment.now,
            scope=scope,
            price=self.cases,
            settle=self.cases.settle,
        )
