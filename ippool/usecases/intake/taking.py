"""Taking one record of a file: a new patent, a change of one that is known, nothing new, or a question to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from ippool.domain.applicants import owning
from ippool.domain.errors import DomainError
from ippool.domain.form import IN_ORDER
from ippool.domain.patent_term import last_day_of_term
from ippool.domain.patents import AcquiredBy, Family, LabTag, Patent, PatentKind, ShareBasis, TitleShare
from ippool.domain.statements import Facts, Statement, facts_of, weigh, with_facts
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.entries import PatentEntry, RightKind
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch, Seen, invention_in
from ippool.usecases.intake.events import event_key, events_of_known, new_events
from ippool.usecases.intake.international import take_international, tell_international
from ippool.usecases.intake.owners import Named
from ippool.usecases.intake.questions import ask_fact, ask_family, ask_owners, ask_who, source_of_fact, source_of_status
from ippool.usecases.intake.reporting import Finding, Outcome
from ippool.usecases.intake.saying import BESIDE, Asked, Untakable, is_newer, said_by, source_of, state

_KINDS = {
    RightKind.PATENT: PatentKind.PATENT,
    RightKind.PLANT: PatentKind.PATENT,
    RightKind.UTILITY_MODEL: PatentKind.UTILITY_MODEL,
}
_NOT_KEPT = {
    RightKind.DESIGN: Words("意匠は登録簿に収めない。", "The register does not keep designs."),
    RightKind.INVENTION_REGISTRATION: Words(
        "法定発明登録は権利ではなく、登録簿に収めない。",
        "A statutory invention registration is no right; the register does not keep it.",
    ),
}


def take(batch: Batch, asked: Asked, entry: PatentEntry) -> tuple[Outcome, list[Finding]]:
    """Take one record about a patent; return what became of it and what there is to know."""
    try:
        entry = replace(entry, owners=owning(entry.jurisdiction, entry.filed_on, entry.owners))
        if entry.jurisdiction == "WO":
            return take_international(batch, asked, entry), []
        kind = _kept_kind(entry)
        found = batch.find(entry)
        if len(found) > 1:
            codes = ", ".join(sorted(seen.patent.code for seen in found))
            raise Untakable(
                "",
                entry.cited,
                Words(
                    f"番号が登録簿の複数の特許（{codes}）に当たる。",
                    f"Its numbers are those of several patents of the register: {codes}.",
                ),
            )
        if not found:
            return _take_new(batch, asked, entry, kind)
        return _take_known(batch, asked, entry, found[0])
    except Untakable as refused:
        return Outcome.REFUSED, [Finding(Outcome.REFUSED, entry.place, entry.cited, refused.field, refused.value, refused.because)]
    except DomainError as refused:
        return Outcome.REFUSED, [Finding(Outcome.REFUSED, entry.place, entry.cited, "", "", refused.message)]


def _kept_kind(entry: PatentEntry) -> PatentKind:
    if entry.right in _NOT_KEPT:
        raise Untakable("", entry.right.value, _NOT_KEPT[entry.right])
    if entry.application is None and entry.publication is None and entry.registration is None:
        raise Untakable("", entry.cited, Words("番号が一つもない。", "It has no number at all."))
    for number in (entry.application, entry.publication, entry.registration):
        if number is not None and number.jurisdiction not in (entry.jurisdiction, "WO", "EP"):
            raise Untakable(
                "",
                number.canonical,
                Words(f"{entry.jurisdiction} の番号ではない。", f"It is not a number of {entry.jurisdiction}."),
            )
    days = {name: getattr(entry, name) for name in ("priority_on", "filed_on", "published_on", "registered_on", "expires_on")}
    for earlier, later in IN_ORDER:
        first, second = days[earlier], days[later]
        if first is not None and second is not None and second < first:
            raise Untakable(
                later, str(second), Words(f"{earlier}（{first}）より前の日である。", f"The day is before {earlier}, {first}.")
            )
    return _KINDS[entry.right]


# --- a patent that is not known yet


def _take_new(batch: Batch, asked: Asked, entry: PatentEntry, kind: PatentKind) -> tuple[Outcome, list[Finding]]:
    if not entry.title:
        raise Untakable(
            "",
            entry.cited,
            Words("登録簿になく、名称もない。", "It is not in the register, and the record has no title to enter it under."),
        )
    said = said_by(entry)
    source = source_of(asked, entry)
    expires = entry.expires_on or (last_day_of_term(entry.jurisdiction, kind, entry.filed_on) if entry.registration else None)
    code = _code_of(entry)
    family, overlaps = _family_of(batch, entry, code, source)
    patent = with_facts(
        Patent(
            id=new_id(),
            code=code,
            family=family,
            jurisdiction=entry.jurisdiction,
            title=entry.title,
            kind=kind,
            # A grant is published with itself; where a source knows of an earlier publication, that day takes its place.
            published_on=entry.published_on or entry.registered_on,
            expires_on=expires if expires is None or entry.registered_on is None or expires >= entry.registered_on else None,
            source=source if expires == entry.expires_on else f"{source}; expires_on computed: filing day and term by law",
        ),
        {name: value for name, value in said.items() if name not in BESIDE},
    )
    seen = Seen(patent, [], [], {}, {})
    batch.add(patent)
    batch.note(seen)
    batch.note_invention(family, invention_in(entry))
    if asked.lab is not None:
        batch.add(LabTag(new_id(), patent.id, asked.lab, Period(entry.filed_on, None), source))
    supplied = {name for name in said if name not in BESIDE}
    owners = [batch.owners.named(owner, source) for owner in entry.owners]
    for share in _titles(patent.id, owners, entry.filed_on, source):
        batch.add(share)
        seen.titles.append(share)
    for event in new_events(batch, seen, asked, entry, source):
        supplied.add(event_key(event))
    seen.statements[asked.format.code] = state(
        batch, asked, entry, seen.patent.id, seen.statements.get(asked.format.code), said, frozenset(supplied)
    )
    findings = [*ask_who(batch, asked, entry, seen, owners)]
    if overlaps:
        findings.append(ask_family(batch, asked, entry, seen, overlaps))
    return (Outcome.TO_REVIEW if findings else Outcome.ADDED), findings


def _code_of(entry: PatentEntry) -> str:
    number = entry.publication or entry.registration or entry.application
    assert number is not None
    prefix = f"{entry.jurisdiction}-" if number.office != entry.jurisdiction else ""
    return prefix + number.canonical.upper().replace(":", "-")


def _titles(patent: UUID, owners: Iterable[Named], start: date | None, source: str) -> list[TitleShare]:
    """Make the shares of a patent's owners: no source states how large they are, so none is stipulated."""
    return [
        TitleShare(
            new_id(), patent, party, None, ShareBasis.NOT_STIPULATED, Period(start, None), AcquiredBy.INVENTION, source=source
        )
        for party in dict.fromkeys(owner.party for owner in owners)
    ]


