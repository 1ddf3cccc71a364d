"""What a file format is: its code on the command line, how its files are recognized, and its reader."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ijson

from ippool.domain.words import Words
from ippool.intake.entries import Entry, Reading
from ippool.intake.sources import Source


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, as far as a format looks at it to recognize itself."""

    name: str
    start: bytes

    @property
    def text(self) -> str:
        """The beginning as text; what the encoding cannot read is replaced."""
        if self.start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return self.start.decode("utf-16", "replace")
        utf8 = self.start.decode("utf-8-sig", "replace")
        # The last character may be cut in two; more than that is another encoding.
        return utf8 if utf8.count("\ufffd") <= 1 else self.start.decode("cp932", "replace")

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
        if not self.text.lstrip().startswith("<"):
            return ""
        plain = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[[^\]]*\])?[^>]*>", "", self.text, flags=re.DOTALL)
        found = re.search(r"<(?:[\w.-]+:)?([\w.-]+)", plain)
        return found[1] if found else ""

    @property
    def keys(self) -> frozenset[str]:
        """The paths of keys in the beginning of a JSON document (`patents.item.patent_id`); empty where it is none."""
        if not self.text.lstrip().startswith(("{", "[")):
            return frozenset()
        found: set[str] = set()
        events = ijson.sendable_list()
        parser = ijson.parse_coro(events)
        # What was read before a fault is enough to recognize it.
        with contextlib.suppress(ijson.JSONError, ValueError, UnicodeError):
            parser.send(self.start)
        for prefix, event, value in events:
            if event == "map_key":
                found.add(f"{prefix}.{value}" if prefix else value)
        return frozenset(found)


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
