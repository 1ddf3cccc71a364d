"""Who calls: by a token, by a browser's session, or by the name an identity provider knows. Of secrets only the hash is stored.

Each look-up is one statement, of this very moment: a right that has ended counts no more at the next request. Nothing is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from ippool.domain.people import looks_after
from ippool.domain.permissions import EVERY_SCOPE, ROLES, Actor, Level, ListedToken, Role, Token, TokenScope
from ippool.store.database import Reading, Writing
from ippool.store.people_rows import SessionRow, TokenRow

_APPOINTED = "a.user_id = {of} and a.valid @> cast(:today as date)"
_RIGHTS = "a.role as user_role, a.party_id as user_party, a.clearance"

_BY_TOKEN = text(
    f"select t.id, t.hash, t.role, t.party_id, t.user_id, t.scopes, t.last_used_at, t.maker, {_RIGHTS} from token t "
    f"left join appointment a on {_APPOINTED.format(of='t.user_id')} "
    "where t.hash = :hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > :now)"
)
_BY_SESSION = text(
    f"select s.hash, s.user_id, {_RIGHTS} from browser_session s join appointment a on {_APPOINTED.format(of='s.user_id')} "
    "where s.hash = :hash and s.ended_at is null and s.expires_at > :now"
)
_BY_NAME = text(
    f"select u.id as user_id, {_RIGHTS} from user_account u join appointment a on {_APPOINTED.format(of='u.id')} "
    "where u.sign_in = :name"
)


def hashed(token: str) -> str:
    """Return what is stored of a secret. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Recognized:
    """Who a token stands for, and when its use was last noted."""

    actor: Actor
    last_used_at: datetime | None


async def by_token(session: Reading, token: str, *, today: date, now: datetime) -> Recognized | None:
    """Return who a token stands for; None where it is unknown, revoked or expired, or its owner has no rights today."""
    hash = hashed(token)
    row = (await session.execute(_BY_TOKEN, {"hash": hash, "today": today, "now": now})).first()
    if row is None or not hmac.compare_digest(row.hash, hash):
        return None
    scopes = frozenset(map(TokenScope, row.scopes))
    if row.user_id is None:
        return Recognized(Actor(Role(row.role), row.party_id, row.id, scopes=scopes), row.last_used_at)
    if row.user_role is None or not _counts(row):
        return None
    return Recognized(_actor(row, scopes=scopes, token=row.id), row.last_used_at)


def _counts(row: Any) -> bool:
    """Tell whether who made a token for somebody else would still look after its user: else it would keep a key to a new office."""
    return row.maker is None or looks_after(Role(row.maker), row.party_id, Role(row.user_role), row.user_party)


async def by_session(session: Reading, secret: str, *, today: date, now: datetime) -> Actor | None:
    """Return whose session this is; None where it is unknown, over or signed out, or the user has no rights today."""
    hash = hashed(secret)
    row = (await session.execute(_BY_SESSION, {"hash": hash, "today": today, "now": now})).first()
    return _actor(row) if row is not None and hmac.compare_digest(row.hash, hash) else None


async def by_name(session: Reading, name: str, *, today: date, scopes: frozenset[TokenScope] = EVERY_SCOPE) -> Actor | None:
    """Return the user the identity provider knows by a name; None where there is none, or it has no rights today."""
    row = (await session.execute(_BY_NAME, {"name": name, "today": today})).first()
    return _actor(row, scopes=scopes) if row is not None else None


def _actor(row: Any, *, scopes: frozenset[TokenScope] = EVERY_SCOPE, token: UUID | None = None) -> Actor:
    role = Role(row.user_role)
    party = row.user_party if ROLES[role].speaks else None
    return Actor(role, party, token, row.user_id, scopes, Level(row.clearance))


# Tokens

_COLUMNS = "id, role, party_id, label, user_id, scopes, created_at, expires_at, revoked_at, last_used_at, maker"


async def add_token(tx: Writing, token: Token, secret: str) -> None:
    """Store a token by its hash."""
    await tx.connection.execute(
        insert(TokenRow).values(
            id=token.id,
            hash=hashed(secret),
            role=token.role.value if token.role is not None else None,
            party_id=token.party,
            label=token.label,
            user_id=token.user,
            scopes=sorted(scope.value for scope in token.scopes),
            created_at=tx.moment,
            expires_at=token.expires_at,
            maker=token.maker.value if token.maker is not None else None,
        )
    )


async def revoke_token(tx: Writing, id: UUID) -> None:
    """Revoke a token."""
    await tx.connection.execute(text("update token set revoked_at = :at where id = :id"), {"at": tx.moment, "id": id})


async def load_tokens(session: Reading, where: str = "true", **given: Any) -> tuple[ListedToken, ...]:
    """Return tokens, oldest first; `where` is a condition of ours over `token`."""
    found = await session.execute(text(f"select {_COLUMNS} from token where {where} order by created_at, id"), given)
    return tuple(map(_listed, found))


def _listed(row: Any) -> ListedToken:
    token = Token(
        id=row.id,
        role=Role(row.role) if row.role is not None else None,
        party=row.party_id,
        label=row.label,
        version=1 if row.revoked_at is None else 2,
        user=row.user_id,
        scopes=frozenset(map(TokenScope, row.scopes)),
        expires_at=row.expires_at,
        maker=Role(row.maker) if row.maker is not None else None,
    )
    return ListedToken(token, row.created_at, row.revoked_at, row.last_used_at)


async def note_uses(connection: Reading, uses: Mapping[UUID, datetime]) -> None:
    """Note when tokens were last used, in one statement."""
    await connection.execute(
        text(
            "update token t set last_used_at = greatest(t.last_used_at, u.at) "
            "from unnest(cast(:ids as uuid[]), cast(:moments as timestamptz[])) u(id, at) where t.id = u.id"
        ),
        {"ids": list(uses), "moments": list(uses.values())},
    )


# Sessions


async def add_session(connection: Reading, id: UUID, secret: str, user: UUID, *, now: datetime, until: datetime) -> None:
    """Store a session by its hash; those that were over long ago go."""
    await connection.execute(insert(SessionRow).values(id=id, hash=hashed(secret), user_id=user, created_at=now, expires_at=until))
    await connection.execute(
        text("delete from browser_session where user_id = :user and expires_at < :now"), {"user": user, "now": now}
    )


async def end_session(connection: Reading, secret: str, *, now: datetime) -> None:
    """End a session."""
    await connection.execute(
        text("update browser_session set ended_at = :now where hash = :hash and ended_at is null"),
        {"hash": hashed(secret), "now": now},
    )


async def end_sessions(connection: Reading, user: UUID, *, now: datetime) -> None:
    """End all sessions of a user."""
    await connection.execute(
        text("update browser_session set ended_at = :now where user_id = :user and ended_at is null"), {"user": user, "now": now}
    )
