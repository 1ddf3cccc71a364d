"""The cells of one row as values of the domain: each reading method notes what is wrong and goes on with a stand-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from ippool.domain.form import (
    fault_of_code,
    fault_of_country,
    fault_of_currency,
    fault_of_day,
    fault_of_label,
    fault_of_order,
    fault_of_words,
)
from ippool.domain.numbers import NumberType, from_canonical
from ippool.domain.patents import Classification
from ippool.domain.territories import UNKNOWN
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.house.folder import BadValue, HouseFinding, Resolve
from ippool.intake.house.numbering import canonical_number, corporate_number_from, ror_from
from ippool.intake.house.sheets import SheetRow

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
D = TypeVar("D")

NOBODY = UUID(int=0)
"""Stands for a record that could not be found, in a row that is refused for it."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FRACTION = re.compile(r"\d{1,30}(?:/\d{1,30}|\.\d{1,30})?")


def fraction_from(text: str) -> Fraction:
    """Read "2/5", "0.018" or "3". Raises: BadValue."""
    if not _FRACTION.fullmatch(text) or ("/" in text and int(text.partition("/")[2]) == 0):
        raise BadValue("分数（2/5）か小数（0.4）で書く。", "Write a fraction (2/5) or a decimal (0.4).")
    return Fraction(text)


def day_from(text: str) -> date:
    """Read a day as YYYY-MM-DD. Raises: BadValue."""
    try:
        if _DAY.fullmatch(text):
            return checked_day(date.fromisoformat(text))
    except ValueError as bad:
        if isinstance(bad, BadValue):
            raise
    raise BadValue("日付は YYYY-MM-DD で書く。", "Write the day as YYYY-MM-DD.")


def checked_day(day: date) -> date:
    """Refuse a day that cannot be kept. Raises: BadValue."""
    return checked(day, fault_of_day(day))


def checked(value: T, fault: Words | None) -> T:
    """Return a value without fault. Raises: BadValue."""
    if fault is not None:
        raise BadValue(fault.ja, fault.en)
    return value


def choice_from(kind: type[E], text: str) -> E:
    """Read one of the names of an enumeration. Raises: BadValue."""
    try:
        return kind(text)
    except ValueError:
        names = ", ".join(kind)
        raise BadValue(f"{names} のいずれかを書く。", f"Write one of {names}.") from None


@dataclass
class Known:
    """The codes that stand in the folder, by type of record, each with its id; and back from id to code.

    Of a type in `unread` not every row could be read: a code that is not there is taken to stand in what was not read, so that one
    unreadable file is one fault and not one for every row that refers to it.
    """

    resolve: Resolve
    ids: dict[type, dict[str, UUID]] = field(default_factory=dict)
    codes: dict[UUID, str] = field(default_factory=dict)
    unread: set[type] = field(default_factory=set)

    def add(self, kind: type, code: str, identity: UUID) -> None:
        """Note the id of a code."""
        self.ids.setdefault(kind, {})[code] = identity
        self.codes[identity] = code

    def find(self, kind: type, code: str) -> UUID:
        """Return the id of a code. Raises: BadValue where the folder has no such record."""
        found = self.ids.get(kind, {}).get(code)
        if found is None and kind in self.unread:
            found = self.resolve(kind, code)
            self.add(kind, code, found)
        if found is None:
            raise BadValue(
                f"{code} というコードの {_FILES[kind.__name__]} の行がない。",
                f"There is no row of {code} in {_FILES[kind.__name__]}.",
            )
        return found


_FILES = {
    "Party": "parties.csv",
    "Center": "centers.csv",
    "OpenLab": "labs.csv",
    "Family": "families.csv",
    "Patent": "patents.csv",
}


