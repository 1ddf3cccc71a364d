"""Sealing the audit: its end is signed outside the database every minute or thousand lines, so that a superuser's work shows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import text

from ippool.domain.errors import DomainError
from ippool.domain.faults import traced
from ippool.domain.words import Words
from ippool.store.checkpoints import Checkpoint, Checkpoints
from ippool.store.database import Database, Reading

INTERVAL = timedelta(seconds=60)
LINES = 1_000
"""A line waits for its checkpoint until that long after the one before, or until as many wait."""

EVERY = 2.0
"""Seconds between two looks at the end of the audit."""
_log = logging.getLogger(__name__)


class AuditBroken(DomainError):
    """The audit is not as its last checkpoint says: nothing is signed any more until somebody has looked."""

    code = "AUDIT_BROKEN"

    def __init__(self, last: Checkpoint) -> None:
        super().__init__(
            Words(
                f"監査の {last.seq} 行目が、署名されたものと違うか、なくなっている。",
                f"Line {last.seq} of the audit is not what was signed, or is gone.",
            ),
            next_step=Words(
                "ippool-verify-audit で確かめる。バックアップから戻した場合は、新しいチェックポイントのファイルを指定する。",
                "Look with ippool-verify-audit. After a restore from a backup, name a new file of checkpoints.",
            ),
        )


async def seal(database: Database, checkpoints: Checkpoints, now: datetime, *, at_once: bool = False) -> bool:
    """Sign the end of the audit where it is due, or `at_once` where any line waits. Returns: whether it was signed.

    Raises: AuditBroken, KeyRefused, OSError.
    """
    with checkpoints.adding() as adding:
        if adding is None:
            return False
        last = adding.last
        async with database.read() as session:
            head = (await session.execute(text("select seq, hash from audit order by seq desc limit 1"))).one_or_none()
            if last is not None and await _hash_at(session, last.seq) != last.hash:
                raise AuditBroken(last)
            if head is None or (last is not None and head.seq == last.seq):
                return False
            if last is not None and not at_once and head.seq - last.seq < LINES and last.at <= now < last.at + INTERVAL:
                return False
            after = {"last": last.seq if last else 0}
            added = (await session.execute(text("select count(*) from audit where seq > :last"), after)).scalar_one()
        count = added + (last.count if last else 0)
        await asyncio.to_thread(adding.add, at=now, seq=head.seq, count=count, hash=head.hash)
        return True


async def write_lines(database: Database, file: IO[bytes]) -> int:
    """Write every line of the audit, of one moment, as JSON in UTC. Returns how many. Raises: OSError."""
    count = 0
    async with database.read() as session:
        lines = await session.stream_scalars(text("select row_to_json(line)::text from audit line order by line.seq"))
        async for line in lines:
            file.write(line.encode() + b"\n")
            count += 1
    return count


async def waiting_since(session: Reading, last: Checkpoint | None) -> float:
    """Return for how long the oldest line that no checkpoint covers has waited; 0 where there is none. Units: seconds.

    A long change is there only when it ends, with lines of the moment it began: none waits since before the checkpoint before it.
    """
    statement = text(
        "select extract(epoch from clock_timestamp() - greatest(at, cast(:signed as timestamptz)))::float8 "
        "from audit where seq > :last order by seq limit 1"
    )
    given = {"last": last.seq if last else 0, "signed": last.at if last else None}
    found: float | None = (await session.execute(statement, given)).scalar_one_or_none()
    return max(0.0, found or 0.0)


async def is_whole(session: Reading, last: Checkpoint | None) -> bool:
    """Tell whether the line that was signed last is there as it was."""
    return last is None or await _hash_at(session, last.seq) == last.hash


async def _hash_at(session: Reading, seq: int) -> str | None:
    found: str | None = (await session.execute(text("select hash from audit where seq = :seq"), {"seq": seq})).scalar_one_or_none()
    return found


async def keep(database: Database, checkpoints: Checkpoints, now: Callable[[], datetime], *, every: float = EVERY) -> None:
    """Seal the audit whenever it is due, for as long as the process runs, and once more at its end."""
    told = ""
    try:
        while True:
            told = await _tried(database, checkpoints, now(), told)
            await asyncio.sleep(every)
    finally:
        await _tried(database, checkpoints, now(), told, at_once=True)


async def _tried(database: Database, checkpoints: Checkpoints, now: datetime, told: str, *, at_once: bool = False) -> str:
    try:
        await seal(database, checkpoints, now, at_once=at_once)
    except Exception as fault:
        # What goes on for an hour is told once, not every two seconds.
        if told != type(fault).__name__:
            _log.error("the audit is not sealed; it is tried again\n%s", traced(fault))
        return type(fault).__name__
    return ""
