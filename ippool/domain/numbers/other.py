"""The other offices of WIPO ST.3: a number is what stands between country and kind, and the kind tells its type."""

from __future__ import annotations

import re

from ippool.domain.numbers.number import NumberType, PatentNumber, Unreadable
from ippool.domain.numbers.office import Office, Shape, Written

_SERIAL = "(?=.*[0-9])[0-9A-Z]{1,17}"
_SHAPES = {
    NumberType.PUB: Shape(_SERIAL, None, "[ADKLMNPRT][0-9]?"),
    NumberType.REG: Shape(_SERIAL, None, "[BCEFGHI][0-9]?"),
    NumberType.UTILITY: Shape(_SERIAL, None, "[UYZ][0-9]?"),
}
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
        """Read CA 2744162 A1, AU 2006/292754 A1, RU 2687730 C1: digits as they are, with a kind, which tells the type."""
        digits = re.sub("[-/]", "", written.body)
        return self.among((NumberType.PUB, NumberType.REG, NumberType.UTILITY), digits, kind=written.kind)

    def number(self, type: NumberType, serial: str, year: str | None = None, kind: str | None = None) -> PatentNumber:
        """Make a number of the office. Raises: Unreadable, also where there is no kind."""
        if kind is None:
            raise self.unfit_kind(None)
        return super().number(type, serial, year, kind)

    def keeps_kind(self, type: NumberType) -> bool:
        """Tell that it stands in every canonical form: without it little would be known of the number."""
        return True

    def printed(self, number: PatentNumber) -> str:
        """Write CA 2744162 A1."""
        return f"{number.office} {number.serial} {number.kind}"

    def docdb(self, number: PatentNumber) -> str:
        """Write CA 2744162 A1."""
        return self.printed(number)

    def epodoc(self, number: PatentNumber) -> str | None:
        """Return None: whether and how EPODOC appends the kind differs by country."""
        return None
