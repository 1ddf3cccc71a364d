"""Which patents are alike for one applicant on one day, set-based: the SQL twin of what the rules look at (`domain/alike.py`).

The statement begins with common table expressions up to `alike(id, likeness)`: for each patent of `base`, a hash that is equal
where every fact is that the rules see. What it leaves out no rule may look at; a second computation in the tests holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.alike import APPLICANT, CORE, NO_LAB, OUTSIDER, Measures
from ippool.domain.cases import asset_state
from ippool.domain.consent_cover import LICENSING
from ippool.domain.consents import ALL_ACTS, Consent
from ippool.domain.licenses import EXCLUSIVE_TYPES, License, LicenseStatus, StatutoryLicense
from ippool.domain.patents import AcquiredBy, Disclosure, LabTag, LegalStatus, Need, Patent, ShareBasis, TitleShare
from ippool.domain.permissions import Actor
from ippool.store.database import Reading
from ippool.store.records import known, layout_of
from ippool.store.visibility import parameters, visible_labs, visible_patents


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of patents that are alike: its likeness, how many they are, and one of them."""

    likeness: bytes
    count: int
    example: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom, by whom, on which day, as known when (None: now) patents are told apart."""

    measures: Measures
    actor: Actor
    on: date
    known_at: datetime | None


def _state() -> Iterator[str]:
    """Write `cases.asset_state` as the branches of a CASE over `s.status` and whether the patent is published."""
    for status in LegalStatus:
        pair = (asset_state(status, published=True), asset_state(status, published=False))
        yield f"when '{status}' then case when b.published_on <= cast(:on as date) then '{pair[0]}' else '{pair[1]}' end"


def _quoted(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


_NUMBERS = "code, jurisdiction, application_number, publication_number, registration_number"
_BASE = (
    "p.id, p.family_id, p.kind, p.states, p.title_state, p.published_on, p.priority_on, p.filed_on, "
    f"p.{_NUMBERS.replace(', ', ', p.')}"
)
_BEFORE = "(select count(*) from unnest({days}) as one(day) where one.day <= {day})"

_ALIKE = """
base as materialized (select {base} from {rows} where {where}),
measure as materialized (
    select * from jsonb_to_recordset(cast(:measures as jsonb)) as m(lab uuid, anchors date[], made date[], start date)
),
mark as materialized (
    select * from jsonb_to_recordset(cast(:marks as jsonb)) as m(party uuid, inherited boolean, lab uuid, mark int)
),
heir as materialized (select * from jsonb_to_recordset(cast(:heirs as jsonb)) as h(party uuid, heir uuid)),
title as materialized (
    select o.patent_id, coalesce(h.heir, o.party_id) as owner, o.party_id, o.acquired_by = '{succession}' as inherited,
        o.basis, o.share, o.disputed
    from base b join {TitleShare} o on o.patent_id = b.id left join heir h on h.party = o.party_id
    where o.valid @> cast(:on as date)
),
held as (
    select patent_id, bool_or(owner = cast(:applicant as uuid)) as own,
        bool_or(owner = cast(:applicant as uuid) and not disputed) as undisputed,
        case when bool_or(disputed) then '"disputed"'::jsonb
            when bool_and(basis = '{unshared}') then 'null'::jsonb
            else jsonb_agg(basis || ' ' || coalesce(share, '') order by basis, share) end as shares
    from title group by patent_id
),
tagged as (
    select b.id as patent_id, ft.lab_id as lab
    from base b join {LabTag} ft on ft.patent_id = b.id join open_lab fl on fl.id = ft.lab_id
    where ft.valid @> cast(:on as date) and {visible_labs}
),
in_lab as materialized (
    select patent_id, lab from tagged
    union all select b.id, cast('{no_lab}' as uuid) from base b where not exists (select from tagged t where t.patent_id = b.id)
),
owned as (
    select g.patent_id, g.lab, count(distinct t.owner) as owners,
        count(distinct t.owner) filter (where m.mark is distinct from {core}) as others,
        jsonb_agg(case when h.own then jsonb_build_array(k.mark, t.share, t.basis) else to_jsonb(k.mark) end
                  order by k.mark, t.share, t.basis) as marks
    from in_lab g join title t on t.patent_id = g.patent_id join held h on h.patent_id = g.patent_id
        left join mark m on m.party = t.party_id and m.inherited = t.inherited and m.lab = g.lab
        cross join lateral (
            select case when t.owner = cast(:applicant as uuid) then {applicant} else coalesce(m.mark, {outsider}) end as mark
        ) k
    group by g.patent_id, g.lab
),
packaged as (
    select g.patent_id, jsonb_agg(jsonb_build_array(g.lab,
        case when l.anchors = '{{}}' then 0 when d.anchor is null then -1 else {before_anchor} end,
        case when l.made = '{{}}' then 0 when d.made is null then -1 else {before_made} end,
        f.origin, f.conceived_on < l.start, o.owners, o.others, o.marks) order by g.lab) as packages
    from in_lab g join base b on b.id = g.patent_id left join {Disclosure} f on f.family_id = b.family_id
        cross join lateral (
            select coalesce(f.disclosed_on, f.conceived_on, b.priority_on, b.filed_on) as anchor,
                coalesce(f.conceived_on, b.filed_on) as made
        ) d
        left join measure l on l.lab = g.lab left join owned o on o.patent_id = g.patent_id and o.lab = g.lab
    group by g.patent_id
),
running as (
    select lp.patent_id, r.* from {License} r join license_patent lp on lp.license_id = r.id join base b on b.id = lp.patent_id
    where r.status = '{active}' and r.valid @> cast(:on as date)
),
licensed as (
    select patent_id, jsonb_agg(jsonb_build_array(license_type, field_of_use, territory, terms) order by number) as licenses
    from running where licensee_id = any(cast(:own as uuid[])) group by patent_id
),
taken as (
    select patent_id, jsonb_agg(distinct to_jsonb(territory)) as territories
    from running where license_type in ({exclusive}) and licensee_id <> all(cast(:own as uuid[])) group by patent_id
),
by_statute as (
    select r.patent_id, bool_or(r.free) as free from {StatutoryLicense} r join base b on b.id = r.patent_id
    where r.holder_id = any(cast(:own as uuid[])) and r.valid @> cast(:on as date) group by r.patent_id
),
needed as (
    select distinct r.patent_id from {Need} r join base b on b.id = r.patent_id
    where r.party_id = any(cast(:own as uuid[])) and r.valid @> cast(:on as date)
),
consented as (
    select c.id as patent_id, jsonb_agg(jsonb_build_array(
        r.giver_id, r.beneficiaries, r.named @> array[cast(:applicant as uuid)], r.jurisdictions, r.survives_exit
    ) order by r.code) as consents
    from (select id, id as about from base union all select id, family_id from base) c join {Consent} r on r.about_id = c.about
    where r.about <> 'LAB' and r.kind in ({licensing}) and r.valid @> cast(:on as date)
        and (r.acts = '{{}}' or r.acts @> array[{acts}])
    group by c.id
),
bound as (
    select t.patent_id, jsonb_build_array(
        c.consents, jsonb_agg(jsonb_build_array(t.party_id, t.inherited) order by t.party_id, t.inherited)
    ) as consents
    from consented c join title t on t.patent_id = c.patent_id group by t.patent_id, c.consents
),
alike as (
    select b.id, sha256(convert_to(jsonb_build_array(
        b.jurisdiction, b.states, b.kind, b.title_state, case s.status {state} end, h.own, h.undisputed, h.shares, g.packages,
        l.licenses, e.territories, y.free, n.patent_id is not null, c.consents)::text, 'UTF8')) as likeness
    from base b join packaged g on g.patent_id = b.id
        join legal_status_span s on s.patent_id = b.id and s.valid @> cast(:on as date) and {status_known}
        left join held h on h.patent_id = b.id
        left join licensed l on l.patent_id = b.id
        left join taken e on e.patent_id = b.id
        left join by_statute y on y.patent_id = b.id
        left join needed n on n.patent_id = b.id
        left join bound c on c.patent_id = b.id
)
"""


def alike(asked: Asked, rows: str, where: str) -> str:
    """Return the expressions up to `alike(id, likeness)`, for the rows of `rows` (patents under `p`) that meet `where`."""
    past = asked.known_at is not None
    read = (TitleShare, LabTag, Disclosure, License, StatutoryLicense, Need, Consent)
    sources = {kind.__name__: known(layout_of(kind), past=past) for kind in read}
    return _ALIKE.format(
        **sources,
        base=_BASE,
        rows=rows,
        where=where,
        succession=AcquiredBy.GENERAL_SUCCESSION,
        unshared=ShareBasis.NOT_STIPULATED,
        visible_labs=visible_labs(asked.actor, "fl", "b"),
        no_lab=NO_LAB,
        core=CORE,
        applicant=APPLICANT,
        outsider=OUTSIDER,
        before_anchor=_BEFORE.format(days="l.anchors", day="d.anchor"),
        before_made=_BEFORE.format(days="l.made", day="d.made"),
        active=LicenseStatus.ACTIVE,
        exclusive=_quoted(EXCLUSIVE_TYPES),
        licensing=_quoted(LICENSING),
        acts=_quoted(ALL_ACTS),
        state=" ".join(_state()),
        status_known=(
            "s.recorded_at <= :known_at and (s.superseded_at is null or s.superseded_at > :known_at)"
            if past
            else "s.superseded_at is null"
        ),
    )


def alike_parameters(asked: Asked) -> dict[str, Any]:
    """Return the parameters of these expressions."""
    found = asked.measures
    labs = [{"lab": one.lab, "anchors": one.anchors, "made": one.made, "start": one.start} for one in found.labs]
    marks = [{"party": one.party, "inherited": one.inherited, "lab": one.lab, "mark": one.mark} for one in found.marks]
    return {
        "on": asked.on,
        "applicant": found.applicant,
        "own": sorted(found.own),
        "measures": orjson.dumps(labs).decode(),
        "marks": orjson.dumps(marks).decode(),
        "heirs": orjson.dumps([{"party": party, "heir": heir} for party, heir in found.heirs]).decode(),
        **({"known_at": asked.known_at} if asked.known_at is not None else {}),
    }


async def kinds(session: Reading, asked: Asked, rows: str, where: str, values: dict[str, Any]) -> tuple[Kind, ...]:
    """Find the kinds of alike patents among these rows, with one example each. One statement."""
    statement = text(
        f"with {alike(asked, rows, where)} "
        "select likeness, count(*) as many, cast(min(cast(id as text)) as uuid) as example from alike group by likeness"
    )
    found = await session.execute(statement, {**values, **alike_parameters(asked)})
    return tuple(Kind(row.likeness, row.many, row.example) for row in found)


@dataclass(frozen=True, slots=True)
class Told:
    """One patent of the whole pool: what it is named by, and its likeness."""

    id: UUID
    code: str
    jurisdiction: str
    application_number: str | None
    publication_number: str | None
    registration_number: str | None
    likeness: bytes


async def piece(session: Reading, asked: Asked, today: date, after: UUID | None, size: int) -> list[Told]:
    """Read the next patents that the caller may know of, in the order of their ids. One statement, at the cost of the piece."""
    rows = f"{known(layout_of(Patent), past=asked.known_at is not None)} p join patent v on v.id = p.id"
    where = f"{visible_patents(asked.actor, 'v')} and {'p.id > :after' if after else 'true'} order by p.id limit :size"
    statement = text(
        f"with {alike(asked, rows, where)} select id, {_NUMBERS}, likeness from base join alike using (id) order by id"
    )
    values = {"size": size, **({"after": after} if after else {}), **parameters(asked.actor, today), **alike_parameters(asked)}
    return [Told(*row) for row in await session.execute(statement, values)]
