"""The other offices of WIPO ST.3: a number is what stands between country and kind, and the kind tells its type."""

from __future__ import annotations

import re

from ippool.domain.numbers.number import APPLICATIONS, NumberNotation, NumberType, PatentNumber, Unreadable
from ippool.domain.numbers.office import Office, Shape, Written

_SERIAL = "(?=.*[0-9])[0-9A-Z]{1,17}"
_SHAPES = {
    NumberType.APP: Shape(_SERIAL, None, "[AT]"),
    NumberType.UTILAPP: Shape(_SERIAL, None, "U"),
    NumberType.PUB: Shape(_SERIAL, None, "[ADKLMNPRT][0-9]?"),
    NumberType.REG: Shape(_SERIAL, None, "[BCEFGHI][0-9]?"),
    NumberType.UTILITY: Shape(_SERIAL, None, "[UYZ][0-9]?"),
}
_RIGHTS = (NumberType.PUB, NumberType.REG, NumberType.UTILITY)
_YEAR_BEFORE_SERIAL = re.compile("(?:19|20)[0-9]{2}(?P<serial>[0-9]{7})")
_YEAR_OF_EPODOC = frozenset({"CA", "NL"})
"""The offices of which it is known that EPODOC writes a year before an application number that has none."""
_CODES = (
    "AD AE AF AG AI AL AM AO AP AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BV BW BX BY BZ CA "
    "CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EA EC EE EG EH EM EP ER ES ET EU FI FJ FK "
    "FO FR GA GB GC GD GE GG GH GI GL GM GN GQ GR GS GT GW GY HK HN HR HT HU IB ID IE IL IM IN IQ IR IS IT JE JM "
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MP MR "
    "MS MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OA OM PA PE PG PH PK PL PT PW PY QA QZ RO RS RU RW SA SB "
    "SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY "
    "UZ VA VC VE VG VN VU WO WS XN XU XV YE ZA ZM ZW "
    "CS DD SU YU"
)
"""The two-letter codes of WIPO ST.3; the last line has those of states that are no more and whose documents remain."""
ST3 = frozenset(_CODES.split())


class OtherOffice(Office):
    """An office whose numbering is not known in detail."""

    def __init__(self, code: str) -> None:
        if code not in ST3:
            raise Unreadable(f"{code} は国・官庁のコードではない。", f"{code} is not the code of a country or office.")
        super().__init__(code, _SHAPES)

    def readings(self, written: Written) -> list[PatentNumber]:
        """Read CA 2744162 A1, AU 2006/292754 A1, RU 2687730 C1: digits as they are, with a kind, which tells the type.

        Where an application number is expected, the digits alone are one.
        """
        digits = re.sub("[-/]", "", written.body)
        of_utility_model = written.kind == "U" or written.must_be(frozenset({NumberType.UTILAPP}))
        applications = (NumberType.UTILAPP if of_utility_model else NumberType.APP,)
        if not written.must_be(APPLICATIONS):
            return self.among((*_RIGHTS, *applications) if written.kind else _RIGHTS, digits, kind=written.kind)
        if written.notation is NumberNotation.EPODOC:
            digits = self._without_year(digits)
        return self.among(applications, digits, kind=written.kind)

    def _without_year(self, digits: str) -> str:
        found = _YEAR_BEFORE_SERIAL.fullmatch(digits)
        if found is None or self.code not in _YEAR_OF_EPODOC:
            raise Unreadable(
                f"{self.code} の出願番号の EPODOC 表記の規則は知られていない。",
                f"How EPODOC writes application numbers of {self.code} is not known.",
            )
        return found["serial"]

    def number(self, type: NumberType, serial: str, year: str | None = None, kind: str | None = None) -> PatentNumber:
        """Make a number of the office. Raises: Unreadable, also where there is no kind."""
        if kind is None and type not in APPLICATIONS:
            raise self.unfit_kind(None)
        return super().number(type, serial, year, kind)

    def keeps_kind(self, type: NumberType) -> bool:
        """Tell that it stands in every canonical form but an application's: without it little would be known of the number."""
        return type not in APPLICATIONS

    def printed(self, number: PatentNumber) -> str:
        """Write CA 2744162 A1 and, of an application, CA 2744162."""
        return f"{number.office} {number.serial}" + (f" {number.kind}" if number.kind else "")

    def docdb(self, number: PatentNumber) -> str | None:
        """Write CA 2744162 A1; None for an application, of which the office may write other digits than DOCDB."""
        return self.printed(number) if number.kind else None

    def epodoc(self, number: PatentNumber) -> str | None:
        """Return None: whether and how EPODOC appends the kind differs by country."""
        return None
