"""What a person asks of the page, read from its address: everything that is wrong with it is said at once, in both languages."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from ippool.domain.paging import USUAL_PAGE, Keyset, PageRequest
from ippool.domain.words import Language, Words

HOME = "/"
LONGEST_ADDRESS = 8000
MOST_PARAMETERS = 50
LONGEST_QUERY = 200
PAGE_SIZE = USUAL_PAGE
LONGEST_CODE = 100
LONGEST_PLACE = 1000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII | re.IGNORECASE)
_PLACE = re.compile(r"(?P<id>[0-9a-f]{32})-(?P<number>[A-Za-z0-9_-]*)", re.ASCII)
_LANGUAGES = {"ja": Language.JA, "en": Language.EN}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the address that cannot be used: which field, and why."""

    field: str
    message: Words


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """What the page is asked. The texts are as typed, fit to be shown again; the values are None where nothing usable was given.

    Shape: `chosen_language` is None where the browser's own choice decided; `request` is the page of the list that is asked for.
    """

    language: Language
    text: str = ""
    applicant: str = ""
    on_text: str = ""
    known_at_text: str = ""
    on: date | None = None
    known_at: datetime | None = None
    chosen_language: Language | None = None
    request: PageRequest = field(default_factory=PageRequest)
    faults: tuple[Fault, ...] = ()

    @property
    def state(self) -> dict[str, str]:
        """The parameters that carry this question, but for its place in the list."""
        language = self.chosen_language.value.lower() if self.chosen_language else ""
        state = {"q": self.text, "applicant": self.applicant, "on": self.on_text, "known_at": self.known_at_text, "lang": language}
        return {name: value for name, value in state.items() if value}

    def address(self, path: str = HOME, **changes: str) -> str:
        """Return the address of this question with some of its parameters changed; an empty one is left out."""
        state = {name: value for name, value in {**self.state, **changes}.items() if value}
        return f"{path}?{urlencode(state)}" if state else path


def read_question(query_string: bytes, *, accept_language: str, zone: ZoneInfo) -> PageQuestion:
    """Read an address. What is wrong with it is in `faults`; nothing is raised. Parameters of other names are passed over.

    `zone` is the office's: a moment without an offset is read in it.
    """
    reading = _Reading(query_string)
    language = reading.language()
    on_text, known_at_text = reading.text("on", 40), reading.text("known_at", 60)
    return PageQuestion(
        language=language or preferred_language(accept_language),
        text=reading.text("q", LONGEST_QUERY),
        applicant=reading.text("applicant", LONGEST_CODE),
        on_text=on_text,
        known_at_text=known_at_text,
        on=reading.day(on_text),
        known_at=reading.moment(known_at_text, zone),
        chosen_language=language,
        request=reading.request(),
        faults=tuple(reading.faults),
    )


@dataclass(frozen=True, slots=True)
class TermsAsked:
    """What the stream of terms is asked for; what is wrong with it is in `faults`."""

    applicant: str
    on: date | None
    known_at: datetime | None
    faults: tuple[Fault, ...]


def read_terms_asked(query_string: bytes, zone: ZoneInfo) -> TermsAsked:
    """Read `applicant`, `on` and `knownAt` of an address. Nothing is raised; parameters of other names are passed over."""
    reading = _Reading(query_string)
    return TermsAsked(
        applicant=reading.text("applicant", LONGEST_CODE),
        on=reading.day(reading.text("on", 40)),
        known_at=reading.moment(reading.text("knownAt", 60), zone, name="knownAt"),
        faults=tuple(reading.faults),
    )


def preferred_language(accept_language: str) -> Language:
    """Choose Japanese or English by what a browser says it prefers; Japanese where it names neither."""
    liked = {Language.JA: 0.0, Language.EN: 0.0}
    for offered in accept_language.split(","):
        name, _, parameters = offered.partition(";")
        language = _LANGUAGES.get(name.strip().lower().partition("-")[0])
        if language is not None:
            liked[language] = max(liked[language], _quality(parameters))
    return Language.EN if liked[Language.EN] > liked[Language.JA] else Language.JA


