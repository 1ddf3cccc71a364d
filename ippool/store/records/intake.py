"""What files of others brought, in its tables: further names and codes of parties, statements, review items."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ippool.domain.parties import NameRelation, PartyIdentifier, PartyName
from ippool.domain.review import Proposal, ReviewItem, ReviewKind, ReviewState
from ippool.domain.statements import Facts, Statement
from ippool.domain.words import Words
from ippool.store.intake_rows import PartyIdentifierRow, PartyNameRow, ReviewItemRow, StatementRow
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, day, uuid, uuid_or_none

PARTY_NAME = Layout(
    PartyName,
    PartyNameRow,
    lambda name: {"party_id": name.party, "text": name.text, "relation": name.relation.value},
    lambda row: PartyName(party=uuid(row["party_id"]), text=row["text"], relation=NameRelation(row["relation"]), **common(row)),
)

PARTY_IDENTIFIER = Layout(
    PartyIdentifier,
    PartyIdentifierRow,
    lambda code: {"party_id": code.party, "scheme": code.scheme, "value": code.value},
    lambda row: PartyIdentifier(party=uuid(row["party_id"]), scheme=row["scheme"], value=row["value"], **common(row)),
)


def facts_written(facts: Facts) -> dict[str, Any]:
    """Write facts as JSON holds them."""
    return {name: value if isinstance(value, str) else list(value) for name, value in facts.items()}


def facts_from(content: Json) -> Facts:
    """Read facts back."""
    return {name: value if isinstance(value, str) else tuple(value) for name, value in content.items()}


STATEMENT = Layout(
    Statement,
    StatementRow,
    lambda one: {
        "subject_id": one.subject,
        "format": one.format,
        "file": one.file,
        "record": one.record,
        "line": one.line,
        "cited": one.cited,
        "source_date": one.source_date,
        "facts": facts_written(one.facts),
        "supplied": sorted(one.supplied),
        "job_id": one.job,
    },
    lambda row: Statement(
        subject=uuid(row["subject_id"]),
        format=row["format"],
        file=row["file"],
        record=row["record"],
        line=row["line"],
        cited=row["cited"],
        source_date=day(row["source_date"]),
        facts=facts_from(row["facts"]),
        supplied=frozenset(row["supplied"]),
        job=uuid(row["job_id"]),
        **common(row),
    ),
)


def _proposal_written(one: Proposal) -> dict[str, Any]:
    return {
        "record": str(one.record),
        "score": str(one.score),
        "evidence": [{"ja": words.ja, "en": words.en} for words in one.evidence],
    }


def _proposal_from(content: Json) -> Proposal:
    return Proposal(
        uuid(content["record"]),
        Fraction(content["score"]),
        tuple(Words(one["ja"], one["en"]) for one in content["evidence"]),
    )


REVIEW_ITEM = Layout(
    ReviewItem,
    ReviewItemRow,
    lambda item: {
        "number": item.number,
        "kind": item.kind.value,
        "state": item.state.value,
        "subject_id": item.subject,
        "patent_id": item.patent,
        "format": item.format,
        "fact": item.fact,
        "held": item.held,
        "held_source": item.held_source,
        "said": item.said,
        "said_source": item.said_source,
        "candidates": [_proposal_written(one) for one in item.candidates],
        "score": f"{float(item.score):.4f}",
        "key": item.key,
        "undo": dict(item.undo),
        "reason": item.reason,
    },
    lambda row: ReviewItem(
        number=row["number"],
        kind=ReviewKind(row["kind"]),
        state=ReviewState(row["state"]),
        subject=uuid(row["subject_id"]),
        patent=uuid_or_none(row["patent_id"]),
        format=row["format"],
        fact=row["fact"],
        held=row["held"],
        held_source=row["held_source"],
        said=row["said"],
        said_source=row["said_source"],
        candidates=tuple(map(_proposal_from, row["candidates"])),
        key=row["key"],
        undo=row["undo"],
        reason=row["reason"],
        **common(row),
    ),
)
