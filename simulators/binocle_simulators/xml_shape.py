"""The shape of an XML element as data, and the walk that holds a document to it.

Law of this file: what a shape does not name is refused, in its place; nothing is skipped. So an
element cannot hide beside the one that is read, which is what signature wrapping needs.
Source: ours, against signature wrapping; no rule of a peer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

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

    @cached_property
    def name(self) -> str:
        """The local part of the tag."""
        return local(self.tag)


def local(tag: str) -> str:
    """Return the local part of a name in Clark notation."""
    return tag.rpartition("}")[2]


Found = list[tuple[str, str]]


def walk(element: etree._Element, shape: Shape, place: str) -> Found:
    """Return (path, text) of every leaf and (path@name, value) of every attribute, in order.

    Args:
        element: an element whose name is already known to be right.
        shape: what it must be.
        place: its path, which starts the paths that are returned.

    Raises:
        BadShape: at the first place that differs.
    """
    found: Found = []
    _walk(element, shape, place, found)
    return found


def _walk(element: etree._Element, shape: Shape, place: str, found: Found) -> None:
    if shape.attributes or element.keys():
        _attributes(element, shape, place, found)
    text = element.text
    if shape.text is None:
        if text and not text.isspace():
            raise BadShape(place, "un texte n'est pas admis")
        _children(element, shape, place, found)
        return
    if len(element):
        raise BadShape(place, "un élément n'est pas admis")
    if not shape.text.fullmatch(text or ""):
        raise BadShape(place, "forme inattendue")
    found.append((place, text or ""))


def _attributes(element: etree._Element, shape: Shape, place: str, found: Found) -> None:
    rest = {str(name): str(value) for name, value in element.items()}
    for name, pattern in shape.attributes.items():
        value = rest.pop(name, None)
        if value is None or not pattern.fullmatch(value):
            raise BadShape(f"{place}@{name}", "forme inattendue")
        found.append((f"{place}@{name}", value))
    if rest:
        raise BadShape(f"{place}@{local(next(iter(rest)))}", "n'est pas admis")


def _children(element: etree._Element, shape: Shape, place: str, found: Found) -> None:
    children = list(element)
    at, count = 0, len(children)
    for expected in shape.children:
        here = f"{place}/{expected.name}"
        if at == count or children[at].tag != expected.tag:
            if expected.optional:
                continue
            raise BadShape(here, "manque")
        while at < count and children[at].tag == expected.tag:
            child = children[at]
            _walk(child, expected, here, found)
            tail = child.tail
            if tail and not tail.isspace():
                raise BadShape(place, "un texte n'est pas admis")
            at += 1
            if not expected.repeated:
                break
    if at < count:
        raise BadShape(f"{place}/{local(str(children[at].tag))}", "n'est pas admis ici")
