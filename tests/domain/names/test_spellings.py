from __future__ import annotations

import csv
import json
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import NameKind, kind_of_name, merged_spellings, split_owners
from tests.conftest import REAL_DATA

WHOLE = [
    "Toyota Motor Co., Ltd.",
    "THE REGENTS OF THE UNIVERSITY OF COLORADO, a body corporate",
    "University of Maryland, College Park",
    "Board Of Regents, The University Of Texas System",
    "Kansai Electric Power Co., Inc., The",
    "Toyota Motor Engineering & Manufacturing North America, Inc.",
    "발렌스 테크놀로지, 인코포레이티드",
    "Мицубиси Газ Кемикал Компани, Инк.",
    "The Government Of The United States Of America, As Represented By The Secretary Of The Navy",
    "Los Alamos National Security, Llc",
    "Gordon, Kirsteen",
]


@pytest.mark.parametrize("name", WHOLE)
def test_a_name_with_a_comma_stays_whole(name: str) -> None:
    assert split_owners(name) == (name,)
    assert split_owners(f"Idemitsu Kosan Co., Ltd., {name}, Hydro-Quebec") == ("Idemitsu Kosan Co., Ltd.", name, "Hydro-Quebec")


def test_a_cell_is_split_at_its_commas() -> None:
    assert split_owners("Hyundai Motor Company, Kia Motors Corporation") == ("Hyundai Motor Company", "Kia Motors Corporation")
    assert split_owners("Wishvender K. Behl, The Government Of The United States") == (
        "Wishvender K. Behl",
        "The Government Of The United States",
    )
    assert split_owners("") == ()


ONE_RECORD = [
    ("トヨタ自動車株式会社|Toyota Motor Corp", "国立大学法人東京工業大学|Tokyo Institute Of Technology"),
    (
        "Toyota Industries Corp|株式会社豊田自動織機",
        "National Institute Of Advanced Industrial & Technology|独立行政法人産業技術総合研究所",
    ),
    (
        "三星エスディアイ株式会社|Samsung Sdi Co Ltd",
        "世宗大学校産学協力団|Industry Academy Cooperation Foundation Of Sejong University",
    ),
    ("古河機械金属株式会社|Furukawa Co Ltd",),
    ("日本特殊陶業株式会社|Ngk Spark Plug Co Ltd",),
    ("Agency Of Ind Science & Technol|工業技術院長", "Mitsubishi Metal Corp|三菱マテリアル株式会社"),
    ("Fdk株式会社|Ｆｄｋ株式会社",),
    ("川副　博司|博司 川副", "野呂　良彦|野呂  良彦", "俊晴 山下"),
    ("Tayca Corp|テイカ株式会社", "Masahiro Tatsumisuna|昌弘 辰巳砂"),
    ("暨南大学（Cn）|暨南大学", "深圳大学（Cn）|深圳大学"),
    ("昭和電工マテリアルズ株式会社|Showa Denko Materials Co Ltd", "学校法人 関西大学|Kansai Univ|学校法人  関西大学"),
    (
        "ポスコ|Posco",
        "ポスコ イーエス マテリアルス カンパニー リミテッドＰＯＳＣＯ ＥＳ Ｍａｔｅｒｉａｌｓ Ｃｏ．， Ｌｔｄ．"
        "|Posco Es Materials Co Ltd",
        "リサーチ インスティチュート オブ インダストリアル サイエンス アンド テクノロジー|Res Inst Of Ind Sci & Technol",
    ),
]
APART = [
    ("Carl Zeiss Vision International GmbH", "Carl Zeiss Vision GmbH", "Carl Zeiss Vision Ireland Ltd."),
    ("AMDOCS SOFTWARE SYSTEMS LIMITED", "AMDOCS DEVELOPMENT LIMITED"),
    ("ユミコア", "ユミコア・コリア・リミテッド"),
    ("北京理工大学", "北京理工大学重庆创新中心"),
    ("湖南邦普循环科技有限公司", "湖南邦普汽车循环有限公司"),
    ("구이저우 쩐화 이-켐 컴퍼니 리미티드", "구이저우 쩐화 이-켐 인코포레이티드"),
    ("Hoya Corporation", "Hoya Glass Disk (thailand) Ltd."),
    ("エスケー化研株式会社", "幹夫 高野"),
    ("株式会社デンソー", "Hitachi, Ltd."),
]


