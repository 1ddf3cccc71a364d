"""Asking: on what terms may this party use this patent? One question, one answer."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime

from ippool.domain.designation import number_of
from ippool.domain.errors import NotFound
from ippool.domain.licenses import WHOLE, Scope
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.reference import Reference
from ippool.domain.terms import Determination
from ippool.domain.words import Words
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases.patents import ApplicantUnnamed, Asked
from ippool.usecases.pool import Moment, Pool, View
from ippool.usecases.refusals import note_applicant
from ippool.usecases.terms import packages_shown


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
    view = view_for(view, applicant)
    found = packages_shown(view, record, scope=scope)
    header = await register.header_of(pool.database)
    return Answer(record, number_of(record.patent), found, header.banner)


def view_for(view: View, applicant: str | None) -> View:
    """Return the view with the applicant named by code or name; None is the caller's own party.

    Raises: ApplicantNotFound, also for one whose terms the caller may not ask for.
    """
    if applicant is None:
        if view.applicant is None:
            raise ApplicantUnnamed
        return view
    found = _named(view.reference, applicant)
    # What the caller may not ask for is as good as not there, also where it has the name of what the caller may ask for.
    allowed = tuple(party for party in found if may_ask_terms_of(view.actor, party.id).holds)
    if len(allowed) == 1:
        return replace(view, applicant=allowed[0])
    meant = found[0].id if len(found) == 1 else None
    if not allowed and not (verdict := may_ask_terms_of(view.actor, meant)).holds:
        note_applicant(view.actor, verdict, meant)
    raise ApplicantNotFound(applicant, allowed)


def _named(reference: Reference, name: str) -> tuple[Party, ...]:
    """Return the parties of a code, else of a name, by code."""
    wanted = _folded(name)
    parties = reference.parties.values()
    found = [party for party in parties if _folded(party.code) == wanted]
    found = found or [party for party in parties if wanted and wanted in (_folded(party.name.ja), _folded(party.name.en))]
    return tuple(sorted(found, key=lambda party: party.code))


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
