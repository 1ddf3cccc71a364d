"""Canonical form: the same content has the same hash, in whatever order and by whatever release it was written."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.canonical import added_later, canonical, content_hash, written


class Color(StrEnum):
    RED = "RED"


@dataclass(frozen=True)
class FirstRelease:
    name: str
    rate: Fraction = Fraction(1, 3)


@dataclass(frozen=True)
class SecondRelease:
    name: str
    rate: Fraction = Fraction(1, 3)
    places: frozenset[str] = added_later(frozenset())


def test_a_field_added_later_leaves_every_earlier_hash_as_it_was() -> None:
    assert content_hash(SecondRelease("a")) == content_hash(FirstRelease("a"))
    assert content_hash(replace(SecondRelease("a"), places=frozenset({"JP"}))) != content_hash(FirstRelease("a"))


def test_order_does_not_matter_and_content_does() -> None:
    assert content_hash({"b": 1, "a": frozenset({"y", "x"})}) == content_hash({"a": frozenset({"x", "y"}), "b": 1})
    assert content_hash({"a": [1, 2]}) != content_hash({"a": [2, 1]})
    assert content_hash({"a": None}) != content_hash({})


def test_values_are_written_exactly() -> None:
    moment = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert canonical([Fraction(1, 3), date(2026, 4, 1), moment, Color.RED, True, None, "特許"]) == [
        "1/3",
        "2026-04-01",
        "2026-11-24T09:00:00+00:00",
        "RED",
        True,
        None,
        "特許",
    ]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_what_is_written_is_json_without_a_space(value: object) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert json.loads(written(value)) == value


@pytest.mark.parametrize(("value", "text"), [('特許"\\\n\0', '"特許\\"\\\\\\n\\u0000"'), (True, "true"), (1, "1"), (None, "null")])
def test_a_value_alone_is_written_as_within_others(value: object, text: str) -> None:
    assert written(value) == text
