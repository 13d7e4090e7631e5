"""News on a patient's phone: whether they want any. Their own plan always reaches them.

Must never mute anything but news.
"""

from bot.care.ports import Keyboard
from bot.care.visit import Visit
from bot.care.voice import button, send, text
from bot.core.facts import Muted

ABOUT = "news"


def mute(visit: Visit, *, muted: bool) -> None:
    """Stop news of the clinic, or take them up again."""
    if visit.case.without_news != muted:
        visit.turn.record(visit.person.id, Muted(muted, "news"))
    show(visit)


def show(visit: Visit) -> None:
    """Say whether news come, with the button that changes it."""
    turn, person, muted = visit.turn, visit.person, visit.case.without_news
    name = "broadcasts.muted" if muted else "broadcasts.unmuted"
    send(turn, person, text(turn, person, name, clinic=turn.settings.clinic), keyboard=_other(visit), about=ABOUT)


def _other(visit: Visit) -> Keyboard:
    name, data = ("unmute", "B|on") if visit.case.without_news else ("mute", "B|off")
    return ((button(visit.turn, visit.person, f"broadcasts.{name}", data),),)
