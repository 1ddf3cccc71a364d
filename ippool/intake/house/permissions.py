"""consents.csv, licenses.csv and statutory_licenses.csv: what allows a use."""

from __future__ import annotations

from ippool.domain.consents import AboutKind, Beneficiaries, Consent, ConsentKind, LicensedAct
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import FrozenTerms, License, LicenseStatus, LicenseType, StatutoryLicense, TermsClass
from ippool.domain.parties import Party
from ippool.domain.patents import Family, Patent
from ippool.intake.house.cells import NOBODY, Cells, codes_joined, joined, period_cells, shown
from ippool.intake.house.folder import BadValue
from ippool.intake.house.layout import Codes, sheet

_ABOUT: dict[AboutKind, type] = {AboutKind.LAB: OpenLab, AboutKind.FAMILY: Family, AboutKind.PATENT: Patent}


def _read_consent(cells: Cells) -> Consent:
    about = cells.the_choice("about", AboutKind)
    beneficiaries = cells.the_choice("beneficiaries", Beneficiaries)
    if (beneficiaries is Beneficiaries.NAMED) != bool(cells.text("named")):
        cells.fault(
            "named", "named は NAMED のときだけ、必ず書く。", "Fill named where the beneficiaries are NAMED, and only there."
        )
    return Consent(
        id=NOBODY,
        code=cells.label("code"),
        giver=cells.the_ref("giver", Party),
        about=about,
        about_id=cells.the_ref("about_code", _ABOUT[about]),
        kind=cells.the_choice("kind", ConsentKind),
        beneficiaries=beneficiaries,
        named=cells.refs("named", Party),
        acts=cells.choices("acts", LicensedAct),
        jurisdictions=cells.countries("jurisdictions"),
        period=cells.period(),
        revocable=cells.flag("revocable", default=False),
        survives_exit=cells.flag("survives_exit", default=True),
        evidence=cells.text("evidence"),
        source=cells.text("source"),
    )


def _write_consent(consent: Consent, codes: Codes) -> dict[str, str]:
    return {
        "code": consent.code,
        "giver": codes[consent.giver],
        "about": consent.about,
        "about_code": codes[consent.about_id],
        "kind": consent.kind,
        "beneficiaries": consent.beneficiaries,
        "named": codes_joined(consent.named, codes),
        "acts": joined(consent.acts),
        "jurisdictions": joined(consent.jurisdictions),
        **period_cells(consent.period),
        "revocable": shown(consent.revocable),
        "survives_exit": shown(consent.survives_exit),
        "evidence": consent.evidence,
    }


CONSENTS = sheet(
    Consent,
    "consents",
    "code giver about about_code kind beneficiaries named acts jurisdictions from until revocable survives_exit evidence",
    "code giver about about_code kind beneficiaries",
    _read_consent,
    _write_consent,
)


def _read_license(cells: Cells) -> License:
    cells.is_there("patents")
    currency = cells.currency("currency")
    return License(
        id=NOBODY,
        number=cells.label("number"),
        license_type=cells.the_choice("license_type", LicenseType),
        licensee=cells.the_ref("licensee", Party),
        patents=cells.refs("patents", Patent),
        field_of_use=cells.optional("field_of_use"),
        territory=cells.countries("territory"),
        period=cells.period(),
        status=cells.the_choice("status", LicenseStatus),
        terms=FrozenTerms(
            terms_class=cells.the_choice("terms_class", TermsClass),
            rate=cells.fraction("rate"),
            upfront=cells.fraction("upfront"),
            minimum=cells.fraction("minimum"),
            currency=currency,
        ),
        source=cells.text("source"),
    )


def _write_license(license: License, codes: Codes) -> dict[str, str]:
    if license.field_of_use == "":
        raise BadValue(
            f"{license.number} の実施分野が空である。空の分野は全分野と読まれる。",
            f"License {license.number} has an empty field of use, which would come back as every field.",
        )
    return {
        "number": license.number,
        "license_type": license.license_type,
        "licensee": codes[license.licensee],
        "patents": codes_joined(license.patents, codes),
        "field_of_use": shown(license.field_of_use),
        "territory": joined(license.territory),
        **period_cells(license.period),
        "status": license.status,
        "terms_class": license.terms.terms_class,
        "rate": shown(license.terms.rate),
        "upfront": shown(license.terms.upfront),
        "minimum": shown(license.terms.minimum),
        "currency": license.terms.currency,
    }


LICENSES = sheet(
    License,
    "licenses",
    "number license_type licensee patents field_of_use territory from until status terms_class rate upfront minimum currency",
    "number license_type licensee patents status terms_class",
    _read_license,
    _write_license,
)


def _read_statutory(cells: Cells) -> StatutoryLicense:
    cells.is_there("basis")
    cells.is_there("free")
    return StatutoryLicense(
        id=NOBODY,
        patent=cells.the_ref("patent", Patent),
        holder=cells.the_ref("holder", Party),
        basis=cells.text("basis"),
        evidence=cells.text("evidence"),
        free=cells.flag("free", default=True),
        period=cells.period(),
        source=cells.text("source"),
    )


STATUTORY_LICENSES = sheet(
    StatutoryLicense,
    "statutory_licenses",
    "patent holder basis free from until evidence",
    "patent holder basis free",
    _read_statutory,
    lambda license, codes: {
        "patent": codes[license.patent],
        "holder": codes[license.holder],
        "basis": license.basis,
        "free": shown(license.free),
        **period_cells(license.period),
        "evidence": license.evidence,
    },
)
