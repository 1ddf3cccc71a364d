"""The preference rules, in the order of the law (I-19), and what is derived from their declarations, once.

Order: card of the class and tier, region, size, early bird, pre-grant factor, volume tiers, cap, minimum. The order is a legal
fact; it stands in this one tuple.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeVar, assert_never

from ippool.domain.arrangements import PRE_GRANT_FACTOR, Card
from ippool.domain.cases import Case, Terms
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
    "signing_day": Words("契約日", "the signing day"),
    "volume": Words("数量", "the volume"),
}


def applies(preference: Preference, case: Case, card: Card) -> Verdict:
    """Tell whether a preference applies to a case priced by `card`, with the reason in both languages."""
    needed = (setting_of(preference.effect), *(atom.limit.name for atom in preference.condition if not isinstance(atom, Is)))
    if not all(_switched_on(name, case, card) for name in needed):
        return Verdict.no(
            f"この取決めは「{preference.name.ja}」を定めていない。",
            f"The arrangement does not switch on {preference.name.en}.",
            preference.clause,
        )
    failed = [atom for atom in preference.condition if not holds(atom, case)]
    if failed:
        reasons = [words(atom, case, holding=False) for atom in failed]
        return Verdict(False, Words("".join(r.ja for r in reasons), " ".join(r.en for r in reasons)), preference.clause)
    reasons = [words(atom, case, holding=True) for atom in preference.condition] or [
        Words("すべての場合に適用する。", "It applies to every case.")
    ]
    return Verdict(True, Words("".join(r.ja for r in reasons), " ".join(r.en for r in reasons)), preference.clause)


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


def setting_of(effect: Effect) -> str:
    """Return the name of the parameter that switches an effect on."""
    match effect:
        case ScaleRate(by) | ScaleUpfront(by) | ScaleMinimum(by):
            return by.rows.name if isinstance(by, Table) else by.name
        case ScalePreGrantRate(by):
            return by.name
        case ReplaceTiers(to):
            return to.name
        case SetCap(to) | SetMinimum(to):
            return to.name
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
    name, value = ATTRIBUTES[atom.attribute], getattr(case, atom.attribute)
    match atom:
        case Is(_, among):
            wanted = "、".join(str(entry) for entry in among), ", ".join(str(entry) for entry in among)
            if holding:
                return Words(f"{name.ja}は {value} である。", f"{name.en} is {value}.")
            return Words(f"{name.ja}は {value} であり、{wanted[0]} ではない。", f"{name.en} is {value}, not one of {wanted[1]}.")
        case Before(_, limit):
            bound = _limit(limit, case)
            if holding:
                return Words(f"{name.ja} {value} は {bound} より前である。", f"{name.en} is {value}, before {bound}.")
            return Words(f"{name.ja} {value} は {bound} より前ではない。", f"{name.en} is {value}, not before {bound}.")
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
