"""Answers about kinds of alike patents that are kept in the process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ippool.domain.alike import Answer, Measures, measures
from ippool.domain.parties import Party
from ippool.domain.reference import Reference

KEPT = 64
"""Applicants, days and moments for which answers are kept."""


@dataclass
class Told:
    """The answers for one applicant, day and moment by likeness, as far as they were asked for, and the measures."""

    measures: Measures
    answers: dict[bytes, Answer] = field(default_factory=dict)


class AnswerMemo:
    """Answers that are kept. They are right as long as the reference data keeps its version; the oldest go first."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[UUID, date, datetime | None, int], Told] = OrderedDict()

    def of(self, applicant: Party, reference: Reference, on: date, known_at: datetime | None) -> Told:
        """Return what was answered so far. `reference` is what was known at the moment, None for now."""
        key = (applicant.id, on, known_at, reference.version)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = Told(measures(applicant, reference, on))
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found
