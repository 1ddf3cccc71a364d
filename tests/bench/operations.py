"""The canonical operations: their documents, what they are asked, and the same question put to the raw server.

What is asked is random and the same for the same seed: a member, and a place in the pool or a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema
from sqlalchemy import text

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.designation import number_of
from ippool.domain.paging import Keyset, PageRequest
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.graphql.paging import BoundCursors, Cursors, question
from ippool.graphql.schema import make_schema
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.store.searching import Text, conditions
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.tokens import recognize
from ippool.usecases.whole_pool import whole_pool
from tests.bench.answers import Answers
from tests.bench.load import request
from tests.bench.pool import MEMBERS, secret_of

POOL_PAGE = """
query PoolPage($first: Int!, $after: String, $filter: PatentFilter, $orderBy: PatentOrder) {
  patents(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id number title legalStatus expiresOn
      classifications { scheme symbol }
      openLab { code title scheme }
      ownership owners { share party { id name } }
      terms { standing outcome wouldBe licenseType royaltyFree headline digest
              upfrontFee { amount currency } runningRoyalty { tiers { rate } } }
    } }
  }
}
"""
# `patent(number:)` is asked for today: the days of the canonical document are left out, as most callers do.
PATENT_DETAIL = """
query PatentDetail($number: String!, $on: Date) {
  patent(number: $number) {
    id number title abstract legalStatus filedOn publishedOn registeredOn expiresOn
    owners(on: $on) { share shareBasis party { id name } }
    terms(on: $on) { standing outcome wouldBe basis headline licenseType royaltyFree digest
      upfrontFee { amount currency } minimumAnnualRoyalty { amount currency } runningRoyalty { base tiers { from { amount } rate } }
      consents { party { name } act territory given }
      trace { id parent stage rule applies because clause { document article } facts { name value } } }
  }
}
"""
# Standing follows from answers, which no rollup knows; it is asked for by itself.
POOL_FIGURES = """
query PoolFigures($top: Int!) {
  figures(by: [OPEN_LAB, SCHEME, LEGAL_STATUS]) { key { openLab scheme legalStatus } count }
  classes: figures(by: [CLASSIFICATION], first: $top) { key { classification } count }
}
"""
TOP_CLASSES = 20
PAGE_SIZE = 50
BY_NUMBER = PatentOrder(PatentOrderField.NUMBER, Direction.ASC)
WORDS = ("触媒", "電池", "低温", "全固体電池", "熱電変換材料", "catalyst", "低温 触媒")
CLASSES = (None, "H01M", "B", "G01", "H01M10")
SEARCHERS = 6
"""Members who search; for each of them the rate of every patent is noted beforehand."""


@dataclass
class Operation:
    """One operation and what it is asked. Shape: the two lists are of one length, each pair the same question."""

    name: str
    path: str
    of_ippool: list[bytes] = field(default_factory=list)
    of_raw: list[bytes] = field(default_factory=list)
    cursors: list[BoundCursors | None] = field(default_factory=list)

    def ask(self, document: str, variables: dict[str, Any], token: str, raw: dict[str, Any], cursors: BoundCursors | None) -> None:
        """Add a question."""
        body = orjson.dumps({"query": document, "variables": variables})
        self.of_ippool.append(request("/graphql", body, token=token))
        self.of_raw.append(request(self.path, orjson.dumps(raw)))
        self.cursors.append(cursors)

    def take_turns(self, callers: int) -> None:
        """Put the questions, asked caller by caller, so that callers take turns: one may have a few operations at once only."""
        size = len(self.of_ippool) // callers
        order = [caller * size + at for at in range(size) for caller in range(callers)]
        self.of_ippool, self.of_raw = [self.of_ippool[at] for at in order], [self.of_raw[at] for at in order]
        self.cursors = [self.cursors[at] for at in order]

    def difference(self, place: int, ippool: bytes, raw: bytes) -> str | None:
        """Say where the two answers to a question differ, or None. Cursors are opened: raw names the place in plain words."""
        ours, theirs = orjson.loads(ippool), orjson.loads(raw)
        ours.pop("extensions", None)
        cursors = self.cursors[place]
        if cursors is not None and "data" in ours:
            info = ours["data"]["patents"]["pageInfo"]
            if info["endCursor"] is not None:
                keyset = cursors.open(info["endCursor"])
                info["endCursor"] = f"{keyset.values[0]}|{keyset.id}" if self.path == "/page" else str(keyset.id)
        return next(differences(ours, theirs, ""), None)


def differences(one: Any, other: Any, path: str) -> Iterator[str]:
    """Say every place at which two answers differ; the order of the fields of an object does not matter."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name, "(not there)"), other.get(name, "(not there)"), f"{path}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{path}[{place}]")
    elif one != other:
        yield f"{path}: {str(one)[:200]} is not {str(other)[:200]}"


