"""The values of the API: exact numbers as strings, days and moments, money, periods, languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.scalar import ScalarDefinition

from ippool.domain import money as domain_money
from ippool.domain.money import MINOR_DIGITS, exact_decimal
from ippool.domain.timeline import Period
from ippool.domain.words import Language, Words
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.uploads import UPLOAD, Uploaded

Chosen = TypeVar("Chosen", bound=Enum)

DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?")
SHARE = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _text(value: object, form: re.Pattern[str], name: str, example: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise GraphQLError(f"{name} must be a string such as {example}.")
    return value


def parse_decimal(value: object) -> Decimal:
    """Read a decimal number. Raises: GraphQLError for a number that is no string, an exponent, NaN, too many digits."""
    return Decimal(_text(value, DECIMAL, "Decimal", '"0.035"'))


def write_decimal(value: Decimal) -> str:
    """Write a decimal number out without an exponent. Raises: ValueError where it is not one finite number."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError("only a finite Decimal can be written as Decimal")
    return format(abs(value) if value == 0 else value, "f")


def parse_share(value: object) -> Fraction:
    """Read a share of a whole. Raises: GraphQLError unless it is a fraction above 0 and at most 1."""
    numerator, denominator = map(int, _text(value, SHARE, "Share", '"2/5"').split("/"))
    if not 0 < numerator <= denominator:
        raise GraphQLError('Share must be above 0 and at most 1, such as "2/5" or "1/1".')
    return Fraction(numerator, denominator)


def write_share(value: Fraction) -> str:
    """Write a share in its lowest terms, the whole as 1/1. Raises: ValueError where it is no Fraction."""
    if not isinstance(value, Fraction):
        raise ValueError("only a Fraction can be written as Share")
    return f"{value.numerator}/{value.denominator}"


def parse_day(value: object) -> date:
    """Read a calendar day. Raises: GraphQLError where there is no such day."""
    text = _text(value, DAY, "Date", '"2026-04-01"')
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GraphQLError('Date must be a day of the calendar, such as "2026-04-01".') from None


def write_day(value: date) -> str:
    """Write a day. Raises: ValueError for a moment, which is no day."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("only a date without a time can be written as Date")
    return value.isoformat()


def parse_moment(value: object) -> datetime:
    """Read a moment with its offset and bring it to UTC. Raises: GraphQLError without an offset or where there is none."""
    text = _text(value, MOMENT, "DateTime", '"2026-04-01T00:00:00Z" (RFC 3339, with Z or an offset)')
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError('DateTime must be a moment that exists, such as "2026-04-01T00:00:00Z".') from None


def write_moment(value: datetime) -> str:
    """Write a moment in UTC with Z. Raises: ValueError where it has no time zone."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("only a datetime with a time zone can be written as DateTime")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


SCALARS: Mapping[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as a string, without an exponent: `"0.035"`. A rate of 3.5 % is `"0.035"`.',
        serialize=write_decimal,
        parse_value=parse_decimal,
    ),
    Fraction: strawberry.scalar(
        name="Share",
        description='A share of a whole as an exact fraction in a string: `"2/5"`; the whole is `"1/1"`.',
        serialize=write_share,
        parse_value=parse_share,
    ),
    date: strawberry.scalar(
        name="Date",
        description='A day of the calendar without a time: `"2026-04-01"`.',
        serialize=write_day,
        parse_value=parse_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            'A moment in UTC as RFC 3339 has it: `"2026-04-01T00:00:00Z"`. '
            "In a request any offset may be given; a moment without one is refused."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=write_moment,
        parse_value=parse_moment,
    ),
    Uploaded: UPLOAD,
}


