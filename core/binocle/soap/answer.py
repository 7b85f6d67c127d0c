"""Reading an answer whole, or refusing it with the place.

Law of this file: nothing is guessed; an element that may come once comes once; an error tells where
and never what was read, which may be a NIR. Source: SOAP 1.2, teleservices sheet 1.3.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lxml import etree

from .envelope import SOAP

MAX_ANSWER = 262_144
"""Bytes; an ordinary answer takes about 2,000."""

MAX_REPEATED = 99
"""Times that one element may come; a card holds 3 rights and 7 covers (teleservices sheet 2.6)."""

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
)

T = TypeVar("T")


@dataclass(frozen=True)
class ServiceFault:
    """A SOAP fault.

    Attributes:
        blame: ``Sender`` or ``Receiver``.
        subcode: verbatim, prefix included, such as ``siram_40``; empty when there is none.
        reason: verbatim.
        detail: the text of the detail, its white space narrowed.
    """

    blame: str
    subcode: str
    reason: str
    detail: str


class UnreadableAnswer(ValueError):
    """An answer that its protocol does not allow.

    Attributes:
        place: path of the element, such as ``Reponse/infosGlobales/codeCaisse``.
    """

    def __init__(self, place: str, reason: str) -> None:
        """Keep the place; the reason is for developers and holds nothing of the answer."""
        self.place = place
        super().__init__(f"{place}: {reason}")


class Block:
    """An element and its path; its children are looked up in its own namespace.

    Attributes:
        element: as lxml read it.
    """

    __slots__ = ("_children", "_name", "_parent", "_start", "element")

    def __init__(self, element: etree._Element, name: str, parent: "Block | None" = None) -> None:
        """Take an element; its children are sorted by name when one is looked up.

        Args:
            element: as lxml read it.
            name: its name in a path.
            parent: what its path begins with; none begins a path.
        """
        self.element = element
        self._name = name
        self._parent = parent
        tag: str = element.tag
        self._start = tag[: tag.rfind("}") + 1]
        self._children: dict[str, list[etree._Element]] | None = None

    @property
    def place(self) -> str:
        """Its path, such as ``Reponse/infosGlobales``."""
        return f"{self._parent.place}/{self._name}" if self._parent else self._name

    def _found(self, name: str) -> Sequence[etree._Element]:
        if self._children is None:
            self._children = {}
            for child in self.element:
                self._children.setdefault(child.tag, []).append(child)
        return self._children.get(name if name[0] == "{" else self._start + name, ())

    def several(self, name: str) -> list["Block"]:
        """Return the children of that name, in their order.

        Args:
            name: local, or with its namespace (``{urn:…}name``) when it is another one.
        """
        found, local = self._found(name), _local(name)
        if len(found) > MAX_REPEATED:
            raise UnreadableAnswer(f"{self.place}/{local}", f"comes {len(found)} times")
        return [Block(element, local, self) for element in found]

    def maybe(self, name: str) -> "Block | None":
        """Return the child of that name, as :meth:`several`, if there is one."""
        found = self._found(name)
        if not found:
            return None
        if len(found) > 1:
            raise UnreadableAnswer(f"{self.place}/{_local(name)}", "comes more than once")
        return Block(found[0], _local(name), self)

    def one(self, name: str) -> "Block":
        """Return the child of that name, as :meth:`several`."""
        found = self.maybe(name)
        if found is None:
            raise UnreadableAnswer(f"{self.place}/{_local(name)}", "missing")
        return found

    def only_child(self, tag: etree.QName) -> "Block":
        """Return the single child, whose tag is given."""
        if len(self.element) != 1 or self.element[0].tag != tag.text:
            raise UnreadableAnswer(f"{self.place}/{tag.localname}", "not the only child")
        return Block(self.element[0], tag.localname)

    def require_only(self, names: Collection[str]) -> None:
        """Refuse a child that is of another name or of another namespace."""
        for child in self.element:
            start, end, name = str(child.tag).rpartition("}")
            if start + end != self._start or name not in names:
                raise UnreadableAnswer(self.place, "holds an unknown element")

    def read(self, form: Callable[[str], T]) -> T:
        """Return the text, as ``form`` understands it."""
        if len(self.element):
            raise UnreadableAnswer(self.place, "holds elements instead of text")
        try:
            return form(self.element.text or "")
        except ValueError:
            # The cause would print what was read, which may be a NIR.
            raise UnreadableAnswer(self.place, "not of its form") from None


def envelope_of(answer: bytes) -> Block:
    """Return the envelope of an answer.

    Args:
        answer: UTF-8.

    Raises:
        UnreadableAnswer: with the place.
    """
    return Block(_root(answer), "Envelope")


def body_of(answer: bytes) -> Block:
    """Return the body of an envelope.

    Args:
        answer: UTF-8.

    Raises:
        UnreadableAnswer: with the place.
    """
    return envelope_of(answer).one("Body")


def fault_in(body: Block) -> ServiceFault | None:
    """Return the fault that a body holds, if it holds one.

    Raises:
        UnreadableAnswer: with the place.
    """
    if body.maybe("Fault") is None:
        return None
    return _fault(body.only_child(etree.QName(SOAP, "Fault")))


def _root(answer: bytes) -> etree._Element:
    if len(answer) > MAX_ANSWER:
        raise UnreadableAnswer("Envelope", f"{len(answer)} bytes")
    try:
        root = etree.fromstring(answer, _PARSER)
    except etree.XMLSyntaxError as error:
        raise UnreadableAnswer("Envelope", "not XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableAnswer("Envelope", "SOAP forbids a document type")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise UnreadableAnswer("Envelope", "not a SOAP 1.2 envelope")
    return root


def _fault(fault: Block) -> ServiceFault:
    code = fault.one("Code")
    subcode = code.maybe("Subcode")
    # A reason may be repeated in other languages; the first one is the service's own.
    reasons = fault.one("Reason").several("Text")
    if not reasons:
        raise UnreadableAnswer("Fault/Reason/Text", "missing")
    detail = fault.maybe("Detail")
    return ServiceFault(
        blame=_soap_name(code.one("Value")),
        subcode="" if subcode is None else subcode.one("Value").read(filled),
        reason=reasons[0].read(filled),
        detail="" if detail is None else _narrowed(detail.element),
    )


def _narrowed(element: etree._Element) -> str:
    return " ".join(" ".join(str(text) for text in element.itertext()).split())


def _soap_name(value: Block) -> str:
    prefix, _, name = value.read(filled).strip().rpartition(":")
    if value.element.nsmap.get(prefix or None) != SOAP:
        raise UnreadableAnswer(value.place, "not a name of SOAP 1.2")
    return name


def digits(count: int) -> Callable[[str], str]:
    """Return the form of exactly so many digits."""

    def form(text: str) -> str:
        if len(text) != count or not (text.isascii() and text.isdigit()):
            raise ValueError(f"not {count} digits")
        return text

    return form


def _local(name: str) -> str:
    return name.rpartition("}")[2] if name[0] == "{" else name


def base64_bytes(text: str) -> bytes:
    """Read base 64, blanks anywhere; two texts never mean the same bytes otherwise."""
    compact = "".join(text.split())
    found = b64decode(compact, validate=True)
    if not found or b64encode(found).decode("ascii") != compact:
        raise ValueError("not base 64")
    return found


def filled(text: str) -> str:
    """Read a text that is not blank."""
    if not text.strip():
        raise ValueError("empty")
    return text


def day(text: str) -> date:
    """Read a day of 8 digits, year first."""
    return date.fromisoformat(digits(8)(text))
