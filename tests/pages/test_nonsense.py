"""Whatever stands in the address: the page says what is wrong with it, in the reader's language, and never breaks."""

from __future__ import annotations

import logging

import pytest

from tests.graphql.api import Api
from tests.pages.reading import read

HUGE = "9" * 5000
NONSENSE = [
    ("on=2026-02-30", "「2026-02-30」という日はない。", "There is no day “2026-02-30”."),
    ("on=yesterday", "「yesterday」という日はない。", "There is no day “yesterday”."),
    ("on=20260401", "「20260401」という日はない。", "There is no day “20260401”."),
    ("on=%EF%BC%92026-04-01", "「２026-04-01」という日はない。", "There is no day “２026-04-01”."),
    ("on=2026-04-01&on=2026-04-02", "二度指定されている。", "It is given twice."),
    ("known_at=now", "「now」という時刻はない。", "There is no moment “now”."),
    ("known_at=2026-04-01", "「2026-04-01」という時刻はない。", "There is no moment “2026-04-01”."),
    ("known_at=0001-01-01T00:00:00%2B14:00", "「0001-01-01T00:00:00+14:00」という時刻はない。", "There is no moment"),
    ("known_at=9999-12-31T23:59:59-14:00", "「9999-12-31T23:59:59-14:00」という時刻はない。", "There is no moment"),
    ("after=%3F%3F", "この一覧の位置ではない。", "It is not a place in this list."),
    ("after=0123456789abcdef0123456789abcdef-AA", "この一覧の位置ではない。", "It is not a place in this list."),
    ("before=0123456789abcdef0123456789abcdef-_w", "この一覧の位置ではない。", "It is not a place in this list."),
    ("after=0123456789abcdef0123456789abcdef-YQ&before=0123456789abcdef0123456789abcdef-YQ", "一方だけ指定する。", "not both"),
    (f"q={HUGE}", "200 文字までで指定する。", "Give at most 200 characters."),
    (f"q={HUGE}{HUGE}", "アドレスが長すぎて読めない。", "The address is too long"),
    ("&".join(f"p{number}=1" for number in range(60)), "アドレスが長すぎて読めない。", "The address is too long"),
    ("q=a%00b", "読めない文字が含まれている。", "It holds characters that cannot be read."),
    ("q=a%08b", "読めない文字が含まれている。", "It holds characters that cannot be read."),
    ("q=%ED%A0%80", "読めない文字が含まれている。", "It holds characters that cannot be read."),
    ("q=%FF%FE", "読めない文字が含まれている。", "It holds characters that cannot be read."),
    ("applicant=NOBODY", "登録簿に NOBODY という者はいない。", "The register has no party NOBODY."),
    ("applicant=%00", "読めない文字が含まれている。", "It holds characters that cannot be read."),
    (
        "applicant=%3Cscript%3Ealert(1)%3C/script%3E",
        "登録簿に &lt;script&gt;alert(1)&lt;/script&gt; という者はいない。",
        "&lt;script&gt;",
    ),
    ("lang=fr", "fr という表示言語はない。", "There is no language fr."),
]


@pytest.mark.parametrize(("query", "ja", "en"), NONSENSE)
async def test_nonsense_is_refused_in_words(pages: Api, query: str, ja: str, en: str) -> None:
    officer = await pages.officer()
    for language, said in (("ja", ja), ("en", en)):
        response = await pages.client.get(f"/?{query}", headers={**officer.headers, "Accept-Language": language})
        assert response.status_code == 400
        page = read(response)
        assert page.one("html").attributes["lang"] == language
        refused = page.one("div", role="alert")
        assert said.replace("&lt;", "<").replace("&gt;", ">") in refused.text
        assert said in response.text
        assert len(response.content) < 40_000
        home = refused.one("a").attributes["href"]
        assert (await pages.client.get(home, headers=officer.headers)).status_code == 200


async def test_every_fault_is_told_at_once(pages: Api) -> None:
    response = await pages.client.get("/?on=x&known_at=y&after=z&lang=ja")
    assert [one.one("strong").text for one in read(response).one("div", role="alert").all("li")] == [
        "いつの時点か",
        "いつ知られていた記録か",
        "ページ",
    ]


MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'


async def test_markup_in_the_search_is_shown_as_text(pages: Api) -> None:
    response = await pages.client.get("/", params={"q": MARKUP, "lang": "en"})
    page = read(response)
    assert response.status_code == 200
    assert page.one("input", id="q").attributes["value"] == MARKUP
    assert not page.all("script")
    assert not page.all("img")
    assert "49" not in page.text
    assert page.one("div", kind="empty").one("h2").text == "The register has no such patent"


@pytest.mark.parametrize(
    "query",
    [
        "on=0001-01-01",
        "on=9999-12-31",
        "known_at=0001-01-01T00:00:00Z",
        "known_at=9999-12-31T23:59:59Z",
        "q=%25",
        "q=_",
        "q=%5C",
        "q='%20or%20true--",
        "q=%F0%9F%98%80",
        "q=SYN-7&on=0001-01-01",
        "q=SYN-7&on=9999-12-31",
        "q=JP-2020121353-A&on=9999-12-31",
        "q=SYN-7&known_at=9999-12-31T23:59:59Z",
        "after=0123456789abcdef0123456789abcdef-",
        "after=0123456789abcdef0123456789abcdef-enp6eno",
        "before=0123456789abcdef0123456789abcdef-",
        "unknown=%00",
        "q=&on=&applicant=&known_at=&lang=&after=&before=",
    ],
)
async def test_odd_but_lawful_questions_are_answered(pages: Api, query: str) -> None:
    officer = await pages.officer()
    for applicant in ("", "&applicant=COMPANY-B"):
        response = await pages.client.get(f"/?{query}{applicant if 'applicant' not in query else ''}", headers=officer.headers)
        assert response.status_code == 200
        assert read(response).all("h1")


async def test_a_place_behind_the_last_patent_is_an_empty_page(pages: Api) -> None:
    page = read(await pages.client.get("/?after=0123456789abcdef0123456789abcdef-enp6eno&lang=en"))
    assert page.one("div", kind="empty").text == (
        "There are no patents on this page Start from the first page of the list. All patents"
    )


async def test_raw_bytes_in_the_address_are_read(pages: Api) -> None:
    answers: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            status = message["status"]
            assert isinstance(status, int)
            answers.append(status)

    for query in (b"q=\xff\xfe", b"q=\xe9\x9b\xbb", b"\xff", b"%", b"q=%zz", b"&&==&"):
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "raw_path": b"/",
            "query_string": query,
            "headers": [(b"accept-language", b"\xff;q=\xff,en;q=nan")],
            "server": ("ippool.test", 80),
            "client": ("127.0.0.1", 1),
        }
        await pages.client._transport.app(scope, receive, send)  # type: ignore[attr-defined]
    assert answers == [400, 200, 200, 200, 200, 200]


async def test_what_breaks_within_is_masked(pages: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the database")

    monkeypatch.setattr("ippool.usecases.patents.browse", breaks)
    with caplog.at_level(logging.ERROR, "ippool.pages"):
        response = await pages.client.get("/")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert [one.attributes["lang"] for one in read(response).one("div", role="alert").all("div")] == ["ja", "en"]
    assert "a secret of the database" not in caplog.text
