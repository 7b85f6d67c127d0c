"""The pages of complementary insurers over the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from binocle.amc import (
    Convention,
    Insurer,
    InsurerKept,
    NoConvention,
    OneConvention,
    SearchOutcome,
    SeveralConventions,
    TooManyConventions,
    WayOn,
    outcome_findings,
)
from binocle.kernel import Finding, OperatorActionNeeded
from binocle.workflows import AmcDesk
from binocle.workflows.amc_typing import insurer_texts, read_insurer
from binocle_ui.pages import (
    CertificateView,
    ConventionRow,
    InsurerRow,
    InsurerView,
    TooManyView,
)

from .counter import BenchCounter
from .desk import SimulatedDesk
from .field_notices import notices_by_field
from .workstation import Workstation

LEFT_C2S = "AMC-MUTNUM-SORTANT-C2S"
"""Told over its two ways on rather than beside its field (DRE-04)."""

SPARE = 2
"""Blank fields for plans under those that an insurer has."""


class InsurersCounter:
    """Implements :class:`binocle_ui.pages.InsurersPage`."""

    def __init__(self, station: Workstation, claims: BenchCounter) -> None:
        """Look at the desk of a workstation, and work on the claim of the counter's page."""
        self._station = station
        self._claims = claims

    @property
    def _desk(self) -> SimulatedDesk:
        return self._station.desk

    # -- the certificate --------------------------------------------------------------------------

    def certificate(self) -> CertificateView:
        """Return the screen with what is wrong now."""
        desk = self._desk.insurer
        found = list(desk.findings)
        view = CertificateView(
            texts=desk.typed,
            told={},
            left_c2s=any(each.code == LEFT_C2S for each in found),
            has_claim=self._desk.counter.claim is not None,
        )
        if desk.check is not None:
            source = desk.check.source
            view = replace(
                view,
                management=desk.check.management.value,
                source=source.value if source else "",
            )
        if isinstance(desk.outcome, NoConvention):
            found += outcome_findings(desk.outcome)
        told = notices_by_field(
            ("ways" if each.code == LEFT_C2S else each.subject, each) for each in found
        )
        return _with_outcome(replace(view, told=told), desk.outcome)

    def attest(self, form: Mapping[str, str]) -> None:
        """Take the certificate."""
        self._claims.require_certifiable()
        self._desk.insurer.attest_typed(form)

    def search(self, form: Mapping[str, str]) -> None:
        """Search conventions; too many, or none, is shown in place of the list."""
        self._desk.insurer.search_typed(form)

    def turn(self, page: int) -> None:
        """Show another page."""
        self._desk.insurer.turn(page)

    def choose(self, place: int) -> None:
        """Choose a convention of the page that is shown."""
        self._claims.require_certifiable()
        self._desk.insurer.choose(place)

    def leave_c2s(self, way: str) -> None:
        """Take a way on.

        Raises:
            OperatorActionNeeded: ``OPT-CHOIX-INCONNU``, there is no such way, or
                ``UI-FACTURE-OUVERTE``.
        """
        self._claims.require_certifiable()
        if way == WayOn.ENTER_CERTIFICATE.value:
            self._desk.insurer.enter_certificate()
        elif way == WayOn.UNTICK_AMC.value:
            self._desk.insurer.untick()
        else:
            raise OperatorActionNeeded("OPT-CHOIX-INCONNU", saisie=way)

    # -- the shop's insurers ----------------------------------------------------------------------

    def insurers(self) -> Sequence[InsurerRow]:
        """Return them by name."""
        return [
            InsurerRow(
                id=insurer.id,
                name=insurer.name,
                number=insurer.number.digits if insurer.number else "",
                management=insurer.management.value,
                regimes=insurer.regimes,
            )
            for insurer in self._desk.amc.insurers()
            if insurer.id is not None
        ]

    def form(self, id: int | None) -> InsurerView:
        """Return the form of one, or a blank one."""
        insurer = Insurer(name="") if id is None else self._desk.amc.insurer(id)
        return _form(id, insurer_texts(insurer), ())

    def keep(self, id: int | None, form: Mapping[str, str]) -> InsurerView | None:
        """Keep an insurer; return its form again when something is wrong with it."""
        insurer, unread = read_insurer(form, id)
        if unread:
            return _form(id, form, unread)
        return _again(id, form, self._desk.amc.keep(insurer))

    def copy(self, id: int, form: Mapping[str, str]) -> InsurerView | None:
        """Add an insurer like another, under another name; likewise."""
        name = form.get("copie", "")
        texts = insurer_texts(self._desk.amc.insurer(id)) | {"copie": name}
        kept = self._desk.amc.copy(id, name=name)
        return _again(id, texts, kept, of={"name": "copie"})


def _again(
    id: int | None,
    texts: Mapping[str, str],
    kept: InsurerKept,
    *,
    of: Mapping[str, str] | None = None,
) -> InsurerView | None:
    """Return the form with what is wrong, or none when the insurer was kept."""
    return None if kept.insurer is not None else _form(id, texts, kept.findings, of=of)


def _form(
    id: int | None,
    texts: Mapping[str, str],
    found: Sequence[Finding],
    *,
    of: Mapping[str, str] | None = None,
) -> InsurerView:
    places = [name for name in texts if name.startswith("regime_") and texts[name].strip()]
    count = len(places) + SPARE
    return InsurerView(
        id=id,
        texts=texts,
        told=notices_by_field(((of or {}).get(each.subject, each.subject), each) for each in found),
        regimes=tuple(f"regime_{place}" for place in range(1, count + 1)),
    )


def chooser_view(desk: AmcDesk) -> CertificateView | None:
    """Return the window of conventions that opened by itself; none when none did (DRE-02)."""
    if not desk.asked:
        return None
    return _with_outcome(CertificateView(texts=desk.typed, told={}), desk.outcome)


def _with_outcome(view: CertificateView, outcome: SearchOutcome | None) -> CertificateView:
    match outcome:
        case OneConvention(convention):
            return replace(view, conventions=_rows((convention,)), total=1, page=1, pages=1)
        case SeveralConventions(total, page, pages, conventions):
            return replace(
                view, conventions=_rows(conventions), total=total, page=page, pages=pages
            )
        case TooManyConventions(code, sentence):
            return replace(view, too_many=TooManyView(sentence, code))
        case _:
            return view


def _rows(conventions: Sequence[Convention]) -> tuple[ConventionRow, ...]:
    return tuple(
        ConventionRow(
            place=place,
            signatory=each.signatory,
            signatory_label=each.signatory_label,
            grouped="1" if each.grouped else "",
            type=each.type,
            criterion=each.criterion,
            accord=each.accord,
            number=each.number.digits,
            label=each.label,
            disabled="1" if each.disabled else "0",
        )
        for place, each in enumerate(conventions, start=1)
    )
