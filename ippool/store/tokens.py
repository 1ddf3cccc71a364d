"""Tokens: only their hash is stored."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import text

from ippool.domain.permissions import Actor, Role, Token
from ippool.store.database import Reading, Writing


def hashed(token: str) -> str:
    """Return what is stored of a token. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


async def actor_of(session: Reading, token: str) -> Actor | None:
    """Return who a token stands for, or None where it is unknown or revoked. One statement."""
    found = await session.execute(
        text("select id, role, party_id from token where hash = :hash and revoked_at is null"), {"hash": hashed(token)}
    )
    row = found.first()
    return Actor(Role(row.role), row.party_id, row.id) if row else None


async def add_token(tx: Writing, token: Token, secret: str) -> None:
    """Store a token by its hash."""
    await tx.connection.execute(
        text(
            "insert into token (id, hash, role, party_id, label, created_at) "
            "values (:id, :hash, :role, :party, :label, :created_at)"
        ),
        {
            "id": token.id,
            "hash": hashed(secret),
            "role": token.role.value,
            "party": token.party,
            "label": token.label,
            "created_at": tx.moment,
        },
    )


async def revoke_token(tx: Writing, id: UUID) -> Token | None:
    """Revoke a token. Returns it, or None where there is none that still holds."""
    found = await tx.connection.execute(
        text("update token set revoked_at = :at where id = :id and revoked_at is null returning id, role, party_id, label"),
        {"at": tx.moment, "id": id},
    )
    row = found.first()
    return Token(row.id, Role(row.role), row.party_id, row.label) if row else None


async def load_tokens(session: Reading) -> tuple[tuple[Token, bool], ...]:
    """Return every token, oldest first, and whether it still holds."""
    found = await session.execute(text("select id, role, party_id, label, revoked_at from token order by created_at, id"))
    return tuple((Token(row.id, Role(row.role), row.party_id, row.label), row.revoked_at is None) for row in found)
