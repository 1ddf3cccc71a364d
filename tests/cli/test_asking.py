"""`ippool terms`: the answer for a person and for a program, and every way to ask in vain."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Command

NUMBER = "特開2015-032498"


def packages(ippool: Command, url: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ippool("terms", *words, "--json", url=url).out)["packages"]
    return found


def test_a_member_reads_its_terms_with_the_reasons(ippool: Command, demo_url: str) -> None:
    said = ippool("terms", NUMBER, "--applicant", "COMPANY-B", "--on", "2026-11-24", url=demo_url)
    assert "特開2015-032498  All-solid secondary battery" in said.out
    assert "優遇条件 preferred terms  1.08 % + ¥250,000" in said.out
    assert "OL-BATのラボ会員として、優遇条件の仮通常実施権（非独占）。" in said.out
    assert "1.2 % → 1.08 %" in said.out
    assert "LAB_MEMBER 2014-04-01 から会員（区分 premium）である。" in said.out
    assert "sha256:" in said.out
    assert "実演" in said.err
    assert "made up for demonstration" in said.err


def test_the_explanation_is_in_english_where_asked(ippool: Command, demo_url: str) -> None:
    said = ippool("terms", NUMBER, "--applicant", "COMPANY-B", "--on", "2026-11-24", "--language", "EN", url=demo_url)
    assert "As a lab member of OL-BAT: a provisional non-exclusive license on preferred terms." in said.out
    assert "ラボ会員として" not in said.out


@pytest.mark.parametrize("number", ["JP2015032498A", "特開２０１５－０３２４９８号", "jp 2015032498 a", "JP-2015032498-A"])
def test_any_usual_notation_and_the_registers_own_code_find_it(ippool: Command, demo_url: str, number: str) -> None:
    (found,) = packages(ippool, demo_url, number, "--applicant", "COMPANY-B", "--on", "2026-11-24")
    assert found["outcome"] == "PREFERRED"


@pytest.mark.parametrize("name", ["COMPANY-Z", "company-z", "Z社", "Ｚ社", "Company Z", " company  z "])
def test_an_applicant_is_named_by_code_or_name(ippool: Command, demo_url: str, name: str) -> None:
    (found,) = packages(ippool, demo_url, NUMBER, "--applicant", name, "--on", "2026-11-24")
    assert (found["applicant"], found["standing"], found["outcome"]) == ("COMPANY-Z", "NON_MEMBER", "STANDARD")


def test_json_has_exact_values_and_the_whole_trace(ippool: Command, demo_url: str) -> None:
    (found,) = packages(ippool, demo_url, NUMBER, "--applicant", "COMPANY-B", "--on", "2026-11-24")
    assert found["on"] == "2026-11-24"
    assert found["openLab"] == "OL-BAT"
    assert found["arrangement"] == "OL-BAT@2"
    assert found["standing"] == "LAB_MEMBER"
    assert found["basis"] == "LICENSE"
    assert found["licenseType"] == "PROVISIONAL_NON_EXCLUSIVE"
    assert found["wouldBe"] is None
    assert found["price"] == {
        "currency": "JPY",
        "base": "NET_SALES",
        "upfrontFee": "250000",
        "tiers": [{"from": "0", "rate": "0.0108"}],
        "preGrantTiers": [{"from": "0", "rate": "0.0054"}],
        "minimumAnnualRoyalty": "100000",
        "annualCap": None,
    }
    assert found["consents"] == [
        {"party": "TOYOTA-INDUSTRIES", "territory": "JP", "given": True, "consent": "OL-BAT@2/TOYOTA-INDUSTRIES"}
    ]
    ids = [step["id"] for step in found["trace"]]
    assert len(set(ids)) == len(ids)
    assert {step["parent"] for step in found["trace"]} <= {*ids, None}
    assert all(step["because"]["ja"] and step["because"]["en"] for step in found["trace"])
    assert len(found["digest"]) == len("sha256:") + 64


def test_a_co_owner_works_its_own_patent_free(ippool: Command, demo_url: str) -> None:
    (found,) = packages(ippool, demo_url, NUMBER, "--applicant", "TOYOTA-INDUSTRIES", "--on", "2026-11-24")
    assert (found["standing"], found["outcome"], found["basis"]) == ("CO_OWNER", "FREE", "OWN_WORKING")
    assert found["licenseType"] is None


def test_another_day_has_another_answer(ippool: Command, demo_url: str) -> None:
    (before,) = packages(ippool, demo_url, NUMBER, "--applicant", "COMPANY-F", "--on", "2026-03-31")
    (tail,) = packages(ippool, demo_url, NUMBER, "--applicant", "COMPANY-F", "--on", "2027-03-31")
    (after,) = packages(ippool, demo_url, NUMBER, "--applicant", "COMPANY-F", "--on", "2027-04-01")
    assert [found["standing"] for found in (before, tail, after)] == ["LAB_MEMBER", "NON_MEMBER", "NON_MEMBER"]


REFUSED = [
    (["特許第9999999号", "--applicant", "COMPANY-B"], "登録簿に 特許第9999999号 という特許はない。", "The register has no patent"),
    (["nonsense", "--applicant", "COMPANY-B"], "登録簿に nonsense という特許はない。", "The register has no patent nonsense."),
    ([NUMBER, "--applicant", "NOBODY"], "登録簿に NOBODY という者はいない。", "The register has no party NOBODY."),
    ([NUMBER, "--applicant", "COMPANY-B", "--on", "2026-02-30"], "日付ではない", "is not a day"),
    ([NUMBER, "--applicant", "COMPANY-B", "--known-at", "2026-02-01"], "時差のついた時刻ではない", "not a moment with an offset"),
    (
        [NUMBER, "--applicant", "COMPANY-B", "--known-at", "2020-01-01T00:00:00Z"],
        "2020-01-01T00:00:00+00:00 の時点で",
        "at 2020-01-01",
    ),
]


@pytest.mark.parametrize(("words", "ja", "en"), REFUSED)
def test_a_question_that_cannot_be_answered_says_why_and_what_next(
    ippool: Command, demo_url: str, words: list[str], ja: str, en: str
) -> None:
    said = ippool("terms", *words, url=demo_url, expect=1)
    assert said.out == ""
    assert ja in said.err
    assert en in said.err
    assert "Traceback" not in said.err


def test_a_database_that_is_not_there_is_told_without_its_password(ippool: Command) -> None:
    said = ippool("terms", NUMBER, "--applicant", "X", url="postgresql://u:hush@127.0.0.1:1/none", expect=1)
    assert "The database does not answer (" in said.err
    assert "hush" not in said.err
    said = ippool("terms", NUMBER, "--applicant", "X", url="mysql://u:hush@127.0.0.1:1/none", expect=1)
    assert "mysql is not PostgreSQL" in said.err
    assert "hush" not in said.err


def test_a_setting_that_cannot_be_read_is_named(ippool: Command, demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPPOOL_OFFICE_ZONE", "Mars/Olympus")
    said = ippool("terms", NUMBER, "--applicant", "COMPANY-B", url=demo_url, expect=1)
    assert "IPPOOL_OFFICE_ZONE: 'Mars/Olympus' is not a time zone" in said.err
