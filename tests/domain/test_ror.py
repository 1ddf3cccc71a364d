"""ROR ids: every Japanese one of the registry, and each of them spoiled."""

from __future__ import annotations

import csv
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain import ror
from ippool.domain.ror import RorRefused, check_digits, fault_of_ror, is_ror, ror_id
from tests.conftest import DEMO, REAL_DATA


def real_ids() -> list[str]:
    with (REAL_DATA / "ror" / "ror_jp_slim.tsv").open(encoding="utf-8", newline="") as lines:
        return [row["ror_id"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_every_japanese_id_of_the_registry_is_valid_and_kept_as_it_stands_there() -> None:
    ids = real_ids()
    assert len(ids) == 5547
    assert [text for text in ids if ror_id(text) != text] == []


def test_every_record_of_the_registry_is_valid() -> None:
    names = sorted(path.stem for path in (REAL_DATA / "ror").glob("0*.json"))
    assert len(names) == 38
    assert [name for name in names if not is_ror(name)] == []


def test_no_id_stays_valid_with_one_character_changed_or_two_neighbors_exchanged() -> None:
    characters = "0123456789abcdefghjkmnpqrstvwxyz"
    for text in real_ids()[::55]:
        bare = text[-9:]
        for place in range(1, 9):
            others = characters if place < 7 else "0123456789"
            changed = [bare[:place] + other + bare[place + 1 :] for other in others if other != bare[place]]
            assert [one for one in changed if is_ror(one)] == []
        for place in range(1, 6):
            if bare[place] != bare[place + 1]:
                assert not is_ror(bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        "026v1ze26",
        "https://ror.org/026v1ze26",
        "http://ror.org/026v1ze26",
        "https://www.ror.org/026v1ze26/",
        "ror.org/026v1ze26",
        " HTTPS://ROR.ORG/026V1ZE26\n",
        "０２６ｖ１ｚｅ２６",
    ],
)
def test_one_id_in_many_ways_of_writing(text: str) -> None:
    assert ror_id(text) == "https://ror.org/026v1ze26"


FORM = "It does not have the form of a ROR id (ror.org/ and nine characters)."
LENGTH = "A ROR id has nine characters and begins with 0."


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("026v1ze27", "The check digits do not match."),
        ("https://ror.org/026v1ze27", "The check digits do not match."),
        ("026v1ze00", "The check digits do not match."),
        ("026v1ze2", LENGTH),
        ("026v1ze266", LENGTH),
        ("126v1ze26", LENGTH),
        ("https://ror.org/00example1", LENGTH),
        ("026vlze26", "No ROR id has an i, l, o or u."),
        ("026v1zea6", "A ROR id ends in two digits."),
        ("", FORM),
        ("https://ror.org/", FORM),
        ("https://grid.ac/institutes/grid.21941.3f", FORM),
        ("https://evil.example/ror.org/026v1ze26", FORM),
        ("https://ror.org/026v1ze26?x=1", FORM),
        ("026v1ze26 026v1ze26", FORM),
        ("0" * 500, FORM),
    ],
)
def test_what_is_no_id_is_refused_with_the_reason(text: str, because: str) -> None:
    assert (is_ror(text), getattr(fault_of_ror(text), "en", None)) == (False, because)
    with pytest.raises(RorRefused) as refused:
        ror_id(text)
    assert (refused.value.code, refused.value.reason.en) == ("ROR_REFUSED", because)


def test_a_refusal_names_the_text_and_the_reason_in_both_languages() -> None:
    with pytest.raises(RorRefused) as refused:
        ror_id("\x1b026v1ze27")
    assert refused.value.message.ja == f"ROR ID「\ufffd026v1ze27」を読めない：{refused.value.reason.ja}"
    assert refused.value.message.en == f"The ROR id “\ufffd026v1ze27” cannot be read: {FORM}"


@given(st.text(st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz"), min_size=6, max_size=6))
def test_number_and_check_digits_leave_one_modulo_97(six: str) -> None:
    base = "0" + six
    value = 0
    for character in base:
        value = 32 * value + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    assert (value * 100 + int(check_digits(base))) % 97 == 1
    assert ror_id(base + check_digits(base)) == f"https://ror.org/{base}{check_digits(base)}"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    fault = fault_of_ror(text)
    assert (fault is None) is is_ror(text)
    if fault is None:
        assert ror_id(ror_id(text)) == ror_id(text)


def test_the_ids_of_the_demonstration_are_valid() -> None:
    with (DEMO / "parties.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["ror"] for row in csv.DictReader(file) if row["ror"]]
    assert [text for text in ids if ror_id(text) != text] == []
    assert "https://ror.org/026v1ze26" in ids


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(ror) == doctest.TestResults(failed=0, attempted=3)
