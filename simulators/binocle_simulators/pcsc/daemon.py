"""A pcscd of our own: private, unprivileged, and gone with the process that started it.

Law of this file: nothing of the machine's PC/SC is touched. The daemon takes a Unix socket that is
already bound, as systemd hands one over, reads its readers from a folder of its own, and never runs
as root, so that it can neither write the system's pid file nor open a USB reader (measured: as
root it would do both). Everything is in one folder, named after the process that owns it:

``$TMPDIR/binocle-pcsc-PID-STARTTIME/``: ``pcscd.comm`` (the socket, of the owner alone),
``readers/`` (the configuration), ``vpcd0.so``… (**one copy of the library for each reader**: two
readers that name one file get each other's cards), ``log``.

One process has one stage at a time, always in the same folder: libpcsclite reads
``PCSCLITE_CSOCK_NAME`` once in a process's life, so a second path would not be followed (measured).

Who cleans up: a *keeper*, a shell that holds one end of a pipe. It ends when the owner closes the
other end or dies, by SIGKILL too, whichever thread started it; it kills pcscd and removes the
folder. If the keeper itself is killed, pcscd dies with it and the next start sweeps the folder.

**A reader cannot leave a running daemon.** pcscd 1.9.9 reads its configuration again at SIGUSR1,
but it gives up when the list has changed, and takes a reader away only when its driver fails,
which vpcd never does (read in ``RFReCheckReaderConf``). So the reader set of a daemon is fixed, and
another set needs another daemon on the same socket: :meth:`PrivateDaemon.halt`, then ``run``.

Each vpcd entry shows as two PC/SC readers, ``… 00 00`` and ``… 00 01``. An interface of a simulated
reader is one entry: its card is in slot 00, and slot 01 stays empty for ever. Hence 8 entries at
most.

**vpcd listens on all addresses.** A stranger on the network may connect while a reader is empty and
pass for its card. Run the bench behind a firewall or in a network namespace; vpcd offers no other
way (its connecting mode aborts the daemon when a card is taken out).

On a workstation whose logged-in user may open USB readers, an unprivileged daemon may too; the
stage refuses to start then, since it sees a reader that it did not create.
Source: design 0 (traps), cards sheet 2.2, 3.1, 3.2.
"""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

PCSCD = Path("/usr/sbin/pcscd")
RUNTIME = Path("/run/pcscd")
"""pcscd does not start without it; Debian's ``pcscd.socket`` makes it at boot."""

LIBRARY = "libifdvpcd.so"
LIBRARY_FOLDERS = (
    Path(__file__).resolve().parents[3] / ".cache/vpcd",
    Path("~/.cache/binocle/vpcd").expanduser(),
    Path("/usr/lib/pcsc/drivers/serial"),
)
"""Where the library of vpcd may be: the checkout, the user's cache, Debian's own package."""

MOST_READERS = 8
LONGEST_NAME = 120
"""MAX_READERNAME is 128 with its end mark; pcscd adds the two numbers."""

NOBODY = 65534
PREFIX = "binocle-pcsc-"

_STAY = "stay"
"""The last word on the leash when the service stops and its folder stays."""

_DAEMON = """LISTEN_PID=$$ exec "$@" 3>&1 >&2"""
_KEEPER = f"""sh -c '{_DAEMON}' pcscd "$@" </dev/null &
exec >&2
read -r last
kill -KILL $!
wait
[ "$last" = {_STAY} ] || rm -rf "$FOLDER"
"""
"""Standard input is the leash, standard output the listening socket, standard error the log."""


RUN_FOLDER = Path("/tmp")  # noqa: S108 - private folders are made in it
"""Where the daemons live, whatever TMPDIR says: pcscd's own configuration takes neither a space nor
an accent in a path, and the path of a Unix socket is short."""


class StageRefused(RuntimeError):
    """The stage cannot be set on this machine; the text says why and what to do."""


def find_library(setting: Path | None = None) -> Path:
    """Return the library of vpcd.

    Args:
        setting: the only place to look, when given.

    Raises:
        StageRefused: it is nowhere.
    """
    readable = [folder for folder in LIBRARY_FOLDERS if os.access(folder, os.R_OK | os.X_OK)]
    shipped = [path for folder in readable for path in sorted(folder.glob(f"{LIBRARY}*"))]
    for library in [setting] if setting else shipped:
        if library.is_file():
            return library
    sought = setting or ", ".join(map(str, LIBRARY_FOLDERS))
    raise StageRefused(f"{LIBRARY} is not in {sought}: run ci/setup, which fetches it")


