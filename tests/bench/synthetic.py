"""J-PlatPat files of any size, invented: the layout with abstracts, owners and classes as they are spread in real exports."""

from __future__ import annotations

import csv
import random
from pathlib import Path

_HEADER = (
    *("文献番号", "出願番号", "出願日", "公知日", "発明の名称", "出願人/権利者", "FI", "要約"),
    *("公開番号", "公告番号", "登録番号", "審判番号", "その他", "ステージ", "イベント詳細", "文献URL"),
)
_STAGES = (
    ("特許 有効", "年金の支払い"),
    ("特許 消滅", "年金不納による特許権の消滅"),
    ("審査中", "審査請求"),
    ("審査請求前", "公開公報の発行"),
)
_SYLLABLES = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ"
_FORMS = ("株式会社{}", "{}株式会社", "国立大学法人{}大学", "{}工業株式会社", "公益財団法人{}研究所")
_WORD = "製造方法及び装置を用いた電池材料の評価試験と記録システム"


def owners(count: int, chance: random.Random) -> list[str]:
    """Invent names of organizations, no two alike."""
    found: dict[str, None] = {}
    while len(found) < count:
        stem = "".join(chance.choices(_SYLLABLES, k=chance.randint(3, 7)))
        found[chance.choice(_FORMS).format(stem)] = None
    return list(found)


def write_jplatpat(path: Path, megabytes: float, *, seed: int = 1) -> int:
    """Write a file of about so many megabytes; return the number of its records."""
    chance = random.Random(seed)
    names = owners(800, chance)
    weights = [1 / (rank + 1) for rank in range(len(names))]
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream, quoting=csv.QUOTE_ALL)
        table.writerow(_HEADER)
        while stream.tell() < megabytes * 2**20:
            table.writerow(_row(written, names, weights, chance))
            written += 1
    return written


def _row(number: int, names: list[str], weights: list[float], chance: random.Random) -> list[str]:
    year, serial = 2001 + number // 400_000, 1 + number % 400_000
    stage, detail = _STAGES[number % 4]
    granted = f"特許{4_000_000 + number}" if number % 4 < 2 else ""
    holders = list(dict.fromkeys(chance.choices(names, weights, k=1 + (number % 20 == 0))))
    abstract = "(57)【要約】\n【課題】" + "<BR>".join(_WORD * 2 for _ in range(6)) + f"\n【解決手段】{number}"
    filed = f"{year}/{1 + number % 12:02}/{1 + number % 28:02}"
    published = f"{year + 2}/{1 + number % 12:02}/{1 + number % 28:02}"
    classes = ",".join(f"H01M{10 + number % 5}/{chance.randint(1, 99):02}@{letter}" for letter in "ABC")
    return [
        *(f"特開{year + 2}-{serial:06}", f"特願{year}-{serial:06}", filed, published),
        *(f"{_WORD[: 6 + number % 12]}{number}", ",".join(holders), classes, abstract),
        *(f"特開{year + 2}-{serial:06}", "", granted, "", "", stage, detail, f"https://example.org/{number}"),
    ]
