"""The printed persons and files of the rate check (seed-facts 8, 10, 14.5, 22)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from binocle.adri import Window
from binocle.amc import Complementary, TiersPayant
from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Cents, LppCode, Nir
from binocle.optics import LineKind
from binocle.rates import (
    Circumstances,
    Claim,
    Forcings,
    KnownRights,
    Presence,
    RateCheck,
    RightsSource,
    SaleLine,
    check,
    prefilled,
)

NOW = datetime(2024, 5, 28, 11, 0, tzinfo=UTC)
DAY = date(2024, 5, 28)
PRESCRIBED = date(2024, 5, 26)
ALWAYS = Period(None, None)
INSURER = Complementary(AmcNumber("1100000000"), "12345678")
DESMAUX = Nir.parse("255069999999934")
ALAIN = Nir.parse("142196296516596")
CARD = Presence(vitale_card=True)
NOBODY = Presence()
MOBILE = Presence(mobile_until=NOW + timedelta(minutes=20))
OLD_MOBILE = Presence(mobile_until=NOW)
WITHOUT_TP = TiersPayant(amo=False, amc=False)


def cover(rate: int = 60, exemption: str = "0", *, ald: str = "0") -> Cover:
    return Cover(ALWAYS, ald, "0100", exemption, rate)


def rights(
    *covers: Cover,
    source: RightsSource = RightsSource.CARD,
    regime: str = "01",
    service: str = "00",
    insurer: Complementary | None = INSURER,
    **fields: Any,
) -> KnownRights:
    """Return open rights; the standard cover when none is given."""
    return KnownRights(
        source=source,
        regime=regime,
        caisse="349",
        centre="9881",
        insured=DESMAUX,
        birth=BirthDate("19550615"),
        periods=fields.pop("periods", (ALWAYS,)),
        covers=covers or (cover(),),
        amo_service=service,
        complementary=insurer,
        window=Window(date(2023, 5, 29), DAY) if source is RightsSource.ADRI else None,
        **fields,
    )


def around(
    known: KnownRights | None = None,
    presence: Presence = CARD,
    forcings: Forcings | None = None,
    **fields: Any,
) -> Circumstances:
    return Circumstances(known or rights(), presence, NOW, forcings or Forcings(), **fields)


def frame(net: int = 20900, base: int = 5, act: str = "M03", **fields: Any) -> SaleLine:
    lpp = LppCode("7211674")
    return SaleLine(LineKind.FRAME, act, lpp, Cents(net), Cents(base), "ADELE", **fields)


def lens(net: int = 10300, base: int = 5, act: str = "VU3", **fields: Any) -> SaleLine:
    lpp = LppCode("7238911" if act == "VM3" else "7230795")
    detail = "CT 28 Orma" if act == "VM3" else "Airwear Cz EasyP Chrono"
    return SaleLine(LineKind.LENS, act, lpp, Cents(net), Cents(base), detail, **fields)


def bare(kind: LineKind, net: int, detail: str = "", *, shown: bool = True) -> SaleLine:
    """Return a line without act, code nor base."""
    return SaleLine(kind, "", None, Cents(net), Cents(0), detail, shown)


def claim(*lines: SaleLine, rc: int = 0, **fields: Any) -> Claim:
    fields.setdefault("prescription", PRESCRIBED)
    fields.setdefault("invoice_date", DAY)
    return Claim(lines=lines or (frame(), lens(), lens()), rc_total=Cents(rc), **fields)


def checked(sale: Claim, seen: Circumstances | None = None) -> RateCheck:
    """Return the check of a file whose form stays as it was filled."""
    seen = seen or around()
    return check(sale, prefilled(sale, seen), seen)


EASYP = bare(LineKind.SUPPLEMENT, 0, "Cz EasyP", shown=False)
FILE_253 = (frame(), lens(), EASYP, lens(), EASYP)
PRISM = bare(LineKind.SUPPLEMENT, 3100, "Prisme standard")
STOCK = bare(LineKind.LENS, 25, "JS Orga 1.50 non traité Stock", shown=False)
QUOTE_971 = (
    frame(),
    lens(18700, act="VM3"),
    PRISM,
    lens(18700, act="VM3"),
    PRISM,
    bare(LineKind.FRAME, 50, shown=False),
    STOCK,
    STOCK,
)
GRANTED = tuple(Cents(part) for part in (9997, 18697, 900, 16497, 3100, 0, 0, 0))
