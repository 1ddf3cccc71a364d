"""Who looks after whom: nobody comes by more than was given to it, neither through others, nor later, nor in what is past."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.permissions import Role
from ippool.usecases import tokens
from tests.auth import identity_provider
from tests.auth.conftest import Office, office_on
from tests.conftest import OFFICER, Cluster
from tests.graphql.api import Caller
from tests.graphql.mutating import send
from tests.graphql.test_people import MADE, added, adding, day, refused, token_input

WHO = "{ viewer { role party { code } } }"


@pytest_asyncio.fixture(scope="module")
async def office(cluster: Cluster, demo_template: str) -> AsyncIterator[Office]:
    with identity_provider.running() as provider:
        async with cluster.copy_of(demo_template) as url, office_on(url, provider) as made:
            yield made


async def appointed(office: Office, code: str, version: int, **given: Any) -> None:
    input = {"idempotencyKey": office.key(), "user": code, "expectedVersion": version, "from": day(0), **given}
    answer = await send(await office.as_user("senior"), "appointUser", input)
    assert answer["__typename"] == "UserAppointed", answer


async def made_by(office: Office, caller: Caller, code: str | None) -> Caller:
    answer = await send(caller, "createToken", token_input(office, user=code), MADE)
    assert answer["__typename"] == "TokenCreated", answer
    return office.caller(answer["secret"])


async def role_of(caller: Caller) -> str | None:
    """The role a token gives now; None where it is refused."""
    response = await caller.send(WHO)
    return response.json()["data"]["viewer"]["role"] if response.status_code == 200 else None


async def test_what_a_manager_made_does_not_follow_its_user_to_another_office(office: Office) -> None:
    """A manager that keeps the secret of a colleague's token would else be an officer once the colleague is."""
    manager = await office.as_user("b-manager")
    code, version = await added(office, manager)
    by_manager = await made_by(office, manager, code)
    by_that_token = await made_by(office, by_manager, None)
    by_officer = await made_by(office, await office.as_user("officer"), code)
    listed = await by_officer.ask("{ viewer { user { tokens { maker } } } }")
    assert [one["maker"] for one in listed["viewer"]["user"]["tokens"]] == ["MEMBER_MANAGER", "MEMBER_MANAGER", "IP_OFFICER"]
    steps: list[tuple[dict[str, Any], list[str | None]]] = [
        ({"role": "SERVICE_ACCOUNT", "party": "COMPANY-B"}, ["SERVICE_ACCOUNT"] * 3),
        ({"role": "RESEARCHER", "party": "COMPANY-B"}, [None, None, "RESEARCHER"]),
        ({"role": "MEMBER", "party": "COMPANY-P"}, [None, None, "MEMBER"]),
        ({"role": "IP_OFFICER"}, [None, None, "IP_OFFICER"]),
        ({"role": "AUDITOR"}, [None, None, None]),
        ({"role": "SENIOR_OFFICER"}, [None, None, None]),
        ({"role": "MEMBER", "party": "COMPANY-B"}, ["MEMBER"] * 3),
    ]
    for number, (given, roles) in enumerate(steps):
        await appointed(office, code, version + number, **given)
        assert [await role_of(one) for one in (by_manager, by_that_token, by_officer)] == roles, given


async def test_an_own_token_follows_its_user_wherever_it_goes(office: Office) -> None:
    code, version = await added(office, await office.as_user("officer"), party="COMPANY-B")
    own = await made_by(office, await office.as_user(code), None)
    for number, given in enumerate(({"role": "MEMBER", "party": "COMPANY-P"}, {"role": "AUDITOR"})):
        await appointed(office, code, version + number, **given)
        assert await role_of(own) == given["role"]


CHECKS: dict[str, dict[str, Any]] = {
    "addUser": {"name": "X", "role": "SENIOR_OFFICER", "from": day(0)},
    "addUser AUDITOR": {"name": "X", "role": "AUDITOR", "from": day(0)},
    "addUser COI_COMMITTEE": {"name": "X", "role": "COI_COMMITTEE", "from": day(0)},
    "addUser EXPORT_OFFICER": {"name": "X", "role": "EXPORT_OFFICER", "from": day(0)},
    "appointUser itself": {"user": "officer", "role": "SENIOR_OFFICER", "from": day(0), "expectedVersion": 1},
    "appointUser away": {"user": "senior", "role": "IP_OFFICER", "from": day(0), "expectedVersion": 1},
    "endUser": {"user": "senior", "until": day(0), "expectedVersion": 1},
    "linkUser": {"user": "senior", "signInName": "the officer's own", "expectedVersion": 1},
    "createToken": {"user": "senior", "label": "x", "scopes": ["WRITE"], "days": 1},
    "createToken of an auditor": {"user": "auditor", "label": "x", "scopes": ["WRITE"], "days": 1},
}


