"""O7 in short: no password, token, literal, variable or confidential title stands in a log, nor in what settings and faults show.

Mutant M21, a log that prints variables or what an exception says, is caught here.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import make_url, text

from ippool.domain.faults import traced
from ippool.graphql.conduct import Asked, Documents
from ippool.settings import Settings
from ippool.store.checkpoints import Checkpoints, KeyRefused, read_key
from ippool.store.database import Database
from ippool.usecases.pool import Pool
from tests.graphql.api import Api, api_on
from tests.graphql.mutating import document

CANARY = "KANARIENVOGELXQZ"


async def send_everywhere(api: Api) -> list[int]:
    """Put the canary into every place of a request, in forms that are answered and in forms that are refused. Returns statuses."""
    officer, member = await api.officer(), await api.member("COMPANY-B")
    headers = officer.headers
    registering = document("registerParty", "")
    good: dict[str, Any] = {"idempotencyKey": CANARY, "code": CANARY, "kind": "COMPANY", "name": {"ja": CANARY, "en": CANARY}}
    literal = f'mutation {{ registerParty(input: {{ idempotencyKey: "{CANARY}", kind: {CANARY} }}) {{ __typename }} }}'
    sent: list[tuple[bytes | dict[str, Any], dict[str, str]]] = [
        ({"query": registering, "variables": {"input": good}}, headers),
        ({"query": registering, "variables": {"input": {**good, "idempotencyKey": f"{CANARY} 2"}}}, headers),  # the code is taken
        ({"query": registering, "variables": {"input": {**good, "code": f"{CANARY} \r\n\x1b[31m"}}}, headers),
        ({"query": registering, "variables": {"input": good}}, member.headers),
        ({"query": registering, "variables": {"input": {**good, "kind": CANARY, CANARY: CANARY}}}, headers),
        ({"query": literal}, headers),
        ({"query": f'{{ patent(number: "{CANARY}") {{ title }} }}'}, headers),
        ({"query": f'{{ node(id: "{CANARY}") {{ id }} }}'}, headers),
        ({"query": f'{{ patents(first: 1, after: "{CANARY}") {{ totalCount }} }}'}, headers),
        ({"query": f'{{ patent(number: "{CANARY}'}, headers),
        (f'{{"query": "{CANARY}"'.encode(), headers),
        ({"query": "{ __typename }"}, {"Authorization": f"Bearer {CANARY}"}),
        ({"query": "{ __typename }"}, {"Authorization": f"Basic {CANARY}", "Cookie": f"ippool_token={CANARY}", "X-User": CANARY}),
    ]
    statuses = []
    for body, more in sent:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await api.client.post("/graphql", content=content, headers={"Content-Type": "application/json", **more})
        statuses.append(answer.status_code)
    for path in ("/terms.jsonl", "/terms.csv", "/"):
        statuses.append((await officer.get(path, applicant=CANARY, q=CANARY)).status_code)
    return statuses


@pytest_asyncio.fixture
async def api(own_demo_pool: Pool) -> AsyncIterator[Api]:
    """Made before the test begins: the application sets logging up anew, and what listens since then hears it."""
    async with api_on(own_demo_pool.database) as made:
        yield made


async def test_o7_mutant_m21_nothing_of_what_is_sent_is_in_the_log(
    api: Api, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, logger="ippool"):
        statuses = await send_everywhere(api)
    assert len(statuses) == 16
    assert 500 not in statuses
    ours = [record for record in caplog.records if record.name.startswith("ippool")]
    assert len(ours) >= 6
    for record in ours:
        assert CANARY not in logging.Formatter("%(message)s").format(record)
        assert CANARY not in repr(vars(record))
        assert "\x1b" not in record.getMessage()
    shown = capfd.readouterr()
    assert not [line for line in (shown.out + shown.err).splitlines() if CANARY in line and "httpx" not in line]


async def test_o7_mutant_m21_a_log_that_prints_variables_is_caught(
    api: Api, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Documents.asked

    def telling(self: Documents, query: str, operation: str | None = None, variables: Mapping[str, Any] | None = None) -> Asked:
        logging.getLogger("ippool.graphql.conduct").info("asked with %s", variables)
        return asked(self, query, operation, variables)

    monkeypatch.setattr(Documents, "asked", telling)
    with pytest.raises(AssertionError, match=CANARY):
        await test_o7_mutant_m21_nothing_of_what_is_sent_is_in_the_log(api, caplog, capfd)


async def test_o7_a_fault_is_told_without_what_it_says(own_demo_pool: Pool) -> None:
    """Texts of the database quote parameters and the keys of other rows."""
    faults = []
    for statement in (
        "insert into party (id) values (cast(:value as text)::uuid)",
        "select cast(cast(:value as text) as date)",
        f"select {CANARY}",
    ):
        try:
            async with own_demo_pool.database.read() as session:
                await session.execute(text(statement), {"value": CANARY} if ":value" in statement else {})
        except Exception as fault:
            faults.append(fault)
    assert len(faults) == 3
    for one in faults:
        assert CANARY.lower() in "".join(traceback.format_exception(one)).lower()  # it would stand there
        told = traced(one)
        assert CANARY.lower() not in told.lower()
        assert "sqlstate=" in told
        assert "test_secrets.py" in told
    circle = ExceptionGroup("", [ValueError(CANARY)])
    circle.exceptions[0].__context__ = circle
    assert traced(circle).splitlines() == ["builtins.ExceptionGroup", "  builtins.ValueError"]
    grouped = traced(ExceptionGroup(CANARY, [ValueError(CANARY), *faults]))
    assert CANARY not in grouped
    assert "builtins.ValueError" in grouped


def test_o7_settings_and_addresses_are_shown_without_their_secrets(tmp_path: Path) -> None:
    address = f"postgresql://ippool:{CANARY}@db.example/ippool"
    settings = Settings.from_environment({"DATABASE_URL": address, "IPPOOL_OWNER_URL": address, "HOME": "/"})
    assert CANARY not in repr(settings)
    assert CANARY not in str(settings)
    database = Database.at(address)
    assert CANARY not in f"{database.url} {database.url!r} {make_url(address)!r}"
    (tmp_path / "key").write_text(CANARY)
    with pytest.raises(KeyRefused) as refused:
        read_key(tmp_path / "key")
    assert CANARY not in f"{refused.value} {refused.value.message}"
    assert CANARY not in repr(Checkpoints(tmp_path / "c", tmp_path / "key"))
