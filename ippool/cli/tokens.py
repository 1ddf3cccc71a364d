"""Tokens by which callers of the API are known."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from ippool.cli import databases
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import beside, out
from ippool.domain.permissions import Role, Token
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.usecases import tokens as token_use

app = typer.Typer(help="Tokens by which callers are known.", no_args_is_help=True)


class RoleOption(StrEnum):
    """The roles a token can give."""

    IP_OFFICER = "ip-officer"
    MEMBER = "member"
    AUDITOR = "auditor"


@app.command()
def create(
    role: Annotated[RoleOption, typer.Option(help="What the bearer may do.")],
    party: Annotated[str | None, typer.Option(help="Code of the party it speaks for; a member's token needs one.")] = None,
    label: Annotated[str, typer.Option(help="What it is for, shown in lists.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Make a token and print it once; only its hash is stored."""

    async def work(database: Database, settings: Settings) -> tuple[Token, str]:
        return await token_use.create(database, OPERATOR, role=Role(role.value.upper().replace("-", "_")), party=party, label=label)

    token, secret = databases.run(data_dir, work)
    beside.print(escape(f"{token.id}: 一度だけ表示する。 / Shown this once."))
    typer.echo(secret)


@app.command("list")
def show(data_dir: DataDir = None) -> None:
    """List the tokens, without their secrets."""

    async def work(database: Database, settings: Settings) -> tuple[tuple[Token, bool], ...]:
        return await token_use.every(database)

    table = Table("id", "role", "party", "label", "holds")
    for token, holds in databases.run(data_dir, work):
        table.add_row(str(token.id), token.role.value, str(token.party or "-"), escape(token.label), "yes" if holds else "no")
    out.print(table)


@app.command()
def revoke(id: Annotated[UUID, typer.Argument(help="The id that `create` and `list` show.")], data_dir: DataDir = None) -> None:
    """Revoke a token: the next request with it is refused."""

    async def work(database: Database, settings: Settings) -> Token:
        return await token_use.revoke(database, OPERATOR, id)

    token = databases.run(data_dir, work)
    out.print(escape(f"{token.id}: 取り消した / revoked"))
