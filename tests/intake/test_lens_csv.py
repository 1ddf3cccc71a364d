"""The Lens: its three headers, the owners of today among applicants and recorded owners, and what is no list of patents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from ippool.domain.patents import LegalStatus
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Refused, RightKind
from ippool.intake.lens_csv import FORMAT
from tests.intake.csv_records import changed, other_tables, rows_of, spoilt_tables, table
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

WITHOUT_NUMBERS, HISTORY, TODAY = (
    "lens_csv/battery/raw_patents.csv",
    "lens_csv/birdstrike/lens-export.csv",
    "lens_csv/sangamo/lens-export.csv",
)
OWNERS = {HISTORY: "Owners (US)", TODAY: "Owners"}
SCHOLARLY = "negative/lens_scholar/lens-export.csv"
HEADER = (
    *("#", "Jurisdiction", "Kind", "Display Key", "Lens ID", "Publication Date", "Publication Year", "Application Number"),
    *("Application Date", "Priority Numbers", "Earliest Priority Date", "Title", "Abstract", "Applicants", "Inventors", "Owners"),
    *("URL", "Document Type", "CPC Classifications", "IPCR Classifications", "US Classifications", "Legal Status"),
)
OLD_HEADER = tuple(
    {"Owners": "Owners (US)", "Display Key": "Publication Number", "Document Type": "Type"}.get(name, name) for name in HEADER
)
RECORD = {
    "#": "1",
    "Jurisdiction": "US",
    "Kind": "B2",
    "Display Key": "US 10117899 B2",
    "Lens ID": "044-201-617-571-960",
    "Publication Date": "2018-11-06",
    "Application Number": "US 201414516189 A",
    "Application Date": "2014-10-16",
    "Priority Numbers": "US 201414516189 A;;US 201361892340 P",
    "Earliest Priority Date": "2013-10-17",
    "Title": "Widget",
    "Applicants": "ALPHA INC",
    "Inventors": "DOE JANE;;ROE RICHARD",
    "Document Type": "Granted Patent",
    "Legal Status": "ACTIVE",
}


def values(cell: str) -> list[str]:
    return [value for value in cell.split(";;") if value]


def counted(lists: Iterable[list[str]]) -> dict[str, int]:
    return {str(count): many for count, many in Counter(map(len, lists)).items()}


def one(path: Path, **changes: str) -> PatentEntry:
    (read,) = patents(FORMAT, written(path / "lens.csv", table(HEADER, [changed(RECORD, changes)])))
    return read


def of_old(path: Path, owners: str) -> PatentEntry:
    record = {"Publication Number": RECORD["Display Key"], "Type": "Granted Patent", "Owners (US)": owners}
    kept = {name: value for name, value in RECORD.items() if name in OLD_HEADER and name != "Legal Status"}
    (read,) = patents(FORMAT, written(path / "lens.csv", table(OLD_HEADER, [kept | record])))
    return read


def names(entry: PatentEntry) -> list[str]:
    return [each.text for each in entry.owners]


def events(entry: PatentEntry) -> list[tuple[LegalStatus | None, str | None, str]]:
    return [(each.status, each.on.isoformat() if each.on else None, each.text) for each in entry.events]


@pytest.fixture(scope="module")
def read() -> dict[str, list[Entry]]:
    return {name: entries(FORMAT, real(name)) for name in (WITHOUT_NUMBERS, HISTORY, TODAY)}


@pytest.fixture(scope="module")
def history(read: dict[str, list[Entry]]) -> dict[str, PatentEntry]:
    return {each.cited: each for each in read[HISTORY] if isinstance(each, PatentEntry)}


@pytest.fixture(scope="module")
def today(read: dict[str, list[Entry]]) -> dict[str, PatentEntry]:
    return {each.cited: each for each in read[TODAY] if isinstance(each, PatentEntry)}


MANGLED = {
    "WO 1993/008385 A1": ("Application Number", "AU 1952/092005 W"),
    "WO 1990/002253 A1": ("Application Number", "AU 1962/089003 W"),
    "WO 2019/005467 A2": ("Priority Numbers", "US 1762 0606136 W 20170720"),
}
"""Numbers of international applications that the Lens tore apart: PCT/AU92/00520 became one of 1952."""


class TestFacts:
    @pytest.mark.parametrize("name", [HISTORY, TODAY])
    def test_every_record_is_read_but_those_with_mangled_numbers(self, read: dict[str, list[Entry]], name: str) -> None:
        assert len(read[name]) == FACTS[name]["rows"]
        assert {each.cited: (each.field, each.value) for each in read[name] if isinstance(each, Refused)} == (
            MANGLED if name == HISTORY else {}
        )
        assert {column for column in FACTS[name]["cols"] if column in HEADER + OLD_HEADER} == set(FACTS[name]["cols"])

    @pytest.mark.parametrize("name", [HISTORY, TODAY])
    def test_applicants_are_the_owners_where_no_owner_is_recorded(self, tmp_path: Path, name: str) -> None:
        """As the facts count applicants of every record, recorded or not, the column of owners is taken out."""
        rows = rows_of(name)
        text = table([column for column in rows[0] if column != OWNERS[name]], [without(row, OWNERS[name]) for row in rows])
        found = entries(FORMAT, written(tmp_path / "lens.csv", text))
        applicants = [
            names(each) if isinstance(each, PatentEntry) else values(row["Applicants"])
            for each, row in zip(found, rows, strict=True)
        ]
        assert counted(applicants) == FACTS[name]["n_Applicants"]
        assert all(each.owners_stated == bool(each.owners) for each in found if isinstance(each, PatentEntry))

    @pytest.mark.parametrize("name", [HISTORY, TODAY])
    def test_everybody_recorded_is_an_owner_of_today_or_an_event(self, read: dict[str, list[Entry]], name: str) -> None:
        recorded = []
        for each, row in zip(read[name], rows_of(name), strict=True):
            cell = values(row[OWNERS[name]])
            if not cell or isinstance(each, Refused):
                recorded.append(cell)
                continue
            assert isinstance(each, PatentEntry)
            before = [event.text.partition(": ")[2] for event in each.events if event.text.startswith("Owners")]
            recorded.append(names(each) + before)
            assert sorted(recorded[-1]) == sorted(text.rpartition(" (")[0] for text in cell)
        assert counted(recorded) == FACTS[name][f"n_{OWNERS[name]}"]

    def test_legal_statuses(self, today: dict[str, PatentEntry]) -> None:
        stated = Counter(each.events[-1].text.removeprefix("Legal Status: ") for each in today.values())
        assert stated == FACTS[TODAY]["legal"]
        assert Counter(each.events[-1].status for each in today.values()) == {
            LegalStatus.GRANTED: 28,
            LegalStatus.ABANDONED: 10,
            None: 9,
            LegalStatus.LAPSED: 4,
            LegalStatus.EXPIRED: 2,
        }

    def test_a_list_without_numbers_is_refused_record_by_record(self, read: dict[str, list[Entry]]) -> None:
        refused = [each for each in read[WITHOUT_NUMBERS] if isinstance(each, Refused)]
        rows = rows_of(WITHOUT_NUMBERS)
        assert len(refused) == len(read[WITHOUT_NUMBERS]) == FACTS[WITHOUT_NUMBERS]["rows"]
        assert list(rows[0]) == FACTS[WITHOUT_NUMBERS]["cols"]
        assert {each.field for each in refused} == {"Lens ID"}
        assert [each.value for each in refused] == [each.cited for each in refused] == [row["Lens ID"] for row in rows]
        assert refused[0].because.en.startswith("Its export has no column of patent numbers")

    def test_the_same_list_with_numbers_has_the_applicants_of_the_facts_but_for_one_named_twice(self, tmp_path: Path) -> None:
        rows = rows_of(WITHOUT_NUMBERS)
        numbered = [row | {"Jurisdiction": "US", "Display Key": f"US 2019/{number:07d} A1"} for number, row in enumerate(rows, 1)]
        read = patents(FORMAT, written(tmp_path / "lens.csv", table(list(numbered[0]), numbered)))
        pairs = [(values(row["Applicants"]), each) for row, each in zip(rows, read, strict=True)]
        twice = [applicants for applicants, each in pairs if len(each.owners) != len(applicants)]
        assert ["GM GLOBAL TECH OPERATIONS INC"] * 2 in twice
        # The only other one that may be taken for one is the same name with a space in a word.
        assert all(first.replace(" ", "") == second.replace(" ", "") for first, second in twice)
        expected = Counter({int(count): many for count, many in FACTS[WITHOUT_NUMBERS]["n_Applicants"].items()})
        expected.update({1: len(twice), 2: -len(twice)})
        assert Counter(len(each.owners) for each in read) == expected


def without(row: dict[str, str], column: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name != column}


class TestRecords:
    def test_a_granted_patent_of_today_is_read_in_full(self, today: dict[str, PatentEntry]) -> None:
        entry = today["US 10117899 B2"]
        assert (entry.jurisdiction, entry.right, entry.inventors) == ("US", RightKind.PATENT, 5)
        numbers = (entry.application, entry.publication, entry.registration, entry.international)
        assert tuple(map(canonical, numbers)) == ("US:app:14:516189", None, "US:reg:10117899", None)
        assert entry.registration is not None
        assert entry.registration.kind == "B2"
        assert list(map(canonical, entry.priorities)) == ["US:app:61:892340"]
        assert list(map(str, (entry.filed_on, entry.priority_on, entry.published_on, entry.registered_on))) == [
            *("2014-10-16", "2013-10-17", "2018-11-06", "None"),
        ]
        assert names(entry) == ["SANGAMO THERAPEUTICS INC", "FONDAZIONE TELETHON", "OSPEDALE SAN RAFFAELE SRL"]
        assert [f"{each.scheme} {each.symbol}" for each in entry.classifications][::12] == ["CPC C12N5/0647", "IPC A61K35/28"]
        assert events(entry) == [
            (LegalStatus.GRANTED, "2018-11-06", "US 10117899 B2: granted patent"),
            (LegalStatus.GRANTED, None, "Legal Status: ACTIVE"),
        ]
        assert (entry.expires_on, entry.source_date, str(entry.place)) == (None, None, f"{TODAY}#53:54")

    def test_an_application_that_came_to_nothing(self, today: dict[str, PatentEntry]) -> None:
        entry = today["US 2020/0291424 A1"]
        assert (canonical(entry.publication), canonical(entry.application)) == ("US:pub:2020:0291424:A1", "US:app:16:859049")
        assert len(entry.priorities) == 11
        assert names(entry) == ["SANGAMO THERAPEUTICS INC"]
        assert events(entry) == [(LegalStatus.ABANDONED, None, "Legal Status: DISCONTINUED")]
        assert entry.abstract.en
        assert entry.abstract.ja == ""

    def test_only_who_was_recorded_last_owns_today(self, history: dict[str, PatentEntry]) -> None:
        entry = history["US 5060471 A"]
        assert names(entry) == ["THE NORDAM GROUP INC"]
        assert events(entry) == [
            (None, "2003-08-21", "Owners (US): JPMORGAN CHASE BANK"),
            (None, "1996-05-20", "Owners (US): NORDAM GROUP INC. THE"),
            (None, "1992-01-08", "Owners (US): F&M BANK & TRUST COMPANY THE"),
            (LegalStatus.GRANTED, "1991-10-29", "US 5060471 A: granted patent"),
        ]
        assert "USPC" in {each.scheme for each in entry.classifications}

    @pytest.mark.parametrize(
        ("cited", "jurisdiction", "right", "numbers"),
        [
            ("WO 2009/158572 A1", "WO", RightKind.PATENT, ("WO:app:US2009:048785", "WO:pub:2009:158572:A1", None)),
            ("AU 2006/292754 A1", "AU", RightKind.PATENT, ("AU:app:2006292754", "AU:pub:2006292754:A1", None)),
            ("AU 2009 351236 B9 20130627", "AU", RightKind.PATENT, ("AU:app:2009351236", None, "AU:reg:2009351236:B9")),
            ("JP H0639906 B2", "JP", RightKind.PATENT, ("JP:app:1989H:128167", "JP:kokoku:1994:039906:B2", None)),
            ("BG 1575 U1", "BG", RightKind.UTILITY_MODEL, ("BG:utilapp:206811", None, "BG:utility:1575:U1")),
            ("UA 87173 C2", "UA", RightKind.PATENT, ("UA:app:A200706584", None, "UA:reg:87173:C2")),
            ("SU 1434694 A1", "SU", RightKind.PATENT, ("SU:app:4199670", "SU:pub:1434694:A1", None)),
            # DOCDB made these application numbers up.
            ("US 3667680 A", "US", RightKind.PATENT, (None, None, "US:reg:3667680")),
            ("GB 190621120 A", "GB", RightKind.PATENT, (None, "GB:pub:190621120:A", None)),
        ],
    )
    def test_numbers_and_rights(
        self,
        history: dict[str, PatentEntry],
        cited: str,
        jurisdiction: str,
        right: RightKind,
        numbers: tuple[str | None, ...],
    ) -> None:
        entry = history[cited]
        assert (entry.jurisdiction, entry.right) == (jurisdiction, right)
        assert tuple(map(canonical, (entry.application, entry.publication, entry.registration))) == numbers

    def test_an_application_that_is_only_announced_is_not_laid_open(self, history: dict[str, PatentEntry]) -> None:
        entry = history["GB 0901975 D0"]
        assert (canonical(entry.application), entry.publication, entry.published_on) == ("GB:app:2009:01975", None, None)

    def test_utility_models_are_told_apart(self, history: dict[str, PatentEntry]) -> None:
        limited = Counter(each.right for each in history.values())
        assert limited == {RightKind.PATENT: 1577, RightKind.UTILITY_MODEL: 293}

    def test_titles_of_other_scripts_are_kept(self, history: dict[str, PatentEntry]) -> None:
        titles = {each.title.ja for each in history.values() if each.title.ja}
        assert {"Электротеплореактивный Двигатель", "内燃機関の制御装置", "一种主燃区径向流动燃烧室及油气掺混方法"} <= titles
        assert not any(each.title.ja and each.title.en for each in history.values())

    def test_a_number_in_the_place_of_the_title_is_no_title(self, history: dict[str, PatentEntry]) -> None:
        untitled = [each.cited for each in history.values() if not each.title]
        assert len(untitled) == 36
        assert "JP H0639906 B2" in untitled

    def test_no_number_is_left_in_doubt(self, history: dict[str, PatentEntry]) -> None:
        numbers = [(each.application, each.publication, each.registration) for each in history.values()]
        assert not [number for each in numbers for number in each if number and number.ambiguous]


class TestOwners:
    @pytest.mark.parametrize(
        ("cell", "owners", "before"),
        [
            ("", ["ALPHA INC"], []),
            ("BETA LLC (2018-01-12);;GAMMA LLC (2018-01-12);;DELTA (2016-11-16)", ["BETA LLC", "GAMMA LLC"], ["DELTA"]),
            ("BETA LLC (2011-01-12);;GAMMA LLC (2018-01-12)", ["GAMMA LLC"], ["BETA LLC"]),
            ("BETA LLC;;GAMMA LLC (2018-01-12)", ["BETA LLC", "GAMMA LLC"], []),
            ("BETA LLC (A CORP. OF MO) (2018-01-12)", ["BETA LLC (A CORP. OF MO)"], []),
            ("BETA LLC (2018-01-12);;BETA  LLC (2018-01-12)", ["BETA LLC"], []),
        ],
    )
    def test_recorded_in_the_united_states(self, tmp_path: Path, cell: str, owners: list[str], before: list[str]) -> None:
        entry = of_old(tmp_path, cell)
        assert names(entry) == owners
        assert [each.text.removeprefix("Owners (US): ") for each in entry.events if each.status is None] == before

    def test_owners_of_today_have_days_of_their_own(self, tmp_path: Path) -> None:
        entry = one(tmp_path, Owners="BETA LLC (2017-01-05);;GAMMA LLC (2017-09-13)")
        assert names(entry) == ["BETA LLC", "GAMMA LLC"]
        assert [each.status for each in entry.events] == [LegalStatus.GRANTED, LegalStatus.GRANTED]

    def test_a_person_with_a_semicolon_is_one(self, tmp_path: Path) -> None:
        assert names(one(tmp_path, Applicants="WILKINS, JR.; JOE S.;;ALPHA INC")) == ["WILKINS, JR.; JOE S.", "ALPHA INC"]

    def test_without_applicants_nothing_is_said_of_owners(self, tmp_path: Path) -> None:
        entry = one(tmp_path, Applicants="", Inventors="")
        assert (entry.owners, entry.owners_stated, entry.inventors) == ((), False, None)


class TestStatusesAndRights:
    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("ACTIVE", LegalStatus.GRANTED),
            ("PATENTED", LegalStatus.GRANTED),
            ("INACTIVE", LegalStatus.LAPSED),
            ("EXPIRED", LegalStatus.EXPIRED),
            ("PENDING", None),
            ("UNKNOWN", None),
            ("DISCONTINUED", LegalStatus.ABANDONED),
        ],
    )
    def test_legal_status(self, tmp_path: Path, text: str, status: LegalStatus | None) -> None:
        assert events(one(tmp_path, Legal_Status=text))[-1] == (status, None, f"Legal Status: {text}")

    def test_elsewhere_a_discontinued_application_may_have_been_refused_or_withdrawn(self, tmp_path: Path) -> None:
        entry = one(
            tmp_path,
            Jurisdiction="EP",
            Display_Key="EP 3392469 A1",
            Application_Number="EP 18157693 A",
            Document_Type="Patent Application",
            Legal_Status="DISCONTINUED",
        )
        assert events(entry) == [(None, None, "Legal Status: DISCONTINUED")]

    @pytest.mark.parametrize(
        ("key", "type", "right"),
        [
            ("US D628609 S1", "Design Right", RightKind.DESIGN),
            ("US D628609 S1", "DESIGN_RIGHT", RightKind.DESIGN),
            ("US D628609 S1", "", RightKind.DESIGN),
            ("US 2005/0004437 A1", "Plant Patent Application", RightKind.PLANT),
            ("US PP18398 P2", "Plant Patent", RightKind.PLANT),
            ("US H2140 H1", "Statutory Invention Registration", RightKind.INVENTION_REGISTRATION),
            ("US RE43880 E1", "Amended Patent", RightKind.PATENT),
        ],
    )
    def test_rights_are_told_by_type_or_number(self, tmp_path: Path, key: str, type: str, right: RightKind) -> None:
        assert one(tmp_path, Display_Key=key, Document_Type=type).right is right

    def test_an_application_number_alone_is_a_number_too(self, tmp_path: Path) -> None:
        entry = one(tmp_path, Display_Key="")
        assert (canonical(entry.application), entry.publication, entry.registration) == ("US:app:14:516189", None, None)
        assert (entry.published_on, entry.filed_on) == (None, date(2014, 10, 16))

    def test_the_international_application_of_a_national_document_is_not_its_own(self, tmp_path: Path) -> None:
        entry = one(tmp_path, Application_Number="US 2009/0048785 W", Application_Date="2009-06-26")
        assert (entry.application, canonical(entry.international)) == (None, "WO:app:US2009:048785")


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            ({"Display Key": "US10117899B2"}, "Display Key", "US10117899B2"),
            ({"Display Key": "US 2031/0291424 A1"}, "Display Key", "US 2031/0291424 A1"),
            ({"Display Key": "", "Application Number": ""}, "Display Key", ""),
            ({"Display Key": "", "Application Number": "US 2009/0048785 W"}, "Display Key", ""),
            ({"Jurisdiction": "EP"}, "Jurisdiction", "EP"),
            ({"Jurisdiction": ""}, "Jurisdiction", ""),
            ({"Application Number": "DE 102007026455 A"}, "Jurisdiction", "US"),
            ({"Application Number": "14/516,189"}, "Application Number", "14/516,189"),
            ({"Priority Numbers": "US 201361892340 P;;next"}, "Priority Numbers", "next"),
            ({"Publication Date": "06/11/2018"}, "Publication Date", "06/11/2018"),
            ({"Application Date": "2014-10-32"}, "Application Date", "2014-10-32"),
            ({"Earliest Priority Date": "soon"}, "Earliest Priority Date", "soon"),
            ({"Legal Status": "Asleep"}, "Legal Status", "Asleep"),
            ({"Owners": "BETA LLC (2018-02-30)"}, "Owners", "2018-02-30"),
            ({"Owners": ";;".join(f"PARTY {number}" for number in range(301))}, "Owners", "301"),
            ({"Applicants": ";;".join(f"PARTY {number}" for number in range(301))}, "Applicants", "301"),
        ],
    )
    def test_a_record_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
        self, tmp_path: Path, change: dict[str, str], field: str, value: str
    ) -> None:
        refused, following = entries(FORMAT, written(tmp_path / "lens.csv", table(HEADER, [RECORD | change, RECORD])))
        assert refusal(refused) == ("lens.csv#1:2", field, value)
        assert isinstance(following, PatentEntry)

    def test_a_refusal_cites_the_number_or_else_the_lens_id(self, tmp_path: Path) -> None:
        records = [RECORD | {"Legal Status": "Asleep"}, RECORD | {"Display Key": "", "Application Number": ""}]
        read = entries(FORMAT, written(tmp_path / "lens.csv", table(HEADER, records)))
        assert [each.cited for each in read if isinstance(each, Refused)] == ["US 10117899 B2", "044-201-617-571-960"]

    def test_scholarly_works_are_refused_by_name(self) -> None:
        with pytest.raises(FileRefused) as refused:
            entries(FORMAT, real(SCHOLARLY))
        assert refused.value.because.en == "It is a list of scholarly works (of the Lens), not of patents."
        assert refused.value.because.ja == "学術文献の一覧（Lens の Scholarly Works）であり、特許の一覧ではない。"
        assert refused.value.where.en == "line 1"
        assert refused.value.next_step is not None

    def test_another_table_is_refused_with_what_it_lacks(self, tmp_path: Path) -> None:
        header = [name for name in HEADER if name != "Jurisdiction"]
        with pytest.raises(FileRefused, match="it lacks Jurisdiction"):
            entries(FORMAT, written(tmp_path / "lens.csv", table(header, [])))

    def test_it_recognizes_its_own_files_and_no_others(self) -> None:
        assert recognized_by(FORMAT) == {WITHOUT_NUMBERS, HISTORY, TODAY}


SEED = table(list(rows_of(TODAY)[0]), [row | {"Abstract": ""} for row in rows_of(TODAY)[-6:]])
OLD_SEED = table(
    list(rows_of(HISTORY)[0]), [row for row in rows_of(HISTORY) if row["Owners (US)"] or row["Jurisdiction"] == "AU"][:30]
)


@settings(max_examples=60, deadline=None)
@given(spoilt_tables(SEED, OLD_SEED))
def test_spoilt_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-lens.csv", content))


@settings(max_examples=60, deadline=None)
@given(other_tables(SEED, OLD_SEED))
def test_files_with_other_cells_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-lens.csv", content))
