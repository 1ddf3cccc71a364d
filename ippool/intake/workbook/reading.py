"""Reading a workbook: its sheets by name, their rows as a stream, every cell a text or a fault."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ippool.domain.words import Words
from ippool.intake.workbook.markup import Malformed, parse
from ippool.intake.workbook.package import Package, unpacked
from ippool.intake.workbook.texts import LONGEST, TextUnwritable, read

MAX_SHEETS = 100
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_SHARED = 2_000_000
"""Texts that cells share, which stand in memory while the workbook is open."""
MAX_SHARED_CHARACTERS = 40_000_000
MAX_FURNITURE = 100_000
"""Elements of a sheet that are no rows and cells: widths, colors, notes."""

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MAIN_PART = "/officeDocument"
_SHEET_PART = "/worksheet"
_STRINGS_PART = "/sharedStrings"
_MOST_TEXT = 8 * LONGEST
"""Characters of a cell as XML: each may be written as seven."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that is no text: its column, counted from 0, what stands there, and why it is not taken."""

    column: int
    found: str
    because: Words


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it, its texts by column, counted from 0, and what is wrong with other cells."""

    number: int
    texts: Mapping[int, str]
    faults: tuple[CellFault, ...] = ()

    def cells(self, width: int) -> list[str]:
        """Return as many texts as there are columns, or as many as there are if these are more."""
        last = max((column for column, text in self.texts.items() if text), default=-1)
        return [self.texts.get(column, "") for column in range(max(width, last + 1))]


@dataclass(frozen=True)
class Sheet:
    """A sheet of an open workbook."""

    name: str
    _package: Package = field(repr=False)
    _part: str = field(repr=False)
    _shared: list[str] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything, in order. Raises: WorkbookRefused."""
        events = _SheetEvents(self._shared)
        for _ in parse(self._package, self._part, events):
            yield from events.taken()


@dataclass(frozen=True)
class Workbook:
    """An open workbook."""

    file: str
    sheets: Mapping[str, Sheet]


@contextmanager
def opened(path: Path, name: str = "") -> Iterator[Workbook]:
    """Open a workbook, examined as a whole before anything of it is unpacked; `name` is what refusals call the file.

    Raises: WorkbookRefused.
    """
    name = name or path.name
    with unpacked(path, name) as package:
        _check_kinds(package)
        main = _target(package, "", _relations(package, "_rels/.rels"), _MAIN_PART)
        relations = _relations(package, posixpath.join(posixpath.dirname(main), "_rels", posixpath.basename(main) + ".rels"))
        shared: list[str] = []
        strings = [one for one in relations.values() if one.kind.endswith(_STRINGS_PART)]
        if strings:
            events = _SharedEvents(shared)
            for _ in parse(package, _resolved(main, strings[0].target), events):
                pass
        found: dict[str, Sheet] = {}
        for title, key in _sheets(package, main):
            relation = relations.get(key)
            if relation is None or not relation.kind.endswith(_SHEET_PART):
                raise package.refused(main, f"{title!r} は表ではない。", f"{title!r} is no sheet of cells.")
            found[title] = Sheet(title, package, _resolved(main, relation.target), shared)
        yield Workbook(name, found)


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str
    is_outside: bool


class _Gathered:
    """Events of a small part: every element's name and attributes."""

    def __init__(self) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.elements) >= MAX_FURNITURE:
            raise Malformed("要素が多すぎる。", "It has too many elements.")
        self.elements.append((name, {key[key.rfind("}") + 1 :]: value for key, value in attributes.items()}))

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


def _gathered(package: Package, part: str) -> list[tuple[str, dict[str, str]]]:
    events = _Gathered()
    for _ in parse(package, part, events):
        pass
    return events.elements


def _check_kinds(package: Package) -> None:
    """Refuse a document of a kind that has macros, whatever its parts are called."""
    part = "[Content_Types].xml"
    for _, attributes in _gathered(package, part):
        kind = attributes.get("ContentType", "").casefold()
        if "macro" in kind or "vba" in kind:
            raise package.refused(part, "マクロを持つ文書である。", "It is a document with macros.")


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    found = {}
    for name, attributes in _gathered(package, part):
        if name == "Relationship":
            relation = _Relation(
                attributes.get("Type", ""), attributes.get("Target", ""), attributes.get("TargetMode") == "External"
            )
            if relation.is_outside or "externalLink" in relation.kind:
                raise package.refused(part, "外部へのリンクがある。", "It has external links.")
            found[attributes.get("Id", "")] = relation
    return found


def _target(package: Package, base: str, relations: Mapping[str, _Relation], kind: str) -> str:
    for relation in relations.values():
        if relation.kind.endswith(kind):
            return _resolved(base, relation.target)
    raise package.refused("_rels/.rels", "ワークブックではない。", "It is no workbook.")


