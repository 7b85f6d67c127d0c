"""What the SCOR server does with the documents of professionals, on the bench clock.

Law of this file: a lot is taken whole or not at all, and a name means the same bytes for ever. Its
FSE lot was taken before and acknowledged. Each new piece is looked at once, 4 to 48 hours later;
the moment is drawn when the lot is taken, from the stream ``scor``. What becomes of a piece is
told in the order in which it is known, with a rank that grows for each professional. A hand that
judges a piece before the look takes its place.
Source: PROTOCOLS section 10 (assumed as a whole).

What the fault plan changes at the look at a piece, place ``piece``:

================  ================================================================================
kind              effect
================  ================================================================================
``rebuild``       ``A RECONSTITUER``, whatever the document
``backup``        ``SAUVEGARDE PS``
``paper``         ``COLLECTE PAPIER``
``absent``        nobody looks: no state, ever
``rebuild-later`` the ordinary state, and ``A RECONSTITUER`` a day later
``paper-later``   the ordinary state, and ``COLLECTE PAPIER`` a day later
``twice``         the state is told twice, under two ranks
``unknown``       the state, then one about a piece that nobody sent
``overtaken``     the state, then an older ``A RECONSTITUER`` that it had overtaken
================  ================================================================================
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from binocle_simulators.world import World

from .messages import CARE_SHEET, Piece, ScorLot, read_lot
from .pdf import is_equipped, reason_to_rebuild

LOOK_DELAY_S = (4 * 3600, 48 * 3600)
CHANGE_AFTER = timedelta(days=1)
"""When a change of mind follows (ours)."""
OVERTAKEN_BY = timedelta(hours=1)
"""How much older the overtaken state is (ours)."""
AT_ONCE = 200
"""States of one answer, at most."""
UNKNOWN_PIECE = "piece-inconnue"
JUDGED_UNUSABLE = "Le document est inexploitable."


class NameTaken(ValueError):
    """A name that already means other bytes; the text is a French sentence."""


class WrongSender(ValueError):
    """A lot about somebody else's FSE lot; the text is a French sentence."""


class WrongLot(ValueError):
    """A lot that does not fit its FSE lot, or what came before; the text is a French sentence."""


class NotEquipped(RuntimeError):
    """What reads PDF is not installed; the text is a French sentence."""


class State(Enum):
    """What became of a piece."""

    ARCHIVED = "ARCHIVE"
    TO_REBUILD = "A RECONSTITUER"
    KEPT_BY_PROFESSIONAL = "SAUVEGARDE PS"
    ASKED_ON_PAPER = "COLLECTE PAPIER"


@dataclass(frozen=True)
class FseLot:
    """What the server needs to know of an FSE lot.

    Attributes:
        professional: 14 digits.
        is_acknowledged: its positive ARL was made.
        is_degraded: its forms were made in degraded mode.
        invoices: their numbers, 9 digits.
    """

    professional: str
    is_acknowledged: bool
    is_degraded: bool
    invoices: frozenset[str]


FseLots = Callable[[str, str, str], tuple[FseLot, ...]]
"""Finds FSE lots by number, recipient (14 characters) and day (AAMMJJ), whoever sent them."""


@dataclass(frozen=True)
class PieceState:
    """What became of a piece: the rank of the news, the piece, its state, why, and when."""

    rank: int
    piece: str
    state: State
    reason: str
    at: datetime


@dataclass
class TakenPiece:
    """A piece, its lot, and what was told of it, in the order of the ranks."""

    piece: Piece
    lot: ScorLot
    states: list[PieceState]

    @property
    def identity(self) -> tuple[object, ...]:
        """What an ``Id`` stands for: sender, FSE lot, invoice, kind and content."""
        return (
            self.lot.sender,
            self.lot.fse,
            self.piece.invoice,
            self.piece.kind,
            self.piece.digest,
        )


@dataclass(frozen=True)
class TakenScorLot:
    """A lot that was taken, and its receipt."""

    lot: ScorLot
    digest: str
    receipt: str
    received_at: datetime


