"""The XML of a part as a stream of events: no document type, no entities, no external references, nothing deep or endless."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ippool.intake.workbook.package import Package

MAX_DEPTH = 32
MAX_TOKEN = 1_000_000
"""Bytes of one tag, comment or instruction, which the parser holds whole."""


class Events(Protocol):
    """What takes the events of a part; names carry no namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take a piece of text."""


class Malformed(ValueError):
    """What stands in a part is not what stands there in a workbook; in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en


def parse(package: Package, part: str, events: Events) -> Iterator[None]:
    """Parse a part piece by piece, pausing after each so that what came of it can be taken. Raises: WorkbookRefused."""
    target = _Target(events)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    fed = 0
    try:
        for chunk in package.chunks(part):
            parser.feed(chunk)
            fed += len(chunk)
            if fed - parser.parser.CurrentByteIndex > MAX_TOKEN:
                raise Malformed("一つのタグか注釈が 1 MB を超える。", "One tag or comment is larger than 1 MB.")
            yield
        parser.close()
        yield
    except ParseError as fault:
        line, column = fault.position
        raise package.refused(
            part,
            f"XML として壊れている（{line} 行 {column + 1} 字目）。",
            f"It is broken as XML (line {line}, column {column + 1}).",
        ) from fault
    except DefusedXmlException as fault:
        raise package.refused(part, "DTD か実体がある。", "It has a document type or entities.") from fault
    except (Malformed, ValueError, LookupError) as fault:
        ja, en = (
            (fault.ja, fault.en) if isinstance(fault, Malformed) else (f"読めない（{fault}）。", f"It cannot be read: {fault}.")
        )
        raise package.refused(part, ja, en) from fault


class _Target:
    """Between the parser and who takes the events: names without namespaces, and the depth."""

    def __init__(self, events: Events) -> None:
        self._start, self._end = events.start, events.end
        self.data = events.data
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Malformed(f"入れ子が {MAX_DEPTH} 段を超える。", f"It nests deeper than {MAX_DEPTH} elements.")
        self._start(tag[tag.rfind("}") + 1 :], attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._end(tag[tag.rfind("}") + 1 :])

    def close(self) -> None:
        """End the part."""
