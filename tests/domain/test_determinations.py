"""Properties of determinations over many worlds: pure, complete in their reasons, free for owners, never mixed between labs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ippool.domain.arrangements import ConsentDemand, CrossLabPolicy, Exclusivity, LateJoiner, NonmemberPolicy, Policies
from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentCover
from ippool.domain.labs import LeftReason, Membership, Scheme
from ippool.domain.licenses import EXCLUSIVE_TYPES, License, LicenseStatus, LicenseType, Scope, TermsClass
from ippool.domain.outcomes import ENOUGH, Outcome, RightBasis
from ippool.domain.parties import PartyKind, SizeClass
from ippool.domain.patents import (
    ENDED,
    LegalEvent,
    LegalStatus,
    OwnershipClass,
    PatentKind,
    PatentRecord,
    TitleState,
    title_is_settled,
)
from ippool.domain.tables import Standing
from ippool.domain.terms import Determination
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests import builders
from tests.builders import World, a_world

CODES = ("CORE", "A", "B", "C", "X", "Z", "P")
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 1, 1))
EARLY = date(2027, 1, 1)
ADJUSTMENTS: dict[str, Any] = {
    "cross-lab-factor": Fraction(9, 10),
    "early-bird-until": EARLY,
    "early-bird-factor": Fraction(1, 2),
}
OPEN_TYPES = frozenset(LicenseType) - EXCLUSIVE_TYPES


@dataclass(frozen=True)
class Question:
    """One question in one world."""

    world: World
    record: PatentRecord
    applicant: str
    on: date
    scope: Scope

    def packages(self, *, on: date | None = None) -> tuple[Determination, ...]:
        return self.world.packages(self.applicant, self.record, on=on or self.on, scope=self.scope)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.none() | DAYS)
    until = draw(st.none() | DAYS)
    return Period(start, until) if start is None or until is None or start < until else Period(until, start + timedelta(days=1))


@st.composite
def shares(draw: st.DrawFn, among: tuple[str, ...] = CODES) -> dict[str, str | None]:
    owners = draw(st.lists(st.sampled_from(among), min_size=1, max_size=4, unique=True))
    if draw(st.integers(0, 3)) == 0:
        return dict.fromkeys(owners)
    parts = [draw(st.integers(1, 5)) for _ in owners]
    off = draw(st.sampled_from([0, 0, 0, 1]))
    return {owner: f"{part}/{sum(parts) + off}" for owner, part in zip(owners, parts, strict=True)}


@st.composite
def memberships(draw: st.DrawFn) -> Membership:
    period = draw(periods())
    lab = draw(st.sampled_from(["OL-1", "CL-2", "OL-3"]))
    return builders.a_membership(
        draw(st.sampled_from(CODES[1:])),
        lab=lab,
        tier=draw(st.sampled_from(["standard", "partner"])),
        period=period,
        left_reason=draw(st.sampled_from(LeftReason)) if period.until else None,
        arrears_since=draw(st.none() | DAYS),
        suspended_since=draw(st.none() | st.none() | DAYS),
    )


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    code = f"CNS-{draw(st.integers(1, 9))}"
    about: dict[str, Any] = draw(st.sampled_from([{"lab": "OL-1"}, {"lab": "CL-2"}, {"patent": "JP-1"}, {"family": "JP-1"}]))
    beneficiaries = draw(st.sampled_from(Beneficiaries))
    return builders.a_consent(
        draw(st.sampled_from(CODES[1:])),
        code=code,
        beneficiaries=beneficiaries,
        named=draw(st.sets(st.sampled_from(CODES[1:]), min_size=1)) if beneficiaries is Beneficiaries.NAMED else (),
        jurisdictions=draw(st.sampled_from([(), ("JP",), ("US", "DE"), ("EP",)])),
        survives_exit=draw(st.booleans()),
        period=draw(periods()),
        **about,
    )


@st.composite
def licenses(draw: st.DrawFn, types: frozenset[LicenseType]) -> License:
    return builders.a_license(
        draw(st.sampled_from(CODES[1:])),
        number=f"L-{draw(st.integers(1, 99))}",
        license_type=draw(st.sampled_from(sorted(types))),
        terms_class=draw(st.sampled_from(TermsClass)),
        field_of_use=draw(st.sampled_from([None, "batteries"])),
        territory=draw(st.sampled_from([(), ("JP",), ("DE",), ("EP",)])),
        status=draw(st.sampled_from([LicenseStatus.ACTIVE, LicenseStatus.ACTIVE, LicenseStatus.SUSPENDED])),
        period=draw(periods()),
    )


@st.composite
def events(draw: st.DrawFn) -> LegalEvent:
    return builders.an_event(draw(st.sampled_from(LegalStatus)), draw(DAYS))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    closed = draw(st.sampled_from([LicenseType.EXCLUSIVE, LicenseType.SOLE, LicenseType.REGISTERED_EXCLUSIVE]))
    cards = (builders.card_n(), builders.card_m(), builders.card_m("MEMBER:partner"))
    versions = [
        builders.an_arrangement(
            lab,
            scheme=scheme,
            cards=cards,
            exclusivity=Exclusivity(closed) if scheme is Scheme.CLOSED else Exclusivity(),
            policies=Policies(
                nonmember=draw(st.sampled_from(NonmemberPolicy)),
                cross_lab=draw(st.sampled_from(CrossLabPolicy)),
                late_joiner=draw(st.sampled_from(LateJoiner)),
                owner_affiliates_free=draw(st.booleans()),
            ),
            consent=ConsentDemand(foreign_license_covenant=draw(st.booleans())),
            adjustments=ADJUSTMENTS,
        )
        for lab, scheme in (("OL-1", Scheme.OPEN), ("CL-2", Scheme.CLOSED), ("OL-3", Scheme.OPEN))
    ]
    merged = draw(st.sampled_from([None, "A", "B"]))
    outsider = draw(st.sampled_from([PartyKind.INDIVIDUAL, PartyKind.COMPANY, PartyKind.CORE]))
    kinds = {"CORE": PartyKind.CORE, "C": PartyKind.UNIVERSITY, "X": outsider}
    merger: dict[str, Any] = {"merged_into": "Z", "merged_on": draw(DAYS)}
    parties = [
        builders.a_party(
            code,
            kind=kinds.get(code, PartyKind.COMPANY),
            size=draw(st.sampled_from(SizeClass)),
            **(merger if code == merged else {}),
        )
        for code in CODES
    ]
    return a_world(
        parties=parties,
        labs=[builders.a_lab("OL-1"), builders.a_lab("CL-2", scheme=Scheme.CLOSED), builders.a_lab("OL-3")],
        memberships=draw(st.lists(memberships(), max_size=5)),
        affiliates=draw(st.lists(st.sampled_from([builders.an_affiliate("P", parent="A", annex=["OL-1"])]), max_size=1)),
        arrangements=versions,
        consents=[one for one in draw(st.lists(consents(), max_size=4)) if one.about is AboutKind.LAB],
    )


ANY_LABS = st.lists(st.sampled_from(["OL-1", "CL-2", "OL-3"]), max_size=2, unique=True)


@st.composite
def questions(draw: st.DrawFn, labs: st.SearchStrategy[list[str]] = ANY_LABS) -> Question:
    tagged = draw(labs)
    opened = any(lab.startswith("OL") for lab in tagged)
    country, states = draw(st.sampled_from([("JP", ()), ("US", ()), ("EP", ("DE", "FR")), ("EP", ()), ("WO", ()), ("CN", ())]))
    types = OPEN_TYPES if opened else frozenset(LicenseType)
    held = {one.id: one for one in draw(st.lists(licenses(types), max_size=2))}
    record = builders.a_patent(
        owners=draw(shares()),
        labs=tagged,
        jurisdiction=country,
        states=frozenset(states),
        kind=draw(st.sampled_from([PatentKind.PATENT, PatentKind.PATENT, PatentKind.UTILITY_MODEL])),
        title_state=draw(st.sampled_from([TitleState.SETTLED, TitleState.SETTLED, TitleState.OPEN])),
        events=draw(st.lists(events(), max_size=2)),
        consents=[one for one in draw(st.lists(consents(), max_size=3)) if one.about is not AboutKind.LAB],
        licenses=held.values(),
        statutory=draw(st.lists(st.builds(builders.a_statutory_license, st.sampled_from(CODES[1:])), max_size=1)),
    )
    return Question(
        world=draw(worlds()),
        record=record,
        applicant=draw(st.sampled_from(CODES)),
        on=draw(DAYS),
        scope=Scope(draw(st.sampled_from([None, "JP", "US", "DE", "EP"])), draw(st.sampled_from([None, "batteries"]))),
    )


@given(asked=questions())
@settings(max_examples=40)
def test_same_question_same_answer_same_reasons_same_digest(asked: Question) -> None:
    """I-11: nothing but facts, party, scope and day goes into an answer; when it was asked and recorded does not."""
    later = replace(asked.world, known_at=datetime(2030, 1, 1, tzinfo=UTC))
    rerecorded = replace(
        asked.record,
        patent=replace(asked.record.patent, recorded_at=datetime(2029, 1, 1, tzinfo=UTC), title=Words("別", "Other")),
        titles=tuple(replace(title, recorded_at=datetime(2029, 1, 1, tzinfo=UTC)) for title in asked.record.titles),
    )
    for first, again, other in zip(
        asked.packages(), asked.packages(), replace(asked, world=later, record=rerecorded).packages(), strict=True
    ):
        assert (first.outcome, first.would_be, first.license_type, first.price, first.headline) == (
            again.outcome,
            again.would_be,
            again.license_type,
            again.price,
            again.headline,
        )
        assert first.steps == again.steps
        assert first.digest == again.digest == other.digest
        assert [step.verdict for step in first.steps] == [step.verdict for step in other.steps]


@given(asked=questions(), days=st.integers(1, 400))
@settings(max_examples=60)
def test_a_day_that_changes_no_fact_and_no_terms_changes_no_digest(asked: Question, days: int) -> None:
    for today, then in zip(asked.packages(), asked.packages(on=asked.on + timedelta(days=days)), strict=False):
        in_time = [found.question.on < EARLY for found in (today, then)]
        if rests_on(today) == rests_on(then) and in_time[0] == in_time[1]:
            assert today.digest == then.digest
        if today.outcome is not then.outcome or today.price != then.price:
            assert today.digest != then.digest


def rests_on(found: Determination) -> tuple[Any, ...]:
    """Gather what an answer rests on, but for the day."""
    question = found.question
    case = replace(found.case, signing_day=EARLY)
    owners = question.record.owners(question.on)
    return found.lab, case, owners, found.cover, found.own_licenses, found.standing_finding.membership, found.price


@given(asked=questions())
@settings(max_examples=60)
def test_every_reason_is_complete(asked: Question) -> None:
    """The trace is a tree with one root; each step is cited and told in both languages, and nobody shares an id."""
    for found in asked.packages():
        steps = found.steps
        ids = [step.id for step in steps]
        assert len(ids) == len(set(ids))
        assert [step.id for step in steps if step.parent is None] == ["result"]
        assert steps[-1].id == "result"
        assert {step.parent for step in steps if step.parent} <= set(ids)
        for step in steps:
            clause = step.verdict.clause
            assert clause is not None, step.id
            assert clause.document
            assert clause.article
            assert clause.text
            assert clause.text.ja
            assert clause.text.en
            assert step.verdict.because.ja
            assert step.verdict.because.en
            assert "None" not in step.verdict.because.ja
            assert all(fact.name and fact.value for fact in step.facts)
        assert found.headline.ja.endswith("。")
        assert found.headline.en.endswith(".")
        assert "Words(" not in found.headline.en


@given(asked=questions())
@settings(max_examples=60)
def test_nine_outcomes_in_their_precedence(asked: Question) -> None:
    """5.2: the first row that holds decides."""
    for found in asked.packages():
        case, outcome = found.case, found.outcome
        by_right = case.standing in (Standing.CORE, Standing.CO_OWNER, Standing.STATUTORY_LICENSEE, Standing.LICENSEE)
        undetermined = case.standing is Standing.UNDETERMINED or case.jurisdiction == "WO"
        nothing_to_license = case.asset_state.value == "ENDED" or not case.right_in_territory
        assert (outcome is Outcome.UNDETERMINED) == undetermined
        assert (outcome is Outcome.NO_LICENSE_NEEDED) == (not undetermined and nothing_to_license)
        assert (found.would_be is None) == (outcome is not Outcome.CONSENT_NEEDED)
        assert found.would_be in (None, Outcome.FREE, Outcome.PREFERRED, Outcome.STANDARD)
        if outcome is Outcome.CONSENT_NEEDED:
            assert case.consent_cover < ENOUGH[case.standing]
            assert not by_right
        if found.found.terms is not None and not by_right and outcome is not Outcome.CONSENT_NEEDED:
            assert case.consent_cover >= ENOUGH[case.standing]
        if outcome in (Outcome.NOT_COVERED, Outcome.REFUSED, Outcome.UNDETERMINED, Outcome.NO_LICENSE_NEEDED):
            assert (found.basis, found.license_type, found.price) == (RightBasis.NONE, None, None)


@given(asked=questions(labs=st.sampled_from([["OL-1"], ["OL-3"], ["OL-1", "OL-3"]])), others=shares(CODES[2:]))
@settings(max_examples=60)
def test_an_owner_of_an_open_patent_works_free_whatever_else(asked: Question, others: dict[str, str | None]) -> None:
    """I-3: no royalty on own working, no license to an owner, however it is barred, licensed or without consents."""
    own = builders.a_title("A", None, period=builders.since())
    record = replace(
        asked.record,
        patent=replace(asked.record.patent, jurisdiction="JP", states=frozenset()),
        titles=(own, *(builders.a_title(party, share) for party, share in others.items())),
        events=tuple(event for event in asked.record.events if event.status not in ENDED),
    )
    on = min(max(asked.on, builders.LONG_AGO), date(2038, 6, 1))
    for found in replace(asked, applicant="A", scope=Scope(), record=record, on=on).packages():
        assert (found.standing, found.outcome, found.basis) == (Standing.CO_OWNER, Outcome.FREE, RightBasis.OWN_WORKING)
        assert (found.price, found.license_type, found.royalty_free) == (None, None, True)


_BEST_FIRST = (
    "NO_LICENSE_NEEDED",
    "FREE",
    "PREFERRED",
    "STANDARD",
    "CONSENT_NEEDED",
    "NEGOTIATE",
    "NOT_COVERED",
    "REFUSED",
    "UNDETERMINED",
)


@given(asked=questions(labs=st.lists(st.sampled_from(["OL-1", "CL-2", "OL-3"]), min_size=2, max_size=3, unique=True)))
@settings(max_examples=60)
def test_packages_of_two_labs_never_mix_and_open_is_never_exclusive(asked: Question) -> None:
    """I-18, I-1: each package is its lab's alone, in the order of 5.1; one open lab makes every package non-exclusive."""
    assume(asked.on >= builders.LONG_AGO)
    found = asked.packages()
    labs = [one.lab for one in found]
    assert len({lab.code for lab in labs if lab}) == len(found)
    for one in found:
        assert one.lab is not None
        alone = asked.world.ask(asked.applicant, asked.record, on=asked.on, lab=one.lab.code, scope=asked.scope)
        assert (alone.outcome, alone.would_be, alone.price, alone.license_type, alone.digest) == (
            one.outcome,
            one.would_be,
            one.price,
            one.license_type,
            one.digest,
        )
        assert one.arrangement is not None
        assert one.arrangement.lab == one.lab.id
    if any(lab is not None and lab.scheme is Scheme.OPEN for lab in labs):
        assert not {one.license_type for one in found} & EXCLUSIVE_TYPES
    ranks = [
        (
            _BEST_FIRST.index(one.outcome.value),
            _BEST_FIRST.index(one.would_be.value) if one.would_be else 0,
            (one.price.first_rate or Fraction(0)) if one.price else Fraction(0),
            one.lab.code if one.lab else "",
        )
        for one in found
    ]
    assert ranks == sorted(ranks)


