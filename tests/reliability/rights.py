"""A8, `rights [ROUNDS]`: rights change, and from then on count for the next question and for whoever follows the register.

A round has five changes: a token is revoked, a user's appointment ends, a user gets another role, a membership of a closed lab
ends, an open lab is closed. Before each, two connections follow what is published, are told of a patent, and a question is
answered. After it the same question is put four times on new connections, to two processes. Whose token holds no longer, or
for other rights, is to be cut off; whose party may know of less is to hear of what all may know, and of nothing else.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.permissions import Role
from ippool.graphql.context import moment_in
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.store.records import change, load
from ippool.usecases import tokens
from tests.conftest import OFFICER
from tests.graphql.api import OFFICE_ZONE
from tests.reliability import serving

ROUNDS = 100
FOLLOWERS, QUESTIONS, WORKERS = 2, 4, 2
CLOSED_WITHIN, REFUSED_WITHIN = 2.0, 1.0
"""Seconds, from before the change is sent and from its answer."""
PATIENCE = 20.0
KINDS = ("token revoked", "appointment ended", "role changed", "membership ended", "lab closed")
FOLLOW = "subscription { patentsPublished { patent { title(language: EN) } } }"
VIEWER = "{ viewer { role } }"
PATENT = "query ($number: String!) { patent(number: $number) { id } }"
HIDDEN, SEEN = "ZQXHIDDENFROMTHEM", "Seen by all"


@dataclass
class Follower:
    """A connection that follows what is published. Shape: `frames` with the moments at which they came."""

    socket: ClientConnection
    frames: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    over_at: float = 0.0

    async def listen(self) -> None:
        """Take what comes until the connection is closed."""
        try:
            while True:
                frame = str(await self.socket.recv())
                if json.loads(frame)["type"] == "ping":
                    await self.socket.send('{"type":"pong"}')
                    continue
                self.frames.append(frame)
                self.came.set()
        except ConnectionClosed:
            self.over_at = time.monotonic()
            self.over.set()
            self.came.set()

    async def told(self, title: str) -> bool:
        """Wait until a patent of that title was told of; False where the connection ends before, or it takes too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(title in frame for frame in self.frames):
                    if self.over.is_set():
                        return False
                    self.came.clear()
                    await self.came.wait()
        except TimeoutError:
            return False
        return True


@dataclass
class Subject:
    """Somebody whose rights change. Shape: `question` with its variables, `held` tells whether an answer is by the old rights."""

    kind: str
    secret: str
    question: str
    variables: dict[str, Any]
    held: Callable[[httpx.Response], bool]
    change: Callable[[], Awaitable[None]]
    is_cut_off: bool
    followers: list[Follower] = field(default_factory=list)


@dataclass
class Run:
    """What was done and found. Units: seconds."""

    changes: Counter[str] = field(default_factory=Counter)
    closed: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    events: int = 0
    hidden: int = 0
    late: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, what: str, *, is_late: bool = False) -> None:
        self.late += is_late
        self.faults.append(what)


