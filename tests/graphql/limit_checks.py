"""What each limit lets pass and what it refuses: the last that is allowed, and the first that is not, by whatever way it comes.

A check fails (AssertionError) where the limit is not kept. `test_limits.py` makes each of them; `test_limits_are_missed.py`
takes the limits out, one by one, and sees the checks fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.graphql.tiny import ask

NODE = "fragment N on Invention { words filedOn filedOn filedOn } "
PAGE = "{ edges { node { ...N } } }"


def page_of(hellos: int) -> str:
    """A document that costs 9,999 points and a tenth for each of some values besides.

    1 for the operation, 1 for the object `nested`, 30 pages of 100 and one of 20: each 1, and 3.3 for each entry.
    """
    inner = " ".join(f"a{number}: inventions(first: 100) {PAGE}" for number in range(30))
    return f"{{ nested {{ {inner} inventions(first: $n) {PAGE} {'hello ' * hellos} }} }} {NODE}"


def nested(depth: int, within: str = "hello") -> str:
    """Fields within one another, the innermost included."""
    return "{ " + "nested { " * (depth - 1) + within + " }" * depth


def many(number: int, field: str = "a%d: hello") -> str:
    return " ".join(field % one if "%" in field else field for one in range(number))


def an_object(size: int) -> str:
    return "takes(value: { " + many(size, "a%d: 1") + " })"


def lists(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


def in_lists(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@dataclass(frozen=True)
class Check:
    """One way to come to a limit. Shape: `found` is what the refusal says was found."""

    limit: str
    way: str
    within: str
    beyond: str
    found: int
    within_variables: dict[str, Any] | None = None
    beyond_variables: dict[str, Any] | None = None

    async def passes(self) -> None:
        """Send what is just allowed."""
        answer = await ask(self.within, self.within_variables)
        assert "errors" not in answer, answer["errors"]

    async def is_refused(self) -> None:
        """Send what is just not allowed any longer: it is refused by this limit and no other, before anything runs."""
        answer = await ask(self.beyond, self.beyond_variables)
        assert "data" not in answer, answer
        (error,) = answer["errors"]
        told = error["extensions"]
        assert told["code"] == "LIMIT_EXCEEDED", error
        assert told["limit"]["name"] == self.limit, error
        assert told["limit"]["found"] == self.found, error
        assert told["limit"]["most"] == self.found - 1, error
        assert set(told["messages"]) == set(told["nextStep"]) == {"ja", "en"}
        assert f"{self.found - 1:,}" in told["messages"]["ja"]
        assert f"{self.found:,}" in told["messages"]["en"] == error["message"]

    def __str__(self) -> str:
        return f"{self.limit} {self.way}".strip()


def variables(value: Any) -> dict[str, Any]:
    return {"value": value}


OF_VALUE = "query ($value: JSON!) { takes(value: $value) }"
IN_USE = "{ nested { ...F } } fragment F on Query { %s }"
TWICE = "{ nested { ...F nested { ...F } } } fragment F on Query { %s }"
FIRST, DEFAULT = "query ($n: Int) ", "query ($n: Int = 20) "

CHECKS = (
    Check("tokens", "", "{ hello }" + "#\n" * 1997, "{ hello }" + "#\n" * 1998, 2001),
    Check("tokens", "of values", "{ hello hello " + an_object(663) + " }", "{ hello hello hello " + an_object(663) + " }", 2001),
    Check("brackets", "", "{ " + "... { " * 39 + "hello" + " }" * 40, "{ " + "... { " * 40 + "hello" + " }" * 41, 41),
    Check("depth", "", nested(16), nested(17), 17),
    Check(
        "depth",
        "through fragments",
        nested(6, "...F") + "fragment F on Query " + nested(6, "...G") + "fragment G on Query " + nested(6),
        nested(6, "...F") + "fragment F on Query " + nested(6, "...G") + "fragment G on Query " + nested(7),
        17,
    ),
    Check("rootFields", "", "{ " + "hello " * 20 + "}", "{ " + "hello " * 21 + "}", 21),
    Check(
        "rootFields",
        "through fragments",
        "{ ...F ...F } fragment F on Query { " + "hello " * 9 + " ... { hello } }",
        "{ ...F ...F hello } fragment F on Query { " + "hello " * 9 + " ... { hello } }",
        21,
    ),
    Check("aliases", "", "{ nested { " + many(30) + " } }", "{ nested { " + many(31) + " } }", 31),
    Check(
        "aliases",
        "through fragments",
        TWICE % many(15),
        "{ a: hello nested { ...F nested { ...F } } } fragment F on Query { " + many(15) + " }",
        31,
    ),
    Check(
        "fragments",
        "",
        "{ nested { " + "...F " * 50 + "} } fragment F on Query { hello }",
        "{ nested { " + "...F " * 51 + "} } fragment F on Query { hello }",
        51,
    ),
    Check(
        "fragments",
        "through fragments",
        "{ nested { ...F ...F } } fragment F on Query { " + "... { hello } " * 24 + "}",
        "{ nested { ...F ...F ... { hello } } } fragment F on Query { " + "... { hello } " * 24 + "}",
        51,
    ),
    Check(
        "fragments",
        "defined",
        "{ nested { " + many(50, "...F%d") + " } } " + many(50, "fragment F%d on Query { hello }"),
        "{ nested { " + many(51, "...F%d") + " } } " + many(51, "fragment F%d on Query { hello }"),
        51,
    ),
    Check(
        "directives",
        "",
        "{ nested { " + "hello @include(if: true) " * 50 + "} }",
        "{ nested { " + "hello @include(if: true) " * 51 + "} }",
        51,
    ),
    Check(
        "directives",
        "through fragments",
        TWICE % ("hello @skip(if: false) " * 25),
        "{ nested @skip(if: false) { ...F nested { ...F } } } fragment F on Query { " + "hello @skip(if: false) " * 25 + "}",
        51,
    ),
    Check(
        "fields",
        "through fragments",
        "{ nested { " + "...F " * 20 + "hello " * 19 + "} } fragment F on Query { " + "hello " * 24 + "}",
        "{ nested { " + "...F " * 20 + "hello " * 20 + "} } fragment F on Query { " + "hello " * 24 + "}",
        501,
    ),
    Check("inputDepth", "", f"{{ takes(value: {lists(12)}) }}", f"{{ takes(value: {lists(13)}) }}", 13),
    Check(
        "inputDepth",
        "of objects",
        "{ takes(value: " + "{a: " * 12 + "1" + "}" * 12 + ") }",
        "{ takes(value: " + "{a: " * 13 + "1" + "}" * 13 + ") }",
        13,
    ),
    Check("inputDepth", "through fragments", IN_USE % f"takes(value: {lists(12)})", IN_USE % f"takes(value: {lists(13)})", 13),
    Check("inputDepth", "in variables", OF_VALUE, OF_VALUE, 13, variables(in_lists(12)), variables(in_lists(13))),
    Check(
        "inputDepth",
        "by default",
        f"query ($value: JSON! = {lists(12)}) {{ takes(value: $value) }}",
        f"query ($value: JSON! = {lists(13)}) {{ takes(value: $value) }}",
        13,
    ),
    Check("inputList", "", f"{{ takes(value: [{'1 ' * 250}]) }}", f"{{ takes(value: [{'1 ' * 251}]) }}", 251),
    Check(
        "inputList", "through fragments", IN_USE % f"takes(value: [{'1 ' * 250}])", IN_USE % f"takes(value: [{'1 ' * 251}])", 251
    ),
    Check("inputList", "in variables", OF_VALUE, OF_VALUE, 251, variables({"a": [1] * 250}), variables({"a": [1] * 251})),
    Check("cost", "", "query " + page_of(10).replace("$n", "20"), "query " + page_of(11).replace("$n", "20"), 10_001),
    Check("cost", "by a variable", FIRST + page_of(10), FIRST + page_of(11), 10_001, {"n": 20}, {"n": 20}),
    Check("cost", "by a variable's default", DEFAULT + page_of(10), DEFAULT + page_of(11), 10_001, {}, {}),
)
