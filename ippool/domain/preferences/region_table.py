"""Region table: a factor on the running rate by the country of the right."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ippool.domain.clause import pool_rule
from ippool.domain.rules import Parameter, ParameterShape, Preference, ScaleRate, Table
from ippool.domain.words import Words

FACTORS: Parameter[Mapping[str, Fraction]] = Parameter(
    "region-factors", ParameterShape.FACTOR_TABLE, "multiplies every tier's rate"
)

REGION_TABLE = Preference(
    code="region-table",
    name=Words("地域表", "the region table"),
    clause=pool_rule("I-19", "権利の国の係数を料率に掛ける。", "The factor of the right's country multiplies the rate."),
    condition=(),
    effect=ScaleRate(Table("region", FACTORS)),
)
