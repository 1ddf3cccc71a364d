"""Writing out: the whole register as a folder or workbook, and listings of patents as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import out
from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import listing as listing_use
from ippool.usecases import register as register_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Pool

REGISTER = "register"


class PlaceUnwritable(DomainError):
    """A file or folder cannot be written; what was there is as it was."""

    code = "PLACE_UNWRITABLE"


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Tell what the system says of a place. Raises: PlaceUnwritable."""
    try:
        yield
    except OSError as failure:
        why = failure.strerror or str(failure)
        raise PlaceUnwritable(
            Words(f"{place} に書けない（{why}）。", f"{place} cannot be written ({why})."),
            next_step=Words("書き込める場所を指定する。", "Name a place you may write to."),
        ) from failure


class _RegisterUnlessNamed(TyperGroup):
    """`ippool export FOLDER` is `ippool export register FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the command where none is named."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [REGISTER, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_RegisterUnlessNamed,
    help="Write out the register or a listing; `ippool export FOLDER` is `ippool export register FOLDER`.",
    no_args_is_help=True,
)


@app.command(REGISTER)
def register(
    place: Annotated[Path, typer.Argument(help="A new or empty folder, a new file .xlsx, or one of an earlier export.")],
    data_dir: DataDir = None,
) -> None:
    """Write the whole register out in the house format: as a folder of CSV and TOML, or as one workbook."""

    async def work(database: Database, settings: Settings) -> int:
        return len(list((await register_use.export_house(database, OPERATOR, place)).records()))

    with writing(place):
        count = databases.run(data_dir, work)
    out.print(escape(f"{place}: {count} 件の記録 / {count} records"), soft_wrap=True)


@app.command("listing")
def listing(
    file: Annotated[Path, typer.Argument(help="A file .csv or .xlsx that does not exist yet.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As of which day; left out, the office's today.", show_default=False),
    ] = None,
    lab: Annotated[str | None, typer.Option(help="Code of a lab: only patents that belong to it on the day.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write a listing of patents, one row each: numbers, days, legal status, owners with their shares, labs."""

    async def work(database: Database, settings: Settings) -> int:
        asked = Asked(on=on.date() if on is not None else None)
        pool = Pool(database, ReferenceMemo())
        return await listing_use.export_listing(pool, OPERATOR, moment_of(settings), file, asked=asked, lab=lab)

    with writing(file):
        count = databases.run(data_dir, work)
    out.print(escape(f"{file}: {count} 件の特許 / {count} patents"), soft_wrap=True)
