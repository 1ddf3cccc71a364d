"""Two names compared: the same, perhaps the same, or different, with the reasons a person can check.

A wrong merge is worse than a missed one. SAME is said only where the names proper are equal but for the writing, or where each
part of one has its counterpart in the other, a common word among them (トヨタ自動車 and Toyota Motor), and the legal forms allow
it. Names that agree by sound alone, by a likely slip of the pen, or in all but a word are UNCERTAIN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from ippool.domain.names.forms import Agreement, Form, Sphere, agree
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.lexicon import HOUSES
from ippool.domain.names.likeness import Likeness, across_scripts, in_east_asian, in_latin
from ippool.domain.names.name import Name, taken_apart
from ippool.domain.names.renderings import IS_PUBLIC, RENDERINGS
from ippool.domain.names.successions import succeeded
from ippool.domain.words import Words


class NameVerdict(StrEnum):
    """What a comparison of two names says."""

    SAME = "SAME"
    UNCERTAIN = "UNCERTAIN"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of a comparison. Shape: `score` from 0 (nothing in common) to 1 (one name, differently written)."""

    verdict: NameVerdict
    score: Fraction
    evidence: tuple[Words, ...]


EQUAL_PERSONS = Words("同姓同名の個人は同じ人とは限らない。", "Persons of one name need not be one person.")
PERSON_AND_ORGANIZATION = Words("一方は個人、他方は組織である。", "One is a person, the other an organization.")
EQUAL_NAMES = Words("表記を除けば同じ名称である。", "The names are equal but for the writing.")
SHORT_NAME = Words("短い名称で、法人の種類の記載が一方にしかない。", "The name is short, and one of them states no legal form.")
FORMER = Words("前身または旧称である。", "It is the name of a predecessor or a former name.")
FORMER_SCORE = Fraction(7, 10)
OTHER_PLACE = Words(
    "法人の種類が名称の前と後に分かれ、別法人のことがある。",
    "The legal form stands before one and behind the other: they may be two.",
)
OTHER_COUNTRY = Words("記載された国が違う。", "The countries stated are not the same.")
LIMITED_OR_NOT = Words(
    "同じ名称の Company と Company Limited は別法人である。", "Of this name, the Company and the Company Limited are two."
)
# General Electric of the United States and GEC of Great Britain; Ford and its British daughter.
_TWO_COMPANIES = frozenset({("general", "electric"), ("ford", "motor")})
_LIMITED = re.compile(r"\b(?:ltd|limited|plc)\b")
_UNCERTAIN_FROM = Fraction(2, 5)


def compare_names(first: str, second: str) -> Comparison:
    """Compare two names.

    SAME means that the names are those of one party as far as names can tell; two persons are never the same by their names alone.
    """
    kinds = {kind_of_name(first), kind_of_name(second)}
    if kinds == {NameKind.PERSON, NameKind.ORGANIZATION}:
        return Comparison(NameVerdict.DIFFERENT, Fraction(0), (PERSON_AND_ORGANIZATION,))
    comparison = compare_organizations(first, second)
    if NameKind.PERSON in kinds and comparison.verdict is NameVerdict.SAME:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (EQUAL_PERSONS,))
    return comparison


@lru_cache(maxsize=8192)
def compare_organizations(first: str, second: str) -> Comparison:
    """Compare two names that are known not to be those of persons."""
    return compared(taken_apart(first), taken_apart(second))


def compared(a: Name, b: Name) -> Comparison:
    """Compare two names of organizations that were taken apart."""
    if (b.core, b.text) < (a.core, a.text):
        a, b = b, a
    return max((_compare(one, other) for one in _scripts(a) for other in _scripts(b)), key=_rank)


def _scripts(name: Name) -> tuple[Name, ...]:
    """Return the name, and what it is in the other script where a source gave both at once."""
    return (name,) if name.latin is None else (name, name.latin)


def _rank(comparison: Comparison) -> tuple[bool, Fraction, str]:
    return comparison.verdict is NameVerdict.SAME, comparison.score, comparison.evidence[0].en


def _compare(a: Name, b: Name) -> Comparison:
    if a.core == b.core:
        return _by_form(a, b, Likeness(True, Fraction(1), (EQUAL_NAMES,)))
    if a.is_cjk != b.is_cjk:
        likeness = across_scripts(a, b) if a.is_cjk else across_scripts(b, a)
    else:
        likeness = in_east_asian(a, b) if a.is_cjk else in_latin(a, b)
    if likeness.certain:
        return _by_form(a, b, likeness)
    if likeness.score < FORMER_SCORE and succeeded(a, b):
        return Comparison(NameVerdict.UNCERTAIN, FORMER_SCORE, (FORMER,))
    if likeness.score >= _UNCERTAIN_FROM and _agreement(a, b) is not Agreement.NO:
        return Comparison(NameVerdict.UNCERTAIN, likeness.score, likeness.evidence)
    return Comparison(NameVerdict.DIFFERENT, min(likeness.score, Fraction(2, 5)), likeness.evidence)


def _agreement(a: Name, b: Name) -> Agreement:
    """Say whether the legal forms agree; a public body is one even where its name does not say so (RIKEN is not RIKEN KK)."""
    if (_is_public(a) and _is_company(b.form)) or (_is_public(b) and _is_company(a.form)):
        return Agreement.NO
    return agree(a.form, b.form)


def _is_public(name: Name) -> bool:
    return name.form is None and (name.core in IS_PUBLIC or (len(name.words) > 0 and name.words in IS_PUBLIC))


def _is_company(form: Form | None) -> bool:
    return form is not None and form.sphere is Sphere.COMPANY


def _by_form(a: Name, b: Name, likeness: Likeness) -> Comparison:
    """Say what the legal forms and countries leave of two names that are otherwise one."""
    agreement = _agreement(a, b)
    if agreement is Agreement.NO:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(1, 2), (*likeness.evidence, _forms(a, b)))
    if a.words in _TWO_COMPANIES and bool(_LIMITED.search(a.plain)) != bool(_LIMITED.search(b.plain)):
        return Comparison(NameVerdict.UNCERTAIN, Fraction(4, 5), (*likeness.evidence, LIMITED_OR_NOT))
    if a.place != b.place:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (*likeness.evidence, OTHER_COUNTRY))
    if agreement is Agreement.PERHAPS:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(4, 5), (*likeness.evidence, _forms(a, b)))
    if a.form_first is not None and b.form_first is not None and a.form_first is not b.form_first and a.core not in RENDERINGS:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (*likeness.evidence, OTHER_PLACE))
    if _is_bare(a, b) or _is_bare(b, a):
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (*likeness.evidence, SHORT_NAME))
    return Comparison(NameVerdict.SAME, Fraction(1), likeness.evidence)


def _is_bare(name: Name, other: Name) -> bool:
    """Tell whether a name without legal form is too short to be the other, which has one: Riken, 大阪, Mitsubishi."""
    if name.form is not None or other.form is None or name.core in RENDERINGS or name.words in IS_PUBLIC:
        return False
    if name.core in HOUSES:
        return True
    return len(name.core) < 3 if name.is_cjk else len(name.words) == 1 and len(name.core) < 6


def _forms(a: Name, b: Name) -> Words:
    first, second = (name.form.sign if name.form else "–" for name in (a, b))
    return Words(f"法人の種類が違う（{first}、{second}）。", f"The legal forms differ ({first}, {second}).")
