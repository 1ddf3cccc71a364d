"""How fast J-PlatPat files are read into the register, database included, and how much memory that takes at any size.

Each size is imported by a process of its own into an empty register on a throwaway cluster, so that its peak memory is its own.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from ippool.domain.permissions import Actor, Role
from ippool.intake.sources import Source
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.usecases.intake import ImportFiles, import_files
from ippool.usecases.pool import Moment
from tests.bench.synthetic import write_jplatpat

SIZES = (1, 10, 100)
"""Megabytes."""


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["one"]:
        asyncio.run(_one(arguments[1], Path(arguments[2])))
        return
    sizes = [float(one) for one in arguments] or list(SIZES)
    print(f"{'MB':>6} {'records':>9} {'seconds':>8} {'records/s':>10} {'again/s':>9} {'peak RSS MB':>12}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder, f"{size}.csv")
            write_jplatpat(path, size)
            with embedded.running(Path(folder, f"pg-{size}"), throwaway=True) as server:
                asyncio.run(migrations.migrate(server.url))
                subprocess.run([sys.executable, "-m", "tests.bench", "import", "one", server.url, str(path)], check=True)
            path.unlink()


async def _one(url: str, path: Path) -> None:
    database = Database.at(url, pool_size=3, statement_timeout_ms=600_000)
    now = datetime.now(UTC)  # noqa: TID251 - a bench is an edge of its own
    seconds, read = [], 0
    for _ in range(2):
        start = time.perf_counter()
        report = await import_files(
            database,
            Actor(Role.IP_OFFICER),
            ImportFiles("jplatpat-csv", (Source(path, path.name),)),
            Moment(date(2026, 11, 24), now),
        )
        seconds.append(time.perf_counter() - start)
        read = report.read
    await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = os.path.getsize(path) / 2**20  # noqa: ASYNC240 - nothing else runs
    print(
        f"{size:>6.0f} {read:>9,} {seconds[0]:>8.1f} {read / seconds[0]:>10,.0f} {read / seconds[1]:>9,.0f} {peak:>12.0f}",
        flush=True,
    )
