"""What the production code knows of a claim, in the words and order of the printed screens.

Source of the labels: seed-facts sections 4, 7, 8, 10. Values are printed here only where the
screen's own form is not a core value (periods, labels with a code).
"""

from datetime import date

from binocle.amc import Management
from binocle.cards import (
    AmcOnCard,
    Beneficiaire,
    CardType,
    Period,
    VitaleCard,
    WorkAccidentBlock,
)
from binocle.fse import Summary
from binocle.kernel import PARIS, printed_day
from binocle.rates import Claim, RateCheck
from binocle_ui.catalogue import Notice, load_catalogue, load_labels
from binocle_ui.pages import (
    BlockView,
    FieldView,
    SummaryLine,
    SummaryView,
)

CARD_TYPES = {
    CardType.DEMONSTRATION: "Démonstr.",
    CardType.TEST: "Test",
    CardType.REAL: "Réelle",
}


def printed(day: date | None) -> str:
    """Return a day as text, nothing when there is none."""
    return printed_day(day) if day else ""


def period_of(period: Period) -> str:
    """Return both days of a period as text; an open end is empty."""
    return f"{printed(period.first)} - {printed(period.last)}"


def block_of(title: str, *fields: tuple[str, str]) -> BlockView:
    """Return a block of a screen, its labels and values as text."""
    return BlockView(title, tuple(FieldView(label, value) for label, value in fields))


def card_blocks(card: VitaleCard | None, chosen: Beneficiaire | None) -> tuple[BlockView, ...]:
    """Return "Détail Informations Vitale" (VIT-02) of the chosen beneficiary, or the first."""
    if card is None or not card.beneficiaries:
        return ()
    who = chosen or card.beneficiaries[0]
    blocks = (
        _attachment(card, who),
        block_of(
            "Informations carte",
            ("Type Carte", CARD_TYPES[card.card_type]),
            ("N° Série", card.serial or ""),
            ("Validité", printed(card.validity.last if card.validity else None)),
        ),
        _person(who),
        block_of("Assuré", ("Num SS", f"{who.insured.number} {who.insured.key}")),
        _rights(who),
        _insurer(who.amc),
        _accident(who.work_accident),
    )
    return tuple(block for block in blocks if block is not None)


def _attachment(card: VitaleCard, who: Beneficiaire) -> BlockView:
    read = card.read_at.astimezone(PARIS).strftime("%d/%m/%y à %H:%M")
    return block_of(
        "Rattachement",
        ("Régime", who.regime),
        ("Caisse", who.caisse),
        ("Centre", who.centre),
        ("Gest.", who.management),
        ("Libellé", who.centre_label),
        ("Informations lues le", read),
    )


def _person(who: Beneficiaire) -> BlockView:
    return block_of(
        "Bénéficiaire",
        ("Nom", who.name),
        ("Prénom", who.first_name),
        ("Patronyme", who.patronymic),
        ("Né(e) le", who.birth.printed),
        ("NIR Certif.", f"{who.certified.number} {who.certified.key}" if who.certified else ""),
        ("Qualité", who.quality),
        ("Rang", who.rank),
        ("Adresse", who.address[0] if who.address else ""),
        ("Adresse (suite)", " / ".join(who.address[1:])),
    )


def _rights(who: Beneficiaire) -> BlockView:
    covers = (
        (
            "Période couverture ALD",
            f"{period_of(cover.period)} · ALD {cover.ald} · Sit. {cover.situation}",
        )
        for cover in who.covers
    )
    return block_of(
        "Droits & Couvertures",
        *(("Période droits AMO", period_of(period)) for period in who.rights),
        *covers,
        ("Service AMO Bénéf.", who.amo_service),
    )


def _insurer(amc: AmcOnCard | None) -> BlockView | None:
    if amc is None:
        return None
    return block_of(
        "Mutuelle AMC",
        ("N° Adhérent", amc.member),
        ("N° AMC", amc.number.digits),
        ("Période droits Mutuelle", period_of(amc.period)),
    )


def _accident(accident: WorkAccidentBlock | None) -> BlockView | None:
    if accident is None:
        return None
    return block_of(
        "Accident Travail",
        ("Gest. Risque", accident.risk),
        ("Gest. AT1", accident.at1),
        ("Id AT1", accident.at1_id),
        ("Gest. AT2", accident.at2),
        ("Id AT2", accident.at2_id),
    )


def warnings(card: VitaleCard | None, chosen: Beneficiaire | None) -> tuple[Notice, ...]:
    """Return what must be told of the card and of the person chosen; nothing of it blocks."""
    if card is None:
        return ()
    catalogue = load_catalogue()
    return tuple(catalogue.notice(found.code, found.facts) for found in card.findings_with(chosen))


def rate_block(claim: Claim | None, check: RateCheck | None) -> BlockView | None:
    """Return "Vérification taux" as it was made."""
    if claim is None or check is None:
        return None
    labels = load_labels()
    return block_of(
        "Vérification taux",
        ("Ordo.", printed_day(claim.prescription)),
        ("Acte", printed_day(check.form.act_day)),
        ("Facture", printed_day(claim.invoice_date)),
        ("Pièce Justif. AMO", labels("pieces_amo", check.proof.value)),
        ("Droits AMO", labels("droits_amo", check.form.amo_rights.value)),
        ("Pièce Justif. AMC", labels("pieces_amc", check.form.amc_proof.value)),
        ("Nature Assurance", labels("natures_assurance", check.form.nature.value)),
        ("Mode Sécurisation", labels("modes_securisation", check.mode.value)),
        ("Taux", f"{check.rate} %"),
    )


def summary_view(summary: Summary | None) -> SummaryView | None:
    """Return the recap as printed (FSE-03)."""
    if summary is None:
        return None
    invoice = summary.invoice
    patient, asked = invoice.patient, invoice.management is not Management.NONE
    amc = invoice.complementary.number.digits if invoice.complementary and asked else ""
    return SummaryView(
        number=invoice.number,
        day=invoice.invoice_date,
        mode=invoice.mode,
        demonstration=summary.demonstration,
        name=patient.name,
        first_name=patient.first_name,
        birth=patient.birth,
        rank=patient.rank,
        nir=patient.nir,
        amo=f"{patient.regime}-{patient.caisse}-{patient.centre}",
        amo_rights_day=summary.amo_rights_day,
        amc=amc,
        amc_rights_day=summary.amc_rights_day,
        prescriber=invoice.prescriber.number.digits,
        prescription=invoice.prescription,
        rpps=invoice.prescriber.rpps,
        lines=tuple(
            SummaryLine(
                act=line.act,
                done_on=invoice.performed_on,
                net=line.net,
                base=line.base,
                rate=line.rate,
                exemption=line.exemption,
                amo=line.amo,
                amc=line.amc,
            )
            for line in invoice.lines
        ),
        total=invoice.total,
        amo_total=invoice.advance_amo,
        amc_total=invoice.advance_amc,
        left=invoice.patient_share,
        tiers_payant_amo=invoice.asked.amo,
        amc_billed=invoice.asked.send_amc,
        tiers_payant_amc=invoice.asked.amc,
    )
