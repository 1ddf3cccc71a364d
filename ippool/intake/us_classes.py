"""Classification symbols as US documents carry them: IPC of two generations, CPC, and the Office's own (USPC) in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ippool.domain.patents import Classification
from ippool.intake.facts import classification
from ippool.intake.markup import text_of

_OF_2005 = re.compile(r"(?P<subclass>[A-H][0-9]{2}[A-Z]) *0*(?P<group>[0-9]+)/(?P<subgroup>[0-9]+)")
_SYMBOL = ("section", "class", "subclass")


def classifications_of(bibliography: Element) -> Iterator[Classification]:
    """Yield the classes of a document, the main one of each scheme first."""
    found = (
        *(("CPC", _in_parts(one)) for one in bibliography.iterfind("classifications-cpc//classification-cpc")),
        *(("IPC", _in_parts(one)) for one in bibliography.iterfind("classifications-ipcr/classification-ipcr")),
        *(("IPC", _in_one(text_of(one))) for one in _main_and_further(bibliography, "classification-ipc")),
        *(("USPC", us_class("".join(one.itertext()))) for one in _main_and_further(bibliography, "classification-national")),
        *(("LOC", text_of(one)) for one in _main_and_further(bibliography, "classification-locarno")),
    )
    for scheme, symbol in found:
        if one := classification(scheme, symbol):
            yield one


def us_class(text: str) -> str:
    """Write a class of the Office that stands in columns: three for the class, three for the subclass, the rest its decimals.

    ` 81  356` is 81/3.56, `257E21334` 257/E21.334, `188 18 A` 188/18A and `600300000` 600/300.
    """
    columns = text.strip("\r\n\t").rstrip()
    head, rest = columns[:3].strip(), columns[3:]
    if not head or not rest.strip():
        return head or columns
    subclass, decimals = rest[:3].strip(), rest[3:].strip()
    if decimals.isdecimal():
        decimals = decimals.rstrip("0") if len(rest) == 6 and rest.isdecimal() else decimals  # nine columns are filled up
        decimals = f".{decimals}" if decimals else ""
    return f"{_unfilled(head)}/{_unfilled(subclass)}{decimals}"


def _unfilled(digits: str) -> str:
    return (digits.lstrip("0") or "0") if digits.isdecimal() else digits


def _main_and_further(bibliography: Element, scheme: str) -> Iterator[Element]:
    yield from bibliography.iterfind(f"{scheme}/main-classification")
    yield from bibliography.iterfind(f"{scheme}/further-classification")


def _in_parts(element: Element) -> str:
    """Write a symbol whose parts stand apart: C12N 9/99; a group may be left out."""
    subclass = "".join(text_of(element.find(part)) for part in _SYMBOL)
    group, subgroup = text_of(element.find("main-group")), text_of(element.find("subgroup"))
    return f"{subclass} {group}/{subgroup}" if group and subgroup else subclass


def _in_one(symbol: str) -> str:
    """Write a symbol of the seventh edition, G06F015/00, as G06F 15/00; another as it stands."""
    found = _OF_2005.fullmatch(symbol)
    return f"{found['subclass']} {found['group']}/{found['subgroup']}" if found else symbol
