"""The European Patent Office and the offices of Germany, France and the United Kingdom: a grant keeps its publication's number."""

from __future__ import annotations

import re
from dataclasses import replace

from ippool.domain.numbers.number import APPLICATIONS, NumberType, PatentNumber, Unreadable
from ippool.domain.numbers.office import Office, Shape, Written, full_year

APP, PUB, REG, UTILITY = NumberType.APP, NumberType.PUB, NumberType.REG, NumberType.UTILITY
UTILAPP = NumberType.UTILAPP
_YEAR = "19[0-9]{2}|2[0-9]{3}"


class SharedNumbers(Office):
    """An office whose grant keeps the number of its publication, so that without a kind either may be meant."""

    def shares_number_with_publication(self, number: PatentNumber) -> bool:
        """Tell that it does."""
        return True

    def docdb(self, number: PatentNumber) -> str | None:
        """Write EP 4246629 A1; applications as the office has them."""
        if number.type is APP:
            return self.docdb_of_application(number)
        return f"{self.code} {number.serial} {number.kind}" if number.kind else None

    def docdb_of_application(self, number: PatentNumber) -> str | None:
        """Write an application number as DOCDB has it."""
        return None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write EP4246629 and, of an application, EP20100167109; None where EPODOC's rule is not known."""
        if number.type is APP:
            return f"{self.code}{number.year}{number.serial.zfill(7)}" if number.year else None
        return f"{self.code}{number.serial}" if number.type in (PUB, REG) else None


