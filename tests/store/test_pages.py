"""Pages of the pool: put together they are the whole list, under every order and filter, in both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.labs import Scheme
from ippool.domain.paging import PageRequest
from ippool.domain.patents import LegalStatus, Ownership, PatentRecord
from ippool.domain.reference import Reference
from ippool.store import patents as patent_store
from ippool.store.reference import load_reference
from ippool.usecases.patents import lookups_of
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, TODAY

ORDERS = [
    PatentOrder(by, direction) for by in PatentOrderField if by is not PatentOrderField.ROYALTY_RATE for direction in Direction
]
"""The order of rates needs answers; `tests/usecases/test_browsing_answers.py` tries it."""


async def page(pool: Pool, request: PageRequest, order: PatentOrder, **asked: Any) -> patent_store.PatentPage:
    filter = asked.get("filter", PatentFilter())
    async with pool.database.read() as session:
        return await patent_store.page(
            session,
            OFFICER,
            request=request,
            filter=filter,
            order=order,
            on=asked.get("on", TODAY),
            known_at=asked.get("known_at"),
            today=TODAY,
            lookups=lookups_of(filter.text or "", TODAY),
            with_total=True,
        )


async def whole(pool: Pool, order: PatentOrder = ORDERS[0], **asked: Any) -> tuple[PatentRecord, ...]:
    found = await page(pool, PageRequest(100), order, **asked)
    assert not found.has_next
    return found.records


def sorting(order: PatentOrder) -> Callable[[PatentRecord], Any]:
    def key(record: PatentRecord) -> Any:
        patent = record.patent
        number = patent.registration_number or patent.publication_number or patent.application_number or patent.code
        value = {
            PatentOrderField.NUMBER: number,
            PatentOrderField.FILED_ON: patent.filed_on,
            PatentOrderField.EXPIRES_ON: patent.expires_on,
            PatentOrderField.RELEVANCE: number,  # without a text
        }[order.by]
        far = date.max if order.direction is Direction.ASC else date.min
        return (far if value is None else value, patent.id)

    return key


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.by}-{order.direction}")
@pytest.mark.parametrize("size", [1, 7, 100])
async def test_pages_put_together_are_the_full_list(demo_pool: Pool, order: PatentOrder, size: int) -> None:
    everything = await whole(demo_pool)
    expected = sorted(everything, key=sorting(order), reverse=order.direction is Direction.DESC)
    wanted = [record.patent.id for record in expected]

    forward: list[UUID] = []
    request = PageRequest(size)
    while True:
        found = await page(demo_pool, request, order)
        assert found.total == len(wanted)
        assert found.has_previous is bool(forward)
        forward += [record.patent.id for record in found.records]
        if not found.has_next:
            break
        request = PageRequest(size, after=found.keysets[-1])
    assert forward == wanted

    backward: list[UUID] = []
    request = PageRequest(size, backward=True)
    while True:
        found = await page(demo_pool, request, order)
        backward = [record.patent.id for record in found.records] + backward
        if not found.has_previous:
            break
        request = PageRequest(size, before=found.keysets[0], backward=True)
    assert backward == wanted


Holds = Callable[[PatentRecord, Reference], bool]


def in_lab(code: str) -> Holds:
    return lambda record, reference: code in {reference.labs[lab].code for lab in record.labs(TODAY)}


def of_scheme(scheme: Scheme) -> Holds:
    return lambda record, reference: scheme in {reference.labs[lab].scheme for lab in record.labs(TODAY)}


FILTERS: list[tuple[PatentFilter, Holds]] = [
    (PatentFilter(text="電池"), lambda record, _: "電池" in record.patent.title.ja),
    (PatentFilter(text="LITHIUM sulfide"), lambda record, _: {"lithium", "sulfide"} <= words(record)),
    (PatentFilter(text="ｌｉｔｈｉｕｍ"), lambda record, _: "lithium" in record.patent.title.en.lower()),
    (PatentFilter(text="100%"), lambda record, _: False),
    (PatentFilter(text="特許第4958268号"), lambda record, _: record.patent.registration_number == "JP:reg:4958268"),
    (PatentFilter(text="SYN-3"), lambda record, _: record.patent.code == "SYN-3"),
    (PatentFilter(classification="b25j15"), lambda record, _: starts(record, "B25J15")),
    (PatentFilter(classification="B25J 5/00"), lambda record, _: starts(record, "B25J5/00")),
    (PatentFilter(open_lab="OL-BAT"), in_lab("OL-BAT")),
    (PatentFilter(open_lab="NO-SUCH"), lambda record, _: False),
    (PatentFilter(scheme=Scheme.CLOSED), of_scheme(Scheme.CLOSED)),
    (
        PatentFilter(scheme=Scheme.OPEN, jurisdiction="CN"),
        lambda r, ref: r.patent.jurisdiction == "CN" and of_scheme(Scheme.OPEN)(r, ref),
    ),
    (PatentFilter(ownership=Ownership.JOINT), lambda record, _: record.ownership(TODAY) is Ownership.JOINT),
    (PatentFilter(ownership=Ownership.SOLE), lambda record, _: record.ownership(TODAY) is Ownership.SOLE),
    (PatentFilter(jurisdiction="US"), lambda record, _: record.patent.jurisdiction == "US"),
    *(
        (PatentFilter(legal_status=frozenset({status})), lambda record, _, status=status: record.status(TODAY) is status)
        for status in LegalStatus
    ),
    (
        PatentFilter(legal_status=frozenset({LegalStatus.GRANTED, LegalStatus.LAPSED})),
        lambda record, _: record.status(TODAY) in (LegalStatus.GRANTED, LegalStatus.LAPSED),
    ),
]


def words(record: PatentRecord) -> set[str]:
    return {word.strip("(),") for word in record.patent.title.en.lower().split()}


def starts(record: PatentRecord, symbol: str) -> bool:
    return any(one.symbol.replace(" ", "").startswith(symbol) for one in record.patent.classifications)


def said(one: PatentFilter | Holds) -> str:
    """Write a filter in short: the same words in every process."""
    if not isinstance(one, PatentFilter):
        return ""
    given = {field.name: getattr(one, field.name) for field in fields(one)}
    return " ".join(
        f"{name}={','.join(sorted(value)) if isinstance(value, frozenset) else value}"
        for name, value in given.items()
        if value is not None
    )


@pytest.mark.parametrize(("filter", "holds"), FILTERS, ids=said)
async def test_a_filter_finds_what_a_look_at_every_record_finds(demo_pool: Pool, filter: PatentFilter, holds: Holds) -> None:
    async with demo_pool.database.read() as session:
        reference = await load_reference(session)
    expected = {record.patent.code for record in await whole(demo_pool) if holds(record, reference)}
    assert {record.patent.code for record in await whole(demo_pool, filter=filter)} == expected


async def test_an_owner_filter_asks_for_the_day(demo_pool: Pool) -> None:
    async with demo_pool.database.read() as session:
        reference = await load_reference(session)
    owner = next(party for party in reference.parties.values() if party.code == "TOYOTA-INDUSTRIES")
    found = {record.patent.code for record in await whole(demo_pool, filter=PatentFilter(owner=owner.id))}
    everything = await whole(demo_pool)
    assert found == {one.patent.code for one in everything if owner.id in {title.party for title in one.owners(TODAY)}}
    assert len(found) >= 5
    before = await whole(demo_pool, filter=PatentFilter(owner=owner.id), on=date(2009, 1, 1))
    assert {record.patent.code for record in before} < found


async def test_before_the_register_knew_anything_the_pool_is_empty(demo_pool: Pool) -> None:
    early = await page(demo_pool, PageRequest(10), ORDERS[0], known_at=datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    assert (early.records, early.total, early.has_next) == ((), 0, False)
    late = await page(demo_pool, PageRequest(100), ORDERS[0], known_at=datetime.fromisoformat("2100-01-01T00:00:00+00:00"))
    assert [one.patent for one in late.records] == [one.patent for one in await whole(demo_pool)]
