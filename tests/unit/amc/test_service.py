"""One call, one answer or one coded error; what the shop sets is kept, copied and found again."""

import json
from dataclasses import replace

import pytest
from tests.unit.amc.makers import (
    CERTIFICATE,
    CLAIM,
    CONVENTION,
    INSURER,
    NUMBER,
    ROW,
    claim,
    page,
)

from binocle.amc import (
    AmcService,
    Attestation,
    ConventionQuery,
    Insurer,
    Management,
    OneConvention,
    SeveralConventions,
    TooManyConventions,
)
from binocle.amc.messages import build_query
from binocle.kernel import AmcNumber, BinocleError, LinkDown, OperatorActionNeeded, PeerViolation

QUERY = ConventionQuery(NUMBER)


class Peer:
    """A directory that says or raises one thing, and remembers what it was sent."""

    def __init__(self, says: bytes | Exception = b"") -> None:
        self.says = says
        self.sent: list[bytes] = []

    def ask(self, query: bytes) -> bytes:
        self.sent.append(query)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Shelf:
    """A store that forgets when the test ends."""

    def __init__(self, *insurers: Insurer) -> None:
        self.kept = {rank: replace(each, id=rank) for rank, each in enumerate(insurers, start=1)}

    def insurers(self) -> tuple[Insurer, ...]:
        return tuple(sorted(self.kept.values(), key=lambda each: each.name))

    def insurers_numbered(self, number: AmcNumber) -> tuple[Insurer, ...]:
        return tuple(
            kept for kept in self.insurers() if kept.number and kept.number.padded == number.padded
        )

    def insurer(self, id: int) -> Insurer | None:
        return self.kept.get(id)

    def keep_insurer(self, insurer: Insurer) -> Insurer:
        kept = replace(insurer, id=insurer.id or len(self.kept) + 1)
        assert kept.id is not None
        self.kept[kept.id] = kept
        return kept


def service(peer: Peer | None = None, *insurers: Insurer) -> AmcService:
    return AmcService(directory=peer or Peer(), insurers=Shelf(*insurers))


def test_a_search_is_one_call() -> None:
    peer = Peer(page(ROW))
    assert service(peer).search(QUERY) == OneConvention(CONVENTION)
    assert peer.sent == [build_query(QUERY)]


def test_the_next_page_is_asked_for() -> None:
    peer = Peer(page(ROW, total=6, page=2))
    outcome = service(peer).search(replace(QUERY, page=2))
    assert outcome == SeveralConventions(6, 2, 2, (CONVENTION,))


def test_too_many_is_an_outcome() -> None:
    peer = Peer(json.dumps({"code": -1300, "libelle": "Trop."}).encode())
    assert service(peer).search(QUERY) == TooManyConventions(-1300, "Trop.")


@pytest.mark.parametrize(
    ("says", "kind", "code"),
    [
        (TimeoutError(), LinkDown, "AMC-ANNUAIRE-TROP-LENT"),
        (ConnectionRefusedError(), LinkDown, "AMC-ANNUAIRE-INDISPONIBLE"),
        (ConnectionResetError(), LinkDown, "AMC-ANNUAIRE-INDISPONIBLE"),
        (PermissionError("HTTP 403"), OperatorActionNeeded, "AMC-RECHERCHE-REFUSEE"),
        (b'{"code": -1, "libelle": "numero"}', OperatorActionNeeded, "AMC-RECHERCHE-REFUSEE"),
        (b"<html/>", PeerViolation, "AMC-REPONSE-ILLISIBLE"),
    ],
)
def test_each_failure_has_its_code(
    says: bytes | Exception, kind: type[BinocleError], code: str
) -> None:
    peer = Peer(says)
    with pytest.raises(kind) as raised:
        service(peer).search(QUERY)
    assert raised.value.code == code
    assert len(peer.sent) == 1


