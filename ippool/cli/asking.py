"""Asking for terms on the command line, for a person to read or a program."""

from __future__ import annotations

import sys
from contextlib import aclosing
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Annotated, Any

import orjson
import typer
from rich.console import Group
from rich.markup import escape

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import beside, in_both, out, outcome_text, price_of, trace_tree
from ippool.domain.errors import RuleBroken
from ippool.domain.licenses import scope_of
from ippool.domain.money import shown_decimal
from ippool.domain.rules import Tier
from ippool.domain.terms import Determination, QuotedPrice
from ippool.domain.words import Language, Words
from ippool.intake.terms_lines import CsvLines, JsonLines
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import terms as terms_use
from ippool.usecases.asking import Answer, ask
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Pool
from ippool.usecases.whole_pool import whole_pool


class DayRefused(RuleBroken):
    """A day or moment on the command line cannot be read."""

    code = "DAY"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(terms)


def terms(
    number: Annotated[
        str | None,
        typer.Argument(help="A number of the patent in any usual notation, or its code in the register.", show_default=False),
    ] = None,
    *,
    applicant: Annotated[str, typer.Option(help="Who asks: code or name of a party.")],
    every: Annotated[bool, typer.Option("--all", help="Write the terms of the whole pool, one patent to a line.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="With --all: write CSV instead of JSON.")] = False,
    on: Annotated[str | None, typer.Option(help="As of which day (YYYY-MM-DD); left out, the office's today.")] = None,
    known_at: Annotated[str | None, typer.Option(help="As known at which moment (RFC 3339); left out, now.")] = None,
    territory: Annotated[str | None, typer.Option(help="Code of one country; left out, the whole territory.")] = None,
    field_of_use: Annotated[str | None, typer.Option(help="One field of use; left out, every field.")] = None,
    language: Annotated[Language, typer.Option(help="The language of the explanation.")] = Language.JA,
    json: Annotated[bool, typer.Option("--json", help="Write everything as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say on what terms a party may use a patent, and why; or with --all on what terms every patent of the pool."""
    day, moment = _day(on), _moment(known_at)
    if (number is None) is not every:
        raise typer.BadParameter("name a patent, or give --all / 特許を一つ指定するか、--all を付ける", param_hint="NUMBER")
    if every:
        databases.run(data_dir, lambda database, settings: _write_all(database, settings, applicant, day, moment, csv=csv))
        return

    async def work(database: Database, settings: Settings) -> Answer:
        pool = Pool(database, ReferenceMemo())
        return await ask(
            pool,
            OPERATOR,
            moment_of(settings),
            number=number or "",
            applicant=applicant,
            on=day,
            known_at=moment,
            scope=scope_of(territory, field_of_use),
        )

    answer = databases.run(data_dir, work)
    if json:
        typer.echo(orjson.dumps(as_json(answer), option=orjson.OPT_INDENT_2))
        return
    for banner in (answer.banner.ja, answer.banner.en):
        if banner:
            beside.print(f"[yellow]{escape(banner)}[/yellow]", soft_wrap=True)
    for found in answer.packages:
        out.print(_shown(answer, found, language))


def explanation(found: Determination, language: Language) -> Group:
    """Make one explanation: the answer in a sentence, then the tree of everything that was tried."""
    return Group(f"[bold]{escape(found.headline.in_language(language))}[/bold]", trace_tree(found, language))


async def _write_all(
    database: Database, settings: Settings, applicant: str, on: date | None, known_at: datetime | None, *, csv: bool
) -> None:
    lines, stream = CsvLines() if csv else JsonLines(), sys.stdout.buffer
    stream.write(lines.head)
    pool, asked = Pool(database, ReferenceMemo()), Asked(on=on, known_at=known_at)
    async with aclosing(whole_pool(pool, OPERATOR, moment_of(settings), applicant=applicant, asked=asked)) as pieces:
        async for piece in pieces:
            stream.write(lines.lines(piece))
    stream.flush()


def _shown(answer: Answer, found: Determination, language: Language) -> Group:
    patent = answer.record.patent
    head = f"{answer.number}  {in_both(patent.title)}"
    asked = f"{found.question.applicant.code} {in_both(found.question.applicant.name)}  {found.question.on}"
    lab = f"{found.lab.code} {found.arrangement.code if found.arrangement else ''}" if found.lab else "-"
    return Group(
        escape(head),
        escape(f"{asked}  {lab}"),
        f"{outcome_text(found)}  {escape(price_of(found))}",
        explanation(found, language),
        f"[dim]{found.digest}[/dim]",
        "",
    )


def as_json(answer: Answer) -> dict[str, Any]:
    """Write an answer for programs: exact numbers as strings, days as YYYY-MM-DD, both languages of every text."""
    return {
        "patent": {"id": str(answer.record.patent.id), "code": answer.record.patent.code, "number": answer.number},
        "packages": [_package(found) for found in answer.packages],
    }


def _package(found: Determination) -> dict[str, Any]:
    question, price = found.question, found.price
    return {
        "applicant": question.applicant.code,
        "on": question.on,
        "knownAt": found.known_at,
        "openLab": found.lab.code if found.lab else None,
        "arrangement": found.arrangement.code if found.arrangement else None,
        "standing": found.standing,
        "outcome": found.outcome,
        "wouldBe": found.would_be,
        "basis": found.basis,
        "licenseType": found.license_type,
        "headline": _both(found.headline),
        "royaltyFree": found.royalty_free,
        "price": _price(price) if price else None,
        "consents": [
            {
                "party": question.reference.parties[need.owner].code,
                "territory": need.country,
                "given": terms_use.is_given(found, need),
                "consent": need.consent.code if need.consent else None,
            }
            for need in found.cover.needs
        ],
        "ownLicenses": [license.number for license in found.own_licenses],
        "trace": [
            {
                "id": step.id,
                "parent": step.parent,
                "stage": step.stage,
                "rule": step.rule,
                "applies": step.verdict.holds,
                "because": _both(step.verdict.because),
                "clause": str(step.verdict.clause) if step.verdict.clause else None,
                "facts": {fact.name: fact.value for fact in step.facts},
            }
            for step in found.steps
        ],
        "digest": found.digest,
    }


def _price(price: QuotedPrice) -> dict[str, Any]:
    def exact(value: Fraction | None) -> str | None:
        return None if value is None else f"{shown_decimal(value):f}"

    def tiers(found: tuple[Tier, ...] | None) -> list[dict[str, str | None]] | None:
        return None if found is None else [{"from": exact(tier.start), "rate": exact(tier.rate)} for tier in found]

    return {
        "currency": price.currency,
        "base": price.base,
        "upfrontFee": exact(price.upfront),
        "tiers": tiers(price.tiers),
        "preGrantTiers": tiers(price.pre_grant_tiers),
        "minimumAnnualRoyalty": exact(price.minimum),
        "annualCap": exact(price.cap),
    }


def _both(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayRefused(
            Words(f"--on {text!r} は日付ではない。", f"--on {text!r} is not a day."),
            path=("on",),
            next_step=Words("2026-04-01 のように書く。", "Write it like 2026-04-01."),
        ) from None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise DayRefused(
            Words(f"--known-at {text!r} は時差のついた時刻ではない。", f"--known-at {text!r} is not a moment with an offset."),
            path=("known-at",),
            next_step=Words("2026-04-01T09:00:00+09:00 のように書く。", "Write it like 2026-04-01T09:00:00+09:00."),
        )
    return found.astimezone(UTC)
