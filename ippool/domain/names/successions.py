"""Former names of well-known organizations, and the names of those they succeeded.

A former name is not the name: whether a title passed on is a question of law. It makes a party a candidate, with that reason.
"""

from __future__ import annotations

from ippool.domain.names.name import Name, taken_apart
from ippool.domain.names.renderings import PUBLISHED_FOR

# today's name < former ones; a row that begins with spaces continues the one above
_ROWS = """
パナソニック < 松下電器産業; Matsushita Electric Industrial
パナソニックホールディングス < パナソニック; 松下電器産業; Panasonic
ソニーグループ < ソニー; Sony
アイシン < アイシン精機; Aisin Seiki
SUBARU < 富士重工業; Fuji Heavy Industries
ニデック < 日本電産
UBE < 宇部興産; Ube Industries
レゾナック < 昭和電工; 昭和電工マテリアルズ; 日立化成; Showa Denko; Hitachi Chemical
昭和電工マテリアルズ < 日立化成; Hitachi Chemical
AGC < 旭硝子; Asahi Glass
JX金属 < JX日鉱日石金属; 日鉱金属; JX Nippon Mining & Metals
三菱マテリアル < 三菱金属; Mitsubishi Metal
三菱ケミカル < 三菱化学; 三菱レイヨン
三菱ロジスネクスト < ニチユ三菱フォークリフト
ジェイエスアール < 日本合成ゴム; Japan Synthetic Rubber
IHI < 石川島播磨重工業; Ishikawajima-Harima Heavy Industries
GSユアサ < 日本電池; ユアサコーポレーション; Japan Storage Battery; Yuasa
ジーエス・ユアサコーポレーション < 日本電池; ユアサコーポレーション; Japan Storage Battery; Yuasa
プロテリアル < 日立金属; Hitachi Metals
日本製鉄 < 新日鐵住金; 新日本製鐵; 住友金属工業; Nippon Steel & Sumitomo Metal; Sumitomo Metal Industries
新日鐵住金 < 新日本製鐵; 住友金属工業; Sumitomo Metal Industries
富士フイルム < 富士写真フイルム; Fuji Photo Film
日立Astemo < 日立オートモティブシステムズ; Hitachi Automotive Systems
デンソー < 日本電装; Nippondenso; Nippon Denso
東芝 < 東京芝浦電気; Tokyo Shibaura Electric
旭化成 < 旭化成工業; Asahi Chemical Industry
豊田自動織機 < 豊田自動織機製作所; Toyoda Automatic Loom Works
起亜 < 起亜自動車; Kia Motors
기아 < 기아자동차; Kia Motors
物質・材料研究機構 <
  科学技術庁無機材質研究所長; 無機材質研究所; 金属材料技術研究所; National Institute for Research in Inorganic Materials
産業技術総合研究所 < 工業技術院長; 工業技術院; Agency of Industrial Science and Technology
科学技術振興機構 < 科学技術振興事業団; 新技術事業団; 新技術開発事業団; Research Development Corporation of Japan
東京科学大学 < 東京工業大学; 東京医科歯科大学; Tokyo Institute of Technology
大阪 < 大阪府立大学; 大阪市立大学
大阪公立大学 < 大阪府立大学; 大阪市立大学; Osaka Prefecture University
東京都立大学 < 首都大学東京
量子科学技術研究開発機構 < 放射線医学総合研究所
日本原子力研究開発機構 < 日本原子力研究所; 核燃料サイクル開発機構; Japan Atomic Energy Research Institute
"""


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for row in _ROWS.replace("\n  ", " ").strip().splitlines():
        today, former = row.split(" < ")
        core = taken_apart(today).core
        table[core] = table.get(core, frozenset()) | {taken_apart(name).core for name in former.split("; ")}
    return table


_FORMER = _table()


def former_cores(name: Name) -> frozenset[str]:
    """Return the names proper under which an organization was known before."""
    return frozenset().union(*(_FORMER.get(core, frozenset()) for core in (name.core, *PUBLISHED_FOR.get(name.words, ()))))


def _succeeds(successor: Name, former: Name) -> bool:
    return former.core in former_cores(successor)


def succeeded(a: Name, b: Name) -> bool:
    """Tell whether one of two names is a former one of the other."""
    return _succeeds(a, b) or _succeeds(b, a)
