"""Title on a day: who owns, and in which class the owners fall."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ippool.domain.clause import pool_rule
from ippool.domain.labs import OpenLab
from ippool.domain.membership import is_member
from ippool.domain.parties import KINDS, MemberKind, PartyKind
from ippool.domain.patents import ORIGIN_WORDS, Origin, OwnershipClass, PatentRecord, TitleShare
from ippool.domain.reference import Reference
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words

CLASSES = pool_rule(
    "5.2 ownership class",
    "共有者の構成とラボ会員資格から区分を定める。",
    "The class follows from the owners and their memberships of the lab.",
)


def owner_on(title: TitleShare, reference: Reference, on: date) -> UUID:
    """Return who owns a share on a day: the party recorded, or its general successor (domain rules, edge 5)."""
    return reference.successor_of(title.party, on)


def is_background(record: PatentRecord, lab: OpenLab) -> bool:
    """Tell whether an invention is background to a lab by its origin, without the reason (see `background`)."""
    disclosure, start = record.disclosure, lab.period.start
    if disclosure is not None and disclosure.origin is not None:
        return disclosure.origin in _MADE_ELSEWHERE
    made = disclosure.conceived_on if disclosure is not None and disclosure.conceived_on is not None else record.patent.filed_on
    return made is not None and start is not None and made < start


_MADE_ELSEWHERE = (Origin.BACKGROUND, Origin.SIDEGROUND)


def background(record: PatentRecord, lab: OpenLab) -> Verdict:
    """Tell whether an invention is background to a lab by its origin (edges 16, 17)."""
    disclosure = record.disclosure
    if disclosure is not None and disclosure.origin is not None:
        made_elsewhere = disclosure.origin in _MADE_ELSEWHERE
        called = ORIGIN_WORDS[disclosure.origin]
        because = Words(f"由来は「{called.ja}」と決定されている。", f"Its origin was decided to be “{called.en}”.")
        return Verdict(made_elsewhere, because, CLASSES)
    conceived, filed = disclosure.conceived_on if disclosure else None, record.patent.filed_on
    if conceived is not None and lab.period.start is not None and conceived < lab.period.start:
        return Verdict.yes(
            f"着想（{conceived}）はラボの開始（{lab.period.start}）前である。",
            f"It was conceived on {conceived}, before the lab began on {lab.period.start}.",
            CLASSES,
        )
    if conceived is None and filed is not None and lab.period.start is not None and filed < lab.period.start:
        return Verdict.yes(
            f"出願（{filed}）はラボの開始（{lab.period.start}）前である。",
            f"It was filed on {filed}, before the lab began on {lab.period.start}.",
            CLASSES,
        )
    return Verdict.no("バックグラウンドとする記録はない。", "Nothing recorded makes it background.", CLASSES)


def ownership_class(
    record: PatentRecord, lab: OpenLab | None, reference: Reference, *, on: date, is_background: bool = False
) -> OwnershipClass:
    """Find the ownership class, first match (domain rules, 5.2). Core and memberships are those of the package's lab on the day."""
    owners = {owner_on(title, reference, on) for title in record.owners(on)}
    others = {owner for owner in owners if not reference.is_core(owner, lab, on)}
    if owners == others:
        return OwnershipClass.MEMBER_SOLE
    if is_background:
        return OwnershipClass.BACKGROUND
    kinds = [kind_in_lab(owner, lab, reference, on) for owner in others]
    match len(kinds), set(kinds):
        case 0, _:
            return OwnershipClass.CORE_SOLE
        case 1, kind if kind == {MemberKind.COMPANY}:
            return OwnershipClass.CORE_AND_COMPANY
        case 1, kind if kind == {MemberKind.UNIVERSITY}:
            return OwnershipClass.CORE_AND_UNIVERSITY
        case 1, _:
            return OwnershipClass.CORE_AND_OUTSIDER
        case _, every if every == {MemberKind.COMPANY}:
            return OwnershipClass.CORE_AND_COMPANIES
        case _:
            return OwnershipClass.MIXED


def kind_in_lab(owner: UUID, lab: OpenLab | None, reference: Reference, on: date) -> MemberKind | None:
    """Return as what an owner is a member of a lab on a day; None where it is not, and for a person."""
    party = reference.parties[owner]
    if lab is None or party.kind is PartyKind.INDIVIDUAL or not is_member(reference, owner, lab, on):
        return None
    return KINDS[party.kind].member_kind
