"""What a page costs the database as the pool grows: `python -m tests.bench growth [--sizes 10000,100000]`.

A hundred times the patents may cost the same page at most one and a half times. Only the real server is asked; what is compared is
processor time of the database for each request, and the plans' own reading, not requests a second.
"""

from __future__ import annotations

import argparse
import asyncio

from tests.bench import pages
from tests.bench import pool as pools
from tests.bench.pages import Figures


def main(arguments: list[str]) -> None:
    """Measure PoolPage at each size, and print the ratio to the smallest."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench growth")
    parser.add_argument("--sizes", default="10000,100000", help="how many patents, smallest first")
    parser.add_argument("--questions", type=int, default=300, help="how many random questions at each size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    pools.add_options(parser)
    asked = parser.parse_args(arguments)
    first: Figures | None = None
    print(f"{'patents':>10} {'PG ms':>7} {'raw PG ms':>10} {'to the first':>13} {'raw':>6}")
    raw_first: Figures | None = None
    for size in (int(one) for one in asked.sizes.split(",")):
        with pools.made(size, keep=asked.keep, seed=asked.seed) as pool, pool.serving() as server:
            (operation,), _ = asyncio.run(pages.prepare(server.url, asked.questions, ("PoolPage",)))
            with pages.running(pool, server) as bench:
                found = asyncio.run(bench.measure(operation, rounds=asked.rounds, seconds=asked.seconds))
        ours, theirs = found["ippool"], found["raw"]
        first, raw_first = first or ours, raw_first or theirs
        grown, raw_grown = ours.database_ms / first.database_ms, theirs.database_ms / raw_first.database_ms
        print(f"{size:>10,} {ours.database_ms:>7.2f} {theirs.database_ms:>10.2f} {grown:>13.2f} {raw_grown:>6.2f}", flush=True)
