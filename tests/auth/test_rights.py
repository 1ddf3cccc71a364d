"""A8 in short: whatever right is taken away, the next request has it no more; and what a token's scope does not name it may not."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from ippool.domain.labs import LeftReason
from ippool.domain.permissions import Role, TokenScope
from ippool.graphql.context import moment_in
from ippool.usecases import memberships, people
from ippool.usecases.memberships import EndMembership
from ippool.usecases.people import AppointUser
from tests.auth.bad_tokens import bearer
from tests.auth.conftest import OFFICE, Office
from tests.conftest import OFFICER
from tests.conftest import now as moment_now
from tests.graphql.mutating import send

PAGE = "{ patents(first: 100) { totalCount edges { node { number terms { standing outcome } } } } viewer { role } }"
ROUNDS = 6


def today() -> date:
    return moment_in(ZoneInfo("Asia/Tokyo")).today


async def appoint(office: Office, code: str, role: Role, party: str | None, start: date, until: date | None = None) -> None:
    found = await people.user_by_code(office.pool, OFFICE, code)
    assert found is not None
    command = AppointUser(office.key(), code, role, start, found.user.version, party, until=until)
    await people.appoint_user(office.pool, OFFICE, moment_now(), command)


async def test_a_right_that_is_taken_away_is_gone_at_the_next_request(office: Office) -> None:
    """Each way to lose a right, again and again, with memos warm: the very next request is refused, or sees less."""
    lost = 0
    for number in range(ROUNDS):
        code = f"leaver-{number}"
        await office.add(code, Role.IP_OFFICER, None)
        token, jwt = await office.secret(code), office.provider.token(sub=code)
        caller, by_jwt = office.caller(token), office.caller(jwt)
        every = (await caller.ask(PAGE))["patents"]["totalCount"]
        assert (await by_jwt.ask(PAGE))["patents"]["totalCount"] == every
        # Another role: it sees what that one sees.
        await appoint(office, code, Role.MEMBER, "COMPANY-P", today())
        for one in (caller, by_jwt):
            seen = await one.ask(PAGE)
            assert seen["viewer"]["role"] == "MEMBER"
            assert seen["patents"]["totalCount"] < every
        # None at all.
        await office.end(code, today())
        for one in (caller, by_jwt):
            (error,) = await one.errors(PAGE)
            assert error["extensions"]["code"] == "UNAUTHENTICATED"
        # And back again.
        await appoint(office, code, Role.AUDITOR, None, today())
        assert (await caller.ask(PAGE))["patents"]["totalCount"] == every
        await revoke(office, token)
        (error,) = await caller.errors(PAGE)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await by_jwt.ask(PAGE))["viewer"]["role"] == "AUDITOR"
        lost += 3
    assert lost == 3 * ROUNDS


async def revoke(office: Office, token: str) -> None:
    listed = await (caller := office.caller(token)).ask("{ viewer { user { tokens { id version holds } } } }")
    (holding,) = [one for one in listed["viewer"]["user"]["tokens"] if one["holds"]]
    command = {"idempotencyKey": office.key(), "token": holding["id"], "expectedVersion": holding["version"]}
    answer = await send(caller, "revokeToken", command, "... on TokenRevoked { token { holds version } }")
    assert answer == {"__typename": "TokenRevoked", "token": {"holds": False, "version": 2}}


async def test_who_is_a_member_no_more_sees_the_closed_lab_no_more(office: Office) -> None:
    await office.add("p-viewer", Role.MEMBER, "COMPANY-P")
    caller = await office.as_user("p-viewer")
    labs = await _own_labs(office, "COMPANY-P")
    before = (await caller.ask(PAGE))["patents"]["totalCount"]
    assert labs
    for lab, version in labs:
        command = EndMembership(
            office.key(), "COMPANY-P", today() - timedelta(days=1), LeftReason.WITHDRAWAL, version, open_lab=lab
        )
        await memberships.end_membership(office.pool, OFFICER, moment_now(), command)
    assert (await caller.ask(PAGE))["patents"]["totalCount"] < before


async def _own_labs(office: Office, party: str) -> list[tuple[str, int]]:
    statement = (
        "select l.code, m.version from membership m join open_lab l on l.id = m.lab_id join party p on p.id = m.party_id "
        "where p.code = :party and m.valid @> current_date"
    )
    async with office.pool.database.read() as session:
        return [tuple(row) for row in await session.execute(text(statement), {"party": party})]


async def test_an_appointment_counts_from_its_first_day_to_the_day_before_its_end(office: Office) -> None:
    day = today()
    await office.add("dated", Role.MEMBER, "COMPANY-B", start=day, until=day + timedelta(days=1))
    await office.add("over", Role.MEMBER, "COMPANY-B", until=day)
    await office.add("ahead", Role.MEMBER, "COMPANY-B", start=day + timedelta(days=1))
    for code, status in (("dated", 200), ("over", 401), ("ahead", 401)):
        assert (await office.answer(bearer(await office.secret(code)).headers)).status_code == status, code


@pytest.mark.parametrize(
    ("code", "role", "party"),
    [
        ("researcher", "RESEARCHER", None),
        ("student", "STUDENT", None),
        ("coi", "COI_COMMITTEE", None),
        ("export", "EXPORT_OFFICER", None),
        ("senior", "SENIOR_OFFICER", None),
        ("officer", "IP_OFFICER", {"code": "AIST"}),
    ],
)
async def test_who_only_belongs_to_a_party_does_not_speak_for_it(
    office: Office, code: str, role: str, party: dict[str, str] | None
) -> None:
    caller = await office.as_user(code)
    seen = await caller.ask("{ viewer { role party { code } } patents(first: 1) { totalCount } }")
    assert seen["viewer"] == {"role": role, "party": party}
    public = (await office.caller(None).ask("{ patents(first: 1) { totalCount } }"))["patents"]
    assert (seen["patents"] == public) is (code not in ("senior", "officer"))


REGISTER = {"idempotencyKey": "scope", "code": "SCOPE-X", "kind": "COMPANY", "name": {"en": "X"}, "size": "SME"}


@pytest.mark.parametrize(("scopes", "may"), [([TokenScope.READ], False), ([TokenScope.IMPORT], False), ([TokenScope.WRITE], True)])
async def test_a_token_changes_the_register_only_where_it_may_write(office: Office, scopes: list[TokenScope], may: bool) -> None:
    caller = await office.as_user("senior", *scopes)
    answer = await send(caller, "registerParty", {**REGISTER, "code": f"SCOPE-{scopes[0]}", "idempotencyKey": office.key()})
    assert answer["__typename"] == ("PartyRegistered" if may else "NotPermittedProblem")
    assert may or answer["message"] == "The scope of this token does not have WRITE."


async def test_last_use_is_noted_beside_the_request_and_once_a_minute(office: Office) -> None:
    pool = office.pool
    caller = await office.as_user("b-viewer")
    query = "{ viewer { user { tokens { lastUsedAt } } } }"
    assert (await caller.ask(query))["viewer"]["user"]["tokens"][-1] == {"lastUsedAt": None}
    uses = office.uses
    assert len(uses.waiting) >= 1
    assert await uses.write(pool.database) >= 1
    noted = (await caller.ask(query))["viewer"]["user"]["tokens"][-1]["lastUsedAt"]
    assert noted is not None
    assert uses.waiting == {}  # not a minute has passed
    assert await uses.write(pool.database) == 0
