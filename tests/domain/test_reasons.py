"""What an answer says for itself: the clause is that of country and state of the right, and the reason fits the facts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from ippool.domain.arrangements import BackgroundPolicy, Exclusivity, Policies
from ippool.domain.clause import Clause
from ippool.domain.countries import NAMES, coded_words, country_words, place_words
from ippool.domain.labs import PinRule, Scheme
from ippool.domain.licenses import LicenseType, Scope
from ippool.domain.patents import Origin, PatentRecord
from ippool.domain.tables import Standing
from ippool.domain.terms import Determination
from ippool.domain.territories import EPC_STATES, REGIONS
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests.builders import (
    a_disclosure,
    a_lab,
    a_license,
    a_membership,
    a_need,
    a_party,
    a_patent,
    a_statutory_license,
    a_world,
    an_affiliate,
    an_arrangement,
    card_m,
    card_n,
)

PENDING: dict[str, Any] = {"registered_on": None, "expires_on": None}
STATES: tuple[dict[str, Any], ...] = ({}, PENDING)
JOINT: dict[str, str | None] = {"CORE": "1/2", "A": "1/2"}


def clause(found: Determination, step: str) -> Clause:
    (cited,) = [one.verdict.clause for one in found.steps if one.id == step]
    assert cited is not None
    return cited


def cited(found: Determination, step: str) -> str:
    return str(clause(found, step))


def because(found: Determination, step: str) -> Words:
    (reason,) = [one.verdict.because for one in found.steps if one.id == step]
    return reason


# Clauses by country and state


@pytest.mark.parametrize("country", ["US", "EP", "CN", "DE", "FR", "KR", "WO"])
@pytest.mark.parametrize("pending", [False, True])
def test_no_foreign_right_is_explained_by_the_japanese_statute(country: str, pending: bool) -> None:
    world = a_world(parties=[a_party("X")])
    state: dict[str, Any] = PENDING if pending else {}
    records = [
        a_patent(jurisdiction=country, owners=JOINT, **state),
        a_patent(jurisdiction=country, owners=JOINT, licenses=[a_license("B"), a_license("Z", territory=["SM"])], **state),
        a_patent(jurisdiction=country, owners=JOINT, statutory=[a_statutory_license("X")], **state),
        a_patent(jurisdiction=country, owners=JOINT, expires_on=date(2020, 1, 1)),
    ]
    documents = {
        step.verdict.clause.document
        for record in records
        for party in ("CORE", "A", "B", "C", "X", "Z")
        for step in world.ask(party, record).steps
        if step.verdict.clause
    }
    assert not [document for document in documents if "Japan" in document]


@pytest.mark.parametrize(
    ("country", "pending", "own", "kind", "consent"),
    [
        ("JP", False, "Patent Act (Japan) art. 73(2)", "R3", "Patent Act (Japan) art. 73(3)"),
        ("JP", True, "Patent Act (Japan) art. 73(2)", "Patent Act (Japan) art. 34-3", "Patent Act (Japan) art. 33(4)"),
        ("US", False, "35 U.S.C. § 262", "R3", "5.3 foreign_license_covenant"),
        ("US", True, "35 U.S.C. § 262", "5.2 state of the right", "5.3 foreign_license_covenant"),
        ("EP", True, "European Patent Convention art. 59", "5.2 state of the right", "European Patent Convention art. 59"),
        ("KR", False, "韓国の国内法 national law of Korea -", "R3", "韓国の国内法 national law of Korea -"),
    ],
)
def test_the_clause_is_that_of_the_country_and_the_same_in_every_step(
    country: str, pending: bool, own: str, kind: str, consent: str
) -> None:
    record = a_patent(jurisdiction=country, owners=JOINT, **(PENDING if pending else {}))
    world = a_world()
    owner, member = world.ask("A", record), world.ask("B", record)
    assert cited(owner, "standing/co_owner").endswith(own)
    assert cited(owner, "decision/by-right").endswith(own)
    assert cited(member, "standing/co_owner").endswith(own)
    assert cited(member, "decision/license-type").endswith(kind)
    assert cited(member, "consent").endswith(consent)
    assert cited(member, f"consent/A/{country}").endswith(consent)


def test_of_a_european_right_the_state_asked_has_the_clause() -> None:
    record = a_patent(jurisdiction="EP", states=frozenset({"DE", "FR"}), owners=JOINT)
    found = a_world().ask("A", record, scope=Scope("DE"))
    assert cited(found, "standing/co_owner") == cited(found, "decision/by-right") == "ドイツ民法 BGB (Germany) §§ 743, 745"


def test_a_statutory_license_abroad_rests_on_that_countrys_law_unverified() -> None:
    record = a_patent(jurisdiction="US", statutory=[a_statutory_license("X", basis="§ 273")])
    found = clause(a_world(parties=[a_party("X")]).ask("X", record), "standing/statutory_licensee")
    assert (str(found), found.verified) == ("米国の国内法 national law of the United States § 273", False)


def test_a_license_by_statute_comes_before_one_that_was_granted() -> None:
    record = a_patent(statutory=[a_statutory_license("X")], licenses=[a_license("X")])
    found = a_world(parties=[a_party("X")]).ask("X", record)
    assert (found.standing, [one.id for one in found.steps if one.id == "standing/licensee"]) == (Standing.STATUTORY_LICENSEE, [])


def test_an_ended_right_is_free_by_the_pools_rule_however_it_ended() -> None:
    found = a_world().ask("B", a_patent(expires_on=date(2020, 1, 1)))
    assert cited(found, "decision/no-license-needed") == "ippool domain rules 5.2 NO_LICENSE_NEEDED"


# Types of license


def test_a_research_license_rests_on_the_arrangements_policy() -> None:
    found = a_world().ask("C", a_patent())
    assert found.license_type is LicenseType.RESEARCH
    assert cited(found, "decision/license-type") == "OL-BAT@1 research_policy"
    assert because(found, "decision/license-type") == Words(
        "取決めの研究利用の定めにより、研究目的の通常実施権となる。",
        "By the arrangement's rule on research it is a research license.",
    )


@pytest.mark.parametrize(
    ("party", "kind", "ja", "en"),
    [
        (
            "B",
            LicenseType.EXCLUSIVE,
            "相手方との契約により、独占的通常実施権となる。",
            "By the partner's contract it is an exclusive license.",
        ),
        (
            "Z",
            LicenseType.NON_EXCLUSIVE,
            "独占を定める契約の相手方ではないため、非独占的通常実施権となる。",
            "The applicant is not the partner of a contract that gives exclusivity, so that it gets a non-exclusive license.",
        ),
    ],
)
def test_in_a_closed_lab_only_the_partner_has_a_contract(party: str, kind: LicenseType, ja: str, en: str) -> None:
    version = an_arrangement(
        "CL-1",
        scheme=Scheme.CLOSED,
        cards=(card_n(), card_m("MEMBER:partner")),
        exclusivity=Exclusivity(LicenseType.EXCLUSIVE),
    )
    world = a_world(
        labs=[a_lab("CL-1", scheme=Scheme.CLOSED)],
        memberships=[a_membership("B", lab="CL-1", tier="partner")],
        arrangements=[version],
    )
    found = world.ask(party, a_patent(labs=["CL-1"]), lab="CL-1")
    assert found.license_type is kind
    assert because(found, "decision/license-type") == Words(ja, en)
    assert cited(found, "decision/license-type") == "ippool domain rules 5.3 exclusivity"


# Standing


def test_before_anybody_holds_title_the_answer_says_so() -> None:
    found = a_world().ask("B", a_patent(), on=date(2017, 1, 1))
    nobody = Words("当日に権利を有する者が記録されていない。", "Nobody is recorded as holding title on that day.")
    assert because(found, "standing/undetermined") == because(found, "decision/undetermined") == nobody
    assert found.headline == Words(f"未確定。{nobody.ja}", f"Undetermined. {nobody.en}")
    assert because(found, "result").en == f"The outcome is “undetermined”. {nobody.en}"


@pytest.mark.parametrize(
    ("owners", "en"),
    [
        ({"CORE": "1/2", "A": "1/4"}, "The shares sum to 3/4, not to 1."),
        ({"CORE": "1/2", "A": None}, "Shares known in different ways stand side by side."),
    ],
)
def test_owners_that_are_not_settled_have_a_reason(owners: dict[str, str | None], en: str) -> None:
    assert because(a_world().ask("B", a_patent(owners=owners)), "standing/undetermined").en == en


NEAR = [
    an_affiliate("B1", parent="B", annex=()),
    an_affiliate("B1", parent="A", control="1/10"),
    an_affiliate("B1", parent="C", period=Period(date(2016, 4, 1), date(2017, 4, 1))),
]


@pytest.mark.parametrize("turn", range(3))
def test_of_several_parents_the_nearest_miss_is_told_by_name(turn: int) -> None:
    world = a_world(parties=[a_party("B1")], affiliates=[*NEAR[turn:], *NEAR[:turn]])
    assert because(world.ask("B1", a_patent()), "standing/affiliate") == Words(
        "B社が支配するが、OL-BAT の附属書に記載がない。", "Company B controls it, but the annex of OL-BAT does not list it."
    )


@pytest.mark.parametrize(
    ("until", "ja", "en"),
    [
        (None, "会員のB社が支配し、附属書に載る。", "The member Company B controls it, and the annex lists it."),
        (
            date(2026, 4, 1),
            "経過期間中の元会員のB社が支配し、附属書に載る。",
            "The former member Company B controls it, and the annex lists it.",
        ),
        (
            date(2025, 4, 1),
            "親会社のB社について、退会後の経過期間は 2026-03-31 に終わった。",
            "As for its parent, Company B: its tail ended on 2026-03-31.",
        ),
    ],
)
def test_a_parent_is_called_what_it_is_on_the_day(until: date | None, ja: str, en: str) -> None:
    member = a_membership("B", period=Period(date(2016, 4, 1), until))
    world = a_world(parties=[a_party("B1")], memberships=[member], affiliates=[an_affiliate()])
    assert because(world.ask("B1", a_patent()), "standing/affiliate") == Words(ja, en)


def test_the_last_days_of_a_membership_and_its_tail_are_named() -> None:
    world = a_world(memberships=[a_membership("B", period=Period(date(2016, 4, 1), date(2026, 4, 1)))])
    assert because(world.ask("B", a_patent()), "standing/former_lab_member") == Words(
        "会員期間は 2026-03-31 に終わり、発明（2018-01-10）はその間のもので、経過期間は 2027-03-31 まで続く。",
        "Its membership ended on 2026-03-31; the invention (2018-01-10) was made during it; the tail runs until 2027-03-31.",
    )


@pytest.mark.parametrize(
    ("lab", "center", "who"),
    [("OL-2", None, Words("他ラボの会員", "member of another lab")), (None, "CENTER", Words("センター会員", "center member"))],
)
def test_a_member_of_another_lab_is_not_called_a_member_of_the_center(lab: str | None, center: str | None, who: Words) -> None:
    world = a_world(labs=[a_lab("OL-2")], memberships=[a_membership("Z", lab=lab, center=center)])
    found = world.ask("Z", a_patent())
    assert because(found, "standing") == Words(f"立場は「{who.ja}」である。", f"The standing is “{who.en}”.")
    assert found.headline == Words(
        f"{who.ja}として、標準条件の非独占的通常実施権。", f"As a {who.en}: a non-exclusive license on standard terms."
    )


# Sentences


def test_a_patent_in_no_lab_is_said_to_be_in_none() -> None:
    found = a_world().ask("B", a_patent(labs=[]), lab=None)
    assert found.headline == Words(
        "非会員には条件の定めがない。この特許はどのラボにも属さない。", "Not covered for a non-member. The patent is in no lab."
    )


def test_two_owners_whose_consents_are_missing_are_both_named() -> None:
    record = a_patent(owners={"CORE": "1/3", "A": "1/3", "C": "1/3"})
    assert a_world().ask("B", record).headline.en == (
        "As a lab member of OL-BAT: no license can be granted yet, as the consents of Company A and University C are missing; "
        "with them, a non-exclusive license on preferred terms."
    )


@pytest.mark.parametrize(
    ("scope", "ja", "en"),
    [
        (
            Scope("FR", "battery"),
            "照会の範囲はフランス（FR）、分野「battery」である。",
            "The scope asked is France (FR), the field “battery”.",
        ),
        (Scope(), "照会の範囲は全域、全分野である。", "The scope asked is the whole territory, every field."),
    ],
)
def test_the_scope_names_the_country(scope: Scope, ja: str, en: str) -> None:
    record = a_patent(jurisdiction="EP", states=frozenset({"DE", "FR"}))
    assert because(a_world().ask("B", record, scope=scope), "scope") == Words(ja, en)


OWNERS: tuple[dict[str, str | None], ...] = ({"CORE": "1"}, JOINT, {"A": "1"}, {"CORE": "1/2", "X": "1/2"}, {})


def questions() -> list[tuple[PatentRecord, Scope]]:
    return [
        (a_patent(jurisdiction=country, owners=owners, **state), scope)
        for country in ("JP", "US", "EP", "WO")
        for owners in OWNERS
        for state in STATES
        for scope in (Scope(), Scope("FR"), Scope(country))
    ]


def test_no_sentence_shows_a_code_or_says_a_thing_twice() -> None:
    """Names of arrangements, labs and licenses may stand in a sentence; values of the domain's lists may not."""
    world = a_world(
        parties=[a_party("X"), a_party("B1")],
        labs=[a_lab("OL-2", pin_rule=PinRule.AT_APPLICATION)],
        memberships=[a_membership("A"), a_membership("B"), a_membership("C", tier="academic"), a_membership("Z", lab="OL-2")],
        affiliates=[an_affiliate()],
    )
    kept = re.compile(r"OL-[A-Z0-9]+(@\d)?|[（(](FR|JP|US|EP|WO)[)）]|[（(](R5|I-6)[)）]|L-\d+")
    code = re.compile(r"[A-Z]{2,}")
    for record, scope in questions():
        for party in ("CORE", "A", "B", "C", "X", "Z", "B1"):
            found = world.ask(party, record, scope=scope)
            for text in (found.headline, *(step.verdict.because for step in found.steps)):
                assert not code.search(kept.sub("", text.ja)), text.ja
                assert not code.search(kept.sub("", text.en)), text.en
                sentences = [one for one in text.ja.split("。") if one]
                assert len(sentences) == len(set(sentences)), text.ja
                assert not re.search(r"[぀-ヿ一-鿿][()]|[()][぀-ヿ一-鿿]", text.ja), text.ja


