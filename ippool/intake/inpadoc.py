"""Legal events as the EPO collects them from the offices of the world (INPADOC): which of their codes settle what a right is.

Only codes that settle it for the whole right, on their day and for good are here. Left out are decisions that an appeal can still
undo, notices that name the day of a decision and not that of the grant (EP GRAA and STAA, US STCF), and what the offices of the
contracting states tell of a European patent (PG25, PGFP, REG): those lapse and go on state by state, and the patent goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ippool.domain.patents import ENDED, LegalStatus

# office | status | codes
_SETTLING = """
CN | ABANDONED | AD01 AR01 AV01 C25 RGAV
CN | EXPIRED | CX01 MK1K MK4A
CN | GRANTED | C14 FG1K FG4A GR01
CN | INVALIDATED | C28 IW01 RW01
CN | LAPSED | C19 CF01 MM1K MM4A
CN | REFUSED | C12 RJ01
CN | WITHDRAWN | C01 C02 C03 C04 C05 WD01 WW01
DE | ABANDONED | 8330 R231
DE | EXPIRED | R071
DE | INVALIDATED | 8311 8331 R037 R042 R064 R103 R168 R170
DE | LAPSED | 8339 R156 R157 R158
DE | REFUSED | R003
DE | WITHDRAWN | 8141 R005 R118 R123
EP | INVALIDATED | 27W
EP | REFUSED | 18R
EP | WITHDRAWN | 18D 18W
FR | ABANDONED | RT
FR | INVALIDATED | OX VA
FR | LAPSED | ST
FR | REFUSED | REFU RX
FR | WITHDRAWN | RS
GB | ABANDONED | S29
GB | EXPIRED | PE16 PE20
GB | INVALIDATED | 772R 773K 773L 775E
GB | LAPSED | PCNP PLNP
JP | ABANDONED | A762 ABAN
JP | ALLOWED | A01
JP | EXPIRED | EXPY
JP | INVALIDATED | RVOP RVTR
JP | LAPSED | LAPF LAPS
JP | REFUSED | A313
JP | WITHDRAWN | A300 A761
KR | ALLOWED | E701 GRNT
KR | EXPIRED | EXPY
KR | GRANTED | REGI
KR | INVALIDATED | EXTG
KR | LAPSED | LAPS
KR | WITHDRAWN | WITB WITN
US | ALLOWED | ZAAA ZAAB
US | INVALIDATED | FPB1 FPB2 FPB3
US | LAPSED | FP LAPS
WO | WITHDRAWN | WA
"""
_SETTLED: Mapping[tuple[str, str], LegalStatus] = {
    (office, code): LegalStatus(status)
    for office, status, codes in ((part.strip() for part in line.split("|")) for line in _SETTLING.strip().splitlines())
    for code in codes.split()
}

_OF_A_RIGHT_ONLY: Mapping[tuple[str, str], LegalStatus] = {
    ("DE", "R119"): LegalStatus.LAPSED,
    ("DE", "R120"): LegalStatus.ABANDONED,
}
"""Codes that are told of an application and of a right alike, and mean this of a right."""

_BY_TEXT: Mapping[tuple[str, str], tuple[str, LegalStatus]] = {
    ("US", "STCB"): ("ABANDONED", LegalStatus.ABANDONED),
    ("US", "STCH"): ("EXPIRED DUE TO NONPAYMENT OF MAINTENANCE FEES", LegalStatus.LAPSED),
}
"""Codes that mean something where their free text says so."""

_OF_A_PUBLICATION: Mapping[tuple[str, str, str], LegalStatus] = {
    ("EP", "AK", "A1"): LegalStatus.PUBLISHED,
    ("EP", "AK", "A2"): LegalStatus.PUBLISHED,
    ("EP", "AK", "B1"): LegalStatus.GRANTED,
}
"""Codes that mean something together with the kind of the document they refer to: the states of a B1 are told with the grant."""

_REVIVING: Mapping[str, tuple[str, ...]] = {
    "CN": ("C49", "C52", "RA01", "REIN", "RR01"),
    "DE": ("8570", "R074", "R124", "R126"),
    "EP": ("18RR", "28", "D18D", "D18R", "D18W", "D27W", "R28"),
    "FR": ("D3", "FC"),
    "GB": ("720A", "CAT", "RCOR", "RH", "RIAT", "S20A", "S28", "WAPI", "WAPP"),
    "KR": ("R401",),
    "US": ("PRDP", "REIN", "STCC", "STCK"),
}
"""Codes after which an end told before is none: restored, reinstated, or told in error."""


@dataclass(frozen=True, slots=True)
class Told:
    """A legal event as an answer tells it; `on` is its day of effect, or else of its gazette, `told_on` that of the gazette.

    Shape: `free_text` and `of_kind` are empty where nothing is told.
    """

    office: str
    code: str
    on: date | None
    told_on: date | None
    free_text: str = ""
    of_kind: str = ""


def statuses(told: Iterable[Told], *, granted_on: date | None) -> list[LegalStatus | None]:
    """Return the legal status that each event of one right settles, None for those that settle none.

    `granted_on` is the day of the document where that is the publication of a granted right, else None.
    """
    events = list(told)
    revived_on = max((one.told_on for one in events if one.told_on and one.code in _REVIVING.get(one.office, ())), default=None)
    return [_status(one, granted_on, revived_on) for one in events]


def _status(one: Told, granted_on: date | None, revived_on: date | None) -> LegalStatus | None:
    key = one.office, one.code
    if key in _BY_TEXT:
        text, means = _BY_TEXT[key]
        status = means if text in one.free_text.upper() else None
    elif key in _OF_A_RIGHT_ONLY:
        is_of_right = granted_on is not None and one.on is not None and one.on >= granted_on
        status = _OF_A_RIGHT_ONLY[key] if is_of_right else None
    else:
        status = _SETTLED.get(key) or _OF_A_PUBLICATION.get((*key, one.of_kind))
    is_undone = revived_on is not None and (one.told_on is None or one.told_on <= revived_on)
    return None if status in ENDED and is_undone else status
