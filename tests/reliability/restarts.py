"""O8: the server is told to end (SIGTERM) again and again while it is asked, and nobody who tries again loses anything.

Clients ask and register parties, each time with a connection of their own, and send the same again where no answer came. What was
acknowledged is in the register and the audit, once; whoever tries again is answered; and the server ends within ten seconds.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import asyncpg

from tests.reliability.serving import demo, demo_tokens, free_port, serving

RESTARTS, CLIENTS = 50, 4
LONGEST = 10.0
PATIENCE = 60.0
"""Seconds a client tries again before it gives up."""
FLOOR = {"acknowledged": 200, "answered": 1_000, "under way": 25}
REGISTERING = (
    "mutation ($input: RegisterPartyInput!) { registerParty(input: $input) { __typename ... on PartyRegistered { replayed } } }"
)
ASKING = '{ patent(number: "特開2015-032498") { title owners { party { name } } terms { outcome } } }'


@dataclass
class Tally:
    """What came of it. Shape: `cut` are requests without an answer, all sent again; `ends` are seconds from SIGTERM to the end."""

    answered: int = 0
    acknowledged: list[str] = field(default_factory=list)
    replayed: int = 0
    cut: Counter[str] = field(default_factory=Counter)
    waited: float = 0.0
    under_way: int = 0
    ends: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass
class Client:
    """Somebody who asks until told to stop. Shape: `is_waiting` while a request is with the server."""

    number: int
    port: int
    token: str
    tally: Tally
    stop: Event
    is_waiting: bool = False

    def run(self) -> None:
        """Ask, one after another; each is asked until it is answered."""
        chance = Random(self.number)
        while not self.stop.is_set():
            code = f"C{self.number}-{uuid4().hex[:20]}"
            told = {"idempotencyKey": code, "code": code, "kind": "COMPANY", "name": {"ja": code, "en": code}}
            is_change = chance.random() < 0.4
            body = {"query": REGISTERING, "variables": {"input": told}} if is_change else {"query": ASKING}
            self.until_answered(body, code if is_change else None)

    def until_answered(self, body: dict[str, Any], code: str | None) -> None:
        """Send a request again and again until there is an answer."""
        began = time.monotonic()
        while (answer := self._once(body)) is None:
            if time.monotonic() - began > PATIENCE:
                self.tally.faults.append(f"no answer in {PATIENCE:g} seconds")
                return
            time.sleep(0.05)
        self.tally.waited = max(self.tally.waited, time.monotonic() - began)
        self.tally.answered += 1
        if "errors" in answer:
            self.tally.faults.append(f"refused: {answer['errors']}")
        elif code is not None:
            made = answer["data"]["registerParty"]
            self.tally.replayed += bool(made.get("replayed"))
            if made["__typename"] == "PartyRegistered":
                self.tally.acknowledged.append(code)
            else:
                self.tally.faults.append(f"{code}: {made}")

    def _once(self, body: dict[str, Any]) -> dict[str, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST + 5)
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}", "connection": "close"}
        try:
            connection.request("POST", "/graphql", json.dumps(body), headers)
            self.is_waiting = True
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as fault:
            self.tally.cut[type(fault).__name__] += 1
            return None
        finally:
            self.is_waiting = False
            connection.close()
        if response.status in (429, 503):
            self.tally.cut[str(response.status)] += 1
            return None
        if response.status != 200:
            self.tally.faults.append(f"{response.status}: {content[:200]!r}")
        answer: dict[str, Any] = json.loads(content)
        return answer


def restart(url: str, times: int, seed: int) -> Tally:
    """Have the server end and begin while clients ask."""
    tally, stop, chance, port, tokens = Tally(), Event(), Random(seed), free_port(), demo_tokens(url)
    clients = [Client(number, port, tokens["officer"], tally, stop) for number in range(CLIENTS)]
    threads = [Thread(target=client.run) for client in clients]
    for number in range(times + 1):
        with serving(url, tokens, port=port):
            for thread in threads if number == 0 else ():
                thread.start()
            time.sleep(chance.uniform(0.3, 1.2))
            if number == times:
                stop.set()
                for thread in threads:
                    thread.join()
            tally.under_way += number < times and any(client.is_waiting for client in clients)
            began = time.monotonic()
        if number < times:
            tally.ends.append(time.monotonic() - began)
    return tally


async def look(url: str, tally: Tally) -> None:
    """Look for what was acknowledged: in the register and in the audit, once each."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    parties = Counter(row["code"] for row in await connection.fetch("select code from party where code like 'C%-%'"))
    lines = await connection.fetch(
        "select p.code from audit a join party p on p.id = a.record_id where p.code like 'C%-%' and a.action = 'party:registered'"
    )
    audit = Counter(row["code"] for row in lines)
    await connection.close()
    for code in tally.acknowledged:
        if (parties[code], audit[code]) != (1, 1):
            tally.faults.append(f"{code} was acknowledged and is there {parties[code]} times, in the audit {audit[code]} times")
    for code in set(parties) - set(tally.acknowledged):
        if code.startswith(tuple(f"C{number}-" for number in range(CLIENTS))):
            tally.faults.append(f"{code} is there and was not acknowledged")


def main(words: Sequence[str]) -> None:
    times, seed = (int(word) for word in (*words, *(str(RESTARTS), str(time.time_ns() % 10**6))[len(words) :]))
    print(f"seed {seed}")
    started = time.monotonic()
    with demo() as url:
        tally = restart(url, times, seed)
        asyncio.run(look(url, tally))
    for fault in tally.faults[:20]:
        print(fault)
    print(f"without an answer, and sent again: {dict(tally.cut)}")
    slowest = max(tally.ends)
    done = {"acknowledged": len(tally.acknowledged), "answered": tally.answered, "under way": tally.under_way}
    is_enough = times < RESTARTS or all(done[name] >= least for name, least in FLOOR.items())
    is_good = not tally.faults and slowest <= LONGEST
    print(
        f"restarts: {len(tally.ends)} by SIGTERM, {tally.under_way} with requests under way; {tally.answered:,} requests answered, "
        f"{len(tally.acknowledged):,} changes acknowledged ({tally.replayed} told again), {len(tally.faults)} lost or failed; "
        f"ended in {slowest:.1f} s at most, a client waited {tally.waited:.1f} s at most, seed {seed}, "
        f"{time.monotonic() - started:.0f} s: {'BAD' if not is_good else 'good' if is_enough else 'BELOW THE FLOOR'}"
    )
    sys.exit(0 if is_good and is_enough else 1)
