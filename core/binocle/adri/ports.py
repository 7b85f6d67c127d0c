"""What asking for rights needs from outside."""

from typing import Protocol


class RightsService(Protocol):
    """The ADRi service: a SOAP request in, a SOAP answer or fault out."""

    def ask(self, request: bytes, *, action: str) -> bytes:
        """Send one request; asking again is safe, nothing changes there.

        Args:
            request: a SOAP 1.2 envelope, UTF-8.
            action: the WS-Addressing action, which SOAP 1.2 repeats in the content type.

        Returns:
            The body of the answer; a SOAP fault is an answer, whatever its HTTP status.

        Raises:
            TimeoutError: no answer in time.
            ConnectionError: the service cannot be reached, or the link was cut.
            PermissionError: refused without a SOAP answer; the reason is in ``args``.
        """
        ...
