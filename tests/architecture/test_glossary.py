"""The README's glossary: its code words exist, and it speaks of every standing and outcome."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, build_schema

from ippool.domain.labs import Scheme
from ippool.domain.outcomes import OUTCOME_WORDS, Outcome
from ippool.domain.tables import STANDING_WORDS, Standing

ROOT = Path(__file__).parents[2]


def rows() -> list[list[str]]:
    """The cells of the glossary's table, line by line."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Glossary\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    assert lines, "the README has no glossary"
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


ROWS = rows()
CODE = [word for _, _, code, meaning in ROWS for word in re.findall(r"`([^`]+)`", f"{code} {meaning}")]


def words_of_the_schema() -> set[str]:
    read = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    found = set(read.type_map)
    for kind in read.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            found |= {*kind.fields, *(name for field in kind.fields.values() for name in field.args)}
        if isinstance(kind, GraphQLInputObjectType):
            found |= {*kind.fields}
        if isinstance(kind, GraphQLEnumType):
            found |= {*kind.values}
    return found


def words_of_the_domain() -> set[str]:
    """The names of classes, of their fields and of enum values."""
    found: set[str] = set()
    for file in (ROOT / "ippool" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.add(node.name)
                for line in node.body:
                    targets = (
                        line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
                    )
                    found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


KNOWN = words_of_the_schema() | words_of_the_domain()


@pytest.mark.parametrize("word", sorted(set(CODE)))
def test_a_code_word_exists(word: str) -> None:
    assert word in KNOWN


def test_every_row_says_all_four_things_once() -> None:
    assert all(len(row) == 4 and all(row) for row in ROWS)
    for column in (0, 1):
        said = [row[column] for row in ROWS]
        assert len(said) == len(set(said))


def test_every_standing_outcome_and_scheme_is_in_it_as_it_is_called_in_japanese() -> None:
    japanese = {part.lstrip("―") for row in ROWS for part in re.split("[、・]", row[0])}
    assert {value.value for kind in (Standing, Outcome, Scheme) for value in kind} <= set(CODE)
    assert {words.ja for words in (*STANDING_WORDS.values(), *OUTCOME_WORDS.values())} <= japanese
