"""Rate checks with ADRi: how many a second on one core, every signature made and checked.

A rate check is the request built and signed by the card, read and judged by the simulator, its
signed answer verified and read, and the amounts of the lines. In process means objects: the
requests reach the simulator as bytes, without HTTP, whose cost is not ADRi's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from binocle.kernel import paris_day
from binocle_simulators.bench import Bench
from binocle_simulators.cards.authority import AUTHENTICATION, private_key
from binocle_ui.story import DEMO_CODE

from .claims import open_shop
from .model import Effort, Figure, seconds

CHECKS_PER_SECOND = 300

TURNS = 10
"""Turns for each repeat: short ones, so that a neighbour does not slow all of them."""


@dataclass(frozen=True)
class DirectRights:
    """ADRi of a bench, asked without HTTP; implements :class:`binocle.adri.RightsService`."""

    bench: Bench

    def ask(self, request: bytes, *, action: str) -> bytes:
        """Hand the bytes over; the action is in them too."""
        _, answer = self.bench.adri.answer(request)
        return answer


def checks(effort: Effort) -> tuple[Figure, ...]:
    """Measure rate checks a second, beside the bare signatures that one needs.

    They take turns, so that a neighbour on this machine slows both; the best turn of each is kept.
    """
    bare = _BareCheck()
    with open_shop(DirectRights) as shop:
        counter, world = shop.desk.counter, shop.desk.bench.world
        counter.enter_code(DEMO_CODE)
        counter.read_vitale()
        counter.choose(shop.choice)
        counter.enter_claim(replace(shop.case.claim, invoice_date=paris_day(world.now())))

        def check() -> None:
            counter.ask_rights()
            counter.check_rates_as_known()

        check()  # the first one loads keys and certificates, as any program does
        turns = [
            (_spent(check, effort.rate_checks), _spent(bare.check, effort.rate_checks))
            for _ in range(TURNS * effort.repeats)
        ]
    ours, theirs = (min(each) for each in zip(*turns, strict=True))
    return (
        Figure(
            "rate_check_in_process",
            value=effort.rate_checks / ours,
            unit="vérifications/s",
            bar=CHECKS_PER_SECOND,
            baseline=effort.rate_checks / theirs,
        ),
    )


def _spent(work: Callable[[], None], times: int) -> float:
    def turn() -> None:
        for _ in range(times):
            work()

    return seconds(turn)


class _BareCheck:
    """The signatures of one rate check and nothing else.

    The card signs with RSA, which the program and the service check; the service signs with ECDSA,
    which the program checks; two hashes each.
    """

    def __init__(self) -> None:
        self._card = private_key(AUTHENTICATION)
        self._card_public = self._card.public_key()
        self._service = ec.generate_private_key(ec.SECP256R1())
        self._service_public = self._service.public_key()
        self._text = bytes(2000)

    def check(self) -> None:
        """Sign and verify once."""
        digest = b"".join(sha256(self._text).digest() for _ in range(4))
        signature = self._card.sign(digest, PKCS1v15(), SHA256())
        for _ in range(2):
            self._card_public.verify(signature, digest, PKCS1v15(), SHA256())
        answered = self._service.sign(digest, ec.ECDSA(SHA256()))
        self._service_public.verify(answered, digest, ec.ECDSA(SHA256()))
