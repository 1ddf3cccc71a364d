"""Annual cap: no more than this is due in a year."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.clause import pool_rule
from ippool.domain.rules import Parameter, ParameterShape, Preference, SetCap
from ippool.domain.words import Words

CAP: Parameter[Fraction] = Parameter("annual-cap", ParameterShape.AMOUNT, "the most that is due in a year, in the cards' currency")

ANNUAL_CAP = Preference(
    code="annual-cap",
    name=Words("年間上限", "the annual cap"),
    clause=pool_rule("I-19", "年間の実施料に上限を置く。", "The royalty of a year is capped."),
    condition=(),
    effect=SetCap(CAP),
)
