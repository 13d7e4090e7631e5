"""When each physio is tested for being reachable, or looked for because they have not come.

Must never send anything.
"""

from datetime import UTC, datetime, time, timedelta

from bot.care.ports import Due, Person, Turn
from bot.care.voice import waking, zone

TEST, UNJOINED = "reach_test", "unjoined"
HOUR = time(10)
MONDAY = 0
COMES_WITHIN = timedelta(days=3)
WEEK = timedelta(days=7)


def watch(turn: Turn, physio: Person) -> None:
    """Set when a physio is tested next, or looked for where they have not come yet."""
    if physio.role != "physio" or not turn.settings.weekly_test:
        return
    if physio.state == "active":
        test_next(turn, physio)
    elif physio.state == "invited":
        turn.plan(Due(physio.id, UNJOINED, UNJOINED, turn.now + COMES_WITHIN))


def test_next(turn: Turn, physio: Person) -> None:
    """Set the next test, whether a physio is there now or not: one who is away over a Monday may be back by then."""
    if turn.settings.weekly_test:
        turn.plan(Due(physio.id, TEST, TEST, _next_monday(turn, physio)))


async def watch_all(turn: Turn) -> None:
    """Set it for every physio for whom it was never set, as before an upgrade or while the clinic wanted no test."""
    for physio in await turn.people("physio", states=("invited", "active")):
        note = f"reach:{physio.id}:{physio.state}"
        if not turn.settings.weekly_test:
            await turn.put_note(note, None)
        elif await turn.note(note) is None:
            await turn.put_note(note, {"at": turn.now.timestamp()})
            watch(turn, physio)


def _next_monday(turn: Turn, physio: Person) -> datetime:
    """Return the next Monday morning by the physio's own clock."""
    local = turn.now.astimezone(zone(physio))
    day = local.date() + timedelta(days=(MONDAY - local.weekday()) % WEEK.days)
    at = datetime.combine(day, HOUR, zone(physio))
    if at <= local:
        at = datetime.combine(day + WEEK, HOUR, zone(physio))
    return waking(physio, at.astimezone(UTC))
