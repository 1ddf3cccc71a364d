"""Preference rules: each is cited, tried both ways in a case file, never negative, and applied in the order of the law (I-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ippool.domain.arrangements import Arrangement, CrossLabPolicy, Policies, check_scheme_law
from ippool.domain.cases import AssetState, Case, Exclusivity, Terms
from ippool.domain.consents import ConsentCover
from ippool.domain.labs import Scheme
from ippool.domain.money import Money
from ippool.domain.outcomes import determine_terms
from ippool.domain.parties import MemberKind, SizeClass
from ippool.domain.patents import OwnershipClass
from ippool.domain.preferences import PARAMETERS, PREFERENCES, parameters_of
from ippool.domain.rules import ParameterShape, Preference, Tier
from ippool.domain.tables import Standing
from ippool.domain.trace import TraceStage
from tests.builders import a_lab, an_arrangement, card_m, card_n
from tests.domain.test_cases import ASKED

CODES = [preference.code for preference in PREFERENCES]
NOT_SWITCHED_ON = "The arrangement does not provide for"


@pytest.mark.parametrize("preference", PREFERENCES, ids=CODES)
def test_a_preference_is_cited_and_tried_both_ways_in_a_case_file(preference: Preference) -> None:
    expected = [asked.question["expect"] for asked in ASKED if asked.kind == "ask"]
    reasons = [one["not_applied"][preference.code] for one in expected if preference.code in one.get("not_applied", {})]
    assert preference.clause.document
    assert preference.clause.text
    assert preference.name.ja
    assert preference.name.en
    assert any(preference.code in one.get("applied", []) for one in expected)
    assert any(not reason.startswith(NOT_SWITCHED_ON) or not preference.condition for reason in reasons)


def test_codes_and_parameters_are_named_once() -> None:
    names = [parameter.name for preference in PREFERENCES for parameter in parameters_of(preference)]
    assert len(set(CODES)) == len(CODES)
    assert sorted(set(names)) == sorted(PARAMETERS)
    assert len(names) == len(set(names))


def test_the_order_is_that_of_the_law() -> None:
    assert CODES == [
        "member-tiers",
        "cross-lab-rate",
        "cross-lab-upfront",
        "region-table",
        "small-company-rate",
        "small-company-upfront",
        "small-company-minimum",
        "early-bird",
        "pre-grant",
        "volume-tiers-members",
        "volume-tiers-others",
        "annual-cap",
        "minimum",
    ]


factors = st.decimals(min_value=0, max_value=2, places=3).map(Fraction)
amounts = st.integers(min_value=0, max_value=10_000_000).map(Fraction)
rates = st.decimals(min_value=0, max_value=1, places=4).map(Fraction)
sales = st.integers(min_value=0, max_value=10**12).map(Fraction)


@st.composite
def rising_tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    starts = sorted(draw(st.sets(st.integers(min_value=1, max_value=10**9), max_size=3)))
    return tuple(Tier(Fraction(start), draw(rates)) for start in [0, *starts])


@st.composite
def adjusted(draw: st.DrawFn) -> Arrangement:
    """A version with any adjustments that the law of its form lets into force."""
    values: dict[ParameterShape, Any] = {
        ParameterShape.FACTOR: factors,
        ParameterShape.AMOUNT: amounts,
        ParameterShape.DAY: st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)),
        ParameterShape.TIERS: rising_tiers(),
        ParameterShape.FACTOR_TABLE: st.dictionaries(st.sampled_from(["standard", "premium", "JP", "US"]), factors, max_size=3).map(
            lambda table: tuple(table.items())
        ),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(PARAMETERS))))
    arrangement = an_arrangement(
        cards=(card_n(pre_grant_factor=draw(st.none() | factors)), card_m()),
        policies=Policies(cross_lab=draw(st.sampled_from(CrossLabPolicy))),
        adjustments={name: draw(values[PARAMETERS[name].shape]) for name in sorted(chosen)},
    )
    faults = check_scheme_law(arrangement, a_lab())
    if any("cap" in fault.because.en for fault in faults):
        kept = {name: value for name, value in arrangement.adjustments.items() if name != "annual-cap"}
        arrangement = replace(arrangement, adjustments=kept)
    assert check_scheme_law(arrangement, a_lab()) == ()
    return arrangement


@st.composite
def priced_cases(draw: st.DrawFn) -> Case:
    version = draw(adjusted())
    standing = draw(
        st.sampled_from(
            [
                Standing.LAB_MEMBER,
                Standing.FORMER_LAB_MEMBER,
                Standing.AFFILIATE,
                Standing.CENTER_MEMBER,
                Standing.NON_MEMBER,
            ]
        )
    )
    member = standing not in (Standing.CENTER_MEMBER, Standing.NON_MEMBER)
    return Case(
        pinned=version,
        cards=version,
        scheme=Scheme.OPEN,
        ownership_class=draw(st.sampled_from([OwnershipClass.CORE_SOLE, OwnershipClass.CORE_AND_COMPANY, OwnershipClass.MIXED])),
        standing=standing,
        asset_state=draw(st.sampled_from([AssetState.PENDING, AssetState.PUBLISHED, AssetState.GRANTED])),
        jurisdiction="JP",
        consent_cover=draw(st.sampled_from(ConsentCover)),
        exclusivity=Exclusivity.NONE,
        size=draw(st.sampled_from(SizeClass)),
        signing_day=draw(st.dates(min_value=date(2019, 1, 1), max_value=date(2031, 1, 1))),
        tier="standard" if member else None,
        member_kind=MemberKind.COMPANY if member else None,
        region=draw(st.sampled_from(["JP", "US", "EP"])),
    )


def terms_of_case(case: Case) -> Terms:
    terms = determine_terms(case).terms
    assert terms is not None
    return terms


@given(case=priced_cases(), low=sales, more=sales)
@settings(max_examples=150)
def test_what_is_due_never_falls_when_sales_rise_and_is_never_negative(case: Case, low: Fraction, more: Fraction) -> None:
    """I-16: T(S) is monotone, the cap is not below the minimum, no factor makes a component negative."""
    terms = terms_of_case(case)
    assert terms.due(low) <= terms.due(low + more)
    assert terms.due(low) >= terms.minimum
    assert terms.cap is None or terms.minimum <= terms.cap >= terms.due(low + more)
    assert min(terms.upfront, terms.minimum, *(tier.rate for tier in terms.tiers)) >= 0
    assert all(tier.rate >= 0 for tier in terms.pre_grant_tiers or ())


@given(case=priced_cases(), before=sales, after=sales)
@settings(max_examples=100)
def test_sales_before_the_grant_fill_the_tiers_first(case: Case, before: Fraction, after: Fraction) -> None:
    terms = replace(terms_of_case(case), cap=None, minimum=Fraction(0))
    factor = terms.pre_grant_factor if terms.pre_grant_factor is not None else Fraction(1)
    whole, early = terms.due(before + after), terms.due(before)
    assert terms.due(after, before_grant=before) == whole - early + early * factor


@given(case=priced_cases(), volume=sales)
@settings(max_examples=100)
def test_amounts_are_exact_until_they_are_due_and_rounded_down_once(case: Case, volume: Fraction) -> None:
    owed = terms_of_case(case).due(volume)
    due = Money(owed, "JPY").due()
    assert isinstance(owed, Fraction)
    assert due == int(due)
    assert 0 <= owed - Fraction(due) < 1
    assert Money(owed, "USD").due().as_tuple().exponent == -2
    assert 0 <= owed - Fraction(Money(owed, "USD").due()) < Fraction(1, 100)


@given(case=priced_cases())
@settings(max_examples=100)
def test_every_rule_is_tried_in_order_and_the_steps_chain(case: Case) -> None:
    """I-19: each rule starts from the terms the one before left; what does not apply changes nothing."""
    found = determine_terms(case)
    steps = [step for step in found.steps if step.stage is TraceStage.PREFERENCE]
    card = next(step for step in found.steps if step.id == "card")
    assert [step.rule for step in steps] == CODES
    assert steps[0].before == card.after
    assert steps[-1].after == found.terms
    for earlier, later in pairwise(steps):
        assert earlier.after == later.before
    assert all(step.verdict.holds or step.before == step.after for step in steps)


@given(case=priced_cases())
@settings(max_examples=100)
def test_the_rate_is_the_product_of_the_factors_whatever_replaces_the_tiers(case: Case) -> None:
    terms, version = terms_of_case(case), case.cards
    assert version is not None
    member = case.standing in (Standing.LAB_MEMBER, Standing.FORMER_LAB_MEMBER, Standing.AFFILIATE)
    product = Fraction(1)

    def take(name: str, applies: bool) -> Any:
        return version.adjustments.get(name) if applies else None

    discounted = {"cross-lab-factor", "cross-lab-upfront-factor"} & set(version.adjustments)
    cross = case.standing is Standing.CENTER_MEMBER and version.policies.cross_lab is CrossLabPolicy.DISCOUNT and bool(discounted)
    small = case.size in (SizeClass.SME, SizeClass.MICRO)
    until = version.adjustments.get("early-bird-until")
    early = isinstance(until, date) and case.signing_day < until
    for table, row in (("member-tier-factors", case.tier if member else None), ("region-factors", case.region)):
        product *= dict(take(table, True) or ()).get(row, Fraction(1))
    for name, applies in (("cross-lab-factor", cross), ("small-company-factor", small), ("early-bird-factor", early)):
        factor = take(name, applies)
        product *= Fraction(1) if factor is None else factor
    volume = take("volume-tiers-members" if member else "volume-tiers-others", True)
    own = version.card("MEMBER:standard" if member else "NONMEM")
    assert own is not None
    assert terms.tiers == tuple(tier.scaled(product) for tier in (volume or own.tiers))


def test_floor_of_a_third() -> None:
    assert Money(Fraction(100, 3)).due() == Decimal(33)
    assert Money(Fraction(100, 3), "EUR").due() == Decimal("33.33")
