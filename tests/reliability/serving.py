"""The real server over a demo pool of its own, and the tokens of those who ask it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ippool.domain.permissions import Actor, Role
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.usecases import register, tokens
from tests.bench.pool import secret_of
from tests.conftest import DEMO, OFFICER, TODAY

COMMAND = [sys.executable, "-c", "from ippool.cli import main; main()", "serve"]
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A server that answers. Shape: `tokens` by name: an officer, two members, and who is not known."""

    port: int
    pid: int
    tokens: dict[str, str]
    log: Path

    def pids(self) -> list[int]:
        """Return its processes: itself and its workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [self.pid, *map(int, children.read_text().split())] if children.exists() else [self.pid]


@contextmanager
def demo() -> Iterator[str]:
    """Have the address of a demo pool in an embedded database of its own."""
    with tempfile.TemporaryDirectory() as folder, embedded.running(Path(folder), throwaway=True) as running:
        asyncio.run(fill(running.url))
        yield running.url


async def fill(url: str) -> None:
    """Load the demo pool."""
    await migrations.migrate(url)
    database = Database.at(url, pool_size=1)
    await register.import_house(database, OFFICER, DEMO, today=TODAY)
    await database.close()


@contextmanager
def serving(
    url: str, held: dict[str, str] | None = None, *, workers: int = 1, port: int | None = None, **settings: str
) -> Iterator[Server]:
    """Have `ippool serve` running over a database. What it says goes to a file. Without tokens those of a demo pool are made."""
    held = demo_tokens(url) if held is None else held
    port = port or free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "IPPOOL_"))}
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        process = subprocess.Popen(
            [*COMMAND, "--port", str(port), "--workers", str(workers)],
            env={**kept, "DATABASE_URL": url, "IPPOOL_ENVIRONMENT": "development", **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the server does not start: {Path(log.name).read_text()}")
                time.sleep(0.05)
            yield Server(port, process.pid, held, Path(log.name))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens on, and that no connection of a client's has for its own end: it might meet itself."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def demo_tokens(url: str) -> dict[str, str]:
    """Make the tokens of an officer and of two members of the demo pool."""
    wanted = {"officer": (Role.IP_OFFICER, None), "member": (Role.MEMBER, "COMPANY-B"), "other": (Role.MEMBER, "COMPANY-P")}
    return asyncio.run(_tokens(url, wanted))


def synthetic_tokens(url: str) -> dict[str, str]:
    """Return the tokens of two members of a synthetic pool, and make one of an officer."""
    return asyncio.run(_tokens(url, {"officer": (Role.IP_OFFICER, None)})) | {"member": secret_of(0), "other": secret_of(1)}


async def _tokens(url: str, wanted: dict[str, tuple[Role, str | None]]) -> dict[str, str]:
    database = Database.at(url, pool_size=1)
    made = {}
    for name, (role, party) in wanted.items():
        _, made[name] = await tokens.create(database, Actor(Role.IP_OFFICER), role=role, party=party, label=name)
    await database.close()
    return made
