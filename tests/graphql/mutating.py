"""How a mutation is tried: what is sent, what is answered, what it is in the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ippool.store.database import Database
from tests.graphql.api import Api, Caller

PROBLEM = "... on Problem { code path message(language: EN) findings { path message(language: EN) } }"


@dataclass(frozen=True)
class Example:
    """One mutation; no two of them touch the same record.

    Shape: `answer` is what `selection` of the success type gives; `record` and `action` are those of the main audit line, `beside`
    the actions of the others; `other` is changed in the input to make another body of it. Before it, `brought` has to come as if by
    a file, and `first` to be done.
    """

    name: str
    use: Callable[..., Any]
    input: dict[str, Any]
    success: str
    selection: str
    answer: dict[str, Any]
    record: str
    action: str
    other: dict[str, Any]
    beside: tuple[str, ...] = ()
    first: tuple[tuple[str, dict[str, Any]], ...] = ()
    brought: Callable[[Database], Awaitable[None]] | None = None

    @property
    def document(self) -> str:
        return document(self.name, f"... on {self.success} {{ replayed {self.selection} }}")

    @property
    def changes(self) -> bool:
        """Whether it changes a record that is there, so that it says which version it expects."""
        return "expectedVersion" in self.input

    async def prepare(self, api: Api) -> None:
        """Do what has to be done before."""
        if self.brought is not None:
            await self.brought(api.database)
        for name, input in self.first:
            await send(await api.officer(), name, {**input, "idempotencyKey": f"before {name}"})

    async def send(self, caller: Caller, key: str = "a key", **changed: Any) -> dict[str, Any]:
        """Send it and return the answer."""
        data = await caller.ask(self.document, input={**self.input, "idempotencyKey": key, **changed})
        answer: dict[str, Any] = data[self.name]
        return answer


def document(name: str, selection: str = "") -> str:
    """Write the document of a mutation."""
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename {selection} {PROBLEM} }} }}"


async def send(caller: Caller, name: str, input: dict[str, Any], selection: str = "") -> dict[str, Any]:
    """Send a mutation and return its answer."""
    answer: dict[str, Any] = (await caller.ask(document(name, selection), input=input))[name]
    return answer
