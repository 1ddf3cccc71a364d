"""Member tiers: a factor on the running rate by the tier of the membership, on top of the card of the tier."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ippool.domain.cases import CardClass
from ippool.domain.clause import pool_rule
from ippool.domain.rules import Is, Parameter, ParameterShape, Preference, ScaleRate, Table
from ippool.domain.words import Words

FACTORS: Parameter[Mapping[str, Fraction]] = Parameter(
    "member-tier-factors", ParameterShape.FACTOR_TABLE, "multiplies every tier's rate"
)

MEMBER_TIERS = Preference(
    code="member-tiers",
    name=Words("会員区分による料率", "member tiers"),
    clause=pool_rule("I-19", "会員区分ごとの係数を料率に掛ける。", "The factor of the member's tier multiplies the rate."),
    condition=(Is("card_class", (CardClass.MEMBER, CardClass.AFFILIATE)),),
    effect=ScaleRate(Table("tier", FACTORS)),
)
