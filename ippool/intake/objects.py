"""JSON as a stream: the objects under a place of the document, one after another, each within the limit of one record."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import ijson

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, Place, Reading, RecordRefused
from ippool.intake.sources import Source

_CHUNK = 2**16
_NEAR = 16 * 2**20
"""Bytes from the front within which a fault is told to the byte."""
_VALUE = 64
"""Bytes counted for any value beside its characters."""
_NO_CHARACTER = re.compile("[\\x00\ud800-\udfff]")
"""What JSON can escape and no text of the register may hold."""


def items(source: Source, reading: Reading, path: str) -> Iterator[tuple[Place, Any]]:
    """Yield what stands under a path of keys: `patents.item` is each element of the list under "patents", "" the whole.

    Numbers are int or Decimal; a key given twice in one object is refused, since readers of JSON differ about it.
    Raises: FileRefused for what is not JSON in UTF-8, nests too deep, or has a record beyond the limit.
    """
    parser = Parser()
    wanted = _Wanted(source, reading.limits, path)
    with source.open(reading.limits) as stream:
        offset, quiet = 0, 0
        while chunk := stream.read(_CHUNK):
            try:
                events = parser.take(chunk)
            except BROKEN as fault:
                raise _broken(source, reading, fault, offset, offset + len(chunk)) from fault
            offset += len(chunk)
            wanted.offset = offset
            # A single value that fills the limit gives no event at all.
            quiet = 0 if events else quiet + len(chunk)
            if quiet > reading.limits.record_bytes:
                raise wanted.too_large()
            for event, value in events:
                yield from wanted.take(event, value)
        try:
            events = parser.end()
        except BROKEN as fault:
            raise _broken(source, reading, fault, offset, offset) from fault
        for event, value in events:
            yield from wanted.take(event, value)


class Parser:
    """JSON in pieces of bytes; a byte order mark before it is passed over.

    What the parser below cannot be trusted with is looked for first: it ends the process at an integer of more digits than Python
    converts, takes its time over numbers without end, and makes other characters of halves.
    """

    def __init__(self) -> None:
        self._events: Any = ijson.sendable_list()
        self._parser = ijson.basic_parse_coro(self._events)
        self._halves = _Halves()
        self._digits = b""
        self._is_first = True

    def take(self, chunk: bytes) -> list[tuple[str, Any]]:
        """Return the events of a piece. Raises: those of BROKEN."""
        if self._is_first:
            chunk, self._is_first = chunk.removeprefix(codecs.BOM_UTF8), False
        if chunk:
            self._check_numbers(chunk)
            self._halves.look(chunk)
            self._parser.send(chunk)
        return self.taken()

    def end(self) -> list[tuple[str, Any]]:
        """Return what is left. Raises: those of BROKEN."""
        self._parser.close()
        return self.taken()

    def taken(self) -> list[tuple[str, Any]]:
        """Return what has been read so far and not been asked for: after a fault, what came before it."""
        found = list(self._events)
        self._events.clear()
        return found

    def _check_numbers(self, piece: bytes) -> None:
        text = self._digits + piece
        # A run of digits that long is seen in every hundredth byte already, which takes no time.
        if _SAMPLED.search(text[::100]) and _ENDLESS.search(text):
            raise _NumberTooLong
        self._digits = text[len(text.rstrip(b"0123456789")) :]


_ENDLESS, _SAMPLED = re.compile(rb"[0-9]{1000}"), re.compile(rb"[0-9]{9}")


class _NumberTooLong(ValueError):
    """More digits than anything has that is counted or numbered."""


class _Half(ValueError):
    """One of the two escapes that make a character stands alone."""


class _Halves:
    """Watches for half a character among the escapes: the parser would make a question mark of it, or another character."""

    _ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|[^u])", re.DOTALL)

    def __init__(self) -> None:
        self._kept = b""  # the beginning of an escape that the next piece continues
        self._awaits = False

    def look(self, piece: bytes) -> None:
        """Look at a piece. Raises: _Half."""
        text = self._kept + piece
        at = text.rfind(b"\\", max(len(text) - 5, 0))
        # Of several backslashes every other one begins an escape.
        is_begun = at >= 0 and (at - len(text[:at].rstrip(b"\\"))) % 2 == 0
        self._kept = text[at:] if is_begun else b""
        if self._awaits or b"\\ud" in text or b"\\uD" in text:
            self._awaits = self._scan(text, len(text) - len(self._kept))

    def _scan(self, text: bytes, end: int) -> bool:
        """Return whether the second half is to follow in the next piece."""
        second = 0 if self._awaits else -1
        for found in self._ESCAPE.finditer(text):
            unit = int(found[1], 16) if found[1] else 0
            if (second >= 0) is not (0xDC00 <= unit < 0xE000) or second not in (-1, found.start()):
                raise _Half
            second = found.end() if 0xD800 <= unit < 0xDC00 else -1
        if 0 <= second < end:
            raise _Half
        return second >= 0


BROKEN = (ijson.JSONError, ValueError, ArithmeticError)
"""What the parser raises: for what is no JSON, for what is no UTF-8, for numbers beyond all measure."""


def _broken(source: Source, reading: Reading, fault: Exception, start: int, end: int) -> FileRefused:
    """Tell where the parser stopped between two offsets: it knows the piece only, so near the front the byte is looked for."""
    if start == end:
        where = Words(f"末尾、{end:,} バイト", f"at its end, byte {end:,}")
    elif start > _NEAR:
        where = Words(f"{start + 1:,}～{end:,} バイト目", f"bytes {start + 1:,} to {end:,}")
    else:
        at = _first_bad(source, reading, start)
        where = Words(f"{at:,} バイト目", f"byte {at:,}")
    return FileRefused(source.name, where, _why(fault))


def _why(fault: Exception) -> Words:
    if isinstance(fault, _Half):
        return Words("文字の半分（孤立サロゲート）がある。", "It holds half a character (a lone surrogate).")
    if not isinstance(fault, ijson.JSONError | UnicodeError):
        return Words("数が大きすぎる。", "A number is beyond all measure.")
    told = fault.args[0] if fault.args else ""
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    # What the parser quotes, and points at on a line of its own, is told by the place.
    first = text.partition("\n")[0].strip().rstrip(".")
    return Words(f"JSON として壊れている（{first}）。", f"It is broken as JSON: {first}.")


def _first_bad(source: Source, reading: Reading, start: int) -> int:
    """Return the number, from 1, of the byte at which the parser stops; `start` bytes are good."""
    parser = Parser()
    at = start
    with Source(source.path, source.name).open(reading.limits) as stream:
        for _ in range(start // _CHUNK):
            parser.take(stream.read(_CHUNK))
        for byte in stream.read(_CHUNK):
            at += 1
            try:
                parser.take(bytes((byte,)))
            except BROKEN:
                break
    return at


class _Wanted:
    """Builds the values under a path, and nothing else."""

    def __init__(self, source: Source, limits: Limits, path: str) -> None:
        self._source, self._limits = source, limits
        self._path = path.split(".") if path else []
        self._at: list[str] = []  # the path of open containers; an array's element is "item"
        self._key: list[str] = []  # the key that awaits its value, for each open map outside of what is built
        self._seen: list[set[str]] = []  # the keys each of them has had
        self._built: list[Any] = []
        self._keys: list[str] = []
        self._size = self._passed = 0
        self._record = 0
        self.offset = 0

    def take(self, event: str, value: Any) -> Iterator[tuple[Place, Any]]:
        if self._built:
            yield from self._inside(event, value)
        else:
            yield from self._outside(event, value)

    def too_large(self) -> FileRefused:
        most = self._limits.record_bytes // 2**20
        return self.refused(f"一件が {most} MiB を超える。", f"One record has more than {most} MiB.")

    def _outside(self, event: str, value: Any) -> Iterator[tuple[Place, Any]]:
        if event == "map_key":
            self._pass(len(value))
            self._check_new(value, self._seen[-1])
            self._seen[-1].add(value)
            self._key[-1] = value
            return
        if event in ("end_map", "end_array"):
            self._at.pop()
            self._key.pop()
            self._seen.pop()
            return
        characters = len(value) if isinstance(value, str) else 0
        here = [*self._at[1:], self._key[-1]] if self._at else []
        if here == self._path:
            self._size = 0
            self._grow(characters)
            if event in ("start_map", "start_array"):
                self._built.append({} if event == "start_map" else [])
                self._keys.append("")
            else:
                yield self._done(value)
            return
        if [*here, "item"] == self._path and event not in ("start_array", "null"):
            raise self.refused(f"「{here[-1]}」がリストではない。", f"“{here[-1]}” is no list.")
        self._pass(characters)
        if event in ("start_map", "start_array"):
            self._at.append(self._key[-1] if self._key else "")
            self._key.append("item" if event == "start_array" else "")
            self._seen.append(set())
            if len(self._at) > self._limits.depth:
                raise self._too_deep()

    def _inside(self, event: str, value: Any) -> Iterator[tuple[Place, Any]]:
        self._grow(len(value) if isinstance(value, str) else 0)
        if event == "map_key":
            self._check_new(value, self._built[-1])
            self._keys[-1] = value
            return
        if event in ("end_map", "end_array"):
            done = self._built.pop()
            self._keys.pop()
            if self._built:
                self._put(done)
            else:
                yield self._done(done)
            return
        if event in ("start_map", "start_array"):
            self._built.append({} if event == "start_map" else [])
            self._keys.append("")
            if len(self._built) + len(self._at) > self._limits.depth:
                raise self._too_deep()
            return
        self._put(value)

    def _put(self, value: object) -> None:
        top = self._built[-1]
        if isinstance(top, dict):
            # Held from its key on, so that a second mention is seen.
            top[self._keys[-1]] = value
        else:
            top.append(value)

    def _done(self, value: object) -> tuple[Place, Any]:
        self._record += 1
        self._passed = 0
        return Place(self._source.name, self._record), value

    def _check_new(self, key: str, known: Collection[str]) -> None:
        if key in known:
            raise self.refused(f"キー「{key[:40]}」が二度ある。", f"The key “{key[:40]}” is given twice.")

    def _grow(self, characters: int) -> None:
        self._size += characters + _VALUE
        if self._size > self._limits.record_bytes:
            raise self.too_large()

    def _pass(self, characters: int) -> None:
        self._passed += characters + _VALUE
        if self._passed > self._limits.passed_bytes:
            most = self._limits.passed_bytes // 2**20
            raise self.refused(
                f"記録でないものが {most} MiB を超えて続く。", f"More than {most} MiB of what is no record follow one another."
            )

    def _too_deep(self) -> FileRefused:
        return self.refused(f"入れ子が {self._limits.depth} 段を超える。", f"It nests deeper than {self._limits.depth} levels.")

    def refused(self, ja: str, en: str) -> FileRefused:
        record = self._record + 1
        where = Words(f"{record} 件目、{self.offset:,} バイトまで", f"record {record}, up to byte {self.offset:,}")
        return FileRefused(self._source.name, where, Words(ja, en))


def object_in(value: Any, field: str) -> Mapping[str, Any]:
    """Return a value that must be an object. Raises: RecordRefused."""
    if isinstance(value, dict):
        return value
    raise _of_another_type(value, field, Words("オブジェクトではない。", "It is no object."))


def list_at(parent: Mapping[str, Any], key: str, field: str) -> list[Any]:
    """Return the list under a key; empty where there is none or null. Raises: RecordRefused where it is something else."""
    value = parent.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _of_another_type(value, field, Words("リストではない。", "It is no list."))


def text_at(parent: Mapping[str, Any], key: str, field: str) -> str:
    """Return the text under a key without spaces at its ends, a whole number as its digits; empty where there is none or null.

    Raises: RecordRefused where it is something else.
    """
    value = parent.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        if _NO_CHARACTER.search(value):
            raise RecordRefused(field, value, Words("NUL など文字でないものを含む。", "It holds a NUL or half a character."))
        return value.strip()
    # More digits than this are no number of anything, and slow to write.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    raise _of_another_type(value, field, Words("文字列ではない。", "It is no text."))


def _of_another_type(value: object, field: str, because: Words) -> RecordRefused:
    told = value if isinstance(value, str) else type(value).__name__
    return RecordRefused(field, told, because)
