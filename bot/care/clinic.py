"""The clinic's side: a plan update to all active patients, previewed, counted, confirmed and reported.

Must never send anything that was not confirmed, nor the same update twice.
"""

from datetime import timedelta
from html import escape
from typing import Any

from bot.care.ports import Due, Keyboard, Lane, Person, Turn
from bot.care.voice import button, send, tell, text, waking

REPORT = "broadcast_report"
LONGEST_UPDATE = 3000
NAMES_SHOWN = 30
REPORT_EVERY = timedelta(seconds=15)


async def begin(turn: Turn, member: Person, said: str = "") -> None:
    """Ask for the words of a plan update, or preview those that came with the command."""
    if said:
        await preview(turn, member, said)
        return
    await turn.put_note(_asking(member), {"action": "broadcast"})
    tell(turn, member, "clinic.ask_update")


async def typed(turn: Turn, member: Person, said: str) -> bool:
    """Take typed words as the plan update that was asked for; False when none was."""
    asked = await turn.note(_asking(member))
    if not asked or asked.get("action") != "broadcast":
        return False
    await turn.put_note(_asking(member), None)
    await preview(turn, member, said)
    return True


async def preview(turn: Turn, member: Person, said: str) -> None:
    """Show the update as a patient will see it, and how many will get it, and ask for the word."""
    patients = await turn.people("patient")
    if len(escape(said)) > LONGEST_UPDATE:
        tell(turn, member, "clinic.update_too_long", longest=LONGEST_UPDATE, length=len(said))
    elif not patients:
        tell(turn, member, "clinic.nobody")
    else:
        name = broadcast_name(turn, member)
        await turn.put_note(name, {"text": said, "by": member.id, "count": len(patients)})
        send(turn, member, words(turn, member, said))
        tell(
            turn,
            member,
            "clinic.preview",
            keyboard=_confirm(turn, member, name, len(patients)),
            count=len(patients),
        )


async def tapped(turn: Turn, member: Person, data: str) -> bool:
    """Take the clinic's tap on a preview; a second tap sends nothing twice."""
    parts = data.split("|")
    if len(parts) != 3 or parts[0] != "b":
        return False
    name, word = parts[1], parts[2]
    prepared = await turn.note(name)
    if not prepared or prepared.get("by") != member.id:
        turn.reply.toast = text(turn, member, "clinic.already_done")
        return True
    await turn.put_note(name, None)
    if word == "yes":
        count = await send_update(turn, name, str(prepared["text"]))
        await turn.put_note(f"sent:{name}", {"by": member.id, "count": count})
        _show_report(turn, member, name, waiting=count, sent=0, missed=0, names="", replaces=False)
        turn.plan(Due(member.id, REPORT, name, turn.now + REPORT_EVERY))
    else:
        tell(turn, member, "clinic.called_off")
    return True


async def send_update(turn: Turn, name: str, said: str) -> int:
    """Put the update for every active patient into the outbox, once each; return how many."""
    patients = await turn.people("patient")
    for patient in patients:
        send(
            turn,
            patient,
            words(turn, patient, said),
            lane=Lane.BROADCAST,
            about=name,
            key=f"{name}:{patient.id}",
            not_before=waking(patient, turn.now),
        )
    return len(patients)


async def report_due(turn: Turn, member: Person, name: str) -> None:
    """Bring the report of an update up to date, and go on until every message has ended one way or another."""
    state = await turn.delivery(name)
    missed = state.failed + state.uncertain + state.unreachable
    names = ", ".join(await turn.missed(name, NAMES_SHOWN)) if missed else ""
    counts = {"waiting": state.waiting, "sent": state.sent, "missed": missed, "names": names}
    _show_report(turn, member, name, replaces=True, **counts)
    if state.waiting:
        turn.plan(Due(member.id, REPORT, name, turn.now + _until_next_report(turn, name)))


def _until_next_report(turn: Turn, name: str) -> timedelta:
    """Return how long to wait: what has gone on for hours, over a night, is looked at less and less often."""
    began = int(name.rpartition(":")[2])
    return max(REPORT_EVERY, timedelta(seconds=(turn.now.timestamp() - began) / 10))


def words(turn: Turn, reader: Person, said: str) -> str:
    """Return the update as a patient reads it; what the clinic typed is shown as typed, markup and all."""
    return text(turn, reader, "clinic.update", clinic=turn.settings.clinic, said=said)


def broadcast_name(turn: Turn, member: Person) -> str:
    """Return a name for an update that nobody else has."""
    return f"broadcast:{member.id}:{int(turn.now.timestamp())}"


def _show_report(turn: Turn, member: Person, name: str, *, replaces: bool, **counts: Any) -> None:
    said = text(turn, member, "clinic.report", **counts)
    send(turn, member, said, about=f"report:{name}", replaces=replaces)


def _confirm(turn: Turn, member: Person, name: str, count: int) -> Keyboard:
    return (
        (button(turn, member, "buttons.send_update", f"b|{name}|yes", count=count),),
        (button(turn, member, "buttons.call_off", f"b|{name}|no"),),
    )


def _asking(member: Person) -> str:
    return f"asking:{member.id}"
