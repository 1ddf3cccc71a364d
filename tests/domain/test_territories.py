"""Territories: what names a country, and that nothing else passes for one in which no right stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.licenses import WHOLE, FieldOfUseRefused, LicenseType, Scope, covers, overlaps, scope_of
from ippool.domain.territories import (
    COUNTRIES,
    EPC_STATES,
    OFFICES,
    REGIONS,
    TerritoryRefused,
    is_known,
    reach_of,
    territory_from,
)
from tests.builders import a_license, a_patent


@pytest.mark.parametrize("text", ["JP", "jp", "Jp", " JP", "JP ", "\u3000JP", "ＪＰ", "ｊｐ", "\tJP\n"])
def test_case_width_and_spaces_do_not_matter(text: str) -> None:
    assert territory_from(text) == "JP"


@pytest.mark.parametrize("code", ["BF", "GB", "TW", "EP", "EA", "AP", "OA", "GC"])
def test_countries_and_regional_offices_are_territories(code: str) -> None:
    assert territory_from(code) == code


@pytest.mark.parametrize(
    "text", ["", "  ", "\u3000", "JPN", "Japan", "日本", "XX", "ZZ", "J", "J P", "JP,US", "392", "SU", "ß", "№", "ﬁ"]
)
def test_what_names_no_country_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(TerritoryRefused) as refused:
        territory_from(text)
    assert (refused.value.code, refused.value.path) == ("TERRITORY_REFUSED", ("territory",))
    assert refused.value.message.ja
    assert refused.value.message.en
    assert refused.value.next_step is not None
    assert "JP" in refused.value.next_step.en
    assert "JP" in refused.value.next_step.ja


@pytest.mark.parametrize(("text", "meant"), [("UK", "GB"), ("uk", "GB"), ("ＵＫ", "GB"), ("EL", "GR"), ("EU", "EP")])
def test_a_code_written_for_another_is_refused_with_the_other(text: str, meant: str) -> None:
    with pytest.raises(TerritoryRefused) as refused:
        territory_from(text)
    assert refused.value.next_step is not None
    assert refused.value.next_step.en == f"Write {meant}."


@pytest.mark.parametrize("code", sorted(OFFICES - set(REGIONS)))
def test_an_office_that_grants_for_no_region_is_no_territory(code: str) -> None:
    with pytest.raises(TerritoryRefused, match="is an office, not a country"):
        territory_from(code)


@given(text=st.text(max_size=6))
def test_whatever_is_typed_is_a_known_territory_or_refused(text: str) -> None:
    try:
        found = territory_from(text)
    except TerritoryRefused:
        return
    assert found in COUNTRIES | set(REGIONS)
    assert territory_from(found) == found


def test_the_lists_are_sound() -> None:
    assert (len(COUNTRIES), len(EPC_STATES)) == (249, 39)
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in COUNTRIES | OFFICES)
    assert not COUNTRIES & OFFICES
    assert all(states <= COUNTRIES for states in REGIONS.values())
    assert set(REGIONS) <= OFFICES
    assert all(reach_of(office) >= states for office, states in REGIONS.items())
    assert reach_of("JP") == {"JP"}
    assert not is_known("UK")


def test_a_scope_is_read_once_for_all_ways_in() -> None:
    assert scope_of(None, None) == WHOLE
    assert scope_of("de", " batteries ") == Scope("DE", "batteries")


@pytest.mark.parametrize("text", ["", " ", "\u3000"])
def test_an_empty_field_of_use_is_refused(text: str) -> None:
    with pytest.raises(FieldOfUseRefused) as refused:
        scope_of(None, text)
    assert (refused.value.code, refused.value.path) == ("FIELD_OF_USE_REFUSED", ("fieldOfUse",))
    assert refused.value.next_step is not None


def test_a_regional_right_without_recorded_states_reaches_all_of_them() -> None:
    patent = a_patent("EP-1", jurisdiction="EP").patent
    assert patent.countries_in(None) == patent.countries_in("EP") == {"EP"}
    assert patent.reach_in(None) == patent.reach_in("EP") == reach_of("EP") > EPC_STATES
    assert patent.countries_in("DE") == patent.reach_in("DE") == {"DE"}
    assert patent.countries_in("MA") == {"MA"}
    assert patent.countries_in("JP") == patent.reach_in("JP") == frozenset()
    eurasian = a_patent("EA-1", jurisdiction="EA").patent
    assert eurasian.countries_in("RU") == {"RU"}
    assert eurasian.countries_in("CN") == frozenset()


def test_a_regional_office_asks_about_the_states_it_grants_for() -> None:
    validated = a_patent("EP-1", jurisdiction="EP", states=frozenset({"DE", "FR"})).patent
    assert validated.countries_in("EP") == {"DE", "FR"}
    assert a_patent("DE-1", jurisdiction="DE").patent.countries_in("EP") == {"DE"}
    assert a_patent("JP-1").patent.countries_in("EP") == frozenset()


def test_a_license_for_a_region_reaches_its_states() -> None:
    european = a_license("B", territory=["EP"])
    assert covers(european, WHOLE, frozenset({"DE"}), jurisdiction="DE")
    assert overlaps(european, WHOLE, frozenset({"DE"}), jurisdiction="DE")
    assert not covers(european, WHOLE, frozenset({"JP"}), jurisdiction="JP")
    assert not overlaps(european, WHOLE, frozenset({"JP"}), jurisdiction="JP")


def test_a_license_covers_nothing_where_no_right_stands() -> None:
    anywhere = a_license("B")
    assert not covers(anywhere, WHOLE, frozenset(), jurisdiction="JP")
    assert not overlaps(anywhere, WHOLE, frozenset(), jurisdiction="JP")


@pytest.mark.parametrize("text", ["batteries", "Batteries", "ｂａｔｔｅｒｉｅｓ", " batteries"])
def test_fields_are_told_apart_by_neither_case_nor_width(text: str) -> None:
    held = a_license("P", license_type=LicenseType.EXCLUSIVE, field_of_use="batteries")
    assert overlaps(held, scope_of(None, text), frozenset({"JP"}), jurisdiction="JP")
