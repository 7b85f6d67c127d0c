"""The mail of a shop over a bench: where its servers are, and how it gets in.

Law of this file: :func:`mail_access` is the one place that knows. Both servers are asked under TLS,
and must show a certificate of the bench's own authority, which names a simulator.
"""

from binocle.adapters.mail import MailAccess, MailInbox, MailOutbox, MailServer, Tls
from binocle.kernel import Clock
from binocle.lots import Inbox, Outbox
from binocle_simulators.bench import Bench


def mail_access(bench: Bench, professional: str) -> MailAccess:
    """Return where the mail of a professional (14 digits) goes and comes from."""
    told = bench.mail_access(professional)
    authority = told.authority_pem.decode("ascii")
    smtp, pop3 = (
        MailServer(told.host, port, told.user, told.password, Tls.STARTTLS, authority)
        for port in (told.smtp_port, told.pop3_port)
    )
    return MailAccess(smtp, pop3)


def mail_ways(bench: Bench, *, professional: str, clock: Clock) -> tuple[Outbox, Inbox]:
    """Return the ways out and in by mail."""
    access = mail_access(bench, professional)
    return MailOutbox(access, professional=professional, clock=clock), MailInbox(access.pop3)
