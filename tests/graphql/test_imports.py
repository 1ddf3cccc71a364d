"""Importing files over the API: started at once, followed as a job, done once for each key, all of it or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLUnionType
from sqlalchemy import text

from ippool.graphql.problems import PROBLEMS
from ippool.graphql.schema import make_schema
from ippool.store.database import Database
from ippool.usecases.intake.jobs import start_import
from ippool.usecases.pool import Pool
from tests.architecture.test_query_counts import statements
from tests.conftest import OFFICER, Cluster, pool_at
from tests.graphql.api import api_on
from tests.graphql.register_state import audit_lines, fingerprint
from tests.graphql.test_mutations import documented_errors
from tests.graphql.uploading import PREFLIGHT, Importing, Sender, a_list, a_row, importing, rows, until


@pytest_asyncio.fixture
async def at(own_demo_pool: Pool, tmp_path: Path) -> AsyncIterator[Importing]:
    async with importing(own_demo_pool.database, tmp_path) as found:
        yield found


@pytest_asyncio.fixture(scope="module")
async def settled(cluster: Cluster, demo_template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Importing]:
    """One that has done an import under "a key", for what is refused; all callers have their tokens, and nothing ever changes."""
    place = tmp_path_factory.mktemp("sent")
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, importing(pool.database, place) as found:
        await found.api.auditor()
        await found.api.member("COMPANY-B")
        await (await found.officer()).done(*FILES)
        await found.nothing_left()
        yield found


async def test_a_file_is_imported_and_followed_to_its_end(at: Importing) -> None:
    officer = await at.officer()
    content = a_list(*rows(3), a_row(4, 出願日="2014/13/45"))
    started = await officer.start(("特実_国内文献.csv", content), lab="OL-BAT", sourceDate="2026-10-01")
    assert started["__typename"] == "PatentImportStarted"
    assert started["replayed"] is False
    assert started["job"]["state"] in ("QUEUED", "RUNNING")
    job = await officer.follow(started["job"]["id"])
    assert job == {
        **started["job"],
        "state": "DONE",
        "files": ["特実_国内文献.csv"],
        "lab": "OL-BAT",
        "encoding": "utf-8",
        "sourceDate": "2026-10-01",
        "dryRun": False,
        "endedAt": job["endedAt"],
        "bytesRead": len(content),
        "bytesTotal": len(content),
        "counts": {"read": 4, "added": 3, "changed": 0, "unchanged": 0, "refused": 1, "toReview": 0},
        "refusal": None,
    }
    assert job["endedAt"] > job["askedAt"]
    found = await officer.caller.ask('{ patent(number: "特開2015-000002") { title openLabs { code } owners { party { name } } } }')
    assert found["patent"] == {
        "title": "電池2",
        "openLabs": [{"code": "OL-BAT"}],
        "owners": [{"party": {"name": "株式会社豊田自動織機"}}],
    }


FILES = (("a.csv", a_list(*rows(1))),)
KNOWN = "特開2015-032498"
"""A patent of the demo pool, filed on 2013-08-05 as its record there says."""
OWNED = {"出願人/権利者": "国立研究開発法人産業技術総合研究所,株式会社豊田自動織機"}
FINDINGS = """
query ($id: ID!, $first: Int, $after: String, $outcome: ImportOutcome) { importJob(id: $id) {
  findings(first: $first, after: $after, outcome: $outcome) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { id outcome file record line cited field value because(language: EN) review } }
  }
} }
"""


async def test_findings_name_file_record_field_and_reason_and_come_in_pages(at: Importing) -> None:
    officer = await at.officer()
    content = a_list(
        a_row(1, 文献番号=""),
        a_row(2),
        a_row(3, 出願日="2014/13/45"),
        {**a_row(4, 文献番号=KNOWN, 公開番号=KNOWN, 出願番号="", 出願日="2013/08/06", 公知日="2015/02/16"), **OWNED},
        a_row(5, 出願番号="x"),
    )
    id = (await officer.done(("a.csv", content)))["id"]
    whole = (await officer.caller.ask(FINDINGS, id=id))["importJob"]["findings"]
    shown = [edge["node"] for edge in whole["edges"]]
    assert [(one["outcome"], one["file"], one["record"], one["line"], one["field"], one["value"]) for one in shown] == [
        ("REFUSED", "a.csv", 1, 2, "文献番号", ""),
        ("REFUSED", "a.csv", 3, 4, "出願日", "2014/13/45"),
        ("TO_REVIEW", "a.csv", 4, 5, "filed_on", "2013-08-06"),
        ("REFUSED", "a.csv", 5, 6, "出願番号", "x"),
    ]
    assert shown[0]["because"] == "There is no document number."
    assert [one["review"] for one in shown] == [None, None, "R-000001", None]
    assert whole["totalCount"] == 4
    pages, after = [], None
    for _ in range(3):
        page = (await officer.caller.ask(FINDINGS, id=id, first=1, after=after, outcome="REFUSED"))["importJob"]["findings"]
        assert page["totalCount"] == 3
        pages += page["edges"]
        after = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert [edge["node"] for edge in pages] == [one for one in shown if one["outcome"] == "REFUSED"]
    nodes = await officer.caller.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[one["id"] for one in shown])
    assert nodes == {"nodes": [{"id": one["id"]} for one in shown]}


async def test_the_same_request_again_is_the_same_job_and_imports_nothing(at: Importing) -> None:
    officer, files = await at.officer(), (("a.csv", a_list(*rows(2))), ("b.csv", a_list(*rows(2, 10))))
    answers = await asyncio.gather(*(officer.start(*files) for _ in range(4)))
    assert sorted(answer["replayed"] for answer in answers) == [False, True, True, True]
    (id,) = {answer["job"]["id"] for answer in answers}
    job = await officer.follow(id)
    assert (job["state"], job["counts"]["added"]) == ("DONE", 4)
    before = await fingerprint(at.api.database)
    assert await officer.start(*files) == {"__typename": "PatentImportStarted", "replayed": True, "job": job}
    assert await fingerprint(at.api.database) == before
    await at.nothing_left()


@pytest.mark.parametrize(
    "other",
    [
        {"files": (("a.csv", a_list(*rows(2))),)},
        {"files": (("b.csv", a_list(*rows(1))),)},
        {"files": (("a.csv", a_list(*rows(1))), ("b.csv", a_list(*rows(1))))},
        {"dryRun": True},
        {"lab": "OL-BAT"},
        {"encoding": "cp932"},
        {"sourceDate": "2026-10-01"},
    ],
    ids=lambda other: ",".join(other),
)
async def test_the_same_key_with_another_body_is_refused(settled: Importing, other: dict[str, Any]) -> None:
    officer, before = await settled.officer(), await fingerprint(settled.api.database)
    answer = await officer.start(*other.get("files", FILES), **{name: value for name, value in other.items() if name != "files"})
    assert (answer["__typename"], answer["code"], answer["path"]) == (
        "IdempotencyKeyReusedProblem",
        "IDEMPOTENCY_KEY_REUSED",
        ["idempotencyKey"],
    )
    assert await fingerprint(settled.api.database) == before
    await settled.nothing_left()


async def test_a_key_is_one_key_for_every_mutation(at: Importing) -> None:
    officer = await at.officer()
    register = "mutation ($input: RegisterPartyInput!) { registerParty(input: $input) { __typename } }"
    party = {"idempotencyKey": "one", "code": "NEW", "kind": "COMPANY", "name": {"en": "New"}}
    await officer.caller.ask(register, input=party)
    assert (await officer.start(("a.csv", a_list(*rows(1))), idempotencyKey="one"))["code"] == "IDEMPOTENCY_KEY_REUSED"
    await officer.done(("a.csv", a_list(*rows(1))), idempotencyKey="two")
    answer = await officer.caller.ask(register, input={**party, "idempotencyKey": "two", "code": "NEWER"})
    assert answer == {"registerParty": {"__typename": "IdempotencyKeyReusedProblem"}}


async def test_the_same_files_under_another_key_change_nothing(at: Importing) -> None:
    officer, file = await at.officer(), ("a.csv", a_list(*rows(3)))
    assert (await officer.done(file))["counts"]["added"] == 3
    before = await fingerprint(at.api.database)
    again = await officer.done(file, idempotencyKey="another")
    assert again["counts"] == {"read": 3, "added": 0, "changed": 0, "unchanged": 3, "refused": 0, "toReview": 0}
    after = await fingerprint(at.api.database)
    assert {name for name in before if before[name] != after[name]} == {"answer", "import_job", "register_state"}


async def test_a_dry_run_says_what_would_be_and_changes_nothing(at: Importing) -> None:
    officer = await at.officer()
    before = await fingerprint(at.api.database)
    job = await officer.done(("a.csv", a_list(*rows(3))), dryRun=True)
    assert (job["state"], job["dryRun"], job["counts"]["added"]) == ("DONE", True, 3)
    after = await fingerprint(at.api.database)
    assert {name for name in before if before[name] != after[name]} == {"answer", "import_job"}


async def test_files_of_one_name_are_told_apart_and_all_are_taken_or_nothing(at: Importing) -> None:
    officer, name = await at.officer(), "特実_国内文献.csv"
    job = await officer.done((name, a_list(*rows(2))), (name, b"title,year\r\nBatteries,2015\r\n"))
    assert job["files"] == [f"{name} (1)", f"{name} (2)"]
    assert (job["state"], job["counts"], job["refusal"]["code"]) == ("REFUSED", None, "FILE_REFUSED")
    assert job["refusal"]["message"].startswith(f"{name} (2)")
    assert (await officer.caller.ask('{ patent(number: "特開2015-000001") { title } }')) == {"patent": None}
    await at.nothing_left()


async def test_a_file_in_another_encoding_than_declared_is_refused_in_its_job(at: Importing) -> None:
    officer, content = await at.officer(), a_list(*rows(2)).decode("utf-8-sig").encode("cp932")
    job = await officer.done(("a.csv", content))
    assert (job["state"], job["refusal"]["code"]) == ("REFUSED", "FILE_REFUSED")
    job = await officer.done(("a.csv", content), idempotencyKey="again", encoding="cp932")
    assert (job["state"], job["counts"]["added"]) == ("DONE", 2)


A_LIST = ("a.csv", a_list(*rows(1)))


@pytest.mark.parametrize(
    ("files", "input", "kind", "code", "path"),
    [
        ([A_LIST, ("b.csv", b"")], {}, "FileRefusedProblem", "FILE_REFUSED", ["files", "1"]),
        ([("a.csv", b"PK\x03\x04" + b"x" * 99)], {}, "FileRefusedProblem", "FILE_REFUSED", ["files", "0"]),
        ([A_LIST], {"format": "jplatpat"}, "NotFoundProblem", "FORMAT_UNKNOWN", ["format"]),
        ([A_LIST], {"lab": "OL-NONE"}, "NotFoundProblem", "NOT_FOUND", ["lab"]),
        ([A_LIST], {"encoding": "latin-1"}, "FormProblem", "FORM_REFUSED", ["encoding"]),
        ([A_LIST], {"idempotencyKey": ""}, "FormProblem", "FORM_REFUSED", ["idempotencyKey"]),
        ([A_LIST], {"lab": "a\x00b"}, "FormProblem", "FORM_REFUSED", ["lab"]),
    ],
)
async def test_what_can_be_told_at_once_is_refused_at_once(
    settled: Importing, files: list[tuple[str, bytes]], input: dict[str, Any], kind: str, code: str, path: list[str]
) -> None:
    officer, before = await settled.officer(), await fingerprint(settled.api.database)
    answer = await officer.start(*files, **{"idempotencyKey": "another", **input})
    assert (answer["__typename"], answer["code"], answer["path"]) == (kind, code, path)
    if kind == "FileRefusedProblem":
        assert answer["file"] == files[-1][0]
    assert await fingerprint(settled.api.database) == before
    await settled.nothing_left()


async def test_without_files_nothing_is_started(settled: Importing) -> None:
    officer = await settled.officer()
    document = "mutation ($input: ImportPatentsInput!) { importPatents(input: $input) { ... on Problem { code path } } }"
    input = {"idempotencyKey": "another", "format": "jplatpat-csv"}
    answer = await officer.caller.ask(document, input={**input, "files": []})
    assert answer == {"importPatents": {"code": "FORM_REFUSED", "path": ["files"]}}
    for files in (["a.csv"], [None], [{"path": "/etc/passwd"}]):
        (error,) = await officer.caller.errors(document, input={**input, "files": files})
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_every_refusal_that_is_documented_is_in_the_union() -> None:
    nearest = {next(PROBLEMS[base] for base in error.__mro__ if base in PROBLEMS) for error in documented_errors(start_import)}
    result = make_schema()._schema.type_map["ImportPatentsResult"]
    assert isinstance(result, GraphQLUnionType)
    assert {member.name for member in result.types} == {"PatentImportStarted", *(one.__name__ for one in nearest)}


# Who may, and who sees


async def test_only_an_officer_may_and_nothing_is_kept_of_what_others_send(settled: Importing) -> None:
    member, auditor = Sender(await settled.api.member("COMPANY-B")), Sender(await settled.api.auditor())
    before = await fingerprint(settled.api.database)
    refused = await Sender(settled.api.anonymous).send([A_LIST])
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    (error,) = await settled.api.anonymous.errors(
        "mutation ($input: ImportPatentsInput!) { importPatents(input: $input) { __typename } }",
        input={"idempotencyKey": "a key", "format": "jplatpat-csv", "files": []},
    )
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    for caller in (member, auditor):
        answer = await caller.start(A_LIST)
        assert (answer["__typename"], answer["code"]) == ("NotPermittedProblem", "NOT_PERMITTED")
        assert answer["message"] == "This needs the rights of an IP officer."
    after = await fingerprint(settled.api.database)
    assert {name for name in before if before[name] != after[name]} == {"audit"}
    lines = (await audit_lines(settled.api.database))[-4:]
    assert [(line["action"], line["actor_role"], line["details"]["asked"]) for line in lines] == [
        ("authorization:refused", "ANONYMOUS", "register:imported"),
        ("authorization:refused", "ANONYMOUS", "mutation:importPatents"),
        ("authorization:refused", "MEMBER", "register:imported"),
        ("authorization:refused", "AUDITOR", "register:imported"),
    ]
    assert after["audit"][0] == before["audit"][0] + 4
    await settled.nothing_left()


@pytest.mark.parametrize("role", ["officer", "auditor"])
async def test_only_what_an_officer_sends_touches_the_disk(settled: Importing, role: str) -> None:
    caller = await (settled.api.officer() if role == "officer" else settled.api.auditor())
    seen: list[list[str]] = []

    async def body() -> AsyncIterator[bytes]:
        for name, content in (("operations", '{"query": "", "variables": {"f": null}}'), ("map", '{"0": ["variables.f"]}')):
            yield f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{content}\r\n'.encode()
        yield b'--x\r\nContent-Disposition: form-data; name="0"; filename="a.csv"\r\n\r\n'
        yield b"content" * 400_000
        seen.append([path.name for path in settled.place.glob("*/*/*")])

    headers = {**caller.headers, **PREFLIGHT, "content-type": "multipart/form-data; boundary=x"}
    answer = await caller.client.post("/graphql", content=body(), headers=headers)
    assert answer.status_code == 400
    assert seen == [["1"] if role == "officer" else []]
    await settled.nothing_left()


JOBS = "{ importJobs(first: 2) { totalCount edges { node { id state } } pageInfo { hasNextPage endCursor } } }"
NOBODYS = "SW1wb3J0Sm9iOjAxOWFhZmQwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA=="


async def test_a_job_is_shown_to_officers_and_auditors_and_to_others_is_as_one_that_does_not_exist(at: Importing) -> None:
    officer, auditor = await at.officer(), Sender(await at.api.auditor())
    ids = [(await officer.done(("a.csv", a_list(a_row(n, 出願日="x"))), idempotencyKey=str(n)))["id"] for n in (1, 2, 3)]
    finding = (await officer.caller.ask(FINDINGS, id=ids[0]))["importJob"]["findings"]["edges"][0]["node"]["id"]
    for caller in (officer, auditor):
        page = (await caller.caller.ask(JOBS))["importJobs"]
        assert [edge["node"]["id"] for edge in page["edges"]] == ids[:0:-1]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
        rest = await caller.caller.ask(
            "query ($after: String) { importJobs(after: $after) { edges { node { id } } } }", after=page["pageInfo"]["endCursor"]
        )
        assert [edge["node"]["id"] for edge in rest["importJobs"]["edges"]] == ids[:1]
        assert (await caller.follow(ids[0]))["state"] == "DONE"
    for other in (at.api.anonymous, await at.api.member("COMPANY-B")):
        page = (await other.ask(JOBS))["importJobs"]
        assert page == {"totalCount": 0, "edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        by_id = "query ($id: ID!) { importJob(id: $id) { state } node(id: $id) { __typename } }"
        hidden, absent = await other.send(by_id, id=ids[0]), await other.send(by_id, id=NOBODYS)
        assert hidden.content == absent.content
        assert hidden.json()["data"] == {"importJob": None, "node": None}
        assert await other.ask("query ($id: ID!) { node(id: $id) { __typename } }", id=finding) == {"node": None}


async def test_an_id_that_is_none_of_a_job_finds_nothing(settled: Importing) -> None:
    officer = (await settled.officer()).caller
    party = (await officer.ask('{ patent(number: "特開2015-032498") { owners { party { id } } } }'))["patent"]["owners"][0]["party"]
    for id in (NOBODYS, party["id"], "SW1wb3J0Sm9iOng=", "SW1wb3J0RmluZGluZzp4OjE="):
        assert await officer.ask("query ($id: ID!) { importJob(id: $id) { id } }", id=id) == {"importJob": None}


# One after another, and the end of the process


WAITING = "select id, state from import_job order by asked_at"


async def until_states(at: Importing, states: list[str]) -> None:
    async def are_there() -> bool:
        async with at.api.database.read() as session:
            return [row.state for row in await session.execute(text(WAITING))] == states

    await until(are_there)


async def test_one_import_at_a_time_and_all_else_is_answered_meanwhile(at: Importing) -> None:
    officer = await at.officer()
    async with at.api.database.write(OFFICER) as tx:  # as long as this change is under way no other one can be made
        tx.nothing_done = True
        first = await officer.start(("a.csv", a_list(*rows(1))), idempotencyKey="1")
        others = [await officer.start(("a.csv", a_list(*rows(1, n))), idempotencyKey=str(n)) for n in range(2, 9)]
        await until_states(at, ["RUNNING", *["QUEUED"] * 7])
        (shown,) = (await officer.caller.ask(JOBS.replace("first: 2", "last: 1")))["importJobs"]["edges"]
        assert shown["node"] == {"id": first["job"]["id"], "state": "RUNNING"}
        full = await officer.start(("a.csv", a_list(*rows(1, 9))), idempotencyKey="9")
        assert (full["__typename"], full["code"]) == ("TooManyImportsProblem", "TOO_MANY_IMPORTS")
        assert (await officer.start(("a.csv", a_list(*rows(1, 8))), idempotencyKey="8"))["replayed"] is True
        assert len(at.left_on_disk()) == 8
    for started in (first, *others):
        job = await officer.follow(started["job"]["id"])
        assert (job["state"], job["counts"]["added"]) == ("DONE", 1)
    assert (await officer.done(("a.csv", a_list(*rows(1, 9))), idempotencyKey="9"))["state"] == "DONE"
    await at.nothing_left()


async def test_shut_down_in_the_middle_nothing_is_taken_and_the_jobs_say_so(
    cluster: Cluster, demo_template: str, tmp_path: Path
) -> None:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        async with importing(pool.database, tmp_path) as at, pool_at(url) as other:
            officer = await at.officer()
            before = await fingerprint(other.database)
            async with other.database.write(OFFICER) as tx:
                tx.nothing_done = True
                ids = [(await officer.start(("a.csv", a_list(*rows(1, n))), idempotencyKey=str(n)))["job"]["id"] for n in (1, 2)]
                await until_states(at, ["RUNNING", "QUEUED"])
                await at.shut_down()
        assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240
        async with importing(pool.database, tmp_path) as again:
            officer = await again.officer()
            jobs = [await officer.follow(id) for id in ids]
            assert [(job["state"], job["counts"], job["endedAt"]) for job in jobs] == [("INTERRUPTED", None, None)] * 2
            assert (await officer.start(("a.csv", a_list(*rows(1, 1))), idempotencyKey="1"))["job"] == jobs[0]
            after = await fingerprint(pool.database)
            changed = {name for name in before if before[name] != after[name]}
            assert changed == {"answer", "import_job", "token", "audit", "register_state"}  # a token was made


async def test_a_job_whose_process_is_gone_is_shown_as_interrupted(at: Importing) -> None:
    officer = await at.officer()
    async with at.api.database.write(OFFICER) as tx:
        tx.nothing_done = True
        id = (await officer.start(("a.csv", a_list(*rows(1)))))["job"]["id"]
        await until_states(at, ["RUNNING"])
        # What the database sees of a process that is killed: its sessions end.
        gone = "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
        await tx.connection.execute(text(gone))
        job = await officer.follow(id)
    assert (job["state"], job["counts"]) == ("INTERRUPTED", None)


async def test_a_change_that_waits_too_long_for_an_import_says_so(cluster: Cluster, demo_template: str) -> None:
    document = "mutation ($input: RegisterPartyInput!) { registerParty(input: $input) { __typename } }"
    input = {"idempotencyKey": "a key", "code": "NEW", "kind": "COMPANY", "name": {"en": "New"}}
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        impatient = Database.at(url, pool_size=2, statement_timeout_ms=150)
        async with api_on(impatient) as api:
            officer = await api.officer()
            async with pool.database.write(OFFICER) as tx:
                tx.nothing_done = True
                (error,) = await officer.errors(document, input=input)
            assert error["extensions"]["code"] == "REGISTER_BUSY"
            assert await officer.ask(document, input=input) == {"registerParty": {"__typename": "PartyRegistered"}}
        await impatient.close()


async def test_how_many_statements_a_list_takes_does_not_depend_on_its_length(at: Importing) -> None:
    officer = (await at.officer()).caller
    query = "{ importJobs { totalCount edges { node { state findings { totalCount edges { node { because } } } } } } }"
    counts = []
    await officer.ask(query)
    for number in (1, 2, 3):
        await Sender(officer).done(("a.csv", a_list(a_row(number, 出願日="x"), a_row(9))), idempotencyKey=str(number))
        with statements() as sent:
            page = (await officer.ask(query))["importJobs"]
        assert [edge["node"]["findings"]["totalCount"] for edge in page["edges"]] == [1] * number
        counts.append(sum("advisory" not in one for one in sent))  # the job before may still be letting go of its lock
    assert counts == [4, 4, 4]  # the token, the jobs and their number, the findings
