"""The honesty sheet, made from what is written elsewhere: never from a copy.

Law of this file: sections and modules are told by the simulators themselves
(:mod:`binocle_simulators.honesty`), assumed choices by ``features/HYPOTHESES.md``. A choice goes to
the sections that its place names (« P 4 »), else to that of the simulators' module that it names,
else to the program itself. Each row of that file is on the sheet, and so is each module.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from binocle_simulators.honesty import BENCH, Rule, Section, assumed_in, rules, sections
from binocle_ui.catalogue import load_labels
from binocle_ui.pages import AssumptionRow, HonestyView, SheetSection, SourceRow, Standing

DOCUMENT = "HYPOTHESES.md"
PROGRAM = -1
"""The section of what the program itself chose."""

_PLACES = re.compile(r"\bP (\d+(?:(?:, | et )\d+)*)")
_MODULE = re.compile(r"simulators/binocle_simulators/([\w/.-]+)")
_TOPIC, _ROW = "## ", re.compile(r"\| (.+) \| (.+) \|")


@cache
def honesty_view() -> HonestyView:
    """Return the sheet."""
    chosen = defaultdict(list)
    for row in assumptions():
        for number in _sections_of(row.place):
            chosen[number].append(row)
    played = defaultdict(list)
    for rule in rules():
        played[rule.section].append(_source(rule))
    marked = {section.number: section for section in sections()}
    return HonestyView(
        tuple(
            SheetSection(
                number=number,
                standing=_standing(marked.get(number), bool(chosen[number])),
                marks=marked[number].marks if number in marked else 0,
                assumptions=tuple(chosen[number]),
                sources=tuple(played[number]),
            )
            for number in (*marked, BENCH, PROGRAM)
        )
    )


def assumed_peers(hops: Iterable[str]) -> tuple[str, ...]:
    """Return the French names of the sections that a run rested on and that are assumed.

    Args:
        hops: of the run's journal.
    """
    label = load_labels()
    return tuple(label("protocoles", str(number)) for number in assumed_in(hops))


def assumptions() -> Iterator[AssumptionRow]:
    """Yield each row of the file of assumed choices, its marks of Markdown taken away."""
    topic = ""
    for line in _document().splitlines():
        if line.startswith(_TOPIC):
            topic = line.removeprefix(_TOPIC)
        elif topic and (cells := _ROW.fullmatch(line)) and not line.startswith("| choix |"):
            yield AssumptionRow(topic, cells[1].replace("`", ""), cells[2].replace("`", ""))


def _sections_of(place: str) -> tuple[int, ...]:
    if named := _PLACES.search(place):
        return tuple(int(number) for number in re.findall(r"\d+", named[1]))
    if module := _MODULE.search(place):
        return (_section_of(module[1]),)
    return (PROGRAM,)


def _section_of(path: str) -> int:
    """Return the section of a module, or of a file that lies beside modules."""
    known = {rule.module: rule.section for rule in rules()}
    if path in known:
        return known[path]
    folder = path.rpartition("/")[0]
    beside = [section for module, section in known.items() if module.startswith(f"{folder}/")]
    return beside[0] if folder and beside else BENCH


def _source(rule: Rule) -> SourceRow:
    if rule.source.startswith("ours"):
        standing = Standing.OURS
    elif rule.is_assumed:
        whole = "as a whole" in rule.source or "all assumed" in rule.source
        standing = Standing.ASSUMED if whole else Standing.PARTLY
    else:
        standing = Standing.SOURCED
    return SourceRow(rule.module, rule.law, rule.source, standing)


def _standing(section: Section | None, has_assumptions: bool) -> Standing:
    if section is None:
        return Standing.OURS
    if section.whole.startswith("assumed as a whole") or section.whole.endswith("all assumed"):
        return Standing.ASSUMED
    return Standing.PARTLY if section.is_assumed or has_assumptions else Standing.SOURCED


def _document() -> str:
    """Return the assumed choices: in this package once it is built, beside it in a working tree."""
    packed = resources.files("binocle_ui").joinpath(DOCUMENT)
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return Path(__file__).parents[3].joinpath("features", DOCUMENT).read_text(encoding="utf-8")
