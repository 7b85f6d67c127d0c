"""The boxes in which returns wait for their professionals, and what goes wrong with them there.

Law of this file: what was deposited stays known for ever; it is listed until it is acknowledged.
Whatever goes wrong with a return, the right one comes in the end.
Source: PROTOCOLS section 5 (assumed).

=======  ==========  ===========================================================================
place    kind        effect
=======  ==========  ===========================================================================
``rsp``  duplicate   the return is deposited twice
``rsp``  truncated   its second half is missing; the whole one follows an hour later
``rsp``  altered     its total (999, position 96) is a cent off; the right one follows an hour later
``rsp``  late        it comes ten days later
``rsp``  swapped     it comes after the next one of the same professional, or two days later
=======  ==========  ===========================================================================
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binocle_simulators.world import World

ARL, RSP, SRV, DSN = "ARL", "RSP", "SRV", "DSN"
"""Kinds of returns: acknowledgement, payer's return, service message, notice of non-delivery."""
AGAIN_AFTER = timedelta(hours=1)
"""When the right return follows a damaged one."""
LATE = timedelta(days=10)
SWAPPED_FOR = timedelta(days=2)
"""How long a return waits for another to overtake it."""


@dataclass(frozen=True)
class Return:
    """Something deposited for a professional.

    Attributes:
        kind: ``ARL``, ``RSP``, ``SRV`` or ``DSN``.
        sender: the recipient of the lot that it is about, 14 characters; empty when none is known.
    """

    id: str
    kind: str
    name: str
    deposited_at: datetime
    professional: str
    content: bytes
    sender: str = ""


@dataclass(frozen=True)
class _Coming:
    """A return that is not deposited yet."""

    professional: str
    name: str
    content: bytes
    sender: str


class Mailbox:
    """The boxes of all professionals; who calls holds the world's lock.

    Attributes:
        returns: everything ever deposited, by identifier.
    """

    def __init__(self, world: World) -> None:
        """Make empty boxes."""
        self.returns: dict[str, Return] = {}
        self._world = world
        self._waiting: dict[str, dict[str, Return]] = {}
        self._overtaken: dict[str, list[_Coming]] = {}

    def deposit(
        self, kind: str, content: bytes, *, professional: str, name: str, sender: str = ""
    ) -> None:
        """Put something into the box of a professional (14 digits)."""
        deposited = Return(
            id=f"R{self._world.count('concentrator returns'):06d}",
            kind=kind,
            name=name,
            deposited_at=self._world.now(),
            professional=professional,
            content=content,
            sender=sender,
        )
        self.returns[deposited.id] = deposited
        self._waiting.setdefault(professional, {})[deposited.id] = deposited
        self._world.record("concentrator", "=", f"return {deposited.id} {name} deposited")

    def deposit_return(
        self, content: bytes, *, professional: str, name: str, sender: str = ""
    ) -> None:
        """Put a payer's return into a box, as the plan of faults has it."""
        coming = _Coming(professional, name, content, sender)
        struck = self._world.faults.strike("rsp")
        if struck is None:
            self._arrive(coming)
        else:
            _MISHAPS[struck](self, coming)

    def repeat(self, identifier: str) -> None:
        """Deposit again what was deposited once.

        Raises:
            KeyError: no such return.
        """
        former = self.returns[identifier]
        self.deposit(
            former.kind,
            former.content,
            professional=former.professional,
            name=former.name,
            sender=former.sender,
        )

    def waiting_for(self, professional: str) -> tuple[Return, ...]:
        """Return what a professional (14 digits) has not acknowledged yet, oldest first."""
        return tuple(self._waiting.get(professional, {}).values())

    @property
    def pending(self) -> tuple[Return, ...]:
        """Everything that nobody acknowledged yet, oldest first within a professional."""
        return tuple(r for waiting in self._waiting.values() for r in waiting.values())

    def acknowledge(self, identifier: str) -> None:
        """Never list that return again; a second time changes nothing.

        Raises:
            KeyError: no such return.
        """
        deposited = self.returns[identifier]
        if self._waiting[deposited.professional].pop(identifier, None):
            self._world.record("concentrator", "=", f"return {identifier} acknowledged")

    def _arrive(self, coming: _Coming) -> None:
        """Deposit a return, then those that waited to be overtaken by it."""
        overtaken = self._overtaken.pop(coming.professional, ())
        for one in (coming, *overtaken):
            self.deposit(
                RSP,
                one.content,
                professional=one.professional,
                name=one.name,
                sender=one.sender,
            )

    def _later(self, coming: _Coming, after: timedelta) -> None:
        label = f"concentrator: return {coming.name} again"
        self._world.call_at(self._world.now() + after, label, lambda: self._arrive(coming))

    def _twice(self, coming: _Coming) -> None:
        self._arrive(coming)
        self._arrive(coming)

    def _damaged(self, coming: _Coming, content: bytes) -> None:
        self._arrive(replace(coming, content=content))
        self._later(coming, AGAIN_AFTER)

    def _swapped(self, coming: _Coming) -> None:
        waiting = self._overtaken.setdefault(coming.professional, [])
        waiting.append(coming)

        def give_up() -> None:
            still = self._overtaken.get(coming.professional, [])
            if any(one is coming for one in still):
                still.remove(coming)
                self._arrive(coming)

        label = f"concentrator: return {coming.name} at last"
        self._world.call_at(self._world.now() + SWAPPED_FOR, label, give_up)


_MISHAPS: Mapping[str, Callable[[Mailbox, _Coming], None]] = {
    "duplicate": Mailbox._twice,
    "truncated": lambda box, coming: box._damaged(
        coming, coming.content[: len(coming.content) // 2]
    ),
    "altered": lambda box, coming: box._damaged(coming, _altered(coming.content)),
    "late": lambda box, coming: box._later(coming, LATE),
    "swapped": Mailbox._swapped,
}


def _altered(content: bytes) -> bytes:
    """Return the return with its total a cent off: 999, position 96."""
    at = len(content) - 128 + 95
    return content[:at] + str((int(content[at : at + 1]) + 1) % 10).encode() + content[at + 1 :]
