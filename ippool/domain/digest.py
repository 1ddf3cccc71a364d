"""The digest of a determination: one hash of everything the answer rests on.

In it: patent, applicant, scope asked, the content of the arrangement versions, the version of the rules, every fact used with its
value, outcome and terms. Not in it: the day and the moment asked, language, names, messages, recorded times. A day stands in it
as the answer of the condition that asks about it, so that a day which changes no fact and no terms changes no digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ippool.domain.canonical import canonical, content_hash
from ippool.domain.cases import Case
from ippool.domain.labs import Membership, PinRule
from ippool.domain.licenses import License
from ippool.domain.membership import invented_on
from ippool.domain.preferences import PREFERENCES, holds, parameters_of
from ippool.domain.rules import Before

if TYPE_CHECKING:
    from ippool.domain.terms import Determination

DIGEST_FORMAT = 1
RULES_VERSION = "2026-11-25.1"
"""The version of the rules' code; it changes when the same facts come to another answer."""

_ELSEWHERE = frozenset({"pinned", "cards", "signing_day", "card_class"})
"""Fields of a case that stand in a digest in another form: versions by their content, a day by its answers."""


def digest_of(found: Determination) -> str:
    """Return `sha256:` and the hash, in hexadecimal."""
    question, case = found.question, found.case
    return "sha256:" + content_hash(
        {
            "format": DIGEST_FORMAT,
            "patent": str(question.record.patent.id),
            "applicant": str(question.applicant.id),
            "scope": {"territory": question.scope.territory, "field_of_use": question.scope.field_of_use},
            "arrangement": [case.pinned.digest if case.pinned else None, case.cards.digest if case.cards else None],
            "rules": RULES_VERSION,
            "facts": _facts(found),
            "outcome": found.outcome,
            "would_be": found.would_be,
            "basis": found.basis,
            "license_type": found.license_type,
            "terms": found.price,
        }
    )


def _facts(found: Determination) -> dict[str, object]:
    question, case = found.question, found.case
    record, on = question.record, question.on
    by_application = question.lab is None or question.lab.pin_rule is PinRule.AT_APPLICATION
    membership = found.standing_finding.membership
    return {
        "case": {name: canonical(getattr(case, name)) for name in Case.__dataclass_fields__ if name not in _ELSEWHERE},
        "days": _days(case),
        "title": record.patent.title_state,
        "owners": sorted(
            (str(title.party), str(title.share), title.basis.value, title.acquired_by.value, title.disputed)
            for title in record.owners(on)
        ),
        "invented": invented_on(record),
        "anchor": found.pin.anchor if found.pin and not by_application else None,
        "consents": sorted(
            (str(need.owner), need.country, need.cover.name, str(need.consent.id) if need.consent else "")
            for need in found.cover.needs
        ),
        "licenses": sorted(_license(license) for license in found.own_licenses),
        "membership": _membership(membership) if membership else None,
    }


def _days(case: Case) -> dict[str, list[bool]]:
    """Answer every condition about a day that the arrangement switches on."""
    return {
        preference.code: [holds(atom, case) for atom in preference.condition if isinstance(atom, Before)]
        for preference in PREFERENCES
        if case.cards is not None
        and any(isinstance(atom, Before) for atom in preference.condition)
        and all(parameter.name in case.cards.adjustments for parameter in parameters_of(preference))
    }


def _license(license: License) -> tuple[str, ...]:
    return (
        str(license.id),
        license.license_type.value,
        license.field_of_use or "",
        " ".join(sorted(license.territory)),
        content_hash(license.terms),
    )


def _membership(membership: Membership) -> tuple[str, ...]:
    reason = membership.left_reason.value if membership.left_reason else ""
    return (str(membership.id), membership.tier, str(membership.period.start), str(membership.period.until), reason)
