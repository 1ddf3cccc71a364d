"""A schema of a few fields on which the door, the scalars, the paging and the problems are tried without a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any
from uuid import UUID

import strawberry
from httpx import ASGITransport, AsyncClient
from litestar import Litestar, Request
from strawberry import relay
from strawberry.scalars import JSON

from ippool.domain import timeline
from ippool.domain.clause import PA_73_3
from ippool.domain.errors import NotFound, RuleBroken
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.words import Language, Words
from ippool.graphql.callers import Callers
from ippool.graphql.conduct import Schema
from ippool.graphql.door import make_controller
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.paging import After, Before, Connection, Cursors, First, Last, page_request, question, selected
from ippool.graphql.problems import NotFoundProblem, Problem, RuleBrokenProblem, refusal_handlers
from ippool.graphql.scalars import DateRange, DateRangeInput, Money, MoneyInput

CURSORS = Cursors(bytes(range(64)))
RUNNING: list[float] = []
"""The slow fields that began."""


class Unheard(RuleBroken):
    """A refusal without a problem type of its own."""

    code = "UNHEARD"


@dataclass(frozen=True)
class InventionRow:
    """One of twelve rows, two for every day: a tie under the order by day."""

    id: UUID
    filed: date

    @property
    def keyset(self) -> Keyset:
        return Keyset((self.filed,), self.id)


ROWS = tuple(InventionRow(UUID(int=number), date(2026, 1, 1 + number // 2)) for number in range(12))


def fetch(request: PageRequest) -> tuple[InventionRow, ...]:
    """Fetch as a store would: rows strictly between the two cursors, one more than the page."""

    def place(keyset: Keyset) -> tuple[Any, UUID]:
        return keyset.values[0], keyset.id

    rows = [row for row in ROWS if request.after is None or place(row.keyset) > place(request.after)]
    rows = [row for row in rows if request.before is None or place(row.keyset) < place(request.before)]
    return tuple((rows[::-1] if request.backward else rows)[: request.fetch])


@strawberry.type
class Invention(relay.Node):
    key: relay.NodeID[str]
    filed_on: date

    @strawberry.field
    def words(self) -> list[str]:
        return ["電池"]


@strawberry.type
class Values:
    decimal: Decimal
    share: Fraction
    day: date
    moment: datetime
    language: Language
    money: Money
    period: DateRange


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "世界") -> str:
        return f"こんにちは、{name}"

    @strawberry.field
    def nested(self) -> Query:
        return Query()

    @strawberry.field
    def takes(self, value: JSON) -> bool:
        return value is not None

    @strawberry.field
    def long(self, length: int) -> str:
        return "長" * length

    @strawberry.field
    async def slow(self, seconds: float) -> float:
        RUNNING.append(seconds)
        await asyncio.sleep(seconds)
        return seconds

    @strawberry.field
    def fails(self) -> str | None:
        raise RuntimeError("a secret of the database")

    @strawberry.field
    def fails_whole(self) -> str:
        raise RuntimeError("a secret of the database")

    @strawberry.field
    def unwritable(self) -> datetime | None:
        return datetime(2026, 1, 1)  # noqa: DTZ001 - a moment without a zone is what is tried

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound(Words("特許が見つかりません。", "There is no such patent."), next_step=Words("番号を確認。", "Check it."))

    @strawberry.field
    def invention(self, id: relay.GlobalID) -> str:
        return id.node_id

    @strawberry.field
    def required(self, number: int) -> int:
        return number

    @strawberry.field
    def echo(
        self,
        money: MoneyInput,
        period: DateRangeInput,
        decimal: Decimal = Decimal(0),
        share: Fraction = Fraction(1),
        day: date = date(2026, 4, 1),
        moment: datetime | None = None,
        language: Language = Language.JA,
    ) -> Values:
        return Values(
            decimal=decimal,
            share=share,
            day=day,
            moment=moment or datetime.fromisoformat("2026-04-01T09:00:00+09:00"),
            language=language,
            money=Money.exact(money.to_money()),
            period=DateRange.of(period.to_period()),
        )

    @strawberry.field
    def inventions(
        self,
        info: strawberry.Info[dict[str, Any], None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        word: str | None = None,
        descending: bool = False,
    ) -> Connection[Invention]:
        cursors = CURSORS.bound(
            viewer=info.context["viewer"],
            question=question("inventions", word=word),
            order="filed desc" if descending else "filed",
        )
        request = page_request(cursors, first=first, after=after, last=last, before=before)
        info.context["asked"].append(request)
        total = len(ROWS) if selected(info, "totalCount") else None
        page = Page.of(request, fetch(request), total)
        return Connection.of(
            page, cursors, node=lambda row: Invention(key=row.id.hex, filed_on=row.filed), keyset=lambda row: row.keyset
        )

    @strawberry.field
    def selects(self, info: strawberry.Info[dict[str, Any], None], path: str) -> Looked:
        return Looked(told=selected(info, path))


@strawberry.type
class Looked:
    told: bool

    @strawberry.field
    def deeper(self) -> Looked:
        return self


@strawberry.type
class Granted:
    number: str


GrantResult = Annotated[Granted | NotFoundProblem | RuleBrokenProblem, strawberry.union("GrantResult")]
NarrowResult = Annotated[Granted | NotFoundProblem, strawberry.union("NarrowResult")]


def refuse(reason: str) -> Granted:
    if reason == "missing":
        raise NotFound(Words("申請が見つかりません。", "There is no such application."), path=("input", "application"))
    if reason == "law":
        raise RuleBroken(
            Words("共有者の同意がありません。", "A co-owner has not consented."),
            code="CO_OWNER_CONSENT_MISSING",
            clause=PA_73_3,
            next_step=Words("同意を登録してください。", "Record the consent."),
        )
    if reason == "unheard":
        raise Unheard(Words("規則に反します。", "A rule says no."))
    if reason == "bug":
        raise RuntimeError("a secret of the database")
    return Granted(number="L-0001")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def grant(self, reason: str) -> GrantResult:
        return refuse(reason)

    @strawberry.mutation
    async def grant_narrow(self, reason: str) -> NarrowResult:
        return refuse(reason)


def make_schema() -> Schema:
    return Schema(Query, Mutation, types=[Problem], exception_handlers=refusal_handlers())


SCHEMA = make_schema()
ASKED: list[PageRequest] = []
CALLERS = Callers()


async def http_context(request: Request[Any, Any, Any]) -> dict[str, Any]:
    viewer = request.headers.get("authorization", "")
    request.state["caller"] = viewer or "nobody"
    if viewer == "bad":
        raise ClientError(Code.UNAUTHENTICATED, Words("トークンが無効です。", "The token is not valid."), status=401)
    if viewer == "broken":
        raise RuntimeError("a secret of the database")
    return {"viewer": viewer, "asked": ASKED, "period": timeline.Period()}


def app_with(callers: Callers) -> Litestar:
    """Make an application that counts its callers by these."""
    return Litestar([make_controller(SCHEMA, http_context=http_context, callers=callers)], openapi_config=None)


APP = app_with(CALLERS)


@asynccontextmanager
async def client(app: Litestar | None = None, **headers: str) -> AsyncIterator[AsyncClient]:
    found: Any = app or APP  # httpx and Litestar write the ASGI types differently
    async with AsyncClient(transport=ASGITransport(found), base_url="http://pool", headers=headers) as made:
        yield made


async def ask(query: str, variables: dict[str, Any] | None = None, viewer: str = "") -> dict[str, Any]:
    """Send one operation and return its answer."""
    async with client(authorization=viewer) as http:
        answer = await http.post("/graphql", json={"query": query, "variables": variables})
    written: dict[str, Any] = answer.json()
    return written


async def refused(query: str, variables: dict[str, Any] | None = None, viewer: str = "") -> str:
    """Send one operation that goes wrong once and return the code it is refused with."""
    (error,) = (await ask(query, variables, viewer))["errors"]
    code: str = error["extensions"]["code"]
    return code
