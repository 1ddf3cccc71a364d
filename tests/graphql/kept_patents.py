"""The mutations about families, patents, title, consents and licenses, each once on the demo pool."""

from __future__ import annotations

from ippool.usecases import consents, families, licenses, rights, title
from tests.graphql.mutating import Example

PATENTS = (
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
                {"party": "COMPANY-Z", "share": "1/2", "shareBasis": "STIPULATED", "acquiredBy": "GENERAL_SUCCESSION"},
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
)
