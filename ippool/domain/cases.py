"""The case: the frozen key on which outcome and price depend, and nothing else.

A case names no patent, no owner and no license. Whose consent, which license and which lab are attached to the answer afterwards
and change neither outcome nor price (domain rules, section 5). Its fields are the closed list of what a rule may look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ippool.domain.cards import RoyaltyBase
from ippool.domain.consents import ConsentCover
from ippool.domain.labs import Scheme
from ippool.domain.licenses import TermsClass
from ippool.domain.parties import MemberKind, SizeClass
from ippool.domain.patents import LegalStatus, OwnershipClass, PatentKind
from ippool.domain.rules import Tier
from ippool.domain.tables import Standing
from ippool.domain.versions import Arrangement


class AssetState(StrEnum):
    """The state of the right, as far as terms depend on it."""

    DISCLOSED = "DISCLOSED"
    PENDING = "PENDING"
    PUBLISHED = "PUBLISHED"
    GRANTED = "GRANTED"
    ENDED = "ENDED"


BEFORE_GRANT = (AssetState.PENDING, AssetState.PUBLISHED)
NOT_YET_GRANTED = (AssetState.DISCLOSED, *BEFORE_GRANT)


def asset_state(status: LegalStatus, *, published: bool) -> AssetState:
    """Reduce a legal status to the state terms depend on; an allowed application counts as pending, published or not."""
    match status:
        case LegalStatus.DISCLOSED:
            return AssetState.DISCLOSED
        case LegalStatus.GRANTED | LegalStatus.GRACE:
            return AssetState.GRANTED
        case LegalStatus.PUBLISHED:
            return AssetState.PUBLISHED
        case LegalStatus.PENDING | LegalStatus.ALLOWED:
            return AssetState.PUBLISHED if published else AssetState.PENDING
        case _:
            return AssetState.ENDED


class Exclusivity(StrEnum):
    """Whether somebody else holds an exclusive license on the scope asked."""

    NONE = "NONE"
    OTHERS_HOLD_IT = "OTHERS_HOLD_IT"


class CardClass(StrEnum):
    """The class of the card that prices a case; members' classes give PREFERRED, the others STANDARD."""

    MEMBER = "MEMBER"
    AFFILIATE = "AFFILIATE"
    CROSS_LAB = "CROSS_LAB"
    NONMEM = "NONMEM"
    RESEARCH = "RESEARCH"
    OWN_WORKING = "OWN_WORKING"


PREFERRED_CLASSES = frozenset({CardClass.MEMBER, CardClass.AFFILIATE, CardClass.CROSS_LAB})


@dataclass(frozen=True, slots=True)
class Case:
    """Everything outcome and price depend on.

    Shape: `pinned` is the version whose law holds, `cards` the one whose prices do; both None where the patent is in no lab.
    `jurisdiction` is the country asked about, `region` the row of a region table it falls under. `statutory_free` and
    `licensed_as` are set exactly for STATUTORY_LICENSEE and LICENSEE; `core_share` only where a closed arrangement prices a
    co-owner's own working; `open_tagged` where the patent is in an open lab, this one or another (I-18). `card_class` is set once
    the decision table has spoken, for the preferences to look at.
    """

    pinned: Arrangement | None
    cards: Arrangement | None
    scheme: Scheme | None
    ownership_class: OwnershipClass
    standing: Standing
    asset_state: AssetState
    jurisdiction: str
    consent_cover: ConsentCover
    exclusivity: Exclusivity
    size: SizeClass
    signing_day: date
    tier: str | None = None
    member_kind: MemberKind | None = None
    free_affiliate: bool = False
    patent_kind: PatentKind = PatentKind.PATENT
    right_in_territory: bool = True
    statutory_free: bool | None = None
    licensed_as: TermsClass | None = None
    need_recorded: bool = False
    core_share: Fraction | None = None
    region: str = ""
    volume: Fraction = Fraction(0)
    open_tagged: bool = False
    card_class: CardClass | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a case, exact and unrounded.

    Units: money in the currency's main unit; rates as fractions of net sales or money per unit. `rate_factor` gathers the factors
    applied so far, so that tiers which replace the card's carry them too (I-19).
    """

    card: str
    card_class: CardClass
    upfront: Fraction
    base_tiers: tuple[Tier, ...]
    minimum: Fraction
    cap: Fraction | None
    base: RoyaltyBase = RoyaltyBase.NET_SALES
    currency: str = "JPY"
    milestones: tuple[tuple[str, Fraction], ...] = ()
    rate_factor: Fraction = Fraction(1)
    pre_grant_factor: Fraction | None = None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers with every factor applied."""
        return tuple(tier.scaled(self.rate_factor) for tier in self.base_tiers)

    @property
    def pre_grant_tiers(self) -> tuple[Tier, ...] | None:
        """The tiers for sales before the grant; None where they do not differ in kind from those after it."""
        factor = self.pre_grant_factor
        return None if factor is None else tuple(tier.scaled(factor) for tier in self.tiers)

    @property
    def is_free(self) -> bool:
        """Tell whether every component is zero."""
        return (
            self.upfront == 0
            and self.minimum == 0
            and all(tier.rate == 0 for tier in self.tiers)
            and all(amount == 0 for _, amount in self.milestones)
        )

    def due(self, sales: Fraction, *, before_grant: Fraction = Fraction(0)) -> Fraction:
        """Return the yearly amount due, T(S) = max(minimum, min(cap, running(S))), before rounding (domain rules, 5.4).

        Units: `sales` from the day of the grant on, `before_grant` those before it: they come first in the year, fill the tiers
        first and bear the pre-grant factor (domain rules, 6).
        """
        factor = Fraction(1) if self.pre_grant_factor is None else self.pre_grant_factor
        early = running_royalty(self.tiers, before_grant)
        running = early * factor + running_royalty(self.tiers, before_grant + sales) - early
        return max(self.minimum, running if self.cap is None else min(self.cap, running))


def running_royalty(tiers: tuple[Tier, ...], sales: Fraction) -> Fraction:
    """Sum marginal tiers up to `sales` (net sales, or units sold)."""
    ends = [*(tier.start for tier in tiers[1:]), None]
    total = Fraction(0)
    for tier, end in zip(tiers, ends, strict=True):
        reach = sales if end is None else min(sales, end)
        total += max(Fraction(0), reach - tier.start) * tier.rate
    return total
