"""Files as readers get them: what is opened and what is not, encodings by declaration, and files that change under the reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ippool.intake.entries import FileRefused, Limits, PatentEntry, Reading, shown
from ippool.intake.formats import format_of
from ippool.intake.sources import ENCODINGS, Source, lines
from tests.intake.hostile.good import GOOD, JPLATPAT_HEAD, jplatpat

READING = Reading(2026)
CHANGED = "It changed while it was read."


def source(folder: Path, content: bytes | str, told: Callable[[int], None] = lambda count: None) -> Source:
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(path, "file", told)


def refusal_of(source: Source, reading: Reading = READING) -> tuple[str, str]:
    """Return where and why a file is refused as text."""
    with pytest.raises(FileRefused) as refused:
        list(lines(source, reading))
    return refused.value.where.en, refused.value.because.en


class TestOpening:
    def test_it_tells_how_far_it_has_been_read(self, tmp_path: Path) -> None:
        told: list[int] = []
        assert list(lines(source(tmp_path, b"a" * 200_000, told.append), READING)) == ["a" * 200_000]
        assert told == sorted(told)
        assert (told[0], told[-1]) == (65_536, 200_000)

    def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Between the look at the file and its opening somebody may put something else there."""
        path = tmp_path / "file"
        path.write_text("x")
        opened = os.open

        def after_it_was_replaced(name: os.PathLike[str], flags: int) -> int:
            path.unlink()
            os.mkfifo(path)
            return opened(name, flags)

        monkeypatch.setattr(os, "open", after_it_was_replaced)
        with pytest.raises(FileRefused) as refused:
            Source(path, "file").open(Limits())
        assert refused.value.because.en == "It is not a regular file."

    def test_a_name_may_hold_anything(self, tmp_path: Path) -> None:
        """It goes into a database and onto a terminal."""
        path = tmp_path / os.fsdecode(b"\xff\x1b[31m\xe3\x80\x80.csv")
        path.write_text("x")
        assert Source(path, path.name).name == "\ufffd\ufffd[31m\u3000.csv"
        with pytest.raises(FileRefused) as refused:
            Source(tmp_path / "a\0b", "a\0b").head()
        assert refused.value.message.en == "a\ufffdb: It cannot be read: embedded null byte."

    def test_no_descriptor_is_left_open(self, tmp_path: Path) -> None:
        before = len(os.listdir("/proc/self/fd"))
        for content in (b"", b"PK\x03\x04", b"x" * 2**21):
            with pytest.raises(FileRefused):
                source(tmp_path, content).open(Limits(file_bytes=2**20))
        assert len(os.listdir("/proc/self/fd")) == before


