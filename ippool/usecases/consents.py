"""Consents of co-owners: recording one, revoking one. They are the only source of truth on what an owner has agreed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ippool.domain.clause import pool_rule
from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.labs import OpenLab
from ippool.domain.parties import Party
from ippool.domain.patents import Family
from ippool.domain.permissions import Actor
from ippool.domain.timeline import Period, day_before
from ippool.domain.words import Words
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, change, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Kept, RecordNotFound, every_named, keep, named, patent_named, require_version
from ippool.usecases.pool import Moment, Pool

REVOKING = pool_rule(
    "5.5, I-5",
    "同意の撤回は撤回できる同意に限り、将来に向かってのみ効力を持ち、許諾済みの実施権に影響しない。",
    "Only a revocable consent is revoked, for the time to come only; licenses granted before are not affected.",
)


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """What is asked for to record a consent, about one of a lab, a family and a patent.

    Shape: `acts` empty means every act, `jurisdictions` empty every country; `named` is filled exactly where the beneficiaries are
    NAMED.
    """

    idempotency_key: str
    code: str
    giver: str
    kind: ConsentKind
    beneficiaries: Beneficiaries
    open_lab: str | None = None
    family: str | None = None
    patent: str | None = None
    named: tuple[str, ...] = ()
    acts: frozenset[LicensedAct] = frozenset()
    jurisdictions: tuple[str, ...] = ()
    start: date | None = None
    until: date | None = None
    revocable: bool = False
    survives_exit: bool = True
    evidence: str = ""
    source: str = ""


async def record_consent(
    pool: Pool, actor: Actor, moment: Moment, command: RecordConsent, *, request_id: str | None = None
) -> Kept[Consent]:
    """Record what an owner has agreed to. Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict."""
    form = Form(command)
    form.label(command.code, "code")
    form.one_of({"open_lab": command.open_lab, "family": command.family, "patent": command.patent})
    if (command.beneficiaries is Beneficiaries.NAMED) != bool(command.named):
        form.fault(
            ("named",),
            "named は NAMED のときだけ、必ず書く。",
            "Name the parties where the beneficiaries are NAMED, and only there.",
        )
    form.no_repeats(command.named, "named")
    form.countries(command.jurisdictions, "jurisdictions")
    period = form.period(command.start, command.until)

    async def deciding(tx: Writing) -> Consent:
        giver = await named(tx, Party, command.giver, "giver")
        about, about_id = await _about(tx, command, moment)
        beneficiaries = await every_named(tx, Party, command.named, "named")
        consent = Consent(
            id=new_id(),
            code=command.code,
            giver=giver.id,
            about=about,
            about_id=about_id,
            kind=command.kind,
            beneficiaries=command.beneficiaries,
            named=frozenset(one.id for one in beneficiaries),
            acts=command.acts,
            jurisdictions=frozenset(command.jurisdictions),
            period=period,
            revocable=command.revocable,
            survives_exit=command.survives_exit,
            evidence=command.evidence,
            source=command.source,
        )
        await add(tx.connection, [consent])
        tx.record("consent:recorded", consent)
        return consent

    return await keep(pool, actor, command, "consent:recorded", Consent, deciding, form=form, request_id=request_id)


async def _about(tx: Writing, command: RecordConsent, moment: Moment) -> tuple[AboutKind, UUID]:
    if command.open_lab is not None:
        return AboutKind.LAB, (await named(tx, OpenLab, command.open_lab, "open_lab")).id
    if command.family is not None:
        return AboutKind.FAMILY, (await named(tx, Family, command.family, "family")).id
    return AboutKind.PATENT, (await patent_named(tx, command.patent or "", moment, "patent")).id


@dataclass(frozen=True, slots=True)
class RevokeConsent:
    """What is asked for to revoke a consent; `start` is the first day on which it holds no longer, today where left out."""

    idempotency_key: str
    code: str
    expected_version: int
    start: date | None = None
    reason: str = ""


class ConsentNotRevocable(RuleBroken):
    """The consent was given for good, or does not run on the day."""

    code = "CONSENT_NOT_REVOCABLE"

    def __init__(self, consent: str, because: Words) -> None:
        super().__init__(
            Words(f"同意 {consent} は撤回できない: {because.ja}", f"The consent {consent} cannot be revoked: {because.en}"),
            clause=REVOKING,
            path=("from",),
            next_step=Words("同意書の条件と期間を確かめる。", "Look at the terms and the period of the consent."),
        )


async def revoke_consent(
    pool: Pool, actor: Actor, moment: Moment, command: RevokeConsent, *, request_id: str | None = None
) -> Kept[Consent]:
    """Revoke a consent for the time to come; licenses granted under it are not affected (I-5).

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, StaleVersion, ConsentNotRevocable.
    """
    form = Form(command)
    start = command.start or moment.today
    if start < moment.today:
        form.fault(("from",), "撤回は将来に向かってのみできる。", "A consent is revoked for the time to come only.", REVOKING)

    async def deciding(tx: Writing) -> Consent:
        found = await load(tx.connection, Consent, "r.code = :code", code=command.code)
        if not found:
            missing = Words(f"登録簿に同意 {command.code} はない。", f"The register has no consent {command.code}.")
            raise RecordNotFound([Finding(("code",), missing)])
        before = found[0]
        require_version(before, command.expected_version)
        _require_revocable(before, start)
        revoked = replace(before, period=Period(before.period.start, start), version=before.version + 1)
        await change(tx.connection, revoked, expected=before.version)
        tx.record("consent:revoked", revoked, before=before, reason=command.reason)
        return revoked

    return await keep(pool, actor, command, "consent:revoked", Consent, deciding, form=form, request_id=request_id)


def _require_revocable(consent: Consent, start: date) -> None:
    if not consent.revocable:
        because = Words("撤回できないものとして与えられた。", "it was given as one that cannot be.")
        raise ConsentNotRevocable(consent.code, because)
    if consent.period.start is not None and start <= consent.period.start:
        because = Words(f"{consent.period.start} に始まる。", f"it begins on {consent.period.start}.")
        raise ConsentNotRevocable(consent.code, because)
    if consent.period.is_over(start):
        last = day_before(consent.period.until or start)
        raise ConsentNotRevocable(consent.code, Words(f"{last} に終わっている。", f"it ended on {last}."))