@given(asked=questions())
@settings(max_examples=60)
def test_the_cover_is_the_weakest_over_the_other_owners_and_countries(asked: Question) -> None:
    for found in asked.packages():
        needs = found.cover.needs
        assert found.cover.cover == min((need.cover for need in needs), default=ConsentCover.NOT_NEEDED)
        assert all((need.consent is None) == (need.cover is ConsentCover.MISSING) for need in needs)
        assert ConsentCover.NOT_NEEDED not in {need.cover for need in needs}
        applicant, reference = found.question.applicant.id, found.question.reference
        core = {builders.id_of("party", "CORE")}
        if found.lab is None:  # outside every lab there is no other core than what each is by its kind
            core |= {party.id for party in reference.parties.values() if party.kind is PartyKind.CORE}
        assert not {need.owner for need in needs} & {applicant, *core}
        others = {reference.successor_of(title.party, asked.on) for title in asked.record.owners(asked.on)}
        others -= {applicant, *core}
        asked_of = {(need.owner, need.country) for need in needs} | set(found.cover.alone)
        patent = asked.record.patent
        countries = patent.countries_in(asked.scope.territory) if patent.jurisdiction != "WO" else ()
        assert asked_of == {(owner, country) for owner in others for country in countries}


@given(asked=questions())
@settings(max_examples=60)
def test_only_the_institution_of_the_lab_with_a_title_of_its_own_stands_as_core(asked: Question) -> None:
    """5.1 step 0: nobody is the core of another center's lab, and a core without a share is like anybody."""
    for found in asked.packages():
        applicant, reference = found.question.applicant, found.question.reference
        own = {reference.successor_of(title.party, asked.on) for title in asked.record.owners(asked.on) if not title.disputed}
        is_core = applicant.code == "CORE" if found.lab else applicant.kind is PartyKind.CORE
        assert (found.standing is Standing.CORE) == (is_core and applicant.id in own)
        shares = {reference.successor_of(title.party, asked.on) for title in asked.record.owners(asked.on)}
        if found.lab is not None:
            assert (builders.id_of("party", "CORE") in shares) == (found.case.ownership_class is not OwnershipClass.MEMBER_SOLE)


