"""A mutation sent as the officer, and what it changes in the answers."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from tests.graphql.api import Api, Caller
from tests.graphql.mutating import send
from tests.graphql.register_state import fingerprint

Answer = dict[str, Any]


async def do(api: Api, name: str, input: Answer, selection: str = "", key: str = "a key") -> Answer:
    """Send a mutation as the officer."""
    return await send(await api.officer(), name, {"idempotencyKey": key, **input}, selection)


async def done(api: Api, name: str, input: Answer, selection: str = "") -> Answer:
    """Send a mutation that succeeds, under a key of its own."""
    answer = await do(api, name, input, selection, str(uuid4()))
    assert "code" not in answer, answer
    return answer


async def refused(api: Api, name: str, input: Answer) -> tuple[str, str, list[str]]:
    """Send a mutation that is refused, changing nothing; return the type, the code and the path of the problem."""
    before = await fingerprint(api.database)
    answer = await do(api, name, input, key="refused")
    assert await fingerprint(api.database) == before
    return answer["__typename"], answer["code"], answer["path"]


async def party_id(api: Api, code: str) -> str:
    async with api.database.read() as session:
        found = (await session.execute(text("select id from party where code = :code"), {"code": code})).scalar_one()
    return b64encode(f"Party:{found}".encode()).decode()


TERMS = """
query ($number: String!, $applicant: ID!, $on: Date!, $knownAt: DateTime) {
  patent(number: $number) { terms(applicant: $applicant, on: $on, knownAt: $knownAt) {
    standing outcome wouldBe openLab { code } runningRoyalty { tiers { rate } } } }
}
"""


async def terms(api: Api, number: str, applicant: str, on: str, known_at: datetime | None = None) -> tuple[str, str]:
    """Ask for standing and outcome."""
    found = await full_terms(api, number, applicant, on, known_at)
    return found["standing"], found["outcome"]


async def full_terms(api: Api, number: str, applicant: str, on: str, known_at: datetime | None = None) -> Answer:
    at = known_at.isoformat() if known_at else None
    officer: Caller = await api.officer()
    data = await officer.ask(TERMS, number=number, applicant=await party_id(api, applicant), on=on, knownAt=at)
    found: Answer = data["patent"]["terms"]
    return found
