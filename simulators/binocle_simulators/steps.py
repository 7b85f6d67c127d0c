"""French steps about the simulated peers: readers, cards, services, clock, faults.

A foreign project gets them with the plugin and adds its own steps about its own software. The
fixture ``bench`` is the world that they change and look at. What a hand does goes by the names of
the control (``binocle_simulators.control``): cards, slots, keys.
Source: ours; no rule of a peer.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_bdd import given, parsers, then, when

from .bench import Bench
from .cards import BANK_CARD, DEMO_HOLDER, ForeignCard
from .faults import Fault


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(","))


def _iso(day: str) -> str:
    """Return a day as JSON gives it, from one as people write it."""
    return "-".join(reversed(day.split("/")))


# -- readers --------------------------------------------------------------------------------------


@given(
    parsers.re(
        "un banc avec (le lecteur|les lecteurs) « (?P<keys>.+) » aux noms « (?P<naming>.+) »"
    ),
    target_fixture="bench",
)
def _bench_with_readers(
    bench_factory: Callable[..., Bench], request: pytest.FixtureRequest, keys: str, naming: str
) -> Bench:
    depth = request.node.get_closest_marker("profondeur")
    return bench_factory(
        depth=depth.args[0] if depth else "in-process", readers=_keys(keys), naming=naming
    )


@when("le lecteur est débranché")
def _unplug(bench: Bench) -> None:
    bench.control.do("unplug", reader=bench.reader.id)


@when("le lecteur est rebranché")
def _plug(bench: Bench) -> None:
    bench.control.do("plug", reader=bench.reader.id)


@when("le service des lecteurs s'arrête")
def _stop_service(bench: Bench) -> None:
    bench.control.do("stop_service")


@when("le service des lecteurs revient")
def _start_service(bench: Bench) -> None:
    bench.control.do("start_service")


@given(parsers.parse("le lecteur est débranché au {number:d}e échange"))
@when(parsers.parse("le lecteur est débranché au {number:d}e échange"))
def _unplug_within(bench: Bench, number: int) -> None:
    bench.control.do("arm", where="reader", what="unplugged", at=number)


@when(parsers.parse("le service des lecteurs s'arrête au {number:d}e échange"))
def _stop_within(bench: Bench, number: int) -> None:
    bench.control.do("arm", where="pcsc", what="stopped", at=number)


@when(parsers.parse("un autre programme réinitialise la carte « {role} » au {number:d}e échange"))
def _reset_within(bench: Bench, role: str, number: int) -> None:
    bench.control.do("arm", where=role, what="reset-by-other", at=number)


@when(parsers.parse("la touche « {key} » du lecteur est appuyée"))
def _press(bench: Bench, key: str) -> None:
    bench.control.do("press", reader=bench.reader.id, key=key)


@given(parsers.parse("le lecteur a le câble « {cable} » et le micrologiciel « {version} »"))
def _cable_and_firmware(bench: Bench, cable: str, version: str) -> None:
    bench.control.do("set_cable", reader=bench.reader.id, cable=cable)
    bench.control.do("set_firmware", reader=bench.reader.id, version=version)


@then(parsers.parse("l'écran du lecteur dit « {text} »"))
def _display(bench: Bench, text: str) -> None:
    assert bench.reader.display == text


@then("l'écran du lecteur est éteint")
def _display_off(bench: Bench) -> None:
    assert not bench.reader.display


# -- time -----------------------------------------------------------------------------------------


@when(parsers.parse("{seconds:d} secondes passent"))
def _seconds_pass(bench: Bench, seconds: int) -> None:
    bench.control.do("advance", seconds=seconds)


@when(parsers.re("(?P<days>[0-9]+) jours? passe(nt)?"), converters={"days": int})
def _days_pass(bench: Bench, days: int) -> None:
    bench.control.do("advance", seconds=days * 24 * 3600)


# -- the phone ------------------------------------------------------------------------------------


@given(parsers.parse("le téléphone de « {key} » montre son code"))
def _open_phone(bench: Bench, key: str) -> None:
    bench.control.do("open_phone", person=key)


@when("le téléphone est posé sur le lecteur")
def _present_phone(bench: Bench) -> None:
    bench.control.do("present_phone")


# -- cards ----------------------------------------------------------------------------------------


@when(parsers.parse("la carte « {card} » est mise dans la fente « {slot} »"))
@given(parsers.parse("la carte « {card} » est dans la fente « {slot} »"))
def _insert(bench: Bench, card: str, slot: str) -> None:
    bench.control.do("insert", slot=slot, card=card)


@when(parsers.parse("la fente « {slot} » est vidée"))
@given(parsers.parse("la fente « {slot} » est vide"))
def _empty_slot(bench: Bench, slot: str) -> None:
    bench.control.do("remove", slot=slot)


@when(parsers.parse("la carte de la fente « {slot} » devient muette"))
def _mute(bench: Bench, slot: str) -> None:
    bench.control.do("mute", slot=slot)


@when(parsers.parse("la carte de la fente « {slot} » est retournée"))
def _reverse(bench: Bench, slot: str) -> None:
    bench.control.do("reverse", slot=slot)


@given("la CPS est bloquée")
def _blocked_cps(bench: Bench) -> None:
    bench.control.do("block", slot="cps")


@given(parsers.parse("la situation de la CPS a le numéro « {number} » et les droits « {rights} »"))
def _rights_of_cps(bench: Bench, number: str, rights: str) -> None:
    (situation,) = DEMO_HOLDER.situations
    changed = replace(situation, billing_number=number, rights=rights.strip("-"))
    bench.insert("cps", bench.cps(replace(DEMO_HOLDER, situations=(changed,))))


@given(
    parsers.parse("un banc avec la CPS de démonstration et la carte Vitale de « {keys} »"),
)
def _bench_with_cards(bench: Bench, keys: str) -> None:
    if keys != "desmaux":
        bench.insert("vitale", bench.vitale(*_keys(keys)))


@given("un banc avec la CPS de démonstration et une carte bancaire dans la fente Vitale")
def _bench_with_foreign_card(bench: Bench) -> None:
    bench.insert("vitale", ForeignCard(BANK_CARD))


@given("la CPS n'est pas dans le lecteur")
def _no_cps(bench: Bench) -> None:
    bench.remove("cps")


@given("la CPS du lecteur est expirée")
def _expired_cps(bench: Bench) -> None:
    bench.insert("cps", bench.cps(replace(DEMO_HOLDER, last_day="20240527")))


@when("la CPS est remise dans le lecteur")
def _cps_back(bench: Bench) -> None:
    bench.insert("cps", bench.cps())


@given(parsers.parse("la carte Vitale de « {keys} » est mise à sa place"))
@when(parsers.parse("la carte Vitale de « {keys} » est mise à sa place"))
def _other_vitale(bench: Bench, keys: str) -> None:
    bench.insert("vitale", bench.vitale(*_keys(keys)))


@when("la CPS est arrachée au prochain échange")
def _tear_cps(bench: Bench) -> None:
    bench.world.faults.arm(Fault("cps", "removed"))


@then("aucun échange n'a eu lieu avec une carte")
def _no_exchange(bench: Bench) -> None:
    exchanges = [line for line in bench.world.journal.lines() if " apdu:" in line and " > " in line]
    assert not exchanges, exchanges


# -- faults ---------------------------------------------------------------------------------------


@given(parsers.parse("la panne « {where} » « {what} »"))
def _fault(bench: Bench, where: str, what: str) -> None:
    bench.world.faults.arm(Fault(where, what))


@given(parsers.parse("un arrêt brutal au point « {point} »"))
@when(parsers.parse("un arrêt brutal au point « {point} »"))
def _crash(bench: Bench, point: str) -> None:
    bench.world.faults.arm(Fault("crash", point))


@when("la panne est finie")
def _calm(bench: Bench) -> None:
    bench.world.faults.clear()


@then("toutes les pannes prévues ont eu lieu")
def _all_struck(bench: Bench) -> None:
    assert bench.world.faults.calm, bench.world.faults.armed


# -- services -------------------------------------------------------------------------------------


@when("le VPN tombe")
def _vpn_down(bench: Bench) -> None:
    bench.control.do("drop_vpn")


@when("le VPN revient")
def _vpn_up(bench: Bench) -> None:
    bench.control.do("raise_vpn")


@when(parsers.parse("le service « {name} » ne répond plus"))
def _service_down(bench: Bench, name: str) -> None:
    bench.control.do("arm", where=name, what="down", times=0)


@given(parsers.parse("ADRi ne connaît pas « {key} »"))
def _unknown_to_adri(bench: Bench, key: str) -> None:
    bench.control.do("forget_person", person=key)


STATES = {
    "exonérés": "exempted",
    "ceux d'une ALD": "ald",
    "ceux de la maternité": "maternity",
    "ceux d'Alsace-Moselle": "alsace-moselle",
    "ceux du FSV": "fsv",
    "ceux de la C2S": "c2s",
    "ceux de la C2S gérée par une mutuelle": "c2s-mutual",
    "ceux d'un sortant de C2S": "leaving-c2s",
    "ceux d'un accident du travail": "work-accident",
    "ceux de l'AME": "ame",
    "ceux des soins médicaux gratuits": "smg",
    "ordinaires": "ordinary",
    "ceux du fichier": "initial",
}
"""What a sentence says of somebody's rights, and the state that it means."""


