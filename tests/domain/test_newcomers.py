"""A party named for the first time: what its name tells, and that nothing else is claimed of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import Identifiers, NameKind, OwnerName
from ippool.domain.newcomers import is_latin, kind_of_owner, newcomer
from ippool.domain.parties import PartyKind, SizeClass
from ippool.domain.territories import UNKNOWN
from ippool.domain.words import Words

ID = UUID(int=7)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("株式会社村田製作所", PartyKind.COMPANY),
        ("ナノテック株式会社", PartyKind.COMPANY),
        ("Kabushiki Kaisha Toyota Jidoshokki", PartyKind.COMPANY),
        ("Hyundai Motor Company", PartyKind.COMPANY),
        ("주식회사 이노디스", PartyKind.COMPANY),
        ("独立行政法人物質・材料研究機構", PartyKind.PUBLIC_INST),
        ("国立研究開発法人産業技術総合研究所", PartyKind.PUBLIC_INST),
        ("National Institute Of Advanced Industrial Science And Technology", PartyKind.PUBLIC_INST),
        ("科学技術庁無機材質研究所長", PartyKind.PUBLIC_INST),
        ("国立大学法人大阪大学", PartyKind.UNIVERSITY),
        ("学校法人早稲田大学", PartyKind.UNIVERSITY),
        ("National University Corporation Toyohashi University Of Technology", PartyKind.UNIVERSITY),
        ("University of Connecticut", PartyKind.UNIVERSITY),
        ("ユニバーシティ オブ ウォータールー", PartyKind.UNIVERSITY),
        # Foundations and companies of a university are not the university.
        ("국립부경대학교 산학협력단", PartyKind.COMPANY),
        ("Industry Academy Cooperation Foundation Of Sejong University", PartyKind.COMPANY),
        ("株式会社大学ベンチャー", PartyKind.COMPANY),
    ],
)
def test_what_a_party_is(name: str, kind: PartyKind) -> None:
    assert kind_of_owner(OwnerName(name)) is kind


def test_what_the_source_states_goes_before_what_the_name_looks_like() -> None:
    assert kind_of_owner(OwnerName("Osaka University", stated_kind=NameKind.PERSON)) is PartyKind.INDIVIDUAL
    assert kind_of_owner(OwnerName("Yamada Taro", stated_kind=NameKind.ORGANIZATION)) is PartyKind.COMPANY


def test_a_newcomer_has_what_its_record_says_and_nothing_else() -> None:
    owner = OwnerName(
        "独立行政法人産業技術総合研究所",
        spellings=("National Institute of Advanced Industrial Science and Technology", "産総研"),
        country="JP",
        identifiers=Identifiers("7010005005425", "https://ror.org/01703db54", frozenset({("JPO", "301021533")})),
    )
    party = newcomer(ID, "P-000001", owner, "J-PlatPat 特開2008-162524")
    assert party.id == ID
    assert (party.code, party.kind, party.country) == ("P-000001", PartyKind.PUBLIC_INST, "JP")
    assert party.name == Words("独立行政法人産業技術総合研究所", "National Institute of Advanced Industrial Science and Technology")
    assert (party.corporate_number, party.ror) == ("7010005005425", "https://ror.org/01703db54")
    assert party.source == "J-PlatPat 特開2008-162524"
    assert (party.merged_into, party.merged_on, party.same_as) == (None, None, None)


@pytest.mark.parametrize(("country", "kept"), [("JP", "JP"), ("TH", "TH"), (None, UNKNOWN), ("", UNKNOWN), ("QQ", UNKNOWN)])
def test_a_country_that_is_not_told_is_unknown(country: str | None, kept: str) -> None:
    assert newcomer(ID, "P-1", OwnerName("Hoya Glass Disk Ltd.", country=country), "").country == kept


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("有限会社小さな工房", SizeClass.LARGE),
        ("国立大学法人東京大学", SizeClass.ACADEMIC),
        ("独立行政法人理化学研究所", SizeClass.ACADEMIC),
    ],
)
def test_a_size_that_is_not_known_grants_no_reduction(name: str, size: SizeClass) -> None:
    assert newcomer(ID, "P-1", OwnerName(name), "").size is size


def test_a_japanese_name_in_latin_letters_is_the_japanese_name() -> None:
    assert newcomer(ID, "P-1", OwnerName("ＣＹＢＥＲＤＹＮＥ株式会社"), "").name == Words("ＣＹＢＥＲＤＹＮＥ株式会社", "")
    assert newcomer(ID, "P-1", OwnerName("Robert Bosch GmbH"), "").name == Words("", "Robert Bosch GmbH")


@given(text=st.text(min_size=1, max_size=40), spellings=st.lists(st.text(max_size=20), max_size=3), country=st.text(max_size=3))
def test_any_name_makes_a_party_that_bears_it(text: str, spellings: list[str], country: str) -> None:
    party = newcomer(ID, "P-1", OwnerName(text, tuple(spellings), country), "s")
    assert text in (party.name.ja, party.name.en)
    assert {party.name.ja, party.name.en} <= {text, *spellings, ""}
    assert party.size in (SizeClass.LARGE, SizeClass.ACADEMIC)


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Toyota Motor Corp", True),
        ("Université de Picardie", True),
        ("ＲＩＫＥＮ", True),
        ("トヨタ自動車株式会社", False),
        ("ＣＹＢＥＲＤＹＮＥ株式会社", False),
        ("Кириллица", False),
        ("주식회사 이노디스", False),
        ("", False),
        ("123", False),
    ],
)
def test_what_is_latin(text: str, latin: bool) -> None:
    assert is_latin(text) is latin
