"""The form of single values, as every way into the register asks for it: what a code, a label, a country or a day may look like.

Each `fault_of_...` says in both languages what is wrong with a value, or None. Who asks adds the field and the record.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date
from fractions import Fraction

from ippool.domain.corporate_number import is_corporate_number
from ippool.domain.money import MINOR_DIGITS
from ippool.domain.territories import is_known, meant_by
from ippool.domain.words import Words

_CODE = re.compile(r"[^\s/\\\x00-\x1f\x7f.][^\s/\\\x00-\x1f\x7f]{0,99}")
_LABEL = re.compile(r"\S(?:.{0,198}\S)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CARD = re.compile(r"NONMEM|RESEARCH|OWN_WORKING|MEMBER(?::.+)?")

IN_ORDER = (
    ("priority_on", "filed_on"),
    ("filed_on", "published_on"),
    ("filed_on", "registered_on"),
    ("registered_on", "expires_on"),
    ("filed_on", "expires_on"),
)
"""Days of a patent of which the second is never before the first."""


def fault_of_code(text: str) -> Words | None:
    """Say what is wrong with the code of a record: it names files and stands in lists."""
    if _CODE.fullmatch(text):
        return None
    return Words(
        "コードは空白・斜線を含まず、点で始まらない、1 字から 100 字までである。",
        "A code has 1 to 100 characters, no space or slash, and does not begin with a dot.",
    )


def fault_of_label(text: str) -> Words | None:
    """Say what is wrong with the number or code of a paper: any text on one line without a space at its ends."""
    if _LABEL.fullmatch(text):
        return None
    return Words(
        "両端に空白のない、1 字から 200 字までの一行で書く。",
        "Write one line of 1 to 200 characters without a space at its ends.",
    )


def fault_of_words(text: Words) -> Words | None:
    """Say what is wrong with a name or title: one of the two languages is needed."""
    if text.ja.strip() or text.en.strip():
        return None
    return Words("日本語か英語のどちらかを書く。", "Write it in Japanese or in English at least.")


def fault_of_country(code: str) -> Words | None:
    """Say what is wrong with the code of a country or an office (ST.3): it must be one that is known."""
    if is_known(code):
        return None
    if _COUNTRY.fullmatch(code) is None:
        return Words("国・官庁は二文字のコード（JP、EP）で書く。", "Write a two-letter code (JP, EP).")
    meant = meant_by(code)
    if meant is not None:
        return Words(f"{code} ではなく {meant} と書く。", f"Write {meant}, not {code}.")
    return Words(f"{code} は国にも官庁にもない。", f"No country or office has the code {code}.")


def fault_of_corporate_number(number: str) -> Words | None:
    """Say what is wrong with a Japanese corporate number."""
    if is_corporate_number(number):
        return None
    return Words("法人番号は検査数字の合う 13 桁で書く。", "Write 13 digits with a matching check digit.")


def fault_of_currency(code: str) -> Words | None:
    """Say what is wrong with the code of a currency: its minor unit must be known."""
    if code in MINOR_DIGITS:
        return None
    known = ", ".join(MINOR_DIGITS)
    return Words(f"通貨は {known} のいずれか。", f"The currency is one of {known}.")


def fault_of_day(day: date) -> Words | None:
    """Say what is wrong with a day: the first and the last year of the calendar stand elsewhere for no beginning and no end."""
    if day.year == MINYEAR:
        return Words(
            "1 年の日は書けない。始まりがなければ空ける。", "A day of the year 1; leave it out where there is no beginning."
        )
    if day.year == MAXYEAR:
        return Words(
            "9999 年の日は書けない。終わりがなければ空ける。", "A day of the year 9999; leave it out where there is no end."
        )
    return None


def fault_of_order(start: date | None, until: date | None) -> Words | None:
    """Say what is wrong with the ends of a period, half open."""
    if start is None or until is None or start < until:
        return None
    return Words("until は from より後の日でなければならない。", "until must be a day after from (the first day that is out).")


def fault_of_share(share: Fraction) -> Words | None:
    """Say what is wrong with a share of a patent."""
    return None if 0 < share <= 1 else Words("持分は 0 より大きく 1 以下である。", "A share is above 0 and at most 1.")


def fault_of_card_code(code: str) -> Words | None:
    """Say what is wrong with the code of a card: the decision table asks for these only, another would never price anything."""
    if _CARD.fullmatch(code):
        return None
    return Words(
        f"料率表 {code} は使われない。NONMEM, MEMBER, MEMBER:<区分>, RESEARCH, OWN_WORKING のいずれか。",
        f"Nothing is priced by a card {code}; the cards are NONMEM, MEMBER, MEMBER:<tier>, RESEARCH and OWN_WORKING.",
    )
