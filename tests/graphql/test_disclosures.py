"""Whoever is told of what is not laid open leaves an event for each patent, before anything of the answer leaves."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ippool.domain.permissions import ANONYMOUS
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.store.reference import ReferenceMemo
from ippool.usecases import disclosures, listing, patents, register, survey
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Pool
from ippool.usecases.profiles import renew
from tests.conftest import OFFICER, TODAY, now
from tests.graphql.api import Api

PAGE = "query ($first: Int!) { patents(first: $first) { edges { node { id title } } } }"
ONE = "query ($number: String!) { patent(number: $number) { id title } }"
SECRET = {"SYN-1", "SYN-2"}
"""What the demo pool has that is not laid open; SYN-2 is COMPANY-B's too."""


async def events(database: Any) -> list[Any]:
    async with database.read() as session:
        statement = (
            "select e.actor_role as role, y.code as party, e.actor_token_id as token, p.code, e.level, e.request_id, "
            "e.at between now() - interval '1 minute' and clock_timestamp() as is_now "
            "from disclosure_event e join patent p on p.id = e.patent_id left join party y on y.id = e.actor_party_id order by e.id"
        )
        return list((await session.execute(text(statement))).all())


async def test_each_patent_that_is_not_laid_open_leaves_one_event_for_each_request(api: Api) -> None:
    officer = await api.officer()
    one = 'patent(number: "SYN-1") { title }'
    answer = await officer.send(f"{{ a: {one} b: {one} patents(first: 100) {{ edges {{ node {{ title }} }} }} }}")
    assert "errors" not in answer.json()
    found = await events(api.database)
    assert sorted(one.code for one in found) == sorted(SECRET)
    for one in found:
        assert (one.role, one.party, one.level, one.is_now) == ("IP_OFFICER", None, "LEVEL_2", True)
        assert one.token is not None
        assert one.request_id == answer.headers["x-request-id"]
    id = (await officer.ask(ONE, number="SYN-1"))["patent"]["id"]
    assert [one.code for one in (await events(api.database))[2:]] == ["SYN-1"]
    for query in ("query ($id: ID!) { node(id: $id) { id } }", "query ($id: ID!) { nodes(ids: [$id, $id]) { id } }"):
        await officer.ask(query, id=id)
    assert [one.code for one in (await events(api.database))[3:]] == ["SYN-1", "SYN-1"]


async def test_an_owner_leaves_one_of_its_own_and_an_outsider_none(api: Api) -> None:
    for caller in (api.anonymous, await api.member("COMPANY-Z")):
        await caller.ask(PAGE, first=100)
        assert (await caller.ask(ONE, number="SYN-2"))["patent"] is None
    assert await events(api.database) == []
    owner = await api.member("COMPANY-B")
    await owner.ask(PAGE, first=100)
    assert [(one.role, one.party, one.code) for one in await events(api.database)] == [("MEMBER", "COMPANY-B", "SYN-2")]


@pytest.mark.parametrize("profiled", [False, True], ids=["without profiles", "with profiles"])
async def test_a_patent_found_by_a_filter_of_answers_and_the_whole_pool_leave_events(api: Api, profiled: bool) -> None:
    if profiled:
        assert await renew(Pool(api.database, ReferenceMemo()), TODAY) == 48
    owner = await api.member("COMPANY-B")
    order = "query { patents(first: 100, orderBy: {by: ROYALTY_RATE, direction: ASC}) { edges { node { id } } } }"
    await owner.ask(order)
    assert [one.code for one in await events(api.database)] == ["SYN-2"]
    answer = await owner.get("/terms.jsonl")
    assert "SYN-2" in answer.text
    found = (await events(api.database))[1:]
    assert [(one.code, one.party) for one in found] == [("SYN-2", "COMPANY-B")]
    assert found[0].request_id is not None


@pytest.mark.parametrize("query", [PAGE, ONE])
async def test_where_the_event_cannot_be_written_nothing_is_told(api: Api, query: str) -> None:
    officer = await api.officer()
    async with api.database.beside() as connection:
        await connection.execute(text("alter table disclosure_event rename to elsewhere"))
    answer = await officer.send(query, first=100, number="SYN-1")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "data" not in answer.json()
    assert (await api.anonymous.send(PAGE, first=100)).status_code == 200


