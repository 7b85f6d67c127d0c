"""Another program among the readers and services of a bench.

Source: ours; no rule of a peer.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .stage import PcscStage


def exec_in_stage(
    stage: "PcscStage",
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    addresses: Mapping[str, str],
) -> int:
    """Run a program among the readers and services of a bench and return its exit code.

    It keeps our input, output and working folder. SIGTERM goes on to it, SIGINT too unless the
    terminal sends it to both of us. Call it from the main thread.

    Args:
        stage: started.
        command: the program and its arguments.
        environ: the caller's environment.
        addresses: variables that name the services.

    Returns:
        Its code, or 128 and the number of the signal that ended it, as a shell says it.
    """
    with subprocess.Popen(  # noqa: S603 - running the caller's own command is the purpose
        list(command), env={**environ, **addresses, **stage.environment}
    ) as child:

        def forward(number: int, frame: FrameType | None) -> None:
            if number != signal.SIGINT or not _terminal_is_ours():
                child.send_signal(number)

        before = {
            number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            code = child.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _terminal_is_ours() -> bool:
    try:
        with Path("/dev/tty").open("rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False  # no terminal
