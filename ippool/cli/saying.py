"""What the command line says: refusals, faults of a folder, terms as tables and the trace as a tree."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ippool.domain.arrangements import RoyaltyBase
from ippool.domain.errors import DomainError
from ippool.domain.money import shown_decimal
from ippool.domain.outcomes import OUTCOME_WORDS, Outcome
from ippool.domain.tables import STANDING_WORDS
from ippool.domain.terms import Determination, quoted
from ippool.domain.trace import Step
from ippool.domain.words import Language, Words
from ippool.intake.house import HouseFinding

WIDE = 150
out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
beside = Console(stderr=True, highlight=False)

_COLORS = {
    Outcome.NO_LICENSE_NEEDED: "dim",
    Outcome.FREE: "green",
    Outcome.PREFERRED: "cyan",
    Outcome.STANDARD: "blue",
    Outcome.CONSENT_NEEDED: "yellow",
}


def in_both(words: Words) -> str:
    """Write a text in both languages, once where they are the same."""
    return words.ja if words.ja == words.en or not words.en else f"{words.ja} / {words.en}" if words.ja else words.en


def refuse(refusal: DomainError) -> None:
    """Tell a refusal: what, why, what next, in both languages."""
    for text in (refusal.message.ja, refusal.message.en):
        beside.print(f"[red]{escape(text)}[/red]", soft_wrap=True)
    if refusal.clause is not None:
        beside.print(f"  {escape(str(refusal.clause))}", soft_wrap=True)
    if refusal.next_step is not None:
        beside.print(escape(in_both(refusal.next_step)), soft_wrap=True)


def show_findings(findings: Iterable[HouseFinding]) -> None:
    """Tell every fault of a folder, one a line: file, line, field, value, reason."""
    for finding in findings:
        mark = "[red]refused[/red]" if finding.refuses else "[yellow]warning[/yellow]"
        place = ":".join(str(part) for part in (finding.file, finding.line or "", finding.field) if part != "")
        value = f" {str(finding.value)!r}" if finding.value else ""
        beside.print(f"{mark} {escape(place)}{escape(value)}: {escape(in_both(finding.because))}", soft_wrap=True)


def price_of(found: Determination) -> str:
    """Write in short what a determination costs: the first tier's rate and the upfront fee."""
    price = found.price
    if price is None or found.royalty_free:
        return "0" if found.royalty_free else ""
    parts = []
    if price.first_rate is not None:
        by_unit = price.base is RoyaltyBase.PER_UNIT
        rate = f"{amount(price.first_rate)} {price.currency}/unit" if by_unit else percent(price.first_rate)
        parts.append(rate + ("…" if len(price.tiers) > 1 else ""))
    if price.upfront:
        parts.append(f"¥{amount(price.upfront)}" if price.currency == "JPY" else f"{amount(price.upfront)} {price.currency}")
    return " + ".join(parts)


def percent(rate: Fraction) -> str:
    """Write a rate as a percentage, exactly."""
    return f"{shown_decimal(rate * 100):f} %"


def amount(value: Fraction) -> str:
    """Write an amount with thousands apart, exactly."""
    return f"{shown_decimal(value):,f}"


def outcome_text(found: Determination, *, with_english: bool = True) -> str:
    """Write an outcome in its color, and what it would be with the consents that are missing."""
    words = OUTCOME_WORDS[found.outcome]
    would = f" → {OUTCOME_WORDS[found.would_be].ja}" if found.would_be is not None else ""
    color = _COLORS.get(found.outcome, "magenta")
    return f"[{color}]{escape(words.ja + would)}{escape(f' {words.en}') if with_english else ''}[/{color}]"


def terms_table(title: str, rows: Sequence[tuple[str, str, str, Determination | None]]) -> Table:
    """Make the table of one applicant. Shape: number, title, owners, determination (None: no terms to show).

    Number, outcome and price are always whole; owners, lab and standing stand where there is room; the title takes the rest.
    """
    wide = out.width >= WIDE
    heads = ["番号 Number", "名称 Title", "結論 Outcome", "対価 Price"]
    if wide:
        heads[2:2] = ["権利者 Owners", "ラボ Lab", "立場 Standing"]
    lines = [_line(row, wide=wide) for row in rows]
    widths = [max(cell_len(Text.from_markup(cell).plain) for cell in column) for column in zip(heads, *lines, strict=True)]
    room = out.width - sum(widths) + widths[1] - 3 * len(heads) - 2
    table = Table(title=escape(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1))
    for head, width in zip(heads, widths, strict=True):
        is_title = head == heads[1]
        table.add_column(head, no_wrap=True, width=max(8, min(width, room)) if is_title else width, overflow="ellipsis")
    for line in lines:
        table.add_row(*line)
    return table


def _line(row: tuple[str, str, str, Determination | None], *, wide: bool) -> list[str]:
    number, name, owners, found = row
    line = [escape(number), escape(name)]
    if wide:
        standing = STANDING_WORDS[found.standing].ja if found else "-"
        line += [escape(owners if cell_len(owners) <= 24 else f"{owners[:23]}…"), _lab(found), standing]
    return [*line, outcome_text(found, with_english=wide) if found else "-", price_of(found) if found else "-"]


def _lab(found: Determination | None) -> str:
    return escape(found.lab.code) if found and found.lab else "-"


def trace_tree(found: Determination, language: Language) -> Tree:
    """Make the tree of everything that was tried, in one language."""
    steps = found.steps
    root = next(step for step in steps if step.parent is None)
    tree = Tree(_step_text(root, language))
    places = {root.id: tree}
    waiting = [step for step in steps if step is not root]
    while waiting:
        ready = [step for step in waiting if step.parent in places]
        if not ready:
            raise AssertionError(f"steps without a parent: {[step.id for step in waiting]}")
        for step in ready:
            assert step.parent is not None
            places[step.id] = places[step.parent].add(_step_text(step, language))
        waiting = [step for step in waiting if step.id not in places]
    return tree


def _step_text(step: Step, language: Language) -> str:
    verdict = step.verdict
    mark = "[green]✓[/green]" if verdict.holds else "[dim]–[/dim]"
    clause = f" [dim]〔{escape(str(verdict.clause))}{'' if verdict.clause.verified else ' ?'}〕[/dim]" if verdict.clause else ""
    facts = "; ".join(f"{fact.name}: {fact.value}" for fact in step.facts)
    told = f" [dim]({escape(facts)})[/dim]" if facts else ""
    moved = _moved(step)
    return f"{mark} [bold]{escape(step.rule)}[/bold] {escape(verdict.because.in_language(language))}{moved}{clause}{told}"


def _moved(step: Step) -> str:
    if step.before is None or step.after is None or step.before == step.after:
        return ""
    before, after = (quoted(terms) for terms in (step.before, step.after))
    pairs = (
        (before.first_rate, after.first_rate, percent),
        (before.upfront, after.upfront, amount),
        (before.minimum, after.minimum, amount),
    )
    told = [f"{write(old)} → {write(new)}" for old, new, write in pairs if old is not None and new is not None and old != new]
    return f" [cyan]{'; '.join(told)}[/cyan]" if told else ""
