"""The commonest Japanese numbers by one pattern: files have many of them, and the full reading costs several times as much.

What is not exactly of these forms is left to the full reading, which gives the same for what is (a property test holds it to that).
"""

from __future__ import annotations

import re

from ippool.domain.numbers.international import PCT
from ippool.domain.numbers.japan import JAPAN, NATIONAL_PHASE
from ippool.domain.numbers.number import NumberType, PatentNumber

_COMMON = re.compile(
    "(?P<word>特[願開表]|再表)(?P<year>2[0-9]{3})[-/](?P<serial>(?!000000)[0-9]{6})|特許第?(?P<right>[1-9][0-9]{0,6})号?"
)
_TYPES = {"特願": NumberType.APP, "特開": NumberType.PUB, "特表": NumberType.PUB, "再表": NumberType.PUB}


def read_common(text: str, this_year: int, expected: frozenset[NumberType]) -> PatentNumber | None:
    """Read 特願2016-123456, 特開2017-234567, 特表2017-512345, 再表2016/123456, 特許6123456; None for anything else.

    `expected` holds the types the place allows, none where it says nothing.
    """
    found = _COMMON.fullmatch(text)
    if found is None:
        return None
    word, year, serial, right = found.groups()
    type = NumberType.REG if right else _TYPES[word]
    if expected and type not in expected:
        return None
    if right:
        return PatentNumber("JP", type, right, raw=text, rules=JAPAN)
    if int(year) > this_year or (word == "特表" and int(serial) < NATIONAL_PHASE):
        return None
    if word == "再表":
        return PatentNumber("WO", type, serial, year, republication=True, raw=text, rules=PCT)
    return PatentNumber("JP", type, serial, year, None if type is NumberType.APP else "A", raw=text, rules=JAPAN)


_CANONICAL = re.compile(
    "JP:(?:app:(?P<filed>2[0-9]{3}):(?P<application>(?!000000)[0-9]{6})"
    "|pub:(?P<year>2[0-9]{3}):(?P<publication>(?!000000)[0-9]{6}):A|reg:(?P<right>[1-9][0-9]{0,6}))"
)


def common_canonical(canonical: str) -> PatentNumber | None:
    """Read back a canonical Japanese application, publication or registration of today; None for anything else."""
    found = _CANONICAL.fullmatch(canonical)
    if found is None:
        return None
    filed, application, year, publication, right = found.groups()
    if right:
        return PatentNumber("JP", NumberType.REG, right, raw=canonical, rules=JAPAN)
    if filed:
        return PatentNumber("JP", NumberType.APP, application, filed, raw=canonical, rules=JAPAN)
    return PatentNumber("JP", NumberType.PUB, publication, year, "A", raw=canonical, rules=JAPAN)
