"""Canonical form: what is hashed is the same bytes for the same content, whatever the order it was built in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any


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
        return {entry.name: canonical(getattr(value, entry.name)) for entry in fields(value)}
    return str(value)


def content_hash(content: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a value's canonical JSON."""
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
