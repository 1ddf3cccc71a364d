"""Japan: numbers with the imperial year before 2000 and the western year from then on; registrations without a year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from ippool.domain.numbers.international import PCT
from ippool.domain.numbers.number import (
    APPLICATIONS,
    LAST_SHOWA_DAY,
    REGISTRATIONS,
    NumberType,
    PatentNumber,
    Unreadable,
    with_warning,
)
from ippool.domain.numbers.office import Office, Shape, Written
from ippool.domain.words import Words

APP, PUB, KOKOKU, REG = NumberType.APP, NumberType.PUB, NumberType.KOKOKU, NumberType.REG
UTILAPP, UTILPUB, UTILKOKOKU, UTILITY = NumberType.UTILAPP, NumberType.UTILPUB, NumberType.UTILKOKOKU, NumberType.UTILITY

_ERAS = {"S": 1925, "H": 1988}
"""The year before the first one of an era."""
_BOTH_ERAS = ("1989H", "1989S")
_KANJI = {"S": "昭", "H": "平"}
_LETTERS = {"昭": "S", "平": "H", "令": "R", "大": "T", "明": "M"}
_LAST_SHOWA, _LAST_HEISEI = 64, 11
_EXAMINED_UNTIL = "1996"
NATIONAL_PHASE = 500000
"""From this serial on, a publication is that of an international application's Japanese text (特表, 実表)."""

_YEAR = "19(?:2[6-9]|[3-7][0-9]|8[0-8]|9[0-9])|1989[SH]|2[0-9]{3}"
_YEAR_OF_KOKOKU = "19(?:2[6-9]|[3-7][0-9]|8[0-8]|9[0-6])|1989[SH]"
_SERIAL = "(?!000000)[0-9]{6}"
_SHAPES = {
    APP: Shape(_SERIAL, _YEAR, "A"),
    PUB: Shape(_SERIAL, _YEAR, "A[1-9]?", "A"),
    KOKOKU: Shape(_SERIAL, _YEAR_OF_KOKOKU, "B[1-9]?", "B2"),
    REG: Shape("[1-9][0-9]{0,6}", None, "B[1-9]"),
    UTILAPP: Shape(_SERIAL, _YEAR, "U"),
    UTILPUB: Shape(_SERIAL, _YEAR, "U[1-9]?", "U"),
    UTILKOKOKU: Shape(_SERIAL, _YEAR_OF_KOKOKU, "Y[1-9]?", "Y2"),
    UTILITY: Shape("[1-3][0-9]{6}|[1-9][0-9]{0,5}", None, "[UY][1-9]?"),
}
_WORDS = {APP: "特願", PUB: "特開", KOKOKU: "特公", UTILAPP: "実願", UTILPUB: "実開", UTILKOKOKU: "実公"}
_WORDS_OF_NATIONAL_PHASE = {PUB: "特表", UTILPUB: "実表"}

_OF_DATABASE = re.compile("[1-5][0-9]{8}")
_OPEN_ERA = re.compile("(?P<year>[0-9]{1,2})[-/](?P<serial>[0-9]{1,6})")
_OPEN_ERA_UNPARTED = re.compile("(?P<year>[0-9]{2})(?P<serial>[0-9]{6})")
_TWO_ERAS = Words(
    "1989年は昭和64年と平成元年にまたがる。平成元年の番号として読んだ。",
    "1989 has two eras, Shōwa 64 and Heisei 1; the number was read as one of Heisei 1.",
)


class _Form(Enum):
    """The ways of writing year and serial."""

    HYPHENED = auto()
    ERA_LETTER = auto()
    TEN_DIGITS = auto()
    ELEVEN_DIGITS = auto()
    SERIAL_THEN_YEAR = auto()