class ScorSimulator:
    """A SCOR server with its memory.

    Attributes:
        lots: what was taken, by name.
        pieces: every document, by its ``Id``.
        states: everything ever told, by professional (14 digits), in the order of the ranks.
    """

    def __init__(self, *, world: World, fse_lots: FseLots) -> None:
        """Make a server that has seen nothing yet.

        Args:
            world: clock, chance, faults and journal.
            fse_lots: what is known of the FSE lots.
        """
        self.world = world
        self.lots: dict[str, TakenScorLot] = {}
        self.pieces: dict[str, TakenPiece] = {}
        self.states: dict[str, list[PieceState]] = {}
        self._fse_lots = fse_lots

    # -- lots in ----------------------------------------------------------------------------------

    def take(self, name: str, document: bytes) -> tuple[TakenScorLot, bool]:
        """Take a lot.

        Args:
            name: the name under which it is put.
            document: the XML.

        Returns:
            The lot with its receipt, and whether it is new.

        Raises:
            BadLot, NameTaken, WrongSender, WrongLot, NotEquipped: with a French sentence; nothing
                changed.
        """
        with self.world.lock:
            digest = hashlib.sha256(document).hexdigest()
            known = self.lots.get(name)
            if known:
                if known.digest != digest:
                    raise NameTaken(f"Le lot SCOR {name} existe déjà avec un autre contenu.")
                return known, False
            if not is_equipped():
                raise NotEquipped("Le serveur SCOR du banc demande « binocle[scor] ».")
            lot = read_lot(document)
            if lot.name != name:
                raise WrongLot(f"LotScor, « Nom » : {lot.name} est mis sous le nom {name}.")
            self._check(lot, self._fse_lot_of(lot))
            return self._taken(lot, digest), True

    def _fse_lot_of(self, lot: ScorLot) -> FseLot:
        named = self._fse_lots(lot.fse.number, lot.fse.recipient, lot.fse.date)
        said = f"le lot {lot.fse.number} du {lot.fse.date} pour {lot.fse.recipient}"
        if not named:
            raise WrongLot(f"LotScor, « LotFse » : {said} n'a jamais été reçu.")
        own = [one for one in named if one.professional == lot.sender]
        if not own:
            raise WrongSender(f"LotScor, « Emetteur » : {said} n'est pas de {lot.sender}.")
        for one in own:
            if one.is_acknowledged:
                return one
        raise WrongLot(f"LotScor, « LotFse » : {said} n'a pas d'ARL positif.")

    def _check(self, lot: ScorLot, fse: FseLot) -> None:
        for n, piece in enumerate(lot.pieces, start=1):
            if piece.invoice not in fse.invoices:
                raise WrongLot(
                    f"Pièce {n}, « Facture » : {piece.invoice} n'est pas dans le lot"
                    f" {lot.fse.number}."
                )
            if piece.kind == CARE_SHEET and not fse.is_degraded:
                raise WrongLot(
                    f"Pièce {n}, « Type » : {CARE_SHEET} n'est admis que pour une FSE dégradée."
                )
            known = self.pieces.get(piece.id)
            if known and known.identity != TakenPiece(piece, lot, []).identity:
                raise WrongLot(f"Pièce {n}, « Id » : {piece.id} est celui d'un autre document.")

    def _taken(self, lot: ScorLot, digest: str) -> TakenScorLot:
        taken = TakenScorLot(
            lot=lot,
            digest=digest,
            receipt=f"SC-{self.world.count('scor receipts'):06d}",
            received_at=self.world.now(),
        )
        self.lots[lot.name] = taken
        self.world.record("scor", "=", f"lot {lot.name} taken {taken.receipt}")
        for piece in lot.pieces:
            if piece.id not in self.pieces:
                self.pieces[piece.id] = TakenPiece(piece, lot, [])
                self._schedule(self.pieces[piece.id])
        return taken

    # -- what happens later -----------------------------------------------------------------------

    def _schedule(self, taken: TakenPiece) -> None:
        delay = timedelta(seconds=self.world.stream("scor").randint(*LOOK_DELAY_S))
        label = f"scor: look at piece {taken.piece.id}"
        self.world.call_at(self.world.now() + delay, label, lambda: self._look(taken))

    def _look(self, taken: TakenPiece) -> None:
        if taken.states:
            return
        struck = self.world.faults.strike("piece") or ""
        if struck == "absent":
            return
        if struck in INSTEAD:
            self._tell(taken, INSTEAD[struck])
            return
        reason = reason_to_rebuild(taken.piece.content)
        self._tell(taken, State.TO_REBUILD if reason else State.ARCHIVED, reason)
        if struck in LATER:
            at = self.world.now() + CHANGE_AFTER
            label = f"scor: change of mind about piece {taken.piece.id}"
            self.world.call_at(at, label, lambda: self._tell(taken, LATER[struck]))
        elif struck == "twice":
            self.repeat(taken.piece.id)
        elif struck == "unknown":
            self.judge_unknown(taken.lot.sender)
        elif struck == "overtaken":
            self.judge(taken.piece.id, State.TO_REBUILD, earlier=OVERTAKEN_BY)

    # -- what a hand does -------------------------------------------------------------------------

    def judge(
        self, piece: str, state: State, reason: str = "", earlier: timedelta = timedelta()
    ) -> None:
        """Tell a state of a piece now.

        Args:
            piece: its ``Id``.
            state: what became of it.
            reason: why; for ``A RECONSTITUER``, :data:`JUDGED_UNUSABLE` when empty.
            earlier: how much older than now it says it is.

        Raises:
            KeyError: nobody sent that piece.
        """
        with self.world.lock:
            self._tell(self.pieces[piece], state, reason, earlier)

    def repeat(self, piece: str) -> None:
        """Tell the last state of a piece again, as it was, under a new rank.

        Raises:
            KeyError: nobody sent that piece.
            IndexError: nothing was told of it yet.
        """
        with self.world.lock:
            taken = self.pieces[piece]
            last = taken.states[-1]
            self._tell(taken, last.state, last.reason, self.world.now() - last.at)

    def judge_unknown(self, professional: str, state: State = State.ARCHIVED) -> None:
        """Tell a professional (14 digits) a state of a piece that nobody sent."""
        with self.world.lock:
            self._deposit(professional, UNKNOWN_PIECE, state, _reason(state))

    def _tell(
        self,
        taken: TakenPiece,
        state: State,
        reason: str = "",
        earlier: timedelta = timedelta(),
    ) -> None:
        told = self._deposit(
            taken.lot.sender, taken.piece.id, state, reason or _reason(state), earlier
        )
        taken.states.append(told)

    def _deposit(
        self,
        professional: str,
        piece: str,
        state: State,
        reason: str,
        earlier: timedelta = timedelta(),
    ) -> PieceState:
        told = self.states.setdefault(professional, [])
        new = PieceState(len(told) + 1, piece, state, reason, self.world.now() - earlier)
        told.append(new)
        self.world.record("scor", "=", f"piece {piece} {state.name}")
        return new

    # -- states out -------------------------------------------------------------------------------

    def states_after(self, professional: str, rank: int) -> tuple[tuple[PieceState, ...], bool]:
        """Return what is told after a rank, :data:`AT_ONCE` at most, and whether more waits."""
        with self.world.lock:
            waiting = self.states.get(professional, [])[rank:]
        return tuple(waiting[:AT_ONCE]), len(waiting) > AT_ONCE


INSTEAD: Mapping[str, State] = {
    "rebuild": State.TO_REBUILD,
    "backup": State.KEPT_BY_PROFESSIONAL,
    "paper": State.ASKED_ON_PAPER,
}
"""Kinds of fault that take the place of the look."""
LATER: Mapping[str, State] = {
    "rebuild-later": State.TO_REBUILD,
    "paper-later": State.ASKED_ON_PAPER,
}
"""Kinds of fault that change the server's mind after the look."""


def _reason(state: State) -> str:
    """Return the reason that is told when nobody gave one."""
    return JUDGED_UNUSABLE if state is State.TO_REBUILD else ""
