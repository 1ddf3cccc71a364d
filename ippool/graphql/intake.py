"""Imports of files: the jobs, what they found, and the formats that are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader
from strawberry.relay import GlobalID

from ippool.domain.paging import Page, PageRequest
from ippool.domain.words import Language, Words
from ippool.graphql.context import Info
from ippool.graphql.paging import After, Before, Connection, First, Last, page_request, question, selected
from ippool.graphql.patents import viewer_key
from ippool.graphql.scalars import InLanguage, describe_enum, uuid_in, worded
from ippool.intake import formats
from ippool.intake.format import Format
from ippool.usecases.intake import jobs as use
from ippool.usecases.intake.jobs import FoundFinding, JobState
from ippool.usecases.intake.jobs import ImportJob as Job
from ippool.usecases.intake.reporting import Outcome
from ippool.usecases.pool import Pool

describe_enum(
    JobState,
    "How far an import is.",
    {
        JobState.QUEUED: "It waits for its turn.",
        JobState.RUNNING: "It is at work; nothing of it is in the register yet.",
        JobState.DONE: "It ended, and everything it took is in the register (nothing, where it was a dry run).",
        JobState.REFUSED: "A file could not be read as what it was said to be; nothing was taken. `refusal` says why.",
        JobState.FAILED: "Something went wrong on our side; nothing was taken.",
        JobState.INTERRUPTED: "Its process ended before it did, and nothing was taken; start it again under a new key.",
    },
    name="ImportState",
)
describe_enum(
    Outcome,
    "What became of one record that was read; each has exactly one.",
    {
        Outcome.ADDED: "It is new in the register.",
        Outcome.CHANGED: "It changed what the register had.",
        Outcome.UNCHANGED: "The register had all of it.",
        Outcome.REFUSED: "It cannot be taken; the finding says why.",
        Outcome.TO_REVIEW: "Something of it waits for a person; the finding says what.",
    },
    name="ImportOutcome",
)

OfOutcome = Annotated[
    Outcome | None, strawberry.argument(description="Only findings about records with this outcome; left out, all of them.")
]


@strawberry.type(description="How many records an import read, and what became of them: the others sum to `read`.")
class ImportCounts:
    """The outcomes of a `Report` in the API."""

    read: int = strawberry.field(description="Records read.")
    added: int = strawberry.field(description="New in the register.")
    changed: int = strawberry.field(description="Changed what the register had.")
    unchanged: int = strawberry.field(description="Already there.")
    refused: int = strawberry.field(description="Not taken; each has a finding.")
    to_review: int = strawberry.field(description="Something of it waits for a person.")

    @classmethod
    def of(cls, report: dict[str, Any]) -> ImportCounts:
        """Translate."""
        return cls(read=report["read"], **{Outcome(name).value.lower(): count for name, count in report["outcomes"].items()})


@strawberry.type(description="Why an import was refused as a whole.")
class ImportRefusal:
    """The refusal kept with a job."""

    code: str = strawberry.field(description="What kind of refusal it is, for programs.")
    content: strawberry.Private[dict[str, Any]]

    @strawberry.field(description="What was refused and why, with file and place, for a person.")
    def message(self, language: InLanguage = Language.JA) -> str:
        """Give the message in one language."""
        return worded(Words(self.content["ja"], self.content["en"]), language) or self.code

    @strawberry.field(description="What can be done now; null where there is nothing.")
    def next_step(self, language: InLanguage = Language.JA) -> str | None:
        """Give the next step in one language."""
        found = self.content["next_step"]
        return worded(Words(found["ja"], found["en"]), language) if found else None


@strawberry.type(description="One thing to know about a record that was read: why it was refused, or what a person is asked.")
class ImportFinding(relay.Node):
    """`reporting.Finding` in the API."""

    id: relay.NodeID[str]
    outcome: Outcome = strawberry.field(description="What became of the record.")
    file: str = strawberry.field(description="The file's name, as it was sent.")
    record: int = strawberry.field(description="Which record of the file it is, from 1.")
    line: int | None = strawberry.field(description="Its first line, where lines are counted.")
    cited: str = strawberry.field(description="How the file names the record; empty where it does not.")
    field: str = strawberry.field(description="The field at fault, as the file names it; empty where it is the whole record.")
    value: str = strawberry.field(description="What stands there, shortened.")
    review: str | None = strawberry.field(description="The number of the review item, where a person is asked.")
    words: strawberry.Private[Words]

    @strawberry.field(description="Why, for a person.")
    def because(self, language: InLanguage = Language.JA) -> str:
        """Give the reason in one language."""
        return worded(self.words, language) or ""

    @classmethod
    def of(cls, found: FoundFinding) -> ImportFinding:
        """Translate."""
        one = found.finding
        return cls(
            id=f"{found.row.job}:{found.row.place}",
            outcome=one.outcome,
            file=one.place.file,
            record=one.place.record,
            line=one.place.line,
            cited=one.cited,
            field=one.field,
            value=one.value,
            review=one.review or None,
            words=one.because,
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find findings by id in one statement; null for those the caller may not know of."""
        wanted = [_place(one) for one in node_ids]
        found = await use.findings_at(info.context.pool, info.context.actor, [one for one in wanted if one is not None])
        return [cls.of(found[one]) if one is not None and one in found else None for one in wanted]


