"""Asking: on what terms may this party use this patent? Everything follows from a `View`; nothing here touches the database."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from ippool.domain.designation import number_of
from ippool.domain.disclosure import may_know_of_lab, owns
from ippool.domain.errors import NotFound
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.parties import Party
from ippool.domain.patents import OwnershipClass, PatentRecord
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.pinning import pin
from ippool.domain.reference import Reference
from ippool.domain.terms import Determination, is_given
from ippool.domain.title import background, ownership_class
from ippool.domain.words import Words
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View

__all__ = ["is_given"]


class PatentNotFound(NotFound):
    """There is no such patent, the caller may not know of it, or the register did not know it at the moment asked."""

    def __init__(self, number: str, known_at: datetime | None = None) -> None:
        then = Words(f"{known_at.isoformat()} の時点で、", f" at {known_at.isoformat()}") if known_at else Words("", "")
        super().__init__(
            Words(f"{then.ja}登録簿に {number} という特許はない。", f"The register has no patent {number}{then.en}."),
            path=("number",),
            next_step=Words(
                "特許第6123456号、JP6123456B2、特願2016-123456 のような番号か、登録簿のコードを指定する。",
                "Give a number such as 特許第6123456号, JP6123456B2, 特願2016-123456, or the register's own code.",
            ),
        )


class ApplicantNotFound(NotFound):
    """There is no such party, or the caller may not ask for its terms; or a name stands for several."""

    def __init__(self, applicant: str, alike: tuple[Party, ...] = ()) -> None:
        codes = ", ".join(party.code for party in alike)
        super().__init__(
            Words(f"{applicant} という名の者が複数いる（{codes}）。", f"Several parties have the name {applicant}: {codes}.")
            if alike
            else Words(f"登録簿に {applicant} という者はいない。", f"The register has no party {applicant}."),
            path=("applicant",),
            next_step=Words("当事者のコードで指定する。", "Name the party by its code."),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, best package first.

    Shape: `banner` is what has to be shown with everything of this register; `number` as the office prints it.
    """

    record: PatentRecord
    number: str
    packages: tuple[Determination, ...]
    banner: Words


async def ask(
    pool: Pool,
    actor: Actor,
    moment: Moment,
    *,
    number: str,
    applicant: str,
    on: date | None = None,
    known_at: datetime | None = None,
    scope: Scope = WHOLE,
) -> Answer:
    """Answer: on what terms may this party use this patent? `applicant` is the code or the name of a party.

    Raises: PatentNotFound, ApplicantNotFound; both also for what the caller may not know of or ask for.
    """
    record, view = await patent_use.find(pool, actor, moment, number, asked=Asked(on=on, known_at=known_at))
    if record is None:
        raise PatentNotFound(number, known_at)
    party = _named(view.reference, applicant)
    if not may_ask_terms_of(actor, party.id).holds:
        raise ApplicantNotFound(applicant)
    found = packages_shown(view, record, party.id, scope=scope)
    header = await register.header_of(pool.database)
    return Answer(record, number_of(record.patent), found, header.banner)


def _named(reference: Reference, name: str) -> Party:
    wanted = _folded(name)
    parties = reference.parties.values()
    found = [party for party in parties if _folded(party.code) == wanted]
    found = found or [party for party in parties if wanted and wanted in (_folded(party.name.ja), _folded(party.name.en))]
    if len(found) != 1:
        raise ApplicantNotFound(name, tuple(sorted(found, key=lambda party: party.code)))
    return found[0]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def packages_shown(
    view: View, record: PatentRecord, applicant: UUID | None = None, *, scope: Scope = WHOLE
) -> tuple[Determination, ...]:
    """Return the packages of a patent, of labs that the caller may know of, for the applicant named, else the view's own.

    A patent in labs of which the caller may know none is answered as one that is in no lab (I-14). None where the caller may not
    ask.
    """
    party = view.applicant if applicant is None else party_asked(view, applicant)
    if party is None:
        return ()
    return view.packages(_of_known_labs(view, record), party, scope=scope)


def _of_known_labs(view: View, record: PatentRecord) -> PatentRecord:
    known = tuple(tag for tag in record.tags if _may_know(view, record, view.reference.labs[tag.lab]))
    return record if len(known) == len(record.tags) else replace(record, tags=known)


def party_asked(view: View, applicant: UUID) -> Party | None:
    """Return the party named where the caller may ask for its terms, else None, as for one that does not exist."""
    return view.reference.parties.get(applicant) if may_ask_terms_of(view.actor, applicant).holds else None


def labs_shown(view: View, record: PatentRecord) -> tuple[OpenLab, ...]:
    """Return the labs of a patent that the caller may know of, by code; an owner may know of every lab of its patent."""
    labs = (view.reference.labs[lab] for lab in record.labs(view.on))
    return tuple(sorted((lab for lab in labs if _may_know(view, record, lab)), key=lambda lab: lab.code))


def _may_know(view: View, record: PatentRecord, lab: OpenLab) -> bool:
    today = view.moment.today
    return may_know_of_lab(view.actor, lab, view.present, on=today).holds or owns(view.actor, record, view.present, on=today)


def leading_lab(view: View, record: PatentRecord) -> OpenLab | None:
    """Return the lab whose package `terms` shows; where there are no terms, the first by code."""
    shown = labs_shown(view, record)
    if len(shown) < 2 or view.applicant is None:
        return shown[0] if shown else None
    return next((found.lab for found in packages_shown(view, record) if found.lab in shown), shown[0])


def class_of(view: View, record: PatentRecord) -> OwnershipClass:
    """Return the ownership class for the leading lab."""
    lab, on = leading_lab(view, record), view.on
    if lab is None:
        return ownership_class(record, None, view.reference, on=on)
    pinned = pin(record, lab, view.reference.versions_of(lab.id), on)
    made_elsewhere = background(record, lab).holds or pinned.by_background_policy
    return ownership_class(record, lab, view.reference, on=on, is_background=made_elsewhere)


def asked_like(asked: View, then: View) -> View:
    """Carry day and applicant over from the view that was asked to one that was read for another moment."""
    applicant = then.reference.parties.get(asked.applicant.id) if asked.applicant else None
    return replace(then, on=asked.on, applicant=applicant)
