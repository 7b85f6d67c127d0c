"""What the services of the optical file and of insurers answer to the page, written by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binocle.fse import Payee
from binocle.kernel import Cents
from binocle.optics import QuoteState
from binocle_ui.catalogue import load_catalogue
from binocle_ui.pages import (
    CertificateView,
    ConventionRow,
    FieldNotice,
    InsurerRow,
    InsurerView,
    OpticsView,
    ProposalView,
    QuoteRow,
    SaleView,
    TooManyView,
)

DAY = date(2024, 5, 28)

WRONG = FieldNotice(load_catalogue().notice("OPT-PUISSANCE-ILLISIBLE", {"saisie": "abc"}), False)
DOUBTFUL = FieldNotice(load_catalogue().notice("OPT-AGE-INCONNU", {}), True)

FILE = OpticsView(
    texts={"day": "26/05/2024", "e1.OD.label": "Airwear", "e1.OD.shown": "on", "e1.vision": "MF"},
    told={
        "OD.VL.sphere": (WRONG,),
        "e1.OD.lpp": (DOUBTFUL,),
        "day": (WRONG,),
        "renewal.noted": (WRONG,),
    },
    proposals={"e1.OD": ProposalView("2229824", "VU3", "B", "Verre", Cents(5), None)},
    patient="DESMAUX NATHALIE (15/06/1955)",
    total=Cents(64600),
    total_shown=Cents(64500),
    is_taken=True,
)
ROW = ConventionRow(1, "1100000000", "Zz1", "", "CM", "", "T", "1100000000", "Mut. Test CNDA", "0")
CERTIFICATE = CertificateView(
    texts={"number": "55555551", "proof": "pec", "sts_routing": "Z"},
    told={"number": (WRONG,), "conventions": (DOUBTFUL,)},
    conventions=(ROW,),
    total=12,
    page=2,
    pages=3,
    too_many=TooManyView("Nombre de résultats trop grand", -1300),
    left_c2s=True,
    has_claim=True,
    management="separate",
    source="convention",
)
INSURER = InsurerView(
    1, {"name": "1100000000 Mut. Test CNDA"}, {"copie": (WRONG,)}, ("regime_1", "regime_2")
)


@dataclass
class FakeOptics:
    file: OpticsView = FILE
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def view(self) -> OpticsView:
        return self.file

    def enter(self, form: Mapping[str, str]) -> None:
        self.calls.append(("enter", dict(form)))

    def take(self, form: Mapping[str, str]) -> None:
        self.calls.append(("take", dict(form)))


SALE = SaleView(
    texts={"prescription": "30/02/2024", "l1.act": "M03", "l1.kind": "M", "tele_amc": "non"},
    told={"prescription": (WRONG,), "l1.lpp": (WRONG,), "l2": (DOUBTFUL,), "lines": (WRONG,)},
    rows=6,
    patient="",
    total=Cents(20900),
    is_taken=True,
    rc_opens=False,
    payee=Payee.OPTICIAN,
    quote="971",
    quotes=(
        QuoteRow("972", DAY, "", Cents(100), QuoteState.QUOTE, "", may_be_taken=True),
        QuoteRow("971", DAY, "DESMAUX", Cents(1), QuoteState.INVOICED, "000000260", False),
    ),
)


@dataclass
class FakeSale:
    sale: SaleView = SALE
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def view(self) -> SaleView:
        return self.sale

    def enter(self, form: Mapping[str, str]) -> None:
        self.calls.append(("enter", dict(form)))

    def keep(self, form: Mapping[str, str]) -> None:
        self.calls.append(("keep", dict(form)))

    def take_up(self, number: str) -> None:
        self.calls.append(("take_up", number))


@dataclass
class FakeInsurers:
    wrong: bool = False
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def certificate(self) -> CertificateView:
        return CERTIFICATE

    def attest(self, form: Mapping[str, str]) -> None:
        self.calls.append(("attest", dict(form)))

    def search(self, form: Mapping[str, str]) -> None:
        self.calls.append(("search", dict(form)))

    def turn(self, page: int) -> None:
        self.calls.append(("turn", page))

    def choose(self, place: int) -> None:
        self.calls.append(("choose", place))

    def leave_c2s(self, way: str) -> None:
        self.calls.append(("leave_c2s", way))

    def insurers(self) -> Sequence[InsurerRow]:
        return [InsurerRow(1, "Mut. Test CNDA", "1100000000", "separate", ("Variable",))]

    def form(self, id: int | None) -> InsurerView:
        return INSURER if id else InsurerView(None, {}, {}, ("regime_1",))

    def keep(self, id: int | None, form: Mapping[str, str]) -> InsurerView | None:
        self.calls.append(("keep", id, dict(form)))
        return INSURER if self.wrong else None

    def copy(self, id: int, form: Mapping[str, str]) -> InsurerView | None:
        self.calls.append(("copy", id, dict(form)))
        return INSURER if self.wrong else None
