"""`ippool review`: what files brought that is not certain, for a person to decide; and assuming equal shares."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.markup import escape
from rich.table import Table

from ippool.cli import databases
from ippool.cli.clock import moment_of
from ippool.cli.databases import DataDir
from ippool.cli.operator import OPERATOR
from ippool.cli.saying import in_both, out
from ippool.domain.errors import NotFound
from ippool.domain.review import REVIEW_WORDS, ReviewItem, ReviewKind, ReviewState
from ippool.domain.words import Words
from ippool.settings import Settings
from ippool.store.database import Database
from ippool.store.reference import ReferenceMemo
from ippool.usecases import assumed_shares, review
from ippool.usecases.assumed_shares import Assumed, AssumeEqualShares
from ippool.usecases.keeping import Kept
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.review import ConfirmReview, RejectReview, Shown, TakeBackReview

app = typer.Typer(help="What files brought that is not certain, for a person to decide.", no_args_is_help=True)
title = typer.Typer(help="Who owns what.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The item's number, such as R-000001.")]
Reason = Annotated[str, typer.Option(help="Why, kept with the decision.")]
Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day from which new owners hold.", show_default=False)
]


class ItemUnknown(NotFound):
    """There is no such item."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Words(f"{number} はない。", f"There is no item {number} in the review list."),
            next_step=Words("「ippool review list」で番号を確かめる。", "Look at `ippool review list`."),
        )


@app.command("list")
def list_(
    state: Annotated[ReviewState, typer.Option(help="How far the items are.")] = ReviewState.OPEN,
    kind: Annotated[ReviewKind | None, typer.Option(help="What is asked.", show_default=False)] = None,
    after: Annotated[str, typer.Option(help="Go on after this number.")] = "",
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """List what waits for a person, by number."""

    async def work(database: Database, settings: Settings) -> tuple[ReviewItem, ...]:
        return await review.review_items(
            _pool(database), OPERATOR, moment_of(settings), state=state, kind=kind, after=after, count=count
        )

    items = databases.run(data_dir, work)
    table = Table("番号 No.", "問い Question", "評点 Score", "登録簿 Register", "ファイル File")
    for item in items:
        held = f"{item.fact}: {item.held}" if item.kind is ReviewKind.FACT_DIFFERS else item.held
        table.add_row(item.number, REVIEW_WORDS[item.kind].ja, f"{float(item.score):.2f}", escape(held), escape(item.said))
    out.print(table if items else "確認を待つものはない。 / Nothing waits for a person.")


@app.command()
def show(number: Number, data_dir: DataDir = None) -> None:
    """Show one item: both statements with their sources, and every candidate with what speaks for it."""

    async def work(database: Database, settings: Settings) -> Shown | None:
        return await review.shown(_pool(database), OPERATOR, moment_of(settings), number)

    found = databases.run(data_dir, work)
    if found is None:
        raise ItemUnknown(number)
    item = found.item
    words = REVIEW_WORDS[item.kind]
    lines = [
        f"{item.number}  {words.ja} / {words.en}  {item.state}",
        f"  登録簿 register: {item.held}",
        f"    {item.held_source}",
        f"  ファイル file: {item.said}",
        f"    {item.said_source}",
    ]
    for proposal in item.candidates:
        lines.append(f"  候補 candidate: {found.names.get(proposal.record, '?')}  {float(proposal.score):.2f}")
        lines += [f"    {in_both(words)}" for words in proposal.evidence]
    if item.reason:
        lines.append(f"  理由 reason: {item.reason}")
    out.print(escape("\n".join(lines)), soft_wrap=True)


@app.command()
def confirm(
    number: Number,
    choice: Annotated[str, typer.Option(help="Code of the candidate that is meant; left out, the best one.")] = "",
    on: Day = None,
    reason: Reason = "",
    data_dir: DataDir = None,
) -> None:
    """Take what the item proposes: two parties are one, the file's fact or owners are right, the family is the same."""
    day = on.date() if on is not None else None

    async def decided(pool: Pool, moment: Moment, item: ReviewItem) -> Kept[ReviewItem]:
        command = ConfirmReview(str(uuid4()), number, item.version, choice, day, reason)
        return await review.confirm_review(pool, OPERATOR, moment, command)

    _decide(number, decided, data_dir)


@app.command()
def reject(number: Number, reason: Reason = "", data_dir: DataDir = None) -> None:
    """Leave the register as it is; the same is not asked again."""

    async def decided(pool: Pool, moment: Moment, item: ReviewItem) -> Kept[ReviewItem]:
        return await review.reject_review(pool, OPERATOR, moment, RejectReview(str(uuid4()), number, item.version, reason))

    _decide(number, decided, data_dir)


@app.command("take-back")
def take_back(number: Number, reason: Reason = "", data_dir: DataDir = None) -> None:
    """Take a decision back: what stood before it is restored exactly (two parties made one are two again)."""

    async def decided(pool: Pool, moment: Moment, item: ReviewItem) -> Kept[ReviewItem]:
        return await review.take_back_review(pool, OPERATOR, moment, TakeBackReview(str(uuid4()), number, item.version, reason))

    _decide(number, decided, data_dir)


Deciding = Callable[[Pool, Moment, ReviewItem], Awaitable[Kept[ReviewItem]]]


def _decide(number: str, decided: Deciding, data_dir: databases.DataDir) -> None:
    async def work(database: Database, settings: Settings) -> ReviewItem:
        pool = _pool(database)
        item = await review.review_item(pool, OPERATOR, moment_of(settings), number)
        if item is None:
            raise ItemUnknown(number)
        return (await decided(pool, moment_of(settings), item)).record

    item = databases.run(data_dir, work)
    out.print(f"{item.number}: {item.state}")


@title.command("assume-equal")
def assume_equal(
    patents: Annotated[list[str] | None, typer.Argument(help="Numbers or codes of patents.", show_default=False)] = None,
    lab: Annotated[str, typer.Option(help="Code of a lab: all its patents.")] = "",
    source: Annotated[str, typer.Option(help="Who decided it, kept with the shares.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Assume equal shares where no source states any; every such share is marked as assumed."""

    async def work(database: Database, settings: Settings) -> Assumed:
        command = AssumeEqualShares(str(uuid4()), patents=tuple(patents or ()), lab=lab, source=source)
        return await assumed_shares.assume_equal_shares(_pool(database), OPERATOR, moment_of(settings), command)

    done = databases.run(data_dir, work)
    out.print(f"均等と推定 / assumed equal: {len(done.patents):,}")
    for one in done.left:
        out.print(escape(f"そのまま / left: {one.patent.code}: {in_both(one.because)}"), soft_wrap=True)


def _pool(database: Database) -> Pool:
    return Pool(database, ReferenceMemo())
