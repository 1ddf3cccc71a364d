"""Values go in and out exactly, and a wrong form is told apart from a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from graphql import GraphQLError

from ippool.domain import money
from ippool.graphql.scalars import (
    Money,
    describe_enum,
    parse_day,
    parse_decimal,
    parse_moment,
    parse_share,
    write_day,
    write_decimal,
    write_moment,
    write_share,
)
from tests.graphql.tiny import SCHEMA, ask, refused

ECHO = """
query ($money: MoneyInput!, $period: DateRangeInput!, $decimal: Decimal!, $share: Share!, $day: Date!, $moment: DateTime!) {
  echo(money: $money, period: $period, decimal: $decimal, share: $share, day: $day, moment: $moment, language: EN) {
    decimal share day moment language money { amount currency } period { from until }
  }
}
"""
GIVEN: dict[str, Any] = {
    "money": {"amount": "1000000", "currency": "JPY"},
    "period": {"from": "2026-04-01", "until": "2027-04-01"},
    "decimal": "0.0350",
    "share": "4/10",
    "day": "2024-02-29",
    "moment": "2026-04-01T09:00:00.5+09:00",
}


async def test_values_make_the_round_trip() -> None:
    answer = await ask(ECHO, GIVEN)
    assert answer["data"] == {
        "echo": {
            "decimal": "0.0350",
            "share": "2/5",
            "day": "2024-02-29",
            "moment": "2026-04-01T00:00:00.500000Z",
            "language": "EN",
            "money": {"amount": "1000000", "currency": "JPY"},
            "period": {"from": "2026-04-01", "until": "2027-04-01"},
        }
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decimal", 0.035),
        ("decimal", 1),
        ("decimal", "1e3"),
        ("decimal", "NaN"),
        ("decimal", "0,5"),
        ("decimal", "１"),
        ("decimal", "9" * 31),
        ("share", "0/5"),
        ("share", "3/2"),
        ("share", "1/0"),
        ("share", "0.4"),
        ("share", 1),
        ("share", "2 / 5"),
        ("day", "20260401"),
        ("day", "2026-02-30"),
        ("day", "2026-04-01T00:00:00Z"),
        ("day", 20260401),
        ("moment", "2026-04-01T00:00:00"),
        ("moment", "2026-04-01"),
        ("moment", "2026-04-01T24:30:00Z"),
        ("moment", "0001-01-01T00:00:00+23:59"),
        ("moment", 0),
        ("money", {"amount": "1", "currency": "XYZ"}),
        ("money", {"amount": 1}),
        ("period", {"from": "2027-04-01", "until": "2026-04-01"}),
    ],
)
async def test_a_wrong_form_is_the_clients_mistake(name: str, value: object) -> None:
    assert await refused(ECHO, {**GIVEN, name: value}) == "BAD_USER_INPUT"


async def test_a_wrong_literal_is_told_what_is_wanted() -> None:
    answer = await ask('{ echo(money: {amount: "1"}, period: {}, share: "5/2") { share } }')
    (error,) = answer["errors"]
    assert 'Share must be above 0 and at most 1, such as "2/5" or "1/1".' in error["message"]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert "data" not in answer


def test_reading() -> None:
    assert parse_decimal("-12.50") == Decimal("-12.50")
    assert parse_share("1/1") == Fraction(1)
    assert parse_day("2026-12-31") == date(2026, 12, 31)
    assert parse_moment("2026-12-31t23:59:59z") == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(GraphQLError, match="RFC 3339"):
        parse_moment("2026-12-31T23:59:59")


def test_writing() -> None:
    assert [write_decimal(Decimal(text)) for text in ("1E+3", "0.050", "-0")] == ["1000", "0.050", "0"]
    assert [write_share(share) for share in (Fraction(1), Fraction(2, 6))] == ["1/1", "1/3"]
    assert write_moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"
    wrong: list[tuple[Callable[[Any], str], object]] = [
        (write_day, datetime(2026, 1, 1, tzinfo=UTC)),
        (write_moment, datetime(2026, 1, 1)),  # noqa: DTZ001 - a moment without a zone is what is tried
        (write_decimal, Decimal("NaN")),
        (write_decimal, 0.5),
        (write_share, 0.5),
    ]
    for write, value in wrong:
        with pytest.raises(ValueError, match="only a"):
            write(value)


def test_money_is_shown_exactly_or_as_due() -> None:
    third = money.Money(Fraction(1000, 3))
    assert Money.due(third) == Money(amount=Decimal(333), currency="JPY")
    assert Money.exact(money.Money(Fraction(1, 2))) == Money(amount=Decimal("0.5"), currency="JPY")
    with pytest.raises(ValueError, match="no finite decimal form"):
        Money.exact(third)


def test_no_value_of_an_enum_goes_without_a_meaning() -> None:
    class Color(Enum):
        RED = "RED"
        BLUE = "BLUE"

    with pytest.raises(ValueError, match="Color: no meaning given for BLUE"):
        describe_enum(Color, "A color.", {Color.RED: "Red."})


def test_the_schema_describes_them() -> None:
    text = SCHEMA.as_str()
    assert 'enum Language {\n  """Japanese."""\n  JA\n\n  """English."""\n  EN\n}' in text
    for name in ("Decimal", "Share", "Date", "DateTime"):
        before, found, _ = text.partition(f"\nscalar {name}")
        assert found
        assert before.endswith('"""')
