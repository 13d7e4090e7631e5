"""Looking up a patient for somebody of the clinic: by the number in a button, and only where they may.

Must never trust the number, nor say whether a patient whom somebody may not see exists.
"""

from bot.care.permissions import may
from bot.care.ports import Person, Turn
from bot.care.visit import Visit, visit

LONGEST_NUMBER = 18
"""No number of a person has more digits; a database refuses larger ones with an error."""


async def patient(turn: Turn, carer: Person, number: str, action: str = "see") -> Visit | None:
    """Return the visit with the patient of this number, or None where there is none on whom this may be done."""
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return None
    try:
        found = await turn.person(int(number))
    except KeyError:
        return None
    came = await visit(turn, found)
    return came if may(carer, action, found, came.case) else None
