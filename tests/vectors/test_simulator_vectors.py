"""Golden vectors against the codecs of the simulators: what they read, what they write.

A vector that no simulator reads or writes is named in ``OUT_OF_SCOPE``: a new one must be sorted by
hand, never skipped in silence.
"""

import hashlib
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from binocle_simulators.concentrator.arl import POSITIVE, arl_record
from binocle_simulators.concentrator.facts import LotFacts
from binocle_simulators.concentrator.formats import Record, read_b2
from binocle_simulators.concentrator.layouts import LAYOUTS
from binocle_simulators.payers.behaviour import EXEMPTION_NOT_KNOWN
from binocle_simulators.payers.formats import (
    Movement,
    Names,
    OneOff,
    Order,
    Part,
    Reject,
    Section,
    Settled,
    Transfer,
    entity,
    moved,
    noemie_file,
    return_file,
)

Vector = dict[str, Any]


def _vectors(kind: str) -> dict[str, Vector]:
    text = Path(__file__).with_name(f"{kind}.toml").read_text(encoding="utf-8")
    return {v["name"]: v for v in tomllib.loads(text)["vector"] if v["kind"] == kind}


def _bytes(vector: Vector) -> bytes:
    text: str = vector["bytes"] if "bytes" in vector else "".join(vector["lines"])
    return text.encode("latin-1")


# -- B2, which the concentrator reads -------------------------------------------------------------

B2 = _vectors("b2")
SHEET_EXAMPLE = "sheet 1.10: one file, one lot, one invoice"
"""Older than PROTOCOLS 6 (no marking in 2, no application): its zones are cut, no file is taken."""

OUR_KEYS = {
    "000": {
        "sender_type": "sender_type",
        "sender_number": "sender",
        "recipient_type": "recipient_type",
        "recipient_number": "recipient",
        "application": "application",
        "file_id": "file",
        "created_on": "created",
    },
    "1": {
        "partner_number": "partner",
        "recipient_fund": "fund",
        "lot_number": "lot",
        "created_on": "lot_date",
        "certification": "certification",
        "pivot_regime": "pivot_regime",
        "pivot_fund": "pivot_fund",
    },
    "2": {
        "partner_number": "partner",
        "nir": "nir",
        "nir_key": "nir_key",
        "invoice_number": "invoice",
        "marking": "marking",
        "billed_on": "billing_date",
        "split": "split",
        "regime": "regime",
        "fund": "managing_fund",
        "prescriber_number": "prescriber",
        "insurance_nature": "nature",
        "exemption": "exemption",
        "birth_date": "birth",
        "birth_rank": "birth_rank",
        "payee": "payee",
        "amc_contract": "contract",
        "amc_number": "insurer",
    },
    "2S": {"invoice_number": "invoice", "own_nir": "own_nir", "own_nir_key": "own_key"},
    "2M": {"amc_number": "insurer", "member_id": "member"},
    "2P": {"invoice_number": "invoice", "operator_number": "operator"},
    "4": {
        "executant_number": "executant",
        "performed_on": "care_date",
        "act": "act",
        "quantity": "quantity",
        "unit_price": "unit_price",
        "base": "base",
        "rate": "rate",
        "amo": "amo",
        "billed": "billed",
        "amc": "amc",
    },
    "4F": {"sequence": "sequence", "lpp": "lpp", "base": "base", "billed": "billed"},
    "5": {
        "line_count": "lines",
        "total_billed": "billed",
        "total_amo": "amo",
        "total_left": "left",
        "total_amc": "amc",
        "certification_zone": "seal",
    },
    "6": {
        "partner_number": "partner",
        "invoice_count": "invoices",
        "line_count": "lines",
        "invoice_start_count": "openings",
        "invoice_total_count": "closings",
        "total_billed": "billed",
        "total_amo": "amo",
        "total_amc": "amc",
        "lot_number": "lot",
        "marking": "marking",
        "certification_zone": "seal",
    },
    "999": {
        "sender_number": "sender",
        "recipient_number": "recipient",
        "file_id": "file",
        "record_count": "records",
        "lot_count": "lots",
    },
}
ONLY_FORM = {
    *("000.norm", "1.partner_name", "1.norm_version", "1.norm_code", "1.norm_stamp", "1.currency"),
    *("2.operation_nature", "2.invoice_type", "2.centre", "2.proof_of_rights", "2.prescribed_on"),
    *("2.prescriber_speciality", "4.prior_agreement", "4.coefficient_hundredths", "4.unit_count"),
    *("4.place", "4F.supply", "4F.started_on", "4F.tariff", "4F.units", "4F.selling_price"),
    *("6.invoice_type", "6.software_approval", "2P.convention"),
}
FORM_ALONE = ("2B", "2C", "4S", "4E")
"""Records of which nobody there needs any zone."""
"""Zones whose form the concentrator checks and whose value nobody there needs."""


