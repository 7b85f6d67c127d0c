"""Attached, judged, removed, purged: over the real database, with a reader of ours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.unit.fse.makers import Desk, invoice, sealed_forms

from binocle.adapters.sqlite import SqliteDocumentStore
from binocle.kernel import Finding, OperatorActionNeeded
from binocle.rates import SecuringMode
from binocle.scor import (
    Conformity,
    DocumentType,
    PageMeasures,
    ReadPage,
    ReadScan,
    ScannedFile,
    ScorService,
    ScorSettings,
    ScorState,
)

ORDN, SHEET = DocumentType.PRESCRIPTION, DocumentType.CLAIM_SHEET
RIGHT = PageMeasures(
    dpi=200, ink_mm2=800, skew=20, edge_um=250, paper=240, contrast=130, sheets=1, likeness=0
)
FILES = (ScannedFile("a.pdf", b"%PDF-"),)
EVER = (date(2024, 1, 1), date(2024, 12, 31))
SCAN = ReadScan((ReadPage(RIGHT, b"1"), ReadPage(replace(RIGHT, skew=900), b"2")))


@dataclass
class Bench:
    """The ports that are not the store."""

    today: datetime = datetime(2024, 5, 28, 9, tzinfo=UTC)
    scan: ReadScan = SCAN
    given: list[int] = field(default_factory=list)

    def now(self) -> datetime:
        return self.today

    def elapsed(self) -> float:
        return 0.0

    def next(self, series: str) -> str:
        self.given.append(1)
        return f"{series}-{len(self.given)}"

    def read(self, files: Sequence[ScannedFile]) -> ReadScan:
        return self.scan

    def write(self, pages: Sequence[ReadPage]) -> bytes:
        return b"%PDF-" + b"".join(page.picture for page in pages)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "binocle.sqlite")
    for number, mode in (("000000253", "3"), ("000000257", "5")):
        made = invoice(mode=SecuringMode(mode))
        made = replace(made, number=number)
        desk.store.open_invoice(made, desk.clock.now())
        desk.store.keep_forms(made, sealed_forms(made))
    desk.store.open_invoice(replace(invoice(), number="000000260"), desk.clock.now())
    yield desk
    desk.session.close()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def service_of(desk: Desk, bench: Bench, *, block: bool = True) -> ScorService:
    return ScorService(
        store=SqliteDocumentStore(desk.session), reader=bench, writer=bench, clock=bench, ids=bench,
        settings=ScorSettings(block_when_missing=block),
    )  # fmt: skip


@pytest.fixture
def scor(desk: Desk, bench: Bench) -> ScorService:
    return service_of(desk, bench)


def attached(scor: ScorService, number: str = "000000253") -> str:
    document = scor.attach(number, ORDN, FILES).document
    assert document is not None
    return document.id


def count(desk: Desk, table: str) -> int:
    found: int = desk.session.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    return found


def test_a_document_comes_back_whole(scor: ScorService) -> None:
    document = scor.attach("000000253", ORDN, FILES, name="ordonnance.pdf").document
    assert document is not None
    assert scor.document(document.id) == document
    assert (document.name, document.state) == ("ordonnance.pdf", ScorState.TO_JUDGE)
    assert [reason.code for reason in document.pages[1].reasons] == ["SCOR-PAGE-NON-DROITE"]
    assert scor.content(document.id) == b"%PDF-12"


def test_what_cannot_be_read_leaves_nothing(desk: Desk, scor: ScorService, bench: Bench) -> None:
    told = (Finding("SCOR-PAGE-ILLISIBLE", "a.pdf page 2", {"fichier": "a.pdf", "page": 2}),)
    bench.scan = ReadScan((), told)
    assert scor.attach("000000253", ORDN, FILES).findings == told
    assert [f.code for f in scor.attach("000000253", ORDN, ()).findings] == ["SCOR-AUCUN-FICHIER"]
    assert [count(desk, each) for each in ("scor_document", "scor_content", "scor_event")] == [
        0
    ] * 3


@pytest.mark.parametrize(
    ("number", "type_", "name", "code"),
    [
        ("000000260", ORDN, "", "SCOR-FACTURE-NON-SIGNEE"),
        ("000000999", ORDN, "", "SCOR-FACTURE-NON-SIGNEE"),
        ("000000253", SHEET, "", "SCOR-DOCUMENT-NON-ATTENDU"),
        ("000000253", ORDN, "../x", "SCOR-NOM-REFUSE"),
        ("000000253", ORDN, "x" * 81, "SCOR-NOM-REFUSE"),
        ("000000253", ORDN, " .pdf", "SCOR-NOM-REFUSE"),
    ],
)
def test_refusals(
    scor: ScorService, number: str, type_: DocumentType, name: str, code: str
) -> None:
    with pytest.raises(OperatorActionNeeded, match=code):
        scor.attach(number, type_, FILES, name=name)


def test_without_the_extra_it_is_said(desk: Desk, bench: Bench) -> None:
    store = SqliteDocumentStore(desk.session)
    bare = ScorService(
        store=store, reader=None, writer=None, clock=bench, ids=bench, settings=ScorSettings()
    )
    with pytest.raises(OperatorActionNeeded, match="SCOR-LECTURE-ABSENTE"):
        bare.attach("000000253", ORDN, FILES)


def test_the_user_judges_page_by_page(scor: ScorService) -> None:
    id = attached(scor)
    assert scor.judge(id, 1, Conformity.COMPLIANT).state is ScorState.TO_JUDGE
    assert scor.judge(id, 2, Conformity.NOT_COMPLIANT).state is ScorState.NOT_COMPLIANT
    assert scor.judge(id, 2, Conformity.COMPLIANT).state is ScorState.COMPLIANT
    assert scor.document(id).state is ScorState.COMPLIANT
    with pytest.raises(OperatorActionNeeded, match="SCOR-PAGE-INCONNUE"):
        scor.judge(id, 3, Conformity.COMPLIANT)


def test_one_document_of_a_type_then_removed_then_again(desk: Desk, scor: ScorService) -> None:
    id = attached(scor)
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-DEJA-JOINT"):
        attached(scor)
    scor.remove(id)
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-INCONNU"):
        scor.document(id)
    attached(scor)
    assert (count(desk, "scor_document"), count(desk, "scor_event")) == (1, 3)


def test_a_new_name_is_kept(scor: ScorService) -> None:
    id = attached(scor)
    scor.rename(id, "Ordonnance 28 mai")
    assert scor.document(id).name == "Ordonnance 28 mai.pdf"


def test_the_sheet_of_the_program_needs_no_verdict(scor: ScorService) -> None:
    sheet = scor.attach_sheet("000000257", b"%PDF-sheet")
    assert (sheet.state, sheet.made_by_program) == (ScorState.COMPLIANT, True)
    assert scor.document(sheet.id) == sheet
    with pytest.raises(OperatorActionNeeded, match="SCOR-DOCUMENT-NON-ATTENDU"):
        scor.attach_sheet("000000253", b"%PDF-sheet")


def test_the_list_and_what_blocks(desk: Desk, scor: ScorService, bench: Bench) -> None:
    day = date(2024, 5, 28)
    assert [(row.invoice.number, row.type) for row in scor.listing(day, day)] == [
        ("000000257", ORDN), ("000000257", SHEET), ("000000253", ORDN),
    ]  # fmt: skip
    assert scor.listing(date(2024, 5, 29), date(2024, 6, 1)) == ()
    attached(scor, "000000257")
    numbers = ["000000253", "000000257", "000000260"]
    told = [(f.facts["facture"], f.facts["type"]) for f in scor.blocking(numbers)]
    assert told == [("000000253", "ORDN"), ("000000257", "FSPA")]
    assert service_of(desk, bench, block=False).blocking(numbers) == ()


def test_after_six_months_the_pages_go_and_the_trace_stays(
    desk: Desk, scor: ScorService, bench: Bench
) -> None:
    id = attached(scor)
    bench.today = datetime(2024, 11, 28, 9, tzinfo=UTC)
    assert scor.purge() == ()
    bench.today = datetime(2024, 11, 29, 9, tzinfo=UTC)
    (purged,) = scor.purge()
    assert scor.document(id) == purged
    assert (purged.state, len(purged.sha256)) == (ScorState.PURGED, 64)
    assert count(desk, "scor_content") == 0
    for refused in (lambda: scor.content(id), lambda: scor.remove(id)):
        with pytest.raises(OperatorActionNeeded, match=r"SCOR-DOCUMENT-(PURGE|PARTI)"):
            refused()
    assert scor.purge() == ()


def test_the_rows_of_one_invoice(scor: ScorService) -> None:
    (row,) = scor.rows_of("000000253")
    assert (row.invoice.number, row.type, row.state) == ("000000253", ORDN, ScorState.MISSING)
    with pytest.raises(OperatorActionNeeded, match="SCOR-FACTURE-NON-SIGNEE"):
        scor.rows_of("000000999")


def test_the_history_is_never_rewritten(desk: Desk, scor: ScorService) -> None:
    attached(scor)
    for statement in ("DELETE FROM scor_event", "UPDATE scor_event SET kind = ''"):
        with pytest.raises(IntegrityError, match="what was written stays"):
            desk.session.connection.execute(text(statement))


def test_a_deleted_fse_has_no_document_to_wait_for(desk: Desk, scor: ScorService) -> None:
    """FSE-04: the documents that were attached come back with the FSE that is made anew."""
    document = attached(scor)
    desk.fse.delete_forms("000000253")
    assert [row.invoice.number for row in scor.listing(*EVER)] == ["000000257"] * 2
    with pytest.raises(OperatorActionNeeded) as told:
        attached(scor)
    assert told.value.code == "SCOR-FACTURE-NON-SIGNEE"
    made = desk.fse.restart("000000253")
    desk.store.keep_forms(made, sealed_forms(made))
    (row,) = [row for row in scor.listing(*EVER) if row.invoice.number == "000000253"]
    assert row.document == scor.document(document)
