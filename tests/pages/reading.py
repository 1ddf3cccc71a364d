"""Pages as a browser would read them: the elements with their attributes and texts, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx import Response

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


@dataclass
class Element:
    """One element: its name, its attributes, everything in it."""

    name: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, white space folded."""
        return " ".join("".join(part if isinstance(part, str) else f" {part.text} " for part in self.inside).split())

    def all(self, tag: str | None = None, /, **wanted: str) -> list[Element]:
        """Find the elements in it by tag and attributes; `kind` is one of the classes."""
        found: list[Element] = []
        for part in self.inside:
            if isinstance(part, Element):
                if (tag is None or part.name == tag) and part._has(wanted):
                    found.append(part)
                found += part.all(tag, **wanted)
        return found

    def one(self, tag: str | None = None, /, **wanted: str) -> Element:
        """Find the only such element."""
        (found,) = self.all(tag, **wanted)
        return found

    def _has(self, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return all(value in classes if name == "kind" else self.attributes.get(name) == value for name, value in wanted.items())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice: {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(response: Response) -> Element:
    """Read a page; elements that are not closed in order fail the test."""
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    parser = _Parser()
    parser.feed(response.content.decode("utf-8", "strict"))
    parser.close()
    assert parser.open == [parser.root]
    return parser.root


def links(page: Element) -> list[tuple[str, str]]:
    """Every address in a page, with the element's name."""
    named: list[tuple[str, str]] = []
    for element in page.all():
        named += [
            (element.name, value)
            for name, value in element.attributes.items()
            if name in ("href", "src", "action", "srcset", "poster", "data", "formaction")
        ]
    return named


def row(page: Element, number: str) -> dict[str, str]:
    """The row of a patent in the list, by the names of its columns."""
    table = page.one("table", kind="pool")
    heads = [head.text for head in table.one("thead").all("th")]
    for line in table.one("tbody").all("tr"):
        cells = [cell.text for cell in line.inside if isinstance(cell, Element)]
        if cells[0] == number:
            return dict(zip(heads, cells, strict=True))
    raise AssertionError(f"no row {number}")


def pairs(part: Element) -> list[tuple[str, str]]:
    """The names and values of the description lists in a part of a page."""
    return list(zip([one.text for one in part.all("dt")], [one.text for one in part.all("dd")], strict=True))


def described(page: Element, kind: str) -> dict[str, str]:
    """The names and values of the first description list of a class."""
    return dict(pairs(page.all("dl", kind=kind)[0]))
