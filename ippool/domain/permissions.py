"""Who may do what, as verdicts with a reason; shared by what the API offers and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ippool.domain import access
from ippool.domain.access import TABLE, AccessRule, Relation
from ippool.domain.access import Role as Role
from ippool.domain.canonical import added_later
from ippool.domain.clause import pool_rule
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What is true of everybody in a role.

    Shape: `sees_all` and `keeps` - as the table of access has it; `speaks` - sees and asks as its party does, which it needs to
    have unless it `sees_all`; others only belong to their party. `delegated` - a member's manager may give it to its own people.
    `checks` - looks at what the officers do, so an officer neither gives it nor looks after who has it, but for a senior one.
    """

    name: Words
    sees_all: bool = False
    keeps: bool = False
    speaks: bool = False
    delegated: bool = False
    checks: bool = False


_ROLES: Mapping[Role, RoleFacts] = {
    Role.ANONYMOUS: RoleFacts(Words("サインインしていない", "not signed in")),
    Role.MEMBER: RoleFacts(Words("会員", "member"), speaks=True, delegated=True),
    Role.MEMBER_MANAGER: RoleFacts(Words("会員管理者", "member manager"), speaks=True, delegated=True),
    Role.RESEARCHER: RoleFacts(Words("研究者", "researcher")),
    Role.STUDENT: RoleFacts(Words("学生", "student")),
    Role.IP_OFFICER: RoleFacts(Words("知財担当者", "IP officer"), speaks=True),
    Role.SENIOR_OFFICER: RoleFacts(Words("知財責任者", "senior officer"), speaks=True, checks=True),
    Role.COI_COMMITTEE: RoleFacts(Words("利益相反委員", "member of the conflict-of-interest committee"), checks=True),
    Role.EXPORT_OFFICER: RoleFacts(Words("輸出管理担当者", "export officer"), checks=True),
    Role.AUDITOR: RoleFacts(Words("監査人", "auditor"), speaks=True, checks=True),
    Role.SERVICE_ACCOUNT: RoleFacts(Words("サービスアカウント", "service account"), speaks=True, delegated=True),
}
ROLES: Mapping[Role, RoleFacts] = {
    role: replace(facts, sees_all=role in TABLE.sees_all, keeps=TABLE.allows(AccessRule.KEEPING, role, Relation.OTHER))
    for role, facts in _ROLES.items()
}
"""The facts of every role. What a committee or an export officer needs to see comes with its cases; until then they see what
is public."""


class Level(StrEnum):
    """How confidential something is, and up to where somebody is cleared."""

    PUBLIC = "PUBLIC"
    LEVEL_1 = "LEVEL_1"
    LEVEL_2 = "LEVEL_2"
    LEVEL_3 = "LEVEL_3"

    def covers(self, other: Level) -> bool:
        """Tell whether a clearance up to this level is enough for another one."""
        return _HEIGHT[self] >= _HEIGHT[other]


_HEIGHT = {level: height for height, level in enumerate(Level)}


class TokenScope(StrEnum):
    """What a token may be used for, of what its owner may do; every token reads."""

    READ = "READ"
    WRITE = "WRITE"
    IMPORT = "IMPORT"


