"""Volume tiers: cumulative tiers in the place of the card's, with the factors applied so far; they restart every year."""

from __future__ import annotations

from ippool.domain.cases import CardClass
from ippool.domain.clause import pool_rule
from ippool.domain.rules import Is, Parameter, ParameterShape, Preference, ReplaceTiers, Tier
from ippool.domain.words import Words

MEMBERS: Parameter[tuple[Tier, ...]] = Parameter(
    "volume-tiers-members", ParameterShape.TIERS, "replaces the tiers of members' cards"
)
OTHERS: Parameter[tuple[Tier, ...]] = Parameter(
    "volume-tiers-others", ParameterShape.TIERS, "replaces the tiers of the other cards"
)

_CLAUSE = pool_rule("5.3 volume_tiers", "数量段階が料率に代わる。", "Cumulative tiers replace the rate.")

VOLUME_TIERS_MEMBERS = Preference(
    code="volume-tiers-members",
    name=Words("会員の数量段階", "the members' volume tiers"),
    clause=_CLAUSE,
    condition=(Is("card_class", (CardClass.MEMBER, CardClass.AFFILIATE)),),
    effect=ReplaceTiers(MEMBERS),
)
VOLUME_TIERS_OTHERS = Preference(
    code="volume-tiers-others",
    name=Words("会員以外の数量段階", "the others' volume tiers"),
    clause=_CLAUSE,
    condition=(Is("card_class", (CardClass.NONMEM, CardClass.CROSS_LAB)),),
    effect=ReplaceTiers(OTHERS),
)
