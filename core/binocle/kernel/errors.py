"""Failures of the world, under one root, sorted by who must act.

Law of this file: an error carries a stable ``code`` and plain ``facts``; its English text is for
developers and is never shown. The French notice of a code is in ``ui/binocle_ui/messages_fr.toml``.
Broken invariants are not here: they are ``assert`` and crash.
"""

from collections.abc import Mapping

Facts = Mapping[str, str | int]


class BinocleError(Exception):
    """Root of every expected failure.

    Attributes:
        code: stable name, spoken on the phone, such as ``LEC-CARTE-RETIREE``.
        facts: values that fill the named places of the French notice; never a code of a card.
    """

    def __init__(self, code: str, /, **facts: str | int) -> None:
        """Keep the code and its facts; the text is made of both."""
        self.code = code
        self.facts: Facts = facts
        shown = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"{code} ({shown})" if shown else code)


class OperatorActionNeeded(BinocleError):
    """Somebody at the counter must do something: put the card back, type the code, correct."""


class PeerViolation(BinocleError):
    """A peer sent something that its norm forbids; the bytes are kept, nothing is guessed."""


class LinkDown(BinocleError):
    """A peer cannot be reached, or did not answer in time, and nothing was changed there."""


class ResultUnknown(LinkDown):
    """The request left and no answer came: ask again what happened, never send it twice."""


class NothingKept(BinocleError):
    """The program's own database could not write: nothing of this gesture is kept.

    What was kept before is whole. No service may take it for the fault of a peer or of a file.
    """


class MalformedAnswer(ValueError):
    """What a port raises when its peer answered something that the protocol does not allow."""
