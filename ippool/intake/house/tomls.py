"""TOML of a house folder: tables read value by value, each fault with its line, and values written as TOML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from ippool.domain.money import exact_decimal
from ippool.domain.words import Words
from ippool.intake.house.cells import checked_day, choice_from, fraction_from
from ippool.intake.house.files import MAX_TOML
from ippool.intake.house.folder import BadValue, HouseFinding
from ippool.intake.house.sheets import MAX_FIELD, fault_of_cell

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound=StrEnum)

_HEADING = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?")
_PART = r'(?:"(?:[^"\\]|\\.)*"|[A-Za-z0-9_-]+)'
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_DEEPEST = 32
_STEP = r"""(?:"(?:[^"\\\n]|\\.){0,250}"|'[^'\n]{0,250}'|[A-Za-z0-9_-]{1,250})"""
_ENDLESS_KEY = re.compile(rf"(?<![\w-]){_STEP}(?:[ \t]{{0,250}}\.[ \t]{{0,250}}{_STEP}){{{_DEEPEST}}}")
"""A key of many parts: the parser takes the square of their number in time and memory. Longer parts are too few to do so."""
_AT_LINE = re.compile(r"at line (\d+)")
_MOST = 9999
"""More days, months or years than any term runs; a tail beyond it would leave the calendar."""


