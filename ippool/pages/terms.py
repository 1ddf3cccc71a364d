"""The page: a number or words, an applicant, a day, and on what terms, with the reasons. It reads; it changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import MediaType, Request, Response, get, post, route
from litestar.datastructures import Cookie
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.faults import traced
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import ANONYMOUS, Actor
from ippool.domain.words import Language, Words
from ippool.intake.house import Header
from ippool.pages import signing, writing
from ippool.pages.answering import packages_of
from ippool.pages.asking import HOME, Fault, PageQuestion, place_of, read_question
from ippool.pages.listing import Told, patent_shown, row_of, told
from ippool.pages.naming import words_of
from ippool.pages.providing import BEGIN, provider_handlers
from ippool.pages.rendering import STYLE, STYLE_PATH, Frame, page
from ippool.pages.signing import Callers
from ippool.pages.wording import FIELDS, count_of, label
from ippool.store.patents import PatentPage
from ippool.usecases import parties as parties_use
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases.asking import ApplicantNotFound
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View

log = logging.getLogger("ippool.pages")

AnyRequest = Request[Any, Any, Any]
FORM_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form as it was filled in. `options` are (code, name) of applicants to choose from; `carried` the code of an only one."""

    question: PageQuestion
    options: tuple[tuple[str, Told], ...]
    carried: str
    today: str


@dataclass(frozen=True)
class Desk:
    """What one request to the page needs."""

    pool: Pool
    callers: Callers
    moment: Moment
    zone: ZoneInfo
    header: Header
    question: PageQuestion

    async def applicants(self, actor: Actor) -> tuple[Party, ...]:
        """Return the parties whose terms the caller may ask for."""
        return await parties_use.applicants(self.pool, actor, self.moment)

    def frame(self, actor: Actor = ANONYMOUS, applicants: tuple[Party, ...] = (), *, path: str = HOME) -> Frame:
        """Make what stands around the page."""
        question, language, banner = self.question, self.question.language, self.header.banner
        both = (("ja", banner.ja), ("en", banner.en))
        head = label("demonstration" if self.header.source == "demonstration" else "about_register")
        own = next((party for party in applicants if party.id == actor.party), None)
        role = words_of(actor.role).in_language(language)
        who = f"{role}・{told(own.name, language)}" if own and language is Language.JA else role
        who = f"{role}, {told(own.name, language)}" if own and language is Language.EN else who
        return Frame(
            language=language,
            banner=tuple((code, text) for code, text in (both if language is Language.JA else both[::-1]) if text),
            banner_heads=tuple((code, head.in_language(one)) for code, one in _BOTH),
            is_home=path == HOME and not question.text and not question.faults,
            switch=(
                ("ja", "日本語", question.address(path, lang="ja"), language is Language.JA),
                ("en", "English", question.address(path, lang="en"), language is Language.EN),
            ),
            who=None if actor == ANONYMOUS else who,
            home=question.address(q=""),
            sign_in=question.address("/sign-in"),
            state=question.address().removeprefix(HOME).removeprefix("?"),
        )

    def form(self, actor: Actor, applicants: tuple[Party, ...]) -> FormShown:
        """Show the form as it was filled in."""
        language = self.question.language
        single = len(applicants) == 1 and not actor.sees_all
        return FormShown(
            question=self.question,
            options=() if single else tuple((party.code, told(party.name, language)) for party in applicants),
            carried=self.question.applicant if single and applicants[0].code == self.question.applicant else "",
            today=self.moment.today.isoformat(),
        )


