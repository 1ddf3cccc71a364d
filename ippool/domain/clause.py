"""Clauses: where a rule comes from, so that every verdict can be looked up.

Statutes carry the address where the rule was read. `verified=False` marks default law that was taken from professional
knowledge and not read at its source; the trace shows it as unverified.
"""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.words import Words


@dataclass(frozen=True, slots=True)
class Clause:
    """One provision: the document, the article in it and, in our words, what it says."""

    document: str
    article: str
    text: Words | None = None
    url: str | None = None
    verified: bool = True

    def __str__(self) -> str:
        return f"{self.document} {self.article}"


PATENT_ACT = "特許法 Patent Act (Japan)"
SEED = "オープンラボ知財の取決め Open-lab IP rules (guideline, March 2017)"
POOL = "ippool domain rules"

# The five published rules of the open scheme.
R1 = Clause(
    SEED,
    "R1",
    Words(
        "中核機関が知財を一括して手続・管理し、費用を負担する。",
        "The core institution prosecutes, manages and pays for all of it.",
    ),
)
R2 = Clause(SEED, "R2", Words("取扱いはオープンラボごとに定める。", "Terms are set for each open lab."))
R3 = Clause(
    SEED,
    "R3",
    Words("実施許諾はすべて非独占的通常実施権とする。", "Every license is a non-exclusive ordinary license."),
)
R4 = Clause(
    SEED,
    "R4",
    Words(
        "中核機関の単独特許では会員は他社より優位な条件を得る。",
        "On a patent of the core institution alone, members get better terms than others.",
    ),
)
R5 = Clause(
    SEED,
    "R5",
    Words(
        "共有特許では共有者は無償で実施し、他の会員は他社より優位な条件を得る。",
        "On a joint patent the co-owner works free and other members get better terms than others.",
    ),
)

PA_33_3 = Clause(
    PATENT_ACT,
    "art. 33(3)",
    Words(
        "特許を受ける権利の共有者は、他の共有者の同意なく持分を譲渡できない。",
        "A co-owner of the right to obtain a patent may not assign its share without the others' consent.",
    ),
    "https://www.koyamapat.jp/2021/06/06/patent_33_-_35/",
)
PA_33 = Clause(
    PATENT_ACT,
    "art. 33(4)",
    Words(
        "特許を受ける権利の共有者は、他の共有者の同意なく仮専用実施権も仮通常実施権も与えられない。",
        "A co-owner of the right to obtain a patent may not give a provisional license without the others' consent.",
    ),
    "https://www.koyamapat.jp/2021/06/06/patent_33_-_35/",
)
PA_34_2 = Clause(
    PATENT_ACT,
    "art. 34-2",
    Words("出願中は仮専用実施権を設定できる。", "On a pending application a provisional exclusive license can be given."),
    verified=False,
)
PA_34_3 = Clause(
    PATENT_ACT,
    "art. 34-3",
    Words("出願中は仮通常実施権を許諾できる。", "On a pending application a provisional ordinary license can be given."),
    "https://www.koyamapat.jp/2021/06/06/patent_33_-_35/",
)
PA_35_1 = Clause(
    PATENT_ACT,
    "art. 35(1)",
    Words(
        "使用者等は職務発明について法定の通常実施権を有する。",
        "The employer has a statutory ordinary license on an employee's invention.",
    ),
    verified=False,
)
PA_79 = Clause(
    PATENT_ACT,
    "art. 79",
    Words(
        "先使用者は法定の通常実施権を有する。",
        "Whoever worked the invention before the filing has a statutory ordinary license.",
    ),
    verified=False,
)
PA_69_1 = Clause(
    PATENT_ACT,
    "art. 69(1)",
    Words(
        "試験又は研究のためにする実施には特許権の効力が及ばない。",
        "The patent does not reach working for experiment or research on the invention.",
    ),
    verified=False,
)
PA_73_1 = Clause(
    PATENT_ACT,
    "art. 73(1)",
    Words(
        "共有者は、他の共有者の同意なく持分を譲渡できない。",
        "A co-owner may not assign its share without the others' consent.",
    ),
    "https://ipr.memo.wiki/d/%c6%c3%b5%f6%cb%a1%c2%e8%a3%b7%a3%b3%be%f2",
)
PA_73_2 = Clause(
    PATENT_ACT,
    "art. 73(2)",
    Words(
        "共有者は、別段の定めがない限り、他の共有者の同意なく自ら実施できる。",
        "A co-owner may work the patent without the others' consent unless they agreed otherwise.",
    ),
    "https://ipr.memo.wiki/d/%c6%c3%b5%f6%cb%a1%c2%e8%a3%b7%a3%b3%be%f2",
)
PA_73_3 = Clause(
    PATENT_ACT,
    "art. 73(3)",
    Words(
        "共有者は、他の共有者の同意なく実施権を許諾できない。",
        "A co-owner may not license without the others' consent.",
    ),
    "https://ipr.memo.wiki/d/%c6%c3%b5%f6%cb%a1%c2%e8%a3%b7%a3%b3%be%f2",
)
PA_94 = Clause(
    PATENT_ACT,
    "art. 94",
    Words(
        "通常実施権は、事業とともにする場合、承諾を得た場合及び一般承継の場合に限り移転する。",
        "An ordinary license passes with the business, with the patentee's consent, or by general succession only.",
    ),
    verified=False,
)
PA_78 = Clause(
    PATENT_ACT,
    "art. 78",
    Words("特許権者は通常実施権を許諾できる。", "The patentee may give ordinary licenses."),
    "https://ja.m.wikipedia.org/wiki/実施権",
)
PA_99 = Clause(
    PATENT_ACT,
    "art. 99",
    Words(
        "通常実施権は、後に特許権を取得した者にも効力を有する。",
        "An ordinary license holds against whoever acquires the patent later.",
    ),
    "https://shoyo-ip.net/ABC/",
)


