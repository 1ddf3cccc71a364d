"""Processes that have an embedded server, and how they and the server are looked at from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

# Another process that has the server of a directory until it is told, or made, to go.
HOLDER = """
import asyncio, os, sys, time
from pathlib import Path
from ippool.store.embedded import running

async def answer(server):
    import asyncpg
    connection = await asyncpg.connect(user="ippool", database="ippool", host=server.url.partition("=")[2])
    try:
        return await connection.fetchval("select pg_postmaster_start_time() is not null")
    finally:
        await connection.close()

with running(Path(sys.argv[1]), throwaway=True) as server:
    print(server.started_here, flush=True)
    for line in sys.stdin:
        if line == "ask\\n":
            print(asyncio.run(answer(server)), flush=True)
        elif line == "fork\\n":
            child = os.fork()
            if child == 0:
                for number in range(3):
                    os.close(number)
                time.sleep(60)
                os._exit(0)
            print(child, flush=True)
"""


# A process that comes and goes for a while, asks each time, and says how often it came and how often it started the server.
PASSERBY = """
import asyncio, random, sys, time
from pathlib import Path
import asyncpg
from ippool.store.embedded import running

async def ask(server):
    connection = await asyncpg.connect(user="ippool", database="ippool", host=server.url.partition("=")[2])
    for _ in range(chance.randrange(1, 4)):
        assert await connection.fetchval("select 7") == 7
        await asyncio.sleep(chance.random() * 0.05)
    await connection.close()

chance = random.Random(int(sys.argv[2]))
came = started = 0
until = time.monotonic() + float(sys.argv[3])
while time.monotonic() < until:
    with running(Path(sys.argv[1]), throwaway=True) as server:
        came += 1
        started += server.started_here
        asyncio.run(ask(server))
    time.sleep(chance.random() * 4)
print(came, started)
"""


class Holder:
    """A Python process inside `running`."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def started_here(self) -> bool:
        return {"True": True, "False": False}[self._said()]

    def is_answered(self) -> bool:
        self._tell("ask")
        return self._said() == "True"

    def fork(self) -> int:
        self._tell("fork")
        return int(self._said())

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def _said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> int:
        self.process.communicate(timeout=30)
        return self.process.returncode

    def end_by(self, number: int) -> int:
        # To the whole group, as a terminal does it.
        os.killpg(self.process.pid, number)
        return self.leave()

    def be_killed(self) -> None:
        # Alone, without what was forked from it.
        os.kill(self.process.pid, signal.SIGKILL)
        assert self.leave() == -signal.SIGKILL


async def asked(url: str, statement: str) -> Any:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return (await connection.execute(text(statement))).scalar()
    finally:
        await engine.dispose()


async def done(url: str, statement: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "data" / "postmaster.pid").read_text().splitlines()[0])


def state_and_parent(pid: int) -> tuple[str, int]:
    """A letter and a pid; the letter is empty where there is no such process. `ps` is missing on small Linux images."""
    proc = Path("/proc")
    if (proc / "self" / "stat").exists():
        try:
            told = (proc / str(pid) / "stat").read_text().rpartition(")")[2]
        except (FileNotFoundError, ProcessLookupError):
            told = ""
    else:
        told = subprocess.run(["ps", "-o", "stat=,ppid=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    words = told.split()
    return (words[0][0], int(words[1])) if words else ("", 0)


def is_gone(pid: int, *, within: float) -> bool:
    return becomes(pid, ("", "Z"), within=within)


def becomes(pid: int, states: tuple[str, ...], *, within: float) -> bool:
    deadline = time.monotonic() + within
    while state_and_parent(pid)[0] not in states:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)
    return True


def commands() -> dict[int, str]:
    """The command lines of all living processes."""
    proc = Path("/proc")
    if not (proc / "self" / "cmdline").exists():
        told = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True).stdout
        return {int(pid): command for pid, _, command in (line.strip().partition(" ") for line in told.splitlines())}
    found = {}
    for directory in proc.iterdir():
        if directory.name.isdecimal():
            with suppress(FileNotFoundError, ProcessLookupError):
                found[int(directory.name)] = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def around(data_dir: Path) -> dict[int, str]:
    """The processes of the server and its guard."""
    return {pid: command for pid, command in commands().items() if f"-D {data_dir}/data" in command}


def is_left_alone(data_dir: Path, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while around(data_dir):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.02)
    return not (data_dir / "data" / "postmaster.pid").exists()


def recorded_directory(data_dir: Path) -> Path:
    return Path((data_dir / "socket-directory").read_text().strip())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777
