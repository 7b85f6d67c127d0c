"""The POP3 dialogue of a box: its states, its verbs and its limits, without a socket.

Law of this file: a verb has its state and its number of values, in one table; a line longer than
:data:`MAX_LINE` is no command. The box is shut to others from ``PASS`` to the end; what is deleted
comes back unless ``QUIT`` ends it. What comes meanwhile is for the next session.
Source: PROTOCOLS section 11; RFC 1939, RFC 2449 (CAPA, line length, IN-USE), RFC 2595 (STLS),
RFC 3206 (AUTH, SYS/TEMP).

What the fault plan changes, place ``pop3``; an occasion is a connection:

==========  ===================================================================================
kind        effect
==========  ===================================================================================
``down``    ``-ERR [SYS/TEMP]`` instead of the greeting
``slow``    likewise, after half a second and a patience of the bench clock
``locked``  ``-ERR [IN-USE]`` to ``PASS``
``cut``     the line drops in the middle of the first mail that is read
==========  ===================================================================================
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from .addresses import FRONT_END
from .front_end import BoxInUse, FrontEnd
from .line import Line

MAX_LINE = 255
"""Octets of a command, CR LF counted (RFC 2449 section 4)."""
MAX_ERRORS = 20
"""Refused commands after which the line is closed (ours)."""

DOWN = b"-ERR [SYS/TEMP] service indisponible\r\n"
CAPABILITIES = ("TOP", "USER", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER")


class State(Enum):
    """Where a session is (RFC 1939); the third state, UPDATE, is the moment of ``QUIT``."""

    AUTHORIZATION = "AUTHORIZATION"
    TRANSACTION = "TRANSACTION"
    OVER = "OVER"


class Then(Enum):
    """What follows an answer."""

    LISTEN = "listen"
    SECURE = "secure"
    CLOSE = "close"


@dataclass(frozen=True)
class Answer:
    """What the client is told, and what follows."""

    content: bytes
    then: Then = Then.LISTEN


class _Refused(Exception):
    """A command that is answered ``-ERR``; the text follows."""


def stuffed(mail: bytes) -> bytes:
    """Return the lines of a mail as a multi-line answer carries them, with the end mark."""
    assert mail.endswith(b"\r\n"), "a mail is lines"
    return (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


def top(mail: bytes, lines: int) -> bytes:
    """Return the headers of a mail, the empty line, and so many lines of its body."""
    head, _, body = mail.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + b"".join(body.splitlines(keepends=True)[:lines])


@dataclass
class _Mail:
    """A mail of the box, and whether it is marked deleted."""

    identifier: str
    content: bytes
    is_deleted: bool = False


@dataclass
class Pop3Session:
    """One dialogue.

    Attributes:
        front_end: whose boxes these are.
        has_tls: whether ``STLS`` can be asked.
        struck: a kind of the place ``pop3``, when the plan has one for this connection.
    """

    front_end: FrontEnd
    has_tls: bool = False
    struck: str = ""
    _state: State = State.AUTHORIZATION
    _user: str = ""
    _mails: list[_Mail] = field(default_factory=list)
    _errors: int = 0

    def __post_init__(self) -> None:
        """Open its page in the journal."""
        self._line = Line(self.front_end.world, "pop3")

    # -- the dialogue -----------------------------------------------------------------------------

    def greeting(self) -> Answer:
        """Return what a client is told first."""
        return self._told(Answer(f"+OK {FRONT_END}\r\n".encode()))

    def heard(self, line: bytes) -> Answer:
        """Answer one command; ``line`` is without its end."""
        verb, values = _split(line)
        with self.front_end.world.lock:
            hidden = verb == "PASS" or verb not in _VERBS  # what is not known may be a secret
            self._line.heard(verb if hidden else line.decode("ascii", "backslashreplace"))
            try:
                answer = self._answer(verb, values)
            except _Refused as refused:
                self._errors += 1
                over = self._errors >= MAX_ERRORS
                answer = Answer(f"-ERR {refused}\r\n".encode(), Then.CLOSE if over else Then.LISTEN)
            if answer.then is Then.CLOSE:
                self.left()
            return self._told(answer)

    def left(self) -> None:
        """End without ``QUIT``, or after it: nothing more is deleted."""
        if self._state is State.TRANSACTION:
            self.front_end.leave(self._user)
        self._state = State.OVER

    def secured(self) -> None:
        """Begin again under TLS: nothing that was said before counts (RFC 2595 section 4)."""
        self.has_tls, self._user = False, ""

    def _answer(self, verb: str, values: str) -> Answer:
        known = _VERBS.get(verb)
        if known is None or self._state not in known.states:
            raise _Refused("commande inconnue ici")
        if verb == "PASS":  # a password may hold spaces (RFC 1939 section 7)
            return known.act(self, values)
        given = values.split(" ") if values else []
        if not known.least <= len(given) <= known.most or "" in given:
            raise _Refused("nombre de valeurs")
        return known.act(self, *given)

    def _told(self, answer: Answer) -> Answer:
        self._line.told(answer.content.decode("ascii"))
        return answer

    # -- authorization ----------------------------------------------------------------------------

    def capa(self) -> Answer:
        """Tell what there is (RFC 2449)."""
        told = (*CAPABILITIES, "STLS") if self.has_tls else CAPABILITIES
        return _listed("capacites", told)

    def stls(self) -> Answer:
        """Secure the line (RFC 2595)."""
        if not self.has_tls:
            raise _Refused("pas de TLS, ou deja")
        return Answer(b"+OK TLS\r\n", Then.SECURE)

    def user(self, name: str) -> Answer:
        """Hear who it is; whether he is known is told after his password."""
        self._user = name
        return _ok("mot de passe ?")

    def password(self, given: str) -> Answer:
        """Let a professional in, and shut his box to others."""
        user, self._user = self._user, ""
        if not user:
            raise _Refused("USER d'abord")
        if not self.front_end.lets_in(user, given):
            raise _Refused("[AUTH] utilisateur ou mot de passe")
        try:
            if self.struck == "locked":
                raise BoxInUse(user)
            found = self.front_end.enter(user)
        except BoxInUse as error:
            raise _Refused("[IN-USE] boite deja ouverte") from error
        self._mails = [_Mail(*one) for one in found]
        self._user, self._state = user, State.TRANSACTION
        return _ok(self._count())

    def quit(self) -> Answer:
        """End; what is marked deleted is acknowledged now."""
        if self._state is State.TRANSACTION:
            read = [mail.identifier for mail in self._mails if mail.is_deleted]
            self.front_end.leave(self._user, read)
            self._state = State.OVER
        return Answer(b"+OK\r\n", Then.CLOSE)

    # -- transaction ------------------------------------------------------------------------------

    def stat(self) -> Answer:
        """Tell how many mails there are, and their size."""
        return _ok(self._count())

    def list(self, number: str = "") -> Answer:
        """Tell the size of one mail, or of all."""
        return self._scan(lambda mail: str(len(mail.content)), number)

    def uidl(self, number: str = "") -> Answer:
        """Tell the identifier of one mail, or of all."""
        return self._scan(lambda mail: mail.identifier, number)

    def retr(self, number: str) -> Answer:
        """Give a mail."""
        mail = self._mail(number)
        whole = b"+OK %d octets\r\n" % len(mail.content) + stuffed(mail.content)
        if self.struck == "cut":
            return Answer(whole[: len(whole) // 2], Then.CLOSE)
        return Answer(whole)

    def top(self, number: str, lines: str) -> Answer:
        """Give the headers of a mail and so many lines of its body."""
        if not _is_number(lines):
            raise _Refused("nombre de lignes")
        return Answer(b"+OK\r\n" + stuffed(top(self._mail(number).content, int(lines))))

    def dele(self, number: str) -> Answer:
        """Mark a mail deleted."""
        self._mail(number).is_deleted = True
        return _ok("supprime a la fin")

    def noop(self) -> Answer:
        """Do nothing."""
        return _ok("")

    def rset(self) -> Answer:
        """Take every mark back."""
        for mail in self._mails:
            mail.is_deleted = False
        return _ok(self._count())

    def _scan(self, tell: Callable[[_Mail], str], number: str) -> Answer:
        if number:
            return _ok(f"{number} {tell(self._mail(number))}")
        rows = enumerate(self._mails, start=1)
        return _listed(self._count(), (f"{n} {tell(m)}" for n, m in rows if not m.is_deleted))

    def _mail(self, number: str) -> _Mail:
        if not _is_number(number) or not 1 <= int(number) <= len(self._mails):
            raise _Refused("pas de message de ce numero")
        mail = self._mails[int(number) - 1]
        if mail.is_deleted:
            raise _Refused("message supprime")
        return mail

    def _count(self) -> str:
        sizes = [len(mail.content) for mail in self._mails if not mail.is_deleted]
        return f"{len(sizes)} {sum(sizes)}"


@dataclass(frozen=True)
class _Verb:
    """A command: where it may be said, how many values it takes, what it does."""

    act: Callable[..., Answer]
    states: frozenset[State]
    least: int = 0
    most: int = 0


_BEFORE, _INSIDE = (frozenset({state}) for state in (State.AUTHORIZATION, State.TRANSACTION))

_VERBS: Mapping[str, _Verb] = {
    "CAPA": _Verb(Pop3Session.capa, _BEFORE | _INSIDE),
    "STLS": _Verb(Pop3Session.stls, _BEFORE),
    "USER": _Verb(Pop3Session.user, _BEFORE, 1, 1),
    "PASS": _Verb(Pop3Session.password, _BEFORE),
    "QUIT": _Verb(Pop3Session.quit, _BEFORE | _INSIDE),
    "STAT": _Verb(Pop3Session.stat, _INSIDE),
    "LIST": _Verb(Pop3Session.list, _INSIDE, 0, 1),
    "UIDL": _Verb(Pop3Session.uidl, _INSIDE, 0, 1),
    "RETR": _Verb(Pop3Session.retr, _INSIDE, 1, 1),
    "TOP": _Verb(Pop3Session.top, _INSIDE, 2, 2),
    "DELE": _Verb(Pop3Session.dele, _INSIDE, 1, 1),
    "NOOP": _Verb(Pop3Session.noop, _INSIDE),
    "RSET": _Verb(Pop3Session.rset, _INSIDE),
}


def _split(line: bytes) -> tuple[str, str]:
    verb, _, values = line.decode("utf-8", "replace").partition(" ")
    return verb.upper(), values


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _ok(text: str) -> Answer:
    return Answer(f"+OK {text}".rstrip().encode() + b"\r\n")


def _listed(text: str, rows: Iterable[str]) -> Answer:
    return Answer("".join(f"{row}\r\n" for row in (f"+OK {text}", *rows, ".")).encode())
