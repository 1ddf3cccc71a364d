"""A page of patents in the order of their rates, cut out of ids that stand packed by rate: few of all of them are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from heapq import nlargest, nsmallest
from uuid import UUID

from ippool.domain.browsing import Direction
from ippool.domain.paging import Keyset, Page, PageRequest

_ID = 16
_NO_RATE = Fraction(0)

_Key = tuple[int, Fraction]


def ranked(
    packed: Iterable[tuple[Fraction | None, bytes]], direction: Direction, request: PageRequest, total: int | None = None
) -> Page[Keyset]:
    """Return a page of the places of a list ordered by rate and, where rates tie, by id; what has no rate comes last.

    Shape: `packed` are rates, each with ids of 16 bytes one after another; a rate may come several times. The order of ids is that
    of their bytes, the other way round where the direction is.
    """
    by_key: dict[_Key, list[bytes]] = {}
    rising = direction is Direction.ASC

    def key(rate: Fraction | None) -> _Key:
        # What has no rate lies beyond the end to which the order goes.
        return (0, rate) if rate is not None else (1 if rising else -1, _NO_RATE)

    for rate, ids in packed:
        by_key.setdefault(key(rate), []).append(ids)
    low, high = (_bound(one, key) for one in ((request.after, request.before) if rising else (request.before, request.after)))
    upward = rising is not request.backward
    found: list[Keyset] = []
    for at in sorted(by_key, reverse=not upward):
        missing = request.fetch - len(found)
        if missing <= 0:
            break
        between = (one for one in _ids(by_key[at]) if (low is None or (at, one) > low) and (high is None or (at, one) < high))
        next_ones = nsmallest(missing, between) if upward else nlargest(missing, between)
        found += [Keyset((None if at[0] else at[1],), UUID(bytes=one)) for one in next_ones]
    return Page.of(request, found, total)


def _bound(keyset: Keyset | None, key: Callable[[Fraction | None], _Key]) -> tuple[_Key, bytes] | None:
    if keyset is None:
        return None
    rate = keyset.values[0]
    assert rate is None or isinstance(rate, Fraction)
    return key(rate), keyset.id.bytes


def _ids(packed: Iterable[bytes]) -> Iterator[bytes]:
    for some in packed:
        for start in range(0, len(some), _ID):
            yield some[start : start + _ID]
