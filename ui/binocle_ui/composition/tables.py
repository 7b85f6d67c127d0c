"""The reimbursement tables of a shop: what ships, under what was imported into its folder."""

from collections.abc import Sequence
from pathlib import Path

from binocle.adapters.lpp_file import LppTableFile
from binocle.optics import LppImport, ShippedTables, import_lpp, shipped_tables, shop_tables

NAME = "lpp.csv"
"""The imported table, in the shop's folder."""


def import_tables(files: Sequence[tuple[str, bytes]], *, folder: Path | None) -> LppImport:
    """Check files of the list of products, and keep their table in a folder.

    Args:
        files: names and bytes.
        folder: of the shop; none to check only.

    Raises:
        OperatorActionNeeded: see :func:`binocle.optics.import_lpp`.
    """
    return import_lpp(files, LppTableFile(folder / NAME) if folder else None)


def tables_of(folder: Path) -> ShippedTables:
    """Return the tables of the shop whose folder this is.

    Raises:
        OperatorActionNeeded: LPP-TABLE-GARDEE-ILLISIBLE.
    """
    return shop_tables(shipped_tables(), LppTableFile(folder / NAME))
