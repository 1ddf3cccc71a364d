"""Questions to a person: what a record leaves open is asked once, with both sources and every candidate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.review import Proposal, ReviewItem, ReviewKind, ReviewState, key_of
from ippool.domain.statements import Disagreement, Statement, Value
from ippool.domain.words import Words
from ippool.intake.entries import ConveyanceEntry, PatentEntry
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.known import Seen
from ippool.usecases.intake.owners import Named
from ippool.usecases.intake.reporting import Finding, Outcome
from ippool.usecases.intake.saying import Asked, said_source, source_of

_CERTAIN = Fraction(1)
_MAY_BE_KNOWN = Words("登録簿の者と同じかもしれない。", "It may be a party that is in the register already.")
_CONFLICT = Words("識別番号が互いに矛盾する。", "Its identifiers contradict each other.")
_FACT_DIFFERS = Words("登録簿の事実と異なる。", "The register holds another fact.")
_OWNERS_DIFFER = Words("登録簿の権利者と異なる。", "The register has other owners.")
_SHARES_PRIORITY = Words("優先権の一部が共通する。", "It shares some, not all, of its priorities.")


def ask_fact(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, one: Disagreement, held_source: str) -> Finding | None:
    """Ask which of two facts is right; None where that was asked before."""
    source = source_of(asked, entry)
    item = raised(
        ReviewKind.FACT_DIFFERS,
        seen,
        asked.format.code,
        source,
        fact=one.field,
        held=_written(one.held),
        held_source=held_source,
        said=_written(one.said),
        said_source=said_source(entry, source),
        candidates=(),
        told=(one.field, one.said),
    )
    return next(iter(put(batch, entry, seen, item, _FACT_DIFFERS)), None)


def ask_family(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, families: dict[UUID, Words]) -> Finding:
    """Ask whether a new patent is of the invention of another family, whose priorities it shares in part."""
    source = source_of(asked, entry)
    item = raised(
        ReviewKind.FAMILY_OVERLAPS,
        seen,
        asked.format.code,
        source,
        fact="family",
        held=batch.known.families[seen.patent.family].code,
        held_source=seen.patent.source,
        said="; ".join(batch.known.families[family].code for family in families),
        said_source=said_source(entry, source),
        candidates=tuple(Proposal(family, _CERTAIN / 2, (because,)) for family, because in families.items()),
    )
    return put(batch, entry, seen, item, _SHARES_PRIORITY)[0]


def ask_owners(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, on: date, meant: list[UUID]) -> list[Finding]:
    """Ask who the owners are, where a record names others than the register has on a day."""
    source = source_of(asked, entry)
    held = [share for share in seen.titles if on in share.period]
    item = raised(
        ReviewKind.OWNERS_DIFFER,
        seen,
        asked.format.code,
        source,
        fact="owners",
        held="; ".join(batch.owners.name_of(share.party) for share in held),
        held_source="; ".join(sorted({share.source for share in held})),
        said="; ".join(owner.text for owner in entry.owners),
        said_source=said_source(entry, source),
        candidates=tuple(Proposal(party, _CERTAIN, ()) for party in meant),
        told=(sorted(map(str, meant)),),
    )
    return put(batch, entry, seen, item, _OWNERS_DIFFER)


def raised(
    kind: ReviewKind,
    seen: Seen,
    format: str,
    source: str,
    *,
    fact: str,
    held: str,
    held_source: str,
    said: str,
    said_source: str,
    candidates: tuple[Proposal, ...],
    told: Sequence[object] = (),
    subject: UUID | None = None,
) -> ReviewItem:
    """Make a question about a patent, or about a party that `subject` names; `told` is what tells it from others about the same."""
    about = subject or seen.patent.id
    return ReviewItem(
        id=new_id(),
        number="",
        kind=kind,
        state=ReviewState.OPEN,
        subject=about,
        patent=seen.patent.id,
        format=format,
        fact=fact,
        held=held,
        held_source=held_source,
        said=said,
        said_source=said_source,
        candidates=candidates,
        key=key_of(kind, about, *told),
        source=source,
    )


def put(batch: Batch, entry: PatentEntry | ConveyanceEntry, seen: Seen, item: ReviewItem, because: Words) -> list[Finding]:
    """Ask a person, unless the same was asked before, whatever was answered."""
    if item.key in seen.asked:
        return []
    numbered = batch.ask(item, seen)
    return [Finding(Outcome.TO_REVIEW, entry.place, entry.cited, item.fact, item.said, because, numbered.number)]


def source_of_fact(seen: Seen, field: str) -> str:
    """Name where the register's value of a field comes from: the statement that supplied it, else a person's entry.

    Who entered it may have named no source: then the version of the record is.
    """
    for statement in seen.statements.values():
        if field in statement.supplied:
            if field in statement.facts:
                return cited_as(statement)
            of_same = (one for one in reversed(seen.former) if one.format == statement.format and field in one.facts)
            return next((one.cited for one in of_same), cited_as(statement))
    patent = seen.patent
    recorded = f" ({patent.recorded_at:%Y-%m-%d})" if patent.recorded_at is not None else ""
    return patent.source or f"{patent.code}#{patent.version}{recorded}"


def cited_as(statement: Statement) -> str:
    """Name a statement with the place in its file."""
    return f"{statement.source}, {statement.file}#{statement.record}"


def source_of_status(seen: Seen) -> str:
    """Name where the register's legal status comes from."""
    return "; ".join(sorted({event.source for event in seen.events}))


def _written(value: Value) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def ask_who(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, owners: Iterable[Named]) -> list[Finding]:
    """Ask whether a new party is one that is known, where its name leaves that open."""
    return ask_whose_name(batch, entry, seen, owners, asked.format.code, source_of(asked, entry))


def ask_whose_name(
    batch: Batch, entry: PatentEntry | ConveyanceEntry, seen: Seen, owners: Iterable[Named], format: str, source: str
) -> list[Finding]:
    """Ask the same of the parties of any record."""
    findings = []
    for owner in owners:
        if not owner.candidates:
            continue
        party = batch.owners.parties[owner.party]
        name = party.name.ja or party.name.en
        item = raised(
            ReviewKind.PARTY_MATCH,
            seen,
            format,
            source,
            subject=party.id,
            fact="party",
            held=batch.owners.name_of(owner.candidates[0].party),
            held_source=batch.owners.parties[owner.candidates[0].party].source,
            said=name,
            said_source=f"{source}, {entry.place}",
            candidates=tuple(Proposal(one.party, one.score, one.evidence) for one in owner.candidates),
        )
        findings += put(batch, entry, seen, item, _CONFLICT if owner.conflict else _MAY_BE_KNOWN)
    return findings
