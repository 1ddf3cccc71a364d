"""US grants: what a correct reading of the real files finds, single documents in full, and what is refused with which field."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.intake.entries import FileRefused, Limits, PatentEntry, Refused, RightKind, SourceEvent
from ippool.intake.us_classes import us_class
from ippool.intake.us_grant_xml import FORMAT
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

WEEK_OF_2006 = "uspto_grant_xml/ipg060103.small.biblio.xml"
WEEK_OF_2008 = "uspto_grant_xml/ipg080101.small.xml"
FILES = (
    WEEK_OF_2006,
    WEEK_OF_2008,
    "uspto_grant_xml/ipg090106.small.biblio.xml",
    "uspto_grant_misc/grant/v4-5-B1.xml",
    "uspto_samples/xml2004/US06859910.xml",
    "uspto_samples/xml2014/US08930553.xml",
)
RIGHTS = {
    "utility": RightKind.PATENT,
    "design": RightKind.DESIGN,
    "plant": RightKind.PLANT,
    "sir": RightKind.INVENTION_REGISTRATION,
}

GRANT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" country="US" date-publ="20150106">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>08000001</doc-number><kind>B2</kind>
<date>20150106</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>13648029</doc-number>
<date>20121009</date></document-id></application-reference>
<priority-claims><priority-claim kind="national"><country>JP</country><doc-number>2011-223344</doc-number>
<date>20111010</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr><section>C</section><class>12</class><subclass>N</subclass>
<main-group>9</main-group><subgroup>99</subgroup></classification-ipcr></classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc><section>H</section><class>04</class><subclass>L</subclass>
<main-group>65</main-group><subgroup>1006</subgroup></classification-cpc></main-cpc></classifications-cpc>
<classification-national><country>US</country><main-classification> 81  356</main-classification></classification-national>
<invention-title id="t">Wrench of H<sub>2</sub>O</invention-title>
<us-related-documents><related-publication><document-id><country>US</country><doc-number>20140101323</doc-number>
<kind>A1</kind><date>20140410</date></document-id></related-publication></us-related-documents>
<us-parties><us-applicants><us-applicant app-type="applicant" applicant-authority-category="obligated-assignee">
<addressbook><orgname>Obliged Corp.</orgname></addressbook></us-applicant></us-applicants>
<inventors><inventor><addressbook><last-name>Doe</last-name></addressbook></inventor></inventors></us-parties>
<assignees><assignee><addressbook><orgname>Alpha GmbH</orgname><role>03</role><address><country>DE</country></address>
</addressbook></assignee></assignees>
</us-bibliographic-data-grant>
<abstract id="abstract"><p>One.</p><p>Two.</p></abstract>
<description>Long.</description>
</us-patent-grant>
"""
ASSIGNEE = re.search("<assignees>.*</assignees>", GRANT, re.DOTALL)
assert ASSIGNEE
SOLE = ASSIGNEE[0]


def assignees(*parties: str) -> str:
    """Return the document with other assignees; none at all without any."""
    inside = "".join(f"<assignee>{party}</assignee>" for party in parties)
    return GRANT.replace(SOLE, f"<assignees>{inside}</assignees>" if parties else "")


def organization(name: str, role: str, country: str = "") -> str:
    place = f"<address><country>{country}</country></address>" if country else ""
    return f"<addressbook><orgname>{name}</orgname><role>{role}</role>{place}</addressbook>"


def one(path: Path, content: str) -> PatentEntry:
    """Read a file of one document that can be read."""
    (found,) = patents(FORMAT, written(path / "grant.xml", content))
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_facts_of_a_file_hold(file: str) -> None:
    facts, found = FACTS[file], entries(FORMAT, real(file))
    read = [one for one in found if isinstance(one, PatentEntry)]
    assert len(found) == facts["xml_parts"]
    assert len(read) == facts["patents"] == facts["roots"]["us-patent-grant"]
    assert Counter(len(one.owners) for one in read) == {int(count): many for count, many in facts["assignee_count"].items()}
    countries = Counter(str(owner.country) for one in read for owner in one.owners)
    # The facts tell the eight most frequent ones.
    assert dict(countries.items() & told_countries(facts).items()) == told_countries(facts)
    assert Counter(one.right for one in read) == {RIGHTS[name]: many for name, many in facts["types"].items()}
    assert sum(one.inventors or 0 for one in read) == facts["inventors"]
    assert all(one.owners_stated == bool(one.owners) for one in read)


