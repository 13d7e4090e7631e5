"""Which patient a card on the phone of somebody of the clinic is about, read from the name that the card has.

Must never say who may do what about that patient.
"""

ABOUT_A_PATIENT = ("talk", "alert", "order", "journal", "people")
"""What begins the names of cards whose second part is the number of a person."""


def patient_of(about: str) -> int | None:
    """Return the number of the person a card is about; None where it is about nobody, or about many."""
    kind, _, rest = about.partition(":")
    number = rest.partition(":")[0]
    known = kind in ABOUT_A_PATIENT and number.isascii() and number.isdecimal()
    return int(number) if known else None
