"""Versions of an arrangement: the rules of one lab, each version in force over a period (R2).

A version holds cards (prices), rows of a decision table that come before the scheme's own, parameters and the values that switch
preference rules on. A patent is *pinned* to one version; its prices follow that version or a later one that says it applies to
pinned patents (edge 28).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import TypeVar, cast
from uuid import UUID

from ippool.domain.canonical import content_hash
from ippool.domain.cards import Card
from ippool.domain.consents import ALL_ACTS, AboutKind, Consent, ConsentKind
from ippool.domain.labs import Scheme
from ippool.domain.policies import ConsentDemand, Exclusivity, Policies
from ippool.domain.rules import Parameter, ParameterShape, Tier
from ippool.domain.tables import Row
from ippool.domain.timeline import Period
from ippool.domain.words import Words

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party that signed a version, and when."""

    party: UUID
    signed_on: date


AdjustmentValue = Fraction | date | tuple[tuple[str, Fraction], ...] | tuple[Tier, ...]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """One version of one lab's arrangement.

    Two versions are equal where lab, version number and content are: the hash of the content (`digest`) stands for it. The day on
    which a version ended is not content: the next one sets it, and what was agreed before stays what it was.
    """

    id: UUID
    lab: UUID
    lab_code: str
    version_number: int
    in_force: Period
    scheme: Scheme
    cards: tuple[Card, ...]
    policies: Policies = field(default_factory=Policies)
    consent: ConsentDemand = field(default_factory=ConsentDemand)
    exclusivity: Exclusivity = field(default_factory=Exclusivity)
    rows: tuple[Row, ...] = ()
    adjustments: Mapping[str, AdjustmentValue] = field(default_factory=dict)
    signatories: tuple[Signatory, ...] = ()
    title: Words = Words("", "")
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)

    @cached_property
    def digest(self) -> str:
        """The hash of the content: what was agreed, without database ids or record versions."""
        return content_hash(_content(self))

    @property
    def code(self) -> str:
        """Lab and version, as it is cited: `OL-BAT@3`."""
        return f"{self.lab_code}@{self.version_number}"

    def card(self, code: str) -> Card | None:
        """Return the card of a code, or None."""
        return next((card for card in self.cards if card.code == code), None)

    def value(self, parameter: Parameter[V]) -> V | None:
        """Return what this version sets for a parameter, or None where it is not switched on."""
        found = self.adjustments.get(parameter.name)
        if found is None:
            return None
        if parameter.shape is ParameterShape.FACTOR_TABLE:
            return cast(V, dict(cast(tuple[tuple[str, Fraction], ...], found)))
        return cast(V, found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arrangement) and self.digest == other.digest and self.lab == other.lab

    def __hash__(self) -> int:
        return hash((self.lab, self.digest))


def consents_by_signature(
    arrangement: Arrangement, *, id_of: Callable[[str], UUID], core: frozenset[UUID], code_of: Callable[[UUID], str]
) -> tuple[Consent, ...]:
    """Return the blanket consents that signing this version creates: one about the lab for each signatory but its core.

    `code_of(party)` gives a party's code, so that the consent is cited as `<LAB>@<n>/<PARTY>`; `id_of(code)` makes the record's id.
    Empty where the version does not demand a blanket consent.
    """
    if not arrangement.consent.blanket_required:
        return ()
    return tuple(
        Consent(
            id=id_of(f"{arrangement.code}/{code_of(signatory.party)}"),
            code=f"{arrangement.code}/{code_of(signatory.party)}",
            giver=signatory.party,
            about=AboutKind.LAB,
            about_id=arrangement.lab,
            kind=ConsentKind.LICENSE_BLANKET,
            beneficiaries=arrangement.consent.scope,
            named=frozenset(),
            acts=frozenset(ALL_ACTS),
            jurisdictions=frozenset(),
            period=Period(signatory.signed_on, None),
            revocable=False,
            survives_exit=arrangement.consent.survives_exit,
            evidence=arrangement.code,
            source=arrangement.source,
        )
        for signatory in arrangement.signatories
        if signatory.party not in core
    )


def in_force_on(versions: tuple[Arrangement, ...], on: date) -> Arrangement | None:
    """Return the version of one lab in force on a day."""
    return next((version for version in versions if on in version.in_force), None)


def _content(arrangement: Arrangement) -> dict[str, object]:
    return {
        "lab": arrangement.lab_code,
        "version": arrangement.version_number,
        "since": arrangement.in_force.start,
        "scheme": arrangement.scheme,
        "cards": sorted(arrangement.cards, key=lambda card: card.code),
        "policies": arrangement.policies,
        "consent": arrangement.consent,
        "exclusivity": arrangement.exclusivity,
        "rows": arrangement.rows,
        "adjustments": dict(sorted(arrangement.adjustments.items())),
    }
