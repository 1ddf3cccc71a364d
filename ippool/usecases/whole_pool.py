"""The whole pool for one applicant, as a stream: every patent the caller may know of, with what it comes to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple
from uuid import UUID

from ippool.domain.alike import Answer
from ippool.domain.permissions import Actor
from ippool.store import whole_pool as whole_pool_store
from ippool.store.database import planned_each_time
from ippool.store.profiles import Kind
from ippool.usecases import alike
from ippool.usecases import patents as patent_use
from ippool.usecases.asking import view_for
from ippool.usecases.disclosures import disclose
from ippool.usecases.patents import NOW, Asked
from ippool.usecases.pool import Moment, Pool


class TermsLine(NamedTuple):
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
        answers: dict[bytes, Answer] = {}
        async for piece in whole_pool_store.pieces(session, sorting):
            new = {row.likeness: row.id for row in piece.rows if row.likeness not in answers}
            kinds = [Kind(likeness, 1, UUID(bytes=example)) for likeness, example in new.items()]
            answers |= await alike.answer(session, view, told, kinds)
            await disclose(pool.database, actor, piece.confidential)
            yield [TermsLine(row.number, row.code, row.likeness, answers[row.likeness]) for row in piece.rows]
