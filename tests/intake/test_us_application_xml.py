"""US published applications: what a correct reading of the real files finds, of both generations, and what is refused."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.intake.entries import FileRefused, PatentEntry, RightKind
from ippool.intake.us_application_xml import FORMAT
from tests.intake.records import REAL_DATA
from tests.intake.us_records import (
    FACTS,
    HOSTILE,
    canonical,
    entries,
    only_refusals,
    owner,
    patents,
    real,
    recognized_by,
    refusal,
    spoilt,
    written,
)

OF_2009 = "uspto_app_xml/2009/US20090300810A1-20091210.XML"
VOLUNTARY = "uspto_app_xml/application/v4-0-A1.xml"
AGAIN = "uspto_app_xml/application/v4-4-A2.xml"
OF_2005 = "uspto_samples/xmlApp2004/US20050004437A1.xml"
FILES = (OF_2009, VOLUNTARY, AGAIN, OF_2005)


@pytest.mark.parametrize("file", FILES)
def test_the_facts_of_a_file_hold(file: str) -> None:
    facts, read = FACTS[file], patents(FORMAT, real(file))
    assert len(read) == facts["patents"] == facts["xml_parts"]
    assert Counter(len(one.owners) for one in read) == {int(count): many for count, many in facts["assignee_count"].items()}
    countries = Counter(str(owner.country) for one in read for owner in one.owners)
    assert countries == {name.replace("null", "None"): many for name, many in facts["assignee_country"].items()}
    assert Counter(one.right for one in read) == {RightKind.PATENT: facts["types"]["utility"]}
    assert sum(one.inventors or 0 for one in read) == facts["inventors"]
    abroad = [{number.office for number in one.priorities} - {"US", "WO"} for one in read]
    assert sum(map(bool, abroad)) == facts["with_priority"]


@pytest.mark.parametrize(
    ("file", "cited", "numbers", "days", "priorities"),
    [
        (
            OF_2009,
            "US 20090300810 A1",
            ("US:app:12:540837", "US:pub:2009:0300810:A1"),
            ("2009-08-13", "2005-10-11", "2009-12-10"),
            ["US:app:11:247298"],
        ),
        (
            VOLUNTARY,
            "US 20050000001 A1",
            ("US:app:10:909766", "US:pub:2005:0000001:A1"),
            ("2004-08-02", "2002-03-14", "2005-01-06"),
            ["US:app:10:098856"],
        ),
        (  # the second publication of an application
            AGAIN,
            "US 20150075015 A2",
            ("US:app:14:266913", "US:pub:2015:0075015:A2"),
            ("2014-05-01", "2010-08-11", "2015-03-19"),
            ["US:app:13:030752", "US:app:61:372662"],
        ),
        (
            OF_2005,
            "US 20050004437 A1",
            ("US:app:10:830857", "US:pub:2005:0004437:A1"),
            ("2004-04-23", "2001-10-26", "2005-01-06"),
            ["CH:app:197401", "WO:app:CH2002:000573"],
        ),
    ],
)
def test_numbers_and_days_are_those_of_the_document(
    file: str, cited: str, numbers: tuple[str, str], days: tuple[str, str, str], priorities: list[str]
) -> None:
    (found,) = patents(FORMAT, real(file))
    assert (found.cited, found.place.record) == (cited, 1)
    assert (canonical(found.application), canonical(found.publication)) == numbers
    assert (found.registration, found.registered_on, found.expires_on, found.events) == (None, None, None, ())
    assert tuple(map(str, (found.filed_on, found.priority_on, found.published_on))) == days
    assert str(found.source_date) == days[2]
    assert list(map(canonical, found.priorities)) == priorities


def test_an_assignee_is_the_owner_and_who_only_invented_is_none() -> None:
    (assigned,), (unassigned,) = patents(FORMAT, real(OF_2009)), patents(FORMAT, real(AGAIN))
    assert list(map(owner, assigned.owners)) == [("3M Innovative Properties Company", None, "organization")]
    assert (assigned.owners_stated, assigned.inventors) == (True, 2)
    assert (unassigned.owners, unassigned.owners_stated, unassigned.inventors) == ((), False, 1)


def test_classes_of_three_schemes_and_of_the_seventh_edition_are_read_alike() -> None:
    found = {file: [f"{one.scheme} {one.symbol}" for one in patents(FORMAT, real(file))[0].classifications] for file in FILES}
    assert found[OF_2005] == ["IPC A61B 5/00", "USPC 600/300", "USPC 128/905", "USPC 345/952"]
    assert found[VOLUNTARY] == ["IPC A41D 1/06", "USPC 2/227"]
    assert found[AGAIN] == ["CPC B26B 21/521", "IPC B26B 21/52", "USPC 30/527"]
    assert "USPC 2/8.7" in found[OF_2009]


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        (">20050004437<", ">200500<", "publication-reference/doc-number", "US 200500 A1"),
        ("<kind>A1</kind>", "<kind>B1</kind>", "publication-reference/doc-number", "US 20050004437 B1"),
        ("10830857", "ten", "application-reference/doc-number", "US ten"),
        ("20011026", "20011301", "priority-claims/priority-claim/date", "20011301"),
        ("PCT/CH02/00573", "PCT/CH/573", "us-related-documents/continuation/relation/parent-doc/doc-number", "US PCT/CH/573"),
    ],
)
def test_a_document_with_an_unreadable_field_is_refused(tmp_path: Path, old: str, new: str, field: str, value: str) -> None:
    content = (REAL_DATA / OF_2005).read_text("utf-8")
    assert old in content
    (found,) = entries(FORMAT, written(tmp_path / "one.xml", content.replace(old, new, 1)))
    assert refusal(found) == ("one.xml#1:3", field, value)


def test_many_documents_in_one_file_are_read_one_after_another(tmp_path: Path) -> None:
    single = (REAL_DATA / OF_2005).read_text("utf-8")
    found = patents(FORMAT, written(tmp_path / "many.xml", single * 12))
    lines = single.count("\n")
    assert [(one.place.record, one.place.line) for one in found] == [(number, 3 + lines * (number - 1)) for number in range(1, 13)]
    assert len({one.cited for one in found}) == 1


@pytest.mark.parametrize("file", ["uspto_grant_misc/grant/v4-5-B1.xml", "uspto_samples/pap/US20010000044A1.xml"])
def test_grants_and_the_applications_of_before_2005_are_another_format(file: str) -> None:
    with pytest.raises(FileRefused, match=r"Its root <(us-patent-grant|patent-application-publication)> is not that"):
        entries(FORMAT, real(file))


def test_it_recognizes_its_own_files_and_no_other() -> None:
    assert recognized_by(FORMAT) == set(FILES)


def shortened(file: str) -> str:
    """Return a document without its description and claims, so that what is spoilt is what is read."""
    content = (REAL_DATA / file).read_text("utf-8")
    return re.sub(r"<(description|claims|drawings)\b.*</\1>", "", content, flags=re.DOTALL)


SEEDS = tuple(map(shortened, FILES))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_documents_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS)).encode()))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-application.xml", content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_documents_without_some_of_their_elements_or_with_other_values_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = data.draw(st.sampled_from(SEEDS))
    for _ in range(data.draw(st.integers(1, 4))):
        found = data.draw(st.sampled_from(list(re.finditer(r"<([\w-]+)[^<>]*>([^<>]*)</\1>", content))))
        value = data.draw(st.sampled_from([f">{one}</{found[1]}>" for one in HOSTILE if "&" not in one] + [""]))
        element = f"<{found[1]}{value}" if value else ""
        content = content[: found.start()] + element + content[found.end() :]
    read = only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-application.xml", content))
    assert read is not None
    assert [isinstance(one, PatentEntry) or refusal(one)[1] != "" for one in read] == [True]
