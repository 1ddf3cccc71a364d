"""A name proper in its meaningful parts, and how the parts of a name in one script answer to the words of another.

住友金属鉱山 is 住友 and 金属鉱山; the second is a common word that Latin letters render as metal mining, the first is a proper word
that is read Sumitomo.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ippool.domain.names.hearing import EXACT, NEAR, Script, alike, begins, heard, is_telling, sounds_like
from ippool.domain.names.lexicon import COMMON, PROPER, ROMAJI, VOCABULARY
from ippool.domain.names.readings import READ_AS_A_WHOLE, reads_as, with_small_kana
from ippool.domain.names.words import STOPWORDS, canonical
from ippool.domain.names.writing import is_cjk, is_han, is_kana, large_kana

_LONGEST = max(map(len, COMMON))
_MOST_WORDS = 4


def _lengths() -> dict[str, tuple[int, ...]]:
    """Return how long the words are that begin with a character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for word in (*COMMON, *READ_AS_A_WHOLE):
        lengths.setdefault(word[0], set()).add(len(word))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}


_LENGTHS = _lengths()
# Common words of one character that stand at one place of a name only.
_ONLY_LAST = frozenset("組庁")
_AFTER_PLACES = {"県": 2, "府": 2, "市": 1}


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a name. Shape: `options` are the Latin phrases it is rendered by, where the lexicon knows them."""

    text: str
    spoken: str
    options: tuple[tuple[str, ...], ...] = ()
    is_common: bool = False


@lru_cache(maxsize=8192)
def units_of(spoken: str) -> tuple[Unit, ...]:
    """Take a name in East Asian script apart: common words, the longest first, and what stands between them."""
    found: list[Unit] = []
    for chunk in spoken.split("・"):
        found += _units_of_chunk(chunk)
    return tuple(unit for unit in found if unit.options != ((),))


def _units_of_chunk(chunk: str) -> list[Unit]:
    found = _cut(chunk, _longest_first(chunk))
    if len(chunk) > 2 and any(len(unit.text) == 1 and is_han(unit.text) and not unit.is_common for unit in found):
        return _cut(chunk, _most_covered(chunk))  # 映機工業: the longest first leaves 映 and 業 over
    return found


def _cut(chunk: str, words: list[tuple[int, int]]) -> list[Unit]:
    """Cut a chunk at its common words, given by their beginnings and ends."""
    large = large_kana(chunk)
    found: list[Unit] = []
    start = 0
    for place, end in words:
        found += _proper(chunk[start:place])
        found.append(Unit(large[place:end], chunk[place:end], COMMON[large[place:end]], True))
        start = end
        if is_kana(large[end - 1]):  # テクノロジ, テクノロジー, テクノロジーズ
            start += len(chunk) - start - len(chunk[start:].lstrip("ー"))
            start += chunk[start:] in ("ズ", "ス")
    return found + _proper(chunk[start:])


def _longest_first(chunk: str) -> list[tuple[int, int]]:
    """Find the common words of a chunk from its beginning, the longest at each place."""
    large = large_kana(chunk)
    found: list[tuple[int, int]] = []
    start = place = 0
    while place < len(chunk):
        for length in _LENGTHS.get(large[place], ()):
            word = large[place : place + length]
            if len(word) < length:
                continue
            if word in READ_AS_A_WHOLE and word not in COMMON:
                place += length
                break
            if word in COMMON and _may_stand(word, chunk, place, place - start):
                found.append((place, place + length))
                start = place = place + length
                break
        else:
            place += 1
    return found


def _most_covered(chunk: str) -> list[tuple[int, int]]:
    """Find the common words of a chunk that cover most of it and leave the fewest pieces; long words count for more."""
    large = large_kana(chunk)
    # for each end: the score, the common words, the place where the proper word before it begins
    best: list[tuple[int, tuple[tuple[int, int], ...], int]] = [(0, (), 0)]
    for end in range(1, len(chunk) + 1):
        score, words, start = best[end - 1]
        options = [(score - 2 * (start == end - 1), words, start)]
        for place in range(max(0, end - _LONGEST), end - 1):
            word = large[place:end]
            score, words, start = best[place]
            if word in COMMON and _may_stand(word, chunk, place, place - start):
                options.append((score + len(word) ** 2, (*words, (place, end)), end))
            elif word in READ_AS_A_WHOLE:
                options.append((score + len(word) ** 2 - 2 * (start == place), words, start))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[-1][1])


def _may_stand(word: str, chunk: str, place: int, before: int) -> bool:
    """Tell whether a common word may be one here: short ones stand alone, first, last, or after the name of a place."""
    length, after = len(word), chunk[place + len(word) :]
    if length == len(chunk):
        return True
    if length == 1:
        return (word in _ONLY_LAST and not after) or (word in _AFTER_PLACES and _AFTER_PLACES[word] <= before <= 4 and bool(after))
    return not is_kana(word[0]) or length > 3 or (length == 3 and (not after or (place == 0 and not is_kana(after[0]))))


def _proper(text: str) -> list[Unit]:
    """Split what is no common word where its letters turn from Latin to another script."""
    found: list[str] = []
    for character in text:
        if not (character.isalnum() or character in "ー々"):
            continue
        if found and is_cjk(found[-1][-1]) == is_cjk(character):
            found[-1] += character
        else:
            found.append(character)
    return [_proper_unit(part) for part in found]


def _proper_unit(part: str) -> Unit:
    if part.isascii():
        return Unit(part, canonical(part))
    large = large_kana(part)
    if part == large and all(map(is_kana, part)):
        part = with_small_kana(part)
    return Unit(large, part, PROPER.get(large.removesuffix("ー"), ()))


@dataclass(slots=True)
class Match:
    """How the parts of one name answer to the words of another: what was found on both sides, and what was left over.

    Shape: `read` counts proper words that agree exactly, `near` those that agree by their consonants only, `doubtful` those of
    them that have too few to tell; `common` counts common words.
    """

    read: int = 0
    near: int = 0
    doubtful: int = 0
    common: int = 0
    weight: int = 0
    in_order: bool = True
    left_units: tuple[Unit, ...] = ()
    left_words: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left over on either side."""
        return not self.left_units and not self.left_words


