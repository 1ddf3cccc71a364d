"""What the pool is counted by: the dimensions, and what a count of one means.

A patent has a set of values in each dimension: all its labs that the viewer may know of, their schemes, all its classes, and one
each of the others. It counts once in every combination of its values; where it has none of a dimension, it counts in none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ippool.domain.alike import AnswerFilter
from ippool.domain.browsing import PatentFilter


class Dimension(StrEnum):
    """What patents are counted by; each is something that a list of patents can be filtered by.

    CLASSIFICATION are the first `CLASS_LENGTH` characters of a symbol, spaces and case aside; shorter symbols are no class.
    """

    OPEN_LAB = "OPEN_LAB"
    SCHEME = "SCHEME"
    STANDING = "STANDING"
    OUTCOME = "OUTCOME"
    LEGAL_STATUS = "LEGAL_STATUS"
    CLASSIFICATION = "CLASSIFICATION"
    JURISDICTION = "JURISDICTION"
    FILED_YEAR = "FILED_YEAR"


OF_ANSWERS = frozenset({Dimension.STANDING, Dimension.OUTCOME})
"""Dimensions that follow from the answer for an applicant; the others are of the patent itself."""
CLASS_LENGTH = 4
MOST_FIGURES = 1_000
"""Figures that are told at most, the largest first."""
MOST_VALUES = 50
"""Values of a facet that are told at most, the largest first."""

_FILTERED_BY = {
    Dimension.OPEN_LAB: "open_lab",
    Dimension.SCHEME: "scheme",
    Dimension.STANDING: "standing",
    Dimension.OUTCOME: "outcome",
    Dimension.LEGAL_STATUS: "legal_status",
    Dimension.CLASSIFICATION: "classification",
    Dimension.JURISDICTION: "jurisdiction",
    Dimension.FILED_YEAR: "filed_year",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How many patents have these values, one of each dimension they are counted by, in that order."""

    values: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to count: by which dimensions, the `most` largest, and, of a facet, which filter is left out: that of its dimension.

    So each value of a facet has the count of the list that is filtered by this value instead.
    """

    by: tuple[Dimension, ...]
    most: int = MOST_FIGURES
    leaving_out: Dimension | None = None

    @classmethod
    def facet(cls, dimension: Dimension, most: int) -> Shape:
        """Return the shape of a facet."""
        return cls((dimension,), most, dimension)

    def needs_answers(self, filter: AnswerFilter) -> bool:
        """Tell whether answers are among what is counted by, or what is filtered by."""
        return self.answers(filter).limits or bool(OF_ANSWERS & set(self.by))

    def filter(self, filter: PatentFilter) -> PatentFilter:
        """Return what is left of a filter."""
        return without(filter, () if self.leaving_out is None else (self.leaving_out,))

    def answers(self, filter: AnswerFilter) -> AnswerFilter:
        """Return what is left of a filter of answers."""
        if self.leaving_out not in OF_ANSWERS:
            return filter
        return replace(filter, **{_FILTERED_BY[self.leaving_out]: None})


def given(filter: PatentFilter) -> frozenset[Dimension]:
    """Return the dimensions that a filter limits."""
    return frozenset(one for one in Dimension if one not in OF_ANSWERS and getattr(filter, _FILTERED_BY[one]) is not None)


def without(filter: PatentFilter, dimensions: Iterable[Dimension]) -> PatentFilter:
    """Return what a filter asks for besides some dimensions."""
    return replace(filter, **{_FILTERED_BY[one]: None for one in dimensions if one not in OF_ANSWERS})


def sometimes_left_out(filter: PatentFilter, shapes: Iterable[Shape]) -> tuple[Dimension, ...]:
    """Return the dimensions of a filter that is left out in one of the shapes."""
    left_out = {shape.leaving_out for shape in shapes}
    return tuple(one for one in Dimension if one in left_out and one in given(filter))


def only(filter: PatentFilter, dimension: Dimension) -> PatentFilter:
    """Return what a filter asks for in one dimension of the patent itself."""
    field = _FILTERED_BY[dimension]
    return PatentFilter(**{field: getattr(filter, field)})


def class_name(folded: str) -> str:
    """Write a class, kept folded, as it is usually written."""
    return folded.upper() if folded.isascii() else folded


def largest(figures: Iterable[Figure], most: int) -> tuple[Figure, ...]:
    """Return the largest figures, the largest first, equal ones in the order of their values."""
    return tuple(sorted(figures, key=lambda one: (-one.count, one.values))[:most])
