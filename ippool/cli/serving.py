"""Serving the API and the page, until a signal says to stop."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Annotated

import typer
from rich.markup import escape

from ippool.cli import databases
from ippool.cli.databases import DataDir, Place
from ippool.cli.saying import beside, out
from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.store.database import Database
from ippool.usecases import register, starting
from ippool.usecases.starting import Settled

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
    data_dir: DataDir = None,
) -> None:
    """Serve the GraphQL API and the page."""
    require_free(host, port)
    loading = load_ahead()
    with databases.place(data_dir) as here:
        asyncio.run(_check(here))
        loading.join()
        listen(here, host=host, port=port, workers=workers, is_production=here.settings.is_production)


async def _check(here: Place) -> None:
    async with databases.opened(here) as database:
        await starting.require(database, Settled(here.settings.is_production, here.settings.debugging, here.checkpoints))
        await show_banner(database)


async def show_banner(database: Database) -> None:
    """Print what has to be said of the register, a demonstration above all."""
    header = await register.header_of(database)
    for text in (header.banner.ja, header.banner.en):
        if text:
            out.print(f"[bold yellow]{escape(text)}[/bold yellow]", soft_wrap=True)


def load_ahead() -> Thread:
    """Load the application while the database starts: the worker is forked from this process and finds it loaded."""
    thread = Thread(target=import_module, args=("ippool.app",), daemon=True)
    thread.start()
    return thread


class AddressTaken(DomainError):
    """Nothing can listen on the address asked for."""

    code = "ADDRESS_TAKEN"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            Words(f"{host}:{port} で待ち受けられない（{reason}）。", f"Nothing can listen on {host}:{port} ({reason})."),
            next_step=Words("別の --port か --host を指定する。", "Name another --port or --host."),
        )


def require_free(host: str, port: int) -> None:
    """Make sure that an address can be listened on. Raises: AddressTaken.

    The server itself shares a port with whoever lets it, and would answer every other request beside an older one.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressTaken(host, port, error.strerror or str(error)) from error


def listen(here: Place, *, host: str, port: int, workers: int = 1, is_production: bool) -> None:
    """Answer requests until SIGINT or SIGTERM. The workers read from the environment where everything is."""
    from granian import Granian  # heavy, all of it, and not needed before
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from ippool.app import SERVER_PID, WORKERS
    from ippool.graphql import limits

    os.environ |= {"DATABASE_URL": here.url, SERVER_PID: str(os.getpid()), WORKERS: str(workers)}
    os.environ["IPPOOL_ENVIRONMENT"] = "production" if is_production else "development"
    if here.checkpoints is not None:
        os.environ |= {
            "IPPOOL_AUDIT_KEY": str(here.checkpoints.key),
            "IPPOOL_AUDIT_CHECKPOINTS": str(here.checkpoints.file),
        }
    os.environ.pop("IPPOOL_OWNER_URL", None)  # who answers requests has no business with the owner's password
    shown = f"[{host}]" if ":" in host else host
    out.print(f"GraphQL  http://{shown}:{port}/graphql", soft_wrap=True)
    out.print(f"ページ page  http://{shown}:{port}/", soft_wrap=True)
    beside.print(escape("Ctrl-C で終了 / Ctrl-C stops it"))
    server = Granian(
        "ippool.app:create",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        # Only with HTTP/1 alone is a connection cut that says nothing at all: else the server waits to hear which of the two it is.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=round(limits.HEADER_SECONDS * 1000)),
        backlog=limits.CONNECTIONS,
        backpressure=limits.CONNECTIONS,
    )
    with room_for_metrics(here.settings.telemetry.metrics_token is not None and workers > 1):
        server.serve()


@contextmanager
def room_for_metrics(is_needed: bool) -> Iterator[None]:
    """Have a folder in which several workers write what they count; it goes when they do."""
    if not is_needed:
        yield
        return
    with TemporaryDirectory(prefix="ippool-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield
