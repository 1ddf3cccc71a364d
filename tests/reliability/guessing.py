"""A12: whoever guesses at the schema with its real names, misspelled, is told none of them.

The tool Clairvoyance rebuilds a schema from what errors suggest. So every name of the schema (of fields, arguments, types, values,
inputs, directives) is asked for with a letter more, a letter less and two letters swapped, in the place where it belongs: a name
in an answer that was neither asked for nor belongs to the place is one that was given away.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)
from httpx import AsyncClient

from ippool.graphql.callers import Callers
from ippool.store.database import Database
from tests.graphql.api import api_on
from tests.reliability.serving import demo

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
FLOOR = 2_000
WORD = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
OF_EVERY_PLACE = frozenset({"Node", "Query", "Mutation"})
SUGGESTING = re.compile(r"did you mean|perhaps|similar|suggest", re.IGNORECASE)


@dataclass
class Tally:
    """What came of it. Shape: `told` are names given away, each with what was asked."""

    asked: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    told: list[str] = field(default_factory=list)


def misspelled(name: str, real: Set[str]) -> Iterator[str]:
    """Write a name in ways that the library would correct, and that are no other's name."""
    yield from (one for one in _misspelled(name) if one not in real)


def _misspelled(name: str) -> Iterator[str]:
    yield f"{name}s"
    if len(name) > 3:
        yield name[:-1]
        yield f"{name[0]}{name[2]}{name[1]}{name[3:]}"


def guesses(schema: GraphQLSchema, real: Set[str]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Guess at every name: what kind it is, the document, and the names that belong to its place."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        for guess in misspelled(kind.name, real):
            yield "type", f"{{ node(id: 1) {{ ... on {guess} {{ id }} }} }}", frozenset()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            on = "query" if kind is schema.query_type else "mutation" if kind is schema.mutation_type else None
            for name, one in kind.fields.items():
                for guess in misspelled(name, real):
                    within = f"{{ {guess} }}" if on else f"{{ node(id: 1) {{ ... on {kind.name} {{ {guess} }} }} }}"
                    yield "field", f"{on or 'query'} {within}", frozenset({kind.name})
                for argument in one.args:
                    for guess in misspelled(argument, real):
                        called = f"{name}({guess}: 1)"
                        within = f"{{ {called} }}" if on else f"{{ node(id: 1) {{ ... on {kind.name} {{ {called} }} }} }}"
                        inner = get_named_type(one.type).name
                        required = {key for key, arg in one.args.items() if is_required_argument(arg)}
                        of_those = {get_named_type(one.args[key].type).name for key in required}
                        place = frozenset({kind.name, name, inner, *required, *of_those})
                        yield "argument", f"{on or 'query'} {within}", place
        if isinstance(kind, GraphQLEnumType | GraphQLInputObjectType):
            is_enum = isinstance(kind, GraphQLEnumType)
            names = kind.values if isinstance(kind, GraphQLEnumType) else kind.fields
            # Of an input the fields that must be there are told to whoever leaves them out.
            fields = kind.fields if isinstance(kind, GraphQLInputObjectType) else {}
            needed = {key for key, one in fields.items() if is_required_input_field(one)}
            for name in names:
                for guess in misspelled(name, real):
                    value = guess if is_enum else f"{{ {guess}: 1 }}"
                    document = f"query ($x: {kind.name} = {value}) {{ __typename }}"
                    yield "value", document, frozenset({kind.name, *needed})
    for directive in schema.directives:
        for guess in misspelled(directive.name, real):
            yield "directive", f"{{ __typename @{guess}(if: true) }}", frozenset()


async def guess_all(client: AsyncClient, tally: Tally, every: int = 1, headers: dict[str, str] | None = None) -> None:
    """Guess at each name, or each `every`-th, and look at what is told."""
    schema = build_schema(SCHEMA.read_text(encoding="utf-8"))
    real = {kind.name for kind in schema.type_map.values()}
    real |= {name for kind in schema.type_map.values() for name in getattr(kind, "fields", {})}
    real |= {name for kind in schema.type_map.values() for name in getattr(kind, "values", {})}
    for kind, document, place in list(guesses(schema, real))[::every]:
        answer = (await client.post("/graphql", json={"query": document}, headers=headers)).json()
        tally.asked[kind] += 1
        errors = " ".join(error["message"] for error in answer.get("errors", ()))
        tally.refused += bool(errors)
        said = {word for quoted in re.findall(r"'[^']*'", errors) for word in WORD.findall(quoted)}
        given = (said & real) - place - OF_EVERY_PLACE - set(WORD.findall(document))
        if given or SUGGESTING.search(errors):
            tally.told.append(f"{document}: {errors}")


async def _run(url: str) -> Tally:
    tally, database = Tally(), Database.at(url, pool_size=2)
    async with api_on(database, callers=Callers(10**9)) as api:
        for handler in logging.getLogger().handlers:
            handler.setLevel(logging.CRITICAL)
        await guess_all(api.client, tally)
        # Whoever may do more is told no more.
        await guess_all(api.client, tally, 5, (await api.officer()).headers)
    await database.close()
    return tally


def main(words: Sequence[str]) -> None:
    if words:
        sys.exit("it takes no words")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    started = time.monotonic()
    with demo() as url:
        tally = asyncio.run(_run(url))
    for one in tally.told[:20]:
        print(one)
    is_enough = tally.asked.total() >= FLOOR and tally.refused >= 0.9 * tally.asked.total()
    kinds = ", ".join(f"{count:,} {kind}s" for kind, count in tally.asked.items())
    print(
        f"guessing: {tally.asked.total():,} misspelled names ({kinds}), {tally.refused:,} refused, {len(tally.told)} given away, "
        f"{time.monotonic() - started:.0f} s: {'BAD' if tally.told else 'good' if is_enough else 'BELOW THE FLOOR'}"
    )
    sys.exit(0 if is_enough and not tally.told else 1)
