"""The schema: queries, mutations, subscriptions, conduct. Nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry import relay
from strawberry.relay import GlobalID
from strawberry.tools import merge_types
from strawberry.types import get_object_definition

import ippool.graphql.kept_words
import ippool.graphql.words  # noqa: F401  # gives the domain's enums their descriptions before any type uses them
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.conduct import Schema
from ippool.graphql.context import Info
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.figures import FigureQuery
from ippool.graphql.intake import ImportFinding, ImportJob, ImportQuery
from ippool.graphql.labs import LabQuery, OpenLab
from ippool.graphql.licenses import LicenseQuery
from ippool.graphql.mutations.arrangements import ArrangementMutation
from ippool.graphql.mutations.intake import ImportMutation
from ippool.graphql.mutations.labs import LabMutation
from ippool.graphql.mutations.parties import PartyMutation
from ippool.graphql.mutations.patents import PatentMutation
from ippool.graphql.mutations.people import PeopleMutation
from ippool.graphql.mutations.permissions import PermissionMutation
from ippool.graphql.mutations.review import ReviewMutation
from ippool.graphql.mutations.secrecy import SecrecyMutation
from ippool.graphql.mutations.shares import ShareMutation
from ippool.graphql.parties import Party
from ippool.graphql.patents import Patent, PatentQuery
from ippool.graphql.people import User, UserQuery
from ippool.graphql.problems import Problem, refusal_handlers
from ippool.graphql.review import ReviewItem, ReviewQuery
from ippool.graphql.subscriptions import Subscription

MOST_IDS = 100

NODES: dict[str, Any] = {
    "Patent": Patent,
    "OpenLab": OpenLab,
    "Party": Party,
    "ReviewItem": ReviewItem,
    "ImportJob": ImportJob,
    "ImportFinding": ImportFinding,
    "User": User,
}
"""The types that have global ids."""


@strawberry.type
class NodeQuery:
    """The root fields of Relay."""

    @strawberry.field(description="Any record by its global id; null where there is none that the caller may know of.")
    async def node(self, info: Info, id: Annotated[GlobalID, strawberry.argument(description="A global id.")]) -> relay.Node | None:
        """Find one record."""
        return (await _nodes(info, [id]))[0]

    @strawberry.field(
        description=f"Records by their global ids, in the order asked, at most {MOST_IDS}; null for each that cannot be found."
    )
    async def nodes(
        self, info: Info, ids: Annotated[list[GlobalID], strawberry.argument(description="Global ids.")]
    ) -> list[relay.Node | None]:
        """Find several records."""
        if len(ids) > MOST_IDS:
            raise ClientError(
                Code.LIMIT_EXCEEDED, Words(f"ids は {MOST_IDS} 件までです。", f"Ask for at most {MOST_IDS} ids at once.")
            )
        return await _nodes(info, ids)


async def _nodes(info: Info, ids: Iterable[GlobalID]) -> list[relay.Node | None]:
    wanted = list(ids)
    found: dict[tuple[str, str], relay.Node | None] = {}
    for type_name in sorted({one.type_name for one in wanted}):
        node_type = NODES.get(type_name)
        keys = [one.node_id for one in wanted if one.type_name == type_name]
        answers = await node_type.resolve_nodes(info=info, node_ids=keys) if node_type else [None] * len(keys)
        found.update({(type_name, key): answer for key, answer in zip(keys, answers, strict=True)})
    return [found[(one.type_name, one.node_id)] for one in wanted]


Query = merge_types("Query", (PatentQuery, FigureQuery, LabQuery, LicenseQuery, ImportQuery, ReviewQuery, UserQuery, NodeQuery))
get_object_definition(Query, strict=True).description = limits.for_users()
Mutation = merge_types(
    "Mutation",
    (
        PartyMutation,
        LabMutation,
        PatentMutation,
        ShareMutation,
        PermissionMutation,
        ArrangementMutation,
        ImportMutation,
        ReviewMutation,
        PeopleMutation,
        SecrecyMutation,
    ),
)


def make_schema() -> Schema:
    """Assemble the schema."""
    return Schema(Query, Mutation, Subscription, types=[Problem], exception_handlers=refusal_handlers())


def written(schema: Schema) -> str:
    """Write the schema in SDL, sorted, as `schema.graphql` holds it."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