def told_countries(facts: dict[str, Any]) -> dict[str, int]:
    return {name.replace("null", "None"): many for name, many in facts["assignee_country"].items()}


@pytest.mark.parametrize("file", FILES)
def test_the_documents_of_the_facts_are_read_as_they_say(file: str) -> None:
    read = {one.cited: one for one in patents(FORMAT, real(file))}
    for fact in (*FACTS[file]["joint"], *FACTS[file]["sample"]):
        name, _, day = fact["pub"].rpartition(" ")
        found = read[name]
        assert found.title.en == fact["title"]
        assert [(each.text, each.country) for each in found.owners] == [tuple(each) for each in fact["owners"]]
        assert found.registered_on == day_of(day)
        office, digits, filed = fact["app"]
        assert canonical(found.application) == f"{office}:app:{digits[:2]}:{digits[2:]}"
        assert found.filed_on == day_of(filed)
        assert fact.get("ninv", found.inventors) == found.inventors
        claimed = [f"{office} {number}" for office, number, _ in fact["prio"]]
        if found.right is RightKind.PATENT:
            assert claimed == [number.raw for number in found.priorities if number.office != "US"][: len(claimed)]
        assert set(fact.get("ipc", [])) <= {each.symbol for each in found.classifications if each.scheme == "IPC"}
        for _, _, claimed_on in fact["prio"]:
            assert found.priority_on is not None
            assert found.priority_on <= day_of(claimed_on)


def day_of(text: str) -> date:
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


@pytest.mark.parametrize("file", FILES)
def test_priorities_abroad_are_those_of_the_facts(file: str) -> None:
    documents = [
        ElementTree.fromstring(part) for part in re.split(r"<\?xml[^>]*>|<!DOCTYPE[^\[]*\[ \]>", text_of(file)) if part.strip()
    ]
    of_designs = Counter(
        document.findtext(".//priority-claim/country")
        for document in documents
        if document.find(".//application-reference[@appl-type='design']") is not None
    )
    read = patents(FORMAT, real(file))
    offices = [{number.office for number in each.priorities} - {"US", "WO"} for each in read]
    designs = sum(each.right is RightKind.DESIGN and each.priority_on is not None for each in read)
    assert sum(map(bool, offices)) + designs == FACTS[file]["with_priority"]
    assert sum("JP" in each for each in offices) + of_designs["JP"] == FACTS[file]["jp_priority"]


def text_of(file: str) -> str:
    return (REAL_DATA / file).read_text("utf-8")


def told(found: PatentEntry) -> dict[str, Any]:
    """Tell the numbers, days, owners and classes of an entry in plain values."""
    return {
        "cited": found.cited,
        "numbers": tuple(map(canonical, (found.application, found.publication, found.registration, found.international))),
        "owners": tuple(map(owner, found.owners)),
        "days": tuple(map(str, (found.filed_on, found.priority_on, found.published_on, found.registered_on, found.source_date))),
        "priorities": tuple(map(canonical, found.priorities)),
        "classes": tuple(f"{each.scheme} {each.symbol}" for each in found.classifications),
        "events": found.events,
    }


def test_a_joint_patent_from_an_international_application_is_read_in_full() -> None:
    found = entries(FORMAT, real(WEEK_OF_2006))[13]
    assert isinstance(found, PatentEntry)
    assert str(found.place) == f"{WEEK_OF_2006}#14:2269"
    assert (found.jurisdiction, found.right, found.inventors, found.owners_stated) == ("US", RightKind.PATENT, 6, True)
    assert (found.registration and found.registration.kind, found.expires_on) == ("B1", None)
    assert told(found) == {
        "cited": "US 06982157 B1",
        "numbers": ("US:app:09:889414", None, "US:reg:6982157", "WO:pub:2000:045817"),
        "owners": (("AstraZeneca AB", "GB", "organization"), ("Shionogi & Co., Ltd.", "JP", "organization")),
        "days": ("2000-02-01", "1999-02-06", "2006-01-03", "2006-01-03", "2006-01-03"),
        "priorities": ("GB:app:1999:02593", "GB:app:1999:21063", "GB:app:1999:21064"),
        "classes": ("IPC C12N 9/99", "USPC 435/184"),
        "events": (),
    }


