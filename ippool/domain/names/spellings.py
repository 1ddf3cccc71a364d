"""The owners of one record: a cell split into names, and the spellings of one owner put together.

That two names stand in one record is evidence of its own: a Japanese publication names each owner in Japanese and again in Latin
letters, next to each other. So a likeness that would leave two names to a person is enough here; and where a source is known to
name each owner twice, names that are left over in pairs, one in each script, are taken for one owner, unless something speaks
against it. Two names in one script are one owner only where they are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from ippool.domain.names.comparing import NameVerdict, compare_organizations
from ippool.domain.names.forms import CJK_FORMS, LATIN_FORMS
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import Name, taken_apart
from ippool.domain.names.people import GIVEN_NAMES
from ippool.domain.names.readings import plain_sound, reads_as
from ippool.domain.names.renderings import PUBLISHED_FOR, RENDERINGS
from ippool.domain.names.writing import folded, is_cjk, is_han, large_kana

_Likeness = Callable[[list[str], list[str]], Fraction]
_COMMA = re.compile(", +")
# What follows a comma without being a name: the rest of the one before it.
_CONTINUES = re.compile(
    r"(?:an? (?:body corporate|educational|japanese|non-?profit|corporation|company|partnership)|as represented by|college park$"
    r"|university-industry foundation|industry-academic cooperation foundation|от имени|инк\.?$|лтд\.?$)"
)
_OF_A_BOARD = re.compile(r"(?:the )?(?:board of )?(?:regents|trustees|governors|supervisors|directors)(?: of)?$")
_NOT_WORDS = re.compile(r"[^\w/&]+")


def split_owners(cell: str) -> tuple[str, ...]:
    """Split a cell in which `, ` separates names, without splitting a name that has a comma of its own.

    >>> split_owners("Idemitsu Kosan Co., Ltd., Toyota Motor Corp")
    ('Idemitsu Kosan Co., Ltd.', 'Toyota Motor Corp')
    """
    names: list[str] = []
    for part in _COMMA.split(cell.strip()):
        if names and _continues(names[-1], part):
            names[-1] = f"{names[-1]}, {part}"
        elif part.strip():
            names.append(part.strip())
    return tuple(names)


def _continues(name: str, part: str) -> bool:
    """Tell whether what follows a comma belongs to the name before it."""
    plain = folded(part)
    words = " ".join(_NOT_WORDS.sub(" ", plain).split())
    compact = large_kana(words.replace(" ", ""))
    if words in LATIN_FORMS or compact in LATIN_FORMS or compact in CJK_FORMS or words == "the" or not words:
        return True
    if _CONTINUES.match(plain) or compact.startswith("アボデイーコーポレイト"):
        return True
    if plain.startswith("the university ") and _OF_A_BOARD.fullmatch(folded(name)):
        return True
    before = folded(name)
    return before.isalpha() and before.isascii() and plain.isalpha() and plain in GIVEN_NAMES and before not in LATIN_FORMS


def merged_spellings(names: Sequence[str], *, named_twice: bool = False) -> tuple[tuple[str, ...], ...]:
    """Group the names of one record by owner: one owner named twice, in two scripts or spellings, is one group.

    `named_twice`: the source is known to name each owner in two scripts, next to each other. Only then are names put together that
    have nothing in common but their places; anywhere else a co-owner would be lost.

    Shape: groups in the order of first mention; every name once, in its order.

    >>> merged_spellings(["トヨタ自動車株式会社", "Toyota Motor Corp", "国立大学法人大阪大学"])
    (('トヨタ自動車株式会社', 'Toyota Motor Corp'), ('国立大学法人大阪大学',))
    """
    groups = [[name] for name in dict.fromkeys(names)]
    _join(groups, _same)
    _join(groups, _alike_across_scripts)
    if named_twice:
        _join_neighbors(groups, list(dict.fromkeys(names)))
    order = {name: place for place, name in reversed(list(enumerate(names)))}
    return tuple(sorted((tuple(sorted(group, key=order.__getitem__)) for group in groups), key=lambda group: order[group[0]]))


def _join(groups: list[list[str]], likeness: _Likeness) -> None:
    """Join the two groups that are most alike until no two are alike at all."""
    while True:
        pairs = [
            (score, -later, -earlier)
            for later in range(len(groups))
            for earlier in range(later)
            if (score := likeness(groups[earlier], groups[later]))
        ]
        if not pairs:
            return
        _, later, earlier = max(pairs)
        groups[-earlier] += groups.pop(-later)


def _same(first: list[str], second: list[str]) -> Fraction:
    return max(_sameness(one, other) for one in first for other in second)


def _sameness(first: str, second: str) -> Fraction:
    kinds = {kind_of_name(first), kind_of_name(second)}
    if NameKind.PERSON in kinds:
        return Fraction(NameKind.ORGANIZATION not in kinds and _one_person(first, second))
    if compare_organizations(first, second).verdict is not NameVerdict.SAME and not _country_left_out(first, second):
        return Fraction(0)
    forms = {_form(first), _form(second)}  # X Co., Ltd. and X Inc. side by side are two firms of one house
    return Fraction(len(forms) == 1 or "" in forms or _script(first) != _script(second))


def _country_left_out(first: str, second: str) -> bool:
    """Tell whether two names are one, with the country behind it once (暨南大学（Cn）)."""
    one, other = taken_apart(first), taken_apart(second)
    return (one.core, one.form) == (other.core, other.form) and None in (one.place, other.place)


_FORMS = (
    ("inc", "인코", "인크", "インコ", "インク"),
    ("corp", "코포", "코퍼", "コーポ"),
    ("ltd", "limited", "리미티드", "엘티디", "リミテ"),
)


def _form(name: str) -> str:
    """Return which of the forms of English law a name says it has, by the word that states it last."""
    plain = taken_apart(name).plain
    return max(((plain.rfind(word), words[0]) for words in _FORMS for word in words if word in plain[-24:]), default=(0, ""))[1]


def _one_person(first: str, second: str) -> bool:
    """Tell whether two names of persons are one: the same parts in any order, or read as the other."""
    one, other = _parts(first), _parts(second)
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return True
    if any(map(is_cjk, "".join(one))) == any(map(is_cjk, "".join(other))) or len(one) != len(other):
        return False
    written, spoken = (one, other) if any(map(is_han, "".join(one))) else (other, one)
    return any(reads_as(part, plain_sound(sound)) for part in written for sound in spoken)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;・、.]+", taken_apart(text).plain) if part]


def _alike_across_scripts(first: list[str], second: list[str]) -> Fraction:
    """Say how alike two groups are, each of which has names in one script only, not the same."""
    scripts = [{_script(name) for name in group} for group in (first, second)]
    if len(scripts[0]) != 1 or len(scripts[1]) != 1 or scripts[0] == scripts[1]:
        return Fraction(0)
    scores = [Fraction(0)]
    for one in first:
        for other in second:
            if NameKind.PERSON not in {kind_of_name(one), kind_of_name(other)}:
                comparison = compare_organizations(one, other)
                scores.append(comparison.score if comparison.verdict is not NameVerdict.DIFFERENT else Fraction(0))
    return max(scores)


def _script(name: str) -> bool:
    return any(map(is_cjk, taken_apart(name).plain))


def _join_neighbors(groups: list[list[str]], names: list[str]) -> None:
    """Join names that are left over in pairs, next to each other and one in each script, where nothing speaks against it."""
    alone = [
        group for group in groups if len({_script(name) for name in group}) == 1 and not any(taken_apart(n).latin for n in group)
    ]
    if len(alone) % 2 or sum(_script(group[0]) for group in alone) * 2 != len(alone):
        return
    place = {name: index for index, name in enumerate(names)}
    alone.sort(key=lambda group: place[group[0]])
    for first, second in zip(alone[::2], alone[1::2], strict=True):
        beside = min(abs(place[one] - place[other]) for one in first for other in second) == 1
        if beside and _script(first[0]) != _script(second[0]) and not _speak_against(first[0], second[0]):
            first += second
            groups.remove(second)


def _speak_against(first: str, second: str) -> bool:
    """Tell whether two names in two scripts are known to be those of two owners."""
    if {kind_of_name(first), kind_of_name(second)} == {NameKind.PERSON, NameKind.ORGANIZATION}:
        return True
    one, other = taken_apart(first), taken_apart(second)
    eastern, latin = (one, other) if one.is_cjk else (other, one)
    return _is_published_for_another(eastern, latin)


def _is_published_for_another(eastern: Name, latin: Name) -> bool:
    owners = PUBLISHED_FOR.get(latin.words)
    if owners is not None:
        return eastern.core not in owners and eastern.core in RENDERINGS
    return False
