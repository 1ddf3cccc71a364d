"""The owners of one record: a cell split into names, and the spellings of one owner put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ippool.domain.names.comparing import NameVerdict, compare_names
from ippool.domain.names.forms import CJK_FORMS, LATIN_FORMS
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import taken_apart
from ippool.domain.names.writing import folded

_COMMA = ", "
_TAILS = ("the university of", "college park", "a body corporate", "an educational", "the", "department of")


def split_owners(cell: str) -> tuple[str, ...]:
    """Split a cell in which `, ` separates names, without splitting a name that has a comma of its own.

    >>> split_owners("Idemitsu Kosan Co., Ltd., Toyota Motor Corp")
    ('Idemitsu Kosan Co., Ltd.', 'Toyota Motor Corp')
    """
    names: list[str] = []
    for part in (piece.strip() for piece in cell.split(_COMMA)):
        if not part:
            continue
        if names and _belongs_before(names[-1], part):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    return tuple(names)


def _belongs_before(name: str, part: str) -> bool:
    plain = folded(part).strip(" .")
    words = re.sub(r"[^\w/&]+", " ", plain).split()
    bare = " ".join(words)
    if bare in LATIN_FORMS or bare.replace(" ", "") in LATIN_FORMS or bare.replace(" ", "") in CJK_FORMS:
        return True
    return plain.startswith(_TAILS)


def merged_spellings(names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Group the names of one record by owner: one owner named twice, in two scripts or spellings, is one group.

    Shape: groups in the order of first mention; every name once, in its order.
    """
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if any(name == other or _one_owner(name, other) for other in group):
                if name not in group:
                    group.append(name)
                break
        else:
            groups.append([name])
    return tuple(tuple(group) for group in groups)


def _one_owner(first: str, second: str) -> bool:
    if kind_of_name(first) is NameKind.PERSON and kind_of_name(second) is NameKind.PERSON:
        return taken_apart(first).core == taken_apart(second).core
    return compare_names(first, second).verdict is NameVerdict.SAME
