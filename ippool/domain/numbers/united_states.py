"""The United States: grants by number alone, publications by year, applications by series."""

from __future__ import annotations

import re
from dataclasses import replace

from ippool.domain.numbers.number import APPLICATIONS, REGISTRATIONS, NumberNotation, NumberType, PatentNumber, Unreadable
from ippool.domain.numbers.office import Office, Shape, Written
from ippool.domain.words import Words

APP, PUB, REG = NumberType.APP, NumberType.PUB, NumberType.REG

_SHAPES = {
    # The series stands where others have the year; of old applications DOCDB tells the year and not the series.
    APP: Shape("(?!000000)[0-9]{6}", "[0-9]{2}|19[4-9][0-9]|200[0-9]|201[0-5]", "[AP]"),
    PUB: Shape("(?!0000000)[0-9]{7}", "200[1-9]|20[1-9][0-9]|2[1-9][0-9]{2}", "A[1-9]|P[1-9]"),
    REG: Shape("(?:RE|PP|AI|[DHTX])?[1-9][0-9]{0,7}", None, "[ABCEHPS][1-9]?"),
}
_EIGHT_DIGITS = re.compile("(?P<series>[0-9]{2})(?P<serial>[0-9]{6})")
_SERIES = re.compile("(?P<year>)(?P<series>[0-9]{2})/(?P<serial>[0-9]{6})")
_YEAR_AND_SERIES = re.compile("(?P<year>(?:19|2[0-9])[0-9]{2})(?P<series>[0-9]{2})(?P<serial>[0-9]{6})")
_YEAR_AND_SERIAL = re.compile("(?P<year>(?:19|2[0-9])[0-9]{2})(?P<slash>/?)(?P<serial>[0-9]{6,7})")
_SERIAL_THEN_YEAR = re.compile("(?P<serial>[0-9]{1,6})(?P<year>[0-9]{2})")
_RIGHT = re.compile("(?P<letters>RE|PP|AI|[DHTX])?-?0*(?P<digits>[0-9]+)")

_LAST_GRANT_OF_KIND_A = 6_200_000
"""Grants have carried B1 or B2 since they stood at 6.17 million."""
_SERIAL_THEN_YEAR_UNTIL = 15
"""Up to this one, two-digit years are of this century."""
_PROVISIONAL = frozenset({"60", "61", "62", "63"})
_DESIGN_SERIES = frozenset({"29", "35"})
_OTHER_SERIES = _DESIGN_SERIES | _PROVISIONAL | {"64", "90", "95", "96"}
"""64 is the next of provisional applications; 90, 95 and 96 are reexaminations."""
_SERIES_OF_2026 = 19
_KINDS_OF_LETTERS = {"": "ABC", "RE": "E", "PP": "P", "D": "S", "H": "H", "T": "H", "X": "A", "AI": "E"}
"""The first letters of the kinds that go with the letters before a grant's number."""

SPECIAL_RIGHTS = {
    "D": Words("意匠特許", "a design patent"),
    "PP": Words("植物特許", "a plant patent"),
    "RE": Words("再発行特許", "a reissued patent"),
    "H": Words("法定発明登録", "a statutory invention registration"),
    "T": Words("防衛公報", "a defensive publication"),
    "X": Words("番号制度以前の特許", "a patent from before patents were numbered"),
    "AI": Words("追加改良特許", "an additional improvement"),
}
"""What a grant is that carries letters before its number."""
DESIGN_APPLICATION = Words("意匠の出願", "an application for a design")
PROVISIONAL_APPLICATION = Words("仮出願", "a provisional application")


