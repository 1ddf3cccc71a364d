"""Co-ownership by country: the table of the domain rules (3.2) written down, and what of it was not read at its source."""

from __future__ import annotations

from datetime import date

import pytest

from ippool.domain.co_ownership import LAW, law_of
from tests.builders import TODAY

BEFORE_2021 = date(2021, 5, 31)
#  country, day: licenses alone, owes the others for its own working, licensing verified, own working verified
TABLE = [
    ("JP", TODAY, False, False, True, True),
    ("US", TODAY, True, False, True, True),
    ("DE", TODAY, False, False, True, True),
    ("GB", TODAY, False, False, False, False),
    ("FR", TODAY, True, True, False, False),
    ("CN", BEFORE_2021, True, False, True, True),
    ("CN", date(2021, 6, 1), True, False, False, False),
    ("EP", TODAY, False, False, True, True),
    ("KR", TODAY, False, False, False, False),
]


@pytest.mark.parametrize(("country", "on", "alone", "owes", "read_licensing", "read_working"), TABLE)
def test_each_country_is_as_the_rules_have_it(
    country: str, on: date, alone: bool, owes: bool, read_licensing: bool, read_working: bool
) -> None:
    law = law_of(country, on)
    assert (law.license_alone, law.own_working_compensates) == (alone, owes)
    assert (law.license_clause.verified, law.own_working_clause.verified) == (read_licensing, read_working)


def test_every_row_says_where_it_was_read_and_holds_alone() -> None:
    for law in LAW:
        for clause in (law.license_clause, law.own_working_clause):
            assert clause.text
            assert clause.text.ja
            assert clause.text.en
            assert clause.url
            assert clause.url.startswith("http")
        others = [other for other in LAW if other is not law and other.country == law.country]
        assert not any(law.period.overlaps(other.period) for other in others)