class EuropeanPatentOffice(SharedNumbers):
    """The European Patent Office."""

    def __init__(self) -> None:
        shapes = {
            APP: Shape("(?!000000)[0-9]{6}", "19(?:7[89]|[89][0-9])|2[0-9]{3}", "A"),
            PUB: Shape("(?!0000000)[0-9]{7}", None, "A[1-9]"),
            REG: Shape("(?!0000000)[0-9]{7}", None, "B[1-9]"),
        }
        super().__init__("EP", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read EP 4246629 A1, EP 0 680 812, EP 10167109.7, EP20100167109."""
        if found := re.fullmatch("([0-9]{2})([0-9]{6})(?:[.]([0-9]))?", written.body):
            if found[3] is not None and int(found[3]) != _european_check_digit(found[1] + found[2]):
                raise Unreadable("検査数字が合わない。", "The check digit does not match.")
            return [self.number(APP, found[2], full_year(found[1], since=1978), written.kind)]
        if found := re.fullmatch("([0-9]{4})0([0-9]{6})", written.body):
            return [self.number(APP, found[2], found[1], written.kind)]
        return self.among((PUB, REG), written.body.zfill(7), kind=written.kind)

    def printed(self, number: PatentNumber) -> str:
        """Write EP 4246629 A1, EP 10167109.7."""
        if number.type is APP:
            digits = _european_digits(number)
            return f"EP {digits}.{_european_check_digit(digits)}"
        return f"EP {number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb_of_application(self, number: PatentNumber) -> str:
        """Write EP 10167109 A."""
        return f"EP {_european_digits(number)} A"


def _european_digits(number: PatentNumber) -> str:
    return (number.year or "")[2:] + number.serial


def _european_check_digit(digits: str) -> int:
    """Return the digit after the point: products with 1, 2, 1, 2 ..., summed digit by digit, filled up to a full ten."""
    products = (int(digit) * (1 + place % 2) for place, digit in enumerate(digits))
    return -sum(product // 10 + product % 10 for product in products) % 10


class Germany(SharedNumbers):
    """The German Patent and Trade Mark Office, where the application gives its number to publication and patent."""

    def __init__(self) -> None:
        serial = "[1-9][0-9]{3,11}"
        shapes = {
            APP: Shape(serial, None, "[AT]"),
            UTILAPP: Shape(serial, None, "U"),
            PUB: Shape(serial, None, "A[1-9]|T5"),
            REG: Shape(serial, None, "[BC][1-9]?|T[1-4]?|D[12]"),
            UTILITY: Shape(serial, None, "U[1-9]?"),
        }
        super().__init__("DE", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read DE 10 2022 130 523 B4, DE 199 51 872 A1, DE 10027360.2, DE 112014001986 T5, DE 000010027360 A1."""
        digits, point, _ = written.body.partition(".")
        if not digits.isdecimal():
            raise self.unknown_form()
        serial = digits.lstrip("0")
        types = (APP,) if point else (PUB, REG, APP, UTILITY, UTILAPP) if written.kind else (PUB, REG, APP)
        found = self.among(types, serial, kind=written.kind)
        return [replace(number, stated_year=serial[2:6]) for number in found] if len(serial) == 12 else found

    def printed(self, number: PatentNumber) -> str | None:
        """Write DE 10 2022 130 523 A1, DE 199 51 872 A1; None for an application, which needs a check digit."""
        if number.type is APP:
            return None
        groups = {12: (2, 4, 3, 3), 8: (3, 2, 3), 7: (2, 2, 3)}.get(len(number.serial), (len(number.serial),))
        parts, rest = [], number.serial
        for size in groups:
            parts.append(rest[:size])
            rest = rest[size:]
        return " ".join(("DE", *parts, *([number.kind] if number.kind else [])))

    def docdb_of_application(self, number: PatentNumber) -> str:
        """Write DE 102007026455 A."""
        return f"DE {number.serial} A"


_NEW_LAW = 1978
"""From this year on applications are numbered with the year first; of the year itself only those are read."""
_OF_NEW_LAW = re.compile("(?:0[0-9]|1[01]|7[89]|[89][0-9])[0-9]{5}")
_OF_OLD_LAW = re.compile("(?P<serial>[1-9][0-9]{0,3}|[1-6][0-9]{4})(?P<year>[0-6][0-9]|7[0-7])")
_LAST_OF_OLD_LAW = "69999"


class UnitedKingdom(SharedNumbers):
    """The United Kingdom's office."""

    def __init__(self) -> None:
        shapes = {
            APP: Shape("(?!00000)[0-9]{5}", "19[0-9]{2}|2[0-9]{3}", "A|D0"),
            # Until 1915 numbers began anew each year and carry it.
            PUB: Shape("[1-9][0-9]{0,5}|[12][0-9]{6}|1[89][0-9]{7}", None, "A[1-9]?", "A"),
            REG: Shape("[12][0-9]{6}", None, "[BC][1-9]?"),
        }
        super().__init__("GB", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read GB 2464455 A, GB 2464455 B, GB1712345.6, GB 8900530 A, GB 201712345 A, GB20170012345.

        Where an application number is expected, digits may also be of before 1978: the serial, then the year (31289/62).
        """
        body, kind = written.body, written.kind
        if found := re.fullmatch("([0-9]{2})([0-9]{5})[.][0-9]", body):
            return [self.number(APP, found[2], full_year(found[1], since=1978), kind)]
        if found := re.fullmatch("(19[2-9][0-9]|2[0-9]{3})(?:00)?([0-9]{5})", body):
            return [self.number(APP, found[2], found[1], kind)]
        if written.must_be(APPLICATIONS) and (applications := self._applications(body, kind)):
            return applications
        if kind in ("A", "D0") and _OF_NEW_LAW.fullmatch(body):
            application = (APP, body[2:], full_year(body[:2], since=_NEW_LAW), kind)
            publication = (PUB, body, None, kind)
            return self.tried((publication, application) if body[0] == "1" else (application, publication))
        return self.among((PUB, REG), body, kind=kind)

    def _applications(self, body: str, kind: str | None) -> list[PatentNumber]:
        """Read digits as year and serial and as serial and year.

        What can be both is likelier the latter where a kind shows it to be of DOCDB, which has had longer numbers since 2010.
        """
        found: list[PatentNumber] = []
        if _OF_NEW_LAW.fullmatch(body):
            found.append(self.number(APP, body[2:], full_year(body[:2], since=_NEW_LAW), kind))
        if of_old_law := _OF_OLD_LAW.fullmatch(body):
            number = self.number(APP, of_old_law["serial"].zfill(5), f"19{of_old_law['year']}", kind)
            found.insert(0 if kind else len(found), number)
        return found

    def number(self, type: NumberType, serial: str, year: str | None = None, kind: str | None = None) -> PatentNumber:
        """Make a number of the office. Raises: Unreadable, also for more applications than a year of the old law had."""
        if type is APP and year is not None and year < str(_NEW_LAW) and serial > _LAST_OF_OLD_LAW:
            raise Unreadable(f"{year} 年に {serial} 件の出願はなかった。", f"There were no {serial} applications in {year}.")
        return super().number(type, serial, year, kind)

    def printed(self, number: PatentNumber) -> str | None:
        """Write GB 2464455 A; None for an application, which needs a check digit."""
        return None if number.type is APP else f"GB {number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb_of_application(self, number: PatentNumber) -> str | None:
        """Write GB 3128962 A (serial, then year) before 1978, GB 8900530 A until 2009 and GB 201712345 A from 2010."""
        year = number.year or ""
        if year < str(_NEW_LAW):
            return f"GB {int(number.serial)}{year[2:]} A"
        return f"GB {year[2:] if year < '2010' else year}{number.serial} A"


class France(SharedNumbers):
    """The French office."""

    def __init__(self) -> None:
        shapes = {
            APP: Shape("(?!00000)[0-9]{5}", _YEAR, "A"),
            PUB: Shape("[1-3][0-9]{6}|[1-9][0-9]{0,5}", None, "A[1-9]?"),
            REG: Shape("[1-3][0-9]{6}|[1-9][0-9]{0,5}", None, "B[1-9]?"),
        }
        super().__init__("FR", shapes)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read FR 3012345 A1, FR 3012345 B1, FR 13/50123, FR 9508417 A, FR20130050123."""
        body, kind = written.body, written.kind
        if found := re.fullmatch("([0-9]{2})/([0-9]{5})|([12][0-9]{3})00([0-9]{5})", body):
            return [self.number(APP, found[2] or found[4], found[3] or full_year(found[1], since=1969), kind)]
        if (kind == "A" or written.must_be(APPLICATIONS)) and re.fullmatch("[0-9]{7}", body):
            application = (APP, body[2:], full_year(body[:2], since=1969), kind)
            publication = (PUB, body, None, kind)
            return self.tried((publication, application) if body[0] in "123" else (application, publication))
        return self.among((PUB, REG), body, kind=kind)

    def printed(self, number: PatentNumber) -> str:
        """Write FR 3012345 A1, FR 13/50123."""
        if number.type is APP:
            return f"FR {(number.year or '')[2:]}/{number.serial}"
        return f"FR {number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb_of_application(self, number: PatentNumber) -> str:
        """Write FR 9508417 A."""
        return f"FR {(number.year or '')[2:]}{number.serial} A"


EPO = EuropeanPatentOffice()
GERMANY = Germany()
UNITED_KINGDOM = UnitedKingdom()
FRANCE = France()
