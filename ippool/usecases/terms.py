"""What follows from a `View`: packages, labs and classes of a patent as they are shown. Nothing here touches the database."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from ippool.domain.disclosure import may_know_of_lab, owns
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.parties import Party
from ippool.domain.patents import OwnershipClass, PatentRecord
from ippool.domain.permissions import may_ask_terms_of
from ippool.domain.pinning import pin
from ippool.domain.terms import Determination, is_given
from ippool.domain.title import background, ownership_class
from ippool.usecases.pool import View
from ippool.usecases.refusals import note_applicant

__all__ = ["is_given"]


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
    verdict = may_ask_terms_of(view.actor, applicant)
    if verdict.holds:
        return view.reference.parties.get(applicant)
    note_applicant(view.actor, verdict, applicant)
    return None


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
