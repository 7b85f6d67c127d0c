"""The settings of a shop: of its readers (LEC-07), and its own choices.

Law of this file: one row or none of each. Typed columns rather than a JSON text: a later release
adds a column by a migration, and what is stored can be read with any SQLite tool. Values were
checked before (:func:`binocle.readers.keep_settings`, :func:`binocle.shop.keep_shop_settings`); a
value that is of no known kind is a corrupt database, told loudly.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from binocle.adri import CallMode
from binocle.readers import PhoneWay, ReaderSettings
from binocle.shop import ShopSettings, Transport

from .engine import Session
from .schema import reader_settings as table
from .schema import shop_settings


class SqliteSettingsStore:
    """Implements the stores of :mod:`binocle.readers` and of :mod:`binocle.shop`."""

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

    def shop_settings(self) -> ShopSettings:
        """Return the shop's choices; the printed defaults when none was made."""
        row = self._session.connection.execute(select(shop_settings)).one_or_none()
        if row is None:
            return ShopSettings()
        return ShopSettings(
            adri_mode=CallMode(row.adri_mode),
            adri_failures=row.adri_failures,
            apcv_module=row.apcv_module,
            documents_first=row.documents_first,
            auto_lettrage=row.auto_lettrage,
            transport=Transport(row.transport),
            auto_block=row.auto_block,
            auto_rsp=row.auto_rsp,
            edit_slips=row.edit_slips,
            active_from=date.fromisoformat(row.active_from) if row.active_from else None,
        )

    def keep_shop_settings(self, settings: ShopSettings) -> None:
        """Keep choices in place of the former ones."""
        values = {
            "adri_mode": settings.adri_mode.value,
            "adri_failures": settings.adri_failures,
            "apcv_module": settings.apcv_module,
            "documents_first": settings.documents_first,
            "auto_lettrage": settings.auto_lettrage,
            "transport": settings.transport.value,
            "auto_block": settings.auto_block,
            "auto_rsp": settings.auto_rsp,
            "edit_slips": settings.edit_slips,
            "active_from": settings.active_from.isoformat() if settings.active_from else None,
        }
        with self._session.transaction():
            self._session.connection.execute(
                insert(shop_settings)
                .values(id=1, **values)
                .on_conflict_do_update(index_elements=["id"], set_=values)
            )
