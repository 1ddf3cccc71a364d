"""A name taken apart: what is the name proper, what its legal form, what a note of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ippool.domain.names.forms import CJK_FORMS, FORMS, Form, most_telling, take_cjk_form, take_latin_form
from ippool.domain.names.people import GIVEN_NAMES
from ippool.domain.names.words import STOPWORDS, canonical
from ippool.domain.names.writing import folded, is_cjk, large_kana

_DATE_AT_END = re.compile(r"\s*\((?:19|20)\d\d-\d\d-\d\d\)$")
_COUNTRY_CODE_AT_END = re.compile(r"\s*(?:\[([a-z]{2})\]|[(]([a-z]{2})[)])$")
_BRACKETS_AT_END = re.compile(r"\s*[(<]([^()<>]*)[)>]\.?$")
_ACRONYM = re.compile(r"[a-z][a-z0-9-]{1,9}")
_CJK = "ぁ-ヺー々㐀-䶿一-鿿가-힣"
_GAPS = re.compile(rf"(?<=[{_CJK}])[\s・,、.。'-]+|[\s・,、.。'-]+(?=[{_CJK}])")
_WORDS = re.compile(r"[^\W_]+")
_LONG_MARK_AT_END = re.compile(r"(?<=[ァ-ヺー][ァ-ヺ])ー+$")
_STATED_FORM = re.compile(r"\s*\{([^{}]*)\}$")
_SLASHED = {"a/s": "as", "a-s": "as", "s/a": "sa", "l/c": "llc", "c/o": "co"}
_SLASH = re.compile(r"(?<!\w)(?:a/s|a-s|s/a|c/o)(?!\w)")
_LETTERS_AND_LETTERS = re.compile(r"(?<![^\W_])([a-z]) ?& ?([a-z])(?![^\W_])")
_COMPANY_OF = re.compile("(?:日|美|韓|南韓|徳|独|英|法|荷蘭|荷|瑞士|瑞典|加拿大|比利時|新加坡|大陸|香港)商(?=..)")
_BEFORE_GIVEN_NAMES = frozenset({"gmbh", "ag", "kg", "sa", "spa", "ab", "oy", "bv"})
_WRITTEN_OUT = ("株式会社", "有限会社", "合同会社")
_GLUED = re.compile(rf"^(.*[{_CJK}][)）]?)\s*([^{_CJK}]*[^\W\d_][^{_CJK}]*)$")
COUNTRIES = {
    "japan": "jp", "united states": "us", "usa": "us", "china": "cn", "germany": "de", "south korea": "kr", "korea": "kr",
    "taiwan": "tw", "united kingdom": "gb", "uk": "gb", "france": "fr", "switzerland": "ch", "netherlands": "nl", "sweden": "se",
    "italy": "it", "canada": "ca", "india": "in", "singapore": "sg", "thailand": "th", "australia": "au", "ireland": "ie",
    "belgium": "be", "austria": "at", "finland": "fi", "denmark": "dk", "norway": "no", "spain": "es", "israel": "il",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    Shape: `core` is the name proper, normalized: words in Latin letters joined by spaces, other scripts without any; `words` are
    the words of a Latin core; `spoken` is a core in other scripts with its small kana, and ・ where it had a gap; `place` is the
    country a source put behind the name; `latin` stands where one name was given in two scripts at once; `form_first` says on which
    side of the name a Japanese form stands that is written out.
    """

    text: str
    plain: str
    core: str
    words: tuple[str, ...]
    form: Form | None
    place: str | None = None
    latin: Name | None = None
    spoken: str = ""
    form_first: bool | None = None

    @property
    def is_cjk(self) -> bool:
        """Whether the core is written in Japanese, Chinese or Korean, at least in part."""
        return not self.words


@lru_cache(maxsize=8192)
def taken_apart(text: str) -> Name:
    """Take a name apart. Raises nothing: any text is a name."""
    plain = folded(text)
    bare, place = _without_notes(plain)
    if (stated := _STATED_FORM.search(bare)) and stated.start() and (not stated[1] or stated[1] in FORMS):
        return _name_of_key(text, plain, bare[: stated.start()], FORMS.get(stated[1]), place)
    if not any(map(is_cjk, bare)):
        return _latin_name(text, plain, bare, place)
    if (glued := _GLUED.match(bare)) and (other := _second_script(glued[1], glued[2])):
        first = _cjk_name(text, plain, glued[1], place)
        return Name(
            text, plain, first.core, first.words, first.form, place, _latin_name(glued[2], glued[2], other, place), first.spoken
        )
    return _cjk_name(text, plain, bare, place)


def _name_of_key(text: str, plain: str, core: str, form: Form | None, place: str | None) -> Name:
    """Return the name behind a key that states its form: what stands before it is a core already."""
    if any(map(is_cjk, core)):
        return Name(text, plain, large_kana(core), (), form, place, spoken=core)
    return Name(text, plain, core, tuple(core.split(" ")), form, place)


