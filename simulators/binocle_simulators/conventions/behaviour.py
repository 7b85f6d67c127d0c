"""What the directory finds: everything that agrees with a query, or that there is too much.

Law of this file: the number must be the same; type and criterion narrow only when they are given.
More than the limit is told as such, whatever page was asked for.
Source: PROTOCOLS section 9 (assumed); the sentence and its code: seed-facts 12.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from binocle_simulators.world import World

from .table import Convention, load_conventions, matches, same_number

PAGE = 5
LIMIT = 20
"""How many conventions are shown at most, all pages together; the real limit is unknown."""

QUERIES_KEPT = 10_000


class TooMany(Exception):
    """More conventions agree than are shown."""


class NoSuchPage(ValueError):
    """A page after the last one; the text is a French sentence."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty type or criterion narrows nothing. Pages count from 1."""

    number: str
    kind: str = ""
    criterion: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found: how many in all, how many pages, and those of this one."""

    total: int
    page: int
    pages: int
    conventions: tuple[Convention, ...]


class ConventionDirectory:
    """The directory with its memory.

    Attributes:
        conventions: all that it knows, in order; tests may change it.
        limit: how many it shows at most.
    """

    def __init__(
        self, *, world: World, conventions: Iterable[Convention] | None = None, limit: int = LIMIT
    ) -> None:
        """Make a directory that was never asked.

        Args:
            world: whose lock keeps two queries apart.
            conventions: what it knows; the shipped ones when absent.
            limit: how many it shows at most.
        """
        self.world = world
        known = load_conventions() if conventions is None else conventions
        self.conventions: list[Convention] = list(known)
        self.limit = limit
        self._queries: deque[Query] = deque(maxlen=QUERIES_KEPT)

    @property
    def queries(self) -> tuple[Query, ...]:
        """The queries that were understood, oldest first."""
        return tuple(self._queries)

    def search(self, query: Query) -> Page:
        """Return a page of what agrees with a query.

        Raises:
            TooMany: more than the limit agree.
            NoSuchPage: there are fewer pages; the first one always is.
        """
        with self.world.lock:
            self._queries.append(query)
            found = [convention for convention in self.conventions if _agrees(convention, query)]
        if len(found) > self.limit:
            raise TooMany
        pages = -(-len(found) // PAGE)
        if query.page > max(pages, 1):
            raise NoSuchPage(f"page : il n'y en a que {pages}.")
        start = (query.page - 1) * PAGE
        return Page(len(found), query.page, pages, tuple(found[start : start + PAGE]))


def _agrees(convention: Convention, query: Query) -> bool:
    return (
        same_number(convention.number, query.number)
        and query.kind in ("", convention.kind)
        and (not query.criterion or matches(convention.criterion, query.criterion))
    )
