"""What countries and patent offices are called, by their two-letter code (WIPO ST.3)."""

from __future__ import annotations

from ippool.domain.words import Words

COUNTRIES = {
    "AE": Words("アラブ首長国連邦", "United Arab Emirates"),
    "AL": Words("アルバニア", "Albania"),
    "AR": Words("アルゼンチン", "Argentina"),
    "AT": Words("オーストリア", "Austria"),
    "AU": Words("オーストラリア", "Australia"),
    "BE": Words("ベルギー", "Belgium"),
    "BG": Words("ブルガリア", "Bulgaria"),
    "BR": Words("ブラジル", "Brazil"),
    "CA": Words("カナダ", "Canada"),
    "CH": Words("スイス", "Switzerland"),
    "CL": Words("チリ", "Chile"),
    "CN": Words("中国", "China"),
    "CY": Words("キプロス", "Cyprus"),
    "CZ": Words("チェコ", "Czechia"),
    "DE": Words("ドイツ", "Germany"),
    "DK": Words("デンマーク", "Denmark"),
    "EA": Words("ユーラシア特許庁", "Eurasian Patent Office"),
    "EE": Words("エストニア", "Estonia"),
    "EP": Words("欧州特許庁", "European Patent Office"),
    "ES": Words("スペイン", "Spain"),
    "FI": Words("フィンランド", "Finland"),
    "FR": Words("フランス", "France"),
    "GB": Words("英国", "United Kingdom"),
    "GR": Words("ギリシャ", "Greece"),
    "HK": Words("香港", "Hong Kong"),
    "HR": Words("クロアチア", "Croatia"),
    "HU": Words("ハンガリー", "Hungary"),
    "ID": Words("インドネシア", "Indonesia"),
    "IE": Words("アイルランド", "Ireland"),
    "IL": Words("イスラエル", "Israel"),
    "IN": Words("インド", "India"),
    "IS": Words("アイスランド", "Iceland"),
    "IT": Words("イタリア", "Italy"),
    "JP": Words("日本", "Japan"),
    "KR": Words("韓国", "Korea"),
    "LI": Words("リヒテンシュタイン", "Liechtenstein"),
    "LT": Words("リトアニア", "Lithuania"),
    "LU": Words("ルクセンブルク", "Luxembourg"),
    "LV": Words("ラトビア", "Latvia"),
    "MC": Words("モナコ", "Monaco"),
    "ME": Words("モンテネグロ", "Montenegro"),
    "MK": Words("北マケドニア", "North Macedonia"),
    "MT": Words("マルタ", "Malta"),
    "MX": Words("メキシコ", "Mexico"),
    "MY": Words("マレーシア", "Malaysia"),
    "NL": Words("オランダ", "Netherlands"),
    "NO": Words("ノルウェー", "Norway"),
    "NZ": Words("ニュージーランド", "New Zealand"),
    "PH": Words("フィリピン", "Philippines"),
    "PL": Words("ポーランド", "Poland"),
    "PT": Words("ポルトガル", "Portugal"),
    "RO": Words("ルーマニア", "Romania"),
    "RS": Words("セルビア", "Serbia"),
    "RU": Words("ロシア", "Russia"),
    "SA": Words("サウジアラビア", "Saudi Arabia"),
    "SE": Words("スウェーデン", "Sweden"),
    "SG": Words("シンガポール", "Singapore"),
    "SI": Words("スロベニア", "Slovenia"),
    "SK": Words("スロバキア", "Slovakia"),
    "SM": Words("サンマリノ", "San Marino"),
    "TH": Words("タイ", "Thailand"),
    "TR": Words("トルコ", "Türkiye"),
    "TW": Words("台湾", "Taiwan"),
    "UA": Words("ウクライナ", "Ukraine"),
    "US": Words("米国", "United States"),
    "VN": Words("ベトナム", "Vietnam"),
    "WO": Words("国際出願", "international application"),
    "ZA": Words("南アフリカ", "South Africa"),
}

_RIGHTS = {
    "EP": Words("欧州特許の各国", "the states of the European patent"),
    "EA": Words("ユーラシア特許の各国", "the states of the Eurasian patent"),
    "WO": Words("国際出願の各国", "the states of the international application"),
}
_WITH_ARTICLE = ("AE", "GB", "NL", "PH", "US")


def country_words(code: str) -> Words:
    """Name a country or office by its code; one without a name here is called by its code."""
    return COUNTRIES.get(code, Words(code, code))


def place_words(code: str) -> Words:
    """Name a country within a sentence, with the English article where it takes one; an office stands for its right's states."""
    if code in _RIGHTS:
        return _RIGHTS[code]
    name = country_words(code)
    return Words(name.ja, f"the {name.en}") if code in _WITH_ARTICLE else name


def coded_words(code: str) -> Words:
    """Name a country within a sentence together with its code."""
    name = place_words(code)
    return name if name.ja == code else Words(f"{name.ja}（{code}）", f"{name.en} ({code})")