def page_handlers(pool: Pool, moment: Callable[[], Moment], zone: ZoneInfo, callers: Callers) -> list[HTTPRouteHandler]:
    """Make the handlers of the pages. `moment` reads the clock; `zone` is the office's; `callers` tells who calls."""

    async def desk(request: AnyRequest, query: bytes | None = None) -> Desk:
        asked = read_question(
            request.scope.get("query_string", b"") if query is None else query,
            accept_language=request.headers.get("accept-language", ""),
            zone=zone,
        )
        return Desk(pool, callers, moment(), zone, await register.header_of(pool.database), asked)

    @route(HOME, http_method=[HttpMethod.GET, HttpMethod.HEAD], exception_handlers={Exception: _failed})
    async def look(request: AnyRequest) -> Response[str]:
        """Answer what the address asks."""
        at = await desk(request)
        actor = await callers.caller(request)
        if actor is None:
            return _sign_in(at, request, label("token_refused").in_language(at.question.language))
        return await _look(at, actor)

    @route("/sign-in", http_method=[HttpMethod.GET, HttpMethod.HEAD], exception_handlers={Exception: _failed})
    async def sign_in(request: AnyRequest) -> Response[str]:
        """Show the form for a token."""
        at = await desk(request)
        return page("sign_in.html", at.frame(path="/sign-in"), refused="", back=at.question.address(), provider=provider_of(at))

    @post("/sign-in", request_max_body_size=FORM_LIMIT, exception_handlers={Exception: _failed})
    async def signed_in(request: AnyRequest) -> Response[str]:
        """Keep a token, and go back to where its bearer came from."""
        form = await request.form()
        at = await desk(request, str(form.get("state", "")).encode(errors="replace"))
        language = at.question.language
        if not signing.is_from_here(request):
            return _sign_in(at, request, label("token_elsewhere").in_language(language), status=403, forget=False)
        token = str(form.get("token", "")).strip()
        if len(token) > signing.LONGEST_TOKEN or await callers.bearer(token) is None:
            return _sign_in(at, request, label("token_refused").in_language(language))
        return _back(at, signing.kept(callers, token, request))

    @post("/sign-out", request_max_body_size=FORM_LIMIT, exception_handlers={Exception: _failed})
    async def signed_out(request: AnyRequest) -> Response[str]:
        """Forget a token, and go back."""
        form = await request.form()
        at = await desk(request, str(form.get("state", "")).encode(errors="replace"))
        if not signing.is_from_here(request):
            refused = label("token_elsewhere").in_language(at.question.language)
            return _sign_in(at, request, refused, status=403, forget=False)
        await callers.sign_out(request)
        # Whose terms were looked at is nothing a stranger may ask.
        return _back(at, signing.forgotten(callers, request), applicant="")

    async def refuse(request: AnyRequest, state: str, because: Words) -> Response[str]:
        at = await desk(request, state.encode())
        return _sign_in(at, request, because.in_language(at.question.language), status=403, forget=False)

    provided = provider_handlers(callers, refuse, _failed) if callers.has_provider else []
    return [look, sign_in, signed_in, signed_out, *provided, stylesheet]


