"""Legal status over time, laid out by the domain and kept beside the patents for filters in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from ippool.domain.patents import LegalEvent, Patent, status_spans
from ippool.store.database import Writing
from ippool.store.records import load
from ippool.store.records.values import span_of
from ippool.store.rows import LegalStatusSpanRow


async def lay_out(tx: Writing, patents: Collection[UUID]) -> None:
    """Derive the legal status of these patents anew; call it after every change of a patent or its legal events."""
    ids = list(patents)
    if not ids:
        return
    events: dict[UUID, list[LegalEvent]] = defaultdict(list)
    for event in await load(tx.connection, LegalEvent, "r.patent_id = any(cast(:ids as uuid[]))", ids=ids):
        events[event.patent].append(event)
    rows: list[dict[str, Any]] = [
        {"patent_id": patent.id, "recorded_at": tx.moment, "valid": span_of(span.period), "status": span.status.value}
        for patent in await load(tx.connection, Patent, "r.id = any(cast(:ids as uuid[]))", ids=ids)
        for span in status_spans(patent, tuple(events[patent.id]))
    ]
    of_these = "patent_id = any(cast(:ids as uuid[]))"
    given = {"ids": ids, "moment": tx.moment}
    # Within one change a patent may be laid out twice; what this very change wrote was never known to anybody.
    await tx.connection.execute(text(f"delete from legal_status_span where {of_these} and recorded_at = :moment"), given)
    await tx.connection.execute(
        text(f"update legal_status_span set superseded_at = :moment where {of_these} and superseded_at is null"), given
    )
    for start in range(0, len(rows), 5000):
        await tx.connection.execute(insert(LegalStatusSpanRow).values(rows[start : start + 5000]))
