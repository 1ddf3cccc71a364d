"""What mutations about patents, their owners and consents change in the answers, from which day; and what the law refuses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from ippool.domain.patents import TitleShare
from ippool.store.records import load
from tests.graphql.api import Api
from tests.graphql.effects import Answer, done, refused, terms
from tests.graphql.register_state import moment

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
