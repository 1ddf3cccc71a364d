"""The files of a house folder as text: opened by rule, read as a stream within bounds, each fault told with its line."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from ippool.domain.words import Words
from ippool.intake.delimited import RecordLines
from ippool.intake.entries import FileRefused, Limits
from ippool.intake.house.folder import HouseFinding
from ippool.intake.sources import Source, first_bad

MAX_FILE = 200_000_000
"""Bytes of a CSV file."""
MAX_TOML = 500_000
"""Bytes of a TOML file, which is read whole."""
MAX_ROW = 8_000_000
"""Characters of a row: more than all its fields may have together."""


class Unreadable(Exception):
    """A file, or a whole place, that cannot be read on; with the finding that says why."""

    def __init__(self, finding: HouseFinding) -> None:
        super().__init__(finding.because.en)
        self.finding = finding


class TextLines(RecordLines):
    """The lines of a CSV file, ends included, in UTF-8 with or without byte order mark. Iterating raises Unreadable."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(_lines(path, name), MAX_ROW)
        self._name = name

    def too_long(self) -> Unreadable:
        """Say that a row is too long."""
        because = Words("一行が 8 MB を超える。この行から先は読まない。", "A row is larger than 8 MB; nothing after it is read.")
        return Unreadable(HouseFinding(self._name, self.first, "", "", because))


def whole_text(path: Path, name: str) -> str:
    """Read a TOML file. Raises: Unreadable."""
    with _opened(path, name, MAX_TOML) as stream:
        text = "".join(_decoded(stream, path, name))
    if "\0" in text:
        raise _nul(name, text.count("\n", 0, text.index("\0")) + 1)
    return text


def _lines(path: Path, name: str) -> Generator[str, None, None]:
    line = 0
    with _opened(path, name, MAX_FILE) as stream:
        for text in _decoded(stream, path, name):
            line += 1
            if "\0" in text:
                raise _nul(name, line)
            yield text


def _opened(path: Path, name: str, most: int) -> BinaryIO:
    try:
        if path.is_file() and path.stat().st_size == 0:
            return io.BytesIO()
        return Source(path, name).open(Limits(file_bytes=most))
    except FileRefused as refused:
        raise Unreadable(HouseFinding(name, 0, "", "", refused.because)) from refused
    except OSError as fault:
        because = Words(f"読めない（{fault.strerror}）。", f"It cannot be read: {fault.strerror}.")
        raise Unreadable(HouseFinding(name, 0, "", "", because)) from fault


def _decoded(stream: BinaryIO, path: Path, name: str) -> Iterator[str]:
    """Yield the lines of a file, one that is longer than a row may be in pieces."""
    try:
        with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="") as text:
            while line := text.readline(MAX_ROW + 1):
                yield line
    except FileRefused as refused:
        raise Unreadable(HouseFinding(name, 0, "", "", refused.because)) from refused
    except UnicodeError as fault:
        bad = first_bad(Source(path, name), "utf-8-sig", Limits(file_bytes=MAX_FILE))
        because = Words("UTF-8 ではない。UTF-8 で保存し直す。", "This is not UTF-8; save the file as UTF-8.")
        raise Unreadable(HouseFinding(name, bad.line, "", bad.bytes.hex(" "), because)) from fault


def _nul(name: str, line: int) -> Unreadable:
    return Unreadable(HouseFinding(name, line, "", "00", Words("NUL 文字がある。", "There is a NUL character.")))
