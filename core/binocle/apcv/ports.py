"""What reading the appli carte Vitale needs from outside."""

from dataclasses import dataclass
from typing import Protocol

from binocle.kernel import Finding


class MobileCard(Protocol):
    """The service behind the app: a SOAP request in, a SOAP answer or fault out."""

    def ask(self, request: bytes, *, action: str) -> bytes:
        """Send one request; what may have arrived is never sent again from here.

        Args:
            request: a SOAP 1.2 envelope, UTF-8.
            action: the WS-Addressing action, which SOAP 1.2 repeats in the content type; it tells
                which of the two services, authentication or signature, is asked.

        Returns:
            The body of the answer; a SOAP fault is an answer, whatever its HTTP status.

        Raises:
            TimeoutError: no answer in time.
            ConnectionError: the service cannot be reached, or the link was cut.
            PermissionError: refused without a SOAP answer; the reason is in ``args``.
        """
        ...


@dataclass(frozen=True)
class SeenCodes:
    """What a picture holds.

    Attributes:
        texts: one a code, in no order that means anything; kept out of every printed form.
        findings: why there is none, when there is none: APCV-CODE-ABSENT, APCV-IMAGE-TROP-GRANDE,
            APCV-IMAGE-ILLISIBLE.
    """

    texts: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        """Tell how many codes, and not what they say."""
        return f"SeenCodes({len(self.texts)} texts, {self.findings!r})"


class QrReader(Protocol):
    """Finds the QR codes of a picture; it never raises for what a picture holds."""

    def read(self, picture: bytes) -> SeenCodes:
        """Return the codes of a PNG or JPEG picture."""
        ...
