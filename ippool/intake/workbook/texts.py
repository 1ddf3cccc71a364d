"""Any text as the text of a cell: what XML cannot hold is written as `_x000B_`, and a text that looks like that is kept apart.

The notation is that of the format itself (ECMA-376, ST_Xstring), so spreadsheet programs read and write it too.

>>> written("a\\x0bb"), written("_x000B_"), written("_x000B")
('a_x000B_b', '_x005F_x000B_', '_x000B')
>>> read(written("_x000B_")), read(written("_x000B\\x0b"))
('_x000B_', '_x000B\\x0b')
"""

from __future__ import annotations

import re

from ippool.domain.words import Words

LONGEST = 32_767
"""The most characters of a cell, counted as spreadsheet programs do: one beyond the basic plane counts twice."""

# A carriage return could stand in XML, but a parser makes a line feed of it.
_NOT_IN_XML = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_CONTROL = re.compile(f"[{_NOT_IN_XML}]")
_LOOKS_WRITTEN = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|[{_NOT_IN_XML}]))")
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONE = re.compile("[\ud800-\udfff]")


class TextUnwritable(ValueError):
    """A text that no cell can hold, with the reason in both languages."""

    def __init__(self, because: Words) -> None:
        super().__init__(because.en)
        self.because = because


def written(text: str) -> str:
    """Write a text as XML can hold it. Raises: TextUnwritable for half a character, or beyond what a cell holds."""
    if _LONE.search(text):
        raise TextUnwritable(Words("文字の半分（孤立サロゲート）がある。", "It has half a character (a lone surrogate)."))
    escaped = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _LOOKS_WRITTEN.sub("_x005F_", text))
    if len(escaped) * 2 > LONGEST and (length := units(escaped)) > LONGEST:
        raise TextUnwritable(
            Words(
                f"{length:,} 字あり、セルに入る {LONGEST:,} 字を超える。",
                f"It has {length:,} characters; a cell holds {LONGEST:,}.",
            )
        )
    return escaped


def read(cell: str) -> str:
    """Read the text of a cell back. Raises: TextUnwritable for half a character."""
    if "_x" not in cell:
        return cell
    text = _WRITTEN.sub(lambda found: chr(int(found[1], 16)), cell)
    if _LONE.search(text):
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise TextUnwritable(
                Words("文字の半分（孤立サロゲート）がある。", "It has half a character (a lone surrogate).")
            ) from None
    return text


def units(text: str) -> int:
    """Count the characters of a text as spreadsheet programs do (UTF-16)."""
    return len(text) + sum(character > "\uffff" for character in text)
