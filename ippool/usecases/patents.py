"""Looking at the pool: a page of patents, one patent by any of its numbers, patents by id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from ippool.domain.alike import ANY_ANSWER, AnswerFilter
from ippool.domain.browsing import PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.errors import RuleBroken
from ippool.domain.numbers import NumberRefused, parse_number
from ippool.domain.paging import PageRequest
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.reference import Reference
from ippool.domain.words import Words
from ippool.store import patents as patent_store
from ippool.store.database import Reading
from ippool.store.patents import Found, PatentPage
from ippool.usecases import alike
from ippool.usecases.disclosures import disclose
from ippool.usecases.pool import Moment, Pool, View
from ippool.usecases.refusals import note_applicant

Read = TypeVar("Read", PatentPage, Found)


@dataclass(frozen=True)
class Asked:
    """As of when, as known when, and for whom a question is asked; None means today, now, the caller's own party."""

    on: date | None = None
    known_at: datetime | None = None
    applicant: UUID | None = None

    def at(self, moment: Moment) -> Asked:
        """Ask of nothing later than now: what will be known, nobody knows, and an answer must not claim it."""
        return replace(self, known_at=None) if self.known_at is not None and self.known_at >= moment.now else self


NOW = Asked()


class ApplicantUnnamed(RuleBroken):
    """Nobody is named whose terms are asked for, or somebody whose terms the caller may not ask for."""

    code = "APPLICANT_UNNAMED"

    def __init__(self) -> None:
        super().__init__(
            Words("誰の条件を問うのかが分からない。", "Whose terms are asked for is not said."),
            path=("applicant",),
            next_step=Words("当事者を applicant に指定する。", "Name a party as `applicant`."),
        )


async def browse(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    *,
    request: PageRequest,
    filter: PatentFilter,
    order: PatentOrder,
    answers: AnswerFilter = ANY_ANSWER,
    asked: Asked = NOW,
    with_total: bool = False,
    told: Actor | None = None,
) -> tuple[PatentPage, View]:
    """Read one page of the patents the caller may know of, with what their terms follow from.

    One statement, and one more when reference data changed; where answers are filtered or ordered by, those of `alike.sift` too.
    `told` is who is told what the caller sees, where it is somebody else.
    Raises: ApplicantUnnamed where answers are asked about and nobody is named whose terms the caller may ask for.
    """
    page, view = await _browse(
        pool, actor, moment, request=request, filter=filter, order=order, answers=answers, asked=asked, with_total=with_total
    )
    await disclose(pool.database, told or actor, page.confidential)
    return page, view


async def _browse(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    *,
    request: PageRequest,
    filter: PatentFilter,
    order: PatentOrder,
    answers: AnswerFilter,
    asked: Asked,
    with_total: bool,
) -> tuple[PatentPage, View]:
    asked = asked.at(moment)
    lookups = lookups_of(filter.text or "", moment.today)
    if order.by is not PatentOrderField.ROYALTY_RATE and not answers.limits:
        return await _read(
            pool,
            actor,
            moment,
            asked,
            lambda session: patent_store.page(
                session,
                actor,
                request=request,
                filter=filter,
                order=order,
                on=asked.on or moment.today,
                known_at=asked.known_at,
                today=moment.today,
                lookups=lookups,
                with_total=with_total,
            ),
        )
    async with pool.database.read() as session:
        view = await view_of(pool, session, actor, moment, asked)
        if view.applicant is None:
            raise ApplicantUnnamed
        told = alike.told_for(pool, view, view.applicant)
        by_rate = order.by is PatentOrderField.ROYALTY_RATE
        sifted = await alike.sift(session, view, told, filter, answers, lookups, packed=by_rate)
        if by_rate:
            chosen = sifted.ranked(order.direction, request, with_total=with_total)
            asked_of = sifted.sorting.asked
            return await patent_store.chosen_page(session, asked_of, chosen, today=moment.today), view
        page = await patent_store.sieved_page(
            session,
            sifted.sieve,
            request=request,
            filter=filter,
            order=order,
            today=moment.today,
            lookups=lookups,
            with_total=with_total,
        )
        return page, view


