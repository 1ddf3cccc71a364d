"""Labels and named readers over the API: who is told of level 3, and what those are answered who are not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.permissions import Actor, Level, Role, TokenScope
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState
from ippool.graphql.context import moment_in
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.store.reference import ReferenceMemo
from ippool.usecases import people, tokens
from ippool.usecases.people import AddUser, AppointUser
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER
from tests.graphql.api import Api, Caller
from tests.graphql.mutating import send
from tests.graphql.test_disclosures import events

SENIOR = Actor(Role.SENIOR_OFFICER)
KEYS = count()
ZONE = ZoneInfo("Asia/Tokyo")
ONE = "query ($number: String!) { patent(number: $number) { id title version } }"
ALL = "{ patents(first: 100) { totalCount edges { node { id } } } }"


@pytest_asyncio.fixture
async def people_of(api: Api) -> AsyncIterator[People]:
    yield People(api)


class People:
    """Users of an API, each with a token of its own."""

    def __init__(self, api: Api) -> None:
        self.api, self.pool, self.codes = api, Pool(api.database, ReferenceMemo()), dict[str, str]()

    async def user(self, name: str, role: Role, clearance: Level = Level.PUBLIC, party: str | None = None) -> Caller:
        moment = moment_in(ZONE)
        asked = AddUser(str(uuid4()), name, role, moment.today, party, clearance, code=name)
        await people.add_user(self.pool, SENIOR, moment, asked)
        asked_for = tokens.CreateToken(str(uuid4()), "asking", tuple(TokenScope), 30, name)
        made = await tokens.create_token(self.pool, SENIOR, moment, asked_for)
        assert made.secret is not None
        return Caller(self.api.client, made.secret)

    async def clear(self, name: str, role: Role, clearance: Level, version: int) -> None:
        moment = moment_in(ZONE)
        asked = AppointUser(str(uuid4()), name, role, moment.today, version, clearance=clearance)
        await people.appoint_user(self.pool, SENIOR, moment, asked)


async def version(api: Api, code: str = "SYN-1") -> int:
    async with api.database.read() as session:
        found: int = (await session.execute(text("select version from patent where code = :code"), {"code": code})).scalar_one()
    return found


def day(offset: int = 0) -> str:
    return str(moment_in(ZONE).today.fromordinal(moment_in(ZONE).today.toordinal() + offset))


async def label(api: Api, caller: Caller, to: str, code: str = "SYN-1", **changed: Any) -> dict[str, Any]:
    input = {
        "idempotencyKey": f"key {next(KEYS)}",
        "patent": code,
        "level": to,
        "from": day(),
        "reason": "supplied by a partner",
        "expectedVersion": await version(api, code),
        **changed,
    }
    return await send(caller, "labelPatent", input, "... on PatentLabeled { replayed level from until patent { version } }")


async def name(api: Api, caller: Caller, user: str, code: str = "SYN-1", **changed: Any) -> dict[str, Any]:
    input = {
        "idempotencyKey": f"key {next(KEYS)}",
        "patent": code,
        "user": user,
        "from": day(),
        "reason": "works on it",
        "expectedVersion": await version(api, code),
        **changed,
    }
    return await send(caller, "nameReader", input, "... on ReaderNamed { replayed from until patent { version } }")


async def unname(api: Api, caller: Caller, user: str, **changed: Any) -> dict[str, Any]:
    input = {
        "idempotencyKey": f"key {next(KEYS)}",
        "patent": "SYN-1",
        "user": user,
        "until": day(),
        "expectedVersion": await version(api),
        **changed,
    }
    return await send(caller, "unnameReader", input, "... on ReaderUnnamed { replayed patent { version } }")


async def test_level_3_is_for_those_who_are_named_and_cleared(api: Api, people_of: People) -> None:
    reader = await people_of.user("READER", Role.IP_OFFICER, Level.LEVEL_3)
    other = await people_of.user("OTHER", Role.SENIOR_OFFICER, Level.LEVEL_3)
    auditor, id = await api.auditor(), (await other.ask(ONE, number="SYN-1"))["patent"]["id"]
    before = [await caller.ask(ALL) for caller in (other, auditor)]
    figures_before = await figures(other)
    async with api.database.write(OFFICER) as tx:
        await add(tx.connection, [question(await patent_id(api, "SYN-1"))])
        tx.record("review_item:raised", None)
    # Level 3 with nobody named would be known to nobody.
    assert (await label(api, other, "LEVEL_3"))["code"] == "NOBODY_NAMED"
    assert (await name(api, other, "READER"))["patent"] == {"version": 2}
    assert await label(api, other, "LEVEL_3") == {
        "__typename": "PatentLabeled", "replayed": False, "level": "LEVEL_3", "from": day(), "until": None, "patent": None,
    }  # fmt: skip
    # To whoever is not named it is not there: whichever way it is asked about, and also to be changed.
    for caller, seen in zip((other, auditor), before, strict=True):
        assert (await caller.ask(ONE, number="SYN-1"))["patent"] is None
        assert (await caller.ask("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", id=id)) == {
            "node": None, "nodes": [None],
        }  # fmt: skip
        now = (await caller.ask(ALL))["patents"]
        assert now["totalCount"] == seen["patents"]["totalCount"] - 1
        assert now["edges"] == [one for one in seen["patents"]["edges"] if one["node"]["id"] != id]
        assert (await caller.ask("{ reviewItems(first: 9) { totalCount edges { node { said } } } }"))["reviewItems"] == {
            "totalCount": 0, "edges": [],
        }  # fmt: skip
        assert (await caller.ask('{ reviewItem(number: "R-000001") { said } }'))["reviewItem"] is None
    assert await figures(other) == {**figures_before, "total": figures_before["total"] - 1, "JP": figures_before["JP"] - 1}
    first = [await label_version_1(other, "SYN-1"), await unnamed_as(other, "SYN-1")]
    second = [await label_version_1(other, "SYN-0"), await unnamed_as(other, "SYN-0")]
    assert {one["code"] for one in first} == {"NOT_FOUND"}
    assert [str(one).replace("SYN-1", "SYN-0") for one in first] == [str(one) for one in second]
    reject = {"idempotencyKey": "reject", "number": "R-000001", "expectedVersion": 1, "reason": "no"}
    refused = await send(other, "rejectReview", reject)
    absent_item = await send(other, "rejectReview", {**reject, "idempotencyKey": "reject 2", "number": "R-000009"})
    assert str(refused).replace("R-000001", "R-000009") == str(absent_item)
    # Who is named reads it, and leaves the event of it.
    told = len(await events(api.database))
    assert (await reader.ask(ONE, number="SYN-1"))["patent"]["version"] == 3
    (event,) = (await events(api.database))[told:]
    assert (event.role, event.code, event.level) == ("IP_OFFICER", "SYN-1", "LEVEL_3")
    # Cleared no longer: gone; and again once it is.
    await people_of.clear("READER", Role.IP_OFFICER, Level.LEVEL_2, 1)
    assert (await reader.ask(ONE, number="SYN-1"))["patent"] is None
    await people_of.clear("READER", Role.IP_OFFICER, Level.LEVEL_3, 2)
    assert (await reader.ask(ALL))["patents"]["totalCount"] == before[0]["patents"]["totalCount"]
    # The last who is named stays; another one may go, and its next request finds nothing.
    assert (await unname(api, reader, "READER"))["code"] == "NOBODY_NAMED"
    assert (await name(api, reader, "OTHER"))["__typename"] == "ReaderNamed"
    assert (await other.ask(ONE, number="SYN-1"))["patent"] is not None
    key = f"key {next(KEYS)}"
    assert (await unname(api, reader, "READER", idempotencyKey=key))["patent"] is None
    assert (await reader.ask(ONE, number="SYN-1"))["patent"] is None
    again = {"idempotencyKey": key, "expectedVersion": await version(api) - 1}
    assert (await unname(api, reader, "READER", **again))["replayed"] is True
    assert (await other.ask(ONE, number="SYN-1"))["patent"] is not None
    assert [*await actions(api)] == [
        "named_reader:recorded",
        "secrecy_label:recorded", "named_reader:recorded", "named_reader:withdrawn", "patent:reader_unnamed",
    ]  # fmt: skip


async def test_a_label_is_lowered_and_ends_and_readers_below_level_3_need_their_clearance(api: Api, people_of: People) -> None:
    officer = await api.officer()
    student = await people_of.user("STUDENT", Role.STUDENT, Level.LEVEL_1)
    researcher = await people_of.user("RESEARCHER", Role.RESEARCHER, Level.LEVEL_2)
    for user in ("STUDENT", "RESEARCHER"):
        assert (await name(api, officer, user))["__typename"] == "ReaderNamed"
    assert (await researcher.ask(ONE, number="SYN-1"))["patent"] is not None
    assert (await researcher.ask(ALL))["patents"]["totalCount"] == (await api.anonymous.ask(ALL))["patents"]["totalCount"] + 1
    assert (await student.ask(ONE, number="SYN-1"))["patent"] is None
    assert (await label(api, officer, "LEVEL_1", until=day(2)))["until"] == day(2)
    told = len(await events(api.database))
    assert (await student.ask(ONE, number="SYN-1"))["patent"] is not None
    assert len(await events(api.database)) == told  # of level 1 none is kept
    # In its place from today on; the one before never counts.
    assert (await label(api, officer, "LEVEL_2", clause="§ 4"))["level"] == "LEVEL_2"
    assert (await student.ask(ONE, number="SYN-1"))["patent"] is None


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"level": "PUBLIC"}, ["level"]),
        ({"reason": " "}, ["reason"]),
        ({"reason": "x" * 1001}, ["reason"]),
        ({"until": "2020-01-01"}, ["until"]),
    ],
)
async def test_a_label_with_a_fault_is_refused(api: Api, changed: dict[str, Any], path: list[str]) -> None:
    answer = await label(api, await api.officer(), "LEVEL_1", **changed)
    assert (answer["code"], answer["path"]) == ("FORM_REFUSED", path)


async def test_who_keeps_nothing_labels_nothing_and_what_was_read_before_is_stale(api: Api, people_of: People) -> None:
    member = await api.member("COMPANY-B")
    await people_of.user("READER", Role.RESEARCHER, Level.LEVEL_3)
    assert (await label(api, member, "LEVEL_1"))["code"] == "NOT_PERMITTED"
    assert (await name(api, member, "READER"))["code"] == "NOT_PERMITTED"
    assert (await unname(api, member, "READER"))["code"] == "NOT_PERMITTED"
    officer = await api.officer()
    assert (await label(api, officer, "LEVEL_1", expectedVersion=7))["code"] == "STALE_VERSION"
    assert (await name(api, officer, "READER", expectedVersion=7))["code"] == "STALE_VERSION"
    assert (await unname(api, officer, "READER", expectedVersion=7))["code"] == "STALE_VERSION"
    assert (await unname(api, officer, "READER"))["path"] == ["user"]
    assert (await name(api, officer, "NOBODY"))["path"] == ["user"]
    assert (await name(api, officer, "READER"))["__typename"] == "ReaderNamed"
    assert (await name(api, officer, "READER", **{"from": day(1)}))["path"] == ["from"]


async def unnamed_as(caller: Caller, code: str) -> dict[str, Any]:
    asked = {"idempotencyKey": f"key {next(KEYS)}", "patent": code, "user": "READER", "until": day(), "expectedVersion": 1}
    return await send(caller, "unnameReader", asked)


async def label_version_1(caller: Caller, code: str) -> dict[str, Any]:
    asked = {
        "idempotencyKey": f"key {next(KEYS)}", "patent": code, "level": "LEVEL_1", "from": day(), "reason": "supplied by a partner",
        "expectedVersion": 1,
    }  # fmt: skip
    return await send(caller, "labelPatent", asked)


async def patent_id(api: Api, code: str) -> Any:
    async with api.database.read() as session:
        return (await session.execute(text("select id from patent where code = :code"), {"code": code})).scalar_one()


async def figures(caller: Caller) -> dict[str, int]:
    found = await caller.ask("{ patents(first: 1) { totalCount facets(by: [JURISDICTION]) { values { value count } } } }")
    values = found["patents"]["facets"][0]["values"]
    return {"total": found["patents"]["totalCount"], **{one["value"]: one["count"] for one in values}}


async def actions(api: Api) -> list[str]:
    async with api.database.read() as session:
        wanted = "action like 'named_reader%' or action like 'secrecy_label%' or action = 'patent:reader_unnamed'"
        return list((await session.execute(text(f"select action from audit where {wanted} order by seq"))).scalars())


def question(patent: Any) -> ReviewItem:
    return ReviewItem(
        new_id(), "R-000001", ReviewKind.FACT_DIFFERS, ReviewState.OPEN, patent, patent, "lens-csv",
        "title_ja", "held", "", "said", "file", (), key="question",
    )  # fmt: skip
