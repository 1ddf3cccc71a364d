"""People and programs that sign in: who they are, and for which party, in what role and with what clearance, on which days.

An appointment says all three at once, over a half-open period; a user has at most one on a day, and none means no rights at all.
A member's manager looks after the company's own people. Who they are at the identity provider the IP office says: else a manager
could claim for its company whoever signs in next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from ippool.domain import access
from ippool.domain.access import AccessRule, Relation
from ippool.domain.clause import pool_rule
from ippool.domain.errors import Finding
from ippool.domain.permissions import ROLES, Actor, Level, Role, TokenScope, within
from ippool.domain.timeline import Period
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class User:
    """A person or a program that signs in.

    Shape: `code` is by what the register names it; `sign_in` the value by which the identity provider knows it, None for who only
    has tokens.
    """

    id: UUID
    code: str
    name: str
    sign_in: str | None = None
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Appointment:
    """For which party a user is there, in what role and with what clearance; `party` None for who belongs to the lab as such."""

    id: UUID
    user: UUID
    role: Role
    party: UUID | None
    clearance: Level
    period: Period
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A user with its appointments, oldest first."""

    user: User
    appointments: tuple[Appointment, ...]

    def on(self, day: date) -> Appointment | None:
        """Return the appointment that counts on a day."""
        return next((one for one in self.appointments if day in one.period), None)

    def ahead(self, day: date) -> tuple[Appointment, ...]:
        """Return the appointments that count on a day or later."""
        return tuple(one for one in self.appointments if not one.period.is_over(day))


DELEGATION = pool_rule(
    "roles",
    "会員管理者は自社の者とそのトークンのみを管理する。",
    "A member's manager looks after the people and tokens of its own company only.",
)
CHECKED = pool_rule(
    "roles",
    "知財担当者を点検する役割（知財責任者・監査人・利益相反委員・輸出管理担当者）は、知財責任者のみが与え、管理する。",
    "Only a senior officer gives, and looks after, the roles that check the officers: senior officer, auditor, export officer, "
    "conflict-of-interest committee.",
)
STUDENTS = pool_rule("7", "学生はレベル2以上の情報に接することができない。", "Students have no access to anything from level 2 up.")


def manages(actor: Actor) -> bool:
    """Tell whether the caller is a member's manager."""
    return actor.role is Role.MEMBER_MANAGER and actor.party is not None


def _allows(rule: AccessRule, actor: Actor) -> bool:
    own = actor.party is not None and access.TABLE.allows(rule, actor.role, Relation.OWN)
    return own or access.TABLE.allows(rule, actor.role, Relation.OTHER)


def looks_after(by: Role, of: UUID | None, role: Role, party: UUID | None) -> bool:
    """Tell whether who has the role `by`, for the party `of`, looks after who has a role for a party.

    A senior officer looks after everybody, an officer after whoever does not check it, a member's manager after its own company's.
    """
    if ROLES[by].keeps:
        return ROLES[by].checks or not ROLES[role].checks
    return by is Role.MEMBER_MANAGER and of is not None and party == of and ROLES[role].delegated


def may_list_users(actor: Actor) -> Verdict:
    """May the caller see the people of its own party, or with the whole register in view, of all?"""
    if _allows(AccessRule.PEOPLE, actor):
        return Verdict.yes("利用者を見る権限がある。", "The caller may see people.", DELEGATION)
    return Verdict.no(
        "知財担当者、監査人又は会員管理者の権限が必要である。",
        "This needs the rights of an IP officer, of an auditor or of a member's manager.",
        DELEGATION,
    )


def may_know_of_user(actor: Actor, record: UserRecord) -> bool:
    """May the caller know of this user: itself, one that is or was of its own company, or anyone?"""
    if actor.sees_all or (actor.user is not None and actor.user == record.user.id):
        return True
    return manages(actor) and any(one.party == actor.party for one in record.appointments)


def shown_to(actor: Actor, record: UserRecord) -> UserRecord:
    """Return as much of a user as a caller that may know of it sees: to a manager what is of its own company."""
    if actor.sees_all or actor.user == record.user.id:
        return record
    own = tuple(one for one in record.appointments if one.party == actor.party)
    return UserRecord(replace(record.user, sign_in=None), own)


def may_administer(actor: Actor) -> Verdict:
    """May the caller add people, appoint them and end that, at least of its own company?"""
    return within(actor, TokenScope.WRITE, _administers(actor))


