"""Sample values for the texts of talks between the clinic and a patient.

Must never hold a wording.
"""

from bot.content.notices import AT, CLINIC, NAME, PHYSIO, Samples

_NONE: Samples = ({},)
_NAMED: Samples = ({"name": NAME},)
_BOTH = (False, True)

MESSAGES: dict[str, Samples] = {
    "talk.from_clinic": tuple(
        {"physio": PHYSIO, "clinic": CLINIC, "said": NAME, "opened": opened, "sent": sent}
        for opened in _BOTH
        for sent in _BOTH
    ),
    **{
        f"talk.{receipt}": tuple({"physio": PHYSIO, "at": at, "emergency": "112"} for at in ("", AT))
        for receipt in ("receipt", "receipt_in_talk")
    },
    "talk.over": tuple({"asks": asks} for asks in _BOTH),
    "talk.from_patient": tuple(
        {"name": NAME, "said": said, "sent": sent} for said in (NAME, "x" * 4000) for sent in _BOTH
    ),
    "talk.not_copied": _NAMED,
    "talk.not_delivered": _NAMED,
    "talk.words_stopped": ({"name": NAME, "said": NAME}, {"name": NAME, "said": "x" * 4096}),
    "talk.ask": tuple({"name": NAME, "other": other, "asleep": asleep} for other in ("", PHYSIO) for asleep in _BOTH),
    "talk.confirm": tuple({"name": NAME, "said": NAME, "at": at} for at in ("", AT)),
    "talk.sent": tuple({"name": NAME, "opened": opened} for opened in _BOTH),
    "talk.ended": tuple({"name": NAME, "goes_on": goes_on} for goes_on in _BOTH),
    "talk.ended_by_itself": tuple({"name": NAME, "goes_on": goes_on} for goes_on in _BOTH),
    "talk.taken_over": ({"name": NAME, "carer": PHYSIO},),
    "talk.how_to_write": _NONE,
    "talk.which": tuple({"name": NAME, "more": more} for more in _BOTH),
    "talk.nobody_found": _NAMED,
    "talk.too_long": ({"longest": 3000, "length": 3001},),
    "talk.not_here": tuple(
        {"name": NAME, "state": state} for state in ("blocked", "stopped", "discharged", "invited", "enrolling")
    ),
}
PARTS: dict[str, Samples] = {}
BUTTONS: dict[str, Samples] = {
    "talk.write_button": _NONE,
    "talk.end_button": _NONE,
    "talk.send_button": ({"who": NAME},),
    "talk.drop_button": _NONE,
    **{
        f"talk.thing__{what}": _NONE
        for what in ("photo", "voice", "audio", "video", "video_note", "animation", "document")
    },
}
TOASTS: tuple[str, ...] = ("talk.is_over", "talk.dropped")
MENU: tuple[str, ...] = ("write",)
