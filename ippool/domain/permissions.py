"""Who may do what, as verdicts with a reason; shared by what the API offers and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from ippool.domain.clause import pool_rule
from ippool.domain.verdict import Verdict


class Role(StrEnum):
    """What a caller may be, until people sign in."""

    ANONYMOUS = "ANONYMOUS"
    MEMBER = "MEMBER"
    IP_OFFICER = "IP_OFFICER"
    AUDITOR = "AUDITOR"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is calling: the role a token gives, and the party it speaks for (none for an anonymous caller)."""

    role: Role
    party: UUID | None = None
    token: UUID | None = None

    @property
    def sees_all(self) -> bool:
        """Tell whether the caller reads the whole register."""
        return self.role in (Role.IP_OFFICER, Role.AUDITOR)


ANONYMOUS = Actor(Role.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class Token:
    """What a caller is known by, without its secret: the role it gives and the party it speaks for."""

    id: UUID
    role: Role
    party: UUID | None
    label: str
    version: int = 1


KEEPING = pool_rule("roles", "登録簿を変更できるのは知財担当者のみである。", "Only an IP officer changes the register.")
ASKING = pool_rule(
    "roles",
    "他者の条件を照会できるのは知財担当者と監査人のみである。",
    "Only an IP officer or an auditor asks for another party's terms.",
)


def may_keep_register(actor: Actor) -> Verdict:
    """May the caller change the register?"""
    if actor.role is Role.IP_OFFICER:
        return Verdict.yes("知財担当者である。", "The caller is an IP officer.", KEEPING)
    return Verdict.no("知財担当者の権限が必要である。", "This needs the rights of an IP officer.", KEEPING)


def may_see_review(actor: Actor) -> Verdict:
    """May the caller see what files brought that waits for a person, and how imports went?"""
    if actor.sees_all:
        return Verdict.yes("知財担当者又は監査人である。", "The caller is an IP officer or an auditor.", KEEPING)
    return Verdict.no("知財担当者又は監査人の権限が必要である。", "This needs the rights of an IP officer or an auditor.", KEEPING)


def may_ask_terms_of(actor: Actor, applicant: UUID | None) -> Verdict:
    """May the caller ask on what terms `applicant` may use a patent? Its own party always, any other only officers and auditors.

    None is a party that is not in the register: whether it is there is told to nobody who may not ask for it.
    """
    if actor.sees_all:
        return Verdict.yes("知財担当者又は監査人である。", "The caller is an IP officer or an auditor.", ASKING)
    if actor.party is not None and actor.party == applicant:
        return Verdict.yes("照会者自身の条件である。", "These are the caller's own terms.", ASKING)
    return Verdict.no("他者の条件は照会できない。", "The terms of another party may not be asked.", ASKING)