def _resolved(base: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")


def _sheets(package: Package, main: str) -> list[tuple[str, str]]:
    found = [(one.get("name", ""), one.get("id", "")) for name, one in _gathered(package, main) if name == "sheet"]
    if len(found) > MAX_SHEETS:
        raise package.refused(main, f"{MAX_SHEETS} を超える表がある。", f"It has more than {MAX_SHEETS} sheets.")
    if len({title.casefold() for title, _ in found}) < len(found):
        raise package.refused(main, "同じ名の表が二つある。", "Two sheets have the same name.")
    return found


class _Texts:
    """The text of one cell or shared text: runs joined, readings of Japanese (rPh) left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._takes = False
        self._reading = False

    def clear(self) -> None:
        self._pieces.clear()
        self._size = 0

    def start(self, name: str) -> None:
        if name == "rPh":
            self._reading = True
        self._takes = name in ("t", "v") and not self._reading

    def end(self, name: str) -> None:
        if name == "rPh":
            self._reading = False
        self._takes = False

    def data(self, text: str) -> None:
        if not self._takes:
            return
        self._size += len(text)
        if self._size > _MOST_TEXT:
            raise Malformed("セルの文字が多すぎる。", "A cell has too much text.")
        self._pieces.append(text)

    def raw(self) -> str:
        return "".join(self._pieces)


class _SharedEvents:
    """Events of the texts that cells share."""

    def __init__(self, into: list[str]) -> None:
        self._into = into
        self._texts = _Texts()
        self._characters = 0
        self.data = self._texts.data

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._texts.clear()
        else:
            self._texts.start(name)

    def end(self, name: str) -> None:
        if name != "si":
            self._texts.end(name)
            return
        text = self._texts.raw()
        self._characters += len(text)
        if len(self._into) >= MAX_SHARED or self._characters > MAX_SHARED_CHARACTERS:
            raise Malformed(
                "共有の文字列が多すぎる。フォルダー（CSV）で渡す。", "It has too many shared texts; bring it in as a folder of CSV."
            )
        self._into.append(text)


_NUMBER = Words(
    "文字列でなく数値（日付を含む）である。書式を「文字列」にして入れ直す。",
    "This is a number or a date, not text; format the cell as text and type it again.",
)
_FORMULA = Words("数式である。値を文字列で入れる。", "This is a formula; type its value as text.")
_OTHER_KINDS = {
    "b": Words("文字列でなく真偽値である。", "This is a truth value, not text; format the cell as text and type it again."),
    "e": Words("エラー値である。", "This is an error value."),
    "d": Words("文字列でなく日付である。", "This is a date, not text; format the cell as text and type it again."),
}
_TEXT_KINDS = frozenset({"s", "inlineStr", "str"})


class _SheetEvents:
    """Events of a sheet: rows, each handed over when it is complete."""

    def __init__(self, shared: list[str]) -> None:
        self._shared = shared
        self._texts = _Texts()
        self.data = self._texts.data
        self._in_rows = False
        self._furniture = 0
        self._number = 0
        self._column = -1
        self._kind = ""
        self._is_formula = False
        self._found: dict[int, str] = {}
        self._faults: list[CellFault] = []
        self._done: list[Row] = []

    def taken(self) -> list[Row]:
        """Hand over the rows that are complete."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" and self._in_rows:
            self._begin_cell(attributes)
        elif name == "row" and self._in_rows:
            self._begin_row(attributes)
        elif name == "f" and self._in_rows:
            self._is_formula = True
        elif name in ("v", "t", "is", "r", "rPh") and self._in_rows:
            self._texts.start(name)
        else:
            self._texts.start(name)
            self._furniture += 1
            if self._furniture > MAX_FURNITURE:
                raise Malformed("表でない要素が多すぎる。", "It has too many elements that are no cells.")
            if name == "sheetData":
                self._in_rows = True

    def end(self, name: str) -> None:
        if name == "c" and self._in_rows:
            self._end_cell()
        elif name == "row" and self._in_rows:
            if self._found or self._faults:
                self._done.append(Row(self._number, self._found, tuple(self._faults)))
                self._found, self._faults = {}, []
        elif name == "sheetData":
            self._in_rows = False
        else:
            self._texts.end(name)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        number = self._number + 1 if told is None else int(told) if told.isascii() and told.isdigit() and len(told) < 8 else 0
        if not self._number < number <= MAX_ROWS:
            raise Malformed(f"行 {told} は順序が違うか、範囲の外である。", f"Row {told} is out of order or out of bounds.")
        self._number, self._column = number, -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        column = self._column + 1
        if told is not None:
            place = _CELL.fullmatch(told)
            column = _index(place[1]) if place and int(place[2]) == self._number else -1
        if not self._column < column < MAX_COLUMNS:
            raise Malformed(f"セル {told} は順序が違うか、範囲の外である。", f"Cell {told} is out of order or out of bounds.")
        self._column, self._kind, self._is_formula = column, attributes.get("t", "n"), False
        self._texts.clear()

    def _end_cell(self) -> None:
        raw = self._texts.raw()
        if self._is_formula:
            self._fault(raw, _FORMULA)
        elif self._kind in _TEXT_KINDS:
            self._take(raw)
        elif raw:
            self._fault(raw, _OTHER_KINDS.get(self._kind, _NUMBER))

    def _take(self, raw: str) -> None:
        if self._kind == "s":
            known = raw.isascii() and raw.isdigit() and len(raw) < 8 and int(raw) < len(self._shared)
            if not known:
                raise Malformed(f"共有の文字列 {raw[:20]!r} がない。", f"There is no shared text {raw[:20]!r}.")
            raw = self._shared[int(raw)]
        try:
            text = read(raw)
        except TextUnwritable as fault:
            self._fault("", fault.because)
            return
        if text:
            self._found[self._column] = text

    def _fault(self, found: str, because: Words) -> None:
        self._faults.append(CellFault(self._column, found[:100], because))


def _index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
