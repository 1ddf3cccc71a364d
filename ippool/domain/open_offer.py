"""Offering a patent to everybody in the database of patents open for license (開放特許情報データベース) of INPIT.

INPIT takes a technology with at least one Japanese patent or utility model, or an application for one. It asks for a power of
attorney where there are co-owners, or where the registrant is not the applicant. Of an application that is not laid open yet it
shows seven fields and nothing else. What the pool asks besides: the owners are settled, the office lists the patent, and the
patent is offered in open labs only, where every other owner's consent reaches third parties (I-5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.clause import pool_rule
from ippool.domain.consent_cover import may_be_listed
from ippool.domain.errors import Finding
from ippool.domain.labs import Scheme
from ippool.domain.patents import ENDED, STATUS_WORDS, LegalStatus, PatentRecord, title_is_settled
from ippool.domain.reference import Reference
from ippool.domain.title import owner_on
from ippool.domain.words import Words

OFFERING = pool_rule(
    "2.4 INPIT",
    "開放特許情報には、日本の特許・実用新案又はその出願が要る。",
    "An offer in INPIT's database needs a Japanese patent or utility model, or an application for one.",
)
ATTORNEY = pool_rule(
    "2.4 INPIT",
    "共有者がいるとき、又は登録者と出願人が異なるときは、委任状が要る。",
    "A power of attorney is needed where there are co-owners, or where the registrant is not the applicant.",
)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """What is offered of a patent in open labs, and by whom.

    Shape: `registrant` is the core institution; `applicants` the owners on the day, general successions followed, the registrant
    first and the others by code; `attorney_of` those whose power of attorney the registrant needs. `may_transfer` False and
    `may_license` True are the open scheme itself: a share that left the pool would take the patent out of everybody's reach, a
    non-exclusive license takes nothing from anybody.
    """

    registrant: UUID
    applicants: tuple[UUID, ...]
    attorney_of: tuple[UUID, ...]
    may_transfer: bool = False
    may_license: bool = True


def faults_of_offer(record: PatentRecord, reference: Reference, on: date) -> tuple[Finding, ...]:
    """Find everything that keeps a patent from being offered on a day; none: it may be."""
    patent, status = record.patent, record.status(on)
    found: list[Finding] = []

    def fault(field: str, ja: str, en: str) -> None:
        found.append(Finding((field,), Words(ja, en), OFFERING))

    if patent.jurisdiction != "JP":
        fault(
            "jurisdiction",
            "日本の特許・実用新案でも、その出願でもない。",
            "It is neither a Japanese patent or utility model nor an application for one.",
        )
    if patent.application_number is None:
        fault("application_number", "出願番号が記録されていない。", "No application number is recorded.")
    if status in ENDED or status is LegalStatus.DISCLOSED:
        words = STATUS_WORDS[status]
        fault("legal_status", f"「{words.ja}」であり、出願中でも登録でもない。", f"It is {words.en}: neither pending nor granted.")
    if not patent.listed:
        fault("listed", "登録簿で開放とされていない。", "The register does not list it as open for license.")
    if not title_is_settled(record, on):
        fault("owners", "権利者が確定していない。", "Its owners are not settled.")
    labs = sorted((reference.labs[lab] for lab in record.labs(on)), key=lambda lab: lab.code)
    if not labs:
        fault("labs", "どのオープンラボにも属さない。", "It belongs to no open lab.")
    for lab in labs:
        if lab.scheme is not Scheme.OPEN:
            fault(
                "labs",
                f"クローズドのラボ {lab.code} に属する。",
                f"It belongs to the closed lab {lab.code}, whose partner may have exclusivity.",
            )
            continue
        verdict = may_be_listed(record, lab, reference, on)
        if not verdict.holds:
            found.append(Finding(("labs",), verdict.because, verdict.clause))
    return tuple(found)


def open_offer(record: PatentRecord, reference: Reference, on: date) -> OpenOffer:
    """Say by whom a patent without `faults_of_offer` is offered."""
    labs = sorted((reference.labs[lab] for lab in record.labs(on)), key=lambda lab: lab.code)
    owners = {owner_on(title, reference, on) for title in record.owners(on)}
    cores = [reference.core_of(lab, on) for lab in labs]
    registrant = next((core for core in cores if core in owners), cores[0])
    others = tuple(sorted(owners - {registrant}, key=lambda owner: reference.parties[owner].code))
    return OpenOffer(registrant, ((registrant,) if registrant in owners else ()) + others, others)
