"""O7: words that stand nowhere else, put into every place of a request, and looked for in everything that is told of it.

Of a value (a literal, a variable, a header, a token, a piece of a body that cannot be read) nothing is in the log, the metrics, the
traces, the database's log, or the errors of an answer. Of a name that a client chooses (operation, alias, field, variable) nothing
is in the log, the metrics and the traces. The title of what is not laid open is in none of them, and in no answer to who may not
know of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from ippool.store import embedded
from ippool.store.database import Database
from tests.reliability.serving import fill
from tests.telemetry.telling import Watched, telling

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
VALUE, NAME, TITLE = "KANARIENVOGELXQZ", "ZAUNKOENIGQXWVJK", "ROTKEHLCHENWXJQV"
COUNT = 5_000
FLOOR = {"requests": COUNT, "refused": 2_000, "lines": 2_000, "spans": 5_000, "codes": 12}
SIMPLE = {"Int": 1, "Float": 1.0, "Boolean": True, "Date": "2026-01-01", "DateTime": "2026-01-01T00:00:00Z", "Decimal": "1"}
WITHIN = {
    '{ patent(number: "特開2015-032498") { %s } }': "Patent",
    '{ patent(number: "特開2015-032498") { terms { %s } } }': "Determination",
    '{ openLab(code: "OL-BAT") { %s } }': "OpenLab",
}
OF_THE_CLIENT = ("httpx", "httpcore", "urllib3", "asyncio", "hypothesis")
"""Loggers of those who ask, in the same process."""


@dataclass(frozen=True)
class Sent:
    """One request. Shape: `parameters` for a GET, else `body`; `who` names whose token it carries."""

    body: bytes = b""
    parameters: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    who: str = "officer"
    path: str = "/graphql"


def posted(query: str, variables: object = None, name: object = None, **more: Any) -> Sent:
    asked = {"query": query, "variables": variables, "operationName": name}
    return Sent(json.dumps({key: value for key, value in asked.items() if value is not None}).encode(), **more)


# From the schema: every argument and every field of an input


def filled(kind: GraphQLInputType, depth: int = 0, wrong: bool = False) -> Any:
    """Make a value of a type with the word in every place that takes a text, or, if `wrong`, where something else is expected."""
    plain = get_nullable_type(kind)
    if is_list_type(plain):
        return [filled(plain.of_type, depth, wrong)]
    named = get_named_type(plain)
    if isinstance(named, GraphQLInputObjectType):
        fields = {name: filled(one.type, depth + 1, wrong) for name, one in named.fields.items() if depth < 3}
        return {**fields, VALUE: VALUE} if wrong and depth == 2 else fields
    if isinstance(named, GraphQLEnumType):
        return Word(VALUE if wrong else next(iter(named.values)))
    return VALUE if wrong or named.name not in SIMPLE else SIMPLE[named.name]


class Word(str):
    """A value that stands in a document without quotes."""


def literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return str(value) if isinstance(value, Word) else json.dumps(value, ensure_ascii=False)


def of_the_schema(schema: GraphQLSchema) -> Iterator[Sent]:
    """Ask for every root field with the word in every argument: as variables and as literals, right in form and wrong."""
    for path, type_name in WITHIN.items():
        holder = schema.type_map[type_name]
        assert isinstance(holder, GraphQLObjectType)
        for name, one in holder.fields.items():
            within = "{ __typename }" if is_composite_type(get_named_type(one.type)) else ""
            for at in one.args:
                others = {key: literal(filled(other.type)) for key, other in one.args.items()}
                for wrong in (json.dumps(VALUE), literal(filled(one.args[at].type, wrong=True))):
                    yield posted(path % _field(name, {**others, at: wrong}, within))
    for kind, root in (("query", schema.query_type), ("mutation", schema.mutation_type)):
        assert root is not None
        for name, one in root.fields.items():
            within = "{ __typename }" if is_composite_type(get_named_type(one.type)) else ""
            for who in ("officer", "member", "anonymous"):
                yield posted(_call(kind, name, {key: literal(filled(arg.type)) for key, arg in one.args.items()}, within), who=who)
            if not one.args:
                continue
            takes = ", ".join(f"${key}: {arg.type}" for key, arg in one.args.items())
            by_name = f"{kind} {NAME}({takes}) {{ {NAME}: {name}({', '.join(f'{key}: ${key}' for key in one.args)}) {within} }}"
            yield posted(by_name, {key: filled(arg.type) for key, arg in one.args.items()}, NAME)
            for at, arg in one.args.items():
                right = {key: filled(other.type) for key, other in one.args.items()}
                yield posted(by_name, {**right, at: filled(arg.type, wrong=True)}, NAME)
                yield posted(by_name, {**right, at: VALUE})
                yield posted(by_name, {**right, at: {f"x' {VALUE} 'y": [VALUE]}})
                written = {key: literal(value) for key, value in right.items()}
                yield posted(_call(kind, name, {**written, at: literal(filled(arg.type, wrong=True))}, within))
                yield posted(_call(kind, name, {**written, at: json.dumps(VALUE)}, within))
                yield posted(_call(kind, name, {**written, at: VALUE}, within))


def _call(kind: str, name: str, arguments: Mapping[str, str], within: str) -> str:
    return f"{kind} {{ {_field(name, arguments, within)} }}"


def _field(name: str, arguments: Mapping[str, str], within: str) -> str:
    inside = ", ".join(f"{key}: {value}" for key, value in arguments.items())
    return f"{name}{f'({inside})' if inside else ''} {within}"


# By hand: everywhere else in a request


def by_hand() -> Iterator[Sent]:
    """Put the word where no schema says."""
    plain = "{ __typename }"
    for text in (
        f'{{ "{VALUE}" }}',
        f'{{ """{VALUE}""" }}',
        f'{{ a(b: "{VALUE}',
        f'{{ a(b: "\\u{VALUE}") }}',
        f'{{ a(b: "\\q{VALUE}") }}',
        f'"{VALUE}" {{ a }}',
        f'{{ a }} "{VALUE}"',
        f'query ($x: Int = "{VALUE}") {{ patents(first: $x) {{ totalCount }} }}',
        f'{{ __typename @include(if: "{VALUE}") }}',
        f"{{ __typename @skip(if: {VALUE}) }}",
        f"# {VALUE}\n{{",
        f"{{ a(b: 1{VALUE}) }}",
        f'{{ patent(number: "{VALUE}" "{VALUE}") {{ title }} }}',
        f'{{ a: patent(number: "{VALUE}") {{ title }} a: patent(number: "1") {{ id }} }}',
        f'fragment F on Query {{ patent(number: "{VALUE}") {{ title }} }} {{ ...F ...G }}',
        f'subscription {{ a(b: "{VALUE}") }}',
        f"query {NAME} {{ {NAME}: __typename }}",
        f"{{ {NAME} }}",
        f"{{ ...{NAME} }}",
        f"{{ ... on {NAME} {{ a }} }}",
        f"{{ a @{NAME} }}",
        f"query (${NAME}: {NAME}) {{ __typename }}",
        f"{{ patent({NAME}: 1) {{ title }} }}",
        f"query {NAME} {{ a }} query {NAME} {{ b }}",
        f'{{ {NAME}: patents(first: 1, after: "{VALUE}") {{ totalCount }} }}',
        f'{{ {NAME}: node(id: "{VALUE}") {{ id }} }}',
    ):
        yield posted(text)
        yield Sent(parameters={"query": text})
    for name in (NAME, f"{VALUE} \r\n\x1b[31m", VALUE * 900, {VALUE: 1}, [VALUE], 7):
        yield posted(plain, None, name)
    for variables in (VALUE, [VALUE], {VALUE: VALUE}, {"a": {VALUE: [VALUE]}}):
        yield posted(plain, variables)
    yield posted(plain, headers={"Content-Type": f"text/{VALUE}"})
    yield Sent(parameters={"query": plain, "variables": f'{{"{VALUE}"', "extensions": VALUE, VALUE: VALUE})
    yield Sent(parameters={"query": f'mutation {{ endUser(input: {{ code: "{VALUE}" }}) {{ __typename }} }}'})
    for body in (
        f'{{"query": "{VALUE}"',
        f'{{"query": {VALUE}}}',
        f'["{VALUE}"]',
        f'"{VALUE}"',
        f'{{"query": 7, "{VALUE}": "{VALUE}"}}',
        VALUE,
        f'{{"query": "{{ __typename }}", "extensions": "{VALUE}"}}',
        f'{{"query": "\\ud800{VALUE}"}}',
    ):
        yield Sent(body.encode())
    yield Sent(b"\xff\xfe" + VALUE.encode())
    query = posted(plain).body
    for headers in (
        {"Authorization": f"Bearer {VALUE}"},
        {"Authorization": f"Bearer ippool_{VALUE}"},
        {"Authorization": f"Basic {VALUE}"},
        {"Authorization": f"Bearer eyJhbGciOiJub25lIn0.{VALUE}.x"},
        {"Cookie": f"ippool_token={VALUE}"},
        {"User-Agent": VALUE},
        {"X-Request-Id": VALUE},
        {"X-User-Id": VALUE},
        {"X-Forwarded-For": VALUE},
        {"Accept": VALUE},
        {"Origin": f"https://{VALUE}"},
        {"Referer": f"https://x/{VALUE}"},
        {"traceparent": VALUE},
        {"tracestate": f"a={VALUE}"},
        {"baggage": f"a={VALUE}"},
        {VALUE: VALUE},
    ):
        yield Sent(query, headers=headers, who="anonymous")
    for path in ("/terms.jsonl", "/terms.csv", "/", "/sign-in", "/sign-in/callback", "/metrics", "/healthz", f"/{VALUE}"):
        for who in ("officer", "anonymous"):
            yield Sent(parameters={"applicant": VALUE, "q": VALUE, "on": VALUE, "state": VALUE, "code": VALUE}, path=path, who=who)


def spoilt(sent: Sequence[Sent], chance: Random) -> Iterator[Sent]:
    """Go on for ever with requests made before, of which something is missing, doubled or in another place."""
    while True:
        one = chance.choice(sent)
        if not one.body:
            continue
        text = one.body.decode(errors="replace")
        if one.path == "/graphql" and text.startswith("{") and chance.random() < 0.7:
            try:
                asked = json.loads(text)
                asked["query"] = _spoil(str(asked.get("query", "")), chance)
                text = json.dumps(asked)
            except ValueError:
                text = _spoil(text, chance)
        else:
            text = _spoil(text, chance)
        yield Sent(text.encode(errors="replace"), headers=one.headers, who=one.who)


def _spoil(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(4):
        case 0:
            return text[:at]
        case 1:
            return (
                text[:at] + chance.choice(["{", "}", '"', "'", "$", "@", "(", ")", "...", "\0", "\u2028", "「", '"""']) + text[at:]
            )
        case 2:
            return text[:at] + text[at + chance.randrange(1, 4) :]
        case _:
            other = chance.randrange(len(text) + 1)
            return text[: max(at, other)] + text[min(at, other) :]


