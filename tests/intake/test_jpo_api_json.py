"""JPO API JSON: every answer of the real files, exact entries, owners by their code, errors and refusals, spoilt answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.domain.names import Identifiers, OwnerName
from ippool.domain.patents import LegalStatus
from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, PatentEntry, Place, Refused, RightKind, SourceEvent
from ippool.intake.jpo_api_json import FORMAT
from tests.intake.records import REAL_DATA
from tests.intake.us_records import (
    FACTS,
    canonical,
    entries,
    only_refusals,
    other_values,
    real,
    recognized_by,
    refusal,
    spoilt,
    written,
)

PROGRESS = "jpo_api/patent_v1_app_progress_simple_2020123456.json"
REGISTRATION = "jpo_api/patent_v1_registration_info_2020123456.json"
PRIORITY = "jpo_api/patent_v1_priority_right_app_info_2020123456.json"
APPLICANT = "jpo_api/patent_v1_applicant_attorney_cd_000003207.json"
FILES = (PROGRESS, REGISTRATION, PRIORITY, APPLICANT)


def coded(name: str, code: str, *spellings: str) -> OwnerName:
    return OwnerName(name, spellings, identifiers=Identifiers(office_codes=frozenset({("JPO", code)})))


HOLDER = coded("メイショウ株式会社", "000114400")


def patent(name: str) -> PatentEntry:
    [found] = entries(FORMAT, real(name))
    assert isinstance(found, PatentEntry), found
    return found


def test_exactly_the_answers_of_the_api_are_recognized() -> None:
    assert recognized_by(FORMAT) == set(FILES)
    assert [FACTS[name]["top"] for name in FILES] == [["result"]] * 4


def test_the_progress_of_an_application() -> None:
    found = patent(PROGRESS)
    assert (found.place, found.cited, found.jurisdiction, found.right) == (Place(PROGRESS, 1), "2020123456", "JP", RightKind.PATENT)
    assert [canonical(one) for one in (found.application, found.publication, found.registration, found.international)] == [
        *("JP:app:2020:123456", "JP:pub:2021:090037:A", "JP:reg:7533889", None),
    ]
    assert found.title == Words("立体配線構造体の製造方法", "")
    assert found.owners == (HOLDER,)  # and none of the three who represent it
    assert (found.filed_on, found.published_on, found.registered_on, found.expires_on) == (
        *(date(2020, 7, 20), date(2021, 6, 10), date(2024, 8, 5), date(2040, 7, 20)),
    )
    assert (found.priorities, found.priority_on, found.source_date) == ((), None, None)
    assert found.events == (
        SourceEvent(None, date(2023, 4, 19), "A621 出願審査請求書"),
        SourceEvent(None, date(2024, 1, 17), "A971007 検索報告書"),
        SourceEvent(None, date(2024, 2, 27), "A131 拒絶理由通知書"),
        SourceEvent(None, date(2024, 4, 24), "A53 意見書"),
        SourceEvent(None, date(2024, 4, 24), "A523 手続補正書（自発・内容）"),
        SourceEvent(LegalStatus.ALLOWED, date(2024, 7, 9), "A01 特許査定"),
        SourceEvent(None, date(2024, 7, 24), "A61 登録料納付"),
        SourceEvent(None, date(2024, 7, 24), "R100 特許料納付書"),
        SourceEvent(None, date(2024, 8, 20), "R150 特許証"),
    )


def test_a_registration() -> None:
    found = patent(REGISTRATION)
    assert [canonical(one) for one in (found.application, found.publication, found.registration)] == [
        *("JP:app:2020:123456", None, "JP:reg:7533889"),
    ]
    assert (found.owners, found.owners_stated, found.title) == ((HOLDER,), True, Words("立体配線構造体の製造方法", ""))
    assert (found.filed_on, found.published_on, found.registered_on, found.expires_on, found.source_date) == (
        *(date(2020, 7, 20), None, date(2024, 8, 5), date(2040, 7, 20), date(2024, 8, 21)),
    )
    assert found.events == (SourceEvent(None, date(2024, 7, 4), "査定日"),)


def test_the_priorities_of_an_application() -> None:
    found = patent(PRIORITY)
    assert [canonical(one) for one in (found.application, found.publication, found.registration, *found.priorities)] == [
        *("JP:app:2020:123456", None, None, "JP:app:2019:210418"),
    ]
    assert (found.priority_on, found.filed_on, found.title) == (date(2019, 11, 21), None, Words("", ""))
    assert (found.owners, found.owners_stated, found.events) == ((), False, ())


def test_whom_a_code_belongs_to_is_no_patent() -> None:
    [found] = entries(FORMAT, real(APPLICANT))
    assert refusal(found) == (f"{APPLICANT}#1", "data", "applicantAttorneyName")


DATA = json.loads((REAL_DATA / PROGRESS).read_text("utf-8"))["result"]["data"] | {"bibliographyInformation": []}


def answer(data: Any, status: str = "100", message: str = "") -> str:
    told = {"statusCode": status, "errorMessage": message, "remainAccessCount": "793", "data": data}
    return json.dumps({"result": told}, ensure_ascii=False)


def one(tmp_path: Path, **changes: Any) -> PatentEntry:
    [found] = entries(FORMAT, written(tmp_path / "answer.json", answer({**DATA, **changes})))
    assert isinstance(found, PatentEntry), found
    return found


def applicant(name: str, code: str, role: str = "1") -> dict[str, str]:
    return {"applicantAttorneyCd": code, "repeatNumber": "1", "name": name, "applicantAttorneyClass": role}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (
            [applicant("A　株式会社", "000000001"), applicant("B", "000000002")],
            (coded("A 株式会社", "000000001"), coded("B", "000000002")),
        ),
        ([applicant("A", "000000001"), applicant("A Corp", "000000001")], (coded("A", "000000001", "A Corp"),)),
        # One name with two codes is two applicants: people of one name.
        (
            [applicant("田中　太郎", "000000001"), applicant("田中　太郎", "000000002")],
            (coded("田中 太郎", "000000001"), coded("田中 太郎", "000000002")),
        ),
        ([applicant("A", ""), applicant("A", ""), applicant("C", "000000003", "2")], (OwnerName("A"),)),
        ([], ()),
        (None, ()),
    ],
)
def test_owners_are_told_apart_by_their_code(tmp_path: Path, named: Any, expected: tuple[OwnerName, ...]) -> None:
    found = one(tmp_path, applicantAttorney=named)
    assert (found.owners, found.owners_stated) == (expected, bool(expected))


def test_the_holders_of_a_right_are_its_owners_and_not_who_applied(tmp_path: Path) -> None:
    holders = [{"rightPersonCd": "000000002", "rightPersonName": "B"}, {"rightPersonCd": "000000003", "rightPersonName": "C"}]
    assert one(tmp_path, rightPersonInformation=holders).owners == (coded("B", "000000002"), coded("C", "000000003"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"disappearanceDate": "20270805", "erasureIdentifier": "01"},
            SourceEvent(LegalStatus.LAPSED, date(2027, 8, 5), "本権利消滅日（抹消識別 01）"),
        ),
        ({"disappearanceDate": "20400720"}, SourceEvent(LegalStatus.EXPIRED, date(2040, 7, 20), "本権利消滅日（抹消識別 00）")),
        (
            {"disappearanceDate": "20270805", "erasureIdentifier": ""},
            SourceEvent(LegalStatus.LAPSED, date(2027, 8, 5), "本権利消滅日"),
        ),
        ({"erasureIdentifier": "02"}, SourceEvent(None, None, "抹消識別 02")),
        ({"appealTrialDecisiondDate": "20270805"}, SourceEvent(None, date(2027, 8, 5), "審決日")),
    ],
)
def test_how_a_right_ended(tmp_path: Path, changes: dict[str, str], expected: SourceEvent) -> None:
    assert one(tmp_path, **changes).events == (expected,)


def test_the_national_phase_of_an_international_application(tmp_path: Path) -> None:
    none = {"ADPublicationNumber": "", "internationalPublicationNumber": ""}
    found = one(tmp_path, **none, ADNationalPublicationNumber="2022512345", internationalApplicationNumber="JP2020012345")
    assert [canonical(each) for each in (found.publication, found.international)] == [
        "JP:pub:2022:512345:A",
        "WO:app:JP2020:012345",
    ]
    found = one(tmp_path, internationalApplicationNumber="PCT/JP2020/012345", internationalPublicationNumber="2020123456")
    assert canonical(found.international) == "WO:pub:2020:123456"


def claim(**told: str) -> dict[str, str]:
    return {"parisPriorityApplicationNumber": "", "parisPriorityDate": "", "nationalPriorityApplicationNumber": "", **told}


def test_priorities_from_abroad_and_at_home(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        priorityRightInformation=[
            claim(parisPriorityApplicationNumber="62/878,123", parisPriorityDate="20190724", parisPriorityCountryCd="US"),
            claim(nationalPriorityApplicationNumber="2019210418", nationalPriorityDate="20191121", nationalPriorityLawCd="1"),
            claim(nationalPriorityApplicationNumber="2019004321", nationalPriorityDate="20191122", nationalPriorityLawCd="2"),
            claim(nationalPriorityInternationalApplicationNumber="PCT/JP2019/045678", nationalPriorityDate="20191123"),
        ],
    )
    assert [each.canonical for each in found.priorities] == [
        *("US:app:62:878123", "JP:app:2019:210418", "JP:utilapp:2019:004321", "WO:app:JP2019:045678"),
    ]
    assert found.priority_on == date(2019, 7, 24)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("107", "該当するデータがありません。"),
        ("111", "提供対象外の案件番号のため取得できませんでした。"),
        ("203", "1日のアクセス上限"),
    ],
)
def test_an_error_is_told_with_the_code_of_the_api(tmp_path: Path, code: str, message: str) -> None:
    source = written(tmp_path / "answer.json", answer({}, code, message))
    [found] = entries(FORMAT, source)
    assert refusal(found) == ("answer.json#1", "statusCode", code)
    assert isinstance(found, Refused)
    assert found.because == Words(f"API がエラー {code} を返した：{message}", f"The API answered with the error {code}: {message}")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"applicationNumber": ""}, "applicationNumber", ""),
        ({"applicationNumber": "20201234567"}, "applicationNumber", "JP 20201234567"),
        ({"applicationNumber": "2099123456"}, "applicationNumber", "JP 2099123456"),
        ({"applicationNumber": ["2020123456"]}, "applicationNumber", "list"),
        ({"filingDate": "令和2年7月20日"}, "filingDate", "令和2年7月20日"),
        ({"ADPublicationNumber": "503090037"}, "ADPublicationNumber", "JP 503090037"),
        ({"registrationNumber": "2020123456"}, "registrationNumber", "JP 2020123456"),
        ({"registrationDate": "20240230"}, "registrationDate", "20240230"),
        ({"expireDate": "99991231"}, "expireDate", "99991231"),
        ({"internationalApplicationNumber": "2020/1"}, "internationalApplicationNumber", "2020/1"),
        ({"internationalPublicationNumber": "WO20"}, "internationalPublicationNumber", "WO 20"),
        ({"inventionTitle": {}}, "inventionTitle", "dict"),
        ({"applicantAttorney": {}}, "applicantAttorney", "dict"),
        ({"applicantAttorney": ["A"]}, "applicantAttorney", "A"),
        ({"applicantAttorney": [applicant("", "000000001")]}, "name", ""),
        ({"applicantAttorney": [applicant("A", "3207")]}, "applicantAttorneyCd", "3207"),
        ({"rightPersonInformation": [{"rightPersonCd": "x", "rightPersonName": "A"}]}, "rightPersonCd", "x"),
        ({"bibliographyInformation": [{"documentList": [{"documentCode": "A01", "legalDate": "2"}]}]}, "legalDate", "2"),
        ({"priorityRightInformation": [claim(nationalPriorityLawCd="3")]}, "nationalPriorityLawCd", "3"),
        (
            {"priorityRightInformation": [claim(parisPriorityApplicationNumber="?", parisPriorityCountryCd="US")]},
            *("parisPriorityApplicationNumber", "US ?"),
        ),
        (
            {"priorityRightInformation": [claim(nationalPriorityInternationalApplicationNumber="JP19")]},
            *("nationalPriorityInternationalApplicationNumber", "JP19"),
        ),
        ({"priorityRightInformation": [claim(nationalPriorityDate="x")]}, "nationalPriorityDate", "x"),
        ({"principalDesignApplicationNumber": "2020012345"}, "principalDesignApplicationNumber", ""),
        ({"trademarkForDisplay": "A"}, "trademarkForDisplay", ""),
    ],
)
def test_what_cannot_be_read_refuses_the_record_with_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str, value: str
) -> None:
    [found] = entries(FORMAT, written(tmp_path / "answer.json", answer({**DATA, **changes})))
    assert refusal(found) == ("answer.json#1", field, value)
    assert isinstance(found, Refused)
    stated = changes.get("applicationNumber", "2020123456")
    assert found.cited == (stated if isinstance(stated, str) else "")


def test_an_answer_without_a_status_is_refused(tmp_path: Path) -> None:
    [found] = entries(FORMAT, written(tmp_path / "answer.json", answer(DATA, "")))
    assert refusal(found) == ("answer.json#1", "statusCode", "")


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_an_answer_without_data_is_refused(tmp_path: Path, data: Any) -> None:
    [found] = entries(FORMAT, written(tmp_path / "answer.json", answer(data)))
    assert refusal(found)[:2] == ("answer.json#1", "data")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "no “result”"),
        ("[]", "no “result”"),
        (answer(DATA)[:-3], "broken as JSON"),
        (answer(DATA).replace('"filingDate"', '"applicationNumber"'), "given twice"),
        ("<a/>", "broken as JSON"),
    ],
)
def test_what_is_no_answer_is_refused_whole(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FileRefused) as refused:
        entries(FORMAT, written(tmp_path / "answer.json", content))
    assert message in refused.value.message.en


def test_an_answer_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path / "answer.json", answer({**DATA, "inventionTitle": "x" * 60_000}))
    with pytest.raises(FileRefused, match="One record has more than"):
        entries(FORMAT, source, Limits(record_bytes=50_000))


SEEDS = tuple((REAL_DATA / name).read_bytes() for name in FILES)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_spoilt_answers_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(spoilt(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "spoilt-jpo.json", content))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(st.data())
def test_answers_with_other_values_are_each_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = data.draw(other_values(data.draw(st.sampled_from(SEEDS))))
    only_refusals(FORMAT, written(tmp_path_factory.getbasetemp() / "other-jpo.json", content))
