"""One table decides: every field of the API has a rule, every rule a cell for each role, and the code goes by the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType
from sqlalchemy import text

import ippool.graphql
from ippool.domain import access
from ippool.domain.access import AccessRule, AccessTable, Relation, Role, TableRefused, read_table
from ippool.domain.disclosure import may_know_of, relations_to
from ippool.domain.patents import LegalEvent, LegalStatus, PatentRecord
from ippool.domain.people import may_administer, may_list_users
from ippool.domain.permissions import ROLES, Actor, may_ask_terms_of, may_keep_register, may_see_review
from ippool.domain.reference import Reference
from ippool.graphql.schema import make_schema
from ippool.store import patents as patent_store
from ippool.store.identity import new_id
from ippool.store.reference import load_reference
from ippool.store.visibility import parameters, visible_licenses, visible_patents
from ippool.usecases.pool import Pool
from tests.conftest import TODAY

FIELDS = Path(ippool.graphql.__file__).parent / "fields.csv"
LINES = Path(access.__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()
BESIDE = {
    "everyone": "what is the same for everybody and of no record",
    "caller": "what is told the caller of itself and of what it sent",
    "carried": "a part of what another field shows, by whose rule it is shown",
}
"""What a field may go by that is no rule of the table."""


def entries() -> Iterator[tuple[str, str]]:
    with FIELDS.open(encoding="utf-8") as file:
        yield from ((f"{row['type']}.{row['field']}", row["rule"]) for row in csv.DictReader(file))


def test_every_field_of_the_schema_has_one_entry_and_every_entry_a_field() -> None:
    kinds = make_schema()._schema.type_map.values()
    shown = [kind for kind in kinds if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and kind.name[:2] != "__"]
    fields = sorted(f"{kind.name}.{field}" for kind in shown for field in kind.fields)
    assert sorted(field for field, _ in entries()) == fields, f"write into {FIELDS.name} by which rule a new field is shown"
    assert len(fields) > 500


def test_every_entry_names_a_rule_and_every_rule_is_named() -> None:
    assert {rule for _, rule in entries()} == {*AccessRule, *BESIDE}


def changed(rule: AccessRule, role: Role, relation: Relation, cell: bool | None) -> AccessTable:
    return replace(access.TABLE, cells={**access.TABLE.cells, (rule, role, relation): cell})


@pytest.mark.parametrize(
    ("rule", "role", "relation", "cell", "because"),
    [
        (AccessRule.PATENT, Role.MEMBER, Relation.UNPUBLISHED, True, "only a role that sees everything"),
        (AccessRule.PATENT, Role.IP_OFFICER, Relation.RESTRICTED, True, "for those only who are named"),
        (AccessRule.LICENSE, Role.MEMBER, Relation.OTHER, True, "another party's"),
        (AccessRule.LAB, Role.MEMBER, Relation.OWN_LAB, False, "as theirs"),
        (AccessRule.PATENT, Role.MEMBER, Relation.OWN, False, "always knows of what it owns"),
        (AccessRule.KEEPING, Role.MEMBER, Relation.OTHER, True, "who changes the register sees all of it"),
    ],
)
def test_what_the_code_could_not_follow_is_refused(
    rule: AccessRule, role: Role, relation: Relation, cell: bool | None, because: str
) -> None:
    with pytest.raises(TableRefused, match=because):
        changed(rule, role, relation, cell).require_it_can_be_followed()


def test_a_line_that_is_missing_repeated_or_misspelled_is_named() -> None:
    with pytest.raises(TableRefused, match="administering has no line for IP_OFFICER"):
        read_table(LINES[:-1])
    with pytest.raises(TableRefused, match=f"line {len(LINES) + 1}: administering has IP_OFFICER twice"):
        read_table([*LINES, LINES[-1]])
    with pytest.raises(TableRefused, match="line 2: 'maybe'"):
        read_table([LINES[0], LINES[1].replace("yes", "maybe"), *LINES[2:]])


# The code goes by the cells


async def everything(pool: Pool) -> tuple[Reference, tuple[PatentRecord, ...]]:
    async with pool.database.read() as session:
        ids = (await session.execute(text("select id from patent"))).scalars().all()
        found = await patent_store.by_ids(session, Actor(Role.AUDITOR), ids, known_at=None, today=TODAY)
        return await load_reference(session), found.records


async def seen(pool: Pool, actor: Actor) -> set[str]:
    statement = text(f"select p.code from patent p where {visible_patents(actor, 'p')}")
    async with pool.database.read() as session:
        return set((await session.execute(statement, parameters(actor, TODAY))).scalars())


def parties_of(reference: Reference, role: Role) -> list[Actor]:
    """A caller of a role for each party that it may speak for."""
    codes = ["COMPANY-B", "COMPANY-P", "COMPANY-Z", "TOYOTA-INDUSTRIES", "NISSAN"] if ROLES[role].speaks else []
    found = [reference.party_by_code(code) for code in codes]
    return [Actor(role, party.id) for party in found if party is not None] or [Actor(role)]


async def test_each_cell_about_patents_is_as_the_pool_answers(demo_pool: Pool) -> None:
    reference, records = await everything(demo_pool)
    met: set[tuple[Role, Relation]] = set()
    for role in Role:
        for actor in parties_of(reference, role):
            found = await seen(demo_pool, actor)
            for record in records:
                relations = relations_to(actor, record, reference, on=TODAY)
                met |= {(role, relation) for relation in relations}
                allowed = access.TABLE.allows(AccessRule.PATENT, role, *relations)
                assert (record.patent.code in found) is allowed, (actor, record.patent.code, relations)
                assert may_know_of(actor, record, reference, on=TODAY).holds is allowed
    speaking = {(role, relation) for role in Role if ROLES[role].speaks for relation in (Relation.OWN, Relation.OWN_LAB)}
    assert met >= speaking | {(role, one) for role in Role for one in (Relation.OTHER, Relation.CLOSED, Relation.UNPUBLISHED)}


async def test_another_table_makes_another_pool(demo_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is changed changes what is told, in the function and in the statement alike, and nothing else."""
    reference, records = await everything(demo_pool)
    partner = reference.party_by_code("COMPANY-P")
    assert partner is not None
    actor, asks = Actor(Role.MEMBER, partner.id), Actor(Role.RESEARCHER)
    before = await seen(demo_pool, actor)
    monkeypatch.setattr(access, "TABLE", changed(AccessRule.PATENT, Role.MEMBER, Relation.OWN_LAB, False))
    after = await seen(demo_pool, actor)
    only_by_lab = {one.patent.code for one in records if relations_to(actor, one, reference, on=TODAY) == {Relation.OWN_LAB}}
    assert only_by_lab
    assert before - after == only_by_lab
    assert after == {one.patent.code for one in records if may_know_of(actor, one, reference, on=TODAY).holds}
    assert await seen(demo_pool, asks)
    monkeypatch.setattr(access, "TABLE", changed(AccessRule.PATENT, Role.RESEARCHER, Relation.OTHER, False))
    assert not await seen(demo_pool, asks)
    monkeypatch.setattr(access, "TABLE", changed(AccessRule.LICENSE, Role.MEMBER, Relation.OWN, False))
    assert visible_licenses(actor, "r") == "false"


