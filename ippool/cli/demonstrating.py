"""The demonstration: load the demo pool, print what it answers, serve it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import ippool
from ippool.cli import databases
from ippool.cli.asking import explanation
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir, Place
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import in_both, out, show_findings, terms_table
from ippool.cli.serving import Host, Port, listen, load_ahead, require_free, show_banner
from ippool.domain.designation import number_of
from ippool.domain.errors import RuleBroken
from ippool.domain.outcomes import Outcome
from ippool.domain.patents import Ownership
from ippool.domain.terms import Determination
from ippool.domain.words import Language, Words
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import register, survey
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.register import FolderRefused
from ippool.usecases.survey import Survey

DEMO = Path(ippool.__file__).parent / "demo"


class NotADemonstration(RuleBroken):
    """The register holds something else, with which a demonstration is never mixed."""

    code = "NOT_A_DEMONSTRATION"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    exit: Annotated[bool, typer.Option("--exit", help="Stop after printing.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    data_dir: DataDir = None,
) -> None:
    """Load the demonstration pool, print who may use what on which terms, then serve it."""
    if not exit:
        require_free(host, port)
    loading = None if exit else load_ahead()
    with databases.place(data_dir) as here:
        asyncio.run(_show(here))
        if loading is not None:
            loading.join()
            listen(here, host=host, port=port, is_production=False)


async def _show(here: Place) -> None:
    if not here.is_embedded:
        await here.migrate()
    moment = moment_of(here.settings)
    async with databases.opened(here) as database:
        await _load(database, moment)
        await databases.seal_if_possible(here, database)
        await show_banner(database)
        surveys = await survey.of_applicants(Pool(database, ReferenceMemo()), moment)
    for found in surveys:
        _show_survey(found)
    explained = _worth_explaining(surveys)
    for language in Language:
        out.print()
        out.print(escape(_title_of(explained, language)), style="bold underline", soft_wrap=True)
        out.print(explanation(explained, language))
    out.print()


async def _load(database: Database, moment: Moment) -> None:
    # A demonstration that is there stays as it is, also where somebody tried the mutations on it.
    match await register.contents_of(database):
        case register.Contents.DEMONSTRATION:
            return
        case register.Contents.OTHER:
            raise NotADemonstration(
                Words("登録簿には実演以外の記録がある。", "The register holds records that are not a demonstration."),
                next_step=Words(
                    "別の --data-dir か、空の DATABASE_URL を使う。", "Use another --data-dir, or a DATABASE_URL that is empty."
                ),
            )
    try:
        report = await register.import_house(database, OPERATOR, DEMO, today=moment.today)
    except FolderRefused as refusal:
        show_findings(refusal.findings)
        raise
    count = sum(report.added.values())
    out.print(in_both(Words(f"実演用の記録 {count} 件を読み込んだ。", f"Loaded {count} records of the demonstration.")))


def _show_survey(found: Survey) -> None:
    out.print()
    out.print(
        terms_table(
            f"{in_both(found.applicant.name)} — {in_both(found.role)}",
            [(row.number, row.title, row.owners, row.found) for row in found.rows],
        )
    )


def _worth_explaining(surveys: tuple[Survey, ...]) -> Determination:
    # A member on a joint patent has the most to show: card, preferences and consents.
    found = [row.found for row in surveys[0].rows if row.found is not None]
    return max(
        found,
        key=lambda one: (
            one.question.record.ownership(one.question.on) is Ownership.JOINT,
            one.outcome is Outcome.PREFERRED,
            sum(step.verdict.holds for step in one.steps),
        ),
    )


def _title_of(found: Determination, language: Language) -> str:
    question = found.question
    name, title = question.applicant.name.in_language(language), question.record.patent.title.in_language(language)
    number = number_of(question.record.patent)
    return f"{name} × {number} {title} ({question.on})"