@given(parsers.parse("les droits de « {key} » sont fermés depuis le {day}"))
@when(parsers.parse("les droits de « {key} » sont fermés depuis le {day}"))
def _closed_rights(bench: Bench, key: str, day: str) -> None:
    bench.control.do("set_rights", person=key, state="closed", since=_iso(day))


@given(parsers.parse("les droits de « {key} » sont ouverts depuis le {day}"))
@when(parsers.parse("les droits de « {key} » sont ouverts depuis le {day}"))
def _open_rights(bench: Bench, key: str, day: str) -> None:
    bench.control.do("set_rights", person=key, state="open", since=_iso(day))


@given(parsers.re(f"les droits de « (?P<key>.+) » sont (?P<state>{'|'.join(STATES)})$"))
@when(parsers.re(f"les droits de « (?P<key>.+) » sont (?P<state>{'|'.join(STATES)})$"))
def _other_rights(bench: Bench, key: str, state: str) -> None:
    first = bench.world.start.date().replace(month=1, day=1).isoformat()
    bench.control.do("set_rights", person=key, state=STATES[state], since=first)


@given(parsers.parse("la mutuelle de « {key} » est « {number} »"))
@when(parsers.parse("la mutuelle de « {key} » est « {number} »"))
def _other_mutual(bench: Bench, key: str, number: str) -> None:
    bench.control.do("set_mutual", person=key, number=number)


