"""The form of what is asked for: every fault of a command at once, each with the field it is in, before anything is looked up.

What a house folder refuses is refused here too, so that whatever was recorded can be written out and read back. A path is written
in the names of the command's fields; a list's entries are counted from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ippool.domain.clause import Clause
from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.form import (
    fault_of_code,
    fault_of_corporate_number,
    fault_of_country,
    fault_of_currency,
    fault_of_day,
    fault_of_label,
    fault_of_order,
    fault_of_words,
)
from ippool.domain.money import exact_decimal
from ippool.domain.timeline import Period
from ippool.domain.words import Words

LONGEST_KEY = 200
LONGEST_TEXT = 100_000
"""In bytes of UTF-8, as much as a house folder holds in a field."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SHOWN = {"start": "from"}
"""Fields whose name is a word of Python in the API."""

Path = tuple[str, ...]


class FormRefused(RuleBroken):
    """What was asked for has faults of form; `findings` names every one of them."""

    code = "FORM_REFUSED"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            Words(
                "入力に誤りがある: " + " ".join(finding.because.ja for finding in findings),
                "The input has faults: " + " ".join(finding.because.en for finding in findings),
            ),
            clause=findings[0].clause,
            path=findings[0].path,
            next_step=Words("指摘の項目をすべて直して、もう一度送る。", "Correct every field named and send it again."),
        )


class Form:
    """The faults of one command, gathered: first of every text and day in it, then whatever is asked of single fields."""

    def __init__(self, command: Any) -> None:
        self.findings: list[Finding] = []
        for path, value in _values(command, ()):
            if isinstance(value, str):
                self._text(path, value)
            elif isinstance(value, date):
                self.note(path, fault_of_day(value))
        if not 1 <= len(command.idempotency_key) <= LONGEST_KEY:
            self.fault(
                ("idempotency_key",), f"鍵は 1 字から {LONGEST_KEY} 字までである。", f"A key has 1 to {LONGEST_KEY} characters."
            )

    def fault(self, path: Path, ja: str, en: str, clause: Clause | None = None) -> None:
        """Note a fault."""
        self.findings.append(Finding(path, Words(ja, en), clause))

    def settle(self) -> None:
        """Go on only where there is no fault. Raises: FormRefused."""
        if self.findings:
            raise FormRefused(tuple(self.findings))

    def note(self, path: Path, fault: Words | None) -> None:
        """Note a fault where there is one."""
        if fault is not None:
            self.fault(path, fault.ja, fault.en)

    def code(self, text: str, *path: str) -> None:
        """A code names files and stands in lists."""
        self.note(path, fault_of_code(text))

    def label(self, text: str, *path: str) -> None:
        """The number or code of a paper."""
        self.note(path, fault_of_label(text))

    def filled(self, text: str, *path: str) -> None:
        """A text that is needed."""
        if not text.strip():
            self.fault(path, "必須の値がない。", "A required value is missing.")

    def words(self, text: Words, *path: str) -> None:
        """A name or title in one of the two languages at least."""
        self.note(path, fault_of_words(text))

    def country(self, code: str, *path: str) -> None:
        """The code of a country or an office."""
        self.note(path, fault_of_country(code))

    def countries(self, codes: Iterable[str], *path: str) -> None:
        """A list of such codes."""
        for index, code in enumerate(codes):
            self.country(code, *path, str(index))

    def corporate_number(self, number: str | None, *path: str) -> None:
        """A Japanese corporate number, where there is one."""
        if number is not None:
            self.note(path, fault_of_corporate_number(number))

    def currency(self, code: str, *path: str) -> None:
        """A currency whose minor unit is known."""
        self.note(path, fault_of_currency(code))

    def amount(self, value: Fraction | None, *path: str, most: int | None = None) -> None:
        """An exact amount or rate, never negative."""
        if value is None:
            return
        if value < 0:
            self.fault(path, "負の値は書けない。", "It cannot be negative.")
        if most is not None and value > most:
            self.fault(path, f"{most} を超えられない。", f"It cannot be above {most}.")
        try:
            exact_decimal(value)
        except ValueError:
            self.fault(path, "有限小数で書く。", "Write a finite decimal.")

    def period(self, start: date | None, until: date | None, *path: str) -> Period:
        """Return the days from `start` up to, not including, `until`; a fault and an open one where the order is wrong."""
        fault = fault_of_order(start, until)
        self.note((*path, "until"), fault)
        return Period() if fault else Period(start, until)

    def one_of(self, given: Mapping[str, object | None], *path: str) -> None:
        """Exactly one of several fields is given."""
        if sum(value is not None for value in given.values()) != 1:
            names = ", ".join(map(_camel, given))
            self.fault((*path, next(iter(given))), f"{names} のどれか一つだけを書く。", f"Give exactly one of {names}.")

    def no_repeats(self, values: Iterable[str], *path: str) -> None:
        """Nothing is named twice in a list."""
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value in seen:
                self.fault((*path, str(index)), f"{value} が二度ある。", f"{value} is there twice.")
            seen.add(value)

    def _text(self, path: Path, text: str) -> None:
        if _CONTROL.search(text):
            self.fault(path, "制御文字は使えない。", "Control characters cannot be used.")
        if len(text.encode()) > LONGEST_TEXT:
            self.fault(path, "100 kB を超える。", "It is larger than 100 kB.")


def _values(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if is_dataclass(value):
        for one in fields(value):
            yield from _values(getattr(value, one.name), (*path, _SHOWN.get(one.name, one.name)))
    elif isinstance(value, tuple | list):
        for index, entry in enumerate(value):
            yield from _values(entry, (*path, str(index)))
    elif isinstance(value, frozenset):
        for entry in sorted(value, key=str):
            yield from _values(entry, path)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _values(entry, (*path, str(key)))
    else:
        yield path, value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