@pytest.mark.parametrize("owners", ONE_RECORD)
def test_spellings_of_one_owner_are_put_together(owners: tuple[str, ...]) -> None:
    groups = tuple(tuple(owner.split("|")) for owner in owners)
    assert merged_spellings([name for group in groups for name in group], named_twice=True) == groups


@pytest.mark.parametrize("names", APART)
def test_owners_of_one_record_stay_apart(names: tuple[str, ...]) -> None:
    assert merged_spellings(names) == tuple((name,) for name in names)


def test_names_with_nothing_in_common_are_two_owners_unless_the_source_names_each_twice() -> None:
    names = ("架空株式会社", "Zzyx Corp")
    assert merged_spellings(names) == (("架空株式会社",), ("Zzyx Corp",))
    assert merged_spellings(names, named_twice=True) == (names,)


@given(st.lists(st.text(max_size=12) | st.sampled_from([*WHOLE, *APART[0], "充 佐野", "Mitsuru Sano"]), max_size=6))
def test_every_name_is_in_one_group(names: list[str]) -> None:
    groups = merged_spellings(names)
    assert Counter(name for group in groups for name in group) == Counter(dict.fromkeys(names, 1))
    assert [group[0] for group in groups] == sorted((group[0] for group in groups), key=names.index)


@given(st.text(alphabet="ABc. ,株式会社Ltd&", max_size=30))
def test_splitting_loses_nothing(cell: str) -> None:
    assert "".join(", ".join(split_owners(cell)).split()).replace(",", "") == "".join(cell.split()).replace(",", "")


@cache
def google_patents() -> tuple[tuple[dict[str, str], ...], dict[str, Any]]:
    lines = (REAL_DATA / "google_patents_csv" / "gp-search-2.csv").read_text("utf-8-sig").splitlines(keepends=True)
    facts = json.loads((REAL_DATA / "FACTS.json").read_text("utf-8"))["google_patents_csv/gp-search-2.csv"]
    return tuple(csv.DictReader(lines[1:])), facts


def test_cells_of_google_patents_are_split() -> None:
    rows, facts = google_patents()
    found = Counter(len(split_owners(row["assignee"])) for row in rows)
    # The facts split at every comma but before Ltd, Inc, LLC, Limited and Incorporated. Where cells have fewer names than that, the
    # facts took pieces for names: the campus of a university, a board and its university, a form in Korean or Russian, an article
    # put last, "as represented by", "a body corporate".
    assert facts["raw_tokens"] == {"0": 11, "1": 1814, "2": 631, "3": 93, "4": 40, "5": 6, "6": 7, "7": 1, "8": 2}
    assert found == {0: 11, 1: 1828, 2: 628, 3: 86, 4: 36, 5: 6, 6: 7, 7: 1, 8: 2}


def test_owners_of_google_patents_are_counted() -> None:
    rows, facts = google_patents()
    merged = [merged_spellings(split_owners(row["assignee"]), named_twice=True) for row in rows]
    assert Counter(map(len, merged)) == {0: 11, 1: 2246, 2: 268, 3: 70, 4: 2, 5: 5, 6: 2, 7: 1}
    # The facts leave people out, take a name for part of another that contains it, and count pieces of a name as owners: without
    # people the figures are nearly theirs.
    organizations = Counter(
        sum(any(kind_of_name(name) is not NameKind.PERSON for name in owner) for owner in owners) for owners in merged
    )
    stated = {int(owners): count for owners, count in facts["owners_after_bilingual_merge"].items()}
    assert organizations == {0: 33, 1: 2262, 2: 249, 3: 60, 5: 1}
    assert sum(abs(organizations[owners] - stated.get(owners, 0)) for owners in {*organizations, *stated}) < 60


def test_joint_owners_of_the_facts_are_found() -> None:
    _, facts = google_patents()
    for number, cell, _, owners in facts["joint_sample"]:
        if number == "JP-6968563-B2":  # one owner, THE REGENTS OF THE UNIVERSITY OF COLORADO, a body corporate
            assert len(merged_spellings(split_owners(cell))) == 1
        else:
            assert [set(owners) & set(group) for group in merged_spellings(split_owners(cell))] == [{owner} for owner in owners]
