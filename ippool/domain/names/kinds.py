"""People and organizations told apart by how they are named.

A name is an organization's where it has a legal form or a word that only organizations have; a person's where it is built as the
names of people are in its script, of parts that people bear. Anything else is UNKNOWN: silence is better than a wrong kind.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from ippool.domain.names.name import Name, taken_apart
from ippool.domain.names.people import CHINESE_FAMILY_NAMES, FAMILY_NAMES, GIVEN_NAMES, JAPANESE_FAMILY_NAMES, KOREAN_FAMILY_NAMES
from ippool.domain.names.writing import folded, is_han, is_hangul, is_kana


class NameKind(StrEnum):
    """Whether a name is that of an organization or of a person."""

    ORGANIZATION = "ORGANIZATION"
    PERSON = "PERSON"
    UNKNOWN = "UNKNOWN"


# Words that only organizations have in their names, in canonical English (see `words`) and in other languages of Latin script.
_LATIN = """
academy administration aerospace agence agency agriculture aircraft airlines apparel army association atomic authority automobile
automotive aviation bank battery beverage biopharma biosciences biotech biotechnology board brewery broadcasting bundesrepublik
bureau capital cement center centre ceramic chemical church city clinic college commissariat commission committee communication
company component computing consejo consortium construction constructions cooperation cooperative corporation cosmetics council
daigaku denki department design designs development diagnostics digital dynamics ecole electric electronic energy engine
engineering enterprise entertainment environment equipment fachhochschule factory federal federation fondation fondazione food
foods force forschung forschungsanstalt foundation fund fundacao fundacion gakuen games gas genetics genomics gesellschaft glass
government group hardware healthcare hochschule holding hospital hospitals imaging industries industry innovation innovations
institute institutet instrument insurance intellectual international investment jidosha jimusho kagaku kenkyujo kenkyusho kikai
kiko kingdom klinikum kogyo kumiai laboratory labs laser licensing limited logistics machinery management manufacturing material
media medical metal mfg microelectronics mining ministere ministerio ministry mobile motor nanotechnology national navy network
news nuclear obshchestvo office oil oilwell operation optical optics organization paper partners patent patents petroleum pharma
pharmaceutical photonics pictures plant plants plastic politecnica politecnico polymer polytechnic polytechnical polytechnique
power precision predprijatie predpriyatie press printing product properties property publishing radio railway recherche recherches
regents republic research resource robotics rubber sangyo school science scientific seafood secretary seisakusho semiconductor
semiconductors sensors service shipbuilding shipping societe society software solution sports state steel stiftung studio studios
sykehus system systems technical technische technology teknologi telecom telecommunications telegraph telephone television textile
therapeutic tobacco toys trading transport transportation trust trustees uchrezhdenie uchrezhdeniya union universidade universitet
universitetssykehus university vehicle ventures verein wireless works yliopisto
"""
_JAPANESE = """
会社 大学 研究所 研究院 研究機構 機構 法人 財団 社団 組合 学校 学園 学院 病院 協会 協力団 産学 連合 連盟 学会 公社 公団 事業団
製作所 工業 産業 商事 商会 商店 電機 電気 電子 化学 製薬 薬品 自動車 重工 機械 金属 鉱業 製鋼 製鉄 鉄鋼 銀行 証券 保険 鉄道 電力
瓦斯 ガス 石油 建設 工務店 不動産 運輸 運送 物流 印刷 出版 新聞 放送 食品 製菓 酒造 醸造 水産 農場 農園 紡績 繊維 製紙 硝子
セメント 精機 精工 技研 工機 光学 開発 設計 設備 科技 技術 公司 集団 材料 能源 新能源 実験室 科学院 学部 センター 研究 庁 省 大臣
長官 院長 所長 学長 総長 理事長 事務所 工場 製造 商社 貿易 企画 企業 総合 中心 委員会 董事会 政府 国家 共和国 合衆国 神社 寺院
教会 医院 クリニック 薬局 会館 倶楽部 クラブ 事業 営業所 支社 本社 グループ ホールディングス システム テクノロジ エンジニアリング
インダストリ サービス ソリューション ラボ カンパニ コーポレ リミテッド リミテツド ユニバーシティ ユニヴァーシティ ユニバシティ
ユニベルシテ ウニヴェルシテ ウニベルシダ インスティテュート インスティチュート アンスティテュ ゲゼルシャフト ゲゼルシヤフト
ファウンデーション ファンデーション リサーチ リージェンツ アカデミー カレッジ ホスピタル ナショナル インターナショナル テクニカル
サイエンス マニュファクチャリング ケミカル エレクトリック エレクトロニクス モーター バッテリー マテリアル サントル コミッサリア
フンダシオン フラウンホ カウンシル エージェンシー ボード
"""
_KOREAN = """
회사 대학 연구원 연구소 협력단 산학 재단 법인 학교 병원 협회 공사 공단 기술원 과학원 전자 화학 자동차 중공업 산업 제약 바이오 전기
에너지 시스템 테크 솔루션 엔지니어링 그룹 홀딩스 은행 건설 제철 조합 기관 정부 청장 대한민국 총장 장관 유니버시티 유니버시타트
인스티튜트 위니베르시떼 다이가쿠 다이가꾸 겡뀨쇼 겐큐쇼 가부시키 가부시끼 고교 가가꾸 컴퍼니 코포레이션 코퍼레이션 리미티드
아카데미 오브 센터 파운데이션 리서치 재료 소재 물산 상사 모터스
"""
_ORGANIZATION_WORDS = frozenset(_LATIN.split())
_JAPANESE_WORDS = tuple(folded(word).removesuffix("ー") for word in _JAPANESE.split())
_JAPANESE_ENDINGS = tuple("都道府県市区町村省庁局院署団社行店堂軒荘館園寺宮組会校塾")
_JOINTS = frozenset({"アンド", "オブ", "フォー", "ウント"})
_KOREAN_WORDS = tuple(_KOREAN.split())
_CYRILLIC_WORDS = (
    "университет",
    "институт",
    "общество",
    "предприятие",
    "федераци",
    "учреждение",
    "корпораци",
    "компани",
    "завод",
    "центр",
    "академи",
    "інститут",
    "російськ",
)
_PATRONYMICS = ("ovich", "evich", "ovna", "evna", "ichna")
_CYRILLIC = re.compile("[а-яіїєґё]")


@lru_cache(maxsize=8192)
def kind_of_name(text: str, *, country: str | None = None) -> NameKind:
    """Tell whether a name is an organization's or a person's; `country` is a code of two letters.

    >>> kind_of_name("株式会社村田製作所"), kind_of_name("小栗　宏次"), kind_of_name("HERRALA SAMI [FI]")
    (<NameKind.ORGANIZATION: 'ORGANIZATION'>, <NameKind.PERSON: 'PERSON'>, <NameKind.PERSON: 'PERSON'>)
    """
    name = taken_apart(text)
    if name.form is not None or name.latin is not None:
        return NameKind.ORGANIZATION
    if not name.core or not any(character.isalpha() for character in name.core):
        return NameKind.UNKNOWN
    if name.is_cjk:
        return _cjk_kind(name, country)
    return _latin_kind(name)


def _cjk_kind(name: Name, country: str | None) -> NameKind:
    core = name.core
    if any(is_hangul(character) for character in core):
        return _korean_kind(name)
    if any(word in core for word in _JAPANESE_WORDS) or any("a" <= character <= "z" or character.isdigit() for character in core):
        return NameKind.ORGANIZATION
    if all(map(is_han, core)):
        return _han_kind(name, country)
    parts = _parts(name)
    if not _JOINTS.isdisjoint(parts):
        return NameKind.ORGANIZATION
    if len(parts) == 2 and any(all(map(is_han, part)) for part in parts) and all(1 <= len(part) <= 5 for part in parts):
        return NameKind.PERSON  # 山田 はるか
    if "," in name.plain and len(parts) == 2 and all(is_kana(c) or c == "-" for part in parts for c in part):
        return NameKind.PERSON  # プラース－リンク，アンドレアス: family name, given name
    return NameKind.UNKNOWN


def _parts(name: Name) -> list[str]:
    return [part for part in re.split(r"[\s,、]+", name.plain) if part]


def _han_kind(name: Name, country: str | None) -> NameKind:
    core, parts = name.core, _parts(name)
    if len(parts) == 2 and all(1 <= len(part) <= 3 for part in parts):
        return NameKind.PERSON
    if country in ("CN", "TW", "HK"):
        return NameKind.PERSON if 2 <= len(core) <= 3 and core[0] in CHINESE_FAMILY_NAMES else NameKind.UNKNOWN
    if len(core) > 2 and core.endswith(_JAPANESE_ENDINGS):
        return NameKind.ORGANIZATION
    if 3 <= len(core) <= 5 and any(core[:length] in JAPANESE_FAMILY_NAMES and 1 <= len(core) - length <= 3 for length in (3, 2)):
        return NameKind.PERSON
    if country is None and 2 <= len(core) <= 3 and core[0] in CHINESE_FAMILY_NAMES and core not in JAPANESE_FAMILY_NAMES:
        return NameKind.PERSON if name.plain != name.text.strip() else NameKind.UNKNOWN
    return NameKind.UNKNOWN


def _korean_kind(name: Name) -> NameKind:
    core = name.core
    if any(word in core for word in _KOREAN_WORDS) or not all(map(is_hangul, core)):
        return NameKind.ORGANIZATION
    if (len(core) == 3 and core[0] in KOREAN_FAMILY_NAMES) or (len(core) == 4 and core[:2] in KOREAN_FAMILY_NAMES):
        return NameKind.PERSON
    if len(core) == 2 and core[0] in KOREAN_FAMILY_NAMES and name.plain == core:
        return NameKind.UNKNOWN
    return NameKind.UNKNOWN


def _latin_kind(name: Name) -> NameKind:
    plain = name.plain
    if _CYRILLIC.search(plain):
        return NameKind.ORGANIZATION if any(word in plain for word in _CYRILLIC_WORDS) else _cyrillic_person(name.words)
    words = [word for word in name.words if word]
    if any(word in _ORGANIZATION_WORDS for word in words) or "&" in plain or " and " in plain or " of " in plain:
        return NameKind.ORGANIZATION
    if any(any(character.isdigit() for character in word) for word in words):
        return NameKind.ORGANIZATION
    if not 2 <= len(words) <= 5:
        return NameKind.UNKNOWN
    if len(words) == 3 and words[2].endswith(_PATRONYMICS):
        return NameKind.PERSON
    given = sum(word in GIVEN_NAMES for word in words)
    family = sum(word in FAMILY_NAMES for word in words)
    initials = sum(len(word) == 1 for word in words)
    separated = bool(re.fullmatch(r"[^,;]+[,;] ?[^,;]+", plain))
    if given and (given + family + initials >= 2 or len(words) <= 3):
        return NameKind.PERSON
    if initials and len(words) - initials in (1, 2) and (family or separated):
        return NameKind.PERSON
    if separated and len(words) <= 4:
        return NameKind.PERSON
    return NameKind.PERSON if family == 2 and len(words) == 2 else NameKind.UNKNOWN


def _cyrillic_person(words: tuple[str, ...]) -> NameKind:
    patronymic = any(word.endswith(("ович", "евич", "ич", "овна", "евна", "ична")) for word in words)
    return NameKind.PERSON if patronymic and len(words) == 3 else NameKind.UNKNOWN
