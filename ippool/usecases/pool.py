"""What every use case works with: the database, and what is kept of it in the process between requests."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime

from ippool.domain.cases import Case
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.outcomes import CaseDetermination, determine_terms
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.domain.reference import Reference
from ippool.domain.terms import Determination, packages
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases.kept import AnswerMemo

KEPT_CASES = 20_000


class CaseMemo:
    """Determinations by case. A case holds its arrangement versions, so an entry is right for ever; the oldest go first."""

    def __init__(self, limit: int = KEPT_CASES) -> None:
        self._limit = limit
        self._kept: OrderedDict[Case, CaseDetermination] = OrderedDict()

    def __call__(self, case: Case) -> CaseDetermination:
        """Answer a case: the same as `determine_terms`, determined once."""
        found = self._kept.get(case)
        if found is None:
            found = self._kept[case] = determine_terms(case)
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return found

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(frozen=True)
class Pool:
    """The register as a running process holds it."""

    database: Database
    references: ReferenceMemo
    cases: CaseMemo = field(default_factory=CaseMemo)
    answers: AnswerMemo = field(default_factory=AnswerMemo)


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
        )
