"""The report of an import: what became of every record that was read, so that the sums come out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ippool.domain.words import Words
from ippool.intake.entries import Place, Refused

KEPT_FINDINGS = 20_000
"""Findings a report lists; more are counted, and what waits for a person is in the review list whatever the report says."""


class Outcome(StrEnum):
    """What became of one record that was read. Each record has exactly one."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"
    TO_REVIEW = "TO_REVIEW"


OUTCOME_WORDS = {
    Outcome.ADDED: Words("追加", "added"),
    Outcome.CHANGED: Words("変更", "changed"),
    Outcome.UNCHANGED: Words("不変", "unchanged"),
    Outcome.REFUSED: Words("拒否", "refused"),
    Outcome.TO_REVIEW: Words("要確認", "to review"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a record: why it was refused, or what a person is asked (`review` is the item's number).

    Shape: `field` is named as the file names it, empty where the whole record is meant.
    """

    outcome: Outcome
    place: Place
    cited: str
    field: str
    value: str
    because: Words
    review: str = ""

    @classmethod
    def of(cls, refused: Refused) -> Finding:
        """Tell a refusal."""
        return cls(Outcome.REFUSED, refused.place, refused.cited, refused.field, refused.value, refused.because)


@dataclass
class Tally:
    """The report under way."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def count(self, outcome: Outcome, findings: list[Finding]) -> None:
        """Count one record."""
        self.outcomes[outcome] += 1
        room = KEPT_FINDINGS - len(self.findings)
        self.findings += findings[: max(room, 0)]

    def report(self, *, dry_run: bool) -> Report:
        """Close it."""
        return Report(
            outcomes={outcome: self.outcomes[outcome] for outcome in Outcome},
            made=dict(sorted(self.made.items())),
            findings=tuple(self.findings),
            dry_run=dry_run,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or with `dry_run` would do.

    Shape: `outcomes` sums to the records read. `made` counts what was written by kind of record, `review_item` included.
    """

    outcomes: dict[Outcome, int]
    made: dict[str, int]
    findings: tuple[Finding, ...]
    dry_run: bool

    @property
    def read(self) -> int:
        """How many records were read."""
        return sum(self.outcomes.values())

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the register stays as it is."""
        return not self.made

    def as_json(self) -> dict[str, Any]:
        """Write the report as JSON holds it, for programs and to be kept with the job."""
        return {
            "read": self.read,
            "outcomes": {outcome.value: count for outcome, count in self.outcomes.items()},
            "made": self.made,
            "dry_run": self.dry_run,
            "findings": [
                {
                    "outcome": one.outcome.value,
                    "file": one.place.file,
                    "record": one.place.record,
                    "line": one.place.line,
                    "cited": one.cited,
                    "field": one.field,
                    "value": one.value,
                    "because": {"ja": one.because.ja, "en": one.because.en},
                    "review": one.review,
                }
                for one in self.findings
            ],
        }


def report_from(content: dict[str, Any]) -> Report:
    """Read a report back."""
    return Report(
        outcomes={Outcome(name): count for name, count in content["outcomes"].items()},
        made=content["made"],
        findings=tuple(
            Finding(
                Outcome(one["outcome"]),
                Place(one["file"], one["record"], one["line"]),
                one["cited"],
                one["field"],
                one["value"],
                Words(one["because"]["ja"], one["because"]["en"]),
                one["review"],
            )
            for one in content["findings"]
        ),
        dry_run=content["dry_run"],
    )
