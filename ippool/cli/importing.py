"""`ippool import`: files of patent offices and databases, or a folder of the house format, into the register."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import beside, in_both, out, refuse, show_findings
from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, shown
from ippool.intake.formats import FORMATS, detect, format_of
from ippool.intake.formulas import guarded
from ippool.intake.sources import Source
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.usecases import register
from ippool.usecases.intake import OUTCOME_WORDS, Follow, ImportFiles, Outcome, Progressing, Report, import_files
from ippool.usecases.register import FolderRefused, ImportReport

HOUSE = "house"
_DRY_RUN = "試行（変更していない） / dry run: nothing was changed"
_SHOWN = 50
"""Findings that the table shows; JSON and CSV have all of them."""
_LONGEST = 2_000
"""Characters of a finding in the table."""


class As(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


_INTERRUPTED = 130
"""What a shell has a command return that SIGINT ended."""


class ImportInterrupted(DomainError):
    """Whoever runs the command ended it."""

    code = "INTERRUPTED"


class NothingToImport(DomainError):
    """The command names no file."""

    code = "NO_FILE"


class FileNamedTwice(DomainError):
    """The command names one file twice: it would be counted twice in the report."""

    code = "FILE_TWICE"

    def __init__(self, file: Path) -> None:
        name = shown(str(file), 255)
        super().__init__(
            Words(f"{name} が二度指定されている。", f"{name} is named twice."),
            next_step=Words("一度だけ指定する。", "Name it once."),
        )


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    codes = ", ".join(one.code for one in FORMATS)
    told = f"{import_.__doc__}\n\nFormats: {codes}; or `{HOUSE}` and a folder."
    app.command("import", help=told)(import_)


def import_(
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="FORMAT FILE..."),
    ],
    detect_only: Annotated[
        bool, typer.Option("--detect", help="Name the format of each file and why; FORMAT is left out, nothing is read in.")
    ] = False,
    lab: Annotated[str | None, typer.Option(help="Code of the lab that new patents belong to.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    report: Annotated[As, typer.Option(help="How the report is written to standard output.")] = As.TABLE,
    encoding: Annotated[
        str, typer.Option(help="The encoding of text files: utf-8, cp932, euc-jp, iso-2022-jp or utf-16.")
    ] = "utf-8",
    source_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day of which the files speak, where their records do not say it: the day of the export.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Read files into the register: all of it or nothing. The same files again change nothing."""
    if detect_only:
        _tell_formats([Path(one) for one in arguments])
        return
    format, files = arguments[0], [Path(one) for one in arguments[1:]]
    if not files:
        raise NothingToImport(
            Words("ファイルが指定されていない。", "No file is named."),
            next_step=Words("「ippool import 形式 ファイル…」と書く。", "Write `ippool import FORMAT FILE...`."),
        )
    _require_each_once(files)
    if format == HOUSE:
        _import_house(files, dry_run=dry_run, data_dir=data_dir)
        return
    command = ImportFiles(
        format=format_of(format).code,
        sources=tuple(Source(path, name) for path, name in zip(files, _names(files), strict=True)),
        lab=lab,
        encoding=encoding,
        source_date=source_date.date() if source_date is not None else None,
        dry_run=dry_run,
    )
    with _bar(command) as follow:

        async def work(database: Database, settings: Settings) -> Report:
            return await import_files(database, OPERATOR, command, moment_of(settings), follow=follow)

        try:
            done = databases.run(data_dir, work)
        except KeyboardInterrupt:
            interrupted = ImportInterrupted(
                Words("中断した。何も取り込んでいない。", "Interrupted: nothing was taken."),
                next_step=Words(
                    "もう一度実行すると、初めからすべて取り込む。", "Run it again to take all of it from the beginning."
                ),
            )
            refuse(interrupted)
            raise typer.Exit(_INTERRUPTED) from None
    show_report(done, report)


def _require_each_once(files: Sequence[Path]) -> None:
    places = [os.path.realpath(path) for path in files]
    for path, place in zip(files, places, strict=True):
        if places.count(place) > 1:
            raise FileNamedTwice(path)


def _names(files: Sequence[Path]) -> list[str]:
    """Name files as reports do: by their last part, or by as much of the path as tells them apart."""
    names = [path.name for path in files]
    return [path.name if names.count(path.name) == 1 else str(path) for path in files]


def _tell_formats(files: Sequence[Path]) -> None:
    known = True
    for path, name in zip(files, _names(files), strict=True):
        try:
            found = detect(Source(path, name))
        except FileRefused as refusal:
            refuse(refusal)
            known = False
            continue
        code = found.format.code if found.format is not None else "?"
        known = known and found.format is not None
        out.print(escape(f"{name}: {code}  {in_both(found.because)}"), soft_wrap=True)
    if not known:
        raise typer.Exit(1)


