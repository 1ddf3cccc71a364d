"""Folding: what patents are told apart by is taken down to the cases of one applicant, before anything is determined.

Patents are told apart for everybody (`alike`): by lab, version, class, state, by how far consents reach. How an applicant stands to
them follows from few of these facts, and is found out for one example of each. A case is then put together from example and facts.
What it comes to rests on less still: where the table refuses, neither consents nor regions are looked at; where it gives a card,
of the consents only whether they reach far enough. What is particular to a patent is never folded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from ippool.domain.alike import Answer
from ippool.domain.cases import AssetState, Case, Exclusivity
from ippool.domain.consents import ConsentCover
from ippool.domain.decision import Ruling, decide
from ippool.domain.explanation import who_asks
from ippool.domain.labs import OpenLab, Scheme
from ippool.domain.outcomes import ENOUGH
from ippool.domain.patents import OwnershipClass, PatentKind
from ippool.domain.terms import Determination, Price

PLACE, COUNTRIES, KIND, STATE, OWN, UNDISPUTED, SETTLED, PACKAGES, LICENSES, TERRITORIES, FREE, NEED, CONSENTS = range(13)
"""The facts of a kind of alike patents, in the order in which the register tells them."""
LAB, VERSION, MADE, PARTICULAR, CLASS, COVER, REGION, SHARES = range(8)
"""The facts of one package. Of one whose owners are not settled only LAB is told, of one whose right has ended the first four."""
_OF_ONE_PATENT = (COUNTRIES, OWN, LICENSES, FREE, NEED, CONSENTS)

StandingKey = tuple[object, ...]
"""What the standing of an applicant rests on that has to do with no patent of a kind."""
CaseKey = tuple[object, ...]
"""What a package comes to rests on."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a kind of alike patents, as far as it is told apart for everybody.

    Shape: `elsewhere` where the application is an international one; `taken` where somebody holds an exclusive license. Class and
    cover are None where neither is looked at. `region` is empty where prices are the same as anywhere.
    """

    lab: UUID
    stands_by: StandingKey
    state: AssetState
    elsewhere: bool
    kind: PatentKind
    taken: bool
    ownership_class: OwnershipClass | None = None
    cover: ConsentCover | None = None
    region: str = ""


def packages_of(facts: list[Any], stretch: int, days: Mapping[UUID, Sequence[date]]) -> tuple[Package, ...] | None:
    """Read the packages of a kind from its facts.

    `days` are those of each lab by which inventions are judged for the applicant. `stretch` is in which one, between all of them
    for the labs of the kind, its patents were made: 0 before the first, -1 where it is not known. None where something is
    particular to the patents of the kind, so that it has to be answered by itself.
    """
    particular = any(len(one) > PARTICULAR and one[PARTICULAR] for one in facts[PACKAGES])
    if particular or any(facts[place] for place in _OF_ONE_PATENT):
        return None
    return tuple(_packages(facts, stretch, days))


def _packages(facts: list[Any], stretch: int, days: Mapping[UUID, Sequence[date]]) -> Iterator[Package]:
    every = sorted({day for one in facts[PACKAGES] for day in days.get(UUID(one[LAB]), ())})
    common = (AssetState(facts[STATE]), bool(facts[PLACE]), PatentKind(facts[KIND]), facts[TERRITORIES] is not None)
    for one in facts[PACKAGES]:
        lab = UUID(one[LAB])
        made = _stretch(every, stretch, days.get(lab, ()))
        if len(one) <= VERSION:
            yield Package(lab, (lab, facts[SETTLED]), *common)
        elif len(one) <= CLASS:
            yield Package(lab, (lab, one[VERSION], made), *common)
        else:
            cover = ConsentCover.NOT_NEEDED if one[COVER] is None else ConsentCover(one[COVER])
            yield Package(lab, (lab, one[VERSION], made), *common, OwnershipClass(one[CLASS]), cover, one[REGION] or "")


def _stretch(every: Sequence[date], stretch: int, days: Sequence[date]) -> int:
    """Return in which stretch between some of the days lies a stretch between all of them."""
    if not days or stretch < 1:
        return stretch if days else 0
    return bisect_right(days, every[stretch - 1])


def case_of(package: Package, example: Case, labs: Iterable[OpenLab]) -> Case:
    """Put a case together from that of an example to which the applicant stands alike. `labs` are all that the patent is in."""
    return replace(
        example,
        ownership_class=package.ownership_class or example.ownership_class,
        asset_state=package.state,
        jurisdiction="WO" if package.elsewhere else "JP",
        consent_cover=example.consent_cover if package.cover is None else package.cover,
        exclusivity=Exclusivity.OTHERS_HOLD_IT if package.taken else Exclusivity.NONE,
        patent_kind=package.kind,
        right_in_territory=True,
        region=package.region,
        open_tagged=any(lab.scheme is Scheme.OPEN for lab in labs),
    )


def key_of(case: Case, example: Determination) -> CaseKey:
    """Return what a case comes to rests on, for an applicant that stands as to the example."""
    lab, who = example.lab.id if example.lab else None, who_asks(example)
    if case.asset_state is AssetState.ENDED or case.jurisdiction == "WO" or case.standing not in ENOUGH:
        return lab, who, case.standing, case.asset_state is AssetState.ENDED, case.jurisdiction
    decision = decide(case)
    if decision.ruling is not Ruling.CARD:
        return lab, who, case.standing, decision.ruling, decision.because
    reaches = ConsentCover.NOT_NEEDED if case.consent_cover >= ENOUGH[case.standing] else case.consent_cover
    # What is left of the version whose law holds, and of the class, has spoken in the decision.
    priced = replace(case, pinned=None, ownership_class=OwnershipClass.CORE_SOLE, consent_cover=reaches, open_tagged=False)
    return lab, who, priced, decision


def answer_of(case: Case, example: Determination, price: Price) -> Answer:
    """Answer a case, as the example is answered."""
    return Answer.of(replace(example, case=case, found=price(case)))
