"""Early bird: who signs before the arrangement's day pays a reduced rate for good."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ippool.domain.clause import pool_rule
from ippool.domain.rules import Before, Parameter, ParameterShape, Preference, ScaleRate
from ippool.domain.words import Words

UNTIL: Parameter[date] = Parameter("early-bird-until", ParameterShape.DAY, "the first day that is too late")
FACTOR: Parameter[Fraction] = Parameter("early-bird-factor", ParameterShape.FACTOR, "multiplies every tier's rate")

EARLY_BIRD = Preference(
    code="early-bird",
    name=Words("早期契約割引", "the early-bird reduction"),
    clause=pool_rule("5.3 early_bird", "定めた日より前の契約は減額を受ける。", "Signing before the day set earns a reduction."),
    condition=(Before("signing_day", UNTIL),),
    effect=ScaleRate(FACTOR),
)
