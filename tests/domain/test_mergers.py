"""A party that was merged away: its membership of a lab has ended, and with it what a closed lab shows it."""

from __future__ import annotations

from datetime import date

import pytest

from ippool.domain.disclosure import may_know_of, may_know_of_lab
from ippool.domain.labs import Scheme
from ippool.domain.membership import Hold, holding, is_member
from ippool.domain.permissions import Actor, Role
from ippool.domain.policies import Policies
from tests.builders import World, a_lab, a_membership, a_party, a_patent, a_world, id_of

MERGED_ON = date(2026, 6, 1)
DAYS = [(date(2026, 5, 31), True), (MERGED_ON, False), (date(2030, 1, 1), False)]


def merged() -> World:
    """A, a member of the closed lab, is absorbed by M, and M by Z."""
    return a_world(
        parties=[
            a_party("A", merged_into="M", merged_on=MERGED_ON),
            a_party("M", merged_into="Z", merged_on=date(2028, 4, 1)),
        ],
        labs=[a_lab("CL-DRV", scheme=Scheme.CLOSED)],
        memberships=[a_membership("A", lab="CL-DRV"), a_membership("B", lab="CL-DRV")],
        arrangements=[],
    )


@pytest.mark.parametrize(("on", "member"), DAYS)
def test_the_membership_ends_on_the_day_of_the_merger(on: date, member: bool) -> None:
    world = merged()
    lab = world.lab("CL-DRV")
    assert is_member(world.reference, id_of("party", "A"), lab, on) is member
    hold = holding(world.reference, id_of("party", "A"), lab, Policies(), on=on).hold
    assert hold is (Hold.ACTIVE if member else Hold.NONE)
    assert is_member(world.reference, id_of("party", "B"), lab, on)
    assert not is_member(world.reference, id_of("party", "M"), lab, on)


@pytest.mark.parametrize(("on", "sees"), DAYS)
def test_a_party_merged_away_sees_the_closed_lab_no_more(on: date, sees: bool) -> None:
    world = merged()
    lab, record = world.lab("CL-DRV"), a_patent(labs=["CL-DRV"])
    absorbed = Actor(Role.MEMBER, id_of("party", "A"))
    assert may_know_of_lab(absorbed, lab, world.reference, on=on).holds is sees
    assert may_know_of(absorbed, record, world.reference, on=on).holds is sees


def test_the_successor_has_the_tail() -> None:
    world, record = merged(), a_patent(labs=["CL-DRV"])
    found = holding(world.reference, id_of("party", "M"), world.lab("CL-DRV"), Policies(), on=MERGED_ON, record=record)
    assert found.hold is Hold.TAIL
