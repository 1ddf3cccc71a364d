"""What the common words of organizations' names are called in the other script: 自動車 is motor or jidosha.

A row has the words in Japanese, Chinese and Korean on its left; on its right what stands for them in Latin letters, in canonical
English (`words.canonical`); a spelling of the Japanese word itself is led by an asterisk. A row that begins with spaces continues
the one above. The lists are ours.
"""

from __future__ import annotations

from ippool.domain.names.words import CANONICAL_WORDS, STOPWORDS, canonical
from ippool.domain.names.words_of_firms import FIRMS
from ippool.domain.names.words_of_institutions import INSTITUTIONS
from ippool.domain.names.words_of_trades import TRADES
from ippool.domain.names.writing import folded, large_kana

# Proper words that cannot be read by the tables of readings: names from Korea and China, regions, houses.
_PROPER = """
西日本 | west japan, nishi nihon, nishi nippon, nishinihon, nishinippon
東日本 | east japan, higashi nihon, higashi nippon
東アジア | east asia
第一 제일 | daiichi, first
第二 | daini, second
三星 サムスン 삼성 | samsung
現代 ヒュンダイ 현대 | hyundai
起亜 기아 | kia
韓国 한국 | korea
漢陽 한양 | hanyang
世宗 세종 | sejong
延世 연세 | yonsei
高麗 고려 | korea, koryo
成均館 성균관 | sungkyunkwan
浦項 포항 | pohang, postech
首爾 서울 ソウル | seoul
釜山 부산 | pusan, busan
慶北 경북 | kyungpook
慶熙 경희 | kyung hee
蔚山 울산 | ulsan
全南 전남 | chonnam
忠南 충남 | chungnam
仁荷 인하 | inha
建国 건국 | konkuk
光州 광주 | gwangju
가천 | gachon
제주 | jeju
부경 | pukyong
성신 | sungshin
아주 | ajou
엘지 エルジー | lg
에스케이 エスケー | sk
포스코 ポスコ | posco
롯데 ロッテ | lotte
한화 ハンファ | hanwha
中国 중국 차이나 | china, chugoku, chinese
北京 ベイジン 베이징 | beijing, peking
上海 シャンハイ 상하이 | shanghai
深せん シェンチェン シンセン | shenzhen
広東 グワンドン | guangdong
広州 | guangzhou
浙江 チョーチアン | zhejiang
江蘇 | jiangsu
湖南 | hunan
湖北 | hubei
四川 | sichuan
天津 | tianjin
重慶 | chongqing
南京 | nanjing
武漢 | wuhan
大連 | dalian
ハルビン 哈爾浜 | harbin
清華 ツィンファ | tsinghua, qinghua
復旦 | fudan
台湾 | taiwan
香港 | hong kong
寧徳 | ningde
華為 ホアウェイ 화웨이 | huawei
比亜迪 | byd
小米 シャオミ | xiaomi
英国 | british
米国 アメリカン | american
欧州 | european
近畿 | kinki, kindai
日本 | nihon, nippon, japan, japanese
"""
# Names of houses of many firms, and of places: alone they name none of them.
_HOUSES = """
三星 サムスン 現代 三菱 三井 住友 日立 東芝 豊田 トヨタ 富士 古河 川崎 日産 大和 安田 野村 大阪 東京 京都 名古屋 横浜 神戸 福岡
札幌 仙台 広島 日本 九州 関西 関東 北海道 東北 中部 沖縄 千葉 埼玉 mitsubishi mitsui sumitomo hitachi toshiba toyota toyoda fuji
furukawa kawasaki nissan daiwa yasuda nomura osaka tokyo kyoto nagoya yokohama kobe fukuoka sapporo sendai hiroshima japan nippon
nihon kyushu kansai kanto hokkaido tohoku samsung hyundai lg sk siemens bosch philips
"""
HOUSES = frozenset(_HOUSES.split()) | {"rolls royce"}
_TABLE: dict[str, tuple[tuple[str, ...], ...]] = {}
_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {}
_ROMAJI: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(canonical(word) for word in text.replace("-", " ").split() if word not in STOPWORDS)


def _read_rows() -> None:
    for row in (FIRMS + TRADES + INSTITUTIONS).replace("\n  ", " ").strip().splitlines():
        if not row:
            continue
        left, right = row.split("|")
        phrases = [part.strip() for part in right.split(",")]
        options = tuple(dict.fromkeys(_phrase(phrase.lstrip("*")) for phrase in phrases))
        if len(options) > 1:
            options = tuple(filter(None, options))
        for word in left.split():
            key = large_kana(folded(word))
            _TABLE[key] = tuple(dict.fromkeys(_TABLE.get(key, ()) + options))
            if key.endswith("ー"):
                _TABLE.setdefault(key[:-1], _TABLE[key])
        for phrase in phrases:
            if phrase.startswith("*"):
                key_phrase = _phrase(phrase[1:])
                _ROMAJI[key_phrase] = tuple(dict.fromkeys(_ROMAJI.get(key_phrase, ()) + options))

    for row in _PROPER.strip().splitlines():
        left, right = row.split("|")
        for word in left.split():
            key = large_kana(folded(word)).removesuffix("ー")
            _NAMES[key] = tuple(_phrase(phrase) for phrase in right.split(","))


_read_rows()
PROPER = _NAMES
COMMON = _TABLE
ROMAJI = _ROMAJI
# Every common word in Latin letters.
VOCABULARY = CANONICAL_WORDS | {word for options in _TABLE.values() for phrase in options for word in phrase}