def matched(units: tuple[Unit, ...], words: tuple[str, ...]) -> Match:
    """Match the parts of a name in East Asian script with the words of a Latin one."""
    free: list[str | None] = list(words)
    match = Match()
    at: list[int] = []
    left: list[Unit] = []
    for unit in units:
        places = _take(unit, free, match)
        if not places:
            left.append(unit)
        at += places
    match.in_order = at == sorted(at)
    match.left_units = tuple(left)
    match.left_words = tuple(word for word in free if word is not None and word not in STOPWORDS)
    return match


def _take(unit: Unit, free: list[str | None], match: Match, whole: bool = True) -> list[int]:
    """Take what answers to a part out of the free words; return where it stood, nothing where the part has no answer."""
    if unit.options and (place := _take_phrase(unit, free)) is not None:
        match.common += unit.is_common
        match.read += not unit.is_common
    elif (place := _take_sound(unit, free, match)) is not None:
        match.common += unit.is_common
    else:
        return _take_pieces(unit, free, match) if whole else []
    match.weight += len(unit.text)
    return [place]


def _take_pieces(unit: Unit, free: list[str | None], match: Match) -> list[int]:
    """Take a part that has no answer as a whole piece by piece: 経済大学 as 経済 and 大学, サムスン横浜 as サムスン and 横浜."""
    for pieces in _pieces(unit):
        rest, tried = list(free), Match()
        places = [place for piece in pieces for place in _take(piece, rest, tried, whole=False)]
        if len(places) == len(pieces):
            free[:] = rest
            match.common += tried.common
            match.read += tried.read
            match.near += tried.near
            match.doubtful += tried.doubtful
            match.weight += tried.weight
            return places
    return []


@lru_cache(maxsize=8192)
def _pieces(unit: Unit) -> tuple[tuple[Unit, ...], ...]:
    text, spoken = unit.text, unit.spoken
    if unit.is_common:
        cuts = [place for place in range(1, len(text)) if text[:place] in COMMON and text[place:] in COMMON]
        return tuple(
            (Unit(text[:cut], spoken[:cut], COMMON[text[:cut]], True), Unit(text[cut:], spoken[cut:], COMMON[text[cut:]], True))
            for cut in reversed(cuts)
        )
    cuts = [place for place in range(2, len(spoken) - 1) if is_kana(spoken[place]) != is_kana(spoken[place - 1])]
    named = [place for place in range(2, len(text) - 1) if text[:place] in PROPER]
    return tuple((_proper_unit(spoken[:cut]), _proper_unit(spoken[cut:])) for cut in (*named, *cuts))


def _take_phrase(unit: Unit, free: list[str | None]) -> int | None:
    """Take the longest phrase that renders a common word out of the free words; return where it stood."""
    for phrase in sorted(unit.options, key=len, reverse=True):
        length = len(phrase)
        for place in range(len(free) - length + 1):
            if tuple(free[place : place + length]) == phrase:
                free[place : place + length] = [None] * length
                return place
        if length > 2 and all(word in free for word in phrase):  # National Institute of Technology, Gunma College
            places = [free.index(word) for word in phrase]
            for place in places:
                free[place] = None
            return min(places)
    return None


