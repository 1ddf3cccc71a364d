"""What each mutation changes in the answers, from which day and as known from which moment; and what the law refuses."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest_asyncio
from sqlalchemy import text

from ippool.domain.arrangements import Arrangement
from ippool.domain.consents import Consent
from ippool.domain.patents import TitleShare
from ippool.store.records import load
from ippool.usecases.pool import Pool
from tests.graphql.api import Api, Caller, api_on
from tests.graphql.kept import CARDS, send
from tests.graphql.register_state import fingerprint, moment

Answer = dict[str, Any]


@pytest_asyncio.fixture
async def api(own_demo_pool: Pool) -> AsyncIterator[Api]:
    async with api_on(own_demo_pool.database) as found:
        await found.officer()
        yield found


async def do(api: Api, name: str, input: Answer, selection: str = "", key: str = "a key") -> Answer:
    """Send a mutation as the officer."""
    return await send(await api.officer(), name, {"idempotencyKey": key, **input}, selection)


async def done(api: Api, name: str, input: Answer, selection: str = "") -> Answer:
    """Send a mutation that succeeds, under a key of its own."""
    answer = await do(api, name, input, selection, str(uuid4()))
    assert "code" not in answer, answer
    return answer


async def refused(api: Api, name: str, input: Answer) -> tuple[str, str, list[str]]:
    """Send a mutation that is refused, changing nothing; return the type, the code and the path of the problem."""
    before = await fingerprint(api.database)
    answer = await do(api, name, input, key="refused")
    assert await fingerprint(api.database) == before
    return answer["__typename"], answer["code"], answer["path"]


async def party_id(api: Api, code: str) -> str:
    async with api.database.read() as session:
        found = (await session.execute(text("select id from party where code = :code"), {"code": code})).scalar_one()
    return b64encode(f"Party:{found}".encode()).decode()


TERMS = """
query ($number: String!, $applicant: ID!, $on: Date!, $knownAt: DateTime) {
  patent(number: $number) { terms(applicant: $applicant, on: $on, knownAt: $knownAt) {
    standing outcome wouldBe openLab { code } runningRoyalty { tiers { rate } } } }
}
"""


async def terms(api: Api, number: str, applicant: str, on: str, known_at: datetime | None = None) -> tuple[str, str]:
    """Ask for standing and outcome."""
    found = await full_terms(api, number, applicant, on, known_at)
    return found["standing"], found["outcome"]


async def full_terms(api: Api, number: str, applicant: str, on: str, known_at: datetime | None = None) -> Answer:
    at = known_at.isoformat() if known_at else None
    officer: Caller = await api.officer()
    data = await officer.ask(TERMS, number=number, applicant=await party_id(api, applicant), on=on, knownAt=at)
    found: Answer = data["patent"]["terms"]
    return found


async def test_an_ended_membership_is_over_the_day_after_and_was_not_known_to_be_before(api: Api) -> None:
    before = await moment(api.database)
    await done(
        api,
        "endMembership",
        {"party": "COMPANY-L", "openLab": "OL-BAT", "lastDay": "2026-11-20", "reason": "WITHDRAWAL", "expectedVersion": 1},
    )
    # SYN-6 was conceived in 2019, before Company L joined: no tail. The other lab it is in belongs to another center.
    assert await terms(api, "SYN-6", "COMPANY-L", "2026-11-20") == ("LAB_MEMBER", "PREFERRED")
    assert await terms(api, "SYN-6", "COMPANY-L", "2026-11-21") == ("NON_MEMBER", "STANDARD")
    assert await terms(api, "SYN-6", "COMPANY-L", "2026-11-21", before) == ("LAB_MEMBER", "PREFERRED")
    member = await api.member("COMPANY-L")
    query = """query ($on: Date, $knownAt: DateTime) { viewer { party { memberships(on: $on, knownAt: $knownAt) {
      openLab { code } version until leftReason } } } }"""
    robots = {"openLab": {"code": "OL-ROB"}, "version": 1, "until": None, "leftReason": None}
    battery = {"openLab": {"code": "OL-BAT"}, "version": 2, "until": "2026-11-21", "leftReason": "WITHDRAWAL"}
    asked = {
        "last day": {"on": "2026-11-20"},
        "after": {"on": "2026-11-21"},
        "then": {"on": "2026-11-21", "knownAt": before.isoformat()},
    }
    found = {name: (await member.ask(query, **when))["viewer"]["party"]["memberships"] for name, when in asked.items()}
    assert found == {
        "last day": [battery, robots],
        "after": [robots],
        "then": [{"openLab": {"code": "OL-BAT"}, "version": 1, "until": None, "leftReason": None}, robots],
    }


async def test_no_membership_is_ended_on_a_day_it_does_not_run(api: Api) -> None:
    input = {"party": "COMPANY-B", "openLab": "OL-BAT", "reason": "EXPIRY", "expectedVersion": 1}
    not_found = ("NotFoundProblem", "NOT_FOUND", ["lastDay"])
    assert await refused(api, "endMembership", {**input, "lastDay": "2014-03-31"}) == not_found
    assert await refused(api, "endMembership", {**input, "lastDay": "2026-11-20", "party": "COMPANY-Z"}) == not_found


async def test_a_membership_of_the_center_is_one_too(api: Api) -> None:
    selection = "... on MemberAdmitted { membership { center { code } openLab { code } } }"
    answer = await done(
        api, "admitMember", {"party": "COMPANY-Z", "center": "C-MAT", "tier": "standard", "from": "2026-04-01"}, selection
    )
    assert answer["membership"] == {"center": {"code": "C-MAT"}, "openLab": None}
    assert (await terms(api, "SYN-6", "COMPANY-Z", "2026-04-01"))[0] == "CENTER_MEMBER"
    end = {"party": "COMPANY-Z", "center": "C-MAT", "lastDay": "2026-04-30", "reason": "EXPULSION", "expectedVersion": 1}
    await done(api, "endMembership", end)
    assert (await terms(api, "SYN-6", "COMPANY-Z", "2026-05-01"))[0] == "NON_MEMBER"


OWNERS = """
query ($number: String!, $on: Date!, $knownAt: DateTime) {
  patent(number: $number) { owners(on: $on, knownAt: $knownAt) { party { code } share } }
}
"""


async def owners(api: Api, number: str, on: str, known_at: datetime | None = None) -> dict[str, str | None]:
    at = known_at.isoformat() if known_at else None
    data = await (await api.officer()).ask(OWNERS, number=number, on=on, knownAt=at)
    return {owner["party"]["code"]: owner["share"] for owner in data["patent"]["owners"]}


def stipulated(**shares: str) -> list[Answer]:
    return [{"party": party.replace("_", "-"), "share": share, "shareBasis": "STIPULATED"} for party, share in shares.items()]


async def test_title_passes_with_the_day_and_a_correction_takes_back_what_never_held(api: Api) -> None:
    first = await moment(api.database)
    input = {"patent": "SYN-3", "from": "2026-04-01", "shares": stipulated(AIST="1/2", COMPANY_Z="1/2"), "expectedVersion": 1}
    await done(api, "recordTitle", input)
    old = {"AIST": "1/2", "COMPANY-B": "1/4", "COMPANY-M": "1/4"}
    assert await owners(api, "SYN-3", "2026-03-31") == old
    assert await owners(api, "SYN-3", "2026-04-01") == {"AIST": "1/2", "COMPANY-Z": "1/2"}
    assert await owners(api, "SYN-3", "2026-04-01", first) == old
    assert await terms(api, "SYN-3", "COMPANY-Z", "2026-04-01") == ("CO_OWNER", "FREE")

    second = await moment(api.database)
    corrected = {"patent": "SYN-3", "from": "2026-04-01", "shares": stipulated(AIST="3/5", COMPANY_S="2/5"), "expectedVersion": 2}
    await done(api, "recordTitle", corrected)
    assert await owners(api, "SYN-3", "2026-03-31") == old
    assert await owners(api, "SYN-3", "2026-04-01") == {"AIST": "3/5", "COMPANY-S": "2/5"}
    assert await owners(api, "SYN-3", "2026-04-01", second) == {"AIST": "1/2", "COMPANY-Z": "1/2"}
    assert (await terms(api, "SYN-3", "COMPANY-Z", "2026-04-01"))[0] == "NON_MEMBER"
    async with api.database.read() as session:
        (zed,) = (await session.execute(text("select id from party where code = 'COMPANY-Z'"))).scalars()
        assert await load(session, TitleShare, "r.party_id = :party", party=zed) == ()


async def test_an_owner_whose_share_goes_on_keeps_its_record(api: Api) -> None:
    async def record_of_the_core() -> tuple[TitleShare, ...]:
        where = (
            "r.patent_id = (select id from patent where code = 'SYN-3') and r.party_id = (select id from party where code = 'AIST')"
        )
        async with api.database.read() as session:
            return await load(session, TitleShare, where)

    before = await record_of_the_core()
    input = {"patent": "SYN-3", "from": "2026-04-01", "shares": stipulated(AIST="1/2", COMPANY_Z="1/2"), "expectedVersion": 1}
    await done(api, "recordTitle", input)
    assert await record_of_the_core() == before
    assert len(before) == 1


async def test_shares_that_break_the_rule_are_kept_with_the_title_open_only(api: Api) -> None:
    input = {"patent": "SYN-3", "from": "2026-04-01", "shares": stipulated(AIST="1/2", COMPANY_B="1/3"), "expectedVersion": 1}
    assert await refused(api, "recordTitle", input) == ("FormProblem", "FORM_REFUSED", ["shares"])
    await done(api, "recordTitle", {**input, "titleState": "OPEN"})
    assert await terms(api, "SYN-3", "COMPANY-Z", "2026-04-01") == ("UNDETERMINED", "UNDETERMINED")
    summing = {**input, "shares": stipulated(AIST="1/2", COMPANY_B="1/2")}
    await done(api, "recordTitle", {**summing, "titleState": "OPEN", "expectedVersion": 2})
    assert await terms(api, "SYN-3", "COMPANY-Z", "2026-04-01") == ("UNDETERMINED", "UNDETERMINED")
    await done(api, "recordTitle", {**summing, "expectedVersion": 3})
    assert (await terms(api, "SYN-3", "COMPANY-Z", "2026-04-01"))[0] == "NON_MEMBER"


STATUS = """
query ($status: [LegalStatus!]!, $on: Date!, $knownAt: DateTime) {
  patents(first: 100, filter: { legalStatus: $status, text: "SYN-9" }, on: $on, knownAt: $knownAt) { edges { node { number } } }
}
"""


async def test_a_lapse_counts_from_its_day_also_in_filters(api: Api) -> None:
    before = await moment(api.database)
    officer = await api.officer()

    async def lapsed(on: str, known_at: datetime | None = None) -> list[str]:
        at = known_at.isoformat() if known_at else None
        data = await officer.ask(STATUS, status=["LAPSED"], on=on, knownAt=at)
        return [edge["node"]["number"] for edge in data["patents"]["edges"]]

    await done(api, "recordLegalEvent", {"patent": "SYN-9", "status": "LAPSED", "effectiveOn": "2026-06-07", "expectedVersion": 1})
    assert await lapsed("2026-06-06") == []
    assert await lapsed("2026-06-07") == ["SYN-9"]
    assert await lapsed("2026-06-07", before) == []
    assert (await terms(api, "SYN-9", "COMPANY-Z", "2026-06-06"))[1] == "STANDARD"
    assert (await terms(api, "SYN-9", "COMPANY-Z", "2026-06-07"))[1] == "NO_LICENSE_NEEDED"
    again = {"patent": "SYN-9", "status": "GRANTED", "effectiveOn": "2026-08-01", "expectedVersion": 2}
    await done(api, "recordLegalEvent", again)
    assert await lapsed("2026-08-01") == []


async def test_a_consent_opens_the_way_and_a_revocation_closes_it_for_the_time_to_come(api: Api) -> None:
    before = await moment(api.database)
    consent = {
        "code": "CNS-U",
        "giver": "UNIVERSITY-U",
        "family": "F-SYN-10",
        "kind": "LICENSE_BLANKET",
        "beneficiaries": "MEMBERS_AND_THIRD_PARTIES",
        "from": "2026-11-01",
        "revocable": True,
    }
    await done(api, "recordConsent", consent)
    assert (await terms(api, "SYN-10", "COMPANY-Z", "2026-10-31"))[1] == "CONSENT_NEEDED"
    assert (await terms(api, "SYN-10", "COMPANY-Z", "2026-11-01"))[1] == "STANDARD"
    assert (await terms(api, "SYN-10", "COMPANY-Z", "2026-11-01", before))[1] == "CONSENT_NEEDED"
    await done(api, "revokeConsent", {"code": "CNS-U", "from": "2098-01-01", "expectedVersion": 1})
    # Nobody's license ends by it; asked for a day before, the answer is what it was.
    assert (await terms(api, "SYN-10", "COMPANY-Z", "2026-11-01"))[1] == "STANDARD"
    query = 'mutation { revokeConsent(input: { idempotencyKey: "again", code: "CNS-U", expectedVersion: 2, from: "2098-01-02" }) '
    answer = await (await api.officer()).ask(query + "{ __typename ... on Problem { code message(language: EN) } } }")
    assert answer["revokeConsent"] == {
        "__typename": "ConsentNotRevocableProblem",
        "code": "CONSENT_NOT_REVOCABLE",
        "message": "The consent CNS-U cannot be revoked: it ended on 2097-12-31.",
    }


async def test_a_consent_given_for_good_is_not_revoked(api: Api) -> None:
    input = {"code": "CNS-0003", "from": "2098-01-01", "expectedVersion": 1}
    assert await refused(api, "revokeConsent", input) == ("ConsentNotRevocableProblem", "CONSENT_NOT_REVOCABLE", ["from"])


async def test_a_consent_that_has_not_begun_is_not_revoked(api: Api) -> None:
    consent = {"code": "CNS-L", "giver": "COMPANY-M", "openLab": "OL-BAT", "kind": "LICENSE_BLANKET", "beneficiaries": "MEMBERS"}
    await done(api, "recordConsent", {**consent, "from": "2098-01-02", "revocable": True})
    input = {"code": "CNS-L", "from": "2098-01-02", "expectedVersion": 1}
    assert await refused(api, "revokeConsent", input) == ("ConsentNotRevocableProblem", "CONSENT_NOT_REVOCABLE", ["from"])


async def test_an_open_lab_knows_no_exclusive_license_in_any_field(api: Api) -> None:
    input = {
        "number": "L-0200",
        "licenseType": "SOLE",
        "licensee": "COMPANY-Z",
        "patents": ["SYN-5", "SYN-3"],
        "fieldOfUse": "battery cathodes",
        "terms": {"termsClass": "OTHER", "rate": "0.03"},
    }
    assert await refused(api, "recordLicense", input) == (
        "ExclusiveInOpenSchemeProblem",
        "EXCLUSIVE_IN_OPEN_SCHEME",
        ["patents", "1"],
    )
    await done(api, "recordLicense", {**input, "patents": ["SYN-5"]})  # of the closed lab only
    await done(api, "recordLicense", {**input, "number": "L-0201", "licenseType": "RESEARCH"})


async def test_a_license_is_shown_to_its_licensee_officers_and_auditors(api: Api) -> None:
    query = '{ license(number: "L-0001") { number licensee { code } terms { rate upfrontFee { amount } } patents { number } } }'
    shown = {
        "number": "L-0001",
        "licensee": {"code": "COMPANY-P"},
        "terms": {"rate": "0.02", "upfrontFee": {"amount": "3000000"}},
        "patents": [{"number": "SYN-5"}],
    }
    callers = {
        "officer": await api.officer(),
        "auditor": await api.auditor(),
        "licensee": await api.member("COMPANY-P"),
        "another member": await api.member("COMPANY-B"),
        "anonymous": api.anonymous,
    }
    found = {name: (await caller.ask(query))["license"] for name, caller in callers.items()}
    assert found == {"officer": shown, "auditor": shown, "licensee": shown, "another member": None, "anonymous": None}
    assert await api.anonymous.ask('{ license(number: "L-9999") { number } }') == {"license": None}


async def test_a_patent_is_never_in_an_open_lab_and_in_a_closed_one_that_gives_exclusivity(api: Api) -> None:
    tag = {"patent": "SYN-5", "openLab": "OL-ROB", "from": "2027-04-01", "expectedVersion": 1}
    conflict = ("SchemeConflictProblem", "SCHEME_CONFLICT")
    exclusive = ("ExclusiveInOpenSchemeProblem", "EXCLUSIVE_IN_OPEN_SCHEME", ["openLab"])
    assert await refused(api, "tagPatent", tag) == (*conflict, ["openLab"])
    patent = {
        "code": "NEW-2",
        "family": "F-SYN-5",
        "jurisdiction": "JP",
        "title": {"en": "x"},
        "openLabs": [{"openLab": "OL-ROB", "from": "2026-04-01"}, {"openLab": "CL-DRV", "from": "2026-04-01"}],
    }
    assert await refused(api, "registerPatent", patent) == (*conflict, ["openLabs"])

    # The closed lab drops exclusivity; the license that it gave still runs to 2030-09-01.
    version = {"openLab": "CL-DRV", "from": "2027-04-01", "cards": CARDS, "consent": {"blanketRequired": False}}
    await done(api, "putArrangementInForce", {**version, "expectedVersion": 1})
    assert await refused(api, "tagPatent", {**tag, "from": "2027-03-31"}) == (*conflict, ["openLab"])
    assert await refused(api, "tagPatent", tag) == exclusive
    assert await refused(api, "tagPatent", {**tag, "from": "2030-09-01"}) == exclusive
    await done(api, "tagPatent", {**tag, "from": "2030-09-02"})

    again = {**version, "from": "2031-04-01", "exclusivity": {"licenseType": "SOLE"}, "expectedVersion": 2}
    assert await refused(api, "putArrangementInForce", again) == (*conflict, ["exclusivity"])


async def test_open_is_never_exclusive_and_pays_no_compensation_whatever_the_form(api: Api) -> None:
    input = {
        "openLab": "OL-ROB",
        "from": "2027-04-01",
        "expectedVersion": 1,
        "cards": [*CARDS, {"code": "OWN_WORKING", "tiers": [{"from": "0", "rate": "0.01"}]}, {"code": "RESEARCH", "tiers": []}],
        "policies": {"optionAllowed": True, "nonworkingCompensation": "RATE_BY_SHARE", "costModel": "BY_SHARE"},
        "exclusivity": {"licenseType": "REGISTERED_EXCLUSIVE"},
        "rows": [{"cell": "MEMBER", "standings": ["CO_OWNER"]}],
        "adjustments": [{"name": "no-such-rule", "number": "0.5"}, {"name": "early-bird-until", "number": "1"}],
    }
    before = await fingerprint(api.database)
    answer = await do(api, "putArrangementInForce", input)
    assert await fingerprint(api.database) == before
    assert (answer["__typename"], answer["code"]) == ("ArrangementRefusedProblem", "ARRANGEMENT_REFUSED")
    assert [".".join(finding["path"]) for finding in answer["findings"]] == [
        "exclusivity.licenseType",
        "policies.optionAllowed",
        "policies.nonworkingCompensation",
        "cards.OWN_WORKING",
        "policies.costModel",
        "rows.0",
        "cards.RESEARCH.tiers",
        "adjustments.early-bird-until",
        "adjustments.no-such-rule",
    ]
    assert answer["findings"][2]["message"] == "In the open scheme a co-owner works free and pays no compensation for non-working."


async def test_an_arrangement_in_force_holds_from_its_day_and_signing_it_gives_the_consents(own_demo_pool: Pool, api: Api) -> None:
    before = await moment(api.database)
    input = {
        "openLab": "OL-BAT",
        "from": "2026-11-01",
        "title": {"en": "Third version"},
        "cards": [
            {"code": "NONMEM", "upfrontFee": "1000000", "tiers": [{"from": "0", "rate": "0.05"}]},
            {"code": "MEMBER:standard", "tiers": [{"from": "0", "rate": "0.02"}]},
            {
                "code": "MEMBER:premium",
                "tiers": [{"from": "0", "rate": "0.01"}],
                "milestones": [{"milestone": "trial", "amount": "5"}],
            },
        ],
        "policies": {"appliesToPinned": True, "affiliateThreshold": "0.5"},
        "adjustments": [
            {"name": "volume-tiers-others", "tiers": [{"from": "0", "rate": "0.05"}, {"from": "100000000", "rate": "0.04"}]},
            {"name": "region-factors", "factors": [{"of": "US", "factor": "0.8"}]},
            {"name": "early-bird-until", "day": "2027-04-01"},
        ],
        "signatories": [
            {"party": "AIST", "signedOn": "2026-10-01"},
            {"party": "COMPANY-M", "signedOn": "2026-10-02"},
            {"party": "COMPANY-B", "signedOn": "2026-10-03"},
            {"party": "TUT", "signedOn": "2026-10-04"},
        ],
        "expectedVersion": 1,
    }
    await done(api, "putArrangementInForce", input)

    # SYN-3 lacked Company M's consent; signing gives it from the day of signature.
    assert (await terms(api, "SYN-3", "COMPANY-Z", "2026-10-01"))[1] == "CONSENT_NEEDED"
    assert (await terms(api, "SYN-3", "COMPANY-Z", "2026-10-02"))[1] == "STANDARD"
    assert (await terms(api, "SYN-3", "COMPANY-Z", "2026-10-02", before))[1] == "CONSENT_NEEDED"
    rates = {
        day: (await full_terms(api, "SYN-6", "COMPANY-Z", day))["runningRoyalty"]["tiers"] for day in ("2026-10-31", "2026-11-01")
    }
    assert rates == {"2026-10-31": [{"rate": "0.027"}], "2026-11-01": [{"rate": "0.05"}, {"rate": "0.04"}]}

    async with own_demo_pool.database.read() as session:
        versions = await load(session, Arrangement, "r.lab_id = (select id from open_lab where code = 'OL-BAT')")
        consents = await load(session, Consent, "r.evidence = 'OL-BAT@3'")
    assert [(one.code, str(one.in_force.start), str(one.in_force.until)) for one in versions] == [
        ("OL-BAT@1", "2009-04-01", "2024-04-01"),
        ("OL-BAT@2", "2024-04-01", "2026-11-01"),
        ("OL-BAT@3", "2026-11-01", "None"),
    ]
    assert [(one.code, str(one.period.start), one.survives_exit) for one in consents] == [
        ("OL-BAT@3/COMPANY-M", "2026-10-02", True),
        ("OL-BAT@3/COMPANY-B", "2026-10-03", True),
        ("OL-BAT@3/TUT", "2026-10-04", True),  # the core of another center; AIST, the lab's own, gives no consent
    ]


async def test_control_never_leads_back_to_itself(api: Api) -> None:
    chain = ("COMPANY-B1", "COMPANY-C"), ("COMPANY-C", "COMPANY-E")
    for parent, subsidiary in chain:
        await done(api, "registerAffiliate", {"parent": parent, "subsidiary": subsidiary, "control": "2/3", "from": "2020-04-01"})
    back = {"parent": "COMPANY-E", "subsidiary": "COMPANY-B", "control": "51/100"}
    circle = ("ControlInACircleProblem", "CONTROL_IN_A_CIRCLE", ["subsidiary"])
    assert await refused(api, "registerAffiliate", {**back, "from": "2026-04-01"}) == circle
    assert await refused(api, "registerAffiliate", {**back, "from": "2019-04-01"}) == circle
    await done(api, "registerAffiliate", {**back, "from": "2019-04-01", "until": "2020-04-01"})
    await done(api, "registerAffiliate", {**back, "control": "1/2", "from": "2026-04-01"})


async def test_a_patent_is_named_by_any_number_and_never_by_one_that_several_bear(api: Api) -> None:
    answer = await done(
        api,
        "recordLegalEvent",
        {"patent": "ＪＰ６３７０７９６Ｂ２", "status": "ABANDONED", "effectiveOn": "2026-04-01", "expectedVersion": 1},
        "... on LegalEventRecorded { patent { number } }",
    )
    assert answer["patent"] == {"number": "特許第6370796号"}
    # A republication and its international application carry one number; the national right is meant.
    world = {"family": "F-JP-WO2018043436", "title": {"en": "x"}, "publicationNumber": "WO2018/043436"}
    await done(api, "registerPatent", {**world, "code": "WO-OF-IT", "jurisdiction": "WO", "publicationNumber": "WO2018/043436 A2"})
    tag = {"patent": "WO2018/043436", "openLab": "OL-ROB", "from": "2026-04-01", "expectedVersion": 1}
    selection = "... on PatentTagged { patent { jurisdiction } }"
    assert (await done(api, "tagPatent", tag, selection))["patent"] == {"jurisdiction": "JP"}
    await done(api, "registerPatent", {**world, "code": "CN-OF-IT", "jurisdiction": "CN", "publicationNumber": "WO2018/043436 A3"})
    several = {**tag, "from": "2026-05-01", "expectedVersion": 2}
    assert await refused(api, "tagPatent", several) == ("NotFoundProblem", "NOT_FOUND", ["patent"])


async def test_a_new_family_of_patents_from_disclosure_to_terms(api: Api) -> None:
    """The way of an office: party, family, disclosure, patent, title, consent; then a member's terms."""
    await done(api, "registerParty", {"code": "COMPANY-N", "kind": "COMPANY", "name": {"en": "Company N"}})
    await done(api, "registerFamily", {"code": "F-N", "title": {"en": "Cathode"}})
    disclosure = {
        "number": "D-N",
        "family": "F-N",
        "conceivedOn": "2025-02-10",
        "disclosedOn": "2025-03-03",
        "origin": "FOREGROUND",
    }
    await done(api, "recordDisclosure", disclosure)
    patent = {
        "code": "N-1",
        "family": "F-N",
        "jurisdiction": "JP",
        "title": {"en": "Cathode"},
        "applicationNumber": "特願2025-040001",
        "filedOn": "2025-03-17",
        "openLabs": [{"openLab": "OL-BAT", "from": "2025-03-17"}],
    }
    await done(api, "registerPatent", patent)
    assert await terms(api, "特願2025-040001", "COMPANY-B", "2026-11-20") == ("UNDETERMINED", "UNDETERMINED")
    shares = stipulated(AIST="7/10", COMPANY_N="3/10")
    await done(api, "recordTitle", {"patent": "N-1", "from": "2025-03-17", "shares": shares, "expectedVersion": 1})
    assert await terms(api, "N-1", "COMPANY-B", "2026-11-20") == ("LAB_MEMBER", "CONSENT_NEEDED")
    consent = {
        "code": "CNS-N",
        "giver": "COMPANY-N",
        "patent": "特願2025-040001",
        "kind": "LICENSE_BLANKET",
        "beneficiaries": "MEMBERS",
    }
    await done(api, "recordConsent", consent)
    assert await terms(api, "N-1", "COMPANY-B", "2026-11-20") == ("LAB_MEMBER", "PREFERRED")
    assert await terms(api, "N-1", "COMPANY-N", "2026-11-20") == ("CO_OWNER", "FREE")
    # It is unpublished: nobody knows of it but its owners, officers and auditors.
    query = '{ patent(number: "N-1") { number } }'
    assert await (await api.member("COMPANY-B")).ask(query) == {"patent": None}
    assert await api.anonymous.ask(query) == {"patent": None}
    assert (await (await api.member("COMPANY-N")).ask(query))["patent"] == {"number": "特願2025-040001"}


