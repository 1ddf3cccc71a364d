"""Tokens: making one, recognizing its bearer, revoking it. Only a hash is ever stored."""

from __future__ import annotations

from ippool.domain.permissions import Actor, Role
from ippool.store import tokens as token_store
from ippool.usecases.pool import Pool


async def recognize(pool: Pool, token: str) -> Actor | None:
    """Return who a token stands for, or None where it is unknown or revoked. One statement."""
    async with pool.database.read() as session:
        return await token_store.actor_of(session, token)
