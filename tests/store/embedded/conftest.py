"""A cluster at rest, processes that use it, and places for its sockets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ippool.store.embedded import running
from tests.store.embedded.processes import (
    Holder,
)


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


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A directory short enough for the socket to lie in it, whatever the tests' own directories are called."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)
