"""XML as a stream of elements, in files of one document and of many, whatever way they fall into pieces."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.intake import markup
from ippool.intake.entries import FileRefused, Limits, Reading
from ippool.intake.markup import documents, elements, text_of
from ippool.intake.sources import Source

DECLARATION = '<?xml version="1.0"?>'
MARK = "\ufeff"


def source(folder: Path, content: str | bytes) -> Source:
    path = folder / "x.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(path, "x")


def read(folder: Path, content: str | bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Read a document: of each `r` its place and itself."""
    found = elements(source(folder, content), Reading(2026, limits=limits or Limits()), {"r"})
    return [(str(place), ElementTree.tostring(one, "unicode")) for place, one in found]


def read_many(folder: Path, content: str | bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Read documents likewise."""
    found = documents(source(folder, content), Reading(2026, limits=limits or Limits()), {"r"})
    return [(str(place), ElementTree.tostring(one, "unicode")) for place, one in found]


def refusal(folder: Path, content: str | bytes, limits: Limits | None = None, *, many: bool = False) -> str:
    with pytest.raises(FileRefused) as refused:
        (read_many if many else read)(folder, content, limits)
    return refused.value.message.en


class TestElements:
    def test_each_wanted_one_is_built_whole_and_without_namespaces(self, tmp_path: Path) -> None:
        text = (
            '<a xmlns="u" xmlns:p="v">\n<b>x</b><r p:n="1" m="2">t<c>u<!-- no -->v</c>w<c/>x</r>\n'
            "<p:r><r>inner</r><![CDATA[<&]]></p:r></a>"
        )
        assert read(tmp_path, text) == [
            ("x#1:2", '<r n="1" m="2">t<c>uv</c>w<c />x</r>'),
            ("x#2:3", "<r><r>inner</r>&lt;&amp;</r>"),
        ]

    def test_text_is_joined_over_pieces_and_line_ends(self, tmp_path: Path) -> None:
        text = "".join(f"line {number}\n" for number in range(30_000))
        ((_, found),) = read(tmp_path, f"<a><r>{text}</r></a>")
        assert found == f"<r>{text}</r>"

    def test_a_root_may_be_wanted(self, tmp_path: Path) -> None:
        assert read(tmp_path, "<r/>") == [("x#1:1", "<r />")]

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
    def test_the_encodings_that_expat_knows_are_read(self, tmp_path: Path, codec: str) -> None:
        assert read(tmp_path, "<r>架空</r>".encode(codec)) == [("x#1:1", "<r>架空</r>")]

    @pytest.mark.parametrize(("name", "codec"), [("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("US-ASCII", "ascii")])
    def test_encodings_of_one_byte_are_read_as_declared(self, tmp_path: Path, name: str, codec: str) -> None:
        text = f'<?xml version="1.0" encoding="{name}"?><r>{"" if codec == "ascii" else "é"}</r>'
        assert len(read(tmp_path, text.encode(codec))) == 1

    @pytest.mark.parametrize(
        "name", ["Shift_JIS", "EUC-JP", "ISO-2022-JP", "EUC-KR", "GB18030", "UTF-7", "UTF-32", "rot13", "idna", "x"]
    )
    def test_others_are_refused_by_name(self, tmp_path: Path, name: str) -> None:
        told = f"x (line 1): XML in the encoding “{name}” is not read; save it as UTF-8."
        assert refusal(tmp_path, f'<?xml version="1.0" encoding="{name}"?><r/>') == told

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            ("", "x: The file is empty."),
            ("\n<a>\n<r>", "x (line 3): It is broken as XML (column 4: no element found)."),
            ("<a>\n</b>", "x (line 2): It is broken as XML (column 3: mismatched tag)."),
            ("<a/>\n<a/>", "x (line 2): It is broken as XML (column 1: junk after document element)."),
            ("<a>\n<r b='1' b='2'/></a>", "x (line 2): It is broken as XML (column 10: duplicate attribute)."),
            ("<a>\n<p:r/></a>", "x (line 2): It is broken as XML (column 1: unbound prefix)."),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a/>", "x (line 1): It declares entities."),
            ("<!DOCTYPE a [\n<!ELEMENT a ANY>]><r/>", "x (line 2): It makes declarations in its document type."),
            ("<!DOCTYPE a [\n<!NOTATION a SYSTEM 'b'>]><r/>", "x (line 2): It makes declarations in its document type."),
            ("<!DOCTYPE a SYSTEM 'file:a.dtd'><r/>", "x (line 1): Its DTD is elsewhere (file:a.dtd)."),
            ("<!DOCTYPE a SYSTEM '\\\\host\\a.dtd'><a/>", "x (line 1): Its DTD is elsewhere (\\\\host\\a.dtd)."),
        ],
    )
    def test_what_is_broken_or_forbidden_is_refused_with_its_line(self, tmp_path: Path, text: str, because: str) -> None:
        assert refusal(tmp_path, text) == because

    def test_a_dtd_of_a_plain_name_is_let_stand_and_not_read(self, tmp_path: Path) -> None:
        """US documents have one, with an empty subset."""
        assert read(tmp_path, '<!DOCTYPE a SYSTEM "a-v42.dtd" [ ]><a><r/></a>') == [("x#1:1", "<r />")]


class TestDocuments:
    def test_each_is_told_by_its_root_and_numbered_with_its_line(self, tmp_path: Path) -> None:
        text = f"{DECLARATION}\n<a><r>1</r></a>\n{DECLARATION}<b/>\n\n{DECLARATION}\n<r>2</r>\n"
        assert read_many(tmp_path, text) == [("x#1:2", "<a />"), ("x#2:2", "<r>1</r>"), ("x#2:3", "<b />"), ("x#3:6", "<r>2</r>")]

    def test_the_first_may_lack_a_declaration(self, tmp_path: Path) -> None:
        assert read_many(tmp_path, f"\n<a/>{DECLARATION}<b/>") == [("x#1:2", "<a />"), ("x#2:2", "<b />")]

    def test_each_may_have_a_byte_order_mark(self, tmp_path: Path) -> None:
        """They come along where files are put together."""
        text = f"{MARK}{DECLARATION}<a/>\n{MARK}{DECLARATION}<b/>{MARK}{DECLARATION}<c/>"
        assert [one for _, one in read_many(tmp_path, text)] == ["<a />", "<b />", "<c />"]

    def test_a_document_in_utf_16_is_one(self, tmp_path: Path) -> None:
        assert read_many(tmp_path, f"{DECLARATION}<a/>".encode("utf-16")) == [("x#1:1", "<a />")]

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            (f"{DECLARATION}<a/>{DECLARATION}\n<b><c></b>", "x (line 2): It is broken as XML (column 9: mismatched tag)."),
            (f"{DECLARATION}<a>\n{DECLARATION}<b/>", "x (line 2): It is broken as XML (column 1: no element found)."),
            (f"{DECLARATION}<a/>\n{DECLARATION}", "x (line 2): It is broken as XML (column 22: no element found)."),
            (f"{DECLARATION}<a/>x", "x (line 1): It is broken as XML (column 26: junk after document element)."),
            (f"{MARK}\n\n", "x: It holds no XML document."),
            (
                f"{DECLARATION}<a/>{DECLARATION}<!DOCTYPE b [<!ENTITY c SYSTEM '/etc/passwd'>]><b>&c;</b>",
                "x (line 1): It declares entities.",
            ),
            (
                f"{DECLARATION}<a><![CDATA[{DECLARATION}]]></a>",
                "x (line 1): It is broken as XML (column 34: unclosed CDATA section).",
            ),
        ],
    )
    def test_what_is_broken_in_one_refuses_all(self, tmp_path: Path, text: str, because: str) -> None:
        assert refusal(tmp_path, text, many=True) == because

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["", MARK]),
                st.sampled_from(["", "\n", "\r\n\t "]),
                st.sampled_from(["a", "r", "a-name-that-is-longer"]),
            ),
            min_size=1,
            max_size=12,
        ),
        st.integers(1, 40),
    )
    def test_it_does_not_matter_where_the_pieces_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: list[tuple[str, str, str]], size: int
    ) -> None:
        monkeypatch.setattr(markup, "_CHUNK", size)
        text = "".join(f"{mark}{DECLARATION}{space}<{name}/>{space}" for mark, space, name in made)
        assert [one for _, one in read_many(tmp_path, text)] == [f"<{name} />" for *_, name in made]


class TestLimits:
    LIMITS = Limits(record_bytes=2_000, passed_bytes=2_000, tag_bytes=1_000, depth=5, names=10)
    RECORD = "One record has more than 0 MiB."
    PASSED = "More than 0 MiB of what is no record follow one another."

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            ("<a><a><a><a><a><a>", "It nests deeper than 5 elements."),
            ("<a><r><a><a><a><a>", "It nests deeper than 5 elements."),
            (f"<a><r>{'x' * 2_001}", RECORD),
            (f"<a><r>{'&#10;' * 2_001}", RECORD),
            (f"<a><r>{'<b/>' * 20}", RECORD),
            (f"<a><r><b c='{'x' * 700}'/><b c='{'x' * 700}'/><b c='{'x' * 700}'/>", RECORD),
            (f"<a><b>{'x' * 2_001}", PASSED),
            (f"<a>{'<b/>' * 100}", PASSED),
            (f"<a>{'<!---->' * 100}", PASSED),
            (f"<a>{'<?b?>' * 100}", PASSED),
            (f"<a>{'<![CDATA[]]>' * 100}", PASSED),
            ("<a>" + "<b xmlns:c='u'/>" * 100, PASSED),
            (f"<a><b c='{'x' * 700}'/><b c='{'x' * 700}'/><b c='{'x' * 700}'/>", PASSED),
            ("<a>" + "".join(f"<b{n}/>" for n in range(10)), "It has more than 10 different names of elements and attributes."),
            (
                "<a>" + "".join(f"<b c{n}=''/>" for n in range(10)),
                "It has more than 10 different names of elements and attributes.",
            ),
            ("<a " + " ".join(f"xmlns:c{n}='u'" for n in range(51)) + "/>", "It has too many namespaces, or too long ones."),
            (f"<a xmlns='{'u' * 201}'/>", "It has too many namespaces, or too long ones."),
            (f"<{'a' * 401}/>", "The name of an element or attribute is too long."),
            (f"<a {'b' * 401}=''/>", "The name of an element or attribute is too long."),
            ("<a " + " ".join(f"b{n}=''" for n in range(201)) + "/>", "An element has more than 200 attributes."),
        ],
    )
    def test_each_is_kept(self, tmp_path: Path, text: str, because: str) -> None:
        assert refusal(tmp_path, text, self.LIMITS) == f"x (line 1): {because}"

    def test_a_tag_is_bounded_though_the_parser_holds_it(self, tmp_path: Path) -> None:
        told = "x (line 1): One tag or comment has more than 0 KiB."
        for text in (f"<a b='{'x' * 70_000}'/>", f"<!--{'x' * 70_000}--><a/>", f"<a>x<?b {'x' * 70_000}"):
            assert refusal(tmp_path, text, Limits(tag_bytes=1_000)) == told

    def test_text_between_tags_is_no_tag(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, f"<a>{'x' * 70_000}<r>{'x' * 70_000}</r></a>", Limits(tag_bytes=1_000))) == 1

    def test_they_are_of_one_record_and_of_what_lies_between_two(self, tmp_path: Path) -> None:
        text = f"<b>{'x' * 1_500}</b><r>{'x' * 1_500}</r>"
        assert len(read(tmp_path, f"<a>{text * 50}</a>", self.LIMITS)) == 50

    def test_those_of_a_document_are_not_those_of_the_file(self, tmp_path: Path) -> None:
        text = "".join(f"{DECLARATION}<a{n}><r>{'x' * 1_500}</r>{'x' * 1_500}</a{n}>" for n in range(50))
        assert len(read_many(tmp_path, text, self.LIMITS)) == 100


def test_the_text_of_an_element_has_single_spaces() -> None:
    assert text_of(ElementTree.fromstring("<a> x\n<b>y</b>z </a>")) == "x yz"
    assert text_of(None) == ""
