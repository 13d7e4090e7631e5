"""The button that begins a talk, for every card that is about a patient.

Must never know what a talk is: others put it under their own cards.
"""

from bot.care.ports import Button, Person, Turn
from bot.care.voice import button


def write_button(turn: Turn, carer: Person, patient: int) -> Button:
    """Return the button with which somebody of the clinic writes to a patient."""
    return button(turn, carer, "talk.write_button", f"T|{patient}")


def end_button(turn: Turn, carer: Person, patient: int) -> Button:
    """Return the button that ends a talk, after which the bot goes on asking."""
    return button(turn, carer, "talk.end_button", f"T|{patient}|end")
