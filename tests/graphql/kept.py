"""Every mutation once, on the demo pool; the tests go over this table.

A mutation that is added to the schema and not here fails `test_mutations.test_every_mutation_is_tried`. One whose success is no
record, or that others than officers may send, fits no such example and is tried by itself.
"""

from __future__ import annotations

from tests.graphql.kept_organizations import CARDS, ORGANIZATIONS
from tests.graphql.kept_patents import PATENTS
from tests.graphql.kept_review import REVIEW
from tests.graphql.mutating import Example, send

__all__ = ["BY_ITSELF", "CARDS", "EXAMPLES", "Example", "send"]

EXAMPLES = (*ORGANIZATIONS, *PATENTS, *REVIEW)
BY_ITSELF = {
    "importPatents": "test_imports",
    "addUser": "test_people",
    "appointUser": "test_people",
    "endUser": "test_people",
    "linkUser": "test_people",
    "createToken": "test_people",
    "revokeToken": "test_people",
    "labelPatent": "test_secrecy",
    "nameReader": "test_secrecy",
    "unnameReader": "test_secrecy",
}
"""Mutations that are tried by themselves, and where."""
