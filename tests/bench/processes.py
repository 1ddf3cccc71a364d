"""The processes that are measured: starting the two servers, and what processes cost, read from /proc (Linux only)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A server that listens."""

    name: str
    port: int
    pid: int

    def cpu(self) -> float:
        """Return what it and its workers have used so far. Units: seconds."""
        return cpu_of(self.pid)

    def rss(self) -> float:
        """Return the memory of its largest process. Units: megabytes."""
        return max(_rss(pid) for pid in _tree(self.pid))


@contextmanager
def ippool_server(url: str) -> Iterator[Server]:
    """Have the real server running: the product's own command, one worker."""
    port = _free_port()
    command = [sys.executable, "-c", "from ippool.cli import main; main()", "serve", "--port", str(port)]
    # What is measured is what it can, not what it lets one caller have in a minute.
    environment = {"DATABASE_URL": url, "IPPOOL_ENVIRONMENT": "development", "IPPOOL_COST_PER_MINUTE": str(10**12)}
    with _running("ippool", command, port, environment) as server:
        yield server


@contextmanager
def raw_server(url: str) -> Iterator[Server]:
    """Have the bare application running on the same ASGI server, one worker."""
    from tests.bench.raw import SOURCE

    port = _free_port()
    command = [sys.executable, "-m", "tests.bench.raw_serving", str(port)]
    with _running("raw", command, port, {SOURCE: url}) as server:
        yield server


@contextmanager
def _running(name: str, command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server {name} does not start")
            time.sleep(0.05)
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postmaster_of(cluster: Path) -> int:
    """Return the process of the database server of a cluster, as this machine numbers processes."""
    # The server runs in a user namespace, not in one of processes, so that the number it wrote down is the real one.
    return int((cluster / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def cpu_of(pid: int) -> float:
    """Return what a process, its children and those that have ended have used so far. Units: seconds."""
    return sum(_ticks(one) for one in _tree(pid)) / _TICK


def _tree(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += parents.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) if fields else 0


def _rss(pid: int) -> float:
    fields = _stat(pid)
    return int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if fields else 0.0
