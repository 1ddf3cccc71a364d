"""The README is true: its queries give the answers printed there, its commands and files exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ippool.cli import app
from ippool.usecases.pool import Pool
from tests.graphql.api import api_on

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")

# An indented call of curl with its body in single quotes, and after an empty line the indented answer.
QUERIES = re.findall(
    r"^    (?:TOKEN=[^\n]*\n    )?curl -s \S+/graphql(.*?)-d '(\{.*?\})'\n\n((?:    [^\n]*\n)+)", TEXT, re.MULTILINE | re.DOTALL
)


def unwrapped(text: str) -> Any:
    return json.loads(re.sub(r"\n\s*", "", text))


def test_there_are_two_queries_to_try() -> None:
    assert len(QUERIES) == 2


@pytest.mark.parametrize(("headers", "body", "answer"), QUERIES, ids=["anonymous", "with a token"])
async def test_the_first_queries_give_the_answers_printed(own_demo_pool: Pool, headers: str, body: str, answer: str) -> None:
    async with api_on(own_demo_pool.database) as api:
        caller = await api.member("COMPANY-B") if "$TOKEN" in headers else api.anonymous
        found = await caller.send(unwrapped(body)["query"])
    assert found.json() == unwrapped(answer)


def test_every_command_it_names_exists() -> None:
    commands = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}
    named = set(re.findall(r"(?:\.venv/bin/|`)ippool ([a-z]+)", TEXT))
    assert named <= commands
    assert {"demo", "serve", "migrate", "backup", "restore", "import", "export", "terms", "token"} <= named


def test_every_place_it_links_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (ROOT / target).exists(), target
    for room in re.findall(r"^\| `([^`|]+)`", TEXT, re.MULTILINE):
        if "/" in room or room.endswith(".py"):
            assert (ROOT / room).exists(), room


def test_the_two_commands_stand_alone_in_it() -> None:
    commands = [line.strip() for line in TEXT.splitlines() if line.startswith("    python3 -m venv .venv")]
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e . && .venv/bin/ippool demo",
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[dev]' && .venv/bin/pytest",
    ]


def test_nothing_is_left_to_be_filled_in() -> None:
    assert re.findall(r"^[A-Z_]{8,}$", TEXT, re.MULTILINE) == []
