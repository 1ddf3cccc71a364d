"""A line of CSV: quoted only where needed, so that the same cells are always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable


def csv_line(cells: Iterable[str]) -> str:
    """Write one line, its end included; a cell of any text comes back as it was."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    plain = cell == cell.strip() and not any(mark in cell for mark in ',"\r\n')
    return cell if plain else '"' + cell.replace('"', '""') + '"'
