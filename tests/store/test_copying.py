"""Rows that are packed for COPY come back as an INSERT would have written them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, Range
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from ippool.store.copying import copy_rows, pack_columns, pack_rows
from ippool.store.record_rows import table_of
from ippool.store.rows import RECORDS
from ippool.usecases.pool import Pool

JAPAN = timezone(timedelta(hours=9))
VALUES: dict[str, tuple[Any, list[Any]]] = {
    "name": (String(), ["", "a", "全固体電池", "𠮷野家\n\t\\", "'\"", None]),
    "note": (Text(), ["x" * 70_000, "é", None]),
    "id": (PG_UUID(as_uuid=True), [UUID(int=0), UUID(int=2**128 - 1), UUID("0190163d-8694-739b-aea5-966c26f8ad90"), None]),
    "count": (Integer(), [0, 1, -1, 2**31 - 1, -(2**31), None]),
    "size": (BigInteger(), [0, -1, 2**63 - 1, -(2**63), None]),
    "is_so": (Boolean(), [True, False, None]),
    "on": (Date(), [date(2000, 1, 1), date(1999, 12, 31), date(2026, 11, 25), date(1, 1, 2), date(9999, 12, 30), None]),
    "first": (Date(), [date.min, date.max]),
    "at": (
        DateTime(timezone=True),
        [
            datetime(2026, 11, 25, 4, 30, 1, 999_999, tzinfo=UTC),
            datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
            datetime(2026, 11, 25, 4, 30, tzinfo=JAPAN),
            None,
        ],
    ),
    "words": (ARRAY(Text), [[], ["a"], ["", "電池", "b c", '"{},\\'], None]),
    "ids": (ARRAY(PG_UUID(as_uuid=True)), [[], [UUID(int=1), UUID(int=2)], None]),
    "content": (JSONB(), [{}, [], {"電池": [1, None, True, "x", {"a": "\\"}]}, "text", 5]),
    "valid": (
        DATERANGE(),
        [
            Range(date(2026, 1, 1), date(2027, 1, 1), bounds="[)"),
            Range(date(2026, 1, 1), None, bounds="[)"),
            Range(None, date(2026, 1, 1), bounds="[)"),
            Range(None, None, bounds="[)"),
            Range(date(2026, 1, 1), date(2026, 1, 1), bounds="[)"),
        ],
    ),
}


def tables() -> tuple[Table, Table]:
    made = MetaData()

    def of(name: str) -> Table:
        columns = (Column(column, kind) for column, (kind, _) in VALUES.items())
        return Table(name, made, Column("place", Integer), *columns, prefixes=["temporary"])

    return of("copied"), of("inserted")


def rows() -> Iterator[dict[str, Any]]:
    # Each value once beside values that are many, and a column of one value alone.
    for place in range(60):
        yield {"place": place, **{name: values[place % len(values)] for name, (_, values) in VALUES.items()}}


async def test_every_value_is_copied_as_it_would_be_inserted(empty_pool: Pool) -> None:
    copied, inserted = tables()
    async with empty_pool.database._engine.begin() as connection:
        await connection.run_sync(copied.metadata.create_all)
        await copy_rows(connection, copied, rows())
        for row in rows():
            # The driver takes the ends of the calendar for infinities, as a copy does.
            await connection.execute(insert(inserted).values(row))
        found = [list(await connection.execute(select(table).order_by(table.c.place))) for table in (copied, inserted)]
    assert len(found[0]) == 60
    assert found[0] == found[1]


def test_no_rows_are_nothing_to_send() -> None:
    copied, _ = tables()
    packed = pack_rows(copied, [{"place": 1, "count": 2}])
    assert packed is not None
    assert packed.columns == ("place", "count")
    assert pack_rows(copied, []) is None
    assert pack_columns(copied, {"place": [], "count": []}) is None


def test_every_record_can_be_packed() -> None:
    for row in RECORDS:
        table = table_of(row)
        stored = [column for column in table.columns if column.computed is None]
        packed = pack_columns(table, {column.name: [None] for column in stored if not isinstance(column.type, DATERANGE)})
        assert packed is not None
        assert packed.table == table.name


def test_a_value_of_a_type_that_no_record_has_is_not_guessed_at() -> None:
    table = Table("t", MetaData(), Column("key", LargeBinary))
    with pytest.raises(TypeError, match="LargeBinary"):
        pack_rows(table, [{"key": b"x"}])