class PrivateDaemon:
    """One pcscd with one virtual reader for each name.

    Attributes:
        socket: for ``PCSCLITE_CSOCK_NAME``; the same for life, whether the service runs or not.
        ports: where vpcd listens for the card of each reader, in the order of the names.
    """

    def __init__(self, names: Sequence[str], *, library: Path) -> None:
        """Start the daemon; it is ready as soon as a client's first call is answered.

        Args:
            names: friendly names, brackets allowed, all different.
            library: vpcd's.

        Raises:
            StageRefused: pcscd is not there, or this process has a stage already.
            ValueError: names that pcscd cannot show.
        """
        _check_names(names, least=1)
        _check_machine()
        sweep()
        self._library = library
        self._folder = _folder_of(os.getpid())
        self.socket = self._folder / "pcscd.comm"
        self.ports: tuple[int, ...] = ()
        self._held = ExitStack()
        self._running: tuple[subprocess.Popen[bytes], int] | None = None
        try:
            self._folder.mkdir()
        except FileExistsError:
            raise StageRefused("this process has a PC/SC stage already: close it first") from None
        try:
            self.run(names)
        except BaseException:
            self._clear()
            raise

    @property
    def is_running(self) -> bool:
        """Whether the service was started and not halted."""
        return self._running is not None

    @property
    def process(self) -> int:
        """The number of pcscd's process."""
        assert self._running, "the service does not run"
        keeper = self._running[0].pid
        children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text(encoding="ascii")
        return int(children.split()[0])

    def run(self, names: Sequence[str]) -> None:
        """Start the service again, perhaps with other readers; none is a service without readers.

        Raises:
            StageRefused: it runs already.
            ValueError: names that pcscd cannot show.
        """
        if self._running:
            raise StageRefused("the PC/SC service runs already")
        _check_names(names, least=0)
        self.ports += tuple(self._reserve() for _ in names[len(self.ports) :])
        self._furnish(names)
        self._running = self._spawn()

    def halt(self) -> None:
        """Kill the service; its socket stays and refuses everybody. Twice is nothing."""
        self._end(f"{_STAY}\n".encode())

    def log(self) -> str:
        """Return what pcscd said, its last lines."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def stop(self) -> None:
        """Kill the daemon and remove every trace of it."""
        self._end(b"")
        self._clear()

    def _end(self, last: bytes) -> None:
        if self._running is None:
            return
        (keeper, leash), self._running = self._running, None
        try:
            os.write(leash, last)
        except BrokenPipeError:  # somebody killed the keeper, and the daemon died with it
            pass
        finally:
            os.close(leash)
        keeper.wait()

    def _reserve(self) -> int:
        """Return a port that is free, and the next one too; nobody else is given them.

        Our sockets stay bound without listening, so the system hands the ports to nobody; vpcd can
        listen there all the same, since both sides allow the address to be used again.
        """
        while True:
            with ExitStack() as attempt:
                first, second = (attempt.enter_context(socket.socket()) for _ in range(2))
                try:
                    first.bind(("", 0))
                    port: int = first.getsockname()[1]
                    second.bind(("", port + 1))
                except (OSError, OverflowError):
                    continue
                for held in (first, second):
                    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self._held.push(attempt.pop_all())
                return port

    def _furnish(self, names: Sequence[str]) -> None:
        readers = self._folder / "readers"
        readers.mkdir(exist_ok=True)
        entries = []
        for number, (name, port) in enumerate(zip(names, self.ports, strict=False)):
            copy = self._folder / f"vpcd{number}.so"
            if not copy.exists():
                shutil.copyfile(self._library, copy)
            entries.append(
                f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:0x{port:04X}\n'
                f"LIBPATH {copy}\nCHANNELID 0x{port:04X}\n"
            )
        (readers / "binocle").write_text("\n".join(entries), encoding="utf-8")
        for path in (self._folder, *self._folder.rglob("*")):
            if not path.is_socket():
                path.chmod(0o755 if path.is_dir() else 0o644)  # whatever the umask

    def _spawn(self) -> tuple["subprocess.Popen[bytes]", int]:
        """Start the keeper and the daemon under it; return it and our end of the leash."""
        identity = ["--reuid", f"{NOBODY}", "--regid", f"{NOBODY}", "--clear-groups"]
        command = ["setpriv", "--pdeathsig", "KILL", *(identity if os.geteuid() == 0 else [])]
        command += [str(PCSCD), "--foreground", "--config", str(self._folder / "readers")]
        end, leash = os.pipe()
        with (
            socket.socket(socket.AF_UNIX) as listening,
            (self._folder / "log").open("ab") as log,
            os.fdopen(end) as leash_end,
        ):
            self.socket.unlink(missing_ok=True)  # of a service that was halted
            listening.bind(str(self.socket))
            self.socket.chmod(0o600)
            listening.listen()
            keeper = subprocess.Popen(  # noqa: S603 - our own script, our own arguments
                ["/bin/sh", "-c", _KEEPER, "keeper", *command],
                stdin=leash_end,
                stdout=listening.fileno(),
                stderr=log,
                env={
                    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                    "LISTEN_FDS": "1",
                    "FOLDER": str(self._folder),
                },
                start_new_session=True,  # Ctrl-C at the terminal is for the owner
            )
        return keeper, leash

    def _clear(self) -> None:
        self._held.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of owners that are dead."""
    for folder in RUN_FOLDER.glob(f"{PREFIX}*"):
        match = re.fullmatch(rf"{PREFIX}(\d+)-(\d+)", folder.name)
        if match and _start_time(int(match[1])) != match[2]:
            shutil.rmtree(folder, ignore_errors=True)  # another user's stays: we may not


def _folder_of(pid: int) -> Path:
    return RUN_FOLDER / f"{PREFIX}{pid}-{_start_time(pid)}"


def _start_time(pid: int) -> str | None:
    """Return when a process started, in ticks since boot: with its number, its identity."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return stat.rpartition(")")[2].split()[19]


def _check_names(names: Sequence[str], *, least: int) -> None:
    if not least <= len(names) <= MOST_READERS:
        raise ValueError(f"a daemon shows 1 to {MOST_READERS} virtual readers, not {len(names)}")
    if len(set(names)) < len(names):
        raise ValueError(f"two readers of one name: {names}")
    for name in names:
        if len(name) > LONGEST_NAME or not re.fullmatch(r"[^\"\n]+", name):
            raise ValueError(f"not a reader name: {name!r}")


def _check_machine() -> None:
    if not PCSCD.exists():
        raise StageRefused(f"{PCSCD} is not installed: apt-get install pcscd")
    if not RUNTIME.exists():
        if os.geteuid() != 0:
            raise StageRefused(f"pcscd wants the folder {RUNTIME}; as root: mkdir -m 755 {RUNTIME}")
        RUNTIME.mkdir(mode=0o755, exist_ok=True)  # empty, as its socket unit makes it at boot
