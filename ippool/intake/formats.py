"""Every file format the register reads besides its own, in the order in which a file is tried for them."""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.errors import NotFound
from ippool.domain.words import Words
from ippool.intake import (
    epo_ops_xml,
    google_patents_csv,
    jplatpat_csv,
    jpo_api_json,
    kipris_xml,
    lens_csv,
    nasa_csv,
    patentsview_json,
    us_application_xml,
    us_assignment_json,
    us_grant_xml,
)
from ippool.intake.entries import shown
from ippool.intake.format import Format, Head
from ippool.intake.sources import Source, archive

FORMATS: tuple[Format, ...] = (
    jplatpat_csv.FORMAT,
    google_patents_csv.FORMAT,
    lens_csv.FORMAT,
    nasa_csv.FORMAT,
    us_grant_xml.FORMAT,
    us_application_xml.FORMAT,
    us_assignment_json.FORMAT,
    patentsview_json.FORMAT,
    epo_ops_xml.FORMAT,
    kipris_xml.FORMAT,
    jpo_api_json.FORMAT,
)
"""The registry: one line for each format."""


class FormatUnknown(NotFound):
    """There is no format of that name."""

    code = "FORMAT_UNKNOWN"

    def __init__(self, code: str) -> None:
        known = ", ".join(one.code for one in FORMATS)
        super().__init__(
            Words(f"形式「{shown(code, 40)}」はない。", f"There is no format “{shown(code, 40)}”."),
            path=("format",),
            next_step=Words(f"次のいずれかを指定する：{known}", f"Name one of {known}."),
        )


def format_of(code: str) -> Format:
    """Return the format of a code. Raises: FormatUnknown."""
    found = next((one for one in FORMATS if one.code == code), None)
    if found is None:
        raise FormatUnknown(code)
    return found


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file is: its format and why, or None and why not."""

    format: Format | None
    because: Words


def detect(source: Source) -> Detection:
    """Tell the format of a file from its beginning, whatever its name says. Raises: FileRefused where it cannot be read."""
    head = Head(source.name, source.head())
    found = [(one, because) for one in FORMATS if (because := one.recognize(head)) is not None]
    if len(found) == 1:
        return Detection(*found[0])
    if found:
        codes = ", ".join(one.code for one, _ in found)
        return Detection(None, Words(f"複数の形式に当てはまる：{codes}", f"It could be any of {codes}."))
    return Detection(None, _why_not(head))


def _why_not(head: Head) -> Words:
    """Say what the beginning of a file of no known format looks like."""
    if not head.start:
        return Words("空のファイルである。", "The file is empty.")
    if (because := archive(head.start)) is not None:
        return because
    if head.root:
        return Words(
            f"XML だが、根の要素 <{head.root[:60]}> はどの形式のものでもない。",
            f"It is XML, but its root <{head.root[:60]}> is that of no format.",
        )
    if head.keys:
        keys = ", ".join(sorted(key for key in head.keys if "." not in key)[:8])
        return Words(
            f"JSON だが、キー（{keys[:120]}）はどの形式のものでもない。",
            f"It is JSON, but its keys ({keys[:120]}) are those of no format.",
        )
    columns = head.columns()
    if len(columns) > 1:
        names = ", ".join(columns[:6])
        return Words(
            f"表だが、見出し（{names[:120]} …）はどの形式のものでもない。",
            f"It is a table, but its header ({names[:120]} …) is that of no format.",
        )
    return Words("CSV でも XML でも JSON でもない。", "It is neither CSV nor XML nor JSON.")
