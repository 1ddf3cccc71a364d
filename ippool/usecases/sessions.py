"""Sessions of browsers: opened after somebody signed in at the identity provider, ended by signing out or after a working day.

A session is no change of the register: opening and ending one waits for no import, and writes no audit line.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from ippool.domain.errors import DomainError
from ippool.domain.permissions import EVERY_SCOPE, Actor, TokenScope
from ippool.domain.words import Words
from ippool.store import tokens as token_store
from ippool.store.database import can_hold
from ippool.store.identity import new_id
from ippool.usecases.pool import Moment, Pool

PREFIX = "ippools_"
"""How the secret of every session begins; it is accepted from a cookie only."""
LASTS = timedelta(hours=10)
LONGEST_NAME = 255


class SignInRefused(DomainError):
    """Who signed in at the identity provider cannot be let in."""

    code = "SIGN_IN_REFUSED"


class UnknownUser(SignInRefused):
    """The identity provider knows who it is, the register does not, or not today."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "本人は確認できたが、登録簿に任用の記録がない。",
                "The identity provider knows you, but the register has no appointment of yours today.",
            ),
            next_step=Words("知財担当者に利用者の登録を依頼する。", "Ask the IP office to add you."),
        )


async def named(pool: Pool, name: object, moment: Moment, *, scopes: frozenset[TokenScope] = EVERY_SCOPE) -> Actor | None:
    """Return the user an identity provider knows by a name, or None. One statement."""
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or not can_hold(name):
        return None
    async with pool.database.read_alone() as session:
        return await token_store.by_name(session, name, today=moment.today, scopes=scopes)


async def open_session(pool: Pool, name: object, moment: Moment) -> str:
    """Open a session for whom an identity provider knows by a name; return its secret. Raises: UnknownUser."""
    actor = await named(pool, name, moment)
    if actor is None or actor.user is None:
        raise UnknownUser
    secret = PREFIX + secrets.token_urlsafe(32)
    async with pool.database.beside() as connection:
        await token_store.add_session(connection, new_id(), secret, actor.user, now=moment.now, until=moment.now + LASTS)
    return secret


async def recognize(pool: Pool, secret: str, moment: Moment) -> Actor | None:
    """Return whose session it is, or None. One statement."""
    async with pool.database.read_alone() as session:
        return await token_store.by_session(session, secret, today=moment.today, now=moment.now)


async def end_session(pool: Pool, secret: str, moment: Moment) -> None:
    """End a session: the next request with its secret is refused."""
    async with pool.database.beside() as connection:
        await token_store.end_session(connection, secret, now=moment.now)
