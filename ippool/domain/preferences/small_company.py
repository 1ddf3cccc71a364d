"""Small companies pay less; the size is the one recorded for the day asked. Each component has its own factor."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.clause import pool_rule
from ippool.domain.parties import SizeClass
from ippool.domain.rules import Is, Parameter, ParameterShape, Preference, ScaleMinimum, ScaleRate, ScaleUpfront
from ippool.domain.words import Words

RATE: Parameter[Fraction] = Parameter("small-company-factor", ParameterShape.FACTOR, "multiplies every tier's rate")
UPFRONT: Parameter[Fraction] = Parameter("small-company-upfront-factor", ParameterShape.FACTOR, "multiplies the upfront fee")
LEAST: Parameter[Fraction] = Parameter(
    "small-company-minimum-factor", ParameterShape.FACTOR, "multiplies the minimum annual royalty"
)

_CLAUSE = pool_rule("5.3 sme_discount", "中小企業は減額を受ける。", "Small companies get a reduction.")
_CONDITION = (Is("size", (SizeClass.SME, SizeClass.MICRO)),)

SMALL_COMPANY_RATE = Preference(
    code="small-company-rate",
    name=Words("中小企業の料率減額", "the small-company reduction of the rate"),
    clause=_CLAUSE,
    condition=_CONDITION,
    effect=ScaleRate(RATE),
)
SMALL_COMPANY_UPFRONT = Preference(
    code="small-company-upfront",
    name=Words("中小企業の一時金減額", "the small-company reduction of the upfront fee"),
    clause=_CLAUSE,
    condition=_CONDITION,
    effect=ScaleUpfront(UPFRONT),
)
SMALL_COMPANY_MINIMUM = Preference(
    code="small-company-minimum",
    name=Words("中小企業の最低実施料減額", "the small-company reduction of the minimum"),
    clause=_CLAUSE,
    condition=_CONDITION,
    effect=ScaleMinimum(LEAST),
)
