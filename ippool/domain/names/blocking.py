"""Under what a name is looked up when it is not known: words, sounds and common words that like names share.

Names that compare as the same or perhaps the same share a block in nearly all cases; a block that holds too many names says nothing
and is passed over by the directory.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from ippool.domain.names.lexicon import VOCABULARY
from ippool.domain.names.name import Name
from ippool.domain.names.readings import all_sounds, hangul_bones, kana_sound, plain_sound
from ippool.domain.names.renderings import RENDERINGS
from ippool.domain.names.units import Unit, units_of
from ippool.domain.names.writing import is_han, is_hangul, is_kana

_PROPER = 3
_OPTIONS = 6
_VOWELS = re.compile(r"(?<!^)[aiueoywh]+")
_ALIKE = str.maketrans("gdbvfczj", "ktpppkss")
_TWICE = re.compile(r"(.)\1+")


def cores_of(name: Name) -> tuple[str, ...]:
    """Return the cores under which a name is found at once: its own, that of its other script, those it is published by."""
    cores = [name.core]
    if name.latin is not None:
        cores.append(name.latin.core)
    cores += [" ".join(words) for words in RENDERINGS.get(name.core, ())]
    return tuple(dict.fromkeys(cores))


@lru_cache(maxsize=8192)
def blocks_of(core: str, spoken: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the blocks of a name proper."""
    return tuple(dict.fromkeys(_latin_blocks(words) if words else _eastern_blocks(core, spoken)))


def _latin_blocks(words: tuple[str, ...]) -> list[str]:
    proper = [word for word in words if word not in VOCABULARY and len(word) > 1] or list(words[:1])
    found = [f"w:{word}" for word in proper]
    for word in proper[:_PROPER]:
        found.append(f"s:{_skeleton(plain_sound(word))}")
    found += [f"s:{_skeleton(plain_sound(one) + plain_sound(other))}" for one, other in pairwise(words[:4])]
    common = [word for word in words if word in VOCABULARY]
    found += [f"c:{_skeleton(plain_sound(word))} {other}" for word in proper[:2] for other in common[:4]]
    found.append(f"s:{_skeleton(''.join(map(plain_sound, words[:4])))}")
    if len(words) > 2:
        found.append(f"w:{''.join(word[0] for word in words)}")
    found += [f"v:{one} {other}" for one, other in pairwise(words)]
    return found + [f"v:{word}" for word in common]


def _eastern_blocks(core: str, spoken: str) -> list[str]:
    units = units_of(spoken)
    found: list[str] = []
    for unit in [unit for unit in units if not unit.is_common][:_PROPER]:
        found.append(f"w:{unit.spoken}")
        found += [f"w:{' '.join(option)}" for option in unit.options]
        found += [f"s:{_skeleton(sound)}" for sound in _sounds_of(unit)]
    common = [unit for unit in units if unit.is_common]
    if proper := next((unit for unit in units if not unit.is_common), None):
        words = [word for unit in (*common[-1:], *common[:1]) for word in _words_of(unit)]
        found += [f"c:{_skeleton(sound)} {word}" for sound in _sounds_of(proper)[:4] for word in dict.fromkeys(words)]
    if units and units[0].is_common:
        found += [f"s:{_skeleton(''.join(map(plain_sound, option)))}" for option in units[0].options[:_OPTIONS]]
    if len(units) > 1 and all(map(is_kana, spoken.replace("・", ""))):
        found.append(f"s:{_skeleton(kana_sound(spoken.replace('・', '')))}")
    found += [f"v:{' '.join(option[:2])}" for unit in common for option in unit.options[:_OPTIONS]]
    return found + [f"b:{core[place : place + 3]}" for place in range(min(len(core) - 2, 8))]


def _words_of(unit: Unit) -> list[str]:
    """Return words by one of which a common word is rendered, those in most of its renderings first."""
    words = [word for option in unit.options for word in option]
    return sorted(dict.fromkeys(words), key=lambda word: -words.count(word))[:4]


def _sounds_of(unit: Unit) -> tuple[str, ...]:
    """Return the ways a proper word may sound."""
    if unit.options:
        return tuple(plain_sound("".join(option)) for option in unit.options)
    if all(map(is_hangul, unit.text)):
        return (hangul_bones(unit.text),)
    if all(map(is_kana, unit.spoken)):
        return (kana_sound(unit.spoken),)
    if any(map(is_han, unit.text)):
        return all_sounds(unit.spoken)
    return (plain_sound(unit.text),)


def _skeleton(sound: str) -> str:
    """Return a sound as coarsely as it may differ between scripts: its consonants, voiced or not, and whether a vowel leads."""
    lead = "a" if sound[:1] in "aiueoyw" else ""
    bones = _VOWELS.sub("", sound).lstrip("aiueoyw").translate(_ALIKE)
    return (lead + _TWICE.sub(r"\1", bones))[:8]
