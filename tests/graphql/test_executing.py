"""Plain fields are read without graphql-core's machinery; answers and errors are the same, to the last place and word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, cast

import pytest
import strawberry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries
from strawberry import relay
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult, Info

from ippool.graphql import executing
from ippool.graphql.executing import Executor, Readings


@strawberry.enum
class Color(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.input
class Wanted:
    word: str = "所"
    twice: bool = False


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Leaf(Named):
    color: Color | None
    size: int
    price: Decimal | None
    level: strawberry.Private[int] = 0

    @strawberry.field
    def refused(self) -> str | None:
        if self.level % 3 == 0:
            raise ValueError(f"{self.name} is refused")
        return self.name

    @strawberry.field
    def must(self) -> str:
        return cast(str, None) if self.level % 4 == 1 else self.name

    @strawberry.field
    def handed(self) -> str | None:
        return cast(str, ValueError("handed over")) if self.level % 2 else self.name

    @strawberry.field
    def wrong(self) -> int | None:
        return cast(int, "three") if self.level % 2 else 3

    @strawberry.field
    def later(self, wait: bool = False) -> str:
        return cast(str, _soon(self.name)) if wait else self.name

    @strawberry.field
    async def awaited(self) -> str | None:
        await asyncio.sleep(0)
        if self.level % 5 == 2:
            raise LookupError(self.name)
        return self.name


@strawberry.type
class Other(Named):
    words: list[str | None]


@strawberry.type
class Tree(Named):
    """The same object at every branch."""

    OCCURS_AGAIN: ClassVar[bool] = True

    said: strawberry.Private[list[str]]

    @strawberry.field
    def age(self, plus: int = 0) -> int:
        self.said.append("age")
        return 7 + plus

    @strawberry.field
    def felled(self) -> str | None:
        raise ValueError("handed down")


@strawberry.type
class Branch(relay.Node):
    id: relay.NodeID[str]
    leaves: list[Leaf]
    first: Leaf | None
    tree: Tree
    odd: strawberry.Private[bool] = False

    @strawberry.field
    def trees(self) -> list[Tree]:
        return [self.tree, self.tree]

    @strawberry.field
    def said(self, info: Info, wanted: Wanted | None = None, count: int = 1) -> str:
        asked = wanted or Wanted()
        return f"{info.field_name} {asked.word * (2 if asked.twice else 1)} {count} {self.id}"

    @strawberry.field
    def named(self) -> list[Named]:
        return [*self.leaves[:1], Other(name="other", words=["a", None])]

    @strawberry.field
    def maybe(self) -> list[Leaf | None] | None:
        return None if self.odd else [self.first, *self.leaves]

    @strawberry.field
    def sure(self) -> list[Leaf]:
        return cast("list[Leaf]", [*self.leaves, None]) if self.odd else self.leaves

    @strawberry.field
    def found(self) -> Leaf | None:
        return cast(Leaf, Wanted()) if self.odd else self.first

    @strawberry.field
    def made(self) -> list[Leaf]:
        return cast("list[Leaf]", (leaf for leaf in self.leaves))


@strawberry.type
class Query:
    @strawberry.field
    async def branches(self) -> list[Branch] | None:
        tree = Tree(name="oak", said=SAID)
        return [_branch(number, tree) for number in range(3)]

    @strawberry.field
    def branch(self, number: int = 1) -> Branch | None:
        return _branch(number) if number < 100 else None


SAID: list[str] = []
"""What trees were asked for, one entry each time."""


async def _soon(text: str) -> str:
    await asyncio.sleep(0)
    return text


def _leaf(number: int) -> Leaf:
    return Leaf(
        name=f"leaf {number}",
        color=(Color.RED, Color.BLUE, None)[number % 3],
        size=number,
        price=Decimal(number) if number % 2 else None,
        level=number,
    )


def _branch(number: int, tree: Tree | None = None) -> Branch:
    tree = tree or Tree(name=f"tree {number}", said=SAID)
    leaves = [_leaf(number * 4 + place) for place in range(3)]
    return Branch(id=str(number), leaves=leaves, first=leaves[0] if number % 2 else None, tree=tree, odd=number % 2 == 1)


READ = strawberry.Schema(Query, types=[Leaf, Other], execution_context_class=Executor)
EXECUTED = strawberry.Schema(Query, types=[Leaf, Other], execution_context_class=StrawberryGraphQLCoreExecutionContext)
SDL = READ.as_str()


async def both(document: str, variables: dict[str, Any] | None = None) -> tuple[ExecutionResult, ExecutionResult]:
    """Answer by our executor and by graphql-core's."""
    found = [await cast(Awaitable[ExecutionResult], one.execute(document, variables)) for one in (READ, EXECUTED)]
    for _ in range(20):  # what graphql-core settles in the background ends
        await asyncio.sleep(0)
    return found[0], found[1]


def told(result: ExecutionResult) -> dict[str, Any]:
    """Write an answer down, the order of its fields with it."""
    return {"data": repr(result.data), "errors": [error.formatted for error in result.errors or ()]}


