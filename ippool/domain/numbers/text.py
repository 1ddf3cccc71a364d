"""From what people and files write to its parts: width, hyphens, words and kind, before any office is asked."""

from __future__ import annotations

import re
import unicodedata

from ippool.domain.numbers.number import NumberType, Unreadable
from ippool.domain.numbers.office import Written

LONGEST = 80
"""No notation of one number comes near this many characters."""

_LIKE_HYPHEN = dict.fromkeys(map(ord, "‐‑‒–—―−ー﹘⁃ｰ"), "-")
_LIKE_SLASH = dict.fromkeys(map(ord, "⁄∕"), "/")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LEADING = re.compile(r"(?:(?:U\.?S\.?\s*)?(?:PATENT|PAT|APPLICATION|APPL|PUBLICATION|PUB|SERIAL|SER|NO|S/?N)[\s.:#]*)+(?=[0-9])")
# Never at the start, where NO is Norway.
_ENGLISH = re.compile(r"(?<=\S)\s+(?:PATENT|PAT\.?|APPLICATION|APPL\.?|PUBLICATION|PUB\.?|SERIAL|NO\.?)(?=[\s0-9])")
# The comma shows that all digits are there and only the zeros before them were lost (by a spreadsheet): 09/7,239 is 09/007,239.
_WITHOUT_ZEROS = re.compile(r"(?<![0-9])([0-9]{2}/)([0-9]{1,2}),(?=[0-9]{3}(?![0-9,/]))")
_FILLING = re.compile(r"[\s,]|第|号|公報|明細書")
_ERAS = (("昭和", "昭"), ("平成", "平"), ("令和", "令"))

_JAPANESE = {
    "特許出願公開": NumberType.PUB,
    "公開特許": NumberType.PUB,
    "公表特許": NumberType.PUB,
    "特許公開": NumberType.PUB,
    "特許公告": NumberType.KOKOKU,
    "特許出願": NumberType.APP,
    "特願": NumberType.APP,
    "特開": NumberType.PUB,
    "特表": NumberType.PUB,
    "特公": NumberType.KOKOKU,
    "特許": NumberType.REG,
    "実用新案登録": NumberType.UTILITY,
    "登録実用新案": NumberType.UTILITY,
    "公開実用新案": NumberType.UTILPUB,
    "実登": NumberType.UTILITY,
    "実願": NumberType.UTILAPP,
    "実開": NumberType.UTILPUB,
    "実表": NumberType.UTILPUB,
    "実公": NumberType.UTILKOKOKU,
}
_REPUBLISHED = r"再公表特許|再公表|再表"
_ABROAD = {
    "米国": "US",
    "欧州": "EP",
    "中国": "CN",
    "韓国": "KR",
    "独国": "DE",
    "ドイツ": "DE",
    "英国": "GB",
    "仏国": "FR",
    "フランス": "FR",
    "台湾": "TW",
}
_END = r"(?P<body>.*?[0-9](?:\.[0-9X])?)(?:-?(?P<kind>[A-Z][0-9]?))?"
_JAPANESE_NUMBER = re.compile(rf"(?:JP-?|日本国?)?(?P<word>{'|'.join(_JAPANESE)}){_END}")
_REPUBLICATION = re.compile(rf"(?:JP-?)?(?:{_REPUBLISHED})(?:WO)?{_END}")
_INTERNATIONAL = re.compile(rf"国際公開(?:WO-?)?{_END}")
_FOREIGN = re.compile(rf"(?P<country>{'|'.join(_ABROAD)})(?P<word>{'|'.join(_JAPANESE)})?(?:[A-Z]{{2}}-?(?=[0-9]))?{_END}")
_GAZETTE = re.compile(r"(?P<right>[PU])(?P<body>[0-9昭平元]+(?:-[0-9]+)?)(?P<kind>[AU]?)")
_PCT = re.compile(r"(?:国際出願)?PCT[/-]?(?P<office>[A-Z]{2})[/-]?(?P<year>[0-9]{4}|[0-9]{2})[/-]?(?P<serial>[0-9]{5,6})")
_PCT_OF_DOCDB = re.compile(r"(?P<office>[A-Z]{2})-?(?:(?P<year>[0-9]{4})/?0?(?P<serial>[0-9]{6})|(?P<old>[0-9]{7}))-?W")
_CHINESE_RIGHT = re.compile(r"(?:CN-?)?ZL(?P<body>[0-9]+(?:\.[0-9X])?)")
_KIND = re.compile("[A-Z][0-9]?")
_NO_KIND = frozenset({"", "00", "0"})
"""What files write where they have no kind."""
_TAIL = re.compile("(?P<body>.*[0-9])[ -]+(?P<kind>[A-Z][0-9]?)")
_JAPANESE_PREFIX = re.compile(r"[PU]\.?(?=[0-9]{1,4}-)")
_PARTS = re.compile(r"(?P<office>[A-Z]{2})[- ]+(?P<body>[0-9A-Z/.]*[0-9][0-9A-Z/.]*)[- ]+(?P<kind>[A-Z][0-9]?)")
_CODED = re.compile(rf"(?P<office>[A-Z]{{2}})-?{_END}")


def cleaned(text: str) -> str:
    """Return a number in half width and capitals, with one kind of hyphen, without spaces and filling words. Raises: Unreadable."""
    stripped = text.strip()
    if not stripped:
        raise Unreadable("空である。", "It is empty.")
    _check_length(stripped)
    if not stripped.isprintable() and any(unicodedata.category(letter) in _HIDDEN for letter in stripped):
        raise Unreadable("制御文字などの見えない文字を含む。", "It contains control or invisible characters.")
    plain = _plain(stripped)
    for long, short in _ERAS:
        plain = plain.replace(long, short)
    plain = _WITHOUT_ZEROS.sub(lambda found: found[1] + found[2].zfill(3), _ENGLISH.sub("", plain.replace("U.S.", "US ")))
    if found := _PARTS.fullmatch(plain):  # where a serial may end in a letter, only what stands between its parts tells the kind
        return f"{found['office']}-{found['body']}-{found['kind']}"
    plain = _FILLING.sub("", plain)
    if not re.search("[0-9]", plain):
        raise Unreadable("数字がない。", "It has no digits.")
    return plain


