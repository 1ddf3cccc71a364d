"""Patents that the register finds alike come to the same answers, and what a kind comes to is what each of its patents does."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from ippool.domain.alike import Answer, measures
from ippool.domain.permissions import Actor, Role
from ippool.store.alike import Asked, alike, alike_parameters
from ippool.store.visibility import parameters, visible_patents
from ippool.usecases import patents as patent_use
from ippool.usecases.patents import Asked as When
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.terms import packages_shown
from ippool.usecases.whole_pool import TermsLine, whole_pool
from tests.conftest import OFFICER, TODAY

NOW = datetime(2100, 1, 1, tzinfo=UTC)
DAYS = (TODAY, date(2021, 5, 1), date(2018, 3, 31))


async def likenesses(pool: Pool, asked: Asked, actor: Actor) -> dict[UUID, bytes]:
    where = visible_patents(actor, "v")
    async with pool.database.read() as session:
        found = await session.execute(
            text(f"with {alike(asked, 'patent p join patent v on v.id = p.id', where)} select id, likeness from alike"),
            {**parameters(actor, TODAY), **alike_parameters(asked)},
        )
        return {row.id: row.likeness for row in found}


@pytest.mark.parametrize("on", DAYS, ids=str)
async def test_patents_alike_come_to_the_same_answers(demo_pool: Pool, on: date) -> None:
    reference, _ = await patent_use.look(demo_pool, OFFICER, Moment(TODAY, NOW))
    for party in reference.parties.values():
        found = await likenesses(demo_pool, Asked(measures(party, reference, on), OFFICER, on, None), OFFICER)
        records, view = await patent_use.by_ids(demo_pool, OFFICER, Moment(on, NOW), list(found))
        answers: dict[bytes, set[tuple[Answer, ...]]] = defaultdict(set)
        for id, likeness in found.items():
            answers[likeness].add(tuple(map(Answer.of, view.packages(records[id], party))))
        assert len(found) == 48
        assert {len(one) for one in answers.values()} == {1}, party.code
        assert 12 < len(answers) < 40, "it neither tells all patents apart nor none"


async def lines_of(pool: Pool, actor: Actor, applicant: str | None, when: When = patent_use.NOW) -> list[TermsLine]:
    stream = whole_pool(pool, actor, Moment(TODAY, NOW), applicant=applicant, asked=when)
    return [line async for piece in stream for line in piece]


@pytest.mark.parametrize("code", ["TOYOTA-INDUSTRIES", "COMPANY-B", "COMPANY-B1", "COMPANY-P", "NIMS", "UNIVERSITY-U", "COMPANY-Z"])
@pytest.mark.parametrize("on", DAYS, ids=str)
async def test_a_member_gets_for_each_patent_what_it_gets_when_it_asks_for_that_one(
    demo_pool: Pool, code: str, on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ippool.store.whole_pool._PATENTS", 7)
    reference, _ = await patent_use.look(demo_pool, OFFICER, Moment(TODAY, NOW))
    party = reference.party_by_code(code)
    assert party is not None
    member = Actor(Role.MEMBER, party.id)
    found = await lines_of(demo_pool, member, None, When(on=on))
    expected = {}
    for line in found:
        record, view = await patent_use.find(demo_pool, member, Moment(TODAY, NOW), line.code, asked=When(on=on))
        assert record is not None
        expected[line.code] = Answer.of(packages_shown(view, record)[0])
    assert {line.code: line.answer for line in found} == expected
    shown = await likenesses(demo_pool, Asked(measures(party, reference, on), member, on, None), member)
    assert len(found) == len(shown) > 0


async def test_what_was_known_then_is_answered_from_then(own_demo_pool: Pool) -> None:
    before = await lines_of(own_demo_pool, OFFICER, "COMPANY-B")
    async with own_demo_pool.database.read() as session:
        then = (await session.execute(text("select changed_at from register_state"))).scalar_one() + timedelta(microseconds=1)
    async with own_demo_pool.database.write(OFFICER) as tx:
        ended = "valid = daterange(lower(valid), '2022-01-01')"
        await tx.connection.execute(text(f"update membership set version = version + 1, {ended} where lower(valid) < '2022-01-01'"))
        tx.record("membership:ended", None)
    after = await lines_of(own_demo_pool, OFFICER, "COMPANY-B")
    assert [line.answer for line in after] != [line.answer for line in before]
    assert await lines_of(own_demo_pool, OFFICER, "COMPANY-B", When(known_at=then)) == before
