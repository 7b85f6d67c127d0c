"""The page of the appli carte Vitale over the desk (APCV-02 to APCV-04, APCV-06 to APCV-08)."""

from collections.abc import Mapping

from binocle.apcv import ApcvIdentity, ContextState
from binocle.kernel import BinocleError, OperatorActionNeeded
from binocle.readers import PhoneWay
from binocle_ui.pages import ApcvView, ChoiceView

from .counter import BenchCounter
from .desk import SimulatedDesk
from .reader_settings import NO_WAY
from .workstation import Workstation

SEARCH, CLAIM, NEW = "recherche", "dossier", "nouveau"
ENTRIES = (SEARCH, CLAIM, NEW)
"""The three entry points, in the printed order (APCV-02)."""


class ApcvCounter:
    """Implements :class:`binocle_ui.pages.ApcvPage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Look at the desk of a workstation, for the claim of the counter's page."""
        self._station = station
        self._claims = claims
        self._entry = SEARCH

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    def view(self) -> ApcvView:
        """Return where the reading stands."""
        settings, apcv = self._desk.settings, self._desk.apcv
        reading, chosen = apcv.reading, apcv.beneficiary
        people = reading.beneficiaries if reading and not chosen else ()
        return ApcvView(
            way=settings.apcv_way.value if settings.apcv_way else NO_WAY,
            wait_s=settings.wait_s,
            choices=tuple(ChoiceView(str(who.number), who.printed) for who in people),
            until=reading.context.ends_at if reading else None,
            chosen=chosen.printed if chosen else "",
            entry=self._entry_now(),
            can_restore=apcv.state in (ContextState.FRESH, ContextState.USED),
            found=self._found() if chosen and self._entry_now() == SEARCH else (),
        )

    def _entry_now(self) -> str:
        """Return the entry point in force: a claim that is open is the one."""
        if self._claims.case is not None:
            return CLAIM
        return self._entry if self._entry != CLAIM else SEARCH

    def _found(self) -> tuple[str, ...]:
        """Return the numbers of the invoices of the person chosen, latest first."""
        patient = self._desk.counter.patient
        if patient is None:
            return ()
        kept = (standing.invoice for standing in self._desk.invoices.standings())
        return tuple(
            invoice.number
            for invoice in kept
            if patient.is_of(invoice.patient.nir, invoice.patient.birth, invoice.patient.rank)
        )

    def enter(self, entry: str) -> None:
        """Take an entry point: a search or a new customer leaves the claim where it stands."""
        if entry not in ENTRIES:
            raise OperatorActionNeeded("UI-CHOIX-INCONNU", saisie=entry)
        self._desk.apcv.require_module()
        if entry == CLAIM:
            self._claims.require_open()
        else:
            self._claims.leave()
        self._entry = entry

    def read(self, form: Mapping[str, str], picture: bytes | None) -> None:
        """Read by the way that the shop set; a picture or a typed text is a QR code."""
        apcv = self._desk.apcv
        if apcv.reading is None:
            apcv.begin(self._expected())
        if picture is not None:
            apcv.read_picture(picture)
        elif self._desk.settings.apcv_way is PhoneWay.QR:
            apcv.read_scan(form.get("texte", ""))
        else:
            apcv.read_nfc()

    def _expected(self) -> ApcvIdentity | None:
        """Return whose file is open: another person's phone is refused."""
        patient = self._desk.counter.patient
        if self._claims.case is None or patient is None:
            return None
        return ApcvIdentity(patient.insured, patient.birth, patient.rank)

    def choose(self, form: Mapping[str, str]) -> None:
        """Choose a person of the list; ADRi is asked for their rights (APCV-08)."""
        typed = form.get("choix", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0
        counter, claims = self._desk.counter, self._claims
        if claims.case is not None:
            claims.require_open()
        try:
            counter.choose_in_app(number)
        except BinocleError as error:
            # The person stays chosen, and the tab of rights shows the ways on.
            if claims.case is None or counter.rights_desk.trouble is None:
                raise
            claims.goes_to("adri", error)
            return
        if claims.case is not None:
            claims.goes_to("rate-check")
