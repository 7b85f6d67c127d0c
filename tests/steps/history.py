"""Steps of the history: the files of a former engine, taken on the page itself."""

from dataclasses import dataclass, field
from io import BytesIO

import pytest
from lxml import html
from pytest_bdd import parsers, then, when

from binocle_ui.composition.workstation import Workstation

from .page_text import browser_of
from .shop import Optician


@dataclass
class FormerEngine:
    """What it left, and what the page said when it was taken."""

    files: dict[str, bytes] = field(default_factory=dict)
    said: str = ""


@pytest.fixture
def former() -> FormerEngine:
    return FormerEngine()


@when("l'opticien change de moteur")
def changes_engine(optician: Optician, former: FormerEngine) -> None:
    """Keep the files of all that was done; the next program knows none of it."""
    desk = optician.desk
    former.files = {file.name: file.content for file in desk.lots.sent_files()}
    for kind in ("ARL", "SRV", "RSP"):
        former.files |= {message.id: message.content for message in desk.returns.matched(kind)}
    optician.station.close()
    folder = optician.folder / "nouveau"
    folder.mkdir()
    optician.station = Workstation(optician.bench, folder)


def take(optician: Optician, former: FormerEngine, files: dict[str, bytes]) -> None:
    sent = [(BytesIO(content), name) for name, content in files.items()]
    answer = browser_of(optician.station).post("/lots/historique", data={"fichiers": sent})
    former.said = " ".join(" ".join(map(str, html.fromstring(answer.data).itertext())).split())


@when("l'opticien prend les fichiers de l'ancien moteur")
def takes(optician: Optician, former: FormerEngine) -> None:
    take(optician, former, former.files)


@when("l'opticien prend un fichier abîmé de l'ancien moteur")
def takes_damaged(optician: Optician, former: FormerEngine) -> None:
    content = next(content for content in former.files.values() if content.startswith(b"000TP"))
    take(optician, former, {"abime.b2": content[:300] + b"!" + content[301:]})


@then(parsers.parse("la page répond « {text} »"))
def page_answers(former: FormerEngine, text: str) -> None:
    assert text in former.said, former.said
