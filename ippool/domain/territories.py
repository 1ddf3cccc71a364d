"""Countries and offices by their two-letter codes (WIPO ST.3, ISO 3166-1), and the countries that a regional office grants for.

A code that nothing knows must never pass for a country where no right stands.
"""

from __future__ import annotations

from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


COUNTRIES = _codes(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG
    CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
    GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA
    LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """
)
"""The countries of ISO 3166-1."""

OFFICES = _codes("AP BX EA EM EP GC IB OA QZ WO XN XV")
"""The offices and organizations of ST.3 that are no country."""

UNKNOWN = "XX"
"""ST.3 for a state that is not known: a party that a source names without its country has it. No right stands there."""

FORMER = _codes("AN BU CS DD SU YD YU ZR")
"""Former states of ST.3: a right of long ago may bear their codes; nobody can ask about them any more."""

EPC_STATES = _codes(
    """
    AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC ME MK MT NL NO PL PT RO RS SE SI SK SM TR
    """
)
"""The contracting states of the European Patent Convention (39 since 2022-10-01), which a European application designates."""

REGIONS = {
    "EP": EPC_STATES,
    "EA": _codes("AM AZ BY KG KZ RU TJ TM"),
    "AP": _codes("BW CV GH GM KE LR LS MU MW MZ NA RW SC SD SL SO ST SZ TZ UG ZM ZW"),
    "OA": _codes("BF BJ CF CG CI CM GA GN GQ GW KM ML MR NE SN TD TG"),
    "GC": _codes("AE BH KW OM QA SA"),
}
"""The states of each regional office, by the office's code; the code asks about all of them."""

_BEYOND = {"EP": _codes("BA GE KH LA MA MD TN")}
"""States outside the organization to which its patents can be extended."""

_MEANT = {"UK": "GB", "EL": "GR", "EU": "EP", "SF": "FI"}
"""Codes that people write for others."""


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width letters as plain ones; a compatibility form that merely unfolds to two letters (№, ㎏, ß) names no country."""


class TerritoryRefused(RuleBroken):
    """What was given as a territory is no country and no regional office."""

    code = "TERRITORY_REFUSED"


def reach_of(office: str) -> frozenset[str]:
    """Return every country where a right of an office may stand: its own, or those for which it grants."""
    return REGIONS.get(office, frozenset({office})) | _BEYOND.get(office, frozenset())


def is_known(code: str) -> bool:
    """Tell whether a code is that of a country, present or former, or of an office."""
    return code in COUNTRIES or code in OFFICES or code in FORMER


def meant_by(code: str) -> str | None:
    """Return the code that somebody who writes another for it means, or None."""
    return _MEANT.get(code)


def territory_from(text: str) -> str:
    """Read the territory of a question: the code of one country, or of a regional office for all of its states.

    Width, case and spaces at the ends do not matter. Raises: TerritoryRefused for everything else, also for empty text; asking
    about the whole territory is to leave it out.
    """
    narrow = text.translate(_NARROW).strip()
    code = narrow.upper() if narrow.isascii() else narrow
    if code in COUNTRIES or code in REGIONS:
        return code
    raise TerritoryRefused(_why_refused(code), path=("territory",), next_step=_next_step(code))


def _why_refused(code: str) -> Words:
    if not code:
        return Words("国コードが空である。", "The territory is empty.")
    if code in OFFICES:
        return Words(f"{code} は国ではなく官庁である。", f"{code} is an office, not a country.")
    shown = code if len(code) <= 40 else f"{code[:40]}…"
    return Words(f"「{shown}」は国コードではない。", f"{shown!r} is not the code of a country.")


def _next_step(code: str) -> Words:
    meant = meant_by(code)
    if meant is not None:
        return Words(f"{meant} と書く。", f"Write {meant}.")
    return Words(
        "二文字の国コード（JP、US、DE）か、EP のような広域官庁のコードを書く。全域を問うときは何も指定しない。",
        "Write the two-letter code of a country (JP, US, DE) or of a regional office such as EP; for the whole territory "
        "leave it out.",
    )