async def test_a_share_is_assigned_only_with_the_consents_of_the_other_owners(api: Api) -> None:
    """W28: core 3/5 and B 2/5; B assigns its share to Z."""
    assigned = {
        "patent": "SYN-8",
        "from": "2026-10-01",
        "shares": [
            {"party": "AIST", "share": "3/5", "shareBasis": "STIPULATED"},
            {"party": "COMPANY-Z", "share": "2/5", "shareBasis": "STIPULATED", "acquiredBy": "ASSIGNMENT"},
        ],
        "expectedVersion": 1,
    }
    missing = ("CoOwnerConsentMissingProblem", "CO_OWNER_CONSENT_MISSING", ["shares"])
    assert await refused(api, "recordTitle", assigned) == missing
    consent = {
        "giver": "AIST",
        "patent": "SYN-8",
        "kind": "ASSIGN_SHARE",
        "beneficiaries": "NAMED",
        "named": ["COMPANY-S"],
        "from": "2026-09-01",
    }
    await done(api, "recordConsent", {**consent, "code": "CNS-S"})
    assert await refused(api, "recordTitle", assigned) == missing, "the consent names somebody else"
    await done(api, "recordConsent", {**consent, "code": "CNS-Z", "named": ["COMPANY-Z"]})
    await done(api, "recordTitle", assigned)
    # Title has moved: Z works its own patent free, and what B consented to as an owner no longer counts.
    assert await terms(api, "SYN-8", "COMPANY-Z", "2026-10-01") == ("CO_OWNER", "FREE")
    assert await terms(api, "SYN-8", "COMPANY-M", "2026-09-30") == ("LAB_MEMBER", "PREFERRED")
    assert await terms(api, "SYN-8", "COMPANY-M", "2026-10-01") == ("LAB_MEMBER", "CONSENT_NEEDED")