def _family_of(batch: Batch, entry: PatentEntry, code: str, source: str) -> tuple[UUID, list[UUID]]:
    """Find the family of a new patent, or make it one; the second value are families it may belong to.

    The same international application, or the same set of priorities, is the same invention; a set that only overlaps may be.
    """
    international = entry.international
    republished = entry.publication if entry.publication is not None and entry.publication.office == "WO" else None
    for number in (international, republished, entry.application):
        if number is not None and (known := batch.known.by_international.get(number.lookup)) is not None:
            return known, []
    keys = invention_in(entry)
    near: dict[UUID, bool] = {}
    for key in keys:
        for family, invention in batch.known.by_invention.get(key, ()):
            near[family] = near.get(family, False) or invention == keys
    same = [family for family, is_same in near.items() if is_same]
    if len(same) == 1:
        family_id = same[0]
        if international is not None:
            tell_international(batch, family_id, publication=international.canonical)
        return family_id, [family for family in near if family != family_id]
    made = Family(
        id=new_id(),
        code=f"F-{code}",
        title=entry.title,
        source=source,
        international_publication=(international or republished).canonical if (international or republished) else None,  # type: ignore[union-attr]
    )
    batch.add(made)
    batch.note_family(made)
    return made.id, list(near)


# --- a patent that is known


