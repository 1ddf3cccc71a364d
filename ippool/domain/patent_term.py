"""How long a right lasts by law, where the law fixes it from the filing day alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ippool.domain.patents import Patent, PatentKind
from ippool.domain.timeline import day_after, months_after

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


COMPUTED = "; expires_on computed: filing day and term by law"
"""With these words the source of a patent ends whose last day no source states."""


def is_term_computed(patent: Patent) -> bool:
    """Tell whether a patent's last day was computed and not stated: then any source that states it knows better."""
    by_law = last_day_of_term(patent.jurisdiction, patent.kind, patent.filed_on)
    return patent.source.endswith(COMPUTED) and patent.expires_on == by_law


def outlives(patent: Patent, in_force_on: date | None) -> bool:
    """Tell whether a right is in force on a day after the last one that was computed."""
    last = patent.expires_on if is_term_computed(patent) else None
    return last is not None and in_force_on is not None and last < in_force_on


def with_term(patent: Patent, *, is_stated: bool, in_force_on: date | None = None) -> Patent:
    """Return a patent with the last day that the law gives to a registered one, unless one is stated, and marked so in its source.

    A day before the registration is none: the filing day is not that of the right then. Neither is one before a day on which a
    source says the right is in force: its term was extended.
    """
    stated = patent.source.removesuffix(COMPUTED)
    was_computed = patent.source != stated
    if is_stated:
        return replace(patent, source=stated)
    if patent.registration_number is None or (patent.expires_on is not None and not was_computed):
        return patent
    by_law = last_day_of_term(patent.jurisdiction, patent.kind, patent.filed_on)
    if by_law is None or any(by_law < day for day in (patent.registered_on, in_force_on) if day is not None):
        return replace(patent, expires_on=None, source=stated)
    return replace(patent, expires_on=by_law, source=stated + COMPUTED)


_LONGEST_YEARS = 30
"""No right of any office lasts longer from its filing: twenty years, and what extensions and adjustments have ever added."""


def ended_by(patent: Patent) -> date | None:
    """Return the first day on which a right has ended whatever became of it; None where nothing dates it.

    An application that was never granted can give no right after twenty years, where the office's patents last as long.
    """
    begun = next((day for day in (patent.filed_on, patent.priority_on, patent.published_on, patent.registered_on) if day), None)
    if begun is None:
        return None
    pending = patent.registration_number is None and patent.registered_on is None and patent.filed_on is not None
    is_short = pending and patent.kind is PatentKind.PATENT and patent.jurisdiction in TWENTY_YEARS_FROM_FILING
    last = months_after(begun, 12 * (20 if is_short else _LONGEST_YEARS))
    return day_after(last) if last is not None else None
