"""What the page itself says, in both languages."""

from __future__ import annotations

from ippool.domain.words import Language, Words

_LABELS = {
    "site": Words("知財プール登録簿", "IP pool register"),
    "tagline": Words("この特許を、どの条件で使えるか", "On what terms may I use this patent?"),
    "to_content": Words("本文へ", "Skip to content"),
    "language": Words("表示言語", "Language"),
    "signed_in_as": Words("サインイン中", "Signed in"),
    "not_signed_in": Words("サインインしていない", "Not signed in"),
    "sign_in": Words("サインイン", "Sign in"),
    "sign_out": Words("サインアウト", "Sign out"),
    "about_register": Words("この登録簿について", "About this register"),
    "demonstration": Words(
        "実演用の登録簿：ラボ・会員・条件は架空で、実在の当事者について何も述べない",
        "Demonstration: labs, members and terms are invented and state nothing about any real party",
    ),
    "search": Words("検索", "Search"),
    "q": Words("特許番号、または名称・要約の語", "Patent number, or words of title or abstract"),
    "q_hint": Words(
        "例：特許第6011989号、特開2020-121353、US 10,811,684、ロボット", "Such as 特許第6011989号, US 10,811,684, or: lithium"
    ),
    "applicant": Words("誰の条件か", "Whose terms"),
    "choose_applicant": Words("（選ばない）", "(nobody chosen)"),
    "on": Words("いつの時点か", "As of which day"),
    "on_hint": Words("空欄なら今日", "Empty: today"),
    "known_at": Words("いつ知られていた記録か", "As known at which moment"),
    "known_at_hint": Words(
        "空欄なら今。例：2026-04-01T09:00（所在地の時刻）か 2026-04-01T00:00:00Z",
        "Empty: now. Such as 2026-04-01T09:00 (office time) or 2026-04-01T00:00:00Z",
    ),
    "more": Words("過去の記録で調べる", "Ask of past records"),
    "look": Words("調べる", "Look"),
    "start_over": Words("すべての特許", "All patents"),
    "as_of": Words("時点", "As of"),
    "as_known_at": Words("記録の時点", "As known at"),
    "terms_of": Words("条件の対象", "Terms for"),
    "pool": Words("プールの特許", "Patents of the pool"),
    "found": Words("検索の結果", "Search result"),
    "number": Words("番号", "Number"),
    "title": Words("名称", "Title"),
    "owners": Words("権利者と持分", "Owners and shares"),
    "labs": Words("ラボ", "Lab"),
    "status": Words("状態", "Status"),
    "my_terms": Words("条件", "Terms"),
    "price": Words("対価", "Price"),
    "next": Words("次のページ", "Next page"),
    "previous": Words("前のページ", "Previous page"),
    "first_page": Words("一覧の最初", "First page"),
    "pages": Words("ページ", "Pages"),
    "with_consent": Words("同意があれば", "with the consents"),
    "no_such_patent": Words("そのような特許は登録簿にない", "The register has no such patent"),
    "no_such_patent_next": Words(
        "番号の書き方（特許第6123456号、JP6123456B2、特願2016-123456）か、名称・要約の語を確かめる。",
        "Check the number (特許第6123456号, JP6123456B2, 特願2016-123456) or the words of title or abstract.",
    ),
    "no_patents": Words("表示できる特許がまだない", "There is no patent to show yet"),
    "no_patents_next_officer": Words(
        "ippool import house FOLDER で登録簿に記録を読み込む。", "Load records into the register: ippool import house FOLDER."
    ),
    "no_patents_next": Words(
        "公開された特許はここに表示される。会員はサインインすると自社とラボの特許も見られる。",
        "Published patents appear here. Members who sign in also see their own and their labs' patents.",
    ),
    "empty_page": Words("このページには特許がない", "There are no patents on this page"),
    "empty_page_next": Words("一覧の最初から見直す。", "Start from the first page of the list."),
    "terms": Words("この特許を使う条件", "Terms of use"),
    "sign_in_for_terms": Words(
        "条件は、誰が使うかによって決まる。サインインすると、自社の条件と理由がここに表示される。",
        "Terms depend on who asks. Sign in to see here your own party's terms, with the reasons.",
    ),
    "choose_for_terms": Words(
        "条件は、誰が使うかによって決まる。上の「誰の条件か」で当事者を選び、「調べる」を押す。",
        "Terms depend on who asks. Choose a party under “Whose terms” above and press “Look”.",
    ),
    "no_package": Words(
        "この当事者について示せる条件はない。日付を確かめるか、知財担当者に尋ねる。",
        "There are no terms to show for this party. Check the day, or ask the IP office.",
    ),
    "unknown_then": Words(
        "選んだ当事者は、指定した時点の登録簿にまだない。時点を確かめる。",
        "The register did not know this party at the moment asked. Check the moment.",
    ),
    "best": Words("最も有利な一式", "Best package"),
    "another": Words("別のラボの一式", "Package of another lab"),
    "several": Words(
        "この特許は複数のラボに属する。条件はラボごとの一式で、混ぜて使うことはない。有利な順に示す。",
        "This patent is in several labs. Terms come as one whole package per lab and are never mixed. Best first.",
    ),
    "no_lab": Words("ラボなし", "no lab"),
    "standing": Words("立場", "Standing"),
    "basis": Words("使える根拠", "Ground of the use"),
    "license_type": Words("実施権の種類", "Type of license"),
    "arrangement": Words("取決め", "Arrangement"),
    "in_force": Words("有効期間", "In force"),
    "prices": Words("対価の内訳", "What it costs"),
    "prices_after_consent": Words("同意が得られた場合の対価", "What it would cost with the consents"),
    "component": Words("項目", "Component"),
    "value": Words("金額・料率", "Amount or rate"),
    "free": Words("対価はかからない。", "Nothing is due."),
    "no_price": Words("定まった対価はない。", "There is no set price."),
    "regions": Words("地域ごとの料率（第一段階）", "Rates by region (first tier)"),
    "region": Words("地域", "Region"),
    "rate": Words("料率", "Rate"),
    "consents": Words("他の権利者の同意", "Consents of the other owners"),
    "no_consents": Words("同意を要する他の権利者はいない。", "There is no other owner whose consent is needed."),
    "owner": Words("権利者", "Owner"),
    "country": Words("国", "Country"),
    "given": Words("あり", "given"),
    "missing": Words("未取得", "missing"),
    "consent_record": Words("同意の記録", "Record"),
    "last_day": Words("最終日", "Last day"),
    "licenses": Words("この当事者が持つライセンス", "Licenses this party holds"),
    "field_of_use": Words("実施分野", "Field of use"),
    "territory": Words("地域", "Territory"),
    "period": Words("期間", "Period"),
    "why": Words("なぜこの条件になるか", "Why these terms"),
    "why_hint": Words(
        "調べた規則を順にすべて示す。✓ は当てはまった規則、– は当てはまらなかった規則。",
        "Every rule that was tried, in order. ✓ marks those that apply, – those that do not.",
    ),
    "applies": Words("当てはまる", "applies"),
    "applies_not": Words("当てはまらない", "does not apply"),
    "unverified": Words("原典未確認", "not verified at its source"),
    "facts": Words("見た事実", "Facts"),
    "source": Words("出典", "Source"),
    "digest": Words("答えの要約値", "Digest of the answer"),
    "patent": Words("特許の記録", "The patent"),
    "numbers": Words("番号", "Numbers"),
    "days": Words("日付", "Dates"),
    "share": Words("持分", "Share"),
    "held": Words("保有期間", "Held"),
    "ownership_class": Words("権利の区分", "Ownership class"),
    "classifications": Words("分類", "Classes"),
    "family": Words("ファミリー", "Family"),
    "scheme": Words("スキーム", "Scheme"),
    "kind": Words("種類", "Kind"),
    "jurisdiction": Words("国・官庁", "Office"),
    "listed": Words("会員以外にも開放して掲載されている", "Listed as open for license to non-members"),
    "none": Words("なし", "none"),
    "sign_in_title": Words("サインイン", "Sign in"),
    "sign_in_provider": Words("所属機関のアカウントでサインイン", "Sign in with your organization's account"),
    "token": Words("トークン", "Token"),
    "token_hint": Words(
        "ippool_ で始まる文字列。知財担当者が ippool token create --role member --party コード で発行し、一度だけ表示される。",
        "It begins with ippool_. The IP office makes it with ippool token create --role member --party CODE; it is shown once.",
    ),
    "token_refused": Words(
        "トークンが無効か、取り消されている。発行し直したものを使うか、サインインせずに続ける。",
        "The token is not valid, or was revoked. Use one that holds, or go on without signing in.",
    ),
    "token_elsewhere": Words(
        "サインインは、この登録簿の画面からだけ受け付ける。画面を開き直して、もう一度試す。",
        "Signing in is accepted from this register's own page only. Open the page again and try once more.",
    ),
    "go_on": Words("サインインせずに続ける", "Go on without signing in"),
    "faults": Words("このままでは調べられない", "This cannot be looked up"),
    "failed": Words("内部の誤りで表示できない", "The page could not be made"),
    "failed_next": Words(
        "しばらくしてからもう一度試す。続くときは知財担当者に伝える。", "Try again later. If it goes on, tell the IP office."
    ),
    "read_only": Words(
        "この画面は見るだけで、登録簿は変わらない。同じ答えをプログラムからは GraphQL（/graphql）で得られる。",
        "This page only reads; nothing in the register changes. Programs get the same answers over GraphQL (/graphql).",
    ),
}

FIELDS = {
    "q": _LABELS["q"],
    "applicant": _LABELS["applicant"],
    "on": _LABELS["on"],
    "known_at": _LABELS["known_at"],
    "lang": _LABELS["language"],
    "after": _LABELS["pages"],
    "before": _LABELS["pages"],
}
"""What the parameters of the address are called."""


def labels(language: Language) -> dict[str, str]:
    """Return everything the page says, by its name, in one language."""
    return {name: words.in_language(language) for name, words in _LABELS.items()}


def label(name: str) -> Words:
    """Return one text of the page in both languages."""
    return _LABELS[name]


def count_of(number: int) -> Words:
    """Say how many patents there are."""
    return Words(f"{number:,} 件", "1 patent" if number == 1 else f"{number:,} patents")
