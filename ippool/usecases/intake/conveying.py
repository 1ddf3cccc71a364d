"""Taking a recorded transfer of title: the shares of the patents it is about move, where it is certain whose they were."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.names import OwnerName
from ippool.domain.parties import PartyKind
from ippool.domain.patents import AcquiredBy, ShareBasis, TitleShare
from ippool.domain.review import Proposal, ReviewKind
from ippool.domain.statements import Statement, Value
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.entries import ConveyanceEntry
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.known import Seen
from ippool.usecases.intake.questions import ask_whose_name, raised
from ippool.usecases.intake.reporting import Finding, Outcome
from ippool.usecases.intake.saying import Asked

_NEARLY = Fraction(9, 10)
_UNCLEAR = Words("譲渡人が登録簿の権利者と合わない。", "Its assignors are not the owners that the register has.")


def convey(batch: Batch, asked: Asked, entry: ConveyanceEntry) -> tuple[Outcome, list[Finding]]:
    """Take one transfer; return what became of it and what there is to know."""
    if not entry.moves_title:
        return _refused(
            entry, "conveyance", entry.conveyance, "この種の記録は権利を移さない。", "A record of this kind does not move title."
        )
    on = entry.executed_on or entry.recorded_on
    if on is None:
        return _refused(entry, "executionDate", "", "移転の日がない。", "It has no day on which title moved.")
    known = batch.bearing((number.jurisdiction, number.lookup) for numbers in entry.properties for number in numbers)
    if not known:
        return _refused(entry, "properties", "", "対象の特許は登録簿にない。", "None of its patents is in the register.")
    outcomes, findings = [], []
    for seen in known:
        outcome, found = _convey_one(batch, asked, entry, seen, on)
        outcomes.append(outcome)
        findings += found
    worst = (Outcome.TO_REVIEW, Outcome.CHANGED, Outcome.UNCHANGED)
    return next(one for one in worst if one in outcomes), findings


def _convey_one(batch: Batch, asked: Asked, entry: ConveyanceEntry, seen: Seen, on: date) -> tuple[Outcome, list[Finding]]:
    format = f"{asked.format.code} {entry.cited}"
    if format in seen.statements:
        return (Outcome.TO_REVIEW if seen.waits(format) else Outcome.UNCHANGED), []
    source = f"{asked.format.source} {entry.cited}"
    _state(batch, asked, entry, seen, format, source, on)
    held = _held(seen, on)
    givers = [_giver(batch, owner, held) for owner in entry.assignors]
    named = [batch.owners.named(owner, source) for owner in entry.assignees]
    takers = [one.party for one in named]
    whose = ask_whose_name(batch, entry, seen, named, format, source)
    if set(takers) <= set(held) and not any(giver in held for giver in givers):
        return Outcome.UNCHANGED, []
    if _is_certain(seen, held, givers, takers, on):
        _move(batch, entry, seen, held, [giver for giver in givers if giver is not None], takers, on, source)
        return (Outcome.TO_REVIEW if whose else Outcome.CHANGED), whose
    item = raised(
        ReviewKind.CONVEYANCE_UNCLEAR,
        seen,
        format,
        source,
        fact="owners",
        held="; ".join(map(batch.owners.name_of, held)),
        held_source="; ".join(sorted({share.source for share in held.values()})),
        said=f"{on}: {'; '.join(one.text for one in entry.assignors)} → {'; '.join(one.text for one in entry.assignees)}",
        said_source=f"{source}, {entry.place}",
        candidates=tuple(Proposal(party, Fraction(1), ()) for party in dict.fromkeys(takers)),
        told=(entry.cited,),
    )
    numbered = batch.ask(item, seen)
    unclear = Finding(Outcome.TO_REVIEW, entry.place, entry.cited, "owners", item.said, _UNCLEAR, numbered.number)
    return Outcome.TO_REVIEW, [*whose, unclear]


def _held(seen: Seen, on: date) -> dict[UUID, TitleShare]:
    """Return the shares that hold on a day.

    An invention is often assigned before it is applied for: on a day before the first shares these hold.
    """
    starts = [share.period.start for share in seen.titles]
    first = min((start for start in starts if start is not None), default=None)
    if first is not None and None not in starts and on < first:
        on = first
    return {share.party: share for share in seen.titles if on in share.period}


def _giver(batch: Batch, owner: OwnerName, held: Container[UUID]) -> UUID | None:
    """Return whom an assignor's name means; that of a person means the owner of this very patent who is called so."""
    found = batch.owners.directory.recognize(owner)
    if found.party is not None:
        return found.party
    parties = batch.owners.parties
    called_so = [
        one.party
        for one in found.candidates
        if one.party in held and one.score >= _NEARLY and parties[one.party].kind is PartyKind.INDIVIDUAL
    ]
    return called_so[0] if len(called_so) == 1 else None


