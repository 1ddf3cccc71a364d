"""How one kind of record lies in its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from sqlalchemy import Table

from ippool.store.records.values import Json, moment
from ippool.store.rows import Past, Record


@runtime_checkable
class Recorded(Protocol):
    """A record of the domain: it has an id and a version."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def version(self) -> int:
        """One more with every change."""


R = TypeVar("R", bound=Recorded)


@dataclass(frozen=True)
class Layout(Generic[R]):
    """The table of a kind of record, and the two translations.

    Shape: `values` gives every column but the common ones (id, version, recorded_at, source) and computed ones; `read` makes the
    record of a row, `Common` aside.
    """

    kind: type[R]
    row: type[Record]
    values: Callable[[R], dict[str, Any]]
    read: Callable[[Json], R]

    @property
    def name(self) -> str:
        """The name of the table, and of the kind of record in the audit."""
        return str(self.row.__tablename__)

    @property
    def table(self) -> Table:
        """The table of what is known now."""
        found: Table = self.row.__table__  # type: ignore[attr-defined]
        return found

    @property
    def past(self) -> Table:
        """The table of superseded versions."""
        return Past.of[self.name]


def common(row: Json) -> dict[str, Any]:
    """Read what every record has."""
    return {
        "id": UUID(row["id"]),
        "source": row["source"],
        "version": row["version"],
        "recorded_at": moment(row["recorded_at"]),
    }
