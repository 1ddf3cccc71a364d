"""What every record table has: identity, version, the moment it was recorded, and the twin that keeps its past."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, column, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def to(target: str) -> Any:
    """Refer to a record."""
    return Field(foreign_key=target, index=True)


def to_another(target: str) -> Any:
    """Refer to a record that may be written after this one; may be null."""
    # Deferrable: a folder may name a record before the one it refers to.
    return Field(default=None, sa_column=Column(PG_UUID(as_uuid=True), ForeignKey(target, deferrable=True), nullable=True))


def one_at_a_time(name: str, *keys: str, where: Any = None) -> ExcludeConstraint:
    """Keep rows with equal keys from overlapping in time."""
    pairs: list[tuple[Any, str]] = [(func.uuidrange(column(key), column(key), text("'[]'")), "&&") for key in keys]
    return ExcludeConstraint(*pairs, (column("valid"), "&&"), using="gist", name=name, where=where, deferrable=True)


class Record(SQLModel):
    """What every record carries: identity, version, when this version was recorded, and where it comes from."""

    id: UUID = Field(primary_key=True)
    version: int = 1
    recorded_at: datetime
    source: str = Field(default="", sa_type=Text)


class Dated(Record):
    """A record that holds for a period."""

    valid: Range[date] = Field(sa_type=DATERANGE)


class Past:
    """The twins of the record tables: the versions that were superseded."""

    of: ClassVar[dict[str, Table]] = {}


def table_of(row: type[SQLModel]) -> Table:
    """Return the table of a row."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def past_of(row: type[Record]) -> Table:
    """Make the twin of a record table."""
    table = table_of(row)
    name = f"{table.name}_past"
    return Table(
        name,
        table.metadata,
        *(Column(source.name, source.type, nullable=source.nullable) for source in table.columns),
        Column("superseded_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("id", "version", name=f"pk_{name}"),
        *(Index(f"ix_{name}_{key}", key) for key in ("patent_id", "subject_id") if key in table.columns),
    )
