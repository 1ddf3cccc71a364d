"""EPO OPS XML: every answer of the real files against its facts, exact entries, refusals, spoilt answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.domain.names import OwnerName
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, PatentEntry, RightKind
from ippool.intake.epo_ops_xml import FORMAT
from tests.intake.ops_records import (
    APPLICATION,
    BIBLIO,
    BIBLIO_OF_2000,
    BIBLIO_OF_THREE,
    END,
    FAMILY,
    FAMILY_OF_2000,
    FAMILY_WITH_BIBLIO,
    HEAD,
    LEGAL,
    LEGAL_OF_US,
    NINE,
    applicants,
    claim,
    claims,
    document,
    legal,
    member,
    patents,
    person,
    publication,
    read_one,
    spellings,
    told,
)
from tests.intake.records import REAL_DATA
from tests.intake.us_records import FACTS, canonical, entries, only_refusals, real, recognized_by, refusal, spoilt, written
from tests.intake.xml_records import other_elements

READ = (BIBLIO, BIBLIO_OF_THREE, BIBLIO_OF_2000, FAMILY, FAMILY_OF_2000, FAMILY_WITH_BIBLIO, LEGAL, LEGAL_OF_US)
OTHERS = {
    "epo_ops_xml/convert_patent_number_epodoc/response.xml": ("response.xml#1:4", "standardization", "EP 2400812 A1"),
    "epo_ops_xml/get_classification_schema/response.xml": ("response.xml#1:1", "classification-scheme", "H04W"),
    "epo_ops_xml/get_published_equivalents/response.xml": ("response.xml#1:3", "equivalents-inquiry", "EP 2400812 A1"),
    "epo_ops_xml/get_register_biblio/response.xml": ("response.xml#1:1", "register-search", "EP 2400812 A1 20111228"),
    "epo_ops_xml/get_register_events/response.xml": ("response.xml#1:1", "register-search", "publication=EP2400812"),
}


def test_exactly_the_answers_of_ops_are_recognized() -> None:
    assert recognized_by(FORMAT) == {*READ, *OTHERS}


@pytest.mark.parametrize("name", READ)
def test_the_facts_of_a_file_are_found(name: str) -> None:
    facts, found = FACTS[name], patents(name)
    assert len(found) == (facts["family_members"] or facts["exchange_documents"])
    assert sum(bool(one.title) for one in found) == facts["exchange_documents"]
    assert [one.owners_stated for one in found] == [facts["exchange_documents"] > 0] * len(found)
    assert sum(len(one.events) for one in found) == facts["legal_events"]
    named = {spelling for one in found for owner in one.owners for spelling in spellings(owner)}
    stated = {re.sub(r"\s*\[\w\w\]$", "", applicant).strip(" ,") for applicant in facts["applicants"]}
    # The facts name the first eight ways of writing an applicant.
    assert stated <= named
    assert len(facts["applicants"]) == 8 or stated == named


@pytest.mark.parametrize(("name", "expected"), OTHERS.items())
def test_answers_that_hold_no_patent_are_one_refused_record_each(name: str, expected: tuple[str, str, str]) -> None:
    assert FACTS[name]["exchange_documents"] == FACTS[name]["family_members"] == 0
    [found] = entries(FORMAT, real(name))
    place, field, value = refusal(found)
    assert (place.rpartition("/")[2], field, value) == expected


def test_a_published_application() -> None:
    [entry] = patents(BIBLIO)
    assert (str(entry.place), entry.cited, entry.jurisdiction, entry.right) == (
        f"{BIBLIO}#1:4",
        "EP 2400812 A1",
        "EP",
        RightKind.PATENT,
    )
    assert told(entry) == {
        "app": "EP:app:2010:167109",
        "pub": "EP:pub:2400812:A1",
        "filed": "2010-06-24",
        "published": "2011-12-28",
        "source": "2011-12-28",
    }
    assert entry.title == Words("", "BLUETOOTH NETWORKING")
    assert entry.owners == (NINE,)
    assert entry.inventors == 3
    assert entry.classifications == (
        Classification("IPC", "H04W 84/20"),
        Classification("CPC", "H04W 84/20"),
        Classification("CPC", "H04W 88/04"),
    )
    assert entry.abstract.en.startswith("An apparatus")
    assert entry.abstract.ja == ""


def test_several_documents_in_one_answer() -> None:
    assert [(one.cited, str(one.place.record), one.owners) for one in patents(BIBLIO_OF_THREE)] == [
        ("EP 2400812 A1", "1", (NINE,)),
        ("EP 2533477 A1", "2", (OwnerName("9SOLUTIONS OY", (), "FI"),)),
        ("EP 2533477 B1", "3", (OwnerName("9SOLUTIONS OY", (), "FI"),)),
    ]
    assert told(patents(BIBLIO_OF_THREE)[2]) == {
        "app": "EP:app:2011:169280",
        "reg": "EP:reg:2533477",
        "filed": "2011-06-09",
        "registered": "2014-03-05",
        "source": "2014-03-05",
    }


def test_an_applicant_in_two_spellings_and_a_priority_that_only_epodoc_writes() -> None:
    [entry] = patents(BIBLIO_OF_2000)
    assert entry.owners == (OwnerName("BEHEERMAATSCHAPPIJ DE BOER NIJMEGEN B.V", ("BOER BEHEER NIJMEGEN BV DE",), "NL"),)
    assert told(entry) == {
        "app": "EP:app:1999:203729",
        "pub": "EP:pub:1000000:A1",
        "filed": "1999-11-08",
        "priority": "1998-11-12",
        "published": "2000-05-17",
        "claims": ["NL:app:1010536"],
        "source": "2000-05-17",
    }
    # The edition of the IPC before 2006 stands there too.
    assert [one.symbol for one in entry.classifications] == [
        *("B28B 1/29", "B28B 5/02", "B28B 7/00", "H02P 6/08"),
        *("B28B 1/29", "B28B 5/022", "B28B 7/0064"),
    ]


def test_members_of_a_family_without_biblio_have_numbers_and_days_only() -> None:
    assert [(one.cited, one.jurisdiction, told(one)) for one in patents(FAMILY_OF_2000)] == [
        (
            "EP 1000000 A1",
            "EP",
            {
                **{"app": "EP:app:1999:203729", "pub": "EP:pub:1000000:A1", "filed": "1999-11-08", "priority": "1998-11-12"},
                **{"published": "2000-05-17", "claims": ["NL:app:1010536"], "source": "2000-05-17"},
            },
        ),
        (
            "EP 1000000 B1",
            "EP",
            {
                **{"app": "EP:app:1999:203729", "reg": "EP:reg:1000000", "filed": "1999-11-08", "priority": "1998-11-12"},
                **{"registered": "2003-02-12", "claims": ["NL:app:1010536"], "source": "2003-02-12"},
            },
        ),
        (
            "AT 232441 T",
            "AT",
            {
                **{"app": "AT:app:99203729", "pub": "AT:pub:232441:T", "filed": "1999-11-08", "priority": "1998-11-12"},
                **{"published": "2003-02-15", "claims": ["NL:app:1010536"], "source": "2003-02-15"},
            },
        ),
        (
            "DE 69905327 D1",
            "DE",
            {
                **{"app": "DE:app:69905327", "reg": "DE:reg:69905327", "filed": "1999-11-08", "priority": "1998-11-12"},
                **{"claims": ["NL:app:1010536"], "source": "2003-03-20"},
            },
        ),
        # The first application claims nothing, though OPS gives it as its own priority.
        (
            "NL 1010536 C2",
            "NL",
            {"app": "NL:app:1010536", "reg": "NL:reg:1010536:C2", "filed": "1998-11-12", "source": "2000-05-15"},
        ),
        (
            "US 6093011 A",
            "US",
            {
                **{"app": "US:app:1998:206856", "reg": "US:reg:6093011", "filed": "1998-12-08", "priority": "1998-11-12"},
                **{"registered": "2000-07-25", "claims": ["NL:app:1010536"], "source": "2000-07-25"},
            },
        ),
    ]
    for one in patents(FAMILY_OF_2000) + patents(FAMILY):
        assert (one.title, one.abstract, one.owners, one.owners_stated, one.inventors, one.classifications, one.events) == (
            *(Words("", ""), Words("", ""), (), False, None, (), ()),
        )


def test_a_family_with_biblio_says_what_the_family_says_and_more() -> None:
    plain, full = patents(FAMILY), patents(FAMILY_WITH_BIBLIO)
    assert [(one.cited, told(one)) for one in full] == [(one.cited, told(one)) for one in plain]
    # EPODOC has one applicant, what was filed names it twice; of Canada each has it once.
    assert [one.owners for one in full[:3]] == [(NINE,), (NINE,), (OwnerName("9SOLUTIONS OY", (), "FI"),)]
    # Four applicants, named twelve times; three of them are the inventors.
    herrala, niemi = person("HERRALA SAMI", "Herrala Sami"), person("NIEMI JAAKKO", "Niemi Jaakko")
    assert full[3].owners == (herrala, person("KYLMAENEN JARI", "Kylmänen Jari"), niemi, NINE)
    assert full[4].owners == (herrala, person("KYLMAENEN JARI", "Kylmänen Jari", "KYLMÄNEN JARI"), niemi, NINE)
    assert [one.inventors for one in full] == [3] * 5
    assert Classification("USPC", "370/315") in full[4].classifications


def test_titles_in_neither_english_nor_japanese_are_kept_by_their_script(tmp_path: Path) -> None:
    def titled(*titles: tuple[str, str]) -> Words:
        return read_one(
            tmp_path, document("".join(f"<invention-title lang='{lang}'>{text}</invention-title>" for lang, text in titles))
        ).title

    assert titled(("de", "Motor"), ("en", "Engine"), ("ja", "機関")) == Words("機関", "Engine")
    assert titled(("de", "Motor")) == Words("", "Motor")
    assert titled(("ko", "엔진")) == Words("엔진", "")


def test_a_text_is_read_with_what_is_raised_and_set_apart_in_it(tmp_path: Path) -> None:
    titled = "<invention-title lang='en'>Making of H<sub>2</sub>O from x</invention-title>"
    abstract = "<abstract lang='en'><p>First.</p><p>Second <i>part</i>.</p></abstract>"
    entry = read_one(tmp_path, document(titled).replace("</exchange-document>", f"{abstract}</exchange-document>"))
    assert (entry.title.en, entry.abstract.en) == ("Making of H2O from x", "First. Second part.")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (publication("US", "PP12345", "P2", "20020101"), (RightKind.PLANT, "US:reg:PP12345", "2002-01-01")),
        (publication("US", "D645123", "S1", "20110920"), (RightKind.DESIGN, "US:reg:D645123", "2011-09-20")),
        (publication("CN", "209266514", "U", "20190816"), (RightKind.UTILITY_MODEL, "CN:utility:209266514", "2019-08-16")),
        (publication("JP", "6123456", "B2", "20170510"), (RightKind.PATENT, "JP:reg:6123456", None)),
        (publication("EP", "2400812", "B2", "20220105"), (RightKind.PATENT, "EP:reg:2400812", None)),
    ],
)
def test_what_right_a_document_is_of_and_whether_its_day_is_that_of_the_grant(
    tmp_path: Path, own: str, expected: tuple[RightKind, str, str | None]
) -> None:
    entry = read_one(tmp_path, member(own=own))
    registered_on = str(entry.registered_on) if entry.registered_on else None
    assert (entry.right, canonical(entry.registration), registered_on) == expected
    assert (entry.publication, entry.published_on) == (None, None)


def test_an_international_application_stands_under_wo(tmp_path: Path) -> None:
    application = APPLICATION.replace("EP<", "JP<").replace("10167109", "2016012345").replace("<kind>A", "<kind>W")
    entry = read_one(tmp_path, member(application, own=publication("WO", "2016123456", "A1", "20160811")))
    assert (entry.jurisdiction, canonical(entry.application), canonical(entry.publication)) == (
        *("WO", "WO:app:JP2016:012345", "WO:pub:2016:123456:A1"),
    )


def test_a_priority_whose_epodoc_number_is_not_read_is_read_as_it_was_filed(tmp_path: Path) -> None:
    filed = "<document-id document-id-type='original'><doc-number>20095123</doc-number></document-id>"
    entry = read_one(tmp_path, document(claims(claim("epodoc", "FI20090005123", "20090210", filed))))
    assert (told(entry)["claims"], told(entry)["priority"]) == (["FI:app:20095123"], "2009-02-10")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (document(own=publication(digits="24008")), ("publication-reference/doc-number", "EP 24008x A1")),
        (document(own=publication(day="20111332")), ("publication-reference/date", "20111332")),
        (document(own="<publication-reference/>"), ("publication-reference/doc-number", "")),
        (document(APPLICATION.replace("10167109", "1016710X")), ("application-reference/doc-number", "EP 1016710X A")),
        (document(APPLICATION.replace("20100624", "2010-06")), ("application-reference/date", "2010-06")),
        (
            document(APPLICATION.replace("10167109", "99167109").replace("EP<", "ZZ<")),
            ("application-reference/doc-number", "ZZ 99167109 A"),
        ),
        (
            document(claims(claim("epodoc", "FI20090005123", "20090210"))),
            ("priority-claim/doc-number", "FI20090005123"),
        ),
        (document(claims(claim("epodoc", "NL19981010536", "19990231"))), ("priority-claim/date", "19990231")),
        (document(applicants(("epodoc", "first", "ALPHA GMBH"))), ("applicant/@sequence", "first")),
        (
            document(applicants(*(("epodoc", each, f"A{each}") for each in range(1, 502)))),
            ("applicant", "501"),
        ),
        (
            document(attributes="country='EP' doc-number='9999999' kind='A1' status='not found'"),
            ("exchange-document/@status", "not found"),
        ),
        ("<exchange-documents><exchange-document country='EP'/></exchange-documents>", ("bibliographic-data", "")),
        (
            member(document(attributes="country='EP' doc-number='2400813' kind='A1'")[20:-21]),
            ("exchange-document/@doc-number", "EP 2400813 A1"),
        ),
        (member(legal("18D ", "12 September")), ("legal/L007EP", "12 September")),
        (member(legal("18D ", "2012-09-12", ("L525EP", "00010101"))), ("legal/L525EP", "00010101")),
        (member("<ops:legal><ops:L018EP>x</ops:L018EP></ops:legal>"), ("legal/L018EP", "x")),
        ("<ops:fulltext-documents><a>EP2400812</a></ops:fulltext-documents>", ("fulltext-documents", "EP2400812")),
    ],
)
def test_what_cannot_be_read_refuses_its_record_with_its_field(tmp_path: Path, content: str, expected: tuple[str, str]) -> None:
    if expected[1] == "EP 24008x A1":
        content = content.replace("24008<", "24008x<")
    good = document(APPLICATION)
    first, second = entries(FORMAT, written(tmp_path / "answer.xml", f"{HEAD}\n{content}\n{good}\n{END}"))
    assert refusal(first) == ("answer.xml#1:2", *expected)
    assert isinstance(second, PatentEntry)
    assert str(second.place) == "answer.xml#2:3"


def test_an_error_that_ops_answered_is_recognized_and_told(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><fault xmlns='http://ops.epo.org'><code>SERVER.EntityNotFound</code></fault>"
    source = written(tmp_path / "fault.xml", text)
    [found] = entries(FORMAT, source)
    assert refusal(found) == ("fault.xml#1:1", "fault", "SERVER.EntityNotFound")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{HEAD}<ops:patent-family total-result-count='0'/>{END}", "no bibliographic data"),
        (f"{HEAD}{member()}", "broken as XML"),
        (HEAD.replace("?>", "?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1) + END, "declares entities"),
        ("{}", "broken as XML"),
    ],
)
def test_a_damaged_or_empty_answer_is_refused_whole(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FileRefused) as refused:
        entries(FORMAT, written(tmp_path / "answer.xml", content))
    assert message in refused.value.message.en


def test_an_answer_beyond_the_limit_of_one_record_is_refused(tmp_path: Path) -> None:
    content = f"{HEAD}{document('<invention-title>' + 'x' * 100_000 + '</invention-title>')}{END}"
    with pytest.raises(FileRefused, match="One record has more than"):
        entries(FORMAT, written(tmp_path / "answer.xml", content), Limits(record_bytes=50_000))


SEEDS = tuple((REAL_DATA / name).read_bytes() for name in (BIBLIO, BIBLIO_OF_2000, FAMILY_OF_2000, LEGAL_OF_US))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_spoilt_answers_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-ops.xml", content))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_answers_with_other_values_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(other_elements(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-ops.xml", content))
