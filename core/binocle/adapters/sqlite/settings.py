"""The shop's settings of its readers, in one row of typed columns (LEC-07).

Law of this file: one row or none. Typed columns rather than a JSON text: a later release adds a
column by a migration, and what is stored can be read with any SQLite tool. Values were checked
before (:func:`binocle.readers.keep_settings`); a value that is of no known kind is a corrupt
database, told loudly.
"""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from binocle.readers import PhoneWay, ReaderSettings

from .engine import Session
from .schema import reader_settings as table


class SqliteSettingsStore:
    """Implements :class:`binocle.readers.SettingsStore`."""

    def __init__(self, session: Session) -> None:
        """Share the program's session."""
        self._session = session

    def reader_settings(self) -> ReaderSettings | None:
        """Return the settings; none when the shop has set nothing yet."""
        row = self._session.connection.execute(select(table)).one_or_none()
        if row is None:
            return None
        return ReaderSettings(
            model=row.model,
            cps=row.cps,
            vitale=row.vitale,
            contactless=row.contactless,
            wait_s=row.wait_s,
            apcv_way=None if row.apcv_way is None else PhoneWay(row.apcv_way),
            reread_days=row.reread_days,
        )

    def keep_reader_settings(self, settings: ReaderSettings) -> None:
        """Keep settings in place of the former ones."""
        values = {
            "model": settings.model,
            "cps": settings.cps,
            "vitale": settings.vitale,
            "contactless": settings.contactless,
            "wait_s": settings.wait_s,
            "apcv_way": settings.apcv_way.value if settings.apcv_way else None,
            "reread_days": settings.reread_days,
        }
        with self._session.transaction():
            self._session.connection.execute(
                insert(table)
                .values(id=1, **values)
                .on_conflict_do_update(index_elements=["id"], set_=values)
            )
