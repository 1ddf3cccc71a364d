"""The embedded PostgreSQL, with real servers: started, borrowed, crashed, orphaned, refused."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store.embedded import EmbeddedRefused, running
from ippool.store.embedded_locks import Share, lock_if_free

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


@pytest.fixture
def hold() -> Iterator[Callable[[Path], Holder]]:
    holders: list[Holder] = []

    def start(data_dir: Path) -> Holder:
        holders.append(Holder(data_dir))
        return holders[-1]

    yield start
    for holder in holders:
        if holder.process.poll() is None:
            holder.leave()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose cluster exists and is at rest before each test."""
    data_dir = tmp_path_factory.mktemp("embedded") / "d"
    with running(data_dir, throwaway=True):
        pass
    return data_dir


@pytest.fixture(autouse=True)
def sockets(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directories for sockets, where the data's own will not do, go where pytest clears them away."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("sockets")))


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


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A directory short enough for the socket to lie in it, whatever the tests' own directories are called."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)


async def test_first_start_makes_the_database_and_an_owner_who_is_no_superuser(short_path: Path) -> None:
    closed = short_path / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "deep" / "d"
    with running(data_dir) as server:
        pid = postmaster(data_dir)
        assert server.started_here is True
        assert server.version == "18.4"
        assert server.url == f"postgresql+asyncpg://ippool@/ippool?host={data_dir}/run"
        assert await asked(server.url, "select current_user || '@' || current_database()") == "ippool@ippool"
        assert (
            await asked(server.url, "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = 'ippool'")
            is False
        )
        assert await asked(server.url, "select datdba::regrole::text from pg_database where datname = 'ippool'") == "ippool"
        assert (
            await asked(server.url, "select datlocprovider::text || datlocale from pg_database where datname = 'ippool'")
            == "bC.UTF-8"
        )
        assert await asked(server.administrator_url, "select rolsuper from pg_roles where rolname = current_user") is True
        settings = (
            "select string_agg(setting, '/' order by name) from pg_settings where name in ('fsync', 'full_page_writes', 'TimeZone')"
        )
        assert await asked(server.url, settings) == "UTC/on/on"
        assert await asked(server.url, "select setting from pg_settings where name = 'listen_addresses'") == ""
    assert is_gone(pid, within=0)
    assert {path.name: mode(path) for path in data_dir.iterdir()} == {
        "data": 0o700,
        "run": 0o700,
        "postgresql.log": 0o600,
        "server.lock": 0o600,
        "start.lock": 0o600,
        "users.lock": 0o600,
    }
    assert [mode(path) for path in (closed, data_dir)] == [0o700, 0o700]


async def test_second_start_is_quick_and_keeps_the_rows(made: Path) -> None:
    with running(made, throwaway=True) as server:
        await done(server.url, "create table kept as select 7 as n")
    begin = time.monotonic()
    with running(made, throwaway=True, options={"work_mem": "5MB"}) as server:
        assert time.monotonic() - begin < 1.5
        assert server.started_here is True
        assert await asked(server.url, "select n from kept") == 7
        assert await asked(server.url, "select current_setting('work_mem') || current_setting('fsync')") == "5MBoff"


async def test_the_second_borrows_and_leaves_the_server_to_the_first(made: Path, hold: Callable[[Path], Holder]) -> None:
    with running(made, throwaway=True) as server:
        other = hold(made)
        assert other.started_here() is False
        assert other.leave() == 0
        with running(made) as again:
            assert again.started_here is False
        assert await asked(server.url, "select 1") == 1
        pid = postmaster(made)
    assert is_gone(pid, within=0)


async def test_the_starter_leaves_first_and_the_borrower_goes_on(made: Path, hold: Callable[[Path], Holder]) -> None:
    with running(made, throwaway=True) as server:
        assert server.started_here is True
        pid = postmaster(made)
        borrower = hold(made)
        assert borrower.started_here() is False
    assert state_and_parent(pid)[0] in ("S", "R")
    assert borrower.is_answered()
    with running(made, throwaway=True) as again:
        assert (again.started_here, postmaster(made)) == (False, pid)
    assert borrower.is_answered()
    assert borrower.leave() == 0
    assert is_left_alone(made, within=0)


def test_the_starter_is_killed_and_the_borrower_goes_on(made: Path, hold: Callable[[Path], Holder]) -> None:
    starter = hold(made)
    assert starter.started_here() is True
    pid = postmaster(made)
    borrower = hold(made)
    assert borrower.started_here() is False
    assert starter.end_by(signal.SIGKILL) == -signal.SIGKILL
    # As long as a server that was told to stop would need.
    assert not is_gone(pid, within=1)
    assert borrower.is_answered()
    assert postmaster(made) == pid
    assert borrower.leave() == 0
    assert is_left_alone(made, within=0)


def test_the_borrower_is_killed_and_the_starter_goes_on(made: Path, hold: Callable[[Path], Holder]) -> None:
    starter = hold(made)
    assert starter.started_here() is True
    borrower = hold(made)
    assert borrower.started_here() is False
    assert borrower.end_by(signal.SIGKILL) == -signal.SIGKILL
    assert starter.is_answered()
    assert starter.leave() == 0
    assert is_left_alone(made, within=0)


def test_the_starter_leaves_and_the_borrower_is_killed(made: Path, hold: Callable[[Path], Holder]) -> None:
    starter = hold(made)
    assert starter.started_here() is True
    borrower = hold(made)
    assert borrower.started_here() is False
    assert starter.leave() == 0
    assert borrower.is_answered()
    assert borrower.end_by(signal.SIGKILL) == -signal.SIGKILL
    assert is_left_alone(made, within=5)


async def test_many_short_users_come_and_go_beside_a_long_one(made: Path, hold: Callable[[Path], Holder]) -> None:
    with running(made, throwaway=True):
        pid = postmaster(made)
        long = hold(made)
        assert long.started_here() is False
    for _ in range(10):
        with running(made, throwaway=True) as server:
            assert (server.started_here, postmaster(made)) == (False, pid)
            assert await asked(server.url, "select 1") == 1
        assert long.is_answered()
    assert long.leave() == 0
    assert is_left_alone(made, within=0)


async def test_whoever_comes_when_the_last_user_is_killed_has_a_server_that_lives(
    made: Path, hold: Callable[[Path], Holder]
) -> None:
    for wait in (0, 0.001, 0.002, 0.004, 0.006, 0.01):
        holder = hold(made)
        holder.started_here()
        os.kill(holder.process.pid, signal.SIGKILL)
        await asyncio.sleep(wait)
        with running(made, throwaway=True) as server:
            pid = postmaster(made)
            for _ in range(5):
                assert await asked(server.url, "select 1") == 1
            assert postmaster(made) == pid
        assert is_left_alone(made, within=0)
        assert holder.leave() == -signal.SIGKILL


def test_nobody_shares_a_server_that_is_being_stopped(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    server = postmaster(made)
    guards = sorted(around(made).keys() - {server})
    share = Share(made / "users.lock")
    # It hears that it is to stop, and cannot.
    os.kill(server, signal.SIGSTOP)
    try:
        assert share.take()
        assert holder.end_by(signal.SIGKILL) == -signal.SIGKILL
        share.give_back()
        time.sleep(0.5)
        share = Share(made / "users.lock")
        assert not share.take()
        os.kill(guards[0], signal.SIGKILL)
        assert is_gone(guards[0], within=5)
        assert not share.take()
    finally:
        os.kill(server, signal.SIGCONT)
    assert is_left_alone(made, within=5)
    assert share.take()
    share.give_back()


def test_whoever_comes_while_the_guard_is_about_to_stop_waits(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    guards = around(made).keys() - {postmaster(made)}
    for guard in guards:
        os.kill(guard, signal.SIGSTOP)
    try:
        assert all(becomes(guard, ("T",), within=5) for guard in guards)
        assert holder.end_by(signal.SIGKILL) == -signal.SIGKILL
        # What the guard has before it says a word to the server, which answers still.
        lock = lock_if_free(made / "users.lock")
        assert lock is not None
        comer = hold(made)
        assert comer.process.stdout is not None
        assert select.select([comer.process.stdout], [], [], 1.5)[0] == []
        os.close(lock)
        assert comer.started_here() is False
    finally:
        for guard in guards:
            os.kill(guard, signal.SIGCONT)
    assert comer.is_answered()
    assert comer.leave() == 0
    assert is_left_alone(made, within=0)


def test_two_dozen_users_at_once_never_see_a_dead_server(made: Path) -> None:
    passersby = [
        subprocess.Popen(
            [sys.executable, "-c", PASSERBY, str(made), str(seed), "6"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for seed in range(24)
    ]
    ended = [(*passerby.communicate(timeout=90), passerby.returncode) for passerby in passersby]
    assert [(complaint, code) for _, complaint, code in ended if (complaint, code) != ("", 0)] == []
    counts = [[int(word) for word in told.split()] for told, _, _ in ended]
    # Each came twice or more, and more than once everybody had left.
    assert sum(came for came, _ in counts) >= 48
    assert sum(started for _, started in counts) >= 2
    assert is_left_alone(made, within=5)


def test_a_forked_child_of_a_killed_user_does_not_keep_the_server(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    child = holder.fork()
    holder.be_killed()
    try:
        assert is_left_alone(made, within=5)
        assert state_and_parent(child)[0] in ("S", "R")
    finally:
        os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize("half", [0, 1])
def test_either_half_of_the_guard_stops_the_server(made: Path, hold: Callable[[Path], Holder], half: int) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    guards = sorted(around(made).keys() - {postmaster(made)})
    assert len(guards) == 2
    os.kill(guards[half], signal.SIGKILL)
    assert is_gone(guards[half], within=5)
    borrower = hold(made)
    assert borrower.started_here() is False
    assert holder.leave() == 0
    assert borrower.is_answered()
    assert borrower.end_by(signal.SIGKILL) == -signal.SIGKILL
    assert is_left_alone(made, within=5)


def test_the_last_user_stops_a_server_without_a_guard(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    for guard in around(made).keys() - {postmaster(made)}:
        os.kill(guard, signal.SIGKILL)
        assert is_gone(guard, within=5)
    assert holder.is_answered()
    assert holder.leave() == 0
    assert is_left_alone(made, within=0)


async def test_after_the_postmaster_is_killed_the_next_start_recovers(made: Path) -> None:
    with running(made) as server:
        await done(server.url, "create table before_the_crash as select 11 as n")
        killed = postmaster(made)
        os.kill(killed, signal.SIGKILL)
        with running(made) as again:
            assert again.started_here is True
            assert postmaster(made) != killed
            assert await asked(again.url, "select n from before_the_crash") == 11


def test_a_recorded_pid_that_belongs_to_another_process_does_not_hinder(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    record = made / "data" / "postmaster.pid"
    server = postmaster(made)
    os.kill(server, signal.SIGKILL)
    assert holder.leave() == 0
    assert is_gone(server, within=5)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record.write_text(record.read_text().replace(str(server), str(stranger.pid), 1))
        with running(made, throwaway=True) as again:
            assert again.started_here is True
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_when_our_process_is_killed_the_server_stops(made: Path, hold: Callable[[Path], Holder], number: int) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    server = postmaster(made)
    guard = state_and_parent(server)[1]
    assert holder.end_by(number) == -number
    assert is_gone(server, within=5)
    assert is_gone(guard, within=5)
    assert not (made / "data" / "postmaster.pid").exists()


def test_the_keys_of_the_terminal_stop_everything(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    server = postmaster(made)
    assert holder.end_by(signal.SIGINT) == -signal.SIGINT
    assert is_gone(server, within=0)


async def test_a_server_whose_guard_was_killed_is_replaced(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    orphan = postmaster(made)
    os.kill(state_and_parent(orphan)[1], signal.SIGKILL)
    assert holder.end_by(signal.SIGKILL) == -signal.SIGKILL
    # The reading half of the guard may have lived to stop it: either way the next start has a server of its own.
    with running(made, throwaway=True) as server:
        assert server.started_here is True
        assert postmaster(made) != orphan
        assert is_gone(orphan, within=0)
        assert await asked(server.url, "select 1") == 1
        pid = postmaster(made)
    assert is_gone(pid, within=0)


def test_of_two_first_starts_at_once_one_makes_and_the_other_borrows(tmp_path: Path, hold: Callable[[Path], Holder]) -> None:
    one, other = hold(tmp_path), hold(tmp_path)
    begun = [one.started_here(), other.started_here()]
    assert sorted(begun) == [False, True]
    borrower, starter = (one, other) if begun[1] else (other, one)
    assert borrower.leave() == 0
    assert starter.leave() == 0
    assert not (tmp_path / "data" / "postmaster.pid").exists()


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data.init").mkdir()
    (tmp_path / "data.init" / "PG_VERSION").write_text("18\n")
    with running(tmp_path, throwaway=True) as server:
        assert server.started_here is True
    assert not (tmp_path / "data.init").exists()


def test_a_cluster_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedRefused) as refused, running(tmp_path):
        pass
    assert refused.value.message.en == f"{tmp_path}/data was made by PostgreSQL 17; PostgreSQL 18 cannot open it."
    assert refused.value.message.ja == f"{tmp_path}/data は PostgreSQL 17 のデータで、PostgreSQL 18 では開けません。"
    assert refused.value.next_step is not None
    assert refused.value.next_step.en == (
        "Run `ippool backup FILE` with the release of ippool that made it, then with this one `ippool restore FILE` "
        "on a new --data-dir."
    )
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["PG_VERSION"]


@pytest.mark.parametrize("name", ["n" * 120, "共有 特許, a:b%"])
async def test_where_no_socket_can_be_it_is_in_a_directory_of_its_own(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    with running(data_dir, throwaway=True) as server:
        recorded = recorded_directory(data_dir)
        assert recorded.parent == Path(tempfile.gettempdir())
        assert mode(recorded) == 0o700
        assert server.url == f"postgresql+asyncpg://ippool@/ippool?host={recorded}"
        assert await asked(server.url, "select 1") == 1
        with running(data_dir) as again:
            assert (again.started_here, again.url) == (False, server.url)


def test_the_directory_of_the_socket_is_kept_until_others_may_enter_it(tmp_path: Path) -> None:
    data_dir = tmp_path / ("n" * 120)
    with running(data_dir, throwaway=True):
        recorded = recorded_directory(data_dir)
    with running(data_dir, throwaway=True):
        assert recorded_directory(data_dir) == recorded
    recorded.chmod(0o755)
    with running(data_dir, throwaway=True):
        moved = recorded_directory(data_dir)
        assert moved != recorded


def test_a_setting_that_postgresql_refuses_is_told_at_once(made: Path) -> None:
    begin = time.monotonic()
    with (
        pytest.raises(EmbeddedRefused, match='invalid value for parameter "work_mem": "much"'),
        running(made, options={"work_mem": "much"}),
    ):
        pass
    assert time.monotonic() - begin < 5
    with running(made, throwaway=True) as server:
        assert server.started_here is True


def test_programs_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedRefused) as refused, running(tmp_path, binaries=tmp_path / "bin"):
        pass
    assert f"The PostgreSQL programs in {tmp_path}/bin cannot be run" in refused.value.message.en
    assert refused.value.next_step is not None
    assert refused.value.next_step.en == "Check IPPOOL_PG_BIN, or set DATABASE_URL to a PostgreSQL 15 or later."


def test_a_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").touch()
    with pytest.raises(EmbeddedRefused, match="cannot be used"), running(tmp_path / "d"):
        pass