def test_a_continuation_claims_its_parent_and_the_japanese_application_of_an_era() -> None:
    assert told(entries_by_name(WEEK_OF_2006)["US 06982404 B2"]) == {
        "cited": "US 06982404 B2",
        "numbers": ("US:app:11:100906", "US:pub:2005:0178951:A1", "US:reg:6982404", None),
        "owners": (("Sony Corporation", "JP", "organization"),),
        "days": ("2005-04-07", "1999-08-02", "2005-08-18", "2006-01-03", "2006-01-03"),
        "priorities": ("JP:app:1999:218349", "US:app:09:624718"),
        "classes": ("IPC H01L 27/00", "USPC 250/208.1", "USPC 348/294"),
        "events": (SourceEvent(None, None, "disclaimer: This patent is subject to a terminal disclaimer."),),
    }


def entries_by_name(file: str) -> dict[str, PatentEntry]:
    return {each.cited: each for each in patents(FORMAT, real(file))}


def test_the_joint_patent_of_2008_is_read_in_full() -> None:
    assert told(entries_by_name(WEEK_OF_2008)["US 07314575 B2"]) == {
        "cited": "US 07314575 B2",
        "numbers": ("US:app:11:237868", "US:pub:2006:0070980:A1", "US:reg:7314575", None),
        "owners": (("Hoya Corporation", "JP", "organization"), ("Hoya Glass Disk (thailand) Ltd.", "TH", "organization")),
        "days": ("2005-09-29", "2004-09-29", "2006-04-06", "2008-01-01", "2008-01-01"),
        "priorities": ("JP:app:2004:283125",),
        "classes": (
            "IPC B44C 1/22",
            *(f"USPC {symbol}" for symbol in ("216/89", "216/90", "216/91", "216/103", "216/107", "216/109", "438/693")),
        ),
        "events": (SourceEvent(None, None, "us-term-extension: 48"),),
    }


def test_a_chain_of_parents_is_claimed_to_its_first() -> None:
    found = entries_by_name("uspto_grant_xml/ipg090106.small.biblio.xml")["US 07474507 B2"]
    assert list(map(canonical, found.priorities)) == ["US:app:10:938236", "US:app:10:893024", "US:app:10:224218"]
    assert found.priority_on == date(2002, 8, 19)


def test_a_design_a_plant_and_a_registration_of_an_invention_are_told_and_keep_their_letters() -> None:
    found = {**entries_by_name(WEEK_OF_2006), **entries_by_name(WEEK_OF_2008)}
    assert [
        (found[name].right, canonical(found[name].registration)) for name in ("US D0558728 S1", "US PP018398 P2", "US H0002140 H1")
    ] == [
        (RightKind.DESIGN, "US:reg:D558728"),
        (RightKind.PLANT, "US:reg:PP18398"),
        (RightKind.INVENTION_REGISTRATION, "US:reg:H2140"),
    ]
    # 2004-039542 is the number of a Japanese design, and must not be taken for that of a patent application.
    assert found["US D0558728 S1"].priorities == ()
    assert found["US D0558728 S1"].priority_on == date(2004, 12, 24)


def test_sequence_listings_between_the_grants_are_refused_as_no_patent_documents() -> None:
    refused = [each for each in entries(FORMAT, real(WEEK_OF_2006)) if isinstance(each, Refused)]
    assert [refusal(each) for each in refused] == [
        (f"{WEEK_OF_2006}#13:2059", "sequence-cwu", ""),
        (f"{WEEK_OF_2006}#15:2500", "sequence-cwu", ""),
    ]
    assert refused[0].because.en == "It is a sequence listing, no patent document."


def test_a_government_is_an_organization() -> None:
    found = entries_by_name("uspto_grant_xml/ipg090106.small.biblio.xml")["US 07472652 B1"]
    assert list(map(owner, found.owners)) == [
        ("The United States of America as represented by the Secretary of the Army", "US", "organization")
    ]


