"""NASA: its two lists, what a spreadsheet did to them, and that they do not say who owns a patent."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from ippool.domain.patents import LegalStatus
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Refused, RightKind
from ippool.intake.nasa_csv import FORMAT
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

PORTAL, OF_2014 = "nasa/dsv-stream/NASA_Patents.csv", "nasa/patents_as_of_2014-10-31.csv"
EXPIRY = {PORTAL: "Patent Expiration Date", OF_2014: "Expiration Date"}
HEADER = ("Center", "Status", "Case Number", "Patent Number", "Application SN", "Title", "Patent Expiration Date")
HEADER_OF_2014 = (
    *("Category", "Abstract", "Title", "Reference Number", "Center", "Patent Number", "Serial Number", "Expiration Date"),
    *("Facility", "Office", "Address1", "Address2", "City State Zip"),
)
RECORD = {
    "Center": "NASA Ames Research Center",
    "Status": "Issued",
    "Case Number": "ARC-14048-1",
    "Patent Number": "5694939",
    "Application SN": "08/543,093",
    "Title": "Widget",
    "Patent Expiration Date": "10/03/2015",
}
RECORD_OF_2014 = {
    "Abstract": "Widgets.",
    "Title": "Widget",
    "Reference Number": "NPO-40827-1",
    "Center": "JPL",
    "Patent Number": "7,156,189",
    "Serial Number": "11/1,465",
    "Expiration Date": "2024-12-01 00:00:00",
    "Facility": "NASA Jet Propulsion Laboratory",
    "Office": "California Institute of Technology",
}


def one(path: Path, **changes: str) -> PatentEntry:
    (read,) = patents(FORMAT, written(path / "nasa.csv", table(HEADER, [changed(RECORD, changes)])))
    return read


def of_2014(path: Path, **changes: str) -> PatentEntry:
    (read,) = patents(FORMAT, written(path / "nasa.csv", table(HEADER_OF_2014, [changed(RECORD_OF_2014, changes)])))
    return read


@pytest.fixture(scope="module")
def read() -> dict[str, list[Entry]]:
    return {name: entries(FORMAT, real(name)) for name in (PORTAL, OF_2014)}


@pytest.fixture(scope="module")
def portal(read: dict[str, list[Entry]]) -> dict[str, PatentEntry]:
    return {each.cited: each for each in read[PORTAL] if isinstance(each, PatentEntry)}


@pytest.fixture(scope="module")
def list_of_2014(read: dict[str, list[Entry]]) -> dict[str, PatentEntry]:
    return {each.cited: each for each in read[OF_2014] if isinstance(each, PatentEntry)}


NO_NUMBER = {
    **{("LEW-18693-1", "Application SN"): "/"},
    **{(f"LEW-{case}-1", "Application SN"): "" for case in (18900, 18928, 18952, 18986, 19067, 19077, 19080)},
}
REFUSED = {
    PORTAL: NO_NUMBER
    | {
        ("MSC-24745-1", "Status"): "GM",
        ("KSC-12236-2-PCT", "Case Number"): "KSC-12236-2-PCT",
        ("MSC-25084-DE", "Case Number"): "MSC-25084-DE",
        ("MSC-25084-JP", "Case Number"): "MSC-25084-JP",
        ("LEW-18338-1", "Application SN"): "12/533/258",
        ("NPO-40040-1", "Application SN"): "40/863,835",
        ("MFS-32614-1", "Patent Number"): "464750",
    },
    OF_2014: {
        ("KSC-12236-2-PCT", "Reference Number"): "KSC-12236-2-PCT",
        ("DRC-012-025", "Serial Number"): "",
        # Serial number and year run together: 14/203,750 of 2014.
        ("LAR-18327-1", "Serial Number"): "20375014",
        ("LAR-18005-1", "Serial Number"): "27960114",
        ("LAR-18063-1", "Serial Number"): "21150814",
        ("LAR-18442-1", "Serial Number"): "20134514",
        ("LAR-17495-1", "Serial Number"): "21578114",
    },
}
"""Every record that is refused, by case and field, but for those whose day lies in the wrong century."""


class TestFacts:
    @pytest.mark.parametrize("name", [PORTAL, OF_2014])
    def test_every_record_is_read_or_refused(self, read: dict[str, list[Entry]], name: str) -> None:
        rows = rows_of(name)
        assert len(read[name]) == FACTS[name]["rows"] == len(rows)
        assert list(rows[0]) == FACTS[name]["cols"]
        refused = [each for each in read[name] if isinstance(each, Refused)]
        other = {(each.cited, each.field): each.value for each in refused if each.field != EXPIRY[name]}
        assert other == REFUSED[name]

    def test_days_of_the_wrong_century_are_refused(self, read: dict[str, list[Entry]]) -> None:
        """Two-digit years from 30 on were taken for those of the last century: 38 applications of today would have expired."""
        refused = [each for each in read[PORTAL] if isinstance(each, Refused) and each.field == EXPIRY[PORTAL]]
        days = [row[EXPIRY[PORTAL]] for row in rows_of(PORTAL) if re.fullmatch("../../19..", row[EXPIRY[PORTAL]])]
        assert [each.value for each in refused] == days
        assert len(days) == 38
        assert {day[-4:] for day in days} == {"1930", "1931", "1932", "1933", "1934"}
        assert refused[0].because.en == "It lies before the first of NASA's patents expired: the century is wrong."

    def test_statuses(self, read: dict[str, list[Entry]]) -> None:
        stated = Counter(
            each.events[0].text.partition("; ")[0].removeprefix("Status: ") if isinstance(each, PatentEntry) else row["Status"]
            for each, row in zip(read[PORTAL], rows_of(PORTAL), strict=True)
        )
        assert stated == FACTS[PORTAL]["status"]
        status = {
            each.events[0].text.partition(";")[0]: each.events[0].status for each in read[PORTAL] if isinstance(each, PatentEntry)
        }
        assert status == {"Status: Issued": LegalStatus.GRANTED, "Status: Application": None}

    @pytest.mark.parametrize("name", [PORTAL, OF_2014])
    def test_days_of_every_shape(self, read: dict[str, list[Entry]], name: str) -> None:
        shapes = Counter(re.sub("[0-9]", "9", row[EXPIRY[name]]) for row in rows_of(name))
        assert shapes == FACTS[name]["date_shapes"]
        for each, row in zip(read[name], rows_of(name), strict=True):
            if isinstance(each, PatentEntry):
                assert each.expires_on == expected_day(row[EXPIRY[name]])

    @pytest.mark.parametrize("name", [PORTAL, OF_2014])
    def test_nothing_is_said_of_owners_nor_of_inventors(self, read: dict[str, list[Entry]], name: str) -> None:
        found = [each for each in read[name] if isinstance(each, PatentEntry)]
        assert not any(each.owners or each.owners_stated or each.inventors for each in found)
        assert {each.jurisdiction for each in found} == {"US"}

    def test_no_number_is_left_in_doubt(self, read: dict[str, list[Entry]]) -> None:
        found = [each for each in read[PORTAL] + read[OF_2014] if isinstance(each, PatentEntry)]
        numbers = [(each.application, each.registration) for each in found]
        assert all(any(each) for each in numbers)
        assert not [number for each in numbers for number in each if number and number.ambiguous]


def expected_day(text: str) -> date | None:
    """Read a day with the standard library and nothing of ours."""
    if found := re.fullmatch("(..)/(..)/(....)", text):
        return date(int(found[3]), int(found[1]), int(found[2]))
    day = text.partition(" ")[0]
    return None if day in ("", "0000-00-00", "1970-01-01") else date.fromisoformat(day)


class TestRecords:
    def test_an_issued_patent_is_read_in_full(self, portal: dict[str, PatentEntry]) -> None:
        entry = portal["ARC-14048-1"]
        assert (canonical(entry.application), entry.publication, canonical(entry.registration)) == (
            "US:app:08:543093",
            None,
            "US:reg:5694939",
        )
        assert entry.title.en == "Autogenic-Feedback Training Exercise Method & System"
        assert (str(entry.expires_on), entry.filed_on, entry.published_on, entry.registered_on) == ("2015-10-03", None, None, None)
        assert [(each.status, each.on, each.text) for each in entry.events] == [
            (LegalStatus.GRANTED, None, "Status: Issued; Center: NASA Ames Research Center")
        ]
        assert (entry.right, entry.source_date, str(entry.place)) == (RightKind.PATENT, None, f"{PORTAL}#2:3")

    def test_a_case_of_another_laboratory_tells_who_licenses_it(self, list_of_2014: dict[str, PatentEntry]) -> None:
        entry = list_of_2014["NPO-40827-1"]
        assert (canonical(entry.application), canonical(entry.registration)) == ("US:app:11:001465", "US:reg:7156189")
        assert [(each.status, each.text) for each in entry.events] == [
            (None, "Facility: NASA Jet Propulsion Laboratory; Office: California Institute of Technology")
        ]
        assert str(entry.expires_on) == "2024-12-01"
        assert entry.abstract.en

    @pytest.mark.parametrize(
        ("case", "application", "registration"),
        [
            ("MSC-22616-2", "US:app:09:007239", "US:reg:6133036"),
            ("DRC-008-014", "US:app:12:045970", "US:reg:8047472"),
            ("GSC-16789-1", "US:app:14:033725", None),
            ("LEW-17991-1", None, "US:reg:7390161"),
            ("LEW-17618-1-REIS", "US:app:11:429639", "US:reg:RE43880"),
            ("LEW-17661-1 with LEW-17765-1", "US:app:11:213604", "US:reg:7438030"),
            ("KSC-12871", "US:app:13:033085", None),
            ("LAR-15351-1-CU", "US:app:08:414661", "US:reg:5585083"),
            ("LAR-16383-1-NP", "US:app:10:288797", "US:reg:7588699"),
            ("ARC-14744-1US", "US:app:10:494853", "US:reg:7816491"),
            # Listed as an application although it is granted: the number stands, the status does not move.
            ("MSC-24734-1", "US:app:12:564088", "US:reg:8498741"),
        ],
    )
    def test_numbers(self, portal: dict[str, PatentEntry], case: str, application: str | None, registration: str | None) -> None:
        assert (canonical(portal[case].application), canonical(portal[case].registration)) == (application, registration)

    def test_a_design_is_told_apart(self, portal: dict[str, PatentEntry]) -> None:
        assert [each.cited for each in portal.values() if each.right is not RightKind.PATENT] == ["MSC-25053-1"]
        entry = portal["MSC-25053-1"]
        assert (entry.right, canonical(entry.registration), canonical(entry.application)) == (
            RightKind.DESIGN,
            "US:reg:D628609",
            "US:app:29:359105",
        )

    def test_the_application_for_a_design_is_told_by_its_series(self, tmp_path: Path) -> None:
        assert one(tmp_path, Patent_Number="", Application_SN="29/359105").right is RightKind.DESIGN

    def test_a_granted_patent_listed_as_an_application_has_no_status(self, portal: dict[str, PatentEntry]) -> None:
        listed = [each.cited for each in portal.values() if each.registration and each.events[0].status is None]
        assert len(listed) == 11
        assert "MSC-24734-1" in listed


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("12/01/2024", "2024-12-01"),
            ("1/2/2024", "2024-01-02"),
            ("2024-12-01", "2024-12-01"),
            ("2024-12-01 00:00:00", "2024-12-01"),
            ("December 1, 2024", "2024-12-01"),
            ("Dec. 1 2024", "2024-12-01"),
            ("1 december 2024", "2024-12-01"),
            ("01-Dec-2024", "2024-12-01"),
            ("01/01/1975", "1975-01-01"),
            (" ", None),
            ("0000-00-00", None),
            ("1970-01-01 00:00:00", None),
        ],
    )
    def test_days_however_written(self, tmp_path: Path, text: str, day: str | None) -> None:
        found = one(tmp_path, Patent_Expiration_Date=text).expires_on
        assert (found.isoformat() if found else None) == day
        found = of_2014(tmp_path, Expiration_Date=text).expires_on
        assert (found.isoformat() if found else None) == day


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            ({"Status": "GM"}, "Status", "GM"),
            ({"Status": ""}, "Status", ""),
            ({"Status": "issued"}, "Status", "issued"),
            ({"Application SN": "08/543/093"}, "Application SN", "08/543/093"),
            ({"Application SN": "08543093"}, "Application SN", "08543093"),
            ({"Application SN": "08/54309"}, "Application SN", "08/54309"),
            ({"Application SN": "40/863,835"}, "Application SN", "40/863,835"),
            ({"Application SN": "/0", "Patent Number": "0"}, "Application SN", "/0"),
            ({"Patent Number": "464750"}, "Patent Number", "464750"),
            ({"Patent Number": "5694939 B2 US"}, "Patent Number", "5694939 B2 US"),
            ({"Patent Number": "2,818,566"}, "Patent Number", "2,818,566"),
            ({"Case Number": "MSC-25084-EP", "Patent Number": ""}, "Case Number", "MSC-25084-EP"),
            ({"Patent Expiration Date": "10/03/1933"}, "Patent Expiration Date", "10/03/1933"),
            ({"Patent Expiration Date": "12/31/1974"}, "Patent Expiration Date", "12/31/1974"),
            ({"Patent Expiration Date": "13/03/2015"}, "Patent Expiration Date", "13/03/2015"),
            ({"Patent Expiration Date": "3-Oct-15"}, "Patent Expiration Date", "3-Oct-15"),
            ({"Patent Expiration Date": "Smarch 3, 2015"}, "Patent Expiration Date", "Smarch 3, 2015"),
        ],
    )
    def test_a_record_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
        self, tmp_path: Path, change: dict[str, str], field: str, value: str
    ) -> None:
        refused, following = entries(FORMAT, written(tmp_path / "nasa.csv", table(HEADER, [RECORD | change, RECORD])))
        assert refusal(refused) == ("nasa.csv#1:2", field, value)
        assert isinstance(refused, Refused)
        assert refused.cited == (RECORD | change)["Case Number"]
        assert isinstance(following, PatentEntry)

    def test_the_first_patent_of_the_year_of_its_foundation_may_be_its_own(self, tmp_path: Path) -> None:
        assert canonical(one(tmp_path, Patent_Number="2,818,567").registration) == "US:reg:2818567"

    def test_a_case_of_another_country_with_a_patent_number_is_american(self, tmp_path: Path) -> None:
        assert canonical(one(tmp_path, Case_Number="MSC-25084-JP").registration) == "US:reg:5694939"

    def test_another_table_is_refused_with_what_it_lacks(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="it lacks Status"):
            entries(FORMAT, written(tmp_path / "nasa.csv", table([name for name in HEADER if name != "Status"], [])))

    def test_it_recognizes_its_own_files_and_no_others(self) -> None:
        assert recognized_by(FORMAT) == {PORTAL, OF_2014}


SEED = table(HEADER, rows_of(PORTAL)[:40])
SEED_OF_2014 = table(HEADER_OF_2014, [row | {"Abstract": "Widgets."} for row in rows_of(OF_2014)[:20]])


@settings(max_examples=60, deadline=None)
@given(spoilt_tables(SEED, SEED_OF_2014))
def test_spoilt_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-nasa.csv", content))


@settings(max_examples=60, deadline=None)
@given(other_tables(SEED, SEED_OF_2014))
def test_files_with_other_cells_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-nasa.csv", content))
