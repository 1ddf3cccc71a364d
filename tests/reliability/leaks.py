"""`leaks [SEEDS] [FIRST] [EVERY]`: what a caller can ask, of the whole register and of a copy without what it may not know of.

As every role that does not see all, in pools thrown by as many seeds, each EVERY-th question of long rows (1: all). The answers
differ in no byte but those that say which request it was, and when. Beside it what is hidden is looked up and named in mutations
like what is not there.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from ippool.store import embedded, migrations
from ippool.store.database import Database
from tests.conftest import Cluster
from tests.reliability.absent import tried
from tests.reliability.asking_twice import Difference, Twice, served
from tests.reliability.corpus import PARTS, Part
from tests.reliability.deleting import delete_hidden
from tests.reliability.secretive import Asker, Secretive, written

SEEDS, PATENTS, EVERY = 3, 40, 20
FLOOR = {"questions": 7_000, "telling": 4_000, "callers": 24, "rows": 9_000, "pairs": 1_500}


@dataclass
class Tally:
    """What was done. Shape: `telling` are questions an officer is answered otherwise, so those about something hidden."""

    questions: Counter[str] = field(default_factory=Counter)
    telling: int = 0
    errors: int = 0
    callers: int = 0
    rows: int = 0
    pairs: int = 0
    told: list[str] = field(default_factory=list)
    differences: list[tuple[str, Difference]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@asynccontextmanager
async def twice_for(cluster: Cluster, whole: Database, register: Secretive, asker: Asker) -> AsyncIterator[tuple[Twice, int]]:
    """Have both servers for a caller, and how many rows the second is without. Nobody may be connected to the whole one."""
    name = whole.url.database
    assert name is not None
    async with cluster.copy_of(name) as url:
        gone = await delete_hidden(cluster.administrator, url, register, asker)
        lean, full = Database.at(url, pool_size=2), Database.at(cluster.url(name), pool_size=2)
        async with served(full, lean) as (one, other):
            yield Twice(one, other, asker.token, register.officer.token), gone
        await lean.close()
        await full.close()


async def ask_everything(
    tally: Tally, cluster: Cluster, whole: Database, register: Secretive, asker: Asker, every: int = 1, start: int = 0
) -> None:
    """Put the corpus as one caller, and look for what is hidden."""
    async with twice_for(cluster, whole, register, asker) as (twice, gone):
        for name, part in PARTS.items():
            before = twice.asked
            await part(Part(twice, register, asker, every, start))
            tally.questions[name] += twice.asked - before
        alike = await tried(twice.whole, register, asker, max(1, every // 3))
    tally.pairs += sum(alike.pairs.values())
    tally.told += [f"{asker.name}: {one}" for one in alike.told]
    tally.telling += twice.telling
    tally.errors += twice.errors
    tally.callers += gone > 0
    tally.rows += gone
    tally.faults += twice.faults
    tally.differences += [(asker.name, one) for one in twice.differences]


async def _run(server: embedded.Running, seeds: Sequence[int], every: int) -> Tally:
    await migrations.migrate(server.url)
    cluster, tally = Cluster(server.url, server.administrator_url, count()), Tally()
    for seed in seeds:
        async with cluster.copy_of("ippool") as url:
            whole = Database.at(url, pool_size=2)
            register = await written(whole, seed, PATENTS)
            await whole.close()
            for asker in register.askers:
                await ask_everything(tally, cluster, whole, register, asker, every, seed)
                print(f"seed {seed} {asker.name}: {sum(tally.questions.values()):,} questions", flush=True)
    return tally


def main(words: Sequence[str]) -> None:
    many, first, every = (int(word) for word in (*words, *map(str, (SEEDS, time.time_ns() % 10**6, EVERY)[len(words) :])))
    print(f"seeds from {first}")
    # Reading the migrations' settings has turned on every log; what is refused here is refused on purpose.
    logging.disable(logging.WARNING)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place, embedded.running(Path(place) / "pg", throwaway=True) as server:
        tally = asyncio.run(_run(server, range(first, first + many), every))
    for name, difference in tally.differences[:20]:
        print(f"{name}: {difference}")
    for told in tally.told[:20]:
        print(told)
    for fault in tally.faults[:20]:
        print(f"the server failed at: {fault}")
    asked = sum(tally.questions.values())
    done = {"questions": asked, "telling": tally.telling, "callers": tally.callers, "rows": tally.rows, "pairs": tally.pairs}
    floor = all(done[name] * SEEDS >= least * min(many, SEEDS) for name, least in FLOOR.items())
    is_good = floor and not (tally.differences or tally.faults or tally.told)
    print(
        f"leaks: {asked:,} questions of {tally.callers} callers in {many} pools, {tally.telling:,} of them about something hidden, "
        f"{tally.rows:,} rows hidden, {len(tally.differences)} answers differ, {len(tally.faults)} failed; "
        f"{tally.pairs:,} pairs of hidden and absent, {len(tally.told)} told apart; each {every}-th question, seeds from {first}, "
        f"{time.monotonic() - started:.0f} s: "
        f"{'good' if is_good else 'BAD' if floor else 'BELOW THE FLOOR'}"
    )
    sys.exit(0 if is_good else 1)
