"""Default law of co-ownership by country: what an owner may do without the others where no agreement says otherwise.

Dated data (domain rules, 3.2). Countries without a row are read the cautious way, consent needed, and shown as unverified.
"""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.clause import PA_73_2, PA_73_3, Clause
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class CoOwnershipLaw:
    """One country: may an owner license non-exclusively alone, and does it owe the others for its own working?"""

    country: str
    license_alone: bool
    license_clause: Clause
    own_working_clause: Clause
    own_working_compensates: bool = False


def _law(
    country: str,
    name: Words,
    *,
    license_alone: bool,
    licensing: Words,
    working: Words,
    article: str,
    url: str | None = None,
    verified: bool = True,
    compensates: bool = False,
) -> CoOwnershipLaw:
    document = f"{name.ja} {name.en}"
    return CoOwnershipLaw(
        country,
        license_alone,
        Clause(document, article, licensing, url, verified),
        Clause(document, article, working, url, verified),
        compensates,
    )


_ALONE = Words(
    "各共有者は他の共有者の同意なく非独占の許諾ができる。",
    "Each owner may give non-exclusive licenses without the others' consent.",
)
_TOGETHER = Words("許諾には他の共有者の同意を要する。", "A license needs the other owners' consent.")
_FREE = Words("各共有者は自ら無償で実施できる。", "Each owner may work the patent itself, free.")
_PAYS = Words("自ら実施する共有者は他の共有者に補償する。", "An owner that works the patent compensates the others.")

LAW = {
    "JP": CoOwnershipLaw("JP", False, PA_73_3, PA_73_2),
    "US": _law(
        "US",
        Words("米国特許法", "35 U.S.C."),
        license_alone=True,
        licensing=_ALONE,
        working=_FREE,
        article="§ 262",
        url="http://ladas.com/rights-co-owners-license-patent-rights",
    ),
    "DE": _law(
        "DE",
        Words("ドイツ民法", "BGB (Germany)"),
        license_alone=False,
        licensing=_TOGETHER,
        working=_FREE,
        article="§§ 743, 745",
        url="https://www.paustian.de/patents-with-multiple-owners-in-germany/",
    ),
    "GB": _law(
        "GB",
        Words("英国特許法", "Patents Act 1977 (UK)"),
        license_alone=False,
        licensing=_TOGETHER,
        working=_FREE,
        article="s. 36",
        url="https://www.carpmaels.com/sharing-is-caring-isnt-it-patent-co-ownership-in-europe/",
        verified=False,
    ),
    "FR": _law(
        "FR",
        Words("フランス知的財産法", "Intellectual Property Code (France)"),
        license_alone=True,
        licensing=Words(
            "通知と補償により各共有者が非独占の許諾をできる。",
            "Each owner may license non-exclusively with notice and compensation.",
        ),
        working=_PAYS,
        article="L613-29",
        verified=False,
        compensates=True,
    ),
    "CN": _law(
        "CN",
        Words("中国専利法", "Patent Law (China)"),
        license_alone=True,
        licensing=Words(
            "各共有者は非独占の許諾ができ、実施料は共有者間で分配する。",
            "Each owner may license non-exclusively; royalties are shared among the owners.",
        ),
        working=_FREE,
        article="art. 14",
        url="http://www.ipwatchdog.com/2016/02/18/the-default-law-of-joint-ip-ownership/id=66154%2F",
        verified=False,
    ),
}


def law_of(country: str) -> CoOwnershipLaw:
    """Return the default law of a country; without a row, consent is taken to be needed and the clause is unverified."""
    return LAW.get(country) or _law(
        country,
        Words(f"{country} の国内法", f"national law of {country}"),
        license_alone=False,
        licensing=_TOGETHER,
        working=_FREE,
        article="-",
        verified=False,
    )
