"""Files and returns by mail, the norm's own way: out by SMTP, in by POP3 (wire sheet 4)."""

from .access import MailAccess, MailServer, Tls
from .pop3 import MailInbox
from .smtp import MailOutbox

__all__ = ["MailAccess", "MailInbox", "MailOutbox", "MailServer", "Tls"]
