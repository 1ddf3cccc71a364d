"""A page of an ordered list, asked for and answered without saying how it is stored or sent.

The list is ordered by its sort values and, where these tie, by id; so a place in it is named by the two of the row it
touches (a keyset), never by a count of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar
from uuid import UUID

SortValue = str | int | bool | date | datetime | Decimal | Fraction | None
"""What a list may be ordered by; None stands for a row without a value, wherever the order puts it."""

Row = TypeVar("Row")

LARGEST_PAGE = 100
USUAL_PAGE = 50


@dataclass(frozen=True, slots=True)
class Keyset:
    """One place in an ordered list: the sort values of the row there, in the order's own sequence, and its id."""

    values: tuple[SortValue, ...]
    id: UUID


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page: `size` rows strictly after `after` and strictly before `before`, from the front or from the back.

    Shape: `size` is 1 to 100. A store fetches `fetch` rows; `backward` asks for the last ones, nearest to the end first.
    Raises: ValueError for another size.
    """

    size: int = USUAL_PAGE
    after: Keyset | None = None
    before: Keyset | None = None
    backward: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST_PAGE:
            raise ValueError(f"a page has 1 to {LARGEST_PAGE} rows, not {self.size}")

    @property
    def fetch(self) -> int:
        """How many rows to fetch: one more than the page shows tells whether there is another page."""
        return self.size + 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page in the list's own order, and whether there are others on either side.

    Shape: `total` counts the whole list and is None where nobody asked for it.
    """

    rows: tuple[Row, ...]
    has_next: bool
    has_previous: bool
    total: int | None = None

    @classmethod
    def of(cls, request: PageRequest, fetched: list[Row] | tuple[Row, ...], total: int | None = None) -> Page[Row]:
        """Cut the page out of at most `request.fetch` rows, which a backward request delivers last row first.

        On the side the reader comes from there are rows exactly where a cursor was given: the one it names.
        """
        more, kept = len(fetched) > request.size, tuple(fetched[: request.size])
        if request.backward:
            return cls(kept[::-1], request.before is not None, more, total)
        return cls(kept, more, request.after is not None, total)
