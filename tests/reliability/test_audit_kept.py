"""T1, T3, T4 in short: what a line says, who may do what to it, that everything leaves its line, and that nothing is done without.

The application works here as the role that serves, which may only add to the audit.
"""

from __future__ import annotations

import asyncio
import io
import json
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import make_url, text

from ippool import verify_audit
from ippool.store import database as database_module
from ippool.store import embedded, migrations
from ippool.store.database import AuditUnavailable, Database, Writing
from ippool.usecases import sealing
from tests.conftest import OFFICER, Cluster, pool_at
from tests.graphql.api import Api, api_on
from tests.graphql.mutating import document
from tests.graphql.register_state import audit_lines, fingerprint

NUMBER = "特許第4065943号"
TERMS = "query ($number: String!, $applicant: ID!) { patent(number: $number) { title terms(applicant: $applicant) { outcome } } }"


@dataclass(frozen=True)
class At:
    """A register that is served as it should be, and the ways in to its database."""

    api: Api
    url: str
    owner: str
    superuser: str

    async def run(self, url: str, *statements: str) -> None:
        """Run statements one after another in one session of one's own."""
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def last(self) -> int:
        found: int = (await audit_lines(self.api.database))[-1]["seq"]
        return found

    async def party(self, code: str) -> UUID:
        async with self.api.database.read() as session:
            found: UUID = (await session.execute(text("select id from party where code = :code"), {"code": code})).scalar_one()
            return found


@pytest_asyncio.fixture(scope="module")
async def at(cluster: Cluster, demo_template: str) -> AsyncIterator[At]:
    async with at_a_copy(cluster, demo_template) as found:
        yield found


@asynccontextmanager
async def at_a_copy(cluster: Cluster, demo_template: str) -> AsyncIterator[At]:
    async with cluster.copy_of(demo_template) as owner:
        await migrations.migrate(owner, application=embedded.APPLICATION)
        url, superuser = (
            make_url(address).set(database=make_url(owner).database, username=role).render_as_string(hide_password=False)
            for address, role in ((owner, embedded.APPLICATION), (cluster.administrator, "postgres"))
        )
        async with pool_at(url) as pool, api_on(pool.database) as api:
            for caller in (api.officer(), api.auditor(), api.member("COMPANY-B")):
                await caller
            yield At(api, url, owner, superuser)


def party_input(code: str, key: str) -> dict[str, Any]:
    return {"idempotencyKey": key, "code": code, "kind": "COMPANY", "name": {"ja": f"{code} 社", "en": code}}


REGISTER = document("registerParty", "... on PartyRegistered { replayed party { id } }")


def global_id(party: UUID) -> str:
    return b64encode(f"Party:{party}".encode()).decode()


# T1


async def test_t1_what_a_line_says_and_that_the_verifier_agrees(at: At) -> None:
    seq, core = await at.last(), await at.party("AIST")
    officer = await at.api.officer("AIST")
    answer = await officer.send(REGISTER, input=party_input("T1", "t1"))
    made, line = await audit_lines(at.api.database, after=seq)
    assert made["action"] == "token:created"
    assert (line["seq"], line["actor_role"], line["actor_party_id"], line["action"]) == (
        seq + 2,
        "IP_OFFICER",
        core,
        "party:registered",
    )
    assert (line["record_kind"], line["record_id"], line["before_hash"]) == ("party", await at.party("T1"), None)
    assert line["actor_token_id"] == made["record_id"]
    assert len(line["after_hash"]) == len(line["hash"]) == 64
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["previous_hash"] == made["hash"]
    assert line["at"].tzinfo is not None
    assert line["at"].utcoffset().total_seconds() == 0
    written = io.BytesIO()
    count = await sealing.write_lines(at.api.database, written)
    check = verify_audit.check(written.getvalue().splitlines())
    assert (check.lines, check.findings, check.numbered) == (count, [], True)
    # The verifier hashes by itself; every column is in the hash.
    told = json.loads(written.getvalue().splitlines()[-1])
    for column in set(told) - {"hash"}:
        assert verify_audit.hash_of({**told, column: "2026-11-25T00:00:00+00:00" if column == "at" else "x"}) != told["hash"], (
            column
        )


