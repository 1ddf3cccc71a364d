"""Default law of co-ownership by country: what an owner may do without the others where no agreement says otherwise.

Dated data (domain rules, 3.2): every row holds for a period, and a cell that was not read at its source is shown as unverified.
Countries without a row are read the cautious way, consent needed, and shown as unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ippool.domain.clause import PA_33, PA_73_2, PA_73_3, Clause
from ippool.domain.countries import place_words
from ippool.domain.timeline import Period
from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class CoOwnershipLaw:
    """One country for a period: may an owner license non-exclusively alone, and does it owe the others for its own working?

    Shape: `pending_license_clause` is set where another provision than `license_clause` holds before the grant.
    """

    country: str
    license_alone: bool
    license_clause: Clause
    own_working_clause: Clause
    own_working_compensates: bool = False
    period: Period = Period()
    pending_license_clause: Clause | None = None

    def licensing(self, *, before_grant: bool) -> Clause:
        """Return the provision about licensing that holds for the state of the right."""
        return self.pending_license_clause if before_grant and self.pending_license_clause else self.license_clause


_ALONE = Words(
    "各共有者は他の共有者の同意なく非独占の許諾ができる。",
    "Each owner may give non-exclusive licenses without the others' consent.",
)
_TOGETHER = Words("許諾には他の共有者の同意を要する。", "A license needs the other owners' consent.")
_FREE = Words("各共有者は自ら無償で実施できる。", "Each owner may work the patent itself, free.")
_PAYS = Words("自ら実施する共有者は他の共有者に補償する。", "An owner that works the patent compensates the others.")

_US = "米国特許法 35 U.S.C."
_US_URL = "http://ladas.com/rights-co-owners-license-patent-rights"
_DE = "ドイツ民法 BGB (Germany)"
_GB = "英国特許法 Patents Act 1977 (UK)"
_EUROPE_URL = "https://www.carpmaels.com/sharing-is-caring-isnt-it-patent-co-ownership-in-europe/"
_FR = "フランス知的財産法 Intellectual Property Code (France)"
_CN = "中国専利法 Patent Law (China)"
_CN_URL = "http://www.ipwatchdog.com/2016/02/18/the-default-law-of-joint-ip-ownership/id=66154%2F"
_CN_LICENSING = Words(
    "各共有者は非独占の許諾ができ、実施料は共有者間で分配する。",
    "Each owner may license non-exclusively; royalties are shared among the owners.",
)
_CN_AMENDED = date(2021, 6, 1)
_EP = "欧州特許条約 European Patent Convention"
_EP_URL = "https://cdn.slideserve.com/niesha/joint-ownership-of-patents-what-rights-does-each-owner-have-in-exploiting-the-patent"

LAW: tuple[CoOwnershipLaw, ...] = (
    CoOwnershipLaw("JP", False, PA_73_3, PA_73_2, pending_license_clause=PA_33),
    CoOwnershipLaw("US", True, Clause(_US, "§ 262", _ALONE, _US_URL), Clause(_US, "§ 262", _FREE, _US_URL)),
    CoOwnershipLaw(
        "DE",
        False,
        Clause(_DE, "§§ 743, 745", _TOGETHER, "https://www.paustian.de/patents-with-multiple-owners-in-germany/"),
        Clause(_DE, "§§ 743, 745", _FREE, "https://paperzz.com/doc/7196949/folie-1---ip-key"),
    ),
    CoOwnershipLaw(
        "GB",
        False,
        Clause(_GB, "s. 36", _TOGETHER, _EUROPE_URL, verified=False),
        Clause(_GB, "s. 36", _FREE, _EUROPE_URL, verified=False),
    ),
    CoOwnershipLaw(
        "FR",
        True,
        Clause(
            _FR,
            "L613-29",
            Words(
                "通知と補償により各共有者が非独占の許諾をできる。",
                "Each owner may license non-exclusively on notice and against compensation.",
            ),
            _EUROPE_URL,
            verified=False,
        ),
        Clause(_FR, "L613-29", _PAYS, _EUROPE_URL, verified=False),
        own_working_compensates=True,
    ),
    CoOwnershipLaw(
        "CN",
        True,
        Clause(_CN, "art. 15 (2008)", _CN_LICENSING, _CN_URL),
        Clause(_CN, "art. 15 (2008)", _FREE, _CN_URL),
        period=Period(None, _CN_AMENDED),
    ),
    CoOwnershipLaw(
        "CN",
        True,
        Clause(_CN, "art. 14", _CN_LICENSING, _CN_URL, verified=False),
        Clause(_CN, "art. 14", _FREE, _CN_URL, verified=False),
        period=Period(_CN_AMENDED, None),
    ),
    CoOwnershipLaw(
        "EP",
        False,
        Clause(
            _EP,
            "art. 59",
            Words(
                "共有者間の関係は各国法による。国を示さない照会では同意を要するものとする。",
                "National law governs the owners among themselves; where no state is asked, consent is taken to be needed.",
            ),
            _EP_URL,
        ),
        Clause(
            _EP,
            "art. 59",
            Words("共有者間の関係は各国法による。", "National law governs the owners among themselves."),
            _EP_URL,
        ),
    ),
)


def law_of(country: str, on: date) -> CoOwnershipLaw:
    """Return the default law of a country on a day; without a row, consent is taken to be needed and the clause is unverified."""
    found = next((law for law in LAW if law.country == country and on in law.period), None)
    if found is not None:
        return found
    return CoOwnershipLaw(country, False, national_law(country, _TOGETHER), national_law(country, _FREE))


def national_law(country: str, text: Words, article: str = "-") -> Clause:
    """Cite what a country's law is taken to say without having been read."""
    name = place_words(country)
    return Clause(f"{name.ja}の国内法 national law of {name.en}", article, text, verified=False)
