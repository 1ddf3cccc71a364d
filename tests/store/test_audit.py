"""The hashes of the audit: the bytes that are hashed are those of plain canonical JSON, whichever library writes them.

An audit is checked years later and by other programs, so what is hashed must not hang on how a library of ours happens to write.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.domain.canonical import canonical
from ippool.domain.review import Proposal, ReviewItem, ReviewKind, ReviewState
from ippool.domain.words import Words
from ippool.store.audit import BEGINNING, hash_of, line_hash
from tests.builders import a_party, a_patent

settings.register_profile("audit", database=None, deadline=None)
QUICK = settings(settings.get_profile("audit"), max_examples=100)


def plain(content: Any) -> bytes:
    """Write canonical JSON with the standard library."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", "\x00", "\x1f\x7f", '"\\/', "\b\f\n\r\t", "\u2028\u2029", "髙①～", "𠮷野", "\ufeff", "\uffff", "e\u0301", "😀"]
)
LEAF = TEXT | st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)
CONTENT = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5), max_leaves=20)
LINES = st.dictionaries(TEXT.filter(lambda key: key not in ("hash", "previous_hash")), CONTENT, max_size=6)


@QUICK
@given(line=LINES, previous=st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_line_is_hashed_as_plain_canonical_json(line: dict[str, Any], previous: str) -> None:
    expected = hashlib.sha256(b"ippool audit 2\n" + plain({**line, "previous_hash": previous})).hexdigest()
    assert line_hash(line, previous) == expected
    # Its own hash is not part of what is hashed, and the one before is what is said here; its number is.
    assert line_hash({"hash": "x", "previous_hash": "y", **line}, previous) == expected
    assert line_hash({**line, "seq": 5}, previous) != line_hash({**line, "seq": 6}, previous)


@QUICK
@given(names=st.dictionaries(TEXT, TEXT, min_size=2, max_size=8))
def test_the_order_in_which_it_was_built_does_not_matter(names: dict[str, str]) -> None:
    backwards = dict(reversed(names.items()))
    assert line_hash({"details": names}, BEGINNING) == line_hash({"details": backwards}, BEGINNING)


def test_keys_are_ordered_by_character_as_everywhere() -> None:
    """Beyond the first plane the order of UTF-16 is another one than that of characters and of UTF-8."""
    keys = ["\U0001f600", "\uffff", "\ue000", "a", "", "Z"]
    content = {key: number for number, key in enumerate(keys)}
    assert list(json.loads(plain(content))) == ["", "Z", "a", "\ue000", "\uffff", "\U0001f600"]
    assert line_hash(content, "") == hashlib.sha256(b"ippool audit 2\n" + plain({**content, "previous_hash": ""})).hexdigest()


ITEM = ReviewItem(
    id=UUID(int=1),
    number="R-000001",
    kind=ReviewKind.PARTY_MATCH,
    state=ReviewState.OPEN,
    subject=UUID(int=2),
    patent=None,
    format="jplatpat-csv",
    fact="party",
    held="トヨタ自動車株式会社 (P-000001)",
    held_source="",
    said="トヨタ\x1f自動車",
    said_source="",
    candidates=(Proposal(UUID(int=3), Fraction(9, 10), (Words("同じ", "same"),)),),
    key="k",
    undo={"patent": {"b": 1, "a": [None, True]}},
)


@pytest.mark.parametrize("record", [a_party("X"), a_patent("JP-1").patent, ITEM], ids=["party", "patent", "review item"])
def test_a_record_is_hashed_by_its_content_alone(record: Any) -> None:
    content = canonical(record)
    del content["version"], content["recorded_at"]
    expected = hashlib.sha256(plain(content)).hexdigest()
    assert hash_of(record) == expected
    assert hash_of(replace(record, version=9, recorded_at=datetime(2026, 11, 24, tzinfo=UTC))) == expected
    assert hash_of(replace(record, source="another")) != expected


def test_no_record_has_no_hash() -> None:
    assert hash_of(None) is None


def test_days_and_fractions_are_hashed_as_text() -> None:
    line = {"on": date(2026, 11, 24), "share": Fraction(1, 3), "ids": frozenset({UUID(int=2), UUID(int=1)})}
    plainly = {"on": "2026-11-24", "share": "1/3", "ids": [str(UUID(int=1)), str(UUID(int=2))]}
    assert line_hash(line, BEGINNING) == line_hash(plainly, BEGINNING)
