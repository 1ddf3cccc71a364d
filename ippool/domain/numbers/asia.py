"""China, Korea and Taiwan."""

from __future__ import annotations

import re
from dataclasses import replace

from ippool.domain.numbers.number import APPLICATIONS, PUBLICATIONS, REGISTRATIONS, NumberType, PatentNumber, Unreadable
from ippool.domain.numbers.office import Office, Shape, Written

APP, PUB, REG = NumberType.APP, NumberType.PUB, NumberType.REG
UTILAPP, UTILPUB, UTILITY = NumberType.UTILAPP, NumberType.UTILPUB, NumberType.UTILITY

_FIRST_SHARED_IN_CHINA = "101000000"
_MINGUO = 1911
_OF_A_YEAR = APPLICATIONS | PUBLICATIONS


class China(Office):
    """The Chinese office."""

    def __init__(self) -> None:
        invention, utility_model = (f"{first}(?:[0-9]{{6}}|[0-9]{{8}})|[89][0-9]{{7}}" for first in "12")
        shapes = {
            # The first digit of a serial tells inventions (1, 8) from utility models (2, 9).
            APP: Shape("[1289](?:[0-9]{7}|[0-9]{5})", "198[5-9]|199[0-9]|2[0-9]{3}", "[AU]"),
            PUB: Shape(invention, None, "A[1-9]?", "A"),
            REG: Shape(invention, None, "[BC][1-9]?"),
            UTILITY: Shape(utility_model, None, "[UY][1-9]?"),
        }
        super().__init__("CN", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read CN 109768229 A, CN 113544875 B, CN 209266514 U, CN 201811250123.6, ZL98123456.1, CN 98123456 A."""
        body, kind = written.body, written.kind
        if found := re.fullmatch("([12][0-9]{3})([0-9]{8})(?:[.]?([0-9X]))?", body):
            if found[2][0] == "3":
                raise Unreadable("意匠の出願番号である（通し番号が3で始まる）。", "It numbers a design (its serial begins with 3).")
            _check_chinese(found[1] + found[2], found[3])
            return [self.number(APP, found[2], found[1], kind)]
        rights = (PUB, REG, UTILITY)
        if found := re.fullmatch("([0-9]{2})([0-9]{6})(?:[.]([0-9X]))?", body):
            _check_chinese(found[1] + found[2], found[3])
            application = (APP, found[2], ("19" if found[1] >= "85" else "20") + found[1], kind)
            published = [(right, body, None, kind) for right in rights] if "85" <= found[1] <= "92" and not found[3] else []
            return self.tried((*published, application))
        return self.among(rights, body, kind=kind)

    def shares_number_with_publication(self, number: PatentNumber) -> bool:
        """Tell that it does since publications have nine digits."""
        return len(number.serial) == len(_FIRST_SHARED_IN_CHINA) and number.serial > _FIRST_SHARED_IN_CHINA

    def printed(self, number: PatentNumber) -> str:
        """Write CN 109768229 A, CN 201811250123.6."""
        if number.type is APP:
            digits = _chinese_digits(number)
            return f"CN {digits}.{_chinese_check_digit(digits)}"
        return f"CN {number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb(self, number: PatentNumber) -> str | None:
        """Write CN 109768229 A, CN 201811250123 A, CN 201520853312 U, CN 98123456 A."""
        if number.type is APP:
            return f"CN {_chinese_digits(number)} {'U' if number.serial[0] in '29' else 'A'}"
        return f"CN {number.serial} {number.kind}" if number.kind else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write CN109768229, CN201811250123; None for what EPODOC's rule is not known."""
        if number.type is APP:
            return f"CN{_chinese_digits(number)}" if len(number.serial) == 8 else None
        return f"CN{number.serial}" if number.type in (PUB, REG) else None


def _chinese_digits(number: PatentNumber) -> str:
    year = number.year or ""
    return (year if len(number.serial) == 8 else year[2:]) + number.serial


def _chinese_check_digit(digits: str) -> str:
    """Return the digit after the point: products with 2, 3 ... 9, 2, 3 ..., modulo 11, ten written X."""
    rest = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)


def _check_chinese(digits: str, check_digit: str | None) -> None:
    if check_digit is not None and check_digit != _chinese_check_digit(digits):
        raise Unreadable("検査数字が合わない。", "The check digit does not match.")