@get(STYLE_PATH, media_type=MediaType.CSS, sync_to_thread=False)
def stylesheet() -> Response[str]:
    """Serve the stylesheet; its address changes with its content."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(STYLE, media_type=MediaType.CSS, headers=headers)


async def _look(at: Desk, actor: Actor) -> Response[str]:
    question, applicants = at.question, await at.applicants(actor)
    chosen = next((party for party in applicants if party.code == question.applicant), None)
    frame, form = at.frame(actor, applicants), at.form(actor, applicants)
    faults = question.faults
    if question.applicant and chosen is None and not faults:
        faults = (Fault("applicant", ApplicantNotFound(question.applicant).message),)
    if faults:
        said = [[words.in_language(question.language) for words in (FIELDS[fault.field], fault.message)] for fault in faults]
        usable = question.address(q="", **{fault.field: "" for fault in faults if fault.field != "q"})
        return page("refused.html", replace(frame, home=usable), status=400, form=form, faults=said)
    asked = Asked(on=question.on, known_at=question.known_at, applicant=chosen.id if chosen else None)
    wanted = chosen or next((party for party in applicants if party.id == actor.party), None)
    if question.text:
        record, view = await patent_use.find(at.pool, actor, at.moment, question.text, asked=asked)
        if record is not None:
            return _detail(at, frame, form, record, view, wanted)
    found, view = await patent_use.browse(
        at.pool,
        actor,
        at.moment,
        request=question.request,
        filter=PatentFilter(text=question.text or None),
        order=PatentOrder(),
        asked=asked,
        with_total=True,
    )
    return _list(at, frame, form, found, view, wanted)


def _detail(at: Desk, frame: Frame, form: FormShown, record: PatentRecord, view: View, wanted: Party | None) -> Response[str]:
    language = at.question.language
    return page(
        "patent.html",
        frame,
        form=form,
        asked=_asked(at, view, wanted),
        patent=patent_shown(record, view, language),
        packages=packages_of(record, view, language),
        without_terms=_why_no_terms(form, view, wanted).in_language(language),
    )


def _why_no_terms(form: FormShown, view: View, wanted: Party | None) -> Words:
    if wanted is None:
        return label("choose_for_terms" if form.options else "sign_in_for_terms")
    return label("unknown_then" if view.applicant is None else "no_package")


def _list(at: Desk, frame: Frame, form: FormShown, found: PatentPage, view: View, wanted: Party | None) -> Response[str]:
    question, language = at.question, at.question.language
    rows = tuple(row_of(record, view, question) for record in found.records)
    total = found.total or 0
    return page(
        "list.html",
        frame,
        form=form,
        asked=_asked(at, view, wanted),
        rows=rows,
        count=count_of(total).in_language(language),
        with_terms=view.applicant is not None,
        without_terms="" if view.applicant else _why_no_terms(form, view, wanted).in_language(language),
        next=question.address(after=place_of(found.keysets[-1])) if found.has_next and rows else "",
        previous=question.address(before=place_of(found.keysets[0])) if found.has_previous and rows else "",
        empty=_why_empty(at, view, total),
    )


def _why_empty(at: Desk, view: View, total: int) -> tuple[str, str]:
    if at.question.text and not total:
        what, next_step = label("no_such_patent"), label("no_such_patent_next")
    elif total:
        what, next_step = label("empty_page"), label("empty_page_next")
    else:
        what = label("no_patents")
        next_step = label("no_patents_next_officer" if view.actor.sees_all else "no_patents_next")
    return what.in_language(at.question.language), next_step.in_language(at.question.language)


@dataclass(frozen=True, slots=True)
class AskedShown:
    """What was asked, in words: for whom, as of which day, as known when (empty: now)."""

    applicant: Told | None
    code: str
    on: str
    known_at: str


def _asked(at: Desk, view: View, wanted: Party | None) -> AskedShown:
    return AskedShown(
        applicant=told(wanted.name, at.question.language) if wanted else None,
        code=wanted.code if wanted else "",
        on=view.on.isoformat(),
        known_at=writing.moment(view.known_at, at.zone) if view.known_at else "",
    )


def provider_of(at: Desk) -> str:
    """Return the address that leads to the identity provider, with the way back; empty where there is none."""
    state = at.frame().state
    return f"{BEGIN}?{urlencode({'state': state})}" if at.callers.has_provider else ""


def _sign_in(at: Desk, request: AnyRequest, refused: str, *, status: int = 401, forget: bool = True) -> Response[str]:
    return page(
        "sign_in.html",
        at.frame(path="/sign-in"),
        status=status,
        headers={"WWW-Authenticate": 'Bearer realm="ippool"'} if status == 401 else {},
        cookies=[signing.forgotten(at.callers, request)] if forget else None,
        refused=refused,
        back=at.question.address(),
        provider=provider_of(at),
    )


def _back(at: Desk, cookie: Cookie, **changes: str) -> Response[str]:
    # The address is made anew from what was understood of it, so it never leads elsewhere.
    headers = {"Location": at.question.address(**changes), "Cache-Control": "no-store"}
    return Response("", status_code=303, media_type=MediaType.TEXT, headers=headers, cookies=[cookie])


def _failed(request: AnyRequest, error: Exception) -> Response[str]:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status >= 500:
        log.error("%s %s\n%s", request.method, request.scope["path_template"], traced(error))
    frame = Frame(
        language=Language.JA, banner=(), banner_heads=(), is_home=False, switch=(), who=None, home=HOME, sign_in="", state=""
    )
    both = [(code, label("failed").in_language(one), label("failed_next").in_language(one)) for code, one in _BOTH]
    return page("failed.html", frame, status=status, both=both)


_BOTH = (("ja", Language.JA), ("en", Language.EN))
