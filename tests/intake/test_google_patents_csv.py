"""Google Patents: what its lists say, that one owner in two scripts is one, and which names are whose."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ippool.intake.entries import FileRefused, PatentEntry, RightKind
from ippool.intake.format import Head
from ippool.intake.google_patents_csv import FORMAT
from tests.intake.csv_records import other_tables, rows_of, spoilt_tables, table
from tests.intake.us_records import (
    FACTS,
    canonical,
    entries,
    only_refusals,
    patents,
    real,
    recognized_by,
    refusal,
    written,
)

ONE, MANY = "google_patents_csv/gp-search-1.csv", "google_patents_csv/gp-search-2.csv"
ADDRESS = "search URL:,https://patents.google.com/?q=battery\n"
HEADER = (
    *("id", "title", "assignee", "inventor/author", "priority date", "filing/creation date"),
    *("publication date", "grant date", "result link", "representative figure link"),
)
RECORD = {
    "id": "JP-2020100163-A",
    "title": "Widget ",
    "assignee": "甲株式会社, Kou Corp",
    "inventor/author": "太郎 特許, Taro Tokkyo",
    "priority date": "2017-04-07",
    "filing/creation date": "2018-04-06",
    "publication date": "2020-07-02",
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return rows_of(MANY, preamble=1)


@pytest.fixture(scope="module")
def found() -> dict[str, PatentEntry]:
    return {each.cited: each for each in patents(FORMAT, real(MANY))}


def names(entry: PatentEntry) -> list[tuple[str, ...]]:
    return [(each.text, *each.spellings) for each in entry.owners]


def one(path: Path, **changes: str) -> PatentEntry:
    (read,) = patents(FORMAT, written(path / "gp.csv", table(HEADER, [RECORD | changes], ADDRESS)))
    return read


class TestFacts:
    @pytest.mark.parametrize("name", [ONE, MANY])
    def test_counts(self, name: str) -> None:
        facts, read = FACTS[name], patents(FORMAT, real(name))
        assert len(read) == facts["rows"]
        assert len({each.cited for each in read}) == facts["unique_ids"]
        assert sum(not each.owners_stated for each in read) == facts["no_assignee"]
        assert sum(each.registered_on is not None for each in read) == facts["granted"]
        assert sum(each.filed_on is None for each in read) == facts["missing_filing"]
        assert sum(each.priority_on is None for each in read) == facts["missing_priority"]
        assert dict(Counter(each.jurisdiction for each in read).most_common(8)) == facts["offices"]

    def test_of_records_without_a_name_nothing_is_said_of_owners(self, found: dict[str, PatentEntry]) -> None:
        assert all(each.owners_stated == bool(each.owners) for each in found.values())

    @pytest.mark.parametrize("record", FACTS[MANY]["nims_rows"], ids=lambda record: record[0])
    def test_the_institute_of_materials_is_one_owner(self, found: dict[str, PatentEntry], record: list[str]) -> None:
        number, cell, filed = record
        assert found[number].filed_on == date.fromisoformat(filed)
        (named,) = names(found[number])
        assert set(named) == set(cell.split(", "))

    @pytest.mark.parametrize("record", FACTS[ONE]["joint_sample"] + FACTS[MANY]["joint_sample"], ids=lambda record: record[0])
    def test_joint_samples(self, found: dict[str, PatentEntry], record: list[Any]) -> None:
        number, _, filed, owners = record
        entry = found.get(number) or patents(FORMAT, real(ONE))[0]
        assert entry.filed_on == date.fromisoformat(filed)
        if number == "JP-6968563-B2":
            # The source broke one name into three pieces, of which the facts have two, the first one without its end.
            everything = [name for each in names(entry) for name in each]
            assert any(owners[0] in name for name in everything)
            assert owners[1] in everything
            return
        assert len(entry.owners) == len(owners)
        for named, owner in zip(names(entry), owners, strict=True):
            assert owner.replace("  ", " ") in named

    def test_a_patent_of_two_owners_is_read_in_full(self, found: dict[str, PatentEntry]) -> None:
        entry = found["US-9269954-B2"]
        assert (entry.jurisdiction, entry.right, entry.inventors) == ("US", RightKind.PATENT, None)
        assert (entry.application, entry.publication, canonical(entry.registration)) == (None, None, "US:reg:9269954")
        assert names(entry) == [
            ("National Institute Of Advanced Industrial Science And Technology",),
            ("Kabushiki Kaisha Toyota Jidoshokki",),
        ]
        assert list(map(str, (entry.filed_on, entry.priority_on, entry.published_on, entry.registered_on))) == [
            *("2009-11-20", "2009-02-04", "2016-02-23", "2016-02-23"),
        ]
        assert (entry.expires_on, entry.events, entry.classifications, entry.source_date) == (None, (), (), None)

    def test_a_laid_open_application_is_read_in_full(self, found: dict[str, PatentEntry]) -> None:
        entry = found["JP-2023026887-A"]
        assert (entry.jurisdiction, canonical(entry.publication), entry.registration) == ("JP", "JP:pub:2023:026887:A", None)
        assert (entry.title.ja, entry.title.en) == (
            "",
            "Mg-based alloy negative electrode material, Mg negative electrode material, and Mg secondary battery using these",
        )
        assert names(entry) == [("国立研究開発法人物質・材料研究機構", "National Institute For Materials Science")]
        assert (str(entry.place.line), entry.place.record) == (str(entry.place.record + 2), entry.place.record)

    def test_no_number_is_left_in_doubt(self, found: dict[str, PatentEntry]) -> None:
        numbers = [number for each in found.values() for number in (each.publication, each.registration) if number]
        assert len(numbers) == len(found)
        assert not [number for number in numbers if number.ambiguous]

    @pytest.mark.parametrize(
        ("id", "jurisdiction", "right", "publication", "registration", "international"),
        [
            ("JP-WO2011118799-A1", "JP", RightKind.PATENT, "WO:pub:2011:118799:A1", None, "WO:pub:2011:118799:A1"),
            ("JP-S6050727-B2", "JP", RightKind.PATENT, "JP:kokoku:1985:050727:B2", None, None),
            ("JP-2020534245-A5", "JP", RightKind.PATENT, "JP:pub:2020:534245:A5", None, None),
            ("CN-113544875-B", "CN", RightKind.PATENT, None, "CN:reg:113544875", None),
            ("UA-141619-U", "UA", RightKind.UTILITY_MODEL, None, "UA:utility:141619:U", None),
            ("US-4302518-A", "US", RightKind.PATENT, None, "US:reg:4302518", None),
            ("WO-9627697-A1", "WO", RightKind.PATENT, "WO:pub:1996:027697:A1", None, None),
        ],
    )
    def test_numbers_and_rights(
        self,
        found: dict[str, PatentEntry],
        id: str,
        jurisdiction: str,
        right: RightKind,
        publication: str | None,
        registration: str | None,
        international: str | None,
    ) -> None:
        entry = found[id]
        assert (entry.jurisdiction, entry.right) == (jurisdiction, right)
        numbers = (entry.publication, entry.registration, entry.international)
        assert tuple(map(canonical, numbers)) == (publication, registration, international)
        assert entry.publication is None or entry.publication.republication == id.startswith("JP-WO")


KANA_OR_KANJI = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
LEGAL_FORM = re.compile(r"(Ltd|Inc|Llc|Limited|Incorporated)\.?", re.IGNORECASE)


def tokens(cell: str) -> list[str]:
    """Split a cell as the facts do: a legal form belongs to the name before it where no name is in kana or kanji."""
    found: list[str] = []
    for piece in filter(None, map(str.strip, cell.split(", "))):
        if found and LEGAL_FORM.fullmatch(piece) and not KANA_OR_KANJI.search(cell):
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


def owners_of_the_facts(row: dict[str, str]) -> list[str]:
    """Count owners as the facts do: without inventors, in kana or kanji where there are any, without names within other names."""
    inventors = {name.strip() for name in row["inventor/author"].split(", ")}
    named = [name for name in tokens(row["assignee"]) if name not in inventors]
    if any(map(KANA_OR_KANJI.search, named)):
        named = [name for name in named if KANA_OR_KANJI.search(name)]
    by_key: dict[str, str] = {}
    for name in named:
        by_key.setdefault(unicodedata.normalize("NFKC", name).replace(" ", "").lower(), name)
    return [name for key, name in by_key.items() if not any(key in other and key != other for other in by_key)]


OWNERS_WHO_INVENTED = {
    **dict.fromkeys(("AU-2011238903-A1", "CA-2510880-A1", "CN-100389471-C", "CN-100484667-C", "CN-100502104-C"), 1),
    **dict.fromkeys(("CN-101826617-A", "CN-103059326-A", "CN-103066293-A", "CN-110380052-A", "CN-110416510-A"), 1),
    **dict.fromkeys(("CN-110627114-A", "CN-110808366-A", "JP-2000223152-A", "JP-2005267921-A", "JP-7495743-B2"), 1),
    **dict.fromkeys(("JP-H0869796-A", "KR-100187461-B1", "KR-100463437-B1", "KR-20190000048-A", "RU-2692759-C1"), 1),
    **dict.fromkeys(("TW-201304255-A", "US-2014356705-A1", "US-3471392-A", "US-5069764-A"), 1),
    **dict.fromkeys(("CA-1276907-C", "CA-1321108-C", "CN-103214768-B", "CN-104177738-A", "JP-2001316583-A"), 2),
    **dict.fromkeys(("JP-2003281931-A", "JP-3921665-B2", "KR-101181148-B1", "KR-20040106835-A", "KR-20170129238-A"), 2),
    **dict.fromkeys(("US-2002114725-A1", "US-4130693-A", "US-4302518-A", "WO-2016141861-A1", "WO-2024119274-A1"), 2),
    **dict.fromkeys(("CA-1067144-A", "CA-1086988-A", "CA-2042130-A1", "CA-2686890-C", "CA-3002650-C", "CA-3173433-A1"), 3),
    **dict.fromkeys(("KR-100457093-B1", "US-2021119213-A1"), 3),
    **dict.fromkeys(("CA-2038408-C", "US-11817550-B2"), 4),
    **dict.fromkeys(("CA-1119381-A", "US-2005102824-A1", "US-2007259271-A1", "US-2014113188-A1"), 5),
    **dict.fromkeys(("CA-2529202-A1", "TR-201504382-A2"), 6),
    "CA-3240307-A1": 7,
}
"""An inventor named as an owner is one; the facts leave him out (and then have no owner at all, or only the company beside him)."""

ONE_NAME_WITHIN_ANOTHER = {
    **dict.fromkeys(("CN-109904399-A", "CN-112652755-A", "CN-116154277-A", "CN-117154086-A"), 2),
    **dict.fromkeys(("JP-6538859-B2", "KR-102018470-B1"), 2),
    **dict.fromkeys(("JP-2016046240-A", "KR-102660233-B1"), 3),
}
"""ユミコア and ユミコア・コリア, 南京大学 and 南京大学深圳研究院 are two; the facts leave out the shorter name."""

COMMA_WITHIN_A_NAME = {
    **dict.fromkeys(("EP-3535796-B1", "US-11043696-B2", "US-10090557-B2", "US-8647773-B2", "WO-2016126440-A1"), 1),
    **dict.fromkeys(("KR-101323385-B1", "KR-20050123147-A", "KR-20090058559-A", "KR-20120003452-A"), 1),
    **dict.fromkeys(("KR-102594870-B1", "KR-20190004721-A", "KR-20230121102-A"), 1),
    **dict.fromkeys(("US-2020112052-A1", "US-2020251772-A1", "US-2021399335-A1", "US-2023411681-A1"), 2),
    **dict.fromkeys(("AU-781935-B2", "WO-2022067239-A1", "WO-2024011318-A1"), 2),
    "US-2023238574-A1": 3,
}
"""`University of Maryland, College Park`, `Board Of Regents, The University Of Texas System`, `발렌스 테크놀로지, 인코포레이티드`
and `Kansai Electric Power Co., Inc., The` are one name each; the facts know `Ltd.` and the like only."""

TWO_WRITINGS = {"JP-2023516508-A": 1, "JP-7288059-B2": 1}
"""股▲ふん▼有限公司 and 股▲フン▼有限公司."""

NAMES_IN_DOUBT = frozenset(
    {
        # Two owners behind one comma, or one name with a comma of its own: how far that is told is tested with the names.
        *("US-2023335708-A1", "US-11515556-B1", "CA-1199679-A", "WO-2007114977-A2", "RU-2787019-C2", "RU-2732080-C1"),
        *("EP-4386891-A1", "WO-2020185166-A1", "KR-20170070180-A", "KR-20240045209-A", "US-2022293927-A1", "WO-2024008733-A1"),
        # One owner in two writings, or two with like names.
        *("CN-115602849-A", "JP-6041826-B2", "JP-6968563-B2", "UA-141619-U", "KR-20240011635-A", "KR-20230153954-A"),
    }
)


class TestOwners:
    def test_the_facts_count_as_described(self, rows: list[dict[str, str]]) -> None:
        facts = FACTS[MANY]
        assert Counter(len(tokens(row["assignee"])) for row in rows) == {
            int(key): many for key, many in facts["raw_tokens"].items()
        }
        counted = Counter(len(owners_of_the_facts(row)) for row in rows)
        assert counted == {int(key): many for key, many in facts["owners_after_bilingual_merge"].items()}

    def test_owners_are_those_of_the_facts_but_for_rows_that_the_facts_misread(
        self, rows: list[dict[str, str]], found: dict[str, PatentEntry]
    ) -> None:
        right = OWNERS_WHO_INVENTED | ONE_NAME_WITHIN_ANOTHER | COMMA_WITHIN_A_NAME | TWO_WRITINGS
        other = {
            row["id"]: len(found[row["id"]].owners)
            for row in rows
            if row["id"] not in NAMES_IN_DOUBT and len(found[row["id"]].owners) != len(owners_of_the_facts(row))
        }
        assert other == right

    def test_the_facts_leave_out_exactly_the_owners_who_invented(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["id"] in OWNERS_WHO_INVENTED:
                inventors = {name.strip() for name in row["inventor/author"].split(", ")}
                assert inventors & set(tokens(row["assignee"])), row["id"]

    def test_every_name_is_a_name_of_one_owner(self, rows: list[dict[str, str]], found: dict[str, PatentEntry]) -> None:
        for row in rows:
            written_names = [name for owner in names(found[row["id"]]) for name in owner]
            assert len(written_names) == len(set(written_names)), row["id"]
            flat = Counter(re.sub(r"[\s,]+", "", row["assignee"]))
            assert not Counter(re.sub(r"[\s,]+", "", "".join(written_names))) - flat, row["id"]

    def test_owners_named_in_japanese_and_english_are_one(self, rows: list[dict[str, str]], found: dict[str, PatentEntry]) -> None:
        """The facts leave four rows of inventors alone out, and count one whose Latin words are part of a Japanese name."""
        bilingual = [
            row["id"]
            for row in rows
            if any(len({bool(KANA_OR_KANJI.search(name)) for name in owner}) == 2 for owner in names(found[row["id"]]))
        ]
        persons = ["JP-2001316583-A", "JP-2000223152-A", "JP-2005267921-A", "JP-H0869796-A"]
        assert len(bilingual) - len(persons) + len({"JP-6968563-B2"} - set(bilingual)) == FACTS[MANY]["bilingual_rows"]
        assert set(persons) <= set(bilingual) & OWNERS_WHO_INVENTED.keys()
        assert all(re.fullmatch("JP-.*-A", number) for number in bilingual)

    @pytest.mark.parametrize(
        ("id", "owners"),
        [
            ("JP-2012054212-A", [("トヨタ自動車株式会社", "Toyota Motor Corp")]),
            ("JP-2020061326-A", [("トヨタ自動車株式会社", "Toyota Motor Corp")]),
            ("JP-2001316583-A", [("努 南", "Tsutomu Minami"), ("信三 ▲麹▼谷", "Shinzo Kojitani")]),
            (
                "JP-2014080319-A",
                [
                    ("住友金属鉱山株式会社", "Sumitomo Metal Mining Co Ltd"),
                    ("国立大学法人東北大学", "Tohoku Univ"),
                    ("株式会社デンソー", "Denso Corp"),
                ],
            ),
            (
                "JP-2023180901-A",
                [("Ｕｂｅ株式会社", "Ube Corp"), ("公立大学法人大阪", "Univ Public Corp Osaka")],
            ),
            (
                "JP-2021072288-A",
                [
                    (
                        "三星エスディアイ株式会社ＳＡＭＳＵＮＧ ＳＤＩ Ｃｏ．， ＬＴＤ．",
                        "三星エスディアイ株式会社",
                        "Samsung Sdi Co Ltd",
                    )
                ],
            ),
            ("EP-3244472-A1", [("Basf Se",), ("Karlsruher Institut Für Technologie (KIT)",)]),
            ("TW-I822958-B", [("日商住友金屬礦山股份有限公司",), ("日商松下新能源股份有限公司",)]),
        ],
    )
    def test_owners_by_all_their_names(self, found: dict[str, PatentEntry], id: str, owners: list[tuple[str, ...]]) -> None:
        assert names(found[id]) == owners

    @pytest.mark.parametrize(
        ("id", "cell", "owners"),
        [
            # A third name without a partner: whose the English name is stays open.
            ("JP-2020100163-A", "甲株式会社, Zzyx Corp, 乙株式会社", [("甲株式会社",), ("Zzyx Corp",), ("乙株式会社",)]),
            ("JP-2020100163-A", "甲株式会社, 乙株式会社, Zzyx Corp", [("甲株式会社",), ("乙株式会社",), ("Zzyx Corp",)]),
            ("JP-2020100163-A", "甲株式会社, 乙株式会社", [("甲株式会社",), ("乙株式会社",)]),
            ("JP-2020100163-A", "Kou Corp, Otsu Corp", [("Kou Corp",), ("Otsu Corp",)]),
            # Only laid-open applications of Japan name their owners twice.
            ("JP-6123456-B2", "甲株式会社, Zzyx Corp", [("甲株式会社",), ("Zzyx Corp",)]),
            ("WO-2011065307-A1", "甲株式会社, Zzyx Corp", [("甲株式会社",), ("Zzyx Corp",)]),
            ("JP-2020100163-A", " 甲株式会社,  Zzyx  Corp", [("甲株式会社", "Zzyx Corp")]),
            ("JP-2020100163-A", "甲株式会社, 甲株式会社", [("甲株式会社",)]),
        ],
    )
    def test_names_are_put_together_only_where_they_come_in_pairs(
        self, tmp_path: Path, id: str, cell: str, owners: list[tuple[str, ...]]
    ) -> None:
        dated = {"publication date": "2011-06-03"} if id.startswith("WO") else {}
        assert names(one(tmp_path, id=id, assignee=cell, **dated)) == owners


class TestRights:
    @pytest.mark.parametrize(
        ("id", "right", "registration"),
        [
            ("US-D628609-S1", RightKind.DESIGN, "US:reg:D628609"),
            ("US-PP18398-P2", RightKind.PLANT, "US:reg:PP18398"),
            ("US-H2140-H1", RightKind.INVENTION_REGISTRATION, "US:reg:H2140"),
            ("US-RE43880-E1", RightKind.PATENT, "US:reg:RE43880"),
            ("CN-209266514-U", RightKind.UTILITY_MODEL, "CN:utility:209266514"),
            ("US-2005004437-P1", RightKind.PLANT, None),
        ],
    )
    def test_rights_are_told_by_number_and_kind(self, tmp_path: Path, id: str, right: RightKind, registration: str | None) -> None:
        found = one(tmp_path, id=id)
        assert (found.right, canonical(found.registration)) == (right, registration)

    def test_a_title_of_another_script_is_kept(self, tmp_path: Path) -> None:
        found = one(tmp_path, title=" 固体　電解質 ")
        assert (found.title.ja, found.title.en) == ("固体 電解質", "")


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            ({"id": ""}, "id", ""),
            ({"id": "JP2020100163A"}, "id", "JP2020100163A"),
            ({"id": "JP-2031100163-A"}, "id", "JP-2031100163-A"),
            ({"id": "QQ-123-A"}, "id", "QQ-123-A"),
            ({"id": "US-13167395-A"}, "id", "US-13167395-A"),
            ({"priority date": "April 2017"}, "priority date", "April 2017"),
            ({"filing/creation date": "2018-02-30"}, "filing/creation date", "2018-02-30"),
            ({"publication date": "0000-00-00"}, "publication date", "0000-00-00"),
            ({"grant date": "9999-12-31"}, "grant date", "9999-12-31"),
            ({"assignee": ", ".join(f"Party {number}" for number in range(301))}, "assignee", "301"),
        ],
    )
    def test_a_record_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
        self, tmp_path: Path, change: dict[str, str], field: str, value: str
    ) -> None:
        text = table(HEADER, [RECORD | change, RECORD], ADDRESS)
        refused, following = entries(FORMAT, written(tmp_path / "gp.csv", text))
        assert refusal(refused) == ("gp.csv#1:3", field, value)
        assert isinstance(following, PatentEntry)
        assert str(following.place) == "gp.csv#2:4"

    def test_a_row_with_a_cell_too_many_is_refused(self, tmp_path: Path) -> None:
        text = table(HEADER, [RECORD], ADDRESS) + "US-9269954-B2,a,b,c,d,e,f,g,h,i,j\n"
        _, refused = entries(FORMAT, written(tmp_path / "gp.csv", text))
        assert refusal(refused) == ("gp.csv#2:4", "", "")
        assert getattr(refused, "cited", "") == "US-9269954-B2"

    def test_without_the_line_of_the_search_it_is_another_file(self, tmp_path: Path) -> None:
        source = written(tmp_path / "gp.csv", table(HEADER, [RECORD]))
        with pytest.raises(FileRefused, match=r"gp.csv \(line 1\): It does not begin with the address of a search"):
            entries(FORMAT, source)
        assert FORMAT.recognize(Head("gp.csv", source.head())) is None

    def test_it_recognizes_its_own_files_and_no_others(self) -> None:
        assert recognized_by(FORMAT) == {ONE, MANY}


SAMPLE = [row for row in rows_of(MANY, preamble=1) if row["id"] in OWNERS_WHO_INVENTED or len(tokens(row["assignee"])) > 4][:40]
SEED = table(HEADER, SAMPLE, ADDRESS)


@settings(max_examples=60, deadline=None)
@given(spoilt_tables(SEED))
def test_spoilt_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-google.csv", content))


@settings(max_examples=60, deadline=None)
@given(other_tables(SEED, preamble=1))
def test_files_with_other_cells_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-google.csv", content))
