"""The whole pool's terms as lines: JSON, one object to a line, or CSV. What patents of one case share is written once and kept."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import orjson

from ippool.domain.alike import Answer
from ippool.domain.money import shown_decimal
from ippool.intake.delimited import csv_line
from ippool.intake.formulas import guarded

SHARED = (
    *("case", "outcome", "wouldBe", "standing", "openLab", "licenseType", "rate"),
    *("currency", "upfrontFee", "minimumAnnualRoyalty", "annualCap", "headlineJa", "headlineEn"),
)
"""The fields that patents of one case share, in their order; `number` and `code` come before them.

`case` is a hash of the others: the same wherever the terms are the same.
"""


def _shared(answer: Answer) -> Mapping[str, str | None]:
    def exact(value: Fraction | None) -> str | None:
        return None if value is None else f"{shown_decimal(value):f}"

    price = answer.price
    values = (
        answer.outcome.value,
        answer.would_be.value if answer.would_be else None,
        answer.standing.value,
        answer.lab,
        answer.license_type.value if answer.license_type else None,
        exact(answer.rate),
        price.currency if price else None,
        exact(price.upfront) if price else None,
        exact(price.minimum) if price else None,
        exact(price.cap) if price else None,
        answer.headline.ja,
        answer.headline.en,
    )
    case = hashlib.sha256(orjson.dumps(values)).hexdigest()[:32]
    return dict(zip(SHARED, (case, *values), strict=True))


class Lines(ABC):
    """Writes one form of the lines."""

    media_type: str
    head: bytes = b""

    def __init__(self, share: Callable[[Mapping[str, Any]], bytes]) -> None:
        self._share = share
        self._kept: dict[Hashable, bytes] = {}

    def lines(self, patents: Iterable[tuple[str, str, Hashable, Answer]]) -> bytes:
        """Write the lines of some patents, of each its number, its code, its kind among alike ones and what that comes to.

        What was written of a kind is written again for the next of it.
        """
        kept, begin = self._kept, self._begin
        written: list[bytes] = []
        for number, code, kind, answer in patents:
            shared = kept.get(kind)
            if shared is None:
                shared = kept[kind] = self._share(_shared(answer))
            written += (begin(number, code), shared)
        return b"".join(written)

    @abstractmethod
    def _begin(self, number: str, code: str) -> bytes:
        """Write what is the patent's own."""


class JsonLines(Lines):
    """One JSON object to a line; exact numbers are strings."""

    media_type = "application/jsonl"

    def __init__(self) -> None:
        super().__init__(lambda shared: b"," + orjson.dumps(shared)[1:] + b"\n")

    def _begin(self, number: str, code: str) -> bytes:
        return orjson.dumps({"number": number, "code": code})[:-1]


class CsvLines(Lines):
    """CSV with a head; cells that begin like a formula are made harmless."""

    media_type = "text/csv"
    head = csv_line(("number", "code", *SHARED)).encode()

    def __init__(self) -> None:
        super().__init__(lambda shared: b"," + csv_line(guarded(value or "") for value in shared.values()).encode())

    def _begin(self, number: str, code: str) -> bytes:
        return csv_line((guarded(number), guarded(code))).rstrip("\n").encode()