# Looking


@dataclass
class Found:
    """What was done, and where a word was that has no business there."""

    requests: int = 0
    refused: int = 0
    lines: int = 0
    spans: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def look(self, where: str, text: str, words: Sequence[str], about: object) -> None:
        for word in words:
            if word.lower() in text.lower():
                at = text.lower().index(word.lower())
                self.faults.append(f"{where}: …{text[max(0, at - 100) : at + 60]!r}… after {str(about)[:300]}")


class Listener(logging.Handler):
    """Keeps what every logger of the server says, each line as it is written and everything that is with it."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.told: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(OF_THE_CLIENT):
            self.told.append((self.format(record), repr(vars(record))))


@contextmanager
def listening() -> Iterator[Listener]:
    """Hear all that is logged, at every level the server logs at."""
    listener, root = Listener(), logging.getLogger()
    ours = logging.getLogger("ippool")
    before = ours.level
    root.addHandler(listener)
    ours.setLevel(logging.DEBUG)
    try:
        yield listener
    finally:
        ours.setLevel(before)
        root.removeHandler(listener)


async def ask(watched: Watched, sent: Sequence[Sent], found: Found) -> None:
    """Send requests, and look through everything that is told of them."""
    callers = {"officer": await watched.api.officer(), "member": await watched.api.member("COMPANY-B")}
    tokens = {name: caller.headers for name, caller in callers.items()} | {"anonymous": {}}
    secrets = [caller.token or "-" for caller in callers.values()]
    with listening() as listener:
        for one in sent:
            headers = {"Content-Type": "application/json", **tokens[one.who], **one.headers}
            parameters = dict(one.parameters) if one.parameters is not None else None
            method = "POST" if parameters is None else "GET"
            answer = await watched.api.client.request(
                method, one.path, content=one.body or None, params=parameters, headers=headers, follow_redirects=False
            )
            found.requests += 1
            if answer.status_code == 500:
                found.faults.append(f"{answer.status_code} after {one}")
            if one.path == "/graphql":
                _judge(found, answer.content, one)
            if one.who != "officer":
                found.look("an answer", answer.text, [TITLE], one)
            found.look("a header", str(answer.headers.multi_items()), [VALUE, TITLE, *secrets], one)
            for line in listener.told:
                found.lines += 1
                found.look("the log", "\n".join(line), [VALUE, NAME, TITLE, *secrets], one)
                if "\x1b" in line[0] or "\r" in line[0]:
                    found.faults.append(f"a line is not one line: {line[0]!r}")
            listener.told.clear()
    bodies = watched.collector.bodies
    watched.app.state.told.traces.flush()
    found.look("a trace", str(bodies), [VALUE, NAME, TITLE, *secrets], "all of them")
    found.spans += len(watched.sent())
    found.look("the metrics", str(await watched.metrics()), [VALUE, NAME, TITLE, *secrets], "all of them")


def _judge(found: Found, content: bytes, sent: Sent) -> None:
    try:
        answer = json.loads(content)
    except ValueError:
        found.faults.append(f"no JSON after {sent}")
        return
    errors = answer.get("errors", [])
    found.refused += bool(errors)
    found.codes.update(str(error.get("extensions", {}).get("code")) for error in errors)
    # A path is written in the aliases of the one who asked.
    found.look("an error", json.dumps([{**one, "path": None} for one in errors], ensure_ascii=False), [VALUE, TITLE], sent)


HIDDEN = "特願2026-654321"


async def hide_a_title(watched: Watched) -> list[Sent]:
    """Have a patent that is not laid open, with the word as its title. Returns: requests about it, by whoever may know or not."""
    officer = await watched.api.officer()
    asked = "{ patents(first: 1) { edges { node { family { code } openLabs { code } } } } }"
    (edge,) = (await officer.ask(asked))["patents"]["edges"]
    told = {
        "idempotencyKey": TITLE,
        "code": "HIDDEN",
        "family": edge["node"]["family"]["code"],
        "jurisdiction": "JP",
        "title": {"ja": TITLE, "en": TITLE},
        "applicationNumber": HIDDEN,
        "filedOn": "2026-10-01",
    }
    within = "__typename ... on PatentRegistered { patent { id } }"
    registering = f"mutation ($input: RegisterPatentInput!) {{ registerPatent(input: $input) {{ {within} }} }}"
    made = (await officer.ask(registering, input=told))["registerPatent"]
    assert made["__typename"] == "PatentRegistered", made
    again = {**told, "idempotencyKey": "again", "code": "HIDDEN-2", "title": {"ja": "x", "en": "x"}}
    return [
        one
        for who in ("officer", "member", "anonymous")
        for one in (
            posted("{ patents(first: 100) { totalCount edges { node { title abstract } } } }", who=who),
            posted(f'{{ patent(number: "{HIDDEN}") {{ title terms {{ outcome headline(language: EN) }} }} }}', who=who),
            posted(f'{{ node(id: "{made["patent"]["id"]}") {{ ... on Patent {{ title }} }} }}', who=who),
            posted(registering, {"input": again}, who=who),
            posted("{ auditEvents(first: 50) { totalCount } }", who=who),
        )
    ]


async def _run(url: str, count: int, seed: int) -> Found:
    schema, chance, found = build_schema(SCHEMA.read_text(encoding="utf-8")), Random(seed), Found()
    database = Database.at(url, pool_size=8)
    async with telling(database) as watched:
        for handler in logging.getLogger().handlers:
            handler.setLevel(logging.CRITICAL)  # what is told is looked at here, and not shown
        first = [*await hide_a_title(watched), *of_the_schema(schema), *by_hand()]
        await ask(watched, first, found)
        print(f"{len(first):,} from the schema and by hand")
        more = spoilt(first, chance)
        while found.requests < count:
            await ask(watched, [next(more) for _ in range(min(500, count - found.requests))], found)
    await database.close()
    return found


def main(words: Sequence[str]) -> None:
    count, seed = (int(word) for word in (*words, *(str(COUNT), str(time.time_ns() % 10**6))[len(words) :]))
    print(f"seed {seed}")
    started = time.monotonic()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, embedded.running(Path(folder), throwaway=True) as server:
        asyncio.run(fill(server.url))
        found = asyncio.run(_run(server.url, count, seed))
        written = (Path(folder) / "postgresql.log").read_text(errors="replace")
        found.look("the database's log", written, [VALUE, NAME, TITLE], "all of them")
    for fault in found.faults[:20]:
        print(fault)
    print(dict(found.codes))
    done = {"requests": found.requests, "refused": found.refused, "lines": found.lines, "spans": found.spans}
    done["codes"] = len(found.codes)
    is_enough = all(done[name] >= least for name, least in FLOOR.items()) or count < COUNT
    verdict = "BAD" if found.faults else "good" if is_enough else "BELOW THE FLOOR"
    print(
        f"secrets: {found.requests:,} requests, {found.refused:,} refused with {len(found.codes)} codes; "
        f"{found.lines:,} lines of the log, {found.spans:,} spans: {len(found.faults)} appearances, "
        f"seed {seed}, {time.monotonic() - started:.0f} s: {verdict}"
    )
    sys.exit(1 if found.faults or not is_enough else 0)
