"""The preference rules, in the order of the law (I-19), and what is derived from their declarations, once.

Order: card of the class and tier, region, size, early bird, pre-grant factor, volume tiers, cap, minimum. The order is a legal
fact; it stands in this one tuple.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar, assert_never

from ippool.domain.cards import PRE_GRANT_FACTOR, Card
from ippool.domain.cases import AssetState, CardClass, Case, Terms
from ippool.domain.countries import coded_words
from ippool.domain.parties import SizeClass
from ippool.domain.preferences.annual_cap import ANNUAL_CAP
from ippool.domain.preferences.cross_lab import CROSS_LAB_RATE, CROSS_LAB_UPFRONT
from ippool.domain.preferences.early_bird import EARLY_BIRD
from ippool.domain.preferences.member_tiers import MEMBER_TIERS
from ippool.domain.preferences.minimum import MINIMUM
from ippool.domain.preferences.pre_grant import PRE_GRANT
from ippool.domain.preferences.region_table import REGION_TABLE
from ippool.domain.preferences.small_company import SMALL_COMPANY_MINIMUM, SMALL_COMPANY_RATE, SMALL_COMPANY_UPFRONT
from ippool.domain.preferences.volume_tiers import VOLUME_TIERS_MEMBERS, VOLUME_TIERS_OTHERS
from ippool.domain.rules import (
    AtLeast,
    Atom,
    Before,
    Effect,
    Is,
    Parameter,
    Preference,
    ReplaceTiers,
    ScaleMinimum,
    ScalePreGrantRate,
    ScaleRate,
    ScaleUpfront,
    SetCap,
    SetMinimum,
    Table,
)
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

V = TypeVar("V")

PREFERENCES: tuple[Preference, ...] = (
    MEMBER_TIERS,
    CROSS_LAB_RATE,
    CROSS_LAB_UPFRONT,
    REGION_TABLE,
    SMALL_COMPANY_RATE,
    SMALL_COMPANY_UPFRONT,
    SMALL_COMPANY_MINIMUM,
    EARLY_BIRD,
    PRE_GRANT,
    VOLUME_TIERS_MEMBERS,
    VOLUME_TIERS_OTHERS,
    ANNUAL_CAP,
    MINIMUM,
)

ATTRIBUTES = {
    "ownership_class": Words("権利の区分", "the ownership class"),
    "standing": Words("立場", "the standing"),
    "tier": Words("会員区分", "the member tier"),
    "member_kind": Words("会員の種類", "the kind of member"),
    "size": Words("企業規模", "the size"),
    "region": Words("地域", "the region"),
    "asset_state": Words("権利の状態", "the state of the right"),
    "card_class": Words("料率表の種類", "the kind of card"),
    "signing_day": Words("契約日", "the signing day"),
    "volume": Words("数量", "the volume"),
}

VALUES: dict[Enum, Words] = {
    SizeClass.LARGE: Words("大企業", "large"),
    SizeClass.SME: Words("中小企業", "small or medium"),
    SizeClass.MICRO: Words("小規模企業", "micro"),
    SizeClass.ACADEMIC: Words("学術機関", "academic"),
    CardClass.MEMBER: Words("会員", "member"),
    CardClass.AFFILIATE: Words("会員の関係会社", "member's affiliate"),
    CardClass.CROSS_LAB: Words("他ラボの会員", "member of another lab"),
    CardClass.NONMEM: Words("非会員", "non-member"),
    CardClass.RESEARCH: Words("研究", "research"),
    AssetState.PENDING: Words("出願中（未公開）", "pending, not published"),
    AssetState.PUBLISHED: Words("出願公開", "pending, published"),
    AssetState.GRANTED: Words("登録", "granted"),
}
"""How the values that conditions speak of are called; any other value is shown as its code."""


def parameters_of(preference: Preference) -> tuple[Parameter[Any], ...]:
    """Return the parameters a preference reads: that of its effect, then those of its condition."""
    effect = preference.effect
    match effect:
        case ScaleRate(by) | ScaleUpfront(by) | ScaleMinimum(by):
            own: Parameter[Any] = by.rows if isinstance(by, Table) else by
        case ScalePreGrantRate(by):
            own = by
        case ReplaceTiers(to):
            own = to
        case SetCap(to) | SetMinimum(to):
            own = to
        case _:
            assert_never(effect)
    return own, *(atom.limit for atom in preference.condition if not isinstance(atom, Is))


PARAMETERS: dict[str, Parameter[Any]] = {
    parameter.name: parameter for preference in PREFERENCES for parameter in parameters_of(preference)
}
"""Every parameter an arrangement may set, by its name."""


def applies(preference: Preference, case: Case, card: Card) -> Verdict:
    """Tell whether a preference applies to a case priced by `card`, with the reason in both languages."""
    if not all(_switched_on(parameter.name, case, card) for parameter in parameters_of(preference)):
        return Verdict.no(
            f"この取決めは「{preference.name.ja}」を定めていない。",
            f"The arrangement does not provide for {preference.name.en}.",
            preference.clause,
        )
    missing = _no_row(preference.effect, case, card)
    if missing is not None:
        return Verdict(False, missing, preference.clause)
    failed = [atom for atom in preference.condition if not holds(atom, case)]
    if failed:
        reasons = [words(atom, case, holding=False) for atom in failed]
        return Verdict(False, Words("".join(r.ja for r in reasons), " ".join(r.en for r in reasons)), preference.clause)
    reasons = [words(atom, case, holding=True) for atom in preference.condition] or [_always(preference.effect, case)]
    return Verdict(True, Words("".join(r.ja for r in reasons), " ".join(r.en for r in reasons)), preference.clause)


def _no_row(effect: Effect, case: Case, card: Card) -> Words | None:
    """Say that the table of an effect has no row for the case, or None where it has one or the effect needs none."""
    if not (isinstance(effect, ScaleRate | ScaleUpfront | ScaleMinimum) and isinstance(effect.by, Table)):
        return None
    name, value = ATTRIBUTES[effect.by.attribute], getattr(case, effect.by.attribute)
    called = _called_in(effect.by.attribute, value)
    if str(value) in (setting(effect.by.rows, case, card) or {}):
        return None
    return Words(f"表に{name.ja}「{called.ja}」の行がない。", f"The table has no row for {name.en} “{called.en}”.")


def _always(effect: Effect, case: Case) -> Words:
    if isinstance(effect, ScaleRate | ScaleUpfront | ScaleMinimum) and isinstance(effect.by, Table):
        name, called = ATTRIBUTES[effect.by.attribute], _called_in(effect.by.attribute, getattr(case, effect.by.attribute))
        return Words(f"表の{name.ja}「{called.ja}」の行による。", f"The row for {name.en} “{called.en}” applies.")
    return Words("すべての場合に適用する。", "It applies to every case.")


def _called(value: object) -> Words:
    """Say a value of a case in both languages."""
    if value is None:
        return Words("なし", "none")
    return VALUES.get(value, Words(str(value), str(value))) if isinstance(value, Enum) else Words(str(value), str(value))


def _called_in(attribute: str, value: object) -> Words:
    """Say the value of an attribute; a region is a country, or a row of the arrangement's own making."""
    return coded_words(str(value)) if attribute == "region" and value else _called(value)


