"""Following the register: what reaches whom, from any worker, and what ends it. Real applications on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import pytest_asyncio
from sqlalchemy import text
from strawberry.relay import GlobalID

from ippool.domain.permissions import Actor, Role
from ippool.graphql import limits
from ippool.graphql.context import Context, Following, moment_in
from ippool.graphql.endings import LONGEST_REASON, Ending
from ippool.store.listening import NAME
from ippool.usecases import following, tokens
from ippool.usecases.following import Days
from ippool.usecases.pool import Moment, Pool
from tests.conftest import OFFICER, Cluster, now
from tests.graphql.mutating import send
from tests.graphql.socket_client import SOON, Closed, Socket, Worker, connected, worker_on

PUBLISHED = "subscription ($after: String) { patentsPublished(after: $after) { after patent { number title(language: EN) } } }"


REAL_TODAY = moment_in(ZoneInfo("Asia/Tokyo")).today
"""What is recorded is recorded at the real moment, whatever day the tests ask about."""


@dataclass
class House:
    """Two workers over one register, and whoever follows it."""

    pool: Pool
    one: Worker
    other: Worker
    officer: str
    numbers: Any = field(default_factory=lambda: count(9_100_001))
    exits: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def token(self, role: Role, party: str | None = None) -> str:
        _, secret = await tokens.create(self.pool.database, OFFICER, role=role, party=party, label="test")
        return secret

    async def follower(self, worker: Worker, token: str | None, query: str = PUBLISHED, **variables: Any) -> Socket:
        socket = await self.exits.enter_async_context(connected(worker.app))
        await socket.init(token)
        await socket.subscribe(query, **variables)
        await asyncio.sleep(0.15)  # it is there once it has looked where the register stands
        return socket

    async def publish(self, lab: str | None = "OL-BAT", title: str = "Seen", published_on: str | None = "2020-01-01") -> str:
        """Register a patent at the one worker; return its code."""
        code = f"P-{next(self.numbers)}"
        given = {
            "idempotencyKey": code,
            "code": code,
            "family": "F-CN-109768229",
            "jurisdiction": "JP",
            "title": {"en": title},
            "applicationNumber": f"特願2019-{code[-6:]}",
            "openLabs": [{"openLab": lab}] if lab else [],
            **({"publishedOn": published_on} if published_on else {}),
        }
        answer = await send(self.one.caller(self.officer), "registerPatent", given, "... on PatentRegistered { patent { number } }")
        assert answer["__typename"] == "PatentRegistered", answer
        return code


@pytest_asyncio.fixture
async def house(own_demo_pool: Pool) -> AsyncIterator[House]:
    url = own_demo_pool.database.url
    _, officer = await tokens.create(own_demo_pool.database, OFFICER, role=Role.IP_OFFICER, party=None, label="test")
    async with worker_on(url) as one, worker_on(url) as other:
        made = House(own_demo_pool, one, other, officer)
        async with made.exits:
            yield made


@pytest_asyncio.fixture(scope="module")
async def alone(cluster: Cluster, demo_template: str) -> AsyncIterator[Worker]:
    """A worker over a register that no test changes."""
    async with cluster.copy_of(demo_template) as url, worker_on(url) as made:
        yield made


async def test_what_one_worker_publishes_reaches_who_may_know_of_it_at_the_other(house: House) -> None:
    b, a = await house.token(Role.MEMBER, "COMPANY-B"), house.officer
    anonymous, member, officer = [await house.follower(house.other, one) for one in (None, b, a)]
    await house.publish("CL-DRV", "ZQXHIDDENCLOSED")
    await house.publish("OL-BAT", "ZQXHIDDENUNPUBLISHED", published_on=None)
    await house.publish("OL-BAT", "Seen")
    for socket in (anonymous, member):
        assert (await socket.event())["patentsPublished"]["patent"]["title"] == "Seen"
    told = [(await officer.event())["patentsPublished"]["patent"]["title"] for _ in range(2)]
    assert told == ["ZQXHIDDENCLOSED", "Seen"]
    assert await anonymous.silent(0.3)
    for socket in (anonymous, member):  # of what is hidden there is no frame of any kind, and of what is not there is one
        assert [orjson.loads(frame)["type"] for frame in socket.frames] == ["connection_ack", "next"]
        assert not any("ZQX" in frame for frame in socket.frames)


async def test_who_comes_back_misses_nothing_and_hears_nothing_twice(house: House) -> None:
    member, other = await house.token(Role.MEMBER, "COMPANY-B"), await house.token(Role.MEMBER, "COMPANY-B")
    first = await house.follower(house.one, member)
    await house.publish(title="one")
    told = (await first.event())["patentsPublished"]
    await house.publish("CL-DRV", "hidden")
    await house.publish(title="two")
    await house.publish(title="three")
    again = await house.follower(house.other, member, after=told["after"])
    places = [(await again.event())["patentsPublished"] for _ in range(2)]
    assert [place["patent"]["title"] for place in places] == ["two", "three"]
    assert await again.silent(0.2)
    # Nothing can be told from a place, and it is nobody else's.
    assert len({len(place["after"]) for place in (told, *places)}) == 1
    for token in (other, None):
        stranger = await house.follower(house.one, token, after=told["after"])
        refused = await stranger.hear()
        assert refused["type"] in ("error", "next")
        assert "INVALID_CURSOR" in str(refused)


async def test_a_revoked_token_closes_its_connection_within_two_seconds(house: House) -> None:
    token, secret = await tokens.create(house.pool.database, OFFICER, role=Role.MEMBER, party="COMPANY-B", label="test")
    followers = [await house.follower(worker, secret) for worker in (house.one, house.other)]
    still = await house.follower(house.one, None)
    begun = asyncio.get_running_loop().time()
    await tokens.revoke(house.pool.database, OFFICER, token.id)
    closed = [await follower.closed() for follower in followers]
    assert asyncio.get_running_loop().time() - begun <= 2.0
    assert [one.code for one in closed] == [4403, 4403]
    await house.publish(title="after")
    assert (await still.event())["patentsPublished"]["patent"]["title"] == "after"


async def test_mutant_m12_a_filter_that_is_asked_at_the_start_only_is_caught(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three events that wait, the first is being sent when the token is revoked; nothing else looks after the connection."""
    monkeypatch.setattr(limits, "RIGHTS_SECONDS", 60.0)
    honest, started = Context.renew, set[int]()

    async def at_the_start(self: Context, by: Following) -> None:
        if id(self) not in started:
            started.add(id(self))
            await honest(self, by)

    async def told() -> list[str]:
        token, secret = await tokens.create(house.pool.database, OFFICER, role=Role.IP_OFFICER, party=None, label="test")
        first = await house.follower(house.other, secret)
        await house.publish("CL-DRV", "ZQXHIDDENCLOSED")
        after = (await first.event())["patentsPublished"]["after"]
        for _ in range(3):
            await house.publish("CL-DRV", "ZQXHIDDENCLOSED")
        follower = await house.exits.enter_async_context(connected(house.one.app))
        await follower.init(secret)
        follower.takes.clear()
        await follower.subscribe(PUBLISHED, after=after)
        await asyncio.wait_for(follower.blocked.wait(), SOON)
        await tokens.revoke(house.pool.database, OFFICER, token.id)
        follower.takes.set()
        titles: list[str] = []
        with suppress(Closed):
            while len(titles) < 3:
                titles.append((await follower.event())["patentsPublished"]["patent"]["title"])
        return titles

    assert len(await told()) == 1
    monkeypatch.setattr(Context, "renew", at_the_start)
    assert len(await told()) == 3


