"""Whether a word in East Asian script sounds like words in Latin letters, and how surely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ippool.domain.names.readings import (
    bones,
    coarse,
    hangul_bones,
    initials,
    kana_sound,
    may_read_as,
    plain_sound,
    reads_as,
    spelled_letters,
)
from ippool.domain.names.writing import is_han, is_hangul, is_kana

EXACT, NEAR = 2, 1


class Script(Enum):
    """In what a word is written, as far as hearing it goes."""

    KANA = "KANA"
    HAN = "HAN"  # with kana among it
    HANGUL = "HANGUL"
    OTHER = "OTHER"


# Beginnings that may stand for each other: vowels and half vowels; S and Z, the soft G, and K for the hard one.
_CLASSES = {**dict.fromkeys("aiueoyw", "a"), **dict.fromkeys("szgk", "s")}


@dataclass(frozen=True, slots=True)
class Heard:
    """What can be said of the sound of a word. Shape: `begins` are the classes of sounds it may begin with; None for any."""

    script: Script
    sound: str
    letters: str | None
    begins: frozenset[str] | None


@lru_cache(maxsize=8192)
def heard(spoken: str) -> Heard:
    """Return how a word sounds."""
    if all(map(is_kana, spoken)):
        sound, letters = kana_sound(spoken), spelled_letters(spoken, 1)
        starts = sound[:1] + (plain_sound(letters)[:1] or letters[:1] if letters else "")
        return Heard(Script.KANA, sound, letters, frozenset(map(beginning, starts)))
    if all(map(is_hangul, spoken)):
        return Heard(Script.HANGUL, hangul_bones(spoken), None, None)
    if all(is_han(character) or is_kana(character) for character in spoken):
        first = initials(spoken)
        return Heard(Script.HAN, "", None, frozenset(map(beginning, first)) if first else None)
    return Heard(Script.OTHER, spoken, None, None)


@lru_cache(maxsize=8192)
def beginning(sound: str) -> str:
    """Return the class of sounds that a plain sound begins with."""
    return _CLASSES.get(sound[:1], sound[:1])


@lru_cache(maxsize=8192)
def begins(word: str) -> str:
    """Return the class of sounds that a word in Latin letters begins with; digits stand for themselves."""
    return beginning(plain_sound(word) or word)


@lru_cache(maxsize=8192)
def sounds_like(spoken: str, words: tuple[str, ...]) -> int:
    """Tell how well a word sounds like words: EXACT, NEAR for the consonants alone, 0 for not at all."""
    joined = "".join(words)
    if spoken == joined:
        return EXACT
    known = heard(spoken)
    if known.script is Script.OTHER:
        return 0
    sound = "".join(map(plain_sound, words))
    if known.script is Script.HANGUL:
        return NEAR if len(known.sound) > 2 and known.sound in {coarse(form) for form in bones(sound)} else 0
    if known.script is Script.HAN:
        return (EXACT if reads_as(spoken, sound) else NEAR if may_read_as(spoken, sound) else 0) if len(sound) > 1 else 0
    if sound == known.sound or joined == known.letters or (len(sound) > 3 and _squeezed(sound) == _squeezed(known.sound)):
        return EXACT
    return NEAR if alike(known.sound, sound) else 0


_VOWELS_OF_KANA = re.compile(r"(?<=[kgsztdhbpmrn])u(?=[^aiueoy]|$)|(?<=[td])o(?=[^aiueoy]|$)")


def _squeezed(sound: str) -> str:
    """Return a sound without the vowels that kana puts where a foreign word has none (ioniku: ionik)."""
    return _VOWELS_OF_KANA.sub("", sound)


@lru_cache(maxsize=8192)
def alike(first: str, second: str) -> bool:
    """Tell whether two plain sounds have their consonants in common, three of them, or two and the way they begin."""
    longest = max(map(len, bones(first) & bones(second)), default=0)
    return longest > 2 or (longest == 2 and (first[:1] in "aiueo") == (second[:1] in "aiueo"))


@lru_cache(maxsize=8192)
def is_telling(spoken: str, words: tuple[str, ...]) -> bool:
    """Tell whether a word in kana or Hangul and words that have its consonants can be known for one by them.

    There have to be three consonants at least, and most of the vowels have to agree, too: ジーンケア is not Sanko.
    """
    known = heard(spoken)
    if known.script is Script.HANGUL:
        return len(known.sound) > 3
    sound = _squeezed("".join(map(plain_sound, words)))
    other = _squeezed(known.sound)
    enough = known.script is Script.KANA and min(map(len, bones(known.sound))) > 2
    return enough and 5 * _distance(sound, other) <= 2 * max(len(sound), len(other))


def _distance(first: str, second: str) -> int:
    """Return how many letters have to be changed, put in or left out to make one text the other."""
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        before, row[0] = row[0], place
        for index, other in enumerate(second, 1):
            before, row[index] = row[index], min(before + (letter != other), row[index] + 1, row[index - 1] + 1)
    return row[-1]