class TomlTable:
    """One table being read: what is asked for is noted, `finish` refuses the rest."""

    def __init__(self, file: str, values: Mapping[str, Any], lines: Mapping[str, int], path: str = "") -> None:
        self.file, self.path = file, path
        self.findings: list[HouseFinding] = []
        self._values, self._lines, self._asked = values, lines, set[str]()

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the nearest one known above it; `key` may be a path."""
        path = self._at(key)
        while path and path not in self._lines:
            path = path.rpartition(".")[0]
        return self._lines.get(path, 1)

    def fault(self, key: str, ja: str, en: str) -> None:
        """Refuse the file for one value."""
        found = self._values.get(key.partition(".")[0])
        shown = "" if found is None or isinstance(found, dict | list) else str(found)
        self.findings.append(HouseFinding(self.file, self.line_of(key), self._at(key), shown, Words(ja, en)))

    def note(self, key: str, fault: Words | None) -> None:
        """Refuse the file for one value where there is a fault."""
        if fault is not None:
            self.fault(key, fault.ja, fault.en)

    def names(self) -> list[str]:
        """Return the keys of the table, in their order."""
        return list(self._values)

    def value(self, key: str) -> Any:
        """Return a raw value, or None."""
        self._asked.add(key)
        return self._values.get(key)

    def text(self, key: str) -> str:
        """Read a text; nothing there is an empty one."""
        return self.maybe_text(key) or ""

    def maybe_text(self, key: str) -> str | None:
        """Read a text or None."""
        return self._typed(key, str, None, "文字列", "a text in quotes")

    def the_text(self, key: str) -> str:
        """Read a text that must be there."""
        found = self.maybe_text(key)
        if not found and self._values.get(key) in (None, ""):
            self.fault(key, "必須の値がない。", "A required value is missing.")
        return found or ""

    def words(self, stem: str) -> Words:
        """Read `<stem>_ja` and `<stem>_en`."""
        return Words(self.text(f"{stem}_ja"), self.text(f"{stem}_en"))

    def flag(self, key: str, default: bool) -> bool:
        """Read true or false."""
        return self._typed(key, bool, default, "true か false", "true or false")

    def integer(self, key: str, default: int) -> int:
        """Read a whole number from 0 to 9999."""
        found = self._typed(key, int, default, "整数", "a whole number")
        if isinstance(found, bool) or not 0 <= found <= _MOST:
            self.fault(key, f"0 から {_MOST} までの整数を書く。", f"Write a whole number from 0 to {_MOST}.")
            return default
        return found

    def day(self, key: str) -> date | None:
        """Read a day or None."""
        found = self.value(key)
        if isinstance(found, datetime) or not isinstance(found, date | None):
            self.fault(key, "日付を引用符なしで 2026-04-01 のように書く。", "Write a day without quotes, like 2026-04-01.")
            return None
        return self.read(key, checked_day, None)

    def fraction(self, key: str) -> Fraction | None:
        """Read an exact number ("0.018", "1/3", 500000) or None."""
        return self.read(key, exact_number, None)

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """Read one name of an enumeration."""
        return self.read(key, lambda found: choice_from(kind, _text(found)), default)

    def choices(self, key: str, kind: type[E]) -> frozenset[E]:
        """Read a list of names of an enumeration."""
        return frozenset(self.read(key, lambda found: [choice_from(kind, _text(entry)) for entry in _list(found)], []))

    def pairs(self, key: str, read: Callable[[Any, Any], T]) -> tuple[T, ...]:
        """Read a list of pairs."""
        return tuple(self.read(key, lambda found: [read(*_pair(entry)) for entry in _list(found)], []))

    def table(self, key: str) -> TomlTable:
        """Open a table below this one; nothing there is an empty one. Its findings are this table's."""
        found = self._typed(key, dict, {}, "表", "a table")
        return self._below(key, found)

    def tables(self, key: str) -> list[TomlTable]:
        """Open a list of tables."""
        found = self.value(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.fault(key, "表の並び [[…]] で書く。", "Write a list of tables, [[...]].")
            return []
        return [self._below(f"{key}.{index}", entry) for index, entry in enumerate(found)]

    def read(self, key: str, read: Callable[[Any], T], stand_in: D) -> T | D:
        """Read a value with a reader that raises BadValue; nothing there, or a fault, is the stand-in."""
        found = self.value(key)
        if found is None:
            return stand_in
        try:
            return read(found)
        except BadValue as bad:
            self.fault(key, bad.because.ja, bad.because.en)
            return stand_in

    def finish(self) -> None:
        """Refuse every key that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.fault(key, "知らない項目である。", "Unknown key; see the format.")

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _below(self, key: str, values: Mapping[str, Any]) -> TomlTable:
        below = TomlTable(self.file, values, self._lines, self._at(key))
        below.findings = self.findings
        return below

    def _typed(self, key: str, kind: type[T], default: D, ja: str, en: str) -> T | D:
        found = self.value(key)
        if found is None:
            return default
        if not isinstance(found, kind):
            self.fault(key, f"{ja}を書く。", f"Write {en}.")
            return default
        return found


def toml_from(text: str, name: str, *, rows: Sequence[int] = ()) -> tuple[TomlTable, tuple[HouseFinding, ...]]:
    """Read a TOML file; where it cannot be read the table is empty and the findings say why.

    `rows` gives the number to tell for each line, where that is another one than its place in the text.
    """

    def told(line: int) -> int:
        return rows[min(line, len(rows)) - 1] if rows else line

    if len(text) > MAX_TOML:
        because = Words("500 kB を超える。", "It is larger than 500 kB.")
        return TomlTable(name, {}, {}), (HouseFinding(name, told(1), "", "", because),)
    endless = _ENDLESS_KEY.search(text)
    if endless is not None:
        line = text.count("\n", 0, endless.start()) + 1
        because = Words(f"キーが {_DEEPEST} 段を超える。", f"A key has more than {_DEEPEST} parts.")
        return TomlTable(name, {}, {}), (HouseFinding(name, told(line), "", "", because),)
    try:
        values = tomllib.loads(text)
        lines = {path: told(line) for path, line in _lines(text).items()} | {"": told(1)}
        faults = tuple(_text_faults(name, values, lines, ""))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as bad:
        found = _AT_LINE.search(str(bad))
        because = Words(f"TOML として読めない（{bad}）。", f"This is not TOML ({bad}).")
        line = int(found[1]) if found else text.count("\n") + 1
        return TomlTable(name, {}, {}), (HouseFinding(name, told(line), "", "", because),)
    return TomlTable(name, values, lines), faults


def exact_number(found: object) -> Fraction:
    """Read an exact number, 0 or more, from what TOML gave. Raises: BadValue; a binary fraction is never exact."""
    if isinstance(found, float):
        raise BadValue('小数は引用符で囲む（"0.018"）。', 'Put a decimal in quotes ("0.018"); a bare one is not exact.')
    if isinstance(found, int) and not isinstance(found, bool):
        if not 0 <= found < 10**30:
            raise BadValue("0 以上、30 桁までの数を書く。", "Write a number from 0 up, of at most 30 digits.")
        return Fraction(found)
    return fraction_from(_text(found))


def toml_text(text: str) -> str:
    """Write a text in quotes. Raises: BadValue for a text that reading refuses."""
    fault = fault_of_cell(text)
    if fault is not None:
        raise BadValue(f"{text[:40]!r}：{fault.ja}", f"{text[:40]!r}: {fault.en}")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_value(value: object) -> str:
    """Write a value: exact numbers as texts (money that is whole as a number), sets in order, pairs as lists."""
    match value:
        case bool():
            return "true" if value else "false"
        case Fraction():
            return toml_text(_decimal(value))
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case StrEnum() | str():
            return toml_text(str(value))
        case frozenset():
            return f"[{', '.join(sorted(toml_value(entry) for entry in value))}]"
        case tuple() | list():
            return f"[{', '.join(toml_value(entry) for entry in value)}]"
        case _:
            raise TypeError(f"no TOML for {type(value).__name__}")


def _decimal(value: Fraction) -> str:
    try:
        return format(exact_decimal(value), "f")
    except ValueError:
        return str(value)


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise BadValue("引用符で囲んだ文字列を書く。", "Write a text in quotes.")
    return found


def _list(found: object) -> list[Any]:
    if not isinstance(found, list):
        raise BadValue("[…] の並びで書く。", "Write a list, [...].")
    return found


def _pair(found: object) -> list[Any]:
    if not isinstance(found, list) or len(found) != 2:
        raise BadValue("二つずつの組 [a, b] で書く。", "Write pairs, [a, b].")
    return found


def _lines(text: str) -> dict[str, int]:
    """Find the line of every key, by its path; good enough for the plain shape of these files."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    path = ""
    for number, line in enumerate(text.split("\n"), start=1):
        heading = _HEADING.fullmatch(line)
        if heading:
            path = _dotted(heading[2])
            if heading[1] == "[[":
                counts[path] = counts.get(path, -1) + 1
                lines.setdefault(path, number)
                path = f"{path}.{counts[path]}"
            lines.setdefault(path, number)
            continue
        key = _KEY.match(line)
        if key:
            name = _dotted(key[1])
            lines.setdefault(f"{path}.{name}" if path else name, number)
    return lines


def _dotted(key: str) -> str:
    return ".".join(re.findall(_PART, key)).replace('"', "")


def _text_faults(name: str, found: object, lines: Mapping[str, int], path: str) -> list[HouseFinding]:
    if isinstance(found, str):
        because = None
        if len(found.encode()) > MAX_FIELD:
            because = Words("100 kB を超える。", "The field is larger than 100 kB.")
        elif "\0" in found:
            because = Words("NUL 文字がある。", "There is a NUL character.")
        return [HouseFinding(name, lines.get(path, 1), path, "", because)] if because else []
    entries = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [fault for key, entry in entries for fault in _text_faults(name, entry, lines, f"{path}.{key}" if path else str(key))]
