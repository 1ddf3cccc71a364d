"""The form of single values, the same for every way into the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ippool.domain import form
from ippool.domain.words import Words

GOOD = [
    (form.fault_of_code, "COMPANY-B"),
    (form.fault_of_code, "特許"),
    (form.fault_of_code, "x" * 100),
    (form.fault_of_label, "OL-BAT@2/TOYOTA"),
    (form.fault_of_label, "契約 第1号"),
    *((form.fault_of_country, code) for code in ("JP", "BF", "EP", "WO", "EA", "AP", "OA", "GC", "EM", "SU")),
    (form.fault_of_corporate_number, "4011001098993"),
    (form.fault_of_currency, "JPY"),
    (form.fault_of_day, date(9998, 12, 31)),
    (form.fault_of_words, Words("", "Only English")),
    (form.fault_of_share, Fraction(1)),
    (form.fault_of_card_code, "MEMBER:premium"),
]
BAD = [
    (form.fault_of_code, ""),
    (form.fault_of_code, ".hidden"),
    (form.fault_of_code, "a/b"),
    (form.fault_of_code, "a b"),
    (form.fault_of_code, "x" * 101),
    (form.fault_of_label, " ends"),
    (form.fault_of_label, "two\nlines"),
    (form.fault_of_label, "x" * 201),
    (form.fault_of_country, "jp"),
    (form.fault_of_country, "JPN"),
    (form.fault_of_country, "XX"),
    (form.fault_of_country, "UK"),
    (form.fault_of_corporate_number, "4011001098994"),
    (form.fault_of_currency, "XXX"),
    (form.fault_of_day, date(9999, 1, 1)),
    (form.fault_of_day, date(1, 1, 1)),
    (form.fault_of_words, Words(" ", "")),
    (form.fault_of_share, Fraction(0)),
    (form.fault_of_share, Fraction(3, 2)),
    (form.fault_of_card_code, "MEMBRE"),
    (form.fault_of_card_code, "MEMBER:"),
]


@pytest.mark.parametrize(("fault_of", "value"), GOOD)
def test_what_can_be_kept_has_no_fault(fault_of: Callable[[Any], Words | None], value: Any) -> None:
    assert fault_of(value) is None


@pytest.mark.parametrize(("fault_of", "value"), BAD)
def test_what_cannot_be_kept_is_told_in_both_languages(fault_of: Callable[[Any], Words | None], value: Any) -> None:
    told = fault_of(value)
    assert told is not None
    assert told.ja
    assert told.en


def test_a_period_ends_after_it_begins() -> None:
    day = date(2026, 4, 1)
    assert form.fault_of_order(day, day) is not None
    assert form.fault_of_order(day, date(2026, 4, 2)) is None
    assert form.fault_of_order(None, day) is None
    assert form.fault_of_order(day, None) is None
