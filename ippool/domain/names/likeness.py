"""How like two names proper are, script by script, apart from their legal forms.

Each function answers with a `Likeness`: certain where every part has its counterpart and a common word is among them, possible
where the agreement rests on sound, on a slip of the pen or on all but a word, and nothing otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ippool.domain.names.lexicon import HOUSES, VOCABULARY
from ippool.domain.names.name import Name
from ippool.domain.names.readings import bones, kana_sound, plain_sound
from ippool.domain.names.renderings import PUBLISHED_FOR, RENDERINGS
from ippool.domain.names.units import (
    Match,
    Unit,
    is_loan,
    matched,
    matched_units,
    may_be_read,
    romaji_units,
    sounds_whole,
    units_of,
)
from ippool.domain.names.writing import is_han, is_hangul, is_kana
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names proper are. Shape: `certain` where they are one name; else `score` says how likely, 0 for not at all."""

    certain: bool
    score: Fraction
    evidence: tuple[Words, ...] = ()


RENDERED = Words("公表されている欧文名称である。", "It is the published name in Latin letters.")
ANOTHERS = Words("別の組織の公表された欧文名称である。", "It is the published name of another organization.")
TRANSLATED = Words(
    "固有の部分は読みが、一般の語は訳が一致する。", "The proper words sound alike and the common words are translations."
)
SEVERAL_SCHOOLS = Words(
    "同じ土地の工業大学、理工大学、科技大学などは訳では区別できない。",
    "Technical universities of one place cannot be told apart by translation.",
)
SOUND_ONLY = Words("読みだけが一致する。", "Only the sound agrees.")
RENDERED_ALIKE = Words("同じ欧文名称を持つ。", "Both are called by one name in Latin letters.")
ANOTHER_ORDER = Words("語の順が違う。", "The order of the words differs.")
KANA = Words("ひらがなと片仮名の違いである。", "They differ in hiragana and katakana.")
LONG_MARKS = Words("長音記号だけが違う。", "They differ in marks of long vowels only.")
TRANSLITERATED = Words("音訳の違いである。", "They are two transliterations of one name.")
JOINED = Words("語の区切りだけが違う。", "They differ in the division of words only.")
ABBREVIATED = Words("一方は他方の略記である。", "One abbreviates the other.")
CUT_OFF = Words("一方は他方を途中で切ったものである。", "One is the other cut off.")
UMLAUTS = Words("変母音の表記だけが違う。", "They differ in the writing of umlauts only.")
ACRONYM = Words("一方は他方の頭字語である。", "One is the acronym of the other.")
NOTHING = Words("共通する語がない。", "The names share no word.")

UNLIKE = Likeness(False, Fraction(0), (NOTHING,))
# Words that make another legal person of the name they are added to, in the scripts of East Asia and in Latin letters.
_ADDED = (
    "病院",
    "協力団",
    "협력단",
    "병원",
    "付属",
    "附属",
    "大学院",
    "販売",
    "財団",
    "재단",
    "短期大学",
    "研究所",
    "研究院",
    "学部",
    "中心",
)
_OF_PLACES = frozenset({"県", "府", "市", "prefecture", "prefectural", "city", "japan"})
_SLIGHT = frozenset({"長", "大学", "グループ", "本社", "総長", "学長"})
_WRITTEN_OUT = ("株式会社", "有限会社", "合同会社")
_ADDED_WORDS = frozenset(
    {"hospital", "foundation", "sales", "school", "college", "institute", "laboratory", "center", "fund", "press"}
)
_LEARNING = frozenset(
    {"university", "institute", "college", "laboratory", "society", "association", "organization", "agency", "academy", "center"}
)
_WEAK_WORDS = frozenset({"group", "holding", "international", "japan", "global", "corporation", "company", "trust"})


# 北京工业大学, 北京理工大学 and 北京科技大学 are three, and each is rendered as the others are: only a published name is certain.
_TECHNICAL = frozenset(
    {"工業大学", "工業大学校", "工科大学", "理工大学", "科技大学", "科学技術大学", "工程大学"}
    | {"공업대학", "공과대학", "공과대학교", "과학기술대학교", "과학기술원", "先端科学技術院"}
)
_SPELLED_OUT = re.compile(r"kabushiki|kabusiki|\bk\.? ?k\.?(?!\w)|yugen|godo kaisha")


