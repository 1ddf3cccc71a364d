"""Which patents are alike for one applicant on one day, set-based: the SQL twin of what the rules look at (`domain/alike.py`).

The statement begins with common table expressions up to `alike(id, facts, likeness)`: for each patent of `base` the facts that the
rules see, and a hash of them. What they leave out no rule may look at; a second computation in the tests holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.alike import NO_LAB, Measures
from ippool.domain.cases import AssetState, asset_state
from ippool.domain.consent_cover import LICENSING
from ippool.domain.consents import ALL_ACTS, Consent, ConsentCover
from ippool.domain.licenses import EXCLUSIVE_TYPES, License, LicenseStatus, StatutoryLicense
from ippool.domain.parties import MemberKind
from ippool.domain.patents import (
    AcquiredBy,
    Disclosure,
    LabTag,
    LegalStatus,
    Need,
    Origin,
    OwnershipClass,
    ShareBasis,
    TitleShare,
    TitleState,
)
from ippool.domain.permissions import Actor
from ippool.store.database import Reading, without_nested_loops
from ippool.store.records import known, layout_of
from ippool.store.visibility import visible_labs


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


_BASE = "p.id, p.family_id, p.jurisdiction, p.states, p.kind, p.title_state, p.published_on, p.priority_on, p.filed_on"
_BEFORE = "(select count(*) from unnest({days}) as one(day) where one.day <= {day})"
"""How many of some days lie on a day or before it: nothing that begins or ends on them tells days apart that have equally many."""

_ALIKE = """
base as materialized (select {base} from {rows} where {where}),
measure as materialized (
    select * from jsonb_to_recordset(cast(:measures as jsonb))
        as m(lab uuid, anchors date[], versions int[], made date[], start date,
            covenants boolean[], regions jsonb, by_share boolean)
),
mark as materialized (
    select * from jsonb_to_recordset(cast(:marks as jsonb))
        as m(party uuid, inherited boolean, lab uuid, core boolean, kind text, cover int, particular text)
),
heir as materialized (select * from jsonb_to_recordset(cast(:heirs as jsonb)) as h(party uuid, heir uuid)),
bound as materialized (
    select * from jsonb_to_recordset(cast(:bound as jsonb)) as m(party uuid, inherited boolean, giver uuid)
),
place as materialized (select * from jsonb_to_recordset(cast(:places as jsonb)) as m(country text, place int, alone boolean)),
title as materialized (
    select o.patent_id, coalesce(h.heir, o.party_id) as owner, o.party_id, o.acquired_by = '{succession}' as inherited,
        o.basis, o.share, o.disputed
    from base b join {TitleShare} o on o.patent_id = b.id left join heir h on h.party = o.party_id
    where o.valid @> cast(:on as date)
),
held as (
    select t.patent_id, bool_or(owner = cast(:applicant as uuid)) as own,
        bool_or(owner = cast(:applicant as uuid) and not disputed) as undisputed,
        case when b.title_state = '{open}' or bool_or(disputed) or count(distinct basis) > 1 then '"unsettled"'::jsonb
            when bool_and(share is null) then '"settled"'::jsonb
            when sum(length(share)) > {longest} then jsonb_agg(share order by share)
            when abs({whole} - sum(div(
                split_part(share, '/', 1)::numeric * {whole}, coalesce(nullif(split_part(share, '/', 2), ''), '1')::numeric
            ))) <= count(*) then '"settled"'::jsonb
            else '"unsettled"'::jsonb end as settled
    from title t join base b on b.id = t.patent_id group by t.patent_id, b.title_state
),
consented as (
    select t.patent_id, t.party_id, t.inherited,
        max(case r.beneficiaries when 'MEMBERS' then {members} when 'MEMBERS_AND_THIRD_PARTIES' then {everybody}
            else case when r.named @> array[cast(:applicant as uuid)] then {everybody} else {missing} end end)
            filter (where r.jurisdictions = '{{}}' and r.survives_exit) as cover,
        jsonb_agg(jsonb_build_array(
            t.party_id, t.inherited, r.giver_id, r.beneficiaries, r.named @> array[cast(:applicant as uuid)], r.jurisdictions,
            r.survives_exit) order by r.code) filter (where r.jurisdictions <> '{{}}' or not r.survives_exit) as particular
    from (select id, id as about from base union all select id, family_id from base) c
        join {Consent} r on r.about_id = c.about join title t on t.patent_id = c.id
    where r.about <> 'LAB' and r.kind in ({licensing}) and r.valid @> cast(:on as date)
        and (r.acts = '{{}}' or r.acts @> array[{acts}])
        and (r.giver_id = t.party_id
             or exists (select from bound g where g.party = t.party_id and g.inherited = t.inherited and g.giver = r.giver_id))
    group by t.patent_id, t.party_id, t.inherited
),
particular as (select patent_id, jsonb_agg(particular order by party_id) as consents from consented group by patent_id),
tagged as (
    select b.id as patent_id, ft.lab_id as lab
    from base b join {LabTag} ft on ft.patent_id = b.id join open_lab fl on fl.id = ft.lab_id
    where ft.valid @> cast(:on as date) and {visible_labs}
),
in_lab as materialized (
    select b.id as patent_id, coalesce(t.lab, cast('{no_lab}' as uuid)) as lab from base b left join tagged t on t.patent_id = b.id
),
owned as (
    select g.patent_id, g.lab, bool_or(coalesce(m.core, false)) as core,
        least(count(distinct t.owner) filter (where m.core is not true), 2) as others,
        jsonb_agg(distinct case when t.owner = cast(:applicant as uuid) then 'own' else m.kind end)
            filter (where m.core is not true) as kinds,
        min(greatest(coalesce(m.cover, {missing}), coalesce(c.cover, {missing})))
            filter (where m.core is not true and t.owner <> cast(:applicant as uuid)) as cover,
        jsonb_agg(distinct m.particular) filter (where m.particular is not null) as particular,
        case when l.by_share and bool_or(t.owner = cast(:applicant as uuid)) then
            jsonb_agg(t.share order by t.share) filter (where m.core and t.basis = '{stipulated}') end as shares
    from in_lab g join title t on t.patent_id = g.patent_id
        left join mark m on m.party = t.party_id and m.inherited = t.inherited and m.lab = g.lab
        left join consented c on c.patent_id = t.patent_id and c.party_id = t.party_id and c.inherited = t.inherited
        left join measure l on l.lab = g.lab
    group by g.patent_id, g.lab, l.by_share
),
state as (
    select b.id, case s.status {state} end as state,
        case cardinality(b.states) when 0 then to_jsonb(coalesce(p.place, 0)) else (
            select jsonb_build_array(
                coalesce(p.place, 0), bool_or(q.alone is not true), case when count(*) = 1 then max(coalesce(q.place, 0)) end
            ) from unnest(b.states) as one(country) left join place q on q.country = one.country
        ) end as place,
        case cardinality(b.states) when 0 then coalesce(p.alone, false) else not exists (
            select from unnest(b.states) as one(country) left join place q on q.country = one.country where q.alone is not true
        ) end as alone,
        case cardinality(b.states) when 1 then b.states[1] else b.jurisdiction end as country
    from base b join legal_status_span s on s.patent_id = b.id and s.valid @> cast(:on as date) and {status_known}
        left join place p on p.country = b.jurisdiction
),
packaged as (
    select g.patent_id, jsonb_agg(
        case when not coalesce(h.settled <> '"unsettled"' or h.undisputed, false) then jsonb_build_array(g.lab)
            when s.state = '{ended}' then jsonb_build_array(g.lab, greatest(d.version, 0), d.made, o.particular)
            else jsonb_build_array(
                g.lab, greatest(d.version, 0), d.made, o.particular,
                case when o.core is not true then to_jsonb('{member_sole}'::text)
                    when h.own then jsonb_build_array(d.background, o.others, o.kinds)
                    when d.background then to_jsonb('{background}'::text)
                    when o.others = 0 then to_jsonb('{core_sole}'::text)
                    when o.others > 1 and o.kinds = '["{company}"]' then to_jsonb('{core_and_companies}'::text)
                    when o.others > 1 then to_jsonb('{mixed}'::text)
                    when o.kinds = '["{company}"]' then to_jsonb('{core_and_company}'::text)
                    when o.kinds = '["{university}"]' then to_jsonb('{core_and_university}'::text)
                    else to_jsonb('{core_and_outsider}'::text) end,
                case when b.jurisdiction <> 'WO' and not (o.core and s.alone and d.covenant is not true) then o.cover end,
                case when d.regions ? s.country then s.country when d.regions ? b.jurisdiction then b.jurisdiction end,
                o.shares)
        end order by g.lab) as packages,
        bool_or(o.particular is not null) as is_particular
    from in_lab g join base b on b.id = g.patent_id join state s on s.id = g.patent_id
        left join {Disclosure} f on f.family_id = b.family_id
        left join measure l on l.lab = g.lab
        left join owned o on o.patent_id = g.patent_id and o.lab = g.lab
        left join held h on h.patent_id = g.patent_id
        cross join lateral (
            select coalesce(f.disclosed_on, f.conceived_on, b.priority_on, b.filed_on) as anchor,
                coalesce(f.conceived_on, b.filed_on) as invented
        ) e
        cross join lateral (
            select case when l.anchors = '{{}}' then l.versions[1] when e.anchor is null then -1
                else l.versions[1 + {before_anchor}] end as version offset 0
        ) v
        cross join lateral (
            select v.version, l.covenants[1 + greatest(v.version, 0)] as covenant, l.regions -> greatest(v.version, 0) as regions,
                case when l.made = '{{}}' then 0 when e.invented is null then -1 else {before_invented} end as made,
                coalesce(f.origin in ({elsewhere}), e.invented < l.start, false)
                    or (v.version < 0 and f.origin is distinct from '{foreground}') as background offset 0
        ) d
    group by g.patent_id
),
running as (
    select lp.patent_id, r.* from {License} r join license_patent lp on lp.license_id = r.id join base b on b.id = lp.patent_id
    where r.status = '{active}' and r.valid @> cast(:on as date)
),
licensed as (
    select patent_id, jsonb_agg(jsonb_build_array(license_type, field_of_use, territory, terms) order by number) as licenses,
        bool_or(territory <> '{{}}') as somewhere
    from running where licensee_id = any(cast(:own as uuid[])) group by patent_id
),
taken as (
    select patent_id, jsonb_agg(distinct to_jsonb(territory)) as territories, bool_or(territory <> '{{}}') as somewhere
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
fact as (
    select b.id, jsonb_build_array(
        case when s.state <> '{ended}' and h.own then s.place else to_jsonb(b.jurisdiction = 'WO') end,
        case when g.is_particular or c.consents is not null or l.somewhere or e.somewhere
            then array_prepend(b.jurisdiction, b.states) end,
        b.kind, s.state, h.own, h.undisputed, h.settled, g.packages,
        l.licenses, e.territories, y.free, n.patent_id is not null, c.consents) as facts
    from base b join packaged g on g.patent_id = b.id join state s on s.id = b.id
        left join held h on h.patent_id = b.id
        left join licensed l on l.patent_id = b.id
        left join taken e on e.patent_id = b.id
        left join by_statute y on y.patent_id = b.id
        left join needed n on n.patent_id = b.id
        left join particular c on c.patent_id = b.id
),
alike as (select id, facts, sha256(convert_to(facts::text, 'UTF8')) as likeness from fact)
"""
_WHOLE = "1e290::numeric"
"""The whole of a patent when its shares are added up; rounding down loses less than one for each share."""
_LONGEST = 280
"""Characters of all shares together up to which shares that make no whole miss it by more; longer ones are told apart as such."""


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
        stipulated=ShareBasis.STIPULATED,
        open=TitleState.OPEN,
        longest=_LONGEST,
        whole=_WHOLE,
        missing=ConsentCover.MISSING.value,
        members=ConsentCover.MEMBERS.value,
        everybody=ConsentCover.MEMBERS_AND_THIRD_PARTIES.value,
        visible_labs=visible_labs(asked.actor, "fl", "b"),
        no_lab=NO_LAB,
        before_anchor=_BEFORE.format(days="l.anchors", day="e.anchor"),
        before_invented=_BEFORE.format(days="l.made", day="e.invented"),
        elsewhere=_quoted((Origin.BACKGROUND, Origin.SIDEGROUND)),
        foreground=Origin.FOREGROUND,
        ended=AssetState.ENDED,
        company=MemberKind.COMPANY,
        university=MemberKind.UNIVERSITY,
        **{one.name.lower(): one.value for one in OwnershipClass},
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
    return {
        "on": asked.on,
        "applicant": found.applicant,
        "own": sorted(found.own),
        "measures": _json(found.labs),
        "marks": _json(found.marks),
        "heirs": _json({"party": party, "heir": heir} for party, heir in found.heirs),
        "bound": _json({"party": party, "inherited": inherited, "giver": giver} for party, inherited, giver in found.bound),
        "places": _json(found.places),
        **({"known_at": asked.known_at} if asked.known_at is not None else {}),
    }


def _json(rows: Iterable[object]) -> str:
    return orjson.dumps(list(rows)).decode()


async def told_apart(
    session: Reading, asked: Asked, rows: str, where: str, values: dict[str, Any], *, few: bool = False
) -> list[tuple[UUID, bytes]]:
    """Find the likeness of each of these rows. One statement; where they are `few`, each is looked up by itself.

    The database keeps a plan for each text: that for few must not be taken for many, so the two differ.
    """
    statement = text(f"with {alike(asked, rows, where)} select id, likeness from alike{' /* few */' if few else ''}")
    async with nullcontext() if few else without_nested_loops(session):
        found = await session.execute(statement, {**values, **alike_parameters(asked)})
    return [(row.id, row.likeness) for row in found]