@given(parsers.parse("« {key} » n'a pas de mutuelle"))
def _no_mutual(bench: Bench, key: str) -> None:
    bench.control.do("set_mutual", person=key, number="")


@when(parsers.parse("ADRi connaît de nouveau « {key} »"))
def _known_again(bench: Bench, key: str) -> None:
    bench.control.do("know_person", person=key)


@given(parsers.parse("ADRi n'admet pas le logiciel « {software} »"))
def _refused_software(bench: Bench, software: str) -> None:
    bench.control.do("set_software", software=software)


@given(parsers.parse("ADRi ne gère pas le régime « {regime} »"))
def _unhandled_regime(bench: Bench, regime: str) -> None:
    bench.control.do("set_regime", regime=regime)


ADRI_FAULTS = {
    "ne signe pas sa réponse": "unsigned",
    "répond une réponse altérée": "altered",
    "répond à un autre message": "other",
    "répond une réponse illisible": "garbled",
    "répond trop tard": "slow",
    "est en panne": "fault",
    "ne répond plus": "down",
}
"""What ADRi does wrong at its next request, and the fault that does it."""


@given(parsers.re(f"ADRi (?P<what>{'|'.join(ADRI_FAULTS)})$"))
@when(parsers.re(f"ADRi (?P<what>{'|'.join(ADRI_FAULTS)})$"))
def _adri_fault(bench: Bench, what: str) -> None:
    bench.control.do("arm", where="adri", what=ADRI_FAULTS[what])


@given(parsers.re(f"ADRi (?P<what>{'|'.join(ADRI_FAULTS)}), (?P<times>[0-9]+) fois de suite$"))
def _adri_faults(bench: Bench, what: str, times: str) -> None:
    bench.control.do("arm", where="adri", what=ADRI_FAULTS[what], times=int(times))


SMTP_FAULTS = {
    "ne répond plus": "down",
    "répond trop tard": "slow",
    "est plein": "full",
    "rejette le message": "rejected",
    "coupe avant d'avoir pris le message": "lost",
    "coupe après avoir pris le message": "cut",
    "ne remet pas le message": "undelivered",
    "renonce à remettre le message": "given-up",
}
"""What the server that takes mails does wrong at the next one, and the fault that does it."""

BOX_FAULTS = {
    "ne répond plus": "down",
    "répond trop tard": "slow",
    "est occupée": "locked",
    "coupe au milieu d'un message": "cut",
}
"""What the box of mails does wrong at the next connection, and the fault that does it."""


@given(parsers.re(f"le serveur de courrier (?P<what>{'|'.join(SMTP_FAULTS)})$"))
@when(parsers.re(f"le serveur de courrier (?P<what>{'|'.join(SMTP_FAULTS)})$"))
def _smtp_fault(bench: Bench, what: str) -> None:
    bench.control.do("arm", where="smtp", what=SMTP_FAULTS[what])


@given(parsers.re(f"la boîte aux lettres (?P<what>{'|'.join(BOX_FAULTS)})$"))
@when(parsers.re(f"la boîte aux lettres (?P<what>{'|'.join(BOX_FAULTS)})$"))
def _box_fault(bench: Bench, what: str) -> None:
    bench.control.do("arm", where="pop3", what=BOX_FAULTS[what])


@when(parsers.parse("un avis de non remise « {status} » arrive pour le lot « {number} »"))
def _dsn(bench: Bench, status: str, number: str) -> None:
    bench.control.do("send_dsn", lot=number, status=status)


@then(parsers.re("la boîte aux lettres tient (?P<count>[0-9]+) messages?$"))
def _box_holds(bench: Bench, count: str) -> None:
    waiting = bench.concentrator.waiting_for(bench.mail_access().user)
    assert len(waiting) == int(count), [deposited.name for deposited in waiting]


@given("le contexte de l'appli carte Vitale est expiré")
@when("le contexte de l'appli carte Vitale expire")
def _expired_context(bench: Bench) -> None:
    bench.control.do("expire_context")


@when("le contexte de l'appli carte Vitale est détruit")
def _destroyed_context(bench: Bench) -> None:
    bench.control.do("destroy_context")
