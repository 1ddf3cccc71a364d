"""Two names compared: the same, perhaps the same, or different, with the reasons a person can check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ippool.domain.names.forms import Agreement, agree
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import Name, taken_apart
from ippool.domain.words import Words


class NameVerdict(StrEnum):
    """What a comparison of two names says."""

    SAME = "SAME"
    UNCERTAIN = "UNCERTAIN"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of a comparison. Shape: `score` from 0 (nothing in common) to 1 (equal but for the writing)."""

    verdict: NameVerdict
    score: Fraction
    evidence: tuple[Words, ...]


EQUAL_PERSONS = Words("同姓同名の個人は同じ人とは限らない。", "Persons of one name need not be one person.")
PERSON_AND_ORGANIZATION = Words("一方は個人、他方は組織である。", "One is a person, the other an organization.")
EQUAL_NAMES = Words("表記を除けば同じ名称である。", "The names are equal but for the writing.")
NOTHING_SHARED = Words("共通する語がない。", "The names share no word.")


def compare_names(first: str, second: str) -> Comparison:
    """Compare two names.

    SAME means that the names are those of one party as far as names can tell; two persons are never the same by their names.
    """
    a, b = taken_apart(first), taken_apart(second)
    kinds = {kind_of_name(first), kind_of_name(second)}
    if kinds == {NameKind.PERSON, NameKind.ORGANIZATION}:
        return Comparison(NameVerdict.DIFFERENT, Fraction(0), (PERSON_AND_ORGANIZATION,))
    equal = bool(_cores(a) & _cores(b))
    if equal and NameKind.PERSON in kinds:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (EQUAL_PERSONS,))
    if equal:
        return _by_form(a, b)
    return Comparison(NameVerdict.DIFFERENT, Fraction(0), (NOTHING_SHARED,))


def _cores(name: Name) -> set[str]:
    return {name.core} if name.latin is None else {name.core, name.latin.core}


def _by_form(a: Name, b: Name) -> Comparison:
    agreement = agree(a.form, b.form)
    if a.place != b.place or agreement is Agreement.PERHAPS:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(9, 10), (EQUAL_NAMES, *_forms(a, b)))
    if agreement is Agreement.NO:
        return Comparison(NameVerdict.UNCERTAIN, Fraction(1, 2), (EQUAL_NAMES, *_forms(a, b)))
    return Comparison(NameVerdict.SAME, Fraction(1), (EQUAL_NAMES,))


def _forms(a: Name, b: Name) -> tuple[Words, ...]:
    if a.place != b.place:
        return (Words("国の記載が違う。", "The countries stated differ."),)
    signs = [name.form.sign if name.form else "–" for name in (a, b)]
    return (Words(f"法人の種類が違う（{signs[0]}、{signs[1]}）。", f"The legal forms differ ({signs[0]}, {signs[1]})."),)
