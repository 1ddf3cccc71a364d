"""`ippool serve` and `ippool demo` as real processes: they answer, they stop, and nothing of them is left."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import IO

import httpx
import pytest

from ippool.store import migrations
from tests.conftest import Cluster

SCRIPT = [sys.executable, "-c", "from ippool.cli import main; main()"]
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "IPPOOL_"))}
    kept["IPPOOL_ENVIRONMENT"] = "development"
    return {**kept, **more}


@contextmanager
def running(*words: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str, Callable[[], str]]]:
    """Have a server running; yields it, its address once it answers, and what waits for its end and tells all it printed."""
    # Not a pipe: nobody reads while it prints.
    with tempfile.TemporaryFile("w+") as printed:
        yield from _running(printed, words, more)


def _running(
    printed: IO[str], words: tuple[str, ...], more: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[str], str, Callable[[], str]]]:
    port = free_port()
    process = subprocess.Popen(
        [*SCRIPT, *words, "--port", str(port)], env=environment(**more), stdout=printed, stderr=subprocess.STDOUT, text=True
    )

    def said() -> str:
        process.wait(timeout=20)
        printed.seek(0)
        return printed.read()

    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + PATIENCE
        # One client for all attempts: to make one takes as long as many of them.
        with httpx.Client(base_url=address) as client:
            while not answers(client):
                assert process.poll() is None, said()
                assert time.monotonic() < deadline, "it does not answer"
                time.sleep(0.05)
        yield process, address, said
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def left_of(folder: Path) -> list[str]:
    """The command lines of processes that have to do with a folder."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(folder) in words:
                found.append(words)
    return found


def answers_and_ends(folder: Path, by: signal.Signals) -> None:
    """Run a demo, ask it, end it, and look for what is left of it."""
    with running("demo", "--data-dir", str(folder)) as (process, address, said), httpx.Client(base_url=address) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        answer = client.post("/graphql", json={"query": '{ patent(number: "特許第4065943号") { title(language: EN) } }'})
        assert answer.json()["data"] == {"patent": {"title": "Transition metal composite oxide and method for producing the same"}}
        assert "特許" in client.get("/").text
        process.send_signal(by)
        out = said()
        assert process.returncode == 0, out
        assert "組込み PostgreSQL" in out
        assert "Traceback" not in out
    assert left_of(folder) == []


@pytest.fixture(scope="module")
def first_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a demo on a bare machine, which has ended."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    answers_and_ends(folder, signal.SIGINT)
    return folder


looks_at_proc = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc")


@looks_at_proc
def test_a_demo_on_a_bare_machine_answers_and_leaves_no_process_behind(first_demo: Path) -> None:
    """It did so when it was made, ended by the key of a terminal; its data stays."""
    assert (first_demo / "data" / "PG_VERSION").exists()
    assert left_of(first_demo) == []


@looks_at_proc
def test_a_demo_once_more_answers_and_leaves_no_process_behind(first_demo: Path, tmp_path: Path) -> None:
    answers_and_ends(copytree(first_demo, tmp_path / "data"), signal.SIGTERM)


def test_a_killed_demo_takes_its_database_with_it(first_demo: Path, tmp_path: Path) -> None:
    folder = copytree(first_demo, tmp_path / "data")
    with running("demo", "--data-dir", str(folder)) as (process, _, said):
        assert left_of(folder)
        process.kill()
        said()
        deadline = time.monotonic() + 20
        while left_of(folder) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert left_of(folder) == []


def test_a_database_that_was_never_migrated_is_told_at_the_start(cluster: Cluster) -> None:
    url = cluster.url("postgres")
    done = subprocess.run(
        [*SCRIPT, "serve", "--port", str(free_port())],
        env=environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert f"this release of ippool works with {migrations.HEAD}" in done.stderr
    assert "Run `ippool migrate`." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(demo_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*SCRIPT, "serve", "--port", str(port)],
            env=environment(DATABASE_URL=demo_url),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
