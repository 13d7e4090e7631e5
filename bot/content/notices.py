"""The texts that follow from no content file: notices, buttons, toasts and menu words, each with sample values.

Every row says with which values a text is asked for; several samples reach its branches. Sample names carry markup
and apostrophes on purpose, so that a text that does not escape them is found out. Must never hold a wording.
"""

from typing import Any

Sample = dict[str, Any]
Samples = tuple[Sample, ...]

NAME = "Zoë O'Neill <b> & {{7*7}}"
PHYSIO = "Dr. O'Brien & Søn <Physio>"
CLINIC = "Rivers & Hills <Clinic>"
AT = "Thursday 3 December at 08:10"
REASONS = "• Pain reached 3 of 10.\n• There was a limp."
RUNG = "run 30 s, walk 2 min"

PACES = ("easy", "varied", "brisk", "steady", "fast", "alternate")

_NONE: Samples = ({},)
_GROUND = {"terrain": "on flat ground", "pace": "slowly"}
_PHYSIO: Samples = ({"physio": PHYSIO},)
_BOTH = (False, True)
_CLOCKS: Samples = ({"clock": "08:10"}, {"clock": "01:05"})


def _each(which: str, /, *values: Any, **always: Any) -> Samples:
    """Return one sample for each value of one name, with the other values always the same."""
    return tuple({which: value, **always} for value in values)


