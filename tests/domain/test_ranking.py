"""A page by rate is cut out of the whole list, whatever stands packed together, from either end, between any two places."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.browsing import Direction
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.ranking import ranked

RATES = (None, Fraction(0), Fraction(1, 100), Fraction(3, 100), Fraction(7, 2))
PACKED = st.lists(st.tuples(st.sampled_from(RATES), st.lists(st.integers(0, 2**128 - 1), max_size=6)), max_size=8)
PLACES = st.none() | st.builds(
    lambda rate, number: Keyset((rate,), UUID(int=number)), st.sampled_from(RATES), st.integers(0, 2**128 - 1)
)


def in_order(groups: list[tuple[Fraction | None, list[int]]], direction: Direction) -> list[Keyset]:
    """Put the whole list in its order: a rate by its size, no rate last, and ids that go with the direction."""
    sign = 1 if direction is Direction.ASC else -1
    every = [Keyset((rate,), UUID(int=number)) for rate, ids in groups for number in ids]
    return sorted(every, key=lambda one: place(one, sign))


def place(one: Keyset, sign: int) -> tuple[bool, Fraction, int]:
    rate = one.values[0]
    assert rate is None or isinstance(rate, Fraction)
    return rate is None, (rate or Fraction(0)) * sign, one.id.int * sign


@given(
    groups=PACKED,
    direction=st.sampled_from(Direction),
    size=st.integers(1, 4),
    after=PLACES,
    before=PLACES,
    backward=st.booleans(),
)
def test_a_page_is_that_of_the_whole_list(
    groups: list[tuple[Fraction | None, list[int]]],
    direction: Direction,
    size: int,
    after: Keyset | None,
    before: Keyset | None,
    backward: bool,
) -> None:
    sign = 1 if direction is Direction.ASC else -1
    between = [
        one
        for one in in_order(groups, direction)
        if (after is None or place(one, sign) > place(after, sign)) and (before is None or place(one, sign) < place(before, sign))
    ]
    request = PageRequest(size, after, before, backward)
    fetched = between[::-1][: size + 1] if backward else between[: size + 1]
    packed = [(rate, b"".join(number.to_bytes(16, "big") for number in ids)) for rate, ids in groups]
    assert ranked(packed, direction, request, 7) == Page.of(request, fetched, 7)


def test_what_has_no_rate_comes_last_both_ways() -> None:
    packed = [
        (None, UUID(int=1).bytes),
        (Fraction(5, 100), UUID(int=2).bytes + UUID(int=3).bytes),
        (Fraction(0), UUID(int=4).bytes),
    ]
    up = [one.id.int for one in ranked(packed, Direction.ASC, PageRequest(4)).rows]
    down = [one.id.int for one in ranked(packed, Direction.DESC, PageRequest(4)).rows]
    assert (up, down) == ([4, 2, 3, 1], [3, 2, 4, 1])
