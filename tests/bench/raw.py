"""The yardstick: one hand-written, page-first SQL statement for each operation, served by a bare ASGI application.

No GraphQL, no sign-in, no limits, no domain: the statement builds the JSON text that the API answers with, and the application
passes it on. The terms come from tables that the domain filled beforehand (see `answers`). A request names member, day and place in
plain words, so that nothing has to be opened or read first.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tests.bench.addresses import plain_address

SOURCE = "IPPOOL_BENCH_SOURCE"
"""The environment variable with the address of the database."""

_SEEN = """
with recursive heir(id) as (
  select $1::uuid union select q.merged_into_id from party q join heir on q.id = heir.id where q.merged_on <= $2::date
), self(id) as (
  select id from heir union select q.id from party q join self on q.merged_into_id = self.id where q.merged_on <= $2::date
), labs(ids) as materialized (
  select array(
    select l.id from open_lab l where l.scheme = 'OPEN' or exists (
      select from membership m join party q on q.id = m.party_id
      where m.lab_id = l.id and m.party_id = $1 and m.valid @> $2::date and (upper(l.valid) is null or upper(l.valid) > $2::date)
        and (q.merged_into_id is null or q.merged_on > $2::date)))
)
"""
# Each patent is looked at on its own: `exists` would be answered by hashing every title and tag of the pool first.
_IS_SEEN = """
(p.published_on <= $2::date and (
   select true from lab_tag g
   where g.patent_id = p.id and g.valid @> $2::date and g.lab_id = any((select ids from labs)::uuid[]) limit 1)
 or (select true from title_share o
   where o.patent_id = p.id and o.valid @> $2::date and o.party_id = any((select array(select id from self))::uuid[]) limit 1))