def _possible(score: Fraction, *evidence: Words) -> Likeness:
    return Likeness(False, score, evidence)


def _left(first: str, second: str = "") -> Words:
    if first and second:
        return Words(f"「{first}」と「{second}」が対応しない。", f'"{first}" and "{second}" do not answer to each other.')
    return Words(f"「{first or second}」が一方にだけある。", f'"{first or second}" stands in one of them only.')


def across_scripts(eastern: Name, latin: Name) -> Likeness:
    """Compare a name in East Asian script with one in Latin letters."""
    if latin.words in RENDERINGS.get(eastern.core, ()):
        return Likeness(True, Fraction(1), (RENDERED,))
    if latin.words in PUBLISHED_FOR and _is_told_by_it(eastern.core, PUBLISHED_FOR[latin.words]):
        return _possible(Fraction(3, 10), ANOTHERS)
    units = units_of(eastern.spoken)
    match = matched(units, latin.words)
    if not units or not match.is_whole:
        if sounds_whole(eastern.spoken, latin.words):
            return _possible(Fraction(7, 10), SOUND_ONLY)
        return _partial(match, units, len(latin.words))
    if not match.common:
        return _possible(Fraction(4, 5) if match.read else Fraction(7, 10), SOUND_ONLY)
    if latin.words[0] == "university" and units[-1].text in ("大学", "大学校", "대학교", "대학"):
        # 兵庫大学 is Hyogo University, and the University of Hyogo is 兵庫県立大学
        return _possible(Fraction(17, 20), TRANSLATED, ANOTHER_ORDER)
    if not match.in_order and not _LEARNING & set(latin.words):
        return _possible(Fraction(17, 20), TRANSLATED, ANOTHER_ORDER)
    if any(unit.text in _TECHNICAL for unit in units):
        return _possible(Fraction(17, 20), TRANSLATED, SEVERAL_SCHOOLS)
    telling = match.read + match.near - match.doubtful
    if not telling and not is_loan(units[0]) and (match.doubtful or match.common < 3):
        return _possible(Fraction(17, 20), TRANSLATED, SOUND_ONLY)
    return Likeness(True, Fraction(1), (TRANSLATED,))


def _is_told_by_it(core: str, published: frozenset[str]) -> bool:
    """Tell whether a name would be among those for which a name in Latin letters is published, were it one of them.

    Kana, and Hangul too, may only spell a foreign name; in Hangul it would where another name in Hangul does.
    """
    return any(map(is_han, core)) or (any(map(is_hangul, core)) and any(any(map(is_hangul, one)) for one in published))


def _is_foreign(units: tuple[Unit, ...]) -> bool:
    """Tell whether the proper words are foreign names in kana or Hangul, long enough for their consonants to name them."""
    proper = "".join(unit.text for unit in units if not unit.is_common)
    return len(proper) > 3 and not any(map(is_han, proper))


def _partial(match: Match, units: tuple[Unit, ...], words: int) -> Likeness:
    """Weigh an agreement that leaves something over."""
    found = len(units) - len(match.left_units)
    if not found:
        return UNLIKE
    proper = match.read + match.near
    missing = [unit for unit in match.left_units if not unit.is_common]
    left = "".join(unit.text for unit in match.left_units)
    evidence = _left(left, " ".join(match.left_words))
    if proper and match.left_words == ("college",) and left == "大学":  # some 大学 are colleges, and most colleges are none
        return _possible(Fraction(3, 5), evidence)
    if proper and not missing and not (match.left_units and match.left_words):
        extra = [*match.left_words, *(unit.text for unit in match.left_units)]
        if any(word in _ADDED_WORDS or word.endswith(_ADDED) for word in extra) or len(extra) > 2:
            return _possible(Fraction(1, 4), evidence)
        if all(word in _OF_PLACES for word in extra):
            return _possible(Fraction(3, 5), evidence)
        if not match.read or all(unit.text in HOUSES for unit in units if not unit.is_common and unit not in match.left_units):
            return _possible(Fraction(3, 10), evidence)
        return _possible(Fraction(3, 5) if len(extra) == 1 else Fraction(1, 2), evidence)
    readable = not missing or match.read > 0 or may_be_read(missing[0].spoken, match.left_words)  # 三重 is not Niigata
    most = 2 * found > len(units) and 2 * (words - len(match.left_words)) > words
    if most and readable and found > 1 and match.read + match.common > 1:
        return _possible(Fraction(2, 5) + Fraction(found, 10 * max(len(units), words)), evidence)
    if match.common and len(missing) == len(match.left_units) == 1 and may_be_read(missing[0].spoken, match.left_words):
        # all common words answer, and the one proper word is not in the tables of readings: 常葉大学 and Tokoha University
        return _possible(Fraction(9, 20), evidence)
    return _possible(Fraction(found, 4 * max(len(units), words)), evidence)


