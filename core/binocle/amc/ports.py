"""What complementary insurers need from outside: the directory of conventions, and a store."""

from typing import Protocol

from binocle.kernel import AmcNumber

from .model import Insurer


class ConventionDirectory(Protocol):
    """The directory of conventions: a JSON query in, a JSON answer or refusal out."""

    def ask(self, query: bytes) -> bytes:
        """Send one query; asking again is safe, nothing changes there.

        Args:
            query: a JSON object, UTF-8.

        Returns:
            The body of the answer; a refusal in JSON is an answer.

        Raises:
            TimeoutError: no answer in time.
            ConnectionError: the directory cannot be reached, or the link was cut.
            PermissionError: refused without a JSON answer; the reason is in ``args``.
        """
        ...


class InsurerStore(Protocol):
    """The shop's insurers."""

    def insurers(self) -> tuple[Insurer, ...]:
        """Return them all, by name."""
        ...

    def insurers_numbered(self, number: AmcNumber) -> tuple[Insurer, ...]:
        """Return those of a number, however its leading zeros are written, by name.

        A claim asks at each rate check: the cost does not grow with the shop's insurers.
        """
        ...

    def insurer(self, id: int) -> Insurer | None:
        """Return one, or none."""
        ...

    def keep_insurer(self, insurer: Insurer) -> Insurer:
        """Keep an insurer, in place of the former one of its id; durable on return.

        Args:
            insurer: checked by :func:`binocle.amc.rules.insurer_findings`.

        Returns:
            The same, with its id.

        Raises:
            KeyError: it has an id that the store never gave.
        """
        ...
