"""Sample values for the texts of orders: what a physio chooses and confirms, and what the patient reads of it.

Must never hold a wording.
"""

from typing import Any

from bot.content.notices import AT, CLINIC, NAME, PHYSIO, RUNG, Sample, Samples

_NONE: Samples = ({},)
_NAMED: Samples = ({"name": NAME},)
_RUNG: Samples = ({"rung": RUNG},)
_BOTH = (False, True)
DAY = "Thursday 3 December"
WHAT = "hold the plan for 3 days"
CAUSES = ("illness", "holiday")
_LEVELS = {"pain": 1, "stiffness": "Not stiff", "swelling": "None"}


def _told(**values: Any) -> Sample:
    """Return what the patient is told of an order with a reason."""
    return {"physio": PHYSIO, "reason": NAME, **values}


MESSAGES: dict[str, Samples] = {
    "orders.more_of": _NAMED,
    **{f"orders.ask__{step}": ({"name": NAME, "kind": "rest"},) for step in ("why", "days", "cause", "until", "pain")},
    **{f"orders.ask__{step}": ({"name": NAME, "kind": "protocol"},) for step in ("protocol", "condition")},
    **{f"orders.ask__{step}": ({"name": NAME, "kind": "baseline"},) for step in ("stiffness", "swelling")},
    "orders.ask__rung": tuple({"name": NAME, "kind": kind} for kind in ("place", "reopen")),
    "orders.differences": _NONE,
    "orders.no_difference": _NONE,
    **{f"orders.rules__{which}": ({"count": 1}, {"count": 9}) for which in ("new", "gone")},
    "orders.rule": tuple({"because": "Pain was … of 10.", "limits": limits} for limits in ("", "at most 0")),
    "orders.more_rules": ({"more": 3},),
    "orders.ladder": ({"steps": 12, "first": RUNG, "last": RUNG},),
    "orders.rest_days": ({"before": 0, "after": 1},),
    "orders.limit": tuple(
        {"what": "Pain", "before": before, "after": after}
        for before, after in (("", "below 2"), ("below 2", ""), ("below 2", "at most 5"))
    ),
    "orders.more_limits": ({"more": 3},),
    **{
        f"orders.{what}": tuple(
            {"new": new, "gone": gone} for new, gone in (("Stairs", ""), ("", "Stairs"), ("a", "b"))
        )
        for what in ("questions", "gates")
    },
    "orders.preview": tuple({"name": NAME, "what": WHAT, "reason": reason} for reason in ("", NAME)),
    "orders.changes": tuple(
        {"before": before, "after": RUNG, "opens": is_so, "unasked": is_so, "free": free, "settled": done, "left": left}
        | {"gentler": before, "is_decided": is_so}
        for before, free, done, left in ((RUNG, AT, NAME, ""), ("", "", "", NAME))
        for is_so in _BOTH
    ),
    "orders.reporting": ({"name": NAME, "at": AT},),
    "orders.reads": _NAMED,
    "orders.reads_nothing": _NAMED,
    "orders.when": tuple({"name": NAME, "seconds": seconds} for seconds in (0, 60)),
    "orders.waits": ({"name": NAME, "what": WHAT, "at": AT},),
    "orders.done": tuple({"name": NAME, "what": WHAT, "at": AT, "is_read": is_read} for is_read in _BOTH),
    "orders.undone": ({"name": NAME, "what": WHAT, "by": PHYSIO},),
    "orders.undone_by_other": ({"name": NAME, "by": PHYSIO},),
    "orders.dropped": tuple({"name": NAME, "what": WHAT, "why": why} for why in ("", "This plan is closed.")),
    "orders.card_dropped": ({"name": NAME, "what": WHAT},),
    "orders.dropped_of_other": tuple(
        {"name": NAME, "what": WHAT, "by": PHYSIO, "cause": cause} for cause in ("rights", "news", "plan")
    ),
    "orders.another": tuple({"name": NAME, "what": WHAT, "by": PHYSIO, "at": AT, "able": able} for able in _BOTH),
    "orders.for_a_physio": _NAMED,
    "orders.too_late": tuple({"name": NAME, "at": AT, "is_theirs": is_theirs} for is_theirs in _BOTH),
    "orders.somebody_else": tuple(
        {"name": NAME, "what": WHAT, "by": PHYSIO, "reason": reason} for reason in ("", NAME)
    ),
    "orders.left": _NONE,
    "orders.something_new": _NAMED,
    "orders.news_as_well": _NAMED,
    **{
        f"orders.{name}": _NONE
        for name in (
            *("not_allowed", "gone", "not_closed", "closed", "not_resting", "paused_already", "not_paused", "urgent"),
            "finished",
            *("no_such_rung", "no_such_plan", "not_to_sign", "no_such_test", "past", "far", "bad_day", "bad_reason"),
            *("tap_one", "rested"),
        )
    },
    "orders.barrier": ({"name": NAME, "which": "the check"},),
    "orders.bad_days": ({"fewest": 1, "most": 60},),
    "orders.long_reason": ({"length": 301, "longest": 300},),
    **{f"orders.told__{way}": (_told(rung=RUNG),) for way in ("back", "again", "ahead")},
    **{f"orders.told__{kind}": (_told(name="Tendon ladder", rung=RUNG),) for kind in ("protocol", "condition")},
    "orders.told__rest": tuple(
        _told(until=until, not_before=DAY, is_offered=is_offered) for until in ("", DAY) for is_offered in _BOTH
    ),
    "orders.told__unrest": tuple(_told(paused=paused) for paused in _BOTH),
    "orders.told__pause": tuple(
        {"physio": PHYSIO, "why": why, "until": until, "closed": closed, "own": PHYSIO, "is_offered": is_offered}
        for why in CAUSES
        for until in ("", DAY)
        for closed in _BOTH
        for is_offered in _BOTH
    ),
    "orders.told__reopen_paused": (_told(rung=RUNG),),
    "orders.told__unpause": tuple(
        {"by": by, "stays": stays, "physio": PHYSIO} for by in ("", PHYSIO) for stays in ("", "closed", "resting")
    ),
    "orders.told__baseline": (_told(**_LEVELS),),
    "orders.told__discharge": (_told(clinic=CLINIC, emergency="112"),),
    "orders.now_resting": ({"until": DAY, "physio": PHYSIO},),
    "orders.now_paused": tuple({"why": why, "until": until, "physio": PHYSIO} for why in CAUSES for until in ("", DAY)),
    "orders.now_discharged": ({"physio": PHYSIO, "clinic": CLINIC},),
    "orders.after": tuple(
        {"passed": passed, "physio": PHYSIO, "clinic": CLINIC, "emergency": "112"} for passed in _BOTH
    ),
    "orders.words_after": ({"name": NAME, "said": NAME}, {"name": NAME, "said": "x" * 4096}),
    "orders.flag_after": ({"name": NAME, "said": NAME},),
    **{f"orders.why__{kind}": _RUNG for kind in ("reopened", "placed", "moved")},
    **{f"orders.why__{kind}": _NONE for kind in ("kept_closed", "rebaselined", "unpaused", "before")},
    "orders.why__rested": ({"until": DAY},),
    "orders.why__paused": tuple({"why": why} for why in CAUSES),
    "orders.why__by": tuple({"by": by, "at": AT, "reason": reason} for by in (PHYSIO, "") for reason in ("", NAME)),
}

