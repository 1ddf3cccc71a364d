"""Imports that are asked for over the API: started at once, done in the background one after another, followed as jobs.

The answer is given before the import has begun. What can be told at once is: a file that cannot be read, a format or lab that is
not there. The rest stands in the job. A job is no record of the register: its key and its row are stored in one transaction of
their own, so that starting one waits for no import that is under way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar
from uuid import UUID

from ippool.domain.errors import DomainError, RuleBroken
from ippool.domain.faults import traced
from ippool.domain.labs import OpenLab
from ippool.domain.paging import Page, PageRequest
from ippool.domain.permissions import Actor, TokenScope, may_keep_register, may_see_review
from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits
from ippool.intake.formats import FormatUnknown, format_of
from ippool.intake.sources import ENCODINGS, Source
from ippool.store.answers import Answered, principal_of
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.store.jobs import Asking, FindingRow, ImportJob, JobState
from ippool.store.records import load
from ippool.usecases.forms import Form, FormRefused
from ippool.usecases.intake.importing import ImportFiles, LabNotFound, import_files, source_date_ahead
from ippool.usecases.intake.reporting import Finding, Outcome, report_from
from ippool.usecases.keeping import KeyReused, hash_of_command
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.refusals import permit

__all__ = [
    "FileRefused",
    "FormRefused",
    "FormatUnknown",
    "ImportJob",
    "Imports",
    "JobState",
    "SentFile",
    "StartImport",
    "Started",
    "start_import",
]

MOST_FILES = 20
MOST_UNDER_WAY = 8
"""Jobs of one process that wait or run at a time: each holds its files on disk."""

ACTION = "register:imported"

log = logging.getLogger("ippool.imports")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent: its name as its sender gave it, and what is in it, by hash."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StartImport:
    """What is asked for. `format`, `lab`, `encoding` and `source_date` are as in `ImportFiles`."""

    idempotency_key: str
    format: str
    files: tuple[SentFile, ...]
    lab: str | None = None
    encoding: str = "utf-8"
    source_date: date | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """The job, and whether the same request had been answered before."""

    job: ImportJob
    replayed: bool


class TooManyImports(RuleBroken):
    """More imports wait than there is room for."""

    code = "TOO_MANY_IMPORTS"

    def __init__(self) -> None:
        super().__init__(
            Words(f"取込みがすでに {MOST_UNDER_WAY} 件待っている。", f"{MOST_UNDER_WAY} imports are under way or wait already."),
            next_step=Words("終わるのを待って、もう一度送る。", "Wait until one is done, then send it again."),
        )


class ImportWatch(Protocol):
    """Who is told of imports."""

    def watch(self) -> AbstractContextManager[dict[str, str]]:
        """Watch one import; what is returned takes its `outcome`, OK or a code, when it has one."""
        ...


class Imports:
    """The imports of one process, in a thread of its own: reading a file is much work, and requests are answered meanwhile.

    `opened` opens their database: a long import then takes no connection from any request. `watch` is told of each.
    """

    def __init__(self, opened: Callable[[], Database], watch: ImportWatch | None = None) -> None:
        self._opened = opened
        self._watch = watch
        self._work: _Work | None = None

    async def start(
        self, job: ImportJob, asking: Asking, command: ImportFiles, moment: Moment, release: Callable[[], None]
    ) -> Answered:
        """Enter a job and do it in its turn; return what is entered under the key, which may be an earlier one.

        `release` is called when the job is over, or at once where nothing was started. Raises: TooManyImports.
        """
        work = self._work = self._work or _Work(self._opened(), self._watch)
        return await work.within(work.start(job, asking, command, moment, release))

    async def close(self) -> None:
        """End every import: what has not been taken by now is not taken at all."""
        work, self._work = self._work, None
        if work is not None:
            await work.within(work.close())
            await asyncio.to_thread(work.thread.join)


class _Work:
    """The thread in which the imports of a process are done, and what is done in it."""

    def __init__(self, database: Database, watch: ImportWatch | None) -> None:
        self._database = database
        self._watch = watch
        self._holding = database.jobs.holding()
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._entering = 0
        self._loop = asyncio.new_event_loop()
        self.thread = Thread(target=self._run, name="imports", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def within(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something done in the thread, and wait for it in another."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def start(
        self, job: ImportJob, asking: Asking, command: ImportFiles, moment: Moment, release: Callable[[], None]
    ) -> Answered:
        """Enter a job and make the task that does it."""
        is_started = False
        try:
            if len(self._tasks) + self._entering >= MOST_UNDER_WAY:
                raise TooManyImports
            self._entering += 1
            try:
                asked = await self._holding.enter(job, asking)
            finally:
                self._entering -= 1
            if asked.record_id == job.id:
                task = asyncio.create_task(self._do(job, command, moment, release))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                is_started = True
            return asked
        finally:
            if not is_started:
                release()

    async def _do(self, job: ImportJob, command: ImportFiles, moment: Moment, release: Callable[[], None]) -> None:
        with self._watch.watch() if self._watch is not None else nullcontext({}) as told:
            try:
                async with self._turn:
                    await import_files(self._database, job.actor, command, moment, job=job.id)
                told["outcome"] = "OK"
            except DomainError as refusal:
                told["outcome"] = refusal.code
                log.info("import %s refused: %s", job.id, refusal.code)
            except Exception as fault:
                told["outcome"] = "INTERNAL"
                log.error("import %s failed\n%s", job.id, traced(fault))
            finally:
                release()
                await self._holding.let_go(job.id)

    async def close(self) -> None:
        """End the tasks, then the thread."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._holding.close()
        await self._database.close()
        self._loop.call_soon(self._loop.stop)


