"""Numbers, money and days as a person reads them: exact, yen without decimals, days in ISO form."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from ippool.domain.cards import RoyaltyBase
from ippool.domain.money import Money, exact_decimal
from ippool.domain.rules import Tier
from ippool.domain.timeline import Period
from ippool.domain.words import Words

NO_VALUE = "–"


def money(amount: Fraction, currency: str) -> str:
    """Write an amount as it is due: down to the minor unit, thousands apart."""
    due = f"{Money(amount, currency).due():,f}"
    return f"¥{due}" if currency == "JPY" else f"{currency} {due}"


def percent(rate: Fraction) -> str:
    """Write a rate as a percentage, exactly; as a fraction where it has no finite decimal form."""
    return f"{_exactly(rate * 100)} %"


def unit_price(amount: Fraction, currency: str) -> str:
    """Write an amount per unit, exactly: it may be less than the minor unit."""
    return f"¥{_exactly(amount)}" if currency == "JPY" else f"{currency} {_exactly(amount)}"


def _exactly(value: Fraction) -> str:
    try:
        return f"{exact_decimal(value):,f}"
    except ValueError:
        whole, rest = divmod(value, 1)
        return f"{whole:,d} {rest}" if whole else str(rest)


def rate_of(tier: Tier, base: RoyaltyBase, currency: str) -> str:
    """Write the rate of one tier."""
    return percent(tier.rate) if base is RoyaltyBase.NET_SALES else unit_price(tier.rate, currency)


def tier_range(tier: Tier, following: Tier | None, base: RoyaltyBase, currency: str) -> Words:
    """Say for which part of the year's sales a tier counts."""

    def bound(start: Fraction) -> str:
        return money(start, currency) if base is RoyaltyBase.NET_SALES else f"{_exactly(start)}"

    unit = Words("", "") if base is RoyaltyBase.NET_SALES else Words(" 個", " units")
    if following is None:
        if tier.start == 0:
            return Words("", "")
        return Words(f"{bound(tier.start)}{unit.ja}を超える部分", f"above {bound(tier.start)}{unit.en}")
    if tier.start == 0:
        return Words(f"{bound(following.start)}{unit.ja}までの部分", f"up to {bound(following.start)}{unit.en}")
    return Words(
        f"{bound(tier.start)}{unit.ja}を超え {bound(following.start)}{unit.ja}までの部分",
        f"above {bound(tier.start)} up to {bound(following.start)}{unit.en}",
    )


def share(value: Fraction) -> Words:
    """Write a share: the whole in words, any part as a fraction."""
    return Words("全部", "the whole") if value == 1 else Words(str(value), str(value))


def day(value: date | None) -> str:
    """Write a day."""
    return value.isoformat() if value is not None else NO_VALUE


def last_day(until: date | None) -> date | None:
    """Return the last day before `until`."""
    return until - timedelta(days=1) if until is not None and until > date.min else None


def period(value: Period) -> str:
    """Write a period from its first to its last day; an open side stays empty."""
    last = last_day(value.until)
    return f"{value.start or ''} – {last or ''}".strip()


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Write a moment in the office's time, to the second, with its offset."""
    try:
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    except OverflowError:
        return value.isoformat(sep=" ", timespec="seconds")
