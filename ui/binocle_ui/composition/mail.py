"""The mail of a shop over a bench: where its servers are.

Law of this file: :func:`mail_access` is the one place that knows; a shop that chose mail and has no
server sends nothing and loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from binocle.adapters.mail import MailAccess, MailInbox, MailOutbox
from binocle.kernel import Clock
from binocle.lots import EntryRefused, Inbox, OpenInbox, Outbox, OutgoingFile, Receipt
from binocle.lots.envelope import TransportSigner
from binocle_simulators.bench import Bench


def mail_access(bench: Bench) -> MailAccess | None:
    """Return where the bench's mail goes and comes from; nothing when it has no such servers."""
    return None


def mail_ways(bench: Bench, *, professional: str, clock: Clock) -> tuple[Outbox, Inbox]:
    """Return the ways out and in by mail."""
    access = mail_access(bench)
    if access is None:
        return NoMail(), NoMail()
    return MailOutbox(access, professional=professional, clock=clock), MailInbox(access.pop3)


class NoMail:
    """The ways of a shop without mail servers: every try says so."""

    @property
    def register(self) -> None:
        """Nobody says by mail what became of a file."""
        return

    def put(self, file: OutgoingFile, *, signer: TransportSigner) -> Receipt:
        """Refuse a file; it stays ready."""
        raise EntryRefused("aucun serveur de messagerie n'est réglé")

    @contextmanager
    def opened(self) -> Iterator[OpenInbox]:
        """Refuse the box."""
        raise EntryRefused("aucun serveur de messagerie n'est réglé")
        yield
