"""Handing over: another physio looks after one patient, or after everybody of a physio, and their open alerts go along.

The patient and both physios are told. Must never change a plan.
"""

from dataclasses import replace
from datetime import timedelta

from bot.care import whose
from bot.care.alerts import cards, presence
from bot.care.patient import notes
from bot.care.people.fields import CHOSEN_FROM
from bot.care.ports import Cohort, Person, Turn
from bot.care.talking import talk
from bot.care.visit import Visit, visit
from bot.care.voice import send, text, waking
from bot.core.orders import HandedOver

A_PAGE = 100
FIRST = -1
"""Before the first page by id; 0 would ask for the page that is sorted by need."""
NAMES_SHOWN = 30
ENDED = ("discharged", "inactive")
LONGEST_WAIT = timedelta(days=2)
"""Nothing that goes with an alert waits for somebody's morning for longer."""


async def takers(turn: Turn, person: Person) -> list[Person]:
    """Return the physios who may take over from a physio, or a patient; who is there comes first."""
    old = person.physio if person.role == "patient" else person.id
    known = [one for one in await turn.people("physio", states=CHOSEN_FROM) if one.id != old]
    return sorted(known, key=lambda one: (one.state != "active", one.name))


async def hand_over(turn: Turn, person: Person, to: Person, by: Person) -> int:
    """Hand a patient, or all patients of a physio, to another physio; return how many are told of.

    Those whose care has ended go along without a word, so that somebody reads what they may still say.
    """
    patients = [person] if person.role == "patient" else await _all_of(turn, person)
    moved = [await visit(turn, patient) for patient in patients]
    before = {one.person.physio for one in moved}
    for one in moved:
        await _move(one, to, by)
    told = [one for one in moved if one.person.state not in ENDED] if person.role != "patient" else moved
    if told:
        _tell(to, told, "people.taken_over")
    for number in sorted(one for one in before if one is not None and told):
        _tell(await turn.person(number), told, "people.handed_on", to=to.name)
    return len(told)


async def _all_of(turn: Turn, physio: Person) -> list[Person]:
    """Return every patient of a physio, page by page."""
    found: list[Person] = []
    while rows := await turn.standings(Cohort(physio=physio.id), most=A_PAGE, after=found[-1].id if found else FIRST):
        found += [person for person, _ in rows]
        if len(rows) < A_PAGE:
            break
    return found


async def _move(one: Visit, to: Person, by: Person) -> None:
    turn, patient = one.turn, replace(one.person, physio=to.id)
    is_in_talk = one.case.talk is not None and one.case.talk.by == one.person.physio
    _call_off(one)
    turn.record(patient.id, HandedOver(to.id, by.id))
    turn.update(patient)
    if is_in_talk:
        # Only now, so that words nobody answered become a note to the new physio.
        await talk.close(await visit(turn, patient), by=by.id)
    moved = await visit(turn, patient)
    presence.handed_over(moved, one.person.physio, to)
    for note in (alert for alert in moved.case.open_alerts() if alert.about == "note"):
        notes.hand_on(moved, note, moved.carers)
    if patient.state == "active":
        said = text(turn, patient, "people.new_physio", physio=to.name, clinic=turn.settings.clinic)
        send(turn, patient, said, not_before=waking(patient, turn.now))


def _call_off(one: Visit) -> None:
    """Take back what is still on its way about a patient to whoever has looked after them: words, alerts, pictures."""
    old = one.person.physio
    if old is None:
        return
    called = (alert for alert in one.case.alerts.values() if old in alert.called)
    late = (alert for alert in called if alert.is_open or one.turn.now - alert.at < LONGEST_WAIT)
    for card in (whose.from_patient(one.person.id, old), *(cards.card_name(one, alert) for alert in late)):
        for about in whose.hanging_under(card):
            one.turn.call_off(old, about)


def _tell(physio: Person, moved: list[Visit], which: str, **values: object) -> None:
    """Tell a physio who was handed over, as alerts name them."""
    if physio.state == "inactive":
        return
    turn, names = moved[0].turn, ", ".join(cards.name_for(one, physio) for one in moved[:NAMES_SHOWN])
    said = text(turn, physio, which, count=len(moved), names=names, more=len(moved) > NAMES_SHOWN, **values)
    send(turn, physio, said, not_before=waking(physio, turn.now))
