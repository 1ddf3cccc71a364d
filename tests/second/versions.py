"""Which version of an arrangement holds for a patent, which one prices it (4, edges 16 and 28), and the ownership class (5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ippool.domain.labs import OpenLab, PinRule
from ippool.domain.parties import PartyKind
from ippool.domain.patents import Origin, PatentRecord
from ippool.domain.reference import Reference
from ippool.domain.versions import Arrangement
from tests.second.identity import Title, core_of, within
from tests.second.membership import is_member, made_on


@dataclass(frozen=True)
class Pinned:
    """The version whose rules hold, the version whose cards price, and whether no version was in force on the anchor day."""

    rules: Arrangement
    cards: Arrangement
    outside: bool


def _anchor(record: PatentRecord) -> date | None:
    disclosure, patent = record.disclosure, record.patent
    days = (
        disclosure.disclosed_on if disclosure else None,
        disclosure.conceived_on if disclosure else None,
        patent.priority_on,
        patent.filed_on,
    )
    return next((day for day in days if day is not None), None)


def pinned(record: PatentRecord, reference: Reference, lab: OpenLab, on: date) -> Pinned | None:
    """Find the versions; None where the lab has none at all."""
    versions = sorted((one for one in reference.arrangements if one.lab == lab.id), key=lambda one: one.version_number)
    if not versions:
        return None
    anchor = on if lab.pin_rule is PinRule.AT_APPLICATION else _anchor(record)
    rules = next((one for one in versions if anchor is not None and within(one.in_force, anchor)), None)
    outside = rules is None
    rules = rules or versions[0]
    later = [
        one
        for one in versions
        if one.version_number > rules.version_number
        and one.policies.applies_to_pinned
        and (one.in_force.start is None or one.in_force.start <= on)
    ]
    return Pinned(rules, later[-1] if later else rules, outside)


def _is_background(record: PatentRecord, lab: OpenLab, held: Pinned) -> bool:
    origin = record.disclosure.origin if record.disclosure else None
    if origin is not None:
        return origin is not Origin.FOREGROUND
    made = made_on(record)
    before = made is not None and lab.period.start is not None and made < lab.period.start
    return before or held.outside


_UNIVERSITIES = (PartyKind.UNIVERSITY, PartyKind.PUBLIC_INST, PartyKind.CORE)


def class_of(record: PatentRecord, reference: Reference, lab: OpenLab, title: Title, held: Pinned, on: date) -> str:
    """Compute the ownership class, first match."""
    core = core_of(reference, lab, on)
    if core not in title.by_owner:
        return "MEMBER_SOLE"
    if _is_background(record, lab, held):
        return "BACKGROUND"
    others = [owner for owner in title.by_owner if owner != core]
    if not others:
        return "CORE_SOLE"
    kinds = []
    for owner in others:
        kind = reference.parties[owner].kind
        if kind is PartyKind.INDIVIDUAL or not is_member(reference, owner, lab, on):
            kinds.append("OUTSIDER")
        else:
            kinds.append("UNIVERSITY" if kind in _UNIVERSITIES else "COMPANY")
    if len(kinds) == 1:
        return f"CORE_AND_{kinds[0]}"
    return "CORE_AND_COMPANIES" if set(kinds) == {"COMPANY"} else "MIXED"
