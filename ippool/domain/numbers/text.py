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
# Never at the start, where NO is Norway.
_ENGLISH = re.compile(r"(?<=\S)\s+(?:PATENT|PAT\.?|APPLICATION|APPL\.?|PUBLICATION|PUB\.?|SERIAL|NO\.?)(?=[\s0-9])")
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
_PARTS = re.compile(r"(?P<office>[A-Z]{2})[- ]+(?P<body>[0-9A-Z/.]*[0-9][0-9A-Z/.]*)[- ]+(?P<kind>[A-Z][0-9]?)")
_CODED = re.compile(rf"(?P<office>[A-Z]{{2}})-?{_END}")


def cleaned(text: str) -> str:
    """Return a number in half width and capitals, with one kind of hyphen, without spaces and filling words. Raises: Unreadable."""
    stripped = text.strip()
    if not stripped:
        raise Unreadable("空である。", "It is empty.")
    if len(stripped) > LONGEST:
        raise Unreadable(f"{LONGEST} 字を超える。", f"It is longer than {LONGEST} characters.")
    if any(unicodedata.category(letter) in _HIDDEN for letter in stripped):
        raise Unreadable("制御文字などの見えない文字を含む。", "It contains control or invisible characters.")
    plain = unicodedata.normalize("NFKC", stripped).translate(_LIKE_HYPHEN).translate(_LIKE_SLASH).upper()
    for long, short in _ERAS:
        plain = plain.replace(long, short)
    plain = _ENGLISH.sub("", plain.replace("U.S.", "US "))
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
    if found := _REPUBLICATION.fullmatch(clean):
        return Written("JP", f"WO{found['body'].replace('-', '/')}", found["kind"], NumberType.PUB)
    if found := _INTERNATIONAL.fullmatch(clean):
        return Written("WO", found["body"], found["kind"], NumberType.PUB)
    if found := _JAPANESE_NUMBER.fullmatch(clean):
        return Written("JP", found["body"], found["kind"], _JAPANESE[found["word"]], found["word"])
    if found := _FOREIGN.fullmatch(clean):
        named = _JAPANESE[found["word"]] if found["word"] else None
        return Written(_ABROAD[found["country"]], found["body"], found["kind"], named, found["word"] or "")
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


def _international_application(office: str, year: str, serial: str) -> Written:
    return Written("WO", f"{office}{year}/{serial}", None, NumberType.APP)


def _of_gazette(right: str, body: str, kind: str | None) -> Written:
    """Read the number in brackets on a Japanese gazette: P2016-42527A, P6123456, U3123456."""
    if "-" in body:
        return Written("JP", body, kind, NumberType.PUB if right == "P" else NumberType.UTILPUB)
    return Written("JP", body, None, NumberType.REG if right == "P" else NumberType.UTILITY)
