"""Imports as jobs: what was asked, how far each is, and its report. Written beside the import's own transaction.

A job that waits or runs is held by a shared advisory lock of a session of its process, so that whoever looks can tell a job that is
at work from one whose process died.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.permissions import Actor, Role
from ippool.store.answers import Answered, answer_under
from ippool.store.intake_rows import ImportJobRow
from ippool.store.record_rows import table_of
from ippool.store.rows import AnswerRow


class JobState(StrEnum):
    """How far an import is. INTERRUPTED: its process ended before it did, and nothing was taken."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"


UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One import.

    Shape: `report` is JSON: of one that is done the report without its findings (`Jobs.findings` has these), of one that was
    refused the refusal, else empty.
    """

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

    @property
    def keyset(self) -> Keyset:
        """Its place among all jobs, latest first."""
        return Keyset((self.asked_at,), self.id)


@dataclass(frozen=True, slots=True)
class Asking:
    """Under which idempotency key a job is asked for, whose key it is, and the hash of what is asked."""

    principal: str
    key: str
    action: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of a report: its job, its place in the report from 1, and what it says, as JSON."""

    job: UUID
    place: int
    content: dict[str, Any]

    @property
    def keyset(self) -> Keyset:
        """Its place in the order of the report."""
        return Keyset((self.place,), self.job)


def _lock_of(id: UUID) -> int:
    return int.from_bytes(id.bytes[8:], "big", signed=True)


class Jobs:
    """The jobs of one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    def holding(self) -> Holding:
        """Make the holder of the jobs of this process."""
        return Holding(self._engine)

    @asynccontextmanager
    async def running(self, job: ImportJob) -> AsyncIterator[Progress]:
        """Enter a job, or take up one that was queued, and keep it marked as running.

        What follows it is told through the progress.
        """
        async with self._engine.connect() as connection:
            await _hold(connection, job.id)
            row = _row(job)
            await connection.execute(
                insert(ImportJobRow).values(row).on_conflict_do_update(index_elements=["id"], set_={"state": job.state.value})
            )
            await connection.commit()
            try:
                yield Progress(connection, job.id)
            finally:
                await connection.rollback()
                await _let_go(connection, job.id)

    async def asked(self, principal: str, key: str) -> Answered | None:
        """Return what was asked for under a key, or None: the job, or another record where the hash is of something else."""
        async with self._engine.connect() as connection:
            return await answer_under(connection, principal, key)

    async def find(self, id: UUID) -> ImportJob | None:
        """Read a job, or None."""
        return (await self.by_ids([id])).get(id)

    async def by_ids(self, ids: Collection[UUID]) -> dict[UUID, ImportJob]:
        """Read jobs by id; those that do not exist are left out."""
        async with self._engine.connect() as connection:
            jobs = await _read(connection, "where id = any(cast(:ids as uuid[]))", ids=list(ids))
            return {job.id: job for job in await _told_alive(connection, jobs)}

    async def latest(self, count: int) -> list[ImportJob]:
        """Read the last jobs, latest first."""
        return list((await self.page(PageRequest(size=count))).rows)

    async def page(self, request: PageRequest, *, with_total: bool = False) -> Page[ImportJob]:
        """Read one page of all jobs, latest first."""
        conditions, values = ["true"], dict[str, Any]()
        for name, keyset, sign in (("after", request.after, "<"), ("before", request.before, ">")):
            if keyset is not None:
                conditions.append(f"(asked_at, id) {sign} (cast(:{name}_at as timestamptz), cast(:{name}_id as uuid))")
                values |= {f"{name}_at": keyset.values[0], f"{name}_id": keyset.id}
        direction = "asc" if request.backward else "desc"
        which = f"where {' and '.join(conditions)} order by asked_at {direction}, id {direction} limit :fetch"
        async with self._engine.connect() as connection:
            jobs = await _told_alive(connection, await _read(connection, which, **values, fetch=request.fetch))
            total = None
            if with_total:
                total = (await connection.execute(text("select count(*) from import_job"))).scalar_one()
        return Page.of(request, jobs, total)

    async def findings(
        self, jobs: Collection[UUID], request: PageRequest, *, outcome: str | None = None, with_total: bool = False
    ) -> dict[UUID, Page[FindingRow]]:
        """Read the same page of the findings of each of several jobs, in the order of their reports, in one statement.

        `outcome` limits them to the records of which it was the outcome.
        """
        values = {
            "ids": list(jobs),
            "outcome": outcome,
            "after": request.after.values[0] if request.after else None,
            "before": request.before.values[0] if request.before else None,
            "fetch": request.fetch,
        }
        found: dict[UUID, list[FindingRow]] = {job: [] for job in jobs}
        totals: dict[UUID, int] = {}
        statement = _FINDINGS.format(
            counted=f"select count(*) as total from {_THOSE}" if with_total else "select null::bigint as total",
            direction="desc" if request.backward else "asc",
        )
        async with self._engine.connect() as connection:
            for row in await connection.execute(text(statement).columns(content=JSONB), values):
                totals[row.id] = row.total
                if row.content is not None:
                    found[row.id].append(FindingRow(row.id, row.place, row.content))
        return {job: Page.of(request, rows, totals.get(job)) for job, rows in found.items()}

    async def findings_at(self, places: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], FindingRow]:
        """Read findings by job and place; those that do not exist are left out."""
        values = {"jobs": [job for job, _ in places], "places": [place for _, place in places]}
        async with self._engine.connect() as connection:
            rows = await connection.execute(_FINDINGS_AT, values)
            return {(row.id, row.place): FindingRow(row.id, row.place, row.content) for row in rows if row.content is not None}


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

    async def ended(self, state: JobState, report: dict[str, Any], *, within: AsyncConnection | None = None) -> None:
        """Tell how it ended: at once, or `within` the transaction of what it did, so that the two can never disagree."""
        values = {"state": state.value, "report": report, "is_done": state is JobState.DONE, "id": self.id}
        await (within or self.connection).execute(_END, values)
        if within is None:
            await self.connection.commit()


class Holding:
    """The jobs that wait or run in one process, on one connection of their own while there are any.

    A job entered here counts as under way until it is let go, or until the process dies.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._one_at_a_time = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._held: set[UUID] = set()

    async def enter(self, job: ImportJob, asking: Asking) -> Answered:
        """Enter a job as asked for under a key, both in one transaction.

        Where the key was used before nothing is entered, and what it was used for is returned.
        """
        async with self._one_at_a_time:
            connection = self._connection = self._connection or await self._engine.connect()
            try:
                await _hold(connection, job.id)
                before = await _enter(connection, job, asking)
                await connection.commit()
                self._held.add(job.id)
            except BaseException:
                await self._let_go(job.id)
                raise
            if before is None:
                return Answered(asking.body_hash, job.id, 1)
            await self._let_go(job.id)
            return before

    async def let_go(self, id: UUID) -> None:
        """Hold a job no longer."""
        async with self._one_at_a_time:
            await self._let_go(id)

    async def close(self) -> None:
        """Hold nothing any more."""
        async with self._one_at_a_time:
            await self._close()

    async def _let_go(self, id: UUID) -> None:
        self._held.discard(id)
        if self._connection is None:
            return
        try:
            await self._connection.rollback()
            await _let_go(self._connection, id)
        except BaseException:
            await self._close()
            raise
        if not self._held:
            await self._close()

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Back in the pool it would go on to hold what it holds: it is closed for good.
            await connection.invalidate()
            await connection.close()