async def test_a_patent_withdrawn_before_its_publication_is_told_from_one_that_waits(demo_pool: Pool) -> None:
    reference, records = await everything(demo_pool)
    waiting = next(one for one in records if relations_to(Actor(Role.STUDENT), one, reference, on=TODAY) == {Relation.UNPUBLISHED})
    event = LegalEvent(new_id(), waiting.patent.id, LegalStatus.WITHDRAWN, TODAY)
    withdrawn = replace(waiting, events=(*waiting.events, event))
    assert relations_to(Actor(Role.STUDENT), withdrawn, reference, on=TODAY) == {Relation.WITHDRAWN}
    for role in Role:
        holds = may_know_of(Actor(role), withdrawn, reference, on=TODAY).holds
        assert holds is access.TABLE.allows(AccessRule.PATENT, role, Relation.WITHDRAWN)


async def test_each_permission_is_as_its_line_says(demo_pool: Pool) -> None:
    reference, _ = await everything(demo_pool)
    other = reference.party_by_code("COMPANY-C")
    assert other is not None
    for role in Role:
        for actor in parties_of(reference, role):
            relations = [Relation.OTHER, *([Relation.OWN] if actor.party is not None else [])]
            verdicts = {
                AccessRule.KEEPING: may_keep_register(actor),
                AccessRule.REVIEW: may_see_review(actor),
                AccessRule.PEOPLE: may_list_users(actor),
                AccessRule.ADMINISTERING: may_administer(actor),
            }
            for rule, verdict in verdicts.items():
                assert verdict.holds is access.TABLE.allows(rule, role, *relations), (rule, role)
            assert may_ask_terms_of(actor, other.id).holds is access.TABLE.allows(AccessRule.TERMS, role, Relation.OTHER)
            own = access.TABLE.allows(AccessRule.TERMS, role, *relations)
            assert may_ask_terms_of(actor, actor.party).holds is own, role
            every = [*verdicts.values(), may_ask_terms_of(actor, other.id)]
            assert all(one.clause is not None and one.because.ja and one.because.en for one in every)
