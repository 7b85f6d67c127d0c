"""The simulated concentrator's B2 reader, on the sheet's own example adapted to PROTOCOLS 6."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binocle_simulators.concentrator.formats import B2Refused, read_b2
from binocle_simulators.concentrator.layouts import LAYOUTS

EXAMPLE = """\
000TP00000750000002      CP00000001751000000000SV000001260901FR  B2               128
1750000002      751001       OPTIQUE FICTIVE                         00260901 FRS062007U01751
2750000002 185017599900183000000042 T 1260901 F 0175100004991000019260815   10000000000000000008501141          150500
2750000002 185017599900183000000042S             290019999900113
4750000002 185017599900183000000042   000000000009   07500000020000260901M01  01000100010003000000090006000005400003000 00000000
4750000002 185017599900183000000042F01    2222124      A                    260901000000000090001000300000009000003000
4750000002 185017599900183000000042   000000000009   07500000020000260901V01  01000100010004500000135006000008100004500 00000000
4750000002 185017599900183000000042F01    2201814      A                    260901000000000135001000450000013500004500
4750000002 185017599900183000000042   000000000009   07500000020000260901V01  01000100010004500000135006000008100004500 00000000
4750000002 185017599900183000000042F01    2201814      A                    260901000000000135001000450000013500004500
5750000002 185017599900183000000042   006                00012000000021600000984000000000
675000000200100060001001000012000000002160000000000001TF
999TP00000750000002      CP00000001751000      SV00000100000013                   001
"""  # noqa: E501 - records of 128 characters
DRE = """\
000TP00000992604231      OC00001100000000000000SV000027240528FR  B2               128
1992604231      000AAE       OPTIQUE DU SIMULATEUR                   00240528 FRS062007U
2992604231 255069999999934000000427 T 1240528EF 019999999499100001924051500010000000000000000005506151          1515001100000000
2992604231 255069999999934000000427M1100000000                         12345678
4992604231 255069999999934000000427 00000000000009   09926042310000240528VU3  01000100010010300000000506000000030010300 00002482
4992604231 255069999999934000000427F01    2287916      A                    240528000000000000501001030000000050010300
5992604231 255069999999934000000427   002                00010300000000030001029700002482
699260423100100020001001000010300000000003000002482AAETF    AGREMENT0001               000000000
999TP00000992604231      OC00001100000000      SV00002700000009                   001
"""  # noqa: E501


def sealed(text: str) -> bytes:
    """Fill records to 128 and both certification zones, as PROTOCOLS 6 says."""
    records = [line.ljust(128) for line in text.splitlines()]
    start = 0
    for index, record in enumerate(records):
        if record[:3] in ("000", "999"):
            continue
        if record[0] == "2" and record[35] == " ":
            start = index
        if record[0] in "56":
            closed = records[start : index + 1] if record[0] == "5" else records[1 : index + 1]
            content = "".join(closed)[:-32] + " " * 32
            digest = hashlib.sha256(content.encode("latin-1")).hexdigest()
            records[index] = record[:96] + "SIMULATEUR" + digest[:22].upper()
    return "".join(records).encode("latin-1")


def changed(text: str, rank: int, first: int, new: str) -> bytes:
    """Write ``new`` at a position of a record, both counted from 1, and seal again."""
    lines = [line.ljust(128) for line in text.splitlines()]
    old = lines[rank - 1]
    lines[rank - 1] = old[: first - 1] + new + old[first - 1 + len(new) :]
    return sealed("\n".join(lines))


def test_the_example_gives_its_facts() -> None:
    file = read_b2(sealed(EXAMPLE))
    (lot,) = file.lots
    (invoice,) = lot.invoices
    assert (file.sender, file.recipient_type, file.identification) == (
        "00000750000002",
        "CP",
        "000001",
    )
    assert (lot.partner, lot.regime, lot.fund, lot.number, lot.date, lot.flow) == (
        "750000002",
        "01",
        "751",
        "001",
        "260901",
        "FSE",
    )
    assert (invoice.number, invoice.nir, invoice.own_nir) == (
        "000000042",
        "185017599900183",
        "290019999900113",
    )
    assert (invoice.billed, invoice.amo, invoice.amc) == (12000, 2160, 0)
    assert [(i.act, i.lpp, i.base, i.rate, i.amo) for i in invoice.lines] == [
        ("M01", "2222124", 900, 60, 540),
        ("V01", "2201814", 1350, 60, 810),
        ("V01", "2201814", 1350, 60, 810),
    ]


def test_a_dre_gives_insurer_and_member() -> None:
    (lot,) = read_b2(sealed(DRE)).lots
    (invoice,) = lot.invoices
    assert (lot.flow, lot.number, lot.regime, lot.fund) == ("DRE", "AAE", "", "")
    assert (invoice.insurer, invoice.member, invoice.amc) == ("1100000000", "12345678", 2482)


def test_a_cancelling_dre_has_its_own_lot_and_no_fse_is_one() -> None:
    (lot,) = read_b2(changed(DRE, 3, 39, "2")).lots
    assert (lot.flow, [invoice.operation for invoice in lot.invoices]) == ("DRE", ["2"])
    (lot,) = read_b2(sealed(DRE)).lots
    assert [invoice.operation for invoice in lot.invoices] == ["1"]
    with pytest.raises(B2Refused, match="une FSE ne s'annule pas"):
        read_b2(changed(EXAMPLE, 3, 39, "2"))
    with pytest.raises(B2Refused, match="nature de l'opération"):
        read_b2(changed(DRE, 3, 39, "3"))
    lines = DRE.splitlines()
    other = [line.replace("000000427", "000000428") for line in lines[2:7]]
    other[0] = other[0][:38] + "2" + other[0][39:]
    mixed = [*lines[:7], *other, *lines[7:]]
    mixed[-1] = mixed[-1].replace("00000009", "00000014")
    with pytest.raises(B2Refused, match="dans un lot à part"):
        read_b2(sealed("\n".join(mixed)))


@pytest.mark.parametrize(
    ("rank", "first", "new", "said"),
    [
        (1, 6, "00000750000003", "Enregistrement 1 (type 000), zone « numéro d'émetteur »"),
        (1, 62, "CP", "zone « norme », positions 62-65"),
        (1, 56, "261301", "zone « date de création du fichier », positions 56-61"),
        (
            2,
            17,
            "999",
            "zone « caisse destinataire », positions 17-19 : « 999 » au lieu de « 751 »",
        ),
        (3, 25, "84", "zone « clé du NIR », positions 25-26 : « 84 » au lieu de « 83 »"),
        (3, 27, "000000000", "un numéro de facture n'est jamais nul"),
        (3, 37, "R", "zone « marquage de la facture », position 37 : « R » : ceci est un simul"),
        (3, 67, "8", "zone « numéro du prescripteur », positions 59-67"),
        (4, 63, "14", "zone « clé du NIR du bénéficiaire », positions 63-64"),
        (5, 27, "000000043", "Enregistrement 5 (type 4), zone « numéro de facture »"),
        (5, 113, "0003001", "zone « montant facturé », positions 113-119 : 3001 au lieu de 3000"),
        (6, 37, "02", "zone « séquence », positions 37-38"),
        (11, 39, "003", "positions 39-41 : 3 au lieu de 6"),
        (11, 58, "00012001", "zone « total facturé », positions 58-65 : 12001 au lieu de 12000"),
        (11, 74, "00009841", "zone « total restant à charge de l'assuré », positions 74-81"),
        (12, 11, "002", "zone « nombre de factures », positions 11-13"),
        (12, 52, "002", "zone « numéro de lot », positions 52-54"),
        (12, 55, "R", "zone « marquage du lot », position 55"),
        (13, 28, "00000001999000", "zone « numéro de destinataire », positions 28-41"),
        (13, 56, "00000012", "zone « volume du fichier », positions 56-63 : 12 au lieu de 13"),
        (13, 83, "002", "zone « nombre de lots », positions 83-85"),
        (11, 1, "7", "le type « 7 » n'est pas admis"),
        (7, 36, "F", "Enregistrement 7 (type 4F)"),
        (10, 36, " ", "Enregistrement 10 (type 4)"),
    ],
)
def test_a_wrong_zone_is_refused_with_its_place(rank: int, first: int, new: str, said: str) -> None:
    with pytest.raises(B2Refused) as refused:
        read_b2(changed(EXAMPLE, rank, first, new))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("rank", "first", "new", "said"),
    [
        (3, 119, "1100000001", "« 1100000001 » au lieu de « 1100000000 » (identique au type 2M)"),
        (4, 37, "1100000001", "Enregistrement 4 (type 2M)"),
        (5, 122, "0010298", "les parts AMO et AMC dépassent"),
        (2, 89, "01", "zone « régime de la caisse pivot », positions 89-90"),
        (4, 36, "S", "Enregistrement 4 (type 2S)"),
    ],
)
def test_the_rules_of_a_dre(rank: int, first: int, new: str, said: str) -> None:
    with pytest.raises(B2Refused) as refused:
        read_b2(changed(DRE, rank, first, new))
    assert said in str(refused.value)


def test_a_2m_is_for_dre_only_and_a_dre_has_one() -> None:
    lines = DRE.splitlines()
    without = [*lines[:3], *lines[4:8], lines[8].replace("00000009", "00000008")]
    with pytest.raises(B2Refused, match=r"Enregistrement 3 .*une DRE porte un type 2M"):
        read_b2(sealed("\n".join(without)))
    lines = EXAMPLE.splitlines()
    lines[3] = lines[2][:35] + "M1100000000"
    with pytest.raises(B2Refused, match=r"Enregistrement 4 .*type 2M n'est admis que dans"):
        read_b2(sealed("\n".join(lines)))


def test_a_dre_may_leave_the_number_of_type_2_blank() -> None:
    (lot,) = read_b2(changed(DRE, 3, 119, " " * 10)).lots
    assert lot.invoices[0].insurer == "1100000000"


def test_a_split_fse_asks_nothing_from_the_insurer() -> None:
    text = EXAMPLE.replace("1260901 F", "1260901EF")
    text = text.replace("0005400003000 00000000", "0005400003000 00000100")
    text = text.replace("0000984000000000", "0000984000000100")
    text = text.replace("6001001000012000000002160000000000", "6001001000012000000002160000000100")
    with pytest.raises(B2Refused, match="les montants AMC d'un flux éclaté sont nuls"):
        read_b2(sealed(text))
    with pytest.raises(B2Refused, match="obligatoire quand une part AMC est demandée"):
        read_b2(sealed(text.replace("1260901EF", "1260901 F")))


def test_an_invoice_number_comes_once_in_a_lot() -> None:
    lines = EXAMPLE.splitlines()
    twice = [*lines[:11], *lines[2:11], *lines[11:]]
    twice[-1] = twice[-1].replace("00000013", "00000022")
    with pytest.raises(B2Refused, match=r"Enregistrement 12 \(type 2\).*figure déjà dans le lot"):
        read_b2(sealed("\n".join(twice)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 octets"),
        (sealed(EXAMPLE)[:-1], "multiple de 128"),
        (sealed(EXAMPLE)[:-128], "s'arrête avant le type 999"),
        (sealed(EXAMPLE)[128:], "type attendu ici : 000"),
        (sealed(EXAMPLE) + sealed(EXAMPLE), "type attendu ici : aucun"),
        (sealed(EXAMPLE).replace(b"OPTIQUE", b"OPTIQU\xc9"), "zone « nom du partenaire"),
    ],
)
def test_what_is_not_a_file_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(B2Refused) as refused:
        read_b2(content)
    assert said in str(refused.value)


def test_a_seal_that_was_not_made_anew_is_refused() -> None:
    stale = sealed(EXAMPLE).replace(b"OPTIQUE", b"OPTIKUE")
    with pytest.raises(B2Refused, match=r"Enregistrement 12 \(type 6\).*certification recalculée"):
        read_b2(stale)


GOOD = {"FSE": sealed(EXAMPLE), "DRE": sealed(DRE)}
FREE = {("DRE", "2", "regime"), ("DRE", "2", "managing_fund"), ("DRE", "2", "member")}
"""In a DRE the insured's fund is nobody's business, and 2M gives the member."""
FACTS = {name: read_b2(content) for name, content in GOOD.items()}


def _is_seen(name: str, content: bytes) -> bool:
    try:
        return read_b2(content) != FACTS[name]
    except B2Refused:
        return True


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_one_byte_flipped_is_never_silent(name: str, data: st.DataObject) -> None:
    content = GOOD[name]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[at]))
    assert _is_seen(name, content[:at] + bytes([byte]) + content[at + 1 :])


@pytest.mark.parametrize("name", sorted(GOOD))
def test_one_digit_changed_and_sealed_again_is_never_silent(name: str) -> None:
    """Without the help of the seals, every zone that has a key is checked or told."""
    text = {"FSE": EXAMPLE, "DRE": DRE}[name]
    silent = []
    for rank, line in enumerate((row.ljust(128) for row in text.splitlines()), start=1):
        kind = line[0] + line[35].strip() if line[0] in "24" else line[0]
        kind = line[:3] if line[:3] in LAYOUTS else kind
        for zone in LAYOUTS[kind].zones:
            if zone.key in ("-", "seal") or (name, kind, zone.key) in FREE:
                continue
            for at in range(zone.first, zone.last + 1):
                other = "1" if line[at - 1] != "1" else "2"
                if not _is_seen(name, changed(text, rank, at, other)):
                    silent.append((rank, zone.key, at))
    assert silent == []


# -- degraded forms, proofs, natures, exemptions (PROTOCOLS 6) ------------------------------------

NATURE, MATERNITY, ACCIDENT, EXEMPTION, PROOF = 77, 80, 86, 79, 58


def forms(*changes: tuple[int, int, str]) -> bytes:
    """Change the example at (record, position) and seal it again."""
    lines = [line.ljust(128) for line in EXAMPLE.splitlines()]
    for rank, first, new in changes:
        old = lines[rank - 1]
        lines[rank - 1] = old[: first - 1] + new + old[first - 1 + len(new) :]
    return sealed("\n".join(lines))


@pytest.mark.parametrize("proof", "012456")
@pytest.mark.parametrize("certification", "SD")
def test_every_proof_is_taken_but_a_card_in_a_degraded_lot(proof: str, certification: str) -> None:
    content = forms((2, 81, certification), (3, PROOF, proof))
    if (proof, certification) == ("4", "D"):
        with pytest.raises(B2Refused, match=r"justificatif des droits », position 58 : « 4 »"):
            read_b2(content)
        return
    (lot,) = read_b2(content).lots
    assert (lot.certification, lot.invoices[0].proof) == (certification, proof)


@pytest.mark.parametrize("proof", "3789 A")
def test_a_proof_that_is_none_is_refused(proof: str) -> None:
    with pytest.raises(B2Refused, match="« justificatif des droits », position 58"):
        read_b2(forms((3, PROOF, proof)))


@pytest.mark.parametrize(
    ("nature", "zones", "facts"),
    [
        ("10", (), ("", "")),
        ("13", (), ("", "")),
        ("22", (), ("", "")),
        ("90", (), ("", "")),
        ("30", ((3, MATERNITY, "260915"),), ("260915", "")),
        ("41", ((3, ACCIDENT, "202403011"),), ("", "202403011")),
        ("41", ((3, ACCIDENT, "000260801"),), ("", "000260801")),
        ("10", ((3, MATERNITY, "      "), (3, ACCIDENT, " " * 9)), ("", "")),
    ],
)
def test_a_nature_has_its_own_zones(
    nature: str, zones: tuple[tuple[int, int, str], ...], facts: tuple[str, str]
) -> None:
    (lot,) = read_b2(forms((3, NATURE, nature), *zones)).lots
    (invoice,) = lot.invoices
    assert (invoice.nature, (invoice.maternity, invoice.accident)) == (nature, facts)


@pytest.mark.parametrize(
    ("nature", "zones", "said"),
    [
        ("30", (), "« date de maternité », positions 80-85 : obligatoire"),
        ("41", (), "« accident du travail », positions 86-94 : obligatoire"),
        ("10", ((3, MATERNITY, "260915"),), "« date de maternité », positions 80-85 : n'est pas"),
        ("41", ((3, MATERNITY, "260915"), (3, ACCIDENT, "202403011")), "« date de maternité »"),
        ("10", ((3, ACCIDENT, "202403011"),), "« accident du travail », positions 86-94 : n'est"),
        ("22", ((3, ACCIDENT, "202403011"),), "« accident du travail »"),
        ("41", ((3, ACCIDENT, "000261301"),), "« accident du travail », positions 86-94 : 000"),
        ("30", ((3, MATERNITY, "261301"),), "« date de maternité », positions 80-85"),
        ("20", (), "« nature d'assurance », positions 77-78"),
        ("40", (), "« nature d'assurance », positions 77-78"),
    ],
)
def test_a_nature_without_its_zone_or_with_another_s_is_refused(
    nature: str, zones: tuple[tuple[int, int, str], ...], said: str
) -> None:
    with pytest.raises(B2Refused) as refused:
        read_b2(forms((3, NATURE, nature), *zones))
    assert said in str(refused.value)


@pytest.mark.parametrize("exemption", "03459")
def test_an_exempted_beneficiary_has_every_line_at_100(exemption: str) -> None:
    content = forms((3, EXEMPTION, exemption))
    if exemption == "5":
        with pytest.raises(B2Refused, match=r"zone « taux », positions 103-105 : « 060 »"):
            read_b2(content)
    else:
        assert read_b2(content).lots[0].invoices[0].exemption == exemption


# -- complements of 2 and 4 (sheet 1.5, PROTOCOLS 6) ----------------------------------------------

TWO, FOUR = EXAMPLE.splitlines()[2][:35], EXAMPLE.splitlines()[4][:35]
OWN = EXAMPLE.splitlines()[3]
COMPLEMENTS = {
    "2S": OWN,
    "2B": f"{TWO}B A M  {'FICTIVE':25}{'CAMILLE':15}12  RUE {'DU BANC':25}",
    "2C": f"{TWO}C    {'BAT A':25}{'VILLE INVENTEE':25}99999{'FICTIVE':25}CAMILLE",
    "2P": f"{TWO}P{'OPERATEUR1':10}{'CONTEXTE':34}",
    "4S": f"{FOUR}S01L 000123452609014{'0' * 9}",
    "4E": f"{FOUR}E0110003456789{'STRUCTURE P':14}10003456780{'STRUCTURE E':14}",
}


def with_complements(*rows: str, after: str = "2", drop: str = "") -> bytes:
    """Put records after the first of a kind, count them where they count, and seal again."""
    lines = [line for line in EXAMPLE.splitlines() if not drop or line != drop]
    at = 1 + next(i for i, line in enumerate(lines) if line[0] == after)
    added = sum(row[0] == "4" for row in rows)
    lines[at:at] = rows
    for index, line in enumerate(lines):
        if line[0] == "5":
            lines[index] = f"{line[:38]}{6 + added:03d}{line[41:]}"
        if line[0] == "6":
            lines[index] = f"{line[:13]}{6 + added:04d}{line[17:]}"
        if line[:3] == "999":
            lines[index] = f"{line[:55]}{len(lines):08d}{line[63:]}"
    return sealed("\n".join(lines))


def told(content: bytes) -> str:
    """Return why a file is refused; nothing when it is taken."""
    try:
        read_b2(content)
    except B2Refused as refused:
        return str(refused)
    return ""


def two(*kinds: str) -> bytes:
    return with_complements(*(COMPLEMENTS[kind] for kind in kinds), drop=OWN)


@pytest.mark.parametrize(
    "kinds",
    [
        (), ("2S",), ("2B",), ("2C",), ("2P",), ("2S", "2B", "2C", "2P"), ("2S", "2P", "2C", "2B"),
        ("2C", "2B"),
    ],
)  # fmt: skip
def test_complements_of_an_invoice_come_once_and_2s_first(kinds: tuple[str, ...]) -> None:
    content = two(*kinds)
    assert told(content) == ""
    ((invoice,),) = (lot.invoices for lot in read_b2(content).lots)
    assert invoice.operator == ("OPERATEUR1" if "2P" in kinds else "")
    assert bool(invoice.own_nir) is ("2S" in kinds)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("2B", "2S"), "Enregistrement 5 (type 2S), zone « type d'enregistrement », positions 1"),
        (("2B", "2B"), "Enregistrement 5 (type 2B), zone « type d'enregistrement », positions 1 et"
         " 36 : 1 au plus sous un type 2."),
        (("2P", "2C", "2P"), "Enregistrement 6 (type 2P)"),
    ],
)  # fmt: skip
def test_complements_of_an_invoice_in_another_way(kinds: tuple[str, ...], said: str) -> None:
    assert said in told(two(*kinds))


ARTICLE = EXAMPLE.splitlines()[5]


def four(*rows: str) -> bytes:
    return with_complements(*rows, after="4")


@pytest.mark.parametrize("kinds", [("4S",), ("4E",), ("4S", "4E")])
def test_complements_of_a_line(kinds: tuple[str, ...]) -> None:
    rows = [COMPLEMENTS[kind] for kind in kinds]
    content = four(*rows)
    assert told(content) == ""
    lines = read_b2(content).lots[0].invoices[0].lines
    assert [line.lpp for line in lines] == ["2222124", "2201814", "2201814"]


def test_a_line_is_told_in_order_and_with_an_article() -> None:
    first, second = COMPLEMENTS["4S"], COMPLEMENTS["4E"]
    assert "Enregistrement 7 (type 4S)" in told(four(second, first))
    assert "(type 4S)" in told(four(first, first))
    assert "1 au plus sous un type 4." in told(four(first, first))
    lines = [line for line in EXAMPLE.splitlines() if line != ARTICLE]
    bare = [*lines[:5], first, *lines[5:]]
    assert "un type 4F est attendu avant, sous le type 4" in told(sealed("\n".join(bare)))


def test_ten_articles_a_line_and_no_more() -> None:
    empty = f"{ARTICLE[:36]}{{:02d}}{ARTICLE[38:88]}{'0' * 7}01{'0' * 21}"
    more = [empty.format(rank) for rank in range(2, 12)]
    after_first = EXAMPLE.splitlines()
    at = after_first.index(ARTICLE) + 1

    def articles(count: int) -> bytes:
        rows = [*after_first[:at], *more[: count - 1], *after_first[at:]]
        rows = [
            f"{row[:38]}{5 + count:03d}{row[41:]}" if row[0] == "5"
            else f"{row[:13]}{5 + count:04d}{row[17:]}" if row[0] == "6"
            else f"{row[:55]}{len(rows):08d}{row[63:]}" if row[:3] == "999" else row
            for row in rows
        ]  # fmt: skip
        return sealed("\n".join(rows))

    assert told(articles(10)) == ""
    assert "10 au plus sous un type 4" in told(articles(11))


@pytest.mark.parametrize(
    ("kind", "first", "new", "said"),
    [
        ("2B", 38, "Z ", "zone « type de bénéficiaire », positions 38-39"),
        ("2B", 43, " ", "zone « nom du bénéficiaire », positions 43-67"),
        ("2C", 91, "99-99", "zone « code postal », positions 91-95"),
        ("2P", 81, "X", "zone « remplissage », positions 81-128"),
        ("4S", 39, "X", "zone « condition d'exercice », position 39"),
        ("4S", 49, "261301", "zone « date d'entente », positions 49-54"),
        ("4E", 39, "1000345678A", "zone « RPPS du prescripteur », positions 39-49"),
        ("4E", 12, "9", "zone « NIR de l'assuré », positions 12-24"),
    ],
)
def test_a_zone_of_a_complement_is_refused_with_its_place(
    kind: str, first: int, new: str, said: str
) -> None:
    row = COMPLEMENTS[kind].ljust(128)
    row = row[: first - 1] + new + row[first - 1 + len(new) :]
    content = four(row) if kind[0] == "4" else with_complements(row, drop=OWN)
    assert said in told(content)
    assert f"(type {kind})" in told(content)


COMPLETE = two("2S", "2B", "2C", "2P")


@given(st.integers(0, len(COMPLETE) - 1), st.integers(1, 255))
def test_one_byte_flipped_among_complements_is_never_silent(at: int, bits: int) -> None:
    content = COMPLETE[:at] + bytes([COMPLETE[at] ^ bits]) + COMPLETE[at + 1 :]
    assert told(content) or read_b2(content) != read_b2(COMPLETE)
