"""From view records to an answer over HTTP: templates that escape everything, headers that let a browser load nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.datastructures import Cookie

from ippool.domain.words import Language
from ippool.pages.wording import labels

_HERE = Path(__file__).parent
STYLE = (_HERE / "style.css").read_text(encoding="utf-8")
STYLE_PATH = "/style.css"
STYLE_ADDRESS = f"{STYLE_PATH}?v={hashlib.sha256(STYLE.encode()).hexdigest()[:12]}"
"""Named by its content, so that a browser may keep it for ever."""

# Not "no-referrer": with that a browser sends `Origin: null` with our own forms, which signing in could not tell from a stranger's.
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around it.

    Shape: `banner` and `banner_heads` (what it says in short) are (language, text) pairs; `switch` has (language, its own name,
    address, whether it is shown) for each language; `who` is None for a caller that is not signed in; `state` is the query string
    to come back to.
    """

    language: Language
    banner: tuple[tuple[str, str], ...]
    banner_heads: tuple[tuple[str, str], ...]
    is_home: bool
    switch: tuple[tuple[str, str, str, bool], ...]
    who: str | None
    home: str
    sign_in: str
    state: str


def page(
    template: str,
    frame: Frame,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    cookies: list[Cookie] | None = None,
    **shown: object,
) -> Response[str]:
    """Write a page."""
    language = frame.language
    html = _TEMPLATES.get_template(template).render(
        frame=frame, say=labels(language), lang=language.value.lower(), style=STYLE_ADDRESS, **shown
    )
    return Response(
        html,
        status_code=status,
        media_type=MediaType.HTML,
        headers={
            **SECURITY,
            "Content-Language": language.value.lower(),
            "Vary": "Accept-Language, Authorization, Cookie",
            **(headers or {}),
        },
        cookies=cookies,
    )
