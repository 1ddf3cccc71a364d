"""Parties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

import strawberry
from strawberry import relay

from ippool.domain import parties as domain
from ippool.domain.words import Language
from ippool.graphql.context import Info
from ippool.graphql.labs import Membership
from ippool.graphql.scalars import InLanguage, KnownAt, On, worded
from ippool.usecases import parties as party_use
from ippool.usecases.patents import Asked, look
from ippool.usecases.pool import View


@strawberry.type(description="A further name of a party, by which files are recognized.")
class PartyName:
    """`parties.PartyName` in the API."""

    text: str = strawberry.field(description="The name, as some source writes it.")
    relation: domain.NameRelation = strawberry.field(description="What it is to the party.")
    source: str | None = strawberry.field(description="Where it is known from, for officers and auditors; else null.")

    @classmethod
    def of(cls, name: domain.PartyName, view: View) -> PartyName:
        """Translate."""
        return cls(text=name.text, relation=name.relation, source=_source(name.source, view))


@strawberry.type(description="The code by which an office or directory knows a party; within its scheme it is one party's only.")
class PartyIdentifier:
    """`parties.PartyIdentifier` in the API."""

    scheme: str = strawberry.field(description="Whose code it is, such as JPO for the code of an applicant.")
    value: str = strawberry.field(description="The code.")
    source: str | None = strawberry.field(description="Where it is known from, for officers and auditors; else null.")

    @classmethod
    def of(cls, identifier: domain.PartyIdentifier, view: View) -> PartyIdentifier:
        """Translate."""
        return cls(scheme=identifier.scheme, value=identifier.value, source=_source(identifier.source, view))


def _source(source: str, view: View) -> str | None:
    """Return a source to whoever reads the whole register: it may name a patent that others may not know of."""
    return source if source and view.actor.sees_all else None


@strawberry.type(description="An organization or person that owns, joins, licenses or asks.")
class Party(relay.Node):
    """`parties.Party` in the API."""

    OCCURS_AGAIN: ClassVar[bool] = True
    """On one page the same ones are met again and again."""

    id: relay.NodeID[str]
    version: int = strawberry.field(description="One more with every change of the record.")
    code: str = strawberry.field(description="The register's own short name, unique.")
    kind: domain.PartyKind = strawberry.field(description="What the party is.")
    country: str = strawberry.field(description="WIPO ST.3 code of its country.")
    size: domain.SizeClass = strawberry.field(description="Its size, as small-company terms use it.")
    corporate_number: str | None = strawberry.field(description="Japanese corporate number (法人番号), 13 digits.")
    ror: str | None = strawberry.field(description="ROR id.")
    record: strawberry.Private[domain.Party]
    view: strawberry.Private[View]

    @strawberry.field(description="Its name.")
    def name(self, language: InLanguage = Language.JA) -> str:
        """Give the name in one language."""
        return worded(self.record.name, language) or self.record.code

    @strawberry.field(description="Its running memberships on a day; empty for a party whose memberships the caller may not see.")
    async def memberships(self, info: Info, on: On = None, known_at: KnownAt = None) -> list[Membership]:
        """List the memberships of the party."""
        view = self.view
        if known_at is not None and known_at != view.known_at:
            then = Asked(known_at=known_at).at(view.moment)
            _, view = await look(info.context.pool, view.actor, view.moment, known_at=then.known_at)
        view = replace(view, on=on or self.view.on)
        return [Membership.of(membership, view) for membership in party_use.memberships_shown(view, self.record)]

    @strawberry.field(description="What else it is called, in the order in which the register learned it.")
    async def names(self, info: Info) -> list[PartyName]:
        """Read the names."""
        found = await info.context.loaders.names.load((self.record.id, self.view.known_at))
        return [PartyName.of(name, self.view) for name in found or ()]

    @strawberry.field(description="The codes by which offices and directories know it.")
    async def identifiers(self, info: Info) -> list[PartyIdentifier]:
        """Read the codes."""
        found = await info.context.loaders.identifiers.load((self.record.id, self.view.known_at))
        return [PartyIdentifier.of(identifier, self.view) for identifier in found or ()]

    @strawberry.field(
        description="The party that this one was found to be, whose is what it owned; null where it is none the caller may know of."
    )
    async def same_as(self, info: Info) -> Party | None:
        """Find the other party."""
        id = self.record.same_as
        if id is None or not await info.context.loaders.known_parties.load(id):
            return None
        found = self.view.reference.parties.get(id)
        return Party.of(found, self.view) if found else None

    @classmethod
    def of(cls, party: domain.Party, view: View) -> Party:
        """Translate."""
        return view.once(
            (cls, id(party)),
            lambda: cls(
                id=str(party.id),
                version=party.version,
                code=party.code,
                kind=party.kind,
                country=party.country,
                size=party.size,
                corporate_number=party.corporate_number,
                ror=party.ror,
                record=party,
                view=view,
            ),
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find parties by id; null for those the caller may not know of."""
        found, view = await party_use.by_ids(info.context.pool, info.context.actor, info.context.moment, list(node_ids))
        return [cls.of(found[one], view) if one in found else None for one in node_ids]
