"""Running `ippool` as its user does: the words typed, what it prints, what it returns."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ippool.cli import main


@dataclass(frozen=True)
class Said:
    """What a command printed to either side."""

    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def ippool(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command on the database of an address, in this process."""

    def typed(*words: str, url: str, expect: int = 0) -> Said:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setattr(sys, "argv", ["ippool", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = Said(*capsys.readouterr())
        assert (left.value.code or 0) == expect, said
        return said

    return typed