def in_east_asian(a: Name, b: Name) -> Likeness:
    """Compare two names in East Asian scripts whose cores are not equal."""
    if a.core > b.core:
        a, b = b, a
    if RENDERINGS.get(a.core, frozenset()) & RENDERINGS.get(b.core, frozenset()):
        return _possible(Fraction(9, 10), RENDERED_ALIKE)
    if _katakana(a.core) == _katakana(b.core):
        return _possible(Fraction(9, 10), KANA)
    if a.core.replace("ー", "") == b.core.replace("ー", ""):
        return Likeness(sum(map(is_kana, a.core)) > 7, Fraction(19, 20), (LONG_MARKS,))
    first, second = units_of(a.spoken), units_of(b.spoken)
    match = matched_units(first, second)
    if first and match.is_whole and match.in_order:
        proper = sum(len(unit.text) for unit in first)
        if match.common and proper > 8 and _is_foreign(first) and _is_foreign(second):
            return Likeness(True, Fraction(1), (TRANSLITERATED,))
        return _possible(Fraction(17, 20), TRANSLATED if match.common else SOUND_ONLY)
    if one_slip(a.core, b.core) and len(a.core) > 5:
        return _possible(Fraction(3, 5), _differing(a.core, b.core))
    if all(map(is_kana, a.core + b.core)) and max(map(len, bones(kana_sound(a.core)) & bones(kana_sound(b.core))), default=0) > 3:
        return _possible(Fraction(3, 4), SOUND_ONLY)
    if added := _added(*sorted((a.core, b.core), key=len)):
        return added
    if not match.read + match.common:
        return UNLIKE
    total = max(sum(len(unit.text) for unit in parts) for parts in (first, second))
    left = _left("".join(unit.text for unit in match.left_units), "".join(match.left_words))
    return _possible(Fraction(match.weight, 3 * total), left)


def _added(shorter: str, longer: str) -> Likeness | None:
    """Weigh a name that is another and more: mostly a daughter or a department, sometimes the same with its works or its head."""
    if not longer.startswith(shorter) and not longer.endswith(shorter):
        return None
    rest = longer.replace(shorter, "", 1)
    if rest.startswith(_WRITTEN_OUT):
        return _possible(Fraction(3, 5), _left(rest))
    return _possible(Fraction(9, 20) if rest in _SLIGHT else Fraction(3, 10), _left(rest))


def _katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def in_latin(a: Name, b: Name) -> Likeness:
    """Compare two names in Latin letters whose cores are not equal."""
    if a.core > b.core:
        a, b = b, a
    first, second = a.words, b.words
    if "".join(first) == "".join(second) and len("".join(first)) > 4:
        return Likeness(True, Fraction(1), (JOINED,))
    if romaji := _by_romaji(a, b):
        return romaji
    if sorted(first) == sorted(second):
        return _possible(Fraction(17, 20), ANOTHER_ORDER)
    if len(first) == len(second) and (aligned := _aligned(first, second)):
        return aligned
    shorter, longer = sorted((first, second), key=len)
    if cut := _cut(shorter, longer):
        return cut
    acronym = len(shorter) == 1 and len(longer) > 2 and _is_acronym(shorter[0], longer)
    if acronym and (a if first is shorter else b).form is None:
        return _possible(Fraction(3, 5), ACRONYM)
    extra = [word for word in longer if word not in shorter]
    if all(word in longer for word in shorter):
        if any(word in _ADDED_WORDS for word in extra):
            return _possible(Fraction(1, 4), _left(" ".join(extra)))
        slight = len(shorter) > 2 * len(extra) or (len(extra) == 1 and extra[0] in _WEAK_WORDS)
        return _possible(Fraction(9, 20) if slight else Fraction(3, 10), _left(" ".join(extra)))
    shared = [word for word in shorter if word in longer]
    if not shared:
        return UNLIKE
    proper = sum(len(word) for word in shared if word not in VOCABULARY)
    weight = Fraction(proper + sum(1 for word in shared if word in VOCABULARY), 3 * max(len("".join(first)), len("".join(second))))
    return _possible(weight, _left(" ".join(word for word in shorter if word not in longer), " ".join(extra)))


