"""Invented names and titles in both languages, from a vocabulary as wide as that of real titles."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ippool.domain.words import Words

_SYLLABLES = (
    *(("ア", "a"), ("イ", "i"), ("オ", "o"), ("カ", "ka"), ("キ", "ki"), ("ク", "ku"), ("ケ", "ke"), ("コ", "ko"), ("サ", "sa")),
    *(("シ", "shi"), ("セ", "se"), ("ソ", "so"), ("タ", "ta"), ("チ", "chi"), ("テ", "te"), ("ト", "to"), ("ナ", "na")),
    *(("ニ", "ni"), ("ネ", "ne"), ("ノ", "no"), ("ハ", "ha"), ("ヒ", "hi"), ("ホ", "ho"), ("マ", "ma"), ("ミ", "mi"), ("ム", "mu")),
    *(("メ", "me"), ("モ", "mo"), ("ヤ", "ya"), ("ユ", "yu"), ("ヨ", "yo"), ("ラ", "ra"), ("リ", "ri"), ("ル", "ru"), ("レ", "re")),
)

QUALITIES = """
高強度 high-strength, 低温 low-temperature, 耐熱 heat-resistant, 多孔質 porous, 超伝導 superconducting, 透明 transparent,
導電性 conductive, 磁性 magnetic, 可撓性 flexible, 生分解性 biodegradable, 耐食 corrosion-resistant, 絶縁 insulating,
発光 luminescent, 撥水 water-repellent, 高純度 high-purity, 単結晶 single-crystal, 非晶質 amorphous, ナノ構造 nanostructured,
積層 layered, 複合 composite, 軽量 lightweight, 高速 high-speed, 小型 compact, 自律 autonomous, 無線 wireless, 光学 optical,
圧電 piezoelectric, 熱電 thermoelectric, 親水性 hydrophilic, 耐摩耗 wear-resistant, 高感度 high-sensitivity, 低損失 low-loss,
自己修復 self-healing, 形状記憶 shape-memory, 遮熱 heat-shielding
"""
SUBSTANCES = """
リチウム lithium, ナトリウム sodium, ケイ素 silicon, 炭素 carbon, グラフェン graphene, 酸化チタン titanium oxide,
窒化ガリウム gallium nitride, 酸化亜鉛 zinc oxide, 硫化物 sulfide, ペロブスカイト perovskite, ゼオライト zeolite,
セルロース cellulose, ポリイミド polyimide, フッ素樹脂 fluororesin, アルミニウム合金 aluminum alloy,
マグネシウム合金 magnesium alloy, ニッケル基合金 nickel-base alloy, ステンレス鋼 stainless steel, 銅 copper, 銀 silver,
白金 platinum, パラジウム palladium, セリア ceria, ジルコニア zirconia, アルミナ alumina, ガラス glass, ダイヤモンド diamond,
カーボンナノチューブ carbon nanotube, フラーレン fullerene, ホウ素 boron, リン酸鉄 iron phosphate,
マンガン酸化物 manganese oxide, コバルト酸化物 cobalt oxide, ハイドロゲル hydrogel, 液晶 liquid crystal,
イオン液体 ionic liquid, タンパク質 protein, ペプチド peptide, 核酸 nucleic acid, キチン chitin, シリコーン silicone,
エポキシ樹脂 epoxy resin, ゴム rubber, 水素 hydrogen, アンモニア ammonia, メタン methane, 二酸化炭素 carbon dioxide,
水蒸気 water vapor, 酸素 oxygen, 希土類 rare earth
"""
THINGS = """
電池 battery, 二次電池 secondary battery, 全固体電池 all-solid-state battery, 燃料電池 fuel cell, 太陽電池 solar cell,
電極 electrode, 正極材料 cathode material, 負極材料 anode material, 電解質 electrolyte, セパレータ separator, 触媒 catalyst,
光触媒 photocatalyst, 吸着材 adsorbent, 分離膜 separation membrane, センサ sensor, トランジスタ transistor,
半導体素子 semiconductor device, 発光素子 light-emitting element, メモリ memory, 磁石 magnet, 焼結体 sintered body,
薄膜 thin film, 粉末 powder, 繊維 fiber, 塗料 paint, 接着剤 adhesive, 基板 substrate, 回路 circuit, アンテナ antenna,
レーザ laser, レンズ lens, アクチュエータ actuator, ロボット robot, 熱電変換材料 thermoelectric material,
蓄熱材 heat-storage material, 軸受 bearing, バルブ valve, ポンプ pump, 熱交換器 heat exchanger, 反応器 reactor,
検出器 detector, 顕微鏡 microscope, 分光器 spectrometer, 電子顕微鏡 electron microscope, キャパシタ capacitor,
水電解槽 water electrolyzer, モータ motor, インバータ inverter, 自動車部品 automobile part, 医療用材料 medical material,
人工骨 artificial bone, 細胞培養基材 cell culture base, ガスセンサ gas sensor, 圧力センサ pressure sensor, 積層体 laminate
"""
WORK = """
製造方法 production of, 評価方法 evaluation of, 合成方法 synthesis of, 接合方法 bonding of, 回収方法 recovery of,
検査装置 inspection of, 成膜方法 deposition of, 加工方法 machining of, 制御装置 control of, 設計方法 design of,
再生方法 regeneration of, 洗浄方法 cleaning of, 焼結方法 sintering of, 分析方法 analysis of, 被覆方法 coating of,
貯蔵装置 storage of, 試験方法 testing of, 組立方法 assembly of
"""
_FIELDS = """
二次電池材料 secondary-battery materials, 構造材料 structural materials, 磁性材料 magnetic materials, 触媒 catalysis,
ロボット robotics, 量子計測 quantum measurement, 医療機器 medical devices, 水素利用 hydrogen use,
パワー半導体 power semiconductors, バイオ材料 biomaterials, 光デバイス photonic devices, 宇宙機器 space equipment,
運転支援 driver assistance, 農業技術 agriculture
"""


def _pairs(text: str) -> tuple[Words, ...]:
    return tuple(Words(*entry.strip().split(" ", 1)) for entry in text.split(","))


_QUALITIES, _SUBSTANCES, _THINGS, _WORK = (_pairs(text) for text in (QUALITIES, SUBSTANCES, THINGS, WORK))
FIELDS = _pairs(_FIELDS)
"""What labs work on."""


def names(count: int, chance: Random) -> Iterator[Words]:
    """Invent the stems of names, no two alike, in kana and in letters."""
    found = set[str]()
    while len(found) < count:
        syllables = chance.choices(_SYLLABLES, k=chance.randint(3, 5))
        ja = "".join(kana for kana, _ in syllables)
        if ja not in found:
            found.add(ja)
            yield Words(ja, "".join(letters for _, letters in syllables).capitalize())


def title(chance: Random) -> Words:
    """Invent a title: a quality, a substance and a thing, often with what is done to it, sometimes with a second thing."""
    quality, substance = chance.choice(_QUALITIES), chance.choice(_SUBSTANCES)
    thing, part = chance.choice(_THINGS), chance.random()
    ja, en = f"{quality.ja}{substance.ja}{thing.ja}", f"{quality.en} {substance.en} {thing.en}"
    if part < 0.45:
        work = chance.choice(_WORK)
        ja, en = f"{ja}の{work.ja}", f"{work.en} {en}"
    elif part < 0.7:
        other = chance.choice(_THINGS)
        ja, en = f"{ja}及びそれを用いた{other.ja}", f"{en} and {other.en} using the same"
    elif part < 0.85:
        other = chance.choice(_SUBSTANCES)
        ja, en = f"{other.ja}を含む{ja}", f"{en} containing {other.en}"
    return Words(ja, en[0].upper() + en[1:])


def abstract(chance: Random, of: Words) -> Words:
    """Invent an abstract, in English for every fourth."""
    said = [title(chance) for _ in range(4)]
    ja = f"【課題】{of.ja}を提供する。【解決手段】{said[0].ja}と{said[1].ja}とを備え、{said[2].ja}により{said[3].ja}を得る。"
    en = f"To provide {of.en}. It has {said[0].en} and {said[1].en}, and gives {said[3].en} by {said[2].en}."
    return Words(ja, en if chance.random() < 0.25 else "")