PARTS: dict[str, Samples] = {
    **{f"orders.what__{kind}": _RUNG for kind in ("reopen", "back", "again", "ahead")},
    **{f"orders.what__{kind}": _NONE for kind in ("keep", "unrest", "unpause", "discharge")},
    **{f"orders.what__{kind}": ({"name": "Tendon ladder", "rung": RUNG},) for kind in ("protocol", "condition")},
    "orders.what__rest": tuple({"days": days} for days in (1, 3)),
    "orders.what__pause": tuple({"why": why, "until": until} for why in CAUSES for until in ("", DAY)),
    "orders.what__sign": ({"which": "the check"},),
    "orders.what__measure": ({"test": "Calf raises"},),
    "orders.what__baseline": (_LEVELS,),
}

BUTTONS: dict[str, Samples] = {
    **{
        f"orders.menu__{kind}": _NONE
        for kind in (
            *("place", "rest", "unrest", "pause", "unpause", "again"),
            *("baseline", "protocol", "condition", "discharge"),
        )
    },
    **{f"orders.{name}": _NONE for name in ("more", "no_end", "confirm", "leave", "undo")},
    **{f"orders.reason__{name}": _NONE for name in ("examined", "spoke", "as_planned")},
    **{f"orders.cause__{cause}": _NONE for cause in CAUSES},
    **{f"orders.rungs__{kind}": _NONE for kind in ("walk", "jumps", "run")},
    "orders.days": tuple({"days": days} for days in (1, 14)),
    "orders.until_day": ({"day": DAY},),
    "orders.paired": ({"name": "Four stages"},),
}
