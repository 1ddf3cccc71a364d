"""International applications (PCT) and their publications by WIPO, also as republished in Japan."""

from __future__ import annotations

import re

from ippool.domain.numbers.number import NumberType, PatentNumber
from ippool.domain.numbers.office import Office, Shape, Written, full_year

_YEAR = "19(?:7[89]|[89][0-9])|2[0-9]{3}"
_SERIAL = "(?!000000)[0-9]{6}"
_SHAPES = {
    NumberType.PUB: Shape(_SERIAL, _YEAR, "[AB][1-9]"),
    NumberType.APP: Shape(_SERIAL, f"[A-Z]{{2}}(?:{_YEAR})"),
}
_PUBLISHED = (
    re.compile("(?P<year>[0-9]{4}|[0-9]{2})[/-](?P<serial>[0-9]{1,6})"),
    re.compile("(?P<year>[0-9]{4})(?P<serial>[0-9]{6})"),
    re.compile("(?P<year>[0-9]{2})(?P<serial>[0-9]{5,6})"),
)
_FILED = (
    re.compile("(?P<office>[A-Z]{2})(?P<year>[0-9]{4}|[0-9]{2})/(?P<serial>[0-9]{5,6})"),
    re.compile("(?P<year>[0-9]{4})(?P<office>[A-Z]{2})(?P<serial>[0-9]{5,6})"),
)
_FOUR_DIGIT_YEARS_FROM = "2004"
_SIX_DIGIT_SERIALS_FROM = "2003"
"""The change fell into 2002, so that publications of 2002 stand in DOCDB and EPODOC in either way."""


class InternationalBureau(Office):
    """WIPO."""

    def __init__(self) -> None:
        super().__init__("WO", _SHAPES)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read WO2016/123456, WO 97/18595, WO-2011065307-A1, PCT/JP2016/012345, WO2016JP12345.

        A bare A is no kind of these: files of other offices write it for any publication.
        """
        kind = None if written.kind == "A" else written.kind
        for pattern in _PUBLISHED:
            if found := pattern.fullmatch(written.body):
                return [self.number(NumberType.PUB, found["serial"].zfill(6), _whole(found["year"]), kind)]
        for pattern in _FILED:
            if found := pattern.fullmatch(written.body):
                year = found["office"] + _whole(found["year"])
                return [self.number(NumberType.APP, found["serial"].zfill(6), year, written.kind)]
        raise self.unknown_form()

    def republished(self, written: Written) -> list[PatentNumber]:
        """Read the international publication that a Japanese republication names."""
        found = self.readings(Written("WO", written.body.removeprefix("WO"), written.kind))
        if found[0].type is not NumberType.PUB:
            raise self.unknown_form()
        return found

    def printed(self, number: PatentNumber) -> str:
        """Write WO 2016/123456 A1, WO 97/18595, PCT/JP2016/012345, PCT/JP98/01234; 再表2016/123456."""
        year, serial = _two_digits_before(_FOUR_DIGIT_YEARS_FROM, number), number.serial
        if number.type is NumberType.APP:
            office = (number.year or "")[:2]
            return f"PCT/{office}{year}/{serial if len(year) == 4 else _five(serial)}"
        if number.republication:
            return f"再表{year}/{serial}"
        serial = serial if number.year and number.year >= "2002" else _five(serial)
        return f"WO {year}/{serial}" + (f" {number.kind}" if number.kind else "")

    def docdb(self, number: PatentNumber) -> str | None:
        """Write WO 2016123456 A1, WO 9718595 A1, JP 2016012345 W; of a Japanese republication there is none."""
        if number.type is NumberType.APP:
            year = _two_digits_before(_FOUR_DIGIT_YEARS_FROM, number)
            serial = number.serial if len(year) == 4 else _five(number.serial)
            return f"{(number.year or '')[:2]} {year}{serial} W" if len(year + serial) in (7, 10) else None
        digits = _published_digits(number)
        return f"WO {digits} {number.kind}" if digits and number.kind else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Write WO2016123456, WO9718595, WO2016JP12345; of a Japanese republication there is none."""
        if number.type is NumberType.APP:
            return f"WO{number.calendar_year}{(number.year or '')[:2]}{_five(number.serial)}"
        digits = _published_digits(number)
        return f"WO{digits}" if digits else None


def _published_digits(number: PatentNumber) -> str | None:
    if number.republication or number.year == "2002":
        return None
    serial = number.serial if number.year and number.year >= _SIX_DIGIT_SERIALS_FROM else _five(number.serial)
    return _two_digits_before(_FOUR_DIGIT_YEARS_FROM, number) + serial


def _whole(year: str) -> str:
    return year if len(year) == 4 else full_year(year, since=1978)


def _two_digits_before(year: str, number: PatentNumber) -> str:
    own = str(number.calendar_year)
    return own if own >= year else own[2:]


def _five(serial: str) -> str:
    """Write a serial in at least five digits, as was done before six were needed."""
    return f"{int(serial):05d}"


PCT = InternationalBureau()
