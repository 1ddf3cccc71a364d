"""Pages follow each other without a gap or a repeat, and a cursor opens one list for one viewer only."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.paging import Keyset, Page, PageRequest
from ippool.graphql.errors import ClientError
from ippool.graphql.paging import BoundCursors, Cursors, page_request, question
from tests.graphql.tiny import ASKED, CURSORS, ROWS, ask, refused

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $word: String, $descending: Boolean! = false) {
  inventions(first: $first, after: $after, last: $last, before: $before, word: $word, descending: $descending) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { filedOn id } }
  }
}
"""
DAYS = [row.filed.isoformat() for row in ROWS]


def bound(viewer: str = "member", word: str | None = None, order: str = "filed") -> BoundCursors:
    return CURSORS.bound(viewer=viewer, question=question("inventions", word=word), order=order)


async def page(**variables: Any) -> dict[str, Any]:
    answer = await ask(PAGE, variables)
    assert "errors" not in answer
    connection: dict[str, Any] = answer["data"]["inventions"]
    return connection


@pytest.mark.parametrize("size", [1, 5, 6, 12, 100])
async def test_forward_pages_show_every_row_once(size: int) -> None:
    seen, after, pages = [], None, 0
    while True:
        connection = await page(first=size, after=after)
        seen += [edge["node"]["id"] for edge in connection["edges"]]
        pages += 1
        assert connection["pageInfo"]["hasPreviousPage"] is (after is not None)
        if not connection["pageInfo"]["hasNextPage"]:
            break
        after = connection["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == 12
    assert pages == -(-12 // size)


async def test_backward_pages_keep_the_lists_order() -> None:
    last = await page(last=5)
    assert [edge["node"]["filedOn"] for edge in last["edges"]] == DAYS[7:]
    assert (last["pageInfo"]["hasPreviousPage"], last["pageInfo"]["hasNextPage"]) == (True, False)
    earlier = await page(last=7, before=last["pageInfo"]["startCursor"])
    assert [edge["node"]["filedOn"] for edge in earlier["edges"]] == DAYS[:7]
    assert (earlier["pageInfo"]["hasPreviousPage"], earlier["pageInfo"]["hasNextPage"]) == (False, True)


async def test_a_page_between_two_cursors() -> None:
    cursors = [edge["cursor"] for edge in (await page(first=12))["edges"]]
    between = await page(first=100, after=cursors[2], before=cursors[6])
    assert [edge["cursor"] for edge in between["edges"]] == cursors[3:6]


async def test_the_same_question_gives_the_same_bytes() -> None:
    assert await page(first=3) == await page(first=3)


async def test_the_usual_page_and_an_empty_one() -> None:
    ASKED.clear()
    everything = await page()
    assert (ASKED[-1].size, ASKED[-1].backward, len(everything["edges"])) == (50, False, 12)
    assert (await page(after=everything["pageInfo"]["endCursor"])) == {
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
        "edges": [],
    }


@pytest.mark.parametrize(
    "arguments",
    [{"first": 0}, {"first": -1}, {"first": 101}, {"last": 0}, {"last": -5}, {"last": 101}, {"first": 1, "last": 1}],
)
async def test_a_page_size_outside_1_to_100_is_refused(arguments: dict[str, int]) -> None:
    assert await refused(PAGE, arguments) == "PAGE_SIZE"


async def test_a_cursor_of_another_viewer_question_or_order_is_refused() -> None:
    cursor = (await ask(PAGE, {"first": 1}, viewer="member"))["data"]["inventions"]["pageInfo"]["endCursor"]
    assert "errors" not in await ask(PAGE, {"after": cursor}, viewer="member")
    assert await refused(PAGE, {"after": cursor}, viewer="other") == "INVALID_CURSOR"
    assert await refused(PAGE, {"after": cursor, "word": "battery"}, viewer="member") == "INVALID_CURSOR"
    assert await refused(PAGE, {"after": cursor, "descending": True}, viewer="member") == "INVALID_CURSOR"
    assert await refused(PAGE, {"before": cursor}, viewer="") == "INVALID_CURSOR"


def test_a_cursor_opens_under_its_own_binding_alone() -> None:
    keyset = Keyset((date(2026, 1, 1),), UUID(int=1))
    sealed = bound().seal(keyset)
    assert bound().open(sealed) == keyset
    others = [bound("other"), bound(word="x"), bound(order="filed desc")]
    others.append(Cursors(bytes(64)).bound(viewer="member", question=question("inventions", word=None), order="filed"))
    for other in others:
        with pytest.raises(ClientError) as refusal:
            other.open(sealed)
        assert refusal.value.extensions is not None
        assert refusal.value.extensions["code"] == "INVALID_CURSOR"


@pytest.mark.parametrize("cursor", ["", "x", "MQ==", "arrayconnection:5", "YXJyYXljb25uZWN0aW9uOjU=", "é", "A" * 64, "A" * 100_000])
async def test_a_cursor_made_up_is_refused_without_saying_how_cursors_are_made(cursor: str) -> None:
    answer = await ask(PAGE, {"after": cursor})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INVALID_CURSOR"
    assert error["message"].startswith("The cursor is not one of this list.")


def test_every_changed_character_is_noticed() -> None:
    sealed = bound().seal(Keyset(("JP 6123456", None), UUID(int=7)))
    for index, character in enumerate(sealed):
        changed = sealed[:index] + ("A" if character != "A" else "B") + sealed[index + 1 :]
        if changed != sealed:
            with pytest.raises(ClientError):
                bound().open(changed)


def test_a_cursor_shows_nothing_of_its_row() -> None:
    title = "A title that nobody may read from a cursor"
    first, second = (bound().seal(Keyset((title,), UUID(int=number))) for number in (1, 2))
    assert "title" not in first
    assert b"title" not in urlsafe_b64decode(first + "=" * (-len(first) % 4))
    assert first[:8] != second[:8]


def test_mutant_m18_a_cursor_that_holds_the_raw_sort_key_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(_: BoundCursors, keyset: Keyset) -> str:
        return urlsafe_b64encode(repr((*keyset.values, keyset.id.hex)).encode()).decode()

    monkeypatch.setattr(BoundCursors, "seal", plain)
    with pytest.raises(AssertionError):
        test_a_cursor_shows_nothing_of_its_row()


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.fractions(),
)


@given(st.lists(VALUES, max_size=3), st.uuids())
def test_what_is_sealed_comes_back_the_same(values: list[Any], row: UUID) -> None:
    keyset = Keyset(tuple(values), row)
    back = bound().open(bound().seal(keyset))
    assert back == keyset
    assert [type(value) for value in back.values] == [type(value) for value in values]


def test_questions_are_equal_only_where_they_ask_the_same() -> None:
    asked = question("patents", on=date(2026, 1, 1), rate=Decimal("0.1"), known_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert asked == question("patents", known_at=datetime(2026, 1, 1, tzinfo=UTC), rate=Decimal("0.1"), on=date(2026, 1, 1))
    assert asked != question("patents", on=date(2026, 1, 2), rate=Decimal("0.1"), known_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert question("a", share=Fraction(1, 2)) == b'["a",{"share":"1/2"}]'
    with pytest.raises(TypeError):
        question("patents", filter={1, 2})


def test_a_page_request_is_read() -> None:
    keyset = Keyset((date(2026, 1, 1),), UUID(int=1))
    sealed = bound().seal(keyset)
    assert page_request(bound(), last=3, before=sealed) == PageRequest(3, before=keyset, backward=True)
    assert page_request(bound(), after=sealed) == PageRequest(50, after=keyset)
    with pytest.raises(ValueError, match="1 to 100"):
        PageRequest(101)


def test_a_page_is_cut_from_one_row_more() -> None:
    assert Page.of(PageRequest(2), [1, 2, 3], total=9) == Page((1, 2), has_next=True, has_previous=False, total=9)
    assert Page.of(PageRequest(2, backward=True), [9, 8, 7]) == Page((8, 9), has_next=False, has_previous=True)
    assert PageRequest(2).fetch == 3


async def test_the_count_is_made_only_where_it_is_selected() -> None:
    counted = await ask("query { inventions(first: 1) { ...Count } } fragment Count on InventionConnection { n: totalCount }")
    assert counted["data"] == {"inventions": {"n": 12}}


@pytest.mark.parametrize(
    ("selection", "path", "told"),
    [
        ("told", "told", True),
        ("told", "totalCount", False),
        ("told totalCount: told", "totalCount", False),
        ("x: deeper { told }", "deeper", True),
        ("x: deeper { told }", "deeper.told", True),
        ("deeper { told } told", "deeper.deeper", False),
        ("... on Looked { deeper { ... { deeper { told } } } }", "deeper.deeper.told", True),
        ("deeper { told } deeper { deeper { told } }", "deeper.deeper", True),
        ("told deeper @include(if: false) { told }", "deeper", False),
        ("told deeper @skip(if: $yes) { told }", "deeper", False),
        ("told deeper @include(if: $yes) { told }", "deeper", True),
        ("told ... @skip(if: true) { deeper { told } }", "deeper", False),
    ],
)
async def test_what_is_selected(selection: str, path: str, told: bool) -> None:
    text = """query ($path: String!, $yes: Boolean! = true) {
        selects(path: $path) { answer: told } selects(path: $path) { %s } y: hello @skip(if: $yes)
    }"""
    answer = await ask(text % selection, {"path": path})
    assert answer["data"]["selects"]["answer"] is told


@pytest.mark.parametrize(("path", "told"), [("deeper.deeper", True), ("deeper.x", False), ("deeper.deeper.told", True)])
async def test_what_is_selected_through_fragments(path: str, told: bool) -> None:
    text = """query ($path: String!) { selects(path: $path) { told ...A } }
    fragment A on Looked { deeper { ...B } }
    fragment B on Looked { x: deeper { told } }"""
    assert (await ask(text, {"path": path}))["data"]["selects"]["told"] is told
