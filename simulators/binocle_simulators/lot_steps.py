"""French steps about what becomes of lots: the concentrator, the payers, the SCOR server.

They come with the plugin, as those of :mod:`.steps`. What a hand does with payers goes by the names
of the control (``binocle_simulators.control.money``); a sentence is a line of a table.
Source: ours; no rule of a peer.
"""

import re
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from .bench import Bench

# -- the disk of the shop -------------------------------------------------------------------------


@given("le disque du poste est plein")
@when("le disque du poste est plein")
def _full_disk(bench: Bench) -> None:
    bench.control.do("arm", where="disk", what="full", times=0)


@given(parsers.parse("le disque du poste est plein à la {number:d}e écriture"))
@when(parsers.parse("le disque du poste est plein à la {number:d}e écriture"))
def _full_disk_at(bench: Bench, number: int) -> None:
    bench.control.do("arm", where="disk", what="full", at=number)


# -- payers ---------------------------------------------------------------------------------------

CONDUCTS: Mapping[str, str] = {
    r"attend (?P<hours>[0-9]+) heures avant de répondre": "hold",
    r"paie tout ce qui est demandé": "pay",
    r"ne paie que (?P<percent>[0-9]+) %": "part-pay",
    r"paie (?P<cents>[0-9]+,[0-9]{2}) de trop": "pay-more",
    r"paie deux fois": "pay-twice",
    r"rejette avec le code « (?P<code>[0-9 ]+) »": "reject",
    r"rejette avec un code d'aucune liste": "unknown-code",
    r"paie avec le signalement « (?P<code>[0-9 ]+) »": "signal",
    r"diffère (?P<hours>[0-9]+) heures": "defer",
    r"regroupe les lots du jour": "group",
    r"éclate ses virements": "split",
    r"transmet la part AMC": "pass-on",
    r"reprend ce qu'il a payé": "take-back",
    r"retient (?P<cents>[0-9]+,[0-9]{2})": "withhold",
    r"verse aussi un forfait de (?P<cents>[0-9]+,[0-9]{2})": "lump-sum",
    r"règle aussi une facture papier de (?P<cents>[0-9]+,[0-9]{2})": "paper",
    r"répond dans l'ancienne famille": "older",
    r"ajoute une entité inconnue": "unknown-entity",
    r"envoie aussi le retour d'un lot inconnu": "orphan-lot",
    r"envoie aussi le retour d'une facture inconnue": "orphan-invoice",
    r"envoie aussi le retour d'un confrère": "orphan-professional",
    r"se trompe d'un centime": "closing-off",
}
"""What a sentence says of the next lot that a payer answers, and the conduct that it means."""


def _value(name: str, told: str) -> Any:
    """Return a value of a conduct from its text: cents from euros, a number, or the text."""
    if name == "cents":
        return int(told.replace(",", ""))
    return int(told) if name in ("hours", "percent") else told


@given(parsers.parse("l'organisme payeur « {payer} » {what}"))
@when(parsers.parse("l'organisme payeur « {payer} » {what}"))
def _conduct_of(bench: Bench, payer: str, what: str) -> None:
    _behave(bench, what, payer=payer.zfill(14))


@given(parsers.re("l'organisme payeur (?P<what>[^«].*)$"))
@when(parsers.re("l'organisme payeur (?P<what>[^«].*)$"))
def _conduct(bench: Bench, what: str) -> None:
    _behave(bench, what)


def _behave(bench: Bench, what: str, **values: Any) -> None:
    for pattern, conduct in CONDUCTS.items():
        if found := re.fullmatch(pattern, what):
            told = {name: _value(name, text) for name, text in found.groupdict().items()}
            bench.control.do("conduct", what=conduct, **told, **values)
            return
    raise AssertionError(f"no conduct {what!r}; there are: {', '.join(CONDUCTS)}")


HANDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "tous les organismes répondent sans attendre": ("calm_payers", {}),
    "ce qui attend un virement est viré": ("make_transfer", {}),
    "la dernière facture payée est reprise": ("take_back", {}),
    "le dernier retour est déposé une fois de plus": ("repeat_return", {}),
    "un ARL d'un lot jamais envoyé arrive": ("orphan_arl", {}),
    "le retour d'un lot jamais envoyé arrive": ("orphan_return", {"what": "orphan-lot"}),
    "le retour d'une facture inconnue arrive": ("orphan_return", {"what": "orphan-invoice"}),
    "le retour d'un confrère arrive": ("orphan_return", {"what": "orphan-professional"}),
}
"""What a sentence says of a hand at the payers, and its gesture."""


