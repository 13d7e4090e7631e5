"""The physio's side: one patient, and what was measured.

Who may act on whom is checked here on every call, from the sender's own record. Must never trust a button.
"""

from typing import Any

from bot.care import seen
from bot.care.caseload import card
from bot.care.orders import measuring, menu
from bot.care.ports import Button, Person, Turn
from bot.care.visit import Visit
from bot.care.voice import button, send


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Take a physio's tap; False when the button is not theirs, or not of this world."""
    verb, *rest = parts
    target = await seen.patient(turn, carer, rest[0] if rest else "")
    if target is None:
        return False
    match verb, rest[1:]:
        case "p", []:
            await show_patient(target, carer)
        case "v", parts:
            return await measuring.tapped(target, carer, parts)
        case _:
            return False
    return True


async def typed(turn: Turn, carer: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as the measured value that was asked for; False when the patient is not theirs."""
    target = await seen.patient(turn, carer, str(asked["patient"]))
    return target is not None and await measuring.typed(target, carer, asked, said)


async def show_patient(target: Visit, carer: Person) -> None:
    """Show where a patient stands, their last runs, and what can be done."""
    turn, patient = target.turn, target.person
    untaken, waits = target.case.untaken_alerts(), len(target.case.open_alerts())
    rows: list[tuple[Button, ...]] = []
    if untaken:
        rows.append((button(turn, carer, "buttons.acknowledge", f"k|{patient.id}|{untaken[-1].number}"),))
    if waits:
        rows.append((button(turn, carer, "buttons.open_alerts", f"u|{patient.id}", count=waits),))
    rows += [card.buttons(target, carer), *menu.menu(target, carer)]
    send(turn, carer, await card.words(target, carer), keyboard=tuple(rows))
