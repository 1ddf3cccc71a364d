"""Numbers as a house folder carries them: in any form the register knows."""

from __future__ import annotations

from ippool.domain.corporate_number import is_corporate_number
from ippool.domain.numbers import NumberRefused, parse_number
from ippool.intake.house.folder import BadValue


def canonical_number(text: str, *, this_year: int) -> str:
    """Return the canonical form of a patent number. Raises: BadValue, also for a year after `this_year`."""
    try:
        return parse_number(text, this_year=this_year).canonical
    except NumberRefused as refused:
        raise BadValue(refused.message.ja, refused.message.en) from None


def corporate_number_from(text: str) -> str:
    """Check a Japanese corporate number. Raises: BadValue."""
    if not is_corporate_number(text):
        raise BadValue("法人番号は検査数字の合う 13 桁で書く。", "Write 13 digits with a matching check digit.")
    return text
