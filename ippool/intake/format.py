"""What a file format is: its code on the command line, how its files are recognized, and its reader."""

from __future__ import annotations

import codecs
import contextlib
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ippool.domain.words import Words
from ippool.intake.entries import Entry, Reading
from ippool.intake.objects import BROKEN, Parser
from ippool.intake.sources import HEAD, Source


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, as far as a format looks at it to recognize itself."""

    name: str
    start: bytes

    @property
    def text(self) -> str:
        """The beginning as text; what the encoding cannot read is replaced."""
        return _text(self.start)

    def columns(self, preamble: int = 0) -> tuple[str, ...]:
        """The header of a CSV that begins after `preamble` lines; empty where there is none."""
        lines = iter(self.text.splitlines(keepends=True)[preamble:])
        try:
            return tuple(name.strip() for name in next(csv.reader(lines), []))
        except csv.Error:
            return ()

    @property
    def root(self) -> str:
        """The local name of the root element of an XML document; empty where it is none."""
        return _root(self.start)

    @property
    def keys(self) -> frozenset[str]:
        """The paths of keys in the beginning of a JSON document (`patents.item.patent_id`), as far as any format looks into it.

        Empty where it is none.
        """
        return _keys(self.start)


def head_of(source: Source, reading: Reading) -> Head:
    """Return the beginning of a file that is going to be read. Raises: FileRefused, as `Source.open`."""
    with source.open(reading.limits) as stream:
        return Head(source.name, stream.read(HEAD))


# Every format asks for the same of one head after another.


@lru_cache(maxsize=4)
def _text(start: bytes) -> str:
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return start.decode("utf-16", "replace")
    utf8 = start.decode("utf-8-sig", "replace")
    # The last character may be cut in two; more than that is another encoding.
    return utf8 if utf8.count("\ufffd") <= 1 else start.decode("cp932", "replace")


@lru_cache(maxsize=4)
def _root(start: bytes) -> str:
    text, at = _text(start), 0
    while at >= 0:
        ink = _INK.search(text, at)
        at = ink.start() if ink else len(text)
        if text.startswith("<?", at):
            at = _after("?>", text, at)
        elif text.startswith("<!--", at):
            at = _after("-->", text, at)
        elif text.startswith("<!DOCTYPE", at):
            subset = text.find("[", at, text.find(">", at))
            at = _after(">", text, at if subset < 0 else text.find("]", subset))
        else:
            found = _TAG.match(text, at)
            return found[1] if found else ""
    return ""


def _after(end: str, text: str, at: int) -> int:
    found = text.find(end, at) if at >= 0 else -1
    return found if found < 0 else found + len(end)


@lru_cache(maxsize=4)
def _keys(start: bytes) -> frozenset[str]:
    if not _text(start).lstrip().startswith(("{", "[")):
        return frozenset()
    parser, events = Parser(), []
    # What was read before a fault is enough to recognize it.
    with contextlib.suppress(*BROKEN):
        for at in range(0, len(start), _PIECE):
            events += parser.take(start[at : at + _PIECE])
    events += parser.taken()
    found: set[str] = set()
    steps: list[str] = []
    for event, value in events:
        if event == "map_key":
            steps[-1] = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
            if len(steps) <= _DEEPEST:
                found.add(".".join(steps))
        elif event == "start_map":
            steps.append("")
        elif event == "start_array":
            steps.append("item")
        elif event in ("end_map", "end_array"):
            steps.pop()
    return frozenset(found)


_INK = re.compile(r"\S")
_TAG = re.compile(r"<(?:[\w.-]{1,200}:)?([\w.-]{1,200})")
_PIECE = 2**6
_LONGEST = 100
_DEEPEST = 8
"""Containers, one in another, whose keys are told."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Shape: `code` is its name on the command line and in the API; `source` is how a citation names where its records come from;
    `recognize` tells why a file is of this format, or None; `read` yields its entries in the order of the file.
    """

    code: str
    name: Words
    source: str
    recognize: Callable[[Head], Words | None]
    read: Callable[[Source, Reading], Iterator[Entry]]
