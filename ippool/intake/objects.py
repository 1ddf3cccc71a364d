"""JSON as a stream: the objects under a place of the document, one after another, each within the limit of one record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, Place, Reading, RecordRefused
from ippool.intake.sources import Source

_CHUNK = 2**16
_NO_CHARACTER = re.compile("[\\x00\ud800-\udfff]")
"""What JSON can escape and no text of the register may hold."""


def items(source: Source, reading: Reading, path: str) -> Iterator[tuple[Place, Any]]:
    """Yield what stands under a path of keys: `patents.item` is each element of the list under "patents", "" the whole.

    Numbers are int or Decimal; a key given twice in one object is refused, since readers of JSON differ about it.
    Raises: FileRefused for what is not JSON in UTF-8, nests too deep, or has a record beyond the limit.
    """
    events: Any = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events)
    wanted = _Wanted(source, reading.limits, path)
    with source.open(reading.limits) as stream:
        offset, quiet = 0, 0
        try:
            while chunk := stream.read(_CHUNK):
                offset += len(chunk)
                parser.send(chunk)
                # A single value that fills the limit gives no event at all.
                quiet = 0 if events else quiet + len(chunk)
                if quiet > reading.limits.record_bytes:
                    raise wanted.too_large()
                for event, value in events:
                    yield from wanted.take(event, value, offset)
                events.clear()
            parser.close()
            for event, value in events:
                yield from wanted.take(event, value, offset)
        except (ijson.JSONError, ValueError, UnicodeError, OverflowError) as fault:
            why = " ".join(str(fault).split())[:120]
            raise FileRefused(
                source.name,
                Words(f"{offset:,} バイトまで", f"up to byte {offset:,}"),
                Words(f"JSON として壊れている（{why}）。", f"It is broken as JSON: {why}."),
            ) from fault


class _Wanted:
    """Builds the values under a path, and nothing else."""

    def __init__(self, source: Source, limits: Limits, path: str) -> None:
        self._source, self._limits = source, limits
        self._path = path.split(".") if path else []
        self._at: list[str] = []  # the path of open containers; an array's element is "item"
        self._key: list[str] = []  # the key that awaits its value, for each open map outside of what is built
        self._built: list[Any] = []
        self._keys: list[str] = []
        self._size = 0
        self._record = 0
        self._offset = 0

    def take(self, event: str, value: Any, offset: int) -> Iterator[tuple[Place, Any]]:
        self._offset = offset
        if self._built:
            yield from self._inside(event, value)
        else:
            yield from self._outside(event, value)

    def too_large(self) -> FileRefused:
        most = self._limits.record_bytes // 2**20
        return self._refused(f"一件が {most} MiB を超える。", f"One record has more than {most} MiB.")

    def _outside(self, event: str, value: Any) -> Iterator[tuple[Place, Any]]:
        if event == "map_key":
            self._key[-1] = value
            return
        if event in ("end_map", "end_array"):
            self._at.pop()
            self._key.pop()
            return
        here = [*self._at[1:], self._key[-1]] if self._at else []
        if here == self._path:
            self._size = 0
            if event in ("start_map", "start_array"):
                self._built.append({} if event == "start_map" else [])
                self._keys.append("")
            else:
                yield self._done(value)
            return
        if event in ("start_map", "start_array"):
            self._at.append(self._key[-1] if self._key else "")
            self._key.append("item" if event == "start_array" else "")
            if len(self._at) > self._limits.depth:
                raise self._too_deep()

    def _inside(self, event: str, value: Any) -> Iterator[tuple[Place, Any]]:
        if event == "map_key":
            if value in self._built[-1]:
                raise self._refused(f"キー「{value[:40]}」が二度ある。", f"The key “{value[:40]}” is given twice.")
            self._keys[-1] = value
            self._grow(len(value) + 64)
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
            self._grow(64)
            return
        self._grow(len(value) if isinstance(value, str) else 16)
        self._put(value)

    def _put(self, value: Any) -> None:
        top = self._built[-1]
        if isinstance(top, dict):
            # Held from its key on, so that a second mention is seen.
            top[self._keys[-1]] = value
        else:
            top.append(value)

    def _done(self, value: Any) -> tuple[Place, Any]:
        self._record += 1
        return Place(self._source.name, self._record), value

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.record_bytes:
            raise self.too_large()

    def _too_deep(self) -> FileRefused:
        return self._refused(f"入れ子が {self._limits.depth} 段を超える。", f"It nests deeper than {self._limits.depth} levels.")

    def _refused(self, ja: str, en: str) -> FileRefused:
        return FileRefused(self._source.name, Words(f"{self._offset:,} バイトまで", f"up to byte {self._offset:,}"), Words(ja, en))


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


def _of_another_type(value: Any, field: str, because: Words) -> RecordRefused:
    told = value if isinstance(value, str) else type(value).__name__
    return RecordRefused(field, told, because)
