"""A1: each field of each type that a patent leads to, for every role and relation of the patent, is as the table of access says.

The table decides each cell, and what is answered is held against it. A patent in a relation that is hidden from a role is absent;
of one that is shown, a field whose rule lets the role in nowhere is empty, and one that goes by the patent's rule is as the officer
sees it. Words that stand in hidden records alone are looked for in every answer. The question is written from the schema.
"""

from __future__ import annotations

import asyncio
import csv
import json
import logging
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, SelectionSetNode, get_named_type, parse
from httpx import AsyncClient

import ippool.graphql
from ippool.domain.access import TABLE, AccessRule, Relation, Role
from ippool.domain.disclosure import relations_to
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.store import embedded, migrations
from ippool.store.database import Database
from ippool.usecases import tokens
from tests.conftest import OFFICER, Cluster
from tests.reliability.asking_twice import served
from tests.reliability.corpus import SCHEMA, everything, ident
from tests.reliability.secretive import Asker, Secretive, word_of, written

FIELDS = Path(ippool.graphql.__file__).parent / "fields.csv"
POOLS, PATENTS, DEPTH = 2, 40, 4
FLOOR = {"cells": 5_000, "asked": 100_000, "relations": 6, "roles": 11}
ANYWHERE = (Relation.OWN, Relation.OTHER, Relation.OWN_LAB)
BY_LABS = {"Patent.scheme", "Patent.ownershipClass"}
"""What follows from the labs a patent is in, of which the caller may not know all: a hidden lab is no lab (D-025)."""
DECIDING = frozenset(one.value for one in AccessRule)
WORD = re.compile("[bcdfghjkmpqrtvwxz]{16}")


@dataclass
class Tally:
    """What was looked at. Shape: `cells` by type and field, role and relation, each with how often it was asked."""

    cells: Counter[tuple[str, Role, Relation]] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    undecided: set[str] = field(default_factory=set)
    same: int = 0


def rules() -> dict[str, str]:
    """Return by type and field the rule it is shown by."""
    with FIELDS.open(encoding="utf-8") as file:
        return {f"{row['type']}.{row['field']}": row["rule"] for row in csv.DictReader(file)}


RULES = rules()


