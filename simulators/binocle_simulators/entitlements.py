"""What the funds know of a person, changed by hand while the bench runs.

Law of this file: a change is one line of :data:`STATES`, a pure function of a person and a day;
the rights service and the payers hear of it together, cards already printed do not. A change starts
from what is known now, so that a mutual stays with somebody who becomes exempted; ``initial`` goes
back to the file.
Source: PROTOCOLS section 4 for the situations and their rates (assumed).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from .people import Amc, Cover, Person

FAR = "20991231"
C2S = "99999997"
"""Number of C2S managed by the fund (seed-facts 12)."""
OF_A_MUTUAL = "62013354"
LEAVING = "55555551"
"""The MUTNUM that cannot be billed (seed-facts 21)."""
ACCIDENT = ("019999999", "013499881", "202403011")
"""Manager of the risk, manager and number of the accident that a hand declares; ours."""


class UnknownToTheFunds(LookupError):
    """A person whom the rights service was made to forget."""


Change = Callable[[Person, str], Person]


def _covered(
    *, situation: str = "0100", ald: str = "0", exemption: str = "0", rate: int = 60
) -> Change:
    """Return the change to one cover from a day on."""

    def change(person: Person, since: str) -> Person:
        cover = Cover(since, FAR, ald=ald, situation=situation, exemption=exemption, rate=rate)
        return replace(person, covers=(cover,))

    return change


def _served(service: str, number: str, *, convention: str = "", treatment: str) -> Change:
    """Return the change to an AMO service from a day on, with the insurer that goes with it."""

    def change(person: Person, since: str) -> Person:
        amc = Amc(number, first=since, last=FAR, convention=convention, treatment=treatment)
        return replace(
            person, amo_service=service, amo_service_first=since, amo_service_last=FAR, amc=amc
        )

    return change


def _closed(person: Person, since: str) -> Person:
    """Cut every right on the day before; covers stay as they are known."""
    eve = f"{date.fromisoformat(since) - timedelta(days=1):%Y%m%d}"
    rights = tuple((first, _sooner(last, eve)) for first, last in person.rights if first <= eve)
    return replace(person, rights=rights)


def _opened(person: Person, since: str) -> Person:
    covers = person.covers or (Cover(since, FAR),)
    made = replace(covers[-1], first=since, last=FAR)
    return replace(person, rights=((since, FAR),), covers=(made,))


def _injured(person: Person, since: str) -> Person:
    risk, at1, at1_id = ACCIDENT
    accident = replace(person.work_accident, risk=risk, at1=at1, at1_id=at1_id)
    return replace(person, work_accident=accident, accident_told=True)


def _sooner(last: str, day: str) -> str:
    return day if last == "00000000" else min(last, day)


STATES: Mapping[str, Change] = {
    "closed": _closed,
    "open": _opened,
    "ordinary": _covered(),
    "exempted": _covered(situation="0300", exemption="5", rate=100),
    "ald": _covered(situation="0400", ald="1", exemption="4"),
    "maternity": _covered(situation="0500", exemption="3", rate=100),
    "alsace-moselle": _covered(situation="0104", rate=90),
    "fsv": _covered(situation="0208", exemption="9", rate=80),
    "smg": _covered(situation="0600", rate=100),
    "ame": _covered(situation="0700", rate=100),
    "crpcen": _covered(situation="0850", rate=85),
    "work-accident": _injured,
    "c2s": _served("01", C2S, convention="RO", treatment="62"),
    "c2s-mutual": _served("03", OF_A_MUTUAL, convention="CM", treatment="62"),
    "leaving-c2s": _served("10", LEAVING, treatment="71"),
}
"""Each state that a hand gives somebody, from a day on."""

INITIAL = "initial"
"""The state in which the file of people has somebody."""


class RightsService(Protocol):
    """Who answers rights."""

    def know(self, person: Person) -> None:
        """Know a person, or know them anew."""

    def forget(self, nir: str) -> None:
        """Know nobody of that insured any more."""


class PayersRegister(Protocol):
    """Where payers find who is insured."""

    def add(self, person: Person) -> None:
        """Know one more person, or know them anew."""


class Entitlements:
    """The hand on what the funds know.

    Attributes:
        changes: by key of a person, what was done to them since the file, in order.
        forgotten: keys of those whom the rights service does not know now.
    """

    def __init__(
        self, people: Mapping[str, Person], *, adri: RightsService, register: PayersRegister
    ) -> None:
        """Change nothing yet.

        Args:
            people: as the file has them, by key.
            adri: hears of every change.
            register: hears of every change but of who is forgotten: a fund that cannot be asked
                pays all the same.
        """
        self._people = people
        self._now: dict[str, Person] = {}
        self._adri, self._register = adri, register
        self.changes: dict[str, list[str]] = {}
        self.forgotten: set[str] = set()

    def known(self, key: str) -> Person:
        """Return a person as the funds know them now.

        Raises:
            KeyError: nobody has that key.
        """
        return self._now.get(key) or self._people[key]

    def set_state(self, key: str, state: str, since: date) -> None:
        """Give somebody a state from a day on.

        Args:
            key: whose.
            state: :data:`INITIAL` or a key of :data:`STATES`.
            since: the first day; the initial state has its own.

        Raises:
            KeyError: nobody has that key, or no state that name.
            UnknownToTheFunds: the rights service was made to forget them.
        """
        person = self._known_to_adri(key)
        if state == INITIAL:
            self._tell(self._people[key])
            self.changes.pop(key, None)
            return
        self._tell(STATES[state](person, f"{since:%Y%m%d}"))
        self._note(key, f"{state} {since.isoformat()}")

    def set_mutual(self, key: str, amc: Amc | None) -> None:
        """Give somebody another complementary insurer, or none.

        Raises:
            KeyError: nobody has that key.
            UnknownToTheFunds: the rights service was made to forget them.
        """
        self._tell(replace(self._known_to_adri(key), amc=amc))
        self._note(key, f"mutual {amc.number}" if amc else "no mutual")

    def forget(self, key: str) -> None:
        """Have the rights service forget everybody of that person's insured; twice, nothing.

        Raises:
            KeyError: nobody has that key.
        """
        family = self._family(key)
        if key not in self.forgotten:
            self._adri.forget(self._people[key].nir)
            self.forgotten |= family

    def know(self, key: str) -> None:
        """Have the rights service know that person's insured again, as they stand; twice, nothing.

        Raises:
            KeyError: nobody has that key.
        """
        for member in sorted(self._family(key) & self.forgotten):
            self._adri.know(self.known(member))
            self.forgotten.remove(member)

    def _family(self, key: str) -> set[str]:
        nir = self._people[key].nir
        return {other for other, person in self._people.items() if person.nir == nir}

    def _known_to_adri(self, key: str) -> Person:
        person = self.known(key)
        if key in self.forgotten:
            raise UnknownToTheFunds(f"the rights service forgot {key!r}")
        return person

    def _tell(self, person: Person) -> None:
        self._now[person.key] = person
        self._adri.know(person)
        self._register.add(person)

    def _note(self, key: str, change: str) -> None:
        self.changes.setdefault(key, []).append(change)
