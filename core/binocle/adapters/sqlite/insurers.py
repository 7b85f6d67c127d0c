"""The shop's complementary insurers, in typed columns, one row each (DRE-06).

Law of this file: values were checked before (:func:`binocle.amc.insurer_findings`); a value of no
known kind is a corrupt database, told loudly. Each plan of an insurer is a row, in the typed order.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from binocle.amc import Insurer, Management
from binocle.kernel import AmcNumber

from .engine import Session
from .schema import insurer as table
from .schema import insurer_regime as regimes

_AS_THEY_ARE = (
    "name", "postcode", "town", "phone", "fax", "email", "b2_norm", "payer", "grid", "billed_rc",
    "transmit_by_default", "pec_required", "notes",
)  # fmt: skip
"""Columns that hold a field of the same name as it is."""
_SWITCHES = frozenset({"billed_rc", "transmit_by_default", "pec_required"})
_LENGTHS = {"eight": 8, "nine": 9, "ten": 10}
"""The ways to write a number: 8 to 10 digits."""
_NAMES = tuple(column.name for column in table.columns)
_NUMBERED = (
    select(table)
    .where(table.c.number.in_([bindparam("eight"), bindparam("nine"), bindparam("ten")]))
    .order_by(table.c.name)
)
_REGIMES = (
    select(regimes.c.label).where(regimes.c.insurer_id == bindparam("of")).order_by(regimes.c.rank)
)


class SqliteInsurerStore:
    """Implements :class:`binocle.amc.InsurerStore`."""

    def __init__(self, session: Session) -> None:
        """Share the program's session."""
        self._session = session

    def insurers(self) -> tuple[Insurer, ...]:
        """Return them all, by name."""
        rows = self._session.connection.execute(select(table).order_by(table.c.name)).all()
        return tuple(self._insurer(tuple(row)) for row in rows)

    def insurers_numbered(self, number: AmcNumber) -> tuple[Insurer, ...]:
        """Return those of a number, however its leading zeros are written, by name."""
        bare = number.digits.lstrip("0")
        spelt = {name: bare.rjust(long, "0") for name, long in _LENGTHS.items()}
        rows = self._session.run(_NUMBERED, spelt).fetchall()
        return tuple(self._insurer(row) for row in rows)

    def insurer(self, id: int) -> Insurer | None:
        """Return one, or none."""
        row = self._session.connection.execute(select(table).where(table.c.id == id)).one_or_none()
        return None if row is None else self._insurer(tuple(row))

    def keep_insurer(self, insurer: Insurer) -> Insurer:
        """Keep an insurer, in place of the former one of its id."""
        with self._session.transaction():
            id = self._kept(insurer)
            run = self._session.connection.execute
            run(delete(regimes).where(regimes.c.insurer_id == id))
            for rank, label in enumerate(insurer.regimes, start=1):
                run(insert(regimes).values(insurer_id=id, rank=rank, label=label))
        kept = self.insurer(id)
        assert kept is not None, "kept just now"
        return kept

    def _kept(self, insurer: Insurer) -> int:
        run = self._session.connection.execute
        if insurer.id is None:
            made = run(insert(table).values(_columns(insurer)).returning(table.c.id))
            return int(made.scalar_one())
        changed = run(update(table).where(table.c.id == insurer.id).values(_columns(insurer)))
        if not changed.rowcount:
            raise KeyError(insurer.id)
        return insurer.id

    def _insurer(self, columns: tuple[Any, ...]) -> Insurer:
        row = dict(zip(_NAMES, columns, strict=True))
        labels = self._session.run(_REGIMES, {"of": row["id"]}).fetchall()
        # The driver alone gives what is true or false as 0 and 1.
        row |= {name: bool(row[name]) for name in _SWITCHES}
        return Insurer(
            id=row["id"],
            number=None if row["number"] is None else AmcNumber(row["number"]),
            address=(row["address_1"], row["address_2"], row["address_3"]),
            management=Management(row["management"]),
            regimes=tuple(label for (label,) in labels),
            **{name: row[name] for name in _AS_THEY_ARE},
        )


def _columns(insurer: Insurer) -> Mapping[str, Any]:
    lines = {f"address_{rank}": line for rank, line in enumerate(insurer.address, start=1)}
    return {
        **{name: getattr(insurer, name) for name in _AS_THEY_ARE},
        **lines,
        "number": None if insurer.number is None else insurer.number.digits,
        "management": insurer.management.value,
    }