def now(zone: str = "Asia/Tokyo") -> Moment:
    """Read the clock as the server does."""
    moment = datetime.now(UTC)  # noqa: TID251 - a bench is an edge of its own
    return Moment(moment.astimezone(ZoneInfo(zone)).date(), moment)


def not_there_yet(schema: GraphQLSchema | None = None) -> Iterator[str]:
    """Name the canonical operations that the API cannot answer yet, and why."""
    schema = schema or make_schema()._schema
    orders = schema.get_type("PatentOrderField")
    wanted = schema.get_type("PatentFilter")
    mutation = schema.mutation_type
    assert isinstance(orders, GraphQLEnumType)
    assert isinstance(wanted, GraphQLInputObjectType)
    assert isinstance(mutation, GraphQLObjectType)
    if "ROYALTY_RATE" not in orders.values:
        yield "text search ordered by my rate: PatentOrderField has no ROYALTY_RATE"
    if "outcome" not in wanted.fields:
        yield "filter by my outcome: PatentFilter has no outcome"
    if "grantLicense" not in mutation.fields:
        yield "GrantLicense: Mutation has no grantLicense"


class Asking:
    """Invents the questions, and asks the domain beforehand what the raw statement looks up."""

    def __init__(self, pool: Pool, moment: Moment, actors: Sequence[tuple[str, Actor]], cursors: Cursors, seed: int) -> None:
        self._pool, self._moment, self._actors, self._cursors = pool, moment, actors, cursors
        self._chance = Random(seed)
        self._records: list[tuple[int, PatentRecord]] = []
        self.answers = Answers()

    async def pages(self, count: int) -> Operation:
        """Ask for pages of the pool from random places on."""
        operation = Operation("PoolPage", "/page")
        places = await self._places(count)
        for place in places:
            number = self._chance.randrange(len(self._actors))
            token, actor = self._actors[number]
            bound = self._bound(actor, BY_NUMBER)
            asked = PageRequest(PAGE_SIZE, after=place)
            page, view = await patent_use.browse(
                self._pool, actor, self._moment, request=asked, filter=PatentFilter(), order=BY_NUMBER
            )
            for record in page.records:
                self.answers.add(record, view)
            self._records += [(number, record) for record in page.records[:3]]
            variables = {"first": PAGE_SIZE, "after": bound.seal(place)}
            raw = {**self._whom(actor), "key": place.values[0], "id": str(place.id)}
            operation.ask(POOL_PAGE, variables, token, raw, bound)
        return operation

    async def searches(self) -> Operation | None:
        """Search for words within classes, cheapest first; None where the API cannot order by my rate."""
        if "ROYALTY_RATE" not in PatentOrderField.__members__:
            return None
        operation = Operation("SearchByRate", "/search")
        order = PatentOrder(PatentOrderField["ROYALTY_RATE"], Direction.ASC)
        for token, actor in self._chance.sample(self._actors, SEARCHERS):
            assert actor.party is not None
            async for lines in whole_pool(self._pool, actor, self._moment, applicant=None):
                self.answers.add_rates(actor.party, lines)
            for words, symbol in product(WORDS, CLASSES):
                asked = {"text": words} | ({"classification": symbol} if symbol else {})
                wanted = PatentFilter(text=words, classification=symbol)
                page, view = await patent_use.browse(
                    self._pool, actor, self._moment, request=PageRequest(PAGE_SIZE), filter=wanted, order=order
                )
                for record in page.records:
                    self.answers.add(record, view)
                variables = {"first": PAGE_SIZE, "filter": asked, "orderBy": {"by": order.by.value, "direction": "ASC"}}
                raw = {**self._whom(actor), "words": await self._query(wanted, actor)}
                operation.ask(
                    POOL_PAGE,
                    variables,
                    token,
                    raw,
                    self._bound(actor, order, filter=_as_given(asked)),
                )
        operation.take_turns(SEARCHERS)
        return operation

    async def figures(self) -> Operation:
        """Ask for the figures of the pool, as each of the members sees it."""
        operation = Operation("PoolFigures", "/figures")
        for token, actor in self._actors:
            operation.ask(POOL_FIGURES, {"top": TOP_CLASSES}, token, {**self._whom(actor), "top": TOP_CLASSES}, None)
        return operation

    async def _query(self, wanted: PatentFilter, actor: Actor) -> str:
        """Write what is searched for as PostgreSQL's own query, as the store asks it."""
        asked = Text.of(wanted.text or "", ())
        values = conditions(wanted, actor, self._moment.today, (), past=False).values
        symbol = " && cast(:symbol as tsquery)" if "symbol" in values else ""
        async with self._pool.database.read() as session:
            found = await session.execute(text(f"select ({' && '.join(asked.each)}{symbol})::text"), values)
            query: str = found.scalar_one()
        return query

    def _bound(self, actor: Actor, order: PatentOrder, *, filter: object = None) -> BoundCursors:
        return self._cursors.bound(
            viewer=f"{actor.role}:{actor.party}",
            question=question("patents", filter=filter, applicant=None, on=None, known_at=None),
            order=f"{order.by} {order.direction}",
        )

    async def details(self, count: int) -> Operation:
        """Ask for single patents that a member sees, by their numbers as they are printed."""
        operation = Operation("PatentDetail", "/detail")
        for number, record in self._chance.sample(self._records, min(count, len(self._records))):
            token, actor = self._actors[number]
            named = number_of(record.patent)
            lookups = patent_use.lookups_of(named, self._moment.today)
            found, view = await patent_use.find(self._pool, actor, self._moment, named)
            if found is None:
                continue
            self.answers.add(found, view, whole=True)
            operation.ask(PATENT_DETAIL, {"number": named}, token, {**self._whom(actor), "lookups": lookups, "number": named}, None)
        return operation

    async def close(self) -> None:
        """Close the database."""
        await self._pool.database.close()

    def _whom(self, actor: Actor) -> dict[str, str]:
        return {"member": str(actor.party), "today": self._moment.today.isoformat()}

    async def _places(self, count: int) -> list[Keyset]:
        async with self._pool.database.read() as session:
            found = await session.execute(text("select number_key, id from patent order by number_key, id"))
            rows = found.all()
        return [Keyset((row.number_key,), row.id) for row in self._chance.choices(rows, k=count)]


def _as_given(filter: dict[str, str]) -> object:
    """Make the filter of a question as the API reads it: cursors are bound to it."""
    declared: Any = make_schema().get_type_by_name("PatentFilter")
    return declared.origin(**filter)


async def asking(url: str, *, seed: int = 1) -> Asking:
    """Open a pool as its members."""
    database = Database.at(url, pool_size=2, statement_timeout_ms=600_000)
    pool = Pool(database, ReferenceMemo())
    actors = []
    for number in range(MEMBERS):
        actor = await recognize(pool, secret_of(number), now())
        assert actor is not None
        actors.append((secret_of(number), actor))
    return Asking(pool, now(), actors, Cursors(await register.cursor_key(database)), seed)