FIXED: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ("{ branches { id leaves { name color size price } first { __typename name } } }", None),
    ("{ one: branch { again: id id b: leaves { x: name, name } } two: branch(number: 2) { leaves { size } } }", None),
    ("{ branches { leaves { refused } } }", None),
    ("{ branches { leaves { name must } } }", None),
    ("{ branches { maybe { must } first { must } } }", None),
    ("{ branches { leaves { handed wrong } } }", None),
    ("{ branches { leaves { later name } } }", None),
    ("{ branches { leaves { later(wait: true) name awaited refused } } }", None),
    ("{ branches { sure { name } } }", None),
    ("{ branches { id found { name } made { name } } }", None),
    ("{ branches { id maybe { name color } sure { refused must } made { later(wait: true) } } }", None),
    ("{ branches { named { __typename name ... on Leaf { size refused } ... on Other { words } } } }", None),
    ('{ branch { said a: said(count: 3) b: said(wanted: {word: "州", twice: true}) c: said(wanted: null, count: 2) } }', None),
    ("query Q($w: Wanted) { branch { a: said(wanted: $w) said(count: 4) first { name } } branches { said } }", {"w": {}}),
    ("query Q($n: Int!, $w: Wanted) { branch(number: $n) { said(wanted: $w, count: $n) } }", {"n": 3, "w": {"word": "七"}}),
    ("query Q($n: Int!, $w: Wanted) { branch(number: $n) { said(wanted: $w, count: $n) } }", {"n": 100}),
    ("query Q($a: Boolean!) { branches { id @skip(if: $a) leaves @include(if: $a) { name } } }", {"a": True}),
    ("query Q($a: Boolean!) { branches { id @skip(if: $a) leaves @include(if: $a) { name } } }", {"a": False}),
    ("query Q($a: Boolean!) { branches { ...F @include(if: $a) id } } fragment F on Branch { leaves { size } }", {"a": True}),
    ("query Q($a: Boolean!) { branches { ...F @include(if: $a) id } } fragment F on Branch { leaves { size } }", {"a": False}),
    ("{ branches { ...F leaves { ...G size } } } fragment F on Branch { leaves { name } } fragment G on Leaf { color ...H } "
     "fragment H on Leaf { ... { price } ... @skip(if: true) { size } ... on Named { name } }", None),
    ("{ branches { first { name ...G } first { size refused } } } fragment G on Leaf { size must }", None),
    ("{ branches { tree { name } a: tree { age } b: tree { age(plus: 2) name } trees { __typename } } }", None),
    ("query Q($a: Boolean!) { branches { tree { name @include(if: $a) age } b: tree { name @skip(if: $a) } } }", {"a": True}),
    ("{ branches { tree { name felled } trees { age } } }", None),
    ('{ branches { leaves { x: name @include(if: false) y: name @skip(if: false) } } }', None),
)  # fmt: skip


@pytest.mark.parametrize(("document", "variables"), FIXED)
async def test_documents_are_answered_as_graphql_core_answers_them(document: str, variables: dict[str, Any] | None) -> None:
    for _ in range(2):  # what is kept of a document is used the second time
        ours, theirs = await both(document, variables)
        assert told(ours) == told(theirs)


async def test_the_fixed_documents_meet_errors_of_every_kind() -> None:
    said = set()
    for document, variables in FIXED:
        ours, _ = await both(document, variables)
        said |= {error.message.split(" ")[0] for error in ours.errors or ()}
    assert said == {"leaf", "handed", "Cannot", "Int", "Expected"}


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(queries(SDL, custom_scalars={"Decimal": st.just(nodes.String('"1"'))}, allow_x00=False))
def test_documents_that_are_made_up_are_answered_as_graphql_core_answers_them(document: str) -> None:
    ours, theirs = asyncio.run(both(document))
    assert told(ours) == told(theirs)


@dataclass
class Counted:
    """How often graphql-core was asked to execute a field."""

    fields: list[str]


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted([])
    ask = StrawberryGraphQLCoreExecutionContext.execute_field

    def execute_field(self: Any, parent: Any, source: Any, details: Any, path: Any, position: Any) -> Any:
        counted.fields.append(f"{parent.name}.{details[0].node.name.value}")
        return ask(self, parent, source, details, path, position)

    monkeypatch.setattr(StrawberryGraphQLCoreExecutionContext, "execute_field", execute_field)
    return counted


async def test_plain_fields_are_not_executed(executed: Counted) -> None:
    await both_of_ours("{ branches { id said leaves { name color size price later } first { name } maybe { name } } }")
    assert executed.fields == ["Query.branches"]


async def test_what_occurs_again_is_completed_once_for_each_selection() -> None:
    SAID.clear()
    await both_of_ours("{ branches { tree { name age } a: tree { age } trees { age } } }")
    assert SAID == 3 * ["age"]  # not twelve times: three branches with the tree four times each


async def test_what_is_awaited_is_executed_and_what_is_plain_around_it_is_not(executed: Counted) -> None:
    await both_of_ours("{ branch { id leaves { name awaited size } first { name } } }")
    assert executed.fields == ["Query.branch", "Branch.leaves", *3 * ["Leaf.awaited"]]


async def test_a_field_that_could_not_be_read_is_tried_once_in_an_execution(executed: Counted) -> None:
    await both_of_ours("{ branches { id leaves { name later(wait: true) } } }")
    assert executed.fields == ["Query.branches", *3 * ["Branch.leaves", *3 * ["Leaf.later"]]]


async def both_of_ours(document: str) -> None:
    result = await cast(Awaitable[ExecutionResult], READ.execute(document))
    assert result.errors is None


async def test_what_is_kept_of_documents_stays_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "KEPT_OPERATIONS", 3)
    schema = strawberry.Schema(Query, types=[Leaf, Other], execution_context_class=Executor)
    for number in range(10):
        await cast(Awaitable[ExecutionResult], schema.execute(f"{{ branch(number: {number}) {{ id }} }}"))
    kept: dict[int, Readings] = schema._schema.extensions["ippool-readings"]
    assert len(kept) == 3
    assert all(id(readings.operation) == key and len(readings.fields) == 1 for key, readings in kept.items())