def taken_apart(clean: str) -> Written:
    """Tell office, digits, kind and stated type of a cleaned text apart. Raises: Unreadable where it names no office."""
    if found := _PCT.fullmatch(clean):
        return _international_application(found["office"], found["year"], found["serial"])
    if found := _PCT_OF_DOCDB.fullmatch(clean):
        old = found["old"] or ""
        return _international_application(found["office"], found["year"] or old[:2], found["serial"] or old[2:])
    if not clean.isascii() and (written := _japanese(clean)):
        return written
    if found := _GAZETTE.fullmatch(clean):
        return _of_gazette(found["right"], found["body"], found["kind"] or None)
    if found := _CHINESE_RIGHT.fullmatch(clean):
        return Written("CN", found["body"], None, NumberType.APP, "ZL")
    if found := _PARTS.fullmatch(clean) or _CODED.fullmatch(clean):
        return Written(found["office"], found["body"], found["kind"])
    raise Unreadable(
        "国・官庁（JP、特願、US など）が書かれていないか、番号の形ではない。",
        "It names no country or office (JP, 特願, US), or does not have the form of a number.",
    )


def _japanese(clean: str) -> Written | None:
    """Take apart a text with a Japanese word for what it numbers; None where there is none."""
    if found := _REPUBLICATION.fullmatch(clean):
        return Written("JP", f"WO{found['body'].replace('-', '/')}", found["kind"], NumberType.PUB)
    if found := _INTERNATIONAL.fullmatch(clean):
        return Written("WO", found["body"], found["kind"], NumberType.PUB)
    if found := _JAPANESE_NUMBER.fullmatch(clean):
        return Written("JP", found["body"], found["kind"], _JAPANESE[found["word"]], found["word"])
    if found := _FOREIGN.fullmatch(clean):
        named = _JAPANESE[found["word"]] if found["word"] else None
        return Written(_ABROAD[found["country"]], found["body"], found["kind"], named, found["word"] or "")
    return None


def parted(office: str, digits: str, kind: str | None) -> Written:
    """Take apart a number whose office, digits and kind stand apart; the digits may repeat the office or carry the kind.

    Raises: Unreadable where the parts disagree or the office is no code of two letters.
    """
    for text in (office, digits, kind or ""):
        _check_length(text)
    code, letters = _plain(office).strip(), _plain(kind or "").strip()
    if not re.fullmatch("[A-Z]{2}", code):
        raise Unreadable(f"国・官庁のコード「{code}」が二文字でない。", f"“{code}” is not the two-letter code of an office.")
    if letters not in _NO_KIND and not _KIND.fullmatch(letters):
        raise Unreadable(f"「{letters}」は種別ではない。", f"“{letters}” is not a kind.")
    plain = _plain(digits).strip()
    if not plain.startswith(code):
        plain = _LEADING.sub("", plain)
    body, known = cleaned(plain), None if letters in _NO_KIND else letters
    if known is None and (found := _TAIL.fullmatch(plain)):
        body, known = cleaned(found["body"]), found["kind"]
    if _names_its_office(code, body):
        return _agreeing(code, _repeating(code, body, known))
    if known == "W":
        return _agreeing(code, taken_apart(f"{code}{body}-W"))
    if code == "JP":
        body = _JAPANESE_PREFIX.sub("", body)
    return Written(code, body, known, apart=True)


def _names_its_office(code: str, body: str) -> bool:
    """Tell whether digits begin with their office, with PCT or WO, or with a Japanese word for what they number."""
    return body.startswith((code, "PCT")) or (code == "JP" and body.startswith("WO")) or not body[0].isascii()


def _repeating(code: str, body: str, kind: str | None) -> Written:
    """Take apart digits that name their office. Raises: Unreadable."""
    if body.startswith("PCT"):
        return taken_apart(body)
    of_republication = code == "JP" and body.startswith("WO")
    text = f"JP{body}" if of_republication else body
    carries_kind = kind is not None and re.fullmatch(f".*[0-9]{kind}", text.removeprefix(code))
    return taken_apart(text if kind is None or carries_kind else f"{text}-{kind}")


def _agreeing(code: str, written: Written) -> Written:
    """Return what is of the office, or an international application, which stands among the numbers of any. Raises: Unreadable."""
    if written.office not in (code, "WO"):
        raise Unreadable(f"{code} ではなく {written.office} の番号である。", f"It is a number of {written.office}, not of {code}.")
    return written


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise Unreadable(f"{LONGEST} 字を超える。", f"It is longer than {LONGEST} characters.")


def _plain(text: str) -> str:
    """Return a text in half width and capitals, with one kind of hyphen and slash."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_LIKE_HYPHEN).translate(_LIKE_SLASH)
    return text.upper()


def _international_application(office: str, year: str, serial: str) -> Written:
    return Written("WO", f"{office}{year}/{serial}", None, NumberType.APP)


def _of_gazette(right: str, body: str, kind: str | None) -> Written:
    """Read the number in brackets on a Japanese gazette: P2016-42527A, P6123456, U3123456."""
    if "-" in body:
        return Written("JP", body, kind, NumberType.PUB if right == "P" else NumberType.UTILPUB)
    return Written("JP", body, None, NumberType.REG if right == "P" else NumberType.UTILITY)