def _records(vector: Vector) -> list[str]:
    text = _bytes(vector).decode("latin-1")
    return [text[at : at + 128] for at in range(0, len(text), 128)]


def _kind(record: str) -> str:
    if record[:3] in LAYOUTS:
        return record[:3]
    return record[0] + record[35].strip() if record[0] in "24" else record[0]


def _told(value: object, text: str) -> object:
    """Read a zone's text as the kind of thing that the vector says it is."""
    if isinstance(value, date):
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    return int(text) if isinstance(value, int) else text.strip()


@pytest.mark.parametrize("name", B2)
def test_b2_zones_hold_what_the_vector_says(name: str) -> None:
    first_of: dict[str, str] = {}
    for record in _records(B2[name]):
        first_of.setdefault(_kind(record), record)
    for zone_name, value in B2[name]["meaning"].items():
        if zone_name in ONLY_FORM or zone_name.startswith(FORM_ALONE):
            continue
        kind, ours = zone_name.split(".")
        zone = LAYOUTS[kind].zone(OUR_KEYS[kind][ours])
        assert _told(value, first_of[kind][zone.first - 1 : zone.last]) == value, zone_name


@pytest.mark.parametrize("name", [name for name in B2 if name != SHEET_EXAMPLE])
def test_b2_records_have_the_form_of_their_kind(name: str) -> None:
    for rank, record in enumerate(_records(B2[name]), start=1):
        assert Record(rank, record).kind == _kind(record)


@pytest.mark.parametrize(
    "name", [name for name in B2 if name.startswith("file") and name != SHEET_EXAMPLE]
)
def test_b2_files_are_taken_once_sealed(name: str) -> None:
    records = _records(B2[name])
    for index, record in enumerate(records):
        if record[:1] in ("5", "6"):
            kinds = [_kind(r) for r in records[: index + 1]]
            opening = "2" if record[0] == "5" else "1"
            start = index - kinds[::-1].index(opening)
            content = "".join(records[start : index + 1])[:-32] + " " * 32
            seal = hashlib.sha256(content.encode()).hexdigest()[:22].upper()
            records[index] = f"{record[:96]}SIMULATEUR{seal}"
    (lot,) = read_b2("".join(records).encode()).lots
    meaning = B2[name]["meaning"]
    assert sum(invoice.amc for invoice in lot.invoices) == meaning.get("6.total_amc", 0)
    assert len(lot.invoices) == meaning.get("6.invoice_count", 1)


# -- ARL, which the concentrator writes -----------------------------------------------------------

ARL = _vectors("arl")


def _lot(number: str, recipient: str) -> LotFacts:
    return LotFacts(
        partner="992604231",
        recipient_type="CP",
        recipient=recipient,
        regime="01",
        fund="999",
        number=number,
        date="240528",
        flow="FSE",
        certification="S",
        file="000027",
        invoices=(),
    )


WRITTEN_ARL = {
    "positive": arl_record(_lot("027", "00000001999000"), *POSITIVE),
    "negative, transport keys (4015)": arl_record(
        _lot("AAE", "00001100000000"), "4015", "CLES DE TRANSPORT"
    ),
}


@pytest.mark.parametrize("name", ARL)
def test_arl_are_written_as_the_vectors(name: str) -> None:
    assert WRITTEN_ARL[name] == _bytes(ARL[name])


# -- NOEMIE, which payers write -------------------------------------------------------------------