GRANTED_TERMS = Clause(
    POOL,
    "I-7",
    Words("許諾した条件は変わらない。", "Granted terms do not change."),
)


def pool_rule(article: str, ja: str, en: str) -> Clause:
    """Make a clause of the pool's own rules: a design decision recorded with the project, not a statute."""
    return Clause(POOL, article, Words(ja, en))


@dataclass(frozen=True, slots=True)
class LicenseClauses:
    """Where the rules stand that an answer about licenses in one country rests on.

    Shape: `given` lets the owner give one, `held` says what a license that is held is worth, `passed` that it goes to a general
    successor, `statutory` that some arise by statute, `before_grant` and `exclusive_before_grant` what a pending application takes.
    """

    given: Clause
    held: Clause
    passed: Clause
    statutory: Clause
    before_grant: Clause
    exclusive_before_grant: Clause


_HELD = pool_rule(
    "5.1 step 4",
    "照会の範囲を覆う有効なライセンスを持つ者は実施権者である。",
    "Whoever holds a license in force that covers the scope asked is a licensee.",
)
_BEFORE_GRANT = pool_rule(
    "5.2 state of the right",
    "日本以外でも、登録前の許諾は出願についての仮の許諾として扱う。",
    "Outside Japan too, a license given before the grant is handled as a provisional one on the application.",
)
_JAPAN = LicenseClauses(PA_78, PA_99, PA_94, PA_35_1, PA_34_3, PA_34_2)
_ELSEWHERE = LicenseClauses(
    _HELD,
    _HELD,
    pool_rule("edge 5", "ライセンスは実施権者の一般承継人に移る。", "A license passes to the licensee's general successor."),
    pool_rule(
        "5.1 step 3",
        "法定の実施権は、証拠とともに記録されたものに限り認める。",
        "A statutory license counts only where it is recorded with evidence.",
    ),
    _BEFORE_GRANT,
    _BEFORE_GRANT,
)


def clauses_of(country: str) -> LicenseClauses:
    """Return where a country's rules about licenses stand: Japan's statute, or the pool's own rules where no statute was read."""
    return _JAPAN if country == "JP" else _ELSEWHERE
