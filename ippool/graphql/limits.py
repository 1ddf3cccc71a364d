"""How much one request may ask for: every limit of the API by its name, and how one that was exceeded is told.

What belongs to a document is measured before any rule of validation looks at it, with its fragments written out
(`measures.py`, `costs.py`): it is the rules that take seconds, and a fragment is written once and used many times.
Tests move a limit by replacing the constant here; everybody reads it from here when it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.paging import LARGEST_PAGE
from ippool.domain.words import Words
from ippool.graphql.errors import ClientError, Code, in_both


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a document or its variables may not exceed.

    Shape: `told` has places for `found` and `most`; `advice` is the next step.
    """

    name: str
    most: int
    told: Words
    advice: Words

    def refusal(self, found: int) -> ClientError | None:
        """Return how to refuse what was found; None within the limit."""
        if found <= self.most:
            return None
        numbers = {"found": f"{found:,}", "most": f"{self.most:,}"}
        return ClientError(
            Code.LIMIT_EXCEEDED,
            Words(self.told.ja.format(**numbers), self.told.en.format(**numbers)),
            nextStep=in_both(self.advice),
            limit={"name": self.name, "found": found, "most": self.most},
        )


_SPLIT = Words("文書を分けて送ってください。", "Split the document and send the parts one after another.")
_FLATTEN = Words("浅くして送ってください。", "Ask for less depth.")

TOKENS = Limit(
    "tokens",
    2000,
    Words(
        "文書のトークンは {most} 個までです（{found} 個以上あります）。",
        "The document has {found} tokens or more; at most {most} are allowed.",
    ),
    _SPLIT,
)
"""Names, marks, values and comments. Counted no further than one beyond the limit."""

BRACKETS = Limit(
    "brackets",
    40,
    Words(
        "括弧の入れ子は {most} 段までです（{found} 段以上あります）。",
        "The document has brackets {found} deep or more; at most {most} are allowed.",
    ),
    _FLATTEN,
)
"""Brackets of any kind within one another, as the document is written: what the parser's own stack has to bear."""

DEPTH = Limit(
    "depth",
    16,
    Words(
        "フィールドの入れ子は、フラグメントを展開して {found} 段です。{most} 段までにしてください。",
        "The document nests fields {found} deep, fragments written out; at most {most} are allowed.",
    ),
    _FLATTEN,
)
"""Fields within one another. The usual introspection query has 13 to 15."""

INPUT_DEPTH = Limit(
    "inputDepth",
    12,
    Words(
        "値の入れ子は {found} 段です。{most} 段までにしてください。",
        "A value nests lists and objects {found} deep; at most {most} are allowed.",
    ),
    _FLATTEN,
)
"""Lists and objects within one another in an argument or a variable. The deepest input of the schema has 5."""

INPUT_LIST = Limit(
    "inputList",
    250,
    Words(
        "{found} 個の値が並んでいます。一つのリストは {most} 個までです。",
        "A list has {found} values; at most {most} are allowed.",
    ),
    Words("リストを分けて送ってください。", "Send the list in several parts."),
)
"""Values of one list, in an argument or a variable."""

ALIASES = Limit(
    "aliases",
    30,
    Words(
        "別名は、フラグメントを展開して {found} 個です。{most} 個までにしてください。",
        "The document has {found} aliases, fragments written out; at most {most} are allowed.",
    ),
    _SPLIT,
)

ROOT_FIELDS = Limit(
    "rootFields",
    20,
    Words(
        "操作の最上位のフィールドは、フラグメントを展開して {found} 個です。{most} 個までにしてください。",
        "An operation has {found} fields at its root, fragments written out; at most {most} are allowed.",
    ),
    _SPLIT,
)

FRAGMENTS = Limit(
    "fragments",
    50,
    Words(
        "フラグメントは {found} 個です（展開して、使うたびに数える）。{most} 個までにしてください。",
        "The document has {found} fragments, each counted as often as it is used; at most {most} are allowed.",
    ),
    _SPLIT,
)
"""Definitions, or uses by name and inline with the fragments written out, whichever are more."""

DIRECTIVES = Limit(
    "directives",
    50,
    Words(
        "ディレクティブは、フラグメントを展開して {found} 個です。{most} 個までにしてください。",
        "The document has {found} directives, fragments written out; at most {most} are allowed.",
    ),
    _SPLIT,
)

FIELDS = Limit(
    "fields",
    500,
    Words(
        "フィールドは、フラグメントを展開して {found} 個です。{most} 個までにしてください。",
        "The document has {found} fields, fragments written out; at most {most} are allowed.",
    ),
    _SPLIT,
)
"""Whether fields of one name agree is looked at by twos: a thousand take a second, five hundred a quarter of one."""

