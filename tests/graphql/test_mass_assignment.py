"""A10: what the register sets itself is no input of anybody; sent all the same, nothing is done, however right the rest is."""

from __future__ import annotations

from itertools import product
from typing import Any

from ippool.graphql.schema import make_schema
from tests.graphql.api import Api
from tests.graphql.kept import EXAMPLES
from tests.graphql.mutating import document
from tests.graphql.register_state import fingerprint

SCHEMA = make_schema()._schema
OWNED = (
    "id",
    "version",
    "recordedAt",
    "createdAt",
    "grantedAt",
    "replayed",
    "ownerId",
    "actor",
    "fee",
    "digest",
    "hash",
    "__proto__",
)
"""What a record has, or a client might think it has, and the register alone says."""
FLOOR = 300


async def test_what_the_register_sets_is_taken_from_nobody(api: Api) -> None:
    caller = await api.officer()
    mutations: Any = SCHEMA.mutation_type
    good = {one.name: one.input for one in EXAMPLES}
    before, tried = await fingerprint(api.database), 0
    for name, field in product(mutations.fields, OWNED):
        kind: Any = SCHEMA.type_map[f"{name[0].upper()}{name[1:]}Input"]
        assert field not in kind.fields
        input = {**good.get(name, {}), "idempotencyKey": f"{name} {field}", field: 1}
        (error, *_) = await caller.errors(document(name), input=input)
        assert error["extensions"]["code"] == "BAD_USER_INPUT", error
        tried += 1
    assert tried >= FLOOR
    assert await fingerprint(api.database) == before