def _administers(actor: Actor) -> Verdict:
    if access.TABLE.allows(AccessRule.ADMINISTERING, actor.role, Relation.OTHER):
        return Verdict.yes("知財担当者である。", "The caller is an IP officer.", DELEGATION)
    if _allows(AccessRule.ADMINISTERING, actor):
        return Verdict.yes("会員管理者である。", "The caller is a member's manager.", DELEGATION)
    return Verdict.no(
        "知財担当者又は会員管理者の権限が必要である。",
        "This needs the rights of an IP officer or of a member's manager.",
        DELEGATION,
    )


def may_change_user(actor: Actor, record: UserRecord, since: date) -> Verdict:
    """May the caller change what this user is from a day on, and make tokens of it?

    A manager may while the user is its own company's alone from that day on.
    """
    return within(actor, TokenScope.WRITE, _looks_after(actor, record, since))


def _looks_after(actor: Actor, record: UserRecord, since: date) -> Verdict:
    verdict, ahead = _administers(actor), record.ahead(since)
    if not verdict.holds:
        return verdict
    if all(looks_after(actor.role, actor.party, one.role, one.party) for one in ahead) and (ahead or not manages(actor)):
        return verdict
    if not manages(actor):
        return _CHECKED
    return Verdict.no(
        "自社の者として任用中の者のみを管理できる。",
        "A manager looks after those only who are appointed for its own company.",
        DELEGATION,
    )


_CHECKED = Verdict.no("知財責任者の権限が必要である。", "This needs the rights of a senior officer.", CHECKED)


def may_know_of_tokens(actor: Actor, record: UserRecord, today: date) -> bool:
    """May the caller see the tokens of this user? A manager while it looks after the user, not of who has left."""
    return actor.sees_all or actor.user == record.user.id or _looks_after(actor, record, today).holds


def may_revoke(actor: Actor, record: UserRecord, today: date) -> Verdict:
    """May the caller revoke a token of this user? Every officer may."""
    if ROLES[actor.role].keeps:
        return may_administer(actor)
    return may_change_user(actor, record, today)


def may_appoint(actor: Actor, role: Role, party: UUID | None, clearance: Level) -> Verdict:
    """May the caller appoint somebody so?"""
    verdict = may_administer(actor)
    if not verdict.holds:
        return verdict
    if not looks_after(actor.role, actor.party, role, party):
        if not manages(actor):
            return _CHECKED
        return Verdict.no(
            "会員管理者は、自社の会員・会員管理者・サービスアカウントのみを任用できる。",
            "A manager appoints members, managers and service accounts of its own company only.",
            DELEGATION,
        )
    if manages(actor) and clearance is not Level.PUBLIC:
        return Verdict.no("秘密区分の許可は知財担当者が与える。", "An IP officer gives clearance.", DELEGATION)
    return verdict


def may_use_own(actor: Actor) -> Verdict:
    """May the caller make and revoke its own tokens?"""
    if actor.user is None:
        return Verdict.no(
            "利用者ではなく役割のみを表すトークンである。", "The token stands for a role, not for a user.", DELEGATION
        )
    return within(actor, TokenScope.WRITE, Verdict.yes("本人である。", "It is the caller's own.", DELEGATION))


def may_link(actor: Actor) -> Verdict:
    """May the caller say as whom the identity provider knows a user?"""
    if ROLES[actor.role].keeps:
        return within(actor, TokenScope.WRITE, Verdict.yes("知財担当者である。", "The caller is an IP officer.", DELEGATION))
    return Verdict.no("知財担当者の権限が必要である。", "This needs the rights of an IP officer.", DELEGATION)


def faults_of_appointment(role: Role, party: object | None, clearance: Level) -> Sequence[Finding]:
    """Say what is wrong with an appointment by itself; `party` is whatever names one."""
    found = []
    if role is Role.ANONYMOUS:
        found.append(Finding(("role",), Words("任用には役割が要る。", "An appointment needs a role.")))
    elif ROLES[role].speaks and not ROLES[role].sees_all and party is None:
        because = Words("この役割には当事者が要る。", "This role needs a party to speak for.")
        found.append(Finding(("party",), because))
    if role is Role.STUDENT and clearance.covers(Level.LEVEL_2):
        because = Words("学生に与えられる許可はレベル1までである。", "Students can be cleared up to level 1 only.")
        found.append(Finding(("clearance",), because, STUDENTS))
    return found