async def _hold(connection: AsyncConnection, id: UUID) -> None:
    await connection.execute(text("select pg_advisory_lock_shared(:key)"), {"key": _lock_of(id)})


async def _let_go(connection: AsyncConnection, id: UUID) -> None:
    await connection.execute(text("select pg_advisory_unlock_shared(:key)"), {"key": _lock_of(id)})
    await connection.commit()


async def _enter(connection: AsyncConnection, job: ImportJob, asking: Asking) -> Answered | None:
    """Store key and job; None where the key is new. Of two at the same time the second waits here for the first."""
    answer = {
        "principal": asking.principal,
        "key": asking.key,
        "action": asking.action,
        "body_hash": asking.body_hash,
        "record_id": job.id,
        "record_version": 1,
        "at": job.asked_at,
    }
    stored = await connection.execute(insert(AnswerRow).values(answer).on_conflict_do_nothing())
    if stored.rowcount == 0:
        return await answer_under(connection, asking.principal, asking.key)
    await connection.execute(insert(ImportJobRow).values(_row(job)))
    return None


async def _told_alive(connection: AsyncConnection, jobs: Sequence[ImportJob]) -> list[ImportJob]:
    """Tell which of the jobs that seem to be under way are held by nobody: their process is gone."""
    active = [job.id for job in jobs if job.state in UNDER_WAY]
    held = {row.key for row in await connection.execute(_HELD)} if active else set()
    left = [id for id in active if _lock_of(id) not in held]
    if not left:
        return list(jobs)
    # Between the look at the row and the look at the lock a job may have ended: then its row says so by now.
    again = {job.id: job for job in await _read(connection, "where id = any(cast(:ids as uuid[]))", ids=left)}
    found = [again.get(job.id, job) for job in jobs]
    return [replace(job, state=JobState.INTERRUPTED) if job.id in again and job.state in UNDER_WAY else job for job in found]


async def _read(connection: AsyncConnection, which: str, **values: Any) -> list[ImportJob]:
    statement = text(f"select {', '.join(_COLUMNS)}, report - 'findings' as report from import_job {which}").columns(report=JSONB)
    return [_job(dict(row)) for row in (await connection.execute(statement, values)).mappings()]


_COLUMNS = [column.name for column in table_of(ImportJobRow).c if column.name != "report"]
_HELD = text(
    "select (classid::bigint << 32) | objid::bigint as key from pg_locks where locktype = 'advisory' and objsubid = 1 and granted "
    "and database = (select oid from pg_database where datname = current_database())"
)
_THOSE = (
    "jsonb_array_elements(j.report -> 'findings') with ordinality one (content, place) "
    "where (cast(:outcome as text) is null or content ->> 'outcome' = :outcome)"
)
_FINDINGS = f"""
    select j.id, f.place, f.content, c.total from import_job j cross join lateral ({{counted}}) c left join lateral (
        select place, content from {_THOSE}
            and (cast(:after as bigint) is null or place > :after) and (cast(:before as bigint) is null or place < :before)
        order by place {{direction}} limit :fetch
    ) f on true
    where j.id = any(cast(:ids as uuid[])) order by j.id, f.place {{direction}}
"""
_FINDINGS_AT = text(
    "select j.id, wanted.place, j.report -> 'findings' -> (wanted.place - 1) as content "
    "from unnest(cast(:jobs as uuid[]), cast(:places as int[])) wanted (job, place) join import_job j on j.id = wanted.job "
    "where wanted.place > 0"
).columns(content=JSONB)
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
        "actor_user_id": job.actor.user,
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
        actor=Actor(Role(row["actor_role"]), row["actor_party_id"], row["actor_token_id"], row["actor_user_id"]),
        state=JobState(row["state"]),
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
        bytes_total=row["bytes_total"],
        bytes_read=row["bytes_read"],
        report=row["report"],
    )
