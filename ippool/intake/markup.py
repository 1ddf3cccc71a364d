"""XML as a stream: the wanted elements one after another, without entities, external references or anything fetched.

expat reads through defusedxml, which refuses every entity declaration and external reference. Of a document type only its name and
that of its DTD may be there, and the DTD is not read. Elements are built only below a wanted one and dropped with it, and what lies
between them is counted, so memory and time are bounded, however long the file is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Place, Reading, line_of
from ippool.intake.sources import Source

_CHUNK = 2**16
_INCLUSION = "http://www.w3.org/2001/XInclude"
_DECLARATION = b"<?xml "
_MARK = b"\xef\xbb\xbf"
_BETWEEN = _MARK + b" \t\r\n"
"""What may stand between two documents: a byte order mark comes along where files were put together."""
_NAMED = 200
_PREFIXES = 50
_ELEMENT, _PIECE = 128, 32
"""Bytes counted for an element that is built, and for any piece of markup that is passed over."""
_ENCODINGS = re.compile(r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|iso-8859-[0-9]{1,2}|windows-125[0-9]")
_ELSEWHERE = re.compile("[/:\\\\]")


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
    record can be told. Raises: FileRefused, as `elements`, and where there is no document.
    """
    names = frozenset(wanted)
    document: _Document | None = None
    line, number = 1, 0
    with source.open(reading.limits) as stream:
        for piece, is_first in _pieces(stream):
            if is_first and document is not None:
                yield from document.end()
                document = None
            if document is None and piece.strip(_BETWEEN):
                number += 1
                document = _Document(source, reading, names, line, number, tells_root=True)
            if document is not None:
                yield from document.take(piece)
            line += piece.count(b"\n")
    if document is None:
        raise FileRefused(source.name, Words("", ""), Words("XML の文書が一つもない。", "It holds no XML document."))
    yield from document.end()


