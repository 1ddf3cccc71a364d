"""XML documents with other values, without some elements and with some of them twice, for the fuzzing of readers."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import strategies as st

from tests.intake.us_records import HOSTILE

_VALUES = tuple(value for value in HOSTILE if all(letter.isprintable() for letter in value))


@st.composite
def other_elements(draw: st.DrawFn, content: bytes) -> bytes:
    """Put other texts and attributes into an XML document, take elements out, double some and exchange some."""
    root = ElementTree.fromstring(content)
    for _ in range(draw(st.integers(1, 4))):
        parents = [one for one in root.iter() if len(one)]
        parent = draw(st.sampled_from(parents))
        at = draw(st.integers(0, len(parent) - 1))
        child, value = parent[at], draw(st.sampled_from(_VALUES) | st.text(st.characters(categories=["L", "N", "P"]), max_size=30))
        match draw(st.sampled_from(("text", "text", "attribute", "out", "double", "exchange", "many"))):
            case "text":
                draw(st.sampled_from(list(child.iter()))).text = value
            case "attribute" if child.attrib:
                child.set(draw(st.sampled_from(sorted(child.attrib))), value)
            case "out":
                parent.remove(child)
            case "double":
                parent.insert(at, child)
            case "many":
                parent.extend([child] * draw(st.integers(2, 60)))
            case _:
                other = draw(st.sampled_from(parents))
                child.tag, other.tag = other.tag, child.tag
        if not len(root):
            break
    spoilt: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=draw(st.booleans()))
    return spoilt
