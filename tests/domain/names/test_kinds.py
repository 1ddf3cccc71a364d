from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import NameKind, kind_of_name
from tests.conftest import REAL_DATA

PERSONS = [
    "HERRALA SAMI [FI]", "KYLMAENEN JARI [FI]", "NIEMI JAAKKO [FI]", "HERRALA SAMI,", "김덕현", "김병진", "小栗\u3000宏次",
    "佐久間\u3000一郎", "正宗\u3000英津子", "濱口\u3000栄男", "充 佐野", "信三 ▲麹▼谷", "プラース－リンク，アンドレアス",
    "Mitsuru Sano", "Shinzo Kojitani", "Goodenough John B", "M. Ashraf Imam", "Michael A. Zimmerman", "Jean-Marie Tarascon",
    "Chang; On-Kok", "Gordon, Kirsteen", "KOCHETOV OLEG SAVELEVICH", "Варвара Андреевна Елшина", "WANG JIA-PING",
    "TANIGAWA HIROYASU", "ROOS; PAUL W.", "Bjorn Emilsson", "Helge G. Gran", "陈璞",
]  # fmt: skip
ORGANIZATIONS = [
    "9SOLUTIONS OY [FI]", "주식회사 이노디스", "(주)마린바이오프로세스", "국립부경대학교 산학협력단",
    "어업회사법인 주식회사 해천마", "대한민국 (경상대학교 총장)", "株式会社村田製作所", "国立大学法人\u3000東京大学",
    "科学技術庁無機材質研究所長", "工業技術院長", "大阪大学長", "大阪府", "中国科学院上海硅酸盐研究所", "清华大学",
    "The United States of America as represented by the Secretary of the Army", "The Regents of the University of Michigan",
    "Her Majesty The Queen In Right Of Canada As Represented By The Minister Of National Defence", "Robert Bosch GmbH",
    "Societe BIC", "E. I. du Pont Nemours and Company", "P.R. Mallory And Co. Inc.", "Carl Zeiss Vision GmbH",
    "ローム株式会社", "トヨタ\u3000モーター\u3000ヨーロッパ", "Max-Planck-Gesellschaft Zur Foerderung Der Wissenschaften E.V.",
    "BOSCH GMBH ROBERT", "NASA Glenn Research Center", "3M Innovative Properties Company",
]  # fmt: skip
NEITHER = ["Solvay", "ユミコア", "유미코아", "", "---", "Posco", "12"]


@pytest.mark.parametrize("name", PERSONS)
def test_a_person(name: str) -> None:
    assert kind_of_name(name) is NameKind.PERSON


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_an_organization(name: str) -> None:
    assert kind_of_name(name) is NameKind.ORGANIZATION


@pytest.mark.parametrize("name", NEITHER)
def test_a_name_that_says_nothing(name: str) -> None:
    assert kind_of_name(name) is not NameKind.PERSON


def test_the_country_decides_what_a_name_of_three_characters_is() -> None:
    assert kind_of_name("郭芬", country="CN") is NameKind.PERSON
    assert kind_of_name("東芝", country="JP") is not NameKind.PERSON


def test_owners_of_j_platpat_are_people_or_organizations() -> None:
    owners: Counter[NameKind] = Counter()
    seen: set[str] = set()
    for path in sorted(REAL_DATA.glob("jplatpat_csv*/**/*.csv")):
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)):
            seen |= set(row.get("出願人/権利者", "").split(",")) - {""}
    owners.update(map(kind_of_name, seen))
    people = {name for name in seen if kind_of_name(name) is NameKind.PERSON}
    assert owners[NameKind.UNKNOWN] <= len(seen) * 0.03
    assert all(re.fullmatch(r"[一-鿿々]+　[一-鿿々]+|[ァ-ヶー－]+，[ァ-ヶー－]+", name) for name in people), people
    assert {name for name in seen if re.fullmatch(r"[一-鿿々]{1,3}　[一-鿿々]{1,3}", name)} <= people


def test_assignees_that_patentsview_calls_people_are_people() -> None:
    text = (REAL_DATA / "patentsview_json" / "assignee_response.json").read_text("utf-8")
    rows = json.loads(text)["assignees"]
    people = [
        f"{r['assignee_individual_name_first']} {r['assignee_individual_name_last']}" for r in rows if r["assignee_type"] == "5"
    ]
    firms = [r["assignee_organization"] for r in rows if r["assignee_type"] in ("2", "3")]
    assert people
    assert [name for name in people if kind_of_name(name) is NameKind.ORGANIZATION] == []
    assert sum(kind_of_name(name) is NameKind.PERSON for name in people) >= len(people) * 0.8
    assert [name for name in firms if kind_of_name(name) is NameKind.PERSON] == ["Njal Underhaug"]  # a person, typed as a firm


def test_corporations_are_not_people() -> None:
    text = (REAL_DATA / "houjin_bangou" / "diff_20260115.csv").read_text("cp932")
    names = {row[6] for row in csv.reader(text.splitlines())}
    assert [name for name in names if kind_of_name(name) is NameKind.PERSON] == []


@given(st.text(max_size=30), st.none() | st.sampled_from(["JP", "CN", "KR"]))
def test_any_text_has_a_kind(text: str, country: str | None) -> None:
    assert kind_of_name(text, country=country) in NameKind
