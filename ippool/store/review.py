"""The review list in pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from sqlalchemy import text

from ippool.domain.browsing import Direction
from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.domain.permissions import Actor
from ippool.domain.review import ReviewItem, ReviewKind, ReviewOrder, ReviewOrderField, ReviewState
from ippool.store.database import Reading
from ippool.store.records import layout_of
from ippool.store.visibility import is_unrestricted, parameters


async def page(
    session: Reading,
    *,
    request: PageRequest,
    order: ReviewOrder,
    state: ReviewState | None,
    kind: ReviewKind | None,
    with_total: bool = False,
    actor: Actor,
    today: date,
) -> Page[ReviewItem]:
    """Read one page of the items in a state and of a kind (None: any), of what the caller may know of. One statement."""
    where = f"{is_unrestricted(actor, 'r.patent_id')} and "
    where += "(cast(:state as text) is null or r.state = :state) and (cast(:kind as text) is null or r.kind = :kind)"
    place, values, sorting = _place(order, request)
    counted = f"(select count(*) from review_item r where {where})" if with_total else "null"
    statement = text(
        f"with page as materialized (select r.* from review_item r where {where} and {place} order by {sorting} limit :fetch) "
        f"select {counted} as total, r.id, to_jsonb(r)::text as record "
        f"from (select 1) one left join page r on true order by {sorting}"
    )
    asked = {"state": state.value if state else None, "kind": kind.value if kind else None, "fetch": request.fetch}
    given = {**parameters(actor, today), **asked, **values}
    found = (await session.execute(statement, given)).all()
    read = layout_of(ReviewItem).read
    items = [read(orjson.loads(row.record)) for row in found if row.id is not None]
    return Page.of(request, items, found[0].total)


def keyset_of(item: ReviewItem, order: ReviewOrder) -> Keyset:
    """Return the place of an item in the list."""
    return Keyset((item.number,) if order.by is ReviewOrderField.NUMBER else (score_text(item), item.number), item.id)


def score_text(item: ReviewItem) -> str:
    """Write a score as the table has it, so that texts are in the order of the scores."""
    written = layout_of(ReviewItem).values(item)["score"]
    return str(written)


def _place(order: ReviewOrder, request: PageRequest) -> tuple[str, dict[str, Any], str]:
    """The condition of a page's place in the order, its parameters, and the ORDER BY; the number breaks ties, upwards always."""
    rising = order.direction is Direction.ASC
    columns = [("r.number", rising)] if order.by is ReviewOrderField.NUMBER else [("r.score", rising), ("r.number", True)]
    conditions, values = ["true"], dict[str, Any]()
    for name, keyset, after in (("after", request.after, True), ("before", request.before, False)):
        if keyset is None:
            continue
        beyond = []
        for index, (column, up) in enumerate(columns):
            ties = [f"{tied} = cast(:{name}_{place} as text)" for place, (tied, _) in enumerate(columns[:index])]
            beyond.append(" and ".join([*ties, f"{column} {'>' if up is after else '<'} cast(:{name}_{index} as text)"]))
            values[f"{name}_{index}"] = keyset.values[index]
        conditions.append("(" + " or ".join(f"({one})" for one in beyond) + ")")
    sorting = ", ".join(f"{column} {'asc' if up is not request.backward else 'desc'}" for column, up in columns)
    return " and ".join(conditions), values, sorting
