"""What holds for every mutation alike: done once, by an officer only, on the version expected, with its audit, or not at all."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLUnionType
from sqlalchemy import text

from ippool.domain import errors
from ippool.domain.errors import DomainError
from ippool.graphql.problems import PROBLEMS
from ippool.graphql.schema import make_schema
from ippool.store.audit import hash_of
from ippool.store.records import BROUGHT, LAYOUTS, at_version, load
from ippool.usecases.pool import Pool
from tests.conftest import Cluster, pool_at
from tests.graphql.api import Api, api_on
from tests.graphql.kept import BY_ITSELF, EXAMPLES, Example
from tests.graphql.register_state import audit_lines, fingerprint, moment, version_known

SCHEMA = make_schema()
EACH = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
EACH_CHANGING = pytest.mark.parametrize(
    "example", [example for example in EXAMPLES if example.changes], ids=lambda example: example.name
)


@pytest_asyncio.fixture(scope="module")
async def settled(cluster: Cluster, demo_template: str) -> AsyncIterator[Api]:
    """A pool for what is refused, in which nothing ever changes; all callers have their tokens, and every example is prepared."""
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, api_on(pool.database) as api:
        await api.officer()
        await api.auditor()
        await api.member("COMPANY-B")
        for example in EXAMPLES:
            await example.prepare(api)
        yield api


def test_every_mutation_is_tried() -> None:
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    assert sorted(mutation.fields) == sorted([*(example.name for example in EXAMPLES), *BY_ITSELF])


@dataclass(frozen=True)
class Outcome:
    """What came of an example that was sent four times at once: the answers, the audit lines, the moments before and after."""

    answers: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    before: datetime
    after: datetime

    def line(self, example: Example) -> dict[str, Any]:
        (found,) = [line for line in self.lines if (line["action"], line["record_kind"]) == (example.action, example.record)]
        return found


@dataclass
class Doing:
    """A pool in which each example is done once, when a test first asks for it."""

    api: Api
    done: dict[str, Outcome] = field(default_factory=dict)

    async def outcome(self, example: Example) -> Outcome:
        if example.name not in self.done:
            database, officer = self.api.database, await self.api.officer()
            await example.prepare(self.api)
            before, seq = await moment(database), (await audit_lines(database))[-1]["seq"]
            answers = await asyncio.gather(*(example.send(officer, example.name) for _ in range(4)))
            lines = await audit_lines(database, after=seq)
            self.done[example.name] = Outcome(answers, lines, before, await moment(database))
        return self.done[example.name]


@pytest_asyncio.fixture(scope="module")
async def doing(cluster: Cluster, demo_template: str) -> AsyncIterator[Doing]:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, api_on(pool.database) as api:
        await api.officer()
        yield Doing(api)


@EACH
async def test_sent_four_times_at_once_it_is_done_once_and_answered_alike(doing: Doing, example: Example) -> None:
    answers = (await doing.outcome(example)).answers
    assert sorted(answer["replayed"] for answer in answers) == [False, True, True, True]
    for answer in answers:
        assert answer == {"__typename": example.success, "replayed": answer["replayed"], **example.answer}


@EACH
async def test_its_audit(doing: Doing, example: Example) -> None:
    outcome = await doing.outcome(example)
    assert sorted(line["action"] for line in outcome.lines) == sorted([example.action, *example.beside])
    line = outcome.line(example)
    assert (line["actor_role"], line["actor_party_id"]) == ("IP_OFFICER", None)
    assert line["actor_token_id"] is not None
    assert line["request_id"]
    (layout,) = [layout for layout in (*LAYOUTS, *BROUGHT) if layout.name == example.record]
    async with doing.api.database.read() as session:
        (record,) = await load(session, layout.kind, "r.id = :id", id=line["record_id"])
        assert line["after_hash"] == hash_of(record)
        if record.version > 1:
            assert line["before_hash"] == hash_of(await at_version(session, layout.kind, record.id, record.version - 1))
        else:
            assert line["before_hash"] is None


@EACH
async def test_it_is_known_from_then_on_and_not_before(doing: Doing, example: Example) -> None:
    outcome = await doing.outcome(example)
    line = outcome.line(example)
    there, changed = (1, 2) if line["before_hash"] else (None, 1)
    assert await version_known(doing.api.database, example.record, line["record_id"], outcome.before) == there
    assert await version_known(doing.api.database, example.record, line["record_id"], outcome.after) == changed


@EACH
async def test_the_same_request_later_is_answered_alike_and_adds_nothing(doing: Doing, example: Example) -> None:
    await doing.outcome(example)
    officer, before = await doing.api.officer(), await fingerprint(doing.api.database)
    assert await example.send(officer, example.name) == {"__typename": example.success, "replayed": True, **example.answer}
    # The moment of the last change; and whoever is answered again is told again.
    assert differing(before, await fingerprint(doing.api.database)) <= {"register_state", "disclosure_event"}


@EACH
async def test_the_same_key_with_another_body_is_refused(doing: Doing, example: Example) -> None:
    await doing.outcome(example)
    officer, before = await doing.api.officer(), await fingerprint(doing.api.database)
    assert await example.send(officer, example.name, **example.other) == {
        "__typename": "IdempotencyKeyReusedProblem",
        "code": "IDEMPOTENCY_KEY_REUSED",
        "path": ["idempotencyKey"],
        "message": f"The key {example.name} was used before, with another body.",
        "findings": [],
    }
    assert differing(before, await fingerprint(doing.api.database)) == set()


async def test_a_key_belongs_to_whoever_sends_it(own_demo_pool: Pool) -> None:
    """Another party's officer with the same key asks for something of its own, and meets the record that is there."""
    register_party = EXAMPLES[0]
    async with api_on(own_demo_pool.database) as api:
        assert (await register_party.send(await api.officer("AIST")))["replayed"] is False
        answer = await register_party.send(await api.officer())
        assert (answer["__typename"], answer["path"]) == ("ConflictProblem", ["code"])
        async with own_demo_pool.database.read() as session:
            statement = text("select a.key, p.code from answer a join party p on p.id::text = a.principal")
            assert [tuple(row) for row in await session.execute(statement)] == [("a key", "AIST")]


