"""How long a right lasts by law, where the law fixes it from the filing day alone."""

from __future__ import annotations

from datetime import date

from ippool.domain.patents import PatentKind
from ippool.domain.timeline import months_after

TWENTY_YEARS_FROM_FILING = frozenset({"JP", "EP", "DE", "FR", "GB", "CN", "KR", "TW"})
"""Offices whose patents last twenty years from filing. The term of the United States depends on earlier filings and adjustment."""

_UTILITY_MODEL_YEARS = {"JP": 10}


def last_day_of_term(jurisdiction: str, kind: PatentKind, filed_on: date | None) -> date | None:
    """Return the last day in force that the law gives, without extension; None where it does not follow from the filing day.

    Source: Patent Act art. 67(1), EPC art. 63, TRIPS art. 33; Utility Model Act art. 15 (applications from 2005-04-01 on).
    """
    if filed_on is None:
        return None
    if kind is PatentKind.UTILITY_MODEL:
        years = _UTILITY_MODEL_YEARS.get(jurisdiction) if filed_on >= date(2005, 4, 1) else None
    else:
        years = 20 if jurisdiction in TWENTY_YEARS_FROM_FILING else None
    return months_after(filed_on, 12 * years) if years is not None else None
