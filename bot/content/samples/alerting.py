"""Sample values for the texts of alerts and their handling.

Must never hold a wording.
"""

from bot.content.notices import AT, NAME, PHYSIO, Samples

_NONE: Samples = ({},)
_STRICT = ("urgent", "reassess", "tell")
_KINDS = (
    *("decision", "note", "sent", "checkpoint", "finished", "missing", "late", "correction", "unreachable", "stopped"),
    *("not_started", "failed", "gate", "gate_waits", "test_pain", "week", "update", "closed", "paused", "other"),
    *("not_joined", "not_enrolled", "not_discharged"),
)
_ENDED = (
    *("reopen", "keep", "place", "rest", "pause", "baseline", "protocol", "condition", "sign", "measure"),
    *("discharge", "answered", "started", "returned", "went_on", "seen"),
)
_LINE = {"name": NAME, "number": 3, "what": "wrote: Hello", "age": "2 hours"}
_DIGEST = {"what": "wrote: Hello", "number": 3, "age": "2 hours"}

MESSAGES: dict[str, Samples] = {
    "alert.wanted": tuple({"severity": severity, "number": "12-3"} for severity in _STRICT),
    "alert.again_below": tuple({"severity": severity, "number": "3"} for severity in _STRICT),
    "alert.handed_on": tuple({"severity": severity, "number": "3", "to": PHYSIO} for severity in _STRICT),
    "alert.owner_gone": ({"name": PHYSIO},),
    "alert.put_off": ({"name": PHYSIO, "until": AT},),
    "alert.resolved": tuple({"name": name, "outcome": outcome} for name in ("", PHYSIO) for outcome in ("", "seen")),
    "alert.times": ({"taken": "4 minutes", "resolved": "2 hours"},),
    "alert.also_open": tuple({"others": "🔵 alert 2", "more": more} for more in (0, 3)),
    "alert.unresolved": tuple(
        {"name": NAME, "numbers": numbers, "owner": PHYSIO, "since": AT} for numbers in ("3", "2, 3")
    ),
    "alert.about_closed": ({"name": NAME},),
    "alert.about_paused": ({"name": NAME},),
    "alert.ask_outcome": ({"name": NAME, "number": 3},),
    "alert.outcome_too_long": ({"longest": 300},),
    "alert.resolved_now": ({"name": NAME, "number": 3},),
    "alert.ended_already": ({"name": PHYSIO},),
    "alert.has_it": ({"name": PHYSIO},),
    "alert.ask_until": ({"name": NAME, "number": 3},),
    "alert.none_open": _NONE,
    "alert.thread_more": ({"count": 1}, {"count": 3}),
    "alert.open_ones": tuple({"count": count, "more": more} for count, more in ((1, 0), (30, 10))),
    "alert.open_line": tuple(
        _LINE | {"severity": severity, "owner": owner} for severity in _STRICT for owner in ("", PHYSIO)
    ),
    "alert.digest": tuple({"patients": patients, "place": place} for patients in (1, 3) for place in ("", "1/2")),
    "alert.digest_patient": ({"name": NAME},),
    "alert.digest_line": tuple(_DIGEST | {"owner": owner} for owner in ("", PHYSIO)),
    "alert.digest_more": ({"count": 3},),
    "alert.digest_seen": tuple({"ended": ended, "left": left} for ended in (0, 4) for left in (0, 2)),
    "alert.rota_faults": ({"faults": "• A gap."},),
    "alert.rota_gap": ({"start": AT, "end": AT}, {"start": AT, "end": ""}),
    "alert.rota_stranger": ({"name": PHYSIO},),
    "alert.rota_overlap": ({"one": PHYSIO, "other": PHYSIO, "start": AT},),
    "alert.rota_broken": ({"fault": "This is not a calendar."},),
    "alert.rota_more": ({"count": 3},),
}

PARTS: dict[str, Samples] = {
    "alert.nameless": ({"number": 12},),
    "alert.kind": tuple({"kind": "wrote", "detail": detail} for detail in ("", "Hello", "a" * 500)),
    **{f"alert.kind__{kind}": _NONE for kind in _KINDS},
    **{f"alert.other_{severity}": ({"number": 3},) for severity in _STRICT},
    **{f"alert.ended__{outcome}": _NONE for outcome in _ENDED},
    "alert.ended_in_words": ({"words": NAME},),
}

BUTTONS: dict[str, Samples] = {
    "buttons.resolve": _NONE,
    "buttons.snooze": _NONE,
    "buttons.all_seen": _NONE,
    "buttons.open_alerts": ({"count": 1}, {"count": 3}),
    "buttons.show_alert": ({"number": 12},),
    **{f"buttons.put_off__{span}": _NONE for span in ("1", "4", "m")},
    **{f"alert.ended__{outcome}": _NONE for outcome in ("examined", "spoke", "advised", "nothing_needed")},
    "alert.row": tuple({"severity": severity, "name": NAME, "number": 3} for severity in _STRICT),
    "alert.digest_row": ({"name": NAME},),
}

TOASTS: tuple[str, ...] = ("alert.done", "alert.nothing_open", "alert.never_put_off", "alert.digest_old")
MENU: tuple[str, ...] = ("alerts",)
