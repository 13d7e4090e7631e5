"""The chain: who is called about a patient, one after another, and who stands together at its end.

It is fixed when an alert is raised. Whoever is not there is left out and never waited for. Must never call anybody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.care.ports import Person
from bot.care.rota import folded
from bot.care.settings import Settings

TOGETHER = ("clinic", "group")
"""Those who stand at the end of a chain and are called at the same time."""


def chain(patient: Person, staff: Sequence[Person], settings: Settings, now: datetime) -> tuple[Person, ...]:
    """Return who is called now: who is on call, those whom the clinic named, then the clinic and the own physio.

    Where nobody of these is there, everybody of the end stands in it all the same: their messages wait for them.
    """
    order = (*_first(patient, staff, settings, now), *_named(staff, settings.chain), *_end(patient, staff))
    there = tuple(one for one in dict.fromkeys(order) if one.state == "active")
    return there or tuple(one for one in _end(patient, staff) if one.state != "inactive")


def reached(people: Iterable[Person], staff: Sequence[Person]) -> tuple[Person, ...]:
    """Return who of a chain is there; where nobody is, every physio who is; where there is none, the chain, to wait."""
    waits = tuple(people)
    return tuple(one for one in waits if one.state == "active") or _any_physio(staff) or waits


def levels(ids: Iterable[int], patient: Person, staff: Sequence[Person]) -> list[tuple[Person, ...]]:
    """Return who of a chain is there now, one step after another; the last step are all those at its end together.

    Where nobody of it is there, the only step is every physio who is.
    """
    people = {one.id: one for one in staff}
    known = [people[number] for number in ids if number in people]
    alone = [one for one in known if one.role not in TOGETHER and one.state == "active"]
    end = tuple(one for one in dict.fromkeys(_end(patient, staff)) if one.state == "active" and one not in alone)
    return [one for one in (*((one,) for one in alone), end) if one] or [one for one in (_any_physio(staff),) if one]


def by_name(name: str, staff: Sequence[Person]) -> Person | None:
    """Return the physio of this name, or None."""
    return next((one for one in staff if one.role == "physio" and folded(one.name) == folded(name)), None)


def _first(patient: Person, staff: Sequence[Person], settings: Settings, now: datetime) -> Iterable[Person]:
    """Return who is on call, the own physio before others; where nobody is whom anybody knows, the own physio."""
    own = _own(patient, staff)
    on_duty = tuple(_named(staff, settings.rota.on_duty(now)))
    return tuple(sorted(on_duty, key=lambda one: one not in own)) or own


def _named(staff: Sequence[Person], names: Iterable[str]) -> Iterable[Person]:
    return (one for one in (by_name(name, staff) for name in names) if one)


def _end(patient: Person, staff: Sequence[Person]) -> Iterable[Person]:
    return (*(one for one in staff if one.role in TOGETHER), *_own(patient, staff))


def _any_physio(staff: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(one for one in staff if one.role == "physio" and one.state == "active")


def _own(patient: Person, staff: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(one for one in staff if one.id == patient.physio and one.role == "physio")
