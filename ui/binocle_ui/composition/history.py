"""The page and the command of the history over the shop's database (TEL-07)."""

from collections.abc import Sequence
from pathlib import Path

from binocle.adapters.sqlite import Session, SqliteHistoryStore, open_engine
from binocle.lots import History, HistoryPage, HistoryTaken
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import TakenView, UploadedFile

from .services import BENCH_SHOP
from .workstation import Workstation

DATABASE = "binocle.sqlite"


def history_of(session: Session) -> History:
    """Return the history in a database."""
    store = SqliteHistoryStore(session)
    return History(store=store, partner=BENCH_SHOP.number.digits)


def import_history(files: Sequence[tuple[str, bytes]], folder: Path) -> HistoryTaken:
    """Take files of the former engine into the database of a shop's folder."""
    session = Session(open_engine(folder / DATABASE))
    try:
        return history_of(session).take(files)
    finally:
        session.close()


class PastCounter:
    """Implements :class:`binocle_ui.pages.PastPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    @property
    def _history(self) -> History:
        return history_of(self._station.desk.session)

    def history(self, page: int, sought: str) -> HistoryPage:
        """Return the lots of a number, or that carry an invoice."""
        return self._history.page(page, sought)

    def take(self, files: Sequence[UploadedFile]) -> TakenView:
        """Take files of the former engine."""
        told = self._history.take([(each.name, each.content) for each in files])
        notice = load_catalogue().notice
        refused = tuple(notice(each.code, each.facts) for each in told.refused)
        return TakenView(told.taken, told.known, refused)
