"""ROR ids, by which research organizations are known across sources: seven characters, then two check digits."""

from __future__ import annotations

import re
import unicodedata

from ippool.domain.errors import RuleBroken
from ippool.domain.words import Words

ADDRESS = "https://ror.org/"
"""What an id stands behind in the form in which the register keeps it."""

_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: without i, l, o and u, which are taken for other characters."""
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_WRITTEN = re.compile(r"(?:(?:https?://)?(?:www\.)?ror\.org/)?(?P<id>[0-9a-z]+)/?")
_ID = re.compile(f"(?P<base>0[{_CHARACTERS}]{{6}})(?P<check>[0-9]{{2}})")
_LONGEST = 80
_SHOWN = 40
_NEXT_STEP = Words(
    "https://ror.org/02tpgw303 のように、ror.org にあるとおりに書く。",
    "Write it as ror.org has it, like https://ror.org/02tpgw303.",
)


class RorRefused(RuleBroken):
    """A text that is no ROR id; the message names the text and the reason."""

    code = "ROR_REFUSED"

    def __init__(self, text: str, reason: Words) -> None:
        shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:_SHOWN])
        shown += "…" if len(text) > _SHOWN else ""
        super().__init__(
            Words(f"ROR ID「{shown}」を読めない：{reason.ja}", f"The ROR id “{shown}” cannot be read: {reason.en}"),
            next_step=_NEXT_STEP,
        )
        self.reason = reason


def check_digits(base: str) -> str:
    """Return the two check digits of the seven characters before them.

    The characters are a number in base 32; the digits are what fills a hundred times that number up to 1 modulo 97 (ISO 7064,
    MOD 97-10), so that number and digits together leave 1. Source: verified on every Japanese id of the registry.

    >>> check_digits("02tpgw3")
    '03'
    """
    number = 0
    for character in base:
        number = 32 * number + _VALUES[character]
    return f"{98 - number * 100 % 97:02d}"


def is_ror(text: str) -> bool:
    """Tell whether a text is a ROR id, bare or as an address, with matching check digits.

    >>> is_ror("https://ror.org/02tpgw303"), is_ror("02tpgw303"), is_ror("02tpgw304")
    (True, True, False)
    """
    return fault_of_ror(text) is None


def ror_id(text: str) -> str:
    """Return a ROR id as the register keeps it, as an address. Raises: RorRefused.

    >>> ror_id(" ROR.org/02TPGW303/ ")
    'https://ror.org/02tpgw303'
    """
    fault = fault_of_ror(text)
    if fault is not None:
        raise RorRefused(text, fault)
    return ADDRESS + _bare(text)


def fault_of_ror(text: str) -> Words | None:
    """Say what is wrong with a ROR id; None where nothing is."""
    bare = _bare(text)
    found = _ID.fullmatch(bare)
    if found is None:
        return _fault_of_form(bare)
    if found["check"] != check_digits(found["base"]):
        return Words("検査数字が合わない。", "The check digits do not match.")
    return None


def _fault_of_form(bare: str) -> Words:
    if not bare:
        return Words(
            "ROR ID の形（ror.org/ と九文字）ではない。", "It does not have the form of a ROR id (ror.org/ and nine characters)."
        )
    if len(bare) != 9 or not bare.startswith("0"):
        return Words("ROR ID は 0 で始まる九文字である。", "A ROR id has nine characters and begins with 0.")
    if not set(bare) <= set(_CHARACTERS):
        return Words("ROR ID に i、l、o、u は使われない。", "No ROR id has an i, l, o or u.")
    return Words("ROR ID の最後の二文字は数字である。", "A ROR id ends in two digits.")


def _bare(text: str) -> str:
    """Return the id without its address, in small letters; nothing where the text has another form."""
    if len(text) > _LONGEST:
        return ""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    return found["id"] if found else ""