def test_a_query_of_another_form_never_leaves() -> None:
    peer = Peer(page(ROW))
    with pytest.raises(OperatorActionNeeded) as raised:
        service(peer).search(ConventionQuery(NUMBER, "C", "\n"))
    assert raised.value.code == "AMC-CHAMP-MALFORME"
    assert raised.value.facts == {"champ": "Type Conv., Crit. Secondaire", "longueur": "2, 1-30"}
    assert peer.sent == []


def test_a_convention_is_chosen() -> None:
    filled = service().choose(CONVENTION, CERTIFICATE)
    assert (filled.routing, filled.member) == ("01", "12345678")


@pytest.mark.parametrize(("label", "told"), [("Zz1", "Zz1"), ("", "Mut. Test CNDA")])
def test_a_disabled_convention_is_not_chosen(label: str, told: str) -> None:
    disabled = replace(CONVENTION, disabled=True, signatory_label=label)
    with pytest.raises(OperatorActionNeeded) as raised:
        service().choose(disabled, Attestation())
    assert raised.value.code == "AMC-CONVENTION-DESACTIVEE"
    assert raised.value.facts == {"libelle": told}


# -- insurers -------------------------------------------------------------------------------------


def test_an_insurer_is_added_and_changed() -> None:
    desk = service()
    added = desk.keep(Insurer(name=" ALMERYS ", number=AmcNumber("98532001"))).insurer
    assert added is not None
    assert (added.id, added.name) == (1, "ALMERYS")
    desk.keep(replace(added, town="PARIS"))
    assert [each.town for each in desk.insurers()] == ["PARIS"]
    assert desk.insurer(1).town == "PARIS"


def test_a_wrong_insurer_is_not_kept() -> None:
    desk = service(None, INSURER)
    kept = desk.keep(Insurer(name=INSURER.name, b2_norm="x"))
    assert kept.insurer is None
    assert [each.code for each in kept.findings] == ["AMC-MUTUELLE-EN-DOUBLE", "AMC-NORME-B2"]
    assert desk.insurers() == (INSURER,)


def test_a_copy_differs_by_its_name_alone() -> None:
    desk = service(None, INSURER)
    copied = desk.copy(1, name="ALMERYS").insurer
    assert copied == replace(INSURER, id=2, name="ALMERYS")
    assert desk.insurer(1) == INSURER
    assert desk.copy(1, name="ALMERYS").insurer is None


def test_an_insurer_that_is_not_there() -> None:
    desk = service()
    for call in (
        lambda: desk.insurer(7),
        lambda: desk.copy(7, name="x"),
        lambda: desk.keep(replace(INSURER, id=7)),
    ):
        with pytest.raises(OperatorActionNeeded) as raised:
            call()
        assert raised.value.code == "AMC-MUTUELLE-INCONNUE"
        assert raised.value.facts == {"id": 7}


def test_insurers_of_one_number() -> None:
    almerys = Insurer(name="ALMERYS", number=AmcNumber("98532001"))
    sambo = Insurer(name="ALMERYS - SAMBO", number=AmcNumber("0098532001"))
    desk = service(None, almerys, INSURER, sambo, Insurer(name="Sans numéro"))
    found = desk.insurers_numbered(AmcNumber("098532001"))
    assert [each.name for each in found] == ["ALMERYS", "ALMERYS - SAMBO"]


# -- claim ----------------------------------------------------------------------------------------


def test_the_only_insurer_of_the_number_is_heeded() -> None:
    asking = replace(INSURER, management=Management.SINGLE, pec_required=True)
    check = service(None, asking).complementary_for(CLAIM)
    assert check.management is Management.SINGLE
    assert [each.code for each in check.findings] == ["AMC-PEC-OBLIGATOIRE"]


def test_of_two_insurers_the_claim_says_which() -> None:
    asking = replace(INSURER, pec_required=True)
    desk = service(None, asking, replace(INSURER, name="Autre"))
    assert desk.complementary_for(CLAIM).findings == ()
    assert desk.complementary_for(replace(CLAIM, insurer=asking)).findings != ()


def test_a_claim_without_a_number_is_told() -> None:
    check = service(None, INSURER).complementary_for(claim(number=None))
    assert [each.code for each in check.findings] == ["AMC-CHAMP-MANQUANT"]