@strawberry.type(name="ImportFindingConnection", description="One page of what an import found.")
class ImportFindingConnection(Connection[ImportFinding]):
    """A page of findings."""


@dataclass(frozen=True)
class _Wanted:
    """Which page of the findings of a job is wanted."""

    job: UUID
    request: PageRequest
    outcome: Outcome | None
    with_total: bool


class Findings:
    """Loads the same page of the findings of several jobs at once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.page: DataLoader[_Wanted, Page[FoundFinding]] = DataLoader(load_fn=self._load)

    async def _load(self, wanted: list[_Wanted]) -> list[Page[FoundFinding]]:
        found: dict[_Wanted, Page[FoundFinding]] = {}
        alike: dict[tuple[PageRequest, Outcome | None, bool], list[_Wanted]] = {}
        for one in wanted:
            alike.setdefault((one.request, one.outcome, one.with_total), []).append(one)
        for (request, outcome, with_total), ones in alike.items():
            jobs = [one.job for one in ones]
            pages = await use.findings(self._pool, jobs, request, outcome=outcome, with_total=with_total)
            found |= {one: pages[one.job] for one in ones}
        return [found[one] for one in wanted]


@strawberry.type(
    description=(
        "One import of files: all of it is taken or nothing. Shown to officers and auditors only. "
        "It is started by `importPatents`, or on the command line."
    )
)
class ImportJob(relay.Node):
    """`jobs.ImportJob` in the API."""

    id: relay.NodeID[str]
    state: JobState = strawberry.field(description="How far it is.")
    format: str = strawberry.field(description="Code of the format the files are read as.")
    files: list[str] = strawberry.field(description="The names of the files, in the order sent.")
    lab: str | None = strawberry.field(description="Code of the lab that new patents belong to.")
    encoding: str = strawberry.field(description="The encoding the files are declared to have, where they are texts.")
    source_date: date | None = strawberry.field(description="The day of which the files speak, where their records do not say it.")
    dry_run: bool = strawberry.field(description="Whether it only says what would change.")
    asked_at: datetime = strawberry.field(description="When it was asked for.")
    ended_at: datetime | None = strawberry.field(description="When it ended; null while it has not, and where it was interrupted.")
    bytes_read: float = strawberry.field(description="How much of the files has been read, in whole bytes.")
    bytes_total: float = strawberry.field(description="The size of all files, in whole bytes.")
    counts: ImportCounts | None = strawberry.field(description="What became of the records; null unless it is DONE.")
    refusal: ImportRefusal | None = strawberry.field(description="Why it was refused; null unless it is REFUSED.")
    job: strawberry.Private[Job]
    loader: strawberry.Private[Findings]

    @strawberry.field(
        description="What there is to know of single records, in the order read; empty unless it is DONE. At most 20,000 are kept."
    )
    async def findings(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        outcome: OfOutcome = None,
    ) -> ImportFindingConnection:
        """Show one page."""
        asked_for = question("ImportJob.findings", job=str(self.job.id), outcome=outcome)
        cursors = info.context.cursors.bound(viewer=viewer_key(info), question=asked_for, order="place")
        request = page_request(cursors, first=first, after=after, last=last, before=before)
        page = await self.loader.page.load(_Wanted(self.job.id, request, outcome, selected(info, "totalCount")))
        return ImportFindingConnection.of(page, cursors, node=ImportFinding.of, keyset=lambda found: found.row.keyset)

    @classmethod
    def of(cls, job: Job, findings: Findings) -> ImportJob:
        """Translate."""
        refused = job.report.get("refused") if job.state is JobState.REFUSED else None
        return cls(
            id=str(job.id),
            state=job.state,
            format=job.format,
            files=list(job.files),
            lab=job.lab,
            encoding=job.encoding,
            source_date=job.source_date,
            dry_run=job.dry_run,
            asked_at=job.asked_at,
            ended_at=job.ended_at,
            bytes_read=job.bytes_read,
            bytes_total=job.bytes_total,
            counts=ImportCounts.of(job.report) if job.state is JobState.DONE else None,
            refusal=ImportRefusal(code=refused["code"], content=refused) if refused else None,
            job=job,
            loader=findings,
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find jobs by id; null for those the caller may not know of."""
        wanted = [uuid_in(one) for one in node_ids]
        found = await use.by_ids(info.context.pool, info.context.actor, [one for one in wanted if one is not None])
        findings = Findings(info.context.pool)
        return [cls.of(found[one], findings) if one is not None and one in found else None for one in wanted]