def _take_known(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen) -> tuple[Outcome, list[Finding]]:
    said = said_by(entry)
    earlier = seen.statements.get(asked.format.code)
    if earlier is not None and (dict(earlier.facts) == said or _is_old_news(asked, entry, seen, earlier, said)):
        return (Outcome.TO_REVIEW if seen.waits(asked.format.code) else Outcome.UNCHANGED), []
    source = source_of(asked, entry)
    newer = is_newer(asked, entry, earlier)
    patent_said = {name: value for name, value in said.items() if name not in BESIDE}
    former = [facts for by, facts in seen.former if by == asked.format.code]
    weighed = weigh(facts_of(seen.patent), patent_said, earlier, is_newer=newer, former=former)
    before = seen.patent
    after = with_facts(before, weighed.taken)
    supplied = set(weighed.supplied)
    if after.registration_number and not before.registration_number and after.expires_on is None:
        after = replace(after, expires_on=last_day_of_term(after.jurisdiction, after.kind, after.filed_on))
    findings = [
        finding
        for one in weighed.disagreements
        if (finding := ask_fact(batch, asked, entry, seen, one, source_of_fact(seen, one.field))) is not None
    ]
    events, contradicted = events_of_known(batch, seen, asked, entry, source, is_newer=newer)
    supplied |= {event_key(event) for event in events}
    if (
        contradicted is not None
        and (finding := ask_fact(batch, asked, entry, seen, contradicted, source_of_status(seen))) is not None
    ):
        findings.append(finding)
    findings += _weigh_owners(batch, asked, entry, seen, after, source)
    if after != before:
        after = seen.patent = batch.alter(before, after)
        batch.note(seen)
    if entry.international is not None:
        tell_international(batch, after.family, publication=entry.international.canonical)
    if earlier is not None:
        seen.former.append((earlier.format, earlier.facts))
    seen.statements[asked.format.code] = state(batch, asked, entry, seen.patent.id, earlier, said, frozenset(supplied))
    if findings or seen.waits(asked.format.code):
        return Outcome.TO_REVIEW, findings
    return (Outcome.CHANGED if after is not before or events else Outcome.UNCHANGED), findings


def _is_old_news(asked: Asked, entry: PatentEntry, seen: Seen, earlier: Statement, said: Facts) -> bool:
    """Tell whether a record repeats what its source said before its latest statement, without a day that makes it new again.

    So a file read once more after another one of the same source changes nothing.
    """
    day = asked.day_of(entry)
    is_dated_later = day is not None and earlier.source_date is not None and day > earlier.source_date
    return not is_dated_later and seen.repeats(earlier.format, said)


# --- owners


def _weigh_owners(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, patent: Patent, source: str) -> list[Finding]:
    if not entry.owners_stated or not entry.owners:
        return []
    earlier = seen.statements.get(asked.format.code)
    said = tuple(owner.text for owner in entry.owners)
    if earlier is not None and earlier.facts.get("owners") == said:
        return []
    named = [batch.owners.named(owner, source) for owner in entry.owners]
    if not seen.titles:
        for share in _titles(patent.id, named, patent.filed_on, source):
            batch.add(share)
            seen.titles.append(share)
        return ask_who(batch, asked, entry, seen, named)
    on = asked.day_of(entry) or asked.today
    held = {share.party for share in seen.titles if on in share.period}
    meant = list(dict.fromkeys(owner.party for owner in named))
    if held == set(meant):
        return []
    return [*ask_owners(batch, asked, entry, seen, on, meant), *ask_who(batch, asked, entry, seen, named)]
