"""The demo pool is worth looking at, today and in years, and says of nobody real what is not on record."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import ippool
from ippool.domain.arrangements import Arrangement
from ippool.domain.consents import AboutKind, ConsentCover
from ippool.domain.labs import Center, LeftReason, Membership, OpenLab, Scheme
from ippool.domain.outcomes import Outcome
from ippool.domain.parties import Party, PartyKind
from ippool.domain.patents import LegalEvent, LegalStatus, OwnershipClass, Patent, PatentRecord, ShareBasis, TitleShare, TitleState
from ippool.domain.reference import Reference
from ippool.domain.tables import Standing
from ippool.domain.terms import Determination, packages
from ippool.intake.house import HouseRecord, read_house
from tests.intake.house import THIS_YEAR, resolve

FOLDER = Path(ippool.__file__).parent / "demo"
DEMO = read_house(FOLDER, resolve, this_year=THIS_YEAR)
TODAY = date(2026, 11, 24)
IN_YEARS = date(2030, 6, 1)
KNOWN_AT = datetime(2026, 11, 24, tzinfo=UTC)
MARK = "demonstration"

REFERENCE = Reference(
    version=1,
    centers={center.id: center for center in DEMO.centers},
    parties={party.id: party for party in DEMO.parties},
    labs={lab.id: lab for lab in DEMO.labs},
    memberships=DEMO.memberships,
    affiliates=DEMO.affiliates,
    arrangements=DEMO.arrangements,
    lab_consents=tuple(consent for consent in DEMO.consents if consent.about is AboutKind.LAB),
)


def record_of(patent: Patent) -> PatentRecord:
    return PatentRecord(
        patent=patent,
        family=next(family for family in DEMO.families if family.id == patent.family),
        disclosure=next((one for one in DEMO.disclosures if one.family == patent.family), None),
        titles=tuple(title for title in DEMO.titles if title.patent == patent.id),
        tags=tuple(tag for tag in DEMO.lab_tags if tag.patent == patent.id),
        events=tuple(event for event in DEMO.legal_events if event.patent == patent.id),
        consents=tuple(consent for consent in DEMO.consents if consent.about_id in (patent.id, patent.family)),
        licenses=tuple(license for license in DEMO.licenses if patent.id in license.patents),
        statutory=tuple(license for license in DEMO.statutory_licenses if license.patent == patent.id),
        needs=tuple(need for need in DEMO.needs if need.patent == patent.id),
    )


RECORDS = [record_of(patent) for patent in DEMO.patents]
REAL = [record for record in RECORDS if record.patent.source != MARK]
SYNTHETIC = [record for record in RECORDS if record.patent.source == MARK]
LETTERS = {party.id for party in DEMO.parties if party.code.split("-")[0] in ("COMPANY", "UNIVERSITY")}
CORE = {party.id for party in DEMO.parties if party.kind is PartyKind.CORE}
NAMED = {party.id for party in DEMO.parties} - LETTERS


def party(code: str) -> Party:
    return next(one for one in DEMO.parties if one.code == code)


def answers(code: str, on: date) -> list[Determination]:
    return [packages(record, party(code), REFERENCE, on=on, known_at=KNOWN_AT)[0] for record in RECORDS]


def classes(records: list[PatentRecord], on: date) -> set[tuple[OwnershipClass, LegalStatus]]:
    """Return the ownership classes there are and the legal status in which each stands."""
    found = set()
    for record in records:
        for determination in packages(record, party("COMPANY-Z"), REFERENCE, on=on, known_at=KNOWN_AT):
            found.add((determination.case.ownership_class, record.status(on)))
    return found


def test_it_reads_without_a_finding_and_has_no_abstracts() -> None:
    assert DEMO.findings == ()
    assert "abstract" not in (FOLDER / "patents.csv").read_text("utf-8").split("\n")[0]


def test_thirty_real_patents_and_more_in_three_countries_and_more() -> None:
    assert len(REAL) >= 30
    countries = Counter(record.patent.jurisdiction for record in REAL)
    assert countries == {"JP": 28, "CN": 3, "WO": 3, "US": 2, "EP": 1}


def test_real_patents_are_owned_in_every_way() -> None:
    def owners(record: PatentRecord) -> list[str]:
        kinds = [REFERENCE.parties[title.party].kind.value for title in record.titles]
        return sorted(kinds)

    ways = {tuple(owners(record)) for record in REAL}
    assert {("CORE",), ("COMPANY", "CORE"), ("COMPANY", "COMPANY", "CORE"), ("CORE", "UNIVERSITY"), ("PUBLIC_INST",)} <= ways
    assert ("COMPANY", "CORE", "UNIVERSITY") in ways
    assert ("COMPANY", "COMPANY", "PUBLIC_INST") in ways  # 特開2007-136644: 村田製作所, 物質・材料研究機構, ナノテック


@pytest.mark.parametrize("on", [TODAY, IN_YEARS])
def test_real_ones_by_class_and_status(on: date) -> None:
    found = classes(REAL, on)
    assert {
        (OwnershipClass.CORE_SOLE, LegalStatus.GRANTED),
        (OwnershipClass.CORE_SOLE, LegalStatus.PUBLISHED),
        (OwnershipClass.CORE_AND_COMPANY, LegalStatus.GRANTED),
        (OwnershipClass.CORE_AND_COMPANY, LegalStatus.PUBLISHED),
        (OwnershipClass.CORE_AND_COMPANY, LegalStatus.ALLOWED),
        (OwnershipClass.CORE_AND_UNIVERSITY, LegalStatus.GRANTED),
        (OwnershipClass.CORE_AND_OUTSIDER, LegalStatus.GRANTED),
        (OwnershipClass.CORE_AND_OUTSIDER, LegalStatus.PUBLISHED),
        (OwnershipClass.MIXED, LegalStatus.PUBLISHED),
        (OwnershipClass.MEMBER_SOLE, LegalStatus.PUBLISHED),
        (OwnershipClass.MEMBER_SOLE, LegalStatus.REFUSED),
        (OwnershipClass.BACKGROUND, LegalStatus.EXPIRED),
    } <= found


@pytest.mark.parametrize("on", [TODAY, IN_YEARS])
def test_with_the_synthetic_ones_every_class_is_in_force_and_a_right_has_lapsed(on: date) -> None:
    found = classes(RECORDS, on)
    in_force = {of for of, status in found if status is LegalStatus.GRANTED}
    assert in_force >= set(OwnershipClass) - {OwnershipClass.MIXED, OwnershipClass.MEMBER_SOLE, OwnershipClass.BACKGROUND}
    statuses = {status for _, status in found}
    assert {LegalStatus.DISCLOSED, LegalStatus.PENDING, LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.REFUSED} <= statuses


def test_background_is_in_force_until_the_end_of_2029() -> None:
    assert (OwnershipClass.BACKGROUND, LegalStatus.GRANTED) in classes(REAL, date(2029, 11, 20))
    assert (OwnershipClass.BACKGROUND, LegalStatus.GRANTED) not in classes(REAL, date(2029, 11, 21))


def test_two_open_labs_and_a_closed_one_with_patents_in_each() -> None:
    assert {lab.code: lab.scheme for lab in DEMO.labs} == {"OL-BAT": Scheme.OPEN, "OL-ROB": Scheme.OPEN, "CL-DRV": Scheme.CLOSED}
    real = {record.patent.id for record in REAL}
    assert {tag.lab for tag in DEMO.lab_tags if tag.patent in real} == {lab.id for lab in DEMO.labs}


def test_what_a_core_institution_owns_is_in_a_lab_of_its_center() -> None:
    both = set()
    for record in RECORDS:
        cores = {REFERENCE.core_of(REFERENCE.labs[lab], TODAY) for lab in record.labs(TODAY)}
        assert {title.party for title in record.titles} & CORE <= cores, record.patent.code
        both |= {record.patent.code} if cores == CORE else set()
    assert both == {"SYN-7"}  # of both institutions, in a lab of each: to either lab the other's share is another owner's
    of_both = next(record for record in RECORDS if record.patent.code == "SYN-7")
    found = packages(of_both, party("AIST"), REFERENCE, on=TODAY, known_at=KNOWN_AT)
    assert {(one.lab.code, one.standing, one.case.ownership_class) for one in found if one.lab} == {
        ("OL-BAT", Standing.CORE, OwnershipClass.CORE_AND_UNIVERSITY),
        ("OL-ROB", Standing.CO_OWNER, OwnershipClass.CORE_AND_UNIVERSITY),
    }
    # Either signed the other's arrangement, which made a consent of it as of any owner.
    needed = [
        need for one in packages(of_both, party("COMPANY-Z"), REFERENCE, on=TODAY, known_at=KNOWN_AT) for need in one.cover.needs
    ]
    assert {need.consent.code for need in needed if need.consent} == {"OL-BAT@2/TUT", "OL-ROB@1/AIST"}


def test_memberships_tiers_an_affiliate_and_two_versions() -> None:
    ended = {one.left_reason for one in DEMO.memberships if one.period.is_over(TODAY)}
    assert ended == {LeftReason.EXPIRY, LeftReason.WITHDRAWAL, LeftReason.EXPULSION}
    assert any(TODAY in one.period and one.period.start and one.period.start.year == TODAY.year for one in DEMO.memberships)
    assert {one.tier for one in DEMO.memberships} == {"premium", "standard", "academic", "partner"}
    assert any(one.center is not None for one in DEMO.memberships)
    assert [(one.control > 0, len(one.annex)) for one in DEMO.affiliates] == [(True, 1)]
    versions = Counter(arrangement.lab_code for arrangement in DEMO.arrangements)
    assert versions == {"OL-BAT": 2, "OL-ROB": 1, "CL-DRV": 1}


@pytest.mark.parametrize("on", [TODAY, IN_YEARS])
def test_consents_are_given_in_part_and_missing(on: date) -> None:
    covers = {found.cover.cover for found in answers("COMPANY-Z", on)}
    assert covers == set(ConsentCover)
    given = {record.patent.code: found.cover.cover for record, found in zip(RECORDS, answers("COMPANY-Z", on), strict=True)}
    assert given["SYN-3"] is ConsentCover.MISSING  # Company M revoked its blanket consent
    assert given["SYN-9"] is ConsentCover.MEMBERS_AND_THIRD_PARTIES  # for this family it consents
    assert given["SYN-10"] is ConsentCover.MEMBERS


def test_everything_invented_is_marked() -> None:
    invented: tuple[HouseRecord, ...] = (
        *DEMO.centers,
        *DEMO.labs,
        *DEMO.memberships,
        *DEMO.affiliates,
        *DEMO.arrangements,
        *DEMO.lab_tags,
        *DEMO.disclosures,
        *DEMO.consents,
        *DEMO.licenses,
        *DEMO.statutory_licenses,
        *DEMO.needs,
    )
    assert {record.source for record in invented} == {MARK}
    assert {one.source for one in DEMO.parties if one.id in LETTERS} == {MARK}
    assert all("role of core institution: demonstration" in one.source for one in DEMO.parties if one.id in CORE)
    of_synthetic = {record.patent.id for record in SYNTHETIC}
    facts: tuple[TitleShare | LegalEvent, ...] = (*DEMO.titles, *DEMO.legal_events)
    for fact in facts:
        assert (fact.source == MARK) == (fact.patent in of_synthetic)
    fictitious: tuple[Center | OpenLab | Arrangement, ...] = (*DEMO.centers, *DEMO.labs, *DEMO.arrangements)
    for named in fictitious:
        assert "（架空）" in named.title.ja
        assert "(fictitious)" in named.title.en


def test_synthetic_inventions_say_so_and_carry_no_number() -> None:
    assert len(SYNTHETIC) == 11
    for record in SYNTHETIC:
        for title in (record.patent.title, record.family.title):
            assert title.ja.startswith("架空の発明")
            assert title.en.startswith("Synthetic invention")
        patent = record.patent
        assert patent.application_number is patent.publication_number is patent.registration_number is None
        assert record.family.source == MARK
        assert {title.party for title in record.titles} <= LETTERS | CORE
        assert {title.basis for title in record.titles} == {ShareBasis.STIPULATED}
    assert {record.patent.code for record in RECORDS if record.patent.published_on is None} == {"SYN-1", "SYN-2"}


def in_trouble(membership: Membership) -> bool:
    is_late = membership.arrears_since is not None or membership.suspended_since is not None
    return is_late or membership.left_reason is LeftReason.EXPULSION


def test_nobody_real_is_in_arrears_expelled_or_in_conflict() -> None:
    assert {one.party for one in DEMO.memberships if in_trouble(one)} == {party("COMPANY-Q").id, party("COMPANY-E").id}
    assert not any(title.disputed for title in DEMO.titles)
    for record in RECORDS:
        if record.patent.title_state is TitleState.OPEN:
            assert {title.party for title in record.titles} <= LETTERS | CORE
    assert not any(consent.period.until for consent in DEMO.consents if consent.giver in NAMED)
    users = {*(one.licensee for one in DEMO.licenses), *(one.holder for one in DEMO.statutory_licenses)}
    assert users | {one.party for one in DEMO.needs} <= LETTERS
    assert {*(one.parent for one in DEMO.affiliates), *(one.subsidiary for one in DEMO.affiliates)} <= LETTERS
    assert not any(one.merged_into for one in DEMO.parties)


def test_the_banner_says_in_both_languages_what_is_real_and_what_is_not() -> None:
    for word in ("公開記録", "架空の発明", "実在の当事者について何も述べていない", "持分"):
        assert word in DEMO.header.banner.ja
    for word in ("public records", "synthetic inventions", "state nothing about any real party", "Shares that no record states"):
        assert word in DEMO.header.banner.en
    assert DEMO.header.source == MARK


def test_member_co_owner_and_outsider_come_first() -> None:
    codes = [applicant.code for applicant in DEMO.header.applicants]
    assert codes[:3] == ["COMPANY-B", "TOYOTA-INDUSTRIES", "COMPANY-Z"]
    assert len(codes) == len(set(codes))
    assert all(applicant.role.ja and applicant.role.en for applicant in DEMO.header.applicants)
    for applicant in DEMO.header.applicants:
        who = party(applicant.code)
        if who.id not in LETTERS:
            assert "架空" in applicant.role.ja
            assert "invented" in applicant.role.en


@pytest.mark.parametrize("on", [TODAY, IN_YEARS])
def test_the_applicants_stand_to_the_pool_as_the_demo_says(on: date) -> None:
    standings = {applicant.code: {found.standing for found in answers(applicant.code, on)} for applicant in DEMO.header.applicants}
    assert {Standing.LAB_MEMBER, Standing.CO_OWNER} <= standings["COMPANY-B"]
    assert Standing.CO_OWNER in standings["TOYOTA-INDUSTRIES"]
    assert standings["COMPANY-Z"] == {Standing.NON_MEMBER, Standing.UNDETERMINED}
    assert {Standing.LICENSEE} <= standings["COMPANY-F"]
    assert Standing.AFFILIATE in standings["COMPANY-B1"]
    assert standings["COMPANY-Q"] >= {Standing.NON_MEMBER, Standing.CO_OWNER}
    assert Standing.LAB_MEMBER not in standings["COMPANY-Q"]


def test_a_former_member_has_its_tail_until_its_last_day() -> None:
    assert Standing.FORMER_LAB_MEMBER in {found.standing for found in answers("COMPANY-F", TODAY)}
    assert Standing.FORMER_LAB_MEMBER in {found.standing for found in answers("COMPANY-F", date(2027, 3, 31))}
    assert Standing.FORMER_LAB_MEMBER not in {found.standing for found in answers("COMPANY-F", date(2027, 4, 1))}


@pytest.mark.parametrize("on", [TODAY, date(2029, 6, 1)])
def test_the_applicants_see_all_nine_outcomes(on: date) -> None:
    found = {answer.outcome for applicant in DEMO.header.applicants for answer in answers(applicant.code, on)}
    assert found == set(Outcome)
    first_three = [{answer.outcome for answer in answers(applicant.code, on)} for applicant in DEMO.header.applicants[:3]]
    assert all(len(outcomes) >= 6 for outcomes in first_three)


def test_a_member_pays_less_than_an_outsider_where_both_are_priced() -> None:
    priced = 0
    for member, outsider in zip(answers("COMPANY-B", TODAY), answers("COMPANY-Z", TODAY), strict=True):
        if member.outcome is Outcome.PREFERRED and outsider.outcome is Outcome.STANDARD:
            assert member.price is not None
            assert outsider.price is not None
            assert member.price.first_rate is not None
            assert outsider.price.first_rate is not None
            assert member.price.first_rate < outsider.price.first_rate
            priced += 1
    assert priced >= 20
