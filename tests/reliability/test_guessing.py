"""A12 in short: a misspelled name brings no other to light; `python -m tests.reliability guessing` asks for every name."""

from __future__ import annotations

import pytest
from graphql import validate

from ippool.graphql import conduct
from ippool.graphql.callers import Callers
from ippool.usecases.pool import Pool
from tests.graphql.api import api_on
from tests.reliability.guessing import Tally, guess_all


async def test_a12_nothing_is_suggested_and_a_suggestion_would_be_seen(demo_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    async with api_on(demo_pool.database, callers=Callers(10**9)) as api:
        tally = Tally()
        await guess_all(api.client, tally, every=43)
        assert tally.told == []
        assert tally.asked.total() == tally.refused > 100
        assert set(tally.asked) >= {"type", "value", "field", "argument"}
        monkeypatch.setattr(conduct, "without_values", str)
        monkeypatch.setattr(conduct, "validate", lambda *words, hide_suggestions, **more: validate(*words, **more))
        wrong = Tally()
        await guess_all(api.client, wrong, every=199)
        assert len(wrong.told) > 5
