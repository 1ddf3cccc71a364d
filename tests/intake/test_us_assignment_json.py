"""Recorded US conveyances: whose title to what they move, and that only those move any whose words say so."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.intake.entries import ConveyanceEntry, FileRefused
from ippool.intake.us_assignment_json import FORMAT
from tests.intake.records import REAL_DATA
from tests.intake.us_records import (
    FACTS,
    canonical,
    entries,
    only_refusals,
    other_values,
    owner,
    real,
    recognized_by,
    refusal,
    spoilt,
    written,
)

NUNC_PRO_TUNC = "uspto_assignment/assignment_1.json"
BY_INVENTORS = "uspto_assignment/assignment_2.json"
PRESENT = "uspto_assignment/assignmentcenter_search_v2.json"
FILES = (NUNC_PRO_TUNC, BY_INVENTORS, PRESENT)

OLD_RECORD: dict[str, Any] = {
    "reelNo": "18247",
    "frameNo": "405",
    "purgeIndicator": "N",
    "recordedDate": "2006-09-14T04:00:00Z",
    "conveyanceText": "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).",
    "assignors": [
        {"patAssignorName": "DOE, JANE", "patAssignorExDate": "2006-09-01T04:00:00Z"},
        {"patAssignorName": "ROE, RICHARD", "patAssignorExDate": "2006-09-12T04:00:00Z"},
    ],
    "assignees": [{"patAssigneeName": "ALPHA CORP."}],
    "properties": [{"applNum": "10628795", "patNum": "7130913", "publNum": "20040073746", "pctNum": None}],
}
RECORD: dict[str, Any] = {
    "reelNumber": 67884,
    "frameNumber": 274,
    "assignorExecutionDate": "02/19/2024",
    "conveyance": "ASSIGNMENT OF ASSIGNOR'S INTEREST ",
    "conveyanceCode": 23,
    "assignors": [{"assignorName": "DOE, JANE", "executionDate": "02/19/2024"}],
    "assignees": ["ALPHA LLC"],
    "noOfProperties": 1,
    "properties": [{"applicationNumber": "18593564", "patentNumber": "", "publicationNumber": None, "pctNumber17": None}],
}


def conveyances(file: str) -> list[ConveyanceEntry]:
    """Read a real file, of which every record can be read."""
    found = entries(FORMAT, real(file))
    assert [one for one in found if not isinstance(one, ConveyanceEntry)] == []
    return [one for one in found if isinstance(one, ConveyanceEntry)]


def old(*records: Any) -> str:
    return json.dumps({"numFound": str(len(records)), "docs": records})


def present(*records: Any) -> str:
    return json.dumps({"status": "Success", "successResponse": {"totalRows": len(records), "data": records}})


def one(path: Path, content: str) -> ConveyanceEntry:
    (found,) = entries(FORMAT, written(path / "conveyances.json", content))
    assert isinstance(found, ConveyanceEntry), found
    return found


def test_the_facts_of_the_present_form_hold() -> None:
    facts, found = FACTS[PRESENT], conveyances(PRESENT)
    assert len(found) == facts["records"]
    words = Counter("CORRECTIVE ASSIGNMENT" if each.conveyance.startswith("CORRECTIVE") else each.conveyance for each in found)
    assert words == facts["conveyance"]
    moving = Counter(each.conveyance for each in found if each.moves_title)
    assert moving == {word: facts["conveyance"][word] for word in ("ASSIGNMENT OF ASSIGNOR'S INTEREST", "MERGER")}
    assert [each.cited for each in found if each.general] == ["021565/0724", "036449/0832"]


def test_the_last_of_several_assignors_settles_the_day() -> None:
    (found,) = conveyances(BY_INVENTORS)
    assert (found.cited, found.moves_title, found.general) == ("043433/0231", True, False)
    assert list(map(owner, found.assignors)) == [
        (name, None, None)
        for name in ("LIU, WENJUN", "RAMM, ROBERT JAMES", "TEPE, ALAN DAVID", "CAMPBELL, COLIN KENNETH", "SASARIDIS, DINO")
    ]
    assert list(map(owner, found.assignees)) == [("TESLA MOTORS, INC.", None, None)]
    assert (str(found.executed_on), str(found.recorded_on)) == ("2017-08-28", "2017-08-29")
    assert [tuple(map(canonical, numbers)) for numbers in found.properties] == [("US:app:15:334090", "US:pub:2018:0114740")]


def test_an_assignment_now_for_then_moves_every_patent_it_lists() -> None:
    (found,) = conveyances(NUNC_PRO_TUNC)
    assert (found.cited, found.moves_title, found.general) == ("018247/0405", True, False)
    assert found.conveyance == "NUNC PRO TUNC ASSIGNMENT (SEE DOCUMENT FOR DETAILS)."
    assert (str(found.executed_on), str(found.recorded_on), found.unlisted) == ("2006-09-14", "2006-09-14", 0)
    assert [tuple(map(canonical, numbers)) for numbers in found.properties] == [
        ("US:app:10:628795", "US:pub:2004:0073746", "US:reg:7130913"),
        ("US:app:11:400674", "US:pub:2006:0184687", "US:reg:7321937"),
        ("US:app:09:210491", "US:reg:6195024"),
        ("US:app:09:705446", "US:reg:6309424"),
        ("US:app:09:266394", "US:reg:6601104"),
    ]


def test_a_merger_of_three_companies_is_read_in_full() -> None:
    found = next(each for each in conveyances(PRESENT) if each.cited == "021565/0724")
    assert [each.text for each in found.assignors] == ["DOUBLECLICK INC.", "CLICK SUBCO CORP.", "CLICK HOLDING CORP."]
    assert [each.text for each in found.assignees] == ["GOOGLE INC."]
    assert (str(found.executed_on), found.recorded_on) == ("2008-05-01", None)
    assert [tuple(map(canonical, numbers)) for numbers in found.properties] == [("US:app:10:245579", "US:reg:7349827")]


def test_an_international_application_is_named_by_its_number() -> None:
    found = next(each for each in conveyances(PRESENT) if each.cited == "064681/0078")
    assert [tuple(map(canonical, numbers)) for numbers in found.properties] == [("WO:app:US2023:029718",)]


def test_what_the_search_does_not_list_is_counted() -> None:
    assert {each.cited: each.unlisted for each in conveyances(PRESENT) if each.unlisted} == {
        "071516/0393": 1,
        "048814/0756": 1,
        "057915/0629": 5,
        "070481/0292": 2,
        "049121/0711": 1,
    }


@pytest.mark.parametrize(
    ("words", "moves", "general"),
    [
        ("ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS).", True, False),
        ("Assignment of assignor’s interest", True, False),
        ("ASSIGNMENT", True, False),
        ("NUNC PRO TUNC ASSIGNMENT", True, False),
        ("MERGER (SEE DOCUMENT FOR DETAILS).", True, True),
        ("MERGER AND CHANGE OF NAME", True, True),
        ("CHANGE OF NAME", False, False),
        ("ENTITY CONVERSION", False, False),
        ("CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE NAME PREVIOUSLY RECORDED", False, False),
        ("CONFIRMATORY ASSIGNMENT", False, False),
        ("SECURITY INTEREST", False, False),
        ("ASSIGNMENT OF SECURITY INTEREST", False, False),
        ("COLLATERAL ASSIGNMENT", False, False),
        ("CONDITIONAL ASSIGNMENT", False, False),
        ("RELEASE BY SECURED PARTY", False, False),
        ("LICENSE", False, False),
        ("ASSIGNMENT OF ASSIGNORS UNDIVIDED HALF INTEREST", False, False),
        ("ASSIGNMENT TERMINATED", False, False),
    ],
)
def test_only_what_moves_title_is_said_to(tmp_path: Path, words: str, moves: bool, general: bool) -> None:
    found = one(tmp_path, present(RECORD | {"conveyance": words}))
    assert (found.moves_title, found.general, found.conveyance) == (moves, general, words)


def test_what_the_office_has_expunged_moves_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, old(OLD_RECORD)).moves_title
    assert not one(tmp_path, old(OLD_RECORD | {"purgeIndicator": "Y"})).moves_title


def test_no_day_is_made_up_where_one_assignor_has_none(tmp_path: Path) -> None:
    unsigned = {"patAssignorName": "POE, ANN", "patAssignorExDate": "0001-01-01T00:00:00Z"}
    found = one(tmp_path, old(OLD_RECORD | {"assignors": [*OLD_RECORD["assignors"], unsigned]}))
    assert (found.executed_on, str(found.recorded_on)) == (None, "2006-09-14")
    assert one(tmp_path, present(RECORD | {"assignorExecutionDate": "01/01/1"})).executed_on is None


def test_one_owner_in_two_spellings_is_one(tmp_path: Path) -> None:
    found = one(tmp_path, present(RECORD | {"assignees": ["ALPHA LLC", "Alpha, L.L.C.", "BETA LLC"]}))
    assert [(each.text, each.spellings) for each in found.assignees] == [("ALPHA LLC", ("Alpha, L.L.C.",)), ("BETA LLC", ())]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"reelNumber": "x1"}, "reelNumber", "x1"),
        ({"frameNumber": None}, "frameNumber", ""),
        ({"frameNumber": 12345}, "frameNumber", "12345"),
        ({"conveyance": " "}, "conveyance", ""),
        ({"conveyance": ["MERGER"]}, "conveyance", "list"),
        ({"assignorExecutionDate": "02/30/2024"}, "assignorExecutionDate", "2024-02-30"),
        ({"assignorExecutionDate": "soon"}, "assignorExecutionDate", "soon"),
        ({"assignors": []}, "assignors", ""),
        ({"assignees": ["ALPHA\0 LLC"]}, "assignees", "ALPHA\ufffd LLC"),
        ({"assignors": ["DOE, JANE"]}, "assignors", "DOE, JANE"),
        ({"assignees": ["ALPHA LLC", ""]}, "assignees", ""),
        ({"assignees": [{"name": "ALPHA LLC"}]}, "assignees", "dict"),
        ({"assignees": [f"COMPANY {number}" for number in range(301)]}, "assignees", "301"),
        ({"noOfProperties": "many"}, "noOfProperties", "many"),
        ({"properties": []}, "properties", ""),
        ({"properties": [{"applicationNumber": None}]}, "properties", ""),
        ({"properties": [{"applicationNumber": "185935"}]}, "properties.applicationNumber", "US 185935"),
        ({"properties": [{"patentNumber": "0"}]}, "properties.patentNumber", "US 0"),
        ({"properties": [{"publicationNumber": "20990283649"}]}, "properties.publicationNumber", "US 20990283649"),
        ({"properties": [{"pctNumber": "PCT/US"}]}, "properties.pctNumber", "WO PCT/US"),
    ],
)
def test_a_record_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
    tmp_path: Path, change: dict[str, Any], field: str, value: str
) -> None:
    spoilt_record, following = entries(FORMAT, written(tmp_path / "two.json", present(RECORD | change, RECORD)))
    assert refusal(spoilt_record) == ("two.json#1", field, value)
    assert isinstance(following, ConveyanceEntry)
    assert following.place.record == 2


def test_a_record_that_is_no_object_is_refused(tmp_path: Path) -> None:
    (found,) = entries(FORMAT, written(tmp_path / "text.json", old("a record")))
    assert refusal(found) == ("text.json#1", "docs.item", "a record")


@pytest.mark.parametrize(
    "file", ["patentsview_json/patent_search_response.json", "uspto_odp_json/get_patent_assignment/response.json"]
)
def test_a_file_without_a_list_of_conveyances_is_refused(file: str) -> None:
    with pytest.raises(FileRefused, match="It has no list of conveyances"):
        entries(FORMAT, real(file))


def test_an_answer_that_tells_an_error_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="It has no list of conveyances"):
        entries(FORMAT, written(tmp_path / "error.json", '{"status": "Error", "successResponse": null}'))


def test_it_recognizes_its_own_files_and_no_other() -> None:
    assert recognized_by(FORMAT) == set(FILES)


def some_of(file: str, count: int) -> bytes:
    """Return the first records of a real file as a file."""
    document = json.loads((REAL_DATA / file).read_text("utf-8"))
    return old(*document["docs"]).encode() if "docs" in document else present(*document["successResponse"]["data"][:count]).encode()


SEEDS = (some_of(NUNC_PRO_TUNC, 1), some_of(BY_INVENTORS, 1), some_of(PRESENT, 3))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-conveyances.json", content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_files_with_other_values_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(other_values(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-conveyances.json", content))
