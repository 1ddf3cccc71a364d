"""Parties and affiliates in their tables."""

from __future__ import annotations

from fractions import Fraction

from ippool.domain.labs import Affiliate
from ippool.domain.parties import Party, PartyKind, SizeClass
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, day, period_from, span_of, uuid, uuid_or_none, uuids, words, words_values
from ippool.store.rows import AffiliateRow, PartyRow


def _read_party(row: Json) -> Party:
    return Party(
        code=row["code"],
        kind=PartyKind(row["kind"]),
        name=words(row, "name"),
        country=row["country"],
        size=SizeClass(row["size"]),
        corporate_number=row["corporate_number"],
        ror=row["ror"],
        merged_into=uuid_or_none(row["merged_into_id"]),
        merged_on=day(row["merged_on"]),
        same_as=uuid_or_none(row["same_as_id"]),
        **common(row),
    )


PARTY = Layout(
    Party,
    PartyRow,
    lambda party: {
        "code": party.code,
        "kind": party.kind.value,
        **words_values("name", party.name),
        "country": party.country,
        "size": party.size.value,
        "corporate_number": party.corporate_number,
        "ror": party.ror,
        "merged_into_id": party.merged_into,
        "merged_on": party.merged_on,
        "same_as_id": party.same_as,
    },
    _read_party,
)

AFFILIATE = Layout(
    Affiliate,
    AffiliateRow,
    lambda affiliate: {
        "parent_id": affiliate.parent,
        "subsidiary_id": affiliate.subsidiary,
        "control": str(affiliate.control),
        "annex": sorted(affiliate.annex),
        "valid": span_of(affiliate.period),
    },
    lambda row: Affiliate(
        parent=uuid(row["parent_id"]),
        subsidiary=uuid(row["subsidiary_id"]),
        control=Fraction(row["control"]),
        annex=uuids(row["annex"]),
        period=period_from(row["valid"]),
        **common(row),
    ),
)
