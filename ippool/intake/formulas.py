"""Cells that a spreadsheet program would compute, made harmless with a leading apostrophe, and read back exactly.

A program that opens a CSV file computes a cell that begins like a formula, whoever wrote it (CSV injection). What it takes for the
beginning depends on the program: spaces and quotes are passed over, full-width signs count like narrow ones, a tab or line break is
dropped; and where the semicolon separates cells, or quotes are not heeded, a part after a semicolon, tab or line break is a cell of
its own. So each such beginning gets an apostrophe, and so does a text that begins with one, which makes the way back unambiguous:

>>> guarded("=1+1"), guarded("'quoted'"), guarded("a;-1"), guarded("H01M 10/05")
("'=1+1", "''quoted'", "a;'-1", 'H01M 10/05')
>>> unguarded("'=1+1"), unguarded("''quoted'"), unguarded("'plain")
('=1+1', "'quoted'", "'plain")
"""

from __future__ import annotations

import re

_SIGNS = "=+\\-@＝＋－＠−﹦﹢﹣﹫⁼⁺⁻₊₋₌"
"""What a formula begins with, in every width and position in which a program may read it as that."""
_PASSED_OVER = (
    "\"'“”‘’«»＂＇`´\u0020\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\ufe00-\ufe0f\ufff9-\ufffb"
    "\U000e0001-\U000e007f"
)
"""Quotes, spaces and what is not shown; a tab or line break ends a part."""
_BEGINNING = rf"(?:'|[{_PASSED_OVER}]*[{_SIGNS}])"
_HERE = rf"(?:\A(?=[\t\r\n]|{_BEGINNING})|(?<=[;\t\r\n])(?={_BEGINNING}))"
_UNHARMED = re.compile(_HERE)
_GUARD = re.compile(rf"(?:\A'(?=[\t\r\n]|{_BEGINNING})|(?<=[;\t\r\n])'(?={_BEGINNING}))")


def guarded(text: str) -> str:
    """Put an apostrophe before every beginning that a spreadsheet program might compute, and before a text that has one."""
    return _UNHARMED.sub("'", text)


def unguarded(cell: str) -> str:
    """Take the apostrophes off that `guarded` put there; any other stays. Inverse: `unguarded(guarded(text)) == text`."""
    return _GUARD.sub("", cell)
