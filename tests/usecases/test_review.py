"""The review list: every kind of question raised by files, and confirmed, rejected and taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.errors import DomainError, NotPermitted
from ippool.domain.paging import PageRequest
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.review import NotReviewable, ReviewItem, ReviewKind, ReviewOrder, ReviewState
from ippool.usecases import review
from ippool.usecases.intake import Outcome
from ippool.usecases.keeping import RecordNotFound, StaleVersion
from ippool.usecases.pool import Pool
from ippool.usecases.review import ConfirmReview, RejectReview, TakeBackReview
from tests.conftest import OFFICER, now
from tests.graphql.register_state import audit_lines, fingerprint
from tests.usecases.brought import Office, conveyances, document, google, jplatpat, lens, lens_document

KAKU = "架空電池株式会社"
KAKU_LIMITED = "架空電池有限会社"
OTHER = "見本化学株式会社"
BOOK_DAY, NEXT_DAY = date(2024, 4, 1), date(2025, 4, 1)


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


async def a_match(office: Office) -> ReviewItem:
    """A limited company of the same name as a stock company: nobody knows whether it is the same."""
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU), document(2, KAKU, OTHER)))
    report = await office.bring("jplatpat-csv", jplatpat(document(3, KAKU_LIMITED), document(4, KAKU_LIMITED, OTHER)))
    assert (report.outcomes[Outcome.ADDED], report.outcomes[Outcome.TO_REVIEW]) == (1, 1)
    return await office.item(ReviewKind.PARTY_MATCH)


async def a_fact(office: Office) -> ReviewItem:
    """A second source has another filing day."""
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19"))
    return await office.item(ReviewKind.FACT_DIFFERS)


async def owners(office: Office) -> ReviewItem:
    """A later list has another owner."""
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, OTHER)), of=BOOK_DAY)
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, "三番商事株式会社")), of=NEXT_DAY)
    return await office.item(ReviewKind.OWNERS_DIFFER)


async def a_family(office: Office) -> ReviewItem:
    """An application claims one priority of two that another claims."""
    first = lens_document("US 2020/0100001 A1", "Alpha Battery Inc", priorities="JP 2018200001 A;;JP 2018200002 A")
    second = lens_document("US 2020/0100002 A1", "Alpha Battery Inc", priorities="JP 2018200001 A")
    await office.bring("lens-csv", lens(first, second))
    return await office.item(ReviewKind.FAMILY_OVERLAPS)


async def a_transfer(office: Office) -> ReviewItem:
    """A recorded assignment by somebody who is no owner in the register."""
    patent = lens_document("US 10000001 B2", "Alpha Battery Inc", "Beta Motor Inc")
    await office.bring("lens-csv", lens(patent))
    await office.bring("us-assignment-json", conveyances((["ALPHA HOLDINGS LLC"], ["GAMMA ENERGY INC"], "2021-03-01", "10000001")))
    return await office.item(ReviewKind.CONVEYANCE_UNCLEAR)


Raise = Callable[[Office], Awaitable[ReviewItem]]
EVERY: dict[str, tuple[Raise, dict[str, Any]]] = {
    "PARTY_MATCH": (a_match, {}),
    "FACT_DIFFERS": (a_fact, {}),
    "OWNERS_DIFFER": (owners, {"on": NEXT_DAY}),
    "FAMILY_OVERLAPS": (a_family, {}),
    "CONVEYANCE_UNCLEAR": (a_transfer, {"on": date(2021, 3, 1)}),
}
EACH = pytest.mark.parametrize(("raised", "given"), EVERY.values(), ids=EVERY)


def test_every_kind_of_question_is_tried() -> None:
    assert list(EVERY) == [kind.value for kind in ReviewKind]


@EACH
async def test_confirmed_and_taken_back_it_is_as_it_was(office: Office, raised: Raise, given: dict[str, Any]) -> None:
    item = await raised(office)
    before = await office.register()
    confirmed = await office.confirm(item, **given, reason="looked at both")
    assert (confirmed.state, confirmed.version, confirmed.reason) == (ReviewState.CONFIRMED, 2, "looked at both")
    assert await office.register() != before
    again = await office.take_back(confirmed)
    assert await office.register() == before
    assert (again.state, again.version, again.undo) == (ReviewState.OPEN, 3, {})
    assert await office.items() == (again,)
    # Once more, after the shares came back under other ids.
    await office.take_back(await office.confirm(again, **given))
    assert await office.register() == before
    await audit_lines(office.pool.database)


@EACH
async def test_rejected_it_changes_nothing_but_the_item(office: Office, raised: Raise, given: dict[str, Any]) -> None:
    item = await raised(office)
    before, seq = await office.register(), (await audit_lines(office.pool.database))[-1]["seq"]
    rejected = await office.reject(item)
    assert (rejected.state, rejected.reason) == (ReviewState.REJECTED, "not so")
    assert await office.register() == before
    (line,) = await audit_lines(office.pool.database, after=seq)
    assert (line["action"], line["record_id"]) == ("review_item:rejected", item.id)
    assert (await office.take_back(rejected)).state is ReviewState.OPEN
    assert await office.register() == before


@EACH
async def test_a_decision_on_another_version_or_state_changes_nothing(office: Office, raised: Raise, given: dict[str, Any]) -> None:
    item = await raised(office)
    pool = office.pool

    async def refused(error: type[DomainError], use: Any, command: Any) -> None:
        before = await fingerprint(pool.database)
        with pytest.raises(error):
            await use(pool, OFFICER, now(), command)
        assert await fingerprint(pool.database) == before

    await refused(StaleVersion, review.confirm_review, ConfirmReview("k", item.number, 7, **given))
    await refused(StaleVersion, review.reject_review, RejectReview("k", item.number, 7))
    await refused(StaleVersion, review.take_back_review, TakeBackReview("k", item.number, 7))
    await refused(NotReviewable, review.take_back_review, TakeBackReview("k", item.number, 1))
    await refused(RecordNotFound, review.reject_review, RejectReview("k", "R-999999", 1))
    await office.confirm(item, **given)
    await refused(StaleVersion, review.confirm_review, ConfirmReview("k", item.number, 1, **given))
    await refused(NotReviewable, review.confirm_review, ConfirmReview("k", item.number, 2, **given))
    await refused(NotReviewable, review.reject_review, RejectReview("k", item.number, 2))
    for actor in (ANONYMOUS, Actor(Role.AUDITOR), Actor(Role.MEMBER)):
        with pytest.raises(NotPermitted):
            await review.take_back_review(pool, actor, now(), TakeBackReview("k", item.number, 2))


@EACH
async def test_whoever_may_not_see_the_list_finds_nothing(office: Office, raised: Raise, given: dict[str, Any]) -> None:
    item = await raised(office)
    for actor, count in ((ANONYMOUS, 0), (Actor(Role.MEMBER), 0), (Actor(Role.AUDITOR), 1)):
        page = await review.browse(office.pool, actor, now(), request=PageRequest(), order=ReviewOrder(), with_total=True)
        assert (len(page.rows), page.total, page.has_next) == (count, count, False)
        assert ((await review.review_item(office.pool, actor, now(), item.number)) is not None) is bool(count)
        assert len(await review.by_ids(office.pool, actor, now(), [item.id])) == count
        assert len(await review.review_items(office.pool, actor, now())) == count
