"""The audit chain: one line for each change, in the change's own transaction, chained by hash to the line before.

The hash is SHA-256 over canonical JSON of the line and of the hash before it, prefixed so that it can be no other hash of ours.
Numbers may have gaps; the chain, not the number, proves completeness.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ippool.domain.arrangements import canonical
from ippool.domain.permissions import Actor
from ippool.store.copying import copy_rows
from ippool.store.record_rows import table_of
from ippool.store.records import Recorded, layout_of
from ippool.store.rows import AuditRow

BEGINNING = "0" * 64
"""What the first line has as the hash before it."""
_PREFIX = b"ippool audit 1\n"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """What was done to one record: the action in the words `kind:done`, the record before and after, and anything to add."""

    action: str
    before: Recorded | None
    after: Recorded | None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> Recorded | None:
        """The record it is about."""
        return self.after if self.after is not None else self.before


def hash_of(record: Recorded | None) -> str | None:
    """Return the hash of a record's content, whatever version it is and whenever it was recorded."""
    if record is None:
        return None
    content = canonical(record)
    for name in ("version", "recorded_at"):
        content.pop(name, None)
    return hashlib.sha256(_text(content)).hexdigest()


def line_hash(line: dict[str, Any], previous: str) -> str:
    """Return the hash of a line as it stands in the table, after the line with the hash `previous`."""
    return _chained({key: canonical(value) for key, value in line.items() if key not in ("seq", "hash", "previous_hash")}, previous)


def _chained(content: dict[str, Any], previous: str) -> str:
    """Return the hash of a line in canonical form."""
    return hashlib.sha256(_PREFIX + _text({**content, "previous_hash": previous})).hexdigest()


async def append(
    connection: AsyncConnection, lines: Sequence[AuditLine], *, actor: Actor, moment: datetime, request_id: str | None
) -> None:
    """Write lines at the end of the chain. The caller holds the register's lock."""
    found = await connection.execute(text("select hash from audit order by seq desc limit 1"))
    previous = found.scalar_one_or_none() or BEGINNING
    common = {
        "at": moment,
        "actor_role": actor.role.value,
        "actor_party_id": actor.party,
        "actor_token_id": actor.token,
        "request_id": request_id,
    }
    rows, of_all = [], canonical(common)
    for line in lines:
        subject = line.subject
        own: dict[str, Any] = {
            "action": line.action,
            "record_kind": _kind(subject),
            "record_id": subject.id if subject is not None else None,
            "before_hash": hash_of(line.before),
            "after_hash": hash_of(line.after),
            "details": canonical(line.details),
        }
        current = _chained({**of_all, **own, "record_id": canonical(own["record_id"])}, previous)
        rows.append({**common, **own, "previous_hash": previous, "hash": current})
        previous = current
    await copy_rows(connection, table_of(AuditRow), rows)


def _kind(record: Recorded | None) -> str:
    if record is None:
        return "register"
    try:
        return layout_of(type(record)).name
    except KeyError:
        return type(record).__name__.lower()


def _text(content: object) -> bytes:
    # The same bytes as json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")), which a test holds it to.
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
