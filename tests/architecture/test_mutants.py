"""The table of mutants is true: every one is caught by a test that is there, or the part it would spoil is not there yet."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants import MUTANTS
from tests.reliability import test_leaks

TESTS = Path(__file__).parents[1]
SCHEMA = (TESTS.parent / "schema.graphql").read_text(encoding="utf-8")
ASKED_FOR = {"M8", "M9", "M10", "M11", "M12", "M13", "M14", "M18", "M21"}


def functions_of(file: str) -> dict[str, str]:
    """The tests of a file, each with its text."""
    text = (TESTS / file).read_text(encoding="utf-8")
    functions = [one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {one.name: ast.unparse(one) for one in functions}


def test_every_mutant_is_in_the_table_and_a_missing_one_is_missing_for_a_reason() -> None:
    assert set(MUTANTS) == ASKED_FOR
    for number, mutant in MUTANTS.items():
        assert bool(mutant.caught_by) is not bool(mutant.lacking), number
        assert not mutant.lacking or f"\ntype {mutant.lacking} " not in SCHEMA, (
            f"{number} can be made now: write the test that catches it"
        )


@pytest.mark.parametrize("number", [number for number, mutant in MUTANTS.items() if mutant.caught_by])
def test_each_test_that_is_named_is_there_and_makes_the_mutant(number: str) -> None:
    for named in MUTANTS[number].caught_by:
        file, _, name = named.partition("::")
        source = functions_of(file)[name]
        tried = {one.partition(" ")[0] for one in test_leaks.MUTANTS} if file.endswith("test_leaks.py") else {number}
        assert number in tried
        assert file.endswith("test_leaks.py") or f"mutant_{number.lower()}_" in name
        assert "monkeypatch.setattr(" in source or number == "M14"  # which leaves the checkpoints out by an argument
        assert "assert " in source or "pytest.raises(" in source
