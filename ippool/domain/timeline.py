"""Spans of days. Every stored period is half open, [start, until): `until` is the first day that is out."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `until`; None is open.

    Raises: ValueError where `until` is not after `start`.
    """

    start: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.until is not None and self.until <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.until}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    def begins_by(self, day: date) -> bool:
        """Tell whether the period has begun on `day`."""
        return self.start is None or self.start <= day

    def is_over(self, day: date) -> bool:
        """Tell whether the period has ended before `day`."""
        return self.until is not None and self.until <= day

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two share a day."""
        return (self.start is None or other.until is None or self.start < other.until) and (
            other.start is None or self.until is None or other.start < self.until
        )

    def cut_at(self, until: date | None) -> Period:
        """Return the part before `until`; an empty rest keeps the first day's end, as a period of a single day before it."""
        if until is None or (self.until is not None and self.until <= until):
            return self
        if self.start is not None and until <= self.start:
            return Period(self.start, day_after(self.start))
        return Period(self.start, until)


def months_after(day: date, months: int) -> date | None:
    """Add months; where there is no such day, take the last day of the month (domain rules, section 5).

    None where the calendar ends before: a span up to there is open. Before its beginning the first day of the calendar is taken.
    """
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    if year > MAXYEAR:
        return None
    if year < MINYEAR:
        return date.min
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def day_before(day: date) -> date:
    """Return the last day of a span that ends with `day` as the first one out; the first day of the calendar has none before it."""
    return day - timedelta(days=1) if day > date.min else day


def day_after(day: date) -> date | None:
    """Return the next day: the `until` that belongs to a last day; None, an open end, after the last day of the calendar."""
    return day + timedelta(days=1) if day < date.max else None
