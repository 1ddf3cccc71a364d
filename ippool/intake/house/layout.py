"""One CSV file of the house format: its columns, and how a row becomes a record and a record a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from ippool.intake.house.cells import Cells

R = TypeVar("R")
Codes = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """The layout of one file.

    Shape: `field` is the record's place in `HouseFolder`; `read` makes a record whose id is filled in afterwards from its natural
    key; `write` fills every column but `source`, which every sheet has last; a `sparse` column is left out of the file where no row
    fills it.
    """

    kind: type[R]
    field: str
    columns: tuple[str, ...]
    required: frozenset[str]
    sparse: frozenset[str]
    read: Callable[[Cells], R]
    write: Callable[[R, Codes], dict[str, str]]

    @property
    def file(self) -> str:
        """The name of the file in the folder."""
        return f"{self.field}.csv"


def sheet(
    kind: type[R],
    field: str,
    columns: str,
    required: str,
    read: Callable[[Cells], R],
    write: Callable[[R, Codes], dict[str, str]],
    *,
    sparse: str = "",
) -> Sheet[R]:
    """Declare a sheet; columns are listed with spaces between them, `source` is added."""
    return Sheet(kind, field, (*columns.split(), "source"), frozenset(required.split()), frozenset(sparse.split()), read, write)