@when(parsers.re(f"(?P<sentence>{'|'.join(map(re.escape, HANDS))})$"))
def _hand(bench: Bench, sentence: str) -> None:
    gesture, values = HANDS[sentence]
    bench.control.do(gesture, **values)


@when(parsers.parse("une dette de {euros} est ouverte"))
def _debt(bench: Bench, euros: str) -> None:
    bench.control.do("withhold", cents=_value("cents", euros))


@when(parsers.parse("un forfait de {euros} est versé"))
def _lump_sum(bench: Bench, euros: str) -> None:
    bench.control.do("lump_sum", cents=_value("cents", euros))


@when(parsers.parse("un ARL « {code} » du lot « {lot} » arrive"))
def _arl(bench: Bench, code: str, lot: str) -> None:
    bench.control.do("send_arl", lot=lot, code=code)


@when(parsers.parse("une tempête de graine {seed:d} souffle {days:d} jours"))
@given(parsers.parse("une tempête de graine {seed:d} souffle {days:d} jours"))
def _storm(bench: Bench, seed: int, days: int) -> None:
    bench.control.do("storm", seed=seed, days=days)


# -- the concentrator -----------------------------------------------------------------------------


@then("le concentrateur n'a reçu aucun fichier")
def _no_file(bench: Bench) -> None:
    assert not bench.concentrator.files


@then(parsers.parse("le concentrateur a reçu {count:d} fichier, une seule fois"))
def _files_taken(bench: Bench, count: int) -> None:
    assert len(bench.concentrator.files) == count
    invoices = [
        (lot.facts.recipient, invoice.number)
        for lot in bench.concentrator.lots
        for invoice in lot.facts.invoices
    ]
    assert len(invoices) == len(set(invoices)), "an invoice came twice"


@then(parsers.parse("le lot « {number} » du concentrateur porte les factures « {invoices} »"))
def _lot_holds(bench: Bench, number: str, invoices: str) -> None:
    (lot,) = [lot for lot in bench.concentrator.lots if lot.facts.number == number]
    told = [invoice.number.lstrip("0") for invoice in lot.facts.invoices]
    assert told == [key.strip() for key in invoices.split(",")]


@then("les montants AMO de la DRE répètent ceux de la FSE")
def _same_amo(bench: Bench) -> None:
    by_flow = {
        lot.facts.number.isdigit(): {
            invoice.number: [line.amo for line in invoice.lines] for invoice in lot.facts.invoices
        }
        for lot in bench.concentrator.lots
    }
    fse, dre = by_flow[True], by_flow[False]
    assert dre
    assert all(fse[number] == amounts for number, amounts in dre.items())


# -- the SCOR server ------------------------------------------------------------------------------


def _piece_of(bench: Bench, kind: str, invoice: str) -> str:
    """Return the last piece of that kind that the server took for an invoice."""
    taken = [
        one.piece.id
        for one in bench.scor.pieces.values()
        if (one.piece.kind, one.piece.invoice) == (kind, invoice.zfill(9))
    ]
    assert taken, f"no {kind} of invoice {invoice}"
    return taken[-1]


@when(
    parsers.parse(
        "le serveur SCOR rend « {state} » pour la pièce « {kind} » de la facture « {invoice} »"
    )
)
def _judge_piece(bench: Bench, state: str, kind: str, invoice: str) -> None:
    bench.control.do("judge_piece", piece=_piece_of(bench, kind, invoice), state=state)


@when(
    parsers.parse(
        "le serveur SCOR répète l'état de la pièce « {kind} » de la facture « {invoice} »"
    )
)
def _repeat_piece(bench: Bench, kind: str, invoice: str) -> None:
    bench.control.do("repeat_piece", piece=_piece_of(bench, kind, invoice))


@then(parsers.re("le serveur SCOR a reçu (?P<count>[0-9]+) pièces?, une seule fois$"))
def _pieces_taken(bench: Bench, count: str) -> None:
    documents = [taken.identity for taken in bench.scor.pieces.values()]
    assert len(documents) == int(count)
    assert len(documents) == len(set(documents)), "a document came twice"


@then("le serveur SCOR n'a reçu aucune pièce")
def _no_piece(bench: Bench) -> None:
    assert not bench.scor.pieces
