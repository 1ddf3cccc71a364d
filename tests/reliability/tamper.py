"""`tamper [COUNT] [SEED]`: as many random tamperings by a superuser, every one of which the verifier has to find.

A tampering is taken back by a rollback and looked at within its transaction; beside these each kind is also committed to the
database and looked at by the real command `ippool-verify-audit`, from outside.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

from ippool.store import embedded
from ippool.store.checkpoints import Checkpoints
from ippool.store.database import Database
from tests.reliability.serving import fill
from tests.reliability.tampering import KINDS, Superuser, Tried, checkpoints_in, lengthen, read, tamper

COUNT, LINES, SIGNED_EVERY = 1_000, 800, 50
FLOOR = {"lines": 1_000, "checkpoints": 15, "of each kind": 100}
VERIFIER = [sys.executable, "-m", "ippool.verify_audit"]


def main(words: Sequence[str]) -> None:
    count, seed = (int(word) for word in (*words, *(str(COUNT), str(time.time_ns() % 10**6))[len(words) :]))
    print(f"seed {seed}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place, embedded.running(Path(place) / "pg", throwaway=True) as server:
        tried, lines, checkpoints, from_outside = asyncio.run(_run(server, Path(place), count, seed))
    for missed in tried.missed[:20]:
        print(f"not found: {missed}")
    done = sum(tried.done.values())
    floor = lines >= FLOOR["lines"] and checkpoints >= FLOOR["checkpoints"] and done >= count
    floor = floor and (count < COUNT or min(tried.done.values()) >= FLOOR["of each kind"])
    is_good = floor and not tried.missed and not tried.false_alarms and from_outside == len(KINDS)
    print(
        f"tamper: {done:,} tamperings of {len(tried.done)} kinds, {done - len(tried.missed):,} found, {len(tried.missed)} missed; "
        f"{from_outside} of {len(KINDS)} kinds found from outside; {tried.false_alarms} false alarms in {tried.whole} looks; "
        f"{lines:,} lines, {checkpoints} checkpoints, seed {seed}, {time.monotonic() - started:.0f} s: "
        f"{'good' if is_good else 'BAD' if floor else 'BELOW THE FLOOR'}"
    )
    sys.exit(0 if is_good else 1)


async def _run(server: embedded.Running, place: Path, count: int, seed: int) -> tuple[Tried, int, int, int]:
    await fill(server.url)
    checkpoints = checkpoints_in(place)
    database = Database.at(server.url, pool_size=2)
    await lengthen(database, checkpoints, lines=LINES, every=SIGNED_EVERY)
    await database.close()
    url = make_url(server.administrator_url).set(database=embedded.DATABASE).render_as_string(hide_password=False)
    async with Superuser.at(url, seed) as by:
        signed = read(checkpoints)
        tried = await tamper(by, signed, count)
        async with by.tampering():
            lines = len(by.lines)
        found = await _from_outside(by, server.url, checkpoints)
    return tried, lines, len(signed), found


async def _from_outside(by: Superuser, url: str, checkpoints: Checkpoints) -> int:
    """Commit one tampering of each kind, have the command look, put everything back. Returns how many it found."""
    async with by.tampering():
        whole = [dict(line) for line in by.lines]
    found = 0
    assert await asyncio.to_thread(verdict, url, checkpoints) == 0
    for kind in KINDS.values():
        async with by.connection.transaction():
            await by.connection.execute("alter table audit disable trigger all")
            by.lines = [dict(line) for line in whole]
            await kind(by)
        found += await asyncio.to_thread(verdict, url, checkpoints) == 1
        async with by.connection.transaction():
            await by.put(whole)
    assert await asyncio.to_thread(verdict, url, checkpoints) == 0
    return found


def verdict(url: str, checkpoints: Checkpoints) -> int:
    """Run the verifier as anybody would, and return what it ends with."""
    public = checkpoints.key.with_name(f"{checkpoints.key.name}.pub")
    arguments = ["--database", url, "--checkpoints", str(checkpoints.file), "--public-key", str(public)]
    return subprocess.run([*VERIFIER, *arguments], capture_output=True, check=False).returncode
