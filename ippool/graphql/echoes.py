"""Errors without what the client wrote: no literal, no variable, no token of a text that cannot be read.

An error goes into the logs of whoever calls, to its monitoring, into a ticket. What GraphQL's library and the domain quote of a
value is taken out of it; the place in the document, or the field of the input, says where it stands. Names that a document uses for
what it asks (fields, arguments, types, fragments, variables) stay: they are the question, and whoever writes it has to find them.
"""

from __future__ import annotations

import re

from ippool.domain.words import Words

LONGEST_MESSAGE = 300  # characters

_TOKEN = re.compile(r"\b(Name|String|BlockString|Int|Float|Comment) '.*'", re.DOTALL)
_AFTER = re.compile(
    r"(?<= cannot represent )([^:'\"]*value): .*"  # scalars and enums
    r"|(?<= escape sequence): .*"
    r"|(?: unknown field '|[,;.] found\b|\. Found\b| Did you mean|, did you mean|, but encountered error).*",
    re.DOTALL,
)
_OF_ENUM = re.compile(r"\bValue '.*' (?=does not exist in '\w+' enum)", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r" unknown field '")
_QUOTED = re.compile(r"(?<!\w)'.*'(?!\w)|「.*」|\".*\"", re.DOTALL)
_LEFT_OUT = {"'": "'…'", "「": "「…」", '"': '"…"'}


def without_values(message: str) -> str:
    """Take out of a text of GraphQL's library what it says of a value: no echo, no names it guesses at, no words of Python's."""
    if message.startswith("Syntax Error"):
        kept = _AFTER.sub(lambda found: found[1] or "", _TOKEN.sub(r"\1", message).replace(", found", " but found"))
    else:
        is_unknown = _UNKNOWN_FIELD.search(message)
        kept = _AFTER.sub(lambda found: found[1] or "", _OF_ENUM.sub("The value ", message))
        kept += " fields it has not" if is_unknown else ""
    if kept != message and not kept.endswith("."):
        kept += "."
    return kept if len(kept) <= LONGEST_MESSAGE else f"{kept[:LONGEST_MESSAGE]}…"


def without_quotes(words: Words) -> Words:
    """Take out of a refusal of the domain what it quotes."""
    return Words(_unquoted(words.ja), _unquoted(words.en))


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda found: _LEFT_OUT[found[0][0]], text)
