"""Keeping the register's database: migrate, backup, restore; and writing the schema out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from sqlmodel import SQLModel

from ippool.cli import databases
from ippool.cli.databases import DataDir, Place
from ippool.cli.exporting import writing
from ippool.cli.saying import beside, in_both, out
from ippool.domain.words import Words
from ippool.store import backup as backup_store
from ippool.store import migrations


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(migrate)
    app.command()(backup)
    app.command()(restore)
    app.command()(schema)


def migrate(
    data_dir: DataDir = None,
    to: Annotated[str, typer.Option(help="A revision; `base` empties the database.")] = "head",
) -> None:
    """Bring the database to the revision of this release."""
    with databases.place(data_dir, as_owner=True) as here:
        before, after = asyncio.run(here.migrate(to))
    out.print(f"{before or '-'} → {after or '-'}" if before != after else f"{after}: 変更なし / nothing to do")


def backup(file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")], data_dir: DataDir = None) -> None:
    """Write everything in the database, history and audit included, to one file."""
    with databases.place(data_dir) as here:
        contents = asyncio.run(backup_store.backup(here.owner_url, file, SQLModel.metadata))
    rows = sum(contents.rows.values())
    out.print(escape(f"{file}: {len(contents.tables)} 表 {rows} 行 / {rows} rows of {len(contents.tables)} tables"), soft_wrap=True)


def restore(file: Annotated[Path, typer.Argument(help="A file that `ippool backup` wrote.")], data_dir: DataDir = None) -> None:
    """Fill a new, empty database from a backup: all of it or nothing."""

    async def work(here: Place) -> backup_store.Contents:
        contents = backup_store.examine(file)
        await here.migrate(contents.revision)
        restored = await backup_store.restore(here.owner_url, file, seeded=migrations.SEEDED)
        await here.migrate()
        return restored

    with databases.place(data_dir, as_owner=True) as here:
        contents = asyncio.run(work(here))
    rows = sum(contents.rows.values())
    out.print(escape(f"{file}（{contents.taken_at}）: {rows} 行を復元 / {rows} rows restored"), soft_wrap=True)


def schema(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; left out, standard output.", show_default=False)] = None,
) -> None:
    """Write the GraphQL schema, sorted, as `schema.graphql` holds it."""
    from ippool.graphql.schema import make_schema, written  # heavy, and needed by this command alone

    text = written(make_schema())
    if file is None:
        typer.echo(text, nl=False)
    else:
        with writing(file):
            file.write_text(text, encoding="utf-8")
        beside.print(escape(in_both(Words(f"{file} に書いた。", f"Written to {file}."))))
