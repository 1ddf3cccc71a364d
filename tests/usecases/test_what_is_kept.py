"""What the mutations record is what a house folder holds: written out and read into an empty register, it is the same there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ippool.domain.errors import NotPermitted
from ippool.domain.parties import PartyKind
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.words import Words
from ippool.store.constraints import Conflict
from ippool.usecases import parties, register
from ippool.usecases.forms import Form, FormRefused
from ippool.usecases.keeping import KeyReused, hash_of_command
from ippool.usecases.parties import RegisterParty
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, TODAY, now
from tests.graphql.api import api_on
from tests.graphql.kept import EXAMPLES


async def test_everything_that_can_be_kept_goes_out_and_comes_in_again(
    own_demo_pool: Pool, empty_pool: Pool, tmp_path: Path
) -> None:
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer()
        for example in EXAMPLES:
            await example.prepare(api)
            answer = await example.send(officer, example.name)
            assert answer["__typename"] == example.success, answer

    first, second = tmp_path / "first", tmp_path / "second"
    await register.export_house(own_demo_pool.database, OFFICER, first, today=TODAY)
    again = await register.import_house(own_demo_pool.database, OFFICER, first, today=TODAY)
    assert again.changes_nothing
    await register.import_house(empty_pool.database, OFFICER, first, today=TODAY)
    await register.export_house(empty_pool.database, OFFICER, second, today=TODAY)
    assert contents(first) == contents(second)
    assert "COMPANY-N" in contents(first)["parties.csv"]
    assert "OL-ROB@2.toml" in {Path(name).name for name in contents(first)}


def contents(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*")) if file.is_file()}


A_PARTY = RegisterParty("a key", "COMPANY-N", PartyKind.COMPANY, Words("N社", ""))


async def test_a_use_case_answers_its_own_record(empty_pool: Pool) -> None:
    kept = await parties.register_party(empty_pool, OFFICER, now(), A_PARTY)
    again = await parties.register_party(empty_pool, OFFICER, now(), A_PARTY)
    assert (kept.replayed, again.replayed) == (False, True)
    assert again.record == kept.record
    assert again.record.recorded_at == kept.record.recorded_at
    assert (kept.record.code, kept.record.country, kept.record.version) == ("COMPANY-N", "JP", 1)
    with pytest.raises(KeyReused) as reused:
        await parties.register_party(
            empty_pool, OFFICER, now(), RegisterParty("a key", "COMPANY-O", PartyKind.COMPANY, Words("O社", ""))
        )
    assert reused.value.path == ("idempotencyKey",)
    with pytest.raises(Conflict) as taken:
        await parties.register_party(
            empty_pool, OFFICER, now(), RegisterParty("b key", "COMPANY-N", PartyKind.COMPANY, Words("N社", ""))
        )
    assert (taken.value.constraint, taken.value.path) == ("uq_party_code", ("code",))


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(Role.AUDITOR), Actor(Role.MEMBER)], ids=lambda actor: actor.role)
async def test_who_may_not_is_refused_before_anything_is_looked_at(empty_pool: Pool, actor: Actor) -> None:
    """A caller without the right learns neither of faults of form nor of what is there."""
    with pytest.raises(NotPermitted):
        await parties.register_party(empty_pool, actor, now(), RegisterParty("", "a b", PartyKind.COMPANY, Words("", "")))


def test_a_field_with_its_default_changes_no_body() -> None:
    """Keys are kept for ever, and a later release may add a field to a command."""

    @dataclass(frozen=True)
    class Part:
        amount: Fraction
        note: str = ""

    @dataclass(frozen=True)
    class Older:
        idempotency_key: str
        code: str
        part: Part

    @dataclass(frozen=True)
    class Newer(Older):
        added: frozenset[str] = frozenset()
        more: tuple[Part, ...] = field(default_factory=tuple)
        until: date | None = None

    part = Part(Fraction(1, 3))
    older = hash_of_command("a:done", Older("k", "c", part))
    assert older == hash_of_command("a:done", Newer("another key", "c", part))
    others = (
        Newer("k", "c", part, added=frozenset({"x"})),
        Newer("k", "c", part, more=(part,)),
        Newer("k", "c", part, until=TODAY),
        Newer("k", "c", Part(Fraction(1, 3), "noted")),
        Newer("k", "d", part),
    )
    assert len({older, *(hash_of_command("a:done", other) for other in others)}) == 6
    assert hash_of_command("b:done", Older("k", "c", part)) != older


def test_the_whole_form_is_told_in_both_languages() -> None:
    form = Form(RegisterParty("", "C", PartyKind.COMPANY, Words("", "")))
    form.words(Words("", ""), "name")
    with pytest.raises(FormRefused) as refused:
        form.settle()
    assert [finding.path for finding in refused.value.findings] == [("idempotency_key",), ("name",)]
    assert refused.value.message == Words(
        "入力に誤りがある: 鍵は 1 字から 200 字までである。 日本語か英語のどちらかを書く。",
        "The input has faults: A key has 1 to 200 characters. Write it in Japanese or in English at least.",
    )
    assert refused.value.next_step is not None
