from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import name_key

SAME = [
    ("トヨタ自動車株式会社", "㈱トヨタ自動車"),
    ("トヨタ自動車株式会社", "トヨタ自動車（株）"),
    ("株式会社村田製作所", "村田製作所株式会社"),
    ("ＴＤＫ株式会社", "TDK Corp"),
    ("国立大学法人　東京大学", "国立大学法人東京大学"),
    ("美的集団股▲フン▼有限公司", "美的集団股▲ふん▼有限公司"),
    ("キヤノン株式会社", "キャノン株式会社"),
    ("现代自动车株式会社", "現代自動車株式会社"),
    ("學校法人慶應義塾", "学校法人慶応義塾"),
    ("Sumitomo Metal Mining Co., Ltd.", "SUMITOMO METAL MINING CO LTD"),
    ("Natl Inst For Res In Inorg Mater", "National Institute for Research in Inorg. Materials"),
    ("Kabushiki Kaisha Toshiba", "Toshiba KK"),
    ("BEHEERMAATSCHAPPIJ DE BOER NIJMEGEN B.V", "Beheermaatschappij de Boer Nijmegen BV"),
    ("9SOLUTIONS OY [FI]", "9Solutions Oy"),
    ("(주)마린바이오프로세스", "주식회사 마린바이오프로세스"),
    ("Université de Montréal", "UNIVERSITE DE MONTREAL"),
    ("Tokyo Electric Power Co Inc:The", "The Tokyo Electric Power Co., Inc."),
]
OTHER = [
    ("村田機械株式会社", "株式会社村田製作所"),
    ("株式会社ケイ", "有限会社ケイ"),
    ("医療法人明和会", "社会福祉法人明和会"),
    ("Carl Zeiss Vision GmbH", "Carl Zeiss Vision Inc."),
    ("University of Washington", "Washington University"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_one_name_differently_written_has_one_key(first: str, second: str) -> None:
    assert name_key(first) == name_key(second)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_other_names_have_other_keys(first: str, second: str) -> None:
    assert name_key(first) != name_key(second)


PIECES = st.sampled_from(
    [
        *"・ー,.&'-() ",
        "コーポレーション",
        "リミテッド",
        "村田",
        "インク",
        "(2017-01-05)",
        "[FI]",
        "a/s",
        "ヴァ",
        "學",
        "주식회사",
        "Ōsaka",
        "株式会社",
        "Co., Ltd.",
        "GmbH",
        "トヨタ",
        "(jp)",
        "{ag}",
        "(株)",
        "大学",
        "of",
        "the",
        "Corp",
        "Inc",
        "Univ",
    ]
)
NAMES = st.one_of(st.text(max_size=20), st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=8).map("".join))


@given(NAMES)
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(NAMES)
def test_width_and_spaces_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert name_key(wide) == name_key(text)
    assert name_key(f"  {text.replace(' ', '　')} ") == name_key(text)
    assert name_key(unicodedata.normalize("NFKC", text)) == name_key(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=20))
def test_case_makes_no_difference(text: str) -> None:
    assert name_key(text.upper()) == name_key(text.lower()) or "ı" in text.lower()