"""
_ID = "encode(convert_to('{kind}:' || {id}, 'UTF8'), 'base64')"
_STATUS = """(select s.status from legal_status_span s
  where s.patent_id = p.id and s.superseded_at is null and s.valid @> $2::date limit 1)"""
_PARTY = f"json_build_object('id', {_ID.format(kind='Party', id='q.id')}, 'name', coalesce(nullif(q.name_ja, ''), q.name_en))"
_SHARE = "case when o.share = '1' then '1/1' else o.share end"
_OWNERS = (
    "(select coalesce(json_agg(json_build_object({fields}, 'party', "
    + _PARTY
    + ") order by o.id), '[]') from title_share o join party q on q.id = o.party_id "
    "where o.patent_id = p.id and o.valid @> $2::date)"
)
_FEE = "case when c.{name} is not null then json_build_object('amount', c.{name}, 'currency', c.currency) end"

_SHOWN = "p.id, p.number_key, p.title_ja, p.title_en, p.expires_on, p.classifications"


def _paged(columns: str, source: str, where: str, order: str, place: str) -> str:
    """Write the statement of one page. Shape: `order` and `place` (the row that the cursor names) are over rows `p` of the page."""
    return f"""
{_SEEN}, page as materialized (
  select {columns} from {source} where {where} order by {order} limit 51
), shown as materialized (select p.*, row_number() over (order by {order}) as row from page p order by {order} limit 50)
select json_build_object('data', json_build_object('patents', json_build_object(
  'pageInfo', json_build_object(
    'hasNextPage', (select count(*) > 50 from page),
    'endCursor', (select {place} from shown p order by p.row desc limit 1)),
  'edges', (
    select coalesce(json_agg(json_build_object('node', json_build_object(
      'id', {_ID.format(kind="Patent", id="p.id")},
      'number', a.number,
      'title', coalesce(nullif(p.title_ja, ''), p.title_en),
      'legalStatus', {_STATUS},
      'expiresOn', p.expires_on,
      'classifications', p.classifications,
      'openLab', case when l.id is not null then json_build_object('code', l.code, 'title', l.title_ja, 'scheme', l.scheme) end,
      'ownership', (select case when count(distinct o.party_id) > 1 then 'JOINT' else 'SOLE' end
        from title_share o where o.patent_id = p.id and o.valid @> $2::date),
      'owners', {_OWNERS.format(fields=f"'share', {_SHARE}")},
      'terms', json_build_object(
        'standing', c.standing, 'outcome', c.outcome, 'wouldBe', c.would_be, 'licenseType', c.license_type,
        'royaltyFree', c.royalty_free, 'headline', a.headline, 'digest', a.digest,
        'upfrontFee', {_FEE.format(name="upfront")},
        'runningRoyalty', case when c.base is not null then json_build_object('tiers',
          (select json_agg(json_build_object('rate', t.rate) order by t.place) from unnest(c.rates) with ordinality t(rate, place)))
        end)
    )) order by p.row), '[]')
    from shown p
    left join bench.asked a on a.member = $1 and a.patent = p.id
    left join bench.terms c on c.id = a.terms
    left join open_lab l on l.id = a.lab)
)))::text
"""


PAGE = _paged(
    _SHOWN,
    "patent p",
    f"{_IS_SEEN} and (p.number_key, p.id) > ($3::text, $4::uuid)",
    "p.number_key, p.id",
    "p.number_key || '|' || p.id",
)
SEARCH = _paged(
    f"{_SHOWN}, r.rate",
    "patent p left join bench.rate r on r.member = $1 and r.patent = p.id",
    f"p.words @@ $3::tsquery and {_IS_SEEN}",
    "rate nulls last, p.id",
    "p.id::text",
)

DETAIL = f"""
{_SEEN}, named as materialized (
  select p.* from patent p where p.lookups && $3::text[] or p.code = $4
), found as materialized (
  select p.* from named p where {_IS_SEEN} order by p.number_key, p.id limit 1
)
select json_build_object('data', json_build_object('patent', (select json_build_object(
  'id', {_ID.format(kind="Patent", id="p.id")},
  'number', a.number,
  'title', coalesce(nullif(p.title_ja, ''), p.title_en),
  'abstract', coalesce(nullif(p.abstract_ja, ''), nullif(p.abstract_en, '')),
  'legalStatus', {_STATUS},
  'filedOn', p.filed_on, 'publishedOn', p.published_on, 'registeredOn', p.registered_on, 'expiresOn', p.expires_on,
  'owners', {_OWNERS.format(fields=f"'share', {_SHARE}, 'shareBasis', o.basis")},
  'terms', json_build_object(
    'standing', c.standing, 'outcome', c.outcome, 'wouldBe', c.would_be, 'basis', c.basis, 'headline', a.headline,
    'licenseType', c.license_type, 'royaltyFree', c.royalty_free, 'digest', a.digest,
    'upfrontFee', {_FEE.format(name="upfront")}, 'minimumAnnualRoyalty', {_FEE.format(name="minimum")},
    'runningRoyalty', case when c.base is not null then json_build_object('base', c.base, 'tiers',
      (select json_agg(json_build_object('from', json_build_object('amount', t.start), 'rate', t.rate) order by t.place)
       from unnest(c.starts, c.rates) with ordinality t(start, rate, place))) end,
    'consents', (select coalesce(json_agg(json_build_object('party', json_build_object('name', n.party), 'act', n.act,
      'territory', n.territory, 'given', n.given) order by n.place), '[]') from bench.need n where n.asked = a.id),
    'trace', (select coalesce(json_agg(json_build_object('id', s.step, 'parent', s.parent, 'stage', s.stage, 'rule', s.rule,
      'applies', s.applies, 'because', s.because,
      'clause', case when s.document is not null then json_build_object('document', s.document, 'article', s.article) end,
      'facts', s.facts) order by s.place), '[]') from bench.step s where s.asked = a.id))
) from found p left join bench.asked a on a.member = $1 and a.patent = p.id left join bench.terms c on c.id = a.terms)))::text
"""

# What a member's own patents add is found one by one; so are those whose card does not hold today (of these there are few or none).
_CARD = "c.patent_id, c.published, c.labs, c.legal_status, c.classes"
FIGURES = f"""
{_SEEN}, opened(ids) as materialized (select array(select id from open_lab where scheme = 'OPEN')),
stale as materialized (
  select patent_id from figure_card where until <= $2::date union select patent_id from figure_card where since > $2::date
  union select patent_id from figure_due
), live as materialized (
  select {_CARD} from (select array_agg(patent_id) as ids from stale having count(*) > 0) s, figure_cards(s.ids, $2::date) c
), own(id) as materialized (
  select distinct i.id from unnest(array(
    select patent_id from title_share where valid @> $2::date and party_id = any((select array(select id from self))::uuid[])
  )) i(id)
), one as materialized (
  select {_CARD}, -1 as n, false as own from stale s join figure_card c on c.patent_id = s.patent_id
  union all select c.*, 1, exists (select from own where own.id = c.patent_id) from live c
  union all select {_CARD}, n, n = 1 from own join figure_card c on c.patent_id = own.id, (values (1), (-1)) v(n)
  where own.id not in (select patent_id from stale) and not (c.published and c.labs <> '{{}}' and c.labs <@ (select ids from labs))
), counted as materialized (
  select labs, own, status, sum(n)::int as n from (
    select labs, false as own, value as status, count as n from figure_rollup
    where dimension = 'LEGAL_STATUS' and published and labs && (select ids from labs)
    union all select labs, own, legal_status, n from one where own or published and labs && (select ids from labs)) c
  group by labs, own, status
), shown as materialized (
  select x.labs, x.own, l.code, l.scheme
  from (select distinct labs, own from counted) x, unnest(x.labs) i(id) join open_lab l on l.id = i.id
  where x.own or l.id = any((select ids from labs)::uuid[])
), by_lab as (
  select a.code, b.scheme, c.status, sum(c.n) as n from counted c join shown a on a.labs = c.labs and a.own = c.own
  join (select distinct labs, own, scheme from shown) b on b.labs = c.labs and b.own = c.own
  where c.status <> '' group by 1, 2, 3 having sum(c.n) > 0
), audience(labs) as materialized (
  select array['00000000-0000-0000-0000-000000000000'::uuid] union
  select f.labs from figure_rollup f where f.dimension = 'JURISDICTION' and f.published and f.labs && (select ids from labs)
  and not f.labs && (select ids from opened)
), by_class as (
  select class, sum(n) as n from (
    select f.value as class, f.count as n from audience a, lateral (
      select value, count from figure_rollup f where f.dimension = 'CLASSIFICATION' and f.published and f.labs = a.labs offset 0) f
    union all select i.class, n from one, unnest(classes) i(class) where own or published and labs && (select ids from labs)) c
  group by class having sum(n) > 0 order by n desc, class collate "C" limit $3
)
select json_build_object('data', json_build_object(
  'figures', (select coalesce(json_agg(json_build_object(
    'key', json_build_object('openLab', code, 'scheme', scheme, 'legalStatus', status), 'count', n)
    order by n desc, code collate "C", scheme collate "C", status collate "C"), '[]') from by_lab),
  'classes', (select coalesce(json_agg(json_build_object(
    'key', json_build_object('classification', upper(class)), 'count', n) order by n desc, class collate "C"), '[]') from by_class)
))::text
"""

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_pools: list[asyncpg.Pool] = []


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that is given back as it is: the statements leave nothing behind that would have to be put right."""

    def get_reset_query(self) -> str:
        return ""


