"""The worked examples: every file of `tests/cases` says a situation, a question and the exact answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ippool.domain.arrangements import check_scheme_law
from ippool.domain.consent_cover import may_be_listed
from ippool.domain.licenses import LicenseType
from ippool.domain.money import Money
from ippool.domain.patents import LegalStatus
from ippool.domain.scheme_law import may_have_type, may_share_labs
from ippool.domain.terms import Determination
from ippool.domain.trace import TraceStage
from ippool.domain.verdict import Verdict
from tests.domain.situation import CASES, Situation, Table, UnknownKeys, asked_scope, merged, read_file, situation

FILES = sorted(CASES.rglob("*.toml"))
ABOUT = ("name", "why", "clause", "url")
QUESTIONS = ("ask", "status", "check", "labs_together", "license_type")


@dataclass(frozen=True)
class Asked:
    """One question of a file, with the situation it is asked in."""

    where: str
    kind: str
    question: Mapping[str, Any]
    facts: Mapping[str, Any]
    on: date


def questions(path: Path) -> Iterator[Asked]:
    """Read the questions of a file. Raises: UnknownKeys where it says something else."""
    found = read_file(path)
    head = Table(found, path.name)
    for key in ABOUT:
        if not isinstance(head.take(key), str):
            raise UnknownKeys(f"{path.name}: {key} is missing")
    facts, on = head.take("situation", {}), head.take("on")
    asked = [(kind, one) for kind in QUESTIONS for one in head.take(kind, [])]
    head.finish()
    if not asked:
        raise UnknownKeys(f"{path.name}: nothing is asked")
    for number, (kind, one) in enumerate(asked, 1):
        changed = merged(facts, one.get("situation", {}))
        yield Asked(f"{path.stem} {number}", kind, one, changed, one.get("on", on))


ASKED = [asked for path in FILES for asked in questions(path)]


def case(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("asked", [pytest.param(one, id=one.where) for one in ASKED if one.kind == kind])


@case("ask")
def test_the_answer_is_exactly_the_one_written_down(asked: Asked) -> None:
    found = situation(asked.facts, asked.where)
    table = Table(asked.question, asked.where)
    table.given("situation", "on", "because")
    lab = table.take("lab", "" if not found.record.tags else None)
    packages = found.world.packages(table.take("by"), found.record, on=asked.on, scope=asked_scope(table))
    expected = Table(table.take("expect"), f"{asked.where} expect")
    table.finish()
    shown = next(one for one in packages if one.lab is not None and one.lab.code == lab) if lab else packages[0]
    if "packages" in asked.question["expect"]:
        assert [one.lab.code for one in packages if one.lab] == expected.take("packages")
    assert answer(shown) == wanted(expected)
    extra(shown, expected)
    expected.finish()


def answer(found: Determination) -> dict[str, Any]:
    """Say a determination in the words of a case file; what is not there is left out."""
    terms, price = found.found.terms, found.price
    values: dict[str, Any] = {
        "standing": found.standing.value,
        "outcome": found.outcome.value,
        "basis": found.basis.value,
        "would_be": found.would_be.value if found.would_be else None,
        "license_type": found.license_type.value if found.license_type else None,
        "tier": found.standing_finding.tier,
        "card": terms.card if terms else None,
    }
    if price is not None:
        by_unit = price.base.value == "PER_UNIT"
        values["upfront"] = price.upfront
        values["minimum"] = price.minimum
        values["cap"] = price.cap
        values["amount_per_unit" if by_unit else "rate"] = price.tiers[0].rate if price.tiers else None
        values["pre_grant_rate"] = price.pre_grant_tiers[0].rate if price.pre_grant_tiers else None
    values["applied"] = [step.rule for step in found.steps if step.stage is TraceStage.PREFERENCE and step.verdict.holds] or None
    return {key: value for key, value in values.items() if value is not None}


def wanted(expected: Table) -> dict[str, Any]:
    exact = ("upfront", "minimum", "cap", "amount_per_unit", "rate", "pre_grant_rate")
    texts = ("standing", "outcome", "basis", "would_be", "license_type", "tier", "card", "applied")
    return expected.given(*texts) | expected.given(**dict.fromkeys(exact, Fraction))


def extra(found: Determination, expected: Table) -> None:
    """Check what only some files speak of."""
    reference, pin = found.question.reference, found.pin
    needs = [f"{reference.parties[need.owner].code} {need.country} {need.cover.name}" for need in found.cover.needs]
    versions = [version.code for version in (pin.pinned, pin.cards) if version] if pin else []
    listing = found.lab is not None and may_be_listed(found.question.record, found.lab, reference, found.question.on).holds
    said = {
        "ownership_class": found.case.ownership_class.value,
        "consent_cover": found.cover.cover.name,
        "exclusivity": found.case.exclusivity.value,
        "asset_state": found.case.asset_state.value,
        "arrangement": versions,
        "consents": needs,
        "own_licenses": [license.number for license in found.own_licenses],
        "tiers": [[str(tier.start), str(tier.rate)] for tier in found.price.tiers] if found.price else [],
        "may_be_listed": listing,
        "royalty_free": found.royalty_free,
        "headline_ja": found.headline.ja,
        "headline_en": found.headline.en,
    }
    for key, value in expected.given(*said).items():
        assert said[key] == value, key
    clauses = [str(step.verdict.clause) for step in found.steps if step.verdict.holds]
    assert set(expected.take("cites", [])) <= set(clauses), clauses
    steps = {step.rule: step for step in found.steps}
    for holds, key in ((True, "because"), (False, "not_applied")):
        for rule, why in expected.take(key, {}).items():
            assert (steps[rule].verdict.holds, steps[rule].verdict.because.en) == (holds, why)
    yearly = expected.take("yearly", {})
    terms = found.found.terms
    assert not yearly or terms is not None
    for sales, due in yearly.items():
        before, _, after = sales.rpartition("+")
        if terms is not None:
            owed = terms.due(Fraction(after), before_grant=Fraction(before or 0))
            assert Money(owed, terms.currency).due() == due, sales


@case("status")
def test_the_legal_status_is_the_one_of_the_day(asked: Asked) -> None:
    found = situation(asked.facts, asked.where)
    table = Table(asked.question, asked.where)
    table.given("situation", "on")
    assert found.record.status(asked.on) is LegalStatus(table.take("is"))
    table.finish()


@case("check")
def test_the_law_of_the_scheme_names_every_fault(asked: Asked) -> None:
    found: Situation = situation(asked.facts, asked.where)
    table = Table(asked.question, asked.where)
    table.given("situation")
    version = found.arrangements[table.take("arrangement")]
    faults = check_scheme_law(version, found.world.lab(version.lab_code))
    assert [f"{'.'.join(fault.path)}: {fault.because.en}" for fault in faults] == table.take("faults")
    table.finish()


@case("labs_together")
def test_labs_that_do_not_go_together_are_refused(asked: Asked) -> None:
    found = situation(asked.facts, asked.where)
    table = Table(asked.question, asked.where)
    table.given("situation")
    labs = [found.world.reference.labs[lab] for lab in found.record.labs(asked.on)]
    refused(may_share_labs(labs, found.arrangements.values()), table)


@case("license_type")
def test_the_type_of_a_license_is_checked_against_the_labs(asked: Asked) -> None:
    found = situation(asked.facts, asked.where)
    table = Table(asked.question, asked.where)
    table.given("situation")
    labs = [found.world.reference.labs[lab] for lab in found.record.labs(asked.on)]
    refused(may_have_type(LicenseType(table.take("of")), labs), table)


def refused(verdict: Verdict, table: Table) -> None:
    because = table.take("refused")
    table.finish()
    assert (verdict.holds, "" if verdict.holds else verdict.because.en) == (not because, because)


def test_a_word_nobody_reads_fails_the_file(tmp_path: Path) -> None:
    path = tmp_path / "misspelled.toml"
    path.write_text('name = "x"\nwhy = "x"\nclause = "x"\nurl = "x"\n[[ask]]\nby = "B"\nexpekt = {}\n', encoding="utf-8")
    (asked,) = questions(path)
    with pytest.raises(UnknownKeys, match="expekt"):
        Table(asked.question, asked.where).finish()
    with pytest.raises(UnknownKeys, match="membership"):
        situation({"membership": []}, "x")
