"""Pinning: which arrangement version holds for a patent in a lab, and whose cards price it (edge 28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ippool.domain.clause import Clause, pool_rule
from ippool.domain.labs import OpenLab, PinRule
from ippool.domain.patents import Origin, PatentRecord
from ippool.domain.versions import Arrangement, in_force_on
from ippool.domain.words import Words

PIN = pool_rule(
    "section 4, pin_rule",
    "届出日、なければ着想日、優先日、出願日に有効な版に固定する。",
    "A patent is pinned to the version in force on its disclosure, else conception, priority or filing day.",
)
CARDS = pool_rule(
    "edge 28",
    "後の版は、固定済み特許への適用を明記したときに限り価格を置き換える。",
    "A later version sets the price of pinned patents only where it says so.",
)


@dataclass(frozen=True, slots=True)
class Pin:
    """The version whose law holds and the one whose cards price, with the reasons.

    Shape: `named` is what the anchor day is. `in_time` is False where no version was in force on it; `by_background_policy` is True
    where moreover the office has not decided FOREGROUND.
    """

    pinned: Arrangement | None
    cards: Arrangement | None
    anchor: date | None
    named: Words
    clause: Clause = PIN
    by_background_policy: bool = False
    in_time: bool = True

    @property
    def because(self) -> Words:
        """Why it is this version."""
        found = self.pinned
        if found is None:
            return Words("このラボには取決めがない。", "The lab has no arrangement.")
        when = Words(f"{self.named.ja} {self.anchor} ", f"the {self.named.en}, {self.anchor}") if self.anchor else self.named
        if self.in_time:
            return Words(f"{when.ja}に {found.code} が有効だった。", f"{found.code} was in force on {when.en}.")
        if self.by_background_policy:
            return Words(
                f"{when.ja}に有効な版はなく、{found.code} のバックグラウンド方針による。",
                f"No version was in force on {when.en}; the background policy of {found.code} applies.",
            )
        return Words(
            f"{when.ja}に有効な版はないが、フォアグラウンドと決定されたので最初の版 {found.code} による。",
            f"No version was in force on {when.en}; decided to be foreground, it follows the first, {found.code}.",
        )

    @property
    def cards_because(self) -> Words:
        """Why these are the cards."""
        pinned, cards = self.pinned, self.cards
        if pinned is None or cards is None:
            return self.because
        if cards is not pinned:
            return Words(
                f"{cards.code} は、以前の版に固定された特許にも適用され、{cards.in_force.start or '当初'} から価格を定める。",
                f"{cards.code} applies to patents pinned to earlier versions too and sets their price from "
                f"{cards.in_force.start or 'the beginning'} on.",
            )
        return Words(
            f"以前の版に固定された特許にも適用される後の版はなく、価格は {pinned.code} による。",
            f"No later version applies to patents pinned to earlier ones; {pinned.code} sets the price.",
        )


def pin(record: PatentRecord, lab: OpenLab, versions: tuple[Arrangement, ...], on: date) -> Pin:
    """Find the versions for a patent of `lab`. `versions` are the lab's, in order; `on` is the day asked."""
    anchor, named = _anchor(record, on, lab.pin_rule)
    if not versions:
        return Pin(None, None, anchor, named)
    found = in_force_on(versions, anchor) if anchor is not None else None
    if found is not None:
        return Pin(found, cards_for(found, versions, on), anchor, named)
    first = versions[0]
    foreground = record.disclosure is not None and record.disclosure.origin is Origin.FOREGROUND
    return Pin(first, cards_for(first, versions, on), anchor, named, by_background_policy=not foreground, in_time=False)


_AT_APPLICATION = Words("申込日", "day of application")
_DAYS = (
    Words("届出日", "disclosure day"),
    Words("着想日", "conception day"),
    Words("優先日", "priority day"),
    Words("出願日", "filing day"),
)
_NO_DAY = Words("基準日（記録なし）", "the anchor day, which is not recorded")


def cards_for(pinned: Arrangement, versions: tuple[Arrangement, ...], on: date) -> Arrangement:
    """Return the version whose cards price what is pinned to another: the last later one that says so and has begun (edge 28)."""
    later = (
        version
        for version in versions
        if version.version_number > pinned.version_number and version.policies.applies_to_pinned and version.in_force.begins_by(on)
    )
    return max(later, key=lambda version: version.version_number, default=pinned)


def _anchor(record: PatentRecord, on: date, rule: PinRule) -> tuple[date | None, Words]:
    if rule is PinRule.AT_APPLICATION:
        return on, _AT_APPLICATION
    disclosure, patent = record.disclosure, record.patent
    days = (
        disclosure.disclosed_on if disclosure else None,
        disclosure.conceived_on if disclosure else None,
        patent.priority_on,
        patent.filed_on,
    )
    return next(((day, name) for day, name in zip(days, _DAYS, strict=True) if day is not None), (None, _NO_DAY))
