"""Cards: the prices an arrangement sets, by the class of those who get them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar, cast

from ippool.domain.rules import Parameter, ParameterShape, Tier

V = TypeVar("V")


class RoyaltyBase(StrEnum):
    """What the running rate multiplies."""

    NET_SALES = "NET_SALES"
    PER_UNIT = "PER_UNIT"


PRE_GRANT_FACTOR: Parameter[Fraction] = Parameter("pre-grant-factor", ParameterShape.FACTOR, "multiplies the rate before the grant")
"""The one parameter that a card may set for itself (domain rules, 5.5)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A price.

    Units: money in the currency's main unit; tier rates as fractions of net sales (NET_SALES) or money per unit (PER_UNIT).
    `pre_grant_factor` multiplies the running rate while the patent is pending. Codes: NONMEM, RESEARCH, MEMBER:<tier>, OWN_WORKING.
    """

    code: str
    upfront: Fraction
    tiers: tuple[Tier, ...]
    minimum: Fraction = Fraction(0)
    cap: Fraction | None = None
    base: RoyaltyBase = RoyaltyBase.NET_SALES
    currency: str = "JPY"
    pre_grant_factor: Fraction | None = None
    milestones: tuple[tuple[str, Fraction], ...] = ()

    def own_value(self, parameter: Parameter[V]) -> V | None:
        """Return what the card itself sets for a parameter; only the pre-grant factor can be a card's own."""
        return cast(V, self.pre_grant_factor) if parameter == PRE_GRANT_FACTOR else None
