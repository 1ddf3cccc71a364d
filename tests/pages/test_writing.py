"""Numbers as they are written: exact, yen without decimals, thousands apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from ippool.domain.cards import RoyaltyBase
from ippool.domain.rules import Tier
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.pages import writing


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (Fraction(1_000_000), "JPY", "¥1,000,000"),
        (Fraction(2999, 2), "JPY", "¥1,499"),
        (Fraction(0), "JPY", "¥0"),
        (Fraction(1234567, 100), "USD", "USD 12,345.67"),
        (Fraction(1000, 3), "EUR", "EUR 333.33"),
    ],
)
def test_money_is_what_is_due(amount: Fraction, currency: str, written: str) -> None:
    assert writing.money(amount, currency) == written


@pytest.mark.parametrize(
    ("rate", "written"),
    [(Fraction(3, 100), "3 %"), (Fraction(864, 100_000), "0.864 %"), (Fraction(1, 300), "1/3 %"), (Fraction(4, 300), "1 1/3 %")],
)
def test_percent_is_exact(rate: Fraction, written: str) -> None:
    assert writing.percent(rate) == written


def test_tier_ranges() -> None:
    tiers = [Tier(Fraction(start), Fraction(1, 100)) for start in (0, 1000, 5000)]
    said = [
        writing.tier_range(one, after, RoyaltyBase.NET_SALES, "JPY") for one, after in zip(tiers, [*tiers[1:], None], strict=True)
    ]
    assert said == [
        Words("¥1,000までの部分", "up to ¥1,000"),
        Words("¥1,000を超え ¥5,000までの部分", "above ¥1,000 up to ¥5,000"),
        Words("¥5,000を超える部分", "above ¥5,000"),
    ]
    assert writing.tier_range(tiers[0], None, RoyaltyBase.NET_SALES, "JPY") == Words("", "")
    assert writing.tier_range(tiers[1], tiers[2], RoyaltyBase.PER_UNIT, "JPY").ja == "1,000 個を超え 5,000 個までの部分"


def test_periods_end_with_their_last_day() -> None:
    assert writing.period(Period(date(2024, 4, 1), date(2025, 4, 1))) == "2024-04-01 – 2025-03-31"
    assert writing.period(Period(date(2024, 4, 1), None)) == "2024-04-01 –"
    assert writing.period(Period(None, date(2025, 4, 1))) == "– 2025-03-31"


def test_moments_are_in_the_offices_time() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert writing.moment(datetime(2026, 11, 24, 15, 30, tzinfo=UTC), zone) == "2026-11-25 00:30:00+09:00"
    assert writing.moment(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), zone) == "9999-12-31 23:59:00+00:00"
