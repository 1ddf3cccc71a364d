"""Minimum annual royalty: no less than this is due in a year, whatever the cards say."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.clause import pool_rule
from ippool.domain.rules import Parameter, ParameterShape, Preference, SetMinimum
from ippool.domain.words import Words

LEAST: Parameter[Fraction] = Parameter(
    "minimum-annual-royalty", ParameterShape.AMOUNT, "the least that is due in a year, in the cards' currency"
)

MINIMUM = Preference(
    code="minimum",
    name=Words("最低実施料", "the minimum annual royalty"),
    clause=pool_rule("I-19", "年間の実施料に下限を置く。", "The royalty of a year has a minimum."),
    condition=(),
    effect=SetMinimum(LEAST),
)