def _by_romaji(a: Name, b: Name) -> Likeness | None:
    """Compare by the English of Japanese words that one of the names has in it.

    A name that calls itself Kabushiki Kaisha is a Japanese one spelled out, and Toyota Jidosha K.K. is Toyota Motor; one that does
    not has chosen its words: Sanyo Denki Co., Ltd. (山洋電気) is not Sanyo Electric (三洋電機).
    """
    for name, other in ((a, b), (b, a)):
        units = romaji_units(name.words)
        if units is not None:
            match = matched(units, other.words)
            if match.is_whole and match.in_order and match.common and match.read:
                return Likeness(bool(_SPELLED_OUT.search(name.plain)), Fraction(4, 5), (TRANSLATED,))
    return None


def _aligned(first: tuple[str, ...], second: tuple[str, ...]) -> Likeness | None:
    """Compare word by word two names of as many words: abbreviations, slips, spellings of Japanese words."""
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
    if len(first) > 1 and all(_abbreviates(one, other) for one, other in pairs):
        known = all(max(pair, key=len) in VOCABULARY for pair in pairs) and len(first) > 1
        return Likeness(known, Fraction(9, 10), (ABBREVIATED,))
    if len(first) > 1 and all(
        min(len(one), len(other)) > 5 and _plain_umlauts(one) == _plain_umlauts(other) for one, other in pairs
    ):
        return Likeness(True, Fraction(1), (UMLAUTS,))
    if len(pairs) > 1:
        return None
    one, other = pairs[0]
    if not (one + other).isalpha():
        return None
    if plain_sound(one) == plain_sound(other) and min(len(one), len(other)) > 3:
        return _possible(Fraction(9, 10), _differing(one, other))
    if min(len(one), len(other)) < 5 or not one_slip(one, other):
        return None
    common = (one in VOCABULARY) != (other in VOCABULARY)
    return Likeness(common and len(first) > 2, Fraction(17, 20), (_differing(one, other),))


def _plain_umlauts(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _abbreviates(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 2 and longer.startswith(shorter)


def _cut(shorter: tuple[str, ...], longer: tuple[str, ...]) -> Likeness | None:
    """Tell whether one name is the other, cut off within a word where a field of the source ended."""
    last = len(shorter) - 1
    if len(" ".join(shorter)) < 20 or shorter[:last] != longer[:last]:
        return None
    if shorter[last] == longer[last] or not longer[last].startswith(shorter[last]):
        return None
    return _possible(Fraction(4, 5), CUT_OFF)


def _is_acronym(word: str, words: tuple[str, ...]) -> bool:
    """Tell whether a word is the initials of others; one that can be spoken is rather a word (Kia)."""
    return word == "".join(other[0] for other in words) and (len(word) > 3 or sum(letter in "aeiou" for letter in word) < 2)


def _differing(one: str, other: str) -> Words:
    return Words(f"「{one}」と「{other}」は一字違いである。", f'"{one}" and "{other}" differ in one letter.')


def one_slip(a: str, b: str) -> bool:
    """Tell whether two texts differ by one letter: another one, one more, one less, two changed about; never by a digit."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next((place for place, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    end = next(
        (place for place, (one, other) in enumerate(zip(a[::-1], b[::-1], strict=False)) if one != other), min(len(a), len(b))
    )
    one, other = a[start : max(start, len(a) - end)], b[start : max(start, len(b) - end)]
    if any(character.isnumeric() for character in one + other):
        return False
    return max(len(one), len(other)) <= 1 or (len(one) == len(other) == 2 and one == other[::-1])
