"""What ADRi knows and answers, on the bench clock.

Law of this file: a request is read, then its assertion is checked, then its software, and only then
is anybody looked for. Only the people of the bench are known. Rights are given as the person has
them, open or closed: the day asked for changes nothing (teleservices sheet 1.3, 1.5). Every answer
is signed, faults are not; what the plan spoils is spoilt in the answer to a request that was good.
Source: PROTOCOLS section 4.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from cryptography import x509

from binocle_simulators.cps_assertion import AssertionDesk, BadAssertion
from binocle_simulators.people import Person
from binocle_simulators.service_seal import ServiceSeal
from binocle_simulators.soap import Fault, failed_check, malformed, out_of_order, refusal
from binocle_simulators.world import World
from binocle_simulators.xml_shape import BadShape

from .answers import (
    body_text,
    exception_content,
    rights_content,
    signed_envelope,
    unsigned_envelope,
)
from .messages import RightsRequest, read_request

PARIS = ZoneInfo("Europe/Paris")
REGIMES = frozenset(
    f"{code:02d}" for code in (*range(1, 11), 12, *range(14, 18), *range(90, 97), 99)
)
"""Every régime of the teleservices sheet, 2.7; which ones the real service knows is unknown."""
SPOILS = ("unsigned", "altered", "other", "garbled")
"""How the plan spoils an answer: no signature, one amount changed after it, the answer to another
message, no XML."""
REQUESTS_KEPT = 10_000
"""How many answered requests are remembered; the oldest go first."""

NOT_FOUND = (
    "L'organisme AMO nous informe que le patient n'est pas présent dans sa base. Merci de vérifier"
    " le numéro de sécurité sociale, la date et le rang de naissance, ainsi que le code régime."
)
"""The sentence of seed S4, to the letter."""
OUT_OF_ORDER = out_of_order(detail="")
NOT_AUTHORISED = Fault(
    500, "s:Sender", "siram_100", "Numéro d'autorisation du logiciel inconnu", detail="desir_550"
)


class Outcome(Enum):
    """How a well-formed, well-signed request was answered."""

    FOUND = "droits"
    NOT_FOUND = "BENEFICIAIRE_INCONNU"
    REGIME_NOT_HANDLED = "REGIME_NON_GERE"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered request: the day it was asked for, the NIR of the insured, what came of it."""

    reference_day: date
    nir: str
    outcome: Outcome


class AdriSimulator:
    """The rights service with its memory.

    Attributes:
        people: who is known, by NIR of the insured (15 characters); tests may change it.
        handled_regimes: régimes that are answered at all; tests may change it.
        refused_software: approval numbers that get the ``siram_100`` fault; tests may change it.
    """

    def __init__(
        self,
        *,
        world: World,
        people: Iterable[Person],
        authority_pem: bytes,
        handled_regimes: frozenset[str] = REGIMES,
    ) -> None:
        """Make a service that was never asked.

        Args:
            world: the clock.
            people: who is known.
            authority_pem: one certificate or more, of the authorities that may issue signers.
            handled_regimes: régimes that are answered at all, 2 digits each.
        """
        self.world = world
        self.people: dict[str, list[Person]] = {}
        self.handled_regimes = set(handled_regimes)
        self.refused_software: set[str] = set()
        self._seal = ServiceSeal.shipped("adri")
        self._desk = AssertionDesk(x509.load_pem_x509_certificates(authority_pem))
        self._requests: deque[Answered] = deque(maxlen=REQUESTS_KEPT)
        for person in people:
            self.people.setdefault(person.nir, []).append(person)

    @property
    def requests(self) -> tuple[Answered, ...]:
        """The requests that were answered, faults left out, oldest first."""
        return tuple(self._requests)

    def forget(self, nir: str) -> None:
        """Know nobody of that insured any more.

        Args:
            nir: 15 characters.

        Raises:
            KeyError: nobody was known.
        """
        with self.world.lock:
            del self.people[nir]

    def know(self, person: Person) -> None:
        """Know a person, or know them anew: somebody is the same by NIR, birth date and rank."""
        with self.world.lock:
            family = self.people.setdefault(person.nir, [])
            for place, known in enumerate(family):
                if (known.birth, known.rank) == (person.birth, person.rank):
                    family[place] = person
                    return
            family.append(person)

    def answer(self, body: bytes, *, spoil: str = "") -> tuple[int, bytes]:
        """Return the HTTP status and the envelope that answer an envelope.

        Args:
            body: the envelope that came.
            spoil: one of :data:`SPOILS`, or nothing; a refusal is never spoilt.
        """
        with self.world.lock:
            try:
                request, security = read_request(body)
                self._desk.check(security, sender=request.sender, now=self.world.now())
            except BadShape as error:
                return refusal(malformed(str(error)))
            except BadAssertion as error:
                return refusal(failed_check(error))
            if request.software in self.refused_software:
                return refusal(NOT_AUTHORISED)
            outcome, content = self._look_up(request)
            self._requests.append(Answered(request.reference_day, request.nir, outcome))
            return 200, self._signed(body_text(content), request.message_id, spoil)

    def _signed(self, body: str, message_id: str, spoil: str) -> bytes:
        if spoil == "unsigned":
            return unsigned_envelope(body, message_id=message_id)
        if spoil == "other":
            message_id = f"urn:uuid:{self.world.next('adri:other')}"
        made = signed_envelope(body, message_id=message_id, seal=self._seal)
        if spoil == "altered":
            return _altered(made)
        return made[: len(made) // 2] if spoil == "garbled" else made

    def _look_up(self, request: RightsRequest) -> tuple[Outcome, str]:
        if request.regime not in self.handled_regimes:
            sentence = f"Le régime {request.regime} n'est pas géré par le service."
            outcome = Outcome.REGIME_NOT_HANDLED
            return outcome, exception_content(outcome.value, sentence)
        person = self._person(request)
        if person is None:
            return Outcome.NOT_FOUND, exception_content(Outcome.NOT_FOUND.value, NOT_FOUND)
        today = f"{self.world.now().astimezone(PARIS):%Y%m%d}"
        return Outcome.FOUND, rights_content(person, today=today)

    def _person(self, request: RightsRequest) -> Person | None:
        """Find who is asked for by the four data of seed S4, and by nothing else."""
        wanted = (request.birth, request.rank, request.regime)
        for person in self.people.get(request.nir, ()):
            if (person.birth, person.rank, person.regime) == wanted:
                return person
        return None


def _next_rate(found: re.Match[bytes]) -> bytes:
    return b"%03d" % ((int(found[0]) + 1) % 101)


def _next_code(found: re.Match[bytes]) -> bytes:
    return b"%02d" % ((int(found[0]) + 1) % 100)


_CHANGED = (
    (re.compile(rb"(?<=<a:taux>)[0-9]+"), _next_rate),
    (re.compile(rb"(?<=<a:codeServiceAMO>)[0-9]+"), _next_code),
    (re.compile(rb"(?<=<a:type>)[A-Z_]+"), b"AUTRE"),
)
"""What an altered answer says otherwise: its first rate, or else what it holds instead of one."""


def _altered(envelope: bytes) -> bytes:
    """Return the envelope with the first thing of :data:`_CHANGED` that it holds said otherwise."""
    for pattern, other in _CHANGED:
        changed, count = pattern.subn(other, envelope, count=1)
        if count:
            return changed
    raise AssertionError("an answer holds rights or the reason why it has none")
