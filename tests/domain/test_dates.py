"""Days: half-open periods, months, and a legal status for every day without gap or overlap (I-20 as far as dates go here)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.arrangements import Policies
from ippool.domain.labs import LeftReason
from ippool.domain.patents import ENDED, LegalEvent, LegalStatus, Patent, StatusSpan, legal_status, status_spans
from ippool.domain.tables import Standing
from ippool.domain.timeline import Period, day_after, day_before, months_after
from tests.builders import a_membership, a_party, a_patent, a_world, an_arrangement, an_event

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1))
ENDS = st.none() | DAYS


def a_period(start: date | None, until: date | None) -> Period:
    return Period(start, until) if start is None or until is None or start < until else Period(until, day_after(start))


periods = st.builds(a_period, ENDS, ENDS)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 4, 1), 12, date(2027, 4, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2018, 6, 1), 36, date(2021, 6, 1)),  # W14: the last day to request examination
        (date(2018, 6, 1), 18, date(2019, 12, 1)),  # W14: not published before
        (date(2018, 6, 1), 240, date(2038, 6, 1)),  # W14: the last day in force
        (date(2025, 9, 21), 6, date(2026, 3, 21)),  # W14: the grace period is counted from the nominal due day, a Sunday
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(9999, 12, 31), 1, None),
        (date(2026, 4, 1), 12 * 8000, None),
        (date(1, 1, 31), -1, date(1, 1, 1)),
    ],
)
def test_months_go_to_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date | None) -> None:
    assert months_after(day, months) == expected


@given(day=DAYS, months=st.integers(0, 600))
def test_a_month_is_never_skipped_and_the_nominal_chain_is_not_moved(day: date, months: int) -> None:
    """Each due day is counted from the nominal one: a chain through a short month would lose days."""
    due, next_one = months_after(day, months), months_after(day, months + 1)
    assert due is not None
    assert next_one is not None
    index = day.year * 12 + day.month - 1 + months
    assert (due.year, due.month - 1) == divmod(index, 12)
    assert due.day == min(day.day, calendar.monthrange(due.year, due.month)[1])
    assert next_one > due


def test_a_chain_from_the_last_due_day_would_lose_days() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 2, 28), 1) == date(2026, 3, 28)
    assert months_after(date(2026, 1, 31), 2) == date(2026, 3, 31)


@given(period=periods, day=DAYS)
def test_a_day_is_before_in_or_after_a_period(period: Period, day: date) -> None:
    states = [not period.begins_by(day), day in period, period.is_over(day)]
    assert sum(states) == 1


@given(left=periods, right=periods)
def test_two_periods_overlap_where_they_share_a_day(left: Period, right: Period) -> None:
    first = max(left.start or date.min, right.start or date.min)
    assert left.overlaps(right) == right.overlaps(left) == (first in left and first in right)


def test_the_calendar_has_a_first_and_a_last_day() -> None:
    assert (day_after(date(2026, 12, 31)), day_after(date.max)) == (date(2027, 1, 1), None)
    assert (day_before(date(2026, 1, 1)), day_before(date.min)) == (date(2025, 12, 31), date.min)
    assert Period(date.max, None).cut_at(date(2020, 1, 1)) == Period(date.max, None)


@pytest.mark.parametrize("day", [date.min, date(2018, 6, 1), date.max])
def test_a_right_of_the_first_or_the_last_day_has_a_status_on_every_day(day: date) -> None:
    patent = a_patent(filed_on=day, published_on=day, registered_on=day, expires_on=day).patent
    assert legal_status(patent, (), day) is LegalStatus.GRANTED
    spans = status_spans(patent, (an_event(LegalStatus.LAPSED, day),))
    assert (spans[0].period.start, spans[-1].period.until) == (None, None)


def test_a_right_that_ends_with_the_calendar_never_expires() -> None:
    patent = a_patent(expires_on=date.max).patent
    assert status_spans(patent, ())[-1] == StatusSpan(LegalStatus.GRANTED, Period(date(2022, 9, 21), None))


@pytest.mark.parametrize("on", [date.min, date.max])
@pytest.mark.parametrize("applicant", ["CORE", "A", "B", "Z", "C"])
def test_terms_can_be_asked_for_on_the_first_and_the_last_day(on: date, applicant: str) -> None:
    forever = a_patent(filed_on=date.min, published_on=date.min, registered_on=date.min, expires_on=date.max)
    left = a_membership("B", period=Period(date.min, date.max), left_reason=LeftReason.WITHDRAWAL)
    found = a_world(memberships=[left], parties=[a_party("A", merged_into="Z", merged_on=date.max)]).ask(applicant, forever, on=on)
    assert found.steps
    assert found.digest


def test_a_tail_beyond_the_calendar_is_open() -> None:
    version = an_arrangement(policies=Policies(tail_months=12 * 8000))
    left = a_membership("B", period=Period(date(2016, 4, 1), date(2026, 4, 1)), left_reason=LeftReason.WITHDRAWAL)
    found = a_world(memberships=[left], arrangements=[version]).ask("B", a_patent(), on=date(2030, 1, 1))
    assert found.standing is Standing.FORMER_LAB_MEMBER
    assert (
        "the tail runs until 9999-12-31"
        in next(step for step in found.steps if step.rule == "FORMER_LAB_MEMBER").verdict.because.en
    )


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="2026-04-01"):
        Period(date(2026, 4, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("period", "until", "expected"),
    [
        (Period(date(2020, 1, 1), None), date(2021, 1, 1), Period(date(2020, 1, 1), date(2021, 1, 1))),
        (Period(date(2020, 1, 1), date(2020, 6, 1)), date(2021, 1, 1), Period(date(2020, 1, 1), date(2020, 6, 1))),
        (Period(None, None), date(2021, 1, 1), Period(None, date(2021, 1, 1))),
        (Period(date(2020, 1, 1), None), None, Period(date(2020, 1, 1), None)),
    ],
)
def test_the_end_of_a_lab_cuts_its_memberships(period: Period, until: date | None, expected: Period) -> None:
    assert period.cut_at(until) == expected


events = st.lists(st.builds(an_event, st.sampled_from(LegalStatus), DAYS), max_size=5).map(tuple)
patents = st.builds(
    lambda filed, published, registered, expires: (
        a_patent(filed_on=filed, published_on=published, registered_on=registered, expires_on=expires).patent
    ),
    ENDS,
    ENDS,
    ENDS,
    ENDS,
)


@given(patent=patents, recorded=events)
def test_every_day_has_one_status(patent: Patent, recorded: tuple[LegalEvent, ...]) -> None:
    spans = status_spans(patent, recorded)
    assert spans[0].period.start is None
    assert spans[-1].period.until is None
    for earlier, later in pairwise(spans):
        assert earlier.period.until == later.period.start
        assert earlier.status is not later.status
    for span in spans:
        for day in (span.period.start, span.period.until and span.period.until - timedelta(days=1)):
            if day is not None:
                assert legal_status(patent, recorded, day) is span.status


@given(patent=patents, recorded=events)
def test_an_ended_right_comes_back_by_a_recorded_restoration_only(patent: Patent, recorded: tuple[LegalEvent, ...]) -> None:
    for earlier, later in pairwise(status_spans(patent, recorded)):
        if earlier.status in ENDED:
            assert earlier.status not in (LegalStatus.INVALIDATED, LegalStatus.EXPIRED)
            assert any(event.effective_on == later.period.start and event.status is LegalStatus.GRANTED for event in recorded)


@given(patent=patents, recorded=events, data=st.data())
def test_the_order_in_which_events_were_recorded_does_not_matter(
    patent: Patent, recorded: tuple[LegalEvent, ...], data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(recorded)))
    assert status_spans(patent, shuffled) == status_spans(patent, recorded)


def test_the_first_and_the_last_day_of_each_status() -> None:
    record = a_patent(events=[an_event(LegalStatus.GRACE, date(2025, 9, 23)), an_event(LegalStatus.LAPSED, date(2025, 9, 22))])
    assert status_spans(record.patent, record.events) == (
        StatusSpan(LegalStatus.DISCLOSED, Period(None, date(2018, 6, 1))),
        StatusSpan(LegalStatus.PENDING, Period(date(2018, 6, 1), date(2019, 12, 5))),
        StatusSpan(LegalStatus.PUBLISHED, Period(date(2019, 12, 5), date(2022, 9, 21))),
        StatusSpan(LegalStatus.GRANTED, Period(date(2022, 9, 21), date(2025, 9, 22))),
        StatusSpan(LegalStatus.LAPSED, Period(date(2025, 9, 22), None)),
    )
