"""Users with their appointments: by id, by code, and in pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.paging import Page, PageRequest
from ippool.domain.people import UserRecord
from ippool.store.database import Reading
from ippool.store.records import known
from ippool.store.records.people import APPOINTMENT, USER


def _whole(*, past: bool = False) -> str:
    appointments = (
        f"coalesce((select jsonb_agg(to_jsonb(a) order by a.valid) from {known(APPOINTMENT, past=past)} a "
        "where a.user_id = r.id), '[]')"
    )
    return f"r.id, to_jsonb(r)::text as record, {appointments}::text as appointments"


_WHOLE = _whole()


async def by_ids(session: Reading, ids: Sequence[UUID], known_at: datetime | None = None) -> dict[UUID, UserRecord]:
    """Read users by id, as known at a moment; None: as known now. One statement."""
    past = known_at is not None
    statement = text(f"select {_whole(past=past)} from {known(USER, past=past)} r where r.id = any(cast(:ids as uuid[]))")
    given = {"ids": list(ids), **({"known_at": known_at} if past else {})}
    return {one.user.id: one for one in _read(await session.execute(statement, given))}


async def by_code(session: Reading, code: str) -> UserRecord | None:
    """Read the user of a code, or None."""
    statement = text(f"select {_WHOLE} from user_account r where r.code = :code")
    return next(iter(_read(await session.execute(statement, {"code": code}))), None)


async def page(session: Reading, *, party: UUID | None, request: PageRequest, with_total: bool) -> Page[UserRecord]:
    """Read one page of users by code: all, or those that are or were of a party. One statement."""
    of_party = "exists (select from appointment p where p.user_id = r.id and p.party_id = :party)" if party else "true"
    given: dict[str, Any] = {"fetch": request.fetch, **({"party": party} if party else {})}
    places = ["true"]
    for name, keyset, sign in (("after", request.after, ">"), ("before", request.before, "<")):
        if keyset is not None:
            places.append(f'r.code collate "C" {sign} cast(:{name} as text)')
            given[name] = keyset.values[0]
    sorting = f'r.code collate "C" {"desc" if request.backward else "asc"}'
    counted = f"(select count(*) from user_account r where {of_party})" if with_total else "null"
    statement = text(
        f"with page as materialized (select {_WHOLE}, r.code from user_account r where {of_party} and {' and '.join(places)} "
        f"order by {sorting} limit :fetch) select {counted} as total, r.* from (select 1) one left join page r on true "
        f"order by {sorting}"
    )
    found = (await session.execute(statement, given)).all()
    return Page.of(request, _read(row for row in found if row.id is not None), found[0].total)


def _read(rows: Iterable[Any]) -> list[UserRecord]:
    return [
        UserRecord(USER.read(orjson.loads(row.record)), tuple(map(APPOINTMENT.read, orjson.loads(row.appointments))))
        for row in rows
    ]
