"""Who may do what: one table, asked on every update with the sender's own record.

A physio acts on their own patients, and on those for whom they were called as long as the alert is open. The clinic's
desk may hold anybody back, and let nobody on: that is for a physio. Must never look at a button, a command or a
message: they only say what is wanted.
"""

from bot.care.ports import Person
from bot.core.case import Case

OWN, CALLED, ALL, NEVER = "own", "called", "all", ""
"""Which patients somebody may act on: their own, also those they are called for, everybody, nobody."""

ALLOWED: dict[str, dict[str, str]] = {
    "see": {"physio": CALLED, "clinic": ALL},
    "acknowledge": {"physio": CALLED, "clinic": ALL},
    "restrict": {"physio": CALLED, "clinic": ALL},
    "decide": {"physio": CALLED},
    "change_terms": {"physio": OWN},
    "discharge": {"physio": OWN, "clinic": ALL},
    "talk": {"physio": CALLED, "clinic": ALL},
    "hand_over": {"clinic": ALL},
    "manage_people": {"clinic": ALL},
    "broadcast": {"clinic": ALL},
    "publish": {"clinic": ALL},
    "figures": {"clinic": ALL},
}
"""For each thing that can be done, which roles may do it to whom; a role that is not named may not.

`restrict` is to hold a plan for days, to pause it and to keep it closed. `change_terms` is a new baseline, another
protocol or condition. `decide` is everything else on a plan, all of which may let somebody on.
"""


def may(carer: Person, action: str, patient: Person | None = None, case: Case | None = None) -> bool:
    """Say whether somebody may do this, to this patient where it is about one."""
    scope = ALLOWED[action].get(carer.role, NEVER) if carer.state == "active" else NEVER
    if scope == NEVER or (patient is not None and patient.role != "patient"):
        return False
    if scope == ALL or patient is None:
        return True
    return patient.physio == carer.id or (scope == CALLED and case is not None and is_called(carer, case))


def is_for(role: str, action: str) -> bool:
    """Say whether a role may do this to anybody at all, whoever it is and whenever."""
    return role in ALLOWED[action]


def is_called(carer: Person, case: Case) -> bool:
    """Say whether somebody was called for an alert that is open."""
    return carer.id in called(case)


def called(case: Case) -> frozenset[int]:
    """Return the ids of all who are called for a pressing alert that is open, or own an open one; news is no call."""
    pressing = (alert for alert in case.open_alerts() if alert.is_pressing)
    people = {number for alert in pressing for number in (*alert.chain[:1], *alert.called)}
    return frozenset(people | {alert.acknowledged_by for alert in case.open_alerts() if alert.acknowledged_by})
