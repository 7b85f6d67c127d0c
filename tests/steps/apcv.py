"""Steps of the appli carte Vitale: the phone, what reads it, the list that the service gives."""

from pytest_bdd import given, parsers, then, when

from binocle.kernel import BinocleError
from binocle.readers import PhoneWay
from binocle_simulators.apcv.qr import Conditions, photograph
from binocle_simulators.apcv.scanner import Scanner, ScannerFault, typed
from binocle_simulators.bench import Bench
from binocle_ui.story import DEMO_CODE

from .shop import Optician

ASKEW = Conditions(turn=4, tilt=8, blur=0.5, noise=0.05, contrast=0.8)

# -- the phone ------------------------------------------------------------------------------------


@given(parsers.parse("le téléphone de « {key} », appli ouverte"))
@given(parsers.parse("le téléphone de « {key} », appli ouverte, prend sa place"))
@when(parsers.parse("le téléphone de « {key} », appli ouverte, prend sa place"))
def phone_ready(bench: Bench, key: str) -> None:
    bench.control.do("open_phone", person=key)


@given("le téléphone est présenté au lecteur")
@when("le téléphone est présenté au lecteur")
def phone_presented(bench: Bench) -> None:
    bench.control.do("present_phone")


@when("le téléphone est éloigné du lecteur")
def phone_withdrawn(bench: Bench) -> None:
    bench.control.do("withdraw_phone")


@when("l'appli est fermée, le téléphone restant sur le lecteur")
def app_closed(bench: Bench) -> None:
    bench.phone_in_hand().close()


@given("le téléphone montre un autre QR code")
@when("le téléphone montre un autre QR code")
def another_code(bench: Bench) -> None:
    bench.control.do("show_code")


@when(parsers.parse("la carte « {name} » est posée sur la fente sans contact"))
def card_on_contactless(bench: Bench, name: str) -> None:
    bench.control.do("insert", slot="contactless", card=name)


# -- the shop -------------------------------------------------------------------------------------


@given(parsers.parse("une boutique qui lit l'appli carte Vitale par « {way} »"))
def way_set(optician: Optician, way: str) -> None:
    optician.chooses_readers(apcv_way=PhoneWay(way))
    assert optician.does(lambda: optician.desk.counter.enter_code(DEMO_CODE))


@given("une boutique où rien n'est réglé pour l'appli carte Vitale")
def no_way_set(optician: Optician) -> None:
    optician.chooses_readers(apcv_way=None)
    assert optician.does(lambda: optician.desk.counter.enter_code(DEMO_CODE))


@given(parsers.parse("la boutique attend le téléphone {seconds:d} secondes"))
def wait_set(optician: Optician, seconds: int) -> None:
    optician.chooses_readers(wait_s=seconds)
    assert optician.does(lambda: optician.desk.counter.enter_code(DEMO_CODE))


@given("le lecteur sans contact réglé n'est pas branché")
def reader_absent(optician: Optician) -> None:
    optician.chooses_readers(contactless="Identiv uTrust 4701 F CL Reader 2")
    assert optician.does(lambda: optician.desk.counter.enter_code(DEMO_CODE))


@given("le code de la CPS n'est pas tapé")
def no_code(optician: Optician) -> None:
    optician.desk.counter.forget_code()


# -- what the optician does -----------------------------------------------------------------------


@when("l'opticien lit l'appli carte Vitale")
def reads_nfc(optician: Optician) -> None:
    began = optician.bench.world.elapsed()
    optician.does(optician.desk.apcv.read_nfc)
    optician.waited_s = optician.bench.world.elapsed() - began


@when("l'opticien passe le lecteur à main sur le téléphone")
def scans(optician: Optician) -> None:
    scanned(optician, None)


@when(parsers.parse("l'opticien passe un lecteur à main, défaut « {fault} », sur le téléphone"))
def scans_badly(optician: Optician, fault: str) -> None:
    scanned(optician, ScannerFault(fault))


def scanned(optician: Optician, fault: ScannerFault | None) -> None:
    """Type what a scanner makes of the phone's screen, line by line."""
    shown = optician.bench.phone_in_hand().shown
    assert shown is not None, "the phone shows nothing"
    lines = typed(Scanner(optician.bench.world, fault=fault).scan(shown))
    optician.typed = lines[0]
    optician.does(lambda: optician.desk.apcv.read_scan(lines[0]))


@when("l'opticien repasse le même QR code")
def scans_again(optician: Optician) -> None:
    optician.does(lambda: optician.desk.apcv.read_scan(optician.typed))


@when("l'opticien relève le QR code sans l'envoyer")
def keeps_code(optician: Optician) -> None:
    optician.typed = optician.bench.phone_in_hand().shown or ""
    assert optician.typed


@when(parsers.re("le lecteur à main tape « (?P<text>.*) »"))
def types(optician: Optician, text: str) -> None:
    optician.does(lambda: optician.desk.apcv.read_scan(text))


@when("l'opticien montre le téléphone à la caméra")
def photographs(optician: Optician) -> None:
    bench = optician.bench
    shown = bench.phone_in_hand().shown
    assert shown is not None, "the phone shows nothing"
    picture = photograph(shown, ASKEW, chance=bench.world.stream("camera"))
    optician.does(lambda: optician.desk.apcv.read_picture(picture))


@when(parsers.parse("l'opticien choisit la personne {number:d} de l'appli"))
def chooses(optician: Optician, number: int) -> None:
    optician.does(lambda: optician.desk.apcv.choose(number))


@when("le téléphone est éloigné à chaque échange de sa lecture, puis présenté de nouveau")
def leaves_everywhere(optician: Optician) -> None:
    bench = optician.bench
    for exchange in range(1, 10):
        bench.control.do("arm", where="contactless", what="removed", at=exchange)
        if optician.does(optician.desk.apcv.read_nfc):
            bench.control.do("clear")
            return
        error = optician.error
        assert isinstance(error, BinocleError)
        optician.torn.append(error)
        assert optician.desk.apcv.reading is None, "something half-read was kept"
        bench.control.do("present_phone")
    raise AssertionError("the reading never ended")


# -- what is seen ---------------------------------------------------------------------------------


@then("la liste de l'appli est")
def list_is(optician: Optician, datatable: list[list[str]]) -> None:
    assert optician.error is None, optician.error
    reading = optician.desk.apcv.reading
    assert reading is not None
    assert [[who.printed] for who in reading.beneficiaries] == datatable[1:]


@then("rien n'est lu de l'appli")
def nothing_read(optician: Optician) -> None:
    assert optician.desk.apcv.reading is None


@then(parsers.parse("la personne choisie dans l'appli est « {name} »"))
def chosen(optician: Optician, name: str) -> None:
    who = optician.desk.apcv.beneficiary
    assert who is not None
    assert name in who.printed


@then(parsers.parse("l'attente a duré {seconds:d} secondes"))
def waited(optician: Optician, seconds: int) -> None:
    assert round(optician.waited_s) == seconds


@then("chaque lecture interrompue donne l'avis « APCV-TELEPHONE-RETIRE »")
def every_departure_told(optician: Optician) -> None:
    assert len(optician.torn) >= 2, "a reading is longer than that"
    assert {error.code for error in optician.torn} == {"APCV-TELEPHONE-RETIRE"}


@then(parsers.parse("l'appli a donné {count:d} contexte"))
@then(parsers.parse("l'appli a donné {count:d} contextes"))
def contexts(bench: Bench, count: int) -> None:
    assert len(bench.apcv.contexts) == count
