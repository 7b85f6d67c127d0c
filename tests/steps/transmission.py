"""Steps of the transmission: lots that leave, returns that come, money that is paid."""

from pytest_bdd import parsers, then, when

from binocle_ui.story import DEMO_CODE

from .shop import CATALOGUE, Optician, cents, printed

# -- gestures -------------------------------------------------------------------------------------


@when("l'opticien télétransmet")
def transmits(optician: Optician) -> None:
    optician.does(optician.desk.transmission.send_all)


@when("l'opticien télétransmet sans retaper son code")
def transmits_without_code(optician: Optician) -> None:
    optician.desk.counter.forget_code()
    optician.does(optician.desk.transmission.send_all)


@when("l'opticien reçoit seulement")
def receives_only(optician: Optician) -> None:
    optician.does(optician.desk.transmission.receive)


@when("les retours arrivent")
def returns_come(optician: Optician) -> None:
    if not optician.crashed:
        optician.does(optician.lets_everything_come)


@when("l'opticien reprend la télétransmission")
def resumes_transmission(optician: Optician) -> None:
    optician.desk.counter.enter_code(DEMO_CODE)
    assert optician.does(optician.desk.transmission.send_all)
    assert optician.does(optician.lets_everything_come)


# -- lots that wait or were refused ----------------------------------------------------------------


@when(parsers.parse("l'opticien renvoie le lot « {number} »"))
def resends(optician: Optician, number: str) -> None:
    lot = optician.lot_id(number)
    optician.desk.counter.enter_code(DEMO_CODE)
    optician.does(lambda: optician.desk.transmission.resend(lot))


@when(parsers.parse("l'opticien clôture le lot « {number} »"))
def closes(optician: Optician, number: str) -> None:
    lot = optician.lot_id(number)
    optician.does(lambda: optician.desk.transmission.treatment.close(lot))


@when(parsers.parse("l'opticien accepte le rejet du lot « {number} »"))
def gives_up(optician: Optician, number: str) -> None:
    lot = optician.lot_id(number)
    optician.does(lambda: optician.desk.transmission.treatment.give_up(lot))


@when(parsers.parse("l'opticien remet en lot les factures du lot « {number} »"))
def regroups(optician: Optician, number: str) -> None:
    lot = optician.lot_id(number)
    optician.does(lambda: optician.desk.transmission.treatment.regroup(lot))


@when(parsers.parse("l'opticien confirme la remise en lot des factures du lot « {number} »"))
def confirms_regrouping(optician: Optician, number: str) -> None:
    lot = optician.lot_id(number)
    optician.does(lambda: optician.desk.transmission.treatment.regroup(lot, confirmed=True))


@then(parsers.parse("l'erreur du lot « {number} » est traitée"))
def error_is_treated(optician: Optician, number: str) -> None:
    treated = [lot.treated for lot in optician.desk.lots.lots() if lot.number == number]
    assert treated == ["regrouped"]


# -- lots and money -------------------------------------------------------------------------------


@then("les lots sont")
def lots(optician: Optician, datatable: list[list[str]]) -> None:
    assert optician.lots() == datatable[1:]


@then(parsers.parse("le lot « {number} » est à l'état « {state} »"))
def lot_state(optician: Optician, number: str, state: str) -> None:
    assert [lot[2] for lot in optician.lots() if lot[0] == number] == [state]


@then("les virements sont")
def transfers(optician: Optician, datatable: list[list[str]]) -> None:
    told = [[paid.payer, printed(paid.amount)] for paid in optician.desk.returns.transfers()]
    assert sorted(told) == sorted(datatable[1:])
    optician.explains_every_cent()


@then(parsers.parse("le total des virements est {total}"))
def transfer_total(optician: Optician, total: str) -> None:
    assert sum(paid.amount for paid in optician.desk.returns.transfers()) == cents(total)
    optician.explains_every_cent()


@then("chaque centime des virements est expliqué")
def every_cent(optician: Optician) -> None:
    optician.explains_every_cent()


@then(parsers.parse("un retour est mis de côté avec l'avis « {code} »"))
def set_aside(optician: Optician, code: str) -> None:
    assert [kept.code for kept in optician.desk.returns.set_aside()] == [code]
    assert code in CATALOGUE.codes


@then(parsers.re("les retours mis de côté sont « (?P<codes>.*) »$"))
def all_set_aside(optician: Optician, codes: str) -> None:
    assert ", ".join(kept.code for kept in optician.desk.returns.set_aside()) == codes
