"""Following the register: what came after a place in its history, for somebody who may see some of it.

A place is where a follower has come to: the last line of the audit it has heard of, and the last day. Both go forward by
themselves: lines as changes are committed, days as they come. So whoever comes back with a place misses nothing and hears
nothing twice.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ippool.domain.digest import digest_of
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.domain.secrecy import is_published
from ippool.domain.terms import Determination
from ippool.store import patents as patent_store
from ippool.store import publications as publication_store
from ippool.store.database import Reading
from ippool.usecases import patents as patent_use
from ippool.usecases.disclosures import disclose
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View
from ippool.usecases.terms import packages_shown

LINES = 1_000
"""Lines of the audit that are looked at in one go."""
PATENTS = 20
"""Patents that are told of in one go; they are read again, as they are then, where they wait for long."""
KEPT_DAYS = 200
"""Answers about days that are kept, of so many patents each."""
ATTEMPTS = 3
"""How often terms are read again because the register was changed meanwhile, before the next change is waited for."""
NOBODY = UUID(int=0)
"""Before every patent."""


@dataclass
class Changes:
    """Tells whoever waits that the register has changed; what has changed, they look for themselves."""

    count: int = 0
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        """Wake all who wait."""
        self.count += 1
        told, self._told = self._told, asyncio.Event()
        told.set()

    async def after(self, count: int, seconds: float) -> None:
        """Wait until there were more changes than `count`, or until so many seconds have passed."""
        if self.count != count:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._told.wait()
        except TimeoutError:
            return


@dataclass
class Days:
    """What each day that has come was to bring, by what was known at its midnight: the same for ever, and looked for once.

    Shape: `zone` is the office's. Nothing here asks who may know of it.
    """

    zone: str
    _found: OrderedDict[tuple[date, UUID], Sequence[UUID]] = field(default_factory=OrderedDict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def come(self, session: Reading, day: date, last: UUID) -> Sequence[UUID] | None:
        """Return some patents, those after `last`; None while a change of the day before may still be under way."""
        async with self._one:
            if (day, last) not in self._found:
                if not await publication_store.is_settled(session, day, self.zone):
                    return None
                self._found[day, last] = await publication_store.come(session, day, last, self.zone, PATENTS)
                if len(self._found) > KEPT_DAYS:
                    self._found.popitem(last=False)
            return self._found[day, last]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a follower has come to: a line of the audit, a day, and of the day after it the last patent."""

    seq: int
    day: date
    last: UUID = NOBODY


@dataclass(frozen=True)
class Published:
    """Patents that came to be published and that the caller may know of, each with the place right after it.

    Shape: `place` is right after all that was looked at; `has_more`: there is more to look at at once.
    """

    found: tuple[tuple[PatentRecord, Place], ...]
    view: View | None
    place: Place
    has_more: bool


async def present(pool: Pool, moment: Moment) -> Place:
    """Return the place at the end of all there is."""
    async with pool.database.read_alone() as session:
        return Place(await publication_store.end_of_audit(session), moment.today)


async def published(pool: Pool, actor: Actor, moment: Moment, place: Place, days: Days) -> Published:
    """Look for patents that came to be published after a place. Who may know of them is judged now, as it is for every question."""
    async with pool.database.read_alone() as session:
        recorded = await publication_store.recorded(session, place.seq, days.zone, LINES)
        if recorded.found or recorded.has_more or place.day >= moment.today:
            then = recorded.found[:PATENTS]
            is_cut = len(recorded.found) > len(then)
            found = [(id, replace(place, seq=seq)) for seq, id in then]
            after = found[-1][1] if is_cut else replace(place, seq=recorded.last)
            has_more = is_cut or recorded.has_more or place.day < moment.today
        else:
            here, day = replace(place, seq=recorded.last), place.day + timedelta(days=1)
            ids = await days.come(session, day, place.last)
            if ids is None:
                return Published((), None, here, False)
            found = [(id, replace(here, last=id)) for id in ids]
            after = found[-1][1] if len(ids) == PATENTS else replace(here, day=day, last=NOBODY)
            has_more = len(ids) == PATENTS or day < moment.today
    if not found:
        return Published((), None, after, has_more)
    records, view = await patent_use.by_ids(pool, actor, moment, [id for id, _ in found])
    seen = tuple((records[id], at) for id, at in found if id in records)
    return Published(seen, view, after, has_more)


@dataclass(frozen=True, slots=True)
class TermsPlace:
    """As of when terms were told last: what was known at a moment of the register, about a day."""

    known_at: datetime
    day: date


@dataclass(frozen=True)
class ChangedTerms:
    """A patent whose terms for the caller's party, or what they rest on, are not what they were.

    Shape: `before` as of the place that was asked about, with what it was read by; None where there were none, or none to be known.
    """

    record: PatentRecord
    view: View
    before: tuple[Determination, View] | None


async def terms_place(pool: Pool, moment: Moment) -> TermsPlace:
    """Return the place as of now. A change that is under way has a later moment, whenever it ends."""
    async with pool.database.read_alone() as session:
        return TermsPlace(await publication_store.last_change(session), moment.today)


async def changed_terms(
    pool: Pool, actor: Actor, moment: Moment, ids: Sequence[UUID], place: TermsPlace
) -> tuple[tuple[ChangedTerms, ...], TermsPlace]:
    """Compare the terms of patents with those as of a place. What the caller may not know of now is in neither.

    While the register changes faster than it is read, nothing is told yet, and the place stays.
    """
    for _ in range(ATTEMPTS):
        here = await terms_place(pool, moment)
        if here == place:
            return (), place
        records, view = await patent_use.by_ids(pool, actor, moment, ids, tells=False)
        if await terms_place(pool, moment) == here:  # else something was changed in between
            break
    else:
        return (), place
    asked = Asked(on=place.day, known_at=place.known_at)
    earlier, then = await patent_use.by_ids(pool, actor, moment, ids, asked=asked, tells=False)
    found = []
    for id in dict.fromkeys(id for id in ids if id in records):
        after = next(iter(packages_shown(view, records[id])), None)
        before = next(iter(packages_shown(then, earlier[id])), None) if id in earlier else None
        if (after and digest_of(after)) != (before and digest_of(before)):
            found.append(ChangedTerms(records[id], view, (before, then) if before else None))
    secret = [one.record.patent.id for one in found if not is_published(one.record.patent, moment.today)]
    if secret:
        async with pool.database.read() as session:
            confidential = await patent_store.confidential(session, today=moment.today, among=secret)
        await disclose(pool.database, actor, confidential)
    return tuple(found), here
