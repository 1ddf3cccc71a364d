"""Tokens by which callers of the API are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.markup import escape
from rich.table import Column, Table

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import FOUNDER
from ippool.cli.saying import beside, out
from ippool.cli.users import ROLE_OPTIONS, RoleOption, codes_of_parties, every_user
from ippool.domain.permissions import EVERY_SCOPE, READ_ONLY, ListedToken, Token, TokenScope
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import tokens as token_use
from ippool.usecases.pool import Pool
from ippool.usecases.tokens import LONGEST_LIFE, CreateToken

app = typer.Typer(help="Tokens by which callers are known.", no_args_is_help=True)


@app.command()
def create(
    role: Annotated[
        RoleOption | None, typer.Option(help="What the bearer may do, of a token that stands for a role.", show_default=False)
    ] = None,
    user: Annotated[str | None, typer.Option(help="Code of the user whose token it is, in place of a role.")] = None,
    party: Annotated[str | None, typer.Option(help="Code of the party it speaks for; a member's token needs one.")] = None,
    label: Annotated[str, typer.Option(help="What it is for, shown in lists.")] = "",
    days: Annotated[int, typer.Option(min=1, max=LONGEST_LIFE, help="How many days it lasts.")] = LONGEST_LIFE,
    scope: Annotated[
        list[TokenScope] | None,
        typer.Option(help="What it may be used for; may be given several times. Left out: everything.", show_default=False),
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="It only reads.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make a token and print it once; only its hash is stored."""
    if (role is None) == (user is None):
        raise typer.BadParameter("give exactly one of --role and --user")
    scopes = READ_ONLY if read_only else frozenset(scope) if scope else EVERY_SCOPE

    async def work(database: Database, settings: Settings) -> tuple[Token, str]:
        moment = moment_of(settings)
        if role is not None:
            until = moment.now + timedelta(days=days)
            named = ROLE_OPTIONS[role]
            return await token_use.create(database, FOUNDER, role=named, party=party, label=label, scopes=scopes, expires_at=until)
        command = CreateToken(str(uuid4()), label or "ippool token create", tuple(sorted(scopes)), days, user)
        made = await token_use.create_token(Pool(database, ReferenceMemo()), FOUNDER, moment, command)
        assert made.secret is not None, "its key is new"
        return made.token.token, made.secret

    token, secret = databases.run(data_dir, work)
    beside.print(escape(f"{token.id}: 一度だけ表示する。 / Shown this once."))
    typer.echo(secret)


@app.command("list")
def show(data_dir: DataDir = None) -> None:
    """List the tokens, without their secrets."""

    async def work(database: Database, settings: Settings) -> tuple[tuple[ListedToken, ...], dict[UUID, str], datetime]:
        pool, moment = Pool(database, ReferenceMemo()), moment_of(settings)
        codes = {record.user.id: record.user.code for record in await every_user(pool)}
        return await token_use.every(database), codes | await codes_of_parties(pool, moment), moment.now

    table = Table(*map(_whole, ("id", "role", "of", "label", "scopes", "expires", "last used", "holds")))
    found, codes, now = databases.run(data_dir, work)
    for one in found:
        token, of = one.token, one.token.user or one.token.party
        table.add_row(
            str(token.id),
            token.role.value if token.role is not None else "user",
            escape(codes.get(of, "-")) if of is not None else "-",
            escape(token.label),
            " ".join(sorted(token.scopes)),
            _moment(token.expires_at),
            _moment(one.last_used_at),
            "yes" if one.holds(now) else "no",
        )
    out.print(table)


def _whole(name: str) -> Column:
    return Column(name, no_wrap=name in ("id", "expires"))


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if moment is not None else "-"


@app.command()
def revoke(id: Annotated[UUID, typer.Argument(help="The id that `create` and `list` show.")], data_dir: DataDir = None) -> None:
    """Revoke a token: the next request with it is refused, and what it follows ends."""

    async def work(database: Database, settings: Settings) -> Token:
        return await token_use.revoke(database, FOUNDER, id)

    token = databases.run(data_dir, work)
    out.print(escape(f"{token.id}: 取り消した / revoked"))
