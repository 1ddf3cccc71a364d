"""`ippool user` and what it adds to `ippool token`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command
from tests.cli.test_keeping import asked, copy
from tests.conftest import Cluster


@pytest.fixture
def own_demo_url(cluster: Cluster, demo_template: str) -> Iterator[str]:
    with copy(cluster, demo_template) as url:
        yield url


def test_a_user_is_added_appointed_linked_and_ended(ippool: Command, own_demo_url: str) -> None:
    url = own_demo_url
    add = ("user", "add", "佐藤", "--role", "member", "--party", "COMPANY-B", "--from", "2020-04-01")
    code = ippool(*add, url=url).out.strip()
    assert re.fullmatch(r"U-[2-9A-HJ-NP-Z]{10}", code)
    secret = ippool("token", "create", "--user", code, "--days", "30", "--read-only", url=url).out.strip()
    ((scopes, days),) = asked(
        url,
        f"select scopes, round(extract(epoch from expires_at - created_at) / 86400) from token "
        f"where hash = '{hashlib.sha256(secret.encode()).hexdigest()}'",
    )
    assert (scopes, days) == (["READ"], 30)
    ippool("user", "appoint", code, "--role", "member-manager", "--party", "COMPANY-B", "--from", "2020-05-01", url=url)
    ippool("user", "link", code, "sato@example.test", url=url)
    told = ippool("user", "roles", code, url=url).out
    assert "[2020-04-01, 2020-05-01)  会員 / member  COMPANY-B  PUBLIC" in told
    assert "[2020-05-01, )  会員管理者 / member manager  COMPANY-B  PUBLIC" in told
    listed = ippool("user", "list", url=url).out
    assert all(one in listed for one in (code, "佐藤", "sato@example.test", "COMPANY-B"))
    listed = ippool("token", "list", url=url).out
    assert all(one in listed for one in (code, "READ", "yes"))
    ippool("user", "end", code, url=url)
    ((until,),) = asked(
        url, "select upper(valid) = current_date or upper(valid) is not null from appointment order by valid desc limit 1"
    )
    assert until is True
    assert "COMPANY-B" not in ippool("user", "list", url=url).out


def test_a_user_needs_what_its_role_needs(ippool: Command, own_demo_url: str) -> None:
    said = ippool("user", "add", "X", "--role", "member", url=own_demo_url, expect=1)
    assert "This role needs a party to speak for." in said.err
    said = ippool("user", "add", "X", "--role", "student", "--clearance", "LEVEL_2", url=own_demo_url, expect=1)
    assert "Students can be cleared up to level 1 only." in said.err
    assert "There is no user U-1." in ippool("user", "end", "U-1", url=own_demo_url, expect=1).err
    assert "give exactly one of --role and --user" in ippool("token", "create", url=own_demo_url, expect=2).err
    assert asked(own_demo_url, "select count(*) from user_account") == [(0,)]


def test_a_token_of_a_role_ends_after_a_year_and_may_be_narrow(ippool: Command, own_demo_url: str) -> None:
    ippool("token", "create", "--role", "auditor", "--scope", "READ", "--scope", "IMPORT", url=own_demo_url)
    found = asked(
        own_demo_url, "select scopes, expires_at between now() + interval '365 days' and now() + interval '366 days' from token"
    )
    assert found == [(["IMPORT", "READ"], True)]
