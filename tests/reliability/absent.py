"""What is hidden and what is not there at all: looked up, named in a mutation, they are answered in the same bytes by the same SQL.

A2, A5 and A6 of one caller: every name by which something hidden could be asked for, beside one of the same form that nothing
bears. Where the answer says the name again, that is the only difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from httpx import AsyncClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from ippool.domain.permissions import Role
from tests.graphql.kept import EXAMPLES
from tests.graphql.mutating import document
from tests.reliability.asking_twice import heard
from tests.reliability.corpus import everything, ident, nodes
from tests.reliability.secretive import SINCE, Asker, Secretive, word_of

ELSEWHERE = UUID("5d0c2c7e-0a51-4c0e-9d6f-2b9f3e1a7c44")


@dataclass
class Alike:
    """What one caller was answered about hidden and absent things. Shape: `told` are those between which an answer tells."""

    client: AsyncClient
    token: str | None
    pairs: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    async def look(self, kind: str, query: str, hidden: dict[str, Any], absent: dict[str, Any], *names: tuple[str, str]) -> None:
        """Ask about both; `names` are the hidden names with the absent ones that stand for them."""
        said, sent = await self._send(query, hidden)
        other, sent_as_well = await self._send(query, absent)
        for name, instead in names:
            said, other = said.replace(name.encode(), b"?"), other.replace(instead.encode(), b"?")
        self.pairs[kind] = self.pairs.get(kind, 0) + 1
        lengths = (b"content-length: ",)
        said, other = (b"\n".join(one for one in text.split(b"\n") if not one.startswith(lengths)) for text in (said, other))
        if said != other:
            self.told.append(f"{kind} {hidden}: {said!r} but {other!r}")
        if sent != sent_as_well:
            self.told.append(f"{kind} {hidden}: {len(sent)} statements but {len(sent_as_well)}")

    async def _send(self, query: str, variables: dict[str, Any]) -> tuple[bytes, list[str]]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        with statements() as sent:
            answer = await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return heard(answer), sent


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note the SQL that is sent, on whatever connection."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        # What the server keeps beside the requests comes when it comes.
        if "last_used_at" not in statement:
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def look_up_hidden(alike: Alike, register: Secretive, asker: Asker, every: int = 1) -> None:
    """Look up everything that the caller may not know of."""
    folder = register.pool.folder
    known, labs = register.known_to(asker.actor), register.known_labs(asker.actor)
    own = {tag.lab for record in register.pool.records if record.patent.id in register.owned_by(asker.actor) for tag in record.tags}
    hidden = [one for one in folder.patents if one.id not in known]
    selves = register.selves(asker.actor)
    licenses = [one for one in folder.licenses if one.licensee not in selves]
    questions = [f"R-{at:06}" for at in range(1, 4)]
    if asker.actor.sees_all:
        # All but single patents, and what is about nothing else.
        licenses = [one for one in licenses if not one.patents & known]
        raised = enumerate(register.pool.records[::3], 1)
        questions = [f"R-{at:06}" for at, record in raised if record.patent.id not in known]
    ids: list[tuple[str, UUID]] = [("Patent", one.id) for one in hidden]
    ids += [(kind, one.id) for one in hidden[:6] for kind in nodes() if kind != "Patent"]
    ids += [("OpenLab", one.id) for one in folder.labs if one.id not in labs | own]
    ids += [("PatentFamily", one.family) for one in hidden[:3]]
    for kind, id in islice(ids, 0, None, every):
        nowhere = uuid5(ELSEWHERE, str(id))
        names = (ident(kind, id), ident(kind, nowhere))
        await alike.look("node", "query ($id: ID!) { node(id: $id) { __typename id } }", {"id": names[0]}, {"id": names[1]}, names)
        query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
        known_one = ident("Patent", next(iter(sorted(known)), ELSEWHERE))
        await alike.look("nodes", query, {"ids": [names[0], known_one]}, {"ids": [names[1], known_one]}, names)
    for one in islice(hidden, 0, None, every):
        for number in filter(None, (one.code, one.application_number, one.publication_number, one.registration_number)):
            instead = absent_name(number)
            query = f"query ($number: String!) {{ patent(number: $number) {{ {everything('Patent', 2)} }} }}"
            await alike.look("patent", query, {"number": number}, {"number": instead})
            if number == one.code:
                # Whether a text reads as a number of an office is a matter of its form, and so are the statements for it.
                continue
            query = "query ($text: String!) { patents(filter: {text: $text}) { totalCount pageInfo { hasNextPage } } }"
            await alike.look("search", query, {"text": number}, {"text": instead})
        query = "query ($text: String!) { patents(filter: {text: $text}) { totalCount edges { node { id } } } }"
        texts = ({"text": word_of(one.code, "none")}, {"text": word_of(one.code, "nothing")})
        await alike.look("search", query, {"text": one.title.en.split()[1]}, texts[0])
    for name, argument, found in (
        ("openLab", "code", [one.code for one in folder.labs if one.id not in labs | own]),
        ("license", "number", [one.number for one in licenses]),
        ("reviewItem", "number", questions),
        ("user", "code", [one.user for one in register.askers if one.user and not _is_known(register, one, asker)]),
    ):
        for code in islice(found, 0, None, every):
            query = f"query ($it: String!) {{ {name}({argument}: $it) {{ version }} }}"
            await alike.look(name, query, {"it": code}, {"it": absent_name(code)}, (code, absent_name(code)))


def _is_known(register: Secretive, other: Asker, asker: Asker) -> bool:
    """Tell whether the caller may know of another one: itself, and who was ever of the company whose people it manages."""
    if asker.actor.sees_all:
        return True
    manages = asker.actor.role is Role.MEMBER_MANAGER
    return other.user == asker.user or (manages and other.actor.party is not None and other.actor.party == asker.actor.party)


def absent_name(name: str) -> str:
    """Write a name of the same form that nothing bears, and whose signs repeat where those of the other do."""
    return name[:-3] + name[-3:].translate(_TURNED)


# Numbers end in 000 to 099 and words have no such letters: what comes out ends in 700 to 766, or in letters of no word.
_TURNED = str.maketrans("0123456789bcdfghjkmpqrtvwxz", "7890123456BCDFGHJKMPQRTVWXZ")


async def name_hidden(alike: Alike, register: Secretive, asker: Asker, every: int = 1) -> None:
    """Send every mutation about what the caller may not know of."""
    known = register.known_to(asker.actor)
    hidden = [one for one in register.pool.folder.patents if one.id not in known]
    for at, example in enumerate(islice(EXAMPLES, 0, None, every)):
        one = hidden[at % len(hidden)]
        code, instead = one.code, absent_name(one.code)
        # Who may register something may try a code of it.
        named = ["patent"] if asker.actor.sees_all else ["patent", "code", "number", "family", "party", "openLab"]
        fields = [name for name in named if name in example.input]
        for name in fields:
            both = [{**example.input, name: value, "idempotencyKey": f"{example.name} {name} {value}"} for value in (code, instead)]
            await alike.look(example.name, document(example.name), {"input": both[0]}, {"input": both[1]}, (code, instead))
    others = [one for one in (*register.askers, register.officer) if not _is_known(register, one, asker)]
    for code in islice((one.user for one in others if one.user), 0, None, every):
        instead = absent_name(code)
        since = SINCE.isoformat()
        for name, input in (
            ("appointUser", {"role": "MEMBER", "from": since, "expectedVersion": 7}),
            ("endUser", {"until": since, "expectedVersion": 7}),
            ("createToken", {"days": 30, "label": "x", "scopes": ["READ"]}),
            ("linkUser", {"signInName": "x", "expectedVersion": 7}),
        ):
            both = [{**input, "user": value, "idempotencyKey": f"{name} {value}"} for value in (code, instead)]
            await alike.look(name, document(name), {"input": both[0]}, {"input": both[1]}, (code, instead))
    for id in islice((one.actor.token for one in others if one.actor.token), 0, None, every):
        both = [
            {"token": str(one), "expectedVersion": 1, "idempotencyKey": f"revoking {one}"}
            for one in (id, uuid5(ELSEWHERE, str(id)))
        ]
        names = (both[0]["token"], both[1]["token"])
        await alike.look("revokeToken", document("revokeToken"), {"input": both[0]}, {"input": both[1]}, names)


async def tried(client: AsyncClient, register: Secretive, asker: Asker, every: int = 1) -> Alike:
    """Try everything as one caller."""
    alike = Alike(client, asker.token)
    # The first question after a start reads what is kept from then on.
    await alike._send('{ patents(first: 1) { totalCount } openLab(code: "x") { code } }', {})
    await look_up_hidden(alike, register, asker, every)
    await name_hidden(alike, register, asker, every)
    return alike