MESSAGES: dict[str, Samples] = {
    "enrolment.welcome": ({"name": NAME, "clinic": CLINIC},),
    "enrolment.welcome_patient": ({"physio": PHYSIO, "clinic": CLINIC},),
    "enrolment.changed": _NONE,
    "joining.welcome": ({"name": NAME, "clinic": CLINIC},),
    "joining.welcome_physio": ({"clinic": CLINIC},),
    "joining.welcome_clinic": ({"clinic": CLINIC},),
    "wrong.nothing_chosen": _PHYSIO,
    "run_end.moved": tuple({"at": AT, "first": first, "second": second} for first, second in ((AT, AT), (AT, ""))),
    "checkin.line": ({"short": "Pain", "answer": "3/10"},),
    "checkin.missed_tap": ({},),
    "checkin.reminder": _NONE,
    "checkin.over": _NONE,
    "session.card": tuple(
        {"number": 1, "of": 6, "warm_up": warm_up, "run": "30 seconds", "walk": walk, "cycles": cycles}
        | {"running": "4", "total": "25", "distance": distance, "since": since, **_GROUND}
        for warm_up, walk, cycles, distance, since in (
            (5, "2 minutes", 8, "", ""),
            (0, "", 1, "", AT),
            (5, "", 3, "3.22 km", AT),
            (5, "161 m", 1, "161 m", AT),
        )
    ),
    "session.walk_card": tuple(
        {"number": 1, "of": 7, "warm_up": warm_up, "walk": "15", "distance": distance, "since": since, **_GROUND}
        for warm_up, distance, since in ((0, "", ""), (5, "", AT), (0, "1.6 km", AT))
    ),
    "session.jumps_card": tuple(
        {"number": 1, "of": 6, "warm_up": warm_up, "moves": "• Hops: 20", "rounds": rounds, "contacts": 40}
        | {"since": since}
        for warm_up, rounds, since in ((0, 1, ""), (5, 2, AT))
    ),
    "session.left_out": _each("at", "", AT),
    "session.reported": ({"done": "Done as planned"},),
    "session.withdrawn": _NONE,
    "session.put_off": _NONE,
    "session.waits_for_checkpoint": ({"checkpoint": "the check", "physio": PHYSIO},),
    "session.finished": _PHYSIO,
    "decision.so_far_repeat": _each("at", "", AT),
    "decision.so_far_good": _each("at", "", AT, physio=PHYSIO, reasons=""),
    "decision.so_far_hold": _each("at", "", AT, physio=PHYSIO, reasons=REASONS),
    "decision.still_held": _PHYSIO,
    "decision.skipped": ({},),
    "replies.sounds_serious": ({"physio": PHYSIO},),
    "replies.failed": ({"emergency": "112"},),
    "physio.not_active": ({},),
    "clinic.physio_unreachable": ({"name": PHYSIO, "member": True}, {"name": PHYSIO, "member": False}),
    "alert.about_week": ({"name": NAME, "minutes": "60", "longest": "40", "percent": "120"},),
    "alert.about_failed": ({"name": NAME},),
    "decision.gap": _each("days", 1, 9, physio=PHYSIO),
    "decision.signed": tuple({"physio": PHYSIO, "checkpoint": "the check", "reason": one} for one in ("", NAME)),
    "decision.reopened": ({"physio": PHYSIO, "rung": RUNG, "reason": NAME},),
    "decision.kept_closed": ({"physio": PHYSIO, "reason": NAME},),
    "why.nothing_yet": _PHYSIO,
    "why.source_of_guide": ({"guide": "the milestone guide"},),
    "why.source_derived": ({"guide": "the milestone guide"},),
    "why.reason": _each("answers", "", "Pain (after one day): 3/10", reason="Pain.", source="A guide."),
    "why.unanswered": _NONE,
    "why.end": _PHYSIO,
    "alert.at": ({"at": AT},),
    "alert.taken_by": ({"name": PHYSIO},),
    "alert.rule": _each("answers", "", "Pain: 3/10", reason="Pain.", source="A guide.", rule="night_pain"),
    "alert.about_note": tuple(
        {"name": NAME, "note": note, "sent": sent} for note in ("Hello", "a" * 4096, "<'\"&>" * 819) for sent in _BOTH
    ),
    "alert.about_checkpoint": ({"name": NAME, "checkpoint": "the check"},),
    "alert.about_finished": ({"name": NAME},),
    "alert.about_missing": _each("row", 1, 2, name=NAME, check_in="after one day"),
    "alert.about_late": ({"name": NAME, "check_in": "after one day"},),
    "alert.about_correction": ({"name": NAME},),
    "alert.about_unreachable": ({"name": NAME},),
    "alert.about_stopped": ({"name": NAME},),
    "alert.about_not_started": ({"name": NAME},),
    "alert.about_not_joined": ({"name": NAME},),
    "alert.about_not_enrolled": ({"name": NAME},),
    "alert.about_not_discharged": ({"name": NAME},),
    "history.none": _NONE,
    "history.title": _NONE,
    "history.line": tuple(
        {"at": AT, "rung": RUNG, "session": 1, "skipped": skipped, "during": "2", "h24": "–", "h48": "0"}
        | {"swelling": "None", "gait": "As normal", "outcome": outcome, "so_far": so_far}
        for skipped in _BOTH
        for outcome, so_far in (("", False), ("go on", False), ("one step back", True))
    ),
    "physio.no_patients": _NONE,
    "load.this_week": _each("besides", "0", "12", planned="24", done="18"),
    "load.title": _NONE,
    "load.week": _each("besides", "0", "12", monday="2 Mar", planned="24", done="18"),
    "load.thanks": _each("besides", *_BOTH),
    "load.too_long": ({"longest": "40", "percent": "120", "physio": PHYSIO},),
    "plan.title": ({"protocol": "Milestones"},),
    "plan.checkpoint": _each("signed", *_BOTH, checkpoint="the check"),
    "plan.rung": tuple(
        {"rung": RUNG, "here": here, "past": past, "done": 1, "of": of}
        for here, past, of in ((True, False, 6), (False, True, 6), (False, False, 6), (False, False, 1))
    ),
    "plan.phase": tuple({"phase": "walking", "past": past, "steps": steps} for past in _BOTH for steps in (1, 18)),
    "plan.end": _each("held", *_BOTH, physio=PHYSIO),
    "today.held": _PHYSIO,
    "today.finished": _PHYSIO,
    "today.checkpoint": ({"checkpoint": "the check", "physio": PHYSIO},),
    "today.check_in": ({"at": AT},),
    "today.nothing": _PHYSIO,
    "help.patient": ({"physio": PHYSIO, "clinic": CLINIC, "emergency": "112"},),
    "help.physio": ({"physio": PHYSIO, "clinic": CLINIC, "emergency": "112"},),
    "help.clinic": ({"physio": PHYSIO, "clinic": CLINIC, "emergency": "112"},),
    "replies.unclear": _NONE,
    "replies.out_of_range": _NONE,
    "replies.several": _NONE,
    "replies.too_long": _NONE,
    "replies.unknown_zone": _NONE,
    "replies.noted": _PHYSIO,
    "replies.unknown_command": _NONE,
    "replies.stop_question": _PHYSIO,
    "replies.going_on": _NONE,
    "replies.stopped": _PHYSIO,
    "replies.no_consent": _PHYSIO,
    "replies.welcome_back": _PHYSIO,
    "replies.you_stopped": tuple(
        {"fate": fate, "physio": PHYSIO, "at": at, "emergency": "112"}
        for fate, at in (("passed", ""), ("passed", AT), ("lost", ""), ("nothing", ""))
    ),
    "replies.sent_other": _NONE,
    "replies.staff_words": _NONE,
    "whatif.outcome": _each("provisional", *_BOTH, outcome="go on"),
    "whatif.nothing_held": _NONE,
    "whatif.told": _each("told", *_BOTH),
    "whatif.next": _each("days", 1, 2, rung=RUNG, session=1),
    "whatif.first": ({"what": "the check"},),
    "whatif.nothing_next": _each("finished", *_BOTH),
    "whatif.changes": _NONE,
    "whatif.change": ({"given": "Pain: 3/10", "instead": "Pain: 1/10", "outcome": "go on"},),
    "whatif.gate": tuple({"gate": "strength", "passed": left == 0, "open": left} for left in (0, 1, 2)),
    **{
        f"whatif.test__{standing}": tuple(
            {"test": "Calf raises", "value": "18", "goal": "at least 25", "hurts": hurts, "source": "A guide."}
            for hurts in _BOTH
        )
        for standing in ("passed", "failed", "stale", "missing")
    },
    "whatif.unfilled": ({"fields": "pain, effort"},),
    "stranger.welcome": ({"clinic": CLINIC},),
    "stranger.bad_invite": ({"clinic": CLINIC},),
}
"""Texts that stand for themselves in a message, or on lines of their own."""

