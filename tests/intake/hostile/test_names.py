"""Names of any length, which only a person can have typed into the register, stop no import that comes after."""

from __future__ import annotations

from uuid import UUID

import pytest

from ippool.domain.names import Directory, KnownParty, OwnerName

LETTERS = ("社", "研究", "ア", "大学株式会社", "Ab ", "Co., Ltd. ", "(", "삼성")


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("length", [201, 1_000, 20_000])
def test_a_party_of_a_long_name_is_known_and_others_are_found_beside_it(letters: str, length: int) -> None:
    directory = Directory([KnownParty(UUID(int=1), "P-1", ((letters * length)[:length],))])
    assert directory.recognize(OwnerName("架空電池株式会社")).party is None
    assert directory.recognize(OwnerName((letters * 500)[:500])).party in (None, UUID(int=1))
