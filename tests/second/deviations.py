"""Where the product is known to answer otherwise than the law: each with an example of its own that is expected to fail.

The comparison runs with these answers taken over, so that everything else stays strict. Whoever mends the product takes the
deviation out of `Deviation` and of the computation, and its example loses the mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto


class Deviation(Enum):
    """One answer of the product that the law does not give."""

    FILED_BEFORE_THE_LAB = auto()
    CORES_SUBSIDIARY_FREE = auto()
    ALONE_WITHOUT_A_SHARE = auto()
    STATUTORY_WITHOUT_A_LAB = auto()
    EXPELLED_FOR_EVER = auto()
    RESEARCH_FREE_BY_A_ROW = auto()
    ONE_STAY_OF_THE_ABSORBED = auto()
    NO_TAIL_OF_THE_ABSORBED_THAT_LEFT = auto()
    FIRST_OF_TWO_TAILS = auto()
    SECOND_CODE_IS_ANOTHER = auto()


_taken_over: set[Deviation] = set()


def deviates(one: Deviation) -> bool:
    """Tell whether the computation answers as the product does here."""
    return one in _taken_over


@contextmanager
def taken_over(*deviations: Deviation) -> Iterator[None]:
    """Answer as the product does, for the length of a block."""
    before = set(_taken_over)
    _taken_over.update(deviations)
    try:
        yield
    finally:
        _taken_over.clear()
        _taken_over.update(before)
