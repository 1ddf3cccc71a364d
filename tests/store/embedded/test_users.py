"""Who has the embedded server and who leaves it: it lives as long as somebody uses it, however anybody ends."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ippool.store.embedded import running
from ippool.store.embedded_locks import Share, lock_if_free
from tests.store.embedded.processes import (
    PASSERBY,
    Holder,
    around,
    asked,
    becomes,
    is_gone,
    is_left_alone,
    postmaster,
    state_and_parent,
)


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


def test_a_dozen_users_at_once_never_see_a_dead_server(made: Path) -> None:
    passersby = [
        subprocess.Popen(
            [sys.executable, "-c", PASSERBY, str(made), str(seed), "4"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for seed in range(12)
    ]
    ended = [(*passerby.communicate(timeout=90), passerby.returncode) for passerby in passersby]
    assert [(complaint, code) for _, complaint, code in ended if (complaint, code) != ("", 0)] == []
    counts = [[int(word) for word in told.split()] for told, _, _ in ended]
    # Each came twice or more, and more than once everybody had left.
    assert sum(came for came, _ in counts) >= 24
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