@given(asked=questions())
@settings(max_examples=60)
def test_a_price_is_shown_only_where_something_is_used_by_it(asked: Question) -> None:
    for found in asked.packages():
        if found.price is not None:
            assert found.basis in (RightBasis.LICENSE, RightBasis.OWN_WORKING)
            assert found.outcome in (Outcome.PREFERRED, Outcome.STANDARD, Outcome.CONSENT_NEEDED, Outcome.FREE)
            assert found.question.countries
            assert found.case.asset_state.value != "ENDED"


@given(owners=shares(), disputed=st.booleans(), state=st.sampled_from(TitleState))
def test_title_is_settled_only_where_shares_sum_to_one_or_nobody_stipulated_them(
    owners: dict[str, str | None], disputed: bool, state: TitleState
) -> None:
    """I-6: a record that breaks it is kept with its title open, and nobody but an undisputed owner gets an answer from it."""
    titles = [builders.a_title(party, share, disputed=disputed) for party, share in owners.items()]
    record = builders.a_patent(titles=titles, title_state=state)
    total = sum(title.share for title in titles if title.share is not None)
    sound = total == 1 or all(title.share is None for title in titles)
    settled = sound and state is TitleState.SETTLED and not disputed
    assert title_is_settled(record, builders.TODAY) == settled
    outsider = a_world(parties=[builders.a_party("Q"), *(builders.a_party(code) for code in ("X", "P"))]).ask("Q", record)
    assert (outsider.standing is Standing.UNDETERMINED) == (not settled)
