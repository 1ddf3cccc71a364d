"""The review list, what sources say, and what parties are called, over GraphQL: for officers and auditors, and for nobody else."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.patents import Family
from ippool.store.records import change, load
from ippool.usecases.pool import Pool
from tests.architecture.test_query_counts import statements
from tests.conftest import OFFICER, Cluster, pool_at
from tests.graphql.api import Api, Caller, api_on
from tests.graphql.kept import send
from tests.usecases.brought import Office, conveyances, document, google, jplatpat, lens, lens_document

KAKU, KAKU_LIMITED, OTHER = "架空電池株式会社", "架空電池有限会社", "見本化学株式会社"
PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $state: ReviewState = OPEN, $kind: ReviewKind,
       $orderBy: ReviewOrder) {
  reviewItems(first: $first, after: $after, last: $last, before: $before, state: $state, kind: $kind, orderBy: $orderBy) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { number score } }
  }
}
"""


@pytest_asyncio.fixture(scope="module")
async def read(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A register with every kind of item, of which nothing is decided by the tests."""
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool, api_on(pool.database) as api:
        office = Office(pool, tmp_path_factory.mktemp("files"))
        await office.bring("jplatpat-csv", jplatpat(document(1, KAKU), document(2, "山田 太郎", OTHER)), of=date(2024, 4, 1))
        await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19"))  # R-000001
        await office.bring("jplatpat-csv", jplatpat(document(3, KAKU_LIMITED), document(4, "山田 太郎")))  # R-000002, R-000003
        await office.bring("jplatpat-csv", jplatpat(document(2, OTHER)), of=date(2025, 4, 1))  # R-000004
        american = [
            lens_document("US 2020/0100001 A1", "Quorvex Inc", priorities="JP 2018200008 A;;JP 2018200009 A"),
            lens_document("US 2020/0100002 A1", "Quorvex Inc", priorities="JP 2018200008 A"),  # R-000005
            lens_document("US 10000001 B2", "Quorvex Inc"),
        ]
        await office.bring("lens-csv", lens(*american))
        transfer = (["ZINTHAR LLC"], ["MOLDREK INC"], "2021-03-01", "10000001")  # R-000006
        await office.bring("us-assignment-json", conveyances(transfer))
        await api.officer()
        await api.auditor()
        await api.member("P-000001")
        yield api


async def page(caller: Caller, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await caller.ask(PAGE, **variables))["reviewItems"]
    return found


def numbers(found: dict[str, Any]) -> list[int]:
    return [int(edge["node"]["number"].removeprefix("R-")) for edge in found["edges"]]


# --- in pages


async def test_by_number_forwards_and_backwards(read: Api) -> None:
    officer = await read.officer()
    first = await page(officer, first=4)
    assert (numbers(first), first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == ([1, 2, 3, 4], True, False)
    second = await page(officer, first=4, after=first["pageInfo"]["endCursor"])
    assert (numbers(second), second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == ([5, 6], False, True)
    last = await page(officer, last=3)
    assert (numbers(last), last["pageInfo"]["hasPreviousPage"]) == ([4, 5, 6], True)
    assert numbers(await page(officer, last=2, before=last["pageInfo"]["startCursor"])) == [2, 3]
    down = {"by": "NUMBER", "direction": "DESC"}
    assert numbers(await page(officer, orderBy=down)) == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("size", [1, 2, 5])
async def test_by_score_page_by_page_in_both_directions(read: Api, direction: str, size: int) -> None:
    officer, order = await read.officer(), {"by": "SCORE", "direction": direction}
    whole = await page(officer, orderBy=order)
    scored = [(float(edge["node"]["score"]), edge["node"]["number"]) for edge in whole["edges"]]
    rising = 1 if direction == "ASC" else -1
    assert scored == sorted(scored, key=lambda one: (rising * one[0], one[1]))
    assert len({score for score, _ in scored}) == 5
    forwards, after = [], None
    while True:
        found = await page(officer, orderBy=order, first=size, after=after)
        forwards += numbers(found)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    backwards: list[int] = []
    before = None
    while True:
        found = await page(officer, orderBy=order, last=size, before=before)
        backwards = numbers(found) + backwards
        before = found["pageInfo"]["startCursor"]
        if not found["pageInfo"]["hasPreviousPage"]:
            break
    assert forwards == backwards == numbers(whole)


async def test_of_one_kind_or_state(read: Api) -> None:
    officer = await read.officer()
    query = (
        "query ($state: ReviewState, $kind: ReviewKind) "
        "{ reviewItems(state: $state, kind: $kind) { totalCount edges { node { number } } } }"
    )
    for variables, expected in (
        ({"kind": "PARTY_MATCH", "state": "OPEN"}, [2, 3]),
        ({"kind": "CONVEYANCE_UNCLEAR", "state": None}, [6]),
        ({"state": "REJECTED"}, []),
        ({"state": None}, [1, 2, 3, 4, 5, 6]),
    ):
        found = (await officer.ask(query, **variables))["reviewItems"]
        assert (numbers(found), found["totalCount"]) == (expected, len(expected))
    assert (await officer.ask("{ reviewItems { totalCount } }"))["reviewItems"]["totalCount"] == 6


async def test_cursors_are_sealed_and_of_one_question(read: Api) -> None:
    officer = await read.officer()
    cursor = (await page(officer, first=1))["pageInfo"]["endCursor"]
    sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"R-000001" not in sealed
    for other, variables in (
        (officer, {"kind": "PARTY_MATCH"}),
        (officer, {"orderBy": {"by": "SCORE"}}),
        (await read.auditor(), {}),
    ):
        (error,) = await other.errors(PAGE, after=cursor, **variables)
        assert error["extensions"]["code"] == "INVALID_CURSOR"
    (error,) = await officer.errors(PAGE, first=101)
    assert error["extensions"]["code"] == "PAGE_SIZE"


# --- one item


ITEM = """
query ($number: String!) { reviewItem(number: $number) {
  version kind state score fact held heldSource said saidSource format reason question(language: EN)
  patent { number } party { name code }
  candidates { score evidence(language: EN) party { name } family { code internationalPublication } }
} }
"""


async def test_a_match_with_its_evidence(read: Api) -> None:
    item = (await (await read.officer()).ask(ITEM, number="R-000002"))["reviewItem"]
    code = item["party"].pop("code")
    assert code.startswith("P-")
    evidence = item["candidates"][0].pop("evidence")
    assert evidence
    assert item == {
        "version": 1,
        "kind": "PARTY_MATCH",
        "state": "OPEN",
        "score": item["candidates"][0]["score"],
        "fact": "party",
        "held": f"{KAKU} (P-000001)",
        "heldSource": "J-PlatPat 特開2020-100001 (2024-04-01)",
        "said": KAKU_LIMITED,
        "saidSource": "J-PlatPat 特開2020-100003, file-2#1:2",
        "format": "jplatpat-csv",
        "reason": "",
        "question": "Is it the same party?",
        "patent": {"number": "特開2020-100003"},
        "party": {"name": KAKU_LIMITED},
        "candidates": [{"score": item["score"], "party": {"name": KAKU}, "family": None}],
    }


async def test_a_fact_and_a_family(read: Api) -> None:
    officer = await read.officer()
    fact = (await officer.ask(ITEM, number="R-000001"))["reviewItem"]
    assert (fact["fact"], fact["held"], fact["said"], fact["score"]) == ("filedOn", "2018-12-20", "2018-12-19", "0")
    assert (fact["party"], fact["candidates"], fact["patent"]) == (None, [], {"number": "特開2020-100001"})
    family = (await officer.ask(ITEM, number="R-000005"))["reviewItem"]
    (candidate,) = family["candidates"]
    assert candidate.pop("evidence")
    assert candidate == {
        "score": "0.5",
        "party": None,
        "family": {"code": "F-US-PUB-2020-0100001-A1", "internationalPublication": None},
    }


# --- who may see it


async def test_to_everybody_else_it_is_as_if_there_were_nothing(read: Api) -> None:
    officer = await read.officer()
    node = "query ($id: ID!) { node(id: $id) { __typename id } }"
    found = await officer.ask('{ reviewItem(number: "R-000001") { id } }')
    id = found["reviewItem"]["id"]
    empty = {
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "edges": [],
    }
    for caller in (read.anonymous, await read.member("P-000001")):
        assert await page(caller) == await page(caller, state=None, orderBy={"by": "SCORE"}) == empty
        assert await caller.ask("{ reviewItems { totalCount } }") == {"reviewItems": {"totalCount": 0}}
        for number in ("R-000001", "R-999999", "x"):
            assert await caller.ask(ITEM, number=number) == {"reviewItem": None}
        assert await caller.ask(node, id=id) == {"node": None}
    for caller in (officer, await read.auditor()):
        assert await caller.ask(node, id=id) == {"node": {"__typename": "ReviewItem", "id": id}}
        assert await caller.ask(ITEM, number="R-999999") == {"reviewItem": None}
        assert await caller.ask(ITEM, number="x\0") == {"reviewItem": None}
        assert numbers(await page(caller)) == [1, 2, 3, 4, 5, 6]


# --- what sources say


STATEMENTS = """
query ($number: String!) { patent(number: $number) {
  filedOn priorities canonical: priorities(notation: CANONICAL)
  statements { format cited file record line sourceDate readAt facts { name value values supplied } }
} }
"""


async def test_every_fact_has_its_source_its_day_and_when_it_was_read(read: Api) -> None:
    patent = (await (await read.auditor()).ask(STATEMENTS, number="特開2020-100001"))["patent"]
    by_google, by_jplatpat = patent["statements"]
    async with read.database.read() as session:
        moments = (await session.execute(text("select recorded_at from statement order by recorded_at limit 2"))).scalars().all()
    assert by_jplatpat["readAt"] == moments[0].isoformat().replace("+00:00", "Z")
    assert {name: by_jplatpat[name] for name in ("format", "cited", "file", "record", "line", "sourceDate")} == {
        "format": "jplatpat-csv",
        "cited": "特開2020-100001",
        "file": "file-0",
        "record": 1,
        "line": 2,
        "sourceDate": "2024-04-01",
    }
    facts = {fact["name"]: fact for fact in by_jplatpat["facts"]}
    assert facts["filedOn"] == {"name": "filedOn", "value": "2018-12-20", "values": ["2018-12-20"], "supplied": True}
    assert facts["class:FI"]["values"] == ["H01M10/05"]
    assert facts["owners"]["value"] == KAKU
    assert [fact for fact in by_google["facts"] if fact["name"] == "filedOn"] == [
        {"name": "filedOn", "value": "2018-12-19", "values": ["2018-12-19"], "supplied": False}
    ]
    assert by_google["sourceDate"] is None


async def test_statements_are_for_those_who_read_the_whole_register(read: Api) -> None:
    """The member owns the patent, and sees it."""
    patent = (await (await read.member("P-000001")).ask(STATEMENTS, number="特開2020-100001"))["patent"]
    assert patent["statements"] == []
    assert patent["filedOn"] == "2018-12-20"


async def test_priorities_in_every_notation(read: Api) -> None:
    officer = await read.officer()
    found = []
    for number in ("US 2020/0100001 A1", "特開2020-100001"):
        patent = (await officer.ask(STATEMENTS, number=number))["patent"]
        found.append((patent["priorities"], patent["canonical"]))
    assert found == [
        (["特願2018-200008", "特願2018-200009"], ["JP:app:2018:200008", "JP:app:2018:200009"]),
        ([], []),
    ]


EVERYTHING = """
query ($first: Int!) { reviewItems(first: $first, state: null) { totalCount edges { node {
  number question party { name names { text } identifiers { value } sameAs { code } }
  patent { number priorities statements { facts { name } } owners { party { names { text } } } family { statements { cited } } }
  candidates { score evidence party { name names { text } } family { code title statements { cited } } }
} } } }
"""


async def test_a_page_takes_as_many_statements_however_long_it_is(read: Api) -> None:
    officer = await read.officer()
    sent: dict[int, int] = {}
    for size in (2, 6):
        await officer.ask(EVERYTHING, first=size)
        with statements() as seen:
            found = await officer.ask(EVERYTHING, first=size)
        assert len(found["reviewItems"]["edges"]) == size
        sent[size] = len(seen)
    # token, page, version of the reference data, patents, statements (twice: families are asked once they are known), names, codes
    assert sent[2] <= sent[6] <= 11, sent


async def test_statements_of_a_page_of_patents_take_one_statement(read: Api) -> None:
    auditor = await read.auditor()
    query = "query ($first: Int!) { patents(first: $first) { edges { node { number statements { cited facts { name } } } } } }"
    for size in (1, 7):
        await auditor.ask(query, first=size)
        with statements() as seen:
            found = await auditor.ask(query, first=size)
        assert [len(edge["node"]["statements"]) > 0 for edge in found["patents"]["edges"]] == [True] * size
        assert len(seen) == 3, seen


# --- decided over the API


@pytest_asyncio.fixture
async def own(empty_pool: Pool, tmp_path: Path) -> AsyncIterator[tuple[Api, Office]]:
    async with api_on(empty_pool.database) as api:
        yield api, Office(empty_pool, tmp_path)


async def decided(caller: Caller, name: str, success: str, number: str, version: int, **given: Any) -> dict[str, Any]:
    input = {"idempotencyKey": f"{name} {number} {version}", "number": number, "expectedVersion": version, **given}
    selection = f"... on {success} {{ replayed reviewItem {{ version state party {{ sameAs {{ name }} }} }} }}"
    return await send(caller, name, input, selection)


async def test_two_parties_made_one_and_split_again(own: tuple[Api, Office]) -> None:
    api, office = own
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    await office.bring("jplatpat-csv", jplatpat(document(2, KAKU_LIMITED)))
    officer = await api.officer()
    owners = '{ patent(number: "特開2020-100002") { owners { party { name } } } }'
    confirmed = await decided(officer, "confirmReview", "ReviewConfirmed", "R-000001", 1)
    assert confirmed == {
        "__typename": "ReviewConfirmed",
        "replayed": False,
        "reviewItem": {"version": 2, "state": "CONFIRMED", "party": {"sameAs": {"name": KAKU}}},
    }
    assert (await officer.ask(owners))["patent"]["owners"] == [{"party": {"name": KAKU}}]
    wrong = await decided(officer, "rejectReview", "ReviewRejected", "R-000001", 2)
    assert (wrong["__typename"], wrong["code"], wrong["message"]) == (
        "ReviewStateProblem",
        "REVIEW_STATE",
        "R-000001 is CONFIRMED and cannot become REJECTED.",
    )
    split = await decided(officer, "takeBackReview", "ReviewTakenBack", "R-000001", 2)
    assert split["reviewItem"] == {"version": 3, "state": "OPEN", "party": {"sameAs": None}}
    assert (await officer.ask(owners))["patent"]["owners"] == [{"party": {"name": KAKU_LIMITED}}]
    # A replay of the first decision shows what it showed.
    again = await decided(officer, "confirmReview", "ReviewConfirmed", "R-000001", 1)
    assert again == {**confirmed, "replayed": True}


async def test_the_problems_that_only_decisions_have(own: tuple[Api, Office]) -> None:
    api, office = own
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU), document(2, KAKU, KAKU_LIMITED)))
    officer = await api.officer()
    party = (await officer.ask('{ reviewItem(number: "R-000001") { party { code } } }'))["reviewItem"]["party"]["code"]
    shares = [{"party": code, "share": "1/2", "shareBasis": "STIPULATED"} for code in ("P-000001", party)]
    title = {"idempotencyKey": "t", "patent": "特開2020-100002", "from": "2018-12-20", "shares": shares, "expectedVersion": 1}
    assert (await send(officer, "recordTitle", title))["__typename"] == "TitleRecorded"
    collided = await decided(officer, "confirmReview", "ReviewConfirmed", "R-000001", 1)
    assert (collided["__typename"], collided["code"], collided["path"]) == ("SharesCollideProblem", "SHARES_COLLIDE", ["number"])

    await office.bring("jplatpat-csv", jplatpat(document(3, "架空電池合同会社")))
    choice = (await officer.ask('{ reviewItem(number: "R-000002") { party { code } } }'))["reviewItem"]["party"]["code"]
    affiliate = {"idempotencyKey": "a", "parent": "P-000001", "subsidiary": choice, "control": "3/4"}
    assert (await send(officer, "registerAffiliate", affiliate))["__typename"] == "AffiliateRegistered"
    in_use = await decided(officer, "confirmReview", "ReviewConfirmed", "R-000002", 1, choice="P-000001")
    assert (in_use["__typename"], in_use["code"]) == ("PartyInUseProblem", "PARTY_IN_USE")
    missing = await decided(officer, "confirmReview", "ReviewConfirmed", "R-000002", 1, choice=choice)
    assert (missing["__typename"], missing["path"]) == ("NotFoundProblem", ["choice"])

    await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19"))
    assert (await decided(officer, "confirmReview", "ReviewConfirmed", "R-000003", 1))["__typename"] == "ReviewConfirmed"
    await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-18"))
    assert (await decided(officer, "confirmReview", "ReviewConfirmed", "R-000004", 1))["__typename"] == "ReviewConfirmed"
    changed = await decided(officer, "takeBackReview", "ReviewTakenBack", "R-000003", 2)
    assert (changed["__typename"], changed["code"], changed["message"]) == (
        "ChangedSinceProblem",
        "CHANGED_SINCE",
        "A patent was changed after it, so it cannot be taken back.",
    )


# --- names and codes of parties


async def test_who_sees_what_a_party_is_called(own: tuple[Api, Office]) -> None:
    api, office = own
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    officer, owner = await api.officer(), await api.member("P-000001")
    name = {"idempotencyKey": "n", "party": "P-000001", "text": "Kaku Battery", "source": "JP-SECRET-1"}
    code = {"idempotencyKey": "c", "party": "P-000001", "scheme": "ror", "value": "02TPGW303", "source": "ror.org"}
    assert (await send(officer, "recordPartyName", name))["__typename"] == "PartyNameRecorded"
    recorded = await send(officer, "recordPartyIdentifier", code, "... on PartyIdentifierRecorded { identifier { scheme value } }")
    assert recorded["identifier"] == {"scheme": "ROR", "value": "https://ror.org/02tpgw303"}
    selection = "names { text relation source } identifiers { scheme value source }"
    query = f'{{ patent(number: "特開2020-100001") {{ owners {{ party {{ {selection} }} }} }} }}'

    def seen(data: dict[str, Any]) -> dict[str, Any]:
        (found,) = data["patent"]["owners"]
        party: dict[str, Any] = found["party"]
        return party

    told, untold = ("JP-SECRET-1", "ror.org"), (None, None)
    for caller, sources in ((officer, told), (await api.auditor(), told), (owner, untold)):
        assert seen(await caller.ask(query)) == {
            "names": [{"text": "Kaku Battery", "relation": "VARIANT", "source": sources[0]}],
            "identifiers": [{"scheme": "ROR", "value": "https://ror.org/02tpgw303", "source": sources[1]}],
        }


async def test_same_as_names_only_whom_the_caller_may_know_of(own: tuple[Api, Office]) -> None:
    """A member that was found to be another party does not learn by this that the other one is in the register."""
    api, office = own
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, published="")))
    await office.bring("jplatpat-csv", jplatpat(document(2, KAKU_LIMITED, published="")))
    officer = await api.officer()
    await decided(officer, "confirmReview", "ReviewConfirmed", "R-000001", 1)
    code = (await officer.ask('{ reviewItem(number: "R-000001") { party { code } } }'))["reviewItem"]["party"]["code"]
    query = "{ viewer { party { code sameAs { name } } } }"
    assert await (await api.member(code)).ask(query) == {"viewer": {"party": {"code": code, "sameAs": None}}}
    assert await (await api.officer(code)).ask(query) == {"viewer": {"party": {"code": code, "sameAs": {"name": KAKU}}}}


# --- the international application of a family


async def test_the_international_application_is_its_familys(own: tuple[Api, Office]) -> None:
    api, office = own
    await office.bring(
        "lens-csv",
        lens(
            lens_document("WO 2020/123456 A1", "Alpha Battery Inc", priorities="JP 2018200008 A", application="JP 2019049999 W"),
            lens_document("US 2020/0100001 A1", "Alpha Battery Inc", priorities="JP 2018200008 A"),
        ),
        of=date(2024, 4, 1),
    )
    query = """{ patent(number: "US 2020/0100001 A1") { family {
      internationalApplication canonical: internationalApplication(notation: CANONICAL)
      internationalPublication docdb: internationalPublication(notation: DOCDB)
      statements { cited sourceDate facts { name supplied } }
    } } }"""
    officer, owner = await api.officer(), await api.member("P-000001")
    family = (await officer.ask(query))["patent"]["family"]
    (statement,) = family.pop("statements")
    assert (statement["cited"], statement["sourceDate"]) == ("WO 2020/123456 A1", "2024-04-01")
    assert {fact["name"] for fact in statement["facts"]} >= {"publicationNumber", "priorities", "owners"}
    assert not any(fact["supplied"] for fact in statement["facts"])
    numbers = {
        "internationalApplication": "PCT/JP2019/049999",
        "canonical": "WO:app:JP2019:049999",
        "internationalPublication": "WO 2020/123456 A1",
        "docdb": "WO 2020123456 A1",
    }
    assert family == numbers
    assert (await owner.ask(query))["patent"]["family"] == {**numbers, "statements": []}
    # One that is not published is not told, although the patent is.
    async with api.database.write(OFFICER) as tx:
        (before,) = await load(tx.connection, Family)
        await change(tx.connection, replace(before, international_publication=None), expected=before.version)
        tx.record("family:corrected", None)
    untold = dict.fromkeys(numbers)
    assert (await owner.ask(query))["patent"]["family"] == {**untold, "statements": []}
    family = (await officer.ask(query))["patent"]["family"]
    assert family["internationalApplication"] == "PCT/JP2019/049999"
