"""The texts of gates, tests and habits that follow from no content file, each with sample values; more of `notices`.

Must never hold a wording.
"""

from bot.content.notices import AT, NAME, PHYSIO, Samples

_NONE: Samples = ({},)
_PHYSIO: Samples = ({"physio": PHYSIO},)
_BOTH = (False, True)
_STANDINGS = ("passed", "failed", "stale", "missing")

GATE_MESSAGES: dict[str, Samples] = {
    **{
        f"gates.line__{standing}": tuple(
            {"test": "Calf raises", "value": "18", "goal": "at least 25", "pain": pain, "until": AT, "physio": measured}
            for pain in ("", "4/10, below 2")
            for measured in ("", PHYSIO)
        )
        for standing in _STANDINGS
    },
    "gates.before": tuple(
        {"gate": "strength", "stale": stale, "own": own, "measured": measured, "physio": PHYSIO}
        for stale in _BOTH
        for own, measured in ((True, False), (True, True), (False, True))
    ),
    "gates.how": tuple(
        {"own": own, "again": again, "measured": measured, "told": told, "physio": PHYSIO} | {"until": until}
        for own, again, measured, told, until in (
            (True, False, False, False, ""),
            (True, True, False, False, AT),
            (True, True, True, True, AT),
            (True, False, True, False, ""),
            (False, False, True, True, ""),
            (False, False, True, False, AT),
        )
    ),
    "gates.progress": tuple({"standing": standing, "done": 3, "of": 5} for standing in _STANDINGS),
    "gates.passed": ({"gate": "strength"},),
    "gates.measured": ({"physio": PHYSIO},),
    "gates.measured_closed": ({"physio": PHYSIO},),
    "gates.laid_aside": _NONE,
    "gates.enough": _NONE,
    "gates.reminder": _PHYSIO,
    "gates.still_waits": _PHYSIO,
    "gates.expired": _NONE,
    "gates.plan": tuple(
        {"gate": "strength", "passed": passed, "signed": signed, "done": 3, "of": 5, "until": until}
        for passed, signed, until in ((True, False, AT), (True, True, ""), (False, False, ""))
    ),
    "habits.title": _NONE,
    "habits.muted": _NONE,
    "habits.unmuted": _NONE,
    "tests.side_now__left": _NONE,
    "tests.side_now__right": _NONE,
    "tests.type_number": _NONE,
    "tests.pain_in_test": _NONE,
    "physio.gate": tuple({"signed": signed, "gate": "strength", "name": NAME} for signed in _BOTH),
    "physio.gate_results": ({"gate": "strength"},),
    "physio.gate_none": ({"name": NAME},),
    "physio.gates": ({"name": NAME},),
    "physio.test_line": tuple(
        {"mark": "✅", "test": "Calf raises", "value": value, "goal": "at least 25", "pain": "", "at": AT, "by": PHYSIO}
        | {"source": source}
        for value in ("", "18")
        for source in ("", "A guide.")
    ),
    "physio.measure": ({"name": NAME, "test": "Calf raises", "goal": "at least 25"},),
    "physio.measured": ({"name": NAME, "test": "Calf raises", "value": "18", "goal": "at least 25"},),
    "alert.about_gate": ({"name": NAME, "gate": "strength", "tests": "Calf raises"},),
    "alert.about_gate_waits": ({"name": NAME, "gate": "strength"},),
    "alert.about_test_pain": ({"name": NAME, "test": "Calf raises", "pain": 4, "gate": "strength"},),
}
"""What patients and physios read of gates, tests and habits."""

GATE_PARTS: dict[str, Samples] = {
    "tests.side__left": _NONE,
    "tests.side__right": _NONE,
    "tests.side_short": ({"test": "Calf raises", "side": "left"},),
    "tests.pain_in_test__short": ({"test": "Calf raises"},),
    "gates.sides": ({"left": "18", "right": "25"},),
    "gates.compared": ({"left": "18", "right": "25", "percent": "72"},),
    "gates.goal_compared": ({"limit": "at least 70"},),
    "gates.pain": ({"pain": "4/10", "limit": "below 2"},),
    "gates.test_pain": ({"pain": "4/10"},),
}
"""Texts that are put into these."""
