"""Sample values for the texts of broadcasts: what patients read around them, and what the clinic sees.

Must never hold a wording.
"""

from bot.content.notices import CLINIC, NAME, PHYSIO, Samples

_NONE: Samples = ({},)
_BOTH = (False, True)
_LINES = "• wants no news: 3\n• has blocked the bot: 1"
_WRONG: Samples = tuple({"shown": "<blink>", "line": 3, "again": again} for again in _BOTH)

MESSAGES: dict[str, Samples] = {
    **{f"broadcasts.{name}": ({"clinic": CLINIC},) for name in ("news_title", "plan_title", "muted", "unmuted")},
    "broadcasts.card": tuple(
        {"number": 12, "to": NAME, "goes": 40, "of": 43, "plan": plan, "texts": "English: ✓", "media": media}
        | {"prompt": prompt}
        for plan, media, prompt in ((False, "", ""), (True, "photo", "Type the text now."), (False, "document", ""))
    ),
    "broadcasts.choosing": tuple({"number": 12, "to": NAME, "count": count} for count in (0, 1, 40)),
    **{f"broadcasts.too_long{where}": ({"longest": 960, "length": 4100},) for where in ("", "_under_picture")},
    **{
        f"broadcasts.{name}": _WRONG
        for name in (
            *("broken_unreadable", "broken_unknown", "broken_too_much", "broken_crossed", "broken_unclosed"),
            *("unknown_place", "broken_place"),
        )
    },
    **{
        f"broadcasts.{name}": ({"shown": NAME, "others": f"{NAME} (12), {PHYSIO} (15)"},)
        for name in ("list_too_long", "list_empty", "list_unknown", "list_ambiguous")
    },
    "broadcasts.rest_of_long": _NONE,
    "broadcasts.not_a_picture": _NONE,
    "broadcasts.no_text_yet": _NONE,
    "broadcasts.nobody": tuple({"left_out": left_out} for left_out in ("", _LINES)),
    "broadcasts.preview": tuple(
        {"number": 12, "read_by": NAME, "count": count, "languages": "English 40", "left_out": left_out, "plan": plan}
        for count, left_out, plan in ((1, "", False), (40, _LINES, True))
    ),
    "broadcasts.wrong_count": ({"count": 40},),
    "broadcasts.count_changed": ({"was": 40, "count": 41},),
    "broadcasts.confirmed": ({"number": 12, "count": 40},),
    "broadcasts.dropped": ({"number": 12},),
    "broadcasts.report": tuple(
        {"number": 12, "state": state, "bar": "▓▓░░", "done": 20, "of": 40, "lines": _LINES}
        | {"gone": gone, "left_out": left_out}
        for state, gone, left_out in (("running", 0, 2), ("stopped", 1, 2), ("done", 3, 0))
    ),
    "broadcasts.list": ({"number": 12, "count": 40},),
}

PARTS: dict[str, Samples] = {
    "broadcasts.ask_text": ({"language": "Español"},),
    "broadcasts.ask_list": _NONE,
    "broadcasts.ask_picture": _NONE,
    "broadcasts.text_line": tuple(
        {"language": "Español", "length": length, "shared": shared}
        for length, shared in ((0, False), (120, True), (120, False))
    ),
    "broadcasts.repeat_of": ({"number": 7},),
    "broadcasts.by_list": ({"count": 3},),
    "broadcasts.read_by": tuple({"name": NAME, "language": "English", "lacks": lacks} for lacks in ("", "no physio")),
    **{f"broadcasts.without__{what}": _NONE for what in ("physio", "place")},
    **{
        f"broadcasts.outcome__{outcome}": _NONE
        for outcome in (
            *("delivered", "waiting", "held", "blocked", "stopped", "failed", "uncertain", "called_off"),
            *("not_joined", "discharged", "inactive", "muted", "no_text", "lacks"),
        )
    },
    **{f"broadcasts.column__{name}": _NONE for name in ("name", "language", "outcome", "at")},
}

BUTTONS: dict[str, Samples] = {
    **{
        f"broadcasts.{name}": _NONE
        for name in (
            *("mute", "unmute", "everybody", "name_them", "back", "to_whom", "make_news", "make_plan"),
            *("same_for_all", "add_media", "no_media", "see", "drop", "test", "to_the_card", "stop", "show_list"),
            "sent_lately",
        )
    },
    **{
        f"broadcasts.by__{by}": _NONE
        for by in ("protocol", "condition", "phase", "rung", "physio", "language", "status")
    },
    "broadcasts.write": ({"language": "Español"},),
    "broadcasts.repeat_failed": ({"count": 10000},),
    "broadcasts.repeat_uncertain": ({"count": 10000},),
}

TOASTS: tuple[str, ...] = tuple(
    f"broadcasts.{name}"
    for name in ("already_done", "not_yours", "only_a_test", "has_ended", "still_running", "none_sent")
)
