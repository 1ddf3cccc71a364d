"""Answers for the whole pool: one for each kind of alike patents, by the same rules that answer a single question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from ippool.domain.alike import Answer, AnswerFilter
from ippool.domain.browsing import PatentFilter
from ippool.domain.paging import Keyset, PageRequest
from ippool.store import patents as patent_store
from ippool.store.alike import Asked, Kind, Sieve
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

    def placed(self, request: PageRequest) -> PageRequest:
        """Return a request for a page whose places in the list are named by rates, with the places of these rates."""
        after, before = (self._placed(one) if one else None for one in (request.after, request.before))
        return replace(request, after=after, before=before)

    def _placed(self, keyset: Keyset) -> Keyset:
        rate = keyset.values[0]
        assert rate is None or isinstance(rate, Fraction)
        return Keyset((self.place(rate),), keyset.id)

    def named(self, keyset: Keyset) -> Keyset:
        """Return a place in the list as named by its rate."""
        place = keyset.values[0]
        assert place is None or isinstance(place, int)
        return Keyset((self.rate_at(place),), keyset.id)

    def rate_at(self, place: int | None) -> Fraction | None:
        """Return the rate at a place."""
        return None if place is None else self.rates[place // 2]


async def sift(
    session: Reading, view: View, told: Told, filter: PatentFilter, answers: AnswerFilter, lookups: Sequence[str]
) -> tuple[Sieve, Ranks]:
    """Answer for every kind among the patents of a filter; return those that are asked for, and the order of their rates.

    One statement, and one more for every `AT_ONCE` kinds that were never answered before.
    """
    asked = asked_of(view, told)
    kinds = await patent_store.kinds_among(session, asked, filter, today=view.moment.today, lookups=lookups)
    found = await answer(session, view, told, kinds)
    ranks = Ranks.of(found.values())
    return Sieve(asked, passing(found, answers, ranks)), ranks


def passing(answers: Mapping[bytes, Answer], filter: AnswerFilter, ranks: Ranks) -> dict[bytes, int | None]:
    """Return the kinds that are asked for, each with the place of its rate."""
    return {likeness: ranks.place(one.rate) for likeness, one in answers.items() if filter.lets_pass(one)}