_FORMS = (
    (_Form.HYPHENED, re.compile("(?P<era>[昭平令大明SHRTM])?(?P<year>[0-9]{1,4}|元)[-/](?P<serial>[0-9]{1,6})")),
    (_Form.ERA_LETTER, re.compile("(?P<era>[SHRTM])(?P<year>[0-9]{2})(?P<serial>[0-9]{1,6})")),
    (_Form.TEN_DIGITS, re.compile("(?P<era>)(?P<year>[0-9]{4})(?P<serial>[0-9]{6})")),
    (_Form.ELEVEN_DIGITS, re.compile("(?P<era>)(?P<year>[0-9]{4})0(?P<serial>[0-9]{6})")),
)
_SERIAL_THEN_YEAR = re.compile("(?P<serial>[0-9]{1,6})(?P<year>[0-9]{2})")

_TYPES: dict[tuple[_Form, str], tuple[NumberType, ...]] = {
    (_Form.HYPHENED, ""): (PUB, APP),
    (_Form.HYPHENED, "A"): (PUB,),
    (_Form.HYPHENED, "B"): (KOKOKU,),
    (_Form.HYPHENED, "U"): (UTILPUB,),
    (_Form.HYPHENED, "Y"): (UTILKOKOKU,),
    (_Form.ERA_LETTER, ""): (PUB,),
    (_Form.ERA_LETTER, "A"): (PUB,),
    (_Form.ERA_LETTER, "B"): (KOKOKU,),
    (_Form.ERA_LETTER, "U"): (UTILPUB,),
    (_Form.ERA_LETTER, "Y"): (UTILKOKOKU,),
    (_Form.TEN_DIGITS, ""): (PUB, APP),
    (_Form.TEN_DIGITS, "A"): (PUB, APP),
    (_Form.TEN_DIGITS, "U"): (UTILPUB, UTILAPP),
    (_Form.ELEVEN_DIGITS, ""): (APP,),
    (_Form.ELEVEN_DIGITS, "A"): (APP,),
    (_Form.ELEVEN_DIGITS, "U"): (UTILAPP,),
    (_Form.SERIAL_THEN_YEAR, "A"): (APP,),
    (_Form.SERIAL_THEN_YEAR, "U"): (UTILAPP,),
}
"""What year and serial can number, by the way they are written and the letter of the kind; the likeliest first."""
_TYPES_WITHOUT_YEAR = {"": (REG, UTILITY), "B": (REG,), "U": (UTILITY,), "Y": (UTILITY,)}


@dataclass(frozen=True, slots=True)
class _Dated:
    """Year and serial of a text. Shape: `years` in canonical form, several where the text leaves the era open."""

    form: _Form
    years: tuple[str, ...]
    serial: str
    raw_era: str | None