def test_a_recorded_need_is_negotiated_and_said_once() -> None:
    record = a_patent(disclosure=a_disclosure(origin=Origin.BACKGROUND), needs=[a_need("B")])
    version = an_arrangement(policies=Policies(background=BackgroundPolicy.FAIR_REASONABLE_IF_NEEDED))
    assert a_world(arrangements=[version]).ask("B", record).headline == Words(
        "OL-BATのラボ会員として、条件は協議による。必要性が記録されたバックグラウンドであり、取決めは価格を定めていない。",
        "As a lab member of OL-BAT: to be negotiated. It is background with a recorded need; the arrangement sets no price.",
    )


# Countries


def test_every_state_of_the_convention_and_every_usual_office_has_a_name() -> None:
    assert not EPC_STATES.union(REGIONS, *REGIONS.values()) - set(NAMES)
    assert {"JP", "US", "CN", "KR", "TW", "EP", "WO", "CA", "AU", "IN", "BR"} <= set(NAMES)
    assert all(re.fullmatch("[A-Z]{2}", code) and words.ja and words.en for code, words in NAMES.items())
    for names in ([words.ja for words in NAMES.values()], [words.en for words in NAMES.values()]):
        assert len(names) == len(set(names))


def test_a_country_is_named_as_its_place_in_the_text_asks() -> None:
    assert country_words("US") == Words("米国", "United States")
    assert place_words("US") == Words("米国", "the United States")
    assert coded_words("US") == Words("米国（US）", "the United States (US)")
    assert place_words("EP") == Words("欧州特許の各国", "the states of the European patent")
    assert country_words("XX") == place_words("XX") == coded_words("XX") == Words("XX", "XX")
