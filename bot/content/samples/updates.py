"""Sample values for the texts of plan updates.

Must never hold a wording.
"""

from bot.content.notices import AT, CLINIC, NAME, PHYSIO, Samples

_COUNTS = {"touched": 3, "held": 1, "back": 0, "repeat": 1, "session": 2, "waits": 1, "quietly": 5, "left": 1}
_ONE_OR_MORE: Samples = ({"count": 1}, {"count": 12})
_NONE: Samples = ({},)
_FATES = ("held", "back", "repeat", "gone", "harder", "waits", "session", "milder", "closed", "stays")
_PROBLEMS: Samples = tuple({"problems": "• protocols/ours.toml: A <fault>.", "more": more} for more in (0, 4))
_CONFIRMED: Samples = tuple(_COUNTS | {"touched": touched} for touched in (1, 12))

MESSAGES: dict[str, Samples] = {
    "alert.about_update": ({"name": NAME, "outcome": "step back"},),
    "updates.session_changed": ({"physio": PHYSIO},),
    "updates.decided_again": ({"physio": PHYSIO},),
    **{
        f"updates.{name}": _NONE
        for name in ("looking", "nothing", "under_way", "ordered", "called_off", "overtaken", "failed", "document")
    },
    "updates.waiting": _ONE_OR_MORE,
    "updates.broken": _PROBLEMS,
    "updates.unsound": _PROBLEMS,
    "updates.title": _ONE_OR_MORE,
    "updates.more_files": ({"count": 3},),
    "updates.check": ({"proved": True}, {"proved": False}),
    "updates.nobody_touched": _NONE,
    "updates.patients": _ONE_OR_MORE,
    **{f"updates.fate__{fate}": ({"count": 2},) for fate in _FATES},
    "updates.in_talk": _ONE_OR_MORE,
    "updates.replayed": tuple({"tried": 40, "differing": 2, "days": days} for days in (0, 14)),
    "updates.ask_place": tuple({"count": count, "moved": 1} for count in (1, 3)),
    **{f"updates.confirm__{mode}": _CONFIRMED for mode in ("new", "next", "now")},
    **{f"updates.refused__{why}": _NONE for why in ("stuck", "cannot_stay", "floor_is_for_all")},
    **{f"updates.done__{mode}": (_COUNTS | {"of": 12},) for mode in ("new", "next", "now")},
}
PARTS: dict[str, Samples] = {
    "updates.file": ({"how": "changed", "kind": "protocol", "path": "protocols/ours.toml"},),
    **{f"updates.how__{how}": _NONE for how in ("new", "changed", "gone")},
    **{f"updates.kind__{kind}": _NONE for kind in ("floor", "protocol", "condition", "conversation", "wording")},
    **{f"updates.fate_of_one__{fate}": _NONE for fate in _FATES},
    "updates.document_title": ({"clinic": CLINIC},),
    "updates.document_patients": _NONE,
    "updates.document_patient": tuple(
        {
            "name": NAME,
            "fate": "stays",
            "rules": rules,
            "rung": rung,
            "place": place,
            "harder": harder,
            "in_talk": talks,
        }
        for rules, rung, place, harder, talks in (
            ("", "", "", False, False),
            ("pain", "run_5", "run_4", True, True),
            ("", "run_5", "", False, False),
        )
    ),
    "updates.document_decisions": ({"left_out": 0, "days": 0}, {"left_out": 2, "days": 14}),
    "updates.document_decision": tuple(
        {"name": NAME, "run": 4, "at": AT, "before": "go on", "after": "step back", "rules": rules}
        for rules in ("", "pain")
    ),
}
BUTTONS: dict[str, Samples] = {
    f"updates.button__{name}": _NONE for name in ("new", "next", "now", "not_yet", "nearest", "stay", "publish")
}
TOASTS: tuple[str, ...] = ()
MENU: tuple[str, ...] = ("updates",)
