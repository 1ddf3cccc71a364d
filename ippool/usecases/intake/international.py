"""Taking a WO publication: an event of its family, not a right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from ippool.domain.kinship import Kinship
from ippool.domain.patents import Family
from ippool.domain.words import Words
from ippool.intake.entries import PatentEntry
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.known import filing_of
from ippool.usecases.intake.reporting import Outcome
from ippool.usecases.intake.saying import Asked, Untakable, said_by, source_of, state


def take_international(batch: Batch, asked: Asked, entry: PatentEntry) -> Outcome:
    """Take a WO publication: an event of its family, whose numbers it tells. Its applicants own nothing by it."""
    publication, application = entry.publication, entry.application or entry.international
    number = publication or application
    if number is None:
        raise Untakable("", entry.cited, Words("番号が一つもない。", "It has no number at all."))
    source = source_of(asked, entry)
    numbers: Mapping[str, str | None] = {
        "publication": publication.canonical if publication else None,
        "application": application.canonical if application and application.office == "WO" else None,
    }
    known = next(
        (
            batch.known.by_international[one.lookup]
            for one in (publication, application)
            if one and one.lookup in batch.known.by_international
        ),
        None,
    )
    if known is None:
        same = [family for family, (near, _) in batch.known.kin(filing_of(entry)).items() if near is Kinship.SAME]
        known = same[0] if len(same) == 1 else None
    said = said_by(entry)
    if known is not None:
        earlier = batch.known.family_statements.get((known, asked.format.code))
        if earlier is not None and (dict(earlier.facts) == said or (known, earlier.format, said) in batch.known.family_former):
            return Outcome.UNCHANGED
        changed = tell_international(batch, known, **numbers)
        batch.note_statement(state(batch, asked, entry, known, earlier, said, frozenset()))
        return Outcome.CHANGED if changed or earlier is None else Outcome.UNCHANGED
    if not entry.title:
        raise Untakable(
            "",
            entry.cited,
            Words("登録簿になく、名称もない。", "It is not in the register, and the record has no title to enter it under."),
        )
    family = Family(
        id=new_id(),
        code=f"F-{number.canonical.upper().replace(':', '-')}",
        title=entry.title,
        source=source,
        international_application=numbers["application"],
        international_publication=numbers["publication"],
    )
    batch.add(family)
    batch.note_family(family)
    batch.note_statement(state(batch, asked, entry, family.id, None, said, frozenset()))
    return Outcome.ADDED


def tell_international(batch: Batch, family_id: UUID, *, publication: str | None = None, application: str | None = None) -> bool:
    """Enter the numbers of a family's international application where the register has none."""
    before = batch.known.families.get(family_id)
    if before is None:
        return False
    after = replace(
        before,
        international_publication=before.international_publication or publication,
        international_application=before.international_application or application,
    )
    if after == before:
        return False
    batch.note_family(batch.alter(before, after))
    return True