@contextmanager
def _bar(command: ImportFiles) -> Iterator[Follow]:
    """Show how far an import is, on a terminal; anywhere else say nothing."""
    if not beside.is_terminal:
        yield lambda progress: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[records]} 件 records"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=beside, transient=True) as bar:
        task = bar.add_task(escape(command.format), total=None, records=0)

        def follow(progress: Progressing) -> None:
            bar.update(task, total=progress.bytes_total, completed=progress.bytes_read, records=progress.records)

        yield follow


def show_report(report: Report, how: As) -> None:
    """Write a report to standard output."""
    if how is As.JSON:
        typer.echo(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2).decode())
    elif how is As.CSV:
        sys.stdout.write(_as_csv(report))
    else:
        _show_table(report)


_COLUMNS = ("row", "outcome", "records", "file", "record", "line", "cited", "field", "value", "because_ja", "because_en", "review")


def _as_csv(report: Report) -> str:
    """Write a report as CSV: a row `sum` for each outcome, then a row `finding` for each finding."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for outcome, count in report.outcomes.items():
        table.writerow(["sum", outcome.value, count, *[""] * 9])
    for one in report.findings:
        place = one.place
        cells = (place.file, str(place.record), str(place.line or ""), one.cited, one.field, one.value)
        said = (one.because.ja, one.because.en, one.review)
        table.writerow(["finding", one.outcome.value, "", *map(guarded, cells), *map(guarded, said)])
    return text.getvalue()


def _show_table(report: Report) -> None:
    if report.dry_run:
        out.print(_DRY_RUN)
    table = Table("記録 Records")
    table.add_column("件数", justify="right")
    for outcome in Outcome:
        words = OUTCOME_WORDS[outcome]
        table.add_row(f"{words.ja} {words.en}", f"{report.outcomes[outcome]:,}")
    table.add_section()
    table.add_row("読んだ記録 read", f"{report.read:,}")
    out.print(table)
    if report.made:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in report.made.items())
        what = "書くことになる記録 / to be written" if report.dry_run else "書いた記録 / written"
        out.print(escape(f"{what}: {kinds}"), soft_wrap=True)
    for one in report.findings[:_SHOWN]:
        color = "red" if one.outcome is Outcome.REFUSED else "yellow"
        words = OUTCOME_WORDS[one.outcome]
        about = " ".join(part for part in (str(one.place), one.cited, one.field) if part)
        value = f" {one.value!r}" if one.value else ""
        number = f" [{one.review}]" if one.review else ""
        told = f"{about}{value}: {in_both(one.because)}{number}"
        out.print(f"[{color}]{words.en}[/{color}] {escape(shown(told, _LONGEST))}", soft_wrap=True)
    if len(report.findings) > _SHOWN:
        more = len(report.findings) - _SHOWN
        out.print(f"ほか {more:,} 件（--report json か csv ですべて） / {more:,} more; --report json or csv has all of them")
    if report.outcomes[Outcome.TO_REVIEW] and not report.dry_run:
        out.print("確認は「ippool review list」 / what waits for a person: `ippool review list`")


def _import_house(folders: Sequence[Path], *, dry_run: bool, data_dir: Path | None) -> None:
    if len(folders) != 1:
        raise NothingToImport(
            Words("house 形式のフォルダーは一つずつ読み込む。", "Folders of the house format are imported one at a time."),
            next_step=Words("一つを指定する。", "Name one."),
        )

    async def work(database: Database, settings: Settings) -> ImportReport:
        return await register.import_house(database, OPERATOR, folders[0], today=moment_of(settings).today, dry_run=dry_run)

    try:
        report = databases.run(data_dir, work)
    except FolderRefused as refusal:
        show_findings(refusal.findings)
        refuse(refusal)
        raise typer.Exit(1) from refusal
    show_findings(report.warnings)
    show_house_report(report)


def show_house_report(report: ImportReport) -> None:
    """Print what an import of a house folder did, kind by kind."""
    if report.changes_nothing:
        out.print("変更なし。 / Nothing changed.")
        return
    if report.dry_run:
        out.print(_DRY_RUN)
    table = Table("記録 Record")
    for name in ("追加 added", "変更 changed", "不変 unchanged"):
        table.add_column(name, justify="right")
    for kind in sorted({*report.added, *report.changed, *report.unchanged}):
        counts = (report.added.get(kind, 0), report.changed.get(kind, 0), report.unchanged.get(kind, 0))
        table.add_row(kind, *(str(count) for count in counts))
    out.print(table)
