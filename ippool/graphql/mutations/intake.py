"""Importing files of patent offices and databases."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from ippool.graphql.context import Info
from ippool.graphql.intake import Findings, ImportJob
from ippool.graphql.mutations.doing import Done, MutationInput, signed_in
from ippool.graphql.problems import (
    FileRefusedProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    TooManyImportsProblem,
)
from ippool.graphql.uploads import Uploaded
from ippool.usecases.intake import jobs as use


@strawberry.input(description="Files to be imported, all of one format.")
class ImportPatentsInput(MutationInput):
    """`StartImport` as a client gives it."""

    format: str = strawberry.field(description="Code of the format, such as jplatpat-csv; `importFormats` lists them.")
    files: list[Uploaded] = strawberry.field(description=f"The files, 1 to {use.MOST_FILES}: all of them are taken or nothing.")
    lab: str | None = strawberry.field(
        default=None, description="Code of the lab that new patents belong to; left out, they belong to none."
    )
    encoding: str = strawberry.field(
        default="utf-8", description="The encoding of text files: utf-8, cp932, euc-jp, iso-2022-jp or utf-16."
    )
    source_date: date | None = strawberry.field(
        default=None,
        description="The day of which the files speak, where their records do not say it: the day of the export.",
    )
    dry_run: bool = strawberry.field(default=False, description="Only say what would change; change nothing.")

    def to_command(self) -> use.StartImport:
        """Translate."""
        return use.StartImport(
            idempotency_key=self.idempotency_key,
            format=self.format,
            files=tuple(use.SentFile(file.name, file.sha256) for file in self.files),
            lab=self.lab,
            encoding=self.encoding,
            source_date=self.source_date,
            dry_run=self.dry_run,
        )


@strawberry.type(description="The import was started; `job` shows how far it is, now and whenever it is asked for again.")
class PatentImportStarted(Done):
    """Success of `importPatents`."""

    job: ImportJob = strawberry.field(description="The import.")


ImportPatentsResult = Annotated[
    PatentImportStarted
    | FormProblem
    | NotFoundProblem
    | FileRefusedProblem
    | TooManyImportsProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("ImportPatentsResult", description="What starting an import came to."),
]


@strawberry.type
class ImportMutation:
    """The mutations about imports."""

    @strawberry.mutation(
        description=(
            "Import files of a patent office or database. They come beside the operation, see `Upload`. The import is done after "
            "the answer, one after another; the job tells how far it is and what became of every record. The same key with the "
            "same files is answered with the same job, and nothing is imported again."
        )
    )
    async def import_patents(
        self, info: Info, input: Annotated[ImportPatentsInput, strawberry.argument(description="The files.")]
    ) -> ImportPatentsResult:
        """Start an import."""
        context = signed_in(info)
        shelf = next((file.shelf for file in input.files if file.shelf is not None), None)
        if shelf is not None:
            shelf.take()
        started = await use.start_import(
            context.imports,
            context.pool,
            context.actor,
            context.moment,
            input.to_command(),
            paths=[file.path for file in input.files if file.path is not None],
            release=shelf.give_back if shelf is not None else lambda: None,
        )
        return PatentImportStarted(replayed=started.replayed, job=ImportJob.of(started.job, Findings(context.pool)))
