"""The page of the appli carte Vitale over the desk (APCV-03, APCV-04, APCV-06)."""

from collections.abc import Mapping

from binocle.readers import PhoneWay
from binocle_ui.pages import ApcvView, ChoiceView

from .reader_settings import NO_WAY
from .workstation import Workstation


class ApcvCounter:
    """Implements :class:`binocle_ui.pages.ApcvPage`."""

    def __init__(self, station: Workstation) -> None:
        """Look at the desk of a workstation."""
        self._station = station

    def view(self) -> ApcvView:
        """Return where the reading stands."""
        settings, apcv = self._station.desk.settings, self._station.desk.apcv
        reading, chosen = apcv.reading, apcv.beneficiary
        people = reading.beneficiaries if reading and not chosen else ()
        return ApcvView(
            way=settings.apcv_way.value if settings.apcv_way else NO_WAY,
            wait_s=settings.wait_s,
            choices=tuple(ChoiceView(str(who.number), who.printed) for who in people),
            until=reading.context.ends_at if reading else None,
            chosen=chosen.printed if chosen else "",
        )

    def read(self, form: Mapping[str, str], picture: bytes | None) -> None:
        """Read by the way that the shop set; a picture or a typed text is a QR code."""
        apcv = self._station.desk.apcv
        if picture is not None:
            apcv.read_picture(picture)
        elif self._station.desk.settings.apcv_way is PhoneWay.QR:
            apcv.read_scan(form.get("texte", ""))
        else:
            apcv.read_nfc()

    def choose(self, form: Mapping[str, str]) -> None:
        """Choose a person of the list."""
        typed = form.get("choix", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0
        self._station.desk.apcv.choose(number)
