"""A territory or field that names nothing is refused at the door, and never answered as if no right stood there."""

from __future__ import annotations

import pytest

from tests.graphql.api import Api

QUERY = """
query ($territory: String, $field: String) {
  patent(number: "EP4246629") { terms(territory: $territory, fieldOfUse: $field) { outcome } }
}
"""


@pytest.mark.parametrize("territory", ["", " ", "XX", "UK", "Japan", "日本", "WO"])
async def test_what_names_no_country_is_refused(api: Api, territory: str) -> None:
    (error,) = await (await api.member("COMPANY-B")).errors(QUERY, territory=territory)
    assert error["extensions"]["code"] == "TERRITORY_REFUSED"
    assert error["extensions"]["input"] == ["territory"]
    assert error["extensions"]["messages"]["ja"]
    assert error["extensions"]["nextStep"]["en"].startswith("Write GB." if territory == "UK" else "Write the two-letter code")


async def test_an_empty_field_is_refused(api: Api) -> None:
    (error,) = await (await api.member("COMPANY-B")).errors(QUERY, field="")
    assert (error["extensions"]["code"], error["extensions"]["input"]) == ("FIELD_OF_USE_REFUSED", ["fieldOfUse"])


@pytest.mark.parametrize("territory", ["de", "ＤＥ", " DE", "EP"])
async def test_a_country_is_read_in_any_case_and_width(api: Api, territory: str) -> None:
    caller = await api.member("COMPANY-B")
    assert await caller.ask(QUERY, territory=territory) == await caller.ask(QUERY, territory="DE")
    assert (await caller.ask(QUERY, territory=territory))["patent"]["terms"]["outcome"] == "PREFERRED"
