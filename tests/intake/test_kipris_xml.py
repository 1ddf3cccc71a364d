"""KIPRIS XML: every record of the real files against the facts, exact entries, refusals, spoilt answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.domain.names import OwnerName
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, PatentEntry, Place, Refused, RightKind, SourceEvent
from ippool.intake.kipris_xml import FORMAT
from tests.intake.records import REAL_DATA
from tests.intake.us_records import FACTS, canonical, entries, only_refusals, real, recognized_by, refusal, spoilt, written
from tests.intake.xml_records import other_elements

FILES = ("kipris_xml/patent/120050421158/1.xml", "kipris_xml/patent/120070353675/1.xml")
STATUSES = {
    "공개": LegalStatus.PUBLISHED,
    "등록": LegalStatus.GRANTED,
    "거절": LegalStatus.REFUSED,
    "소멸": LegalStatus.LAPSED,
    "취하": LegalStatus.WITHDRAWN,
}


def patents(name: str) -> list[PatentEntry]:
    found = entries(FORMAT, real(name))
    assert all(isinstance(one, PatentEntry) for one in found)
    return [one for one in found if isinstance(one, PatentEntry)]


def texts(name: str) -> list[dict[str, str]]:
    """Read the fields of a real file with the standard library and nothing of ours."""
    root = ElementTree.parse(REAL_DATA / name).getroot()
    return [{field.tag: field.text or "" for field in record} for record in root.iter("PatentUtilityInfo")]


def compact(day: object) -> str:
    return str(day).replace("-", "") if day else ""


def test_exactly_the_answers_of_kipris_are_recognized() -> None:
    assert recognized_by(FORMAT) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_the_facts_of_a_file_are_found(name: str) -> None:
    facts, found = FACTS[name], patents(name)
    assert len(found) == facts["kipris_items"]
    assert Counter(one.events[0].status for one in found) == {STATUSES[status]: count for status, count in facts["status"].items()}
    # The facts name the most frequent lists of applicants.
    owners = Counter(tuple(owner.text for owner in one.owners) for one in found)
    for applicant, count in facts["kipris_applicants"]:
        assert owners[tuple(applicant.split("|"))] == count
    number, filed_on, registration, title, classes = facts["first"]
    first = found[0]
    assert (first.cited, compact(first.filed_on), first.title) == (number, filed_on, Words(title, ""))
    assert canonical(first.registration) == (f"KR:reg:{registration.removesuffix('0000')}" if registration else None)
    assert first.classifications == tuple(Classification("IPC", symbol) for symbol in classes.split("|"))


@pytest.mark.parametrize("name", FILES)
def test_every_field_of_every_record_is_read_as_it_stands(name: str) -> None:
    for entry, text in zip(patents(name), texts(name), strict=True):
        number, laid_open, right = text["ApplicationNumber"], text["OpeningNumber"], text["RegistrationNumber"]
        assert (number[:2], right[9:]) in {("10", "0000"), ("10", "")}
        assert canonical(entry.application) == f"KR:app:{number[2:6]}:{number[6:]}"
        assert canonical(entry.publication) == (f"KR:pub:{laid_open[2:6]}:{laid_open[6:]}:A" if laid_open else None)
        assert canonical(entry.registration) == (f"KR:reg:{right[:9]}" if right else None)
        assert compact(entry.filed_on) == text["ApplicationDate"]
        assert compact(entry.published_on) == (text["OpeningDate"] or text["PublicDate"])
        assert compact(entry.registered_on) == text["RegistrationDate"]
        assert [owner.text for owner in entry.owners] == text["Applicant"].split("|")
        assert entry.owners_stated
        assert (entry.jurisdiction, entry.right, entry.source_date, entry.expires_on) == ("KR", RightKind.PATENT, None, None)
        assert entry.events == (
            SourceEvent(STATUSES[text["RegistrationStatus"]], None, f"RegistrationStatus {text['RegistrationStatus']}"),
        )


def test_a_joint_application_that_was_refused() -> None:
    entry = patents(FILES[0])[6]
    assert entry.place == Place(FILES[0], 7, 121)
    assert entry.owners == (OwnerName("주식회사 이노디스"), OwnerName("김덕현"))
    assert (canonical(entry.application), canonical(entry.publication), entry.registration) == (
        *("KR:app:2017:0053300", "KR:pub:2018:0119760:A", None),
    )
    assert entry.title == Words("패널 사이드 지지용 롤러조립체", "")
    assert entry.events == (SourceEvent(LegalStatus.REFUSED, None, "RegistrationStatus 거절"),)


RECORD = {
    "Applicant": "주식회사 이노디스",
    "ApplicationDate": "20210811",
    "ApplicationNumber": "1020210106176",
    "InventionName": "벨로우즈 펌프",
    "InternationalpatentclassificationNumber": "F04B 43/10|F04B  43/08||F04B 43/10",
    "OpeningDate": "20230220",
    "OpeningNumber": "1020230024077",
    "PublicDate": "20230424",
    "RegistrationDate": "20230418",
    "RegistrationNumber": "1025244850000",
    "RegistrationStatus": "등록",
}


def answer(*records: dict[str, str], header: str = "") -> str:
    items = "\n".join(
        "<PatentUtilityInfo>" + "".join(f"<{field}>{text}</{field}>" for field, text in record.items()) + "</PatentUtilityInfo>"
        for record in records
    )
    return f"<?xml version='1.0'?><response><header>{header}</header><body><items>\n{items}\n</items></body></response>"


def one(tmp_path: Path, **changes: str) -> PatentEntry:
    [found] = entries(FORMAT, written(tmp_path / "1.xml", answer({**RECORD, **changes})))
    assert isinstance(found, PatentEntry), found
    return found


def test_a_utility_model(tmp_path: Path) -> None:
    numbers = {"ApplicationNumber": "2020210001917", "OpeningNumber": "2020230000417", "RegistrationNumber": "2004976150000"}
    entry = one(tmp_path, **numbers)
    assert entry.right is RightKind.UTILITY_MODEL
    assert [canonical(number) for number in (entry.application, entry.publication, entry.registration)] == [
        *("KR:utilapp:2021:0001917", "KR:utilpub:2023:0000417:U", "KR:utility:200497615"),
    ]


def test_classes_titles_and_owners_of_a_record(tmp_path: Path) -> None:
    entry = one(tmp_path, InventionName="Bellows\n  pump", Applicant="(주) 이노디스|(주)이노디스 | 이노디스 주식회사|김덕현|")
    assert entry.classifications == (Classification("IPC", "F04B 43/10"), Classification("IPC", "F04B 43/08"))
    assert entry.title == Words("", "Bellows pump")
    # One company in three spellings is one owner.
    assert entry.owners == (OwnerName("(주) 이노디스", ("(주)이노디스", "이노디스 주식회사")), OwnerName("김덕현"))


def test_what_was_not_laid_open_before_is_published_by_the_gazette_of_the_right(tmp_path: Path) -> None:
    assert str(one(tmp_path).published_on) == "2023-02-20"
    assert str(one(tmp_path, OpeningNumber="", OpeningDate="").published_on) == "2023-04-24"


def test_what_is_empty_is_not_said(tmp_path: Path) -> None:
    empty = {**dict.fromkeys(RECORD, ""), "ApplicationNumber": "1020210106176"}
    [found] = entries(FORMAT, written(tmp_path / "1.xml", answer(empty)))
    assert isinstance(found, PatentEntry)
    assert (found.owners, found.owners_stated, found.events, found.title, found.classifications) == (
        (),
        False,
        (),
        Words("", ""),
        (),
    )
    assert (found.publication, found.registration, found.filed_on, found.published_on, found.registered_on) == (None,) * 5


@pytest.mark.parametrize(
    ("written_as", "status"), [*STATUSES.items(), ("포기", LegalStatus.ABANDONED), ("무효", LegalStatus.INVALIDATED)]
)
def test_a_status_is_read_by_its_word(tmp_path: Path, written_as: str, status: LegalStatus) -> None:
    assert one(tmp_path, RegistrationStatus=written_as).events[0].status is status


@pytest.mark.parametrize(
    ("changes", "field", "value", "because"),
    [
        ({"ApplicationNumber": ""}, "ApplicationNumber", "", "There is no application number."),
        ({"ApplicationNumber": "102021010617"}, "ApplicationNumber", "102021010617", "It does not have thirteen digits."),
        ({"ApplicationNumber": "10-2021-0106176"}, "ApplicationNumber", "10-2021-0106176", "It does not have thirteen digits."),
        (
            {"ApplicationNumber": "１０２０２１０１０６１７６"},
            "ApplicationNumber",
            "１０２０２１０１０６１７６",
            "It does not have thirteen digits.",
        ),
        ({"ApplicationNumber": "1020990106176"}, "ApplicationNumber", "KR 1020990106176", "The year 2099 has not come yet."),
        (
            {"ApplicationNumber": "3020210106176"},
            *("ApplicationNumber", "KR 3020210106176", "“3020210106176” does not have the digits of a registration number."),
        ),
        (
            {"ApplicationNumber": "2020210001917"},
            *("OpeningNumber", "1020230024077", "It is of another type of right than the application number."),
        ),
        (
            {"OpeningNumber": "", "RegistrationNumber": "2004976150000"},
            *("RegistrationNumber", "2004976150000", "It is of another type of right than the application number."),
        ),
        ({"ApplicationDate": "20210231"}, "ApplicationDate", "20210231", "There is no such day."),
        ({"OpeningDate": "2023"}, "OpeningDate", "2023", "It cannot be read as a day."),
        ({"OpeningDate": "", "PublicDate": "x"}, "PublicDate", "x", "It cannot be read as a day."),
        (
            {"RegistrationNumber": "1025244850001"},
            *("RegistrationNumber", "KR 1025244850001", "“1025244850001” does not have the digits of a registration number."),
        ),
        (
            {"RegistrationDate": "99991231"},
            *("RegistrationDate", "99991231", "A day of the year 9999; leave it out where there is no end."),
        ),
        ({"RegistrationStatus": "심사중"}, "RegistrationStatus", "심사중", "This status is not known."),
        (
            {"Applicant": "|".join(f"주식회사 {number}" for number in range(301))},
            *("Applicant", "301", "One record has more than 300 names."),
        ),
    ],
)
def test_what_cannot_be_read_refuses_its_record_with_its_field(
    tmp_path: Path, changes: dict[str, str], field: str, value: str, because: str
) -> None:
    bad = {**RECORD, **changes}
    first, second = entries(FORMAT, written(tmp_path / "1.xml", answer(bad, RECORD)))
    assert refusal(first) == ("1.xml#1:2", field, value)
    assert isinstance(first, Refused)
    assert (first.because.en, first.cited) == (because, bad["ApplicationNumber"])
    assert isinstance(second, PatentEntry)
    assert second.place == Place("1.xml", 2, 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (answer(), "no <PatentUtilityInfo>"),
        (answer(header="<resultCode>30</resultCode><resultMsg>INVALID KEY</resultMsg>"), "an error: 30 INVALID KEY."),
        (answer(RECORD)[:-20], "broken as XML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + answer(RECORD)[21:], "declares entities"),
    ],
)
def test_an_answer_without_records_is_refused_whole(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FileRefused) as refused:
        entries(FORMAT, written(tmp_path / "1.xml", content))
    assert message in refused.value.message.en


def test_a_record_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path / "1.xml", answer({**RECORD, "Abstract": "가" * 60_000}))
    with pytest.raises(FileRefused, match="One record has more than"):
        entries(FORMAT, source, Limits(record_bytes=50_000))


SEED = answer(RECORD, {**RECORD, "Applicant": "주식회사 이노디스|김덕현", "RegistrationStatus": "소멸"}).encode()
SEEDS = (SEED, (REAL_DATA / FILES[0]).read_bytes())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_spoilt_answers_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-kipris.xml", content))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_answers_with_other_values_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(other_elements(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-kipris.xml", content))
