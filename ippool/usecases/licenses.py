"""Licenses that exist, and licenses by statute: looking one up, recording one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ippool.domain.licenses import FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.domain.parties import Party
from ippool.domain.permissions import Actor
from ippool.store import licenses as license_store
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add, load
from ippool.usecases.forms import Form
from ippool.usecases.keeping import Conflict, Kept, every_patent_named, keep, named, patent_named
from ippool.usecases.patents import look
from ippool.usecases.pool import Moment, Pool, View
from ippool.usecases.scheme_rules import belongings, require_type_allowed


async def find(pool: Pool, actor: Actor, moment: Moment, number: str) -> tuple[License | None, View]:
    """Read a license by its number: to its licensee, officers and auditors; to others there is none."""
    _, view = await look(pool, actor, moment)
    async with pool.database.read() as session:
        found = await license_store.by_number(session, actor, number.strip(), today=moment.today)
    return found if found is not None and found.licensee in view.reference.parties else None, view


@dataclass(frozen=True, slots=True)
class Agreed:
    """The terms as they were granted. Units: money in the currency's main unit; `rate` a fraction of net sales."""

    terms_class: TermsClass
    rate: Fraction | None = None
    upfront_fee: Fraction | None = None
    minimum_annual_royalty: Fraction | None = None
    currency: str = "JPY"


@dataclass(frozen=True, slots=True)
class RecordLicense:
    """What is asked for to record a license that exists.

    Shape: `field_of_use` None means every field; `territory` empty every country where a licensed patent stands.
    """

    idempotency_key: str
    number: str
    license_type: LicenseType
    licensee: str
    patents: tuple[str, ...]
    status: LicenseStatus
    terms: Agreed
    field_of_use: str | None = None
    territory: tuple[str, ...] = ()
    start: date | None = None
    until: date | None = None
    source: str = ""


async def record_license(
    pool: Pool, actor: Actor, moment: Moment, command: RecordLicense, *, request_id: str | None = None
) -> Kept[License]:
    """Record an existing license; in the open scheme never an exclusive one (I-1). Its terms are frozen.

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, ExclusiveInOpenScheme, Conflict.
    """
    form = Form(command)
    period = form.period(command.start, command.until)
    _check_license(form, command)

    async def deciding(tx: Writing) -> License:
        licensee = await named(tx, Party, command.licensee, "licensee")
        patents = await every_patent_named(tx, command.patents, moment, "patents")
        form.no_repeats([patent.code for patent in patents], "patents")
        form.settle()
        places = await belongings(tx, [patent.id for patent in patents])
        for index, patent in enumerate(patents):
            require_type_allowed(command.license_type, period, patent, places[patent.id], "patents", str(index))
        license = License(
            id=new_id(),
            number=command.number,
            license_type=command.license_type,
            licensee=licensee.id,
            patents=frozenset(patent.id for patent in patents),
            field_of_use=command.field_of_use,
            territory=frozenset(command.territory),
            period=period,
            status=command.status,
            terms=FrozenTerms(
                terms_class=command.terms.terms_class,
                rate=command.terms.rate,
                upfront=command.terms.upfront_fee,
                minimum=command.terms.minimum_annual_royalty,
                currency=command.terms.currency,
            ),
            source=command.source,
        )
        await add(tx.connection, [license])
        tx.record("license:recorded", license)
        return license

    return await keep(pool, actor, command, "license:recorded", License, deciding, form=form, request_id=request_id)


def _check_license(form: Form, command: RecordLicense) -> None:
    form.label(command.number, "number")
    if not command.patents:
        form.fault(("patents",), "特許を一つは書く。", "Name one patent at least.")
    if command.field_of_use is not None:
        form.filled(command.field_of_use, "field_of_use")
    form.countries(command.territory, "territory")
    form.no_repeats(command.territory, "territory")
    terms = command.terms
    form.currency(terms.currency, "terms", "currency")
    form.amount(terms.rate, "terms", "rate", most=1)
    form.amount(terms.upfront_fee, "terms", "upfront_fee")
    form.amount(terms.minimum_annual_royalty, "terms", "minimum_annual_royalty")
    for name in ("rate", "upfront_fee", "minimum_annual_royalty"):
        if terms.terms_class is TermsClass.ROYALTY_FREE and getattr(terms, name):
            form.fault(
                ("terms", name), "無償（ROYALTY_FREE）の実施権に対価はない。", "A license that is ROYALTY_FREE has no price."
            )


@dataclass(frozen=True, slots=True)
class RecordStatutoryLicense:
    """What is asked for to record a license by statute; it is never derived, so basis and evidence are needed."""

    idempotency_key: str
    patent: str
    holder: str
    basis: str
    evidence: str
    free: bool
    start: date | None = None
    until: date | None = None
    source: str = ""


async def record_statutory_license(
    pool: Pool, actor: Actor, moment: Moment, command: RecordStatutoryLicense, *, request_id: str | None = None
) -> Kept[StatutoryLicense]:
    """Record a license by statute, such as an employer's or a prior user's (edge 20).

    Raises: NotPermitted, FormRefused, KeyReused, RecordNotFound, Conflict.
    """
    form = Form(command)
    form.label(command.basis, "basis")
    form.filled(command.evidence, "evidence")
    period = form.period(command.start, command.until)

    async def deciding(tx: Writing) -> StatutoryLicense:
        patent = await patent_named(tx, command.patent, moment, "patent")
        holder = await named(tx, Party, command.holder, "holder")
        license = StatutoryLicense(
            id=new_id(),
            patent=patent.id,
            holder=holder.id,
            basis=command.basis,
            evidence=command.evidence,
            free=command.free,
            period=period,
            source=command.source,
        )
        await _require_new(tx, license)
        await add(tx.connection, [license])
        tx.record("statutory_license:recorded", license)
        return license

    return await keep(
        pool, actor, command, "statutory_license:recorded", StatutoryLicense, deciding, form=form, request_id=request_id
    )


async def _require_new(tx: Writing, new: StatutoryLicense) -> None:
    held = await load(
        tx.connection, StatutoryLicense, "r.patent_id = :patent and r.holder_id = :holder", patent=new.patent, holder=new.holder
    )
    if any(one.basis == new.basis and one.period.overlaps(new.period) for one in held):
        raise Conflict(
            "statutory_license_one_at_a_time",
            "同じ者の同じ根拠の法定実施権が重なる。",
            "The periods of two licenses of one party on one basis would overlap.",
        )
