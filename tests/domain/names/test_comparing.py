from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import NameVerdict, compare_names, name_key

SAME, UNCERTAIN, DIFFERENT = NameVerdict.SAME, NameVerdict.UNCERTAIN, NameVerdict.DIFFERENT
VERDICTS = [
    ("トヨタ自動車株式会社", "Toyota Motor Corp", SAME),
    ("トヨタ自動車株式会社", "Kabushiki Kaisha Toyota Jidoshokki", DIFFERENT),
    ("国立研究開発法人理化学研究所", "RIKEN KK", UNCERTAIN),
    ("国立研究開発法人理化学研究所", "独立行政法人理化学研究所", SAME),
    ("株式会社Ｓｕｎｒｉｓｅ", "Ｓｕｎｒｉｓｅ株式会社", UNCERTAIN),
    ("株式会社オハラ", "Ohara Inc", UNCERTAIN),
    ("医療法人明和会", "社会福祉法人明和会", UNCERTAIN),
    ("山田　太郎", "山田太郎", UNCERTAIN),
    ("山田　太郎", "株式会社山田太郎", DIFFERENT),
    ("GOOGLE INC.", "GOOGLE LLC", UNCERTAIN),
    ("Sanyo Denki Co., Ltd.", "Sanyo Electric Co Ltd", UNCERTAIN),
    ("三洋電機株式会社", "Sanyo Denki Co., Ltd.", DIFFERENT),
    ("松下電器産業株式会社", "パナソニック株式会社", UNCERTAIN),
    ("Mitsubishi", "三菱電機株式会社", DIFFERENT),
    ("日商住友金屬礦山股份有限公司", "住友金属鉱山株式会社", SAME),
    ("株式会社ワークス", "株式会社ワークス・コーポレーション", DIFFERENT),
    ("株式会社Ｎ＆Ｋ", "株式会社ＮＫ", DIFFERENT),
    ("北京科技大学", "UNIV BEIJING TECHNOLOGY", UNCERTAIN),
    ("北京工业大学", "Beijing Institute of Technology", DIFFERENT),
    ("北京理工大学", "Beijing Institute of Technology", SAME),
    ("哈尔滨工业大学", "UNIV HARBIN SCIENCE & TECH", UNCERTAIN),
    ("哈尔滨工业大学", "HARBIN INST TECHNOLOGY", SAME),
    ("浙江工业大学", "UNIV ZHEJIANG SCIENCE & TECH", UNCERTAIN),
    ("南京理工大学", "NANJING INST TECH", UNCERTAIN),
    ("国立大学法人豊橋技術科学大学", "Toyohashi University of Technology", SAME),
    ("한국과학기술원", "Korea Institute Of Science And Technology", DIFFERENT),
    ("한국과학기술연구원", "Korea Institute Of Science And Technology", SAME),
    ("Ford Motor Company Limited", "Ford Motor Co", UNCERTAIN),
    ("GEN ELECTRIC CO LTD", "General Electric Company", UNCERTAIN),
    ("GEN ELECTRIC", "General Electric Company", SAME),
    ("ROLLS ROYCE", "Rolls-Royce Corporation", UNCERTAIN),
]


@pytest.mark.parametrize(("first", "second", "verdict"), VERDICTS)
def test_two_names(first: str, second: str, verdict: NameVerdict) -> None:
    assert compare_names(first, second).verdict is verdict


def test_forms_of_other_spheres_weigh_more() -> None:
    assert compare_names("株式会社三矢研究所", "公益財団法人三矢研究所").score == Fraction(1, 2)
    assert compare_names("有限会社伊藤製作所", "株式会社伊藤製作所").score == Fraction(4, 5)


def test_a_comparison_says_why_in_both_languages() -> None:
    comparison = compare_names("株式会社村田製作所", "村田機械株式会社")
    assert [reason.ja for reason in comparison.evidence] == ["「機械」と「製作所」が対応しない。"]
    assert [reason.en for reason in comparison.evidence] == ['"機械" and "製作所" do not answer to each other.']


WORDS = """
株式会社 トヨタ 自動車 Toyota Motor Co.,Ltd. 大学 国立 ・ (Japan) GmbH 研究所 Institute 삼성 전자 有限公司 & A ー 佐藤 一郎
"""
PIECES = st.sampled_from([" ", *WORDS.split()])
NAMES = st.one_of(st.text(max_size=16), st.lists(PIECES, max_size=5).map("".join))


@given(NAMES, NAMES)
def test_comparing_is_symmetric_and_knows_itself(first: str, second: str) -> None:
    comparison = compare_names(first, second)
    assert comparison == compare_names(second, first)
    assert 0 <= comparison.score <= 1
    assert comparison.evidence
    assert compare_names(first, first).verdict is not DIFFERENT


@given(NAMES, NAMES)
def test_names_of_one_key_are_not_different(first: str, second: str) -> None:
    if name_key(first) == name_key(second):
        assert compare_names(first, second).verdict is not DIFFERENT
