"""The digest: which changes move it and which do not (the API's contract)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from ippool.domain.consents import Beneficiaries
from ippool.domain.digest import text_of
from ippool.domain.labs import PinRule
from ippool.domain.licenses import Scope
from ippool.domain.parties import SizeClass
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from tests.builders import (
    a_consent,
    a_disclosure,
    a_lab,
    a_license,
    a_membership,
    a_party,
    a_patent,
    a_title,
    a_world,
    an_arrangement,
    card_m,
    card_n,
    since,
)

JOINT = {"CORE": "3/5", "A": "2/5"}
MEMBERS = (a_membership("A"), a_membership("B"))
EARLY: dict[str, Any] = {"early-bird-until": date(2026, 7, 1), "early-bird-factor": Fraction(1)}


def digest(
    *, record: dict[str, Any] | None = None, world: dict[str, Any] | None = None, ask: dict[str, Any] | None = None, by: str = "B"
) -> str:
    usual_record: dict[str, Any] = {"owners": JOINT}
    usual_world: dict[str, Any] = {"memberships": MEMBERS, "consents": [a_consent()]}
    found = a_world(**usual_world | (world or {})).ask(by, a_patent(**usual_record | (record or {})), **ask or {})
    return found.digest


def test_a_digest_is_a_sha_256_and_stays_what_it_is() -> None:
    assert digest().startswith("sha256:")
    assert len(digest()) == len("sha256:") + 64
    assert digest() == digest()


RECORDED = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"ask": {"on": date(2026, 11, 24)}},
        {"ask": {"known_at": RECORDED}},
        {"record": {"recorded_at": RECORDED, "version": 7}},
        {"record": {"title": Words("別の題", "Another title"), "abstract": Words("要約", "An abstract")}},
        {"record": {"titles": [a_title("A", "2/5", recorded_at=RECORDED), a_title("CORE", "3/5", source="letter", version=3)]}},
        {"world": {"parties": [a_party("B", name=Words("改名", "Renamed"))]}},
        {"world": {"labs": [a_lab(title=Words("改称", "Renamed"))]}},
        {"world": {"consents": [a_consent(recorded_at=RECORDED, evidence="letter", version=2)]}},
        {"world": {"arrangements": [an_arrangement(source="letter", version=2, in_force=Period(since().start, date(2028, 4, 1)))]}},
        {"world": {"memberships": (*MEMBERS, a_membership("Z"))}},
        {"record": {"licenses": [a_license("Z")]}},
    ],
    ids=lambda change: next(f"{where} {' '.join(values)}" for where, values in change.items()),
)
def test_what_is_no_fact_of_the_answer_does_not_move_it(change: dict[str, Any]) -> None:
    assert digest(**change) == digest()


@pytest.mark.parametrize(
    "change",
    [
        {"by": "Z"},
        {"ask": {"scope": Scope("JP")}},
        {"ask": {"scope": Scope(None, "batteries")}},
        {"record": {"code": "JP-2"}},
        {"record": {"owners": {"CORE": "1/2", "A": "1/2"}}},
        {"record": {"owners": {"CORE": None, "A": None}}},
        {"record": {"disclosure": a_disclosure(conceived_on=date(2018, 1, 11))}},
        {"record": {"disclosure": a_disclosure(disclosed_on=date(2018, 2, 2))}},
        {"record": {"registered_on": None, "expires_on": None}},
        {"record": {"licenses": [a_license("B", field_of_use="batteries")]}},
        {"record": {"consents": [a_consent(patent="JP-1", code="CNS-B")]}},
        {"world": {"parties": [a_party("B", size=SizeClass.SME)]}},
        {"world": {"memberships": (a_membership("A"), a_membership("B", tier="premium"))}},
        {"world": {"memberships": (a_membership("A"), a_membership("B", period=Period(date(2017, 4, 1))))}},
        {"world": {"consents": [a_consent(beneficiaries=Beneficiaries.MEMBERS_AND_THIRD_PARTIES)]}},
        {"world": {"consents": []}},
        {"world": {"arrangements": [an_arrangement(cards=(card_n(), card_m(rate="0.017")))]}},
        {"world": {"arrangements": [an_arrangement(cards=(card_n(rate="0.031"), card_m()))]}},
    ],
    ids=lambda change: next(f"{where} {values}"[:60] for where, values in change.items()),
)
def test_every_fact_and_every_term_moves_it(change: dict[str, Any]) -> None:
    assert digest(**change) != digest()


def test_an_early_bird_stands_in_it_as_an_answer_not_as_a_day() -> None:
    """The factor is 1, so that no price moves: what differs is whether the day is early."""
    world = {"arrangements": [an_arrangement(adjustments=EARLY)]}
    days = [date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 1)]
    first, second, third, fourth = (digest(world=world, ask={"on": day}) for day in days)
    assert first == second
    assert third == fourth
    assert second != third


def test_a_lab_that_pins_on_the_day_of_application_asks_the_same_tomorrow() -> None:
    world = {"labs": [a_lab(pin_rule=PinRule.AT_APPLICATION)]}
    assert digest(world=world) == digest(world=world, ask={"on": date(2026, 11, 24)})


def test_a_new_version_that_does_not_price_the_patent_leaves_quotes_alone() -> None:
    first = an_arrangement(in_force=Period(since().start, date(2026, 11, 20)))
    second = an_arrangement(number=2, in_force=Period(date(2026, 11, 20)), cards=(card_n(), card_m(rate="0.01")))
    assert digest(world={"arrangements": [first, second]}) == digest()
    applies = replace(second, policies=replace(second.policies, applies_to_pinned=True))
    assert digest(world={"arrangements": [first, applies]}) != digest()


def test_what_is_hashed_is_canonical_json_whatever_was_written_before() -> None:
    world = a_world(memberships=MEMBERS, consents=[a_consent()])
    found = world.ask("B", a_patent(owners=JOINT, licenses=[a_license("B")]))
    text = text_of(found)
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert found.digest == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    told = json.loads(text)
    assert (told["patent"], told["applicant"]) == (str(found.question.record.patent.id), str(found.question.applicant.id))
    assert len(told) == 12
    assert len(told["facts"]) == 9


def test_digests_under_these_rules_stay_what_they_were_written_down_as() -> None:
    assert digest() == "sha256:81c47cc821a9ce8cb28ec1069f65547bec96d084d6830d70226a733a57dbe851"
    assert (
        digest(record={"licenses": [a_license("B")], "consents": [a_consent(patent="JP-1", code="CNS-B")]})
        == "sha256:97dea6e607cedb2714a890ee8bca15887d3bf073ac2daca8c9f548887ba325c4"
    )
