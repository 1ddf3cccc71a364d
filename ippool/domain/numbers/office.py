"""The numbering of one office: which shapes its numbers have, how a text is read and how a number is written."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ippool.domain.numbers.number import (
    APPLICATIONS,
    REGISTRATIONS,
    TYPE_WORDS,
    NumberNotation,
    NumberRefused,
    NumberType,
    PatentNumber,
    Unreadable,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A text taken apart, before its office reads it.

    Shape: `named` is the type a word of the text states (特願, PCT/); `word` is that word. `expected` holds the types that the
    place of the text allows (a column of application numbers), none where it says nothing; `notation` is the one its source
    declares. `apart` marks digits whose office was stated elsewhere.
    """

    office: str
    body: str
    kind: str | None = None
    named: NumberType | None = None
    word: str = ""
    expected: frozenset[NumberType] = frozenset()
    notation: NumberNotation | None = None
    apart: bool = False
    this_year: int = 0

    def must_be(self, types: frozenset[NumberType]) -> bool:
        """Tell whether the place allows nothing but these types."""
        return bool(self.expected) and self.expected <= types


@dataclass(frozen=True, slots=True)
class Shape:
    """What numbers of one type look like in canonical form, as regular expressions; `year` None: the number carries none.

    `fixed` is the kind that the type fixes. A kind is accepted where `kinds` matches it.
    """

    serial: str
    year: str | None = None
    kinds: str = ""
    fixed: str | None = None


class Office(ABC):
    """The rules of one office."""

    def __init__(self, code: str, shapes: Mapping[NumberType, Shape]) -> None:
        self.code = code
        self.shapes = shapes

    @abstractmethod
    def readings(self, written: Written) -> list[PatentNumber]:
        """Return every number the text can stand for, the likeliest first; never empty. Raises: Unreadable."""

    @abstractmethod
    def printed(self, number: PatentNumber) -> str | None:
        """Write a number as the office prints it."""

    @abstractmethod
    def docdb(self, number: PatentNumber) -> str | None:
        """Write a number as DOCDB has it."""

    @abstractmethod
    def epodoc(self, number: PatentNumber) -> str | None:
        """Write a number as EPODOC has it."""

    def keeps_kind(self, type: NumberType) -> bool:
        """Tell whether the kind stands in the canonical form of a type: not in that of an application or a right."""
        return type not in APPLICATIONS | REGISTRATIONS

    def shares_number_with_publication(self, number: PatentNumber) -> bool:
        """Tell whether the publication of the granted patent carries the same digits."""
        return False

    def write(self, number: PatentNumber, notation: NumberNotation) -> str | None:
        """Write a number in one of the three notations that are the world's."""
        match notation:
            case NumberNotation.DOCDB:
                return self.docdb(number)
            case NumberNotation.EPODOC:
                return self.epodoc(number)
            case _:
                return self.printed(number)

    def with_kind(self, number: PatentNumber, kind: str) -> PatentNumber:
        """Return the number with a kind. Raises: NumberRefused."""
        try:
            return self.number(number.type, number.serial, number.year, kind)
        except Unreadable as unreadable:
            raise NumberRefused(number.canonical, unreadable.reason) from None

    def number(self, type: NumberType, serial: str, year: str | None = None, kind: str | None = None) -> PatentNumber:
        """Make a number of the office. Raises: Unreadable where its parts do not fit the type."""
        shape = self.shapes.get(type)
        what = TYPE_WORDS[type]
        if shape is None:
            raise Unreadable(f"{self.code} に{what.ja}はない。", f"{self.code} has no such thing as {what.en}.")
        if year is None and shape.year is not None:
            raise Unreadable(f"{what.ja}なのに年がない。", f"{_capital(what.en)} needs its year.")
        if year is not None and shape.year is None:
            raise self.no_year(type)
        if kind is not None and not re.fullmatch(shape.kinds, kind):
            raise Unreadable(f"種別 {kind} は{what.ja}に付かない。", f"Kind {kind} does not go with {what.en}.")
        if year is not None and not re.fullmatch(shape.year or "", year):
            raise Unreadable(f"{year} 年の{what.ja}はない。", f"There is no such thing as {what.en} of {year}.")
        if not re.fullmatch(shape.serial, serial):
            raise Unreadable(f"「{serial}」は{what.ja}の桁に合わない。", f"“{serial}” does not have the digits of {what.en}.")
        kept = None if type in APPLICATIONS else kind or shape.fixed
        return PatentNumber(self.code, type, serial, year, kept, rules=self)

    def among(
        self, types: Iterable[NumberType], serial: str, years: Iterable[str | None] = (None,), kind: str | None = None
    ) -> list[PatentNumber]:
        """Return those of the readings that hold, in the order given. Raises: Unreadable where none does, with the first reason."""
        years = tuple(years)
        return self.tried((type, serial, year, kind) for type in types for year in years)

    def tried(self, parts: Iterable[tuple[NumberType, str, str | None, str | None]]) -> list[PatentNumber]:
        """Make numbers of types, serials, years and kinds, leaving out what does not hold. Raises: Unreadable where none does."""
        found: list[PatentNumber] = []
        reasons: list[Unreadable] = []
        for type, serial, year, kind in parts:
            try:
                found.append(self.number(type, serial, year, kind))
            except Unreadable as unreadable:
                reasons.append(unreadable)
        if not found:
            raise reasons[0] if reasons else self.unknown_form()
        return found

    def no_year(self, type: NumberType) -> Unreadable:
        """Say that numbers of the type carry no year."""
        return Unreadable(f"{TYPE_WORDS[type].ja}に年は付かない。", f"{_capital(TYPE_WORDS[type].en)} has no year.")

    def unknown_form(self) -> Unreadable:
        """Say that the digits fit no number of the office."""
        return Unreadable(f"{self.code} の番号の形ではない。", f"It does not have the form of a number of {self.code}.")

    def unfit_kind(self, kind: str | None) -> Unreadable:
        """Say that the kind does not go with the digits, or that one is needed."""
        if kind is None:
            return Unreadable(
                "種別（A1、B2 など）がなく、何の番号か分からない。", "Without a kind (A1, B2) the type of the number is open."
            )
        return Unreadable(f"種別 {kind} はこの形の番号に付かない。", f"Kind {kind} does not go with a number of this form.")


def full_year(two_digits: str, *, since: int) -> str:
    """Complete a two-digit year of a numbering that began in the year `since` of the last century."""
    return ("19" if int(two_digits) >= since - 1900 else "20") + two_digits


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
