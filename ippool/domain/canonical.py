"""Canonical form: what is hashed is the same bytes for the same content, whatever the order it was built in.

Hashes are recorded and compared for years. A field that a later release adds to something hashed is declared with `added_later`:
as long as it has the default it was introduced with it is left out, and everything recorded before keeps its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

T = TypeVar("T")
_ADDED_LATER = "added later"


def added_later(default: T) -> T:
    """Declare a field that was added after records were hashed without it; its default never changes again."""
    declared: T = field(default=default, metadata={_ADDED_LATER: True})
    return declared


def canonical(value: Any) -> Any:
    """Reduce a value to what canonical JSON can hold: exact numbers as text, days as ISO dates, sets sorted."""
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
    if is_dataclass(value):
        kept = (
            entry for entry in fields(value) if not (_ADDED_LATER in entry.metadata and getattr(value, entry.name) == entry.default)
        )
        return {entry.name: canonical(getattr(value, entry.name)) for entry in kept}
    return str(value)


def content_hash(content: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a value's canonical JSON."""
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