NOEMIE = _vectors("noemie")
OUT_OF_SCOPE = {
    # Its payer rejects the second line of an invoice, and leaves archive numbers out.
    "file: older family, two lots, a rejected line, a line paid for the insurer too",
}
"""Nothing that a payer of the bench writes."""

NAMES = Names("DESMAUX", "DESMAUX", "NATHALIE", "DESMAUX", "NATHALIE")


def _transfer(part: str, sender_type: str, sender: str, organisation: str) -> Transfer:
    return Transfer(
        sender_type=sender_type,
        sender=sender,
        partner="992604231",
        file="000001",
        day="240529",
        labels=(f"VIR {part} LIGNE 1 - 1FR", f"VIR {part} LIGNE 2 - 1FR"),
        organisation=organisation,
        lot="027",
        lot_date="240528",
    )


def _settled(number: str, amo: Part, **more: Any) -> Settled:
    values = {"kind": "F", "handling": " ", "rejects": ()} | more
    return Settled(
        number=number,
        billing_date="240528",
        nir="255069999999934",
        own_nir="",
        birth="550615",
        birth_rank="1",
        amo=amo,
        care_date="240528",
        names=NAMES,
        **values,
    )


UNKNOWN_EXEMPTION = Reject("0450", "", EXEMPTION_NOT_KNOWN.label)
FUND = _transfer("AMO", "CP", "00000001999000", "01999000")
FUND_FILE = return_file(
    FUND,
    [
        _settled("000000427", Part(9, "P", 9)),
        _settled("000000428", Part(9, "R", 0), rejects=(UNKNOWN_EXEMPTION,)),
    ],
)
INSURER_FILE = return_file(
    _transfer("AMC", "OC", "00001100000000", "1100000000"),
    [
        _settled(
            "000000427",
            Part(3, " ", 0),
            kind="D",
            handling="E",
            amc=Part(2482, "P", 2482),
            insurer="1100000000",
            member="12345678",
        )
    ],
)
STRANGE = "77705CE QUI SUIT EST INCONNU@"
UNKNOWN_FILE = return_file(FUND, [_settled("000000427", Part(9, "P", 9), strange=(STRANGE,))])

OTHER_FUND = replace(FUND, sender="00000010999000", organisation="10999000", lot="", lot_date="")
SINGLE = _settled(
    "000000259",
    Part(469, "P", 469),
    handling="C",
    amc=Part(83, "P", 83),
    insurer="0062999999",
    lot="027",
    lot_date="240528",
)
SEVERAL = (
    "file: three transfers, a regularisation and its debt, one-off payments, paper, a withholding"
)
BORN = Movement("DETTE7FR", "240529", "IPI", "CIN", 552, 0)
HELD = replace(BORN, operation="RPR", cents=-552)
APART = Movement("DETTE9FR", "240529", "IPI", "RPR", -230, 0)
PAYMENTS = tuple(
    OneOff(
        cents,
        payment_code=f"{rank:05d}",
        code=f"CODE{rank}",
        label=f"LIBELLE{rank}",
        start="150101",
        end="150101",
    )
    for rank, cents in ((1, 4_000), (2, 6_000))
)


def _order(name: str, *sections: Section) -> Order:
    labels = (f"VIR AMO LIGNE 1 - {name}", f"VIR AMO LIGNE 2 - {name}")
    return Order(replace(OTHER_FUND, labels=labels), sections)


SEVERAL_FILE = noemie_file(
    [
        _order(
            "1FR",
            Section(
                "01",
                invoices=(
                    SINGLE,
                    _settled("000000260", Part(469, "D", 0), lot="028", lot_date="240528"),
                ),
            ),
        ),
        _order(
            "7FR-2",
            Section("01", invoices=(replace(SINGLE, sign="N", movements=(BORN, HELD)),)),
            Section("03", payments=PAYMENTS),
        ),
        _order(
            "9FR",
            Section(
                "02",
                invoices=(
                    _settled(
                        "000000261",
                        Part(552, "P", 552),
                        kind="P",
                        rejects=(UNKNOWN_EXEMPTION,),
                        strange=(entity("295", "", "AIDE ANNUELLE"),),
                    ),
                ),
            ),
            Section("05", movements=(APART,)),
        ),
    ]
)
PERSON = ("2550699999999", "34", *("DESMAUX",) * 2, "NATHALIE", "", None, "550615", "1")
REJECT = ("0450", UNKNOWN_EXEMPTION.label, "F", "O", "", "240528", None, None, None, "")
AID = (
    *("AIDE1", "AIDE A LA TELETRANSMISSION", "", None, None, None, "A"),
    *("230101", "231231", 30_000),
)
ACT_LINE = entity(
    "210",
    *(1, 0, "0", 0, 0, "240515", "240528", "240528", 10_300, 5, 60, 3, "P", "VU3", ""),
    *(1, 100, 1, 10_300, "", 0, 0, 0, 0, 0),
)

