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

    Shape: `by_background_policy` is True where no version was in force on the anchor day and the office has not decided FOREGROUND.
    """

    pinned: Arrangement | None
    cards: Arrangement | None
    anchor: date | None
    because: Words
    cards_because: Words
    clause: Clause = PIN
    by_background_policy: bool = False


def pin(record: PatentRecord, lab: OpenLab, versions: tuple[Arrangement, ...], on: date) -> Pin:
    """Find the versions for a patent of `lab`. `versions` are the lab's, in order; `on` is the day asked."""
    anchor, named = _anchor(record, on, lab.pin_rule)
    when = Words(f"{named.ja} {anchor} ", f"the {named.en}, {anchor}") if anchor else named
    if not versions:
        none = Words("このラボには取決めがない。", "The lab has no arrangement.")
        return Pin(None, None, anchor, none, none)
    found = in_force_on(versions, anchor) if anchor is not None else None
    if found is not None:
        because = Words(f"{when.ja}に {found.code} が有効だった。", f"{found.code} was in force on {when.en}.")
        return _with_cards(found, versions, on, anchor, because, by_background_policy=False)
    first = versions[0]
    foreground = record.disclosure is not None and record.disclosure.origin is Origin.FOREGROUND
    because = (
        Words(
            f"{when.ja}に有効な版はないが、フォアグラウンドと決定されたので最初の版 {first.code} による。",
            f"No version was in force on {when.en}; decided to be foreground, it follows the first, {first.code}.",
        )
        if foreground
        else Words(
            f"{when.ja}に有効な版はなく、{first.code} のバックグラウンド方針による。",
            f"No version was in force on {when.en}; the background policy of {first.code} applies.",
        )
    )
    return _with_cards(first, versions, on, anchor, because, by_background_policy=not foreground)


def _anchor(record: PatentRecord, on: date, rule: PinRule) -> tuple[date | None, Words]:
    if rule is PinRule.AT_APPLICATION:
        return on, Words("申込日", "day of application")
    disclosure, patent = record.disclosure, record.patent
    days = (
        (disclosure.disclosed_on if disclosure else None, Words("届出日", "disclosure day")),
        (disclosure.conceived_on if disclosure else None, Words("着想日", "conception day")),
        (patent.priority_on, Words("優先日", "priority day")),
        (patent.filed_on, Words("出願日", "filing day")),
    )
    return next(
        ((day, name) for day, name in days if day is not None),
        (None, Words("基準日（記録なし）", "the anchor day, which is not recorded")),
    )


def _with_cards(
    pinned: Arrangement,
    versions: tuple[Arrangement, ...],
    on: date,
    anchor: date | None,
    because: Words,
    *,
    by_background_policy: bool,
) -> Pin:
    later = [
        version
        for version in versions
        if version.version_number > pinned.version_number and version.policies.applies_to_pinned and version.in_force.begins_by(on)
    ]
    cards = later[-1] if later else pinned
    cards_because = (
        Words(
            f"{cards.code} は、以前の版に固定された特許にも適用され、{cards.in_force.start or '当初'} から価格を定める。",
            f"{cards.code} applies to patents pinned to earlier versions too and sets their price from "
            f"{cards.in_force.start or 'the beginning'} on.",
        )
        if later
        else Words(
            f"以前の版に固定された特許にも適用される後の版はなく、価格は {pinned.code} による。",
            f"No later version applies to patents pinned to earlier ones; {pinned.code} sets the price.",
        )
    )
    return Pin(pinned, cards, anchor, because, cards_because, by_background_policy=by_background_policy)
