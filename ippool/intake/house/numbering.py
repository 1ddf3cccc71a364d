"""Numbers as a house folder carries them: canonical, or in any form the register knows."""

from __future__ import annotations

import re

from ippool.intake.house.folder import BadValue


def canonical_number(text: str) -> str:
    """Return the canonical form of a patent number. Raises: BadValue."""
    if not re.fullmatch(r"[A-Z]{2}:[a-z]+:.+", text):
        raise BadValue("番号を読めない。", "The number cannot be read.")
    return text


def corporate_number_from(text: str) -> str:
    """Check a Japanese corporate number. Raises: BadValue."""
    if re.fullmatch(r"\d{13}", text):
        total = sum(int(digit) * (1 if index % 2 == 0 else 2) for index, digit in enumerate(reversed(text[1:])))
        if int(text[0]) == 9 - total % 9:
            return text
    raise BadValue("法人番号は検査数字の合う 13 桁で書く。", "Write 13 digits with a matching check digit.")
