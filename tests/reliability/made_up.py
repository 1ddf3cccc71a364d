"""Operations made up from the schema at random: right in form, over values that are there, of any breadth and depth.

The same chance makes the same operations. Nothing of the application is imported: the schema is read from its file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
DEEPEST = 7
PAGES = (0, 1, 2, 5, 10, 20, 50, 100)
WEIGHTS = {"patents": 10, "patent": 5, "figures": 3, "nodes": 3, "node": 2, "reviewItems": 2, "license": 2, "openLab": 2}
"""How often a root field is asked for; others once."""
NEVER = frozenset({"after", "before", "knownAt"})
"""Arguments that are left out: a place in a list is another question's, and before there was a register nothing was known."""


@cache
def _schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"))


@dataclass
class Making:
    """A source of operations. Shape: `known` are values by the name of the argument, or the field of an input, they are for."""

    chance: Random
    known: Mapping[str, Sequence[str]]
    schema: GraphQLSchema = field(default_factory=_schema)
    _number: int = 0

    def operation(self) -> str:
        """Make one operation."""
        query = self.schema.query_type
        assert query is not None
        names = list(query.fields)
        weights = [WEIGHTS.get(name, 1) for name in names]
        chosen = self.chance.choices(names, weights, k=self.chance.choice((1, 1, 1, 2, 3)))
        self._number = 0
        return "{ " + " ".join(self._field(name, query.fields[name], 1) for name in chosen) + " }"

    def _field(self, name: str, one: GraphQLField, depth: int) -> str:
        arguments = self._arguments(one.args)
        kind = get_named_type(one.type)
        within = self._selection(kind, depth + 1) if is_composite_type(kind) else ""
        alias = ""
        if arguments or depth == 1:  # else the same field twice would not agree
            self._number += 1
            alias = f"a{self._number}: "
        return f"{alias}{name}{arguments}{within}"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            possible = self.schema.get_possible_types(kind)
            weights = [len(possible) if one.name == "Patent" else 1 for one in possible]  # most of what is there
            (one,) = self.chance.choices(possible, weights)
            return f" {{ __typename ... on {one.name}{self._selection(one, depth)} }}"
        assert isinstance(kind, GraphQLObjectType)
        plain = [name for name, one in kind.fields.items() if not is_composite_type(get_named_type(one.type))]
        nested = [name for name in kind.fields if name not in plain]
        if kind.name.endswith("Connection"):  # a page without what is on it is nothing
            chosen = [*(["edges"] if self.chance.random() < 0.9 else []), *self._some(kind.fields, 2)]
        else:
            chosen = self._some(plain, 6) + (self._some(nested, 2) if depth < DEEPEST else [])
        chosen = list(dict.fromkeys(chosen)) or ["__typename"]
        if kind.name.endswith("Edge"):
            chosen = ["node"]
        said = (name if name == "__typename" else self._field(name, kind.fields[name], depth) for name in chosen)
        return " { " + " ".join(said) + " }"

    def _some(self, names: Iterable[str], most: int) -> list[str]:
        there = list(names)
        return self.chance.sample(there, min(len(there), self.chance.randint(0, most)))

    # Arguments

    def _arguments(self, arguments: Mapping[str, GraphQLArgument]) -> str:
        said = []
        for name, one in arguments.items():
            if is_required_argument(one) or (name not in NEVER and self.chance.random() < self._wish(name)):
                said.append(f"{name}: {self._value(name, one.type)}")
        if any(one.startswith("first") for one in said):
            said = [one for one in said if not one.startswith("last")]
        return f"({', '.join(said)})" if said else ""

    def _wish(self, name: str) -> float:
        return {"first": 0.7, "filter": 0.5, "orderBy": 0.5, "last": 0.2, "applicant": 0.1}.get(name, 0.15)

    def _value(self, name: str, kind: GraphQLInputType) -> str:
        bare = get_nullable_type(kind)
        if is_list_type(bare):
            most = 30 if name == "ids" else 3
            inner = (self._value(name, bare.of_type) for _ in range(self.chance.randint(1, most)))
            return "[" + ", ".join(dict.fromkeys(inner)) + "]"
        if name in self.known:
            return str(self.chance.choice(self.known[name]))
        if isinstance(bare, GraphQLEnumType):
            return str(self.chance.choice(list(bare.values)))
        if isinstance(bare, GraphQLInputObjectType):
            return self._object(bare)
        match get_named_type(bare).name:
            case "Int":
                return str(self.chance.choice(PAGES))
            case "Boolean":
                return self.chance.choice(("true", "false"))
            case "Date":
                return f'"{self.chance.randint(1995, 2030)}-0{self.chance.randint(1, 9)}-1{self.chance.randint(0, 9)}"'
            case "Decimal":
                return f'"0.0{self.chance.randint(0, 9)}"'
        return f'"{name}"'

    def _object(self, kind: GraphQLInputObjectType) -> str:
        needed = [name for name, one in kind.fields.items() if is_required_argument(GraphQLArgument(one.type, one.default_value))]
        others = [name for name in kind.fields if name not in needed]
        chosen = [*needed, *self.chance.sample(others, self.chance.choice((1, 1, 1, 2)) if len(others) > 2 else 0)]
        return "{" + ", ".join(f"{name}: {self._value(name, kind.fields[name].type)}" for name in chosen) + "}"