def test_a_document_of_the_present_form_is_read_in_full(tmp_path: Path) -> None:
    found = one(tmp_path, GRANT)
    assert told(found) == {
        "cited": "US 08000001 B2",
        "numbers": ("US:app:13:648029", "US:pub:2014:0101323:A1", "US:reg:8000001", None),
        "owners": (("Alpha GmbH", "DE", "organization"),),
        "days": ("2012-10-09", "2011-10-10", "2014-04-10", "2015-01-06", "2015-01-06"),
        "priorities": ("JP:app:2011:223344",),
        "classes": ("CPC H04L 65/1006", "IPC C12N 9/99", "USPC 81/3.56"),
        "events": (),
    }
    assert (found.title.ja, found.title.en, found.abstract.en, found.inventors) == ("", "Wrench of H2O", "One.\nTwo.", 1)


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        (
            ("<addressbook><last-name>Doe, Jr.</last-name><first-name>Jane</first-name><role>04</role></addressbook>",),
            [("Jane Doe, Jr.", None, "person")],
        ),
        (("<orgname>Beta AG</orgname><role>03</role>",), [("Beta AG", None, "organization")]),
        ((organization("Beta AG", ""),), [("Beta AG", None, None)]),
        (  # the role of a company for a person with a given name tells nothing
            ("<addressbook><last-name>Doe</last-name><first-name>Jane</first-name><role>02</role></addressbook>",),
            [("Jane Doe", None, None)],
        ),
        (  # two parts make the whole
            (organization("Beta AG", "13", "DE"), organization("Gamma Inc.", "12", "US")),
            [("Beta AG", "DE", "organization"), ("Gamma Inc.", "US", "organization")],
        ),
        ((organization("Beta AG", "03", "omitted"), organization("BETA AG", "03", "DE")), [("Beta AG", "DE", "organization")]),
        ((organization("Nobody", "01"), organization("Beta AG", "03")), [("Beta AG", None, "organization")]),
    ],
)
def test_assignees_are_the_owners(tmp_path: Path, parties: tuple[str, ...], expected: list[object]) -> None:
    found = one(tmp_path, assignees(*parties))
    assert list(map(owner, found.owners)) == expected
    assert found.owners_stated


def test_a_single_assignee_of_a_part_is_not_made_the_sole_owner(tmp_path: Path) -> None:
    found = one(tmp_path, assignees(organization("Beta AG", "13", "DE")))
    assert (found.owners, found.owners_stated) == ((), False)
    assert found.events == (SourceEvent(None, None, "assignee of a part interest only: Beta AG"),)


def test_without_assignees_an_applicant_is_an_owner_only_where_it_applied_as_assignee(tmp_path: Path) -> None:
    without = assignees()
    assert (one(tmp_path, without).owners, one(tmp_path, without).owners_stated) == ((), False)
    found = one(tmp_path, without.replace('"obligated-assignee"', '"assignee"'))
    assert list(map(owner, found.owners)) == [("Obliged Corp.", None, None)]


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("08000001", "0800000x", "publication-reference/doc-number", "US 0800000x B2"),
        ("<kind>B2</kind>", "<kind>Q1</kind>", "publication-reference/doc-number", "US 08000001 Q1"),
        ("<date>20150106</date>", "<date>20150229</date>", "publication-reference/date", "20150229"),
        ("13648029", "136480", "application-reference/doc-number", "US 136480"),
        ("<date>20121009</date>", "<date>9 Oct</date>", "application-reference/date", "9 Oct"),
        ('appl-type="utility"', 'appl-type="utility model"', "application-reference/@appl-type", "utility model"),
        ("2011-223344", "abc", "priority-claims/priority-claim/doc-number", "JP abc"),
        ("<country>JP</country>", "<country>ZQ</country>", "priority-claims/priority-claim/doc-number", "ZQ 2011-223344"),
        ("20140101323", "2014", "us-related-documents/related-publication/doc-number", "US 2014 A1"),
        ("<role>03</role>", "<role>3O</role>", "assignee/addressbook/role", "3O"),
        ("<country>DE</country>", "<country>UK</country>", "assignee/addressbook/address/country", "UK"),
        ("<orgname>Alpha GmbH</orgname>", "", "assignee/addressbook", "03DE"),
        (
            "<country>US</country><doc-number>08000001",
            "<country>EP</country><doc-number>08000001",
            "publication-reference/country",
            "EP",
        ),
        ("publication-reference>", "pub>", "publication-reference", ""),
        ("us-bibliographic-data-grant>", "other>", "us-bibliographic-data-grant", ""),
    ],
)
def test_a_document_with_an_unreadable_field_is_refused_and_the_next_one_is_read(
    tmp_path: Path, old: str, new: str, field: str, value: str
) -> None:
    assert old in GRANT
    spoilt_grant, following = entries(FORMAT, written(tmp_path / "two.xml", GRANT.replace(old, new) + GRANT))
    assert refusal(spoilt_grant) == ("two.xml#1:3", field, value)
    assert isinstance(following, PatentEntry)
    assert (following.place.record, following.place.line) == (2, GRANT.count("\n") + 3)