async def test_an_appointment_that_ends_closes_the_connection_within_two_seconds(house: House) -> None:
    officer = house.one.caller(house.officer)
    added = await send(
        officer,
        "addUser",
        {"idempotencyKey": "f1", "name": "佐藤", "role": "MEMBER", "party": "COMPANY-B", "from": "2020-04-01"},
        "... on UserAdded { user { code version } }",
    )
    user = added["user"]
    made = await send(
        officer,
        "createToken",
        {"idempotencyKey": "f2", "label": "t", "user": user["code"], "scopes": ["READ"], "days": 30},
        "... on TokenCreated { secret }",
    )
    follower = await house.follower(house.other, made["secret"])
    await house.publish(title="before")
    assert (await follower.event())["patentsPublished"]["patent"]["title"] == "before"
    ended = await send(
        officer,
        "endUser",
        {"idempotencyKey": "f3", "user": user["code"], "until": "2026-01-01", "expectedVersion": user["version"]},
        "... on UserEnded { replayed }",
    )
    assert ended["__typename"] == "UserEnded", ended
    begun = asyncio.get_running_loop().time()
    assert (await follower.closed()).code == 4403
    assert asyncio.get_running_loop().time() - begun <= 2.0


async def test_days_that_come_publish_what_was_recorded_before_them(house: House) -> None:
    """Of a patent whose day was recorded before it, the day is the event; who was away over several days hears of each once."""
    moment, days = now(), Days("Asia/Tokyo")
    first = await house.publish(title="first", published_on=(REAL_TODAY - timedelta(days=3)).isoformat())
    second = await house.publish(title="second", published_on=(REAL_TODAY - timedelta(days=1)).isoformat())
    into = await house.publish(title="into a lab", published_on="2020-01-01")
    async with house.pool.database.beside() as connection:  # as if all of it had been recorded long before
        for table in ("patent", "lab_tag"):
            await connection.execute(text(f"alter table {table} disable trigger user"))
        known = "recorded_at = now() - interval '30 days'"
        those = "select id from patent where code = any(:codes)"
        given = {"codes": [first, second, into], "into": into, "start": REAL_TODAY - timedelta(days=2)}
        await connection.execute(text(f"update patent set {known} where id in ({those})"), given)
        await connection.execute(text(f"update lab_tag set {known} where patent_id in ({those})"), given)
        start = "valid = daterange(:start, null) where patent_id = (select id from patent where code = :into)"
        await connection.execute(text(f"update lab_tag set {start}"), given)
    place = replace(await following.present(house.pool, moment), day=REAL_TODAY - timedelta(days=5))
    told: list[tuple[str, date]] = []
    for behind in (4, 3, 2, 1, 0):
        then = Moment(REAL_TODAY - timedelta(days=behind), moment.now)
        has_more = True
        while has_more:
            found = await following.published(house.pool, Actor(Role.ANONYMOUS), then, place, days)
            told += [(record.patent.title.en, then.today) for record, _ in found.found]
            place, has_more = found.place, found.has_more
    assert told == [
        ("first", REAL_TODAY - timedelta(days=3)),
        ("into a lab", REAL_TODAY - timedelta(days=2)),
        ("second", REAL_TODAY - timedelta(days=1)),
    ]


