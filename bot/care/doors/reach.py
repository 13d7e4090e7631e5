"""Who can be reached: people who block the bot, delete their account, or come back.

A patient out of reach is never lost silently: the physio hears of it once.
"""

from dataclasses import replace

from bot.care import alerts
from bot.care.alerts import presence
from bot.care.people import groups, reachable
from bot.care.ports import Person, Turn
from bot.care.visit import visit
from bot.care.voice import send, text


async def unreachable(turn: Turn, person_id: int) -> None:
    """Note that Telegram cannot deliver to somebody any more, and tell the physio of a patient, once."""
    person = await turn.person(person_id)
    if person.state in ("blocked", "inactive", "discharged"):
        return
    if person.role == "group":
        await groups.put_out(turn, person)
        return
    turn.update(replace(person, state="blocked"))
    if person.role == "patient":
        alerts.raise_alert(await visit(turn, person), "tell", "unreachable")
    elif person.role == "physio":
        await _hand_over(turn, person)
    else:
        await reachable.tell_clinic(turn, person, "people.member_gone")
        await presence.gone(turn, person)


async def _hand_over(turn: Turn, physio: Person) -> None:
    """Tell the clinic that a physio is out of reach, and call others for every alert that nobody has now."""
    await reachable.tell_clinic(turn, physio, "clinic.physio_unreachable")
    await presence.gone(turn, physio)


async def undelivered(turn: Turn, person_id: int) -> None:
    """Tell somebody else, once a day, that something pressing for a person was given up because it was refused."""
    person = await turn.person(person_id)
    key = f"undelivered:{person.id}:{turn.now:%Y-%m-%d}"
    if person.role != "patient":
        await reachable.tell_clinic(turn, person, "people.undelivered", key=key)
        return
    for carer in (await visit(turn, person)).carers:
        send(turn, carer, text(turn, carer, "people.undelivered", name=person.name), key=f"{key}:{carer.id}")


async def left(turn: Turn, person: Person) -> None:
    """Note that somebody blocked the bot."""
    await unreachable(turn, person.id)
