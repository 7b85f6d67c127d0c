"""Steps that speak of the production code; those of the simulated peers come with the plugin.

The fixture ``optician`` makes gestures on a desk over the ``bench`` of the scenario, at its depth.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pytest_bdd import given, parsers, then, when
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from binocle.kernel import Cents, printed_day
from binocle_simulators.bench import Bench
from binocle_simulators.faults import Fault
from binocle_ui.cases import load_case
from binocle_ui.composition import details
from binocle_ui.story import DEMO_CODE

from .shop import CATALOGUE, LABELS, Optician, case_with_rc, printed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def optician(bench: Bench, tmp_path: Path) -> Iterator[Optician]:
    person = Optician(bench, tmp_path)
    yield person
    person.desk.close()


def cents(text: str) -> Cents:
    return Cents(int(text.replace(",", "")))


# -- gestures -------------------------------------------------------------------------------------


@when("l'opticien lit la carte Vitale")
def reads(optician: Optician) -> None:
    optician.does(optician.desk.counter.read_vitale)


@when("l'opticien lit la carte Vitale et demande les droits sans avoir tapé son code")
def reads_and_asks(optician: Optician) -> None:
    counter = optician.desk.counter
    counter.read_vitale()
    counter.choose(1)
    optician.does(counter.ask_rights)


@when(parsers.parse("l'opticien choisit le bénéficiaire {number:d}"))
def chooses(optician: Optician, number: int) -> None:
    optician.does(lambda: optician.desk.counter.choose(number))


@when(parsers.parse("l'opticien tape le code « {code} »"))
@when(parsers.parse("l'opticien tape le code « {code} » pour télétransmettre"))
def types_code(optician: Optician, code: str) -> None:
    optician.does(lambda: optician.desk.counter.enter_code(code))


@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'à la {until}"))
@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'au {until}"))
@when(parsers.parse("l'opticien mène la facture « {case} » jusqu'aux {until}"))
def leads(optician: Optician, case: str, until: str) -> None:
    optician.leads(load_case(case), until)


@when(parsers.parse("l'opticien mène la facture « {case} » avec {rc} de RC jusqu'au {until}"))
def leads_with_rc(optician: Optician, case: str, rc: str, until: str) -> None:
    optician.leads(case_with_rc(case, cents(rc)), until)


@when("l'opticien demande de nouveau les droits")
def asks_again(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.ask_rights)


@when("l'opticien continue avec les droits de la carte")
def goes_on_with_card(optician: Optician) -> None:
    assert optician.does(optician.desk.counter.check_rates_as_known)


@when("l'opticien facture sans vérifier le taux")
def invoices_unchecked(optician: Optician) -> None:
    optician.does(optician.desk.counter.invoice)


@when("l'opticien valide")
def validates(optician: Optician) -> None:
    optician.does(lambda: optician.desk.counter.validate("000000253"))


@when(parsers.parse("l'opticien valide la facture « {case} » sans appeler ADRi"))
def validates_without_button(optician: Optician, case: str) -> None:
    loaded, counter = load_case(case), optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(optician.number_of(loaded))
    counter.enter_claim(loaded.claim)
    assert optician.does(lambda: counter.validate(loaded.invoice)), optician.error


@when("l'opticien signe")
def signs(optician: Optician) -> None:
    optician.does(optician.desk.counter.sign)


@when("l'opticien annule le récapitulatif")
def cancels(optician: Optician) -> None:
    optician.does(optician.desk.counter.cancel)
    optician.does(optician.desk.counter.sign)
    assert optician.error is not None
    assert optician.error.code == "FSE-SANS-RECAPITULATIF"


@when("l'opticien télétransmet")
def transmits(optician: Optician) -> None:
    optician.does(optician.desk.transmission.send_all)


@when("l'opticien télétransmet sans retaper son code")
def transmits_without_code(optician: Optician) -> None:
    optician.desk.counter.forget_code()
    optician.does(optician.desk.transmission.send_all)


@when("les retours arrivent")
def returns_come(optician: Optician) -> None:
    if not optician.crashed:
        optician.does(optician.lets_everything_come)


@when("le programme est relancé")
def restarts(optician: Optician) -> None:
    optician.restart()


@when(parsers.parse("l'opticien reprend la facture « {case} »"))
def resumes(optician: Optician, case: str) -> None:
    loaded = load_case(case)
    counter = optician.desk.counter
    counter.enter_code(DEMO_CODE)
    counter.read_vitale()
    counter.choose(optician.number_of(loaded))
    assert optician.does(lambda: counter.resume(loaded.invoice))
    assert optician.does(counter.sign)


@when("l'opticien reprend la télétransmission")
def resumes_transmission(optician: Optician) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    assert optician.does(optician.desk.transmission.send_all)
    assert optician.does(optician.lets_everything_come)


@when(parsers.parse("la boutique choisit le lecteur « {name} »"))
def chooses_reader(optician: Optician, name: str) -> None:
    optician.chooses_reader(name)
    optician.does(optician.desk.counter.read_vitale)


@when(
    parsers.parse(
        "la carte Vitale est arrachée « {shape} » à chaque échange de sa lecture, puis remise"
    )
)
def tears_everywhere(bench: Bench, optician: Optician, shape: str) -> None:
    counter = optician.desk.counter
    for exchange in range(1, 60):
        bench.world.faults.arm(Fault("vitale", shape, at=exchange))
        if optician.does(counter.read_vitale):
            bench.world.faults.clear()
            break
        assert optician.error is not None
        optician.torn.append(optician.error)
        assert counter.card is None, "something half-read was kept"
        bench.insert("vitale", bench.vitale())
    else:
        raise AssertionError("the reading never ended")
    counter.card = None


@when(parsers.parse("une demande ADRi part avec la clé de NIR « {key} »"))
def asks_with_wrong_key(bench: Bench, optician: Optician, key: str) -> None:
    assert optician.leads(load_case("253"), "droits")
    sent = [
        line for line in bench.world.journal.lines() if " adri > " in line and "NIRassure" in line
    ][-1]
    body = sent.split("\\n\\n", 1)[1].rsplit('"', 1)[0].encode().decode("unicode_escape")
    wrong = body.replace("Cle>34<", f"Cle>{key}<")
    assert wrong != body
    with bench.client("adri") as client:
        optician.answer = client.post(  # type: ignore[attr-defined]
            f"{bench.url('adri')}/lps",
            content=wrong.encode("latin-1"),
            headers={
                "content-type": "application/soap+xml; charset=utf-8; "
                'action="urn:adr:1.1.0:acquerirLesDroits"'
            },
        )


# -- what is seen ---------------------------------------------------------------------------------


@then(parsers.parse("l'avis est « {code} »"))
def notice_is(optician: Optician, code: str) -> None:
    assert optician.error is not None, "no notice was shown"
    assert optician.error.code == code, optician.error


@then("aucun avis n'est affiché")
def no_notice(optician: Optician) -> None:
    assert optician.error is None


@then("l'avis répond aux trois questions")
def three_answers(optician: Optician) -> None:
    notice = optician.notice
    assert all((notice.explication, notice.facture, notice.que_faire))


@then(parsers.parse("l'avis dit qu'il reste {tries:d} essais"))
def notice_tells_tries(optician: Optician, tries: int) -> None:
    assert str(tries) in optician.notice.explication + optician.notice.que_faire


@then(parsers.parse("l'avis cite « {sentence} »"))
def notice_quotes(optician: Optician, sentence: str) -> None:
    assert sentence in optician.notice.explication


@then(parsers.parse("il reste {tries:d} essais à la CPS"))
def tries_left(bench: Bench, tries: int) -> None:
    card = bench.slot("cps").card
    assert card is not None
    assert card.code.left == tries  # type: ignore[attr-defined]


@then(parsers.parse("la facture « {case} » va jusqu'à l'état « {state} »"))
@when(parsers.parse("la facture « {case} » va jusqu'à l'état « {state} »"))
def goes_until(optician: Optician, case: str, state: str) -> None:
    loaded = load_case(case)
    optician.goes_on(loaded)
    assert optician.state(loaded) == state


@then(parsers.parse("la facture « {case} » est à l'état « {state} »"))
def invoice_state(optician: Optician, case: str, state: str) -> None:
    assert optician.state(load_case(case)) == state


@then("aucune facture n'est enregistrée")
def no_invoice(optician: Optician) -> None:
    assert not optician.desk.invoices.standings()


@then(parsers.parse("la facture « {case} » n'a aucune forme signée"))
def no_form(optician: Optician, case: str) -> None:
    assert not optician.has_forms(load_case(case))


@then(parsers.parse("la facture « {case} » a une seule FSE"))
def one_form(optician: Optician, case: str) -> None:
    assert len(optician.desk.invoices.forms(load_case(case).invoice)) == 1


@then("le programme s'est arrêté")
def crashed(optician: Optician) -> None:
    assert optician.crashed


@then("la liste des bénéficiaires est")
def beneficiaries(optician: Optician, datatable: list[list[str]]) -> None:
    card = optician.desk.counter.card
    assert card is not None
    assert [[b.printed] for b in card.beneficiaries] == datatable[1:]


@then(parsers.parse("la date de consultation est le {day}"))
def read_on(optician: Optician, day: str) -> None:
    card = optician.desk.counter.card
    assert card is not None
    assert printed_day(card.read_at.date()) == day


@then(parsers.parse("la bénéficiaire choisie est « {name} »"))
def chosen(optician: Optician, name: str) -> None:
    who = optician.desk.counter.beneficiary
    assert who is not None
    assert f"{who.name} {who.first_name}" == name


@then("le détail de la carte donne")
def card_details(optician: Optician, datatable: list[list[str]]) -> None:
    blocks = details.card_blocks(optician.desk.counter.card, None)
    shown = [[field.label, field.value] for block in blocks for field in block.fields]
    missing = [row for row in datatable[1:] if row not in shown]
    assert not missing, shown


@then("chaque lecture interrompue donne l'avis « LEC-CARTE-RETIREE » et ne laisse rien")
def every_tear_told(optician: Optician) -> None:
    assert len(optician.torn) >= 10, "a reading is longer than that"
    assert {error.code for error in optician.torn} == {"LEC-CARTE-RETIREE"}
    assert not optician.desk.invoices.standings()


@then(parsers.parse("ADRi a répondu une fois, pour la date du {day}"))
def adri_answered(bench: Bench, day: str) -> None:
    (told,) = bench.adri.requests
    assert printed_day(told.reference_day) == day


@then("ADRi n'a pas été appelé")
def adri_not_called(bench: Bench) -> None:
    assert not bench.adri.requests
    assert not [line for line in bench.world.journal.lines() if " adri > " in line]


@then(parsers.parse("la preuve des droits est « {label} »"))
def proof(optician: Optician, label: str) -> None:
    counter = optician.desk.counter
    check = counter.check or counter.check_rates_as_known()
    assert LABELS("pieces", check.proof.value) == label


@then(parsers.parse("la période de droits va du {first} au {last}"))
def rights_period(optician: Optician, first: str, last: str) -> None:
    rights = optician.desk.counter.rights
    assert rights is not None
    (period,) = rights.amo_periods
    assert period.first is not None
    assert period.last is not None
    assert (printed_day(period.first), printed_day(period.last)) == (first, last)


@then("le service la refuse en nommant la clé")
def key_refused(optician: Optician) -> None:
    answer = optician.answer  # type: ignore[attr-defined]
    assert answer.status_code >= 400
    assert "Cle" in answer.text
    assert "siram_20" in answer.text


# -- amounts --------------------------------------------------------------------------------------


@then("chaque montant RO est 0,00")
def all_zero(optician: Optician) -> None:
    shown = optician.desk.counter.amo_shown
    assert shown
    assert not any(shown)


@then(parsers.parse("le total RO est {total}"))
def amo_total(optician: Optician, total: str) -> None:
    assert sum(optician.desk.counter.amo_shown) == cents(total)


@then(
    parsers.parse(
        "le récapitulatif donne {total} d'honoraires, {amo} d'avance AMO, {amc} d'avance AMC "
        "et {left} de restant dû"
    )
)
def summary_totals(optician: Optician, total: str, amo: str, amc: str, left: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None, optician.error
    invoice = summary.invoice
    told = (invoice.total, invoice.amo, invoice.amc, invoice.patient_share)
    assert tuple(map(printed, told)) == (total, amo, amc, left)


@then(parsers.parse("les montants {part} par ligne sont « {amounts} »"))
def line_amounts(optician: Optician, part: str, amounts: str) -> None:
    summary = optician.desk.counter.summary
    assert summary is not None
    told = [getattr(line, part.lower()) for line in summary.invoice.lines]
    assert " / ".join(map(printed, told)) == amounts


# -- the recap as printed -------------------------------------------------------------------------


def recap_page(optician: Optician) -> str:
    """The recap as the page shows it: one text, its white space narrowed."""
    from .page_text import recap_text

    return recap_text(optician.desk)


@then(parsers.parse("le récapitulatif s'intitule « {title} »"))
@then(parsers.parse("il porte « {title} »"))
def recap_holds(optician: Optician, title: str) -> None:
    assert title in recap_page(optician)


@then("ses lignes sont")
def recap_lines(optician: Optician, datatable: list[list[str]]) -> None:
    shown = recap_page(optician)
    assert " ".join(datatable[0]) in shown
    for row in datatable[1:]:
        assert " ".join(row) in shown, shown


# -- lots and money -------------------------------------------------------------------------------


@then("les lots sont")
def lots(optician: Optician, datatable: list[list[str]]) -> None:
    assert optician.lots() == datatable[1:]


@then(parsers.parse("le lot « {number} » est à l'état « {state} »"))
def lot_state(optician: Optician, number: str, state: str) -> None:
    assert [lot[2] for lot in optician.lots() if lot[0] == number] == [state]


@then("les virements sont")
def transfers(optician: Optician, datatable: list[list[str]]) -> None:
    told = [[paid.payer, printed(paid.amount)] for paid in optician.desk.lots.transfers()]
    assert sorted(told) == sorted(datatable[1:])


@then(parsers.parse("le total des virements est {total}"))
def transfer_total(optician: Optician, total: str) -> None:
    assert sum(paid.amount for paid in optician.desk.lots.transfers()) == cents(total)


@then(parsers.parse("un retour est mis de côté avec l'avis « {code} »"))
def set_aside(optician: Optician, code: str) -> None:
    assert [reason for _, _, reason in optician.desk.lots.set_aside()] == [code]
    assert code in CATALOGUE.codes


# -- signatures and the database ------------------------------------------------------------------


@then("la FSE et la DRE portent chacune une signature RSA de 2048 bits qui se vérifie")
def signatures(optician: Optician) -> None:
    import hashlib

    forms = optician.desk.invoices.forms(load_case("254").invoice)
    assert [form.flow.value for form in forms] == ["F", "D"]
    for form in forms:
        key = x509.load_der_x509_certificate(form.certificate).public_key()
        assert isinstance(key, RSAPublicKey)
        assert key.key_size == 2048
        signed = b"BINOCLE-FSE1" + hashlib.sha256(form.records).digest()
        key.verify(form.signature, signed, PKCS1v15(), SHA256())


@then("le certificat vient d'une autorité qui se dit simulée")
def fake_authority(optician: Optician) -> None:
    form = optician.desk.invoices.forms(load_case("254").invoice)[0]
    issuer = x509.load_der_x509_certificate(form.certificate).issuer.rfc4514_string()
    assert "SIMULATEUR" in issuer


@then(parsers.parse("la base refuse de modifier ou d'effacer la FSE de la facture « {case} »"))
def immutable(optician: Optician, case: str) -> None:
    before = optician.desk.invoices.forms(load_case(case).invoice)
    for statement in ("UPDATE form SET records = x'00'", "DELETE FROM form"):
        with pytest.raises(IntegrityError, match="a sealed form never"):
            optician.desk.session.connection.execute(text(statement))
    assert optician.desk.invoices.forms(load_case(case).invoice) == before


# -- the bench itself -----------------------------------------------------------------------------


@given("un banc PC/SC vu par des programmes étrangers", target_fixture="foreign")
def foreign_bench(bench_factory: Callable[..., Bench]) -> dict[str, str]:
    return {"output": ""}


@when(parsers.parse("« {command} » tourne dans le banc"))
def runs_in_bench(foreign: dict[str, str], command: str) -> None:
    foreign["output"] = in_bench(*command.split())


@when("« opensc-tool --atr » lit la fente de la carte Vitale")
def reads_atr(foreign: dict[str, str]) -> None:
    listed = in_bench("opensc-tool", "--list-readers")
    (line,) = [line for line in listed.splitlines() if "KAP-LINK2 1] 00 00" in line]
    foreign["output"] = in_bench("opensc-tool", "--reader", line.split()[0], "--atr")


def in_bench(*command: str) -> str:
    done = subprocess.run(
        [str(ROOT / ".venv/bin/binocle"), "exec", "--", *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@then(parsers.parse("sa sortie nomme « {first} » et « {second} »"))
def output_names(foreign: dict[str, str], first: str, second: str) -> None:
    assert first in foreign["output"]
    assert second in foreign["output"]


@then(parsers.parse("sa sortie commence par « {start} »"))
def output_starts(foreign: dict[str, str], start: str) -> None:
    assert foreign["output"].strip().startswith(start)


@then("« pcsc_scan » nomme nos lecteurs")
def pcsc_scan() -> None:
    assert "KAP-LINK2 0" in in_bench("pcsc_scan", "-r")


@then(parsers.parse("les états, montants, lots et virements sont ceux du cas « {case} »"))
def same_verdict(optician: Optician, case: str) -> None:
    standing = optician.desk.invoices.standing(load_case(case).invoice)
    told = [printed(c) for c in (standing.invoice.total, standing.amo_paid, standing.amc_paid)]
    assert told == ["415,00", "0,09", "100,00"]
    assert optician.lots() == [["027", "01 999", "RSP"], ["AAE", "1100000000", "RSP"]]
    assert len(optician.desk.lots.transfers()) == 2


@when(
    parsers.parse("deux bancs en mémoire de graine {seed:d} vivent la facture « {case} »"),
    target_fixture="digests",
)
def two_benches(
    bench_factory: Callable[..., Bench], tmp_path: Path, seed: int, case: str
) -> list[str]:
    return [live(bench_factory, tmp_path / str(n), seed, case) for n in range(2)]


@when(parsers.parse("un banc en mémoire de graine {seed:d} vit la facture « {case} »"))
def another_bench(
    digests: list[str], bench_factory: Callable[..., Bench], tmp_path: Path, seed: int, case: str
) -> None:
    digests.append(live(bench_factory, tmp_path / "other", seed, case))


def live(bench_factory: Callable[..., Bench], folder: Path, seed: int, case: str) -> str:
    folder.mkdir()
    bench = bench_factory(seed=seed, folder=folder)
    person = Optician(bench, folder)
    person.goes_on(load_case(case))
    person.desk.close()
    return bench.world.journal.sha256()


@then("leurs journaux sont identiques")
def same_journals(digests: list[str]) -> None:
    assert digests[0] == digests[1]


@then("son journal est différent")
def other_journal(digests: list[str]) -> None:
    assert digests[2] != digests[0]


@then(parsers.parse("chacun des dossiers « {folders} » est à la racine"))
def folders_at_root(folders: str) -> None:
    for folder in folders.split(", "):
        assert (ROOT / folder).is_dir(), folder


@then(parsers.parse("chacun des paquets « {packages} » est importé par notre code"))
def packages_used(packages: str) -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("core", "simulators", "ui", "tests")
        for path in (ROOT / folder).rglob("*.py")
    ]
    for package in packages.split(", "):
        used = re.compile(rf"^\s*(from|import) {package}\b", re.MULTILINE)
        assert any(used.search(source) for source in sources), package
