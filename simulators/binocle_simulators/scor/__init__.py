"""A simulated SCOR server: takes the documents of FSE lots, says what becomes of each."""

from .app import create_app
from .behaviour import FseLot, PieceState, ScorSimulator, State, TakenPiece, TakenScorLot
from .messages import BadLot, FseName, Piece, ScorLot, read_lot

__all__ = [
    "BadLot",
    "FseLot",
    "FseName",
    "Piece",
    "PieceState",
    "ScorLot",
    "ScorSimulator",
    "State",
    "TakenPiece",
    "TakenScorLot",
    "create_app",
    "read_lot",
]
