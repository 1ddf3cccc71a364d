"""Imports as jobs: what was asked, how far each is, and its report. Written beside the import's own transaction.

A job that runs holds an advisory lock of its session, so whoever looks can tell a job that is at work from one whose process died.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ippool.domain.permissions import Actor, Role
from ippool.store.intake_rows import ImportJobRow


class JobState(StrEnum):
    """How far an import is. INTERRUPTED: its process died, and nothing was taken."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One import. Shape: `report` is JSON: the report of one that is done, the refusal of one that was refused, else empty."""

    id: UUID
    format: str
    files: tuple[str, ...]
    lab: str | None
    encoding: str
    source_date: date | None
    dry_run: bool
    actor: Actor
    state: JobState
    asked_at: datetime
    ended_at: datetime | None
    bytes_total: int
    bytes_read: int = 0
    report: dict[str, Any] = field(default_factory=dict)


def _lock_of(id: UUID) -> int:
    return int.from_bytes(id.bytes[8:], "big", signed=True)


class Jobs:
    """The jobs of one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def running(self, job: ImportJob) -> AsyncIterator[Progress]:
        """Enter a job and keep it marked as running; what follows it is told through the progress."""
        async with self._engine.connect() as connection:
            await connection.execute(text("select pg_advisory_lock(:key)"), {"key": _lock_of(job.id)})
            await connection.execute(insert(ImportJobRow).values(_row(job)))
            await connection.commit()
            try:
                yield Progress(connection, job.id)
            finally:
                await connection.rollback()
                await connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _lock_of(job.id)})
                await connection.commit()

    async def find(self, id: UUID) -> ImportJob | None:
        """Read a job, or None."""
        found = await self._read(ImportJobRow.__table__.c.id == id, 1)  # type: ignore[attr-defined]
        return found[0] if found else None

    async def latest(self, count: int) -> list[ImportJob]:
        """Read the last jobs, latest first."""
        return await self._read(text("true"), count)

    async def _read(self, where: Any, count: int) -> list[ImportJob]:
        table = ImportJobRow.__table__  # type: ignore[attr-defined]
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(table).where(where).order_by(table.c.asked_at.desc()).limit(count))).mappings()
            jobs = [_job(dict(row)) for row in rows]
            return [await self._told_alive(connection, job) for job in jobs]

    async def _told_alive(self, connection: AsyncConnection, job: ImportJob) -> ImportJob:
        if job.state is not JobState.RUNNING:
            return job
        key = {"key": _lock_of(job.id)}
        if (await connection.execute(text("select pg_try_advisory_lock_shared(:key)"), key)).scalar_one():
            await connection.execute(text("select pg_advisory_unlock_shared(:key)"), key)
            # Between the look at the row and the look at the lock it may have ended.
            state = await connection.execute(text("select state from import_job where id = :id"), {"id": job.id})
            if state.scalar_one() == JobState.RUNNING:
                return _with_state(job, JobState.INTERRUPTED)
        return job


@dataclass(frozen=True)
class Progress:
    """Tells how far a running job is."""

    connection: AsyncConnection
    id: UUID

    async def at(self, bytes_read: int) -> None:
        """Tell how much has been read."""
        await self.connection.execute(
            text("update import_job set bytes_read = :read where id = :id"), {"read": bytes_read, "id": self.id}
        )
        await self.connection.commit()

    async def ended(self, state: JobState, report: dict[str, Any]) -> None:
        """Tell how it ended."""
        await self.connection.execute(_END, {"state": state.value, "report": report, "is_done": state is JobState.DONE, "id": self.id})
        await self.connection.commit()


_END = text(
    "update import_job set state = :state, report = :report, ended_at = clock_timestamp(), "
    "bytes_read = case when :is_done then bytes_total else bytes_read end where id = :id"
).bindparams(bindparam("report", type_=JSONB))


def _row(job: ImportJob) -> dict[str, Any]:
    return {
        "id": job.id,
        "format": job.format,
        "files": list(job.files),
        "lab": job.lab,
        "encoding": job.encoding,
        "source_date": job.source_date,
        "dry_run": job.dry_run,
        "actor_role": job.actor.role.value,
        "actor_party_id": job.actor.party,
        "actor_token_id": job.actor.token,
        "state": job.state.value,
        "asked_at": job.asked_at,
        "ended_at": job.ended_at,
        "bytes_total": job.bytes_total,
        "bytes_read": job.bytes_read,
        "report": job.report,
    }


def _job(row: dict[str, Any]) -> ImportJob:

    return ImportJob(
        id=row["id"],
        format=row["format"],
        files=tuple(row["files"]),
        lab=row["lab"],
        encoding=row["encoding"],
        source_date=row["source_date"],
        dry_run=row["dry_run"],
        actor=Actor(Role(row["actor_role"]), row["actor_party_id"], row["actor_token_id"]),
        state=JobState(row["state"]),
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
        bytes_total=row["bytes_total"],
        bytes_read=row["bytes_read"],
        report=row["report"],
    )


def _with_state(job: ImportJob, state: JobState) -> ImportJob:

    return replace(job, state=state)