async def test_a_contested_assignment_is_recorded_with_its_title_open(api: Api) -> None:
    await done(
        api,
        "recordTitle",
        {
            "patent": "SYN-8",
            "from": "2026-10-01",
            "shares": [
                {"party": "AIST", "share": "3/5", "shareBasis": "STIPULATED"},
                {"party": "COMPANY-Z", "share": "2/5", "shareBasis": "STIPULATED", "acquiredBy": "ASSIGNMENT"},
            ],
            "titleState": "OPEN",
            "expectedVersion": 1,
        },
    )
    assert await terms(api, "SYN-8", "COMPANY-M", "2026-10-01") == ("UNDETERMINED", "UNDETERMINED")


STATUS_PAGE = """
query ($status: [LegalStatus!], $on: Date!, $knownAt: DateTime) {
  patents(first: 100, filter: {legalStatus: $status}, on: $on, knownAt: $knownAt) { edges { node { number legalStatus } } }
}
"""


async def test_a_filter_by_status_and_the_status_shown_agree_on_every_day_and_at_every_moment(api: Api) -> None:
    before = await moment(api.database)
    event = {"patent": "SYN-8", "status": "LAPSED", "effectiveOn": "2026-10-01", "expectedVersion": 1}
    await done(api, "recordLegalEvent", event)
    after = await moment(api.database)
    officer = await api.officer()
    for on, known_at, status in (
        ("2026-10-01", after.isoformat(), "LAPSED"),
        ("2026-09-30", None, "GRANTED"),
        ("2026-10-01", None, "LAPSED"),
        ("2026-10-01", before.isoformat(), "GRANTED"),
    ):
        everything = await officer.ask(STATUS_PAGE, status=None, on=on, knownAt=known_at)
        shown = {edge["node"]["number"]: edge["node"]["legalStatus"] for edge in everything["patents"]["edges"]}
        assert shown["SYN-8"] == status
        for wanted in sorted(set(shown.values())):
            found = await officer.ask(STATUS_PAGE, status=[wanted], on=on, knownAt=known_at)
            numbers = {edge["node"]["number"] for edge in found["patents"]["edges"]}
            assert numbers == {number for number, one in shown.items() if one == wanted}, (wanted, on, known_at)
