"""Values between the domain and the tables: spans, fractions, and what PostgreSQL's `to_jsonb` writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from ippool.domain.timeline import Period
from ippool.domain.words import Words

Json = Mapping[str, Any]
"""One row as `to_jsonb` writes it."""


def span_of(period: Period) -> Range[date]:
    """Write a period as a range of days."""
    return Range(period.start, period.until, bounds="[)")


# Within one page the same parties, moments, periods and shares are read again and again; what is read once stays the same for ever.


@lru_cache(maxsize=4096)
def period_from(text: str) -> Period:
    """Read a range of days as PostgreSQL writes it: `[2026-04-01,)`."""
    start, until = text.strip("[()]").split(",")
    return Period(day(start or None), day(until or None))


_ENDS = {"-infinity": date.min, "infinity": date.max}
# The driver writes the first and the last day of the calendar so. The register takes neither, but a question may name them.


def day(text: str | None) -> date | None:
    """Read a day."""
    return (_ENDS.get(text) or date.fromisoformat(text)) if text else None


@lru_cache(maxsize=1024)
def moment(text: str) -> datetime:
    """Read a moment, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


@lru_cache(maxsize=8192)
def uuid(text: str) -> UUID:
    """Read an id."""
    return UUID(text)


def uuid_or_none(text: str | None) -> UUID | None:
    """Read an id, or None."""
    return uuid(text) if text else None


def uuids(texts: list[str]) -> frozenset[UUID]:
    """Read a set of ids."""
    return frozenset(map(uuid, texts))


@lru_cache(maxsize=1024)
def fraction(text: str | None) -> Fraction | None:
    """Read an exact number, or None."""
    return Fraction(text) if text is not None else None


def written(number: Fraction | None) -> str | None:
    """Write an exact number, or None."""
    return str(number) if number is not None else None


def words(row: Json, stem: str) -> Words:
    """Read `<stem>_ja` and `<stem>_en`."""
    return Words(row[f"{stem}_ja"], row[f"{stem}_en"])


def words_values(stem: str, text: Words) -> dict[str, str]:
    """Write a text as `<stem>_ja` and `<stem>_en`."""
    return {f"{stem}_ja": text.ja, f"{stem}_en": text.en}