def _is_certain(seen: Seen, held: dict[UUID, TitleShare], givers: Sequence[UUID | None], takers: Sequence[UUID], on: date) -> bool:
    """Tell whether it is plain what moves: every giver holds a share, no taker does, nothing recorded begins later.

    A share that is stipulated, or assumed, goes whole from one giver to one taker; how several would divide it is nowhere stated.
    """
    if not givers or not takers or any(giver is None or giver not in held for giver in givers):
        return False
    if any(taker in held for taker in takers):
        return False
    if any(share.period.start is not None and share.period.start >= on for share in seen.titles):
        return False
    unstated = all(held[giver].basis is ShareBasis.NOT_STIPULATED for giver in givers if giver is not None)
    return unstated or (len(givers) == 1 and len(set(takers)) == 1)


def _move(
    batch: Batch,
    entry: ConveyanceEntry,
    seen: Seen,
    held: dict[UUID, TitleShare],
    givers: Sequence[UUID],
    takers: Sequence[UUID],
    on: date,
    source: str,
) -> None:
    given = [held[giver] for giver in dict.fromkeys(givers)]
    for share in given:
        closed = replace(share, period=Period(share.period.start, on))
        closed = batch.alter(share, closed)
        seen.titles[seen.titles.index(share)] = closed
    for taker in dict.fromkeys(takers):
        new = TitleShare(
            id=new_id(),
            patent=seen.patent.id,
            party=taker,
            share=given[0].share,
            basis=given[0].basis,
            period=Period(on, given[0].period.until),
            acquired_by=AcquiredBy.GENERAL_SUCCESSION if entry.general else AcquiredBy.ASSIGNMENT,
            source=source,
        )
        batch.add(new)
        seen.titles.append(new)


def _state(batch: Batch, asked: Asked, entry: ConveyanceEntry, seen: Seen, format: str, source: str, on: date) -> None:
    facts: dict[str, Value] = {
        "conveyance": entry.conveyance,
        "assignors": tuple(owner.text for owner in entry.assignors),
        "assignees": tuple(owner.text for owner in entry.assignees),
        "executed_on": entry.executed_on.isoformat() if entry.executed_on else "",
        "recorded_on": entry.recorded_on.isoformat() if entry.recorded_on else "",
    }
    statement = Statement(
        id=new_id(),
        subject=seen.patent.id,
        format=format,
        file=entry.place.file,
        record=entry.place.record,
        line=entry.place.line,
        cited=entry.cited,
        source_date=entry.recorded_on or on,
        facts={name: value for name, value in facts.items() if value},
        supplied=frozenset(),
        job=asked.job,
        source=source,
    )
    batch.add(statement)
    seen.statements[format] = statement


def _refused(entry: ConveyanceEntry, field: str, value: str, ja: str, en: str) -> tuple[Outcome, list[Finding]]:
    return Outcome.REFUSED, [Finding(Outcome.REFUSED, entry.place, entry.cited, field, value, Words(ja, en))]
