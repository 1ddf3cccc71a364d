"""A cell that begins like a formula is made harmless, whatever stands before the sign, and comes back as it was."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings

from ippool.intake.formulas import guarded, unguarded
from tests.intake.hard_texts import FORMULAS, HARD, PLAIN, hard_texts

NOT_SHOWN = {"Zs", "Zl", "Zp", "Cc", "Cf"}
QUOTES = "\"'“”‘’"


def is_passed_over(character: str) -> bool:
    return character in QUOTES or (character <= "\uffff" and unicodedata.category(character) in NOT_SHOWN)


def would_be_computed(cell: str) -> bool:
    """Tell, in other words than the code's, whether some program would compute a cell as it stands in a file."""
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    shown = [one for one in parts(cell)[0] if not is_passed_over(one)]
    return cell[:1] != "'" and bool(shown) and unicodedata.normalize("NFKC", shown[0])[0] in "=+-@"


def parts(cell: str) -> list[str]:
    """The cells that a program would make of one that takes semicolons, tabs and line breaks for their ends."""
    return re.split("[;\t\r\n]", cell)


def test_there_are_more_than_a_thousand() -> None:
    assert len(set(HARD)) > 1_400


@pytest.mark.parametrize("texts", [HARD[start::8] for start in range(8)])
def test_a_table_of_cells(texts: list[str]) -> None:
    for text in texts:
        cell = guarded(text)
        assert unguarded(cell) == text
        assert not would_be_computed(cell), (text, cell)
        assert not any(would_be_computed(part) for part in parts(cell) if part), (text, cell)


def test_every_formula_is_changed_and_what_is_none_is_not() -> None:
    assert all(guarded(text) != text for text in FORMULAS)
    assert [text for text in PLAIN if guarded(text) != text] == ["'quoted'", "''", "'", "\ta", "\n"]


@given(hard_texts)
@settings(max_examples=1_500, deadline=None)
def test_any_text_comes_back_and_is_harmless(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not would_be_computed(cell)
    assert not any(would_be_computed(part) for part in parts(cell) if part)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("＝１", "'＝１"),
        ("−5", "'−5"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("'=1", "''=1"),
        ("\t1", "'\t1"),
        ("a;=1;b", "a;'=1;b"),
        ("first\n- second", "first\n'- second"),
        ("IPC:B01J 23/42;FI:B01J23/42@A", "IPC:B01J 23/42;FI:B01J23/42@A"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_is_written(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


def test_an_apostrophe_that_nobody_put_there_stays() -> None:
    assert unguarded("'plain") == "'plain"
    assert unguarded("l'eau; d'or") == "l'eau; d'or"
