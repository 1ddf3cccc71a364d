"""What a superuser of the database can do to the audit, at random: each within a transaction of its own that is rolled back.

The verifier reads the lines through the superuser's own connection, so that it sees what was done to them; the checkpoints it has
are those that the product wrote to its file before.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ippool import verify_audit
from ippool.domain.parties import Party
from ippool.store.checkpoints import Checkpoints, make_key
from ippool.store.database import Database
from ippool.store.records import load
from ippool.usecases import sealing
from tests.conftest import OFFICER

Line = dict[str, Any]


def checkpoints_in(folder: Path) -> Checkpoints:
    """Make a key and name a file of checkpoints."""
    make_key(folder / "audit.key")
    return Checkpoints(folder / "audit.checkpoints", folder / "audit.key")


def public_key(checkpoints: Checkpoints) -> Ed25519PublicKey:
    key = load_pem_public_key(checkpoints.key.with_name(f"{checkpoints.key.name}.pub").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    return key


def read(checkpoints: Checkpoints) -> list[verify_audit.Checkpoint]:
    """Read the file of checkpoints as the verifier does; there is nothing wrong with it."""
    found, findings = verify_audit.read_checkpoints(checkpoints.file.read_bytes(), [public_key(checkpoints)])
    assert findings == []
    return found


async def lengthen(database: Database, checkpoints: Checkpoints, *, lines: int, every: int) -> None:
    """Add lines to the audit, one change each; sign its end after every few, and at the end."""
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    async with database.read() as session:
        party = (await load(session, Party))[0]
    for number in range(1, lines + 1):
        async with database.write(OFFICER, request_id=f"request {number}") as tx:
            tx.record("party:looked-at", party, before=party, reason=f"理由 {number}", numbers=[number, None, True])
        if number % every == 0 or number == lines:
            moment += timedelta(minutes=2)
            await sealing.seal(database, checkpoints, moment)


@dataclass
class Superuser:
    """One who may do everything to the database, and can neither write the checkpoints nor has the key."""

    connection: asyncpg.Connection
    random: random.Random
    lines: list[Line] = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    """What the table holds, by number."""

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, seed: int) -> AsyncIterator[Superuser]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""), server_settings={"timezone": "UTC"})
        try:
            yield cls(connection, random.Random(seed))
        finally:
            await connection.close()

    @asynccontextmanager
    async def tampering(self) -> AsyncIterator[None]:
        """Do what is done in the block to an audit that nothing guards any more, and take it back."""
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await self.connection.execute("alter table audit disable trigger all")
            self.lines = [json.loads(line) async for line in verify_audit.lines_of(self.connection)]
            self.held = {line["seq"]: json.dumps(line) for line in self.lines}
            yield
        finally:
            await transaction.rollback()

    async def tidy_up(self) -> None:
        """Clear away what was taken back: each look would read through all that was ever tried."""
        await self.connection.execute("vacuum audit")
        await self.connection.execute("vacuum pg_catalog.pg_trigger")
        await self.connection.execute("vacuum pg_catalog.pg_class")

    async def found(self, checkpoints: Sequence[verify_audit.Checkpoint]) -> list[verify_audit.Finding]:
        """Have the verifier look at the audit as it is now."""
        made = [line async for line in verify_audit.lines_of(self.connection)]
        return verify_audit.check(made, checkpoints).findings

    def any(self) -> Line:
        return self.random.choice(self.lines)

    async def put(self, lines: Sequence[Line]) -> None:
        """Have these lines in the audit and no others."""
        wanted = {line["seq"]: json.dumps(line) for line in lines}
        assert len(wanted) == len(lines)
        other = [seq for seq, line in self.held.items() if wanted.get(seq) != line]
        added = [line for seq, line in wanted.items() if self.held.get(seq) != line]
        await self.connection.execute("delete from audit where seq = any($1)", other)
        await self.connection.execute(
            "insert into audit select (jsonb_populate_record(null::audit, one)).* from jsonb_array_elements($1::jsonb) one",
            f"[{','.join(added)}]",
        )
        self.held = wanted

    async def chained(self, lines: Sequence[Line], start: int = 0, *, numbered: bool = True) -> None:
        """Have these lines in the audit, with every hash from one of them on made anew so that the chain holds."""
        previous = lines[start - 1]["hash"] if start else verify_audit.BEGINNING
        for place in range(start, len(lines)):
            lines[place] |= {"seq": place + 1, "previous_hash": previous}
            previous = lines[place]["hash"] = verify_audit.hash_of(lines[place], numbered=numbered)
        await self.put(lines)


# Tamperings


async def change_a_byte(by: Superuser) -> str:
    line, draw = by.any(), by.random
    column = draw.choice([name for name in line if name != "seq"])
    old = line[column]
    if old is None:
        new: Any = "00000000-0000-7000-8000-000000000000" if column.endswith("_id") and column != "request_id" else "x"
    elif column == "details":
        new = {**old, draw.choice(["reason", "added"]): draw.choice(["", "x", 1, None, [1]])}
    elif column == "at":
        moment = datetime.fromisoformat(old) + timedelta(microseconds=draw.choice([1, -1, 1_000_000, -86_400_000_000]))
        new = moment.isoformat()
    elif (column.endswith("_id") and column != "request_id") or "hash" in column:
        place = draw.choice([index for index, character in enumerate(old) if character in "0123456789abcdef"])
        new = old[:place] + draw.choice([one for one in "0123456789abcdef" if one != old[place]]) + old[place + 1 :]
    else:
        place = draw.randrange(len(old))
        new = old[:place] + chr((ord(old[place]) - 31) % 95 + 32) + old[place + 1 :]
    line[column] = new
    await by.put(by.lines)
    return f"{column} of {line['seq']}"


async def change_a_number(by: Superuser) -> str:
    line, last = by.any(), by.lines[-1]["seq"]
    new = by.random.choice([0, -line["seq"], last + 1, last + by.random.randrange(2, 10**9)])
    if by.random.random() < 0.4:
        shift = by.random.randrange(1, 1000)
        for one in by.lines:
            one["seq"] += shift if one["seq"] >= line["seq"] else 0
        new = line["seq"]
    line["seq"] = new
    await by.put(by.lines)
    return f"number {new}"


async def take_out(by: Superuser) -> str:
    place = by.random.randrange(len(by.lines) - 1)
    count = min(by.random.randrange(1, 6), len(by.lines) - 1 - place)
    del by.lines[place : place + count]
    how = by.random.choice(["bare", "renumbered", "linked"])
    if how != "bare":
        for number, line in enumerate(by.lines, 1):
            line["seq"] = number
    if how == "linked":
        by.lines[place]["previous_hash"] = by.lines[place - 1]["hash"] if place else verify_audit.BEGINNING
        if by.random.random() < 0.5:
            by.lines[place]["hash"] = verify_audit.hash_of(by.lines[place])
    await by.put(by.lines)
    return f"{count} from {place + 1}, {how}"


async def put_in(by: Superuser) -> str:
    place = by.random.randrange(len(by.lines))
    forged = {**by.any(), "action": "party:forged", "seq": place + 1}
    forged["previous_hash"] = by.lines[place - 1]["hash"] if place else verify_audit.BEGINNING
    forged["hash"] = verify_audit.hash_of(forged)
    for line in by.lines[place:]:
        line["seq"] += 1
    if by.random.random() < 0.5:
        by.lines[place]["previous_hash"] = forged["hash"]
    by.lines.insert(place, forged)
    await by.put(by.lines)
    return f"before {place + 1}"


async def reorder(by: Superuser) -> str:
    one, other = by.random.sample(range(len(by.lines)), 2)
    first, second = by.lines[one], by.lines[other]
    first["seq"], second["seq"] = second["seq"], first["seq"]
    if by.random.random() < 0.5:
        first["previous_hash"], second["previous_hash"] = second["previous_hash"], first["previous_hash"]
    await by.put(by.lines)
    return f"{one + 1} and {other + 1}"


async def cut_the_end(by: Superuser) -> str:
    count = by.random.choice([1, 1, 2, 3, by.random.randrange(1, len(by.lines)), len(by.lines)])
    await by.put(by.lines[: len(by.lines) - count])
    return f"{count} lines"


async def cut_the_end_and_go_on(by: Superuser) -> str:
    """What was cut off is made up for by as many lines of the superuser's own, chained as they should be."""
    count = by.random.randrange(1, min(50, len(by.lines)))
    place = len(by.lines) - count
    for line in by.lines[place:]:
        line["action"] = "party:forged"
    await by.chained(by.lines, place)
    return f"{count} lines"


