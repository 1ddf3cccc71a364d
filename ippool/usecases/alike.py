"""Answers for the whole pool: one for each kind of alike patents, by the same rules that answer a single question."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from ippool.domain.alike import NO_LAB, Answer, AnswerFilter
from ippool.domain.browsing import Direction, PatentFilter
from ippool.domain.disclosure import may_know_of_lab
from ippool.domain.folding import Package, answer_of, case_of, key_of, packages_of
from ippool.domain.labs import OpenLab
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.ranking import ranked
from ippool.store import patents as patent_store
from ippool.store import profiles
from ippool.store.alike import Asked
from ippool.store.database import Reading
from ippool.store.profiles import Kind, Sieve, Sorting
from ippool.usecases.kept import Told
from ippool.usecases.pool import Pool, View
from ippool.usecases.terms import packages_shown

AT_ONCE = 50
"""Examples that are read together."""


def told_for(pool: Pool, view: View, applicant: Party) -> Told:
    """Return what was answered so far for an applicant, as a view sees it."""
    return pool.answers.of(applicant, view.reference, view.actor, view.on, view.known_at, view.moment.today)


def asked_of(view: View, told: Told) -> Asked:
    """Return how patents are told apart for a view."""
    return Asked(told.measures, view.actor, view.on, view.known_at)


async def sorting_for(session: Reading, view: View, told: Told) -> Sorting:
    """Return how the patents that a caller may know of are sorted into kinds. One statement."""
    foundations, changed_at = await profiles.foundations(session)
    return Sorting(asked_of(view, told), told.founded(foundations), view.moment.today, told.likenesses_at(changed_at))


async def answer(session: Reading, view: View, told: Told, kinds: Iterable[Kind]) -> dict[bytes, Answer]:
    """Answer for each kind. A patent without terms has no answer.

    Of what was not answered yet one example is read and determined for each way the applicant stands to it; the rest is put
    together from these. Kinds of which something is particular are determined by an example of their own. One statement for
    `AT_ONCE` examples.
    """
    every = {kind.likeness: kind for kind in kinds}
    unknown = {likeness: kind for likeness, kind in every.items() if likeness not in told.answers}
    if unknown:
        packages = await _packages(session, view, told, unknown)
        read = [*(unknown.keys() - packages.keys()), *_first_of_each_standing(told, packages)]
        await _determine(session, view, told, [unknown[one] for one in read], packages)
        for one, of_kind in packages.items():
            answers = [found for package in of_kind if (found := _answer(view, told, package, of_kind)) is not None]
            if answers:
                told.answers[one] = min(answers, key=lambda found: found.rank)
    return {one: told.answers[one] for one in every if one in told.answers}


def _answer(view: View, told: Told, package: Package, beside: Sequence[Package]) -> Answer | None:
    example = told.examples.get(package.stands_by)
    if example is None:
        return None
    case = case_of(package, example.case, [view.reference.labs[one.lab] for one in beside if one.lab != NO_LAB])
    key = key_of(case, example)
    found = told.cases.get(key)
    if found is None:
        found = told.cases[key] = answer_of(case, example, view.cases)
    return found


async def _packages(session: Reading, view: View, told: Told, kinds: Mapping[bytes, Kind]) -> dict[bytes, tuple[Package, ...]]:
    """Return the packages of those kinds that may be folded: nothing is particular to them, the caller may know of every lab."""
    profiled = {one: found for one in kinds if (found := profiles.profile_of(one)) is not None}
    facts = await profiles.facts_of(session, {profile for profile, _ in profiled.values()})
    known = {NO_LAB, *(lab.id for lab in view.reference.labs.values() if _may_know(view, lab))}
    days = {lab.lab: lab.made for lab in told.measures.labs if lab.made}
    read = ((one, packages_of(facts[profile], stretch, days)) for one, (profile, stretch) in profiled.items())
    return {one: found for one, found in read if found is not None and all(package.lab in known for package in found)}


def _may_know(view: View, lab: OpenLab) -> bool:
    return may_know_of_lab(view.actor, lab, view.present, on=view.moment.today).holds


def _first_of_each_standing(told: Told, packages: Mapping[bytes, tuple[Package, ...]]) -> list[bytes]:
    seen, found = set(told.examples), []
    for one, of_kind in packages.items():
        new = {package.stands_by for package in of_kind} - seen
        if new:
            seen |= new
            found.append(one)
    return found


async def _determine(
    session: Reading, view: View, told: Told, kinds: Sequence[Kind], packages: Mapping[bytes, tuple[Package, ...]]
) -> None:
    """Determine one example of each kind, and keep what it comes to, or how the applicant stands to it."""
    async with aclosing(_examples(session, view, kinds)) as examples:
        async for kind, record in examples:
            found = packages_shown(view, record)
            if kind.likeness not in packages:
                if found:
                    told.answers[kind.likeness] = Answer.of(found[0])
                continue
            of_lab = {one.lab.id if one.lab else NO_LAB: one for one in found}
            for package in packages[kind.likeness]:
                if package.lab in of_lab:
                    told.examples.setdefault(package.stands_by, of_lab[package.lab])


async def _examples(session: Reading, view: View, kinds: Sequence[Kind]) -> AsyncGenerator[tuple[Kind, PatentRecord], None]:
    """Read one example of each kind. The database reads the next ones while these are worked on, and others get their turn."""

    async def read(some: Sequence[Kind]) -> dict[UUID, PatentRecord]:
        ids = [kind.example for kind in some]
        found = await patent_store.by_ids(session, view.actor, ids, known_at=view.known_at, today=view.moment.today)
        return {record.patent.id: record for record in found.records}

    pieces = [kinds[start : start + AT_ONCE] for start in range(0, len(kinds), AT_ONCE)]
    reading = None
    try:
        for place, some in enumerate(pieces):
            records = await (reading or read(some))
            reading = asyncio.create_task(read(pieces[place + 1])) if place + 1 < len(pieces) else None
            # With this the question goes out to the database.
            await asyncio.sleep(0)
            for kind in some:
                yield kind, records[kind.example]
    finally:
        if reading is not None:
            await asyncio.gather(reading, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Sifted:
    """The kinds of patents that are asked for, each with what it comes to."""

    sorting: Sorting
    passing: Sequence[tuple[Kind, Answer]]

    @property
    def sieve(self) -> Sieve:
        """What lets through the patents of these kinds."""
        return Sieve(self.sorting, [(kind, None) for kind, _ in self.passing])

    def ranked(self, direction: Direction, request: PageRequest, *, with_total: bool) -> Page[Keyset]:
        """Return a page of these patents in the order of their rates; they were sifted with `packed`."""
        total = sum(kind.count for kind, _ in self.passing) if with_total else None
        return ranked(((answer.rate, kind.packed) for kind, answer in self.passing), direction, request, total)


async def sift(
    session: Reading,
    view: View,
    told: Told,
    filter: PatentFilter,
    answers: AnswerFilter,
    lookups: Sequence[str],
    *,
    packed: bool = False,
) -> Sifted:
    """Answer for every kind among the patents of a filter; return those that are asked for.

    Three statements at most, two where kinds were never answered before, and one for every `AT_ONCE` examples of these.
    """
    sorting = await sorting_for(session, view, told)
    kinds = await patent_store.kinds_among(session, sorting, filter, lookups=lookups, packed=packed)
    found = await answer(session, view, told, kinds)
    came_to = ((kind, found[kind.likeness]) for kind in kinds if kind.likeness in found)
    return Sifted(sorting, [(kind, one) for kind, one in came_to if answers.lets_pass(one)])
