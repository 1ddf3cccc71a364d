"""Before the grant the running rate is multiplied by the pre-grant factor, the card's own or the arrangement's (W6c)."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.cards import PRE_GRANT_FACTOR
from ippool.domain.cases import BEFORE_GRANT
from ippool.domain.clause import pool_rule
from ippool.domain.rules import Is, Parameter, Preference, ScalePreGrantRate
from ippool.domain.words import Words

FACTOR: Parameter[Fraction] = PRE_GRANT_FACTOR

PRE_GRANT = Preference(
    code="pre-grant",
    name=Words("登録前の料率", "the pre-grant factor"),
    clause=pool_rule(
        "6",
        "登録前の売上には登録前係数を掛けた料率を適用する。",
        "Sales before the grant bear the rate times the pre-grant factor.",
    ),
    condition=(Is("asset_state", BEFORE_GRANT),),
    effect=ScalePreGrantRate(FACTOR),
)
