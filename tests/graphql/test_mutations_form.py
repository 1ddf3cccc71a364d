"""Faults of form: all of them at once, each with the field of the input, and nothing done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.money import MINOR_DIGITS
from tests.conftest import Cluster, pool_at
from tests.graphql.api import Api, api_on
from tests.graphql.kept import EXAMPLES, Example
from tests.graphql.register_state import fingerprint

BY_NAME = {example.name: example for example in EXAMPLES}
AT_ENDS = "Write one line of 1 to 200 characters without a space at its ends."
CODE = "A code has 1 to 100 characters, no space or slash, and does not begin with a dot."
COUNTRY = "Write a two-letter code (JP, EP)."
WORDS = "Write it in Japanese or in English at least."
ORDER = "until must be a day after from (the first day that is out)."


@pytest_asyncio.fixture(scope="module")
async def settled(cluster: Cluster, demo_template: str) -> AsyncIterator[Api]:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool, api_on(pool.database) as api:
        await api.officer()
        yield api


async def refused(api: Api, example: Example, **changed: Any) -> dict[str, Any]:
    """Send an example with changes that are refused; nothing of the register changes."""
    officer, before = await api.officer(), await fingerprint(api.database)
    answer = await example.send(officer, **changed)
    assert await fingerprint(api.database) == before
    return answer


def case(name: str, changed: dict[str, Any], *findings: tuple[str, str]) -> Any:
    return pytest.param(name, changed, findings, id=f"{name}: {', '.join(changed)}")


CASES = (
    case(
        "registerParty",
        {"code": "a b", "name": {"ja": " "}, "country": "Japan", "corporateNumber": "4011001098994", "ror": " x"},
        ("code", CODE),
        ("name", WORDS),
        ("country", COUNTRY),
        ("corporateNumber", "Write 13 digits with a matching check digit."),
        ("ror", "A ROR id has nine characters and begins with 0."),
    ),
    case(
        "registerParty",
        {"code": "x\0y", "name": {"ja": "a\rb"}, "source": "あ" * 33_334},
        ("code", "Control characters cannot be used."),
        ("name.ja", "Control characters cannot be used."),
        ("source", "It is larger than 100 kB."),
        ("code", CODE),
    ),
    case("registerParty", {"code": "é" * 101}, ("code", CODE)),
    case(
        "registerAffiliate",
        {"subsidiary": "COMPANY-M", "annex": ["OL-BAT", "OL-ROB", "OL-BAT"], "until": "2025-04-01"},
        ("subsidiary", "Parent and subsidiary must be two parties."),
        ("annex.2", "OL-BAT is there twice."),
        ("until", ORDER),
    ),
    case("recordPartyName", {"text": " x"}, ("text", AT_ENDS)),
    case("recordPartyName", {"text": "Z社"}, ("text", "It is what COMPANY-Z is called already.")),
    case("recordPartyIdentifier", {"scheme": "", "value": "x\ny"}, ("scheme", AT_ENDS), ("value", AT_ENDS)),
    case(
        "recordPartyIdentifier",
        {"scheme": "ror", "value": "https://ror.org/02tpgw304"},
        ("value", "The check digits do not match."),
    ),
    case(
        "recordPartyIdentifier",
        {"scheme": "法人番号", "value": "4011001098994"},
        ("value", "Write 13 digits with a matching check digit."),
    ),
    case(
        "assumeEqualShares",
        {"patents": ["SYN-1", "SYN-1"], "lab": "OL-BAT"},
        ("patents", "Name either patents or a lab."),
        ("patents.1", "SYN-1 is there twice."),
    ),
    case("assumeEqualShares", {"patents": []}, ("patents", "Name either patents or a lab.")),
    case("confirmReview", {"reason": "a\0b"}, ("reason", "Control characters cannot be used.")),
    case("registerCenter", {"code": "/", "title": {}}, ("code", CODE), ("title", WORDS)),
    case("registerCenter", {"core": "COMPANY-B"}, ("core", "COMPANY-B is not of kind CORE.")),
    case(
        "registerOpenLab",
        {"code": "あ" * 67, "parent": "あ" * 67, "until": "2025-01-01"},
        ("code", "A lab's code has at most 200 bytes."),
        ("until", ORDER),
        ("parent", "A lab cannot be its own parent."),
    ),
    case(
        "admitMember",
        {"center": "C-MAT", "tier": "", "until": "2026-10-31"},
        ("openLab", "Give exactly one of openLab, center."),
        ("tier", AT_ENDS),
        ("until", ORDER),
    ),
    case("admitMember", {"openLab": None}, ("openLab", "Give exactly one of openLab, center.")),
    case("admitMember", {"from": "2009-03-31"}, ("from", "2009-03-31 is not in the life of the lab OL-BAT.")),
    case(
        "admitMember",
        {"from": "0001-01-01"},
        ("from", "A day of the year 1; leave it out where there is no beginning."),
    ),
    case("endMembership", {"center": "C-MAT"}, ("openLab", "Give exactly one of openLab, center.")),
    case(
        "endMembership",
        {"lastDay": "9999-12-31"},
        ("lastDay", "A day of the year 9999; leave it out where there is no end."),
    ),
    case("registerFamily", {"code": "", "title": {}}, ("code", CODE), ("title", WORDS)),
    case(
        "recordDisclosure",
        {"number": "D 1 ", "disclosedOn": "2002-04-30"},
        ("number", AT_ENDS),
        ("disclosedOn", "It cannot be disclosed before it was conceived."),
    ),
    case(
        "registerPatent",
        {
            "applicationNumber": "特開2017-234567",
            "publicationNumber": "JP6123456B2",
            "registrationNumber": "US 10,123,456 B2",
            "filedOn": "2015-06-21",
            "publishedOn": "2014-01-01",
            "registeredOn": "2014-01-02",
            "expiresOn": "2014-01-01",
            "states": ["DE"],
            "classifications": [{"scheme": "IPC:A", "symbol": "H01M"}, {"scheme": "IPC", "symbol": ""}],
            "openLabs": [{"openLab": "OL-BAT"}, {"openLab": "OL-BAT", "from": "2020-01-01", "until": "2020-01-01"}],
        },
        (
            "applicationNumber",
            "The number “特開2017-234567” cannot be read: It is a publication number, not an application number.",
        ),
        (
            "publicationNumber",
            "The number “JP6123456B2” cannot be read: It is a registration number, not a publication number.",
        ),
        ("registrationNumber", "US 10,123,456 B2 is a number of US, not of a right of JP."),
        ("filedOn", "The day is before the earlier one, 2015-06-22."),
        ("publishedOn", "The day is before the earlier one, 2015-06-21."),
        ("registeredOn", "The day is before the earlier one, 2015-06-21."),
        ("expiresOn", "The day is before the earlier one, 2014-01-02."),
        ("expiresOn", "The day is before the earlier one, 2015-06-21."),
        ("states", "Only a European patent (EP) has validated states."),
        ("classifications.0", "Write scheme and symbol, such as IPC and H01M 10/05, without colon or semicolon."),
        ("classifications.1", "Write scheme and symbol, such as IPC and H01M 10/05, without colon or semicolon."),
        ("openLabs.1", "OL-BAT is there twice."),
        ("openLabs.1.until", ORDER),
    ),
    case(
        "registerPatent",
        {"applicationNumber": "特願2999-123456"},
        ("applicationNumber", "The number “特願2999-123456” cannot be read: The year 2999 has not come yet."),
    ),
    case(
        "recordTitle",
        {
            "shares": [
                {"party": "AIST", "shareBasis": "STIPULATED"},
                {"party": "COMPANY-B", "shareBasis": "NOT_STIPULATED", "share": "1/2"},
                {"party": "AIST", "shareBasis": "STIPULATED", "share": "1/4", "disputed": True},
            ]
        },
        ("shares.2", "AIST is there twice."),
        ("shares.0.share", "STIPULATED needs a share."),
        ("shares.1.share", "A share that is not stipulated has no figure."),
        (
            "shares",
            "Shares known in different ways stand side by side. Where the owners are not settled say titleState OPEN.",
        ),
        ("shares.2.disputed", "Where a share is disputed say titleState OPEN."),
    ),
    case("recordTitle", {"shares": []}, ("shares", "Name one owner at least.")),
    case(
        "recordTitle",
        {
            "shares": [
                {"party": "AIST", "shareBasis": "ASSUMED_EQUAL", "share": "1/3"},
                {"party": "COMPANY-B", "shareBasis": "ASSUMED_EQUAL", "share": "1/3"},
            ]
        },
        ("shares", "The shares sum to 2/3, not to 1. Where the owners are not settled say titleState OPEN."),
    ),
    case("tagPatent", {"until": "2026-11-01"}, ("until", ORDER)),
    case(
        "recordConsent",
        {
            "family": "F-SYN-3",
            "beneficiaries": "MEMBERS",
            "named": ["COMPANY-Z"],
            "jurisdictions": ["JP", "jp"],
            "until": "2026-01-01",
        },
        ("openLab", "Give exactly one of openLab, family, patent."),
        ("named", "Name the parties where the beneficiaries are NAMED, and only there."),
        ("jurisdictions.1", COUNTRY),
        ("until", ORDER),
    ),
    case("recordConsent", {"named": []}, ("named", "Name the parties where the beneficiaries are NAMED, and only there.")),
    case("revokeConsent", {"from": "2026-04-01"}, ("from", "A consent is revoked for the time to come only.")),
    case(
        "recordLicense",
        {
            "number": "",
            "patents": [],
            "fieldOfUse": " ",
            "territory": ["Japan", "US", "US"],
            "until": "2026-04-01",
            "terms": {"termsClass": "ROYALTY_FREE", "rate": "1.5", "upfrontFee": "-1", "currency": "XXX"},
        },
        ("until", ORDER),
        ("number", AT_ENDS),
        ("patents", "Name one patent at least."),
        ("fieldOfUse", "A required value is missing."),
        ("territory.0", COUNTRY),
        ("territory.2", "US is there twice."),
        ("terms.currency", f"The currency is one of {', '.join(MINOR_DIGITS)}."),
        ("terms.rate", "It cannot be above 1."),
        ("terms.upfrontFee", "It cannot be negative."),
        ("terms.rate", "A license that is ROYALTY_FREE has no price."),
        ("terms.upfrontFee", "A license that is ROYALTY_FREE has no price."),
    ),
    case("recordLicense", {"patents": ["SYN-3", "JP6370796B2", "特許第6370796号"]}, ("patents.2", "JP-6370796-B2 is there twice.")),
    case(
        "recordStatutoryLicense",
        {"basis": " 79", "evidence": " ", "until": "2020-06-01"},
        ("basis", AT_ENDS),
        ("evidence", "A required value is missing."),
        ("until", ORDER),
    ),
    case(
        "putArrangementInForce",
        {
            "cards": [{"code": "VIP", "tiers": [], "currency": "YEN", "milestones": [{"milestone": "", "amount": "1"}]}],
            "policies": {"tailMonths": 10_000, "quoteDays": -1, "buyInAmount": "-1", "affiliateThreshold": "2"},
            "exclusivity": {"periodYears": -1},
            "rows": [{"cell": "MEMBER", "standings": []}],
            "adjustments": [
                {"name": "annual-cap"},
                {"name": "region-factors", "factors": [{"of": "US", "factor": "1"}, {"of": "US", "factor": "2"}], "number": "1"},
                {"name": "annual-cap", "number": "1"},
            ],
            "signatories": [{"party": "TUT", "signedOn": "2026-09-10"}, {"party": "TUT", "signedOn": "2026-09-11"}],
        },
        ("signatories.1", "TUT is there twice."),
        ("adjustments.annual-cap", "annual-cap is there twice."),
        ("adjustments.annual-cap.number", "Give exactly one of number, day, factors, tiers."),
        ("adjustments.region-factors.number", "Give exactly one of number, day, factors, tiers."),
        ("adjustments.region-factors.factors.1", "US is there twice."),
        (
            "cards.VIP.code",
            "Nothing is priced by a card VIP; the cards are NONMEM, MEMBER, MEMBER:<tier>, RESEARCH and OWN_WORKING.",
        ),
        ("cards.VIP.currency", f"The currency is one of {', '.join(MINOR_DIGITS)}."),
        ("cards.VIP.milestones", "A required value is missing."),
        ("rows.0.standings", "Name one standing at least; a row without any matches nothing."),
        ("policies.quoteDays", "Write a whole number from 0 to 9999."),
        ("policies.tailMonths", "Write a whole number from 0 to 9999."),
        ("exclusivity.periodYears", "Write a whole number from 0 to 9999."),
        ("policies.buyInAmount", "It cannot be negative."),
        ("policies.affiliateThreshold", "It cannot be above 1."),
    ),
    case("putArrangementInForce", {"from": "2010-04-01"}, ("from", "It must begin after OL-ROB@1, which began on 2010-04-01.")),
)


@pytest.mark.parametrize(("name", "changed", "findings"), CASES)
async def test_every_fault_is_told_at_once(
    settled: Api, name: str, changed: dict[str, Any], findings: tuple[tuple[str, str], ...]
) -> None:
    answer = await refused(settled, BY_NAME[name], **changed)
    assert (answer["__typename"], answer["code"]) == ("FormProblem", "FORM_REFUSED")
    assert [(".".join(finding["path"]), finding["message"]) for finding in answer["findings"]] == list(findings)
    assert answer["path"] == answer["findings"][0]["path"]


MISSING = (
    pytest.param("registerAffiliate", {"parent": "NOBODY"}, {"parent": "party NOBODY"}, id="parent"),
    pytest.param(
        "registerAffiliate", {"annex": ["OL-BAT", "OL-1", "OL-2"]}, {"annex.1": "lab OL-1", "annex.2": "lab OL-2"}, id="annex"
    ),
    pytest.param("recordPartyName", {"party": "NOBODY"}, {"party": "party NOBODY"}, id="party with a name"),
    pytest.param("recordPartyIdentifier", {"party": "NOBODY"}, {"party": "party NOBODY"}, id="party with a code"),
    pytest.param("assumeEqualShares", {"patents": ["SYN-1", "SYN-0"]}, {"patents.1": "patent SYN-0"}, id="shares"),
    pytest.param("assumeEqualShares", {"patents": [], "lab": "OL-0"}, {"lab": "lab OL-0"}, id="shares of a lab"),
    pytest.param("registerCenter", {"core": "NOBODY"}, {"core": "party NOBODY"}, id="core"),
    pytest.param("registerOpenLab", {"center": "C-0"}, {"center": "center C-0"}, id="center"),
    pytest.param("registerOpenLab", {"parent": "OL-0"}, {"parent": "lab OL-0"}, id="parent lab"),
    pytest.param("admitMember", {"openLab": "OL-0"}, {"openLab": "lab OL-0"}, id="lab"),
    pytest.param("admitMember", {"party": "ol-bat"}, {"party": "party ol-bat"}, id="party"),
    pytest.param("registerPatent", {"family": "F-0"}, {"family": "family F-0"}, id="family"),
    pytest.param("registerPatent", {"openLabs": [{"openLab": "OL-0"}]}, {"openLabs.0": "lab OL-0"}, id="labs of a patent"),
    pytest.param("decideOrigin", {"disclosure": "D-0"}, {"disclosure": "disclosure D-0"}, id="disclosure"),
    pytest.param(
        "recordTitle",
        {
            "shares": [
                {"party": "X", "share": "1/2", "shareBasis": "STIPULATED"},
                {"party": "Y", "share": "1/2", "shareBasis": "STIPULATED"},
            ]
        },
        {"shares.0": "party X", "shares.1": "party Y"},
        id="owners",
    ),
    pytest.param("recordLegalEvent", {"patent": "特許第1号"}, {"patent": "patent 特許第1号"}, id="patent"),
    pytest.param("revokeConsent", {"code": "CNS-0"}, {"code": "consent CNS-0"}, id="consent"),
    pytest.param(
        "recordLicense",
        {"patents": ["SYN-3", "SYN-0", "x y"]},
        {"patents.1": "patent SYN-0", "patents.2": "patent x y"},
        id="patents",
    ),
    pytest.param(
        "putArrangementInForce",
        {"signatories": [{"party": "X", "signedOn": "2026-09-10"}]},
        {"signatories.0": "party X"},
        id="signatories",
    ),
)


@pytest.mark.parametrize(("name", "changed", "missing"), MISSING)
async def test_a_record_that_is_not_there_is_named(
    settled: Api, name: str, changed: dict[str, Any], missing: dict[str, str]
) -> None:
    answer = await refused(settled, BY_NAME[name], **changed)
    assert (answer["__typename"], answer["code"]) == ("NotFoundProblem", "NOT_FOUND")
    found = {".".join(finding["path"]): finding["message"] for finding in answer["findings"]}
    assert found == {path: f"The register has no {what}." for path, what in missing.items()}
    assert answer["path"] == answer["findings"][0]["path"]


TAKEN = (
    ("registerParty", {"code": "COMPANY-B"}, "code"),
    ("registerParty", {"ror": "https://ror.org/012eh0r35"}, "ror"),
    ("recordPartyName", {"text": "㈱Ｍ社", "relation": "VARIANT"}, "text"),
    ("recordPartyIdentifier", {"scheme": "ROR", "value": "012eh0r35"}, "value"),
    ("registerCenter", {"code": "C-MAT"}, "code"),
    ("registerOpenLab", {"code": "OL-BAT", "parent": None}, "code"),
    ("registerAffiliate", {"parent": "COMPANY-B", "subsidiary": "COMPANY-B1"}, "from"),
    ("admitMember", {"party": "COMPANY-B"}, "from"),
    ("registerFamily", {"code": "F-SYN-1"}, "code"),
    ("recordDisclosure", {"family": "F-SYN-1"}, "family"),
    ("recordDisclosure", {"number": "D-SYN-1"}, "number"),
    ("registerPatent", {"code": "SYN-1"}, "code"),
    ("registerPatent", {"registrationNumber": "特許第6370796号"}, "registrationNumber"),
    ("registerPatent", {"publicationNumber": "特開2012-171825"}, "publicationNumber"),
    ("registerPatent", {"applicationNumber": "特願2001-253379"}, "applicationNumber"),
    ("recordLegalEvent", {"patent": "SYN-4", "effectiveOn": "2025-09-22"}, "effectiveOn"),
    ("tagPatent", {"openLab": "OL-BAT"}, "from"),
    ("recordConsent", {"code": "CNS-0001"}, "code"),
    ("recordLicense", {"number": "L-0001"}, "number"),
    ("recordStatutoryLicense", {"patent": "SYN-6", "holder": "COMPANY-M", "basis": "35(1)"}, "from"),
)


@pytest.mark.parametrize(("name", "changed", "field"), TAKEN, ids=lambda value: value if isinstance(value, str) else "")
async def test_what_is_there_already_is_told_with_the_field(settled: Api, name: str, changed: dict[str, Any], field: str) -> None:
    answer = await refused(settled, BY_NAME[name], **changed)
    assert (answer["__typename"], answer["code"], answer["path"]) == ("ConflictProblem", "CONFLICT", [field])