class TestChange:
    """A file that somebody still writes is not half taken."""

    SIZE = 200_000

    def read_while(self, folder: Path, change: Callable[[Path], object]) -> list[str]:
        """Read a file to which something happens when its first piece has been read."""
        happened: list[int] = []

        def told(count: int) -> None:
            if not happened:
                happened.append(count)
                change(folder / "file")

        return list(lines(source(folder, b"a\n" * (self.SIZE // 2), told), READING))

    @pytest.mark.parametrize(
        ("change", "count"),
        [
            (lambda path: path.write_bytes(path.read_bytes() + b"b\n"), "200,002"),
            (lambda path: os.truncate(path, 100_000), "100,000"),
            (lambda path: os.utime(path, (0, 0)), "200,000"),
        ],
        ids=["grown", "cut", "written over"],
    )
    def test_it_is_refused(self, tmp_path: Path, change: Callable[[Path], object], count: str) -> None:
        with pytest.raises(FileRefused) as refused:
            self.read_while(tmp_path, change)
        assert (refused.value.where.en, refused.value.because.en) == (f"up to byte {count}", CHANGED)

    def test_a_file_that_grows_without_end_is_not_followed(self, tmp_path: Path) -> None:
        """Each piece that is read is followed by a larger one."""

        def told(count: int) -> None:
            with (tmp_path / "file").open("ab") as stream:
                stream.write(b"a\n" * count)

        where, because = refusal_of(source(tmp_path, b"a\n" * 10, told))
        assert (where, because) == ("up to byte 60", CHANGED)

    @pytest.mark.parametrize("change", [Path.unlink, lambda path: path.rename(path.with_name("other"))], ids=["removed", "renamed"])
    def test_a_file_that_is_removed_is_read_to_its_end(self, tmp_path: Path, change: Callable[[Path], object]) -> None:
        assert len(self.read_while(tmp_path, change)) == self.SIZE // 2

    def test_a_fault_of_the_disk_is_told(self, tmp_path: Path) -> None:
        """Reading a folder's descriptor fails as a bad disk does: while it is read."""
        found = source(tmp_path, b"x" * 200_000)
        with found.open(Limits()) as stream:
            folder = os.open(tmp_path, os.O_RDONLY)
            os.dup2(folder, stream.fileno())
            os.close(folder)
            with pytest.raises(FileRefused) as refused:
                stream.read(200_000)
        assert refused.value.because.en == "It cannot be read: Is a directory."


CP932_CHARACTERS = (
    # NEC's and IBM's own, in circles, Roman and as units
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴ㍉㌔㌢㍍㌘㌧㌃㌶㍑㍗㌍㌦㌣㌫㍊㌻㎜㎝㎞㎎㎏㏄㎡№㏍℡㈱㈲㈹㍾㍽㍼"
    # characters of names that JIS X 0208 lacks
    "髙﨑德瀨彅凜喆濵黑僴靑"
    # where Unicode has two characters for one, and what Shift_JIS has in the place of ASCII
    "～－∥￠￡￢―…‥\\~|"
    # second bytes that are a backslash or a bar
    "表ソ能予十申暴貼ポ芋"
)


class TestEncodings:
    def test_a_hundred_characters_of_cp932_come_back(self, tmp_path: Path) -> None:
        assert len(set(CP932_CHARACTERS)) >= 100
        text = JPLATPAT_HEAD + "".join(jplatpat(number, letter) for number, letter in enumerate(CP932_CHARACTERS, 1))
        found = source(tmp_path, text.encode("cp932"))
        for declared in ("cp932", "Shift_JIS", "SJIS", "Windows-31J", " shift-jis "):
            entries = list(format_of("jplatpat-csv").read(found, Reading(2026, declared)))
            assert "".join(one.title.ja for one in entries if isinstance(one, PatentEntry)) == CP932_CHARACTERS

    @pytest.mark.parametrize(
        ("written", "read"), [(b"\x81\x60", "～"), (b"\x5c", "\\"), (b"\x7e", "~"), (b"\x81\x8f", "￥"), (b"\xb1", "ｱ")]
    )
    def test_what_unicode_has_twice_is_read_as_windows_reads_it(self, tmp_path: Path, written: bytes, read: str) -> None:
        assert list(lines(source(tmp_path, written), Reading(2026, "cp932"))) == [read]

    @pytest.mark.parametrize("name", [name for name in ENCODINGS if name != "utf-16"])
    @pytest.mark.parametrize("at", [0, 1, 8_191, 8_192, 65_535, 65_536, 150_000])
    def test_a_bad_byte_is_told_to_the_byte_and_line(self, tmp_path: Path, name: str, at: int) -> None:
        good = ("あ" if at % 2 == 0 else "").encode(ENCODINGS[name].removesuffix("-sig")) + b"a\r\nb\rc\n" * 30_000
        content = good[:at]
        # Neither in the middle of a character nor between the two ends of a line.
        while content.endswith(b"\r") or (not content.endswith(b"\n") and len(content) < 8 and content):
            content = content[:-1]
        text = content.decode(ENCODINGS[name].removesuffix("-sig"))
        line = text.count("\n") + text.count("\r") - text.count("\r\n") + 1
        where, because = refusal_of(source(tmp_path, content + b"\xff\xff"), Reading(2026, name))
        if name in ("cp932", "windows-31j", "shift_jis", "shift-jis", "sjis"):
            assert (where, because) == (f"line {line}", "It holds a byte that is no character of CP932.")
        else:
            assert where == f"line {line}, byte {len(content) + 1:,}"
            assert because.startswith(f"It cannot be read as {name}, as which it is declared (ff")

    def test_the_mark_of_utf_8_counts_among_the_bytes(self, tmp_path: Path) -> None:
        assert refusal_of(source(tmp_path, b"\xef\xbb\xbfa\n\xffb"))[0] == "line 2, byte 6"

    def test_lines_of_utf_16_are_those_of_the_text(self, tmp_path: Path) -> None:
        """上 has a byte in it that is the end of a line in other encodings."""
        text = "\u0a0a\u4e0a\n" * 40_000
        found = source(tmp_path, text.encode("utf-16") + b"\x00\xdc")
        assert refusal_of(found, Reading(2026, "utf-16"))[0] == f"line 40001, byte {2 + 6 * 40_000 + 1:,}"

    @pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
    def test_of_utf_16_without_a_mark_nobody_knows_which_end_is_first(self, tmp_path: Path, codec: str) -> None:
        found = source(tmp_path, "あ\n".encode(codec))
        assert refusal_of(found, Reading(2026, "utf-16")) == ("line 1", "It does not begin with the byte order mark of UTF-16.")

    @pytest.mark.parametrize("name", ["", "utf-9", "latin-1", "rot13", "unicode_escape", "utf-7", "../../x", "\x1b[31m"])
    def test_other_encodings_are_refused_by_name(self, tmp_path: Path, name: str) -> None:
        assert refusal_of(source(tmp_path, "a"), Reading(2026, name)) == ("", f"The encoding “{shown(name)}” is not read.")

    @pytest.mark.parametrize("content", ["Réactif,3\n", "ｱ", "架空の電池\n"])
    def test_what_is_utf_8_throughout_is_not_what_it_is_declared_as(self, tmp_path: Path, content: str) -> None:
        for name in ("cp932", "euc-jp"):
            with pytest.raises(FileRefused):
                list(lines(source(tmp_path, content), Reading(2026, name)))

    def test_plain_ascii_is_of_every_encoding(self, tmp_path: Path) -> None:
        for name in ("cp932", "euc-jp", "iso-2022-jp", "utf-8"):
            assert list(lines(source(tmp_path, "a\n"), Reading(2026, name))) == ["a\n"]

    def test_a_short_text_of_cp932_is_not_taken_for_utf_8(self, tmp_path: Path) -> None:
        for text in ("架空電池株式会社", "①髙～", "ｱｲｳ", "表"):
            assert list(lines(source(tmp_path, text.encode("cp932")), Reading(2026, "cp932"))) == [text]


def test_files_are_read_by_several_threads_at_once(tmp_path: Path) -> None:
    """Limits of one reader are none of another's."""
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_text(GOOD["jplatpat-csv"].whole(300), encoding="utf-8")
    large.write_text(JPLATPAT_HEAD + "".join(jplatpat(n, "長" * 5_000) for n in range(1, 300)), encoding="utf-8")
    read = format_of("jplatpat-csv").read
    came_to: dict[str, object] = {}

    def work(path: Path, reading: Reading) -> None:
        try:
            came_to[path.name] = len(list(read(Source(path, path.name), reading)))
        except FileRefused as refused:
            came_to[path.name] = refused.because.en

    narrow = Reading(2026, limits=Limits(line_characters=1_000))
    threads = [threading.Thread(target=work, args=pair) for pair in ((small, narrow), (large, READING))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert came_to == {"small": 300, "large": 299}


@pytest.mark.parametrize(
    ("value", "as_shown"),
    [
        ("株式会社　村田製作所", "株式会社　村田製作所"),
        ("a\nb\tc", "a\ufffdb\ufffdc"),
        ("\x1b]0;x\x07", "\ufffd]0;x\ufffd"),
        ("\u202etxt.exe", "\ufffdtxt.exe"),
        ("\ud800", "\ufffd"),
        ("x" * 81, "x" * 80 + "…"),
    ],
)
def test_a_value_is_shown_on_one_line_and_moves_no_terminal(value: str, as_shown: str) -> None:
    assert shown(value) == as_shown
