"""XML as a stream: the wanted elements one after another, without entities, external references or anything fetched.

expat reads through defusedxml, which refuses every entity declaration and external reference. Elements are built only below a
wanted one and dropped with it, so memory is bounded by the limit of one record, however long the file is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Place, Reading, line_of
from ippool.intake.sources import Source

_CHUNK = 2**16
_INCLUSION = "http://www.w3.org/2001/XInclude"
_DECLARATION = b"<?xml "
_NAMED = 200


def elements(source: Source, reading: Reading, wanted: Collection[str]) -> Iterator[tuple[Place, Element]]:
    """Yield the outermost elements of the wanted local names in a file of one document; names carry no namespace.

    Raises: FileRefused for what is not well-formed, declares entities, refers outside, nests too deep or has a record too large.
    """
    with source.open(reading.limits) as stream:
        document = _Document(source, reading, frozenset(wanted), first_line=1, first_record=1)
        while chunk := stream.read(_CHUNK):
            yield from document.take(chunk)
        yield from document.end()


def documents(source: Source, reading: Reading, wanted: Collection[str]) -> Iterator[tuple[Place, Element]]:
    """Yield the wanted elements of a file that holds many documents, one after another, each with its XML declaration.

    The root of each document is yielded where it is none of the wanted: as an empty element of its name, so that what is not a
    record can be told. Raises: FileRefused, as `elements`.
    """
    with source.open(reading.limits) as stream:
        document: _Document | None = None
        pending, line, number = b"", 1, 0
        at_start = True
        while True:
            chunk = stream.read(_CHUNK)
            pending += chunk
            # A declaration split between two chunks is looked for again with the next one.
            while (found := pending.find(_DECLARATION, 0 if at_start else 1)) >= 0 or not chunk:
                if found < 0 and not pending:
                    break
                piece, pending = (pending, b"") if found < 0 else (pending[:found], pending[found:])
                if piece and document is None and piece.strip(b"\xef\xbb\xbf \t\r\n"):
                    document = _Document(source, reading, frozenset(wanted), line, number := number + 1, tells_root=True)
                if piece and document is not None:
                    yield from document.take(piece)
                line += piece.count(b"\n")
                if document is not None:
                    yield from document.end()
                    document = None
                if found >= 0:
                    document = _Document(source, reading, frozenset(wanted), line, number := number + 1, tells_root=True)
                    at_start = False
            if not chunk:
                return
            keep = len(_DECLARATION) - 1
            piece, pending = pending[:-keep], pending[-keep:]
            if document is None and piece.strip(b"\xef\xbb\xbf \t\r\n"):
                document = _Document(source, reading, frozenset(wanted), line, number := number + 1, tells_root=True)
            if document is not None and piece:
                yield from document.take(piece)
                at_start = True
            line += piece.count(b"\n")


class _Document:
    """One XML document under way."""

    def __init__(
        self,
        source: Source,
        reading: Reading,
        wanted: frozenset[str],
        first_line: int,
        first_record: int,
        *,
        tells_root: bool = False,
    ) -> None:
        self._source = source
        self._first_line = first_line
        self._collector = _Collector(source, reading, wanted, first_line, first_record, tells_root=tells_root)
        self._parser = DefusedXMLParser(target=self._collector, forbid_dtd=False, forbid_entities=True, forbid_external=True)

    def take(self, chunk: bytes) -> Iterator[tuple[Place, Element]]:
        self._collector.line_of = self._line
        with self._told():
            self._parser.feed(chunk)
        yield from self._collector.taken()

    def end(self) -> Iterator[tuple[Place, Element]]:
        with self._told():
            self._parser.close()
        yield from self._collector.taken()

    def _line(self) -> int:
        return int(self._parser.parser.CurrentLineNumber) + self._first_line - 1

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ParseError as fault:
            line, column = fault.position
            raise self._refused(
                line + self._first_line - 1,
                Words(
                    f"XML として壊れている（{column + 1} 字目、{fault.msg}）。",
                    f"It is broken as XML (column {column + 1}: {fault.msg}).",
                ),
            ) from fault
        except DefusedXmlException as fault:
            raise self._refused(self._line(), _FORBIDDEN[type(fault)]) from fault
        except (ValueError, LookupError) as fault:
            # An encoding that expat or Python does not know, or cannot read byte by byte.
            raise self._refused(
                self._first_line, Words(f"文字コードを読めない（{fault}）。", f"Its encoding is not read: {fault}.")
            ) from fault

    def _refused(self, line: int, because: Words) -> FileRefused:
        return FileRefused(self._source.name, line_of(line), because)


_FORBIDDEN = {
    DTDForbidden: Words("DTD がある。", "It has a DTD."),
    EntitiesForbidden: Words("実体（entity）を宣言している。", "It declares entities."),
    ExternalReferenceForbidden: Words("外部を参照している。", "It refers to something outside."),
}


class _Collector:
    """The target of the parser: builds wanted elements and nothing else, and counts."""

    def __init__(
        self, source: Source, reading: Reading, wanted: frozenset[str], first_line: int, first_record: int, *, tells_root: bool
    ) -> None:
        self._source, self._limits, self._wanted = source, reading.limits, wanted
        self._tells_root = tells_root
        self._depth = 0
        self._size = 0
        self._open: list[Element] = []
        self._last: Element | None = None
        self._done: list[tuple[Place, Element]] = []
        self._place: Place | None = None
        self._record = first_record - 1
        self._roots = 0
        self.line_of = lambda: first_line

    def taken(self) -> list[tuple[Place, Element]]:
        """Hand over what is complete."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        namespace, _, name = tag.rpartition("}")
        if self._depth > self._limits.depth:
            raise self._refused(
                f"入れ子が {self._limits.depth} 段を超える。", f"It nests deeper than {self._limits.depth} elements."
            )
        if len(name) > _NAMED or len(attributes) > _NAMED:
            raise self._refused("要素名が長すぎるか、属性が多すぎる。", "An element has too long a name or too many attributes.")
        if namespace.endswith(_INCLUSION):
            raise self._refused("XInclude で他の文書を取り込もうとしている。", "It asks for another document by XInclude.")
        if self._depth == 1 and self._tells_root and name not in self._wanted:
            self._record += 1
            self._done.append((Place(self._source.name, self._record, self.line_of()), Element(name)))
        if not self._open and name not in self._wanted:
            return
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._grow(len(name) + sum(len(key) + len(value) for key, value in plain.items()) + 64)
        element = Element(name, plain)
        if self._open:
            self._open[-1].append(element)
        else:
            self._record += 1
            self._place = Place(self._source.name, self._record, self.line_of())
        self._open.append(element)
        self._last = None

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        self._last = element
        if not self._open:
            assert self._place is not None
            self._done.append((self._place, element))
            self._last, self._size = None, 0

    def data(self, text: str) -> None:
        if not self._open:
            return
        self._grow(len(text))
        if self._last is None:
            element = self._open[-1]
            element.text = (element.text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def comment(self, text: str) -> None:
        """Take no notice of comments."""

    def pi(self, target: str, data: str) -> None:
        """Take no notice of processing instructions."""

    def close(self) -> None:
        """End the document."""

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.record_bytes:
            most = self._limits.record_bytes // 2**20
            raise self._refused(f"一件が {most} MiB を超える。", f"One record has more than {most} MiB.")

    def _refused(self, ja: str, en: str) -> FileRefused:
        return FileRefused(self._source.name, line_of(self.line_of()), Words(ja, en))


def text_of(element: Element | None) -> str:
    """Return the text of an element and of everything in it, with single spaces; empty where there is none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
