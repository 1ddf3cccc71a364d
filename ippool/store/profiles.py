"""Profiles: what a patent is to every applicant that has to do with nothing of it, kept beside the patent.

For one applicant patents are told apart by what the rules look at (`store/alike.py`). Of that nearly everything is the same
whoever asks; it is worked out once and kept as a number. A whole pool is then told apart in one scan of small rows. A patent is
looked at by itself where its profile is missing, was worked out for other days or by other reference data, or where the applicant
has to do with it: as an owner, a licensee, a subsidiary of an owner, one whom a consent names. So a missing profile costs time and
never an answer.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from ippool.domain.alike import NO_LAB
from ippool.domain.designation import number_of
from ippool.domain.patents import Patent
from ippool.domain.permissions import Actor
from ippool.store.alike import Asked, alike, alike_parameters, told_apart
from ippool.store.database import Reading, planned_each_time, without_nested_loops
from ippool.store.record_rows import table_of
from ippool.store.records import known, layout_of
from ippool.store.rows import FoundationRow
from ippool.store.visibility import named_patent_ids, parameters, visible_lab_ids, visible_patents


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of patents that are alike: how many they are, and one of them. `apart` are all of them, where each was looked at.

    Shape: `likeness` names the profile and the stretch of days in which its patents were made (`profile_of`), or is a hash.
    `packed` are the ids of all of them, 16 bytes each, where these were asked for.
    """

    likeness: bytes
    count: int
    example: UUID
    apart: tuple[UUID, ...] = ()
    packed: bytes = b""


_PROFILE = struct.Struct(">ii")
NAMED = ("code", "jurisdiction", "application_number", "publication_number", "registration_number")
"""What a patent is named by."""
_REMEMBERED = 20_000
"""Patents looked at by themselves of which the likeness is remembered, for one applicant."""
_PACKED = "string_agg(uuid_send(id), ''::bytea) filter (where profile is not null)"
_FEW = 1_000
"""Patents up to which looking up what is recorded of each is cheaper than joining whole tables."""


def profile_of(likeness: bytes) -> tuple[int, int] | None:
    """Return profile and stretch that a likeness names; None for that of patents that were looked at by themselves."""
    if len(likeness) != _PROFILE.size:
        return None
    profile, stretch = _PROFILE.unpack(likeness)
    return profile, stretch


@dataclass(frozen=True, slots=True)
class Founded:
    """Where profiles hold for an applicant: not for the patents of these owners, nor of these labs. `anywhere`: whether at all."""

    owners: frozenset[UUID]
    moved: frozenset[UUID]
    anywhere: bool


NOWHERE = Founded(frozenset(), frozenset(), anywhere=False)