def _take_sound(unit: Unit, free: list[str | None], match: Match) -> int | None:
    """Take the words that a part of a name sounds like out of the free words; return where they stood."""
    known = heard(unit.spoken)
    best = (0, 0, -1)
    for place, first in enumerate(free):
        if first is None or (known.begins is not None and begins(first) not in known.begins):
            continue
        if known.script is Script.OTHER and not unit.spoken.startswith(first):
            continue
        words: tuple[str, ...] = ()
        for word in free[place : place + _MOST_WORDS]:
            if word is None:
                break
            words = (*words, word)
            agreement = sounds_like(unit.spoken, words)
            if agreement == NEAR and unit.is_common:  # マテリアル has the consonants of metal
                continue
            if agreement and (agreement, len(words)) > best[:2]:
                best = (agreement, len(words), place)
    agreement, length, place = best
    if not agreement:
        return None
    taken = tuple(word for word in free[place : place + length] if word is not None)
    free[place : place + length] = [None] * length
    if not unit.is_common:
        match.read += agreement == EXACT
        match.near += agreement == NEAR
        match.doubtful += agreement == NEAR and not is_telling(unit.spoken, taken)
    return place


@lru_cache(maxsize=8192)
def romaji_units(words: tuple[str, ...]) -> tuple[Unit, ...] | None:
    """Return the parts of a Latin name that has Japanese common words in it (Toyota Jidosha), or None where it has none."""
    found: list[Unit] = []
    place = 0
    any_romaji = False
    while place < len(words):
        for length in (3, 2, 1):
            phrase = words[place : place + length]
            if len(phrase) == length and phrase in ROMAJI:
                found.append(Unit(" ".join(phrase), "".join(phrase), ROMAJI[phrase], True))
                place += length
                any_romaji = True
                break
        else:
            found.append(Unit(words[place], words[place]))
            place += 1
    return tuple(found) if any_romaji else None


def matched_units(first: tuple[Unit, ...], second: tuple[Unit, ...]) -> Match:
    """Match the parts of two names in East Asian scripts with each other."""
    free: list[Unit | None] = list(second)
    match = Match()
    left: list[Unit] = []
    at: list[int] = []
    for unit in first:
        best, place = 0, -1
        for index, other in enumerate(free):
            if other is not None and best < EXACT and (agreement := _answers(unit, other)) > best:
                best, place = agreement, index
        if not best:
            left.append(unit)
            continue
        match.common += unit.is_common
        match.read += not unit.is_common and best == EXACT
        match.near += not unit.is_common and best == NEAR
        match.weight += len(unit.text)
        free[place] = None
        at.append(place)
    match.in_order = at == sorted(at)
    match.left_units = tuple(left)
    match.left_words = tuple(unit.text for unit in free if unit is not None)
    return match


def _answers(first: Unit, second: Unit) -> int:
    """Tell how well two parts in East Asian scripts answer to each other."""
    if first.text == second.text:
        return EXACT
    if first.is_common is not second.is_common:
        return 0
    if first.options and second.options:
        native = is_han(first.text[0]) and is_han(second.text[0])  # 電機 and 電気 are both electric, and two words
        return EXACT if not native and not set(first.options).isdisjoint(second.options) else 0
    return 0 if first.is_common else _sound_alike(first.spoken, second.spoken)


@lru_cache(maxsize=8192)
def _sound_alike(first: str, second: str) -> int:
    a, b = heard(first), heard(second)
    if a.script is b.script is Script.KANA:
        return NEAR if alike(a.sound, b.sound) else 0
    if Script.KANA not in (a.script, b.script):
        return 0
    kana, other = (a, second) if a.script is Script.KANA else (b, first)
    if kana.letters == other:
        return EXACT
    if Script.HAN in (a.script, b.script):
        return NEAR if len(other) > 1 and reads_as(other, kana.sound) else 0
    return NEAR if other.isascii() and sounds_like(first if kana is a else second, (other,)) else 0


def is_loan(unit: Unit) -> bool:
    """Tell whether a part is a foreign word in kana that the lexicon knows: at the head of a name it is what names the firm."""
    return unit.is_common and all(map(is_kana, unit.text))


def sounds_whole(spoken: str, words: tuple[str, ...]) -> bool:
    """Tell whether a name in kana or characters sounds, as one word, like all the words of a Latin one."""
    return bool(sounds_like(spoken.replace("・", ""), words))


def may_be_read(spoken: str, words: tuple[str, ...]) -> bool:
    """Tell whether a proper word in characters may be read as words although no table says so: by the sound it begins with."""
    known = heard(spoken)
    if known.script is not Script.HAN or not 1 <= len(words) <= 2 or any(word in VOCABULARY for word in words):
        return False
    return known.begins is None or begins(words[0]) in known.begins
