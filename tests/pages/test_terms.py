"""The page as its readers see it: who sees which patents, and on what terms, in both languages."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus
from uuid import uuid4

import pytest

from ippool.store.records import add
from ippool.usecases import patents as patent_use
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, now
from tests.graphql.api import Api, Caller, api_on
from tests.pages.reading import Element, described, links, pairs, read, row

DAY = "2026-11-24"
JOINT_PENDING = "JP-2020121353-A"
CONSENT_MISSING = "CN-113544875-B"
TWO_LABS = "SYN-7"


async def look(caller: Caller, **asked: str) -> Element:
    response = await caller.get("/", **{"on": DAY, "lang": "ja", **asked})
    assert response.status_code == 200
    return read(response)


async def test_anonymous_sees_published_open_patents_and_how_to_get_terms(pages: Api) -> None:
    page = await look(pages.anonymous)
    assert page.one("h1").text == "プールの特許 42 件"
    assert [head.text for head in page.one("thead").all("th")] == ["番号", "名称", "権利者と持分", "ラボ", "状態"]
    assert row(page, "特開2012-171825") == {
        "番号": "特開2012-171825",
        "名称": "Lithium-free silicate-based compound, method for producing the same, positive electrode for lithium ion secondary "
        "battery, and the lithium ion secondary battery",
        "権利者と持分": "国立研究開発法人産業技術総合研究所 1/2 等分と仮定 株式会社豊田自動織機 1/2 等分と仮定",
        "ラボ": "OL-BAT",
        "状態": "出願公開",
    }
    note = page.one("p", kind="note")
    assert note.text.startswith("条件は、誰が使うかによって決まる。サインインすると")
    assert note.one("a").attributes["href"] == f"/sign-in?on={DAY}&lang=ja"
    assert not page.all("select")


async def test_shares_that_are_not_stipulated_are_marked(pages: Api) -> None:
    page = await look(pages.anonymous, lang="en")
    owners = row(page, "特開2020-121353")["Owners and shares"]
    assert owners == "Sintokogio, Ltd. share not stipulated Toyohashi University of Technology share not stipulated"


async def test_member_sees_its_own_terms_in_the_list(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"))
    assert page.one("h1").text == "プールの特許 43 件"
    assert page.one("p", kind="asked").text == f"条件の対象 B社 COMPANY-B 時点 {DAY}"
    assert page.one("form", action="/sign-out").one("span", kind="quiet").text == "サインイン中"
    preferred, missing = row(page, "特開2020-121353"), row(page, "CN 113544875")
    assert (preferred["条件"], preferred["対価"]) == ("優遇条件", "1.8 %～ + ¥500,000")
    assert (missing["条件"], missing["対価"]) == ("同意が必要 同意があれば 優遇条件", "0.864 % + ¥250,000")


async def test_member_in_english(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"), lang="en")
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("p", kind="asked").text == f"Terms for Company B COMPANY-B As of {DAY}"
    preferred, missing = row(page, "特開2020-121353"), row(page, "CN 113544875")
    assert (preferred["Terms"], preferred["Price"]) == ("preferred terms", "1.8 % … + ¥500,000")
    assert missing["Terms"] == "consent needed with the consents preferred terms"


async def test_detail_of_a_member(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"), q=JOINT_PENDING)
    package = page.one("section", kind="package")
    answer = package.one("header", kind="answer")
    assert "preferred" in answer.attributes["class"].split()
    assert answer.one("h3").text == "優遇条件"
    assert answer.one("p", kind="headline").text == "OL-ROBのラボ会員として、優遇条件の仮通常実施権（非独占）。"
    ground = described(package, "ground")
    assert (ground["立場"], ground["使える根拠"], ground["実施権の種類"]) == (
        "ラボ会員",
        "許諾による実施権",
        "仮通常実施権（非独占）",
    )
    assert ground["取決め"].startswith("OL-ROB@1 ")
    prices = {line.one("th").text: line.one("td").text for line in package.one("table", kind="prices").one("tbody").all("tr")}
    assert prices == {
        "一時金": "¥500,000",
        "ランニングロイヤルティ": "¥100,000,000までの部分 正味売上高の 1.8 % ¥100,000,000を超える部分 正味売上高の 1.2 %",
        "登録前の実施分": "¥100,000,000までの部分 正味売上高の 0.9 % ¥100,000,000を超える部分 正味売上高の 0.6 %",
        "年間最低額": "¥150,000",
        "年間上限額": "–",
    }
    consent = package.one("table", kind="consents").one("tbody").one("tr")
    assert consent.text == "新東工業株式会社 JP 日本 あり OL-ROB@1/SINTOKOGIO –"
    record = page.one("aside", kind="record").text
    for part in ("公開番号 特開2020-121353", "出願番号 特願2019-013589", "出願日 2019-01-29", "公開日 2020-08-13", "FI B25J5/00@A"):
        assert part in record


async def test_a_japanese_right_is_explained_by_the_japanese_statute(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"), q=JOINT_PENDING)
    stage = page.one("div", kind="trace").one("ol", kind="stages").all("li")[0]
    standing = {step.one("b").text: step for step in stage.one("ol").all("li")}
    clause = standing["共有者"].one("span", kind="clause")
    assert clause.one("a").attributes["href"].startswith("https://ipr.memo.wiki/")
    assert not clause.all("span", kind="unverified")
    assert standing["法定通常実施権者"].one("span", kind="unverified").text == "原典未確認"


async def test_trace_is_a_tree_of_every_rule_tried(pages: Api) -> None:
    member = await pages.member("COMPANY-B")
    page = await look(member, q=CONSENT_MISSING)
    trace = page.one("div", kind="trace")
    stages = [stage for stage in trace.one("ol", kind="stages").inside if isinstance(stage, Element)]
    heads = [stage.all("summary")[0].one("b").text if stage.all("summary") else stage.all("b")[0].text for stage in stages]
    assert heads == ["立場", "判断", "料率表 MEMBER:premium", "他の権利者の同意", "照会の範囲"]
    standing = {step.one("b").text: step for step in stages[0].one("ol").all("li")}
    assert list(standing) == ["中核機関", "未確定", "共有者", "法定通常実施権者", "実施権者", "ラボ会員"]
    assert standing["ラボ会員"].attributes["class"] == "applies"
    assert standing["共有者"].attributes["class"] == "not"
    clause = standing["共有者"].one("span", kind="clause")
    # A Chinese right: what Japan's statute says does not hold for it, and the law of 2021 was not read at its source.
    assert clause.one("a").attributes["href"].startswith("http://www.ipwatchdog.com/2016/02/18/")
    assert standing["共有者"].one("span", kind="unverified").text == "原典未確認"
    assert not standing["法定通常実施権者"].all("span", kind="unverified")
    card = {step.one("b").text: step for step in stages[2].one("ol").all("li")}
    assert card["地域表"].one("p", kind="values").text == "料率 1.2 % → 0.96 %"
    assert card["早期契約割引"].one("p", kind="values").text == "料率 0.96 % → 0.864 %"
    assert "この取決めは「年間上限」を定めていない。" in card["年間上限"].text
    # Nothing the API's trace tells is left out.
    data = await member.ask(
        "query ($n: String!, $d: Date) { patent(number: $n) { terms(on: $d) { digest headline trace { because } } } }",
        n=CONSENT_MISSING,
        d=DAY,
    )
    terms = data["patent"]["terms"]
    told = [one.text for one in trace.all("span", kind="because")]
    assert sorted(told) == sorted(step["because"] for step in terms["trace"])
    assert page.one("p", kind="digest").one("code").text == terms["digest"]
    assert page.one("p", kind="headline").text == terms["headline"]


async def test_detail_in_english_says_the_same_in_english(pages: Api) -> None:
    member = await pages.member("COMPANY-B")
    page = await look(member, q=CONSENT_MISSING, lang="en")
    assert page.one("header", kind="answer").one("h3").text == "consent needed"
    assert page.one("p", kind="price").text == "with the consents preferred terms 0.864 % + ¥250,000"
    consent = page.one("table", kind="consents").one("tbody").one("tr")
    assert consent.text == "Mitsubishi Gas Chemical Company, Inc. CN China missing – –"
    rules = {one.text for one in page.one("div", kind="trace").all("b")}
    assert {"standing", "ownership class", "region table", "consent of an owner"} <= rules


async def test_co_owner_uses_its_own_patent_free(pages: Api) -> None:
    page = await look(await pages.member("TOYOTA-INDUSTRIES"), q="特開2012-171825")
    answer = page.one("header", kind="answer")
    assert (answer.one("h3").text, answer.one("p", kind="price").text) == ("無償", "¥0")
    assert described(page, "ground")["使える根拠"] == "共有者の自己実施"
    assert "対価はかからない。" in page.one("section", kind="package").text


async def test_two_labs_are_two_whole_packages_best_first(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"), q=TWO_LABS)
    packages = page.all("section", kind="package")
    assert [one.one("p", kind="of").text.split(" ·")[0] for one in packages] == ["最も有利な一式", "別のラボの一式"]
    assert [one.one("p", kind="price").text for one in packages] == ["1.08 % + ¥250,000", "1.8 %～ + ¥500,000"]


async def test_own_license_is_shown(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-F"), q=TWO_LABS)
    licenses = page.all("table", kind="licenses")
    assert {one.one("tbody").one("tr").text for one in licenses} == {"L-0002 非独占的通常実施権 すべて JP 日本 2025-04-01 – 有効"}


async def test_officer_chooses_whose_terms(pages: Api) -> None:
    officer = await pages.officer()
    page = await look(officer)
    choices = [option.attributes["value"] for option in page.one("select", id="applicant").all("option")]
    assert choices[0] == ""
    assert choices[1:] == sorted(choices[1:])
    assert {"AIST", "COMPANY-Z", "NISSAN"} <= set(choices)
    assert (
        page.one("p", kind="note").text == "条件は、誰が使うかによって決まる。上の「誰の条件か」で当事者を選び、「調べる」を押す。"
    )
    assert row(page, "SYN-1")["状態"] == "出願中"
    page = await look(officer, applicant="NISSAN", q="SYN-5")
    assert page.one("header", kind="answer").one("h3").text == "許諾不可"
    assert [one.attributes["value"] for one in page.all("option", selected="")] == ["NISSAN"]


async def test_day_changes_the_answer(pages: Api) -> None:
    officer = await pages.officer()
    before = await look(officer, applicant="COMPANY-F", q="特許第6011989号", on="2026-03-31")
    after = await look(officer, applicant="COMPANY-F", q="特許第6011989号", on="2027-04-01")
    assert (described(before, "ground")["立場"], described(after, "ground")["立場"]) == ("ラボ会員", "非会員")


async def test_moment_before_anything_was_recorded_finds_nothing(pages: Api) -> None:
    page = await look(await pages.officer(), q=JOINT_PENDING, known_at="2020-01-01T00:00:00Z")
    assert page.one("div", kind="empty").one("h2").text == "そのような特許は登録簿にない"
    assert "記録の時点 2020-01-01 09:00:00+09:00" in page.one("p", kind="asked").text
    local = await look(await pages.officer(), q=JOINT_PENDING, known_at="2020-01-01 09:00")
    assert "記録の時点 2020-01-01 09:00:00+09:00" in local.one("p", kind="asked").text


@pytest.mark.parametrize(
    "number", ["特開2020-121353", "特開２０２０－１２１３５３", "JP2020121353A", "特願2019-13589", JOINT_PENDING]
)
async def test_any_notation_of_a_number_finds_the_patent(pages: Api, number: str) -> None:
    page = await look(pages.anonymous, q=number)
    assert page.one("div", kind="heading").one("p", kind="number").text == "特開2020-121353 特許査定"
    assert "サインインすると、自社の条件と理由がここに表示される。" in page.one("div", kind="empty").text


async def test_words_filter_the_list(pages: Api) -> None:
    page = await look(pages.anonymous, q="ロボット 制御")
    assert page.one("h1").text == "検索の結果 1 件"
    assert row(page, "特許第6137924号")["名称"] == "回診支援ロボットおよび回診支援ロボットの制御プログラム"


async def test_every_row_leads_to_its_own_patent(pages: Api) -> None:
    officer = await pages.officer()
    page = await look(officer)
    rows = [(line.one("th").text, line.one("a").attributes["href"]) for line in page.one("tbody").all("tr")]
    assert len(rows) == 48
    for number, address in rows:
        detail = read(await officer.client.get(address, headers=officer.headers))
        assert detail.one("div", kind="heading").one("p", kind="number").text.startswith(f"{number} "), address


async def test_a_row_leads_to_its_own_patent_where_two_bear_one_number(own_demo_pool: Pool) -> None:
    record, _ = await patent_use.find(own_demo_pool, OFFICER, now(), "WO-2011065307-A1")
    assert record is not None
    national = replace(record.patent, id=uuid4(), code="JP-WO2011065307-A1", jurisdiction="JP")
    async with own_demo_pool.database.write(OFFICER) as tx:
        await add(tx.connection, [national])
        tx.record("patent:registered", national)
    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer()
        for code in ("WO-2011065307-A1", "JP-WO2011065307-A1"):
            page = await look(officer, q=code)
            assert ("登録簿のコード", code) in pairs(page.one("aside", kind="record"))
        by_number = await look(officer, q="WO 2011/065307 A1")
        assert ("登録簿のコード", "JP-WO2011065307-A1") in pairs(by_number.one("aside", kind="record"))


@pytest.mark.parametrize(("hidden", "unknown"), [("SYN-1", "SYN-0"), ("架空の発明1：固体電解質", "架空の発明0：固体電解質")])
@pytest.mark.parametrize("party", [None, "COMPANY-Z", "COMPANY-M"])
async def test_unpublished_looks_like_nothing(pages: Api, party: str | None, hidden: str, unknown: str) -> None:
    caller = await pages.member(party) if party else pages.anonymous
    for language in ("ja", "en"):
        for more in ({}, {"known_at": "2030-01-01T00:00:00Z"}, {"on": "2026-06-01"}):
            found, none = [await caller.get("/", q=q, lang=language, **more) for q in (hidden, unknown)]
            assert found.status_code == none.status_code == 200
            assert found.text.replace(hidden, unknown).replace(quote_plus(hidden), quote_plus(unknown)) == none.text
            told = [{name: value for name, value in one.headers.items() if name != "content-length"} for one in (found, none)]
            assert told[0] == told[1]
    assert "固体電解質の製造方法" not in (await caller.get("/", q="固体電解質")).text
    assert "SYN-1<" not in (await caller.get("/")).text


async def test_owner_sees_its_own_unpublished_patent(pages: Api) -> None:
    page = await look(await pages.member("COMPANY-B"), q="SYN-2")
    assert page.one("header", kind="answer").one("h3").text == "無償"
    assert page.one("aside", kind="record").one("ul", kind="owners").all("li")[1].text.startswith("B社")


async def test_another_party_may_not_be_asked_for_and_looks_unknown(pages: Api) -> None:
    member = await pages.member("COMPANY-B")
    other, unknown = [await member.get("/", applicant=code, on=DAY) for code in ("COMPANY-M", "COMPANY-0")]
    assert other.status_code == unknown.status_code == 400
    assert other.text.replace("COMPANY-M", "COMPANY-0") == unknown.text
    own = await member.get("/", applicant="COMPANY-B", on=DAY)
    assert own.status_code == 200


async def test_banner_stands_on_top_in_both_languages(pages: Api) -> None:
    for language in ("ja", "en"):
        banner = (await look(pages.anonymous, lang=language)).one("aside", kind="banner")
        assert {one.attributes["lang"] for one in banner.all("p")} == {"ja", "en"}
        assert "実在の当事者について何も述べていない" in banner.text
        assert "state nothing about any real party" in banner.text


async def test_language_follows_the_browser_and_the_switch_keeps_the_state(pages: Api) -> None:
    for accepted, language in (
        ("en-US,en;q=0.9", "en"),
        ("ja,en;q=0.8", "ja"),
        ("fr", "ja"),
        ("", "ja"),
        ("en;q=0.2, ja;q=0.1", "en"),
    ):
        response = await pages.client.get("/", headers={"Accept-Language": accepted})
        assert read(response).one("html").attributes["lang"] == response.headers["content-language"] == language
    page = read(await pages.client.get("/", params={"q": "電池 <b>", "on": DAY, "known_at": "2026-11-01T00:00Z"}))
    other = page.one("nav", kind="switch").one("a", lang="en").attributes["href"]
    assert other == f"/?q=%E9%9B%BB%E6%B1%A0+%3Cb%3E&on={DAY}&known_at=2026-11-01T00%3A00Z&lang=en"
    switched = read(await pages.client.get(other))
    assert switched.one("input", id="q").attributes["value"] == "電池 <b>"
    assert switched.one("input", id="on").attributes["value"] == DAY
    assert switched.one("input", name="lang").attributes["value"] == "en"


async def test_pages_of_the_list_follow_one_another(pages: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = await pages.officer()
    whole = [line.one("th").text for line in (await look(officer)).one("tbody").all("tr")]
    monkeypatch.setattr("ippool.pages.asking.PAGE_SIZE", 10)
    seen: list[list[str]] = []
    address = f"/?on={DAY}&applicant=COMPANY-B"
    while True:
        page = read(await officer.client.get(address, headers=officer.headers))
        seen.append([line.one("th").text for line in page.one("tbody").all("tr")])
        following = page.all("a", rel="next")
        if not following:
            break
        address = following[0].attributes["href"]
        assert "applicant=COMPANY-B" in address
    assert [len(one) for one in seen] == [10, 10, 10, 10, 8]
    assert [number for one in seen for number in one] == whole
    for earlier in reversed(seen[:-1]):
        page = read(await officer.client.get(page.one("a", rel="prev").attributes["href"], headers=officer.headers))
        assert [line.one("th").text for line in page.one("tbody").all("tr")] == earlier
    assert not page.all("a", rel="prev")


async def test_empty_register_says_what_to_do(empty_api: Api) -> None:
    assert (await look(await empty_api.officer())).one("div", kind="empty").text == (
        "表示できる特許がまだない ippool import house FOLDER で登録簿に記録を読み込む。 すべての特許"
    )
    page = await look(empty_api.anonymous, lang="en")
    assert page.one("div", kind="empty").one("h2").text == "There is no patent to show yet"
    assert not page.all("aside", kind="banner")


@pytest.mark.parametrize("asked", [{}, {"q": CONSENT_MISSING}, {"q": TWO_LABS, "lang": "en"}, {"q": "SYN-0"}, {"on": "x"}])
async def test_nothing_is_loaded_from_elsewhere(pages: Api, asked: dict[str, str]) -> None:
    page = read(await (await pages.member("COMPANY-B")).get("/", **asked))
    assert not page.all("script")
    assert not page.all("style")
    assert not page.all("img")
    assert not page.all("iframe")
    assert not [element for element in page.all() if any(name.startswith("on") or name == "style" for name in element.attributes)]
    for name, address in links(page):
        if address.startswith(("https://", "http://")):
            assert name == "a"
        else:
            assert address.startswith(("/", "#"))
            assert not address.startswith("//")
    outside = [one for one in page.all("a") if one.attributes["href"].startswith("http")]
    assert all(one.attributes["rel"] == "external noopener noreferrer" for one in outside)
    (style,) = [address for name, address in links(page) if name == "link"]
    served = await pages.client.get(style)
    assert served.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in served.text
    assert "@import" not in served.text
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for control in page.all("input") + page.all("select"):
        if control.attributes.get("type") != "hidden":
            assert page.one("label", **{"for": control.attributes["id"]}).text


async def test_headers_and_head(pages: Api) -> None:
    for path in ("/", "/sign-in", "/?q=SYN-0", "/?on=x"):
        response = await pages.client.get(path)
        assert response.headers["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["cache-control"] == "no-store"
        head = await pages.client.head(path)
        assert (head.status_code, head.content) == (response.status_code, b"")
        assert head.headers["content-security-policy"] == response.headers["content-security-policy"]