async def test_a_connection_that_listens_is_made_anew_and_nothing_is_missed(house: House) -> None:
    follower = await house.follower(house.other, None)
    async with house.pool.database.beside() as connection:
        lost = await connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = :name and datname = current_database()"
            ),
            {"name": NAME},
        )
        assert len(lost.all()) == 2
    await house.publish(title="meanwhile")
    assert (await follower.event())["patentsPublished"]["patent"]["title"] == "meanwhile"
    await asyncio.sleep(0.5)
    await house.publish(title="later")
    assert (await follower.event(2.0))["patentsPublished"]["patent"]["title"] == "later"


@pytest.mark.parametrize("ending", Ending)
def test_why_a_connection_is_closed_is_told_in_both_languages_and_fits_into_a_close(ending: Ending) -> None:
    words = ending.value[1]
    assert words.ja
    assert words.en
    assert ending.reason == f"{words.en} / {words.ja}"
    assert len(ending.reason.encode()) <= LONGEST_REASON


BAD = {
    "no JSON": ("{", 4400),
    "no object": ("[]", 4400),
    "no type": ("{}", 4400),
    "another type": ('{"type": "' + "x" * 200 + '"}', 4400),
    "subscribe without payload": ('{"type": "subscribe", "id": "1"}', 4400),
    "an id that is none": ('{"type": "subscribe", "id": {}, "payload": {"query": "{ x }"}}', 4400),
    "variables that are none": ('{"type": "subscribe", "id": "1", "payload": {"query": "{ x }", "variables": [1]}}', 4400),
    "an id that is taken": (
        '{"type": "subscribe", "id": "1", "payload": {"query": "subscription { patentsPublished { after } }"}}',
        4409,
    ),
    "too large": ('{"type": "ping", "payload": "' + "x" * limits.MESSAGE_BYTES + '"}', 1009),
    "a second init": ('{"type": "connection_init"}', 4429),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_is_not_of_the_protocol_closes(alone: Worker, name: str) -> None:
    message, code = BAD[name]
    async with connected(alone.app) as socket:
        await socket.init(None)
        for _ in range(2 if code == 4409 else 1):
            await socket.raw(message)
        closed = await socket.closed()
        assert closed.code == code
        assert closed.reason in {ending.reason for ending in Ending if ending.code == code}


async def test_nothing_is_run_before_the_ack_and_no_token_but_a_good_one_lets_in(alone: Worker) -> None:
    async with connected(alone.app) as socket:
        await socket.subscribe(PUBLISHED)
        assert (await socket.closed()).code == 4401
    for payload in ({"authorization": "Bearer ippool_no"}, {"authorization": 1}, {"authorization": "x", "Authorization": "y"}):
        async with connected(alone.app) as socket:
            await socket.say(type="connection_init", payload=payload)
            assert (await socket.closed()).code == 4403
    async with connected(alone.app, protocols=["graphql-ws"]) as socket:
        assert await socket.closed() == Closed(4406, Ending.OTHER_PROTOCOL.reason)
    async with connected(alone.app, headers={"origin": "https://elsewhere.test"}) as socket:
        assert (await socket.closed()).code == 1008


async def test_queries_are_refused_here_and_subscriptions_there(alone: Worker) -> None:
    async with connected(alone.app) as socket:
        await socket.init(None)
        deep = "subscription { patentsPublished { patent { " + "family { title } " * 600 + "} } }"
        for id, (query, code) in enumerate(
            {
                "{ patents { totalCount } }": "METHOD_NOT_ALLOWED",
                "subscription A { patentsPublished { after } } subscription B { patentsPublished { after } }": "OPERATION_UNKNOWN",
                "query A { viewer { role } } mutation B { __typename }": "OPERATION_UNKNOWN",
                "subscription { termsChanged(ids: []) { after } }": "BAD_USER_INPUT",
                'subscription { patentsPublished(after: "x") { after } }': "INVALID_CURSOR",
                "subscription { nothing }": "GRAPHQL_VALIDATION_FAILED",
                "subscription {": "GRAPHQL_PARSE_FAILED",
                deep: "LIMIT_EXCEEDED",
            }.items()
        ):
            await socket.subscribe(query, id=str(id))
            refused = await socket.hear()
            errors = refused["payload"] if refused["type"] == "error" else refused["payload"]["errors"]
            assert errors[0]["extensions"]["code"] == code
            assert "endCursor" not in errors[0]["message"]
            if refused["type"] == "next":
                assert (await socket.hear())["type"] == "complete"
        other = {"query": "subscription A { patentsPublished { after } }", "operationName": "B"}
        await socket.say(type="subscribe", id="n", payload=other)
        assert (await socket.hear())["payload"][0]["extensions"]["code"] == "OPERATION_UNKNOWN"
    answer = await alone.caller(None).send("subscription { patentsPublished { after } }")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_one_caller_has_only_so_many_connections_and_subscriptions(alone: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SOCKETS_OF_CALLER", 2)
    monkeypatch.setattr(limits, "SUBSCRIPTIONS_OF_CALLER", 1)
    async with connected(alone.app) as one, connected(alone.app) as two:
        await one.init(None)
        await two.init(None)
        async with connected(alone.app) as three:
            assert (await three.closed()).code == 4429
        await one.subscribe(PUBLISHED)
        await asyncio.sleep(0.05)
        await two.subscribe(PUBLISHED)
        refused = await two.hear()
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["limit"] == {"name": "subscriptions", "most": 1}
        await one.say(type="complete", id="1")
        await asyncio.sleep(0.05)
        await two.subscribe(PUBLISHED)
        assert await two.silent(0.1)
    async with connected(alone.app) as four:
        await four.init(None)


async def test_who_says_nothing_answers_nothing_or_takes_nothing_is_cut(alone: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INIT_SECONDS", 0.1)
    async with connected(alone.app) as mute:
        assert (await mute.closed()).code == 4408
    monkeypatch.setattr(limits, "RIGHTS_SECONDS", 0.02)
    monkeypatch.setattr(limits, "PING_SECONDS", 0.1)
    monkeypatch.setattr(limits, "PONG_SECONDS", 1.0)
    async with connected(alone.app) as gone:
        await gone.init(None)
        assert (await gone.hear())["type"] == "ping"
        await gone.say(type="pong")
        assert (await gone.hear())["type"] == "ping"
        assert (await gone.closed()).code == 4408
    monkeypatch.setattr(limits, "TAKEN_SECONDS", 0.1)
    async with connected(alone.app) as greedy:
        await greedy.init(None)
        greedy.takes.clear()
        await greedy.say(type="ping")
        await asyncio.wait_for(greedy.over.wait(), 4.0)


async def test_what_is_refused_in_an_event_is_written_down_with_each_event(house: House) -> None:
    member = await house.token(Role.MEMBER, "COMPANY-B")
    async with house.pool.database.read_alone() as session:
        found = await session.execute(text("select id from party where code = 'COMPANY-P'"))
    other = str(GlobalID("Party", str(found.scalar_one())))
    query = "subscription ($of: ID!) { patentsPublished { patent { terms(applicant: $of) { outcome } } } }"
    follower = await house.follower(house.other, member, query, of=other)
    refused = "select count(*) from audit where action = 'authorization:refused'"
    counts = []
    for _ in range(2):
        await house.publish()
        await follower.event()
        async with house.pool.database.read_alone() as session:
            counts.append((await session.execute(text(refused))).scalar_one())
    assert counts == [1, 2]


async def test_a_server_that_stops_says_so_to_whoever_follows(cluster: Cluster, demo_template: str) -> None:
    async with cluster.copy_of(demo_template) as url, AsyncExitStack() as exits:
        async with worker_on(url) as worker:
            follower = await exits.enter_async_context(connected(worker.app))
            await follower.init(None)
            await follower.subscribe(PUBLISHED)
        assert await follower.closed() == Closed(1012, Ending.SERVER_STOPS.reason)


TERMS = (
    "subscription ($ids: [ID!]!, $after: String) { termsChanged(ids: $ids, after: $after) "
    "{ after changes { before { outcome standing } patent { number terms { outcome standing } } } } }"
)


async def test_changed_terms_are_told_with_those_before_and_to_who_comes_back(house: House) -> None:
    member, officer = await house.token(Role.MEMBER, "COMPANY-B"), house.one.caller(house.officer)
    asked = house.one.caller(member)
    query = '{ patent(number: "特開2015-032498") { id terms { outcome standing } } }'
    before = (await asked.ask(query))["patent"]
    code = await house.publish("CL-DRV", "ZQXHIDDENCLOSED")
    hidden = (await officer.ask("query ($code: String!) { patent(number: $code) { id } }", code=code))["patent"]["id"]
    given = {"ids": [before["id"], hidden]}
    follower = await house.follower(house.other, member, TERMS, **given)
    await house.publish(title="nothing to do with it")
    assert await follower.silent(0.3)
    ended = await send(
        officer,
        "endMembership",
        {
            "idempotencyKey": "t1", "openLab": "OL-BAT", "party": "COMPANY-B", "lastDay": "2025-12-31",
            "reason": "WITHDRAWAL", "expectedVersion": 1,
        },
        "... on MembershipEnded { replayed }",
    )  # fmt: skip
    assert ended["__typename"] == "MembershipEnded", ended
    told = (await follower.event())["termsChanged"]
    after = (await asked.ask(query))["patent"]
    expected = [{"before": before["terms"], "patent": {"number": "特開2015-032498", "terms": after["terms"]}}]
    assert told["changes"] == expected
    # Nothing has changed since: who comes back hears nothing, and who was away from before it hears the same.
    again = await house.follower(house.one, member, TERMS, after=told["after"], **given)
    assert await again.silent(0.3)
    assert not any("ZQX" in frame for frame in follower.frames)
    nobody = await house.follower(house.one, None, TERMS, **given)
    assert "APPLICANT_UNNAMED" in str(await nobody.hear())
