"""Questions for another day, another moment, or by who may not know everything: what is asked holds all the way down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ippool.domain.designation import number_of
from ippool.domain.patents import LabTag
from ippool.domain.timeline import Period
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.store.reference import load_reference
from ippool.usecases import patents as patent_use
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, now
from tests.graphql.api import api_on
from tests.graphql.kept import send

OF_PATENT = "query ($number: String!) { patent(number: $number) { %s } }"


@pytest.mark.parametrize(
    "field",
    [
        "terms(%s) { openLab { arrangement { code } } }",
        "packages(%s) { openLab { arrangement { code } } }",
        "openLabs(%s) { arrangement { code } }",
    ],
)
async def test_a_day_asked_further_up_is_the_day_further_down(demo_pool: Pool, field: str) -> None:
    async def version(arguments: str) -> Any:
        found = (await member.ask(OF_PATENT % ("it: " + field % arguments), number="SYN-3"))["patent"]["it"]
        return found["openLab"]["arrangement"] if isinstance(found, dict) else _first(found)

    def _first(found: list[Any]) -> Any:
        lab = found[0].get("openLab", found[0])
        return lab["arrangement"]

    async with api_on(demo_pool.database) as api:
        member = await api.member("COMPANY-B")
        assert await version('on: "2020-06-01"') == {"code": "OL-BAT@1"}
        assert await version('on: "2026-06-01"') == {"code": "OL-BAT@2"}


async def test_a_day_asked_for_a_license_is_the_day_of_its_patents_and_licensee(demo_pool: Pool) -> None:
    selection = (
        'terms(on: "2025-06-01") { ownLicenses { number licensee { memberships { tier } } patents { code: number terms { on } } } }'
    )
    async with api_on(demo_pool.database) as api:
        officer = await api.officer()
        page = await officer.ask(
            f"query ($p: ID!) {{ patents(first: 50, applicant: $p) {{ edges {{ node {{ {selection} }} }} }} }}",
            p=(await (await api.member("COMPANY-F")).ask("{ viewer { party { id } } }"))["viewer"]["party"]["id"],
        )
    licenses = [one for edge in page["patents"]["edges"] for one in edge["node"]["terms"]["ownLicenses"]]
    assert licenses
    for one in licenses:
        assert {patent["terms"]["on"] for patent in one["patents"]} == {"2025-06-01"}
        assert one["licensee"]["memberships"] == [{"tier": "standard"}]  # over by the office's today


async def test_nothing_is_answered_as_known_in_the_future(own_demo_pool: Pool) -> None:
    selection = 'terms(knownAt: "2099-01-01T00:00:00Z") { standing knownAt }'
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer("COMPANY-Z")
        before = (await officer.ask(OF_PATENT % selection, number="SYN-3"))["patent"]["terms"]
        assert before["standing"] == "NON_MEMBER"
        assert before["knownAt"] < "2099"
        admission = {"party": "COMPANY-Z", "openLab": "OL-BAT", "tier": "standard", "from": "2015-04-01"}
        assert (await send(officer, "admitMember", {"idempotencyKey": "z", **admission}))["__typename"] == "MemberAdmitted"
        after = (await officer.ask(OF_PATENT % selection, number="SYN-3"))["patent"]["terms"]
    assert after["standing"] == "LAB_MEMBER"


async def test_a_past_moment_is_read_anew_after_a_change(own_demo_pool: Pool) -> None:
    asked = patent_use.Asked(known_at=now().now)
    _, first = await patent_use.find(own_demo_pool, OFFICER, now(), "SYN-3", asked=asked)
    async with api_on(own_demo_pool.database) as api:
        admission = {"party": "COMPANY-Z", "openLab": "OL-BAT", "tier": "standard", "from": "2015-04-01"}
        await send(await api.officer(), "admitMember", {"idempotencyKey": "z", **admission})
    _, then = await patent_use.find(own_demo_pool, OFFICER, now(), "SYN-3", asked=asked)
    assert then.reference is not first.reference
    assert then.reference.memberships == first.reference.memberships


async def test_a_patent_of_a_hidden_lab_is_answered_as_one_of_no_lab(own_demo_pool: Pool) -> None:
    """In the closed lab until the open one took it over; a stranger learns nothing of that, by whatever it asks."""
    selection = (
        'openLabs(on: "2009-06-01") { code } ownershipClass(on: "2009-06-01") '
        'terms(on: "2009-06-01") { outcome digest headline openLab { code } } '
        'packages(on: "2009-06-01") { digest openLab { code } trace { id because } }'
    )
    closed = 'query { patents(on: "2009-06-01", filter: {%s}) { edges { node { number } } } }'
    async with api_on(own_demo_pool.database) as api:
        stranger, officer = await api.member("COMPANY-Z"), await api.officer("COMPANY-Z")
        before = await stranger.ask(OF_PATENT % selection, number="JP-2007136644-A")
        async with own_demo_pool.database.write(OFFICER) as tx:
            reference = await load_reference(tx.connection)
            lab = reference.lab_by_code("CL-DRV")
            record, _ = await patent_use.find(own_demo_pool, OFFICER, now(), "JP-2007136644-A")
            assert lab is not None
            assert record is not None
            tag = LabTag(new_id(), record.patent.id, lab.id, Period(date(2008, 1, 1), date(2010, 4, 1)), "")
            await add(tx.connection, [tag])
            tx.record("lab_tag:recorded", tag)
        assert await stranger.ask(OF_PATENT % selection, number="JP-2007136644-A") == before
        known = await officer.ask(OF_PATENT % selection, number="JP-2007136644-A")
        assert known["patent"]["openLabs"] == [{"code": "CL-DRV"}]
        assert known["patent"]["packages"][0]["openLab"] == {"code": "CL-DRV"}
        for filter in ('openLab: "CL-DRV"', "scheme: CLOSED"):
            assert (await stranger.ask(closed % filter))["patents"]["edges"] == []
            shown = [edge["node"]["number"] for edge in (await officer.ask(closed % filter))["patents"]["edges"]]
            assert number_of(record.patent) in shown


async def test_a_lab_seen_through_ones_own_patent_is_found_again(own_demo_pool: Pool) -> None:
    """Company Z owns a share of a patent of the closed lab, of which it is no member."""
    again = "query ($code: String!, $id: ID!) { openLab(code: $code) { code } node(id: $id) { ... on OpenLab { code } } }"
    title = {
        "idempotencyKey": "z",
        "patent": "SYN-5",
        "from": "2026-04-01",
        "titleState": "OPEN",
        "shares": [{"party": "COMPANY-Z", "share": "1/1", "shareBasis": "STIPULATED"}],
        "expectedVersion": 1,
    }
    async with api_on(own_demo_pool.database) as api:
        owner, stranger, officer = await api.member("COMPANY-Z"), await api.member("COMPANY-B"), await api.officer()
        lab = (await officer.ask('{ openLab(code: "CL-DRV") { id } }'))["openLab"]
        asked = {"code": "CL-DRV", "id": lab["id"]}
        hidden = {"openLab": None, "node": None}
        assert await owner.ask(again, **asked) == await stranger.ask(again, **asked) == hidden
        assert (await send(officer, "recordTitle", title))["__typename"] == "TitleRecorded"
        shown = await owner.ask(OF_PATENT % "openLabs { id }", number="SYN-5")
        assert shown["patent"]["openLabs"] == [{"id": lab["id"]}]
        assert await owner.ask(again, **asked) == {"openLab": {"code": "CL-DRV"}, "node": {"code": "CL-DRV"}}
        assert await stranger.ask(again, **asked) == hidden


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"])
async def test_the_ends_of_the_calendar_may_be_asked_for(demo_pool: Pool, day: str) -> None:
    selection = (
        "number legalStatus ownership ownershipClass owners { share } openLabs { code } packages { outcome digest } "
        "terms { outcome consents { given } ownLicenses { number patents { number } } }"
    )
    async with api_on(demo_pool.database) as api:
        for caller in (await api.officer("COMPANY-B"), await api.member("COMPANY-P")):
            page = await caller.ask(f'{{ patents(first: 50, on: "{day}") {{ edges {{ node {{ {selection} }} }} }} }}')
            assert len(page["patents"]["edges"]) > 10


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
async def test_the_ends_of_time_may_be_asked_for(demo_pool: Pool, moment: str) -> None:
    async with api_on(demo_pool.database) as api:
        officer = await api.officer("COMPANY-B")
        page = await officer.ask(
            f'{{ patents(first: 100, knownAt: "{moment}") {{ edges {{ node {{ number terms {{ outcome }} }} }} }} }}'
        )
        assert (len(page["patents"]["edges"]) > 10) is moment.startswith("9999")


async def test_a_text_that_the_register_cannot_hold_finds_nothing(demo_pool: Pool) -> None:
    nul = r"SYN-3\u0000"
    fields = [
        f'patent(number: "{nul}") {{ number }}',
        f'license(number: "{nul}") {{ number }}',
        f'openLab(code: "{nul}") {{ code }}',
        *(
            f'patents(filter: {{{name}: "{nul}"}}) {{ edges {{ node {{ number }} }} }}'
            for name in ("text", "classification", "openLab", "jurisdiction")
        ),
    ]
    async with api_on(demo_pool.database) as api:
        officer = await api.officer()
        for field in fields:
            assert await officer.ask(f"{{ it: {field} }}") in ({"it": None}, {"it": {"edges": []}})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_another_method_is_refused_with_a_code(demo_pool: Pool, method: str) -> None:
    async with api_on(demo_pool.database) as api:
        answer = await api.client.request(method, "/graphql", json={"query": "{ viewer { role } }"})
        elsewhere = await api.client.request(method, "/healthz")
    assert answer.status_code == elsewhere.status_code == 405
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert "POST" in answer.headers["allow"]
    assert elsewhere.json() == {"detail": "Method Not Allowed"}


@pytest.mark.parametrize(
    ("query", "variables", "told"),
    [
        ("{ patents(first: " + "9" * 5000 + ") { totalCount } }", {}, "Expected value of type 'Int'"),
        ("query ($f: PatentFilter) { patents(filter: $f) { totalCount } }", {"f": {"legalStatus": ["X" * 5000]}}, "Variable '$f'"),
    ],
)
async def test_a_refused_value_is_not_sent_back_at_length(
    demo_pool: Pool, query: str, variables: dict[str, Any], told: str
) -> None:
    async with api_on(demo_pool.database) as api:
        (error,) = await api.anonymous.errors(query, **variables)
    assert error["message"].startswith(told)
    assert len(error["message"]) <= 301


async def test_a_blank_filter_does_not_limit(demo_pool: Pool) -> None:
    async with api_on(demo_pool.database) as api:
        officer = await api.officer()
        everything = await officer.ask("{ patents(first: 1) { totalCount } }")
        for name in ("text", "classification"):
            assert await officer.ask(f'{{ patents(first: 1, filter: {{{name}: " "}}) {{ totalCount }} }}') == everything