def test_what_stands_between_grants_is_refused_by_its_root(tmp_path: Path) -> None:
    content = GRANT + '<?xml version="1.0"?>\n<us-patent-application/>\n' + GRANT
    _, other, last = entries(FORMAT, written(tmp_path / "mixed.xml", content))
    assert refusal(other)[1] == "us-patent-application"
    assert isinstance(last, PatentEntry)


def test_a_document_with_two_bibliographies_is_refused(tmp_path: Path) -> None:
    bibliography = re.search("<us-bibliographic-data-grant>.*</us-bibliographic-data-grant>", GRANT, re.DOTALL)
    assert bibliography
    doubled = GRANT.replace(bibliography[0], bibliography[0] * 2)
    (found,) = entries(FORMAT, written(tmp_path / "doubled.xml", doubled))
    assert refusal(found) == ("doubled.xml#1:3", "us-bibliographic-data-grant", "")


@pytest.mark.parametrize(
    ("file", "because"),
    [
        ("uspto_samples/pap/US20010000044A1.xml", "Its root <patent-application-publication> is not that of this format."),
        ("uspto_app_xml/application/v4-4-A2.xml", "Its root <us-patent-application> is not that of this format."),
        ("uspto_assignment/assignment_1.xml", "Its root <response> is not that of this format."),
    ],
)
def test_a_file_of_another_root_is_refused(file: str, because: str) -> None:
    with pytest.raises(FileRefused) as refused:
        entries(FORMAT, real(file))
    assert refused.value.because.en == because


def test_the_file_breaks_off_where_its_last_document_does(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"It is broken as XML"):
        entries(FORMAT, written(tmp_path / "cut.xml", GRANT + GRANT[:900]))


def test_descriptions_are_passed_by_however_long_they_are(tmp_path: Path) -> None:
    long = GRANT.replace("Long.", "<p>Long.</p>" * 20_000)
    assert len(entries(FORMAT, written(tmp_path / "long.xml", long * 2), Limits(record_bytes=20_000))) == 2


def test_it_recognizes_its_own_files_and_no_other() -> None:
    assert recognized_by(FORMAT) == set(FILES)


@pytest.mark.parametrize(
    ("columns", "symbol"),
    [
        ("  2  87", "2/8.7"),
        (" 81  356", "81/3.56"),
        ("257E21334", "257/E21.334"),
        ("188 18 A", "188/18A"),
        ("188218XL", "188/218XL"),
        ("261DIG  70", "261/DIG.70"),
        ("119 1402", "119/14.02"),
        ("D10  9", "D10/9"),
        ("PLT263", "PLT/263"),
        ("600300000", "600/300"),
        ("002227000", "2/227"),
        ("25055904", "250/559.04"),
        ("  2", "2"),
        ("", ""),
    ],
)
def test_classes_of_the_office_are_read_from_their_columns(columns: str, symbol: str) -> None:
    assert us_class(columns) == symbol


SEEDS = tuple(
    part.encode()
    for part in re.split(r"(?=<\?xml )", text_of(WEEK_OF_2006) + text_of(WEEK_OF_2008))
    if any(name in part for name in (">06982157<", ">06982404<", ">PP018398<", ">07314687<"))
)
assert len(SEEDS) == 4


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_spoilt_documents_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS)) + GRANT.encode()))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-grant.xml", content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_documents_with_other_values_are_each_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = data.draw(st.sampled_from(SEEDS)).decode()
    for _ in range(data.draw(st.integers(1, 4))):
        leaves = list(re.finditer(r">([^<>]*)</", content))
        found = data.draw(st.sampled_from(leaves))
        value = data.draw(st.sampled_from([each for each in HOSTILE if "&" not in each and "\x00" not in each]))
        content = content[: found.start(1)] + value + content[found.end(1) :]
    documents = written(tmp_path_factory.getbasetemp() / "other-grant.xml", content + GRANT)
    read = only_refusals(FORMAT, documents)
    assert read is not None
    assert len(read) == 2
    assert isinstance(read[1], PatentEntry)
