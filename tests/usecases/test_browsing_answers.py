"""The pool filtered and ordered by what it comes to for an applicant: the same as asking about every patent alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest

from ippool.domain.alike import AVAILABLE, Answer, AnswerFilter
from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.labs import Scheme
from ippool.domain.outcomes import Outcome
from ippool.domain.paging import PageRequest
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.tables import Standing
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import ApplicantUnnamed, Asked
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.terms import packages_shown
from tests.conftest import OFFICER, TODAY

MOMENT = Moment(TODAY, datetime(2100, 1, 1, tzinfo=UTC))
APPLICANTS = ("TOYOTA-INDUSTRIES", "COMPANY-B", "COMPANY-B1", "UNIVERSITY-U", "COMPANY-Z")
DAYS = (TODAY, date(2021, 5, 1))
EVERY = PatentFilter()


async def member(pool: Pool, code: str) -> Actor:
    reference, _ = await patent_use.look(pool, OFFICER, MOMENT)
    party = reference.party_by_code(code)
    assert party is not None
    return Actor(Role.MEMBER, party.id)


async def everything(pool: Pool, actor: Actor, on: date, filter: PatentFilter = EVERY) -> dict[UUID, Answer]:
    page, view = await patent_use.browse(
        pool, actor, MOMENT, request=PageRequest(100), filter=filter, order=PatentOrder(), asked=Asked(on=on)
    )
    assert not page.has_next
    return {record.patent.id: Answer.of(packages_shown(view, record)[0]) for record in page.records}


FILTERS: list[tuple[AnswerFilter, Callable[[Answer], bool]]] = [
    *((AnswerFilter(outcome=frozenset({outcome})), lambda one, outcome=outcome: one.outcome is outcome) for outcome in Outcome),
    *(
        (AnswerFilter(standing=frozenset({standing})), lambda one, standing=standing: one.standing is standing)
        for standing in Standing
    ),
    (AnswerFilter(available=True), lambda one: one.outcome in AVAILABLE),
    (AnswerFilter(available=False), lambda one: one.outcome not in AVAILABLE),
    (AnswerFilter(max_rate=Fraction(0)), lambda one: one.rate == 0),
    (AnswerFilter(max_rate=Fraction(2, 100)), lambda one: one.rate is not None and one.rate <= Fraction(2, 100)),
    (
        AnswerFilter(outcome=frozenset({Outcome.PREFERRED, Outcome.STANDARD}), max_rate=Fraction(3, 100)),
        lambda one: one.outcome in (Outcome.PREFERRED, Outcome.STANDARD) and one.rate is not None and one.rate <= Fraction(3, 100),
    ),
]


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("code", APPLICANTS)
async def test_a_filter_finds_exactly_what_comes_to_it(demo_pool: Pool, code: str, on: date) -> None:
    actor, met = await member(demo_pool, code), 0
    for among in (PatentFilter(), PatentFilter(scheme=Scheme.OPEN, jurisdiction="JP"), PatentFilter(text="電池")):
        answers = await everything(demo_pool, actor, on, among)
        for filter, holds in FILTERS:
            page, _ = await patent_use.browse(
                demo_pool,
                actor,
                MOMENT,
                request=PageRequest(100),
                filter=among,
                answers=filter,
                order=PatentOrder(),
                asked=Asked(on=on),
                with_total=True,
            )
            expected = {id for id, one in answers.items() if holds(one)}
            assert {record.patent.id for record in page.records} == expected, filter
            assert page.total == len(expected)
            met += bool(expected)
    assert met > 10


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("code", ["COMPANY-B", "COMPANY-Z"])
async def test_pages_by_rate_put_together_are_the_full_list(demo_pool: Pool, code: str, size: int, direction: Direction) -> None:
    actor = await member(demo_pool, code)
    answers = await everything(demo_pool, actor, TODAY)
    rising = direction is Direction.ASC

    def place(id: UUID) -> tuple[bool, Fraction, int]:
        rate = answers[id].rate
        sign = 1 if rising else -1
        return rate is None, (rate or Fraction(0)) * sign, id.int * sign

    expected = sorted(answers, key=place)
    assert len({one.rate for one in answers.values()}) > 3
    order = PatentOrder(PatentOrderField.ROYALTY_RATE, direction)
    forward, request = list[UUID](), PageRequest(size)
    while True:
        page, _ = await patent_use.browse(demo_pool, actor, MOMENT, request=request, filter=PatentFilter(), order=order)
        forward += [record.patent.id for record in page.records]
        assert [keyset.values[0] for keyset in page.keysets] == [answers[record.patent.id].rate for record in page.records]
        if not page.has_next:
            break
        request = PageRequest(size, after=page.keysets[-1])
    assert forward == expected
    backward, request = list[UUID](), PageRequest(size, backward=True)
    while True:
        page, _ = await patent_use.browse(demo_pool, actor, MOMENT, request=request, filter=PatentFilter(), order=order)
        backward = [record.patent.id for record in page.records] + backward
        if not page.has_previous:
            break
        request = PageRequest(size, before=page.keysets[0], backward=True)
    assert backward == expected


@pytest.mark.parametrize("order", [PatentOrder(PatentOrderField.ROYALTY_RATE), PatentOrder()])
async def test_whose_rates_are_asked_for_has_to_be_said(demo_pool: Pool, order: PatentOrder) -> None:
    with pytest.raises(ApplicantUnnamed):
        await patent_use.browse(
            demo_pool,
            ANONYMOUS,
            MOMENT,
            request=PageRequest(5),
            filter=PatentFilter(),
            answers=AnswerFilter(available=True if order.by is PatentOrderField.NUMBER else None),
            order=order,
        )
