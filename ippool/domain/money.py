"""Money, exact: an amount in a currency, never a float. Rounding happens once, on the amount due, down to the minor unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MINOR_DIGITS = {"JPY": 0, "USD": 2, "EUR": 2, "GBP": 2, "CNY": 2, "KRW": 0, "CHF": 2, "TWD": 2, "KWD": 3}
"""Decimal places of each currency the register knows (ISO 4217)."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency.

    Units: `amount` in the currency's main unit, as a Fraction. Raises: ValueError for a currency the register does not know.
    """

    amount: Fraction
    currency: str = "JPY"

    def __post_init__(self) -> None:
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"currency {self.currency!r} is not one of {', '.join(MINOR_DIGITS)}")

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def scaled(self, factor: Fraction) -> Money:
        """Multiply exactly."""
        return Money(self.amount * factor, self.currency)

    def due(self) -> Decimal:
        """Return the amount as it is due: floored to the minor unit (I-19), with exactly that many places."""
        places = MINOR_DIGITS[self.currency]
        units = self.amount * 10**places // 1
        return Decimal(int(units)).scaleb(-places) if places else Decimal(int(units))

    @property
    def is_zero(self) -> bool:
        """Tell whether nothing is due at all, before any rounding."""
        return self.amount == 0


def exact_decimal(value: Fraction) -> Decimal:
    """Write a fraction as the decimal it equals. Raises: ValueError where it has no finite decimal form."""
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        raise ValueError(f"{value} has no finite decimal form")
    places = max(twos, fives)
    return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places)


SHOWN_PLACES = 12


def shown_decimal(value: Fraction) -> Decimal:
    """Write a fraction as a decimal to show: exactly where it has a finite form, else to 12 places, the nearest.

    Only a rate multiplied by a share such as 1/3 has none (own working that a closed lab prices); what is due is computed from the
    fraction, never from this.
    """
    try:
        return exact_decimal(value)
    except ValueError:
        return Decimal(round(value * 10**SHOWN_PLACES)).scaleb(-SHOWN_PLACES)
