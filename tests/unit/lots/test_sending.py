"""From secured forms to files that left: read back by our own reader, and never sent twice."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.unit.fse.makers import SHOP, Crash, Zones, sealed_forms
from tests.unit.lots.makers import FUND, INSURER, Concentrator, ShopDesk

from binocle.adapters.sqlite import schema
from binocle.adapters.sqlite.documents import invoice_document
from binocle.fse import Flow, InvoiceState
from binocle.fse.wire import InvoiceStart, InvoiceTotal
from binocle.kernel import (
    LinkDown,
    MalformedAnswer,
    OperatorActionNeeded,
    PartnerNumber,
    PeerViolation,
    ResultUnknown,
)
from binocle.lots import FileState, LotState, OutgoingFile
from binocle.lots.envelope import TransportSigner
from binocle.lots.wire import FileEnd, FileStart, LotEnd, LotStart, read_b2
from binocle.wire import Record

FIRST, SECOND = "B2-00000992604231-000001", "B2-00000992604231-000002"
UNSURE = [TimeoutError("slow"), ConnectionResetError("cut"), MalformedAnswer("HTML")]
each_unsure = pytest.mark.parametrize("failure", UNSURE, ids=lambda error: type(error).__name__)


def records(content: bytes) -> list[Record]:
    return list(read_b2((content,)))


# -- lots and files --------------------------------------------------------------------------------


def test_each_recipient_has_its_lot(shop: ShopDesk) -> None:
    one, other = shop.secure(rc=10000), shop.secure()
    fund, insurer = shop.lots.group()
    assert (fund.number, fund.key.recipient, fund.key.flow) == ("027", "01 999", Flow.FSE)
    assert (insurer.number, insurer.key.recipient) == ("AAE", "1100000000")
    assert shop.store.invoices_of(fund.id) == (one.number, other.number)
    assert shop.store.invoices_of(insurer.id) == (one.number,)
    assert shop.store.lots_holding(one.number) == (fund, insurer)
    assert shop.lots.group() == ()
    assert shop.store.lots() == (fund, insurer)


def test_a_file_of_several_invoices(shop: ShopDesk) -> None:
    invoices = [shop.secure(), shop.secure(service="01")]
    (file,) = shop.build()
    assert (file.name, file.state) == (FIRST, FileState.READY)
    start, lot, *_, lot_end, end = records(file.content)
    assert isinstance(start, FileStart)
    assert (start.recipient_number, start.recipient_type, start.file_id) == (FUND, "CP", "000001")
    assert isinstance(lot, LotStart)
    assert (lot.lot_number, lot.certification, lot.recipient_fund) == ("027", "S", "999")
    assert isinstance(lot_end, LotEnd)
    assert lot_end.invoice_count == 2
    assert lot_end.total_billed == sum(made.total for made in invoices)
    assert lot_end.total_amo == sum(made.amo for made in invoices)
    assert lot_end.total_amc == sum(made.amc for made in invoices)
    assert isinstance(end, FileEnd)
    assert (end.lot_count, end.record_count) == (1, len(file.content) // 128)


def test_a_file_of_several_lots(shop: ShopDesk) -> None:
    """Lots of two groupings, one file; each lot closes with its own totals and zone."""
    for _ in range(2):
        shop.secure(rc=10000)
        shop.lots.group()
    shop.secure()
    shop.lots.group()
    fund, insurer = shop.lots.build_files()
    numbers = [r.lot_number for r in records(fund.content) if isinstance(r, LotStart)]
    assert numbers == ["027", "028", "029"]
    last = records(fund.content)[-1]
    assert isinstance(last, FileEnd)
    assert last.lot_count == 3
    numbers = [r.lot_number for r in records(insurer.content) if isinstance(r, LotStart)]
    assert numbers == ["AAE", "AAF"]
    assert (fund.lot_ids, insurer.lot_ids) == ((1, 3, 5), (2, 4))
    start = records(insurer.content)[0]
    assert isinstance(start, FileStart)
    assert (start.recipient_type, start.recipient_number) == ("OC", INSURER)


def test_a_file_holds_the_sealed_bytes(shop: ShopDesk) -> None:
    made = shop.secure(rc=10000)
    fse, dre = shop.desk.store.forms(made.number)
    fund, insurer = shop.build()
    assert fse.records in fund.content
    assert dre.records in insurer.content


def test_the_zone_of_a_lot_is_over_its_own_records(shop: ShopDesk) -> None:
    shop.secure()
    (file,) = shop.build()
    lot = file.content[128:-128]
    assert lot[-32:] == Zones().lot_zone(lot[:-32] + b" " * 32)


def test_invoices_of_a_file_are_in_order(shop: ShopDesk) -> None:
    made = [shop.secure().number for _ in range(3)]
    (file,) = shop.build()
    found = records(file.content)
    assert [r.invoice_number for r in found if isinstance(r, InvoiceStart)] == made
    assert [r.invoice_number for r in found if isinstance(r, InvoiceTotal)] == made


def test_file_names_never_come_back(shop: ShopDesk) -> None:
    names = []
    for _ in range(2):
        shop.secure()
        names += [file.name for file in shop.build()]
    shop = shop.reopened()
    shop.secure()
    names += [file.name for file in shop.build()]
    shop.close()
    assert names == [FIRST, SECOND, "B2-00000992604231-000003"]


def test_a_lot_is_written_in_one_file(shop: ShopDesk) -> None:
    shop.secure()
    shop.build()
    assert shop.lots.build_files() == ()
    assert shop.states() == {"027": LotState.FILED}


# -- sending ---------------------------------------------------------------------------------------


def test_what_is_sent(shop: ShopDesk, concentrator: Concentrator) -> None:
    made = shop.secure(rc=10000)
    shop.send_all()
    assert concentrator.calls == [f"put {FIRST}", f"put {SECOND}"]
    assert shop.states() == {"027": LotState.RECEIVED, "AAE": LotState.RECEIVED}
    assert [file.receipt for file in shop.store.sent_files()] == ["AR-000001", "AR-000002"]
    assert shop.desk.store.standing(made.number).state is InvoiceState.WAITING
    assert shop.send() == ()
    assert len(concentrator.calls) == 2


def test_a_refused_link_leaves_the_file_ready(shop: ShopDesk, concentrator: Concentrator) -> None:
    made = shop.secure()
    concentrator.before["put"] = ConnectionRefusedError("nobody there")
    with pytest.raises(LinkDown) as down:
        shop.send_all()
    assert type(down.value) is LinkDown
    assert (down.value.code, down.value.facts) == (
        "TEL-CONCENTRATEUR-INJOIGNABLE", {"fichier": FIRST},
    )  # fmt: skip
    assert [file.name for file in shop.store.files(FileState.READY)] == [FIRST]
    assert shop.states() == {"027": LotState.FILED}
    assert shop.desk.store.standing(made.number).state is InvoiceState.SECURED
    concentrator.before.clear()
    shop.send()
    assert "receipt" not in " ".join(concentrator.calls), "nothing left: there is nothing to ask"
    assert shop.states() == {"027": LotState.RECEIVED}


@each_unsure
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_unknown_result_is_asked_and_never_sent_twice(
    shop: ShopDesk, concentrator: Concentrator, failure: Exception, moment: str
) -> None:
    shop.secure()
    getattr(concentrator, moment)["put"] = failure
    with pytest.raises(ResultUnknown, match="TEL-RESULTAT-INCONNU"):
        shop.send_all()
    assert [file.name for file in shop.store.files(FileState.SENDING)] == [FIRST]
    assert shop.states() == {"027": LotState.FILED}
    concentrator.before.clear()
    concentrator.after.clear()
    concentrator.calls.clear()
    shop = shop.reopened()
    (sent,) = shop.send()
    again = [f"put {FIRST}"] if moment == "before" else []
    assert concentrator.calls == [f"receipt {FIRST}", *again]
    assert sent.name == FIRST
    assert shop.states() == {"027": LotState.RECEIVED}
    assert [file.receipt for file in shop.store.sent_files()] == ["AR-000001"]
    shop.close()


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ConnectionRefusedError("nobody"), "TEL-CONCENTRATEUR-INJOIGNABLE"),
        (TimeoutError("slow"), "TEL-RESULTAT-INCONNU"),
        (ConnectionResetError("cut"), "TEL-RESULTAT-INCONNU"),
        (MalformedAnswer("HTML"), "TEL-RESULTAT-INCONNU"),
        (PermissionError("it will not say"), "TEL-RESULTAT-INCONNU"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_a_question_without_answer_changes_nothing(
    shop: ShopDesk, concentrator: Concentrator, failure: Exception, code: str
) -> None:
    shop.secure()
    concentrator.after["put"] = TimeoutError("slow")
    with pytest.raises(ResultUnknown):
        shop.send_all()
    concentrator.before["receipt"] = failure
    before = shop.dump()
    for _ in range(2):
        with pytest.raises(LinkDown, match=code):
            shop.send()
    assert [file.name for file in shop.store.files(FileState.SENDING)] == [FIRST]
    assert shop.dump() == before
    concentrator.before.clear()
    shop.send()
    assert concentrator.calls.count(f"put {FIRST}") == 1
    assert shop.states() == {"027": LotState.RECEIVED}


def test_a_refused_file_breaks_its_lots_and_no_other(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    made = shop.secure(rc=10000)
    sentence = "Enregistrement 3 : la zone « total » (58-65) est fausse."
    concentrator.before["put"] = PermissionError(sentence)
    with pytest.raises(PeerViolation) as refused:
        shop.send_all()
    assert (refused.value.code, refused.value.facts) == (
        "TEL-FICHIER-REFUSE", {"fichier": FIRST, "motif": sentence},
    )  # fmt: skip
    assert shop.states() == {"027": LotState.FAILED, "AAE": LotState.FILED}
    assert [file.name for file in shop.store.files(FileState.REFUSED)] == [FIRST]
    concentrator.before.clear()
    assert [file.name for file in shop.send()] == [SECOND]
    assert list(concentrator.taken) == [SECOND]
    assert shop.states() == {"027": LotState.FAILED, "AAE": LotState.RECEIVED}
    assert shop.desk.store.forms(made.number), "the signed forms are kept"


def test_a_card_pulled_out_before_the_file_leaves(
    shop: ShopDesk, concentrator: Concentrator
) -> None:
    shop.secure()
    shop.signer.failure = OperatorActionNeeded("LEC-CARTE-RETIREE")
    with pytest.raises(OperatorActionNeeded, match="LEC-CARTE-RETIREE"):
        shop.send_all()
    assert concentrator.calls == []
    shop.signer.failure = None
    shop.send()
    assert list(concentrator.taken) == [FIRST]
    assert shop.states() == {"027": LotState.RECEIVED}


@pytest.mark.parametrize(
    ("point", "calls"),
    [
        ("after-lot", [f"put {FIRST}"]),
        ("before-send", [f"put {FIRST}"]),
        ("after-send", [f"put {FIRST}", f"receipt {FIRST}"]),
    ],
)
def test_a_crash_never_sends_twice_nor_forgets(
    shop: ShopDesk, concentrator: Concentrator, point: str, calls: list[str]
) -> None:
    shop.secure()
    shop.hazards.points.add(point)
    with pytest.raises(Crash):
        shop.send_all()
    shop = shop.reopened()
    shop.send_all()
    assert concentrator.calls == calls
    assert shop.states() == {"027": LotState.RECEIVED}
    shop.close()


def test_a_file_is_marked_before_it_leaves(shop: ShopDesk, concentrator: Concentrator) -> None:
    """A second program on the same database sees it at the very instant of the sending."""
    shop.secure()
    shop.build()
    seen = []
    put = concentrator.put

    def spying_put(file: OutgoingFile, *, signer: TransportSigner) -> object:
        other = ShopDesk(shop.path, concentrator, shop.signer)
        seen.append([file.name for file in other.store.files(FileState.SENDING)])
        other.close()
        return put(file, signer=signer)

    concentrator.put = spying_put  # type: ignore[assignment, method-assign]
    shop.send()
    assert seen == [[FIRST]]


def test_the_history_of_a_lot(shop: ShopDesk) -> None:
    shop.secure()
    shop.send_all()
    query = text("SELECT kind FROM lot_event ORDER BY id")
    assert [*shop.desk.session.connection.execute(query).scalars()] == [
        "LotGrouped", "FileBuilt", "FileSent", "ReceiptGiven",
    ]  # fmt: skip


def test_a_lot_that_cannot_be_grouped_takes_the_others_with_it(
    shop: ShopDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All the lots of one gesture, or none; and no number is lost."""
    shop.secure(rc=10000)
    group, calls = shop.store.group, []

    def failing_group(*args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("disk full")
        return group(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(shop.store, "group", failing_group)
    with pytest.raises(RuntimeError):
        shop.lots.group()
    assert shop.store.lots() == ()
    monkeypatch.undo()
    assert [lot.number for lot in shop.lots.group()] == ["027", "AAE"]


def test_each_professional_has_his_files(shop: ShopDesk) -> None:
    """A colleague's invoice in the same program: another lot, another file, which names him."""
    colleague = replace(SHOP, name="COLLEGUE", number=PartnerNumber("123456782"))
    shop.secure()
    made = replace(shop.desk.open(rc=0), shop=colleague)
    shop.desk.session.connection.execute(
        schema.invoice.update()
        .where(schema.invoice.c.number == made.number)
        .values(document=invoice_document(made))
    )
    shop.desk.store.keep_forms(made, sealed_forms(made))
    assert [lot.key.partner for lot in shop.lots.group()] == [SHOP.number.digits, "123456782"]
    files = shop.lots.build_files()
    heads = [next(iter(read_b2((file.content,)))) for file in files]
    assert [getattr(head, "sender_number", "") for head in heads] == [
        "00000123456782",
        "00000992604231",
    ]