@dataclass(frozen=True, slots=True)
class Sorting:
    """How the patents that a caller may know of are sorted into kinds, for an applicant. `today` is the office's day.

    Shape: `likenesses` are those of patents that were looked at by themselves before, in the state in which the register is.
    """

    asked: Asked
    founded: Founded
    today: date
    likenesses: dict[UUID, bytes]

    def profiled(self, where: str, columns: str = "p.id", seen: str | None = None, among: str | None = None) -> str:
        """Return the expressions up to `profiled(id, profile, made)`: the patents (under `p`) that meet `where`.

        `profile` is null for a patent that has to be looked at by itself. `seen` names an expression of patents, by `id`, of which
        it has been found already that the caller may know of them; `among` is a statement of ids that stands for `where`, and is
        used where nothing else is read of a patent itself.
        """
        actor, of_today = self.asked.actor, self.asked.on == self.today
        holds = HOLDS.format(p="p.id")
        # Looked up by its id, so that who asks for no column of it need not read the patent.
        itself = f"exists (select from patent o where o.id = p.id and {visible_patents(actor, 'o', few=True)} offset 0)"
        # Whoever has to do with nothing of a patent knows of it by what its profile tells, if at all.
        visible = f"case when {holds} then f.profile_id in (select id from to_be_seen) else {itself} end"
        if actor.sees_all or seen is not None:
            visible = visible_patents(actor, "p") if seen is None else "true"
        elif not of_today:
            visible, among = visible_patents(actor, "p"), None
        rows = seen or "patent"
        if among is not None:
            rows, where = f"({among})", ""
        return _PROFILED.format(
            labs=visible_lab_ids(actor),
            columns=columns,
            of_reader=of_reader(actor),
            holds=holds,
            rows=rows,
            where=f"{visible} and {where or 'true'}",
        )

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of these expressions, and of those that look at patents by themselves."""
        if not self.founded.anywhere:
            return {**parameters(self.asked.actor, self.today), **alike_parameters(self.asked)}
        made = [{"lab": str(lab.lab), "day": day.isoformat()} for lab in self.asked.measures.labs for day in lab.made]
        return {
            "on": self.asked.on,
            "others": sorted(self.founded.owners),
            "moved": sorted(self.founded.moved),
            "own": sorted(self.asked.measures.own),
            "made": orjson.dumps(made).decode(),
            **parameters(self.asked.actor, self.today),
        }

    def every(self, where: str) -> tuple[str, str]:
        """Return the source of the patents under `p`, and the condition for those that meet `where` and that the caller sees."""
        past = self.asked.known_at is not None
        source, shown = (
            (f"{known(layout_of(Patent), past=True)} p join patent v on v.id = p.id", "v") if past else ("patent p", "p")
        )
        return source, f"{visible_patents(self.asked.actor, shown)} and {where or 'true'}"

    async def apart(self, session: Reading, where: str, values: dict[str, Any]) -> list[tuple[UUID, bytes]]:
        """Find those that have to be looked at by themselves, with their likeness. Two statements at most."""
        if not self.founded.anywhere:
            return await told_apart(session, self.asked, *self.every(where), {**values, **self.values})
        statement = text(f"with {self.profiled(where)} select id from profiled where profile is null")
        found = (await session.execute(statement, {**values, **self.values})).scalars().all()
        return await self.told(session, found)

    async def kinds(
        self, session: Reading, where: str, values: dict[str, Any], *, among: str | None = None, packed: bool = False
    ) -> tuple[Kind, ...]:
        """Find the kinds there are, with the ids of all their patents where these are to be packed. `among` as in `profiled`.

        One statement, and one more for those that are looked at by themselves. These and all that follow in the transaction are
        planned for this applicant.
        """
        await planned_each_time(session)
        if not self.founded.anywhere:
            return _gathered(await self.apart(session, where, values))
        statement = text(
            f"with {self.profiled(where, 'p.id, f.ctid as lies', among=among)}, "
            "kind as (select profile, case when profile is null then null else made end as made, count(*) as many, "
            "min(lies) filter (where profile is not null) as lies, array_agg(id) filter (where profile is null) as apart, "
            f"{_PACKED if packed else 'null'} as packed from profiled group by 1, 2) "
            "select k.profile, k.made, k.many, k.apart, k.packed, "
            "(select e.patent_id from patent_profile e where e.ctid = k.lies) as example from kind k"
        )
        found = (await session.execute(statement, {**values, **self.values})).all()
        alike = [
            Kind(_PROFILE.pack(row.profile, row.made), row.many, row.example, packed=row.packed or b"")
            for row in found
            if row.profile is not None
        ]
        apart = next((row.apart for row in found if row.profile is None), ())
        return (*alike, *_gathered(await self.told(session, apart)))

    async def told(self, session: Reading, patents: Sequence[UUID]) -> list[tuple[UUID, bytes]]:
        """Look at patents by themselves; return each with its likeness. One statement, none where all were looked at before."""
        told = [(one, known) for one in patents if (known := self.likenesses.get(one)) is not None]
        unknown = [one for one in patents if one not in self.likenesses] if len(told) < len(patents) else []
        if unknown:
            values = {"apart": unknown, **parameters(self.asked.actor, self.today)}
            where, few = "p.id = any(cast(:apart as uuid[]))", len(unknown) <= _FEW
            found = await told_apart(session, self.asked, "patent p", where, values, few=few)
            self.likenesses.update(found[: max(0, _REMEMBERED - len(self.likenesses))])
            told += found
        return told


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which kinds of patents pass, each with a place by which whoever counts them tells them apart."""

    sorting: Sorting
    passing: Sequence[tuple[Kind, int | None]]

    def expressions(self, where: str, *, seen: str | None = None) -> str:
        """Return the expressions up to `sieve(id, place)`: which of the patents that meet `where` pass. `seen` as in `profiled`."""
        apart = "select one.id, one.place from unnest(cast(:apart as uuid[]), cast(:apart_places as int[])) as one(id, place)"
        if not self.sorting.founded.anywhere:
            return f"sieve as ({apart})"
        alike = "unnest(cast(:profiles as int[]), cast(:stretches as int[]), cast(:places as int[])) as one(profile, made, place)"
        kinds = f"select s.id, one.place from profiled s join {alike} on one.profile = s.profile and one.made = s.made"
        return f"{self.sorting.profiled(where, seen=seen)}, sieve as ({kinds} union all {apart})"

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of these expressions."""
        apart = [(one, place) for kind, place in self.passing for one in kind.apart]
        found: dict[str, Any] = {"apart": [one for one, _ in apart], "apart_places": [place for _, place in apart]}
        if self.sorting.founded.anywhere:
            alike = [(*of, place) for kind, place in self.passing if (of := profile_of(kind.likeness)) is not None]
            names = ("profiles", "stretches", "places")
            found |= {name: [one[at] for one in alike] for at, name in enumerate(names)} | self.sorting.values
        return found


def likenesses(sorting: Sorting, where: str, apart: Sequence[tuple[UUID, bytes]]) -> tuple[str, dict[str, Any]]:
    """Return the expressions up to `alike(id, likeness)`, and their parameters; `apart` was read with the same conditions."""
    own = "select one.id, one.likeness from unnest(cast(:apart as uuid[]), cast(:apart_likenesses as bytea[])) as one(id, likeness)"
    values: dict[str, Any] = {"apart": [one for one, _ in apart], "apart_likenesses": [likeness for _, likeness in apart]}
    if not sorting.founded.anywhere:
        return f"alike as materialized ({own})", values
    alike = "select id, int4send(profile) || int4send(made) as likeness from profiled where profile is not null"
    return f"{sorting.profiled(where)}, alike as materialized ({alike} union all {own})", {**values, **sorting.values}


SETS = """
touched as materialized (
    select patent_id from title_share where party_id = any(cast(:others as uuid[])) and valid @> cast(:on as date)
    union select patent_id from lab_tag where lab_id = any(cast(:moved as uuid[])) and valid @> cast(:on as date)
    union select lp.patent_id from license l join license_patent lp on lp.license_id = l.id
        where l.licensee_id = any(cast(:own as uuid[]))
    union select patent_id from statutory_license where holder_id = any(cast(:own as uuid[]))
    union select patent_id from need where party_id = any(cast(:own as uuid[]))
    union select about_id from consent where about = 'PATENT' and named && cast(:own as uuid[])
    {of_reader}
    union select q.id from consent c join patent q on q.family_id = c.about_id
        where c.about = 'FAMILY' and c.named && cast(:own as uuid[])
),
timed as materialized (
    select k.id as profile, array_agg(distinct m.day order by m.day) as days
    from profile k cross join unnest(k.labs) as one(lab)
        join jsonb_to_recordset(cast(:made as jsonb)) as m(lab uuid, day date) on m.lab = one.lab group by k.id
),
to_be_seen as materialized (select id from profile where published and labs && {labs})
"""
"""The patents that have to be looked at by themselves, the days that tell patents of a profile apart, the profiles to be seen."""


def of_reader(actor: Actor) -> str:
    """Return what a caller adds to the patents that have to be looked at by themselves: those that it is named for."""
    named = None if actor.sees_all else named_patent_ids(actor)
    return "" if named is None else f"union select unnest({named})"


HOLDS = "f.valid @> cast(:on as date) and {p} not in (select patent_id from touched)"
"""Whether a profile `f` tells of a patent. Both are looked up in hashes: were they joined, what the planner takes for a few hits
would each go through all of them."""
MADE = "case when t.profile is null then 0 else coalesce(width_bucket(f.invented_on, t.days), -1) end"
"""The stretch of days in which a patent was made, by its profile `f` and the days `t` of that."""
_PROFILED = f"""
{SETS},
profiled as materialized (
    select {{columns}}, case when {{holds}} then f.profile_id end as profile, {MADE} as made
    from {{rows}} p left join patent_profile f on f.patent_id = p.id left join timed t on t.profile = f.profile_id
    where {{where}}
)
"""


def _gathered(told: Sequence[tuple[UUID, bytes]]) -> tuple[Kind, ...]:
    by_likeness: dict[bytes, list[UUID]] = {}
    for patent, likeness in told:
        by_likeness.setdefault(likeness, []).append(patent)
    return tuple(
        Kind(likeness, len(ids), ids[0], tuple(ids), b"".join(one.bytes for one in ids)) for likeness, ids in by_likeness.items()
    )


async def facts_of(session: Reading, profiles: Collection[int]) -> dict[int, list[Any]]:
    """Read by which facts patents of these profiles were told apart. One statement."""
    if not profiles:
        return {}
    statement = text("select id, facts::text as facts from profile where id = any(cast(:ids as int[]))")
    return {row.id: orjson.loads(row.facts) for row in await session.execute(statement, {"ids": list(profiles)})}


async def foundations(session: Reading) -> tuple[dict[UUID, bytes], datetime]:
    """Read with what the profiles were measured, lab by lab, and when the register was last changed. One statement."""
    statement = "select s.changed_at, f.lab_id, f.hash from register_state s left join foundation f on true"
    found = (await session.execute(text(statement))).all()
    return {row.lab_id: row.hash for row in found if row.lab_id is not None}, found[0].changed_at


async def found(session: Reading, hashes: Mapping[UUID, bytes], moved: Sequence[UUID]) -> None:
    """Take away the profiles of the labs that moved, of all where the nil id did, and note what the next ones are measured with."""
    everywhere = (
        "true" if NO_LAB in moved else "patent_id in (select patent_id from lab_tag where lab_id = any(cast(:moved as uuid[])))"
    )
    await session.execute(
        text(f"delete from patent_profile where {everywhere}"), {"moved": list(moved)} if NO_LAB not in moved else {}
    )
    told = insert(table_of(FoundationRow)).values([{"lab_id": lab, "hash": hashes[lab]} for lab in moved])
    await session.execute(told.on_conflict_do_update(index_elements=["lab_id"], set_={"hash": told.excluded.hash}))


async def forget_unused(session: Reading) -> None:
    """Take away the profiles that no patent has any more. One statement."""
    await session.execute(text("delete from profile k where not exists (select from patent_profile f where f.profile_id = k.id)"))


async def lacking(session: Reading, on: date) -> list[UUID]:
    """Return the patents that have no profile that is right on a day. One statement."""
    statement = text(
        "select p.id from patent p left join patent_profile f on f.patent_id = p.id "
        "where (f.valid @> cast(:on as date)) is not true order by p.id"
    )
    return list((await session.execute(statement, {"on": on})).scalars())


_AHEAD = """
of_labs as (
    select patent_id, coalesce(array_agg(lab order by lab) filter (where lab <> cast('{no_lab}' as uuid)), '{{}}') as labs
    from in_lab group by patent_id
),
ahead as (
    select patent_id, min(day) as day from (
        select b.id as patent_id, b.published_on as day from base b
        union all select o.patent_id, unnest(array[lower(o.valid), upper(o.valid)])
            from base b join title_share o on o.patent_id = b.id
        union all select o.patent_id, unnest(array[lower(o.valid), upper(o.valid)]) from base b join lab_tag o on o.patent_id = b.id
        union all select o.patent_id, unnest(array[lower(o.valid), upper(o.valid)])
            from base b join legal_status_span o on o.patent_id = b.id where o.superseded_at is null
        union all select b.id, unnest(array[lower(o.valid), upper(o.valid)])
            from base b join license_patent lp on lp.patent_id = b.id join license o on o.id = lp.license_id
        union all select b.id, unnest(array[lower(o.valid), upper(o.valid)]) from base b join consent o on o.about_id = b.id
        union all select b.id, unnest(array[lower(o.valid), upper(o.valid)]) from base b join consent o on o.about_id = b.family_id
    ) x where day > cast(:on as date) group by patent_id
),
told as materialized (
    select a.id, a.facts, sha256(a.likeness || case when q.published_on <= cast(:on as date) then '+' else '-' end::bytea) as key,
        coalesce(q.published_on <= cast(:on as date), false) as published, l.labs,
        coalesce(d.conceived_on, q.filed_on) as invented_on,
        daterange(cast(:on as date), h.day) as valid
    from alike a join base q on q.id = a.id join of_labs l on l.patent_id = a.id
        left join disclosure d on d.family_id = q.family_id left join ahead h on h.patent_id = a.id
),
new as (
    insert into profile (key, published, labs, facts)
    select distinct on (t.key) t.key, t.published, t.labs, t.facts
    from told t left join profile k on k.key = t.key where k.id is null
    returning id, key
)
insert into patent_profile (patent_id, profile_id, invented_on, valid, number, code)
    select t.id, k.id, t.invented_on, t.valid, n.number, n.code
    from told t join (select id, key from new union all select id, key from profile) k on k.key = t.key
        join unnest(cast(:patents as uuid[]), cast(:numbers as text[]), cast(:codes as text[])) as n(id, number, code)
            on n.id = t.id
on conflict (patent_id) do update
    set profile_id = excluded.profile_id, invented_on = excluded.invented_on, valid = excluded.valid,
        number = excluded.number, code = excluded.code
"""


async def work_out(session: Reading, asked: Asked, patents: Sequence[UUID]) -> None:
    """Work out the profiles of some patents, and keep them with their names. `asked` is by everybody's measures. Two statements.

    A profile holds until the next day on which something recorded of the patent begins or ends.
    """
    names = text(f"select id, {', '.join(NAMED)} from patent where id = any(cast(:patents as uuid[]))")
    named = (await session.execute(names, {"patents": list(patents)})).all()
    values = {
        "patents": [row.id for row in named],
        "numbers": [number_of(row) for row in named],
        "codes": [row.code for row in named],
    }
    told = alike(asked, "patent p", "p.id = any(cast(:patents as uuid[]))")
    statement = text(f"with {told}, {_AHEAD.format(no_lab=NO_LAB)}")
    async with without_nested_loops(session):
        await session.execute(statement, {**values, **alike_parameters(asked)})
