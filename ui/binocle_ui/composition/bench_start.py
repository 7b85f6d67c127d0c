"""A bench begins: what was asked is refused with a notice before anything starts."""

from collections.abc import Sequence
from pathlib import Path

from binocle.kernel import OperatorActionNeeded
from binocle_simulators.bench import DEPTHS, MAX_PCSC_SLOTS, READERS, Bench
from binocle_simulators.cards import VitaleCard
from binocle_simulators.control import Impossible
from binocle_simulators.pcsc import StageRefused
from binocle_simulators.people import load_people
from binocle_simulators.readers import NAMINGS, load_models
from binocle_ui.cases import Case

from .settings import setting


def require_patient(case: Case) -> None:
    """Refuse a case whose patient is nobody of the shipped bench, before anything starts.

    Raises:
        OperatorActionNeeded: ``CAS-PATIENT-INCONNU``.
    """
    people = load_people()
    if case.patient not in people:
        known = ", ".join(sorted(people))
        raise OperatorActionNeeded(
            "CAS-PATIENT-INCONNU", fichier=case.name, patient=case.patient, connus=known
        )


def put_cards(bench: Bench, case: Case) -> int:
    """Put the card of a case's patient in the reader; return the patient's number on it."""
    family = bench.family(case.patient)
    card = bench.vitale(*family)
    present = bench.slot("vitale").card
    if not isinstance(present, VitaleCard) or present.people != card.people:
        bench.insert("vitale", card)
    return family.index(case.patient) + 1


def start_bench(
    *,
    depth: str,
    seed: int,
    folder: Path | None,
    readers: Sequence[str] = (),
    naming: str = "",
) -> Bench:
    """Start a bench at a depth, its journal in a folder.

    Args:
        depth: of the bench.
        seed: of the bench.
        folder: of its journal.
        readers: keys of the simulated catalogue; the usual one when empty.
        naming: system whose reader names are shown; the usual one when empty.

    Raises:
        OperatorActionNeeded: ``BANC-PROFONDEUR``, ``BANC-LECTEUR-INCONNU``, ``BANC-NOMS-INCONNUS``,
            ``BANC-LECTEURS-SANS-FENTE``, ``BANC-LECTEURS-TROP``, or ``BANC-PCSC-ABSENT`` when PC/SC
            cannot start.
    """
    if depth not in DEPTHS:
        raise OperatorActionNeeded("BANC-PROFONDEUR", profondeur=depth)
    chosen, system = tuple(readers) or READERS, naming or NAMINGS[0]
    _require_readers(chosen, system)
    library = setting("vpcd")
    try:
        return Bench(
            seed=seed,
            depth=depth,
            folder=folder,
            library=Path(library) if library else None,
            readers=chosen,
            naming=system,
        )
    except Impossible as error:
        raise OperatorActionNeeded("BANC-LECTEURS-TROP", maximum=MAX_PCSC_SLOTS) from error
    except StageRefused as error:
        raise OperatorActionNeeded("BANC-PCSC-ABSENT", motif=str(error)) from error


def _require_readers(readers: Sequence[str], naming: str) -> None:
    """Refuse readers that the simulated catalogue does not have, or that make no shop."""
    models = load_models()
    for key in readers:
        if key not in models:
            known = ", ".join(models)
            raise OperatorActionNeeded("BANC-LECTEUR-INCONNU", lecteur=key, connus=known)
    if naming not in NAMINGS:
        known = ", ".join(NAMINGS)
        raise OperatorActionNeeded("BANC-NOMS-INCONNUS", noms=naming, connus=known)
    roles = {slot.role for key in readers for slot in models[key].slots}
    if not {"cps", "vitale"} <= roles:
        raise OperatorActionNeeded("BANC-LECTEURS-SANS-FENTE", lecteurs=", ".join(readers))
