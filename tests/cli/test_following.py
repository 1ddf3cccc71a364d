"""Following over the server itself: both of its processes tell what one of them changed, and let go of whose token is revoked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from ippool.domain.permissions import Role
from ippool.store.database import Database
from ippool.usecases import tokens
from tests.cli.test_serving import running
from tests.conftest import OFFICER, Cluster

PUBLISHED = "subscription { patentsPublished { patent { title(language: EN) } } }"
REGISTER = "mutation ($input: RegisterPatentInput!) { registerPatent(input: $input) { __typename } }"


async def test_both_processes_of_a_server_tell_what_one_of_them_changed(cluster: Cluster, demo_template: str) -> None:
    async with cluster.copy_of(demo_template) as url:
        database = Database.at(url, pool_size=1)
        token, secret = await tokens.create(database, OFFICER, role=Role.IP_OFFICER, party=None, label="test")
        server = running("serve", "--workers", "2", DATABASE_URL=url)
        _, address, _ = await asyncio.to_thread(server.__enter__)
        try:
            where = address.replace("http", "ws") + "/graphql"
            followers = [await _following(where, secret) for _ in range(6)]
            await asyncio.sleep(0.5)
            given = {
                "idempotencyKey": "one", "code": "P-1", "family": "F-CN-109768229", "jurisdiction": "JP", "title": {"en": "Seen"},
                "applicationNumber": "特願2019-123456", "publishedOn": "2020-01-01", "openLabs": [{"openLab": "OL-BAT"}],
            }  # fmt: skip
            async with httpx.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as client:
                answer = await client.post(f"{address}/graphql", json={"query": REGISTER, "variables": {"input": given}})
            assert answer.json()["data"]["registerPatent"]["__typename"] == "PatentRegistered"
            for follower in followers:
                told = json.loads(await asyncio.wait_for(follower.recv(), 5))
                assert told["payload"]["data"]["patentsPublished"]["patent"]["title"] == "Seen"
            begun = asyncio.get_running_loop().time()
            await tokens.revoke(database, OFFICER, token.id)
            await asyncio.wait_for(asyncio.gather(*(one.wait_closed() for one in followers)), 5)
            took = asyncio.get_running_loop().time() - begun
            assert {one.close_code for one in followers} == {4403}
            assert took <= 2.0
        finally:
            await database.close()
            await asyncio.to_thread(server.__exit__, None, None, None)


async def _following(where: str, secret: str) -> ClientConnection:
    made = await connect(where, subprotocols=[Subprotocol("graphql-transport-ws")])
    await made.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {secret}"}}))
    told: Any = json.loads(await made.recv())
    assert told == {"type": "connection_ack"}
    await made.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": PUBLISHED}}))
    return made
