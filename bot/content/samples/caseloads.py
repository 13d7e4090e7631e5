"""Sample values for the texts of caseloads: the roster, a patient's card, the journal, the week, the figures.

Must never hold a wording.
"""

from itertools import product

from bot.content.notices import AT, NAME, PHYSIO, RUNG, Samples

_NONE: Samples = ({},)
_BOTH = (False, True)
_SEVERITIES = ("urgent", "reassess", "tell")
STATUSES = (
    *("urgent", "alert", "held", "waiting", "blocked", "silent", "news", "resting", "tests", "on_track"),
    *("finished", "paused", "enrolling", "invited", "stopped", "discharged", "inactive"),
)
GROUPS = ("alert", "waiting", "silent", "on_track", "paused", "other")
WINDOWS = ("after_run", "h24", "h48", "wrong", "run_end", "week", "enrolment", "tests")
ABOUTS = (
    *("decision", "note", "checkpoint", "finished", "missing", "late", "correction", "unreachable", "stopped"),
    *(
        "not_started",
        "failed",
        "gate",
        "gate_waits",
        "test_pain",
        "week",
        "update",
        "paused",
        "closed",
        "not_joined",
        "not_enrolled",
        "not_discharged",
    ),
)
CONDITIONS = (
    *("achilles_insertional", "achilles_midportion", "achilles_repair", "achilles_tendon", "acl_reconstruction"),
    *("after_surgery", "ankle_stabilisation", "bone_high_risk", "bone_low_risk", "fracture_fixation", "gluteal"),
    *("hip_and_glute", "hip_flexor", "it_band", "patellar_tendon", "patellofemoral", "plantar_fascia"),
    *("proximal_hamstring", "tibial_stress"),
)

MESSAGES: dict[str, Samples] = {
    "caseload.roster": tuple(
        {"clinic": clinic, "count": count, "search": search, "group": group, "page": 1, "pages": pages}
        for clinic, count, search, group, pages in product(_BOTH, (0, 12), ("", "ana"), ("", "🔴 Alerts"), (1, 2))
    ),
    "caseload.line": tuple(
        {"mark": "🔴", "name": NAME, "state": "urgent alert, 3 hours", "alerts": alerts, "phase": phase}
        | {"physio": physio}
        for alerts, phase, physio in ((0, "", ""), (1, "jumps", PHYSIO), (2, "", ""))
    ),
    "caseload.head": ({"mark": "🟢", "name": NAME, "state": "on track"},),
    "caseload.plan": tuple(
        {"protocol": "Milestones", "condition": condition, "phase": phase, "rung": RUNG, "place": place}
        | {"rungs": 18, "done": 2, "sessions": 6}
        for condition, phase, place in (("hip and glute", "jumps", 3), ("", "", 3), ("hip flexor", "", 0))
    ),
    "caseload.ahead": ({"lines": "◇ tests: 2 of 5 passed"},),
    "caseload.closed": tuple({"at": at, "kept": kept} for at, kept in product(("", AT), ("", NAME))),
    "caseload.paused": tuple({"why": why, "until": until} for why in ("illness", "holiday") for until in ("", AT)),
    "caseload.rests": ({"until": AT},),
    "caseload.discharged": _NONE,
    "caseload.free": tuple({"coming": coming, "at": AT} for coming in _BOTH),
    "caseload.terms": ({"pain": 1, "stiffness": "Not stiff", "swelling": "None", "physio": PHYSIO},),
    "caseload.adherence": ({"days": 28, "done": 8, "sessions": 9, "answered": 24, "asked": 25},),
    "caseload.alerts": ({"count": 2},),
    "caseload.alert": tuple(
        {"number": 3, "severity": severity, "time": "3 hours", "owner": owner, "until": until}
        for severity in _SEVERITIES
        for owner, until in (("", ""), (PHYSIO, ""), ("", AT))
    ),
    "caseload.chart_of": ({"name": NAME},),
    "caseload.no_chart": ({"name": NAME},),
    "journal.head": tuple({"name": NAME, "newest": newest, "empty": empty} for newest in _BOTH for empty in _BOTH),
    "journal.at": ({"at": AT},),
    "journal.answers": ({"window": "After one day (run 3)", "answers": "Pain: 3/10"},),
    "journal.decided": tuple(
        {"outcome": "go on", "provisional": provisional, "gap": gap, "lacks": lacks}
        for provisional, gap, lacks in product(_BOTH, _BOTH, _BOTH)
    ),
    "journal.rule": ({"reason": "Pain reached 3 of 10.", "rule": "pain"},),
    "journal.run_reported": tuple({"rung": RUNG, "session": 2, "early": early} for early in (0, 5)),
    "journal.run_end_corrected": ({"at": AT},),
    "journal.tested": tuple(
        {"test": "Calf raises", "value": "20 / 22", "pain": pain, "by": by}
        for pain in ("", "1/10")
        for by in ("", PHYSIO)
    ),
    "journal.enrolled": ({"protocol": "Milestones", "condition": "hip and glute", "rung": RUNG},),
    "journal.silence": tuple({"window": "After one day (run 3)", "step": step} for step in (1, 3)),
    "journal.muted": tuple({"what": what, "muted": muted} for what in ("news", "habits") for muted in _BOTH),
    "journal.stopped": _NONE,
    "journal.resumed": _NONE,
    "journal.order": tuple({"name": PHYSIO, "order": "on hold", "reason": reason} for reason in ("", NAME)),
    "journal.alerted": tuple(
        {"severity": severity, "number": 3, "about": about} for severity in _SEVERITIES for about in ("", "a decision")
    ),
    "journal.escalated": tuple(
        {"number": 3, "names": PHYSIO, "first": first, "times": times}
        for first, times in ((True, 1), (False, 1), (False, 12))
    ),
    "journal.released": tuple({"number": 3, "name": PHYSIO, "handed_on": handed_on} for handed_on in (False, True)),
    "journal.shown": ({"number": 3, "name": PHYSIO},),
    "journal.acknowledged": ({"number": 3, "name": PHYSIO},),
    "journal.snoozed": ({"number": 3, "name": PHYSIO, "until": AT},),
    "journal.resolved": tuple(
        {"number": 3, "name": name, "outcome": outcome} for name in ("", PHYSIO) for outcome in ("", NAME)
    ),
    "journal.noted": tuple(
        {"name": NAME, "said": said, "sent": sent} for said, sent in (("", "a photo"), (NAME, "a photo"), (NAME, ""))
    ),
    "journal.wrote": tuple(
        {"name": PHYSIO, "said": said, "sent": sent} for said, sent in (("", "a photo"), (NAME, "a photo"), (NAME, ""))
    ),
    "journal.talk_opened": ({"name": PHYSIO},),
    "journal.talk_closed": tuple({"name": name} for name in ("", PHYSIO)),
    "week_of.title": tuple({"days": "2 Mar – 8 Mar", "count": count} for count in (1, 40)),
    "week_of.takes_a_moment": _NONE,
    "week_of.needs": tuple({"count": count} for count in (0, 3)),
    "week_of.more": ({"count": 4},),
    "week_of.figures": tuple(
        {"done": 8, "sessions": 9, "answered": 24, "asked": 25, "alerts": 3, "urgent": urgent, "reassess": urgent}
        | {"taken": lasted, "ended": lasted}
        for urgent, lasted in ((0, ""), (1, "3 hours"), (2, "3 hours"))
    ),
    **{
        f"week_of.{way}": tuple({"names": NAME, "more": more} for more in (0, 2)) for way in ("up", "still", "finished")
    },
    "week_of.switched": tuple({"off": off} for off in _BOTH),
    "figures.takes_a_moment": _NONE,
    "figures.nobody": _NONE,
    "figures.overview": tuple(
        {"patients": patients, "done": 8, "sessions": 9, "answered": 24, "asked": 25}
        | {"answer_time": lasted, "returned": returned, "days": days}
        for patients, lasted, returned, days in ((1, "", 0, -1), (40, "3 hours", 1, 1), (40, "3 hours", 2, 90))
    ),
    "figures.alerts_title": ({"weeks": 4},),
    "figures.alerts": tuple(
        {"physio": PHYSIO, "week": "2 Mar", "count": 3, "urgent": urgent, "taken": taken, "ended": ended}
        for urgent, taken, ended in ((0, "", ""), (1, "3 hours", ""), (2, "3 hours", "1 day"))
    ),
    "figures.phases_title": _NONE,
    "figures.more": ({"count": 1}, {"count": 12}),
    "figures.phase": tuple({"phase": "jumps", "days": days, "count": 3} for days in (1, 20)),
    "figures.paper": _NONE,
}

