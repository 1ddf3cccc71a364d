"""Asking: on what terms may this party use this patent? Everything follows from a `View`; nothing here touches the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from ippool.domain.disclosure import may_know_of_lab
from ippool.domain.errors import NotFound
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.numbers import NumberNotation, from_canonical
from ippool.domain.parties import Party
from ippool.domain.patents import OwnershipClass, Patent, PatentRecord
from ippool.domain.permissions import may_ask_terms_of
from ippool.domain.pinning import pin
from ippool.domain.terms import Determination
from ippool.domain.title import background, ownership_class
from ippool.domain.words import Words
from ippool.usecases.pool import View


class NotKnownThen(NotFound):
    """The register did not know the patent at the moment asked."""

    def __init__(self, patent: Patent, known_at: datetime) -> None:
        super().__init__(
            Words(
                f"{known_at.isoformat()} の時点で {patent.code} は登録簿に記録されていなかった。",
                f"At {known_at.isoformat()} the register had no record of {patent.code}.",
            ),
            path=("knownAt",),
            next_step=Words("より後の時点を指定する。", "Ask for a later moment."),
        )


def packages_shown(
    view: View, record: PatentRecord, applicant: UUID | None = None, *, on: date | None = None, scope: Scope = WHOLE
) -> tuple[Determination, ...]:
    """Return the packages of a patent for the applicant named, else the view's own; none where the caller may not ask."""
    party = view.applicant if applicant is None else party_asked(view, applicant)
    return view.packages(record, party, on=on, scope=scope) if party is not None else ()


def party_asked(view: View, applicant: UUID) -> Party | None:
    """Return the party named where the caller may ask for its terms, else None, as for one that does not exist."""
    return view.reference.parties.get(applicant) if may_ask_terms_of(view.actor, applicant).holds else None


def labs_shown(view: View, record: PatentRecord, on: date) -> tuple[OpenLab, ...]:
    """Return the labs of a patent that the caller may know of, by code."""
    labs = (view.reference.labs[lab] for lab in record.labs(on))
    known = [lab for lab in labs if may_know_of_lab(view.actor, lab, view.reference, on=view.moment.today).holds]
    return tuple(sorted(known, key=lambda lab: lab.code))


def leading_lab(view: View, record: PatentRecord) -> OpenLab | None:
    """Return the lab whose package `terms` shows; where there are no terms, the first by code."""
    shown = labs_shown(view, record, view.on)
    if len(shown) < 2 or view.applicant is None:
        return shown[0] if shown else None
    return next((found.lab for found in view.packages(record, view.applicant) if found.lab in shown), shown[0])


def class_of(view: View, record: PatentRecord, on: date) -> OwnershipClass:
    """Return the ownership class for the leading lab."""
    lab = leading_lab(view, record)
    if lab is None:
        return ownership_class(record, None, view.reference, on=on)
    pinned = pin(record, lab, view.reference.versions_of(lab.id), on)
    made_elsewhere = background(record, lab).holds or pinned.by_background_policy
    return ownership_class(record, lab, view.reference, on=on, is_background=made_elsewhere)


def number_of(patent: Patent, notation: NumberNotation) -> str:
    """Write a patent's number: registration, else publication, else application, else the register's own code."""
    canonical = patent.registration_number or patent.publication_number or patent.application_number
    if canonical is None:
        return patent.code
    return from_canonical(canonical).in_notation(notation) or canonical


def asked_like(asked: View, then: View) -> View:
    """Carry day and applicant over from the view that was asked to one that was read for another moment."""
    applicant = then.reference.parties.get(asked.applicant.id) if asked.applicant else None
    return replace(then, on=asked.on, applicant=applicant)
