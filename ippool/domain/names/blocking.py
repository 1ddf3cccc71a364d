"""Under what a name is looked up when it is not known: words, beginnings of sounds and pairs that like names share.

Two names that compare as the same or perhaps the same share a block in nearly all cases; a block that holds too many names says
nothing and is passed over by the directory.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from ippool.domain.names.lexicon import VOCABULARY
from ippool.domain.names.name import Name
from ippool.domain.names.readings import bones as consonants
from ippool.domain.names.readings import coarse, first_sounds, hangul_bones, kana_sound, plain_sound
from ippool.domain.names.renderings import RENDERINGS
from ippool.domain.names.units import Unit, units_of
from ippool.domain.names.writing import is_han, is_hangul, is_kana

_SOUNDS = 6
_OPTIONS = 4


def cores_of(name: Name) -> tuple[str, ...]:
    """Return the cores under which a name is found at once: its own, that of its other script, those it is published by."""
    cores = [name.core]
    if name.latin is not None:
        cores.append(name.latin.core)
    cores += [" ".join(words) for words in RENDERINGS.get(name.core, ())]
    return tuple(dict.fromkeys(cores))


@lru_cache(maxsize=65536)
def blocks_of(core: str, spoken: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the blocks of a name proper, the most telling first."""
    return tuple(dict.fromkeys(_latin_blocks(words) if words else _eastern_blocks(core, spoken)))


def _latin_blocks(words: tuple[str, ...]) -> list[str]:
    proper = [word for word in words if word not in VOCABULARY and len(word) > 1]
    pairs = [f"p:{one} {other}" for one, other in pairwise(words)]
    found = [f"w:{word}" for word in proper]
    if proper:
        sound = plain_sound(proper[0])
        found.append(f"s:{sound[:4]}")
        after = words.index(proper[0]) + 1
        found += [f"c:{sound[:4]} {word}" for word in words[after : after + 3] if word in VOCABULARY]
        found.append(f"h:{min(coarse(form) for form in consonants(sound))}")
    if len(words) > 2:
        found.append(f"w:{''.join(word[0] for word in words)}")
    return found + pairs


def _eastern_blocks(core: str, spoken: str) -> list[str]:
    units = units_of(spoken)
    proper = [unit for unit in units if not unit.is_common]
    found = [f"w:{unit.text}" for unit in proper if len(unit.text) > 1]
    for unit in proper[:2]:
        found += [f"w:{' '.join(option)}" for option in unit.options]
        found += [f"s:{sound}" for sound in _starts(unit)]
        if all(map(is_hangul, unit.text)):
            found.append(f"h:{hangul_bones(unit.text)}")
    if proper and (common := next((unit for unit in units[units.index(proper[0]) :] if unit.is_common), None)):
        words = list(dict.fromkeys(option[0] for option in common.options if len(option) < 3))[:_OPTIONS]
        found += [f"c:{sound} {word}" for sound in _starts(proper[0])[:3] for word in words]
    return found + [f"b:{core[place : place + 3]}" for place in range(min(len(core) - 2, 8))]


def _starts(unit: Unit) -> tuple[str, ...]:
    """Return the ways a proper word may begin to sound, four letters each."""
    if unit.options:
        return tuple(plain_sound("".join(option))[:4] for option in unit.options)
    if all(map(is_kana, unit.spoken)):
        return (kana_sound(unit.spoken)[:4],)
    if is_han(unit.text[0]) or is_kana(unit.text[0]):
        return first_sounds(unit.spoken)[:_SOUNDS]
    return (plain_sound(unit.text)[:4],) if unit.text.isascii() else ()
