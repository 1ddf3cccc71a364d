"""Labels of confidentiality and named readers in their tables."""

from __future__ import annotations

from ippool.domain.permissions import Level
from ippool.domain.secrecy import NamedReader, SecrecyLabel
from ippool.store.records.layout import Layout, common
from ippool.store.records.values import Json, period_from, span_of, uuid
from ippool.store.secrecy_rows import NamedReaderRow, SecrecyLabelRow


def _read_label(row: Json) -> SecrecyLabel:
    return SecrecyLabel(
        patent=uuid(row["patent_id"]),
        level=Level(row["level"]),
        period=period_from(row["valid"]),
        reason=row["reason"],
        clause=row["clause"],
        **common(row),
    )


SECRECY_LABEL = Layout(
    SecrecyLabel,
    SecrecyLabelRow,
    lambda label: {
        "patent_id": label.patent,
        "level": label.level.value,
        "valid": span_of(label.period),
        "reason": label.reason,
        "clause": label.clause,
    },
    _read_label,
)


def _read_reader(row: Json) -> NamedReader:
    return NamedReader(
        patent=uuid(row["patent_id"]),
        user=uuid(row["user_id"]),
        period=period_from(row["valid"]),
        reason=row["reason"],
        **common(row),
    )


NAMED_READER = Layout(
    NamedReader,
    NamedReaderRow,
    lambda reader: {
        "patent_id": reader.patent,
        "user_id": reader.user,
        "valid": span_of(reader.period),
        "reason": reader.reason,
    },
    _read_reader,
)