class Korea(Office):
    """The Korean office, whose numbers begin with 10 (patents) or 20 (utility models)."""

    def __init__(self) -> None:
        year, serial = "19[4-9][0-9]|2[0-9]{3}", "(?!0000000)[0-9]{7}"
        shapes = {
            APP: Shape(serial, year, "A"),
            PUB: Shape(serial, year, "A[1-9]?", "A"),
            REG: Shape("10[0-9]{7}|(?!20)[1-9][0-9]{4,8}", None, "B[1-9]?"),
            UTILAPP: Shape(serial, year, "U"),
            UTILPUB: Shape(serial, year, "U[1-9]?", "U"),
            UTILITY: Shape("20[0-9]{7}|(?!10)[1-9][0-9]{4,8}", None, "Y[1-9]?"),
        }
        super().__init__("KR", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read KR 10-2019-0022310 A, KR 10-2134749 B1, KR-20190022310-A, KR 10-2013-0121923, 1020130121923, 1014769820000."""
        digits, kind = written.body.replace("-", ""), written.kind
        found = re.fullmatch("(10|20)?((?:19[4-9]|20[0-9])[0-9])([0-9]{7})", digits)
        of_a_year = found and (not found[1] or "-" in written.body or found[3][0] in "07" or written.must_be(_OF_A_YEAR))
        if found and of_a_year and not (found[1] and written.must_be(REGISTRATIONS)):
            return self._of_a_year(found[1] or "", found[2], found[3], kind)
        if found := re.fullmatch("((?:10|20)[0-9]{7})(?:0000)?", digits):
            return [self.number(REG if digits.startswith("10") else UTILITY, found[1], None, kind)]
        return self.among((REG, UTILITY) if kind else (REG,), digits, kind=kind)

    def _of_a_year(self, right: str, year: str, serial: str, kind: str | None) -> list[PatentNumber]:
        """Read year and serial; with 10 or 20 before them and no kind they are quoted as applications, else as publications."""
        of_utility_model = right == "20" or (not right and (kind or "")[:1] == "U")
        publication, application = (UTILPUB, UTILAPP) if of_utility_model else (PUB, APP)
        if right and kind:
            return self.among((publication,), serial, (year,), kind)
        return self.among((application, publication) if right else (publication, application), serial, (year,), kind)

    def printed(self, number: PatentNumber) -> str:
        """Write KR 10-2019-0022310 A, KR 10-2013-0121923, KR 10-2134749 B1."""
        kind = f" {number.kind}" if number.kind else ""
        if number.year:
            right = "10" if number.type in (APP, PUB) else "20"
            return f"KR {right}-{number.year}-{number.serial}{kind}"
        split = len(number.serial) == 9 and number.serial[:2] in ("10", "20")
        return f"KR {number.serial[:2]}-{number.serial[2:]}{kind}" if split else f"KR {number.serial}{kind}"

    def docdb(self, number: PatentNumber) -> str | None:
        """Write KR 20190022310 A, KR 20130121923 A, KR 102134749 B1."""
        kind = {APP: "A", UTILAPP: "U"}.get(number.type, number.kind)
        return f"KR {number.year or ''}{number.serial} {kind}" if kind else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write KR20190022310, KR20130121923, KR102134749; None for utility models, whose rule is not known."""
        return f"KR{number.year or ''}{number.serial}" if number.type in (APP, PUB, REG) else None


class Taiwan(Office):
    """The office of Taiwan, whose applications carry the year of the Republic (110 is 2021)."""

    def __init__(self) -> None:
        shapes = {
            APP: Shape("(?:0?[4-9][0-9]|1[0-9]{2})[0-9]{6}", None, "[AU]"),
            PUB: Shape("(?!00000)[0-9]{5}", "20[0-9]{2}", "A[1-9]?", "A"),
            REG: Shape("I[0-9]{6}|[1-9][0-9]{3,5}", None, "B[1-9]?", "B"),
            UTILITY: Shape("M[0-9]{6}", None, "[UY][1-9]?", "U"),
        }
        super().__init__("TW", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read TW 202243992 A, TW I501456 B, TW 544967 B, TW M123456 U, TW 110112345."""
        body, kind = written.body, written.kind
        if found := re.fullmatch("(20[0-9]{2})([0-9]{5})", body):
            return [self.number(PUB, found[2], found[1], kind)]
        if re.fullmatch("[0-9]{8,9}", body):
            number = self.number(APP, body, None, kind)
            return [replace(number, stated_year=str(_MINGUO + int(body[:-6])))]
        return self.among((UTILITY,) if body.startswith("M") else (REG,), body, kind=kind)

    def printed(self, number: PatentNumber) -> str:
        """Write TW 202243992 A, TW I501456 B, TW 110112345."""
        return f"TW {number.year or ''}{number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb(self, number: PatentNumber) -> str | None:
        """Write TW 202243992 A, TW I501456 B, TW 110112345 A."""
        return f"TW {number.year or ''}{number.serial} {'A' if number.type is APP else number.kind}"

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write TW202243992, TWI501456B; None for what EPODOC's rule is not known."""
        match number.type:
            case NumberType.PUB:
                return f"TW{number.year}{number.serial}"
            case NumberType.REG:
                return f"TW{number.serial}{number.kind}"
            case _:
                return None


CHINA = China()
KOREA = Korea()
TAIWAN = Taiwan()
