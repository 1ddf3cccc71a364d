"""What the raw statement looks terms up in: the answers of the domain, asked once for every patent that a request will reach.

`bench.rate` is the rate by which a list is ordered, for every patent that a member sees. `bench.asked` maps a member and a patent
to the terms of their case and to what of the answer is particular to the two: headline and digest. `bench.terms` holds the
distinct terms. `bench.step` and `bench.need` hold trace and consents, for single patents only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from ippool.domain.designation import number_of
from ippool.domain.patents import PatentRecord
from ippool.graphql.scalars import write_decimal
from ippool.graphql.terms import Determination
from ippool.usecases import terms as terms_use
from ippool.usecases.pool import View
from ippool.usecases.whole_pool import TermsLine
from tests.bench.addresses import plain_address

_TABLES = """
drop schema if exists bench cascade;
create schema bench;
create table bench.terms (id int primary key, standing text, outcome text, would_be text, basis text, license_type text,
  royalty_free bool, currency text, upfront text, minimum text, base text, starts text[], rates text[]);
create table bench.asked (id int primary key, member uuid, patent uuid, number text, lab uuid, terms int, headline text,
  digest text);
create table bench.rate (member uuid, patent uuid, rate numeric);
create table bench.step (asked int, place int, step text, parent text, stage text, rule text, applies bool, because text,
  document text, article text, facts jsonb);
create table bench.need (asked int, place int, party text, act text, territory text, given bool);
"""
_INDEXES = """
create unique index on bench.asked (member, patent);
create unique index on bench.rate (member, patent);
create unique index on bench.step (asked, place);
create unique index on bench.need (asked, place);
analyze bench.terms, bench.asked, bench.rate, bench.step, bench.need;
"""


@dataclass
class Answers:
    """The answers gathered so far."""

    terms: dict[tuple[Any, ...], int] = field(default_factory=dict)
    asked: dict[tuple[UUID, UUID], tuple[Any, ...]] = field(default_factory=dict)
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    needs: list[tuple[Any, ...]] = field(default_factory=list)
    rates: dict[UUID, dict[str, Decimal | None]] = field(default_factory=dict)
    _whole: set[tuple[UUID, UUID]] = field(default_factory=set)

    def add(self, record: PatentRecord, view: View, *, whole: bool = False) -> None:
        """Ask the domain for the terms of a patent; `whole` with trace and consents."""
        assert view.applicant is not None
        key = (view.applicant.id, record.patent.id)
        if key in self.asked and (not whole or key in self._whole):
            return
        found = terms_use.packages_shown(view, record)[0]
        shown = Determination.of(found, view)
        values = _values(shown)
        terms = self.terms.setdefault(values, len(self.terms))
        lab = terms_use.leading_lab(view, record)
        number = self.asked[key][0] if key in self.asked else len(self.asked)
        named = (number_of(record.patent), lab.id if lab else None, terms, found.headline.ja, found.digest)
        self.asked[key] = (number, *key, *named)
        if whole:
            self._whole.add(key)
            self._add_whole(number, shown)

    def add_rates(self, member: UUID, lines: Iterable[TermsLine]) -> None:
        """Note by which rate the patents of the pool are ordered for a member."""
        rates = self.rates.setdefault(member, {})
        for line in lines:
            rate = line.answer.rate
            rates[line.code] = None if rate is None else Decimal(rate.numerator) / Decimal(rate.denominator)

    def _add_whole(self, number: int, shown: Determination) -> None:
        for place, step in enumerate(shown.found.steps):
            clause = step.verdict.clause
            said = (clause.document, clause.article) if clause else (None, None)
            facts = orjson.dumps([{"name": fact.name, "value": fact.value} for fact in step.facts]).decode()
            verdict = (step.verdict.holds, step.verdict.because.ja)
            self.steps.append((number, place, step.id, step.parent, step.stage.value, step.rule, *verdict, *said, facts))
        parties = shown.view.reference.parties
        for place, need in enumerate(shown.found.cover.needs):
            given = terms_use.is_given(shown.found, need)
            self.needs.append((number, place, parties[need.owner].name.ja, "USE", need.country, given))

    async def write(self, url: str) -> None:
        """Write them into tables of their own."""
        connection = await asyncpg.connect(plain_address(url))
        try:
            await connection.execute(_TABLES)
            rows = [(number, *values) for values, number in self.terms.items()]
            await connection.copy_records_to_table("terms", schema_name="bench", records=rows)
            await connection.copy_records_to_table("asked", schema_name="bench", records=list(self.asked.values()))
            for member, rates in self.rates.items():
                ids = dict(await connection.fetch("select code, id from patent where code = any($1)", list(rates)))
                of_member = [(member, ids[code], rate) for code, rate in rates.items()]
                await connection.copy_records_to_table("rate", schema_name="bench", records=of_member)
            await connection.copy_records_to_table("step", schema_name="bench", records=self.steps)
            await connection.copy_records_to_table("need", schema_name="bench", records=self.needs)
            await connection.execute(_INDEXES)
        finally:
            await connection.close()


def _values(shown: Determination) -> tuple[Any, ...]:
    royalty, upfront, minimum = shown.running_royalty, shown.upfront_fee, shown.minimum_annual_royalty
    money = upfront or minimum
    return (
        shown.standing.value,
        shown.outcome.value,
        shown.would_be.value if shown.would_be else None,
        shown.basis.value,
        shown.license_type.value if shown.license_type else None,
        shown.royalty_free,
        money.currency if money else None,
        write_decimal(upfront.amount) if upfront else None,
        write_decimal(minimum.amount) if minimum else None,
        royalty.base.value if royalty else None,
        tuple(write_decimal(tier.from_.amount) for tier in royalty.tiers) if royalty else None,
        tuple(write_decimal(tier.rate) if tier.rate is not None else None for tier in royalty.tiers) if royalty else None,
    )
