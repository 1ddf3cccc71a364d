"""A7: everybody follows what is published, while patents are laid open and taken back: nobody hears of what is hidden.

Each caller follows over a connection of its own. What reaches it is held against the pure function in every round: exactly the
patents that were laid open and that it may know of, each once, and no word of any other in any event. The places to go on from are
of one length, and no two callers are given the same: nobody can tell from them how much was passed over.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID

from litestar import Litestar

from ippool.domain.disclosure import may_know_of
from ippool.domain.patents import PatentRecord
from ippool.graphql.callers import Callers
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.store.records import change
from tests.conftest import OFFICER, Cluster
from tests.graphql.socket_client import Socket, connected, worker_on
from tests.reliability.corpus import ident
from tests.reliability.secretive import Asker, Secretive, written

EVENTS, PATENTS, PATIENCE = 5_000, 40, 120.0
FLOOR = {"passed over": 1_000, "callers": 12}
FOLLOWING = "subscription { patentsPublished { after patent { id number title(language: EN) abstract(language: EN) } } }"
WORD = re.compile("[bcdfghjkmpqrtvwxz]{16}")


@dataclass
class Tally:
    """What came of it. Shape: `passed_over` counts what was laid open and hidden from a caller, for each caller."""

    events: int = 0
    passed_over: int = 0
    rounds: int = 0
    callers: int = 0
    places: dict[str, str] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@dataclass
class Register:
    """The patents as they are now, and how often each was changed."""

    of: Secretive
    records: dict[UUID, PatentRecord]
    versions: dict[UUID, int]

    async def lay_open(self, database: Database, days: Mapping[UUID, date | None]) -> None:
        """Set the day of publication of patents, all in one change."""
        async with database.write(OFFICER) as tx:
            for id, day in days.items():
                before = self.records[id].patent
                after = replace(before, published_on=day)
                await change(tx.connection, after, expected=self.versions[id])
                tx.record("patent:changed", after, before=before)
                self.versions[id] += 1
                self.records[id] = replace(self.records[id], patent=after)


async def follow(app_of: AsyncExitStack, app: Litestar, asker: Asker) -> Socket:
    """Connect a caller, and have it follow."""
    socket = await app_of.enter_async_context(connected(app))
    await socket.init(asker.token)
    await socket.subscribe(FOLLOWING)
    return socket


async def one_round(
    tally: Tally, register: Register, database: Database, followers: Sequence[tuple[Asker, Socket]], chance: Random
) -> None:
    """Take all patents back, lay some open, and see what reaches whom."""
    today = register.of.today
    await register.lay_open(database, dict.fromkeys(register.records))
    opened = {id for id in register.records if chance.random() < 0.8}
    await register.lay_open(database, dict.fromkeys(opened, today))
    texts = {id: f"{one.patent.title.en} {one.patent.abstract.en}" for id, one in register.records.items()}
    words = {id: set(WORD.findall(text)) for id, text in texts.items()}

    async def listen(asker: Asker, socket: Socket) -> None:
        known = {
            id for id, one in register.records.items() if may_know_of(asker.actor, one, register.of.pool.reference, on=today).holds
        }
        expected = {ident("Patent", id) for id in opened & known}
        tally.passed_over += len(opened - known)
        secret = set[str]().union(*(those for id, those in words.items() if id not in known))
        heard = list[str]()
        while len(heard) < len(expected):
            told = (await socket.event(PATIENCE))["patentsPublished"]
            heard.append(told["patent"]["id"])
            if leaked := secret & set(WORD.findall(json.dumps(told))):
                tally.faults.append(f"{asker.name} is told words of what is hidden: {sorted(leaked)}")
            if tally.places.setdefault(told["after"], asker.name) != asker.name:
                tally.faults.append(f"{asker.name} and {tally.places[told['after']]} are given the same place")
            tally.lengths.add(len(told["after"]))
        tally.events += len(heard)
        if set(heard) != expected or len(heard) != len(expected):
            tally.faults.append(f"{asker.name} is told of {len(heard)}, {len(set(heard) - expected)} of them hidden")

    await asyncio.gather(*(listen(asker, socket) for asker, socket in followers))
    tally.rounds += 1


async def _run(server: embedded.Running, events: int, seed: int) -> Tally:
    await migrations.migrate(server.url)
    cluster, tally, chance = Cluster(server.url, server.administrator_url, count()), Tally(), Random(seed)
    async with cluster.copy_of("ippool") as url:
        database = Database.at(url, pool_size=4)
        of = await written(database, seed, PATENTS)
        records = {one.patent.id: one for one in of.pool.records}
        versions = dict.fromkeys(records, 1) | {one.patent.id: 2 for one in of.pool.records[::3]}
        register = Register(of, records, versions)
        async with worker_on(url, callers=Callers(10**9)) as worker, AsyncExitStack() as stack:
            for handler in logging.getLogger().handlers:
                handler.setLevel(logging.CRITICAL)
            followers = list[tuple[Asker, Socket]]()
            for asker in (*of.askers, of.officer):
                followers.append((asker, await follow(stack, worker.app, asker)))
            tally.callers = len(followers)
            await asyncio.sleep(1)  # each is there once it has looked where the register stands
            while tally.events < events:
                await one_round(tally, register, database, followers, chance)
                print(f"round {tally.rounds}: {tally.events:,} events", flush=True)
            silent = await asyncio.gather(*(socket.silent(2.0) for _, socket in followers))
            if not all(silent):
                tally.faults.append(f"{silent.count(False)} callers are told more than there is")
        await database.close()
    return tally


def main(words: Sequence[str]) -> None:
    events, seed = (int(word) for word in (*words, *(str(EVENTS), str(time.time_ns() % 10**6))[len(words) :]))
    print(f"seed {seed}")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place, embedded.running(Path(place) / "pg", throwaway=True) as server:
        tally = asyncio.run(_run(server, events, seed))
    for fault in tally.faults[:20]:
        print(fault)
    if len(tally.lengths) != 1:
        tally.faults.append(f"places are of lengths {sorted(tally.lengths)}")
    is_enough = events < EVENTS or (tally.passed_over >= FLOOR["passed over"] and tally.callers >= FLOOR["callers"])
    verdict = "BAD" if tally.faults else "good" if is_enough else "BELOW THE FLOOR"
    print(
        f"events: {tally.events:,} events to {tally.callers} callers in {tally.rounds} rounds, {tally.passed_over:,} times one was "
        f"hidden and passed over; {len(tally.places):,} places, nobody's twice; {len(tally.faults)} faults, seed {seed}, "
        f"{time.monotonic() - started:.0f} s: {verdict}"
    )
    sys.exit(0 if is_enough and not tally.faults else 1)
