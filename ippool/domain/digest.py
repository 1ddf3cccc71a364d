"""The digest of a determination: one hash of everything the answer rests on.

In it: patent, applicant, scope asked, the content of the arrangement versions, the version of the rules, every fact used with its
value, outcome and terms. Not in it: the day and the moment asked, language, names, messages, recorded times. A day stands in it
as the answer of the condition that asks about it, so that a day which changes no fact and no terms changes no digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ippool.domain.canonical import content_hash, text_hash, written, written_of
from ippool.domain.cases import Case
from ippool.domain.labs import Membership, PinRule
from ippool.domain.licenses import License, Scope
from ippool.domain.membership import invented_on
from ippool.domain.patents import TitleShare
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
    return "sha256:" + text_hash(text_of(found))


def text_of(found: Determination) -> str:
    """Return what is hashed, as canonical JSON. What follows from the case alone is written once for all patents of it."""
    question, of_case = found.question, _of_case(found)
    license_type = found.license_type
    return written_of(
        {
            **of_case.whole,
            "patent": f'"{question.record.patent.id}"',
            "applicant": f'"{question.applicant.id}"',
            "scope": _scope(question.scope),
            "facts": written_of({**of_case.facts, **_facts(found)}),
            "license_type": written(license_type) if license_type is not found.found.license_type else of_case.license_type,
            "terms": of_case.terms if found.price is found.found.price else written(found.price),
        }
    )


@lru_cache(maxsize=256)
def _scope(scope: Scope) -> str:
    return written({"territory": scope.territory, "field_of_use": scope.field_of_use})


@dataclass(frozen=True, slots=True)
class _CaseTexts:
    """What follows from a case alone, as canonical JSON by name: of the whole, of its facts, and what a license held may change."""

    whole: Mapping[str, str]
    facts: Mapping[str, str]
    license_type: str
    terms: str


def _of_case(found: Determination) -> _CaseTexts:
    case, answer = found.case, found.found
    kept = answer.derived.get("digest")
    if kept is None:
        kept = answer.derived["digest"] = _CaseTexts(
            {
                "format": written(DIGEST_FORMAT),
                "rules": written(RULES_VERSION),
                "arrangement": written([case.pinned.digest if case.pinned else None, case.cards.digest if case.cards else None]),
                "outcome": written(answer.outcome),
                "would_be": written(answer.would_be),
                "basis": written(answer.basis),
            },
            {
                "case": written(
                    {name: getattr(case, name) for name in Case.__dataclass_fields__ if name not in _ELSEWHERE},
                ),
                "days": written(_days(case)),
            },
            written(answer.license_type),
            written(answer.price),
        )
    return kept


def _facts(found: Determination) -> dict[str, str]:
    question = found.question
    record, on = question.record, question.on
    by_application = question.lab is None or question.lab.pin_rule is PinRule.AT_APPLICATION
    membership = found.standing_finding.membership
    needs, licenses = found.cover.needs, found.own_licenses
    return {
        "title": written(record.patent.title_state),
        "owners": _owners(record.owners(on)),
        "invented": written(invented_on(record)),
        "anchor": written(found.pin.anchor if found.pin and not by_application else None),
        "consents": written(
            sorted((str(need.owner), need.country, need.cover.name, str(need.consent.id) if need.consent else "") for need in needs)
        )
        if needs
        else "[]",
        "licenses": written(sorted(_license(license) for license in licenses)) if licenses else "[]",
        "membership": written(_membership(membership)) if membership else "null",
    }


def _owners(titles: Iterable[TitleShare]) -> str:
    """Write owners in the order of their ids. Each part is an id, a number or a code, in which nothing has to be escaped."""
    found = sorted((str(title.party), str(title.share), title.basis, title.acquired_by, title.disputed) for title in titles)
    lines = (
        f'["{party}","{share}","{basis}","{by}",{"true" if disputed else "false"}]' for party, share, basis, by, disputed in found
    )
    return f"[{','.join(lines)}]"


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
