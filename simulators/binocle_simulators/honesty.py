"""What the simulated peers rest on, as they say it themselves: public sources, or nothing.

Law of this file: nothing is written here by hand. The sections are those of ``PROTOCOLS.md``, with
its marks "(assumed…)"; the rules are the modules of this package, with the "Source:" of their own
headers; what a run rested on are the hops of its journal. Source: ours; no rule of a peer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

DOCUMENT = "PROTOCOLS.md"

BENCH = 0
"""The section of what is no peer: the bench itself."""

FOLDERS: Mapping[str, int] = {
    "": BENCH,
    "control": BENCH,
    "scans": BENCH,
    "readers": 1,
    "pcsc": 1,
    "cards": 2,
    "adri": 4,
    "concentrator": 5,
    "concentrator/mail": 11,
    "payers": 7,
    "apcv": 8,
    "conventions": 9,
    "scor": 10,
}
"""Section of a folder's modules, unless a module's own source names another one first."""

HOPS: Mapping[str, tuple[int, ...]] = {
    "apdu:cps": (1, 2),
    "apdu:vitale": (1, 3),
    "apdu:contactless": (1, 8),
    "reader": (1,),
    "adri": (4,),
    "rights": (4,),
    "concentrator": (5, 6),
    "payer": (7,),
    "apcv": (8,),
    "phone": (8,),
    "conventions": (9,),
    "scor": (10,),
    "smtp": (11,),
    "pop3": (11,),
}
"""Sections that an exchange of a hop rests on; what is before its ``:`` is enough for a family."""

_HEADER = re.compile(r'r?"""(.*?)"""', re.DOTALL)
_HEADING = re.compile(r"^## (\d+)\. (.+?)(?: \(([^()]*assumed[^()]*)\))?$", re.MULTILINE)
_MARK = re.compile(r"\bassumed\b")
_SOURCE = re.compile(r"\bSources?: (.+)", re.DOTALL)
_SECTION = re.compile(r"PROTOCOLS(?:\.md,)?(?: sections?)? (\d+)")


@dataclass(frozen=True)
class Section:
    """One section of the page that both sides are written from.

    Attributes:
        number: its own.
        title: its heading, in English.
        whole: what its heading says of it as a whole, such as ``assumed but for…``; empty when its
            lines say it one by one.
        marks: how many times it says "assumed".
    """

    number: int
    title: str
    whole: str
    marks: int

    @property
    def is_assumed(self) -> bool:
        """Whether anything in it is."""
        return self.marks > 0


@dataclass(frozen=True)
class Rule:
    """One module of the simulators, and what it rests on.

    Attributes:
        module: its path in this package.
        law: the first line of its header.
        source: what its header says of where it comes from; empty when it says nothing.
        section: of the protocols.
    """

    module: str
    law: str
    source: str
    section: int

    @property
    def is_assumed(self) -> bool:
        """Whether its source says so, in part or as a whole."""
        return bool(_MARK.search(self.source))


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections of the protocols, in their order."""
    text = _protocols()
    found = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in found[1:]] + [len(text)]
    return tuple(
        Section(
            number=int(heading[1]),
            title=heading[2],
            whole=heading[3] or "",
            marks=len(_MARK.findall(text[heading.start() : end])),
        )
        for heading, end in zip(found, ends, strict=True)
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Return every module of the simulators, by its path."""
    return tuple(sorted(_rules(resources.files(__package__), ""), key=lambda rule: rule.module))


def assumed_in(hops: Iterable[str]) -> tuple[int, ...]:
    """Return the sections that a run rested on and that are assumed, at least in part.

    Args:
        hops: of its journal.
    """
    touched: set[int] = set()
    for hop in hops:
        touched.update(HOPS.get(hop) or HOPS.get(hop.partition(":")[0], ()))
    return tuple(one.number for one in sections() if one.number in touched and one.is_assumed)


def _rules(folder: Traversable, path: str) -> Iterator[Rule]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.joinpath("__init__.py").is_file():
            yield from _rules(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".py") and entry.name != "__init__.py":
            yield _rule(f"{path}{entry.name}", entry.read_text(encoding="utf-8"))


def _rule(module: str, text: str) -> Rule:
    found = _HEADER.match(text)
    header = found[1] if found else ""
    told = _SOURCE.search(header)
    source = " ".join(told[1].partition("\n\n")[0].split()) if told else ""
    named = _SECTION.search(source)
    return Rule(
        module=module,
        law=header.partition("\n")[0],
        source=source,
        section=int(named[1]) if named else FOLDERS[module.rpartition("/")[0]],
    )


def _protocols() -> str:
    """Return the protocols: in this package once it is built, beside it in a working tree."""
    packed = resources.files(__package__).joinpath(DOCUMENT)
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return Path(__file__).parents[1].joinpath(DOCUMENT).read_text(encoding="utf-8")
