"""Title: who owns which share of a patent from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from ippool.domain.assignment import AssignmentConsentMissing, missing_consents
from ippool.domain.clause import pool_rule
from ippool.domain.consents import Consent
from ippool.domain.errors import RuleBroken
from ippool.domain.parties import Party
from ippool.domain.patents import AcquiredBy, Patent, ShareBasis, TitleShare, TitleState, fault_of_shares
from ippool.domain.permissions import Actor
from ippool.domain.timeline import Period
from ippool.domain.words import Words, listed
from ippool.store import patents as patent_store
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load, withdraw
from ippool.store.statuses import lay_out
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, every_named, keep, patent_named, require_version
from ippool.usecases.pool import Moment, Pool

SUM_TO_ONE = pool_rule(
    "I-6",
    "持分の割合は合計 1 であり、一つの特許の持分はすべて同じ根拠で知られる。",
    "The shares of a patent sum to 1, and all of them are known alike.",
)


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """One owner, by the code of the party; `share` is None exactly where it is not stipulated."""

    party: str
    basis: ShareBasis
    share: Fraction | None = None
    acquired_by: AcquiredBy = AcquiredBy.INVENTION
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class RecordTitle:
    """What is asked for to record the owners of a patent from a day on; `expected_version` is the patent's.

    Shape: `shares` are all of them; `title_state` OPEN says that the owners are not settled, and keeps shares that break I-6.
    """

    idempotency_key: str
    patent: str
    start: date
    shares: tuple[OwnerShare, ...]
    expected_version: int
    title_state: TitleState = TitleState.SETTLED
    source: str = ""


async def record_title(
    pool: Pool, actor: Actor, moment: Moment, command: RecordTitle, *, request_id: str | None = None
) -> Kept[Patent]:
    """Record who owns a patent from a day on, and nobody else.

    A share that goes on unchanged keeps its record; others that run are closed with the day; what was recorded to begin on it or
    later no longer holds and is withdrawn. All of it stays known as of the moments before.
    An assignment needs the other owners' consents to be on record (art. 73(1)); with the title open it is recorded without them.
    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, AssignmentNotConsented.
    """
    form = Form(command)
    _check_shares(form, command)

    async def deciding(tx: Writing) -> Patent:
        before = await patent_named(tx, command.patent, moment, "patent")
        owners = await every_named(tx, Party, [one.party for one in command.shares], "shares")
        require_version(before, command.expected_version)
        wanted = {
            owner.id: TitleShare(
                id=new_id(),
                patent=before.id,
                party=owner.id,
                share=one.share,
                basis=one.basis,
                period=Period(command.start, None),
                acquired_by=one.acquired_by,
                disputed=one.disputed,
                source=command.source,
            )
            for owner, one in zip(owners, command.shares, strict=True)
        }
        if command.title_state is TitleState.SETTLED:
            await _require_consents(tx, before.id, wanted, command, moment)
        kept = await end_others(tx, before.id, command.start, wanted)
        new = [share for party, share in wanted.items() if party not in kept]
        await add(tx.connection, new)
        after = replace(before, title_state=command.title_state, version=before.version + 1)
        await change(tx.connection, after, expected=before.version)
        await lay_out(tx, [before.id])
        for share in new:
            tx.record("title_share:recorded", share)
        tx.record("patent:title_recorded", after, before=before, start=command.start)
        return after

    return await keep(pool, actor, command, "patent:title_recorded", Patent, deciding, form=form, request_id=request_id)


class AssignmentNotConsented(RuleBroken):
    """A share would be assigned without the consents of the other owners (Patent Act art. 73(1), 33(3))."""

    code = "CO_OWNER_CONSENT_MISSING"

    def __init__(self, missing: Sequence[AssignmentConsentMissing], parties: Mapping[UUID, Party]) -> None:
        owners = listed([parties[one].name for one in dict.fromkeys(one.owner for one in missing)])
        super().__init__(
            Words(
                f"持分の譲渡について {owners.ja} の同意の記録がない。",
                f"No consent of {owners.en} to the assignment of a share is recorded.",
            ),
            clause=missing[0].clause,
            path=("shares",),
            next_step=Words(
                "同意（ASSIGN_SHARE）を先に記録するか、争いがあれば titleState を OPEN とする。",
                "Record the consents (ASSIGN_SHARE) first, or where the title is contested say titleState OPEN.",
            ),
        )


async def _require_consents(
    tx: Writing, patent: UUID, wanted: Mapping[UUID, TitleShare], command: RecordTitle, moment: Moment
) -> None:
    found = await patent_store.by_ids(tx.connection, tx.actor, [patent], known_at=None, today=moment.today)
    record = found.records[0]
    about_labs = await load(
        tx.connection, Consent, "r.about = 'LAB' and r.about_id = any(cast(:labs as uuid[]))", labs=list(record.labs(command.start))
    )
    missing = missing_consents(record, wanted.values(), (*record.consents, *about_labs), command.start)
    if missing:
        parties = {party.id: party for party in await load(tx.connection, Party)}
        raise AssignmentNotConsented(missing, parties)


async def end_others(tx: Writing, patent: UUID, start: date, wanted: dict[UUID, TitleShare]) -> set[UUID]:
    """Close or withdraw what no longer holds from a day on; return the owners whose share goes on as it is."""
    kept: set[UUID] = set()
    for share in await load(tx.connection, TitleShare, "r.patent_id = :patent", patent=patent):
        if share.period.is_over(start):
            continue
        if share.period.start is not None and share.period.start >= start:
            await withdraw(tx.connection, share)
            tx.record("title_share:withdrawn", None, before=share)
        elif share.period.until is None and _same(share, wanted.get(share.party)):
            kept.add(share.party)
        else:
            closed = replace(share, period=Period(share.period.start, start), version=share.version + 1)
            await change(tx.connection, closed, expected=share.version)
            tx.record("title_share:closed", closed, before=share)
    return kept


def _same(share: TitleShare, wanted: TitleShare | None) -> bool:
    return wanted is not None and (share.share, share.basis, share.acquired_by, share.disputed) == (
        wanted.share,
        wanted.basis,
        wanted.acquired_by,
        wanted.disputed,
    )


def _check_shares(form: Form, command: RecordTitle) -> None:
    shares = command.shares
    if not shares:
        form.fault(("shares",), "共有者又は権利者を一人は書く。", "Name one owner at least.")
    form.no_repeats([one.party for one in shares], "shares")
    for index, one in enumerate(shares):
        path = ("shares", str(index), "share")
        if one.share is not None and not 0 < one.share <= 1:
            form.fault(path, "持分は 0 より大きく 1 以下である。", "A share is above 0 and at most 1.")
        if one.basis is ShareBasis.NOT_STIPULATED and one.share is not None:
            form.fault(path, "定めのない持分（NOT_STIPULATED）に割合は書けない。", "A share that is not stipulated has no figure.")
        if one.basis is not ShareBasis.NOT_STIPULATED and one.share is None:
            form.fault(path, f"{one.basis} には割合が要る。", f"{one.basis} needs a share.")
    if command.title_state is TitleState.SETTLED:
        _check_settled(form, shares)


def _check_settled(form: Form, shares: Sequence[OwnerShare]) -> None:
    """Find what keeps the owners from being settled (I-6); with the title open it is recorded all the same."""
    fault = fault_of_shares((one.basis, one.share) for one in shares)
    if fault is not None:
        form.fault(
            ("shares",),
            f"{fault.ja}権利者が未確定なら titleState を OPEN とする。",
            f"{fault.en} Where the owners are not settled say titleState OPEN.",
            SUM_TO_ONE,
        )
    for index, one in enumerate(shares):
        if one.disputed:
            form.fault(
                ("shares", str(index), "disputed"),
                "争いのある持分があれば titleState を OPEN とする。",
                "Where a share is disputed say titleState OPEN.",
            )
