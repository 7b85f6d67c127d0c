"""Writing XML at once in its canonical form.

Law of this file: what is written is its own exclusive canonical form (W3C, exc-c14n without
comments), so that it is hashed and signed as it stands: no tree is built and nothing is written
twice. An element declares its prefix where its vocabulary begins, never below; attributes have no
namespace and come in the order of their names; an empty element has two tags; a text that XML
cannot hold is refused. ``tests/unit/soap`` compares with lxml's own canonical form.
"""

import re

_NOT_AS_IT_IS = re.compile('[&<>"\t\n\r]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Markup(str):
    """XML that is written already; any other text is escaped when an element takes it."""

    __slots__ = ()


class Vocabulary:
    """Writes the elements of one namespace."""

    def __init__(self, prefix: str, namespace: str) -> None:
        """Take the namespace, and the prefix that it is written with."""
        self._prefix = prefix
        self._declared = f' xmlns:{prefix}="{namespace}"'

    def __call__(self, name: str, *content: str, **attributes: str) -> Markup:
        """Write an element that stands below another one of this vocabulary.

        Args:
            name: of the element.
            content: texts, and elements as :class:`Markup`.
            attributes: of no namespace.

        Raises:
            ValueError: a character that XML cannot hold; the text is not repeated.
        """
        return self._written(name, "", content, attributes)

    def first(self, name: str, *content: str, **attributes: str) -> Markup:
        """Write an element that declares the namespace, as :meth:`__call__`."""
        return self._written(name, self._declared, content, attributes)

    def _written(
        self, name: str, declared: str, content: tuple[str, ...], attributes: dict[str, str]
    ) -> Markup:
        tag = f"{self._prefix}:{name}"
        inside = "".join(
            [part if type(part) is Markup else _escaped(part, _TEXT) for part in content]
        )
        if not attributes:
            return Markup(f"<{tag}{declared}>{inside}</{tag}>")
        said = "".join(
            [f' {key}="{_escaped(attributes[key], _VALUE)}"' for key in sorted(attributes)]
        )
        return Markup(f"<{tag}{declared}{said}>{inside}</{tag}>")


def _escaped(text: str, table: dict[int, str]) -> str:
    if not _NOT_AS_IT_IS.search(text):
        return text
    if _FORBIDDEN.search(text):
        raise ValueError("a character that XML cannot hold")
    return text.translate(table)
