"""Hostile documents and variables of our own: what each is, and how it has to end.

Each comes to the server as JSON in the usual way, so that only the document or its variables are hostile. `CANARY` stands
in literals and variables; it is to be found in no log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import get_introspection_query

CANARY = "CANARYQXZJVKWP"

LIMIT, PARSE, INVALID = "LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"
INPUT, PAGE, ID, CURSOR = "BAD_USER_INPUT", "PAGE_SIZE", "INVALID_ID", "INVALID_CURSOR"
ANSWERED = "answered"
"""It is no harm, and is answered."""


@dataclass(frozen=True)
class Document:
    """One document. Shape: `ends` are the codes it may be refused with, or that it is answered."""

    name: str
    text: str
    ends: tuple[str, ...]
    variables: dict[str, Any] | None = None
    operation: str | None = None

    def body(self) -> dict[str, Any]:
        """Write the request."""
        asked: dict[str, Any] = {"query": self.text}
        if self.variables is not None:
            asked["variables"] = self.variables
        if self.operation is not None:
            asked["operationName"] = self.operation
        return asked


def many(number: int, text: str) -> str:
    return " ".join(text.replace("%", str(one)) for one in range(number))


def doubling(levels: int, spread: str = "a: node(id: 1) { ...F% } b: node(id: 1) { ...F% }") -> str:
    """A document of one line a level that spells out two to the power of its levels."""
    chain = " ".join(f"fragment F{n} on Query {{ {spread.replace('%', str(n + 1))} }}" for n in range(levels))
    return f"{{ ...F0 }} {chain} fragment F{levels} on Query {{ __typename }}"


ROW = "id number title abstract legalStatus owners { party { name } } terms { outcome trace { because facts { name value } } }"
TYPES = "types { fields { type { fields { type { fields { type { name } } } } } } }"


def documents() -> Iterator[Document]:
    """All of them."""
    yield from _large()
    yield from _deep()
    yield from _costly()
    yield from _odd()
    yield from _inputs()


def _large() -> Iterator[Document]:
    yield Document("10,000 aliases", "{ " + many(10_000, "a%: __typename") + " }", (LIMIT,))
    yield Document("1,000 aliases", "{ " + many(500, "a%: __typename") + " }", (LIMIT,))
    yield Document("200 aliases of a page", "{ " + many(200, "a%: patents(first: 100) { totalCount }") + " }", (LIMIT,))
    yield Document("31 aliases of a patent", "{ " + many(31, 'a%: patent(number: "1") { id }') + " }", (LIMIT,))
    yield Document("3,000 fields of one name", "{ viewer { " + "role " * 3000 + "} }", (LIMIT,))
    yield Document("1,900 fields of one name", "{ viewer { " + "role " * 1900 + "} }", (LIMIT,))
    yield Document("499 fields of one name", "{ viewer { " + "role " * 499 + "} }", (ANSWERED,))
    yield Document("249 objects of one name", '{ patent(number: "1") { ' + "family { code } " * 249 + "} }", (ANSWERED, INVALID))
    yield Document("10,000 fields repeated at the root", "{ " + "__typename " * 10_000 + "}", (LIMIT,))
    yield Document("200,000 tokens", "{ " + "x " * 100_000 + "}", (LIMIT,))
    yield Document("a quarter of a megabyte of comments", "{ __typename }" + "#\n" * 120_000, (LIMIT,))
    yield Document("one long comment", "{ __typename } #" + "x" * 240_000, (ANSWERED,))
    yield Document("a quarter of a megabyte of commas", "{ __typename }" + "," * 240_000, (ANSWERED,))
    yield Document("a quarter of a megabyte of lines", "\n" * 240_000 + "{ __typename }", (ANSWERED,))
    yield Document("a name without end", "{ " + "x" * 240_000 + " }", (INVALID,))
    yield Document("a string without end", '{ patent(number: "' + "x" * 240_000 + '") { id } }', (ANSWERED, INPUT))
    yield Document("a block of lines", '{ patent(number: """' + "\n x" * 80_000 + '""") { id } }', (ANSWERED, INPUT))
    yield Document("escapes", '{ patent(number: "' + "\\u3042" * 20_000 + '") { id } }', (ANSWERED, INPUT))
    yield Document("a number of 200,000 digits", "{ patents(first: " + "9" * 200_000 + ") { totalCount } }", (INVALID, PAGE, INPUT))
    yield Document("10,000 unknown directives", "{ __typename " + "@x " * 10_000 + "}", (LIMIT,))
    yield Document("51 directives", "{ viewer { " + "role @include(if: true) " * 51 + "} }", (LIMIT,))
    yield Document("one directive fifty times", "{ __typename " + "@skip(if: false) " * 50 + "}", (INVALID,))
    yield Document("5,000 operations", many(5000, "query A% { __typename }"), (LIMIT,), operation="A1")
    yield Document("300 operations", many(300, "query A% { __typename }"), (ANSWERED, LIMIT), operation="A1")
    yield Document("5,000 variables", "query (" + many(5000, "$a%: Int") + ") { __typename }", (LIMIT,))
    yield Document("450 unused variables", "query (" + many(450, "$a%: Int") + ") { __typename }", (INVALID,))
    yield Document("21 root fields", "{ " + "__typename " * 21 + "}", (LIMIT,))
    yield Document("600 definitions of fragments", "{ __typename } " + many(300, "fragment F% on Query { __typename }"), (LIMIT,))
    yield Document("51 uses of a fragment", "{ viewer { " + "...F " * 51 + "} } fragment F on Viewer { role }", (LIMIT,))
    yield Document("400 inline fragments", "{ viewer { " + "... { role } " * 400 + "} }", (LIMIT,))
    yield Document("an argument 480 times", "{ patent(" + f'number: "{CANARY}" ' * 480 + ") { id } }", (INVALID,))
    yield Document("480 unknown arguments", '{ patent(number: "1" ' + many(480, "a%: 1") + ") { id } }", (INVALID,))
    yield Document(
        "480 unknown fields of an input", "{ patents(filter: { " + many(480, "a%: 1") + " }) { totalCount } }", (INVALID,)
    )


def _deep() -> Iterator[Document]:
    yield Document("depth 2^25", doubling(25), (LIMIT,))
    yield Document("fragments of fragments 2^40", doubling(40, "...F% ...F%"), (LIMIT,))
    yield Document("fragments of inline fragments 2^40", doubling(40, "... { ...F% } ... { ...F% }"), (LIMIT,))
    yield Document("a fragment within itself", "{ ...F } fragment F on Query { __typename ...F }", (INVALID,))
    yield Document(
        "two fragments within each other",
        "{ ...F } fragment F on Query { a: __typename ...G } fragment G on Query { b: __typename ...F }",
        (INVALID,),
    )
    yield Document("a fragment within its own field", "{ ...F } fragment F on Query { node(id: 1) { ...F } }", (INVALID,))
    yield Document("400 inline fragments in one another", "{ " + "... { " * 400 + "__typename" + " }" * 401, (LIMIT,))
    yield Document("60,000 open braces", "{ a " * 60_000, (LIMIT,))
    yield Document("lists 50,000 deep", "{ patent(number: " + "[" * 50_000 + "]" * 50_000 + ") { id } }", (LIMIT,))
    yield Document("lists 13 deep", "{ patent(number: " + "[" * 13 + "]" * 13 + ") { id } }", (LIMIT,))
    yield Document("objects 13 deep", "{ patents(filter: " + "{a: " * 13 + "1" + "}" * 13 + ") { totalCount } }", (LIMIT,))
    yield Document("a type 2,000 lists deep", "query ($a: " + "[" * 900 + "Int" + "]" * 900 + ") { __typename }", (LIMIT,))
    yield Document(
        "licenses of patents of licenses",
        '{ patent(number: "1") { ' + "terms { ownLicenses { patents { " * 5 + "id" + " } } }" * 5 + " } }",
        (LIMIT,),
    )
    yield Document(
        "introspection in a circle",
        "{ __schema { types { " + "fields { type { " * 7 + "name" + " } }" * 7 + " } } }",
        (LIMIT, INVALID),
    )


def _costly() -> Iterator[Document]:
    yield Document("a page of everything", "{ patents(first: 100) { edges { node { " + ROW + " } } } }", (LIMIT,))
    yield Document(
        "pages within licenses",
        "{ patents(first: 100) { edges { node { packages { ownLicenses { patents { packages { trace { id } } } } } } } } }",
        (LIMIT,),
    )
    yield Document("18 pages of 100", "{ " + many(18, "a%: patents(first: 100) { edges { node { id } } }") + " }", (LIMIT,))
    moments = " ".join(f'a{n}: terms(knownAt: "2020-01-{n:02}T00:00:00Z") {{ outcome }}' for n in range(1, 31))
    yield Document("30 moments of a page", "{ patents(first: 100) { edges { node { " + moments + " } } } }", (LIMIT,))
    yield Document("a page of 101", "{ patents(first: 101) { totalCount } }", (PAGE,))
    yield Document("a page of a billion", "{ patents(first: 1000000000) { totalCount } }", (PAGE,))
    yield Document("a page of -1", "{ patents(first: -1) { totalCount } }", (PAGE,))
    yield Document("a page from both ends", "{ patents(first: 1, last: 1) { totalCount } }", (PAGE,))
    yield Document("a page by a huge variable", "query ($n: Int) { patents(first: $n) { totalCount } }", (PAGE,), {"n": 2**31 - 1})
    yield Document("a page by a float", "query ($n: Int) { patents(first: $n) { totalCount } }", (INPUT,), {"n": 1e300})
    yield Document("a made up cursor", f'{{ patents(first: 1, after: "{CANARY}") {{ totalCount }} }}', (CURSOR,))
    yield Document("a cursor of 200,000 letters", '{ patents(first: 1, after: "' + "A" * 200_000 + '") { totalCount } }', (CURSOR,))
    yield Document(
        "an offset for a cursor", '{ patents(first: 1, after: "YXJyYXljb25uZWN0aW9uOjk5OTk5OTk5") { totalCount } }', (CURSOR,)
    )
    yield Document("the usual introspection", get_introspection_query(), (ANSWERED,))
    yield Document("twenty introspections", "{ " + many(20, "a%: __schema { " + TYPES + " }") + " }", (LIMIT, INVALID))
    yield Document(
        "every type of every type",
        "{ __schema { types { possibleTypes { fields { args { type { fields { name } } } } } } } }",
        (LIMIT, INVALID, ANSWERED),
    )
    yield Document(
        "30 abstracts of a page",
        "{ patents(first: 100) { edges { node { " + many(30, "a%: abstract") + " } } } }",
        (ANSWERED, LIMIT),
    )
    yield Document("250 ids", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", (LIMIT, ID, INPUT), {"ids": ["1"] * 250})
    yield Document("10,000 ids", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", (LIMIT,), {"ids": ["1"] * 10_000})
    yield Document("251 ids written out", "{ nodes(ids: [" + '"1" ' * 251 + "]) { id } }", (LIMIT,))


def _odd() -> Iterator[Document]:
    yield Document("nothing", "", ("BAD_REQUEST",))
    yield Document("spaces", "   ", (PARSE, "BAD_REQUEST"))
    yield Document("NUL", "{ \0 }", (PARSE,))
    yield Document("a lone surrogate", '{ patent(number: "\\ud800") { id } }', (PARSE, INPUT))
    yield Document("a subscription", "subscription { patents { id } }", (INVALID, "OPERATION_UNKNOWN"))
    yield Document("a type definition", "type Query { a: Int }", ("OPERATION_UNKNOWN", INVALID))
    yield Document(
        "an operation without a name among others", "query A { __typename } query B { __typename }", ("OPERATION_UNKNOWN",)
    )
    yield Document("an unknown operation", "query A { __typename }", ("OPERATION_UNKNOWN",), operation="B" * 10_000)
    yield Document("a field nearly right", "{ patens { totalCount } }", (INVALID,))
    yield Document("an argument nearly right", '{ patent(numbr: "1") { id } }', (INVALID,))
    yield Document("an enum value nearly right", "{ patents(orderBy: { by: NUMBR }) { totalCount } }", (INVALID,))
    yield Document("a type nearly right", "query ($f: PatentFilte) { patents(filter: $f) { totalCount } }", (INVALID,))
    yield Document(
        "a mutation of nobody",
        'mutation { registerParty(input: { idempotencyKey: "k", code: "X", kind: COMPANY, name: { en: "X" } }) { __typename } }',
        (ANSWERED, "UNAUTHENTICATED"),
    )
    yield Document("@defer", "{ ... @defer { __typename } }", (INVALID,))
    yield Document("@stream", "{ patents { edges @stream { node { id } } } }", (INVALID,))
    for name, given in (
        ("an id that is none", "x"),
        ("an id of an unknown type", "Tm90aGluZzox"),
        ("an id of NUL", "UGF0ZW50OgA="),
        ("an id without end", "A" * 200_000),
        ("an id of SQL", "UGF0ZW50OicgT1IgMT0x"),
    ):
        yield Document(name, "query ($id: ID!) { node(id: $id) { id } }", (ANSWERED, ID, INPUT), {"id": given})


def _inputs() -> Iterator[Document]:
    search = "query ($f: PatentFilter) { patents(first: 5, filter: $f) { totalCount edges { node { id } } } }"
    texts = {
        "percent": "%" * 500,
        "underscores": "_" * 500,
        "backslashes": "\\" * 500,
        "a regular expression": "(a+)+$" * 100,
        "quotation marks": "'\"" * 200 + CANARY,
        "tsquery": "a & b | !c <-> d:*" * 40,
        "NUL": "a\0b",
        "combining marks": "e" + "\u0301" * 5000,
        "a quarter of a megabyte": "電池" * 30_000,
        "one hundred words": " ".join(f"語{n}" for n in range(100)),
        "one letter": "a",
        "one sign": "電",
        "half width": "ﾃﾞﾝﾁ" * 20,
        "right to left": "\u202e" * 300,
        "spaces": " " * 1000,
        "ligatures that grow": "\ufdfa" * 1000,
        "SQL": "'; drop table patent; --",
    }
    for name, text in texts.items():
        yield Document(f"search: {name}", search, (ANSWERED, INPUT, "SEARCH_TOO_LONG", LIMIT), {"f": {"text": text}})
    yield Document("search: a list for a text", search, (INPUT,), {"f": {"text": ["a"]}})
    yield Document("search: a code without end", search, (ANSWERED, INPUT), {"f": {"openLab": "x" * 100_000}})
    yield Document(
        "search: a class of percent", search, (ANSWERED, INPUT, "SEARCH_TOO_LONG"), {"f": {"classification": "%" * 1000}}
    )
    yield Document("variables 200 deep", search, (LIMIT,), {"f": _deeply(200)})
    yield Document("variables that nobody asked for", "{ __typename }", (ANSWERED,), {f"v{n}": CANARY for n in range(5000)})
    yield Document("variables in a list of 100,000", "{ __typename }", (LIMIT,), {"v": [1] * 100_000})
    yield Document("an input of 10,000 unknown fields", search, (INPUT,), {"f": {f"field{n}": n for n in range(10_000)}})
    yield Document("an unknown value of an enum", search, (INPUT,), {"f": {"legalStatus": [CANARY] * 250}})
    days = {"year 0": "0000-01-01", "year 10000": "10000-01-01", "February 30": "2026-02-30", "words": CANARY * 100}
    for name, day in days.items():
        yield Document(f"a day of {name}", "query ($d: Date) { patents(on: $d) { totalCount } }", (INPUT,), {"d": day})
    yield Document(
        "the first day there is", "query ($d: Date) { patents(on: $d) { totalCount } }", (ANSWERED,), {"d": "0001-01-01"}
    )
    yield Document(
        "the last moment there is",
        "query ($d: DateTime) { patents(knownAt: $d) { totalCount } }",
        (ANSWERED, INPUT),
        {"d": "9999-12-31T23:59:59Z"},
    )


def _deeply(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value