class Japan(Office):
    """The Japan Patent Office."""

    def __init__(self) -> None:
        super().__init__("JP", _SHAPES)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read what J-PlatPat, gazettes, DOCDB, EPODOC and people write."""
        if written.body.startswith("WO"):
            return [replace(number, republication=True) for number in PCT.republished(written)]
        dated = _dated(written)
        if dated is None:
            return self._registrations(written)
        types = self._types(written, dated)
        found = self.among(types, dated.serial, dated.years, written.kind)
        if written.word in ("特表", "公表特許", "実表") and int(dated.serial) < NATIONAL_PHASE:
            raise Unreadable(
                f"{written.word}の番号は {NATIONAL_PHASE} 番からである。", f"Numbers of {written.word} begin at {NATIONAL_PHASE}."
            )
        found = [replace(number, raw_era=dated.raw_era) for number in found]
        return [with_warning(found[0], _TWO_ERAS), *found[1:]] if dated.years == _BOTH_ERAS else found

    def _types(self, written: Written, dated: _Dated) -> tuple[NumberType, ...]:
        if written.named in REGISTRATIONS or (written.named is None and _is_right_of_a_year(written, dated)):
            raise self.no_year(written.named or REG)
        if written.named is not None:
            return (written.named,)
        if dated.form is _Form.ELEVEN_DIGITS and written.kind is not None:
            return (UTILAPP if written.kind == "U" else APP,)
        letter = (written.kind or "")[:1]
        if (dated.form, letter) not in _TYPES:
            raise self.unfit_kind(written.kind)
        types = _TYPES[dated.form, letter]
        return types if written.kind in (None, letter) else types[:1]

    def _registrations(self, written: Written) -> list[PatentNumber]:
        serial, kind = written.body.lstrip("0"), written.kind
        if not written.body.isdecimal():
            raise self.unknown_form()
        if written.expected.isdisjoint(REGISTRATIONS) and written.expected and _OF_DATABASE.fullmatch(written.body):
            raise Unreadable(
                "元号を一桁の符号にした庁内の番号である。西暦の番号（AD…）を読む。",
                "It is the office's internal number, with a digit for the era; the one of the western year (AD…) is to be read.",
            )
        if written.named is not None:
            return [self.number(written.named, serial, None, kind)]
        letter = (kind or "")[:1]
        if letter not in _TYPES_WITHOUT_YEAR:
            raise self.unfit_kind(kind)
        rights = [(type, serial, None, kind) for type in _TYPES_WITHOUT_YEAR[letter]]
        filed = _serial_then_year(written.body) if kind == "U" else None
        applications = [(UTILAPP, filed.serial, year, kind) for year in filed.years] if filed else []
        return self.tried([*rights, *applications])

    def printed(self, number: PatentNumber) -> str:
        """Write 特願2016-123456, 特公平6-12345, 特許第6123456号."""
        if number.type is REG:
            return f"特許第{number.serial}号"
        if number.type is UTILITY:
            return f"実用新案登録第{number.serial}号"
        word = _WORDS[number.type]
        if int(number.serial) >= NATIONAL_PHASE:
            word = _WORDS_OF_NATIONAL_PHASE.get(number.type, word)
        era = _era_of(number)
        return f"{word}{number.year}-{number.serial}" if era is None else f"{word}{_KANJI[era[0]]}{era[1]}-{int(number.serial)}"

    def docdb(self, number: PatentNumber) -> str | None:
        """Write JP 2016123456 A, JP 12345698 A (serial, then western year), JP H10234567 A, JP 6123456 B2."""
        if number.type in REGISTRATIONS:
            return f"JP {number.serial} {number.kind}" if number.kind else None
        if number.type not in (APP, UTILAPP):
            return f"JP {_year_and_serial(number)} {number.kind}"
        kind = "A" if number.type is APP else "U"
        if _era_of(number) is None:
            return f"JP {number.year}{number.serial} {kind}"
        return f"JP {int(number.serial)}{(number.year or '')[2:4]} {kind}" if number.year != "1989S" else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write JP20160123456, JP2017234567, JPH10234567, JPH0612345B2, JP6123456B2: the kind follows unless it is A."""
        if number.type in REGISTRATIONS:
            return f"JP{number.serial}{number.kind}" if number.kind else None
        if number.type not in (APP, UTILAPP):
            return f"JP{_year_and_serial(number)}{'' if number.kind == 'A' else number.kind}"
        kind = "" if number.type is APP else "U"
        return f"JP{number.calendar_year}0{number.serial}{kind}" if number.year != "1989S" else None


def _dated(written: Written) -> _Dated | None:
    """Find year and serial; None where the text carries no year."""
    if found := _of_open_era(written):
        return _Dated(_Form.HYPHENED, _years_of_either_era(int(found["year"])), found["serial"].zfill(6), None)
    for form, pattern in _FORMS:
        if found := pattern.fullmatch(written.body):
            years, raw_era = _years(found["era"] or "", found["year"])
            return _Dated(form, years, found["serial"].zfill(6), raw_era)
    of_docdb = written.named is None and (written.kind == "A" or (written.kind == "U" and len(written.body) == 8))
    return _serial_then_year(written.body) if of_docdb else None