@dataclass
class House:
    """The server and its register."""

    server: serving.Server
    database: Database
    client: httpx.AsyncClient
    today: date
    numbers: Any = field(default_factory=lambda: count(1))
    member_from: date = date(2010, 1, 1)

    async def ask(self, secret: str, query: str, **variables: Any) -> httpx.Response:
        """Put a question on a connection of its own, so that either process may get it."""
        headers = {"Authorization": f"Bearer {secret}", "Connection": "close"}
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def send(self, name: str, success: str, selection: str, /, **given: Any) -> dict[str, Any]:
        """Send a mutation as an officer."""
        kind = name[0].upper() + name[1:]
        query = (
            f"mutation ($input: {kind}Input!) {{ {name}(input: $input) "
            f"{{ __typename ... on {success} {{ {selection} }} ... on Problem {{ code message(language: EN) }} }} }}"
        )
        given["idempotencyKey"] = f"A8-{next(self.numbers)}"
        answer = (await self.ask(self.server.tokens["officer"], query, input=given)).json()
        found: dict[str, Any] = (answer.get("data") or {}).get(name) or {}
        if found.get("__typename") != success:
            raise RuntimeError(f"{name}: {answer}")
        return found

    async def publish(self, lab: str, title: str) -> str:
        """Register a patent that is published, and return its code."""
        number = next(self.numbers)
        code = f"A8-{number}"
        await self.send(
            "registerPatent", "PatentRegistered", "replayed", code=code, family="F-CN-109768229", jurisdiction="JP",
            title={"en": title}, applicationNumber=f"特願2019-{number:06}", publishedOn="2020-01-01", openLabs=[{"openLab": lab}],
        )  # fmt: skip
        return code

    async def follower(self, secret: str, exits: AsyncExitStack) -> Follower:
        """Follow what is published, from now on."""
        address = f"ws://127.0.0.1:{self.server.port}/graphql"
        socket = await exits.enter_async_context(connect(address, subprotocols=["graphql-transport-ws"]))  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {secret}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
        made = Follower(socket)
        listening = asyncio.create_task(made.listen())
        exits.callback(listening.cancel)
        return made

    # Whose rights change

    async def subjects(self) -> list[Subject]:
        """Make those of one round, in the order in which their rights change."""
        return [
            await self._of_token(), await self._of_ended_user(), await self._of_other_role(), await self._of_member(),
            await self._of_lab(),
        ]  # fmt: skip

    async def _user(self) -> tuple[str, int, str]:
        user = (
            await self.send(
                "addUser", "UserAdded", "user { code version }",
                **{"name": "甲", "role": "MEMBER", "party": "COMPANY-B", "from": "2020-04-01"},
            )
        )["user"]  # fmt: skip
        made = await self.send(
            "createToken", "TokenCreated", "secret token { id version }", label="A8", user=user["code"], scopes=["READ"], days=30
        )
        return user["code"], user["version"], made["secret"]

    async def _of_token(self) -> Subject:
        code, _, _ = await self._user()
        made = await self.send(
            "createToken", "TokenCreated", "secret token { id version }", label="A8", user=code, scopes=["READ"], days=30
        )

        async def revoke() -> None:
            token = made["token"]
            await self.send("revokeToken", "TokenRevoked", "replayed", token=token["id"], expectedVersion=token["version"])

        return Subject(KINDS[0], made["secret"], VIEWER, {}, _is_let_in, revoke, is_cut_off=True)

    async def _of_ended_user(self) -> Subject:
        code, version, secret = await self._user()

        async def end() -> None:
            await self.send("endUser", "UserEnded", "replayed", user=code, until=str(self.today), expectedVersion=version)

        return Subject(KINDS[1], secret, VIEWER, {}, _is_let_in, end, is_cut_off=True)

    async def _of_other_role(self) -> Subject:
        code, version, secret = await self._user()

        async def appoint() -> None:
            given = {"user": code, "role": "MEMBER_MANAGER", "party": "COMPANY-B", "from": str(self.today)}
            await self.send("appointUser", "UserAppointed", "replayed", **given, expectedVersion=version)

        def held(answer: httpx.Response) -> bool:
            return bool(answer.json()["data"]["viewer"]["role"] == "MEMBER")

        return Subject(KINDS[2], secret, VIEWER, {}, held, appoint, is_cut_off=True)

    async def _of_member(self) -> Subject:
        since, self.member_from = self.member_from, self.member_from + timedelta(days=2)
        await self.send(
            "admitMember", "MemberAdmitted", "replayed",
            **{"openLab": "CL-DRV", "party": "COMPANY-C", "tier": "partner", "from": str(since)},
        )  # fmt: skip
        number = await self.publish("CL-DRV", "of the closed lab")
        secret = await self._token("COMPANY-C")

        async def end() -> None:
            last = str(since + timedelta(days=1))
            given = {"openLab": "CL-DRV", "party": "COMPANY-C", "lastDay": last, "reason": "WITHDRAWAL"}
            await self.send("endMembership", "MembershipEnded", "replayed", **given, expectedVersion=1)

        return Subject(KINDS[3], secret, PATENT, {"number": number}, _is_found, end, is_cut_off=False)

    async def _of_lab(self) -> Subject:
        number = await self.publish("OL-ROB", "of the open lab")
        secret = await self._token("COMPANY-S")
        return Subject(KINDS[4], secret, PATENT, {"number": number}, _is_found, lambda: self.turn(Scheme.CLOSED), is_cut_off=False)

    async def _token(self, party: str) -> str:
        _, secret = await tokens.create(self.database, OFFICER, role=Role.MEMBER, party=party, label="A8")
        return secret

    async def turn(self, scheme: Scheme) -> None:
        """Have the lab under another scheme."""
        async with self.database.write(OFFICER, request_id=str(new_id())) as tx:
            (lab,) = await load(tx.connection, OpenLab, "r.code = 'OL-ROB'")
            after = replace(lab, scheme=scheme, version=lab.version + 1)
            await change(tx.connection, after, expected=lab.version)
            tx.record("open_lab:changed", after, before=lab)


def _is_let_in(answer: httpx.Response) -> bool:
    return answer.status_code != 401


def _is_found(answer: httpx.Response) -> bool:
    return answer.json()["data"]["patent"] is not None