@pytest.mark.parametrize("name", CHECKS)
async def test_an_officer_is_not_its_own_second_pair_of_eyes(office: Office, name: str) -> None:
    input = {"idempotencyKey": office.key(), **CHECKS[name]}
    told = await refused(office, await office.as_user("officer"), name.split()[0], input)
    assert told == ("NOT_PERMITTED", "This needs the rights of a senior officer.")


async def test_every_officer_revokes_whatever_token(office: Office) -> None:
    secret = await office.secret("auditor")
    (token,) = (await office.caller(secret).ask("{ viewer { user { tokens { id holds } } } }"))["viewer"]["user"]["tokens"][-1:]
    revoking = {"idempotencyKey": office.key(), "token": token["id"], "expectedVersion": 1}
    assert (await send(await office.as_user("officer"), "revokeToken", revoking))["__typename"] == "TokenRevoked"
    assert await role_of(office.caller(secret)) is None


async def test_a_manager_changes_nothing_of_a_past_that_was_not_its_companys(office: Office) -> None:
    senior, manager = await office.as_user("senior"), await office.as_user("b-manager")
    code, version = await added(office, senior, role="AUDITOR", **{"from": day(-90)})
    await appointed(office, code, version, role="MEMBER", party="COMPANY-B", **{"from": day(-30)})
    input = {"user": code, "expectedVersion": version + 1}
    for name, changed in (("endUser", {"until": day(-60)}), ("appointUser", {"role": "MEMBER", "from": day(-60)})):
        told = await refused(office, manager, name, {"idempotencyKey": office.key(), **input, **changed})
        assert told == ("NOT_PERMITTED", "A manager looks after those only who are appointed for its own company.")
    ending = {"idempotencyKey": office.key(), **input, "until": day(-10)}
    answer = await send(manager, "endUser", ending, "... on UserEnded { user { appointments { role period { until } } } }")
    assert answer["user"]["appointments"] == [{"role": "MEMBER", "period": {"until": day(-10)}}]
    query = "query ($code: String!) { user(code: $code) { appointments { role period { from until } } } }"
    (first, _) = (await senior.ask(query, code=code))["user"]["appointments"]
    assert first == {"role": "AUDITOR", "period": {"from": day(-90), "until": day(-30)}}


async def test_the_tokens_of_who_has_left_are_shown_to_its_new_company_only(office: Office) -> None:
    b, p = await office.as_user("b-manager"), await office.as_user("p-manager")
    code, version = await added(office, b, **{"from": day(-30)})
    await made_by(office, b, code)
    query = "query ($code: String!) { user(code: $code) { tokens { id label } } }"
    seen = (await b.ask(query, code=code))["user"]["tokens"]
    assert [one["label"] for one in seen] == ["report"]
    await appointed(office, code, version, role="MEMBER", party="COMPANY-P")
    await send(p, "createToken", token_input(office, user=code, label="secret project of P"))
    assert (await b.ask(query, code=code))["user"]["tokens"] == []
    assert [one["label"] for one in (await p.ask(query, code=code))["user"]["tokens"]] == ["report", "secret project of P"]
    revoking = {"idempotencyKey": office.key(), "token": seen[0]["id"], "expectedVersion": 1}
    assert (await refused(office, b, "revokeToken", revoking))[0] == "NOT_FOUND"


async def test_a_manager_does_not_know_of_an_officers_token_of_the_same_party(office: Office) -> None:
    manager_code, _ = await added(office, await office.as_user("officer"), role="MEMBER_MANAGER", party="AIST")
    manager = await office.as_user(manager_code)
    token, _ = await tokens.create(office.pool.database, OFFICER, role=Role.IP_OFFICER, party="AIST", label="the office's")
    revoking = {"idempotencyKey": office.key(), "token": str(token.id), "expectedVersion": 1}
    assert (await refused(office, manager, "revokeToken", revoking))[0] == "NOT_FOUND"
    assert (await refused(office, manager, "addUser", adding(office, role="IP_OFFICER", party="AIST")))[0] == "NOT_PERMITTED"