class UnitedStates(Office):
    """The United States Patent and Trademark Office."""

    def __init__(self) -> None:
        super().__init__("US", _SHAPES)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read US 10,123,456 B2, US 2018/0123456 A1, US 13/167,395, US 201113167395 A, US 49373895 A, US RE45,123 E1.

        Where an application number is expected, eight digits without a kind are series and serial (13167395), as files of the
        office have them; with a kind they are serial and year, as DOCDB has them. A file may declare either.
        """
        kind = written.kind
        if found := _EIGHT_DIGITS.fullmatch(written.body) if _is_of_series(written) else None:
            if not _is_in_use(found["series"], written.this_year):
                raise Unreadable(
                    f"系列 {found['series']} の出願はない。", f"There are no applications of series {found['series']}."
                )
            return [self.number(APP, found["serial"], found["series"], kind)]
        if found := _SERIES.fullmatch(written.body) or _YEAR_AND_SERIES.fullmatch(written.body):
            return [replace(self.number(APP, found["serial"], found["series"], kind), stated_year=found["year"] or None)]
        if found := _YEAR_AND_SERIAL.fullmatch(written.body):
            serial, year = found["serial"], found["year"]
            tries = [(PUB, serial.zfill(7), year, kind)]
            if len(serial) == 7 and serial[0] == "0" and not found["slash"] and kind is None:
                tries.append((APP, serial[1:], year, None))
            return self.tried(tries)
        return self._without_year(written)

    def number(self, type: NumberType, serial: str, year: str | None = None, kind: str | None = None) -> PatentNumber:
        """Make a number of the office. Raises: Unreadable, also where the kind is not that of a grant's letters."""
        number = super().number(type, serial, year, kind)
        letters = serial.rstrip("0123456789")
        if type is REG and kind is not None and kind[0] not in _KINDS_OF_LETTERS[letters]:
            what = SPECIAL_RIGHTS.get(letters, Words("通常の特許", "an ordinary patent"))
            raise Unreadable(f"種別 {kind} は{what.ja}に付かない。", f"Kind {kind} does not go with {what.en}.")
        return number

    def _without_year(self, written: Written) -> list[PatentNumber]:
        body, kind = written.body, written.kind
        right, application = _RIGHT.fullmatch(body), _SERIAL_THEN_YEAR.fullmatch(body)
        tries: list[tuple[NumberType, str, str | None, str | None]] = []
        granted = right and (right["letters"] or written.must_be(REGISTRATIONS) or _may_be_granted(int(right["digits"]), kind))
        if right and granted:
            tries.append((REG, (right["letters"] or "") + right["digits"], None, kind))
        if application and kind in ("A", "P"):
            serial = application["serial"]
            tries.append((APP, serial.zfill(6), _series_or_year(serial, application["year"], kind), kind))
        return self.tried(tries)

    def printed(self, number: PatentNumber) -> str | None:
        """Write US 10,123,456 B2, US 2018/0123456 A1, US 13/167,395; None for an old application whose series is not known."""
        kind = f" {number.kind}" if number.kind else ""
        if number.type is REG:
            letters = number.serial.rstrip("0123456789")
            return f"US {letters}{int(number.serial.removeprefix(letters)):,}{kind}"
        if number.type is PUB:
            return f"US {number.year}/{number.serial}{kind}"
        return f"US {number.year}/{number.serial[:3]},{number.serial[3:]}" if len(number.year or "") == 2 else None

    def docdb(self, number: PatentNumber) -> str | None:
        """Write US 10123456 B2, US 2018123456 A1, US 201113167395 A (where its year is known), US 49373895 A."""
        if number.type is not APP:
            return f"US {_digits(number)} {number.kind}" if number.kind else None
        if len(number.year or "") == 4:
            return f"US {int(number.serial)}{(number.year or '')[2:]} A"
        kind = "P" if number.year in _PROVISIONAL else "A"
        return f"US {number.stated_year}{number.year}{number.serial} {kind}" if number.stated_year else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write US10123456, US2018123456, US201113167395 (where its year is known), US19950493738."""
        if number.type is not APP:
            return f"US{_digits(number)}"
        if len(number.year or "") == 4:
            return f"US{number.year}0{number.serial}"
        return f"US{number.stated_year}{number.year}{number.serial}" if number.stated_year else None


def special_right(number: PatentNumber) -> Words | None:
    """Return what a number of the United States is of where that is no ordinary patent; None for any other.

    A design patent, a plant patent and the like, or an application for a design or a provisional one.
    """
    if number.office != "US":
        return None
    if number.type is REG:
        return SPECIAL_RIGHTS.get(number.serial.rstrip("0123456789"))
    if number.type is APP and number.year in _DESIGN_SERIES:
        return DESIGN_APPLICATION
    return PROVISIONAL_APPLICATION if number.type is APP and number.year in _PROVISIONAL else None


def _is_of_series(written: Written) -> bool:
    """Tell whether eight digits are to be read as series and serial."""
    if not written.must_be(APPLICATIONS):
        return False
    return written.notation is NumberNotation.OFFICE or (written.notation is None and written.kind is None)


def _is_in_use(series: str, this_year: int) -> bool:
    """Tell whether eight digits alone may begin with a series; behind a slash any two digits are one.

    A new series is opened every two to three years; one a year is allowed for.
    """
    return series in _OTHER_SERIES or 1 <= int(series) <= _SERIES_OF_2026 + max(0, this_year - 2026)


def _may_be_granted(digits: int, kind: str | None) -> bool:
    """Tell whether a plain number can be that of a grant of the kind; P marks provisional applications (and plants, PP)."""
    return kind != "P" and (kind != "A" or digits <= _LAST_GRANT_OF_KIND_A)


def _series_or_year(serial: str, two_digits: str, kind: str) -> str:
    """Complete the year of an old application; of a provisional one it tells the series (60 until 2007, then 61)."""
    year = int(two_digits) + (2000 if int(two_digits) <= _SERIAL_THEN_YEAR_UNTIL else 1900)
    if kind == "A":
        return str(year)
    return "60" if year < 2007 or (year == 2007 and int(serial) >= 500_000) else "61"


def _digits(number: PatentNumber) -> str:
    """Write year and serial without the zero that begins the serial."""
    return (number.year or "") + (number.serial.removeprefix("0") if number.type is PUB else number.serial)


UNITED_STATES = UnitedStates()
