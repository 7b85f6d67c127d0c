"""What lies on a simulated card, file by file, as its maker knows it and no reader has to ask.

Law of this file: it looks, and shows bytes with the objects that they hold; it explains nothing.
Source: ours; no rule of a peer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .files import Ef
from .iso7816 import Iso7816Card
from .tlv import BadTlv, parse
from .vitale import VitaleCard
from .vitale_files import LABELS

_CONSTRUCTED = 0x20


@dataclass(frozen=True)
class DataObject:
    """One BER-TLV object, at its depth; a constructed one comes before those that it holds."""

    depth: int
    tag: int
    value: bytes
    is_constructed: bool

    @property
    def text(self) -> str | None:
        """The value as Latin-1 text, when all of it can be shown."""
        text = self.value.decode("latin-1")
        return text if text.isprintable() and not self.is_constructed else None


@dataclass(frozen=True)
class CardFile:
    """One file.

    Attributes:
        path: file ids from the root, such as ``3F00/2000/2A01``.
        label: its name in POINTERS, or empty.
        sfi: short id, or nothing.
        readable: whether READ BINARY is free.
        data: all its bytes.
    """

    path: str
    label: str
    sfi: int | None
    readable: bool
    data: bytes

    def objects(self) -> tuple[DataObject, ...]:
        """Return the objects of the file, none when its bytes are no whole chain of them."""
        try:
            return tuple(_objects(self.data, 0))
        except BadTlv:
            return ()


def card_files(card: Iso7816Card) -> tuple[CardFile, ...]:
    """Return the files of a card, directory by directory, parents first."""
    labels = LABELS if isinstance(card, VitaleCard) else {}
    return tuple(
        CardFile(
            "/".join(f"{fid:04X}" for fid in (*(df.fid for df in place.path), child.fid)),
            labels.get(child.fid, ""),
            child.sfi,
            child.readable,
            child.data,
        )
        for place in card._root.walk()
        for child in place.df.children
        if isinstance(child, Ef)
    )


def _objects(data: bytes, depth: int) -> Iterator[DataObject]:
    for tag, value in parse(data):
        first = tag >> 8 * ((tag.bit_length() - 1) // 8) if tag else 0
        constructed = bool(first & _CONSTRUCTED)
        yield DataObject(depth, tag, value, constructed)
        if constructed:
            yield from _objects(value, depth + 1)