async def start_import(
    imports: Imports,
    pool: Pool,
    actor: Actor,
    moment: Moment,
    command: StartImport,
    *,
    paths: Sequence[Path],
    release: Callable[[], None],
    limits: Limits | None = None,
) -> Started:
    """Start an import of files that lie at `paths`, once for each key. `release` is called when they are needed no longer.

    Raises: NotPermitted, FormRefused, KeyReused, FormatUnknown, LabNotFound, FileRefused, TooManyImports.
    """
    is_passed_on = False
    try:
        await permit(pool.database, actor, may_keep_register(actor, TokenScope.IMPORT), ACTION)
        _form(command, moment.today).settle()
        asking = Asking(principal_of(actor), command.idempotency_key, ACTION, hash_of_command(ACTION, command))
        asked = await pool.database.jobs.asked(asking.principal, asking.key)
        job = None
        if asked is None:
            files = _files(command, paths, limits or Limits())
            await _require_lab(pool, command.lab)
            job = _queued(actor, moment, command, files)
            is_passed_on = True
            asked = await imports.start(job, asking, files, moment, release)
    finally:
        if not is_passed_on:
            release()
    if asked.body_hash != asking.body_hash:
        raise KeyReused(command.idempotency_key)
    found = await pool.database.jobs.find(asked.record_id)
    assert found is not None
    return Started(found, replayed=job is None or asked.record_id != job.id)


def _form(command: StartImport, today: date) -> Form:
    form = Form(command)
    if not 1 <= len(command.files) <= MOST_FILES:
        form.fault(
            ("files",),
            f"ファイルは 1 個から {MOST_FILES} 個までである。",
            f"Send 1 to {MOST_FILES} files.",
        )
    if command.encoding.strip().lower() not in ENCODINGS:
        known = ", ".join(("utf-8", "cp932", "euc-jp", "iso-2022-jp", "utf-16"))
        form.fault(("encoding",), f"文字コードは {known} のいずれかを指定する。", f"The encoding is one of {known}.")
    if command.source_date is not None and command.source_date > today:
        form.note(("source_date",), source_date_ahead(command.source_date))
    return form


def _files(command: StartImport, paths: Sequence[Path], limits: Limits) -> ImportFiles:
    """Make the import, having looked at each file. Raises: FormatUnknown, FileRefused with the file's place in the input."""
    format = format_of(command.format)
    sources = tuple(map(Source, paths, _names([file.name for file in command.files])))
    for index, source in enumerate(sources):
        try:
            source.open(limits).close()
        except FileRefused as refusal:
            refusal.path = ("files", str(index))
            raise
    return ImportFiles(
        format=format.code,
        sources=sources,
        lab=command.lab,
        encoding=command.encoding,
        source_date=command.source_date,
        dry_run=command.dry_run,
        limits=limits,
    )


def _names(names: Sequence[str]) -> list[str]:
    """Tell files of one name apart by number: a database calls every export alike."""
    return [name if names.count(name) == 1 else f"{name} ({names[: at + 1].count(name)})" for at, name in enumerate(names)]


def _queued(actor: Actor, moment: Moment, command: StartImport, files: ImportFiles) -> ImportJob:
    return ImportJob(
        id=new_id(),
        format=files.format,
        files=tuple(source.name for source in files.sources),
        lab=files.lab,
        encoding=files.encoding,
        source_date=files.source_date,
        dry_run=files.dry_run,
        actor=actor,
        state=JobState.QUEUED,
        asked_at=moment.now,
        ended_at=None,
        bytes_total=sum(source.path.stat().st_size for source in files.sources),
    )


async def _require_lab(pool: Pool, code: str | None) -> None:
    if code is None:
        return
    async with pool.database.read() as session:
        if not await load(session, OpenLab, "r.code = :code", code=code):
            raise LabNotFound(code)


# --- following


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """One finding and its place among all of its job."""

    row: FindingRow
    finding: Finding


async def by_ids(pool: Pool, actor: Actor, ids: Collection[UUID]) -> dict[UUID, ImportJob]:
    """Find jobs; those that do not exist, or that the caller may not know of, are left out."""
    return await pool.database.jobs.by_ids(ids) if may_see_review(actor).holds and ids else {}


async def browse(pool: Pool, actor: Actor, request: PageRequest, *, with_total: bool) -> Page[ImportJob]:
    """Return one page of the jobs that the caller may know of, latest first."""
    if not may_see_review(actor).holds:
        return Page.of(request, (), 0 if with_total else None)
    return await pool.database.jobs.page(request, with_total=with_total)


async def findings(
    pool: Pool, jobs: Collection[UUID], request: PageRequest, *, outcome: Outcome | None, with_total: bool
) -> dict[UUID, Page[FoundFinding]]:
    """Return the same page of the findings of each of several jobs, which the caller was shown."""
    found = await pool.database.jobs.findings(
        jobs, request, outcome=outcome.value if outcome is not None else None, with_total=with_total
    )
    return {
        job: Page(tuple(_found(row) for row in page.rows), page.has_next, page.has_previous, page.total)
        for job, page in found.items()
    }


async def findings_at(pool: Pool, actor: Actor, places: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], FoundFinding]:
    """Find findings by job and place; those that the caller may not know of are left out."""
    if not may_see_review(actor).holds or not places:
        return {}
    return {place: _found(row) for place, row in (await pool.database.jobs.findings_at(places)).items()}


def _found(row: FindingRow) -> FoundFinding:
    (finding,) = report_from({"outcomes": {}, "made": {}, "dry_run": False, "findings": [row.content]}).findings
    return FoundFinding(row, finding)
