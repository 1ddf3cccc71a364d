"""The whole query corpus: everything one caller can ask, written from the schema, so that a new field is asked for by itself.

Each part puts its questions to a `Twice`. `every` divides long rows of them: with 1 all are asked, with 10 each tenth.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, islice
from typing import Any
from uuid import UUID, uuid5

from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    assert_enum_type,
    assert_interface_type,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from ippool.graphql.schema import make_schema
from tests.graphql.kept import EXAMPLES
from tests.graphql.mutating import document
from tests.reliability.asking_twice import Twice
from tests.reliability.secretive import SINCE, SYMBOLS, Asker, Secretive, word_of

SCHEMA = make_schema()._schema
QUERY: Any = SCHEMA.query_type
NOW_ECHOED = {("Determination", "knownAt")}
"""What says when it was asked, where the question does not."""


def values_of(name: str) -> tuple[str, ...]:
    """Return the values of an enum of the API."""
    return tuple(assert_enum_type(SCHEMA.type_map[name]).values)


def nodes() -> list[str]:
    """Return the types that can be looked up by id."""
    return [one.name for one in SCHEMA.get_possible_types(assert_interface_type(SCHEMA.type_map["Node"]))]


DIMENSIONS = values_of("FigureDimension")
OF_ANSWERS = ("OUTCOME", "STANDING")


@cache
def everything(name: str, depth: int, *, dated: bool = False) -> str:
    """Select every field of a type that needs no argument, `depth` types deep. `dated`: the moment asked for is in the question."""
    found = []
    kind: Any = SCHEMA.type_map[name]
    for field_name, one in kind.fields.items():
        if any(map(is_required_argument, one.args.values())) or (not dated and (name, field_name) in NOW_ECHOED):
            continue
        inner = get_named_type(one.type)
        if is_leaf_type(inner):
            found.append(field_name)
        elif depth > 1 and isinstance(inner, GraphQLObjectType):
            deeper = everything(inner.name, depth - 1, dated=dated)
            if deeper:
                found.append(f"{field_name} {{ {deeper} }}")
    return " ".join(found)


def ident(kind: str, id: UUID) -> str:
    return b64encode(f"{kind}:{id}".encode()).decode()


@dataclass(frozen=True)
class Part:
    """What is asked: of whom, about which register, how much of it: each `every`-th question of long rows, from some one on."""

    twice: Twice
    register: Secretive
    asker: Asker
    every: int = 1
    start: int = 0

    def some(self, of: Iterable[Any], at: int = 0) -> Iterator[Any]:
        """Take each `every`-th of many."""
        return islice(of, (at + self.start) % self.every, None, self.every)

    @property
    def patents(self) -> Any:
        return self.register.pool.folder.patents


PAGE = "{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { number } } }"
FACETS = f"facets(by: [{' '.join(DIMENSIONS)}]) {{ dimension values {{ value count }} }}"
PLAIN_FACETS = (
    f"facets(by: [{' '.join(one for one in DIMENSIONS if one not in OF_ANSWERS)}]) {{ dimension values {{ value count }} }}"
)


async def look_up(part: Part) -> None:
    """`node`, `nodes` and every look-up, of everything there is, hidden or not, and of what is not."""
    register, ask = part.register, part.twice.ask
    folder = register.pool.folder
    known: dict[str, list[UUID]] = {
        "Patent": [one.id for one in folder.patents],
        "Party": [one.id for one in folder.parties],
        "OpenLab": [one.id for one in folder.labs],
        "PatentFamily": [one.id for one in folder.families],
        "License": [one.id for one in folder.licenses],
    }
    on_each = " ".join(f"... on {one} {{ {everything(one, 2)} }}" for one in nodes())
    for at, (kind, ids) in enumerate(known.items()):
        nowhere = [uuid5(one, "nowhere") for one in ids[:2]]
        for name in {kind, *nodes()[:2]}:
            both = [ident(name, one) for one in [*ids, *nowhere]]
            for start in range(0, len(both), 20):
                await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=both[start : start + 20])
        for id in part.some([*ids, *nowhere], at):
            await ask(f"query ($id: ID!) {{ node(id: $id) {{ __typename id {on_each} }} }}", id=ident(kind, id))
    selection = everything("Patent", 4)
    for patent in part.some(folder.patents):
        for number in (patent.code, patent.application_number, patent.publication_number, patent.registration_number):
            if number is not None:
                await ask(f"query ($number: String!) {{ patent(number: $number) {{ {selection} }} }}", number=number)
    for name, codes in (
        ("openLab", [("code", one.code) for one in folder.labs]),
        ("license", [("number", one.number) for one in folder.licenses]),
        ("user", [("code", one.user) for one in (*register.askers, register.officer) if one.user]),
        ("reviewItem", [("number", f"R-{at:06}") for at in range(1, 6)]),
        ("importJob", [("id", str(one.id)) for one in folder.patents[:2]]),
    ):
        kind = get_named_type(QUERY.fields[name].type).name
        for argument, code in (*codes, (codes[0][0], "no such one")):
            typed = "ID" if argument == "id" else "String"
            await ask(f"query ($it: {typed}!) {{ {name}({argument}: $it) {{ {everything(kind, 3)} }} }}", it=code)
    await ask(f"{{ viewer {{ {everything('Viewer', 4)} }} }}")


async def over_time(part: Part) -> None:
    """Everything of a patent as of other days and as known at other moments, with terms for every applicant."""
    register, ask = part.register, part.twice.ask
    days = [one.isoformat() for one in register.pool.days]
    document = (
        "query ($number: String!, $on: Date!, $at: DateTime!, $applicant: ID) { patent(number: $number) { "
        "legalStatus(on: $on, knownAt: $at) ownership(on: $on, knownAt: $at) ownershipClass(on: $on, knownAt: $at) "
        f"owners(on: $on, knownAt: $at) {{ {everything('TitleShare', 3)} }} "
        f"openLabs(on: $on, knownAt: $at) {{ {everything('OpenLab', 2)} }} "
        f"terms(applicant: $applicant, on: $on, knownAt: $at) {{ {everything('Determination', 3, dated=True)} }} "
        f"packages(applicant: $applicant, on: $on, knownAt: $at) {{ {everything('Determination', 2, dated=True)} }} }} }}"
    )
    moments = [register.before.isoformat(), register.after.isoformat()]
    for at, patent in part.some(enumerate(part.patents)):
        party = register.pool.parties[at % len(register.pool.parties)]
        for applicant in (None, ident("Party", party.id)):
            values = {"on": days[at * 7 % len(days)], "at": moments[at % 2], "applicant": applicant}
            await ask(document, number=patent.code, **values)


def filters(register: Secretive) -> Iterator[dict[str, Any]]:
    """Yield every filter by itself, for every value that something of the register has, and pairs of some."""
    folder = register.pool.folder
    input: Any = SCHEMA.type_map["PatentFilter"]
    enums = {name: get_named_type(one.type) for name, one in input.fields.items()}
    yield {}
    for name, kind in enums.items():
        if isinstance(kind, GraphQLEnumType):
            is_list = "[" in str(input.fields[name].type)
            yield from ({name: [value] if is_list else value} for value in kind.values)
    yield from ({"openLab": one.code} for one in folder.labs)
    yield from ({"owner": ident("Party", one.id)} for one in folder.parties)
    yield from ({"classification": one} for one in (*SYMBOLS, "H01M", "G06N"))
    yield from ({"jurisdiction": one} for one in sorted({one.jurisdiction for one in folder.patents}))
    yield from ({"filedYear": one} for one in sorted({one.filed_on.year for one in folder.patents if one.filed_on}))
    yield from ({"available": one} for one in (True, False))
    yield from ({"maxRoyaltyRate": one} for one in ("0", "0.01", "0.03", "1"))
    for at, one in enumerate(folder.patents):
        for text in (word_of(at, "title"), word_of(at, "abstract"), one.code, one.application_number, one.registration_number):
            if text is not None:
                yield {"text": text}
    yield from ({"text": one} for one in ("battery", "電池", "again", "paste", "CL-1"))
    few: list[dict[str, Any]] = [
        {"openLab": folder.labs[0].code},
        {"scheme": "CLOSED"},
        {"scheme": "OPEN"},
        {"jurisdiction": "JP"},
        {"text": "battery"},
    ]
    few += [{"ownership": "JOINT"}, {"outcome": ["PREFERRED", "STANDARD"]}, {"available": True}, {"legalStatus": ["PENDING"]}]
    yield from ({**one, **other} for one, other in combinations(few, 2) if not set(one) & set(other))


def lists(every: Iterable[dict[str, Any]], can_ask: bool) -> Iterator[tuple[dict[str, Any], dict[str, str] | None]]:
    """Yield filters with an order, each of them in turn."""
    orders: list[dict[str, str] | None] = [None]
    for by in values_of("PatentOrderField"):
        orders += [{"by": by, "direction": way} for way in ("ASC", "DESC")]
    answers = {"outcome", "standing", "available", "maxRoyaltyRate"}
    at = 0
    for filter in every:
        for _ in range(3 if filter else len(orders)):
            order = orders[at % len(orders)]
            at += 1
            if order and order["by"] == "RELEVANCE" and "text" not in filter:
                continue
            if not can_ask and (answers & set(filter) or (order and order["by"] == "ROYALTY_RATE")):
                continue
            yield filter, order


async def browse(part: Part) -> None:
    """Every filter in every order with total, facets and page marks; through every page, forward and backward; over time."""
    register, ask = part.register, part.twice.ask
    facets = FACETS if part.asker.actor.party else PLAIN_FACETS
    document = (
        "query ($filter: PatentFilter, $order: PatentOrder, $first: Int, $after: String, $last: Int, $before: String, "
        "$on: Date, $at: DateTime) { patents(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, "
        f"before: $before, on: $on, knownAt: $at) {PAGE.replace('{ totalCount', '{ totalCount %s')} }}"
    )
    for at, (filter, order) in enumerate(part.some(lists(filters(register), part.asker.actor.party is not None))):
        when = {}
        if at % 4 == 1:
            when = {"on": register.pool.days[at % len(register.pool.days)].isoformat()}
        if at % 8 == 3:
            when = {"at": (register.before if at % 16 == 3 else register.after).isoformat()}
        asked = {"filter": filter, "order": order, **when}
        found = await ask(document % (facets if at % 3 == 0 else ""), first=4, **asked)
        if filter and at % 5:
            continue
        while (page := found.get("patents")) and page["pageInfo"]["hasNextPage"]:
            found = await ask(document % "", first=4, after=page["pageInfo"]["endCursor"], **asked)
        found = await ask(document % "", last=3, **asked)
        while (page := found.get("patents")) and page["pageInfo"]["hasPreviousPage"]:
            found = await ask(document % "", last=7, before=page["pageInfo"]["startCursor"], **asked)
    if part.asker.actor.party:
        for by in ("NUMBER", "ROYALTY_RATE"):
            asked = {"filter": {"outcome": ["UNDETERMINED", "STANDARD"]}, "order": {"by": by}}
            await ask(document % facets, first=4, at=register.before.isoformat(), **asked)
    deep = everything("Patent", 3)
    await ask(f"{{ patents(first: 10) {{ edges {{ node {{ {deep} }} }} }} }}")
    await ask("{ patents { pageInfo { hasNextPage } } }")


async def count(part: Part) -> None:
    """Figures by every dimension and every two, of everything and of what some filters leave."""
    register, ask = part.register, part.twice.ask
    usable = [one for one in DIMENSIONS if part.asker.actor.party or one not in OF_ANSWERS]
    by = [(), *combinations(usable, 1), *combinations(usable, 2), tuple(usable[:4])]
    keys = everything("FigureKey", 1)
    document = (
        "query ($by: [FigureDimension!]!, $filter: PatentFilter, $on: Date, $at: DateTime) "
        f"{{ figures(by: $by, filter: $filter, on: $on, knownAt: $at) {{ count key {{ {keys} }} }} }}"
    )
    folder = register.pool.folder
    plain: list[dict[str, Any]] = [
        {},
        *({"openLab": one.code} for one in folder.labs),
        {"scheme": "CLOSED"},
        {"jurisdiction": "JP"},
        {"text": "battery"},
    ]
    plain += [{"legalStatus": [one]} for one in ("PENDING", "GRANTED", "PUBLISHED")] + [{"classification": "H01M"}]
    plain += [{"classification": "H01M 10/05"}, {"filedYear": 2020}, {"ownership": "SOLE"}, {"text": word_of(0, "title")}]
    for at, (dimensions, filter) in enumerate(part.some([(one, other) for one in by for other in plain])):
        when = {"on": register.pool.days[at % len(register.pool.days)].isoformat()} if at % 5 == 4 else {}
        await ask(
            document, by=list(dimensions), filter=filter, **when, **({"at": register.before.isoformat()} if at % 7 == 6 else {})
        )


async def list_people(part: Part) -> None:
    """What waits, how imports went, who there is, page by page; and what formats there are."""
    ask = part.twice.ask
    for name, node in (("reviewItems", "ReviewItem"), ("importJobs", "ImportJob"), ("users", "User")):
        selection = f"totalCount pageInfo {{ endCursor hasNextPage }} edges {{ cursor node {{ {everything(node, 2)} }} }}"
        after = None
        while True:
            found = await ask(f"query ($after: String) {{ {name}(first: 3, after: $after) {{ {selection} }} }}", after=after)
            page = found.get(name)
            if not page or not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
    await ask(f"{{ importFormats {{ {everything('ImportFormat', 1)} }} }}")


async def make_errors(part: Part) -> None:
    """What is refused: by its form, for what it names, for what it costs; and cursors of somebody else's list."""
    register, ask = part.register, part.twice.ask
    listing = (
        "query ($after: String, $applicant: ID, $filter: PatentFilter) "
        "{ patents(first: 3, after: $after, applicant: $applicant, filter: $filter) %s }"
    )
    sealed = await part.twice.whole.post(
        "/graphql",
        json={"query": "{ patents(first: 50) { edges { cursor } } }"},
        headers={"Authorization": f"Bearer {register.officer.token}"},
    )
    for edge in part.some(sealed.json()["data"]["patents"]["edges"]):
        await ask(listing % PAGE, after=edge["cursor"])
    for after in ("", "x", "AAAA", "=" * 50):
        await ask(listing % PAGE, after=after)
    for party in part.some(register.pool.parties):
        await ask(listing % PAGE, applicant=ident("Party", party.id))
        await ask(listing % PAGE, applicant=ident("Party", party.id), filter={"available": True})
    await ask("{ patents(first: 101) { totalCount } }")
    await ask("{ patents(first: 100) { edges { node { packages { trace { clause { text } } } } } } }")
    await ask("{ figures(by: [OUTCOME, STANDING]) { count } }")
    await ask("{ patent(number: 5) { id } }")
    await ask("{ nothing }")
    await ask('{ patent(number: "特許9999999") { id } node(id: "AAAA") { id } }')


