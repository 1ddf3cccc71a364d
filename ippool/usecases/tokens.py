"""Tokens: making one, recognizing its bearer, revoking it. Only a hash is ever stored.

A token of a user has, at each request, what rights its owner has then, narrowed by its scopes. One that stands for a role by itself
is made on the command line only.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from ippool.domain.errors import NotFound, RuleBroken, require
from ippool.domain.parties import Party
from ippool.domain.people import (
    UserRecord,
    looks_after,
    may_administer,
    may_change_user,
    may_know_of_tokens,
    may_revoke,
    may_use_own,
)
from ippool.domain.permissions import EVERY_SCOPE, NARROW, ROLES, Actor, ListedToken, Role, Token, TokenScope
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words
from ippool.store import answers
from ippool.store import people as people_store
from ippool.store import tokens as token_store
from ippool.store.answers import Answered
from ippool.store.database import Database, Writing
from ippool.store.identity import new_id
from ippool.store.records import load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import KeyReused, StaleVersion, hash_of_command
from ippool.usecases.people import record_of, user_named
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.refusals import refusing

PREFIX = "ippool_"
"""How every token begins, so that one left lying about is recognized."""
LONGEST_LIFE = 366
"""Days that a token may last."""
MOST_TOKENS = 20
"""Tokens that hold, of one user."""


class TokenNotFound(NotFound):
    """There is no such token, or it holds no longer."""

    def __init__(self, id: UUID | str) -> None:
        super().__init__(Words(f"有効なトークン {id} はない。", f"There is no token {id} that holds."), path=("token",))


class PartyNeeded(RuleBroken):
    """A member's token speaks for a party of the register."""

    code = "PARTY_NEEDED"

    def __init__(self, party: str | None) -> None:
        ja = "会員のトークンには当事者が要る。" if party is None else f"当事者 {party} は登録簿にない。"
        en = "A member's token needs a party." if party is None else f"The register has no party {party}."
        super().__init__(
            Words(ja, en), path=("party",), next_step=Words("当事者のコードを指定する。", "Name the party by its code.")
        )


class TooManyTokens(RuleBroken):
    """A user has as many tokens as there may be."""

    code = "TOO_MANY_TOKENS"

    def __init__(self) -> None:
        super().__init__(
            Words(f"有効なトークンは一人 {MOST_TOKENS} 個までである。", f"A user has at most {MOST_TOKENS} tokens that hold."),
            next_step=Words("使わないトークンを取り消す。", "Revoke one that is not used."),
        )


async def recognize(pool: Pool, token: str, moment: Moment) -> Actor | None:
    """Return who a token stands for, or None where it is unknown, revoked, expired or without rights today. One statement."""
    async with pool.database.read_alone() as session:
        found = await token_store.by_token(session, token, today=moment.today, now=moment.now)
    if found is None:
        return None
    pool.uses.note(found.actor.token, found.last_used_at, moment.now)
    return found.actor


def new_secret() -> str:
    """Make the secret of a token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


async def create(
    database: Database,
    actor: Actor,
    *,
    role: Role,
    party: str | None,
    label: str,
    scopes: frozenset[TokenScope] = EVERY_SCOPE,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token of a role by itself and return it with its secret, which is shown this once. Raises: PartyNeeded."""
    secret = new_secret()
    async with database.write(actor) as tx:
        speaks_for = None
        if party is not None:
            found = await load(tx.connection, Party, "r.code = :code", code=party)
            if not found:
                raise PartyNeeded(party)
            speaks_for = found[0].id if ROLES[role].speaks else None
        elif ROLES[role].speaks and not ROLES[role].sees_all:
            raise PartyNeeded(None)
        token = Token(new_id(), role, speaks_for, label, scopes=scopes | {TokenScope.READ}, expires_at=expires_at)
        await token_store.add_token(tx, token, secret)
        tx.record("token:created", token)
        return token, secret


