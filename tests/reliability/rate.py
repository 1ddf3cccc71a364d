"""One caller asks for twenty times what it may spend, under a thousand forged addresses, while another goes on asking.

Quiet rounds and attacked ones take turns, so that a busy machine is busy in both. What the first was given has to be no more
than its allowance, each refusal has to say when to come again, and the other's 99th percentile may rise by a fifth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.operations import POOL_PAGE
from tests.reliability import serving
from tests.reliability.attack import Answer, Probe, send
from tests.reliability.probing import probing
from tests.reliability.requests import post

PER_MINUTE = 600_000
TIMES = 20
ROUNDS, SECONDS = 6, 12.0
MOST_CHANGE = 0.2
FORGED = 1000
REQUEST_POINTS = 20
DOCUMENT_POINTS = 10_000
"""What a document may cost besides when it is new."""


@dataclass
class Attack:
    """What one caller sent and got. Units: points."""

    server: serving.Server
    sent: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    spent: float = 0.0
    cost: int = 0
    began: float = 0.0
    asked_before: int = 0
    faults: list[str] = field(default_factory=list)

    async def measure(self) -> None:
        """Find what the operation costs, and spend what was saved."""
        answer = await self._ask()
        self.cost = json.loads(answer.text)["extensions"]["cost"]["requested"] + REQUEST_POINTS
        self.began = time.monotonic()
        for _ in range(2 * PER_MINUTE // self.cost):  # where there is a limit it is come to before
            if (await self._ask()).status != 200:
                break
        self.asked_before = self.sent
        self.statuses.clear()

    async def run(self, seconds: float) -> None:
        """Send so many as cost `TIMES` the allowance, evenly, whatever is answered."""
        pause, until = 60 * self.cost / (TIMES * PER_MINUTE), time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            due = time.monotonic()
            while due < until:
                group.create_task(self._ask())
                due += pause
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _ask(self) -> Answer:
        self.sent += 1
        place = self.sent % FORGED
        address = f"198.18.{place // 250}.{place % 250}"
        forged = {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}", "X-User-ID": str(place)}
        body = json.dumps({"query": POOL_PAGE, "variables": {"first": 50}}).encode()
        answer = await send(self.server.port, post(body, Authorization=f"Bearer {self.server.tokens['member']}", **forged))
        self.statuses[str(answer.status)] += 1
        if answer.status == 200:
            self.spent += self.cost
        elif answer.status != 429 or answer.codes != ["TOO_MANY_REQUESTS"] or '"retryAfter"' not in answer.text:
            self.faults.append(f"UNEXPECTED {answer.status} {answer.text[:200]}")
        return answer


def change(quiet: Probe, attacked: Probe) -> float:
    """By what share the other's 99th percentile has risen."""
    return attacked.at(0.99) / quiet.at(0.99) - 1


async def rounds(server: serving.Server, number: int, seconds: float) -> tuple[Attack, Probe, Probe]:
    """Take turns: a quiet round, an attacked one."""
    attack, token = Attack(server), server.tokens["other"]
    quiet, attacked = Probe(server.port, token), Probe(server.port, token)
    await attack.measure()
    for _ in range(number):
        for whole, is_attacked in ((quiet, False), (attacked, True)):
            async with probing(server.port, token) as probe:
                await (attack.run(seconds) if is_attacked else asyncio.sleep(seconds))
            whole.took += probe.took
            whole.faults += probe.faults
    return attack, quiet, attacked


def judged(attack: Attack, quiet: Probe, attacked: Probe, most_change: float) -> str:
    """Say how it went."""
    allowed = PER_MINUTE + DOCUMENT_POINTS + (time.monotonic() - attack.began) / 60 * PER_MINUTE
    if attack.spent > allowed:
        attack.faults.append(f"SPENT {attack.spent:,.0f}, of {allowed:,.0f}")
    if attack.statuses["429"] < (attack.sent - attack.asked_before) / 2:
        attack.faults.append("NOT REFUSED")
    if quiet.faults or attacked.faults:
        attack.faults.append(f"the other caller was not answered: {quiet.faults + attacked.faults}")
    if change(quiet, attacked) > most_change:
        attack.faults.append(f"CHANGE the other caller's p99 rose by {change(quiet, attacked):.0%}")
    return (
        f"RATE sent={attack.sent - attack.asked_before} at={TIMES}x cost={attack.cost} {dict(attack.statuses)} "
        f"spent={attack.spent:.0f} allowed={allowed:.0f} "
        f"n={len(quiet.took)}/{len(attacked.took)} p50={quiet.at(0.5) * 1000:.1f}->{attacked.at(0.5) * 1000:.1f}ms "
        f"p99={quiet.at(0.99) * 1000:.1f}->{attacked.at(0.99) * 1000:.1f}ms change={change(quiet, attacked):+.0%} "
        f"faults={len(attack.faults)} {'FAIL' if attack.faults else 'PASS'}"
    )


def main(arguments: Sequence[str]) -> None:
    """Attack by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability rate", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each round")
    parser.add_argument("--per-minute", type=int, default=PER_MINUTE, help="the server's limit; any other shows what is seen then")
    asked = parser.parse_args(arguments)
    with serving.demo() as url, serving.serving(url, IPPOOL_COST_PER_MINUTE=str(asked.per_minute)) as server:
        attack, quiet, attacked = asyncio.run(rounds(server, asked.rounds, asked.seconds))
    line = judged(attack, quiet, attacked, MOST_CHANGE)
    print(*attack.faults[:10], sep="\n")
    print(line)
    sys.exit(line.endswith("FAIL"))
