"""The JSON messages of the directory of conventions: query bytes out, answer bytes in.

Law of this file: an object holds exactly its members, each once and of its kind; an answer is read
whole or refused with the place, and an error never tells what was read. Source:
simulators/PROTOCOLS.md section 9 (assumed as a whole; the members' names are those of the engine's
public client).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from binocle.kernel import AmcNumber

from .model import (
    Convention,
    ConventionQuery,
    DirectoryAnswer,
    Management,
    NoConvention,
    OneConvention,
    QueryRefused,
    SeveralConventions,
    TooManyConventions,
)
from .rules import same_insurer

TOO_MANY = -1300
"""The engine's code for more results than it shows (seed-facts 12)."""

PAGE_SIZE = 5

MAX_ANSWER = 65_536
"""Bytes; a full page takes about 2,000."""

MANAGEMENTS: Mapping[str, Management] = {
    "separee": Management.SEPARATE,
    "unique": Management.SINGLE,
}


class UnreadableDirectory(ValueError):
    """An answer that the protocol does not allow.

    Attributes:
        place: the member, such as ``conventions[2].numeroAmc``.
    """

    def __init__(self, place: str, reason: str) -> None:
        """Keep the place; the reason is for developers and holds nothing of the answer."""
        self.place = place
        super().__init__(f"{place}: {reason}")


def build_query(query: ConventionQuery) -> bytes:
    """Return the JSON of a query.

    Args:
        query: checked by :func:`binocle.amc.rules.query_findings`.
    """
    assert query.page >= 1, query.page
    return json.dumps(
        {
            "numero": query.number.digits,
            "typeConvention": query.type,
            "critereSecondaire": query.criterion,
            "page": query.page,
        },
        ensure_ascii=False,
    ).encode()


def parse_answer(answer: bytes, query: ConventionQuery) -> DirectoryAnswer:
    """Read an answer.

    Args:
        answer: a JSON object, UTF-8.
        query: what was asked; another page, or a convention of somebody else, is refused.

    Raises:
        UnreadableDirectory: with the place.
    """
    value = _object(_loaded(answer), "")
    if "code" in value:
        return _refusal(value)
    _require_members(value, ("total", "page", "pages", "conventions"), "")
    total, page, pages = (_count(value[name], name) for name in ("total", "page", "pages"))
    if page != query.page:
        raise UnreadableDirectory("page", "not the one asked for")
    if pages != -(-total // PAGE_SIZE) and (total, pages) != (0, 1):
        raise UnreadableDirectory("pages", "not what the total makes")
    listed = value["conventions"]
    if not isinstance(listed, list):
        raise UnreadableDirectory("conventions", "not a list")
    if len(listed) != min(PAGE_SIZE, max(total - PAGE_SIZE * (page - 1), 0)):
        raise UnreadableDirectory("conventions", "not as many as the total makes")
    conventions = tuple(
        _convention(item, f"conventions[{rank}]", query) for rank, item in enumerate(listed)
    )
    return _outcome(total, page, pages, conventions)


def _outcome(
    total: int, page: int, pages: int, conventions: Sequence[Convention]
) -> DirectoryAnswer:
    if total == 0:
        return NoConvention()
    if len(conventions) == total == 1:
        return OneConvention(conventions[0])
    return SeveralConventions(total, page, pages, tuple(conventions))


def _refusal(value: Mapping[str, Any]) -> DirectoryAnswer:
    _require_members(value, ("code", "libelle"), "")
    code = value["code"]
    if type(code) is not int or code >= 0:
        raise UnreadableDirectory("code", "not a negative number")
    sentence = _text(value["libelle"], "libelle", (1, 500))
    return TooManyConventions(code, sentence) if code == TOO_MANY else QueryRefused(code, sentence)


def _convention(item: object, place: str, query: ConventionQuery) -> Convention:
    value = _object(item, place)
    _require_members(value, [*_FORMS], place)
    read = {name: form(value[name], f"{place}.{name}") for name, form in _FORMS.items()}
    convention = Convention(**{_FIELDS[name]: found for name, found in read.items()})
    # The manual's only row shows the number as the signatory's, its column "N° AMC" blank.
    signatory = convention.signatory.lstrip("0") == query.number.digits.lstrip("0")
    if not signatory and not same_insurer(convention.number, query.number):
        raise UnreadableDirectory(f"{place}.numeroAmc", "not the one asked for")
    return convention


# -- JSON -----------------------------------------------------------------------------------------


def _loaded(answer: bytes) -> object:
    if len(answer) > MAX_ANSWER:
        raise UnreadableDirectory("réponse", f"{len(answer)} bytes")
    try:
        value: object = json.loads(
            answer.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except UnreadableDirectory:
        raise
    except (ValueError, RecursionError):
        # The cause would print what was read.
        raise UnreadableDirectory("réponse", "not JSON") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise UnreadableDirectory("réponse", "a member comes twice")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableDirectory(place or "réponse", "not an object")
    return value


def _require_members(value: Mapping[str, Any], names: Sequence[str], place: str) -> None:
    prefix = f"{place}." if place else ""
    for name in names:
        if name not in value:
            raise UnreadableDirectory(f"{prefix}{name}", "missing")
    if len(value) > len(names):
        raise UnreadableDirectory(place or "réponse", "holds an unknown member")


def _count(value: object, place: str) -> int:
    if type(value) is not int or value < 0:
        raise UnreadableDirectory(place, "not a count")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise UnreadableDirectory(place, "not true or false")
    return value


def _text(value: object, place: str, lengths: tuple[int, int]) -> str:
    shortest, longest = lengths
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        raise UnreadableDirectory(place, f"not a text of {shortest} to {longest} characters")
    if not value.isprintable():
        raise UnreadableDirectory(place, "not printable")
    return value


def _number(value: object, place: str) -> AmcNumber:
    text = _text(value, place, (10, 10))
    try:
        return AmcNumber(text)
    except ValueError:
        raise UnreadableDirectory(place, "not 10 digits") from None


def _management(value: object, place: str) -> Management:
    found = MANAGEMENTS.get(value) if isinstance(value, str) else None
    if found is None:
        raise UnreadableDirectory(place, f"not {' or '.join(MANAGEMENTS)}")
    return found


_Form = Callable[[object, str], Any]


def _between(shortest: int, longest: int) -> _Form:
    return lambda value, place: _text(value, place, (shortest, longest))


_MEMBERS: Sequence[tuple[str, str, _Form]] = (
    ("idSignataire", "signatory", _between(1, 30)),
    ("libelleSignataire", "signatory_label", _between(0, 30)),
    ("conventionGroupe", "grouped", _flag),
    ("typeConvention", "type", _between(2, 2)),
    ("critereSecondaire", "criterion", _between(0, 30)),
    ("typeAccord", "accord", _between(0, 2)),
    ("numeroAmc", "number", _number),
    ("libelleAmc", "label", _between(0, 80)),
    ("codeRoutage", "routing", _between(2, 2)),
    ("identifiantHote", "host", _between(3, 3)),
    ("nomDomaine", "domain", _between(0, 20)),
    ("codeAiguillageSts", "sts_routing", _between(0, 1)),
    ("modeGestion", "management", _management),
    ("desactive", "disabled", _flag),
    ("annulationDre", "cancellation", _flag),
)
"""Member, field, form; lengths that the page does not give are assumed."""

_FIELDS = {member: field for member, field, _ in _MEMBERS}
_FORMS = {member: form for member, _, form in _MEMBERS}
