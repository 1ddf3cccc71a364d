"""The public contract: `schema.graphql` is what the code makes, and everything in it is described."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    parse,
    validate,
)

from ippool.graphql.schema import make_schema, written

ROOT = Path(__file__).parents[2]
SCHEMA = make_schema()
TEXT = written(SCHEMA)
READ = build_schema(TEXT)
TYPES = sorted(
    name for name in READ.type_map if not name.startswith("__") and name not in {"String", "Int", "Float", "Boolean", "ID"}
)


def test_the_committed_schema_is_the_one_the_code_makes() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == TEXT, "run `ippool schema schema.graphql` and read its diff"


@pytest.mark.parametrize("name", TYPES)
def test_everything_is_described(name: str) -> None:
    found = READ.type_map[name]
    assert list(_undescribed(found)) == []


def _undescribed(found: GraphQLNamedType) -> list[str]:
    missing = [] if found.description or found.name in {"Query", "Mutation"} else [found.name]
    if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
        for field_name, field in found.fields.items():
            missing += [] if field.description else [f"{found.name}.{field_name}"]
            missing += [f"{found.name}.{field_name}({name}:)" for name, argument in field.args.items() if not argument.description]
    if isinstance(found, GraphQLInputObjectType):
        missing += [f"{found.name}.{name}" for name, field in found.fields.items() if not field.description]
    if isinstance(found, GraphQLEnumType):
        missing += [f"{found.name}.{name}" for name, value in found.values.items() if not value.description]
    return missing


POOL_PAGE = """
query PoolPage($first: Int!, $after: String, $filter: PatentFilter, $orderBy: PatentOrder) {
  patents(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id number title legalStatus expiresOn
      classifications { scheme symbol }
      openLab { code title scheme }
      ownership owners { share party { id name } }
      terms { standing outcome wouldBe licenseType royaltyFree headline digest
              upfrontFee { amount currency } runningRoyalty { tiers { rate } } }
    } }
  }
}
"""
PATENT_DETAIL = """
query PatentDetail($number: String!, $on: Date) {
  patent(number: $number) {
    id number title abstract legalStatus filedOn publishedOn registeredOn expiresOn
    owners(on: $on) { share shareBasis party { id name } }
    terms(on: $on) { standing outcome wouldBe basis headline licenseType royaltyFree digest
      upfrontFee { amount currency } minimumAnnualRoyalty { amount currency } runningRoyalty { base tiers { from { amount } rate } }
      consents { party { name } act territory given }
      trace { id parent stage rule applies because clause { document article } facts { name value } } }
  }
}
"""


@pytest.mark.parametrize("operation", [POOL_PAGE, PATENT_DETAIL], ids=["PoolPage", "PatentDetail"])
def test_the_canonical_operations_are_valid_word_for_word(operation: str) -> None:
    assert validate(READ, parse(operation)) == []
