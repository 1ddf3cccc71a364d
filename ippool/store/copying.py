"""Many new records at once, through COPY: a hundred times the rows of an INSERT in the same time.

Rows are *packed* into the binary form of COPY here, column by column, and sent as they are: packing needs no connection, so that an
import packs one batch in a thread while the database writes the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from struct import Struct
from typing import Any

import asyncpg
import orjson
from sqlalchemy import ARRAY, Boolean, Date, DateTime, Integer, String, Table, Uuid
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, TypeDecorator, TypeEngine

from ippool.store.constraints import refusal_of
from ippool.store.records.layout import Layout, R


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows of a table, ready to be sent."""

    table: str
    columns: tuple[str, ...]
    content: bytes


async def copy_records(connection: AsyncConnection, layout: Layout[R], records: Sequence[R], moment: datetime) -> None:
    """Write new records of one kind. Raises: Conflict where a constraint has the last word."""
    await send(connection, pack_records(layout, records, moment))


async def copy_rows(connection: AsyncConnection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows of a table. Shape: every row has the same columns. Raises: Conflict where a constraint has the last word."""
    await send(connection, pack_rows(table, list(rows)))


async def send(connection: AsyncConnection, packed: Packed | None) -> None:
    """Write packed rows; None is no row at all. Raises: Conflict where a constraint has the last word."""
    if packed is None:
        return
    raw = (await connection.get_raw_connection()).driver_connection
    assert isinstance(raw, asyncpg.Connection)
    try:
        # The driver would take bytes themselves for the name of a file.
        await raw.copy_to_table(packed.table, columns=packed.columns, source=memoryview(packed.content), format="binary")
    except asyncpg.IntegrityConstraintViolationError as broken:
        refusal = refusal_of(broken.constraint_name)
        if refusal is None:
            raise
        raise refusal from broken


def pack_records(layout: Layout[R], records: Sequence[R], moment: datetime) -> Packed | None:
    """Pack new records of one kind."""
    values = layout.values
    return pack_rows(
        layout.table,
        [
            {"id": one.id, "version": 1, "recorded_at": moment, "source": getattr(one, "source", ""), **values(one)}
            for one in records
        ],
    )


def pack_rows(table: Table, rows: Sequence[dict[str, Any]]) -> Packed | None:
    """Pack rows of a table; None where there is none. Shape: every row has the same columns."""
    if not rows:
        return None
    return pack_columns(table, dict(zip(rows[0], map(list, zip(*map(dict.values, rows), strict=True)), strict=True)))


def pack_columns(table: Table, columns: Mapping[str, list[Any]]) -> Packed | None:
    """Pack rows of a table, given by column; None where there is none."""
    count = len(next(iter(columns.values())))
    if not count:
        return None
    # Every value has its length before it, every row the number of its values.
    fields = [_packer(table.columns[name].type)(values) for name, values in columns.items()]
    head = repeat(_SHORT(len(columns)), count)
    content = b"".join(chain((_BEGINNING,), chain.from_iterable(zip(head, *fields, strict=True)), (_END,)))
    return Packed(table.name, tuple(columns), content)


# Values

_BEGINNING = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_SHORT, _INT, _BIG = Struct(">h").pack, Struct(">i").pack, Struct(">q").pack
_SIZED_INT, _SIZED_BIG = Struct(">ii").pack, Struct(">iq").pack
_NULL = _INT(-1)
_UUID = _INT(16)
_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_ENDS = {date.min: -(2**31), date.max: 2**31 - 1}
# The first and the last day of the calendar are written as the infinities of the database, which are read back as these.

_Column = Callable[[list[Any]], list[bytes]]


def _packer(kind: TypeEngine[Any]) -> _Column:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, ARRAY):
        return _ID_ARRAYS if isinstance(kind.item_type, Uuid) else _TEXT_ARRAYS
    found = next((pack for of, pack in _BY_KIND if isinstance(kind, of)), None)
    if found is None:
        raise TypeError(f"no way to pack {kind!r}")
    return found


def _texts(values: list[Any]) -> list[bytes]:
    different = set(values)
    if len(different) * 4 > len(values):
        return [_NULL if one is None else _INT(len(content := one.encode())) + content for one in values]
    known = {one: _text(one) for one in different}
    return [known[one] for one in values]


def _text(value: str | None) -> bytes:
    if value is None:
        return _NULL
    content = value.encode()
    return _INT(len(content)) + content


def _uuids(values: list[Any]) -> list[bytes]:
    return [_NULL if one is None else _UUID + one.int.to_bytes(16, "big") for one in values]


def _of_few(pack: Callable[[Any], bytes]) -> _Column:
    """Pack a column of which the values are few."""

    def column(values: list[Any]) -> list[bytes]:
        known = {one: _NULL if one is None else pack(one) for one in set(values)}
        return [known[one] for one in values]

    return column


def _day(value: date) -> bytes:
    return _SIZED_INT(4, _ENDS.get(value, value.toordinal() - _FIRST_DAY))


def _moment(value: datetime) -> bytes:
    return _SIZED_BIG(8, (value - _FIRST_MOMENT) // timedelta(microseconds=1))


def _json(values: list[Any]) -> list[bytes]:
    return [_INT(len(content := orjson.dumps(one)) + 1) + b"\x01" + content for one in values]


def _spans(values: list[Any]) -> list[bytes]:
    packed = []
    for span in values:
        # The database itself takes the day from an end that is open.
        flags, content = 0x02, b""
        if span.lower is None:
            flags |= 0x08
        else:
            content = _day(span.lower)
        if span.upper is None:
            flags |= 0x10
        else:
            content += _day(span.upper)
        packed.append(_INT(len(content) + 1) + bytes((flags,)) + content)
    return packed


def _arrays(element: int, pack: _Column) -> _Column:
    none = _INT(12) + _INT(0) + _INT(0) + _INT(element)

    def column(values: list[Any]) -> list[bytes]:
        packed = []
        for one in values:
            if one is None:
                packed.append(_NULL)
            elif not one:
                packed.append(none)
            else:
                content = b"".join((_INT(1), _INT(0), _INT(element), _INT(len(one)), _INT(1), *pack(one)))
                packed.append(_INT(len(content)) + content)
        return packed

    return column


_BY_KIND: tuple[tuple[type[TypeEngine[Any]], _Column], ...] = (
    (String, _texts),
    (Uuid, _uuids),
    (BigInteger, _of_few(lambda value: _SIZED_BIG(8, value))),
    (Integer, _of_few(lambda value: _SIZED_INT(4, value))),
    (Boolean, _of_few(lambda value: b"\0\0\0\1\1" if value else b"\0\0\0\1\0")),
    (DateTime, _of_few(_moment)),
    (Date, _of_few(_day)),
    (JSONB, _json),
    (DATERANGE, _spans),
)
_TEXT_ARRAYS, _ID_ARRAYS = _arrays(25, _texts), _arrays(2950, _uuids)