@strawberry.type(name="ImportJobConnection", description="One page of imports.")
class ImportJobConnection(Connection[ImportJob]):
    """A page of jobs."""


@strawberry.type(description="A kind of file that can be imported.")
class ImportFormat:
    """`format.Format` in the API."""

    code: str = strawberry.field(description="Its code, as `importPatents` and the command line take it.")
    format: strawberry.Private[Format]

    @strawberry.field(description="What it is, for a person.")
    def name(self, language: InLanguage = Language.JA) -> str:
        """Give the name in one language."""
        return worded(self.format.name, language) or self.code


@strawberry.type
class ImportQuery:
    """The root fields about imports."""

    @strawberry.field(description="The kinds of files that `importPatents` reads.")
    def import_formats(self) -> list[ImportFormat]:
        """List the formats."""
        return [ImportFormat(code=one.code, format=one) for one in formats.FORMATS]

    @strawberry.field(
        description="An import by its id, to officers and auditors; null where there is none that the caller may know of."
    )
    async def import_job(
        self, info: Info, id: Annotated[GlobalID, strawberry.argument(description="The id of the job.")]
    ) -> ImportJob | None:
        """Find a job."""
        if id.type_name != "ImportJob":
            return None
        found: ImportJob | None
        (found,) = await ImportJob.resolve_nodes(info=info, node_ids=[id.node_id])
        return found

    @strawberry.field(description="Every import, latest first, to officers and auditors; to anybody else there is none.")
    async def import_jobs(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ImportJobConnection:
        """Show one page."""
        context = info.context
        cursors = context.cursors.bound(viewer=viewer_key(info), question=question("importJobs"), order="ASKED_AT DESC")
        request = page_request(cursors, first=first, after=after, last=last, before=before)
        page = await use.browse(context.pool, context.actor, request, with_total=selected(info, "totalCount"))
        findings = Findings(context.pool)
        return ImportJobConnection.of(page, cursors, node=lambda job: ImportJob.of(job, findings), keyset=lambda job: job.keyset)


def _place(text: str) -> tuple[UUID, int] | None:
    job, _, place = text.partition(":")
    id = uuid_in(job)
    return (id, int(place)) if id is not None and place.isascii() and place.isdecimal() and len(place) < 9 else None