COST = Limit(
    "cost",
    10_000,
    Words(
        "この操作の費用は最大 {found} です。{most} までにしてください。",
        "The operation may cost {found}; at most {most} are allowed.",
    ),
    Words(
        f"first を小さくするか（{LARGEST_PAGE} までで、費用は件数に比例します）、選択を減らしてください。",
        "Ask for smaller pages (`first`; the cost grows with it) or select less.",
    ),
)
"""Points of one operation, an upper bound known before it runs. The rule is written in `costs.py`."""

MOST_ERRORS = 5
"""Errors told in one answer; where there are more, the last one says how many."""

ANSWER_LIMIT = 5 * 10**6
"""Bytes of one answer."""

HEADER_SECONDS = 10.0
"""Seconds in which the head of a request must be whole, and a connection may stay without one."""

CONNECTIONS = 2048
"""Connections one process holds at once. Those beyond wait; a thousand that say nothing keep nobody out."""

QUERY_SECONDS = 5.0
"""Seconds a query may take, waiting for its turn not counted."""

MUTATION_SECONDS = 30.0
"""Seconds a mutation may take. It waits for the changes before it, and is not to be cut off where it may be done a moment later."""

BODY_SECONDS = 10.0
"""Seconds in which the body of a request must be whole. Files that come with it have a patience of their own."""

TAKEN_SECONDS = 8.0
"""Seconds within which a client takes `TAKEN_LEAST` bytes of an answer, or all that is left of it; else its connection is cut."""

TAKEN_LEAST = 16 * 1024
"""Bytes. A client that takes less than two kilobytes a second keeps what others need."""

AHEAD = 16 * 10**6
"""Bytes that a stream may be ahead of what its client has taken."""

COST_PER_MINUTE = 600_000
"""Points a caller may spend in a minute, at all processes together, saved for a minute at most."""

REQUEST_POINTS = 20
"""Points that a request costs its caller besides its operation."""

MOST_TEXT_POINTS = 10_000
"""Points that a document not at hand costs its caller besides, to be read and validated: one for each character, at most these."""

REFUSAL_POINTS = 2000
"""What each refused authorization takes off: it is written down for good, so that at the usual allowance there are 300 a minute."""

STRANGER_POINTS = 2000
"""Points that an unknown token costs the address it came from."""

MOST_CALLERS = 10_000
"""Callers whose spending is remembered; the one longest not heard of is forgotten first."""

RUNNING_AT_ONCE = 2
"""Operations of one caller that run at once in one process: one computes while another reads. More only take turns with
everybody else's, who wait the longer.
"""

WAITING_AT_ONCE = 16
"""Operations of one caller that may wait for their turn in one process."""

WAITING_SECONDS = 1.0
"""Seconds an operation may wait for its turn."""


SOCKETS = 400
"""WebSocket connections one process holds at once."""

SOCKETS_OF_CALLER = 8
"""Of these, one caller's; before it says who it is, the address's."""

SUBSCRIPTIONS_OF_CALLER = 20
"""Subscriptions of one caller at one process, over all its connections."""

INIT_SECONDS = 5.0
"""Seconds within which a WebSocket connection says who it is (`connection_init`)."""

MESSAGE_BYTES = 64 * 1024
"""Bytes of one message that a client sends over a WebSocket."""

MESSAGE_POINTS = 5
"""Points that a message which is no subscription costs its caller."""

PING_SECONDS = 20.0
"""Seconds of silence after which the server asks a client whether it is still there."""

PONG_SECONDS = 10.0
"""Seconds within which it then says anything at all."""

RIGHTS_SECONDS = 1.0
"""Seconds between two looks whether the token behind a WebSocket connection still holds, and for the same rights."""


def for_users() -> str:
    """Say the limits as the schema tells them to those who write queries."""
    megabytes = ANSWER_LIMIT // 10**6
    return (
        f"What can be read. A document may have, fragments written out, {TOKENS.most:,} tokens, {FIELDS.most} fields, "
        f"{DEPTH.most} of them within one another and {ROOT_FIELDS.most} at the root of an operation, {ALIASES.most} "
        f"aliases, {FRAGMENTS.most} uses of fragments and {DIRECTIVES.most} directives; a list that is sent "
        f"{INPUT_LIST.most} values, {INPUT_DEPTH.most} within one another. An operation may cost {COST.most:,} points. "
        "Its cost is known before it runs, and told in `extensions.cost`: an object counts 1, any other value 1/10, a "
        "patent 10, once for each entry of the lists it stands in; a page has as many as `first` or `last` say; to filter, "
        "order or count by outcome, standing, availability or rate 3,000 more. "
        "Beyond any of these: LIMIT_EXCEEDED, which names the limit and what was found. A caller has "
        f"{COST_PER_MINUTE:,} points a minute and a few operations at once, else TOO_MANY_REQUESTS, with "
        f"`Retry-After`. A query has {QUERY_SECONDS:g} seconds, else TIMEOUT; an answer has at most {megabytes} MB, "
        f"else ANSWER_TOO_LARGE, and {MOST_ERRORS} errors, the last of which says how many more there were."
    )
