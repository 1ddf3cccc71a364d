"""Text a person reads, in both languages of the register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages in which every text exists."""

    JA = "JA"
    EN = "EN"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Japanese and English; for a name or a title one of the two may be empty."""

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in `language`, or in the other one where that is empty."""
        wanted, other = (self.ja, self.en) if language is Language.JA else (self.en, self.ja)
        return wanted or other

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)


def listed(texts: list[Words] | tuple[Words, ...]) -> Words:
    """Join texts as a list: Japanese with 「、」, English with commas."""
    return Words("、".join(text.ja or text.en for text in texts), ", ".join(text.en or text.ja for text in texts))
