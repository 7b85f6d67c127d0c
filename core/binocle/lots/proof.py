"""What comes back proves that a file left (TEL-08).

Law of this file: a file whose sending was cut short, by a lost answer or a crash, is not known to
have left. Whatever speaks of a lot of it proves that it did, whoever else could say so or not; its
receipt is asked for all the same at the next sending, and it is not sent again.
"""

from datetime import date, datetime

from binocle.fse import FormSent

from .model import FileState, Lot
from .ports import LotStore
from .states import FileSent, LotState


def named_lot(
    lots: LotStore,
    number: str,
    recipient: str,
    day: date | None,
    *,
    now: datetime,
    partner: str = "",
) -> Lot | None:
    """Return the lot that a return names, if any is ours, as one that left.

    Args:
        lots: where it is looked for; see :meth:`LotStore.find_lot`.
        number: of the lot.
        recipient: 14 characters.
        day: of the lot; the newest of any day without one.
        now: when it is known to have left, if it was not before.
        partner: whose lot it is; of any one when it is empty.
    """
    lot = lots.find_lot(number, recipient, day, partner=partner)
    return None if lot is None else known_to_have_left(lots, lot, now)


def known_to_have_left(lots: LotStore, lot: Lot, now: datetime) -> Lot:
    """Return a lot that something came back for, its file noted as sent when nobody knew."""
    if lot.state is not LotState.FILED:
        return lot
    if lots.file(lot.file_name).state is FileState.SENDING:
        lots.advance(lot, FileSent(lot.file_name), now)
        lots.apply_invoices(lots.invoices_of(lot.id), FormSent(), now)
    found = lots.lot(lot.id)
    assert found is not None, "it was there just now"
    return found
