"""What a card comes to for one applicant: the order of I-19, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ippool.domain.cards import Card, RoyaltyBase
from ippool.domain.parties import Party, SizeClass
from ippool.domain.patents import Patent
from ippool.domain.rules import Tier
from ippool.domain.versions import Arrangement


@dataclass(frozen=True)
class Priced:
    """The first tier's rate (None where the card counts units), and whether every component is zero."""

    rate: Fraction | None
    is_zero: bool


def card_of(version: Arrangement, code: str, tier: str | None) -> Card | None:
    """Find the card of a class: a member's is that of its tier, or the one for all members."""
    by_code = {card.code: card for card in version.cards}
    if code != "MEMBER":
        return by_code.get(code)
    return by_code.get(f"MEMBER:{tier}") or by_code.get("MEMBER")


def price(
    version: Arrangement,
    card: Card,
    *,
    member: bool,
    tier: str | None,
    discounted: bool,
    applicant: Party,
    patent: Patent,
    on: date,
) -> Priced:
    """Compose a card with the adjustments of its version."""
    values: Mapping[str, Any] = version.adjustments
    rate_factor, upfront_factor, minimum_factor = Fraction(1), Fraction(1), Fraction(1)
    if member:
        rate_factor *= dict(values.get("member-tier-factors", ())).get(tier, Fraction(1))
    if discounted:
        rate_factor *= values.get("cross-lab-factor", Fraction(1))
        upfront_factor *= values.get("cross-lab-upfront-factor", Fraction(1))
    rate_factor *= dict(values.get("region-factors", ())).get(patent.jurisdiction, Fraction(1))
    if applicant.size in (SizeClass.SME, SizeClass.MICRO):
        rate_factor *= values.get("small-company-factor", Fraction(1))
        upfront_factor *= values.get("small-company-upfront-factor", Fraction(1))
        minimum_factor *= values.get("small-company-minimum-factor", Fraction(1))
    if "early-bird-until" in values and on < values["early-bird-until"]:
        rate_factor *= values.get("early-bird-factor", Fraction(1))
    volume = "volume-tiers-members" if member else "volume-tiers-others" if card.code == "NONMEM" else ""
    tiers: tuple[Tier, ...] = values.get(volume, card.tiers)
    minimum = values.get("minimum-annual-royalty", card.minimum * minimum_factor)
    rates = [tier_.rate * rate_factor for tier_ in tiers]
    zero = not any((*rates, card.upfront * upfront_factor, minimum, *(amount for _, amount in card.milestones)))
    return Priced(rates[0] if card.base is RoyaltyBase.NET_SALES else None, zero)


def is_discounted(version: Arrangement) -> bool:
    """Tell whether the version that prices gives members of other labs a number at all (D-019)."""
    return "cross-lab-factor" in version.adjustments or "cross-lab-upfront-factor" in version.adjustments
