"""Single facts as files write them: days, numbers, symbols and owners, read or refused with the field they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ippool.domain.form import fault_of_day
from ippool.domain.names import OwnerName, merged_spellings
from ippool.domain.numbers import NumberNotation, NumberRefused, NumberType, PatentNumber, from_parts, parse_number
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.bounds import fault_of_name, fault_of_names
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


def number_in_parts(
    office: str,
    digits: str,
    kind: str,
    field: str,
    reading: Reading,
    *,
    as_type: Collection[NumberType],
    in_notation: NumberNotation | None = None,
    dated: date | None = None,
    cell: str = "",
) -> PatentNumber:
    """Read a number whose office, digits and kind stand apart, as `domain.numbers.from_parts`.

    `cell` is what the file has where the parts were taken out of one cell. Raises: RecordRefused.
    """
    try:
        return from_parts(
            office, digits, kind or None, this_year=reading.this_year, as_type=as_type, in_notation=in_notation, dated=dated
        )
    except NumberRefused as refused:
        parts = (digits, kind) if digits.startswith(office) else (office, digits, kind)
        written = cell or " ".join(part for part in parts if part)
        raise RecordRefused(field, written, refused.reason) from None


def classification(scheme: str, symbol: str) -> Classification | None:
    """Return a classification with single spaces in its symbol; None where nothing is written."""
    plain = " ".join(symbol.split())
    return Classification(scheme, plain) if plain else None


def title(text: str) -> str:
    """Return a title on one line with single spaces."""
    return " ".join(text.split())


def name(text: str, field: str) -> str:
    """Return the name of an owner on one line with single spaces. Raises: RecordRefused for one too long to be a name."""
    plain = title(text)
    if (because := fault_of_name(plain)) is not None:
        raise RecordRefused(field, plain, because)
    return plain


def one_each(named: Sequence[OwnerName], field: str) -> tuple[OwnerName, ...]:
    """Put the names of a record together so that there is one for each owner, in the order of first mention.

    What else the record says of an owner is taken from the first mention that says it.
    Raises: RecordRefused for too many names, or too long ones.
    """
    texts = [name(one.text, field) for one in named]
    if (because := fault_of_names(texts)) is not None:
        raise RecordRefused(field, str(len(named)), because)
    mentions: dict[str, list[OwnerName]] = {}
    for one in named:
        mentions.setdefault(one.text, []).append(one)
    found = []
    for group in merged_spellings(tuple(mentions)):
        same = [one for text in group for one in mentions[text]]
        country = next((one.country for one in same if one.country), None)
        kind = next((one.stated_kind for one in same if one.stated_kind), None)
        found.append(replace(same[0], spellings=group[1:], country=country, stated_kind=kind))
    return tuple(found)


def in_words(text: str) -> Words:
    """Put a text of any language into its place: what is written in Latin letters under English, everything else under Japanese."""
    if text.isascii():
        return Words("", text)
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return Words("", text) if 2 * latin > len(letters) or not letters else Words(text, "")
