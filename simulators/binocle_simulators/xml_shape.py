"""The shape of an XML element as data, and the walk that holds a document to it.

Law of this file: what a shape does not name is refused, in its place; nothing is skipped. So an
element cannot hide beside the one that is read, which is what signature wrapping needs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

ANY = re.compile(r"\S(?s:.*\S)?")
"""Any text that neither is empty nor starts or ends with a blank."""


class BadShape(ValueError):
    """An element that is missing, too much or malformed; the text is a French sentence.

    Attributes:
        place: the path of the element, local names.
    """

    def __init__(self, place: str, fault: str) -> None:
        """Name the place and what is wrong there."""
        self.place = place
        super().__init__(f"{place} : {fault}.")


@dataclass(frozen=True)
class Shape:
    """One element as it must be.

    Attributes:
        tag: its name in Clark notation.
        text: what its text matches; an element without text holds elements only.
        children: its elements, in order.
        attributes: each attribute and what it matches; all are compulsory, no other may be.
        optional: may be absent.
        repeated: may come several times in a row.
    """

    tag: str
    text: re.Pattern[str] | None = None
    children: tuple["Shape", ...] = ()
    attributes: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    optional: bool = False
    repeated: bool = False


def local(tag: str) -> str:
    """Return the local part of a name in Clark notation."""
    return tag.rpartition("}")[2]


def walk(element: etree._Element, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every leaf and (path@name, value) of every attribute.

    Args:
        element: an element whose name is already known to be right.
        shape: what it must be.
        place: its path, which starts the paths that are yielded.

    Raises:
        BadShape: at the first place that differs.
    """
    yield from _attributes(element, shape, place)
    if shape.text is None:
        if (element.text or "").strip():
            raise BadShape(place, "un texte n'est pas admis")
        yield from _children(element, shape, place)
        return
    if len(element):
        raise BadShape(place, "un élément n'est pas admis")
    text = element.text or ""
    if not shape.text.fullmatch(text):
        raise BadShape(place, "forme inattendue")
    yield place, text


def _attributes(element: etree._Element, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    found = {str(name): str(value) for name, value in element.attrib.items()}
    for name, pattern in shape.attributes.items():
        value = found.pop(name, None)
        if value is None or not pattern.fullmatch(value):
            raise BadShape(f"{place}@{name}", "forme inattendue")
        yield f"{place}@{name}", value
    if found:
        raise BadShape(f"{place}@{local(next(iter(found)))}", "n'est pas admis")


def _children(element: etree._Element, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    rest = iter(element)
    child = next(rest, None)
    for expected in shape.children:
        here = f"{place}/{local(expected.tag)}"
        if child is None or child.tag != expected.tag:
            if expected.optional:
                continue
            raise BadShape(here, "manque")
        while child is not None and child.tag == expected.tag:
            yield from walk(child, expected, here)
            if (child.tail or "").strip():
                raise BadShape(place, "un texte n'est pas admis")
            child = next(rest, None)
            if not expected.repeated:
                break
    if child is not None:
        raise BadShape(f"{place}/{local(str(child.tag))}", "n'est pas admis ici")