@EACH
async def test_only_an_officer_may_and_each_refusal_is_in_the_audit(settled: Api, example: Example) -> None:
    before, seq = await fingerprint(settled.database), (await audit_lines(settled.database))[-1]["seq"]
    (error,) = await settled.anonymous.errors(example.document, input={**example.input, "idempotencyKey": "a key"})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    for caller in (await settled.member("COMPANY-B"), await settled.auditor()):
        answer = await example.send(caller)
        assert (answer["__typename"], answer["code"]) == ("NotPermittedProblem", "NOT_PERMITTED")
        assert answer["message"] == "This needs the rights of an IP officer."
    assert differing(before, await fingerprint(settled.database)) == {"audit"}
    lines = await audit_lines(settled.database, after=seq)
    asked = "title:assumed_equal" if example.name == "assumeEqualShares" else example.action
    assert [(line["actor_role"], line["action"], line["details"]["asked"], line["seq"]) for line in lines] == [
        ("ANONYMOUS", "authorization:refused", f"mutation:{example.name}", seq + 1),
        ("MEMBER", "authorization:refused", asked, seq + 2),
        ("AUDITOR", "authorization:refused", asked, seq + 3),
    ]
    assert len({line["request_id"] for line in lines} - {None}) == 3


@EACH_CHANGING
async def test_a_stale_version_is_refused(settled: Api, example: Example) -> None:
    officer, before = await settled.officer(), await fingerprint(settled.database)
    answer = await example.send(officer, expectedVersion=7)
    assert answer == {
        "__typename": "StaleVersionProblem",
        "code": "STALE_VERSION",
        "path": ["expectedVersion"],
        "message": "The record was changed meanwhile: version 7 was expected, it is at version 1.",
        "findings": [],
    }
    assert differing(before, await fingerprint(settled.database)) == set()


@EACH
async def test_a_key_that_is_none_is_refused(settled: Api, example: Example) -> None:
    officer, before = await settled.officer(), await fingerprint(settled.database)
    for key in ("", "x" * 201):
        answer = await example.send(officer, key)
        assert (answer["__typename"], answer["code"], answer["path"]) == ("FormProblem", "FORM_REFUSED", ["idempotencyKey"])
        assert answer["findings"] == [{"path": ["idempotencyKey"], "message": "A key has 1 to 200 characters."}]
    assert differing(before, await fingerprint(settled.database)) == set()


def differing(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> set[str]:
    """Return the tables of which a row is another."""
    return {name for name in before if before[name] != after[name]}


def documented_errors(use: Any) -> list[type[DomainError]]:
    """Return the errors that a use case names under `Raises:`."""
    text = inspect.getdoc(use) or ""
    names = re.findall(r"[A-Z]\w+", text.partition("Raises:")[2])
    module = inspect.getmodule(use)
    return [_class(name, module) for name in names]


def _class(name: str, module: ModuleType | None) -> type[DomainError]:
    from ippool.usecases import forms, keeping, people, scheme_rules

    for place in (module, forms, keeping, scheme_rules, people, errors):
        found = getattr(place, name, None)
        if isinstance(found, type) and issubclass(found, DomainError):
            return found
    raise AssertionError(f"{name} is no refusal that is known")


@EACH
def test_every_refusal_that_is_documented_is_in_the_union(example: Example) -> None:
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    result = getattr(mutation.fields[example.name].type, "of_type", None)
    assert isinstance(result, GraphQLUnionType)
    declared = {member.name for member in result.types}
    wanted = set()
    for error in documented_errors(example.use):
        nearest = next(PROBLEMS[base] for base in error.__mro__ if base in PROBLEMS)
        wanted.add(nearest.__name__)
    assert declared == {*wanted, example.success}
    assert {"FormProblem", "NotPermittedProblem", "IdempotencyKeyReusedProblem"} <= declared
    assert ("StaleVersionProblem" in declared) is example.changes


@EACH
def test_the_form_of_the_contract(example: Example) -> None:
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    field = mutation.fields[example.name]
    assert list(field.args) == ["input"]
    kind = SCHEMA._schema.type_map[example.name[0].upper() + example.name[1:] + "Input"]
    fields = {name: str(found.type) for name, found in kind.fields.items()}  # type: ignore[attr-defined]
    assert fields["idempotencyKey"] == "String!"
    assert fields.get("expectedVersion", "-") == ("Int!" if example.changes else "-")
    success = SCHEMA._schema.type_map[example.success]
    assert str(success.fields["replayed"].type) == "Boolean!"  # type: ignore[attr-defined]
