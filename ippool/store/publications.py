"""Which patents came to be published since a place in the history of the register: by what was recorded, and by the days that came.

Nothing here asks who may know of them. A patent comes to be published where a change records a day of publication that has come by
then, or when the day comes that was recorded before; one that is published already comes anew where it is put into a lab.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from ippool.store.database import Reading

_DAY = "(l.at at time zone :zone)::date"
_MIDNIGHT = "(cast(:day as timestamp) at time zone :zone)"

# What the register said of the patent of a line right after its change, and right before.
_AFTER = (
    "(select a.published_on from patent a where a.id = {id} and a.recorded_at <= l.at "
    "union all select a.published_on from patent_past a where a.id = {id} and a.recorded_at <= l.at "
    "and a.superseded_at > l.at limit 1)"
)
_BEFORE = (
    "(select b.published_on from patent b where b.id = {id} and b.recorded_at < l.at "
    "union all select b.published_on from patent_past b where b.id = {id} and b.recorded_at < l.at "
    "and b.superseded_at >= l.at limit 1)"
)

# A change may have several lines of one patent: the first of them stands for it, wherever a look ends.
_RECORDED = text(
    "with lines as materialized (select seq, at, record_kind, record_id, before_hash, after_hash from audit where seq > :seq "
    "order by seq limit :most), "
    "found as (select l.seq, l.record_id as patent_id from lines l "
    "where l.record_kind = 'patent' and l.after_hash is not null "
    f"and {_AFTER.format(id='l.record_id')} <= {_DAY} and ({_BEFORE.format(id='l.record_id')} <= {_DAY}) is not true "
    "and not exists (select 1 from audit e where e.record_id = l.record_id and e.at = l.at and e.seq < l.seq "
    "and e.record_kind = 'patent' and e.after_hash is not null) "
    "union all select l.seq, t.patent_id from lines l join lab_tag t on t.id = l.record_id where l.record_kind = 'lab_tag' "
    f"and l.before_hash is null and l.after_hash is not null and t.valid @> {_DAY} "
    f"and {_BEFORE.format(id='t.patent_id')} <= {_DAY} "
    "and not exists (select 1 from lab_tag u join audit e on e.record_id = u.id where u.patent_id = t.patent_id "
    f"and u.valid @> {_DAY} and e.at = l.at and e.seq < l.seq and e.record_kind = 'lab_tag' "
    "and e.before_hash is null and e.after_hash is not null)) "
    "select (select max(seq) from lines) as last, (select count(*) from lines) as looked_at, e.seq, e.patent_id "
    "from (select 1) one left join found e on true order by e.seq"
)

# A day comes at midnight in the zone of the office; what counts is what was known then.
_KNOWN = (
    f"(select {{columns}} from {{kind}} where recorded_at < {_MIDNIGHT} "
    f"union all select {{columns}} from {{kind}}_past where recorded_at < {_MIDNIGHT} and superseded_at >= {_MIDNIGHT})"
)
_PATENTS = _KNOWN.format(columns="id, published_on", kind="patent")
_COME = text(
    f"select c.id from (select p.id from {_PATENTS} p where p.published_on = cast(:day as date) "
    f"union select p.id from {_KNOWN.format(columns='patent_id, valid', kind='lab_tag')} t join {_PATENTS} p on p.id = t.patent_id "
    "where lower(t.valid) = cast(:day as date) and p.published_on < cast(:day as date)) c "
    "where c.id > :last order by c.id limit :most"
)

# Changes happen one after another: once one of the day is there, or none is under way, none of the day before can still come.
_SETTLED = text(
    f"select clock_timestamp() >= {_MIDNIGHT} "
    f"and (coalesce((select at from audit order by seq desc limit 1) >= {_MIDNIGHT}, false) "
    "or (select count(*) from (select 1 from register_state for share skip locked) free) = 1)"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What some lines of the audit came to. Shape: `last` is the line looked at last; the patents, each with its line."""

    last: int
    has_more: bool
    found: tuple[tuple[int, UUID], ...]


async def end_of_audit(session: Reading) -> int:
    """Return the number of the last line; 0 without any."""
    return int((await session.execute(text("select coalesce(max(seq), 0) from audit"))).scalar_one())


async def last_change(session: Reading) -> datetime:
    """Return the moment of the last change of the register."""
    found: datetime = (await session.execute(text("select changed_at from register_state"))).scalar_one()
    return found


async def recorded(session: Reading, seq: int, zone: str, most: int) -> Recorded:
    """Return what was published by the changes after a line, looking at some lines at most. One statement."""
    rows = (await session.execute(_RECORDED, {"seq": seq, "zone": zone, "most": most})).all()
    found = tuple((row.seq, row.patent_id) for row in rows if row.seq is not None)
    return Recorded(rows[0].last if rows[0].last is not None else seq, rows[0].looked_at == most, found)


async def come(session: Reading, day: date, last: UUID, zone: str, most: int) -> Sequence[UUID]:
    """Return the patents that by what was recorded before were published that day, or being so came into a lab.

    Shape: in the order of their ids. One statement.
    """
    found = await session.execute(_COME, {"day": day, "last": last, "zone": zone, "most": most})
    return [row.id for row in found]


async def is_settled(session: Reading, day: date, zone: str) -> bool:
    """Tell whether a day has come for the register too, and no change of the day before is still under way. One statement."""
    found: bool = (await session.execute(_SETTLED, {"day": day, "zone": zone})).scalar_one()
    return found
