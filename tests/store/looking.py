"""A second search, written on its own: it looks at every text, one after another, with no index and none of the code under test.

Japanese is found as part of the folded text; English by the stems of whole words, which PostgreSQL's dictionary knows.
"""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sqlalchemy import text as sql

from ippool.domain.patents import Patent
from ippool.domain.words import Words
from ippool.store.database import Reading
from tests.conftest import REAL_DATA

_HIRAGANA = {ord("ァ") + place: ord("ぁ") + place for place in range(86)} | {ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
_HALF: dict[str, str] = {}
for _code in range(0xFF66, 0xFF9E):
    for _mark in ("", "ﾞ", "ﾟ"):
        _whole = unicodedata.normalize("NFKC", chr(_code) + _mark)
        if len(_whole) == 1:
            _HALF.setdefault(_whole, chr(_code) + _mark)

NOUNS = (
    "電池",
    "触媒",
    "センサ",
    "ロボット",
    "半導体",
    "Li系電解質",
    "ﾎﾟﾝﾌﾟ",
    "X線",
    "ナノ粒子",
    "全固体電池",
    "水",
    "ばね",
    "５G通信",
    "ゲート・膜",
)
ENDS = ("の製造方法", "及びその用途", "を用いた測定装置", "(試作)", "、並びに\n方法", "100%品", "", "ーα型", "C:\\膜'用")
ENGLISH = (
    "lithium",
    "battery",
    "catalysts",
    "sensing",
    "x-ray",
    "robotic",
    "the",
    "methods",
    "of",
    "3D",
    "membrane",
    "PM2.5",
    "α-olefin",
)


def folded(text: str) -> str:
    """Width, case and kana folded; what does not count left out."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", text).lower().translate(_HIRAGANA) if not one.isspace())
    return plain.translate(dict.fromkeys(map(ord, "':\\")))


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of alphabets."""
    return re.findall("[a-z0-9À-ÖØ-öø-ԯ]+", unicodedata.normalize("NFKC", text).lower())


def texts_of(patent: Patent) -> list[str]:
    return [patent.title.ja, patent.title.en, patent.abstract.ja, patent.abstract.en]


@dataclass
class Looker:
    """The texts of a register, and the stems of all their words."""

    patents: tuple[Patent, ...]
    stems: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folded = {one.code: [folded(text) for text in texts_of(one)] for one in self.patents}

    async def learn(self, session: Reading, queries: Iterable[str]) -> None:
        """Ask PostgreSQL for the stems of all words; None for those that it does not count, such as `the`."""
        spoken = set(chain.from_iterable(map(words_of, chain(queries, *map(texts_of, self.patents)))))
        found = await session.execute(
            sql("select w, (ts_lexize('english_stem', w))[1] as stem from unnest(cast(:words as text[])) w"),
            {"words": sorted(spoken)},
        )
        self.stems = {row.w: row.stem for row in found}
        self.spoken = {one.code: {self.stems[word] for text in texts_of(one) for word in words_of(text)} for one in self.patents}

    def containing(self, part: str) -> set[str]:
        """Patents with a text that contains this."""
        wanted = folded(part)
        return {code for code, texts in self.folded.items() if any(wanted in text for text in texts)}

    def speaking(self, words: str) -> set[str]:
        """Patents in which each of these words occurs, in whatever form."""
        wanted = {self.stems[word] for word in words_of(words)} - {None}
        return {code for code, stems in self.spoken.items() if wanted <= stems}


def real_texts() -> list[tuple[Words, Words]]:
    """Titles and abstracts of real records, where they lie beside the project; they are never part of it."""
    found = []
    for path in sorted(REAL_DATA.glob("jplatpat_csv*/**/*.csv")):
        found += [(Words(row["発明の名称"], ""), Words(row.get("要約") or "", "")) for row in _rows(path) if row.get("発明の名称")][
            :60
        ]
    for path in sorted(REAL_DATA.glob("lens_csv/**/*.csv")):
        found += [(Words("", row["Title"]), Words("", row.get("Abstract") or "")) for row in _rows(path) if row.get("Title")][:40]
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(2**24)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def made_texts(count: int, chance: random.Random) -> list[tuple[Words, Words]]:
    """Titles and abstracts, invented: few words, so that they meet often."""
    return [
        (Words(_japanese(chance), _english(chance)), Words(_japanese(chance) if chance.random() < 0.5 else "", _english(chance)))
        for _ in range(count)
    ]


def _japanese(chance: random.Random) -> str:
    return "".join(chance.choice(NOUNS) + chance.choice(ENDS) for _ in range(chance.randint(0, 3)))


def _english(chance: random.Random) -> str:
    return " ".join(chance.choices(ENGLISH, k=chance.randint(0, 5)))


def cut(texts: list[str], length: int, chance: random.Random) -> str:
    """Cut a piece of so many characters with something Japanese in it out of one of these texts."""
    while True:
        text = unicodedata.normalize("NFKC", chance.choice(texts))
        start = chance.randrange(max(1, len(text) - length + 1))
        piece = text[start : start + length]
        if len(piece) == length and re.search("[ぁ-ヿ㐀-鿿]", piece) and not re.search(r"\s|[\"“”„「」『』':\\]", piece):
            return piece


def disguised(piece: str, chance: random.Random) -> str:
    """Write a piece otherwise: half-width or full-width, in the other kana, in capitals."""
    match chance.randrange(5):
        case 0:
            return "".join(_HALF.get(one, one) for one in piece)
        case 1:
            return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" and one not in "\"':\\" else one for one in piece)
        case 2:
            return piece.translate(_HIRAGANA)
        case 3:
            return piece.translate({there: here for here, there in _HIRAGANA.items() if isinstance(there, int)}).upper()
        case _:
            return piece
