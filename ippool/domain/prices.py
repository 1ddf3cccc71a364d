"""Prices: a card as it stands, and the terms of a case as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ippool.domain.cards import Card, RoyaltyBase
from ippool.domain.cases import CardClass, Terms
from ippool.domain.rules import Tier


@dataclass(frozen=True, slots=True)
class QuotedPrice:
    """A price as it is shown. Units: money in the currency's main unit, exact and unrounded."""

    currency: str
    upfront: Fraction | None
    base: RoyaltyBase
    tiers: tuple[Tier, ...]
    pre_grant_tiers: tuple[Tier, ...] | None
    minimum: Fraction | None
    cap: Fraction | None
    milestones: tuple[tuple[str, Fraction], ...]

    @property
    def first_rate(self) -> Fraction | None:
        """The rate of the first tier; None where the royalty is by the unit or there is none."""
        return self.tiers[0].rate if self.tiers and self.base is RoyaltyBase.NET_SALES else None


def quoted(terms: Terms) -> QuotedPrice:
    """Show the terms of a case as a price."""
    return QuotedPrice(
        terms.currency, terms.upfront, terms.base, terms.tiers, terms.pre_grant_tiers, terms.minimum, terms.cap, terms.milestones
    )


def terms_of(card: Card, card_class: CardClass) -> Terms:
    """Begin with a card as it stands, before any preference."""
    return Terms(
        card=card.code,
        card_class=card_class,
        upfront=card.upfront,
        base_tiers=card.tiers,
        minimum=card.minimum,
        cap=card.cap,
        base=card.base,
        currency=card.currency,
        milestones=card.milestones,
    )