EVERY_SCOPE = frozenset(TokenScope)
READ_ONLY = frozenset({TokenScope.READ})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is calling, and with what rights at this very request.

    Shape: `party` is the one it speaks for (none for an anonymous caller, nor for who only belongs to one); `token` the token it
    came with, None where it came otherwise; `user` who it is, None where the token stands for a role alone.
    """

    role: Role
    party: UUID | None = None
    token: UUID | None = None
    user: UUID | None = None
    scopes: frozenset[TokenScope] = EVERY_SCOPE
    clearance: Level = Level.PUBLIC

    @property
    def sees_all(self) -> bool:
        """Tell whether the caller reads the whole register, but for what is only for those who are named."""
        return self.role in access.TABLE.sees_all

    @property
    def is_at_the_machine(self) -> bool:
        """Tell whether the caller came by no sign-in: it runs ippool where the database is, and has all of it."""
        return self.sees_all and self.token is None and self.user is None


ANONYMOUS = Actor(Role.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class Token:
    """What a caller is known by, without its secret.

    Shape: either `user` is set, whose rights it has at each request, or `role` (and `party`) are, for which it stands by itself.
    `maker` is the role of who made it where that is not its user, and `party` the one the maker spoke for: the token counts only
    while somebody so would still look after its user. `expires_at` None: never, as those made before tokens expired.
    """

    id: UUID
    role: Role | None
    party: UUID | None
    label: str
    version: int = 1
    user: UUID | None = added_later(None)
    scopes: frozenset[TokenScope] = added_later(EVERY_SCOPE)
    expires_at: datetime | None = added_later(None)
    maker: Role | None = added_later(None)


@dataclass(frozen=True, slots=True)
class ListedToken:
    """A token, and what came of it."""

    token: Token
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether it is neither revoked nor expired at a moment."""
        return self.revoked_at is None and (self.token.expires_at is None or at < self.token.expires_at)


KEEPING = pool_rule("roles", "登録簿を変更できるのは知財担当者のみである。", "Only an IP officer changes the register.")
ASKING = pool_rule(
    "roles",
    "他者の条件を照会できるのは知財担当者と監査人のみである。",
    "Only an IP officer or an auditor asks for another party's terms.",
)


NARROW = pool_rule(
    "tokens",
    "トークンは、発行時に定めた範囲でのみ用いることができる。",
    "A token is used within the scope it was made with.",
)


def may_keep_register(actor: Actor, scope: TokenScope = TokenScope.WRITE) -> Verdict:
    """May the caller change the register, by hand or (IMPORT) by a file?"""
    if not access.TABLE.allows(AccessRule.KEEPING, actor.role, Relation.OTHER):
        return Verdict.no("知財担当者の権限が必要である。", "This needs the rights of an IP officer.", KEEPING)
    return within(actor, scope, Verdict.yes("知財担当者である。", "The caller is an IP officer.", KEEPING))


def within(actor: Actor, scope: TokenScope, verdict: Verdict) -> Verdict:
    """Narrow a verdict to what the caller's token may be used for."""
    if not verdict.holds or scope in actor.scopes:
        return verdict
    return Verdict.no(f"このトークンの範囲に {scope} がない。", f"The scope of this token does not have {scope}.", NARROW)


def may_see_review(actor: Actor) -> Verdict:
    """May the caller see what files brought that waits for a person, and how imports went?"""
    if access.TABLE.allows(AccessRule.REVIEW, actor.role, Relation.OTHER):
        return Verdict.yes("知財担当者又は監査人である。", "The caller is an IP officer or an auditor.", KEEPING)
    return Verdict.no("知財担当者又は監査人の権限が必要である。", "This needs the rights of an IP officer or an auditor.", KEEPING)


def may_ask_terms_of(actor: Actor, applicant: UUID | None) -> Verdict:
    """May the caller ask on what terms `applicant` may use a patent? Its own party always, any other only officers and auditors.

    None is a party that is not in the register: whether it is there is told to nobody who may not ask for it.
    """
    if access.TABLE.allows(AccessRule.TERMS, actor.role, Relation.OTHER):
        return Verdict.yes("知財担当者又は監査人である。", "The caller is an IP officer or an auditor.", ASKING)
    is_own = actor.party is not None and actor.party == applicant
    if is_own and access.TABLE.allows(AccessRule.TERMS, actor.role, Relation.OWN):
        return Verdict.yes("照会者自身の条件である。", "These are the caller's own terms.", ASKING)
    return Verdict.no("他者の条件は照会できない。", "The terms of another party may not be asked.", ASKING)
