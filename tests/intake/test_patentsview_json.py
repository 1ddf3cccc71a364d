"""PatentsView: its patents with their owners, and that its other answers are not taken for lists of patents."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.intake.entries import FileRefused, PatentEntry, RightKind
from ippool.intake.patentsview_json import FORMAT
from tests.intake.records import REAL_DATA
from tests.intake.us_records import (
    FACTS,
    canonical,
    entries,
    only_refusals,
    other_values,
    owner,
    patents,
    real,
    recognized_by,
    refusal,
    spoilt,
    written,
)

PATENTS = "patentsview_json/patent_search_response.json"
ASSIGNEES = "patentsview_json/assignee_response.json"
ALPHA = {"assignee_type": "2", "assignee_organization": "Alpha Corp.", "assignee_country": "US"}
RECORD: dict[str, Any] = {
    "patent_id": "10000098",
    "patent_title": "Wrench",
    "patent_date": "2018-06-19",
    "patent_type": "utility",
    "wipo_kind": "B2",
    "withdrawn": False,
    "application": [{"application_id": "13/888333", "filing_date": "2013-05-06"}],
    "assignees": [ALPHA],
    "inventors": [{"inventor_name_last": "Doe"}],
    "cpc_current": [{"cpc_group_id": "B25B13/08"}, {"cpc_group_id": "B25B13/08"}],
}


def answer(*records: Any) -> str:
    return json.dumps({"error": False, "count": len(records), "total_hits": len(records), "patents": records})


def one(path: Path, **changes: Any) -> PatentEntry:
    (found,) = patents(FORMAT, written(path / "patents.json", answer(RECORD | changes)))
    return found


def test_the_facts_of_the_file_hold() -> None:
    facts, found = FACTS[PATENTS], patents(FORMAT, real(PATENTS))
    assert len(found) == facts["patents"]
    assert Counter(len(each.owners) for each in found) == {int(count): many for count, many in facts["assignees"].items()}
    read = {each.cited: each for each in found}
    for number, owners in facts["joint"]:
        assert [each.text for each in read[f"US {number}"].owners] == owners


def test_a_patent_of_two_companies_is_read_in_full() -> None:
    found = next(each for each in patents(FORMAT, real(PATENTS)) if each.cited == "US 10011185")
    assert (found.jurisdiction, found.right, found.inventors) == ("US", RightKind.PATENT, 4)
    assert (canonical(found.registration), found.application, found.publication) == ("US:reg:10011185", None, None)
    assert list(map(owner, found.owners)) == [
        ("SAMSUNG ELECTRONICS CO., LTD.", "KR", "organization"),
        ("Robert Bosch GmbH", "DE", "organization"),
    ]
    assert [f"{each.scheme} {each.symbol}" for each in found.classifications[:2]] == ["CPC B60L 3/12", "CPC B60L 58/10"]
    assert (found.filed_on, found.registered_on, found.source_date, found.title.en) == (None, None, None, "")


def test_of_a_patent_without_assignees_nothing_is_said_of_owners() -> None:
    found = {each.cited: each for each in patents(FORMAT, real(PATENTS))}
    assert [name for name, each in found.items() if not each.owners_stated] == [
        f"US {number}" for number in (10019133, 10042155, 10078150, 10078455, 10089887)
    ]


def test_what_else_may_be_asked_for_is_read(tmp_path: Path) -> None:
    found = one(tmp_path)
    assert (canonical(found.application), str(found.filed_on), str(found.registered_on)) == (
        "US:app:13:888333",
        "2013-05-06",
        "2018-06-19",
    )
    assert (found.title.en, found.registration and found.registration.kind, found.published_on) == ("Wrench", "B2", None)
    assert [each.symbol for each in found.classifications] == ["B25B 13/08"]


@pytest.mark.parametrize(
    ("number", "type", "right"),
    [
        ("D789123", "design", RightKind.DESIGN),
        ("D789123", None, RightKind.DESIGN),
        ("PP18398", None, RightKind.PLANT),
        ("RE45123", None, RightKind.PATENT),
        ("H2140", None, RightKind.INVENTION_REGISTRATION),
    ],
)
def test_rights_are_told_by_type_or_by_the_letters_of_the_number(
    tmp_path: Path, number: str, type: str | None, right: RightKind
) -> None:
    found = one(tmp_path, patent_id=number, patent_type=type, wipo_kind=None)
    assert (found.right, canonical(found.registration)) == (right, f"US:reg:{number}")


@pytest.mark.parametrize(
    ("assignees", "expected"),
    [
        (
            [{"assignee_type": "5", "assignee_individual_name_first": "Jane", "assignee_individual_name_last": "Doe"}],
            [("Jane Doe", None, "person")],
        ),
        ([ALPHA | {"assignee_type": "12"}, ALPHA | {"assignee_organization": "Beta AG", "assignee_type": "3"}], None),
        ([ALPHA, ALPHA | {"assignee_organization": "ALPHA CORP"}], [("Alpha Corp.", "US", "organization")]),
        ([ALPHA | {"assignee_type": "1"}], []),
        ([ALPHA | {"assignee_type": "12"}], []),  # a part: who owns the rest does not stand there
    ],
)
def test_assignees_are_the_owners(tmp_path: Path, assignees: list[dict[str, str]], expected: list[object] | None) -> None:
    found = one(tmp_path, assignees=assignees)
    told = expected if expected is not None else [("Alpha Corp.", "US", "organization"), ("Beta AG", "US", "organization")]
    assert list(map(owner, found.owners)) == told
    assert found.owners_stated == bool(told)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"patent_id": None}, "patent_id", ""),
        ({"patent_id": "12/345"}, "patent_id", "US 12/345 B2"),
        ({"patent_id": ["10000098"]}, "patent_id", "list"),
        ({"patent_title": "Wren\0ch"}, "patent_title", "Wren\ufffdch"),
        ({"patent_id": "T100001", "patent_type": "ballad", "wipo_kind": None}, "patent_type", "ballad"),
        ({"patent_date": "19 June"}, "patent_date", "19 June"),
        ({"withdrawn": True}, "withdrawn", "true"),
        ({"application": [{"application_id": "13-1"}]}, "application.application_id", "US 13-1"),
        ({"application": [{"filing_date": "2013-05-32"}]}, "application.filing_date", "2013-05-32"),
        ({"application": ["13/888333"]}, "application", "13/888333"),
        ({"assignees": ALPHA}, "assignees", "dict"),
        ({"assignees": [{"assignee_type": "2"}]}, "assignees", ""),
        ({"assignees": [ALPHA | {"assignee_type": "x"}]}, "assignees.assignee_type", "x"),
        ({"assignees": [ALPHA | {"assignee_country": "EL"}]}, "assignees.assignee_country", "EL"),
        ({"cpc_current": [None]}, "cpc_current", "NoneType"),
    ],
)
def test_a_record_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
    tmp_path: Path, change: dict[str, Any], field: str, value: str
) -> None:
    spoilt_record, following = entries(FORMAT, written(tmp_path / "two.json", answer(RECORD | change, RECORD)))
    assert refusal(spoilt_record) == ("two.json#1", field, value)
    assert isinstance(following, PatentEntry)
    assert following.place.record == 2


def test_a_list_of_assignees_is_refused_by_name() -> None:
    with pytest.raises(FileRefused) as refused:
        entries(FORMAT, real(ASSIGNEES))
    assert refused.value.because.en == "It is no list of patents but one of assignees."
    assert refused.value.because.ja == "特許の一覧（patents）ではなく assignees の一覧である。"


def test_a_file_without_any_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="It has no list of patents"):
        entries(FORMAT, written(tmp_path / "error.json", '{"error": true, "reason": "bad query"}'))


def test_an_answer_without_hits_is_read_as_none(tmp_path: Path) -> None:
    assert entries(FORMAT, written(tmp_path / "none.json", answer())) == []


def test_it_recognizes_its_own_file_and_no_other() -> None:
    assert recognized_by(FORMAT) == {PATENTS}


SEED = answer(RECORD, *json.loads((REAL_DATA / PATENTS).read_text("utf-8"))["patents"][10:12]).encode()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-patents.json", data.draw(spoilt(SEED))))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_files_with_other_values_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-patents.json", data.draw(other_values(SEED))))
