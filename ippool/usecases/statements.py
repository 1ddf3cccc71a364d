"""What sources say of patents and families: every fact with its source, the day of which that speaks, and when it was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ippool.domain.permissions import Actor, may_see_review
from ippool.domain.statements import Statement
from ippool.store.about import about
from ippool.usecases.pool import Pool


async def statements_about(
    pool: Pool, actor: Actor, subjects: Sequence[UUID], *, known_at: datetime | None = None
) -> dict[UUID, tuple[Statement, ...]]:
    """Read what sources say of several patents or families, by kind of source, in one statement.

    Whoever does not read the whole register finds nothing.
    """
    if not may_see_review(actor).holds:
        return {}
    async with pool.database.read() as session:
        found = await about(session, Statement, "subject_id", subjects, known_at=known_at)
    return {subject: tuple(sorted(all, key=lambda one: one.format)) for subject, all in found.items()}