async def test_t1_the_role_that_serves_may_only_read_and_add(at: At) -> None:
    connection = await asyncpg.connect(at.url.replace("+asyncpg", ""))
    rights = await connection.fetch(
        "select table_name, array_agg(privilege_type order by privilege_type) as rights from information_schema.role_table_grants "
        "where grantee = 'ippool_app' group by table_name"
    )
    await connection.close()
    held = {row["table_name"]: tuple(row["rights"]) for row in rights}
    assert held["audit"] == held["party_past"] == ("INSERT", "SELECT")
    assert held["alembic_version"] == ("SELECT",)
    assert held["party"] == held["register_state"] == ("DELETE", "INSERT", "SELECT", "UPDATE")
    assert set(held.values()) == {("SELECT",), ("INSERT", "SELECT"), ("DELETE", "INSERT", "SELECT", "UPDATE")}
    assert sum(rights == ("INSERT", "SELECT") for rights in held.values()) > 10
    for statement in (
        "update audit set action = 'x'",
        "delete from audit where seq = 1",
        "truncate audit",
        "alter table audit disable trigger all",
        "drop trigger refuse_change on audit",
        "drop table audit",
        "create trigger mine before insert on audit for each row execute function refuse_change()",
        "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
        "create function mine() returns void language sql as ''",
        "set session_replication_role = replica",
        "set role ippool",
        "drop schema public cascade",
        "update alembic_version set version_num = '0001'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await at.run(at.url, statement)


async def test_t1_the_trigger_refuses_the_owner_and_a_superuser_too(at: At) -> None:
    for statement in ("update audit set action = 'x' where seq = 1", "delete from audit where seq = 1", "truncate audit"):
        for url, before in ((at.owner, ()), (at.superuser, ()), (at.superuser, ("set session_replication_role = replica",))):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="audit is only ever added to"):
                await at.run(url, *before, statement)


# T3


async def test_t3_each_change_and_each_refusal_has_its_line_and_nothing_else_has_one(at: At) -> None:
    officer, member, auditor, nobody = (
        await at.api.officer(), await at.api.member("COMPANY-B"), await at.api.auditor(), at.api.anonymous
    )  # fmt: skip
    own, other = await at.party("COMPANY-B"), await at.party("COMPANY-C")
    refused, registered = ["authorization:refused"], ["party:registered"]
    seq = await at.last()
    asked, answers = [], []
    for number in range(6):
        good = party_input(f"T3-{number}", f"t3-{number}")
        together = [
            (officer.send(REGISTER, input=good), registered),
            # No form of a code, and the code of another: refused, but not for want of a right.
            (officer.send(REGISTER, input={**good, "code": "a b", "idempotencyKey": f"form {number}"}), []),
            (officer.send(REGISTER, input={**good, "code": "COMPANY-C", "idempotencyKey": f"taken {number}"}), []),
            (member.send(REGISTER, input=good), refused),
            (auditor.send(REGISTER, input=good), refused),
            (nobody.send(REGISTER, input=good), refused),
            (member.send(TERMS, number=NUMBER, applicant=global_id(own)), []),
            (member.send(TERMS, number=NUMBER, applicant=global_id(other)), refused),
            (member.send(TERMS, number=NUMBER, applicant=global_id(UUID(int=number))), refused),
            (auditor.send(TERMS, number=NUMBER, applicant=global_id(other)), []),
            (nobody.send(TERMS, number=NUMBER, applicant=global_id(own)), refused),
        ]
        answers += await asyncio.gather(*(one for one, _ in together))
        asked += together
    # Sent again the same is answered the same, and leaves nothing.
    replayed = await officer.send(REGISTER, input=party_input("T3-0", "t3-0"))
    page = await member.get("/terms.jsonl", applicant="COMPANY-C")
    expected = Counter(
        {
            (answer.headers["X-Request-Id"], action): 1
            for answer, (_, actions) in zip(answers, asked, strict=True)
            for action in actions
        }
    )
    lines = await audit_lines(at.api.database, after=seq)
    found = Counter((line["request_id"], line["action"]) for line in lines)
    assert replayed.json()["data"]["registerParty"]["replayed"] is True
    (of_page,) = set(found) - set(expected)
    assert of_page[1] == "authorization:refused"
    assert (page.status_code, page.json()["code"]) == (400, "NOT_FOUND")
    assert found - Counter([of_page]) == expected
    assert [line["seq"] for line in lines] == list(range(seq + 1, seq + 1 + len(lines)))
    about = {
        line["request_id"]: (line["record_kind"], line["record_id"], line["details"]["asked"])
        for line in lines
        if line["action"] in refused
    }
    assert about[answers[7].headers["X-Request-Id"]] == ("party", other, "terms:asked")
    assert about[of_page[0]] == ("party", other, "terms:asked")
    assert about[answers[3].headers["X-Request-Id"]] == ("register", None, "party:registered")


