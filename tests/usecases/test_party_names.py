"""Teaching names and codes of parties: what may stand beside what, and what files are recognized by from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.parties import NameRelation, PartyKind
from ippool.domain.words import Words
from ippool.usecases import parties
from ippool.usecases.intake import Outcome
from ippool.usecases.keeping import Conflict
from ippool.usecases.parties import RecordPartyIdentifier, RecordPartyName, RegisterParty
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, now
from tests.usecases.brought import Office, document, jplatpat

ALPHA, BETA = "アルファ電池株式会社", "ベータ化学株式会社"


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    for code, kind, name in (
        ("ALPHA", PartyKind.COMPANY, Words(ALPHA, "Alpha Battery Co., Ltd.")),
        ("BETA", PartyKind.COMPANY, Words(BETA, "")),
        ("TARO", PartyKind.INDIVIDUAL, Words("山田 太郎", "")),
        ("TARO-2", PartyKind.INDIVIDUAL, Words("山田 太郎（大阪）", "")),
    ):
        await parties.register_party(empty_pool, OFFICER, now(), RegisterParty(code, code, kind, name))
    return Office(empty_pool, tmp_path)


async def teach(office: Office, party: str, name: str, relation: NameRelation = NameRelation.VARIANT) -> Any:
    command = RecordPartyName(f"{party} {name}", party, name, relation)
    return (await parties.record_party_name(office.pool, OFFICER, now(), command)).record


async def identify(office: Office, party: str, scheme: str, value: str) -> Any:
    command = RecordPartyIdentifier(f"{party} {scheme} {value}", party, scheme, value)
    return (await parties.record_party_identifier(office.pool, OFFICER, now(), command)).record


async def owners(office: Office, number: int) -> list[str]:
    return list(await office.owners(await office.patent(number)))


async def test_by_a_variant_a_file_finds_the_party(office: Office) -> None:
    await teach(office, "ALPHA", "ＡＢ技研")
    report = await office.bring("jplatpat-csv", jplatpat(document(1, "AB技研"), document(2, ALPHA)))
    assert (report.outcomes[Outcome.ADDED], report.made.get("party")) == (2, None)
    assert await owners(office, 1) == await owners(office, 2) == [ALPHA]


async def test_a_variant_is_nobody_elses_name(office: Office) -> None:
    for name in (BETA, "㈱ベータ化学", "ﾍﾞｰﾀ化学 株式会社"):
        with pytest.raises(Conflict) as refused:
            await teach(office, "ALPHA", name)
        assert (refused.value.constraint, refused.value.path) == ("party_name_of_another", ("text",))
        assert refused.value.message.en == "It is a name of BETA."
    await teach(office, "BETA", "ＢＣ工業")
    with pytest.raises(Conflict) as refused:
        await teach(office, "ALPHA", "BC工業")
    assert refused.value.message.en == "It is a name of BETA."
    await teach(office, "ALPHA", "BC工業", NameRelation.PREDECESSOR)


async def test_a_name_is_taught_once(office: Office) -> None:
    await teach(office, "ALPHA", "ＡＢ技研")
    command = RecordPartyName("another key", "ALPHA", "ＡＢ技研", NameRelation.PREDECESSOR)
    with pytest.raises(Conflict) as refused:
        await parties.record_party_name(office.pool, OFFICER, now(), command)
    assert (refused.value.constraint, refused.value.path) == ("uq_party_name_party_id_text", ("text",))


async def test_two_people_may_bear_one_name(office: Office) -> None:
    assert (await teach(office, "TARO-2", "山田太郎")).text == "山田太郎"
    with pytest.raises(Conflict):
        await teach(office, "ALPHA", "山田太郎")


async def test_a_code_is_one_partys_within_its_scheme(office: Office) -> None:
    assert (await identify(office, "ALPHA", "JPO", "000003207")).value == "000003207"
    with pytest.raises(Conflict) as refused:
        await identify(office, "BETA", "JPO", "000003207")
    assert (refused.value.constraint, refused.value.path) == ("uq_party_identifier_scheme_value", ("value",))
    await identify(office, "BETA", "KIPO", "000003207")


async def test_codes_with_check_digits_are_kept_in_one_form(office: Office) -> None:
    found = await identify(office, "ALPHA", "ror", "ror.org/02TPGW303")
    assert (found.scheme, found.value) == ("ROR", "https://ror.org/02tpgw303")
    found = await identify(office, "ALPHA", "法人番号", "7123456789012")
    assert (found.scheme, found.value) == ("corporate number", "7123456789012")
    command = RegisterParty("gamma", "GAMMA", PartyKind.COMPANY, Words("ガンマ", ""), corporate_number="4011001098993")
    await parties.register_party(office.pool, OFFICER, now(), command)
    with pytest.raises(Conflict) as refused:
        await identify(office, "BETA", "corporate_number", "4011001098993")
    assert (refused.value.constraint, refused.value.path) == ("party_identifier_of_another", ("value",))