def describe_enum(values: type[Chosen], description: str, meanings: Mapping[Chosen, str], *, name: str | None = None) -> None:
    """Make an enum of the domain one of the API, every value with its meaning for an API user.

    `name` is what the API calls it, where that is another name.
    Raises: ValueError where a value has no meaning given, so that none is forgotten.
    """
    missing = [value.name for value in values if not meanings.get(value)]
    if missing:
        raise ValueError(f"{values.__name__}: no meaning given for {', '.join(missing)}")
    strawberry.enum(values, name=name, description=description)
    shown: StrawberryEnumDefinition = vars(values)["__strawberry_definition__"]
    for value in shown.values:
        value.description = meanings[values[value.name]]


describe_enum(
    Language,
    "The language of a text; where it is missing in that one, the other one is given.",
    {Language.JA: "Japanese.", Language.EN: "English."},
)


@strawberry.type(description="An exact amount of money.")
class Money:
    """An exact amount of one currency."""

    amount: Decimal = strawberry.field(description="In the currency's main unit: yen, dollars.")
    currency: str = strawberry.field(description="ISO 4217 code, such as JPY.")

    @classmethod
    def exact(cls, money: domain_money.Money) -> Money:
        """Show an amount as it stands. Raises: ValueError where it has no finite decimal form."""
        return cls(amount=exact_decimal(money.amount), currency=money.currency)

    @classmethod
    def due(cls, money: domain_money.Money) -> Money:
        """Show an amount as it is due: down to the minor unit."""
        return cls(amount=money.due(), currency=money.currency)


@strawberry.input(description="An exact amount of money.")
class MoneyInput:
    """An amount as a client gives it."""

    amount: Decimal = strawberry.field(description="In the currency's main unit: yen, dollars.")
    currency: str = strawberry.field(description="ISO 4217 code, such as JPY.", default="JPY")

    def to_money(self) -> domain_money.Money:
        """Translate. Raises: ClientError (BAD_USER_INPUT) for a currency the register does not know."""
        if self.currency not in MINOR_DIGITS:
            known = ", ".join(MINOR_DIGITS)
            raise ClientError(
                Code.BAD_USER_INPUT,
                Words(f"通貨は {known} のいずれかを指定してください。", f"The currency must be one of {known}."),
            )
        return domain_money.Money(Fraction(self.amount), self.currency)


@strawberry.type(description="A span of days, half open: `from` is the first day in it, `until` the first day after it.")
class DateRange:
    """A period as the API shows it."""

    from_: date | None = strawberry.field(name="from", description="First day in the span; null where it has no beginning.")
    until: date | None = strawberry.field(description="First day after the span; null while it has no end.")

    @classmethod
    def of(cls, period: Period) -> DateRange:
        """Translate."""
        return cls(from_=period.start, until=period.until)


@strawberry.input(description="A span of days, half open: `from` is the first day in it, `until` the first day after it.")
class DateRangeInput:
    """A period as a client gives it."""

    from_: date | None = strawberry.field(name="from", description="First day in the span.", default=None)
    until: date | None = strawberry.field(description="First day after the span.", default=None)

    def to_period(self) -> Period:
        """Translate. Raises: ClientError (BAD_USER_INPUT) where it ends before it begins."""
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise ClientError(
                Code.BAD_USER_INPUT,
                Words("until は from より後の日にしてください。", "`until` must be a later day than `from`."),
            )
        return Period(self.from_, self.until)


InLanguage = Annotated[
    Language | None, strawberry.argument(description="In which language; in the other one where the text is missing in it.")
]
"""The argument `language: Language = JA` of every text; write `language: InLanguage = Language.JA`."""


def uuid_in(text: str) -> UUID | None:
    """Read the id of a record within a global id; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def worded(text: Words | None, language: Language | None) -> str | None:
    """Return a text in the language asked for, None where there is none at all. An explicit null asks for Japanese."""
    return (text.in_language(language or Language.JA) or None) if text is not None else None


On = Annotated[
    date | None,
    strawberry.argument(description="As of which day; left out, the day its parent is asked for, at last the office's today."),
]
KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="As of what was known at this moment; left out, the moment its parent is asked for, at last now."
    ),
]
