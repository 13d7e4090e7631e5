"""Whose card it is: the patient whom a card on the phone of somebody of the clinic is about, read from its name.

Must never say who may do what about that patient.
"""

from bot.core.case import Case

ABOUT_A_PATIENT = ("talk", "alert", "order", "journal", "people")
"""What begins the names of cards whose second part is the number of a person."""

COPY, ASK, DRAFT, SENT = "copy", "ask", "draft", "out"
"""What ends the name of a card: a picture that was passed on, a question whom words are for, words that are shown
before they go, and words that have gone."""


def patient_of(about: str) -> int | None:
    """Return the number of the person a card is about; None where it is about nobody, or about many."""
    kind, number, *_ = (*about.split(":"), "")
    known = kind in ABOUT_A_PATIENT and number.isascii() and number.isdecimal()
    return int(number) if known else None


def asks(about: str) -> bool:
    """Say whether a card asks something of whoever has it, so that a reply to it is the answer."""
    return about.startswith("order:") or about.endswith((":asked", f":{ASK}"))


def holds_own_words(about: str, case: Case) -> bool:
    """Say whether a card holds what the patient wrote or showed themselves."""
    kind, _, *rest = about.removesuffix(f":{COPY}").split(":")
    if len(rest) != 1 or not (rest[0].isascii() and rest[0].isdecimal()):
        return False
    alert = case.alerts.get(int(rest[0])) if kind == "alert" else None
    return kind == "talk" or (alert is not None and alert.about == "note")


def from_patient(patient: int, carer: int) -> str:
    """Return the name of the card with what a patient wrote to somebody in a talk."""
    return f"talk:{patient}:{carer}"


def between(patient: int, which: str) -> str:
    """Return the name of a card on the carer's side of a talk: a question, a draft, or what has gone."""
    return f"talk:{patient}:{which}"


def copy_under(card: str) -> str:
    """Return the name of the copies that hang under a card."""
    return f"{card}:{COPY}"


def hanging_under(card: str) -> tuple[str, ...]:
    """Return the names of a card and of all that may come with it: picture, chart, questions, reminders."""
    return (card, *(f"{card}:{part}" for part in (COPY, "chart", "asked", "unresolved")))
