"""What mutations about labs, members, arrangements and licenses change in the answers, from which day; what the law refuses."""

from __future__ import annotations

from ippool.domain.arrangements import Arrangement
from ippool.domain.consents import Consent
from ippool.store.records import load
from ippool.usecases.pool import Pool
from tests.graphql.api import Api
from tests.graphql.effects import do, done, full_terms, refused, terms
from tests.graphql.kept import CARDS
from tests.graphql.register_state import fingerprint, moment


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