def adjust(preference: Preference, case: Case, card: Card, terms: Terms) -> Terms:
    """Return the terms after a preference that applies. Exact; nothing is rounded."""
    effect = preference.effect
    match effect:
        case ScaleRate(by):
            return replace(terms, rate_factor=terms.rate_factor * _factor(by, case, card))
        case ScaleUpfront(by):
            return replace(terms, upfront=terms.upfront * _factor(by, case, card))
        case ScaleMinimum(by):
            return replace(terms, minimum=terms.minimum * _factor(by, case, card))
        case ScalePreGrantRate(by):
            return replace(terms, pre_grant_factor=_required(by, case, card))
        case ReplaceTiers(to):
            return replace(terms, base_tiers=_required(to, case, card))
        case SetCap(to):
            return replace(terms, cap=_required(to, case, card))
        case SetMinimum(to):
            return replace(terms, minimum=_required(to, case, card))
        case _:
            assert_never(effect)


def setting(parameter: Parameter[V], case: Case, card: Card) -> V | None:
    """Return what holds for a parameter: the card's own value, else the arrangement's, else None (not switched on)."""
    own = card.own_value(parameter)
    if own is not None or case.cards is None:
        return own
    return case.cards.value(parameter)


def holds(atom: Atom, case: Case) -> bool:
    """Answer one atom of a condition. A day stands in a digest as this answer, never as the day."""
    match atom:
        case Is(attribute, among):
            return getattr(case, attribute) in among
        case Before(attribute, limit):
            return bool(getattr(case, attribute) < _limit(limit, case))
        case AtLeast(attribute, limit):
            return bool(getattr(case, attribute) >= _limit(limit, case))
        case _:
            assert_never(atom)


def words(atom: Atom, case: Case, *, holding: bool) -> Words:
    """Say in both languages what an atom found."""
    value = getattr(case, atom.attribute)
    name = Words(ATTRIBUTES[atom.attribute].ja, ATTRIBUTES[atom.attribute].en.capitalize())
    match atom:
        case Is(_, among):
            called, wanted = _called(value), [_called(entry) for entry in among]
            if holding:
                return Words(f"{name.ja}は「{called.ja}」である。", f"{name.en} is “{called.en}”.")
            ja = "".join(f"「{one.ja}」{'でも' if len(wanted) > 1 else 'では'}" for one in wanted)
            en = " or ".join(f"“{one.en}”" for one in wanted)
            return Words(f"{name.ja}は「{called.ja}」であり、{ja}ない。", f"{name.en} is “{called.en}”, not {en}.")
        case Before(_, limit):
            bound = _limit(limit, case)
            if holding:
                return Words(f"{name.ja} {value} は {bound} より前である。", f"{name.en}, {value}, is before {bound}.")
            return Words(f"{name.ja} {value} は {bound} より前ではない。", f"{name.en}, {value}, is not before {bound}.")
        case AtLeast(_, limit):
            amount = _limit(limit, case)
            if holding:
                return Words(f"{name.ja} {value} は {amount} 以上である。", f"{name.en} is {value}, at least {amount}.")
            return Words(f"{name.ja} {value} は {amount} に満たない。", f"{name.en} is {value}, below {amount}.")
        case _:
            assert_never(atom)


def _switched_on(name: str, case: Case, card: Card) -> bool:
    return (case.cards is not None and name in case.cards.adjustments) or (
        name == PRE_GRANT_FACTOR.name and card.pre_grant_factor is not None
    )


def _limit(parameter: Parameter[V], case: Case) -> V:
    value = case.cards.value(parameter) if case.cards else None
    if value is None:
        raise ValueError(f"{parameter.name} is not set; ask `applies` first")
    return value


def _required(parameter: Parameter[V], case: Case, card: Card) -> V:
    value = setting(parameter, case, card)
    if value is None:
        raise ValueError(f"{parameter.name} is not set; ask `applies` first")
    return value


def _factor(by: Parameter[Fraction] | Table, case: Case, card: Card) -> Fraction:
    if isinstance(by, Table):
        return _required(by.rows, case, card).get(str(getattr(case, by.attribute)), Fraction(1))
    return _required(by, case, card)