async def one_round(house: House, run: Run) -> None:
    """Make one round: everybody follows and is told of a patent; then their rights change, one after another."""
    async with AsyncExitStack() as exits:
        subjects = await house.subjects()
        for one in subjects:
            one.followers = [await house.follower(one.secret, exits) for _ in range(FOLLOWERS)]
        await asyncio.sleep(0.2)  # until each has looked where the register stands
        await house.publish("OL-BAT", SEEN)
        for one in subjects:
            for follower in one.followers:
                if await follower.told(SEEN):
                    run.events += 1
                else:
                    run.fault(f"NOT TOLD before: {one.kind}")
        for one in subjects:
            await _changed(house, run, one)
        others = [follower for one in subjects if not one.is_cut_off for follower in one.followers]
        for lab in ("CL-DRV", "OL-ROB"):
            await house.publish(lab, HIDDEN)
            run.hidden += 1
        last = f"{SEEN} again {next(house.numbers)}"
        await house.publish("OL-BAT", last)
        for follower in others:
            if await follower.told(last):
                run.events += 1
            else:
                run.fault("NOT TOLD after, though all may know")
        for one in subjects:
            if any(HIDDEN in frame for follower in one.followers for frame in follower.frames):
                run.fault(f"TOLD of what is hidden: {one.kind}", is_late=True)
        await house.turn(Scheme.OPEN)


async def _changed(house: House, run: Run, one: Subject) -> None:
    """Change somebody's rights, and see from when on that counts."""
    if not one.held(await house.ask(one.secret, one.question, **one.variables)):
        run.fault(f"NO RIGHTS before: {one.kind}")
    begun = time.monotonic()
    await one.change()
    changed = time.monotonic()
    run.changes[one.kind] += 1
    answers = await asyncio.gather(*(house.ask(one.secret, one.question, **one.variables) for _ in range(QUESTIONS)))
    run.refused.append(time.monotonic() - changed)
    if stale := sum(one.held(answer) for answer in answers):
        run.fault(f"STALE {stale} answers by the old rights: {one.kind}", is_late=True)
    elif run.refused[-1] > REFUSED_WITHIN:
        run.fault(f"SLOW {run.refused[-1]:.2f} s: {one.kind}", is_late=True)
    for follower in one.followers if one.is_cut_off else ():
        try:
            await asyncio.wait_for(follower.over.wait(), PATIENCE)
        except TimeoutError:
            run.fault(f"NOT CLOSED: {one.kind}", is_late=True)
            continue
        run.closed.append(follower.over_at - begun)
        if follower.socket.close_code != 4403:
            run.fault(f"CLOSED with {follower.socket.close_code}: {one.kind}")
        elif run.closed[-1] > CLOSED_WITHIN:
            run.fault(f"CLOSED after {run.closed[-1]:.2f} s: {one.kind}", is_late=True)


async def run_rounds(server: serving.Server, url: str, rounds: int) -> Run:
    """Make all rounds."""
    run = Run()
    database = Database.at(url, pool_size=1)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=PATIENCE) as client:
        house = House(server, database, client, moment_in(OFFICE_ZONE).today)
        for _ in range(rounds):
            await one_round(house, run)
    await database.close()
    return run


def judged(run: Run, rounds: int) -> str:
    """Say how it went; a run that did less than it had to is no good run."""
    cut_off, others = 3 * FOLLOWERS * rounds, 2 * FOLLOWERS * rounds
    floor = (
        run.changes == Counter(dict.fromkeys(KINDS, rounds))
        and len(run.closed) == cut_off
        and run.events == cut_off + 2 * others
        and run.hidden == 2 * rounds
    )
    closed, refused = sorted(run.closed), sorted(run.refused)
    verdict = "FAIL" if run.faults else "PASS" if floor else "BELOW THE FLOOR"
    return (
        f"A8 changes={run.changes.total()} ({', '.join(f'{kind} {run.changes[kind]}' for kind in KINDS)}) processes={WORKERS} "
        f"questions={run.changes.total() * QUESTIONS} refused p50={_at(refused, 0.5)}ms max={_at(refused, 1)}ms "
        f"closed={len(closed)} p50={_at(closed, 0.5)}ms max={_at(closed, 1)}ms events={run.events} hidden={run.hidden} "
        f"late={run.late} faults={len(run.faults)} {verdict}"
    )


def _at(times: list[float], share: float) -> str:
    return f"{1000 * times[min(len(times) - 1, int(share * len(times)))]:.0f}" if times else "-"


def main(words: Sequence[str]) -> None:
    """Change rights by name."""
    rounds = int(words[0]) if words else ROUNDS
    with serving.demo() as url, serving.serving(url, workers=WORKERS, IPPOOL_COST_PER_MINUTE="100000000") as server:
        run = asyncio.run(run_rounds(server, url, rounds))
    print(*run.faults[:10], sep="\n")
    line = judged(run, rounds)
    print(line)
    sys.exit(not line.endswith("PASS"))
