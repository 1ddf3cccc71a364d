"""People and tokens over the API: who may do what to whom, what is told of it, and what it leaves behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from graphql import GraphQLUnionType

from ippool.domain.permissions import Role, TokenScope
from ippool.graphql.context import moment_in
from ippool.graphql.problems import PROBLEMS
from ippool.graphql.schema import make_schema
from ippool.usecases import people, tokens
from tests.auth import identity_provider
from tests.auth.conftest import Office, office_on
from tests.conftest import OFFICER, Cluster
from tests.graphql.api import Caller
from tests.graphql.mutating import send
from tests.graphql.register_state import audit_lines, fingerprint
from tests.graphql.test_mutations import differing, documented_errors

SCHEMA = make_schema()
DAY = moment_in(ZoneInfo("Asia/Tokyo")).today
USES = {
    "addUser": (people.add_user, "UserAdded"),
    "appointUser": (people.appoint_user, "UserAppointed"),
    "endUser": (people.end_user, "UserEnded"),
    "linkUser": (people.link_user, "UserLinked"),
    "createToken": (tokens.create_token, "TokenCreated"),
    "revokeToken": (tokens.revoke_token, "TokenRevoked"),
}
CHANGING = ("appointUser", "endUser", "linkUser", "revokeToken")
USER = (
    "... on {0} {{ replayed user {{ version name signInName appointment {{ role clearance party {{ code }} }} "
    "appointments {{ role period {{ from until }} }} }} }}"
)
MADE = "... on TokenCreated { replayed secret token { id version label scopes expiresAt holds } }"


@pytest_asyncio.fixture(scope="module")
async def office(cluster: Cluster, demo_template: str) -> AsyncIterator[Office]:
    with identity_provider.running() as provider:
        async with cluster.copy_of(demo_template) as url, office_on(url, provider) as made:
            yield made


def day(offset: int) -> str:
    return (DAY + timedelta(days=offset)).isoformat()


def adding(office: Office, **changed: Any) -> dict[str, Any]:
    return {"idempotencyKey": office.key(), "name": "佐藤", "role": "MEMBER", "from": day(0), **changed}


async def added(office: Office, caller: Caller, **changed: Any) -> tuple[str, int]:
    """Add a user; return its code and version."""
    answer = await send(caller, "addUser", adding(office, **changed), "... on UserAdded { user { code version } }")
    assert answer["__typename"] == "UserAdded", answer
    return answer["user"]["code"], answer["user"]["version"]


async def refused(office: Office, caller: Caller, name: str, input: dict[str, Any]) -> tuple[str, str]:
    """Send what is refused, changing nothing, and leaving a line where it is not permitted; return the code and the message."""
    database = office.pool.database
    before, seq = await fingerprint(database), (await audit_lines(database))[-1]["seq"]
    answer = await send(caller, name, input)
    lines = [line["action"] for line in await audit_lines(database, after=seq)]
    assert lines == (["authorization:refused"] if answer["code"] == "NOT_PERMITTED" else [])
    assert differing(before, await fingerprint(database)) == ({"audit"} if lines else set())
    return answer["code"], answer["message"]


@pytest.mark.parametrize("name", USES)
def test_every_refusal_that_is_documented_is_in_the_union(name: str) -> None:
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    result = getattr(mutation.fields[name].type, "of_type", None)
    assert isinstance(result, GraphQLUnionType)
    use, success = USES[name]
    wanted = {next(PROBLEMS[base] for base in error.__mro__ if base in PROBLEMS).__name__ for error in documented_errors(use)}
    assert {member.name for member in result.types} == {*wanted, success}
    kind: Any = SCHEMA._schema.type_map[name[0].upper() + name[1:] + "Input"]
    assert str(kind.fields["idempotencyKey"].type) == "String!"
    assert ("expectedVersion" in kind.fields) is (name in CHANGING)
    made: Any = SCHEMA._schema.type_map[success]
    assert str(made.fields["replayed"].type) == "Boolean!"


async def test_a_manager_looks_after_its_own_people(office: Office) -> None:
    manager, seq = await office.as_user("b-manager"), (await audit_lines(office.pool.database))[-1]["seq"]
    input = adding(office)
    answer = await send(manager, "addUser", input, USER.format("UserAdded") + " ... on UserAdded { user { code } }")
    code = answer["user"].pop("code")
    assert answer == {
        "__typename": "UserAdded",
        "replayed": False,
        "user": {
            "version": 1,
            "name": "佐藤",
            "signInName": None,
            "appointment": {"role": "MEMBER", "clearance": "PUBLIC", "party": {"code": "COMPANY-B"}},
            "appointments": [{"role": "MEMBER", "period": {"from": day(0), "until": None}}],
        },
    }
    again = await send(manager, "addUser", input, USER.format("UserAdded") + " ... on UserAdded { user { code } }")
    assert again == {**answer, "replayed": True, "user": {**answer["user"], "code": code}}
    made = await send(manager, "createToken", token_input(office, user=code), MADE)
    assert made["token"]["scopes"] == ["READ", "WRITE"]
    newcomer = office.caller(made["secret"])
    assert (await newcomer.ask("{ viewer { user { code } party { code } } }"))["viewer"] == {
        "user": {"code": code},
        "party": {"code": "COMPANY-B"},
    }
    appointing = {"idempotencyKey": office.key(), "user": code, "role": "MEMBER_MANAGER", "from": day(1), "expectedVersion": 1}
    answer = await send(manager, "appointUser", appointing, USER.format("UserAppointed"))
    assert answer["user"]["version"] == 2
    assert answer["user"]["appointments"] == [
        {"role": "MEMBER", "period": {"from": day(0), "until": day(1)}},
        {"role": "MEMBER_MANAGER", "period": {"from": day(1), "until": None}},
    ]
    ending = {"idempotencyKey": office.key(), "user": code, "until": day(0), "expectedVersion": 2}
    answer = await send(manager, "endUser", ending, USER.format("UserEnded"))
    assert (answer["user"]["version"], answer["user"]["appointment"], answer["user"]["appointments"]) == (3, None, [])
    (error,) = await newcomer.errors("{ viewer { role } }")
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    replayed = await send(manager, "endUser", ending, USER.format("UserEnded"))
    assert replayed == {**answer, "replayed": True}
    lines = await audit_lines(office.pool.database, after=seq)
    assert [line["action"] for line in lines] == [
        "user:added",
        "appointment:added",
        "token:created",
        "appointment:ended",
        "appointment:added",
        "user:appointed",
        "appointment:withdrawn",
        "appointment:withdrawn",
        "user:ended",
    ]
    assert {line["actor_role"] for line in lines} == {"MEMBER_MANAGER"}
    assert len({line["actor_user_id"] for line in lines} - {None}) == 1


def token_input(office: Office, **changed: Any) -> dict[str, Any]:
    return {"idempotencyKey": office.key(), "label": "report", "scopes": ["WRITE"], "days": 30, **changed}


OTHERS = {
    "MEMBER of another company": {"party": "COMPANY-P"},
    "MEMBER of a company that is not there": {"party": "NO-SUCH-COMPANY"},
    "a researcher": {"role": "RESEARCHER"},
    "an officer": {"role": "IP_OFFICER"},
    "an auditor of nothing": {"role": "AUDITOR"},
    "somebody with clearance": {"clearance": "LEVEL_1"},
}


@pytest.mark.parametrize("name", OTHERS)
async def test_a_manager_appoints_nobody_else(office: Office, name: str) -> None:
    manager = await office.as_user("b-manager")
    code, message = await refused(office, manager, "addUser", adding(office, **OTHERS[name]))
    assert code == "NOT_PERMITTED"
    if "company" in name:
        assert message == "A manager appoints members, managers and service accounts of its own company only."


@pytest.mark.parametrize("field", ["signInName", "code"])
async def test_who_somebody_is_elsewhere_only_an_officer_says(office: Office, field: str) -> None:
    """A name that is taken and one that is free are answered alike."""
    manager, officer = await office.as_user("b-manager"), await office.as_user("officer")
    answers = {await refused(office, manager, "addUser", adding(office, **{field: name})) for name in ("p-manager", "free-name")}
    assert answers == {("NOT_PERMITTED", "This needs the rights of an IP officer.")}
    code, version = await added(office, officer, party="COMPANY-B")
    linking = {"idempotencyKey": office.key(), "user": code, "signInName": "p-manager", "expectedVersion": version}
    assert (await refused(office, manager, "linkUser", linking))[0] == "NOT_PERMITTED"
    assert (await refused(office, officer, "linkUser", linking))[0] == "CONFLICT"
    answer = await send(officer, "linkUser", {**linking, "signInName": f"linked by {field}"}, USER.format("UserLinked"))
    assert (answer["user"]["signInName"], answer["user"]["version"]) == (f"linked by {field}", 2)
    assert await office.answer({"Authorization": f"Bearer {office.provider.token(sub=f'linked by {field}')}"})


async def test_another_companys_people_are_as_if_they_were_not_there(office: Office) -> None:
    b, p = await office.as_user("b-manager"), await office.as_user("p-manager")
    code, _ = await added(office, b)
    made = await send(b, "createToken", token_input(office, user=code), MADE)
    id = (await b.ask("query ($code: String!) { user(code: $code) { id } }", code=code))["user"]["id"]
    query = "query ($code: String!, $id: ID!) { user(code: $code) { name } node(id: $id) { id } }"
    assert await b.ask(query, code=code, id=id) == {"user": {"name": "佐藤"}, "node": {"id": id}}
    for stranger in (p, await office.as_user("b-viewer"), await office.as_user("researcher"), office.caller(None)):
        assert await stranger.ask(query, code=code, id=id) == {"user": None, "node": None}
    absent = "U-ABSENT"
    for name, input in (
        ("endUser", {"until": day(0), "expectedVersion": 1}),
        ("appointUser", {"role": "MEMBER", "from": day(0), "expectedVersion": 1}),
        ("createToken", {"label": "x", "scopes": [], "days": 1}),
    ):
        told = [await refused(office, p, name, {"idempotencyKey": office.key(), "user": one, **input}) for one in (code, absent)]
        assert told[0][0] == told[1][0] == "NOT_FOUND"
        assert told[0][1].replace(code, "?") == told[1][1].replace(absent, "?")
    for id in (made["token"]["id"], "0191c2c5-0000-7000-8000-000000000000", "nonsense"):
        input = {"idempotencyKey": office.key(), "token": id, "expectedVersion": 1}
        assert (await refused(office, p, "revokeToken", input))[0] == "NOT_FOUND"


async def test_the_list_of_users_has_who_may_be_known(office: Office) -> None:
    await added(office, await office.as_user("b-manager"))
    query = "{ users(first: 100) { totalCount edges { node { code appointment { party { code } } } } } }"
    every = (await (await office.as_user("auditor")).ask(query))["users"]
    own = (await (await office.as_user("b-manager")).ask(query))["users"]
    assert [one["node"]["code"] for one in every["edges"]] == sorted(one["node"]["code"] for one in every["edges"])
    assert every["totalCount"] == len(every["edges"]) > own["totalCount"] == len(own["edges"]) > 3
    parties = {one["node"]["appointment"]["party"]["code"] for one in own["edges"] if one["node"]["appointment"]}
    assert parties == {"COMPANY-B"}
    for nobody in (office.caller(None), await office.as_user("b-viewer"), await office.as_user("coi")):
        assert (await nobody.ask(query))["users"] == {"totalCount": 0, "edges": []}
    paged, after = [], None
    page = (
        "query ($after: String) { users(first: 2, after: $after) { pageInfo { hasNextPage endCursor } edges { node { code } } } }"
    )
    manager = await office.as_user("b-manager")
    while True:
        found = (await manager.ask(page, after=after))["users"]
        paged += found["edges"]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert [one["node"]["code"] for one in paged] == [one["node"]["code"] for one in own["edges"]]


async def test_who_has_left_for_another_company_is_its_managers_no_more(office: Office) -> None:
    officer, b = await office.as_user("officer"), await office.as_user("b-manager")
    code, _ = await added(office, officer, party="COMPANY-B", **{"from": day(-30)}, signInName="mover")
    moving = {"user": code, "role": "MEMBER", "party": "COMPANY-P", "from": day(0), "expectedVersion": 1}
    moved = await send(officer, "appointUser", {"idempotencyKey": office.key(), **moving})
    assert moved["__typename"] == "UserAppointed"
    query = "query ($code: String!) { user(code: $code) { signInName appointments { party { code } period { until } } } }"
    assert (await b.ask(query, code=code))["user"] == {
        "signInName": None,
        "appointments": [{"party": {"code": "COMPANY-B"}, "period": {"until": day(0)}}],
    }
    ending = {"idempotencyKey": office.key(), "user": code, "until": day(0), "expectedVersion": 2}
    assert (await refused(office, b, "endUser", ending))[0] == "NOT_PERMITTED"
    assert (await refused(office, b, "createToken", token_input(office, user=code)))[0] == "NOT_PERMITTED"


async def test_ones_own_tokens(office: Office) -> None:
    viewer = await office.as_user("b-viewer")
    made = await send(viewer, "createToken", input := token_input(office), MADE)
    assert made["secret"].startswith("ippool_")
    assert made["replayed"] is False
    assert {key: made["token"][key] for key in ("version", "label", "scopes", "holds")} == {
        "version": 1,
        "label": "report",
        "scopes": ["READ", "WRITE"],
        "holds": True,
    }
    again = await send(viewer, "createToken", input, MADE)
    assert again == {**made, "replayed": True, "secret": None}
    assert (await refused(office, viewer, "createToken", {**input, "label": "other"}))[0] == "IDEMPOTENCY_KEY_REUSED"
    # The same key of a colleague is another one.
    colleague = await send(await office.as_user("b-manager"), "createToken", input, MADE)
    assert colleague["replayed"] is False
    made_with = office.caller(made["secret"])
    revoking = {"idempotencyKey": office.key(), "token": made["token"]["id"], "expectedVersion": 1}
    answer = await send(made_with, "revokeToken", revoking, "... on TokenRevoked { replayed token { version holds } }")
    assert answer == {"__typename": "TokenRevoked", "replayed": False, "token": {"version": 2, "holds": False}}
    assert (await made_with.send("{ __typename }")).status_code == 401
    assert (await refused(office, viewer, "revokeToken", {**revoking, "idempotencyKey": office.key()}))[0] == "STALE_VERSION"


async def test_no_token_makes_one_that_is_worth_more(office: Office) -> None:
    code, _ = await added(office, await office.as_user("officer"), party="COMPANY-B")
    narrow = await office.as_user(code, TokenScope.READ, TokenScope.WRITE)
    wider = token_input(office, scopes=["IMPORT"], days=300)
    assert (await refused(office, narrow, "createToken", wider))[1] == (
        "No token can be made for more than the one it is made with."
    )
    made = await send(narrow, "createToken", token_input(office, days=300), MADE)
    listed = (await narrow.ask("{ viewer { user { tokens { expiresAt } } } }"))["viewer"]["user"]["tokens"]
    assert made["token"]["expiresAt"] == listed[0]["expiresAt"]  # of 30 days
    reading = await office.as_user(code, TokenScope.READ)
    assert (await refused(office, reading, "createToken", token_input(office, scopes=[])))[0] == "NOT_PERMITTED"
    own = (await reading.ask("{ viewer { user { tokens { id } } } }"))["viewer"]["user"]["tokens"]
    revoking = {"idempotencyKey": office.key(), "token": own[0]["id"], "expectedVersion": 1}
    assert (await refused(office, reading, "revokeToken", revoking))[0] == "NOT_PERMITTED"
    itself = {**revoking, "token": own[-1]["id"], "idempotencyKey": office.key()}
    assert (await send(reading, "revokeToken", itself))["__typename"] == "TokenRevoked"


async def test_there_are_so_many_tokens_of_a_user(office: Office) -> None:
    code, _ = await added(office, await office.as_user("officer"), party="COMPANY-B")
    for _ in range(tokens.MOST_TOKENS):
        last = await office.as_user(code)
    assert (await refused(office, last, "createToken", token_input(office)))[0] == "TOO_MANY_TOKENS"


async def test_officers_and_managers_revoke_what_stands_for_a_role(office: Office) -> None:
    database = office.pool.database
    token, secret = await tokens.create(database, OFFICER, role=Role.MEMBER, party="COMPANY-B", label="old")
    bearer = office.caller(secret)
    assert (await bearer.ask("{ viewer { role user { code } } }"))["viewer"] == {"role": "MEMBER", "user": None}
    assert (await refused(office, bearer, "createToken", token_input(office)))[0] == "NOT_PERMITTED"
    revoking = {"idempotencyKey": office.key(), "token": str(token.id), "expectedVersion": 1}
    assert (await refused(office, await office.as_user("p-manager"), "revokeToken", revoking))[0] == "NOT_FOUND"
    assert (await refused(office, await office.as_user("auditor"), "revokeToken", revoking))[0] == "NOT_PERMITTED"
    assert (await send(await office.as_user("b-manager"), "revokeToken", revoking))["__typename"] == "TokenRevoked"


FAULTS: dict[str, tuple[dict[str, Any], list[list[str]]]] = {
    "no name": ({"name": " "}, [["name"]]),
    "until before from": ({"until": day(0)}, [["until"]]),
    "a role that needs a party": ({"party": None}, [["party"]]),
    "no role": ({"role": "ANONYMOUS"}, [["role"]]),
    "a student with clearance": ({"role": "STUDENT", "clearance": "LEVEL_2"}, [["clearance"]]),
    "a code with a space": ({"code": "a b"}, [["code"]]),
    "an empty sign-in name": ({"signInName": " "}, [["signInName"]]),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_faults_of_form_name_their_field(office: Office, name: str) -> None:
    officer = await office.as_user("officer")
    changed, paths = FAULTS[name]
    answer = await send(officer, "addUser", adding(office, **{"party": "COMPANY-B", **changed}))
    assert answer["__typename"] == "FormProblem"
    assert [finding["path"] for finding in answer["findings"]] == paths


@pytest.mark.parametrize("days", [0, 367, -1])
async def test_a_token_ends(office: Office, days: int) -> None:
    answer = await send(await office.as_user("b-viewer"), "createToken", token_input(office, days=days))
    assert (answer["__typename"], answer["path"]) == ("FormProblem", ["days"])


@pytest.mark.parametrize("name", USES)
async def test_nobody_does_it_without_signing_in(office: Office, name: str) -> None:
    input = {
        "addUser": adding(office),
        "appointUser": {"idempotencyKey": "k", "user": "x", "role": "MEMBER", "from": day(0), "expectedVersion": 1},
        "endUser": {"idempotencyKey": "k", "user": "x", "until": day(0), "expectedVersion": 1},
        "linkUser": {"idempotencyKey": "k", "user": "x", "signInName": None, "expectedVersion": 1},
        "createToken": token_input(office),
        "revokeToken": {"idempotencyKey": "k", "token": "x", "expectedVersion": 1},
    }[name]
    kind = name[0].upper() + name[1:]
    (error,) = await office.caller(None).errors(
        f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename }} }}", input=input
    )
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    line = (await audit_lines(office.pool.database))[-1]
    assert (line["action"], line["actor_role"], line["details"]["asked"]) == (
        "authorization:refused",
        "ANONYMOUS",
        f"mutation:{name}",
    )
    if name in ("addUser", "linkUser"):
        for nobody in ("b-viewer", "researcher", "auditor"):
            assert (await refused(office, await office.as_user(nobody), name, input))[0] == "NOT_PERMITTED"
