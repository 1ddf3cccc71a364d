"""Members of the center or of another of its labs: a discount on the non-member card, where the arrangement gives one."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.cases import CardClass
from ippool.domain.clause import pool_rule
from ippool.domain.rules import Is, Parameter, ParameterShape, Preference, ScaleRate, ScaleUpfront
from ippool.domain.words import Words

RATE: Parameter[Fraction] = Parameter("cross-lab-factor", ParameterShape.FACTOR, "multiplies every tier's rate")
UPFRONT: Parameter[Fraction] = Parameter("cross-lab-upfront-factor", ParameterShape.FACTOR, "multiplies the upfront fee")

_CLAUSE = pool_rule("5.3 cross_ol_policy", "他ラボの会員は割引を受ける。", "A member of another lab gets a discount.")
_CONDITION = (Is("card_class", (CardClass.CROSS_LAB,)),)

CROSS_LAB_RATE = Preference(
    code="cross-lab-rate",
    name=Words("他ラボ会員の料率割引", "the cross-lab discount on the rate"),
    clause=_CLAUSE,
    condition=_CONDITION,
    effect=ScaleRate(RATE),
)
CROSS_LAB_UPFRONT = Preference(
    code="cross-lab-upfront",
    name=Words("他ラボ会員の一時金割引", "the cross-lab discount on the upfront fee"),
    clause=_CLAUSE,
    condition=_CONDITION,
    effect=ScaleUpfront(UPFRONT),
)