async def test_t3_a_party_that_may_not_be_asked_for_is_answered_as_none(at: At) -> None:
    member, other = await at.api.member("COMPANY-B"), await at.party("COMPANY-C")
    hidden = await member.send(TERMS, number=NUMBER, applicant=global_id(other))
    absent = await member.send(TERMS, number=NUMBER, applicant=global_id(UUID(int=7)))
    assert hidden.content == absent.content
    pages = [await member.get("/terms.jsonl", applicant=name) for name in ("COMPANY-C", "COMPANY-Q")]
    assert pages[0].content.replace(b"COMPANY-C", b"COMPANY-Q") == pages[1].content


# T4


@asynccontextmanager
async def audit_that_cannot_be_written(at: At, how: str) -> AsyncIterator[None]:
    if how == "locked":
        connection = await asyncpg.connect(at.superuser.replace("+asyncpg", ""))
        await connection.execute("begin; lock table audit in exclusive mode")
        try:
            yield
        finally:
            await connection.close()
        return
    done, undone = {
        "raises": (
            "create function break_audit() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;"
            "create trigger break_audit before insert on audit for each row execute function break_audit()",
            "drop function break_audit() cascade",
        ),
        "revoked": ("revoke insert on audit from ippool_app", "grant insert on audit to ippool_app"),
        "taken": ("alter table audit rename to audit_away", "alter table audit_away rename to audit"),
    }[how]
    await at.run(at.superuser, done)
    try:
        yield
    finally:
        await at.run(at.superuser, undone)


@pytest.mark.parametrize("how", ["raises", "revoked", "taken", "locked"])
async def test_t4_mutant_m13_where_the_audit_cannot_be_written_nothing_is_done_nor_answered(at: At, how: str) -> None:
    """A build that wrote its audit after the change was committed would leave the change behind."""
    before = await fingerprint(at.api.database)
    database = Database.at(at.url, statement_timeout_ms=1_500 if how == "locked" else 10_000)
    async with api_on(database) as api:
        api._callers.update(at.api._callers)
        officer, member = (
            type(caller)(api.client, caller.token) for caller in (await at.api.officer(), await at.api.member("COMPANY-B"))
        )
        async with audit_that_cannot_be_written(at, how):
            sent = [officer.send(REGISTER, input=party_input("T4", f"t4 {how}"))]
            if how != "locked":
                sent.append(member.send(REGISTER, input=party_input("T4", f"t4 {how}")))
            answers = [await one for one in sent]
            terms = await member.send(TERMS, number=NUMBER, applicant=global_id(await at.party("COMPANY-C")))
        for answer in answers:
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] == "AUDIT_UNAVAILABLE"
            assert "disk" not in answer.text
        assert terms.status_code == 503
        assert [error["extensions"]["code"] for error in terms.json()["errors"]] == ["AUDIT_UNAVAILABLE"]
        assert "data" not in terms.json()
    await database.close()
    assert await fingerprint(at.api.database) == before


async def test_t4_nor_where_lines_are_written_before_the_end_of_a_long_change(at: At) -> None:
    before = await fingerprint(at.api.database)

    async def long_change() -> None:
        async with at.api.database.write(OFFICER) as tx:
            tx.record("register:looked-at", None)
            await tx.write_lines()

    async with audit_that_cannot_be_written(at, "raises"):
        with pytest.raises(AuditUnavailable):
            await long_change()
    assert await fingerprint(at.api.database) == before


async def finish_late(tx: Writing) -> None:
    """Commit the change, and only then write its lines."""
    if tx.lines:
        await tx.connection.execute(text("commit"))
        await tx.connection.execute(text("begin"))
        await tx.write_lines()


async def test_t4_mutant_m13_an_audit_written_after_the_commit_is_caught(
    cluster: Cluster, demo_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_a_copy(cluster, demo_template) as at:
        monkeypatch.setattr(database_module, "_finish", finish_late)
        with pytest.raises(AssertionError):
            await test_t4_mutant_m13_where_the_audit_cannot_be_written_nothing_is_done_nor_answered(at, "raises")
        async with at.api.database.read() as session:
            assert (await session.execute(text("select count(*) from party where code = 'T4'"))).scalar_one() == 1
