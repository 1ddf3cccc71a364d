"""The closed shapes a preference rule may have, read by the engine and, later, by the prover of arrangements alike.

A preference declares a condition (a conjunction of atoms over the closed list of `Case` attributes) and an effect (one of the
shapes below, with exact parameters that an arrangement sets). It has nothing to execute: `applies` and `adjust` are derived once,
in `preferences`. A rule that does not fit these shapes is a type error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from ippool.domain.clause import Clause
from ippool.domain.words import Words

V = TypeVar("V")

Choice = Literal["ownership_class", "standing", "card_class", "tier", "member_kind", "size", "region", "asset_state"]
"""The attributes of a case that take one of a list of values."""
Day = Literal["signing_day"]
"""The days of a case; in a quote the day asked stands for the signing day."""
Number = Literal["volume"]
"""The numbers of a case."""


class ParameterShape(StrEnum):
    """What a parameter's value looks like in an arrangement."""

    FACTOR = "FACTOR"
    AMOUNT = "AMOUNT"
    DAY = "DAY"
    FACTOR_TABLE = "FACTOR_TABLE"
    TIERS = "TIERS"


@dataclass(frozen=True, slots=True)
class Tier:
    """From `start` on (net sales in the main unit, or units sold) each further unit costs `rate`.

    Units: `rate` is a fraction of net sales, or money per unit where the card counts units.
    """

    start: Fraction
    rate: Fraction

    def scaled(self, factor: Fraction) -> Tier:
        """Multiply the rate exactly."""
        return Tier(self.start, self.rate * factor)


@dataclass(frozen=True, slots=True)
class Parameter(Generic[V]):
    """A value that an arrangement sets by name; unset means the rule is not switched on."""

    name: str
    shape: ParameterShape
    unit: str


@dataclass(frozen=True, slots=True)
class Is:
    """The attribute is one of these values."""

    attribute: Choice
    among: tuple[Enum, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The day is before the arrangement's day."""

    attribute: Day
    limit: Parameter[date]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number is at least the arrangement's."""

    attribute: Number
    limit: Parameter[Fraction]


@dataclass(frozen=True, slots=True)
class Table:
    """One factor for each value of an attribute (region table, member tiers); any other value keeps factor 1."""

    attribute: Choice
    rows: Parameter[Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class ScaleRate:
    """Multiply the running rate of every tier."""

    by: Parameter[Fraction] | Table


@dataclass(frozen=True, slots=True)
class ScaleUpfront:
    """Multiply the upfront fee."""

    by: Parameter[Fraction] | Table


@dataclass(frozen=True, slots=True)
class ScaleMinimum:
    """Multiply the minimum annual royalty."""

    by: Parameter[Fraction] | Table


@dataclass(frozen=True, slots=True)
class ScalePreGrantRate:
    """Multiply the running rate for sales before the grant; the rate after the grant stays (W6c)."""

    by: Parameter[Fraction]


@dataclass(frozen=True, slots=True)
class ReplaceTiers:
    """Replace the tiers by cumulative ones; the factors applied so far go to each (I-19)."""

    to: Parameter[tuple[Tier, ...]]


@dataclass(frozen=True, slots=True)
class SetCap:
    """Set the annual cap."""

    to: Parameter[Fraction]


@dataclass(frozen=True, slots=True)
class SetMinimum:
    """Set the minimum annual royalty."""

    to: Parameter[Fraction]


Atom = Is | Before | AtLeast
Effect = ScaleRate | ScaleUpfront | ScaleMinimum | ScalePreGrantRate | ReplaceTiers | SetCap | SetMinimum


@dataclass(frozen=True, slots=True)
class Preference:
    """One preference rule: its name, where it comes from, when it applies and what it does."""

    code: str
    name: Words
    clause: Clause
    condition: tuple[Atom, ...]
    effect: Effect