@dataclass(frozen=True, slots=True)
class CreateToken:
    """What is asked for to make a token: of the caller itself, or of the user of a code. `days` is how long it lasts."""

    idempotency_key: str
    label: str
    scopes: tuple[TokenScope, ...]
    days: int
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A token that was made; its secret only the first time it is answered."""

    token: ListedToken
    secret: str | None
    replayed: bool


async def create_token(pool: Pool, actor: Actor, moment: Moment, command: CreateToken, *, request_id: str | None = None) -> Made:
    """Make a token of a user. The same key again answers the same token, without its secret, which is stored nowhere.

    No token can be used for more than the one it was made with, nor does a user's own outlive that. One that somebody else made
    counts only while its user is one whom that somebody looks after.
    Raises: NotPermitted, FormRefused, KeyReused, UserNotFound, TooManyTokens.
    """
    form = Form(command)
    form.label(command.label, "label")
    if not 1 <= command.days <= LONGEST_LIFE:
        form.fault(("days",), f"1 日から {LONGEST_LIFE} 日までである。", f"A token lasts 1 to {LONGEST_LIFE} days.")
    form.settle()
    principal, body_hash = answers.person_of(actor), hash_of_command("token:created", command)
    async with refusing(pool.database, actor, "token:created", request_id), pool.database.write(actor, request_id=request_id) as tx:
        if (before := await _answered(tx, command.idempotency_key, body_hash, principal)) is not None:
            return Made(await _listed(tx, before), None, replayed=True)
        owner = await user_named(tx, actor, command.user, "user") if command.user is not None else await _own(tx, actor)
        is_own = owner is not None and owner.user.id == actor.user
        require(may_use_own(actor) if owner is None or is_own else may_change_user(actor, owner, moment.today))
        assert owner is not None, "who is no user may make none of its own"
        wanted = frozenset(command.scopes) | {TokenScope.READ}
        require(_no_wider(wanted, actor))
        held = await token_store.load_tokens(tx.connection, "user_id = :user", user=owner.user.id)
        if sum(one.holds(moment.now) for one in held) >= MOST_TOKENS:
            raise TooManyTokens
        until = moment.now.astimezone(UTC) + timedelta(days=command.days)
        secret = new_secret()
        token = Token(
            new_id(), None, actor.party, command.label, user=owner.user.id, scopes=wanted, expires_at=until, maker=actor.role
        )
        if is_own:
            token = _bound(token, next((one.token for one in held if one.token.id == actor.token), None))
        await token_store.add_token(tx, token, secret)
        tx.record("token:created", token)
        answered = Answered(body_hash, token.id, 1)
        await answers.remember(tx, command.idempotency_key, "token:created", answered, principal)
        return Made(await _listed(tx, token.id), secret, replayed=False)


def _bound(token: Token, by: Token | None) -> Token:
    """Bind a user's own token to the one it is made with, if any: it ends no later, and counts no longer."""
    if by is None:
        return token
    ends = [one.expires_at for one in (token, by) if one.expires_at is not None]
    return replace(token, party=by.party, maker=by.maker, expires_at=min(ends))


def _no_wider(wanted: frozenset[TokenScope], actor: Actor) -> Verdict:
    if wanted <= actor.scopes:
        return Verdict.yes("範囲内である。", "It is no wider.")
    return Verdict.no(
        "発行に用いたトークンより広い範囲のトークンは作れない。",
        "No token can be made for more than the one it is made with.",
        NARROW,
    )


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """What is asked for to revoke a token, by its id."""

    idempotency_key: str
    token: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class Revoked:
    """A token that was revoked."""

    token: ListedToken
    replayed: bool