async def test_what_is_read_on_the_command_line_leaves_events_too(own_demo_pool: Pool, tmp_path: Path) -> None:
    database = own_demo_pool.database
    _ = [row async for row in listing.list_patents(own_demo_pool, ANONYMOUS, now())]
    assert await events(database) == []
    rows = [row async for row in listing.list_patents(own_demo_pool, OFFICER, now())]
    assert {row.code for row in rows} >= SECRET
    assert sorted(one.code for one in await events(database)) == sorted(SECRET)
    await register.export_house(database, OFFICER, tmp_path / "house", today=TODAY)
    assert sorted(one.code for one in (await events(database))[2:]) == sorted(SECRET)
    # The office looks with the eyes of a member: it is the office that is told.
    await survey.of_applicants(own_demo_pool, now())
    later = (await events(database))[4:]
    assert later
    assert {(one.role, one.party) for one in later} == {("IP_OFFICER", None)}


async def test_what_waits_for_a_person_tells_of_the_patent_that_it_quotes(api: Api) -> None:
    async with api.database.write(OFFICER) as tx:
        for number, code in (("R-000001", "SYN-1"), ("R-000002", "JP-2008162523-A")):
            patent = (await tx.connection.execute(text("select id from patent where code = :code"), {"code": code})).scalar_one()
            item = ReviewItem(
                new_id(), number, ReviewKind.FACT_DIFFERS, ReviewState.OPEN, patent, patent, "lens-csv",
                "title_ja", "held", "", "said", "file", (), key=number,
            )  # fmt: skip
            await add(tx.connection, [item])
            tx.record("review_item:raised", item)
    officer = await api.officer()
    await officer.ask("{ reviewItems(first: 10) { edges { node { said } } } }")
    await officer.ask('{ reviewItem(number: "R-000001") { said } open: reviewItem(number: "R-000002") { said } }')
    reject = "mutation ($input: RejectReviewInput!) { rejectReview(input: $input) { ... on ReviewRejected { reviewItem { id } } } }"
    asked = {"idempotencyKey": "key", "number": "R-000001", "expectedVersion": 1, "reason": "no"}
    id = (await officer.ask(reject, input=asked))["rejectReview"]["reviewItem"]["id"]
    await officer.ask("query ($id: ID!) { node(id: $id) { ... on ReviewItem { said } } }", id=id)
    found = await events(api.database)
    assert [one.code for one in found] == ["SYN-1"] * 4
    assert len({one.request_id for one in found}) == 4


async def test_an_event_is_never_changed(api: Api) -> None:
    await (await api.officer()).ask(ONE, number="SYN-1")
    for change in ("update disclosure_event set level = 'PUBLIC'", "delete from disclosure_event", "truncate disclosure_event"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with api.database.beside() as connection:
                await connection.execute(text(change))


async def test_it_counts_what_is_known_now_of_a_patent_that_is_asked_about_as_known_before(own_demo_pool: Pool) -> None:
    """Laid open since then: nothing confidential is told. Found not to be laid open after all: it is confidential now."""
    pool = own_demo_pool
    async with pool.database.read() as session:
        before = (await session.execute(text("select clock_timestamp()"))).scalar_one()
    async with pool.database.write(OFFICER) as tx:
        change = text("update patent set version = version + 1, published_on = :day where code = :code")
        await tx.connection.execute(change, {"code": "SYN-1", "day": date(2026, 11, 1)})
        await tx.connection.execute(change, {"code": "SYN-3", "day": None})
        tx.record("patent:corrected", None)
    for code in ("SYN-1", "SYN-3"):
        found, _ = await patents.find(pool, OFFICER, now(), code, asked=Asked(known_at=before))
        assert found is not None
        assert (found.patent.published_on is None) is (code == "SYN-1")
    assert [one.code for one in await events(pool.database)] == ["SYN-3"]


async def test_the_events_are_written_out_for_who_looks_after_them(api: Api, tmp_path: Path) -> None:
    answer = await (await api.officer()).send(ONE, number="SYN-1")
    with (tmp_path / "events.jsonl").open("wb") as file:
        assert await disclosures.write_events(api.database, file) == 1
    (line,) = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    written = json.loads(line)
    assert (written["actor_role"], written["patent"], written["level"]) == ("IP_OFFICER", "SYN-1", "LEVEL_2")
    assert written["request_id"] == answer.headers["x-request-id"]
    assert datetime.fromisoformat(written["at"]).utcoffset() == timedelta(0)
    # Neither a title nor anything else that is confidential itself.
    assert set(written) == {
        "id", "at", "actor_role", "actor_party_id", "actor_token_id", "actor_user_id", "patent_id", "level", "request_id", "patent",
    }  # fmt: skip
