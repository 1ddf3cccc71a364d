"""The last day that the law gives a right: where it follows from the filing day, and how the register marks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.patent_term import COMPUTED, ended_by, is_term_computed, last_day_of_term, with_term
from ippool.domain.patents import Patent, PatentKind
from ippool.domain.words import Words
from tests.builders import a_patent

NOBODY = UUID(int=0)
FILED = date(2006, 12, 29)
TWENTY_YEARS_ON = date(2026, 12, 29)


@pytest.mark.parametrize("office", ["JP", "EP", "DE", "FR", "GB", "CN", "KR", "TW"])
def test_a_patent_lasts_twenty_years_from_filing(office: str) -> None:
    assert last_day_of_term(office, PatentKind.PATENT, FILED) == TWENTY_YEARS_ON


@pytest.mark.parametrize("office", ["US", "CA", "AU", "WO", "XX"])
def test_where_the_filing_day_alone_does_not_tell_nothing_is_said(office: str) -> None:
    assert last_day_of_term(office, PatentKind.PATENT, FILED) is None


@pytest.mark.parametrize(
    ("office", "filed", "last"),
    [
        ("JP", date(2005, 4, 1), date(2015, 4, 1)),
        ("JP", date(2005, 3, 31), None),
        ("DE", date(2010, 1, 1), None),
    ],
)
def test_a_japanese_utility_model_of_the_law_in_force_lasts_ten_years(office: str, filed: date, last: date | None) -> None:
    assert last_day_of_term(office, PatentKind.UTILITY_MODEL, filed) == last


def test_a_leap_day_ends_with_february() -> None:
    # In 2024 + 20 there is a 29 February again; ten years after one there is none.
    assert last_day_of_term("JP", PatentKind.PATENT, date(2024, 2, 29)) == date(2044, 2, 29)
    assert last_day_of_term("JP", PatentKind.UTILITY_MODEL, date(2024, 2, 29)) == date(2034, 2, 28)


def test_without_a_filing_day_there_is_none() -> None:
    assert last_day_of_term("JP", PatentKind.PATENT, None) is None


def granted(**differ: object) -> Patent:
    usual: dict[str, object] = {
        "jurisdiction": "JP",
        "registration_number": "JP:reg:4958268",
        "filed_on": FILED,
        "registered_on": None,
        "expires_on": None,
        "source": "J-PlatPat 特許4958268",
    }
    return replace(a_patent("JP-1").patent, **usual | differ)  # type: ignore[arg-type]


def test_a_computed_day_is_marked_in_the_source() -> None:
    found = with_term(granted(), is_stated=False)
    assert (found.expires_on, found.source) == (TWENTY_YEARS_ON, f"J-PlatPat 特許4958268{COMPUTED}")
    assert COMPUTED == "; expires_on computed: filing day and term by law"
    assert is_term_computed(found)
    assert not is_term_computed(replace(found, source="J-PlatPat 特許4958268"))
    assert not is_term_computed(replace(found, expires_on=date(2027, 12, 29)))


@pytest.mark.parametrize(
    "differ",
    [
        {"registration_number": None},
        {"jurisdiction": "US"},
        {"filed_on": None},
        {"expires_on": date(2020, 1, 1)},
        {"registered_on": date(2026, 12, 30)},
    ],
    ids=["pending", "no law", "no filing day", "stated", "registered after it"],
)
def test_where_there_is_nothing_to_compute_nothing_is_marked(differ: dict[str, object]) -> None:
    before = granted(**differ)
    assert with_term(before, is_stated=False) == before


def test_what_a_source_states_takes_the_place_of_what_was_computed() -> None:
    extended = replace(with_term(granted(), is_stated=False), expires_on=date(2030, 1, 1))
    found = with_term(extended, is_stated=True)
    assert (found.expires_on, found.source) == (date(2030, 1, 1), "J-PlatPat 特許4958268")


def test_another_filing_day_computes_it_anew() -> None:
    found = with_term(replace(with_term(granted(), is_stated=False), filed_on=date(2007, 1, 5)), is_stated=False)
    assert (found.expires_on, found.source) == (date(2027, 1, 5), f"J-PlatPat 特許4958268{COMPUTED}")
    withdrawn = with_term(replace(found, registered_on=date(2028, 1, 1)), is_stated=False)
    assert (withdrawn.expires_on, withdrawn.source) == (None, "J-PlatPat 特許4958268")


def test_a_right_that_is_in_force_after_its_term_was_extended() -> None:
    computed = with_term(granted(), is_stated=False, in_force_on=TWENTY_YEARS_ON)
    assert is_term_computed(computed)
    extended = with_term(computed, is_stated=False, in_force_on=date(2026, 12, 30))
    assert (extended.expires_on, extended.source) == (None, "J-PlatPat 特許4958268")
    assert with_term(granted(), is_stated=False, in_force_on=date(2026, 12, 30)) == granted()


@given(
    filed=st.none() | st.dates(date(1950, 1, 1), date(2030, 1, 1)),
    registered=st.none() | st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    expires=st.none() | st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    office=st.sampled_from(["JP", "US", "EP"]),
)
def test_marked_is_exactly_what_was_computed(
    filed: date | None, registered: date | None, expires: date | None, office: str
) -> None:
    before = granted(filed_on=filed, registered_on=registered, expires_on=expires, jurisdiction=office)
    once = with_term(before, is_stated=False)
    assert is_term_computed(once) == (once.expires_on != before.expires_on)
    assert once.source == before.source + (COMPUTED if is_term_computed(once) else "")
    assert with_term(once, is_stated=False) == once


@pytest.mark.parametrize(
    ("office", "kind", "days", "first_day_out"),
    [
        # An application that was never granted, where patents last twenty years from filing.
        ("JP", PatentKind.PATENT, {"filed_on": date(1992, 3, 10)}, date(2012, 3, 11)),
        # A right: its term may have been extended, but no right lasts thirty years.
        ("JP", PatentKind.PATENT, {"filed_on": date(1992, 3, 10), "registration_number": "JP:reg:2500000"}, date(2022, 3, 11)),
        ("US", PatentKind.PATENT, {"filed_on": date(1932, 6, 1)}, date(1962, 6, 2)),
        ("CN", PatentKind.UTILITY_MODEL, {"published_on": date(1990, 1, 1)}, date(2020, 1, 2)),
        ("JP", PatentKind.PATENT, {}, None),
    ],
)
def test_a_right_has_ended_by_then_whatever_became_of_it(
    office: str, kind: PatentKind, days: dict[str, Any], first_day_out: date | None
) -> None:
    bare = Patent(NOBODY, "X", NOBODY, office, Words("題", ""), kind=kind)
    assert ended_by(replace(bare, **days)) == first_day_out