def _without_notes(plain: str) -> tuple[str, str | None]:
    """Take off what a source wrote behind the name: a date of recording, a country, an acronym in brackets."""
    place: str | None = None
    bare = _DATE_AT_END.sub("", plain)
    while True:
        if found := _COUNTRY_CODE_AT_END.search(bare):
            code = found[1] or found[2]
            if found[1] is None and code not in COUNTRIES.values():
                return bare or plain, place
            place = place or (None if found[1] else code)
        elif (found := _BRACKETS_AT_END.search(bare)) and found[1] in COUNTRIES:
            place = place or COUNTRIES[found[1]]
        elif found and found.start() > 0 and _ACRONYM.fullmatch(found[1]) and " " in bare[: found.start()]:
            pass
        else:
            return bare or plain, place
        if not found.start():
            return bare, place
        bare = bare[: found.start()]


def _second_script(first: str, second: str) -> str | None:
    """Return the Latin half of a name given in two scripts at once (三星電子株式会社Samsung Electronics Co., Ltd.), if any."""
    compact = _GAPS.sub("", first)
    latin = second.strip(" -・,.")
    start, end, forms = take_cjk_form(compact)
    if end - start < 2 or compact in CJK_FORMS:
        return None
    words = _latin_words(latin)
    if forms and end < len(compact) and words and len(latin) > 1:  # the form closes the first name: what follows is another
        return latin
    if len(compact) >= 6 and not forms and len(words) >= 2:
        return latin
    return latin if len(words) >= 3 and end - start >= 3 else None


def _cjk_name(text: str, plain: str, bare: str, place: str | None) -> Name:
    gapped = _GAPS.sub("・", bare).strip("・")
    places = [index for index, character in enumerate(gapped) if character != "・"]
    compact = gapped.replace("・", "")
    start, end, forms = take_cjk_form(compact)
    if forms and (country := _COMPANY_OF.match(compact[start:end])):  # in Taiwan 日商 stands before the name of a Japanese firm
        start += country.end()
    if not any(map(str.isalnum, compact[start:end])):  # a form and nothing else is the name
        start, end, forms = 0, len(compact), []
    rest = compact[start:end]
    form_first = True if compact.startswith(_WRITTEN_OUT) else False if compact.endswith(_WRITTEN_OUT) else None
    if rest and not any(map(is_cjk, rest)):
        return replace(_latin_name(text, plain, rest, place, forms), form_first=form_first)
    core = large_kana("".join(_WORDS.findall(rest)) or rest.replace(" ", "") or compact or plain)
    spoken = gapped[places[start] : places[end - 1] + 1] if end > start else core
    return Name(text, plain, _LONG_MARK_AT_END.sub("", core), (), most_telling(forms), place, spoken=spoken, form_first=form_first)


def _latin_name(text: str, plain: str, bare: str, place: str | None, outer: list[Form] | None = None) -> Name:
    words = _latin_words(bare)
    if len(words) > 2 and words[-1] in GIVEN_NAMES and words[-2] in _BEFORE_GIVEN_NAMES:
        words = [words[-1], *words[:-1]]  # the office writes BOSCH GMBH ROBERT
    kept, forms = take_latin_form(words)
    while len(weighty := [word for word in kept if word not in STOPWORDS] or kept) < len(kept):
        kept, more = take_latin_form(weighty)
        forms += more
    full = tuple(map(canonical, kept))
    return Name(
        text, plain, " ".join(full) or plain, full or ((plain,) if plain else ()), most_telling((outer or []) + forms), place
    )


def _latin_words(text: str) -> list[str]:
    """Return the words of a text; letters with points or alone in a row are one word (S.p.A., B V)."""
    text = _SLASH.sub(lambda found: _SLASHED.get(found[0], found[0]), text)
    text = _LETTERS_AND_LETTERS.sub(r"\1and\2", text).replace("&", " and ").replace("+", " and ")
    text = text.replace("'", "")
    words: list[str] = []
    lone = False
    for word in _WORDS.findall(text.replace(".", ". ")):
        if len(word) == 1 and word.isalpha():
            if lone:
                words[-1] += word
            else:
                words.append(word)
            lone = True
        else:
            words.append(word)
            lone = False
    if words and words[0] == "the":
        words = words[1:] or words
    while len(words) > 1 and words[-1] in ("the", "publ"):
        words = words[:-1]
    return words


def name_key(text: str) -> str:
    """Return the normalized key of a name: names with one key are one name differently written.

    Width, case, spaces, punctuation, accents, old characters, office marks, common abbreviations, and the spelling and place of the
    legal form make no difference; a form that tells legal persons apart stays, at the end.

    >>> name_key("トヨタ自動車株式会社") == name_key("㈱トヨタ自動車"), name_key("Sumitomo Metal Mining Co., Ltd.")
    (True, 'sumitomo metal mining')
    """
    name = taken_apart(text)
    place = f" ({name.place})" if name.place else ""
    if name.form is not None and not name.form.plain:
        return f"{name.core} {{{name.form.sign}}}{place}"
    again = taken_apart(name.core)  # 株式会社ゼロインク: the core alone would read as a name with a form of its own
    return name.core + place if (again.core, again.form, again.place) == (name.core, None, None) else f"{name.core} {{}}{place}"
