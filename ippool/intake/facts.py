"""Single facts as files write them: days, numbers and classification symbols, read or refused with the field they stand in."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ippool.domain.form import fault_of_day
from ippool.domain.numbers import NumberRefused, NumberType, PatentNumber, parse_number
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.entries import Reading, RecordRefused

_DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})")
_NO_DAY = Words("日付として読めない。", "It cannot be read as a day.")


def day(text: str, field: str) -> date | None:
    """Read a day written 2006-12-29, 2006/12/29, 2006.12.29 or 20061229; None where nothing is written. Raises: RecordRefused."""
    stripped = text.strip()
    if not stripped:
        return None
    found = _day(stripped)
    if isinstance(found, Words):
        raise RecordRefused(field, text, found)
    return found


@lru_cache(maxsize=4096)
def _day(text: str) -> date | Words:
    found = _DAY.fullmatch(text)
    if found is None:
        return _NO_DAY
    try:
        read = date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return Words("暦にない日である。", "There is no such day.")
    return fault_of_day(read) or read


def number(text: str, field: str, reading: Reading, as_type: NumberType | None = None) -> PatentNumber | None:
    """Read a patent number; None where nothing is written. Raises: RecordRefused."""
    if not text.strip():
        return None
    try:
        return parse_number(text, this_year=reading.this_year, as_type=as_type)
    except NumberRefused as refused:
        raise RecordRefused(field, text, refused.reason) from None


def classification(scheme: str, symbol: str) -> Classification | None:
    """Return a classification with single spaces in its symbol; None where nothing is written."""
    plain = " ".join(symbol.split())
    return Classification(scheme, plain) if plain else None


def title(text: str) -> str:
    """Return a title on one line with single spaces."""
    return " ".join(text.split())
