"""Patents as a caller may see them: a page of the pool, one by its numbers, several by id; each in one statement.

A statement picks the rows of the page first and gathers what is recorded about them after. It always returns the version of the
reference data too, so that whatever is kept in the process is known to fit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.consents import Consent
from ippool.domain.licenses import License, StatutoryLicense
from ippool.domain.paging import Keyset, PageRequest, SortValue
from ippool.domain.patents import Disclosure, Family, LabTag, LegalEvent, Need, Patent, PatentRecord, TitleShare
from ippool.domain.permissions import Actor
from ippool.store.database import Reading, can_hold
from ippool.store.records import Recorded, as_json, known, layout_of
from ippool.store.visibility import parameters, visible_labs, visible_patents


@dataclass(frozen=True, slots=True)
class PatentPage:
    """One page of the pool, each record with its place in the order."""

    records: tuple[PatentRecord, ...]
    keysets: tuple[Keyset, ...]
    has_next: bool
    has_previous: bool
    total: int | None
    ref_version: int


@dataclass(frozen=True, slots=True)
class Found:
    """Patents that were looked up."""

    records: tuple[PatentRecord, ...]
    ref_version: int


_OF_PATENT: dict[str, tuple[type[Any], str]] = {
    "titles": (TitleShare, "r.patent_id = p.id"),
    "tags": (LabTag, "r.patent_id = p.id"),
    "events": (LegalEvent, "r.patent_id = p.id"),
    "consents": (Consent, "r.about_id in (p.id, p.family_id)"),
    "licenses": (License, "r.id in (select lp.license_id from license_patent lp where lp.patent_id = p.id)"),
    "statutory": (StatutoryLicense, "r.patent_id = p.id"),
    "needs": (Need, "r.patent_id = p.id"),
}


def _gathered(*, past: bool) -> str:
    """Everything recorded about the patent under the alias `p`, as one JSON object."""

    def source(kind: type[Any]) -> str:
        return known(layout_of(kind), past=past)

    parts = [
        "'patent', to_jsonb(p)",
        f"'family', (select to_jsonb(r) from {source(Family)} r where r.id = p.family_id)",
        f"'disclosure', (select to_jsonb(r) from {source(Disclosure)} r where r.family_id = p.family_id)",
    ]
    for name, (kind, where) in _OF_PATENT.items():
        element = as_json(layout_of(kind), "r")
        parts.append(f"'{name}', (select coalesce(jsonb_agg({element} order by r.id), '[]') from {source(kind)} r where {where})")
    return f"jsonb_build_object({', '.join(parts)})::text"


def _record(gathered: str) -> PatentRecord:
    row = orjson.loads(gathered)

    def every(name: str) -> tuple[Any, ...]:
        layout = layout_of(_OF_PATENT[name][0])
        return tuple(layout.read(one) for one in row[name])

    def one(kind: type[Recorded], name: str) -> Any:
        return layout_of(kind).read(row[name]) if row[name] is not None else None

    return PatentRecord(
        patent=one(Patent, "patent"),
        family=one(Family, "family"),
        disclosure=one(Disclosure, "disclosure"),
        titles=every("titles"),
        tags=every("tags"),
        events=every("events"),
        consents=every("consents"),
        licenses=every("licenses"),
        statutory=every("statutory"),
        needs=every("needs"),
    )


_KEYS = {
    PatentOrderField.NUMBER: "p.number_key",
    PatentOrderField.FILED_ON: "p.filed_on",
    PatentOrderField.EXPIRES_ON: "p.expires_on",
}


async def page(
    session: Reading,
    actor: Actor,
    *,
    request: PageRequest,
    filter: PatentFilter,
    order: PatentOrder,
    on: date,
    known_at: datetime | None,
    today: date,
    lookups: Sequence[str] = (),
    with_total: bool = False,
) -> PatentPage:
    """Read one page of the patents the caller may know of. One statement, whatever the page holds.

    `lookups` are the forms under which the filter's text, read as a number, would be found.
    """
    past = known_at is not None
    wanted, values = _conditions(filter, actor, on, lookups, past=past)
    rows = f"{known(layout_of(Patent), past=past)} p join patent v on v.id = p.id"
    where = " and ".join([visible_patents(actor, "v"), *wanted])
    place, place_values, sorting = _place(order, request)
    counted = f"(select count(*) from {rows} where {where})" if with_total else "null"
    statement = text(
        f"with page as materialized (select p.*, {_KEYS[order.by]}::text as sort_key from {rows} where {where} and {place} "
        f"order by {sorting} limit :fetch) "
        f"select s.ref_version, {counted} as total, p.id, p.sort_key, "
        f"case when p.id is not null then {_gathered(past=past).replace('to_jsonb(p)', _WITHOUT_KEY)} end as record "
        f"from register_state s left join page p on true order by {sorting}"
    )
    found = (
        await session.execute(
            statement,
            {
                "fetch": request.fetch,
                **parameters(actor, today),
                **values,
                **place_values,
                **({"known_at": known_at} if past else {}),
            },
        )
    ).all()
    rows_found = [row for row in found if row.id is not None]
    shown, more = rows_found[: request.size], len(rows_found) > request.size
    if request.backward:
        shown = shown[::-1]
    return PatentPage(
        records=tuple(_record(row.record) for row in shown),
        keysets=tuple(Keyset((_sort_value(order.by, row.sort_key),), row.id) for row in shown),
        has_next=request.before is not None if request.backward else more,
        has_previous=more if request.backward else request.after is not None,
        total=found[0].total,
        ref_version=found[0].ref_version,
    )


_WITHOUT_KEY = "to_jsonb(p) - 'sort_key'"


def _sort_value(by: PatentOrderField, found: str | None) -> SortValue:
    if found is None or by is PatentOrderField.NUMBER:
        return found
    return date.fromisoformat(found)


def _place(order: PatentOrder, request: PageRequest) -> tuple[str, dict[str, Any], str]:
    """The condition of a page's place in the order, its parameters, and the ORDER BY.

    Rows without the value come last in both directions: their key is the far end of the direction.
    """
    rising = order.direction is Direction.ASC
    far = "'infinity'" if rising else "'-infinity'"
    key = _KEYS[order.by] if order.by is PatentOrderField.NUMBER else f"coalesce({_KEYS[order.by]}, date {far})"
    kind = "text" if order.by is PatentOrderField.NUMBER else "date"
    conditions, values = ["true"], dict[str, Any]()
    for name, keyset, after in (("after", request.after, True), ("before", request.before, False)):
        if keyset is None:
            continue
        sign = ">" if after is rising else "<"
        value = f"coalesce(cast(:{name}_key as {kind}), date {far})" if kind == "date" else f"cast(:{name}_key as text)"
        conditions.append(f"({key}, p.id) {sign} ({value}, cast(:{name}_id as uuid))")
        values |= {f"{name}_key": keyset.values[0], f"{name}_id": keyset.id}
    direction = "asc" if rising is not request.backward else "desc"
    return " and ".join(conditions), values, f"{key} {direction}, p.id {direction}"


def _conditions(
    filter: PatentFilter, actor: Actor, on: date, lookups: Sequence[str], *, past: bool
) -> tuple[list[str], dict[str, Any]]:
    """The filter in SQL over the alias `p`; what a lab or an owner is asked for must hold on the day.

    A lab is looked for among those the caller may know of: else a filter would tell what the patent itself does not show.
    """
    conditions: list[str] = []
    values: dict[str, Any] = {}

    def source(kind: type[Any]) -> str:
        return known(layout_of(kind), past=past)

    def want(condition: str, **given: Any) -> None:
        if any(isinstance(value, str) and not can_hold(value) for value in given.values()):
            conditions.append("false")
            return
        conditions.append(condition)
        values.update(given)

    holds_on = "{alias}.valid @> cast(:on as date)"
    tagged = (
        f"exists (select from {source(LabTag)} ft join open_lab fl on fl.id = ft.lab_id where ft.patent_id = p.id "
        f"and {holds_on.format(alias='ft')} and {visible_labs(actor, 'fl', 'p')} and {{}})"
    )
    owned = f"from {source(TitleShare)} fo where fo.patent_id = p.id and {holds_on.format(alias='fo')}"
    if filter.text is not None and filter.text.strip():
        words = unicodedata.normalize("NFKC", filter.text).lower().split()
        title = "lower(normalize(p.title_ja || ' ' || p.title_en, NFKC))"
        every = " and ".join(f"{title} like :word_{index}" for index in range(len(words)))
        want(
            f"(({every}) or p.lookups && cast(:lookups as text[]) or p.code = :code)",
            code=filter.text.strip(),
            lookups=list(lookups),
            **{f"word_{index}": f"%{_escaped(word)}%" for index, word in enumerate(words)},
        )
    if filter.classification is not None and filter.classification.strip():
        symbol = "replace(upper(fc ->> 'symbol'), ' ', '')"
        want(
            f"exists (select from jsonb_array_elements(p.classifications) fc where {symbol} like :symbol)",
            symbol=f"{_escaped(unicodedata.normalize('NFKC', filter.classification).upper().replace(' ', ''))}%",
        )
    if filter.open_lab is not None:
        want(tagged.format("fl.code = :lab"), lab=filter.open_lab, on=on)
    if filter.scheme is not None:
        want(tagged.format("fl.scheme = :scheme"), scheme=filter.scheme.value, on=on)
    if filter.ownership is not None:
        want(
            f"(select count(distinct fo.party_id) > 1 {owned}) = (cast(:ownership as text) = 'JOINT')",
            ownership=filter.ownership.value,
            on=on,
        )
    if filter.owner is not None:
        want(f"exists (select {owned} and fo.party_id = :owner)", owner=filter.owner, on=on)
    if filter.jurisdiction is not None:
        want("p.jurisdiction = :jurisdiction", jurisdiction=filter.jurisdiction)
    if filter.legal_status is not None:
        as_known = (
            "recorded_at <= :known_at and (superseded_at is null or superseded_at > :known_at)" if past else "superseded_at is null"
        )
        want(
            f"exists (select from legal_status_span fs where fs.patent_id = p.id and {holds_on.format(alias='fs')} and {as_known} "
            "and fs.status = any(cast(:statuses as text[])))",
            statuses=[status.value for status in filter.legal_status],
            on=on,
        )
    return conditions, values


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def by_number(
    session: Reading, actor: Actor, lookups: Sequence[str], codes: Sequence[str], *, known_at: datetime | None, today: date
) -> Found:
    """Read the patents that bear a number or a code of the register, the nearest first. One statement."""
    where = "(p.lookups && cast(:lookups as text[]) or p.code = any(cast(:codes as text[])))"
    values = {"lookups": list(lookups), "codes": [code for code in codes if can_hold(code)]}
    return await _find(session, actor, where, values, known_at=known_at, today=today)


async def by_ids(session: Reading, actor: Actor, ids: Sequence[UUID], *, known_at: datetime | None, today: date) -> Found:
    """Read patents by id. One statement."""
    return await _find(session, actor, "p.id = any(cast(:ids as uuid[]))", {"ids": list(ids)}, known_at=known_at, today=today)


async def _find(
    session: Reading, actor: Actor, where: str, values: dict[str, Any], *, known_at: datetime | None, today: date
) -> Found:
    past = known_at is not None
    statement = text(
        f"with page as materialized (select p.* from {known(layout_of(Patent), past=past)} p join patent v on v.id = p.id "
        f"where {where} and {visible_patents(actor, 'v')}) "
        f"select s.ref_version, case when p.id is not null then {_gathered(past=past)} end as record "
        "from register_state s left join page p on true order by p.number_key, p.id"
    )
    found = (
        await session.execute(statement, {**values, **parameters(actor, today), **({"known_at": known_at} if past else {})})
    ).all()
    return Found(tuple(_record(row.record) for row in found if row.record is not None), found[0].ref_version)
