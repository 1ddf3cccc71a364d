"""How Japanese and Korean writing sounds in Latin letters: kana and Hangul by rule, characters by their usual readings in names.

All sounds are written in one plain romanization, without long vowels and double consonants, so that Hepburn, Kunrei and the
spellings firms choose for themselves (Shin-Etsu, Mitubishi, Kohno) come out equal.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ippool.domain.names.kanji import READINGS
from ippool.domain.names.writing import folded, is_han, is_hangul, is_kana

_ROWS = (
    "アイウエオ|kカキクケコ|sサシスセソ|tタチツテト|nナニヌネノ|hハヒフヘホ|mマミムメモ|"
    "rラリルレロ|gガギグゲゴ|zザジズゼゾ|dダヂヅデド|bバビブベボ|pパピプペポ"
)
_KANA = {row[-5:][place]: row[:-5] + vowel for row in _ROWS.split("|") for place, vowel in enumerate("aiueo")}
_KANA |= dict(zip("ヤユヨワン", ("ya", "yu", "yo", "wa", "n"), strict=True))
_SMALL = dict(zip("ァィゥェォャュョヮ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"), strict=True))
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}

# What an English or German letter is called in kana: エルジー is LG.
_LETTER_NAMES = """
a エー エイ エィ アー|b ビー ビィ ベー|c シー シィ ツェー|d ディー ディ デー デイ|e イー エー|f エフ|g ジー ジィ ゲー|
h エイチ エッチ ハー|i アイ イー|j ジェイ ジェー|k ケー ケイ ケィ カー|l エル|m エム|n エヌ エン|o オー オウ|p ピー ペー|
q キュー キュウ|r アール|s エス|t ティー ティ テー|u ユー ユウ ウー|v ブイ ブィ|w ダブリュー ダブリュ ダブル|x エックス|
y ワイ|z ゼット ゼッド ツェット
"""
_LETTER_ENTRIES = tuple(filter(None, _LETTER_NAMES.replace("\n", "|").split("|")))
_LETTERS = sorted(
    ((folded(name), entry.split()[0]) for entry in _LETTER_ENTRIES for name in entry.split()[1:]),
    key=lambda pair: -len(pair[0]),
)
_STEPS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"[^a-z]", ""), (r"tch", "ch"), (r"sch(?=[aiueoyrlmnw])", "sh"), (r"sch", "sh"), (r"ck", "k"), (r"c(?=[eiy])", "s"),
        (r"ph", "f"), (r"qu", "k"), (r"th", "s"), (r"dz|ds(?=u)", "z"), (r"tsu|tzu", "tu"), (r"shi", "si"), (r"igh", "ai"),
        (r"tion", "syon"), (r"chr", "kr"), (r"rh", "r"), (r"chem", "kem"), (r"xx", "x"), (r"chi", "ti"), (r"sh(?=[aueo])", "sy"),
        (r"ch(?=[aueo])", "ty"), (r"sh", "s"), (r"ch", "k"), (r"j(?=[ie])", "z"), (r"jy?(?=[auo])", "zy"), (r"j", "z"),
        (r"[fv]", lambda found: "h" if found[0] == "f" else "b"), (r"l", "r"), (r"[cq]", "k"), (r"x", "ks"),
        (r"oh(?![aiueo])", "o"), (r"ou|oo|ow(?![aiueo])", "o"), (r"uu", "u"), (r"aa", "a"), (r"ii", "i"), (r"ee", "e"),
        (r"y(?![aiueo])", "i"), (r"m(?=[bp])", "n"), (r"([b-df-hj-mp-tv-z])\1+", r"\1"), (r"oo|ou", "o"), (r"uu", "u"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def plain_sound(text: str) -> str:
    """Return a word in Latin letters in the plain romanization.

    >>> plain_sound("Shin-Etsu"), plain_sound("Kouchi"), plain_sound("Nippon"), plain_sound("Ohba")
    ('sinetu', 'koti', 'nipon', 'oba')
    """
    sound = text.lower()
    for pattern, plain in _STEPS:
        sound = pattern.sub(plain, sound)
    return sound


@lru_cache(maxsize=8192)
def kana_sound(text: str) -> str:
    """Return kana in the plain romanization.

    >>> kana_sound("オハラ"), kana_sound("ショット"), kana_sound("トウキョウ"), kana_sound("フィリップス")
    ('ohara', 'syoto', 'tokyo', 'hiripusu')
    """
    sound = ""
    for character in text.translate(_TO_KATAKANA):
        if character in _SMALL:
            vowel = _SMALL[character]
            if sound[-1:] in ("i", "u", "e", "o", "a"):
                sound = sound[:-1] + (vowel if sound[:-1] or len(vowel) > 1 else "w" + vowel)
            else:
                sound += vowel
        else:
            sound += _KANA.get(character, "")
    return _folded_vowels(sound)


_LIKELY_SMALL = tuple(
    (re.compile(pattern), small)
    for pattern, small in (
        (r"ツ(?=[カ-ゴサ-ゾタ-ドパピプペポ])", "ッ"), (r"(?<=[キシチニヒミリギジビピ])ヤ", "ャ"),
        (r"(?<=[キシチニヒミリギジビピ])ユ", "ュ"), (r"(?<=[キシチニヒミリギジビピ])ヨ", "ョ"), (r"(?<=フ)ア", "ァ"),
        (r"(?<=[フテデウ])イ", "ィ"), (r"(?<=[フシチジウ])エ", "ェ"), (r"(?<=[フウ])オ", "ォ"),
    )
)  # fmt: skip


def with_small_kana(text: str) -> str:
    """Return kana of an old print, which has large ones only, with small ones where they are likely (イオニツク: イオニック)."""
    for pattern, small in _LIKELY_SMALL:
        text = pattern.sub(small, text)
    return text


_VOWELS = tuple(
    (re.compile(pattern), plain) for pattern, plain in ((r"ou|oo", "o"), (r"uu", "u"), (r"aa", "a"), (r"ii", "i"), (r"ee", "e"))
)


def _folded_vowels(sound: str) -> str:
    for pattern, plain in _VOWELS:
        sound = pattern.sub(plain, sound)
    return sound


def spelled_letters(kana: str, least: int = 2) -> str | None:
    """Return the letters that kana spells out (エルジー: lg), `least` or more, or None where it is a word."""
    letters, rest = "", kana
    while rest:
        for name, letter in _LETTERS:
            if rest.startswith(name):
                letters, rest = letters + letter, rest[len(name) :].lstrip("・ー")
                break
        else:
            return None
    return letters if len(letters) >= least else None


_VOWEL = re.compile(r"[aiueoyw]+")
_PLURAL = re.compile(r"(?<=.)su?$")
_TWICE = re.compile(r"(.)\1+")
_LAST_R = re.compile(r"r(?=[^aiueoy]|e?$)")


@lru_cache(maxsize=8192)
def bones(sound: str) -> frozenset[str]:
    """Return the consonants of a plain sound as they may be written: with or without a silent R or a plural S, G and J alike."""
    forms = {sound, _LAST_R.sub("", sound), sound.replace("ge", "ze").replace("gi", "zi"), _PLURAL.sub("", sound)}
    return frozenset(_TWICE.sub(r"\1", _VOWEL.sub("", form.replace("z", "s"))) for form in forms)


_INITIALS = ("k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "s", "s", "s", "k", "t", "p", "h")
_FINALS = ("", *"kkknnntrrrrrrrrmppssnssktp", "")
_COARSE = str.maketrans({"g": "k", "d": "t", "b": "p", "h": "", "z": "s", "v": "p", "f": "p"})


@lru_cache(maxsize=8192)
def hangul_bones(text: str) -> str:
    """Return the consonants of Hangul, voiced and unvoiced alike."""
    sound = ""
    for character in text:
        if is_hangul(character):
            code = ord(character) - 0xAC00
            sound += _INITIALS[code // 588] + _FINALS[code % 28]
    return _TWICE.sub(r"\1", sound.replace("h", ""))


def coarse(bone: str) -> str:
    """Return consonants as coarsely as Hangul tells them apart."""
    return _TWICE.sub(r"\1", bone.replace("ng", "n").translate(_COARSE))


def _readings() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for entry in filter(None, READINGS.replace("\n", "|").split("|")):
        written, *sounds = entry.split()
        table.setdefault(folded(written), []).extend(map(plain_sound, sounds))
    return {written: tuple(dict.fromkeys(sounds)) for written, sounds in table.items()}


_READINGS = _readings()
_LONGEST = max(map(len, _READINGS))
# Names of several characters that are read as a whole: within them no common word begins (工学院 is no 工学).
READ_AS_A_WHOLE = frozenset(written for written in _READINGS if len(written) > 1)
_VOICED = {"k": ("g",), "s": ("z",), "t": ("d", "z"), "h": ("b", "p")}
_SHORTENED = re.compile(r"(?:tu|ti|ku|ki)$")


def reads_as(written: str, sound: str) -> bool:
    """Tell whether characters and kana can be read as a plain sound.

    >>> reads_as("時空", plain_sound("Jiku")), reads_as("日産", plain_sound("Nissan")), reads_as("村田", plain_sound("Yamada"))
    (True, True, False)
    """
    return _reads(written, sound, "")


@lru_cache(maxsize=8192)
def initials(written: str) -> frozenset[str]:
    """Return what a word in characters and kana may begin with; nothing where its first character has no reading."""
    if is_kana(written[0]):
        return frozenset(kana_sound(written)[:1])
    return frozenset(
        reading[:1] for length in range(1, min(_LONGEST, len(written)) + 1) for reading in _READINGS.get(written[:length], ())
    )


def may_read_as(written: str, sound: str) -> bool:
    """Tell whether characters, one of which has no reading in the table, can be read as a plain sound."""
    unknown = [character for character in written if is_han(character) and character not in _READINGS]
    return len(unknown) == 1 and len(written) > 1 and _reads(written, sound, "", unknown[0])


def _reads(written: str, sound: str, before: str, unknown: str = "") -> bool:
    """Tell whether characters can be read as a sound; `before` is the letter heard last."""
    if not written:
        return not sound
    if not sound:
        return False
    if written[0] == unknown:
        return any(_reads(written[1:], sound[length:], sound[length - 1], unknown) for length in range(1, min(5, len(sound)) + 1))
    if is_kana(written[0]):
        length = next((place for place, character in enumerate(written) if not is_kana(character)), len(written))
        spoken = kana_sound(written[:length])
        return sound.startswith(spoken) and _reads(written[length:], sound[len(spoken) :], spoken[-1:], unknown)
    for length in range(min(_LONGEST, len(written)), 0, -1):
        for reading in _READINGS.get(written[:length], ()):
            for spoken in _spoken(reading, before, len(written) > length):
                if sound.startswith(spoken) and _reads(written[length:], sound[len(spoken) :], reading[-1], unknown):
                    return True
    return False


@lru_cache(maxsize=8192)
def _spoken(reading: str, before: str, followed: bool) -> tuple[str, ...]:
    """Return a reading as it sounds in a word: voiced after another (kawa: gawa), shortened before one (nichi, san: nissan)."""
    forms = [reading]
    if before:
        forms += [voiced + reading[1:] for voiced in _VOICED.get(reading[0], ())]
        if reading[0] == before or (before == "o" and reading[0] == "u"):  # toyo, oka: toyoka in the plain romanization
            forms.append(reading[1:])
        if before == "n" and reading[0] in "aiueo":  # ten, o: tenno
            forms.append("n" + reading)
    if followed:
        forms += [short for form in tuple(forms) if (short := _SHORTENED.sub("", form)) != form and short]
    return tuple(form for form in dict.fromkeys(forms) if form)


_MOST_SOUNDS = 8
_LONGEST_SOUND = 200
"""Characters beyond which nothing is a name that somebody says: reading goes as deep as there are characters."""


@lru_cache(maxsize=8192)
def all_sounds(written: str) -> tuple[str, ...]:
    """Return the ways characters and kana may be read, the likeliest first and eight at most: by these a name is looked up."""
    if not written:
        return ("",)
    if len(written) > _LONGEST_SOUND:
        return ()
    if is_kana(written[0]):
        length = next((place for place, character in enumerate(written) if not is_kana(character)), len(written))
        return tuple(kana_sound(written[:length]) + rest for rest in all_sounds(written[length:]))[:_MOST_SOUNDS]
    for length in range(min(_LONGEST, len(written)), 0, -1):
        if readings := _READINGS.get(written[:length]):
            rests = all_sounds(written[length:])
            # the readings of a character by turns, so that each of the first ones has its share
            return tuple(dict.fromkeys(reading + rest for rest in rests for reading in readings))[:_MOST_SOUNDS]
    return ()
