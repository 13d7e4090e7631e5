"""Who can be reached: people who block the bot, delete their account, or come back.

A patient out of reach is never lost silently: the physio hears of it once.
"""

from dataclasses import replace

from bot.care import alerts
from bot.care.ports import Person, Turn
from bot.care.visit import visit


async def unreachable(turn: Turn, person_id: int) -> None:
    """Note that Telegram cannot deliver to somebody any more, and tell the physio of a patient, once."""
    person = await turn.person(person_id)
    if person.state == "blocked":
        return
    turn.update(replace(person, state="blocked"))
    if person.role == "patient":
        alerts.raise_alert(await visit(turn, person), "tell", "unreachable")


async def left(turn: Turn, person: Person) -> None:
    """Note that somebody blocked the bot."""
    await unreachable(turn, person.id)
