"""`ippool secrecy`: how confidential what is not laid open is, and who may know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import uuid4

import typer
from rich.markup import escape

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import out
from ippool.domain.permissions import Level
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import secrecy
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.secrecy import LabelPatent, NameReader, SecrecyOf, UnnameReader

app = typer.Typer(help="How confidential what is not laid open is, and who may know of it.", no_args_is_help=True)


class LevelOption(StrEnum):
    """The levels a patent can be labeled."""

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"


Number = Annotated[str, typer.Argument(help="Number or code of the patent.")]
User = Annotated[str, typer.Argument(help="The user's code, as `ippool user list` shows it.")]
Reason = Annotated[str, typer.Option(help="Why; kept with it.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; left out: today.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day no more; left out: it goes on.")]


@app.command()
def show(number: Number, data_dir: DataDir = None) -> None:
    """Show how confidential a patent is today, its labels, and who is named."""

    async def work(database: Database, settings: Settings) -> SecrecyOf:
        return await secrecy.secrecy_of(_pool(database), OPERATOR, moment_of(settings), number)

    found = databases.run(data_dir, work)
    out.print(escape(f"{found.patent.code}: {found.level}"))
    for label in found.labels:
        because = f"{label.reason} ({label.clause})" if label.clause else label.reason
        out.print(escape(f"  {label.level}  {label.period.start or ''} - {label.period.until or ''}  {because}"), soft_wrap=True)
    for reader in found.readers:
        user = found.users[str(reader.user)]
        out.print(
            escape(f"  {user.code} {user.name}  {reader.period.start or ''} - {reader.period.until or ''}  {reader.reason}"),
            soft_wrap=True,
        )


@app.command()
def label(
    number: Number,
    level: Annotated[LevelOption, typer.Argument(help="1, 2, or 3: for those only who are named.")],
    reason: Reason,
    clause: Annotated[str, typer.Option(help="The provision it rests on.")] = "",
    start: From = None,
    until: Until = None,
    data_dir: DataDir = None,
) -> None:
    """Label a patent from a day on; after its last day it is level 2 again."""

    async def labeled(pool: Pool, moment: Moment, version: int) -> object:
        command = LabelPatent(
            idempotency_key=str(uuid4()),
            patent=number,
            level=Level[level.name],
            start=_day(start) or moment.today,
            until=_day(until),
            reason=reason,
            clause=clause,
            expected_version=version,
        )
        return await secrecy.label_patent(pool, OPERATOR, moment, command)

    _do(number, labeled, data_dir)


@app.command()
def name(number: Number, user: User, reason: Reason, start: From = None, until: Until = None, data_dir: DataDir = None) -> None:
    """Name a user as one who may know of a patent before it is laid open, while it is cleared for its level."""

    async def named(pool: Pool, moment: Moment, version: int) -> object:
        command = NameReader(str(uuid4()), number, user, _day(start) or moment.today, reason, version, _day(until))
        return await secrecy.name_reader(pool, OPERATOR, moment, command)

    _do(number, named, data_dir)


@app.command()
def unname(number: Number, user: User, until: Until = None, data_dir: DataDir = None) -> None:
    """Name a user no longer: from today on, or from a later day."""

    async def unnamed(pool: Pool, moment: Moment, version: int) -> object:
        command = UnnameReader(str(uuid4()), number, user, _day(until) or moment.today, version)
        return await secrecy.unname_reader(pool, OPERATOR, moment, command)

    _do(number, unnamed, data_dir)


def _do(number: str, change: Callable[[Pool, Moment, int], Awaitable[object]], data_dir: DataDir) -> None:
    async def work(database: Database, settings: Settings) -> SecrecyOf:
        pool, moment = _pool(database), moment_of(settings)
        before = await secrecy.secrecy_of(pool, OPERATOR, moment, number)
        await change(pool, moment, before.patent.version)
        return await secrecy.secrecy_of(pool, OPERATOR, moment, number)

    found = databases.run(data_dir, work)
    named = ", ".join(sorted(user.code for user in found.users.values()))
    out.print(escape(f"{found.patent.code}: {found.level} {named}".rstrip()), soft_wrap=True)


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _pool(database: Database) -> Pool:
    return Pool(database, ReferenceMemo())
