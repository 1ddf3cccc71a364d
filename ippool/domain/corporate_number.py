"""Japanese corporate numbers (法人番号): a check digit, then twelve digits."""

from __future__ import annotations

import re


def check_digit(base: str) -> int:
    """Return the check digit of the twelve digits that follow it.

    Each digit, counted from the right, is taken once (first, third ...) or twice (second, fourth ...); the sum is taken modulo 9
    and from 9. Source: National Tax Agency, check digit of the corporate number.

    >>> check_digit("123456789012")
    7
    """
    return 9 - sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base))) % 9


def is_corporate_number(text: str) -> bool:
    """Tell whether a text is a corporate number: thirteen digits, the first of which matches the others.

    >>> is_corporate_number("4011001098993"), is_corporate_number("4011001098994")
    (True, False)
    """
    return re.fullmatch("[1-9][0-9]{12}", text) is not None and int(text[0]) == check_digit(text[1:])
