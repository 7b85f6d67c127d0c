"""The counter and the phone: each gesture does its whole work or leaves everything where it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.apcv.conftest import ANSWER, BILLING, PAYLOAD, SITUATION, envelope, sealed
from tests.unit.signed_answers import issue_service
from tests.unit.soft_signer import SoftSigner, issue

from binocle.apcv import ApcvIdentity, ApcvService, SeenCodes
from binocle.kernel import BinocleError, BirthDate, Finding, Nir, OperatorActionNeeded
from binocle.readers import PhoneWay, ReaderSettings
from binocle.workflows.apcv import ApcvDesk

NEAR = "KAPELSE KAP-LINK2 [00504969 KAP-LINK2 2] 02 00"
NATHALIE = ApcvIdentity(Nir("2550699999999", "34"), BirthDate("19550615"), "1")
SELECTED = bytes.fromhex("6F21 8409 F042494E4F434C4501 A514 500F") + b"APCV SIMULATEUR"
LEA = (
    ANSWER[ANSWER.index("<a:beneficiaire>") : ANSWER.index("</a:reponse>")]
    .replace("<a:numero>1", "<a:numero>2")
    .replace("NATHALIE", "LEA")
    .replace("19550615", "20150101")
)
FAMILY = ANSWER.replace("</a:reponse>", f"{LEA}</a:reponse>")
ONLY_LEA = ANSWER[: ANSWER.index("<a:beneficiaire>")] + LEA.replace(
    "<a:numero>2", "<a:numero>1"
) + "</a:reponse>"  # fmt: skip
TEXT = sealed(PAYLOAD)
PATIENT_SIGNER = issue_service("SIMULATEUR BINOCLE - APCV")


@pytest.fixture(scope="module")
def soft_signer() -> SoftSigner:
    made = issue()
    made.card = replace(made.card, situations=(SITUATION,))
    return made


@dataclass
class Cps:
    """The CPS as the desk sees it; its code may be forgotten by the card."""

    soft: SoftSigner
    verified: bool = True
    gone: BinocleError | None = None

    @property
    def card(self) -> Any:
        return self.soft.card

    def sign_transport(self, data: bytes) -> bytes:
        return self.soft.sign_transport(data)

    def code_is_verified(self) -> bool:
        if self.gone:
            raise self.gone
        return self.verified


@dataclass
class Shop:
    """Everything around the desk: CPS, reader, phone, time, service, camera."""

    soft: SoftSigner
    names_now: list[str] = field(default_factory=lambda: [NEAR])
    phone: bool = True
    arrives_after: float | None = None
    body: str = ANSWER
    failure: Exception | None = None
    seen: SeenCodes = field(default_factory=lambda: SeenCodes(()))
    at: float = 0.0
    forgotten: int = 0
    asked: list[bytes] = field(default_factory=list)
    atr: bytes = bytes.fromhex("3B80800101")
    later: int = 0

    def __post_init__(self) -> None:
        self.cps: Cps | None = Cps(self.soft)

    # clock, ids
    def now(self) -> datetime:
        return datetime(2024, 5, 28, 11, 6, tzinfo=UTC) + timedelta(minutes=self.later)

    def elapsed(self) -> float:
        return self.at

    # the holder of the code
    def signer(self) -> Any:
        if self.cps is None:
            raise OperatorActionNeeded("CPS-CODE-DEMANDE")
        return self.cps

    def forget_code(self) -> None:
        self.forgotten += 1
        self.cps = None

    # readers and their events
    def names(self) -> Sequence[str]:
        return self.names_now

    def connect(self, reader_name: str) -> "Shop":
        if not self.phone:
            raise ConnectionError("no card")
        return self

    def events(self) -> "Events":
        return Events(self)

    def transmit(self, command: bytes) -> bytes:
        if command.startswith(bytes.fromhex("00A4")):
            return SELECTED + bytes.fromhex("800101 9000")
        return TEXT.encode() + b"\x90\x00"

    def close(self) -> None:
        """Nothing is held."""

    # the service, the camera
    def ask(self, request: bytes, *, action: str) -> bytes:
        self.asked.append(request)
        if self.failure:
            raise self.failure
        return envelope(self.body)

    def read(self, picture: bytes) -> SeenCodes:
        return self.seen


@dataclass
class Events:
    shop: Shop

    def next(self, timeout_s: float) -> tuple[str, str] | None:
        arrives = self.shop.arrives_after
        if arrives is None or arrives > timeout_s:
            self.shop.at += timeout_s
            return None
        self.shop.at += arrives
        self.shop.phone = True
        return NEAR, "card-in"

    def close(self) -> None:
        """Nothing is held."""


class Ids:
    given = 0

    def next(self, series: str) -> str:
        self.given += 1
        return f"6f1d0a52-0000-4000-8000-{self.given:012d}"


@pytest.fixture
def shop(soft_signer: SoftSigner) -> Shop:
    return Shop(soft_signer)


@pytest.mark.parametrize("met_by", ["asking the code", "signing"])
def test_a_reset_of_the_cps_asks_its_code_with_its_own_message(shop: Shop, met_by: str) -> None:
    reset = OperatorActionNeeded("LEC-CARTE-REINITIALISEE", reader="C", role="cps")
    if met_by == "signing":
        shop.failure = reset
    else:
        assert shop.cps is not None
        shop.cps.gone = reset
    with pytest.raises(OperatorActionNeeded, match="CPS-CODE-PERDU"):
        desk_of(shop).read_nfc()
    assert shop.forgotten == 1


def desk_of(
    shop: Shop,
    way: PhoneWay | None = PhoneWay.NFC,
    *,
    contactless: str | None = NEAR,
    camera: bool = True,
    wait_s: int = 10,
) -> ApcvDesk:
    settings = ReaderSettings(
        model="", cps="C", vitale="V", contactless=contactless, apcv_way=way, wait_s=wait_s
    )
    return ApcvDesk(
        service=ApcvService(
            port=shop,
            clock=shop,
            ids=Ids(),
            sector="OPTIQUE",
            billing=BILLING,
            authority=PATIENT_SIGNER.authority_pem,
        ),
        code_holder=shop,
        settings=settings,
        readers=shop,
        pictures=shop if camera else None,
        clock=shop,
    )


def code_of(act: Any, *args: Any) -> str:
    with pytest.raises(BinocleError) as raised:
        act(*args)
    return raised.value.code


def test_a_phone_that_waits_is_read(shop: Shop) -> None:
    desk = desk_of(shop)
    assert desk.read_nfc() is desk.reading
    assert desk.choose(1).printed == "1 - DESMAUX NATHALIE (15/06/1955) 255069999999934"
    assert TEXT.encode() in shop.asked[0]


@pytest.mark.parametrize("typed", [TEXT, TEXT + "\r\n"])
def test_a_scanner_is_read(typed: str, shop: Shop) -> None:
    desk = desk_of(shop, PhoneWay.QR)
    assert desk.read_scan(typed).beneficiaries[0].name == "DESMAUX"


def test_a_picture_is_read(shop: Shop) -> None:
    shop.seen = SeenCodes(("https://x", TEXT))
    assert desk_of(shop, PhoneWay.QR).read_picture(b"").beneficiaries[0].name == "DESMAUX"
    shop.seen = SeenCodes((), (Finding("APCV-CODE-ABSENT", "picture"),))
    assert code_of(desk_of(shop, PhoneWay.QR).read_picture, b"") == "APCV-CODE-ABSENT"
    assert len(shop.asked) == 1


@pytest.mark.parametrize("way", [None, PhoneWay.NFC, PhoneWay.QR])
def test_only_the_way_of_the_shop_is_open(way: PhoneWay | None, shop: Shop) -> None:
    desk = desk_of(shop, way, camera=False)
    shop.cps = None
    nfc = "CPS-CODE-DEMANDE" if way is PhoneWay.NFC else "APCV-NFC-NON-REGLE"
    qr = "CPS-CODE-DEMANDE" if way is PhoneWay.QR else "APCV-QR-NON-REGLE"
    assert code_of(desk.read_nfc) == nfc
    assert code_of(desk.read_scan, TEXT) == qr
    picture = "APCV-CAMERA-NON-REGLEE" if way is PhoneWay.QR else qr
    assert code_of(desk.read_picture, b"") == picture


def test_nfc_absent_or_not_configured_is_said(shop: Shop) -> None:
    assert code_of(desk_of(shop, contactless=None).read_nfc) == "APCV-NFC-NON-REGLE"
    shop.names_now = ["V"]
    assert code_of(desk_of(shop).read_nfc) == "APCV-NFC-ABSENT"


def test_the_wait_is_of_ten_seconds_unless_the_shop_says_otherwise() -> None:
    assert ReaderSettings(model="", cps="C", vitale="V").wait_s == 10


@pytest.mark.parametrize("wait_s", [10, 30])
def test_nothing_presented_blocks_nothing(wait_s: int, shop: Shop) -> None:
    desk = desk_of(shop, wait_s=wait_s)
    reading = desk.read_nfc()
    desk.choose(1)
    shop.phone = False
    with pytest.raises(OperatorActionNeeded) as raised:
        desk.read_nfc()
    assert (raised.value.code, raised.value.facts) == ("APCV-RIEN-PRESENTE", {"delai": wait_s})
    assert shop.at == wait_s
    assert desk.reading is reading
    assert desk.beneficiary is not None
    assert shop.cps is not None, "another try asks no code again"
    shop.arrives_after = wait_s - 1
    assert desk.read_nfc() is desk.reading


def test_the_code_is_asked_before_the_phone(shop: Shop) -> None:
    shop.phone = False
    assert shop.cps is not None
    shop.cps.verified = False
    assert code_of(desk_of(shop).read_nfc) == "CPS-CODE-DEMANDE"
    assert (shop.at, shop.forgotten) == (0.0, 1)
    assert code_of(desk_of(shop).read_nfc) == "CPS-CODE-DEMANDE"


def test_a_cps_that_left_is_forgotten(shop: Shop) -> None:
    assert shop.cps is not None
    shop.cps.gone = OperatorActionNeeded("LEC-CARTE-RETIREE", reader="C")
    assert code_of(desk_of(shop).read_nfc) == "LEC-CARTE-RETIREE"
    assert shop.forgotten == 1


def test_a_failure_of_the_service_leaves_the_former_reading(shop: Shop) -> None:
    desk = desk_of(shop)
    reading = desk.read_nfc()
    chosen = desk.choose(1)
    shop.failure = ConnectionResetError("cut")
    assert code_of(desk.read_nfc) == "APCV-INDISPONIBLE"
    assert (desk.reading, desk.beneficiary) == (reading, chosen)
    assert shop.forgotten == 0


def test_another_patient_is_refused(shop: Shop) -> None:
    desk = desk_of(shop)
    shop.body = FAMILY
    reading = desk.read_nfc()
    nathalie = desk.choose(1)
    shop.body = ONLY_LEA
    assert code_of(desk.read_nfc) == "APCV-AUTRE-PATIENT"
    assert (desk.reading, desk.beneficiary) == (reading, nathalie)
    desk.begin()
    assert desk.read_nfc().beneficiaries[0].first_name == "LEA"


def test_the_file_that_is_open_says_who_is_expected(shop: Shop) -> None:
    desk = desk_of(shop)
    desk.begin(NATHALIE)
    shop.body = ONLY_LEA
    assert code_of(desk.read_nfc) == "APCV-AUTRE-PATIENT"
    assert desk.reading is None
    shop.body = FAMILY
    desk.read_nfc()
    assert code_of(desk.choose, 2) == "APCV-AUTRE-PATIENT"
    assert desk.beneficiary is None
    assert desk.choose(1).identity == NATHALIE


def test_reading_again_keeps_who_was_chosen(shop: Shop) -> None:
    desk = desk_of(shop)
    shop.body = FAMILY
    desk.read_nfc()
    desk.choose(2)
    shop.body = ONLY_LEA
    again = desk.read_nfc()
    assert desk.beneficiary is again.beneficiaries[0]


def test_a_choice_is_in_the_list(shop: Shop) -> None:
    desk = desk_of(shop)
    assert code_of(desk.choose, 1) == "APCV-NON-LUE"
    desk.read_nfc()
    assert code_of(desk.choose, 0) == "APCV-BENEFICIAIRE-INCONNU"
    assert code_of(desk.choose, 2) == "APCV-BENEFICIAIRE-INCONNU"


def test_neither_payload_nor_token_is_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        desk_of(shop).read_nfc()
    assert "until" in caplog.text
    assert TEXT not in caplog.text
    assert "0123456789abcdef" not in caplog.text
