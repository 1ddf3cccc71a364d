"""Tokens: making one, recognizing its bearer, revoking it. Only a hash is ever stored."""

from __future__ import annotations

import secrets
from uuid import UUID

from ippool.domain.errors import NotFound, RuleBroken
from ippool.domain.parties import Party
from ippool.domain.permissions import Actor, Role, Token
from ippool.domain.words import Words
from ippool.store import tokens as token_store
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.store.records import load
from ippool.usecases.pool import Pool

PREFIX = "ippool_"
"""How every token begins, so that one left lying about is recognized."""


class TokenNotFound(NotFound):
    """There is no such token, or it holds no longer."""

    def __init__(self, id: UUID) -> None:
        super().__init__(Words(f"有効なトークン {id} はない。", f"There is no token {id} that holds."))


class PartyNeeded(RuleBroken):
    """A member's token speaks for a party of the register."""

    code = "PARTY_NEEDED"

    def __init__(self, party: str | None) -> None:
        ja = "会員のトークンには当事者が要る。" if party is None else f"当事者 {party} は登録簿にない。"
        en = "A member's token needs a party." if party is None else f"The register has no party {party}."
        super().__init__(
            Words(ja, en), path=("party",), next_step=Words("当事者のコードを指定する。", "Name the party by its code.")
        )


async def recognize(pool: Pool, token: str) -> Actor | None:
    """Return who a token stands for, or None where it is unknown or revoked. One statement."""
    async with pool.database.read_alone() as session:
        return await token_store.actor_of(session, token)


async def create(database: Database, actor: Actor, *, role: Role, party: str | None, label: str) -> tuple[Token, str]:
    """Make a token and return it with its secret, which is shown this once. Raises: PartyNeeded."""
    secret = PREFIX + secrets.token_urlsafe(32)
    async with database.write(actor) as tx:
        speaks_for = None
        if party is not None:
            found = await load(tx.connection, Party, "r.code = :code", code=party)
            if not found:
                raise PartyNeeded(party)
            speaks_for = found[0].id
        elif role is Role.MEMBER:
            raise PartyNeeded(None)
        token = Token(new_id(), role, speaks_for, label)
        await token_store.add_token(tx, token, secret)
        tx.record("token:created", token)
        return token, secret


async def revoke(database: Database, actor: Actor, id: UUID) -> Token:
    """Revoke a token; the next request with it is refused. Raises: TokenNotFound."""
    async with database.write(actor) as tx:
        token = await token_store.revoke_token(tx, id)
        if token is None:
            raise TokenNotFound(id)
        tx.record("token:revoked", None, before=token)
        return token


async def every(database: Database) -> tuple[tuple[Token, bool], ...]:
    """Return every token, oldest first, and whether it still holds."""
    async with database.read() as session:
        return await token_store.load_tokens(session)