async def find(pool: Pool, actor: Actor, moment: Moment, number: str, *, asked: Asked = NOW) -> tuple[PatentRecord | None, View]:
    """Read one patent by any usual notation of one of its numbers, or by its own code in the register.

    The patent whose code it is comes first; where a number stands for several (a republished international application), then the
    national right.
    """
    asked = asked.at(moment)
    lookups, code = lookups_of(number, moment.today), number.strip()
    found, view = await _read(
        pool,
        actor,
        moment,
        asked,
        lambda session: patent_store.by_number(session, actor, lookups, [code], known_at=asked.known_at, today=moment.today),
    )
    records = sorted(
        found.records,
        key=lambda record: (record.patent.code != code, record.patent.jurisdiction == "WO", record.patent.code),
    )
    if not records:
        return None, view
    id = records[0].patent.id
    await disclose(pool.database, actor, {one: level for one, level in found.confidential.items() if one == id})
    return records[0], view


async def by_ids(
    pool: Pool, actor: Actor, moment: Moment, ids: Sequence[UUID], *, asked: Asked = NOW, tells: bool = True
) -> tuple[dict[UUID, PatentRecord], View]:
    """Read patents by id; those the caller may not know of are absent like those that do not exist.

    Who does not tell the caller of all that is found discloses what is told.
    """
    found, view = await _read(
        pool,
        actor,
        moment,
        asked,
        lambda session: patent_store.by_ids(session, actor, ids, known_at=asked.known_at, today=moment.today),
    )
    if tells:
        await disclose(pool.database, actor, found.confidential)
    return {record.patent.id: record for record in found.records}, view


async def _read(
    pool: Pool, actor: Actor, moment: Moment, asked: Asked, read: Callable[[Reading], Awaitable[Read]]
) -> tuple[Read, View]:
    """Read patents by one statement, and what their answers follow from, as it was at the same moment.

    Where the reference data is kept in the version the statement tells, the statement stands alone; else one more reads it. Where
    it has changed between the two, both are read again in one transaction.
    """
    if asked.known_at is None:
        async with pool.database.read_alone() as session:
            found = await read(session)
            present = await pool.references.get(session, found.ref_version)
        if present.version == found.ref_version:
            return found, _seen(pool, actor, moment, asked, present, present)
    async with pool.database.read() as session:
        found = await read(session)
        return found, await _view(pool, session, actor, moment, asked, found.ref_version)


def lookups_of(number: str, today: date) -> tuple[str, ...]:
    """Return the form under which a number as typed is found; none where it is not a number."""
    try:
        return (parse_number(number.strip(), this_year=today.year).lookup,)
    except NumberRefused:
        return ()


async def _view(pool: Pool, session: Reading, actor: Actor, moment: Moment, asked: Asked, ref_version: int) -> View:
    present = await pool.references.get(session, ref_version)
    reference = await pool.references.get(session, ref_version, asked.known_at) if asked.known_at else present
    return _seen(pool, actor, moment, asked, reference, present)


def _seen(pool: Pool, actor: Actor, moment: Moment, asked: Asked, reference: Reference, present: Reference) -> View:
    applicant = asked.applicant or actor.party
    verdict = may_ask_terms_of(actor, applicant)
    allowed = applicant is not None and verdict.holds
    if asked.applicant is not None and not allowed:
        note_applicant(actor, verdict, asked.applicant)
    return View(
        reference=reference,
        present=present,
        actor=actor,
        applicant=reference.parties.get(applicant) if applicant is not None and allowed else None,
        moment=moment,
        on=asked.on or moment.today,
        known_at=asked.known_at,
        cases=pool.cases,
    )


async def look(pool: Pool, actor: Actor, moment: Moment, *, known_at: datetime | None = None) -> tuple[Reference, View]:
    """Read the reference data alone."""
    async with pool.database.read() as session:
        view = await view_of(pool, session, actor, moment, Asked(known_at=known_at))
        return view.reference, view


async def view_of(pool: Pool, session: Reading, actor: Actor, moment: Moment, asked: Asked) -> View:
    """Read what answers follow from besides the patents themselves."""
    return await _view(pool, session, actor, moment, asked, await pool.references.version(session))