class Cells:
    """One row being read. `findings` grows; a row with any is left out. No patent number is of a year after `this_year`."""

    def __init__(self, file: str, row: SheetRow, known: Known, this_year: int) -> None:
        self._file, self._row, self._known, self._this_year = file, row, known, this_year
        self.findings: list[HouseFinding] = []

    def fault(self, column: str, ja: str, en: str) -> None:
        """Refuse the row for one column."""
        self.findings.append(HouseFinding(self._file, self._row.line, column, self.text(column), Words(ja, en)))

    def note(self, column: str, fault: Words | None) -> None:
        """Refuse the row for one column where there is a fault."""
        if fault is not None:
            self.fault(column, fault.ja, fault.en)

    def text(self, column: str) -> str:
        """Return a cell exactly as it stands."""
        return self._row.cells.get(column, "")

    def optional(self, column: str) -> str | None:
        """Return a cell, or None where it is empty."""
        return self.text(column) or None

    def words(self, stem: str, *, required: bool = True) -> Words:
        """Read `<stem>_ja` and `<stem>_en`; of a required text one of the two must be filled."""
        found = Words(self.text(f"{stem}_ja"), self.text(f"{stem}_en"))
        if required:
            self.note(f"{stem}_ja", fault_of_words(found))
        return found

    def code(self, column: str = "code") -> str:
        """Read a code, which names files and stands in lists."""
        text = self.text(column)
        if self.is_there(column):
            self.note(column, fault_of_code(text))
        return text

    def label(self, column: str) -> str:
        """Read the number or code of a paper."""
        text = self.text(column)
        if self.is_there(column):
            self.note(column, fault_of_label(text))
        return text

    def currency(self, column: str) -> str:
        """Read a currency; empty is the yen."""
        text = self.text(column) or "JPY"
        self.note(column, fault_of_currency(text))
        return text

    def is_there(self, column: str) -> bool:
        """Tell whether a cell that is needed is filled, noting it where it is not."""
        if self.text(column):
            return True
        if column in self._row.cells:
            self.fault(column, "必須の値がない。", "A required value is missing.")
        return False

    def day(self, column: str) -> date | None:
        """Read a day, or None where it is empty."""
        return self._read(column, day_from, None)

    def the_day(self, column: str) -> date:
        """Read a day that must be there."""
        self.is_there(column)
        return self.day(column) or date.min

    def period(self) -> Period:
        """Read `from` and `until`, half open; empty is open."""
        start, until = self.day("from"), self.day("until")
        fault = fault_of_order(start, until)
        self.note("until", fault)
        return Period() if fault else Period(start, until)

    def fraction(self, column: str) -> Fraction | None:
        """Read a fraction, or None where it is empty."""
        return self._read(column, fraction_from, None)

    def flag(self, column: str, default: bool) -> bool:
        """Read true or false; empty is the default."""
        text = self.text(column)
        if text not in ("true", "false", ""):
            self.fault(column, "true か false を書く。", "Write true or false.")
        return default if text == "" else text == "true"

    def choice(self, column: str, kind: type[E], default: E) -> E:
        """Read one of an enumeration; empty is the default."""
        return self._read(column, lambda text: choice_from(kind, text), default)

    def the_choice(self, column: str, kind: type[E]) -> E:
        """Read one of an enumeration that must be there."""
        self.is_there(column)
        return self.choice(column, kind, next(iter(kind)))

    def maybe_choice(self, column: str, kind: type[E]) -> E | None:
        """Read one of an enumeration, or None where it is empty."""
        return self._read(column, lambda text: choice_from(kind, text), None)

    def choices(self, column: str, kind: type[E]) -> frozenset[E]:
        """Read a list of an enumeration's names."""
        return frozenset(self._each(column, lambda text: choice_from(kind, text)))

    def the_ref(self, column: str, kind: type) -> UUID:
        """Read the code of a record that must be there."""
        self.is_there(column)
        return self.ref(column, kind) or NOBODY

    def ref(self, column: str, kind: type) -> UUID | None:
        """Read the code of another record, or None where it is empty."""
        return self._read(column, lambda text: self._known.find(kind, text), None)

    def refs(self, column: str, kind: type) -> frozenset[UUID]:
        """Read a list of codes of other records."""
        return frozenset(self._each(column, lambda text: self._known.find(kind, text)))

    def country(self, column: str, *, or_unknown: bool = False) -> str:
        """Read a two-letter country or office code that must be there; with `or_unknown` it may say that nobody knows (XX)."""
        self.is_there(column)
        return UNKNOWN if or_unknown and self.text(column) == UNKNOWN else self._read(column, _country_from, "")

    def countries(self, column: str) -> frozenset[str]:
        """Read a list of two-letter codes."""
        return frozenset(self._each(column, _country_from))

    def number(self, column: str) -> str | None:
        """Read a patent number in any known form, as its canonical form; None where it is empty."""
        return self._read(column, lambda text: canonical_number(text, this_year=self._this_year), None)

    def numbers(self, column: str, types: frozenset[NumberType]) -> frozenset[str]:
        """Read patent numbers of these types, separated by semicolons, as their canonical forms."""
        found = set()
        for text in filter(None, (part.strip() for part in self.text(column).split(";"))):
            try:
                canonical = canonical_number(text, this_year=self._this_year)
            except BadValue as bad:
                self.fault(column, bad.because.ja, bad.because.en)
                continue
            if from_canonical(canonical).type not in types:
                self.fault(
                    column,
                    f"{canonical} はこの欄の種類の番号ではない。",
                    f"{canonical} is not a number of the type of this column.",
                )
                continue
            found.add(canonical)
        return frozenset(found)

    def corporate_number(self, column: str) -> str | None:
        """Read a Japanese corporate number (13 digits with a check digit)."""
        return self._read(column, corporate_number_from, None)

    def ror(self, column: str) -> str | None:
        """Read a ROR id with its check digits, as its address."""
        return self._read(column, ror_from, None)

    def classifications(self, column: str) -> tuple[Classification, ...]:
        """Read `SCHEME:symbol` entries separated by semicolons."""
        found = []
        for entry in self.text(column).split(";") if self.text(column) else ():
            scheme, colon, symbol = entry.strip().partition(":")
            if not (scheme and colon and symbol):
                self.fault(column, f"「{entry}」は IPC:H01M 10/05 のように書く。", f"Write {entry!r} like IPC:H01M 10/05.")
                continue
            found.append(Classification(scheme, symbol))
        return tuple(found)

    def _read(self, column: str, read: Callable[[str], T], stand_in: D) -> T | D:
        text = self.text(column)
        if not text:
            return stand_in
        try:
            return read(text)
        except BadValue as bad:
            self.fault(column, bad.because.ja, bad.because.en)
            return stand_in

    def _each(self, column: str, read: Callable[[str], T]) -> list[T]:
        found: list[T] = []
        for text in self.text(column).split():
            try:
                found.append(read(text))
            except BadValue as bad:
                self.fault(column, f"「{text}」：{bad.because.ja}", f"{text!r}: {bad.because.en}")
        return found


def _country_from(text: str) -> str:
    return checked(text, fault_of_country(text))


def joined(entries: Iterable[str]) -> str:
    """Write a set as a list, in order."""
    return " ".join(sorted(entries))


def codes_joined(ids: Iterable[UUID], codes: Mapping[UUID, str]) -> str:
    """Write a set of records as a list of their codes, in order."""
    return joined(codes[one] for one in ids)


def shown(value: date | Fraction | bool | str | None) -> str:
    """Write a value as a cell: None as nothing, a flag as true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def period_cells(period: Period) -> dict[str, str]:
    """Write a period as `from` and `until`."""
    return {"from": shown(period.start), "until": shown(period.until)}


def words_cells(stem: str, text: Words) -> dict[str, str]:
    """Write a text as `<stem>_ja` and `<stem>_en`."""
    return {f"{stem}_ja": text.ja, f"{stem}_en": text.en}
