"""What mutations answered, by idempotency key: kept for ever, in the mutation's own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.permissions import Actor
from ippool.store.record_rows import table_of
from ippool.store.rows import AnswerRow

if TYPE_CHECKING:
    from ippool.store.database import Writing


@dataclass(frozen=True, slots=True)
class Answered:
    """The record that a mutation answered with, and the hash of what was asked."""

    body_hash: str
    record_id: UUID
    record_version: int


def principal_of(actor: Actor) -> str:
    """Name whose keys they are: the party's, or the role's where the caller speaks for none."""
    return str(actor.party or actor.role.value)


def person_of(actor: Actor) -> str:
    """Name whose keys they are where people answer for themselves, as for their tokens: the user's, else as above."""
    return str(actor.user) if actor.user is not None else principal_of(actor)


async def earlier(tx: Writing, key: str, principal: str | None = None) -> Answered | None:
    """Return what was answered under a key, or None; the caller's own key where no principal is named."""
    return await answer_under(tx.connection, principal or principal_of(tx.actor), key)


async def answer_under(connection: AsyncConnection, principal: str, key: str) -> Answered | None:
    """Return what was answered under somebody's key, or None."""
    table = table_of(AnswerRow)
    of_key = select(table.c.body_hash, table.c.record_id, table.c.record_version).where(
        table.c.principal == principal, table.c.key == key
    )
    found = (await connection.execute(of_key)).first()
    return Answered(found.body_hash, found.record_id, found.record_version) if found else None


async def remember(tx: Writing, key: str, action: str, answered: Answered, principal: str | None = None) -> None:
    """Store what was answered, under the caller's own key where no principal is named."""
    await tx.connection.execute(
        insert(AnswerRow).values(
            principal=principal or principal_of(tx.actor),
            key=key,
            action=action,
            body_hash=answered.body_hash,
            record_id=answered.record_id,
            record_version=answered.record_version,
            at=tx.moment,
        )
    )
