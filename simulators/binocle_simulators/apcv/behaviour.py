"""The service of the appli carte Vitale: makes payloads for phones, opens contexts for shops.

Law of this file: a request is read, then its assertion is checked, then its payload: made here,
still alive, not used. A payload is used up by the request that is answered with a context, by no
other. Delegations are not simulated; giving back, destroying a context and signing are not yet.
Source: PROTOCOLS section 8; cards sheet 5.2 for the names; lives assumed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography import x509

from binocle_simulators.cps_assertion import AssertionDesk, BadAssertion
from binocle_simulators.people import Person
from binocle_simulators.soap import Fault, failed_check, malformed, refusal
from binocle_simulators.world import World
from binocle_simulators.xml_shape import BadShape

from .messages import BadBody, NearbyUser, read_request, write_answer
from .payload import ApcvPayload, NotOurs

PARIS = ZoneInfo("Europe/Paris")
CONTEXT_LIFE = timedelta(minutes=20)
MAJORITY = 18
"""Years; younger people of the same card come with its user."""

_EXPIRED = Fault(
    500,
    "s:Sender",
    "apcv_expire",
    "Cette présentation de l'appli carte Vitale n'est plus valable : elle vit 180 secondes.",
)
_USED = Fault(
    500,
    "s:Sender",
    "apcv_deja_utilise",
    "Cette présentation de l'appli carte Vitale a déjà servi.",
)
_UNKNOWN = Fault(
    500, "s:Sender", "apcv_inconnu", "Cette présentation de l'appli carte Vitale est inconnue."
)


@dataclass(frozen=True, slots=True)
class Context:
    """A context that was opened.

    Attributes:
        identifier: a UUID.
        token: 64 hex digits.
        end: its last instant, UTC, whole seconds.
        user: whose app it is.
        billing_number: the professional that it was opened for.
    """

    identifier: str
    token: str
    end: datetime
    user: Person
    billing_number: str


class ApcvService:
    """The service with its memory.

    Attributes:
        people: who is known, by key; tests may change it.
        contexts: every context opened, by identifier.
    """

    def __init__(self, *, world: World, people: Iterable[Person], authority_pem: bytes) -> None:
        """Make a service that made nothing yet.

        Args:
            world: clock and chance.
            people: who is known.
            authority_pem: one certificate or more, of the authorities that may issue signers.
        """
        self.world = world
        self.people = {person.key: person for person in people}
        self.contexts: dict[str, Context] = {}
        self._desk = AssertionDesk(x509.load_pem_x509_certificates(authority_pem))
        self._key = world.stream("apcv:key").randbytes(32)
        self._holders: dict[bytes, str] = {}
        self._used: set[bytes] = set()

    # -- for phones ---------------------------------------------------------------------------

    def make_payload(self, person: Person) -> tuple[str, datetime]:
        """Return a new payload for a person's phone, and its last instant."""
        with self.world.lock:
            made = ApcvPayload.make(
                shown=self.world.now(), chance=self.world.stream("apcv:payload")
            )
            self._holders[made.id] = person.key
            return made.write(self._key), made.end

    # -- for workstations ---------------------------------------------------------------------

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """Return the HTTP status and the envelope that answer an envelope."""
        with self.world.lock:
            try:
                asked, security = read_request(body)
                self._desk.check(security, sender=None, now=self.world.now())
            except BadShape as error:
                return refusal(malformed(str(error)))
            except BadBody as error:
                return refusal(Fault(400, "s:Sender", "apcv_forme", str(error)))
            except BadAssertion as error:
                return refusal(failed_check(error))
            found = self._use_up(asked.payload)
            return refusal(found) if isinstance(found, Fault) else self._open(asked, found)

    def _use_up(self, text: str) -> Person | Fault:
        """Return whose payload it is, now used, or why it is refused."""
        try:
            payload = ApcvPayload.read(text, self._key)
        except NotOurs:
            return _UNKNOWN
        if self.world.now() > payload.end:
            return _EXPIRED
        if payload.id in self._used:
            return _USED
        user = self.people.get(self._holders[payload.id])
        if user is None:
            return _UNKNOWN
        self._used.add(payload.id)
        return user

    def _open(self, asked: NearbyUser, user: Person) -> tuple[int, bytes]:
        context = Context(
            identifier=self.world.next("apcv:context"),
            token=self.world.stream("apcv:token").randbytes(32).hex(),
            end=self.world.now().replace(microsecond=0) + CONTEXT_LIFE,
            user=user,
            billing_number=asked.billing_number,
        )
        self.contexts[context.identifier] = context
        return 200, write_answer(
            identifier=context.identifier,
            token=context.token,
            end=f"{context.end.astimezone(PARIS):%Y%m%d%H%M%S}",
            card_type=user.card_type,
            people=self._beneficiaries(user),
        )

    def _beneficiaries(self, user: Person) -> list[Person]:
        """Return the user of the app, then the minors of the same card, in the card's order.

        Days are compared as they are printed: a birth month may be 19.
        """
        today = self.world.now().astimezone(PARIS)
        eldest = f"{today.year - MAJORITY:04d}{today:%m%d}"
        minors = (
            person
            for person in self.people.values()
            if person.card_serial == user.card_serial
            and person.key != user.key
            and person.birth > eldest
        )
        return [user, *minors]
