"""The whole pool for one applicant, as a stream: every patent the caller may know of, with what it comes to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from ippool.domain.alike import Answer
from ippool.domain.designation import number_of
from ippool.domain.permissions import Actor, Level
from ippool.store.database import planned_each_time
from ippool.store.profiles import Kind
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.asking import view_for
from ippool.usecases.disclosures import disclose
from ippool.usecases.patents import NOW, Asked
from ippool.usecases.pool import Moment, Pool

PIECE = 20_000
"""Patents that are read together."""


@dataclass(frozen=True, slots=True)
class TermsLine:
    """One patent: its number as the office prints it, its code, its kind among alike patents, and what that comes to."""

    number: str
    code: str
    kind: bytes
    answer: Answer


async def whole_pool(
    pool: Pool, actor: Actor, moment: Moment, *, applicant: str | None, asked: Asked = NOW
) -> AsyncGenerator[list[TermsLine], None]:
    """Yield the patents in the order of their ids, in pieces, all of one moment; memory holds one piece.

    `applicant` is the code or the name of a party; None is the caller's own.
    Raises: ApplicantNotFound, also for one whose terms the caller may not ask for.
    """
    async with pool.database.read() as session:
        view = await patent_use.view_of(pool, session, actor, moment, asked.at(moment))
        view = view_for(view, applicant)
        assert view.applicant is not None
        told = alike.told_for(pool, view, view.applicant)
        sorting = await alike.sorting_for(session, view, told)
        await planned_each_time(session)
        after = None
        while True:
            rows, after = await sorting.piece(session, after, PIECE)
            examples = {row.likeness: row.id for row in rows}
            kinds = [Kind(likeness, 1, example) for likeness, example in examples.items()]
            answers = await alike.answer(session, view, told, kinds)
            confidential = {row.id: Level(row.level) for row in rows if row.level is not None}
            await disclose(pool.database, actor, confidential)
            yield [TermsLine(number_of(row), row.code, row.likeness, answers[row.likeness]) for row in rows]
            if after is None:
                return
