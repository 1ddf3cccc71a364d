"""Arrangement versions in their table: the whole content as JSON, read back exactly, its hash checked every time."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from ippool.domain.arrangements import (
    AdjustmentValue,
    Arrangement,
    Card,
    ConsentDemand,
    Exclusivity,
    Policies,
    Signatory,
    canonical,
)
from ippool.domain.labs import Scheme
from ippool.domain.rules import Tier
from ippool.domain.tables import Row
from ippool.domain.words import Words
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, period_from, span_of, uuid
from ippool.store.rows import ArrangementRow

_PARTS: dict[str, Any] = {
    "scheme": Scheme,
    "cards": tuple[Card, ...],
    "policies": Policies,
    "consent": ConsentDemand,
    "exclusivity": Exclusivity,
    "rows": tuple[Row, ...],
    "signatories": tuple[Signatory, ...],
    "title": Words,
}


class ContentChanged(Exception):
    """What stands in the table is not what was agreed: its hash differs from the one recorded with it."""


def restored(kind: Any, value: Any) -> Any:
    """Read a value of a type back from canonical JSON: the inverse of `arrangements.canonical`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else restored(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(restored(arguments[0], one) for one in value)
    if origin is tuple:
        return tuple(restored(one, entry) for one, entry in zip(arguments, value, strict=True))
    if origin is frozenset:
        return frozenset(restored(arguments[0], one) for one in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        made: Any = kind
        return made(**{one.name: restored(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    if kind is date:
        return date.fromisoformat(value)
    if kind in (Fraction, UUID) or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(value)
    return value


def _adjustment(value: AdjustmentValue) -> dict[str, Any]:
    match value:
        case Fraction():
            return {"number": str(value)}
        case date():
            return {"day": value.isoformat()}
        case tuple() if value and isinstance(value[0], Tier):
            return {"tiers": canonical(value)}
        case _:
            return {"table": canonical(value)}


_ADJUSTMENTS: dict[str, Any] = {
    "number": Fraction,
    "day": date,
    "tiers": tuple[Tier, ...],
    "table": tuple[tuple[str, Fraction], ...],
}


def content_of(arrangement: Arrangement) -> dict[str, Any]:
    """Write down everything that was agreed; what names and orders the version stands in columns of its own."""
    return {
        **{part: canonical(getattr(arrangement, part)) for part in _PARTS},
        "lab_code": arrangement.lab_code,
        "adjustments": {name: _adjustment(value) for name, value in sorted(arrangement.adjustments.items())},
    }


def _read(row: Json) -> Arrangement:
    content = row["content"]
    found = Arrangement(
        lab=uuid(row["lab_id"]),
        lab_code=content["lab_code"],
        version_number=row["number"],
        in_force=period_from(row["valid"]),
        adjustments={
            name: restored(_ADJUSTMENTS[shape], value)
            for name, entry in content["adjustments"].items()
            for shape, value in entry.items()
        },
        **{part: restored(kind, content[part]) for part, kind in _PARTS.items()},
        **common(row),
    )
    if found.digest != row["digest"]:
        raise ContentChanged(f"arrangement {found.code}: the content does not have the hash recorded with it")
    return found


ARRANGEMENT = Layout(
    Arrangement,
    ArrangementRow,
    lambda arrangement: {
        "lab_id": arrangement.lab,
        "number": arrangement.version_number,
        "valid": span_of(arrangement.in_force),
        "content": content_of(arrangement),
        "digest": arrangement.digest,
    },
    _read,
)
