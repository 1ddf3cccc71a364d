"""A replay shows what the first answer showed, whatever happened since."""

from __future__ import annotations

from typing import Any

from ippool.usecases.pool import Pool
from tests.graphql.api import Caller, api_on
from tests.graphql.kept import CARDS, send


async def sent(caller: Caller, name: str, input: dict[str, Any], selection: str = "") -> dict[str, Any]:
    """Send a mutation under a key that is its own; it succeeds."""
    answer = await send(caller, name, {"idempotencyKey": f"{name} {input}"[:200], **input}, selection)
    assert "code" not in answer, answer
    return answer


async def test_a_patent_as_it_was_then(own_demo_pool: Pool) -> None:
    title = {
        "patent": "SYN-3",
        "from": "2026-04-01",
        "shares": [
            {"party": "AIST", "share": "1/2", "shareBasis": "STIPULATED"},
            {"party": "COMPANY-Z", "share": "1/2", "shareBasis": "STIPULATED"},
        ],
        "expectedVersion": 1,
    }
    alone = [{"party": "AIST", "share": "1/1", "shareBasis": "STIPULATED"}]
    selection = (
        "... on TitleRecorded { replayed patent { version owners { share party { code name memberships { tier } } } "
        'openLabs { code version arrangement(on: "2026-11-20") { code } } '
        'legalStatus(on: "2026-11-20") terms(on: "2026-11-20") { outcome digest knownAt } } }'
    )
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer("COMPANY-Z")  # so that there are terms
        first = await sent(officer, "recordTitle", title, selection)
        assert first["patent"]["terms"]["outcome"] == "FREE"
        event = {"patent": "SYN-3", "status": "LAPSED", "effectiveOn": "2026-06-01", "expectedVersion": 2}
        await sent(officer, "recordLegalEvent", event)
        await sent(officer, "recordTitle", {**title, "shares": alone, "expectedVersion": 3})
        await sent(
            officer, "putArrangementInForce", {"openLab": "OL-BAT", "from": "2026-11-01", "cards": CARDS, "expectedVersion": 1}
        )
        await sent(officer, "admitMember", {"party": "COMPANY-Z", "openLab": "OL-BAT", "tier": "standard", "from": "2020-04-01"})
        assert await sent(officer, "recordTitle", title, selection) == {**first, "replayed": True}


async def test_a_lab_as_it_was_then(own_demo_pool: Pool) -> None:
    lab = {"code": "OL-NEW", "title": {"en": "New lab"}, "scheme": "OPEN", "center": "C-MAT", "from": "2026-04-01"}
    selection = '... on OpenLabRegistered { replayed openLab { version arrangement(on: "2026-11-20") { code } } }'
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer()
        first = await sent(officer, "registerOpenLab", lab, selection)
        assert first == {"__typename": "OpenLabRegistered", "replayed": False, "openLab": {"version": 1, "arrangement": None}}
        await sent(
            officer, "putArrangementInForce", {"openLab": "OL-NEW", "from": "2026-11-01", "cards": CARDS, "expectedVersion": 1}
        )
        assert await sent(officer, "registerOpenLab", lab, selection) == {**first, "replayed": True}
        now = await officer.ask('{ openLab(code: "OL-NEW") { version arrangement(on: "2026-11-20") { code } } }')
        assert now == {"openLab": {"version": 2, "arrangement": {"code": "OL-NEW@1"}}}


async def test_shares_and_names_as_they_were_then(own_demo_pool: Pool) -> None:
    shares = (
        "... on EqualSharesAssumed { replayed count patents { version owners { share shareBasis } } "
        "left { patent { version } because(language: EN) } }"
    )
    asked = {"patents": ["特開2008-162524", "SYN-3"]}
    name = {"party": "COMPANY-Z", "text": "Ｚ工業"}
    names = "... on PartyNameRecorded { replayed party { names { text } } name { text } }"
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer()
        first = await sent(officer, "assumeEqualShares", asked, shares)
        assert [(one["version"], {owner["share"] for owner in one["owners"]}) for one in first["patents"]] == [(2, {"1/2"})]
        assert [one["patent"] for one in first["left"]] == [{"version": 1}]
        for patent, version in (("特開2008-162524", 2), ("SYN-3", 1)):
            alone = [{"party": "AIST", "share": "1/1", "shareBasis": "STIPULATED"}]
            await sent(
                officer, "recordTitle", {"patent": patent, "from": "2020-04-01", "shares": alone, "expectedVersion": version}
            )
        assert await sent(officer, "assumeEqualShares", asked, shares) == {**first, "replayed": True}

        named = await sent(officer, "recordPartyName", name, names)
        assert named["party"]["names"] == [{"text": "Ｚ工業"}]
        await sent(officer, "recordPartyName", {**name, "text": "ゼット工業"}, names)
        assert await sent(officer, "recordPartyName", name, names) == {**named, "replayed": True}