async def app(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer `POST /page`, `/search`, `/detail` and `/figures`."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    answer = (await _ANSWERS[scope["path"]](orjson.loads(body))).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def _live(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] != "lifespan.shutdown":
        if message["type"] == "lifespan.startup":
            settings = {"jit": "off", "application_name": "raw"}
            _pools.append(
                await asyncpg.create_pool(
                    plain_address(os.environ[SOURCE]),
                    min_size=8,
                    max_size=8,
                    connection_class=_Connection,
                    server_settings=settings,
                )
            )
            await send({"type": "lifespan.startup.complete"})
    await _pools.pop().close()
    await send({"type": "lifespan.shutdown.complete"})


async def _page(asked: dict[str, Any]) -> str:
    today = date.fromisoformat(asked["today"])
    found: str = await _pools[0].fetchval(PAGE, UUID(asked["member"]), today, asked["key"], UUID(asked["id"]))
    return found


async def _search(asked: dict[str, Any]) -> str:
    today = date.fromisoformat(asked["today"])
    found: str = await _pools[0].fetchval(SEARCH, UUID(asked["member"]), today, asked["words"])
    return found


async def _detail(asked: dict[str, Any]) -> str:
    today = date.fromisoformat(asked["today"])
    found: str = await _pools[0].fetchval(DETAIL, UUID(asked["member"]), today, asked["lookups"], asked["number"])
    return found


async def _figures(asked: dict[str, Any]) -> str:
    today = date.fromisoformat(asked["today"])
    found: str = await _pools[0].fetchval(FIGURES, UUID(asked["member"]), today, asked["top"])
    return found


_ANSWERS: dict[str, Callable[[dict[str, Any]], Awaitable[str]]] = {
    "/page": _page,
    "/search": _search,
    "/detail": _detail,
    "/figures": _figures,
}
