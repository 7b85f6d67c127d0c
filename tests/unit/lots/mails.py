"""Mails as the concentrator's front-end writes them, from simulators/PROTOCOLS.md section 11."""

from base64 import encodebytes

FILE = "B2-00000992604231-000001"


def return_mail(kind: str, name: str, content: bytes, *, id: str = "R000001") -> bytes:
    """Return the mail of a return."""
    head = (
        "From: 00000001999000@frontal.simulateur.invalid\r\n"
        "To: 00000992604231@ps.simulateur.invalid\r\n"
        f"Subject: {kind} {name}\r\n"
        f"Message-ID: <{id}@frontal.simulateur.invalid>\r\n"
        "Date: Tue, 28 May 2024 09:12:00 +0000\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: application/EDI-consent\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "\r\n"
    )
    return head.encode() + encodebytes(content).replace(b"\n", b"\r\n")


def notice_mail(
    file: str = FILE,
    *,
    envelope: str | None = None,
    sent: str | None = None,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "Diagnostic-Code: smtp; 550 5.1.1 inconnu de la caisse\r\n",
) -> bytes:
    """Return a report of delivery (RFC 3464).

    Args:
        file: what it is about.
        envelope: its field, ``file`` when absent, no field when empty.
        sent: the headers of the mail that was not delivered; those of ``file`` when absent.
        action: of its one recipient.
        status: of its one recipient.
        diagnostic: a whole line, or nothing.
    """
    named = file if envelope is None else envelope
    headers = sent if sent is not None else _headers(file)
    return (
        "From: concentrateur@frontal.simulateur.invalid\r\n"
        "To: 00000992604231@ps.simulateur.invalid\r\n"
        f"Subject: DSN {file}\r\n"
        "Message-ID: <R000007@frontal.simulateur.invalid>\r\n"
        "Date: Tue, 28 May 2024 09:12:00 +0000\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status;\r\n"
        '\tboundary="=_dsn"\r\n'
        "\r\n"
        "--=_dsn\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n"
        "\r\n"
        "Le fichier n'a pas été remis.\r\n"
        "\r\n"
        "--=_dsn\r\n"
        "Content-Type: message/delivery-status\r\n"
        "\r\n"
        "Reporting-MTA: dns; frontal.simulateur.invalid\r\n"
        + (f"Original-Envelope-Id: {named}\r\n" if named else "")
        + "\r\n"
        "Final-Recipient: rfc822; 00000001999000@frontal.simulateur.invalid\r\n"
        f"Action: {action}\r\n"
        f"Status: {status}\r\n"
        f"{diagnostic}"
        "\r\n"
        "--=_dsn\r\n"
        "Content-Type: text/rfc822-headers\r\n"
        "\r\n"
        f"{headers}"
        "\r\n"
        "--=_dsn--\r\n"
    ).encode()


def _headers(file: str) -> str:
    return (
        "From: 00000992604231@ps.simulateur.invalid\r\n"
        f"Message-ID: <{file}@ps.simulateur.invalid>\r\n"
        f"Subject: {file}\r\n"
    )