ALERTS = {
    f"alert.{severity}": _each("repeat", 0, 2, name=NAME, number=3) for severity in ("urgent", "reassess", "tell")
}
"""The first lines of alerts."""

PARTS: dict[str, Samples] = {
    "times.yesterday": _CLOCKS,
    "times.today": _CLOCKS,
    "times.tomorrow": _CLOCKS,
    "times.date": ({"weekday": "Thursday", "day": "3", "month": "December"},),
    "times.day": tuple({"day": "Thursday 3 December"} | clock for clock in _CLOCKS),
    "session.move": tuple(
        {"exercise": "Hops", "count": 20, "each": each, "sets": sets, "rest": rest}
        for each, sets, rest in (("total", 1, ""), ("way", 3, "90 seconds"), ("side", 2, "3 minutes"))
    ),
    **{f"session.terrain__{name}": _NONE for name in ("flat", "incline", "hills")},
    **{f"{which}__{name}": _NONE for which in ("session.pace", "session.walk_pace") for name in PACES},
    "limits.below": ({"value": "2"},),
    "limits.at_most": ({"value": "2"},),
    "limits.above": ({"value": "2"},),
    "limits.at_least": ({"value": "2"},),
    "why.answer": ({"question": "Pain", "window": "after one day", "value": "3/10"},),
    "why.measure": ({"name": "Worst pain", "value": "3"},),
}
"""Texts that are put into other texts, and so can carry no markup of their own."""

BUTTONS: dict[str, Samples] = {
    **{
        f"buttons.{name}": _NONE
        for name in (
            *("wrong", "ended_at_another_time", "that_is_all", "why", "stop", "go_on"),
            *("acknowledge", "sign", "reopen", "keep_closed", "patient"),
            *("start_tests", "repeat_tests", "not_today", "gates", "sign_gate", "save", "enter_again"),
            *("mute_habits", "unmute_habits"),
        )
    },
    "names.rung": tuple({"run": "30 s", "walk": walk, "how": how} for walk in ("", "2 min") for how in ("", "hills")),
    "names.rung_walk": _each("how", "", "hills, brisk", walk="30 min"),
    "names.rung_jumps": ({"contacts": 140, "moves": "Hops"},),
    "names.rung_cycles": ({"times": "8–10"},),
    "names.rung_per_week": ({"times": 4},),
    **{f"names.terrain__{name}": _NONE for name in ("incline", "hills")},
    **{f"names.pace__{name}": _NONE for name in PACES[1:]},
}
"""Texts on buttons; some of them stand in sentences as well."""

TOASTS = ("replies.old_button", "physio.taken")
"""Texts that appear for a moment when a button is tapped."""

MENU = ("today", "plan", "why", "wrong", "settings", "help", "stop", "patients", "broadcast")
"""The commands, each with a few words beside it in the menu."""

SENT = (
    *(
        "sticker",
        "voice",
        "audio",
        "photo",
        "video",
        "video_note",
        "animation",
        "document",
        "venue",
        "location",
    ),
    *("contact", "poll", "dice", "game", "story", "checklist", "paid_media", "gift", "invoice"),
    *("edited", "forwarded"),
)
"""What else people send; where a language has no word for one of these, the text for all others stands in."""
