"""Answers for the whole pool: one for each kind of alike patents, by the same rules that answer a single question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from ippool.domain.alike import Answer, AnswerFilter
from ippool.store import patents as patent_store
from ippool.store.alike import Asked, Kind
from ippool.store.database import Reading
from ippool.usecases.kept import Told
from ippool.usecases.pool import View
from ippool.usecases.terms import packages_shown

AT_ONCE = 200
"""Examples that are read together."""


def asked_of(view: View, told: Told) -> Asked:
    """Return how patents are told apart for a view."""
    return Asked(told.measures, view.actor, view.on, view.known_at)


async def answer(session: Reading, view: View, told: Told, kinds: Iterable[Kind]) -> dict[bytes, Answer]:
    """Answer for each kind: what was not answered yet is determined for one example of it. A patent without terms has no answer."""
    found = {kind.likeness: told.answers[kind.likeness] for kind in kinds if kind.likeness in told.answers}
    waiting = iter([kind for kind in kinds if kind.likeness not in told.answers])
    while some := list(islice(waiting, AT_ONCE)):
        examples = await patent_store.by_ids(
            session, view.actor, [kind.example for kind in some], known_at=view.known_at, today=view.moment.today
        )
        records = {record.patent.id: record for record in examples.records}
        for kind in some:
            packages = packages_shown(view, records[kind.example])
            if packages:
                found[kind.likeness] = told.answers[kind.likeness] = Answer.of(packages[0])
    return found


@dataclass(frozen=True)
class Ranks:
    """Rates in their order: a place for each, with room between neighbors for a rate that is none of them."""

    rates: Sequence[Fraction]

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Ranks:
        """Put the rates of answers in order."""
        return cls(sorted({one.rate for one in answers if one.rate is not None}))

    def place(self, rate: Fraction | None) -> int | None:
        """Return the place of a rate; None for no rate."""
        if rate is None:
            return None
        index = bisect_left(self.rates, rate)
        return 2 * index if index < len(self.rates) and self.rates[index] == rate else 2 * index - 1

    def rate_at(self, place: int | None) -> Fraction | None:
        """Return the rate at a place."""
        return None if place is None else self.rates[place // 2]


def passing(answers: Mapping[bytes, Answer], filter: AnswerFilter, ranks: Ranks) -> dict[bytes, int | None]:
    """Return the kinds that are asked for, each with the place of its rate."""
    return {likeness: ranks.place(one.rate) for likeness, one in answers.items() if filter.lets_pass(one)}
