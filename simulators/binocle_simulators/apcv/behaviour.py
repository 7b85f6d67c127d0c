"""The service of the appli carte Vitale: makes payloads for phones, opens contexts for shops.

Law of this file: a request is read, then its assertion is checked, then its payload: made here,
still alive, not used; or its context: known, not destroyed, not over. A payload is used up by the
request that is answered with a context, by no other; a context signs one FSE. What was done once
and is asked again is answered again, so that a lost answer costs nothing. Delegations are not
simulated.
Source: PROTOCOLS section 8; cards sheet 5.2 for the names; lives assumed.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography import x509
from lxml import etree

from binocle_simulators.cps_assertion import AssertionDesk, BadAssertion
from binocle_simulators.people import Person
from binocle_simulators.service_seal import ServiceSeal
from binocle_simulators.soap import Fault, failed_check, malformed, refusal
from binocle_simulators.world import World
from binocle_simulators.xml_shape import BadShape

from .messages import (
    DESTROY,
    RESTORE,
    BadBody,
    ContextNamed,
    InvoiceToSign,
    NearbyUser,
    read_context,
    read_nearby_user,
    read_signature,
    write_answer,
    write_destroyed,
    write_signature,
)
from .payload import ApcvPayload, NotOurs

PARIS = ZoneInfo("Europe/Paris")
CONTEXT_LIFE = timedelta(minutes=20)
MAJORITY = 18
"""Years; younger people of the same card come with its user."""

SIGNED_TEXT = "BINOCLE-APCV1"
"""What the text that is signed starts with."""


def _refused(subcode: str, sentence: str) -> Fault:
    return Fault(500, "s:Sender", subcode, sentence)


_PAYLOAD = "Cette présentation de l'appli carte Vitale"
_EXPIRED = _refused("apcv_expire", f"{_PAYLOAD} n'est plus valable : elle vit 180 secondes.")
_USED = _refused("apcv_deja_utilise", f"{_PAYLOAD} a déjà servi.")
_UNKNOWN = _refused("apcv_inconnu", f"{_PAYLOAD} est inconnue.")
_CONTEXT = "Ce contexte de l'appli carte Vitale"
_CONTEXT_OVER = _refused(
    "apcv_contexte_expire", f"{_CONTEXT} n'est plus valable : il vit 20 minutes."
)
_CONTEXT_DESTROYED = _refused("apcv_contexte_detruit", f"{_CONTEXT} a été détruit.")
_CONTEXT_UNKNOWN = _refused("apcv_contexte_inconnu", f"{_CONTEXT} est inconnu.")
_CONTEXT_USED = _refused("apcv_contexte_deja_utilise", f"{_CONTEXT} a déjà signé une autre FSE.")
_OTHER_PATIENT = _refused(
    "apcv_autre_patient", "Le NIR de la facture n'est celui d'aucun bénéficiaire du contexte."
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
        people: its beneficiaries, the user first.
        destroyed: whether the workstation had it destroyed.
        signed: what it signed, if anything.
    """

    identifier: str
    token: str
    end: datetime
    user: Person
    billing_number: str
    people: tuple[Person, ...]
    destroyed: bool = False
    signed: InvoiceToSign | None = None


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
        self._seal = ServiceSeal.shipped("apcv")
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
        """Return the HTTP status and the envelope that answer a request about a payload."""

        def read() -> tuple[Callable[[], bytes | Fault], etree._Element]:
            asked, security = read_nearby_user(body)
            return lambda: self._open(asked), security

        return self._answer(read)

    def answer_restore(self, body: bytes) -> tuple[int, bytes]:
        """Return the HTTP status and the envelope that give a context back, or refuse to."""

        def read() -> tuple[Callable[[], bytes | Fault], etree._Element]:
            named, security = read_context(body, RESTORE)
            return lambda: self._restore(named), security

        return self._answer(read)

    def answer_destroy(self, body: bytes) -> tuple[int, bytes]:
        """Return the HTTP status and the envelope that say that a context is destroyed, or not."""

        def read() -> tuple[Callable[[], bytes | Fault], etree._Element]:
            named, security = read_context(body, DESTROY)
            return lambda: self._destroy(named), security

        return self._answer(read)

    def answer_sign(self, body: bytes) -> tuple[int, bytes]:
        """Return the HTTP status and the envelope that sign for the patient, or refuse to."""

        def read() -> tuple[Callable[[], bytes | Fault], etree._Element]:
            named, invoice, security = read_signature(body)
            return lambda: self._sign(named, invoice), security

        return self._answer(read)

    def _answer(
        self, read: Callable[[], tuple[Callable[[], bytes | Fault], etree._Element]]
    ) -> tuple[int, bytes]:
        """Read a request, check its assertion, then do what it asks."""
        with self.world.lock:
            try:
                act, security = read()
                self._desk.check(security, sender=None, now=self.world.now())
            except BadShape as error:
                return refusal(malformed(str(error)))
            except BadBody as error:
                return refusal(Fault(400, "s:Sender", "apcv_forme", str(error)))
            except BadAssertion as error:
                return refusal(failed_check(error))
            done = act()
            return refusal(done) if isinstance(done, Fault) else (200, done)

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

    def _open(self, asked: NearbyUser) -> bytes | Fault:
        user = self._use_up(asked.payload)
        if isinstance(user, Fault):
            return user
        context = Context(
            identifier=self.world.next("apcv:context"),
            token=self.world.stream("apcv:token").randbytes(32).hex(),
            end=self.world.now().replace(microsecond=0) + CONTEXT_LIFE,
            user=user,
            billing_number=asked.billing_number,
            people=tuple(self._beneficiaries(user)),
        )
        self.contexts[context.identifier] = context
        return _told(context)

    def _restore(self, named: ContextNamed) -> bytes | Fault:
        found = self._living(named)
        return found if isinstance(found, Fault) else _told(found)

    def _destroy(self, named: ContextNamed) -> bytes | Fault:
        found = self._named(named)
        if found is None:
            return _CONTEXT_UNKNOWN
        if not found.destroyed:
            if self.world.now() > found.end:
                return _CONTEXT_OVER
            self.destroy(found.identifier)
        return write_destroyed(found.identifier)

    def _sign(self, named: ContextNamed, invoice: InvoiceToSign) -> bytes | Fault:
        found = self._named(named)
        if found is None:
            return _CONTEXT_UNKNOWN
        if found.destroyed:
            return _CONTEXT_DESTROYED
        if found.signed != invoice:  # the same again is the same answer, even once it is over
            if self.world.now() > found.end:
                return _CONTEXT_OVER
            if found.signed is not None:
                return _CONTEXT_USED
            if invoice.nir not in {person.nir for person in found.people}:
                return _OTHER_PATIENT
            self.contexts[found.identifier] = replace(found, signed=invoice)
        text = f"{SIGNED_TEXT}{found.identifier}{invoice.number}{invoice.fse}{invoice.dre}"
        return write_signature(
            identifier=found.identifier,
            number=invoice.number,
            signature=base64.b64encode(self._seal.sign(text.encode("ascii"))).decode("ascii"),
            certificate=self._seal.certificate,
        )

    def _named(self, named: ContextNamed) -> Context | None:
        """Return the context of that identifier, token and billing number, if there is one."""
        found = self.contexts.get(named.identifier)
        asked = (named.token, named.billing_number)
        return found if found and (found.token, found.billing_number) == asked else None

    def _living(self, named: ContextNamed) -> Context | Fault:
        found = self._named(named)
        if found is None:
            return _CONTEXT_UNKNOWN
        if found.destroyed:
            return _CONTEXT_DESTROYED
        return _CONTEXT_OVER if self.world.now() > found.end else found

    # -- by hand ------------------------------------------------------------------------------

    def expire(self, identifier: str) -> None:
        """Have a context be over now.

        Raises:
            KeyError: no such context.
        """
        with self.world.lock:
            over = self.world.now().replace(microsecond=0) - timedelta(seconds=1)
            found = self.contexts[identifier]
            self.contexts[identifier] = replace(found, end=min(found.end, over))
            self.world.record("apcv", "=", f"context {identifier} over")

    def destroy(self, identifier: str) -> None:
        """Have a context be destroyed; a second time, nothing.

        Raises:
            KeyError: no such context.
        """
        with self.world.lock:
            self.contexts[identifier] = replace(self.contexts[identifier], destroyed=True)
            self.world.record("apcv", "=", f"context {identifier} destroyed")

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


def _told(context: Context) -> bytes:
    """Return the answer that holds a context and its beneficiaries."""
    return write_answer(
        identifier=context.identifier,
        token=context.token,
        end=f"{context.end.astimezone(PARIS):%Y%m%d%H%M%S}",
        card_type=context.user.card_type,
        people=context.people,
    )
