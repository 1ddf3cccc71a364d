"""How one kind of record lies in its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from sqlalchemy import Table

from ippool.store.record_rows import Past, Record, table_of
from ippool.store.records.values import Json, moment, uuid


@runtime_checkable
class Recorded(Protocol):
    """A record of the domain: a dataclass with an id and a version."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

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
        return table_of(self.row)

    @property
    def past(self) -> Table:
        """The table of superseded versions."""
        return Past.of[self.name]


def common(row: Json) -> dict[str, Any]:
    """Read what every record has."""
    return {
        "id": uuid(row["id"]),
        "source": row["source"],
        "version": row["version"],
        "recorded_at": moment(row["recorded_at"]),
    }
