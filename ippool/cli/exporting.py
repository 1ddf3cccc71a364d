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
from ippool.cli.saying import beside, in_both, out
from ippool.domain.errors import DomainError
from ippool.domain.words import Words, listed
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import listing as listing_use
from ippool.usecases import offers as offers_use
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
        return len(list((await register_use.export_house(database, OPERATOR, place, today=moment_of(settings).today)).records()))

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


@app.command("inpit")
def inpit(
    file: Annotated[Path, typer.Argument(help="A file .csv or .xlsx that does not exist yet.")],
    patent: Annotated[
        list[str] | None,
        typer.Option(help="A patent to offer, by a number or its code; left out, all that are listed and not laid open."),
    ] = None,
    numbers_from: Annotated[
        Path | None,
        typer.Option(help="An earlier file of this command, with the numbers that INPIT gave.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write what INPIT's database of patents open for license may show before publication: seven fields of each, nothing else.

    Which patents may not be offered, and why, and whose power of attorney is needed, is said beside.
    """

    async def work(database: Database, settings: Settings) -> offers_use.Offers:
        pool = Pool(database, ReferenceMemo())
        return await offers_use.offers(pool, OPERATOR, moment_of(settings), numbers=patent or (), earlier=numbers_from)

    found = databases.run(data_dir, work)
    for refused in found.refused:
        for finding in refused.findings:
            clause = f" ({finding.clause})" if finding.clause else ""
            told = f"{refused.code}:{finding.path[0]}: {in_both(finding.because)}{clause}"
            beside.print(f"[red]refused[/red] {escape(told)}", soft_wrap=True)
    with writing(file):
        offers_use.write_offers(file, found)
    for number, owners in found.attorney.items():
        names = listed(owners)
        words = Words(f"{number}：{names.ja} の委任状が要る。", f"{number}: a power of attorney of {names.en} is needed.")
        beside.print(f"[yellow]note[/yellow] {escape(in_both(words))}", soft_wrap=True)
    out.print(escape(f"{file}: {len(found.rows)} 件 / {len(found.rows)} offers"), soft_wrap=True)
