"""The audit chain: one line for each change, in the change's own transaction, chained by hash to the line before.

The hash is SHA-256 over canonical JSON of the line with its number, and of the hash before it, prefixed so that it can be no other
hash of ours. Numbers follow one another without a gap: the holder of the register's lock gives them, and a change that is rolled
back gives its numbers back. Lines of before migration 0006 have the hash of an earlier form, without their number, which may have
gaps. `ippool/verify_audit.py` knows both forms and shares nothing with this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.canonical import canonical, hashed_fields
from ippool.domain.permissions import Actor
from ippool.store.copying import Packed, pack_columns, send
from ippool.store.record_rows import table_of
from ippool.store.records import Recorded, layout_of
from ippool.store.rows import AuditRow

BEGINNING = "0" * 64
"""What the first line has as the hash before it."""
_PREFIX = b"ippool audit 2\n"
ADDED_LATER: frozenset[str] = frozenset({"actor_user_id"})
"""Columns that came after migration 0006: as long as one is null it is not in a line's hash, so that older lines keep theirs."""


@dataclass(frozen=True, slots=True)
class About:
    """What a line is about where nothing of it was read: the kind of record, and the id it was named by, if it was."""

    kind: str = "register"
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """What was done to one record: the action in the words `kind:done`, the record before and after, and anything to add."""

    action: str
    before: Recorded | None
    after: Recorded | None
    details: dict[str, Any] = field(default_factory=dict)
    about: About | None = None
    """What it is about, where neither a record before nor one after says so."""

    @property
    def subject(self) -> About:
        """The record it is about."""
        record = self.after if self.after is not None else self.before
        return (self.about or About()) if record is None else About(_kind(record), record.id)


def hash_of(record: Recorded | None) -> str | None:
    """Return the hash of a record's content, whatever version it is and whenever it was recorded."""
    if record is None:
        return None
    content = {}
    for name, is_later, default in _hashed(type(record)):
        one = getattr(record, name)
        if is_later and one == default:
            continue
        content[name] = one if type(one) in _WRITTEN_ALIKE else canonical(one)
    return hashlib.sha256(_text(content)).hexdigest()


_WRITTEN_ALIKE = frozenset({str, int, bool, NoneType, UUID, date})
"""What the writer of JSON writes as its canonical form is written."""


@cache
def _hashed(kind: type) -> tuple[tuple[str, bool, Any], ...]:
    return tuple(one for one in hashed_fields(kind) if one[0] not in ("version", "recorded_at"))


def line_hash(line: dict[str, Any], previous: str) -> str:
    """Return the hash of a line as it stands in the table, after the line with the hash `previous`."""
    content = {
        key: canonical(value)
        for key, value in line.items()
        if key not in ("hash", "previous_hash") and not (value is None and key in ADDED_LATER)
    }
    return hashlib.sha256(_PREFIX + _text({**content, "previous_hash": previous})).hexdigest()


_OF_EACH = ("seq", "action", "record_kind", "record_id", "before_hash", "after_hash", "details", "previous_hash", "hash")
"""The columns of a line that are its own; all but the last go into its hash."""


@dataclass(slots=True)
class Chain:
    """The end of the chain during one change: lines are added to it before they are written, and it alone writes them."""

    actor: Actor
    moment: datetime
    request_id: str | None
    seq: int
    previous: str

    def add(self, lines: Sequence[AuditLine]) -> Packed | None:
        """Add lines at the end; return them ready to be sent."""
        common = {
            "at": self.moment,
            "actor_role": self.actor.role.value,
            "actor_party_id": self.actor.party,
            "actor_token_id": self.actor.token,
            "actor_user_id": self.actor.user,
            "request_id": self.request_id,
        }
        common = {name: value for name, value in common.items() if value is not None or name not in ADDED_LATER}
        content, previous = canonical(common), self.previous
        columns: dict[str, list[Any]] = {name: [value] * len(lines) for name, value in common.items()}
        columns |= {name: [] for name in _OF_EACH}
        adding = [columns[name].append for name in _OF_EACH]
        for seq, line in enumerate(lines, self.seq + 1):
            subject = line.subject
            own = (
                seq,
                line.action,
                subject.kind,
                subject.id,
                hash_of(line.before),
                hash_of(line.after),
                canonical(line.details) if line.details else {},
                previous,
            )
            content.update(zip(_OF_EACH, own, strict=False))
            previous = hashlib.sha256(_PREFIX + _text(content)).hexdigest()
            for add, value in zip(adding, (*own, previous), strict=True):
                add(value)
        self.seq += len(lines)
        self.previous = previous
        return pack_columns(table_of(AuditRow), columns)


async def chain_of(connection: AsyncConnection, *, actor: Actor, moment: datetime, request_id: str | None) -> Chain:
    """Return the end of the chain as it stands. The caller holds the register's lock."""
    found = (await connection.execute(text("select seq, hash from audit order by seq desc limit 1"))).one_or_none()
    return Chain(actor, moment, request_id, found.seq if found else 0, found.hash if found else BEGINNING)


async def append(
    connection: AsyncConnection, lines: Sequence[AuditLine], *, actor: Actor, moment: datetime, request_id: str | None
) -> None:
    """Write lines at the end of the chain. The caller holds the register's lock."""
    chain = await chain_of(connection, actor=actor, moment=moment, request_id=request_id)
    await send(connection, chain.add(lines))


def _kind(record: Recorded) -> str:
    try:
        return layout_of(type(record)).name
    except KeyError:
        return type(record).__name__.lower()


def _text(content: object) -> bytes:
    # The same bytes as json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")), which a test holds it to.
    # The driver's own ids are not what orjson takes for one.
    return orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS)