def place_of(keyset: Keyset) -> str:
    """Write the place of a row in the list as the address carries it."""
    number = base64.urlsafe_b64encode(str(keyset.values[0]).encode()).rstrip(b"=").decode()
    return f"{keyset.id.hex}-{number}"


def shown(text: str, limit: int) -> str:
    """Make any text fit to be shown again: at most `limit` characters, each of them one that can be written."""
    clean = "".join("�" if _unwritable(character) else character for character in text[:limit])
    return clean + ("…" if len(text) > limit else "")


def _unwritable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character == "�"


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


class _Reading:
    """Reads the parameters one by one and gathers what is wrong with them."""

    def __init__(self, query_string: bytes) -> None:
        self._given: dict[str, list[str]] = {}
        self.faults: list[Fault] = []
        try:
            if len(query_string) > LONGEST_ADDRESS:
                raise ValueError
            for name, value in parse_qsl(query_string.decode(errors="replace"), max_num_fields=MOST_PARAMETERS):
                self._given.setdefault(name, []).append(value)
        except ValueError:
            self._fault("q", "アドレスが長すぎて読めない。検索し直す。", "The address is too long to be read. Search again.")

    def text(self, name: str, limit: int) -> str:
        values = self._given.get(name, [])
        if len(values) > 1:
            self._fault(name, "二度指定されている。一つだけ指定する。", "It is given twice. Give it once.")
        text = " ".join(values[0].split()) if values else ""
        if len(text) > limit:
            self._fault(name, f"{limit} 文字までで指定する。", f"Give at most {limit} characters.")
        elif any(_unwritable(character) for character in text):
            self._fault(
                name,
                "読めない文字が含まれている。入力し直す。",
                "It holds characters that cannot be read. Type it again.",
            )
        return shown(text, limit)

    def language(self) -> Language | None:
        text = self.text("lang", 20)
        if text and text not in _LANGUAGES:
            self._fault(
                "lang", f"{text} という表示言語はない。ja か en を指定する。", f"There is no language {text}. Give ja or en."
            )
        return _LANGUAGES.get(text)

    def day(self, text: str) -> date | None:
        if not text or self._is_faulty("on"):
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self._fault(
                "on",
                f"「{text}」という日はない。2026-04-01 のように指定する。",
                f"There is no day “{text}”. Write it like 2026-04-01.",
            )
            return None

    def moment(self, text: str, zone: ZoneInfo, *, name: str = "known_at") -> datetime | None:
        if not text or self._is_faulty(name):
            return None
        try:
            found = datetime.fromisoformat(text.upper() if _MOMENT.fullmatch(text) else "")
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self._fault(
                name,
                f"「{text}」という時刻はない。2026-04-01T09:00 か 2026-04-01T09:00:00+09:00 のように指定する。",
                f"There is no moment “{text}”. Write it like 2026-04-01T09:00 or 2026-04-01T09:00:00+09:00.",
            )
            return None

    def request(self) -> PageRequest:
        after, before = self._place("after"), self._place("before")
        if after and before:
            self._fault(
                "before",
                "after と before は一方だけ指定する。一覧の最初から見直す。",
                "Give `after` or `before`, not both. Start over.",
            )
        return PageRequest(PAGE_SIZE, after=after, before=before, backward=before is not None)

    def _place(self, name: str) -> Keyset | None:
        text = self.text(name, LONGEST_PLACE)
        if not text or self._is_faulty(name):
            return None
        try:
            found = _PLACE.fullmatch(text)
            if found is None:
                raise ValueError
            number = base64.b64decode(found["number"] + "=" * (-len(found["number"]) % 4), altchars=b"-_", validate=True).decode()
            if any(_unwritable(character) for character in number):
                raise ValueError
            return Keyset((number,), UUID(hex=found["id"]))
        except (ValueError, binascii.Error):
            self._fault(
                name,
                "この一覧の位置ではない。一覧の最初から見直す。",
                "It is not a place in this list. Start from its first page.",
            )
            return None

    def _is_faulty(self, name: str) -> bool:
        return any(fault.field == name for fault in self.faults)

    def _fault(self, name: str, ja: str, en: str) -> None:
        self.faults.append(Fault(name, Words(ja, en)))