async def make_anew(by: Superuser) -> str:
    place = by.random.randrange(len(by.lines))
    how = by.random.choice(["changed", "taken out", "put in", "older form"])
    if how == "taken out" and len(by.lines) > 1:
        del by.lines[place]
    elif how == "put in":
        by.lines.insert(place, {**by.any(), "action": "party:forged"})
    else:
        by.lines[place]["action"] = "party:forged"
    start = 0 if how == "older form" else min(place, len(by.lines) - 1)
    await by.chained(by.lines, start, numbered=how != "older form")
    return f"{how} at {place + 1}"


KINDS: dict[str, Callable[[Superuser], Awaitable[str]]] = {
    "change a byte": change_a_byte,
    "change a number": change_a_number,
    "take out": take_out,
    "put in": put_in,
    "reorder": reorder,
    "cut the end": cut_the_end,
    "cut the end and go on": cut_the_end_and_go_on,
    "make anew": make_anew,
}
ONLY_BY_CHECKPOINTS = ("cut the end", "cut the end and go on", "make anew")


@dataclass
class Tried:
    """What came of it: how many were done of each kind, and each that the verifier did not see."""

    done: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false_alarms: int = 0
    whole: int = 0


async def tamper(by: Superuser, checkpoints: Sequence[verify_audit.Checkpoint], count: int) -> Tried:
    """Do as many tamperings, kind after kind, and look at the audit as it is before each round."""
    tried = Tried()
    for number in range(count):
        kinds = list(KINDS)
        kind = kinds[number % len(kinds)]
        if number % len(kinds) == 0:
            await by.tidy_up()
            async with by.tampering():
                tried.whole += 1
                tried.false_alarms += bool(await by.found(checkpoints))
        async with by.tampering():
            told = await KINDS[kind](by)
            tried.done[kind] += 1
            if not await by.found(checkpoints):
                tried.missed.append(f"{kind}: {told}")
    return tried