def selected() -> SelectionSetNode:
    """Return what is asked of each patent."""
    (operation,) = parse(f"{{ {everything('Patent', DEPTH)} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation.selection_set


@dataclass(frozen=True)
class Look:
    """One patent as one caller is answered about it. `whole` is what the officer is answered."""

    asker: Asker
    relations: frozenset[Relation]
    tally: Tally

    def through(self, kind: GraphQLObjectType, selections: SelectionSetNode, told: Any, whole: Any, depth: int = 0) -> None:
        """Judge each field that was asked for, as deep as it goes."""
        for node in selections.selections:
            assert isinstance(node, FieldNode)
            name = f"{kind.name}.{node.name.value}"
            rule = RULES.get(name)
            if rule is None:
                self.tally.undecided.add(name)
                continue
            for relation in self.relations:
                self.tally.cells[name, self.asker.actor.role, relation] += 1
            inner = get_named_type(kind.fields[node.name.value].type)
            for one, other in _pairs(told, whole, node.name.value):
                self._judge(name, rule, one)
                if depth == 0 and rule == "patent" and name not in BY_LABS and not isinstance(one, dict | list):
                    self._hold_against(name, one, other)
            if node.selection_set is not None and isinstance(inner, GraphQLObjectType):
                flat = [pair for one, other in _pairs(told, whole, node.name.value) for pair in _flat(one, other)]
                for one, other in flat or [(None, None)]:
                    self.through(inner, node.selection_set, one, other, depth + 1)

    def _judge(self, name: str, rule: str, told: Any) -> None:
        role = self.asker.actor.role
        is_in = rule not in DECIDING or TABLE.allows(AccessRule(rule), role, *ANYWHERE)
        if not is_in and not _is_empty(told):
            self.tally.leaks.append(f"{self.asker.name}: {name}, of {rule}, is told: {str(told)[:80]}")

    def _hold_against(self, name: str, told: Any, whole: Any) -> None:
        self.tally.same += 1
        if told != whole:
            self.tally.leaks.append(f"{self.asker.name}: {name} is {told!r}, and {whole!r} to the officer")


def _pairs(told: Any, whole: Any, name: str) -> Iterator[tuple[Any, Any]]:
    if isinstance(told, dict):
        yield told[name], whole.get(name) if isinstance(whole, dict) else None


def _flat(told: Any, whole: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(told, list):
        others = whole if isinstance(whole, list) and len(whole) == len(told) else [None] * len(told)
        for one, other in zip(told, others, strict=True):
            yield from _flat(one, other)
    elif told is not None:
        yield told, whole


def _is_empty(told: Any) -> bool:
    if isinstance(told, dict):
        return all(_is_empty(one) for one in told.values())
    return told in (None, [], False, 0, "")


def words_hidden_from(register: Secretive, asker: Asker) -> frozenset[str]:
    """Return the words that stand nowhere but in records the caller may not know of, and in what waits for a person."""
    known = register.known_to(asker.actor)
    shown, hidden = set[str](), set[str]()
    for at, record in enumerate(register.pool.records):
        patent, family = record.patent, record.family
        text = " ".join((patent.title.ja, patent.title.en, patent.abstract.en, family.title.ja, family.title.en))
        (shown if patent.id in known else hidden).update(WORD.findall(text))
        hidden.update((word_of(at // 3, "said"), word_of(at // 3, "key")))
    return frozenset(hidden - shown)


async def answers_of(client: AsyncClient, token: str | None, records: Sequence[PatentRecord], document: str) -> list[Any]:
    """Ask for each patent by its id. Returns: what is answered for each, None for what is not there."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    found = []
    for record in records:
        body = {"query": document, "variables": {"id": ident("Patent", record.patent.id)}}
        answer = (await client.post("/graphql", json=body, headers=headers)).json()
        found.append(answer)
    return found


async def look(tally: Tally, client: AsyncClient, register: Secretive, askers: Sequence[Asker], every: int = 1) -> None:
    """Have each caller ask for each patent, or for each `every`-th."""
    records = register.pool.records[::every]
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on Patent {{ {everything('Patent', DEPTH)} }} }} }}"
    selections, patent = selected(), SCHEMA.type_map["Patent"]
    assert isinstance(patent, GraphQLObjectType)
    whole = await answers_of(client, register.officer.token, records, document)
    for asker in askers:
        hidden = words_hidden_from(register, asker) if not asker.actor.sees_all else frozenset()
        found = await answers_of(client, asker.token, records, document)
        for record, answer, officers in zip(records, found, whole, strict=True):
            relations = relations_to(asker.actor, record, register.pool.reference, on=register.today, secrecy=register.secrecy)
            is_shown = TABLE.allows(AccessRule.PATENT, asker.actor.role, *relations)
            told = (answer.get("data") or {}).get("node")
            about = f"{asker.name} {record.patent.code} {sorted(relations)}"
            if "errors" in answer:
                tally.leaks.append(f"{about}: {answer['errors'][0]['message']}")
            elif (told is not None) is not is_shown:
                tally.leaks.append(f"{about}: {'shown' if told is not None else 'not shown'}")
            if leaked := hidden & set(WORD.findall(json.dumps(answer, ensure_ascii=False))):
                tally.leaks.append(f"{about}: words of what is hidden: {sorted(leaked)}")
            Look(asker, relations, tally).through(patent, selections, told, officers["data"]["node"])


async def seeing_all(database: Database) -> list[Asker]:
    """Make those who see everything and are not among the askers."""
    found = []
    for role in (Role.SENIOR_OFFICER, Role.AUDITOR):
        _, secret = await tokens.create(database, OFFICER, role=role, party=None, label="cells")
        found.append(Asker(role.lower(), Actor(role), secret))
    return found


async def _run(server: embedded.Running, seeds: Sequence[int]) -> Tally:
    await migrations.migrate(server.url)
    cluster, tally = Cluster(server.url, server.administrator_url, count()), Tally()
    for seed in seeds:
        async with cluster.copy_of("ippool") as url:
            database = Database.at(url, pool_size=4)
            register = await written(database, seed, PATENTS)
            askers = [*register.askers, register.officer, *await seeing_all(database)]
            async with served(database) as (client,):
                for handler in logging.getLogger().handlers:
                    handler.setLevel(logging.CRITICAL)
                await look(tally, client, register, askers)
            await database.close()
        print(f"seed {seed}: {len(tally.cells):,} cells", flush=True)
    return tally


def main(words: Sequence[str]) -> None:
    many, first = (int(word) for word in (*words, *map(str, (POOLS, time.time_ns() % 10**6)[len(words) :])))
    print(f"seeds from {first}")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as place, embedded.running(Path(place) / "pg", throwaway=True) as server:
        tally = asyncio.run(_run(server, range(first, first + many)))
    for leak in tally.leaks[:20]:
        print(leak)
    done = {"cells": len(tally.cells), "asked": tally.cells.total()}
    done |= {"roles": len({role for _, role, _ in tally.cells}), "relations": len({one for *_, one in tally.cells})}
    is_enough = many < POOLS or all(done[name] >= least for name, least in FLOOR.items())
    is_good = not tally.leaks and not tally.undecided
    verdict = "BAD" if not is_good else "good" if is_enough else "BELOW THE FLOOR"
    print(
        f"cells: {done['cells']:,} cells of {len({name for name, *_ in tally.cells})} fields, {done['roles']} roles and "
        f"{done['relations']} relations, asked {done['asked']:,} times; "
        f"{len(tally.undecided)} undecided, {len(tally.leaks)} leaks; "
        f"{tally.same:,} values as the officer sees them, seeds from {first}, {time.monotonic() - started:.0f} s: {verdict}"
    )
    sys.exit(0 if is_good and is_enough else 1)
