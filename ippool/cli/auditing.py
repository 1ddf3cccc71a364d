"""The audit: signing its end, writing its lines out, making the key. The verifier itself is `ippool-verify-audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.exporting import writing
from ippool.cli.saying import beside, out
from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words
from ippool.settings import Settings
from ippool.store.checkpoints import make_key
from ippool.store.database import Database
from ippool.usecases import disclosures as disclosure_use
from ippool.usecases import sealing

app = typer.Typer(help="The audit: its key, its checkpoints, its lines.", no_args_is_help=True)


class NoKey(RuleBroken):
    """Nothing says by which key the audit is signed."""

    code = "AUDIT_KEY"

    def __init__(self) -> None:
        super().__init__(
            Words("監査に署名する鍵がない。", "There is no key to sign the audit with."),
            next_step=Words(
                "IPPOOL_AUDIT_KEY と IPPOOL_AUDIT_CHECKPOINTS を指定する。", "Set IPPOOL_AUDIT_KEY and IPPOOL_AUDIT_CHECKPOINTS."
            ),
        )


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet; the public key goes beside it, as .pub.")],
) -> None:
    """Make the key that signs the audit. Keep it where no administrator of the database comes."""
    with writing(file):
        public = make_key(file)
    out.print(escape(f"秘密鍵 {file}、公開鍵 {public} / private key {file}, public key {public}"), soft_wrap=True)


@app.command()
def seal(data_dir: DataDir = None) -> None:
    """Sign the end of the audit now. The server does so every minute or thousand lines."""
    with databases.place(data_dir) as here:
        checkpoints = here.checkpoints
        if checkpoints is None:
            raise NoKey

        async def work(database: Database, settings: Settings) -> bool:
            return await sealing.seal(database, checkpoints, moment_of(settings).now, at_once=True)

        is_new = databases.work_in(here, work)
        last = checkpoints.last()
    if last is not None:
        told = "署名した / signed" if is_new else "すでに署名済み / signed before"
        out.print(escape(f"{checkpoints.file}: {last.seq} {told}"), soft_wrap=True)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet, one line of the audit to a line.")],
    data_dir: DataDir = None,
) -> None:
    """Write the audit's lines out, for `ippool-verify-audit --lines`."""

    async def work(database: Database, settings: Settings) -> int:
        with writing(file), file.open("xb") as opened:
            return await sealing.write_lines(database, opened)

    count = databases.run(data_dir, work)
    beside.print(escape(f"{file}: {count:,} 行 / {count:,} lines"), soft_wrap=True)


@app.command()
def disclosures(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet, one event to a line.")],
    data_dir: DataDir = None,
) -> None:
    """Write out who was told of which patent that was not laid open, and in which request."""

    async def work(database: Database, settings: Settings) -> int:
        with writing(file), file.open("xb") as opened:
            return await disclosure_use.write_events(database, opened)

    count = databases.run(data_dir, work)
    beside.print(escape(f"{file}: {count:,} 件 / {count:,} events"), soft_wrap=True)
