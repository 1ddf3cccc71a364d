"""Patent numbers in every usual notation and the one canonical form in which the register keeps them (domain rules, section 8).

`parse_number` reads what people type and files carry, `from_parts` what files carry in fields of office, digits and kind;
`from_canonical` reads back what the register keeps; a `PatentNumber` writes itself in any notation. What is not certain is refused
with the reason, or read in the likeliest way and flagged `ambiguous`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ippool.domain.numbers.asia import CHINA, KOREA, TAIWAN
from ippool.domain.numbers.common import common_canonical, read_common
from ippool.domain.numbers.europe import EPO, FRANCE, GERMANY, UNITED_KINGDOM
from ippool.domain.numbers.international import PCT
from ippool.domain.numbers.japan import JAPAN, canonical_year
from ippool.domain.numbers.number import (
    APPLICATIONS,
    PUBLICATIONS,
    REGISTRATIONS,
    TYPE_WORDS,
    NumberNotation,
    NumberRefused,
    NumberType,
    PatentNumber,
    Unreadable,
)
from ippool.domain.numbers.office import Office, Written
from ippool.domain.numbers.other import OtherOffice
from ippool.domain.numbers.text import cleaned, parted, taken_apart
from ippool.domain.numbers.united_states import UNITED_STATES, special_right

__all__ = [
    "APPLICATIONS",
    "PUBLICATIONS",
    "REGISTRATIONS",
    "NumberNotation",
    "NumberRefused",
    "NumberType",
    "PatentNumber",
    "from_canonical",
    "from_parts",
    "lookup_of",
    "parse_number",
    "special_right",
]

_OFFICES: dict[str, Office] = {
    office.code: office for office in (JAPAN, UNITED_STATES, EPO, PCT, CHINA, KOREA, TAIWAN, GERMANY, FRANCE, UNITED_KINGDOM)
}
_TYPES = {type.value: type for type in NumberType}
_MADE_UP = re.compile("[0-9]{4,10}[DTX]|Y[0-9]{4,10}")
_MAKING_UP = frozenset({"US", "GB", "DE", "FR"})
"""Offices whose own application numbers never look like those that DOCDB makes up."""
_TWICE = re.compile(r"(?P<first>.+)\((?P<second>[^()]+)\)")


def parse_number(text: str, *, this_year: int, as_type: NumberType | Collection[NumberType] | None = None) -> PatentNumber:
    """Read a patent number in any usual notation.

    `as_type` is the type, or the types, that the place of the text allows (a column of application numbers): it decides where the
    notation leaves the type open, as `JP 2016123456 A` does. Raises: NumberRefused for what is no number, is of another type, or is
    of a later year than `this_year`.
    """
    expected = _allowed(as_type)
    if common := read_common(text, this_year, expected):
        return common
    try:
        return _chosen(_readings(cleaned(text), expected, this_year), text, this_year, expected)
    except Unreadable as unreadable:
        raise NumberRefused(text, unreadable.reason) from None


def from_parts(
    office: str,
    digits: str,
    kind: str | None,
    *,
    this_year: int,
    as_type: NumberType | Collection[NumberType] | None = None,
    in_notation: NumberNotation | None = None,
    dated: date | None = None,
) -> PatentNumber:
    """Read a patent number whose office, digits and kind stand in fields of their own.

    The digits may repeat the office (EPODOC does) or carry the kind. `as_type` is as for `parse_number`; `in_notation` is the
    notation that the source declares, `dated` the day it gives to the number's document: it decides between readings of different
    years (11-218349 of 1999 is of Heisei), and refuses nothing. Raises: NumberRefused.
    """
    text = " ".join(part for part in (office.strip(), digits.strip(), (kind or "").strip()) if part)
    expected = _allowed(as_type)
    try:
        written = replace(parted(office, digits, kind), expected=expected, notation=in_notation, this_year=this_year)
        return _chosen(_of_day(dated, _numbers(written)), text, this_year, expected)
    except Unreadable as unreadable:
        raise NumberRefused(text, unreadable.reason) from None


# A record's numbers are read back at several places on their way into the register.
@lru_cache(maxsize=4096)
def from_canonical(canonical: str) -> PatentNumber:
    """Read a number back from its canonical form. Raises: NumberRefused for anything else."""
    if (common := common_canonical(canonical)) is not None:
        return common
    try:
        number = _from_parts(canonical)
        if number.canonical != canonical:
            raise Unreadable(f"正規の形は {number.canonical} である。", f"Its canonical form is {number.canonical}.")
        return replace(number, raw=canonical)
    except Unreadable as unreadable:
        raise NumberRefused(canonical, unreadable.reason) from None


@lru_cache(maxsize=8192)
def lookup_of(canonical: str) -> str:
    """Return the form without kind in which a number is looked up, of its canonical form. Raises: NumberRefused."""
    return from_canonical(canonical).lookup


def _allowed(as_type: NumberType | Collection[NumberType] | None) -> frozenset[NumberType]:
    if as_type is None:
        return frozenset()
    return frozenset({as_type} if isinstance(as_type, NumberType) else as_type)


def _readings(clean: str, expected: frozenset[NumberType], this_year: int) -> list[PatentNumber]:
    if ":" in clean:
        return [_from_parts(clean)]
    if found := _TWICE.fullmatch(clean):
        first, second = (_readings(found[part], expected, this_year) for part in ("first", "second"))
        if first[0].lookup != second[0].lookup:
            raise Unreadable("括弧の内と外の番号が違う。", "The number in brackets is another one.")
        return first
    written = taken_apart(clean)
    return _numbers(replace(written, expected=expected, this_year=this_year) if expected else written)


def _numbers(written: Written) -> list[PatentNumber]:
    if written.office in _MAKING_UP and written.must_be(APPLICATIONS) and _MADE_UP.fullmatch(written.body):
        raise Unreadable(
            "出願番号が不明なために DOCDB が文献の番号から作った番号である。",
            "DOCDB made it up from the document's number because the application's is not known.",
        )
    found = _office(written.office).readings(written)
    return found if written.named is None else _only(frozenset({written.named}), found)


def _chosen(found: list[PatentNumber], raw: str, this_year: int, expected: frozenset[NumberType]) -> PatentNumber:
    """Return the likeliest of the readings that place and year allow. Raises: Unreadable where there is none."""
    if expected:
        found = _only(expected, found)
    found = _not_after(this_year, found)
    return replace(found[0], raw=raw, ambiguous=len(found) > 1)


def _only(types: frozenset[NumberType], found: list[PatentNumber]) -> list[PatentNumber]:
    """Keep the readings of some types. Raises: Unreadable where there is none."""
    fitting = [number for number in found if number.type in types]
    if not fitting:
        wanted = TYPE_WORDS[next(type for type in NumberType if type in types)]
        read = TYPE_WORDS[found[0].type]
        raise Unreadable(f"{wanted.ja}ではなく{read.ja}である。", f"It is {read.en}, not {wanted.en}.")
    return fitting


def _of_day(day: date | None, found: list[PatentNumber]) -> list[PatentNumber]:
    """Leave out readings of another year than the document's day where there are some of that year, and of another era likewise."""
    if day is None or len(found) == 1:
        return found
    of_year = [number for number in found if number.calendar_year in (None, day.year)]
    of_era = [number for number in of_year if number.year in (None, canonical_year(day)) or number.type not in APPLICATIONS]
    return of_era or of_year or found


