"""Canonical form: what is hashed is the same bytes for the same content, whatever the order it was built in.

Hashes are recorded and compared for years. A field that a later release adds to something hashed is declared with `added_later`:
as long as it has the default it was introduced with it is left out, and everything recorded before keeps its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Mapping
from dataclasses import field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

T = TypeVar("T")
_ADDED_LATER = "added later"


def added_later(default: T) -> T:
    """Declare a field that was added after records were hashed without it; its default never changes again."""
    declared: T = field(default=default, metadata={_ADDED_LATER: True})
    return declared


def canonical(value: Any) -> Any:
    """Reduce a value to what canonical JSON can hold: exact numbers as text, days as ISO dates, sets sorted."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is UUID:
        return str(value)
    if (names := _names_of(cast(Hashable, kind))) is not None:
        return _fields_of(value, names)
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): canonical(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(canonical(entry)) for entry in value)
    if isinstance(value, tuple | list):
        return [canonical(entry) for entry in value]
    return str(value)


@cache
def _names_of(kind: Hashable) -> tuple[tuple[str, bool, Any], ...] | None:
    """Return the fields of a dataclass, each with whether it was added later and its default; None for any other type."""
    if not isinstance(kind, type) or not is_dataclass(kind):
        return None
    return tuple((entry.name, _ADDED_LATER in entry.metadata, entry.default) for entry in fields(kind))


def _fields_of(value: Any, names: tuple[tuple[str, bool, Any], ...]) -> dict[str, Any]:
    found = {}
    for name, is_later, default in names:
        one = getattr(value, name)
        if not (is_later and one == default):
            found[name] = canonical(one)
    return found


def content_hash(content: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a value's canonical JSON."""
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
