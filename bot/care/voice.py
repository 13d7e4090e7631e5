"""Speaking: a text by name, in the person's language, with times in their zone, into the outbox.

Must never decide what is said; the use cases do.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta

from bot.care.ports import Button, Keyboard, Lane, Media, Message, Person, Turn
from bot.core.schedule import QuietHours, held_over

_BOUNDS = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}


def text(turn: Turn, person: Person, which: str, /, **values: Any) -> str:
    """Return a text in the person's language."""
    return turn.library.language(person.language).say(which, **values)


def label(turn: Turn, person: Person, which: str, /, **values: Any) -> str:
    """Return a text for a button: the same, without markup, because buttons show none."""
    return bare(text(turn, person, which, **values))


def bare(said: str) -> str:
    """Return a text as it stands where no markup is shown: on buttons and in pictures."""
    for escaped, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        said = said.replace(escaped, plain)
    return said


def button(turn: Turn, person: Person, which: str, data: str, /, **values: Any) -> Button:
    """Return a button with a text in the person's language."""
    return Button(label(turn, person, which, **values), data)


def wrong_button(turn: Turn, person: Person) -> Button:
    """Return the button that is always one tap away."""
    return button(turn, person, "buttons.wrong", "x")


def send(  # noqa: PLR0913  # what a message can carry, each by name
    turn: Turn,
    person: Person,
    said: str,
    *,
    lane: Lane = Lane.ANSWER,
    keyboard: Keyboard = (),
    about: str = "",
    replaces: bool = False,
    key: str = "",
    not_before: datetime | None = None,
    media: Media | None = None,
    follows: str = "",
    only_if_there: bool = False,
) -> None:
    """Put finished words for a person into the outbox."""
    message = Message(person.id, said, lane, keyboard, about, replaces, key, not_before, media, follows, only_if_there)
    turn.say(message)


def tell(turn: Turn, person: Person, which: str, /, *, keyboard: Keyboard = (), about: str = "", **values: Any) -> None:
    """Send a text by name as a new message."""
    send(turn, person, text(turn, person, which, **values), keyboard=keyboard, about=about)


def zone(person: Person) -> ZoneInfo:
    """Return the person's time zone."""
    return ZoneInfo(person.timezone)


def waking(person: Person, at: datetime) -> datetime:
    """Return the instant, or the end of the person's quiet hours that it falls into."""
    return held_over(at, QuietHours.parse(person.quiet_hours), zone(person))


def when(turn: Turn, person: Person, at: datetime) -> str:
    """Return an instant as the person would say it: `today 18:05`, `Thursday 08:10`, `Thursday 3 December, 08:10`."""
    local, today = at.astimezone(zone(person)), turn.now.astimezone(zone(person))
    clock = format_time(local, "HH:mm", locale=person.language)
    days = (local.date() - today.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return text(turn, person, f"times.{near}", clock=clock)
    weekday, day, month = (format_datetime(local, part, locale=person.language) for part in ("EEEE", "d", "MMMM"))
    date = weekday if 0 < days < 7 else text(turn, person, "times.date", weekday=weekday, day=day, month=month)
    return text(turn, person, "times.day", day=date, clock=clock)


def short_date(person: Person, day: date) -> str:
    """Return a day of the year in the person's language, such as `3 Dec`."""
    return format_date(day, "d MMM", locale=person.language)


def duration(person: Person, seconds: int) -> str:
    """Return a length of time in the person's language, such as `30 seconds` or `2 minutes`."""
    if seconds % 60:
        return format_timedelta(seconds, granularity="second", threshold=1000, locale=person.language)
    return format_timedelta(seconds, granularity="minute", threshold=1000, locale=person.language)


def bound(turn: Turn, person: Person, operator: str, figure: str) -> str:
    """Return a limit in the person's language, such as `below 2` or `at least 25`."""
    return text(turn, person, f"limits.{_BOUNDS[operator]}", value=figure)


def minutes(value: float) -> str:
    """Return minutes without a needless fraction."""
    return f"{value:g}"