def _not_after(this_year: int, found: list[PatentNumber]) -> list[PatentNumber]:
    """Keep the readings whose year has come. Raises: Unreadable where there is none."""
    fitting = [number for number in found if (number.calendar_year or 0) <= this_year]
    if not fitting:
        year = found[0].calendar_year
        raise Unreadable(f"{year} 年はまだ来ていない。", f"The year {year} has not come yet.")
    return fitting


def _office(code: str) -> Office:
    return _OFFICES.get(code) or OtherOffice(code)


def _from_parts(text: str) -> PatentNumber:
    """Read the parts of a canonical form; the type may be in capitals."""
    parts = text.split(":")
    type = _TYPES.get(parts[1].lower()) if 3 <= len(parts) <= 5 else None
    if type is None or not re.fullmatch("[A-Z]{2}", parts[0]):
        raise Unreadable(
            "正規の形（JP:reg:6123456 など）ではない。", "It does not have the canonical form (such as JP:reg:6123456)."
        )
    office, rest = _office(parts[0]), parts[2:]
    dated = type in office.shapes and office.shapes[type].year is not None
    if not dated and len(rest) > 1 and rest[1].isdecimal():
        raise office.no_year(type)
    year = rest.pop(0) if dated and len(rest) > 1 else None
    if len(rest) > 2:
        raise Unreadable("部分が多すぎる。", "It has too many parts.")
    return office.number(type, rest[0], year, rest[1] if len(rest) > 1 else None)
