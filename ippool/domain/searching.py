"""What a person types to find patents, taken apart into what is looked for.

Spaces part words; quotation marks keep a phrase together. Two kinds of thing come out, and every one must be found in the texts
of a patent (its titles and abstracts):

- A *passage* has characters of a script written without spaces, such as Japanese. It is looked for as it stands, anywhere in a
  text, spaces, apostrophes, colons and backslashes aside.
- *Words* are letters and digits of alphabetic scripts: one word, or several that stand together ("x-ray", a quoted phrase). They
  are looked for as words, by their English stems. Signs part words and are not looked for themselves; only where a search has
  nothing but signs are they taken as passages.

Width, case, and katakana or hiragana make no difference. The migration that made `words_of` folds the texts of the register in
the same way; a test holds the two equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words

LONGEST_SEARCH = 1_000
"""Characters that a search may have."""
MOST_WANTED = 100
"""Words and phrases that a search may have."""
LOOKED_AT = 4_000
"""Characters of a title or an abstract, from its beginning, that are looked at."""

_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“", "＂": "＂", "「": "」", "『": "』"}
_MARKS = "".join([*_QUOTES, *_QUOTES.values()])
_PART = re.compile("|".join([*(f"{open}([^{close}]*){close}" for open, close in _QUOTES.items()), r"(\S+)"]))
_LEFT_OUT = re.compile(r"[\u0001-\u0020':\\\u007f-\u00a0\u00ad\u1680\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_DENSE = re.compile("[\u0530-\u1dff\u2e80-\U0010ffff]")
_BETWEEN_WORDS = re.compile("[^a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u052f\u1e00-\u1fff]+")


class SearchTooLong(RuleBroken):
    """More was typed than one search looks for."""

    code = "SEARCH_TOO_LONG"

    def __init__(self) -> None:
        super().__init__(
            Words(
                f"検索語が長すぎる（{LONGEST_SEARCH} 文字・{MOST_WANTED} 語まで）。",
                f"The search text is too long: at most {LONGEST_SEARCH} characters and {MOST_WANTED} words.",
            ),
            path=("filter", "text"),
            next_step=Words("特徴的な語だけにする。", "Keep the words that matter most."),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing looked for, folded. Shape: `text` has no space in a passage, and single spaces between words."""

    text: str
    is_passage: bool


def fold(text: str) -> str:
    """Fold width and case, one character of the folded text at a time, as the database does."""
    lowered = (character.lower() for character in unicodedata.normalize("NFKC", text))
    # Only the dotted capital I becomes two characters; the database keeps the first.
    return "".join(one[0] for one in lowered)


def wanted(text: str) -> tuple[Wanted, ...]:
    """Take a search text apart. Empty where there is nothing to look for. Raises: SearchTooLong."""
    if len(text) > LONGEST_SEARCH:
        raise SearchTooLong
    parts = [fold(next(part for part in match.groups() if part is not None).strip(_MARKS)) for match in _PART.finditer(text)]
    found = dict.fromkeys(one for one in map(_wanted, parts) if one.text)
    if not found:
        found = dict.fromkeys(one for one in map(_passage, parts) if one.text)
    # A single sign may become eighteen when it is folded.
    if len(found) > MOST_WANTED or sum(len(one.text) for one in found) > LONGEST_SEARCH:
        raise SearchTooLong
    return tuple(found)


def _wanted(folded: str) -> Wanted:
    if _DENSE.search(folded):
        return _passage(folded)
    return Wanted(_BETWEEN_WORDS.sub(" ", folded).strip(), is_passage=False)


def _passage(folded: str) -> Wanted:
    return Wanted(_LEFT_OUT.sub("", folded), is_passage=True)
