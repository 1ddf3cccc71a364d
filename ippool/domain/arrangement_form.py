"""The form of an arrangement: exact, never negative, tiers that rise, caps that are not below their minimums (I-16, I-19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from ippool.domain.cards import Card, RoyaltyBase
from ippool.domain.clause import pool_rule
from ippool.domain.errors import Finding
from ippool.domain.money import exact_decimal
from ippool.domain.preferences import PARAMETERS
from ippool.domain.preferences.annual_cap import CAP
from ippool.domain.preferences.minimum import LEAST
from ippool.domain.preferences.small_company import LEAST as SMALL_COMPANY_LEAST
from ippool.domain.preferences.volume_tiers import MEMBERS, OTHERS
from ippool.domain.rules import ParameterShape, Tier
from ippool.domain.versions import AdjustmentValue, Arrangement
from ippool.domain.words import Words

FORM = pool_rule("5.3", "取決めの様式。", "The form of an arrangement.")
EXACT = pool_rule("I-19", "料率と金額は正確に示す。", "Rates and amounts are stated exactly.")
CAP_AND_MINIMUM = pool_rule("I-16", "上限は最低実施料を下回らない。", "No cap is below its minimum.")


def form_faults(arrangement: Arrangement) -> tuple[Finding, ...]:
    """Return every fault of form: in the cards, in the adjustments, and between them."""
    codes = [card.code for card in arrangement.cards]
    twice = (
        Finding(("cards", code), Words(f"料率表 {code} が二つある。", f"Card {code} is there twice."), FORM)
        for code in sorted({code for code in codes if codes.count(code) > 1})
    )
    readable = all(_is_known(name, value) for name, value in arrangement.adjustments.items())
    return (
        *twice,
        *(fault for card in arrangement.cards for fault in _card_faults(card)),
        *(fault for name, value in sorted(arrangement.adjustments.items()) for fault in _adjustment_faults(name, value)),
        *(_cap_faults(arrangement) if readable else ()),
        *(_volume_faults(arrangement) if readable else ()),
    )


def _card_faults(card: Card) -> Iterator[Finding]:
    where = ("cards", card.code)
    yield from _tier_faults(card.tiers, (*where, "tiers"), card.code)
    milestones = tuple(amount for _, amount in card.milestones)
    amounts = (card.upfront, card.minimum, card.cap or Fraction(0), *(tier.rate for tier in card.tiers), *milestones)
    if any(amount < 0 for amount in amounts) or (card.pre_grant_factor or 0) < 0:
        yield Finding(where, Words(f"{card.code} に負の値がある。", f"Card {card.code} has a negative value."), FORM)
    yield from _exactness(where, card.code, (*amounts, card.pre_grant_factor or Fraction(0)))
    if card.base is RoyaltyBase.NET_SALES and any(tier.rate > 1 for tier in card.tiers):
        because = Words(f"{card.code} の料率が 1 を超える。", f"A rate of {card.code} is above 1.")
        yield Finding((*where, "tiers"), because, FORM)


def _tier_faults(tiers: tuple[Tier, ...], path: tuple[str, ...], name: str) -> Iterator[Finding]:
    if not tiers or tiers[0].start != 0:
        because = Words(f"{name} の段階は 0 から始まらなければならない。", f"The tiers of {name} must begin at 0.")
        yield Finding(path, because, FORM)
    if any(left.start >= right.start for left, right in pairwise(tiers)):
        because = Words(f"{name} の段階は昇順でなければならない。", f"The tiers of {name} must rise.")
        yield Finding(path, because, FORM)


def _exactness(path: tuple[str, ...], name: str, values: Iterable[Fraction]) -> Iterator[Finding]:
    for value in values:
        try:
            exact_decimal(value)
        except ValueError:
            because = Words(
                f"{name} の {value} は有限小数でなければならない（正確に示すため）。",
                f"{name}: {value} must be a finite decimal, so that it can be stated exactly.",
            )
            yield Finding(path, because, EXACT)


def _adjustment_faults(name: str, value: AdjustmentValue) -> Iterator[Finding]:
    path, parameter = ("adjustments", name), PARAMETERS.get(name)
    if parameter is None or not _is_known(name, value):
        wanted = parameter.shape.value if parameter else ", ".join(sorted(PARAMETERS))
        because = Words(
            f"{name} は取決めが定めうる値ではない（{wanted}）。", f"{name} is not a value an arrangement can set so ({wanted})."
        )
        yield Finding(path, because, FORM)
        return
    numbers = _numbers(value)
    if any(number < 0 for number in numbers):
        yield Finding(path, Words(f"{name} が負である。", f"{name} is negative."), FORM)
    yield from _exactness(path, name, numbers)
    if parameter.shape is ParameterShape.TIERS:
        yield from _tier_faults(tuple(one for one in _rows(value) if isinstance(one, Tier)), path, name)


def _is_known(name: str, value: AdjustmentValue) -> bool:
    return name in PARAMETERS and _has_shape(value, PARAMETERS[name].shape)


def _has_shape(value: AdjustmentValue, shape: ParameterShape) -> bool:
    match shape:
        case ParameterShape.FACTOR | ParameterShape.AMOUNT:
            return isinstance(value, Fraction)
        case ParameterShape.DAY:
            return isinstance(value, date)
        case ParameterShape.TIERS:
            return isinstance(value, tuple) and all(isinstance(one, Tier) for one in value)
        case ParameterShape.FACTOR_TABLE:
            return isinstance(value, tuple) and all(isinstance(one, tuple) for one in value)


def _rows(value: AdjustmentValue) -> tuple[Tier | tuple[str, Fraction], ...]:
    return value if isinstance(value, tuple) else ()


def _numbers(value: AdjustmentValue) -> tuple[Fraction, ...]:
    if isinstance(value, Fraction):
        return (value,)
    return tuple(one.rate if isinstance(one, Tier) else one[1] for one in _rows(value))


def _cap_faults(arrangement: Arrangement) -> Iterator[Finding]:
    """Compare cap and minimum of every card as they stand and as the adjustments leave them (I-16)."""
    cap, least = arrangement.value(CAP), arrangement.value(LEAST)
    dearer = max(Fraction(1), arrangement.value(SMALL_COMPANY_LEAST) or Fraction(1))
    for card in arrangement.cards:
        highest = card.cap if cap is None else cap
        lowest = card.minimum * dearer if least is None else least
        if card.cap is not None and card.cap < card.minimum:
            because = Words(f"{card.code} の上限が最低実施料を下回る。", f"The cap of {card.code} is below its minimum.")
            yield Finding(("cards", card.code, "cap"), because, CAP_AND_MINIMUM)
        elif highest is not None and highest < lowest:
            because = Words(
                f"調整後の {card.code} の上限 {highest} が最低実施料 {lowest} を下回る。",
                f"With the adjustments the cap of {card.code}, {highest}, is below its minimum, {lowest}.",
            )
            yield Finding(("adjustments", CAP.name if cap is not None else LEAST.name), because, CAP_AND_MINIMUM)


def _volume_faults(arrangement: Arrangement) -> Iterator[Finding]:
    """Volume tiers take the place of the cards' own, so they count what those count."""
    bases = {card.base for card in arrangement.cards if card.code not in ("RESEARCH", "OWN_WORKING")}
    for parameter in (MEMBERS, OTHERS):
        tiers = arrangement.value(parameter)
        if tiers and RoyaltyBase.NET_SALES in bases and any(tier.rate > 1 for tier in tiers):
            because = Words(f"{parameter.name} の料率が 1 を超える。", f"A rate of {parameter.name} is above 1.")
            yield Finding(("adjustments", parameter.name), because, FORM)