def _of_open_era(written: Written) -> re.Match[str] | None:
    """Find year and serial that offices abroad write without the era: 11-218349, of an application also 11218349."""
    if not written.apart:
        return None
    bare = written.kind is None and written.must_be(APPLICATIONS)
    return _OPEN_ERA.fullmatch(written.body) or (_OPEN_ERA_UNPARTED.fullmatch(written.body) if bare else None)


def _serial_then_year(digits: str) -> _Dated | None:
    """Read the digits of an application before 2000 as DOCDB has them: serial, then two digits of the western year."""
    found = _SERIAL_THEN_YEAR.fullmatch(digits)
    return found and _Dated(_Form.SERIAL_THEN_YEAR, _western(f"19{found['year']}"), found["serial"].zfill(6), None)


def _years(era: str, digits: str) -> tuple[tuple[str, ...], str | None]:
    """Return the canonical years that an era and a year stand for, and the era year as text."""
    letter = _LETTERS.get(era, era)
    if letter == "R":
        raise Unreadable("番号に令和の年は使われない（2000年から西暦）。", "No number is of Reiwa (from 2000 on the western year).")
    if letter in ("T", "M"):
        raise Unreadable("昭和より前の番号は扱わない。", "Numbers from before Shōwa are not kept.")
    if not era:
        if len(digits) != 4:
            raise Unreadable("元号か四桁の西暦がない。", "The era, or a western year of four digits, is missing.")
        return _western(digits), None
    count = 1 if digits == "元" else int(digits)
    if letter == "H" and count > _LAST_HEISEI:
        raise Unreadable(
            f"平成{count}年の番号はない（2000年から西暦）。", f"No number is of Heisei {count} (from 2000 on the western year)."
        )
    if count < 1 or (letter == "S" and count > _LAST_SHOWA):
        raise Unreadable(f"{era}{digits} という年はない。", f"There is no year {era}{digits}.")
    year = str(_ERAS[letter] + count)
    return (f"{year}{letter}" if year == "1989" else year,), f"{_KANJI[letter]}{count}"


def _years_of_either_era(count: int) -> tuple[str, ...]:
    """Return the years that 11 or 60 without its era can stand for (files from abroad have 11-218349), the likelier first."""
    years = [
        f"{start + count}{era if start + count == 1989 else ''}"
        for era, start, last in (("H", _ERAS["H"], _LAST_HEISEI), ("S", _ERAS["S"], _LAST_SHOWA))
        if 1 <= count <= last
    ]
    if not years:
        raise Unreadable(f"元号も西暦もない年「{count}」は読めない。", f"The year {count} is of no era of numbers.")
    return tuple(years)


def _western(year: str) -> tuple[str, ...]:
    return _BOTH_ERAS if year == "1989" else (year,)


def _is_right_of_a_year(written: Written, dated: _Dated) -> bool:
    """Tell whether the kind is that of a registration though the number carries a year (and no examined publication did)."""
    of_registration = (written.kind or "")[:1] in ("B", "Y")
    return of_registration and (
        dated.form is _Form.TEN_DIGITS or (dated.form is _Form.HYPHENED and dated.years[0][:4] > _EXAMINED_UNTIL)
    )


def canonical_year(day: date) -> str:
    """Return the year of a number of that day in canonical form: 2016, 1989S until 7 January 1989, 1989H from then on."""
    return str(day.year) if day.year != 1989 else "1989S" if day <= LAST_SHOWA_DAY else "1989H"


def _era_of(number: PatentNumber) -> tuple[str, int] | None:
    """Return the era letter and year of a number; None from 2000 on, when numbers carry the western year."""
    year = number.year or ""
    if year == "1989S" or year < "1989":
        return "S", int(year[:4]) - _ERAS["S"]
    return ("H", int(year[:4]) - _ERAS["H"]) if year < "2000" else None


def _year_and_serial(number: PatentNumber) -> str:
    era = _era_of(number)
    return f"{number.year}{number.serial}" if era is None else f"{era[0]}{era[1]:02d}{int(number.serial)}"


JAPAN = Japan()
