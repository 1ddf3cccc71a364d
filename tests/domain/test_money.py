"""Money is exact, and is rounded once: on the amount due, down to the minor unit (I-19)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.money import MINOR_DIGITS, SHOWN_PLACES, Money, exact_decimal, shown_decimal

currencies = st.sampled_from(sorted(MINOR_DIGITS))


@pytest.mark.parametrize(
    ("amount", "currency", "due"),
    [
        ("1999/2", "JPY", "999"),
        ("149999/2", "JPY", "74999"),
        ("27299454/365", "JPY", "74793"),
        ("1/3", "USD", "0.33"),
        ("2", "USD", "2.00"),
        ("12345/10000", "KWD", "1.234"),
        ("0", "EUR", "0.00"),
    ],
)
def test_an_amount_due_is_floored_to_the_minor_unit(amount: str, currency: str, due: str) -> None:
    found = Money(Fraction(amount), currency).due()
    assert found == Decimal(due)
    assert str(found) == due


@given(st.fractions(min_value=0, max_value=10**15), currencies)
def test_rounding_takes_less_than_one_minor_unit_and_never_adds(amount: Fraction, currency: str) -> None:
    due = Fraction(Money(amount, currency).due())
    assert 0 <= amount - due < Fraction(1, 10 ** MINOR_DIGITS[currency])


@given(st.fractions(min_value=0, max_value=10**9), st.fractions(min_value=0, max_value=10**9))
def test_dominance_survives_rounding(less: Fraction, more: Fraction) -> None:
    lower, higher = sorted((less, more))
    assert Money(lower).due() <= Money(higher).due()


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_a_decimal_is_written_exactly(value: Decimal) -> None:
    assert exact_decimal(Fraction(value)) == value


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_fraction_is_shown_exactly_where_it_can_be_and_to_twelve_places_elsewhere(value: Fraction) -> None:
    shown = shown_decimal(value)
    try:
        assert shown == exact_decimal(value)
    except ValueError:
        assert abs(Fraction(shown) - value) <= Fraction(1, 2 * 10**SHOWN_PLACES)


def test_a_third_of_a_rate_is_shown_though_it_has_no_decimal() -> None:
    with pytest.raises(ValueError, match="1/60 has no finite decimal form"):
        exact_decimal(Fraction(1, 60))
    assert shown_decimal(Fraction(1, 60)) == Decimal("0.016666666667")


def test_currencies_are_known_and_never_mixed() -> None:
    with pytest.raises(ValueError, match="XXX"):
        Money(Fraction(1), "XXX")
    with pytest.raises(ValueError, match="USD"):
        Money(Fraction(1)) + Money(Fraction(1), "USD")
    assert Money(Fraction(1, 3)) + Money(Fraction(2, 3)) == Money(Fraction(1))
    assert Money(Fraction(3)).scaled(Fraction(1, 7)) == Money(Fraction(3, 7))
    assert Money(Fraction(0)).is_zero
    assert not Money(Fraction(1, 10**9)).is_zero
