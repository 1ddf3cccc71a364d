"""Importing files of patent offices and databases: one transaction, so that all of it is taken or nothing.

While one batch of records is taken, the one before is written and the next is read: neither memory nor the size of a statement
grows with the file. A dry run does the very same and takes it back at the end.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from uuid import UUID

from ippool.domain.errors import DomainError, NotFound
from ippool.domain.errors import Finding as FormFinding
from ippool.domain.labs import OpenLab
from ippool.domain.permissions import Actor, TokenScope, may_keep_register
from ippool.domain.words import Words
from ippool.intake.bounds import within_bounds
from ippool.intake.entries import ConveyanceEntry, Entry, FileRefused, Limits, Reading, Refused, shown
from ippool.intake.formats import format_of
from ippool.intake.sources import Source, codec_of
from ippool.store import intake as intake_store
from ippool.store.audit import Chain
from ippool.store.database import Database, Writing
from ippool.store.identity import new_id
from ippool.store.jobs import ImportJob, JobState, Progress
from ippool.store.records import load
from ippool.usecases.forms import FormRefused
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.conveying import convey
from ippool.usecases.intake.known import Known
from ippool.usecases.intake.outbox import Parcel
from ippool.usecases.intake.owners import Owners
from ippool.usecases.intake.reporting import Finding, Outcome, Report, Tally
from ippool.usecases.intake.saying import Asked
from ippool.usecases.intake.taking import take
from ippool.usecases.pool import Moment
from ippool.usecases.refusals import permit

BATCH = 250
"""Records that are looked up and written together, at most."""
FIRST_BATCH = 60
"""Records of the first batch; each after it is twice as large, up to the most. While the first are taken nothing is written yet."""


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """What is asked for: files of one format, all of them or none.

    Shape: `lab` is the code of the lab that new patents belong to, `encoding` the declared one of text files, `source_date` the day
    of which the files speak where their records do not say it.
    """

    format: str
    sources: tuple[Source, ...]
    lab: str | None = None
    encoding: str = "utf-8"
    source_date: date | None = None
    dry_run: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Progressing:
    """How far an import is: bytes read and in all, and the records so far."""

    bytes_read: int
    bytes_total: int
    records: int


Follow = Callable[[Progressing], None]


def source_date_ahead(day: date) -> Words:
    """Say what is wrong with the day of a file that has not come yet."""
    return Words(f"{day} はまだ来ていない。", f"The day {day} has not come yet: no file speaks of it.")


class LabNotFound(NotFound):
    """The register has no lab of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Words(f"登録簿にラボ {shown(code)} はない。", f"The register has no lab {shown(code)}."),
            path=("lab",),
            next_step=Words("先に登録するか、コードを確かめる。", "Register it first, or check the code."),
        )


async def import_files(
    database: Database,
    actor: Actor,
    command: ImportFiles,
    moment: Moment,
    *,
    job: UUID | None = None,
    follow: Follow = lambda progress: None,
) -> Report:
    """Read files into the register: all of it or nothing; the same files again change nothing.

    Single records that cannot be taken stand in the report.
    Raises: NotPermitted, FormRefused, FormatUnknown, LabNotFound, FileRefused, Conflict.
    """
    await permit(database, actor, may_keep_register(actor, TokenScope.IMPORT), "register:imported")
    format = format_of(command.format)
    if command.source_date is not None and command.source_date > moment.today:
        raise FormRefused((FormFinding(("source_date",), source_date_ahead(command.source_date)),))
    if command.lab is not None and not command.lab.isprintable():
        raise LabNotFound(command.lab)
    for source in command.sources:
        codec_of(command.encoding, source.name)
    entered = ImportJob(
        id=job or new_id(),
        format=format.code,
        files=tuple(source.name for source in command.sources),
        lab=command.lab,
        encoding=command.encoding,
        source_date=command.source_date,
        dry_run=command.dry_run,
        actor=actor,
        state=JobState.RUNNING,
        asked_at=moment.now,
        ended_at=None,
        bytes_total=sum(_size(source) for source in command.sources),
    )
    async with database.jobs.running(entered) as progress:
        try:
            report = await _run(database, actor, command, moment, entered, progress, follow)
        except DomainError as refusal:
            await progress.ended(JobState.REFUSED, refusal_json(refusal))
            raise
        except Exception:
            # Where the database itself is gone this cannot be noted; whoever looks finds the job interrupted.
            with suppress(Exception):
                await progress.ended(JobState.FAILED, {})
            raise
        return report


def refusal_json(refusal: DomainError) -> dict[str, object]:
    """Write a refusal as it is kept with its job."""
    return {
        "refused": {
            "code": refusal.code,
            "ja": refusal.message.ja,
            "en": refusal.message.en,
            "next_step": {"ja": refusal.next_step.ja, "en": refusal.next_step.en} if refusal.next_step else None,
        }
    }


class _TakenBack(Exception):
    """Ends the transaction of a dry run."""


async def _run(
    database: Database,
    actor: Actor,
    command: ImportFiles,
    moment: Moment,
    job: ImportJob,
    progress: Progress,
    follow: Follow,
) -> Report:
    tally = Tally()
    try:
        async with database.write(actor) as tx:
            lab = await _lab(tx, command.lab)
            asked = Asked(format_of(command.format), job.id, lab, command.source_date, moment.today)
            with _at_full_pace():
                made = await _take_all(tx, command, asked, moment, tally, _Followed(job.bytes_total, progress, follow))
            tally.made = made
            report = tally.report(dry_run=command.dry_run)
            if not made:
                tx.nothing_done = True
            else:
                counts = {outcome.value: count for outcome, count in report.outcomes.items()}
                tx.record("register:imported", None, job=str(job.id), format=job.format, files=list(job.files), outcomes=counts)
            if command.dry_run:
                raise _TakenBack
            await progress.ended(JobState.DONE, report.as_json(), within=tx.connection)
    except _TakenBack:
        await progress.ended(JobState.DONE, report.as_json())
    return report