def _pieces(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield a file in pieces, and whether a document begins with each: a declaration always stands at the front of its piece."""
    pending, is_first, past = b"", True, 0
    keep = len(_MARK + _DECLARATION) - 1
    while chunk := stream.read(_CHUNK):
        pending += chunk
        while (found := pending.find(_DECLARATION, past)) >= 0:
            # The mark belongs to the document that it precedes, where expat takes it.
            at = found - len(_MARK) if pending.endswith(_MARK, 0, found) else found
            if at > 0:
                yield pending[:at], is_first
            pending, is_first, past = pending[at:], True, found - at + 1
        # A declaration that is split between two chunks is found with the next one.
        if len(pending) - keep >= max(past, 1):
            yield pending[:-keep], is_first
            pending, is_first, past = pending[-keep:], False, 0
    if pending:
        yield pending, is_first


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
        self._source, self._limits = source, reading.limits
        self._first_line = first_line
        self._fed = 0
        self._collector = _Collector(source, reading, wanted, first_record, tells_root=tells_root)
        self._parser = DefusedXMLParser(target=self._collector, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        expat = self._parser.parser
        self._collector.line_of = lambda: int(expat.CurrentLineNumber) + first_line - 1
        expat.XmlDeclHandler = self._collector.xml
        expat.StartDoctypeDeclHandler = self._collector.doctype
        # Defaults of attributes would come again with every element.
        expat.ElementDeclHandler = expat.AttlistDeclHandler = expat.NotationDeclHandler = self._collector.declaration
        expat.StartNamespaceDeclHandler = self._collector.prefix
        expat.StartCdataSectionHandler = self._collector.section

    def take(self, chunk: bytes) -> Iterator[tuple[Place, Element]]:
        """Read on; yield what became complete. Raises: FileRefused."""
        with self._told():
            self._parser.feed(chunk)
            self._fed += len(chunk)
            # expat holds a tag or comment whole, and begins it anew with every piece.
            if self._fed - max(self._parser.parser.CurrentByteIndex, 0) > self._limits.tag_bytes:
                most = self._limits.tag_bytes // 2**10
                raise self._refused(
                    self._collector.line_of(),
                    Words(f"一つのタグか注釈が {most:,} KiB を超える。", f"One tag or comment has more than {most:,} KiB."),
                )
        yield from self._collector.taken()

    def end(self) -> Iterator[tuple[Place, Element]]:
        """Close the document; yield what became complete. Raises: FileRefused."""
        with self._told():
            self._parser.close()
        yield from self._collector.taken()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ParseError as fault:
            line, column = fault.position
            why = str(fault).partition(": line")[0]
            raise self._refused(
                line + self._first_line - 1,
                Words(f"XML として壊れている（{column + 1} 字目、{why}）。", f"It is broken as XML (column {column + 1}: {why})."),
            ) from fault
        except DefusedXmlException as fault:
            raise self._refused(self._collector.line_of(), _FORBIDDEN[type(fault)]) from fault
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

    def __init__(self, source: Source, reading: Reading, wanted: frozenset[str], first_record: int, *, tells_root: bool) -> None:
        self._source, self._limits, self._wanted = source, reading.limits, wanted
        self._tells_root = tells_root
        self._depth = 0
        self._size = self._passed = 0
        self._open: list[Element] = []
        self._last: Element | None = None
        self._text: list[str] = []
        self._done: list[tuple[Place, Element]] = []
        self._place: Place | None = None
        self._record = first_record - 1
        self._names: set[str] = set()
        self._prefixes: set[str | None] = set()
        self._foreign: FileRefused | None = None
        self.line_of: Callable[[], int] = lambda: 1

    def taken(self) -> list[tuple[Place, Element]]:
        """Hand over what is complete."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise self._refused(
                f"入れ子が {self._limits.depth} 段を超える。", f"It nests deeper than {self._limits.depth} elements."
            )
        if len(attributes) > _NAMED:
            raise self._refused(f"一つの要素に {_NAMED} を超える属性がある。", f"An element has more than {_NAMED} attributes.")
        self._learn(tag)
        for key in attributes:
            self._learn(key)
        name = tag.rpartition("}")[2]
        if self._depth == 1 and self._tells_root and name not in self._wanted:
            self._record += 1
            self._done.append((Place(self._source.name, self._record, self.line_of()), Element(name)))
        size = sum(map(len, attributes)) + sum(map(len, attributes.values()))
        if not self._open and name not in self._wanted:
            self._pass(size + _PIECE)
            return
        self._grow(size + _ELEMENT)
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if len(plain) != len(attributes):
            raise self._refused("名前空間を除くと同じ属性が二度ある。", "But for its namespace an attribute is there twice.")
        element = Element(name, plain)
        if self._open:
            self._put_text()
            self._open[-1].append(element)
        else:
            self._check_document_type()
            self._record += 1
            self._place = Place(self._source.name, self._record, self.line_of())
        self._open.append(element)
        self._last = None

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        self._put_text()
        element = self._open.pop()
        self._last = element
        if not self._open:
            assert self._place is not None
            self._done.append((self._place, element))
            self._last, self._size, self._passed = None, 0, 0

    def data(self, text: str) -> None:
        if not self._open:
            self._pass(len(text))
            return
        self._grow(len(text))
        self._text.append(text)

    def comment(self, text: str) -> None:
        """Count a comment, and take no notice of it."""
        self._pass(len(text) + _PIECE)

    def pi(self, target: str, data: str) -> None:
        """Count a processing instruction, and take no notice of it."""
        self._pass(len(target) + len(data or "") + _PIECE)

    def section(self) -> None:
        """Count a CDATA section; its text comes as any other."""
        self._pass(_PIECE)

    def xml(self, version: str, encoding: str | None, standalone: int) -> None:
        """Take the declaration of a document: Python would read some encodings that say one thing to it and another to others."""
        if encoding is not None and not _ENCODINGS.fullmatch(encoding.lower()):
            raise self._refused(
                f"文字コード「{encoding[:40]}」の XML は読めない。UTF-8 で保存し直す。",
                f"XML in the encoding “{encoding[:40]}” is not read; save it as UTF-8.",
            )

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        """Take a document type whose DTD is named by a file name alone: it is not read, wherever it is."""
        if system and _ELSEWHERE.search(system):
            # Told where a record begins: of a document of another format its root says more.
            self._foreign = self._refused(
                f"他の場所の DTD（{system[:120]}）を指している。", f"Its DTD is elsewhere ({system[:120]})."
            )

    def declaration(self, *told: object) -> None:
        """Refuse a declaration in the document type."""
        raise self._refused("DTD の中に宣言がある。", "It makes declarations in its document type.")

    def prefix(self, prefix: str | None, uri: str | None) -> None:
        """Take a namespace, of which a document needs a few."""
        if (uri or "").startswith(_INCLUSION):
            raise self._refused("XInclude で他の文書を取り込もうとしている。", "It asks for another document by XInclude.")
        self._prefixes.add(prefix)
        if len(prefix or "") > _NAMED or len(uri or "") > _NAMED or len(self._prefixes) > _PREFIXES:
            raise self._refused("名前空間が多すぎるか、長すぎる。", "It has too many namespaces, or too long ones.")
        self._pass(_PIECE)

    def close(self) -> None:
        """End the document."""
        self._check_document_type()

    def _check_document_type(self) -> None:
        if self._foreign is not None:
            raise self._foreign

    def _learn(self, name: str) -> None:
        """Take note of a name: the parser keeps every one until the document ends."""
        if name in self._names:
            return
        self._names.add(name)
        if len(name) > 2 * _NAMED:
            raise self._refused("要素か属性の名が長すぎる。", "The name of an element or attribute is too long.")
        if len(self._names) > self._limits.names:
            most = self._limits.names
            raise self._refused(
                f"要素と属性の名が {most:,} を超える。", f"It has more than {most:,} different names of elements and attributes."
            )

    def _put_text(self) -> None:
        """Put the text since the last tag where it belongs: pieces joined one by one would take the square of their number."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._last is None:
            self._open[-1].text = text
        else:
            self._last.tail = text

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.record_bytes:
            most = self._limits.record_bytes // 2**20
            raise self._refused(f"一件が {most} MiB を超える。", f"One record has more than {most} MiB.")

    def _pass(self, size: int) -> None:
        self._passed += size
        if self._passed > self._limits.passed_bytes:
            most = self._limits.passed_bytes // 2**20
            raise self._refused(
                f"記録でないものが {most} MiB を超えて続く。", f"More than {most} MiB of what is no record follow one another."
            )

    def _refused(self, ja: str, en: str) -> FileRefused:
        return FileRefused(self._source.name, line_of(self.line_of()), Words(ja, en))


def text_of(element: Element | None) -> str:
    """Return the text of an element and of everything in it, with single spaces; empty where there is none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
