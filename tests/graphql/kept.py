"""Every mutation once, on the demo pool: what is sent, what is answered, what it is in the audit. The tests go over this table.

A mutation that is added to the schema and not here fails `test_mutations.test_every_mutation_is_tried`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ippool.usecases import arrangements, consents, families, labs, licenses, memberships, parties, rights, title
from tests.graphql.api import Caller

PROBLEM = "... on Problem { code path message(language: EN) findings { path message(language: EN) } }"


@dataclass(frozen=True)
class Example:
    """One mutation; no two of them touch the same record.

    Shape: `answer` is what `selection` of the success type gives; `record` and `action` are those of the main audit line, `beside`
    the actions of the others; `other` is changed in the input to make another body of it; `first` has to be done before.
    """

    name: str
    use: Callable[..., Any]
    input: dict[str, Any]
    success: str
    selection: str
    answer: dict[str, Any]
    record: str
    action: str
    other: dict[str, Any]
    beside: tuple[str, ...] = ()
    first: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def document(self) -> str:
        return document(self.name, f"... on {self.success} {{ replayed {self.selection} }}")

    @property
    def changes(self) -> bool:
        """Whether it changes a record that is there, so that it says which version it expects."""
        return "expectedVersion" in self.input

    async def prepare(self, caller: Caller) -> None:
        """Do what has to be done before."""
        for name, input in self.first:
            await send(caller, name, {**input, "idempotencyKey": f"before {name}"})

    async def send(self, caller: Caller, key: str = "a key", **changed: Any) -> dict[str, Any]:
        """Send it and return the answer."""
        data = await caller.ask(self.document, input={**self.input, "idempotencyKey": key, **changed})
        answer: dict[str, Any] = data[self.name]
        return answer


def document(name: str, selection: str = "") -> str:
    """Write the document of a mutation."""
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ __typename {selection} {PROBLEM} }} }}"


async def send(caller: Caller, name: str, input: dict[str, Any], selection: str = "") -> dict[str, Any]:
    """Send a mutation and return its answer."""
    answer: dict[str, Any] = (await caller.ask(document(name, selection), input=input))[name]
    return answer


CARDS = [
    {"code": "NONMEM", "upfrontFee": "1000000", "tiers": [{"from": "0", "rate": "0.03"}], "preGrantFactor": "0.5"},
    {"code": "MEMBER:standard", "upfrontFee": "500000", "tiers": [{"from": "0", "rate": "0.018"}], "annualCap": "90000000"},
]

EXAMPLES = (
    Example(
        "registerParty",
        parties.register_party,
        {
            "code": "COMPANY-N",
            "kind": "COMPANY",
            "name": {"ja": "N社", "en": "Company N"},
            "size": "SME",
            "corporateNumber": "7123456789012",
            "ror": "https://ror.org/00example1",
            "source": "letter",
        },
        "PartyRegistered",
        "party { version code kind name en: name(language: EN) country size corporateNumber ror }",
        {
            "party": {
                "version": 1,
                "code": "COMPANY-N",
                "kind": "COMPANY",
                "name": "N社",
                "en": "Company N",
                "country": "JP",
                "size": "SME",
                "corporateNumber": "7123456789012",
                "ror": "https://ror.org/00example1",
            }
        },
        "party",
        "party:registered",
        {"size": "LARGE"},
    ),
    Example(
        "registerAffiliate",
        parties.register_affiliate,
        {"parent": "COMPANY-M", "subsidiary": "COMPANY-S", "control": "3/4", "annex": ["OL-ROB", "OL-BAT"], "from": "2025-04-01"},
        "AffiliateRegistered",
        "affiliate { version parent { code } subsidiary { code } control annex { code } period { from until } }",
        {
            "affiliate": {
                "version": 1,
                "parent": {"code": "COMPANY-M"},
                "subsidiary": {"code": "COMPANY-S"},
                "control": "3/4",
                "annex": [{"code": "OL-BAT"}, {"code": "OL-ROB"}],
                "period": {"from": "2025-04-01", "until": None},
            }
        },
        "affiliate",
        "affiliate:registered",
        {"control": "4/5"},
    ),
    Example(
        "registerCenter",
        labs.register_center,
        {"code": "C-NEW", "title": {"en": "New center"}, "core": "TUT"},
        "CenterRegistered",
        "center { version code title core { code } }",
        {"center": {"version": 1, "code": "C-NEW", "title": "New center", "core": {"code": "TUT"}}},
        "center",
        "center:registered",
        {"core": "AIST"},
    ),
    Example(
        "registerOpenLab",
        labs.register_open_lab,
        {
            "code": "OL-NEW",
            "title": {"ja": "新しいラボ"},
            "scheme": "CLOSED",
            "center": "C-MAT",
            "from": "2026-04-01",
            "pinRule": "AT_APPLICATION",
            "area": "COMPETITIVE",
            "parent": "OL-BAT",
        },
        "OpenLabRegistered",
        "openLab { version code title scheme center { code } period { from until } pinRule area arrangement { code } }",
        {
            "openLab": {
                "version": 1,
                "code": "OL-NEW",
                "title": "新しいラボ",
                "scheme": "CLOSED",
                "center": {"code": "C-MAT"},
                "period": {"from": "2026-04-01", "until": None},
                "pinRule": "AT_APPLICATION",
                "area": "COMPETITIVE",
                "arrangement": None,
            }
        },
        "open_lab",
        "open_lab:registered",
        {"scheme": "OPEN"},
    ),
    Example(
        "admitMember",
        memberships.admit_member,
        {"party": "COMPANY-Z", "openLab": "OL-BAT", "tier": "standard", "from": "2026-11-01", "buyInPaidOn": "2026-10-20"},
        "MemberAdmitted",
        "party { code } membership { version openLab { code } center { code } tier joined until leftReason }",
        {
            "party": {"code": "COMPANY-Z"},
            "membership": {
                "version": 1,
                "openLab": {"code": "OL-BAT"},
                "center": None,
                "tier": "standard",
                "joined": "2026-11-01",
                "until": None,
                "leftReason": None,
            },
        },
        "membership",
        "membership:admitted",
        {"tier": "premium"},
    ),
    Example(
        "endMembership",
        memberships.end_membership,
        {
            "party": "COMPANY-B",
            "openLab": "OL-BAT",
            "lastDay": "2026-10-31",
            "reason": "WITHDRAWAL",
            "expectedVersion": 1,
        },
        "MembershipEnded",
        "party { code } membership { version openLab { code } tier joined until leftReason }",
        {
            "party": {"code": "COMPANY-B"},
            "membership": {
                "version": 2,
                "openLab": {"code": "OL-BAT"},
                "tier": "premium",
                "joined": "2014-04-01",
                "until": "2026-11-01",
                "leftReason": "WITHDRAWAL",
            },
        },
        "membership",
        "membership:ended",
        {"reason": "EXPULSION"},
    ),
    Example(
        "registerFamily",
        families.register_family,
        {"code": "F-NEW", "title": {"ja": "新しい発明", "en": "New invention"}},
        "FamilyRegistered",
        "family { version code title en: title(language: EN) }",
        {"family": {"version": 1, "code": "F-NEW", "title": "新しい発明", "en": "New invention"}},
        "family",
        "family:registered",
        {"title": {"ja": "別の発明"}},
    ),
    Example(
        "registerPatent",
        rights.register_patent,
        {
            "code": "NEW-1",
            "family": "F-SYN-3",
            "jurisdiction": "JP",
            "title": {"ja": "新しい特許"},
            "abstract": {"en": "What it is about."},
            "applicationNumber": "特願２０１６−１２３４５６号",
            "publicationNumber": "JP2017-234567A",
            "registrationNumber": "特許第6123456号",
            "priorityOn": "2015-06-22",
            "filedOn": "2016-06-22",
            "publishedOn": "2017-12-28",
            "registeredOn": "2018-03-02",
            "expiresOn": "2036-06-22",
            "classifications": [{"scheme": "IPC", "symbol": "H01M 10/05"}],
            "openLabs": [{"openLab": "OL-BAT", "from": "2016-06-22"}],
        },
        "PatentRegistered",
        "patent { version number title abstract jurisdiction kind listed applicationNumber publicationNumber registrationNumber "
        "filedOn publishedOn registeredOn expiresOn classifications { scheme symbol } family { code } openLabs { code } "
        'status: legalStatus(on: "2026-04-01") owners { share } }',
        {
            "patent": {
                "version": 1,
                "number": "特許第6123456号",
                "title": "新しい特許",
                "abstract": "What it is about.",
                "jurisdiction": "JP",
                "kind": "PATENT",
                "listed": False,
                "applicationNumber": "JP:app:2016:123456",
                "publicationNumber": "JP:pub:2017:234567:A",
                "registrationNumber": "JP:reg:6123456",
                "filedOn": "2016-06-22",
                "publishedOn": "2017-12-28",
                "registeredOn": "2018-03-02",
                "expiresOn": "2036-06-22",
                "classifications": [{"scheme": "IPC", "symbol": "H01M 10/05"}],
                "family": {"code": "F-SYN-3"},
                "openLabs": [{"code": "OL-BAT"}],
                "status": "GRANTED",
                "owners": [],
            }
        },
        "patent",
        "patent:registered",
        {"registrationNumber": "特許第6123457号"},
        beside=("lab_tag:recorded",),
    ),
    Example(
        "recordDisclosure",
        families.record_disclosure,
        {"number": "D-NEW", "family": "F-JP-4065943", "conceivedOn": "2002-05-01", "disclosedOn": "2002-06-03"},
        "DisclosureRecorded",
        "disclosure { version number conceivedOn disclosedOn origin }",
        {
            "disclosure": {
                "version": 1,
                "number": "D-NEW",
                "conceivedOn": "2002-05-01",
                "disclosedOn": "2002-06-03",
                "origin": None,
            }
        },
        "disclosure",
        "disclosure:recorded",
        {"origin": "FOREGROUND"},
    ),
    Example(
        "decideOrigin",
        families.decide_origin,
        {"disclosure": "D-SYN-3", "origin": "BACKGROUND", "reason": "minutes of 2026-11-02", "expectedVersion": 1},
        "OriginDecided",
        "disclosure { version number conceivedOn disclosedOn origin }",
        {
            "disclosure": {
                "version": 2,
                "number": "D-SYN-3",
                "conceivedOn": "2020-01-20",
                "disclosedOn": "2020-02-10",
                "origin": "BACKGROUND",
            }
        },
        "disclosure",
        "disclosure:origin_decided",
        {"origin": "SIDEGROUND"},
    ),
    Example(
        "recordTitle",
        title.record_title,
        {
            "patent": "SYN-3",
            "from": "2026-04-01",
            "shares": [
                {"party": "AIST", "share": "1/2", "shareBasis": "STIPULATED"},
                {"party": "COMPANY-Z", "share": "1/2", "shareBasis": "STIPULATED", "acquiredBy": "ASSIGNMENT"},
            ],
            "expectedVersion": 1,
        },
        "TitleRecorded",
        'patent { version number owners(on: "2026-04-01") { party { code } share shareBasis period { from until } } '
        'before: owners(on: "2026-03-31") { party { code } share period { until } } }',
        {
            "patent": {
                "version": 2,
                "number": "SYN-3",
                "owners": [
                    {
                        "party": {"code": "AIST"},
                        "share": "1/2",
                        "shareBasis": "STIPULATED",
                        "period": {"from": "2020-02-10", "until": None},
                    },
                    {
                        "party": {"code": "COMPANY-Z"},
                        "share": "1/2",
                        "shareBasis": "STIPULATED",
                        "period": {"from": "2026-04-01", "until": None},
                    },
                ],
                "before": [
                    {"party": {"code": "AIST"}, "share": "1/2", "period": {"until": None}},
                    {"party": {"code": "COMPANY-B"}, "share": "1/4", "period": {"until": "2026-04-01"}},
                    {"party": {"code": "COMPANY-M"}, "share": "1/4", "period": {"until": "2026-04-01"}},
                ],
            }
        },
        "patent",
        "patent:title_recorded",
        {"from": "2026-04-02"},
        beside=("title_share:closed", "title_share:closed", "title_share:recorded"),
    ),
    Example(
        "recordLegalEvent",
        rights.record_legal_event,
        {"patent": "SYN-9", "status": "LAPSED", "effectiveOn": "2026-09-21", "evidence": "register", "expectedVersion": 1},
        "LegalEventRecorded",
        "legalEvent { version status effectiveOn evidence } "
        'patent { version before: legalStatus(on: "2026-09-20") after: legalStatus(on: "2026-09-21") }',
        {
            "legalEvent": {"version": 1, "status": "LAPSED", "effectiveOn": "2026-09-21", "evidence": "register"},
            "patent": {"version": 2, "before": "GRANTED", "after": "LAPSED"},
        },
        "legal_event",
        "legal_event:recorded",
        {"effectiveOn": "2026-09-22"},
    ),
    Example(
        "tagPatent",
        rights.tag_patent,
        {"patent": "SYN-6", "openLab": "OL-ROB", "from": "2026-11-01", "expectedVersion": 1},
        "PatentTagged",
        'patent { version before: openLabs(on: "2026-10-31") { code } after: openLabs(on: "2026-11-01") { code } }',
        {
            "patent": {
                "version": 2,
                "before": [{"code": "OL-BAT"}],
                "after": [{"code": "OL-BAT"}, {"code": "OL-ROB"}],
            }
        },
        "lab_tag",
        "lab_tag:recorded",
        {"from": "2026-11-02"},
    ),
    Example(
        "recordConsent",
        consents.record_consent,
        {
            "code": "CNS-NEW",
            "giver": "COMPANY-M",
            "patent": "SYN-3",
            "kind": "LICENSE_SINGLE",
            "beneficiaries": "NAMED",
            "named": ["COMPANY-Z", "COMPANY-S"],
            "acts": ["USE", "MAKE"],
            "jurisdictions": ["JP"],
            "from": "2026-11-01",
            "evidence": "letter",
        },
        "ConsentRecorded",
        "consent { version code giver { code } about kind beneficiaries named { code } acts jurisdictions "
        "period { from until } revocable survivesExit evidence }",
        {
            "consent": {
                "version": 1,
                "code": "CNS-NEW",
                "giver": {"code": "COMPANY-M"},
                "about": "PATENT",
                "kind": "LICENSE_SINGLE",
                "beneficiaries": "NAMED",
                "named": [{"code": "COMPANY-S"}, {"code": "COMPANY-Z"}],
                "acts": ["MAKE", "USE"],
                "jurisdictions": ["JP"],
                "period": {"from": "2026-11-01", "until": None},
                "revocable": False,
                "survivesExit": True,
                "evidence": "letter",
            }
        },
        "consent",
        "consent:recorded",
        {"acts": []},
    ),
    Example(
        "revokeConsent",
        consents.revoke_consent,
        {"code": "CNS-R", "from": "2099-01-01", "reason": "notice", "expectedVersion": 1},
        "ConsentRevoked",
        "consent { version code period { from until } revocable }",
        {
            "consent": {
                "version": 2,
                "code": "CNS-R",
                "period": {"from": "2020-01-01", "until": "2099-01-01"},
                "revocable": True,
            }
        },
        "consent",
        "consent:revoked",
        {"from": "2099-01-02"},
        first=(
            (
                "recordConsent",
                {
                    "code": "CNS-R",
                    "giver": "COMPANY-M",
                    "openLab": "OL-ROB",
                    "kind": "LICENSE_BLANKET",
                    "beneficiaries": "MEMBERS",
                    "from": "2020-01-01",
                    "revocable": True,
                },
            ),
        ),
    ),
    Example(
        "recordLicense",
        licenses.record_license,
        {
            "number": "L-0100",
            "licenseType": "NON_EXCLUSIVE",
            "licensee": "COMPANY-Z",
            "patents": ["SYN-3", "JP6370796B2"],
            "fieldOfUse": "battery cathodes",
            "territory": ["JP"],
            "from": "2026-04-01",
            "until": "2031-04-01",
            "terms": {
                "termsClass": "OTHER",
                "rate": "0.03",
                "upfrontFee": "1000000",
                "minimumAnnualRoyalty": "300000",
            },
        },
        "LicenseRecorded",
        "license { version number licenseType status fieldOfUse territory period { from until } licensee { code } "
        "patents { number } terms { termsClass rate upfrontFee { amount currency } minimumAnnualRoyalty { amount } } }",
        {
            "license": {
                "version": 1,
                "number": "L-0100",
                "licenseType": "NON_EXCLUSIVE",
                "status": "ACTIVE",
                "fieldOfUse": "battery cathodes",
                "territory": ["JP"],
                "period": {"from": "2026-04-01", "until": "2031-04-01"},
                "licensee": {"code": "COMPANY-Z"},
                "patents": [{"number": "特許第6370796号"}, {"number": "SYN-3"}],
                "terms": {
                    "termsClass": "OTHER",
                    "rate": "0.03",
                    "upfrontFee": {"amount": "1000000", "currency": "JPY"},
                    "minimumAnnualRoyalty": {"amount": "300000"},
                },
            }
        },
        "license",
        "license:recorded",
        {"territory": []},
    ),
    Example(
        "recordStatutoryLicense",
        licenses.record_statutory_license,
        {
            "patent": "SYN-3",
            "holder": "COMPANY-S",
            "basis": "79",
            "evidence": "notarized diary of 2019",
            "free": True,
            "from": "2020-06-01",
        },
        "StatutoryLicenseRecorded",
        "statutoryLicense { version holder { code } patent { number } basis evidence free period { from until } }",
        {
            "statutoryLicense": {
                "version": 1,
                "holder": {"code": "COMPANY-S"},
                "patent": {"number": "SYN-3"},
                "basis": "79",
                "evidence": "notarized diary of 2019",
                "free": True,
                "period": {"from": "2020-06-01", "until": None},
            }
        },
        "statutory_license",
        "statutory_license:recorded",
        {"free": False},
    ),
    Example(
        "putArrangementInForce",
        arrangements.put_arrangement_in_force,
        {
            "openLab": "OL-ROB",
            "from": "2026-10-01",
            "title": {"ja": "第2版"},
            "cards": CARDS,
            "policies": {"appliesToPinned": True, "tailMonths": 6},
            "consent": {"scope": "MEMBERS"},
            "rows": [{"cell": "NEGOTIATE", "standings": ["NON_MEMBER"], "ownershipClasses": ["MIXED"], "clause": "art. 4"}],
            "adjustments": [
                {"name": "region-factors", "factors": [{"of": "US", "factor": "0.8"}]},
                {"name": "early-bird-until", "day": "2027-04-01"},
                {"name": "early-bird-factor", "number": "0.9"},
            ],
            "signatories": [
                {"party": "TUT", "signedOn": "2026-09-10"},
                {"party": "COMPANY-B", "signedOn": "2026-09-12"},
            ],
            "expectedVersion": 1,
        },
        "ArrangementPutInForce",
        "arrangement { version code number title inForce { from until } } "
        'openLab { version code before: arrangement(on: "2026-09-30") { version code inForce { until } } '
        'after: arrangement(on: "2026-10-01") { code } }',
        {
            "arrangement": {
                "version": 1,
                "code": "OL-ROB@2",
                "number": 2,
                "title": "第2版",
                "inForce": {"from": "2026-10-01", "until": None},
            },
            "openLab": {
                "version": 2,
                "code": "OL-ROB",
                "before": {"version": 2, "code": "OL-ROB@1", "inForce": {"until": "2026-10-01"}},
                "after": {"code": "OL-ROB@2"},
            },
        },
        "arrangement",
        "arrangement:put_in_force",
        {"from": "2026-10-02"},
        beside=("arrangement:closed", "consent:given"),
    ),
)