@dataclass
class _Followed:
    """Passes on how far the reading is: to the caller at every batch, to the job about once a second."""

    total: int
    progress: Progress
    follow: Follow
    read: int = 0
    records: int = 0
    _last: float = 0.0

    async def tell(self) -> None:
        """Pass it on."""
        self.follow(Progressing(self.read, self.total, self.records))
        clock = asyncio.get_running_loop().time()
        if clock - self._last >= 1:
            self._last = clock
            await self.progress.at(self.read)


@contextmanager
def _at_full_pace() -> Iterator[None]:
    """Have the interpreter wait neither for garbage nor for its own threads.

    An import makes many small objects and no cycles, and a fifth of its time would go into looking for them; what was there before,
    the program itself, is not looked at at all. What writes a batch has an answer of the database to pass on again and again, and
    would get the interpreter only after five milliseconds each time.
    """
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    frozen_before = gc.get_freeze_count()
    if not frozen_before:
        gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    sys.setswitchinterval(0.0003)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        if not frozen_before:
            gc.unfreeze()
        sys.setswitchinterval(interval)


async def _take_all(
    tx: Writing, command: ImportFiles, asked: Asked, moment: Moment, tally: Tally, followed: _Followed
) -> Counter[str]:
    await intake_store.by_index(tx.connection)
    party_number, item_number = await intake_store.last_numbers(tx.connection)
    batch = Batch(tx, await Owners.known(tx.connection, party_number), item_number)
    chain = await tx.chain()
    batches = _batches(_entries(command, asked, moment, followed))
    made: Counter[str] = Counter()
    parcel: Parcel | None = None
    records = await asyncio.to_thread(next, batches)
    found = await batch.look_up(records)
    while records:
        batch.begin(found)
        ahead = asyncio.create_task(_go_ahead(batch, parcel, batches))
        try:
            parcel = await asyncio.to_thread(_take_each, batch, asked, records, tally, chain)
        finally:
            await asyncio.gather(ahead, return_exceptions=True)
        made += parcel.made
        taken, (records, found) = records, ahead.result()
        if tally.outcomes[Outcome.REFUSED] > command.limits.refusals:
            raise _too_many(taken[-1], command.limits)
        followed.records += len(taken)
        await followed.tell()
    if parcel is not None:
        await parcel.write(tx)
    return made


async def _go_ahead(batch: Batch, parcel: Parcel | None, batches: Iterator[list[Entry]]) -> tuple[list[Entry], Known]:
    """While a batch is taken, write the one before and look up what the register has on the next one."""
    reading = asyncio.create_task(asyncio.to_thread(next, batches))
    try:
        if parcel is not None:
            await parcel.write(batch.tx)
    finally:
        # A thread that reads cannot be stopped: it ends with its batch.
        await asyncio.gather(reading, return_exceptions=True)
    records = reading.result()
    return records, await batch.look_up(records)


def _take_each(batch: Batch, asked: Asked, records: list[Entry], tally: Tally, chain: Chain) -> Parcel:
    # Offices list the latest transfer first, but who gave away what is told by the one before.
    for entry in sorted(records, key=_day_of_transfer):
        tally.count(*_take(batch, asked, entry))
    return batch.hand_over().pack(chain)


def _day_of_transfer(entry: Entry) -> date:
    day = entry.executed_on or entry.recorded_on if isinstance(entry, ConveyanceEntry) else None
    return day or date.min


def _take(batch: Batch, asked: Asked, entry: Entry) -> tuple[Outcome, list[Finding]]:
    if isinstance(entry, Refused):
        return Outcome.REFUSED, [Finding.of(entry)]
    return convey(batch, asked, entry) if isinstance(entry, ConveyanceEntry) else take(batch, asked, entry)


def _entries(command: ImportFiles, asked: Asked, moment: Moment, followed: _Followed) -> Iterator[Entry]:
    reading = Reading(moment.today.year, command.encoding, command.limits)

    def of(source: Source, before: int) -> Iterator[Entry]:
        def told(count: int) -> None:
            followed.read = before + count

        return asked.format.read(Source(source.path, source.name, told), reading)

    sizes = [_size(source) for source in command.sources]
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return chain.from_iterable(of(source, start) for source, start in zip(command.sources, starts, strict=True))


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Read batch after batch, without end: where nothing is left a batch is empty."""
    size = min(FIRST_BATCH, BATCH)
    while True:
        yield [within_bounds(entry) for entry in islice(entries, size)]
        size = min(2 * size, BATCH)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except (OSError, ValueError):
        return 0


async def _lab(tx: Writing, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = await load(tx.connection, OpenLab, "r.code = :code", code=code)
    if not found:
        raise LabNotFound(code)
    return found[0].id


def _too_many(entry: Entry, limits: Limits) -> FileRefused:
    return FileRefused(
        entry.place.file,
        Words(f"{entry.place.record} 件目まで", f"up to record {entry.place.record}"),
        Words(
            f"{limits.refusals:,} 件を超える記録が読めない。この形式のファイルではないおそれがある。",
            f"More than {limits.refusals:,} records cannot be taken: this may be no file of the format.",
        ),
        next_step=Words("「ippool import --detect」で形式を確かめる。", "Ask `ippool import --detect` what the file is."),
    )
