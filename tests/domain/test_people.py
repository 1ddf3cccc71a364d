"""Roles, appointments and what a token's scope leaves of a right."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from ippool.domain import people
from ippool.domain.people import Appointment, User, UserRecord
from ippool.domain.permissions import ANONYMOUS, READ_ONLY, ROLES, Actor, Level, Role, TokenScope, may_keep_register
from ippool.domain.timeline import Period

A, B = UUID(int=1), UUID(int=2)
DAY = date(2026, 11, 24)


def record(*held: tuple[Role, UUID | None, Period]) -> UserRecord:
    user = User(UUID(int=9), "U-9", "佐藤", "sato")
    appointments = [
        Appointment(UUID(int=100 + number), user.id, role, party, Level.PUBLIC, period)
        for number, (role, party, period) in enumerate(held)
    ]
    return UserRecord(user, tuple(appointments))


def test_every_role_has_its_facts_and_names_in_both_languages() -> None:
    assert list(ROLES) == list(Role)
    assert all(facts.name.ja and facts.name.en for facts in ROLES.values())
    assert {role for role, facts in ROLES.items() if facts.sees_all} == {Role.IP_OFFICER, Role.SENIOR_OFFICER, Role.AUDITOR}
    assert {role for role, facts in ROLES.items() if facts.keeps} == {Role.IP_OFFICER, Role.SENIOR_OFFICER}
    assert {role for role, facts in ROLES.items() if facts.delegated} == {Role.MEMBER, Role.MEMBER_MANAGER, Role.SERVICE_ACCOUNT}


def test_who_keeps_the_register_sees_all_of_it_and_who_is_delegated_neither() -> None:
    assert all(facts.sees_all for facts in ROLES.values() if facts.keeps)
    assert not any(facts.sees_all or facts.keeps for facts in ROLES.values() if facts.delegated)


@pytest.mark.parametrize("role", Role)
def test_who_may_change_the_register_is_bound_by_the_scope_of_its_token(role: Role) -> None:
    for scope in TokenScope:
        assert may_keep_register(Actor(role), scope).holds is ROLES[role].keeps
        assert may_keep_register(Actor(role, scopes=READ_ONLY), scope).holds is (ROLES[role].keeps and scope is TokenScope.READ)


def test_a_clearance_covers_what_is_no_higher() -> None:
    order = [Level.PUBLIC, Level.LEVEL_1, Level.LEVEL_2, Level.LEVEL_3]
    for held, wanted in product(range(4), range(4)):
        assert order[held].covers(order[wanted]) is (held >= wanted)


def test_an_appointment_counts_on_the_days_of_its_period() -> None:
    found = record((Role.MEMBER, A, Period(date(2026, 1, 1), DAY)), (Role.AUDITOR, None, Period(DAY)))
    assert [one.role if (one := found.on(day)) else None for day in (date(2025, 12, 31), date(2026, 11, 23), DAY)] == [
        None,
        Role.MEMBER,
        Role.AUDITOR,
    ]
    assert [one.role for one in found.ahead(date(2026, 11, 23))] == [Role.MEMBER, Role.AUDITOR]
    assert [one.role for one in found.ahead(DAY)] == [Role.AUDITOR]


def may_change(actor: Actor, found: UserRecord) -> bool:
    return people.may_change_user(actor, found, DAY).holds


def test_a_manager_changes_who_is_its_own_companys_alone() -> None:
    manager = Actor(Role.MEMBER_MANAGER, A)
    own, ended, ahead = Period(date(2026, 1, 1)), Period(date(2026, 1, 1), DAY), Period(date(2027, 1, 1))
    assert may_change(manager, record((Role.MEMBER, A, own)))
    assert may_change(manager, record((Role.MEMBER, B, ended), (Role.MEMBER, A, Period(DAY))))
    assert not may_change(manager, record((Role.MEMBER, B, own)))
    assert not may_change(manager, record((Role.MEMBER, A, ended)))
    assert not may_change(manager, record((Role.MEMBER, A, ended), (Role.MEMBER, B, ahead)))
    assert not may_change(manager, record((Role.RESEARCHER, A, own)))
    assert not may_change(Actor(Role.MEMBER_MANAGER, A, scopes=READ_ONLY), record((Role.MEMBER, A, own)))
    for role in Role:
        if role is not Role.MEMBER_MANAGER:
            assert may_change(Actor(role, A), record((Role.MEMBER, A, own))) is ROLES[role].keeps


def test_a_manager_knows_of_its_own_companys_people_and_of_what_is_its_companys() -> None:
    found = record((Role.MEMBER, A, Period(date(2026, 1, 1), DAY)), (Role.MEMBER, B, Period(DAY)))
    assert people.may_know_of_user(Actor(Role.MEMBER_MANAGER, A), found)
    assert not people.may_know_of_user(Actor(Role.MEMBER, A), found)
    assert not people.may_know_of_user(ANONYMOUS, found)
    assert not people.may_know_of_user(Actor(Role.MEMBER_MANAGER, UUID(int=3)), found)
    assert not people.may_know_of_user(Actor(Role.RESEARCHER), record((Role.AUDITOR, None, Period())))
    shown = people.shown_to(Actor(Role.MEMBER_MANAGER, A), found)
    assert (shown.user.sign_in, [one.party for one in shown.appointments]) == (None, [A])
    assert people.shown_to(Actor(Role.AUDITOR), found) == found
    assert people.shown_to(Actor(Role.MEMBER, B, user=found.user.id), found) == found


@pytest.mark.parametrize(
    ("role", "party", "clearance", "paths"),
    [
        (Role.MEMBER, "B", Level.LEVEL_3, []),
        (Role.MEMBER, None, Level.PUBLIC, [("party",)]),
        (Role.SERVICE_ACCOUNT, None, Level.PUBLIC, [("party",)]),
        (Role.AUDITOR, None, Level.PUBLIC, []),
        (Role.RESEARCHER, None, Level.LEVEL_2, []),
        (Role.STUDENT, None, Level.LEVEL_1, []),
        (Role.STUDENT, None, Level.LEVEL_2, [("clearance",)]),
        (Role.ANONYMOUS, None, Level.PUBLIC, [("role",)]),
    ],
)
def test_faults_of_an_appointment(role: Role, party: str | None, clearance: Level, paths: list[tuple[str, ...]]) -> None:
    assert [fault.path for fault in people.faults_of_appointment(role, party, clearance)] == paths
