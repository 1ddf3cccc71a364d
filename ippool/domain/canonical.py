"""Canonical form: what is hashed is the same bytes for the same content, whatever the order it was built in.

Hashes are recorded and compared for years. A field that a later release adds to something hashed is declared with `added_later`:
as long as it has the default it was introduced with it is left out, and everything recorded before keeps its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import field, fields, is_dataclass
from datetime import date
from enum import Enum
from json.encoder import encode_basestring
from types import NoneType
from typing import Any, TypeVar

T = TypeVar("T")
_ADDED_LATER = "added later"


def added_later(default: T) -> T:
    """Declare a field that was added after records were hashed without it; its default never changes again."""
    declared: T = field(default=default, metadata={_ADDED_LATER: True})
    return declared


def canonical(value: object) -> Any:
    """Reduce a value to what canonical JSON can hold: exact numbers as text, days as ISO dates, sets sorted."""
    kind = type(value)
    reduce = _REDUCE.get(kind)
    if reduce is None:
        reduce = _REDUCE[kind] = _reduction_of(kind)
    return reduce(value)


Reduction = Callable[[Any], Any]
_REDUCE: dict[type, Reduction] = {}
# How values of a type are reduced, found once for each type: an import hashes some ten records for each one it reads.


_AS_IT_IS = frozenset({str, int, bool, NoneType})


def _reduction_of(kind: type) -> Reduction:
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, bool | int | str | NoneType):
        return lambda value: value
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): canonical(entry) for key, entry in value.items()}
    if issubclass(kind, frozenset):
        return lambda value: sorted(str(canonical(entry)) for entry in value)
    if issubclass(kind, tuple | list):
        return lambda value: [canonical(entry) for entry in value]
    return _reduction_of_fields(kind) if is_dataclass(kind) else str


def hashed_fields(kind: type) -> tuple[tuple[str, bool, Any], ...]:
    """Return the fields of a dataclass: name, whether it is left out as long as it has its default, and that default."""
    return tuple((entry.name, _ADDED_LATER in entry.metadata, entry.default) for entry in fields(kind))


def _reduction_of_fields(kind: type) -> Reduction:
    names = hashed_fields(kind)

    def reduce(value: Any) -> dict[str, Any]:
        found = {}
        for name, is_later, default in names:
            one = getattr(value, name)
            if is_later and one == default:
                continue
            found[name] = one if type(one) in _AS_IT_IS else canonical(one)
        return found

    return reduce


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
_WRITTEN: Mapping[object, str] = {None: "null", True: "true", False: "false"}


def written(content: object) -> str:
    """Write a value as canonical JSON."""
    reduced = canonical(content)
    kind = type(reduced)
    # One text or truth value is most of what a digest is put together from, and needs no encoder to be set up.
    if kind is str:
        return encode_basestring(reduced)
    return _WRITTEN[reduced] if kind is bool or kind is NoneType else _encode(reduced)


def written_of(parts: Mapping[str, str]) -> str:
    """Write an object as canonical JSON whose values are written already. Shape: names in plain letters."""
    return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(content: object) -> str:
    """Return the SHA-256, in hexadecimal, of a value's canonical JSON."""
    return text_hash(written(content))
