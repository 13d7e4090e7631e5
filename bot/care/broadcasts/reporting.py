"""How far a broadcast has come: one message that is edited as it goes, and at the end a line for each recipient.

Must never name anybody to whom the broadcast was not addressed.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.care.broadcast import LEFT_OUT, OUTCOMES, Broadcast
from bot.care.broadcasts import sending
from bot.care.papers import paper
from bot.care.ports import Button, Cohort, Due, Media, Person, Turn
from bot.care.voice import button, label, send, text, when

REPORT = "broadcast_report"
SOONEST, LATEST = timedelta(seconds=3), timedelta(seconds=15)
SHARE_OF_ELAPSED = 60
BAR = 10
PAGE = 500
MOST_SHOWN = 5
UNDECIDED = ("waiting", "held")
FAILED, NOT_CERTAIN = ("failed",), ("failed", "uncertain")
"""Whom a broadcast can be repeated for."""


async def show_latest(turn: Turn, member: Person) -> None:
    """Send a report of each broadcast that is under way or was sent lately, whoever sent it."""
    found = await turn.broadcasts.latest(MOST_SHOWN)
    if not found:
        turn.reply.toast = text(turn, member, "broadcasts.none_sent")
    for broadcast in reversed(found):
        await start(turn, member, broadcast)


async def start(turn: Turn, member: Person, broadcast: Broadcast) -> None:
    """Send a report, and keep it up to date from now on until every recipient has an outcome."""
    counts = await _show(turn, member, broadcast, new=True)
    if broadcast.state == "running" or counts.get("waiting"):
        turn.plan(Due(member.id, REPORT, str(broadcast.id), turn.now + SOONEST))


async def came_due(turn: Turn, due: Due) -> None:
    """Bring the report up to date, and go on until every recipient has an outcome."""
    broadcast = await turn.broadcasts.find(int(due.subject)) if due.subject.isdecimal() else None
    if broadcast is None:
        return
    counts = await _show(turn, await turn.person(due.person), broadcast)
    if broadcast.state == "running" or counts.get("waiting"):
        turn.plan(replace(due, at=await _next_look(turn, broadcast, counts)))


async def stop(turn: Turn, member: Person, broadcast: Broadcast) -> None:
    """Stop a broadcast at once, and show what had gone out by then."""
    await _show(turn, member, await sending.stop(turn, broadcast))
    turn.plan(Due(member.id, REPORT, str(broadcast.id), turn.now + SOONEST))


async def send_list(turn: Turn, member: Person, broadcast: Broadcast) -> None:
    """Send a table with what became of the broadcast for each recipient."""
    head = [label(turn, member, f"broadcasts.column__{name}") for name in ("name", "language", "outcome", "at")]
    rows: list[tuple[str, ...]] = []
    after = 0
    while page := await turn.broadcasts.recipients(broadcast.id, after=after, most=PAGE):
        for one in page:
            at = when(turn, member, one.at) if one.at and one.outcome == "delivered" else ""
            rows.append((one.name, one.language, label(turn, member, f"broadcasts.outcome__{one.outcome}"), at))
        after = page[-1].person
    document = Media("file", {"name": f"broadcast-{broadcast.id}.csv", "text": paper(head, rows)})
    send(turn, member, text(turn, member, "broadcasts.list", number=broadcast.id, count=len(rows)), media=document)


async def repeat(turn: Turn, member: Person, broadcast: Broadcast, *, ends: tuple[str, ...]) -> Broadcast:
    """Return the member's draft of the same broadcast for exactly those with one of these ends; never two of it."""
    begun = await turn.broadcasts.draft_of(member.id)
    if begun and (begun.repeats, begun.ends) == (broadcast.id, ends):
        return begun
    same = replace(broadcast, by=member.id, created_at=turn.now, state="draft", count=0, cohort=Cohort())
    return await turn.broadcasts.add(replace(same, repeats=broadcast.id, ends=ends))


def counted(turn: Turn, reader: Person, outcome: str, count: int) -> str:
    """Return one outcome with its count, as a line."""
    return f"• {label(turn, reader, f'broadcasts.outcome__{outcome}')}: {count}"


async def _show(turn: Turn, member: Person, broadcast: Broadcast, *, new: bool = False) -> dict[str, int]:
    counts = await turn.broadcasts.outcomes(broadcast.id)
    of = broadcast.count
    done = of - sum(counts.get(name, 0) for name in UNDECIDED)
    left_out = sum(counts.values()) - of
    filled = BAR * done // of if of else BAR
    said = text(
        turn,
        member,
        "broadcasts.report",
        number=broadcast.id,
        state=broadcast.state,
        bar="▓" * filled + "░" * (BAR - filled),
        done=done,
        of=of,
        lines="\n".join(counted(turn, member, name, counts[name]) for name in OUTCOMES if counts.get(name)),
        left_out=left_out,
        gone=sum(counts.get(name, 0) for name in LEFT_OUT) - left_out,
    )
    rows = await _keyboard(turn, member, broadcast)
    send(turn, member, said, keyboard=rows, about=f"report:{broadcast.id}", replaces=not new)
    return counts


async def _keyboard(turn: Turn, member: Person, broadcast: Broadcast) -> tuple[tuple[Button, ...], ...]:
    """Return what can be done: stop it while it runs, and afterwards look at each recipient or send it again."""

    def row(name: str, word: str, **values: int) -> tuple[Button, ...]:
        return (button(turn, member, f"broadcasts.{name}", f"b|{broadcast.id}|{word}", **values),)

    if broadcast.state == "running":
        return (row("stop", "stop"), row("show_list", "list_of"))
    failed = await turn.broadcasts.repeatable(broadcast.id, FAILED)
    every = await turn.broadcasts.repeatable(broadcast.id, NOT_CERTAIN)
    rows = [row("show_list", "list_of")]
    if failed:
        rows.append(row("repeat_failed", "again", count=failed))
    if every > failed:
        rows.append(row("repeat_uncertain", "again_all", count=every))
    return tuple(rows)


async def _next_look(turn: Turn, broadcast: Broadcast, counts: dict[str, int]) -> datetime:
    """Return when to look again: soon at first, and where all that is left is held back, when it may go."""
    if not counts.get("waiting") and (at := await turn.broadcasts.next_at(broadcast.id)):
        return at + SOONEST
    elapsed = turn.now - broadcast.created_at
    return turn.now + max(SOONEST, min(LATEST, elapsed / SHARE_OF_ELAPSED))