async def change_nothing(part: Part) -> None:
    """Every mutation about what is hidden and what is not, by one who may not: numbers that are taken tell nothing."""
    folder = part.register.pool.folder
    for at, one in part.some(enumerate(EXAMPLES)):
        patents = folder.patents[at % 5 :: 11]
        for patent in patents:
            named: dict[str, Any] = {"patent": patent.code} if "patent" in one.input else {}
            if one.name == "registerPatent":
                named = {name: getattr(patent, field) for name, field in _NUMBERS.items() if getattr(patent, field)}
                named |= {"code": patent.code, "jurisdiction": patent.jurisdiction}
            input = {**one.input, **named, "idempotencyKey": f"{one.name} {patent.code}"}
            await part.twice.ask(document(one.name), input=input)
    people = [one.user for one in (*part.register.askers, part.register.officer) if one.user]
    for code in part.some((*people, "nobody")):
        user = {"user": code, "idempotencyKey": f"about {code}"}
        dated = {"from": SINCE.isoformat(), "role": "AUDITOR", "expectedVersion": 7}
        await part.twice.ask(document("appointUser"), input={**user, **dated})
        await part.twice.ask(document("endUser"), input={**user, "until": SINCE.isoformat(), "expectedVersion": 7})
        await part.twice.ask(document("linkUser"), input={**user, "signInName": code, "expectedVersion": 7})
        if code != part.asker.user:
            await part.twice.ask(document("createToken"), input={**user, "days": 400, "label": "x", "scopes": ["READ"]})
        for party in (None, *(one.code for one in folder.parties[:6])):
            added = {"name": "x", "role": "AUDITOR", "from": SINCE.isoformat(), "code": code, "signInName": code, "party": party}
            await part.twice.ask(document("addUser"), input={**added, "idempotencyKey": f"adding {code} {party}"})


_NUMBERS = {
    "applicationNumber": "application_number",
    "publicationNumber": "publication_number",
    "registrationNumber": "registration_number",
}


async def export(part: Part) -> None:
    """The streams of terms, and the page to ask with, about everything there is."""
    register, get = part.register, part.twice.get
    parties = register.pool.parties
    days = register.pool.days
    for path in ("/terms.jsonl", "/terms.csv"):
        await get(path)
        for day in part.some(days[::9]):
            await get(path, on=day.isoformat(), knownAt=register.before.isoformat())
        for party in part.some(parties):
            await get(path, applicant=party.code)
    for at, patent in part.some(enumerate(part.patents)):
        for text in (patent.code, word_of(at, "title"), patent.registration_number):
            if text is not None:
                await get("/", q=text, applicant=parties[at % len(parties)].code if at % 2 else "", lang="en")
    for party in part.some(parties):
        await get("/", q="battery", applicant=party.code)
    await get("/")


PARTS: dict[str, Callable[[Part], Any]] = {
    "look_up": look_up,
    "over_time": over_time,
    "browse": browse,
    "count": count,
    "list_people": list_people,
    "make_errors": make_errors,
    "change_nothing": change_nothing,
    "export": export,
}
