"""Sample values for the texts about people: lists, invites, handing over, weekly tests, and the clinic's group.

Must never hold a wording.
"""

from bot.content.notices import AT, CLINIC, NAME, PHYSIO, Samples

_NONE: Samples = ({},)
_NAMED: Samples = ({"name": NAME},)
_BOTH = (False, True)
_STATES = ("invited", "enrolling", "active", "stopped", "blocked", "discharged", "inactive")
_ROLES = ("patient", "physio", "clinic")
_FIELDS = (
    *("role", "name", "language", "physio", "protocol", "condition", "phase", "rung"),
    *("pain", "stiffness", "swelling"),
)
_LINK = "https://t.me/strideback_bot?start=abc"
_COUNTS = (1, 2)


def _of_physio(**more: object) -> Samples:
    return tuple({"name": NAME, "count": count, **more} for count in (0, *_COUNTS))


MESSAGES: dict[str, Samples] = {
    "people.overview": tuple({"clinic": CLINIC, "group": group} for group in _BOTH),
    **{f"people.list__{role}": tuple({"count": 17, "page": 1, "pages": pages} for pages in _COUNTS) for role in _ROLES},
    "people.found": tuple(
        {"name": NAME, "count": count, "more": more} for count, more in ((0, False), (1, False), (9, True))
    ),
    "people.card": tuple(
        {"name": NAME, "role": "Physio", "state": state, "physio": physio, "patients": patients}
        for state in _STATES
        for physio, patients in ((PHYSIO, 0), ("", 1), ("", 2))
    ),
    "people.inviting": _NONE,
    "people.line": ({"field": "Name", "value": NAME},),
    **{f"people.ask__{field}": _NONE for field in (*_FIELDS, "right")},
    **{f"people.none__{field}": _NONE for field in ("language", "physio", "protocol", "condition", "phase", "rung")},
    "people.bad_name": _NONE,
    "people.name_taken": _NAMED,
    "people.invite_dropped": _NONE,
    "people.invite_failed": _NONE,
    "people.made": _NAMED,
    "people.invited": ({"name": NAME, "until": AT},),
    **{f"people.link_{role}": ({"name": NAME, "clinic": CLINIC, "link": _LINK},) for role in _ROLES},
    "people.account_taken": ({"name": NAME, "role": "Physio", "clinic": CLINIC},),
    "people.came_in": ({"name": NAME, "role": "Physio", "account": PHYSIO},),
    "people.used_again": tuple({"name": NAME, "account": PHYSIO, "patient": patient} for patient in _BOTH),
    "people.link_of_known": ({"name": NAME, "known": PHYSIO, "role": "Physio"},),
    "people.not_now": _of_physio(),
    "people.last_member": _of_physio(),
    "people.has_patients": _of_physio(),
    "people.ask_deactivate": _NAMED,
    "people.deactivated": tuple({"name": NAME, "in_chain": in_chain} for in_chain in _BOTH),
    "people.reactivated": _NAMED,
    "people.who_takes_over": tuple({"name": NAME, "count": count} for count in _COUNTS),
    "people.no_takers": _NONE,
    "people.ask_hand_over": tuple(
        {"name": NAME, "to": PHYSIO, "count": count, "waits": waits} for count in _COUNTS for waits in _BOTH
    ),
    "people.handed_over": tuple({"to": PHYSIO, "count": count} for count in _COUNTS),
    "people.taken_over": tuple({"count": count, "names": NAME, "more": more} for count in _COUNTS for more in _BOTH),
    "people.handed_on": tuple(
        {"to": PHYSIO, "count": count, "names": NAME, "more": more} for count in _COUNTS for more in _BOTH
    ),
    "people.new_physio": ({"physio": PHYSIO, "clinic": CLINIC},),
    "people.test": _NONE,
    "people.test_answered": _NONE,
    "people.silent": _of_physio(since=AT),
    "people.never_answered": _of_physio(since=AT),
    "people.not_come": tuple({"name": NAME, "count": count} for count in (0, *_COUNTS)),
    "people.reached_again": _NAMED,
    "people.member_gone": _NAMED,
    "people.undelivered": _NAMED,
    "groups.how": _NONE,
    "groups.confirm": tuple(
        {"other": other, "details": details, "names": names}
        for other in _BOTH
        for details, names in ((False, True), (True, True), (True, False))
    ),
    "groups.welcome": tuple({"clinic": CLINIC, "by": NAME, "details": details} for details in _BOTH),
    "groups.taken_in": _NONE,
    "groups.off": _NONE,
    "groups.none": _NONE,
    "groups.put_out": _NONE,
}
PARTS: dict[str, Samples] = {
    **{f"people.field__{field}": _NONE for field in _FIELDS},
    "groups.name": _NONE,
}
BUTTONS: dict[str, Samples] = {
    **{f"people.all__{role}": tuple({"count": count} for count in (0, 2000)) for role in _ROLES},
    **{f"people.role__{role}": _NONE for role in _ROLES},
    **{f"people.mark__{state}": _NONE for state in _STATES},
    **{f"people.stiffness__{option}": _NONE for option in ("none", "up_to_15", "up_to_30", "up_to_60", "over_60")},
    **{f"people.swelling__{option}": _NONE for option in ("none", "usual", "new", "marked")},
    **{
        f"people.{name}": _NONE
        for name in (
            *("back", "invite", "new_link", "hand_over", "deactivate", "reactivate", "go", "drop"),
            *("yes_deactivate", "yes_hand_over", "i_am_here"),
        )
    },
    "people.taker": ({"who": PHYSIO},),
    "groups.this__yes": _NONE,
    "groups.this__no": _NONE,
}
TOASTS: tuple[str, ...] = ("groups.left_out",)
MENU: tuple[str, ...] = ("people",)
