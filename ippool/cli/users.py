"""`ippool user`: people and programs that sign in, and for which party, in what role, from when until when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.markup import escape
from rich.table import Table

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import FOUNDER
from ippool.cli.saying import in_both, out
from ippool.domain.paging import LARGEST_PAGE, PageRequest
from ippool.domain.people import Appointment, User, UserRecord
from ippool.domain.permissions import ROLES, Level, Role
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import people
from ippool.usecases.keeping import Kept
from ippool.usecases.patents import look
from ippool.usecases.people import AddUser, AppointUser, EndUser, LinkUser, UserNotFound
from ippool.usecases.pool import Moment, Pool

app = typer.Typer(help="People and programs that sign in.", no_args_is_help=True)


class RoleOption(StrEnum):
    """The roles somebody can be given."""

    IP_OFFICER = "ip-officer"
    MEMBER = "member"
    AUDITOR = "auditor"
    MEMBER_MANAGER = "member-manager"
    RESEARCHER = "researcher"
    STUDENT = "student"
    SENIOR_OFFICER = "senior-officer"
    COI_COMMITTEE = "coi-committee"
    EXPORT_OFFICER = "export-officer"
    SERVICE_ACCOUNT = "service-account"


ROLE_OPTIONS = {option: Role[option.name] for option in RoleOption}

Code = Annotated[str, typer.Argument(help="The user's code, as `ippool user list` shows it.")]
Given = Annotated[RoleOption, typer.Option("--role", help="What it may do.")]
OfParty = Annotated[str | None, typer.Option(help="Code of its party; who speaks for one needs it.")]
Cleared = Annotated[Level, typer.Option(help="Up to which level of confidentiality it is cleared.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; left out: today.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day no more; left out: it goes on.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Its name, as lists show it.")],
    role: Given,
    party: OfParty = None,
    clearance: Cleared = Level.PUBLIC,
    start: From = None,
    until: Until = None,
    code: Annotated[str | None, typer.Option(help="Its code; left out, one is drawn by lot.")] = None,
    sign_in: Annotated[str | None, typer.Option(help="As whom the identity provider knows it.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Add a user with its first appointment, and print its code."""

    async def work(database: Database, settings: Settings) -> Kept[User]:
        moment = moment_of(settings)
        command = AddUser(
            idempotency_key=str(uuid4()),
            name=name,
            role=ROLE_OPTIONS[role],
            start=_day(start) or moment.today,
            party=party,
            clearance=clearance,
            until=_day(until),
            code=code,
            sign_in_name=sign_in,
        )
        return await people.add_user(_pool(database), FOUNDER, moment, command)

    typer.echo(databases.run(data_dir, work).record.code)


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """List the users, with what counts today."""

    async def work(database: Database, settings: Settings) -> tuple[list[UserRecord], dict[UUID, str], date]:
        moment = moment_of(settings)
        return await every_user(_pool(database)), await codes_of_parties(_pool(database), moment), moment.today

    found, codes, today = databases.run(data_dir, work)
    table = Table("コード code", "氏名 name", "役割 role", "当事者 party", "許可 clearance", "until", "sign-in")
    for record in found:
        now = record.on(today)
        table.add_row(
            escape(record.user.code),
            escape(record.user.name),
            in_both(ROLES[now.role].name) if now else "-",
            codes.get(now.party, "-") if now and now.party else "-",
            now.clearance.value if now else "-",
            str(now.period.until or "-") if now else "-",
            escape(record.user.sign_in or "-"),
        )
    out.print(table if found else "利用者はいない。 / There is no user.")


@app.command()
def roles(code: Code, data_dir: DataDir = None) -> None:
    """Show all appointments of a user, oldest first."""

    async def work(database: Database, settings: Settings) -> tuple[UserRecord, dict[UUID, str]]:
        pool = _pool(database)
        return await _named(pool, code), await codes_of_parties(pool, moment_of(settings))

    record, codes = databases.run(data_dir, work)
    out.print(escape(f"{record.user.code}  {record.user.name}"))
    for one in record.appointments:
        out.print(escape(_line(one, codes)), soft_wrap=True)


@app.command()
def appoint(
    code: Code,
    role: Given,
    party: OfParty = None,
    clearance: Cleared = Level.PUBLIC,
    start: From = None,
    until: Until = None,
    data_dir: DataDir = None,
) -> None:
    """Appoint a user from a day on, in place of whatever it was appointed to from then on."""

    async def appointed(pool: Pool, moment: Moment, user: User) -> Kept[User]:
        command = AppointUser(
            idempotency_key=str(uuid4()),
            user=code,
            role=ROLE_OPTIONS[role],
            start=_day(start) or moment.today,
            expected_version=user.version,
            party=party,
            clearance=clearance,
            until=_day(until),
        )
        return await people.appoint_user(pool, FOUNDER, moment, command)

    _change(code, data_dir, appointed)
    out.print(escape(f"{code}: 任用した / appointed"))


@app.command()
def end(code: Code, until: Until = None, data_dir: DataDir = None) -> None:
    """End what a user may do: from today on, or from the day given; its next request is refused."""

    async def ended(pool: Pool, moment: Moment, user: User) -> Kept[User]:
        command = EndUser(str(uuid4()), code, _day(until) or moment.today, user.version)
        return await people.end_user(pool, FOUNDER, moment, command)

    _change(code, data_dir, ended)
    out.print(escape(f"{code}: 任用を終えた / ended"))


@app.command()
def link(
    code: Code,
    name: Annotated[str | None, typer.Argument(help="As whom the identity provider knows it; left out, as nobody.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Say as whom the identity provider knows a user."""

    async def linked(pool: Pool, moment: Moment, user: User) -> Kept[User]:
        return await people.link_user(pool, FOUNDER, moment, LinkUser(str(uuid4()), code, user.version, name))

    _change(code, data_dir, linked)
    out.print(escape(f"{code}: {name or '-'}"))


def _change(code: str, data_dir: DataDir, change: Callable[[Pool, Moment, User], Awaitable[Kept[User]]]) -> None:
    async def work(database: Database, settings: Settings) -> Kept[User]:
        pool = _pool(database)
        return await change(pool, moment_of(settings), (await _named(pool, code)).user)

    databases.run(data_dir, work)


async def _named(pool: Pool, code: str) -> UserRecord:
    found = await people.user_by_code(pool, FOUNDER, code)
    if found is None:
        raise UserNotFound(code)
    return found


async def every_user(pool: Pool) -> list[UserRecord]:
    """Read all users, by code."""
    request, found = PageRequest(LARGEST_PAGE), list[UserRecord]()
    while True:
        page = await people.users(pool, FOUNDER, request=request)
        found += page.rows
        if not page.has_next:
            return found
        request = replace(request, after=people.keyset_of(page.rows[-1]))


async def codes_of_parties(pool: Pool, moment: Moment) -> dict[UUID, str]:
    """Return the code of every party, by id."""
    reference, _ = await look(pool, FOUNDER, moment)
    return {party.id: party.code for party in reference.parties.values()}


def _line(one: Appointment, codes: dict[UUID, str]) -> str:
    until = one.period.until.isoformat() if one.period.until else ""
    party = codes.get(one.party, "-") if one.party else "-"
    return f"  [{one.period.start}, {until})  {in_both(ROLES[one.role].name)}  {party}  {one.clearance}"


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _pool(database: Database) -> Pool:
    return Pool(database, ReferenceMemo())
