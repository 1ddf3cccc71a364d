"""Who may know of what: the one pure function of visibility. `store/visibility.py` is its twin in SQL, held equal by a test.

Standing and terms never ask about secrecy. Who may know is judged as of today and of what is known now, whatever day or moment a
question is about. What a caller may not know of is answered exactly like what does not exist (I-14).
"""

from __future__ import annotations

from datetime import date

from ippool.domain import access
from ippool.domain.access import AccessRule, Relation
from ippool.domain.clause import pool_rule
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.membership import is_member
from ippool.domain.patents import LegalStatus, PatentRecord
from ippool.domain.permissions import Actor, Level
from ippool.domain.reference import Reference
from ippool.domain.secrecy import NAMING, UNLABELED_POOL, Secrecy, is_published, within_reach
from ippool.domain.verdict import Verdict

SEEING = pool_rule(
    "7 G3",
    "公開済みのオープンの特許は誰でも、自らの特許と自らのラボの公開済みの特許は会員が、全件は知財担当者と監査人が知り得る。",
    "Anyone may know of a published open-scheme patent; a member of its own and of published ones of its labs; officers and "
    "auditors of all.",
)


def relations_to(
    actor: Actor, record: PatentRecord, reference: Reference, *, on: date, secrecy: Secrecy = UNLABELED_POOL
) -> frozenset[Relation]:
    """Tell in what relations a patent is to a caller: the columns of the table of access that speak of it."""
    own = {Relation.OWN} if owns(actor, record, reference, on=on) else set()
    if not is_published(record.patent, on):
        level = secrecy.level_of(record.patent, on)
        if level in within_reach(actor) and secrecy.is_named(actor.user, record.patent, on):
            own.add(Relation.NAMED)
        if level is Level.LEVEL_3:
            return frozenset({*own, Relation.RESTRICTED})
        return frozenset({*own, Relation.WITHDRAWN if record.status(on) in ENDED_BEFORE else Relation.UNPUBLISHED})
    labs = [reference.labs[lab] for lab in record.labs(on)]
    shown = {Relation.OTHER} if any(lab.scheme is Scheme.OPEN for lab in labs) else set()
    shown |= {Relation.OWN_LAB} if any(_is_in(actor, lab, reference, on) for lab in labs) else set()
    return frozenset({*own, *(shown or {Relation.CLOSED})})


ENDED_BEFORE = frozenset({LegalStatus.WITHDRAWN, LegalStatus.ABANDONED, LegalStatus.REFUSED})
"""A patent that is not laid open and is so never will be."""

_BECAUSE = {
    Relation.OWN: Verdict.yes("自らの特許である。", "It is the caller's own patent.", SEEING),
    Relation.NAMED: Verdict.yes("指名され、許可を受けている。", "The caller is named, and cleared for it.", NAMING),
    Relation.OTHER: Verdict.yes("公開済みのオープンの特許である。", "It is a published open-scheme patent.", SEEING),
    Relation.OWN_LAB: Verdict.yes(
        "自らのラボの公開済みの特許である。", "It is a published patent of one of the caller's labs.", SEEING
    ),
}
_ALL = Verdict.yes("知財担当者又は監査人である。", "The caller is an IP officer or an auditor.", SEEING)
_RESTRICTED = Verdict.no("レベル3であり、指名されていない。", "It is level 3, and the caller is not named.", NAMING)
_UNPUBLISHED = Verdict.no("未公開である。", "It is unpublished.", SEEING)


def may_know_of(
    actor: Actor, record: PatentRecord, reference: Reference, *, on: date, secrecy: Secrecy = UNLABELED_POOL
) -> Verdict:
    """May the caller know that this patent exists? `on` is today; record, reference and secrecy are as known now.

    Who may not is answered as of a patent that does not exist: the reason is for whoever answers for it.
    """
    found = relations_to(actor, record, reference, on=on, secrecy=secrecy)
    if actor.is_at_the_machine or (actor.sees_all and Relation.RESTRICTED not in found):
        return _ALL
    for relation, verdict in _BECAUSE.items():
        if relation in found and access.TABLE.allows(AccessRule.PATENT, actor.role, relation):
            return verdict
    if Relation.RESTRICTED in found:
        return _RESTRICTED
    if found & {Relation.UNPUBLISHED, Relation.WITHDRAWN}:
        return _UNPUBLISHED
    return Verdict.no("自らの特許でも自らのラボの特許でもない。", "It is neither the caller's nor of one of its labs.", SEEING)


def may_know_of_lab(actor: Actor, lab: OpenLab, reference: Reference, *, on: date) -> Verdict:
    """May the caller know of a lab? Open ones are public; a closed one is known to its members, officers and auditors."""
    if actor.sees_all:
        return _ALL
    if lab.scheme is Scheme.OPEN and access.TABLE.allows(AccessRule.LAB, actor.role, Relation.OTHER):
        return Verdict.yes("オープンのラボである。", "It is an open lab.", SEEING)
    if access.TABLE.allows(AccessRule.LAB, actor.role, Relation.OWN_LAB) and _is_in(actor, lab, reference, on):
        return Verdict.yes("自らのラボである。", "It is one of the caller's labs.", SEEING)
    return Verdict.no("クローズドのラボの会員ではない。", "The caller is not a member of this closed lab.", SEEING)


def owns(actor: Actor, record: PatentRecord, reference: Reference, *, on: date) -> bool:
    """Tell whether the caller's party, or one it succeeded, holds a share on a day."""
    if actor.party is None:
        return False
    itself = reference.heir_of(actor.party, on)
    return any(reference.heir_of(title.party, on) == itself for title in record.owners(on))


def _is_in(actor: Actor, lab: OpenLab, reference: Reference, on: date) -> bool:
    return actor.party is not None and is_member(reference, actor.party, lab, on)
