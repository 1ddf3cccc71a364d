"""Versions of an arrangement: what their hash covers, which is in force, and what a signature creates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from ippool.domain.arrangements import (
    Arrangement,
    ArrangementRefused,
    ConsentDemand,
    Policies,
    check_scheme_law,
    consents_by_signature,
    in_force_on,
)
from ippool.domain.consents import ALL_ACTS, AboutKind, Beneficiaries, ConsentKind
from ippool.domain.labs import Scheme
from ippool.domain.terms import is_given, region_rates
from ippool.domain.timeline import Period
from tests.builders import a_card, a_lab, a_patent, a_world, an_arrangement, card_m, card_n, id_of, tiers

SIGNED = {"CORE": date(2016, 3, 20), "A": date(2016, 3, 22), "B": date(2016, 3, 25)}


def test_what_was_agreed_has_one_hash_whatever_the_record() -> None:
    first = an_arrangement()
    same = replace(
        first,
        id=id_of("arrangement", "other"),
        cards=first.cards[::-1],
        in_force=Period(first.in_force.start, date(2030, 1, 1)),
        source="letter",
        version=9,
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert same.digest == first.digest
    assert same == first
    assert hash(same) == hash(first)


def test_every_agreed_part_changes_the_hash() -> None:
    first = an_arrangement()
    others = [
        an_arrangement(number=2),
        an_arrangement(in_force=Period(date(2016, 4, 2))),
        an_arrangement(scheme=Scheme.CLOSED),
        an_arrangement(cards=(card_n(rate="0.031"), card_m())),
        an_arrangement(policies=Policies(tail_months=6)),
        an_arrangement(consent=ConsentDemand(survives_exit=False)),
        an_arrangement(adjustments={"annual-cap": Fraction(10**7)}),
        an_arrangement(lab="OL-ROB"),
    ]
    assert len({one.digest for one in (first, *others)}) == 9
    assert first not in others


def test_a_day_is_in_one_version_at_most() -> None:
    first = an_arrangement(in_force=Period(date(2016, 4, 1), date(2024, 4, 1)))
    second = an_arrangement(number=2, in_force=Period(date(2024, 4, 1)))
    days = [date(2016, 3, 31), date(2016, 4, 1), date(2024, 3, 31), date(2024, 4, 1)]
    assert [in_force_on((first, second), day) for day in days] == [None, first, first, second]


def signed(arrangement: Arrangement) -> list[tuple[str, date | None, bool]]:
    codes = {id_of("party", code): code for code in SIGNED}
    consents = consents_by_signature(
        arrangement,
        id_of=lambda code: id_of("consent", code),
        core=frozenset({id_of("party", "CORE")}),
        code_of=lambda party: codes[party],
    )
    for consent in consents:
        assert (consent.about, consent.about_id) == (AboutKind.LAB, id_of("lab", "OL-BAT"))
        assert (consent.kind, consent.acts, consent.jurisdictions) == (ConsentKind.LICENSE_BLANKET, ALL_ACTS, frozenset())
        assert consent.beneficiaries is arrangement.consent.scope
        assert consent.evidence == arrangement.code
    return [(consent.code, consent.period.start, consent.survives_exit) for consent in consents]


def test_a_signature_creates_a_consent_about_the_lab_where_the_version_demands_one() -> None:
    demand = ConsentDemand(scope=Beneficiaries.MEMBERS, survives_exit=False)
    assert signed(an_arrangement(signed_by=SIGNED, consent=demand)) == [
        ("OL-BAT@1/A", date(2016, 3, 22), False),
        ("OL-BAT@1/B", date(2016, 3, 25), False),
    ]
    assert signed(an_arrangement(signed_by=SIGNED, consent=ConsentDemand(blanket_required=False))) == []


def test_a_refusal_names_every_fault_and_the_first_place() -> None:
    bad = an_arrangement(policies=Policies(option_allowed=True), cards=(card_n(minimum=-1), card_m()))
    refused = ArrangementRefused(bad, check_scheme_law(bad, a_lab()))
    assert (refused.code, refused.path, len(refused.findings)) == ("ARRANGEMENT_REFUSED", ("option_allowed",), 2)
    assert "negative" in refused.message.en
    assert "負" in refused.message.ja


def test_a_value_of_another_shape_or_name_is_refused() -> None:
    bad = an_arrangement(adjustments={"annual-cap": date(2026, 1, 1), "early-birds": Fraction(1)})
    assert [fault.path for fault in check_scheme_law(bad, a_lab())] == [
        ("adjustments", "annual-cap"),
        ("adjustments", "early-birds"),
    ]


def test_the_region_table_is_shown_applied() -> None:
    version = an_arrangement(adjustments={"region-factors": (("US", Fraction(1, 2)), ("CN", Fraction(4, 5)))})
    assert region_rates(a_world(arrangements=[version]).ask("Z")) == (("CN", Fraction(24, 1000)), ("US", Fraction(15, 1000)))
    assert region_rates(a_world().ask("Z")) == ()
    assert region_rates(a_world(arrangements=[version]).ask("CORE")) == ()


def test_a_royalty_by_the_unit_has_no_rate() -> None:
    by_unit = a_card(base=an_arrangement().cards[0].base.PER_UNIT, tiers=tiers((0, 300)))
    found = a_world(arrangements=[an_arrangement(cards=(by_unit,))]).ask("Z")
    assert found.price is not None
    assert found.price.first_rate is None
    assert found.price.tiers[0].rate == 300


def test_a_consent_is_given_as_far_as_the_standing_needs_it() -> None:
    world = a_world(arrangements=[an_arrangement(signed_by=SIGNED, consent=ConsentDemand(scope=Beneficiaries.MEMBERS))])
    record = a_patent(owners={"CORE": "3/5", "A": "2/5"})
    for applicant, given in (("B", True), ("Z", False)):
        found = world.ask(applicant, record)
        assert [is_given(found, need) for need in found.cover.needs] == [given]
