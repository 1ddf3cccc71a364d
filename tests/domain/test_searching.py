"""What a person types is taken apart into passages and words, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.searching import LONGEST_SEARCH, MOST_WANTED, SearchTooLong, Wanted, wanted


def said(text: str) -> list[str]:
    """Write what is wanted in short: passages in brackets."""
    return [f"[{one.text}]" if one.is_passage else one.text for one in wanted(text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("全固体 電池", ["[全固体]", "[電池]"]),
        ("全固体\u3000電池", ["[全固体]", "[電池]"]),
        ("ﾘﾁｳﾑ Ｌｉｔｈｉｕｍ", ["[リチウム]", "lithium"]),
        ("Ｘ線 x-ray", ["[x線]", "x ray"]),
        ('"全固体 電池" "solid state"', ["[全固体電池]", "solid state"]),
        ("「硫化物 固体」“of the Art”", ["[硫化物固体]", "of the art"]),
        ("電池 電池 ﾃﾞﾝﾁ デンチ", ["[電池]", "[デンチ]"]),
        ('unclosed "quote 「電池 膜」', ["unclosed", "quote", "[電池膜]"]),
        ("「電池 膜", ["[電池]", "[膜]"]),
        ("R&D 50%", ["r d", "50"]),
        ("100% _", ["100"]),
        ("%", ["[%]"]),
        ("± ()", ["[±]", "[()]"]),
        ("か\u3099す", ["[がす]"]),
        ("µm Ω", ["μm", "ω"]),
        ("電\u200b池", ["[電池]"]),
        ("İstanbul", ["istanbul"]),
        ("a & !b | (c:*) <-> d", ["a", "b", "c", "d"]),
        (" \u3000\t", []),
        ("", []),
        ('""', []),
        ("'' :\\", []),
    ],
)
def test_a_search_is_taken_apart(typed: str, expected: list[str]) -> None:
    assert said(typed) == expected


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(typed: str) -> None:
    for one in wanted(typed):
        assert one.text
        assert not one.is_passage or " " not in one.text


def test_as_much_is_looked_for_as_the_limits_allow_and_no_more() -> None:
    assert wanted("電" * LONGEST_SEARCH) == (Wanted("電" * LONGEST_SEARCH, is_passage=True),)
    assert len(wanted(" ".join(map(str, range(MOST_WANTED))))) == MOST_WANTED
    for typed in ("電" * (LONGEST_SEARCH + 1), " ".join(map(str, range(MOST_WANTED + 1)))):
        with pytest.raises(SearchTooLong) as refused:
            wanted(typed)
        assert (refused.value.code, refused.value.path) == ("SEARCH_TOO_LONG", ("filter", "text"))
