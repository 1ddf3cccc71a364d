"""The trace as the page shows it: a tree of every rule that was tried, worded in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ippool.domain.cases import Terms
from ippool.domain.clause import Clause
from ippool.domain.rules import Tier
from ippool.domain.terms import QuotedPrice, quoted
from ippool.domain.trace import Fact, Step
from ippool.domain.words import Language, Words
from ippool.pages import writing
from ippool.pages.naming import FACTS, document_words, fact_value, rule_words


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """Where a rule comes from. `address` is None where it has no public one."""

    name: str
    text: str
    address: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class FactShown:
    """What a rule looked at, and where that comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One rule tried, with those that belong to it. `changes` are values before and after; `start` those it begins with."""

    applies: bool
    rule: str
    because: str
    clause: ClauseShown | None
    facts: tuple[FactShown, ...]
    changes: tuple[tuple[str, str, str], ...]
    start: tuple[tuple[str, str], ...]
    parts: tuple[StepShown, ...]


def tree_of(steps: tuple[Step, ...], language: Language) -> StepShown:
    """Make the tree of a trace. A step whose parent is not in the trace stands under the result."""
    root = next(step for step in steps if step.parent is None)
    known = {step.id for step in steps}
    below: dict[str, list[Step]] = {}
    for step in steps:
        if step is not root:
            below.setdefault(step.parent if step.parent in known and step.parent is not None else root.id, []).append(step)
    return _shown(root, below, language)


def _shown(step: Step, below: dict[str, list[Step]], language: Language) -> StepShown:
    verdict, name = step.verdict, rule_words(step)
    return StepShown(
        applies=verdict.holds,
        rule=name.in_language(language) if name else step.rule,
        because=verdict.because.in_language(language),
        clause=_clause(verdict.clause, language) if verdict.clause else None,
        facts=tuple(_fact(fact, language) for fact in step.facts),
        changes=tuple(
            (name.in_language(language), old.in_language(language), new.in_language(language))
            for name, old, new in _changes(step.before, step.after)
        ),
        start=tuple(
            (name.in_language(language), value.in_language(language))
            for name, value in (_values(quoted(step.after)) if step.after is not None and step.before is None else ())
        ),
        parts=tuple(_shown(part, below, language) for part in below.get(step.id, [])),
    )


def _clause(clause: Clause, language: Language) -> ClauseShown:
    document = document_words(clause.document).in_language(language)
    address = clause.url if clause.url and clause.url.startswith(("https://", "http://")) else None
    text = clause.text.in_language(language) if clause.text else ""
    return ClauseShown(f"{document} {clause.article}", text, address, clause.verified)


def _fact(fact: Fact, language: Language) -> FactShown:
    name = FACTS.get(fact.name, Words(fact.name, fact.name))
    return FactShown(name.in_language(language), fact_value(fact.name, fact.value).in_language(language), fact.source or "")


def _changes(before: Terms | None, after: Terms | None) -> Iterator[tuple[Words, Words, Words]]:
    if before is None or after is None or before == after:
        return
    none = Words("なし", "none")
    old, new = ({name.en: (name, value) for name, value in _values(quoted(terms), with_absent=True)} for terms in (before, after))
    for key, (name, value) in new.items():
        was = old[key][1]
        if was != value:
            yield name, was or none, value or none


def _values(price: QuotedPrice, *, with_absent: bool = False) -> tuple[tuple[Words, Words], ...]:
    def rates(tiers: tuple[Tier, ...] | None) -> str:
        return " / ".join(writing.rate_of(tier, price.base, price.currency) for tier in tiers or ())

    def amount(value: Fraction | None) -> str:
        return writing.money(value, price.currency) if value is not None else ""

    rows = (
        (Words("料率", "rate"), rates(price.tiers)),
        (Words("登録前の料率", "rate before the grant"), rates(price.pre_grant_tiers)),
        (Words("一時金", "upfront fee"), amount(price.upfront)),
        (Words("年間最低額", "yearly minimum"), amount(price.minimum)),
        (Words("年間上限額", "yearly cap"), amount(price.cap)),
    )
    return tuple((name, Words(value, value)) for name, value in rows if with_absent or value)
