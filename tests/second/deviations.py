"""Where the product answers otherwise than the letter of the law, and means to: each has its decision and an example of its own.

The comparison runs with these answers taken over, so that everything else stays strict.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto


class Deviation(Enum):
    """One answer of the product that the law does not give."""

    STATUTORY_WITHOUT_A_LAB = auto()


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
