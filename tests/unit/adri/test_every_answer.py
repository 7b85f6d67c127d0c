"""Whatever rights an answer tells, they come back as they were written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from binocle.adri import (
    AccidentBody,
    Mutual,
    OccupationalAccident,
    Rights,
    RightsRequest,
    window_of,
)
from binocle.adri.messages import parse_answer
from binocle.cards import Cover, Period
from binocle.kernel import AmcNumber, BirthDate, Nir
from binocle.soap import body_of

DAY = date(2024, 5, 28)

Soap = Callable[[str], bytes]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


words = st.text(st.characters(categories=["L", "Nd", "Zs", "P"]), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
periods = st.builds(
    lambda pair, open_first, open_last: Period(
        None if open_first else min(pair), None if open_last else max(pair)
    ),
    st.tuples(days, days),
    st.booleans(),
    st.booleans(),
)
empty = st.just("")
mutuals = st.builds(
    Mutual,
    (digits(8) | digits(9) | digits(10)).map(AmcNumber),
    periods,
    member=empty | words,
    convention_type=empty | st.text("ABMZ09", min_size=2, max_size=2),
    secondary_criterion=empty | words,
    treatment=empty | digits(2),
    sts_routing=empty | st.sampled_from("48MR"),
    guarantees=empty | st.text("ON", min_size=8, max_size=8),
)
all_rights = st.builds(
    Rights,
    window=st.just(window_of(DAY)),
    answered_on=days,
    regime=digits(2),
    caisse=digits(3),
    centre=digits(4),
    name=words,
    patronymic=words | st.just(""),
    first_name=words,
    address=st.lists(words, max_size=5).map(tuple),
    certified_nir=st.none() | st.just(Nir("2550699999999", "34")),
    birth=st.builds(BirthDate, digits(8)),
    rank=digits(1),
    quality=digits(1),
    amo_service=digits(2),
    amo_periods=st.lists(periods, max_size=3).map(tuple),
    covers=st.lists(
        st.builds(Cover, periods, digits(1), digits(4), digits(1), st.integers(0, 100)), max_size=7
    ).map(tuple),
    mutual=st.none() | mutuals,
    amo_service_period=st.none() | periods,
    accident=st.none()
    | st.builds(
        OccupationalAccident,
        digits(9),
        st.lists(st.builds(AccidentBody, digits(9), digits(9)), max_size=2).map(tuple),
    ),
    doctor_declared=st.none() | st.booleans(),
)


def tag(name: str, *content: str) -> str:
    return f"<{name}>{''.join(content)}</{name}>"


def written(rights: Rights) -> str:
    """Write an answer, on purpose without the program's own words."""

    def day(value: date | None) -> str:
        return value.strftime("%4Y%m%d") if value else "00000000"

    def ends(period: Period) -> str:
        return tag("dateDebut", day(period.first)) + tag("dateFin", day(period.last))

    certified, doctor = rights.certified_nir, rights.doctor_declared
    service = rights.amo_service_period
    return (
        '<Reponse xmlns="urn:simulateur-binocle:adr">'
        + tag("dateReponse", day(rights.answered_on))
        + tag(
            "infosGlobales",
            tag("codeRegime", rights.regime),
            tag("codeCaisse", rights.caisse),
            tag("centrePrestation", rights.centre),
        )
        + tag(
            "beneficiaireDeSoins",
            tag("nomUsuel", escape(rights.name)),
            tag("nomPatronymique", escape(rights.patronymic)),
            tag("prenom", escape(rights.first_name)),
            *(tag("adresse", escape(line)) for line in rights.address),
            tag("noNIRCertifie", certified.compact) if certified else "",
            tag("dateNaissance", rights.birth.digits),
            tag("rangGemellaire", rights.rank),
            tag("qualite", rights.quality),
            "" if doctor is None else tag("medecinTraitant", str(int(doctor))),
            tag("codeServiceAMO", rights.amo_service),
            tag("dateDebutServiceAMO", day(service.first)) if service else "",
            tag("dateFinServiceAMO", day(service.last)) if service else "",
            *(tag("periodeAMO", ends(period)) for period in rights.amo_periods),
            *(
                tag(
                    "periodeCodeCouverture",
                    ends(cover.period),
                    tag("codeALD", cover.ald),
                    tag("codeSituation", cover.situation),
                    tag("codeExoneration", cover.exemption),
                    tag("taux", f"{cover.rate:03d}"),
                )
                for cover in rights.covers
            ),
            written_accident(rights.accident),
        )
        + (written_mutual(rights.mutual, ends(rights.mutual.period)) if rights.mutual else "")
        + "</Reponse>"
    )


def written_accident(accident: OccupationalAccident | None) -> str:
    if accident is None:
        return ""
    known = [
        tag("at", tag("organismeDestinataire", at.recipient), tag("identifiant", at.identifier))
        for at in accident.accidents
    ]
    return tag("accidentTravail", tag("organismeGestionnaire", accident.manager), *known)


def written_mutual(mutual: Mutual, ends: str) -> str:
    told = {
        "noAdherent": mutual.member,
        "typeConvention": mutual.convention_type,
        "critereSecondaire": mutual.secondary_criterion,
        "indicateurTraitement": mutual.treatment,
        "codeAiguillageSTS": mutual.sts_routing,
        "codeGarantiesComplementaires": mutual.guarantees,
    }
    more = [tag(name, escape(text)) for name, text in told.items() if text]
    return tag("mutuelle", tag("noIdentification", mutual.number.digits), ends, *more)


@given(all_rights)
def test_every_answer_comes_back_as_it_was_written(
    soap: Soap, asked: RightsRequest, rights: Rights
) -> None:
    request = replace(asked, birth=rights.birth, rank=rights.rank)
    assert parse_answer(body_of(soap(written(rights))), request) == rights
