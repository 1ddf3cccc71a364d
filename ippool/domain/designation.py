"""How a patent is named: by registration, else publication, else application number, else by the register's own code."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from ippool.domain.numbers import NumberNotation, NumberType, from_canonical


class Numbered(Protocol):
    """What a patent is named by: canonical numbers, and the register's own code."""

    @property
    def code(self) -> str:
        """The register's own code."""

    @property
    def jurisdiction(self) -> str:
        """The office in whose country the right stands."""

    @property
    def application_number(self) -> str | None:
        """Its application."""

    @property
    def publication_number(self) -> str | None:
        """Its publication."""

    @property
    def registration_number(self) -> str | None:
        """Its registration."""


def number_of(patent: Numbered, notation: NumberNotation = NumberNotation.OFFICE) -> str:
    """Write a patent's number; a notation that does not exist for it falls back to the canonical form.

    A Japanese registration whose application was published is a B2 document; without a recorded publication its kind is not known.
    A Japanese right that bears the number of a WO publication is its republication (再表).
    """
    canonical = patent.registration_number or patent.publication_number or patent.application_number
    if canonical is None:
        return patent.code
    number = from_canonical(canonical)
    if number.kind is None and number.office == "JP" and number.type is NumberType.REG and patent.publication_number is not None:
        number = number.of_kind("B2")
    if number.office == "WO" and patent.jurisdiction == "JP":
        number = replace(number, republication=True)
    return number.in_notation(notation) or canonical