WRITTEN = {
    "020: payee": entity("020", "992604231").encode(),
    "020: sheet 3.6": entity("020", "750000002").encode(),
    "040: sheet 3.6": entity("040", "750000002").encode(),
    "198: sheet 3.6": entity("198", 2160, "P", 2160, "P").encode(),
    "071: transfer": entity("071", FUND.day, *FUND.labels, FUND.organisation).encode(),
    "081: electronic invoices": entity("081", "01", None).encode(),
    "102: invoice": entity(
        "102", "000000427", None, "027", "240528", "F", "240528", " ", "AS"
    ).encode(),
    "103: people": entity("103", *PERSON, "DESMAUX", "NATHALIE", None).encode(),
    "198: rejected": entity("198", 9, "R", 0, "P").encode(),
    "198: part not handled": entity("198", 9, " ", 0, "P").encode(),
    "199: complementary part": entity(
        "199", 2482, "P", 2482, "P", "1100000000", "12345678"
    ).encode(),
    "294: reject": entity("294", *REJECT).encode(),
    "990: closing of an invoice": entity("990", "000000427", 3, 9, "P").encode(),
    "000: start of return": FUND_FILE[:128],
    "999: end of return": return_file(FUND, [_settled("000000427", Part(9, "P", 9))])[-128:],
    "070: accounting day, older family": entity("070", "240529").encode(),
    "080: lot, older family": entity("080", "240528", "027").encode(),
    "100: invoice, older family": entity("100", "000000427").encode(),
    "110: insured, older family": entity(
        "110", *PERSON[:2], "M", "DESMAUX", "", "NATHALIE"
    ).encode(),
    "120: beneficiary, older family": entity(
        "120", "550615", "1", "DESMAUX", "NATHALIE", "0001"
    ).encode(),
    "150: insurance nature, older family": entity("150", "AS").encode(),
    "160: archive number, older family": entity("160", 42).encode(),
    "102: optional days left out, in spaces": entity(
        "102", "000000427", None, "027", None, "F", None, " ", "AS"
    ).encode(),
    "198: optional amount left out is not zero": entity("198", 9, "D", None, "P").encode(),
    "210: act line": ACT_LINE.encode(),
    "250: overpayment withheld": moved(
        1, Movement("CREANCE001", "240102", "IND", "RPR", -1_250, 0), level="03"
    ).encode(),
    "261: one-off payment": entity("261", 12, 30_000).encode(),
    "262: detail of a one-off payment": entity("262", *AID).encode(),
    "290: reject, older family": entity("290", 1, "0450 072", "EXONERATION NON CONNUE").encode(),
    "295: comment": entity("295", "", "MESSAGE DE L'ORGANISME").encode(),
    "unknown entity: kept raw up to the next @": STRANGE.encode(),
    "file: an unknown entity is counted and never dropped": UNKNOWN_FILE,
    SEVERAL: SEVERAL_FILE,
    "file: a fund pays one invoice and rejects one": FUND_FILE,
    "file: an insurer pays a DRE": INSURER_FILE,
}


@pytest.mark.parametrize("name", [name for name in NOEMIE if name not in OUT_OF_SCOPE])
def test_noemie_is_written_as_the_vectors(name: str) -> None:
    expected = _bytes(NOEMIE[name])
    if name == "999: end of return":  # an example of its own: its count of records is not ours
        expected = expected.replace(b"00000012T", b"00000007T")
    assert WRITTEN[name] == expected
