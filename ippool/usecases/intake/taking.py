"""Taking one record of a file: a new patent, a change of one that is known, nothing new, or a question to a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from ippool.domain.applicants import owning
from ippool.domain.errors import DomainError
from ippool.domain.form import IN_ORDER
from ippool.domain.kinship import Kinship
from ippool.domain.patent_term import is_term_computed, outlives, with_term
from ippool.domain.patents import AcquiredBy, Family, LabTag, Patent, PatentKind, ShareBasis, TitleShare
from ippool.domain.statements import (
    STANDS_IN,
    Facts,
    Statement,
    another_right,
    facts_of,
    is_stand_in,
    made_of,
    title_for,
    weigh,
    with_facts,
)
from ippool.domain.timeline import Period
from ippool.domain.words import Words
from ippool.intake.entries import PatentEntry, RightKind
from ippool.store.identity import new_id
from ippool.store.intake import Former
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.events import event_key, events_of_known, in_force_on, new_events
from ippool.usecases.intake.international import take_international, tell_international
from ippool.usecases.intake.known import Seen, filing_of
from ippool.usecases.intake.owners import Named
from ippool.usecases.intake.questions import ask_fact, ask_family, ask_owners, ask_who, cited_as, source_of_fact, source_of_status
from ippool.usecases.intake.reporting import Finding, Outcome
from ippool.usecases.intake.saying import BESIDE, Asked, Untakable, is_newer, said_by, said_source, source_of, state

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

_OF_TERM = frozenset({"registration_number", "filed_on", "registered_on", "expires_on"})


def take(batch: Batch, asked: Asked, entry: PatentEntry) -> tuple[Outcome, list[Finding]]:
    """Take one record about a patent; return what became of it and what there is to know."""
    try:
        owners = owning(entry.jurisdiction, entry.filed_on, entry.owners)
        if owners != entry.owners:
            entry = replace(entry, owners=owners)
        if entry.jurisdiction == "WO":
            return take_international(batch, asked, entry), []
        kind = _kept_kind(entry, asked.today)
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


def _kept_kind(entry: PatentEntry, today: date) -> PatentKind:
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
    for name, day in days.items():
        # Only the end of a right may lie ahead: what is published years from now would stay hidden until then.
        if name != "expires_on" and day is not None and day > today:
            raise Untakable(name, str(day), Words("まだ来ていない日である。", "This day has not come yet."))
    for earlier, later in IN_ORDER:
        first, second = days[earlier], days[later]
        if first is not None and second is not None and second < first:
            raise Untakable(
                later, str(second), Words(f"{earlier}（{first}）より前の日である。", f"The day is before {earlier}, {first}.")
            )
    return _KINDS[entry.right]


# --- a patent that is not known yet


def _take_new(batch: Batch, asked: Asked, entry: PatentEntry, kind: PatentKind) -> tuple[Outcome, list[Finding]]:
    if not entry.title and not entry.owners:
        raise Untakable(
            "",
            entry.cited,
            Words(
                "登録簿になく、名称も権利者もない。",
                "It is not in the register, and the record has neither a title nor an owner to enter it with.",
            ),
        )
    said = said_by(entry)
    source = source_of(asked, entry)
    code = _code_of(entry)
    title = entry.title or title_for(entry.cited)
    family, overlaps = _family_of(batch, entry, code, title, source)
    patent = made_of(
        {name: value for name, value in said.items() if name not in BESIDE},
        id=new_id(),
        code=code,
        family=family,
        jurisdiction=entry.jurisdiction,
        title=title,
        kind=kind,
        # A grant is published with itself; where a source knows of an earlier publication, that day takes its place.
        published_on=entry.registered_on,
        source=source,
    )
    patent = with_term(patent, is_stated=entry.expires_on is not None, in_force_on=in_force_on(asked, entry))
    seen = Seen(patent, [], [], {}, {})
    batch.add(patent)
    batch.note(seen)
    if asked.lab is not None:
        batch.add(LabTag(new_id(), patent.id, asked.lab, Period(entry.filed_on, None), source))
    supplied = {name for name in said if name not in BESIDE}
    if entry.published_on is None and entry.registered_on is not None:
        supplied.add(STANDS_IN)
    owners = [batch.owners.named(owner, source) for owner in entry.owners]
    for share in _titles(patent.id, owners, entry.filed_on, source):
        batch.add(share)
        seen.titles.append(share)
    for event in new_events(batch, seen, asked, entry, source):
        supplied.add(event_key(event))
    _state(batch, asked, entry, seen, said, frozenset(supplied))
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


def _family_of(batch: Batch, entry: PatentEntry, code: str, title: Words, source: str) -> tuple[UUID, dict[UUID, Words]]:
    """Find the family of a new patent, or make it one; the second value are families it may belong to, and why.

    The same international application, or the same set of priorities, is the same invention; a set that only overlaps may be.
    """
    international = entry.international
    republished = entry.publication if entry.publication is not None and entry.publication.office == "WO" else None
    told = international or republished
    for number in (international, republished, entry.application):
        if number is not None and (known := batch.known.by_international.get(number.lookup)) is not None:
            return known, {}
    near = batch.known.kin(filing_of(entry))
    same = [family for family, (kinship, _) in near.items() if kinship is Kinship.SAME]
    if len(same) == 1:
        if international is not None:
            tell_international(batch, same[0], publication=international.canonical)
        return same[0], {family: because for family, (_, because) in near.items() if family != same[0]}
    made = Family(
        id=new_id(),
        code=f"F-{code}",
        title=title,
        source=source,
        international_publication=told.canonical if told else None,
    )
    batch.add(made)
    batch.note_family(made)
    return made.id, {family: because for family, (_, because) in near.items()}


# --- a patent that is known


def _take_known(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen) -> tuple[Outcome, list[Finding]]:
    format, said = asked.format.code, said_by(entry)
    if (field := another_right(seen.patent, said)) is not None:
        held = getattr(seen.patent, field)
        raise Untakable(
            field,
            str(said[field]),
            Words(
                f"番号の一部は登録簿の {seen.patent.code} のものだが、{seen.patent.code} のこの番号は {held} である。",
                f"Some of its numbers are those of {seen.patent.code} in the register, whose number here is {held}.",
            ),
        )
    earlier = seen.statements.get(format)
    if earlier is not None and (dict(earlier.facts) == said or _is_old_news(asked, entry, seen, earlier, said)):
        if dict(earlier.facts) == said and _is_dated_later(asked, entry, earlier):
            # Nothing new, but so it stands on a later day: what speaks of a day before is older than that.
            _state(batch, asked, entry, seen, said, earlier.supplied)
        return (Outcome.TO_REVIEW if seen.waits(format) else Outcome.UNCHANGED), []
    source = source_of(asked, entry)
    newer = is_newer(asked, entry, earlier)
    patent_said = {name: value for name, value in said.items() if name not in BESIDE}
    by_statements = {name for one in seen.statements.values() for name in one.supplied}
    held = facts_of(seen.patent, by_statements)
    if is_term_computed(seen.patent):
        held.pop("expires_on", None)
    weighed = weigh(held, patent_said, earlier, is_newer=newer, former=seen.told_before(format))
    before = seen.patent
    after = with_facts(before, weighed.taken)
    in_force = in_force_on(asked, entry) if newer else None
    if weighed.taken.keys() & _OF_TERM or outlives(before, in_force):
        after = with_term(after, is_stated="expires_on" in weighed.taken, in_force_on=in_force)
    supplied = set(weighed.supplied)
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
    has_changed = after != before
    if has_changed:
        after = seen.patent = batch.alter(before, after)
        batch.note(seen)
    if is_stand_in(before.title) and not is_stand_in(after.title):
        _entitle(batch, after)
    if entry.international is not None:
        tell_international(batch, after.family, publication=entry.international.canonical)
    _state(batch, asked, entry, seen, said, frozenset(supplied))
    if findings or seen.waits(format):
        return Outcome.TO_REVIEW, findings
    return (Outcome.CHANGED if has_changed or events else Outcome.UNCHANGED), findings


def _entitle(batch: Batch, patent: Patent) -> None:
    """Give a family the title of its patent, where its own is none either."""
    family = batch.known.families.get(patent.family)
    if family is not None and is_stand_in(family.title):
        batch.note_family(batch.alter(family, replace(family, title=patent.title)))


def _state(batch: Batch, asked: Asked, entry: PatentEntry, seen: Seen, said: Facts, supplied: frozenset[str]) -> None:
    """Keep what the record says of the patent, and what its source said before among the former."""
    earlier = seen.statements.get(asked.format.code)
    now = seen.statements[asked.format.code] = state(batch, asked, entry, seen.patent.id, earlier, said, supplied)
    batch.note_filing(seen)
    if earlier is None or now is earlier:
        return
    seen.former.append(Former(earlier.format, earlier.facts, cited_as(earlier)))
    if now.facts is earlier.facts:
        seen.former.append(Former(earlier.format, said, said_source(entry, source_of(asked, entry))))


def _is_old_news(asked: Asked, entry: PatentEntry, seen: Seen, earlier: Statement, said: Facts) -> bool:
    """Tell whether a record repeats what its source said before its latest statement, without a day that makes it new again.

    So a file read once more after another one of the same source changes nothing.
    """
    return (earlier.source_date is None or not _is_dated_later(asked, entry, earlier)) and seen.repeats(earlier.format, said)


def _is_dated_later(asked: Asked, entry: PatentEntry, earlier: Statement) -> bool:
    day = asked.day_of(entry)
    return day is not None and (earlier.source_date is None or day > earlier.source_date)


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