async def revoke_token(pool: Pool, actor: Actor, moment: Moment, command: RevokeToken, *, request_id: str | None = None) -> Revoked:
    """Revoke a token; the next request with it is refused. Any token may revoke itself, whatever its scopes.

    Raises: NotPermitted, FormRefused, KeyReused, TokenNotFound, StaleVersion.
    """
    Form(command).settle()
    principal, body_hash = answers.person_of(actor), hash_of_command("token:revoked", command)
    async with refusing(pool.database, actor, "token:revoked", request_id), pool.database.write(actor, request_id=request_id) as tx:
        if (before := await _answered(tx, command.idempotency_key, body_hash, principal)) is not None:
            return Revoked(await _listed(tx, before), replayed=True)
        found = await _visible(tx, actor, command.token, moment.today)
        await _require_revocable(tx, actor, found, moment)
        if found.token.version != command.expected_version:
            raise StaleVersion(command.expected_version, found.token.version)
        await token_store.revoke_token(tx, found.token.id)
        tx.record("token:revoked", None, before=found.token)
        answered = Answered(body_hash, found.token.id, 2)
        await answers.remember(tx, command.idempotency_key, "token:revoked", answered, principal)
        return Revoked(await _listed(tx, found.token.id), replayed=False)


async def _visible(tx: Writing, actor: Actor, id: str, today: date) -> ListedToken:
    try:
        found = await token_store.load_tokens(tx.connection, "id = :id", id=UUID(id))
    except ValueError:
        raise TokenNotFound(id) from None
    user = found[0].token.user if found else None
    # Whose token it is, is asked of one that is not there too: the two are to be told apart by nothing.
    owners = await people_store.by_ids(tx.connection, [user] if user is not None else [])
    if not found or not _may_know_of(actor, found[0].token, owners, today):
        raise TokenNotFound(id)
    return found[0]


def _may_know_of(actor: Actor, token: Token, owners: Mapping[UUID, UserRecord], today: date) -> bool:
    if actor.sees_all or token.id == actor.token:
        return True
    if token.role is not None:
        return looks_after(actor.role, actor.party, token.role, token.party)
    assert token.user is not None, "a token is of a role or of a user"
    return may_know_of_tokens(actor, owners[token.user], today)


async def _require_revocable(tx: Writing, actor: Actor, found: ListedToken, moment: Moment) -> None:
    token = found.token
    if token.id == actor.token:
        return
    if token.user is not None and token.user == actor.user:
        require(may_use_own(actor))
    elif token.user is not None:
        require(may_revoke(actor, await record_of(tx.connection, token.user), moment.today))
    else:
        require(may_administer(actor))


async def _own(tx: Writing, actor: Actor) -> UserRecord | None:
    return await record_of(tx.connection, actor.user) if actor.user is not None else None


async def _answered(tx: Writing, key: str, body_hash: str, principal: str) -> UUID | None:
    before = await answers.earlier(tx, key, principal)
    if before is None:
        return None
    if before.body_hash != body_hash:
        raise KeyReused(key)
    tx.nothing_done = True
    return before.record_id


async def _listed(tx: Writing, id: UUID) -> ListedToken:
    (found,) = await token_store.load_tokens(tx.connection, "id = :id", id=id)
    return found


async def revoke(database: Database, actor: Actor, id: UUID) -> Token:
    """Revoke a token, whosever it is; the next request with it is refused. Raises: TokenNotFound."""
    async with database.write(actor) as tx:
        found = await token_store.load_tokens(tx.connection, "id = :id and revoked_at is null", id=id)
        if not found:
            raise TokenNotFound(id)
        await token_store.revoke_token(tx, id)
        tx.record("token:revoked", None, before=found[0].token)
        return found[0].token


async def every(database: Database) -> tuple[ListedToken, ...]:
    """Return every token, oldest first."""
    async with database.read() as session:
        return await token_store.load_tokens(session)


async def of_users(pool: Pool, actor: Actor, moment: Moment, users: Sequence[UUID]) -> dict[UUID, tuple[ListedToken, ...]]:
    """Return the tokens of users by user; of whom the caller may not know the tokens, none. Two statements at most."""
    async with pool.database.read() as session:
        known = set(users)
        if not actor.sees_all and known != {actor.user}:
            records = await people_store.by_ids(session, users)
            known = {id for id, record in records.items() if may_know_of_tokens(actor, record, moment.today)}
        found = await token_store.load_tokens(session, "user_id = any(cast(:users as uuid[]))", users=list(known))
    return {user: tuple(one for one in found if one.token.user == user) for user in users}
