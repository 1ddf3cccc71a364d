"""Makes the hostile files, and reads each in a process of its own, which can reach neither the network nor any other file.

`python -m tests.intake.hostile.apart` does so with all of them, the slow ones too, and prints what each needed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from ippool.intake.entries import FileRefused, Reading, Refused
from ippool.intake.formats import format_of
from ippool.intake.house import read_house
from ippool.intake.sources import Source
from tests.intake.hostile.files import ALL
from tests.intake.hostile.making import Hostile
from tests.intake.hostile.of_house import HOUSE

NOBODY = 65_534
MOST_MEMORY = 2**31
"""Bytes of address space beyond which a reader is ended: the machine is for others, too."""
LONGEST_WAIT = 120
"""Seconds."""
CODE = tuple(str(Path(place).resolve()) for place in (sys.prefix, sys.base_prefix, Path(__file__).parents[3]))


def peak() -> int:
    """Return the most memory this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def told_of(name: str, folder: Path) -> dict[str, Any]:
    """Make one file, read it, and tell what came of it."""
    hostile = ALL[name]
    place = Path(tempfile.mkdtemp(dir=folder))
    path = place / "hostile"
    hostile.make(path)
    try:
        return in_child(lambda: read(hostile, path))
    finally:
        shutil.rmtree(place)


def in_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do some work in a copy of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            told = json.dumps(work()).encode()
        except BaseException:
            told = json.dumps({"raised": traceback.format_exc()[-2_000:]}).encode()
        with os.fdopen(writing, "wb") as stream:
            stream.write(told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"raised": f"ended with {status}"}


def read(hostile: Hostile, path: Path) -> dict[str, Any]:
    """Read a file as somebody who may do little."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if os.geteuid() == 0 and not path.is_symlink() and path.exists() and path.stat().st_mode & 0o777 == 0:
        for place in path.parents:
            if place.stat().st_mode & 0o7 == 0 and place.stat().st_uid == 0:
                place.chmod(0o711)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    touched: list[str] = []
    sys.addaudithook(lambda event, arguments: touched.extend(watched(event, arguments, path)))
    # Of its own time: others may work on the machine. Who waits for something is ended.
    signal.alarm(LONGEST_WAIT)
    before, started = peak(), time.process_time()
    told = read_house_at(path) if hostile.format == HOUSE else read_file(hostile, path)
    return {**told, "seconds": time.process_time() - started, "bytes": peak() - before, "touched": touched}


def read_house_at(path: Path) -> dict[str, Any]:
    """Read a folder of the house format."""
    found = read_house(path, lambda kind, key: uuid4(), this_year=2026)
    findings = [[one.file, one.line, one.because.ja, one.because.en] for one in found.findings if one.refuses]
    return {"findings": findings[:1_500], "count": len(findings)}


def read_file(hostile: Hostile, path: Path) -> dict[str, Any]:
    """Read a file of an office."""
    told: dict[str, Any] = {"taken": 0, "refused": [], "file": None}
    try:
        for entry in format_of(hostile.format).read(Source(path, "hostile"), Reading(2026, hostile.encoding)):
            if isinstance(entry, Refused):
                told["refused"].append([str(entry.place), entry.field, entry.value, entry.because.ja, entry.because.en])
            else:
                told["taken"] += 1
    except FileRefused as refused:
        told["file"] = [refused.where.ja, refused.where.en, refused.because.ja, refused.because.en]
    return told


def watched(event: str, arguments: tuple[Any, ...], path: Path) -> Iterator[str]:
    """Tell what was opened besides the file itself and the program, and anything that goes to the network or starts a program."""
    if event == "open":
        name = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes | os.PathLike) else ""
        is_own = name == str(path) or name.startswith(f"{path}{os.sep}")
        if name and not is_own and not os.path.realpath(name).startswith(CODE):
            yield f"open {name}"
    elif event.split(".")[0] in ("socket", "urllib", "http", "ftplib", "subprocess") or event in (
        "os.system",
        "os.exec",
        "os.remove",
    ):
        yield event


def main() -> None:
    """Read all, or those that are named; given names on standard input, tell what came of them in JSON."""
    if not sys.stdin.isatty() and sys.argv[1:] == ["--json"]:
        with tempfile.TemporaryDirectory(prefix="hostile") as folder:
            json.dump({name: told_of(name, Path(folder)) for name in json.load(sys.stdin)}, sys.stdout)
        return
    names: Collection[str] = sys.argv[1:] or list(ALL)
    with tempfile.TemporaryDirectory(prefix="hostile") as folder:
        print(f"{'file':50} {'format':20} {'s':>6} {'MB':>6}  what it came to")
        for name in names:
            told = told_of(name, Path(folder))
            line = f"{name:50} {ALL[name].format:20}"
            if "raised" in told:
                print(line, told["raised"])
                continue
            print(line, f"{told['seconds']:6.2f} {told['bytes'] / 10**6:6.1f}  {in_words(told)[:160]}", *told["touched"])


def in_words(told: dict[str, Any]) -> str:
    """Say in a line what reading a file came to."""
    if "findings" in told:
        return f"{told['count']} findings; " + "; ".join(f"{one[0]}:{one[1]}: {one[3]}" for one in told["findings"][:2])
    if told["file"]:
        return ": ".join(filter(None, told["file"][1::2]))
    return f"{told['taken']} taken" + "".join(f"; {one[0]} {one[1]}: {one[4]}" for one in told["refused"][:3])


if __name__ == "__main__":
    main()