PARTS: dict[str, Samples] = {
    "caseload.since": ({"state": "urgent alert", "time": "3 hours"},),
    "caseload.until": ({"state": "on hold", "day": "3 Dec"},),
    **{f"caseload.status__{status}": _NONE for status in STATUSES},
    "journal.answer": ({"question": "Pain", "value": "3/10"},),
    "journal.window": tuple({"window": "After one day", "run": run} for run in (0, 3)),
    **{f"journal.window__{window}": _NONE for window in WINDOWS},
    **{f"journal.{order}": ({"rung": RUNG},) for order in ("reopened", "placed")},
    **{f"journal.{order}": _NONE for order in ("kept_closed", "repinned", "unpaused", "discharged")},
    "journal.rested": ({"until": "3 Dec"},),
    "journal.rebaselined": ({"pain": 1, "stiffness": "Not stiff", "swelling": "None"},),
    "journal.moved": ({"protocol": "Milestones", "condition": "hip and glute"},),
    "journal.paused": tuple({"why": why, "until": until} for why in ("illness", "holiday") for until in ("", "3 Dec")),
    "journal.handed_over": ({"physio": PHYSIO},),
    "journal.signed": ({"what": "the check"},),
    **{f"journal.about__{about}": _NONE for about in ABOUTS},
    "week_of.subtitle": tuple({"days": "2 Mar – 8 Mar", "count": count} for count in (1, 40)),
    **{f"week_of.word_{word}": _NONE for word in ("patients", "runs", "planned", "done", "alerts")},
    **{f"week_of.group__{group}": _NONE for group in GROUPS},
    **{
        f"caseload.chart_{word}": _NONE
        for word in (
            *("minutes", "pain", "swelling", "gait", "decisions", "baseline", "unknown", "skipped", "empty", "so_far"),
        )
    },
    "caseload.chart_limit": ({"limit": "at most 2"},),
    **{f"caseload.level_swelling__{level}": _NONE for level in ("none", "usual", "new", "marked")},
    **{f"caseload.level_gait__{level}": _NONE for level in ("normal", "slight", "limp")},
    **{f"names.condition__{condition}": _NONE for condition in CONDITIONS},
}

BUTTONS: dict[str, Samples] = {
    **{f"caseload.mark__{status}": _NONE for status in STATUSES},
    **{f"caseload.group__{group}": _NONE for group in GROUPS},
    **{f"caseload.{name}": _NONE for name in ("all", "journal", "chart")},
    **{f"journal.{name}": _NONE for name in ("newest", "older")},
    **{f"week_of.{name}": _NONE for name in ("roster", "switch_off", "switch_on")},
}

MENU = ("week", "figures")
