"""The weekly test: whether messages still reach each physio, found out before an alert depends on it.

Who does not answer within two days, never came, or never answered is reported to the clinic. Must never take silence
for a yes.
"""

from datetime import UTC, datetime, timedelta

from bot.care.joining.watching import TEST, UNJOINED, WEEK, test_next
from bot.care.people.membership import patients_of
from bot.care.ports import Button, Due, Person, Turn
from bot.care.rota import folded
from bot.care.voice import button, send, text, waking, when

SILENT = "reach_silent"
KINDS = (TEST, SILENT, UNJOINED)
ABOUT = "reach"
ANSWERED_WITHIN = timedelta(hours=48)


async def came_due(turn: Turn, physio: Person, due: Due) -> None:
    """Send the test, or report that one was not answered or that somebody has not come."""
    if due.kind == UNJOINED:
        await _not_come(turn, physio)
    elif due.kind == TEST:
        test_next(turn, physio)
        if physio.state == "active" and turn.settings.weekly_test:
            await _test(turn, physio)
    elif physio.state == "active":
        await _silent(turn, physio)


async def tapped(turn: Turn, physio: Person, parts: list[str]) -> bool:
    """Take the tap that shows that messages arrive; False for anybody who is not tested."""
    known = await turn.note(_key(physio))
    if physio.role != "physio" or parts[1:] or known is None or "sent" not in known:
        return False
    await turn.put_note(_key(physio), known | {"answered": True, "ever": True, "reported": False})
    turn.forget(physio.id, SILENT, SILENT)
    send(turn, physio, text(turn, physio, "people.test_answered"), about=ABOUT, replaces=True)
    if known.get("reported"):
        await tell_clinic(turn, physio, "people.reached_again")
    return True


async def tell_clinic(  # what is said and how, by name
    turn: Turn,
    person: Person,
    which: str,
    *,
    buttons: tuple[tuple[str, str], ...] = (),
    key: str = "",
    **values: object,
) -> None:
    """Tell every other member of the clinic about somebody; where there is none, the other physios."""
    others = [one for role in ("clinic", "physio") for one in await turn.people(role) if one.id != person.id]
    for reader in [one for one in others if one.role == "clinic"] or others:
        shown = {
            name: when(turn, reader, value) if isinstance(value, datetime) else value for name, value in values.items()
        }
        rows: list[tuple[Button, ...]] = [(button(turn, reader, name, data),) for name, data in buttons]
        is_member = reader.role == "clinic"
        said = text(turn, reader, which, name=person.name, member=is_member, **shown)
        once = f"{key}:{reader.id}" if key else ""
        rows = rows if is_member else []
        send(turn, reader, said, keyboard=tuple(rows), key=once, not_before=waking(reader, turn.now))


async def _test(turn: Turn, physio: Person) -> None:
    known = await turn.note(_key(physio)) or {}
    await turn.put_note(_key(physio), known | {"sent": turn.now.timestamp(), "answered": False})
    rows = ((button(turn, physio, "people.i_am_here", "I"),),)
    send(turn, physio, text(turn, physio, "people.test"), keyboard=rows, about=ABOUT)
    turn.plan(Due(physio.id, SILENT, SILENT, turn.now + ANSWERED_WITHIN))


async def _silent(turn: Turn, physio: Person) -> None:
    """Report a test that was not answered."""
    known = await turn.note(_key(physio)) or {}
    if known.get("answered", True):
        return
    await turn.put_note(_key(physio), known | {"reported": True})
    since, count = datetime.fromtimestamp(known["sent"], UTC), await patients_of(turn, physio)
    which = "people.silent" if known.get("ever") else "people.never_answered"
    actions = (("people.hand_over", f"P|h|{physio.id}"),) if count else ()
    await tell_clinic(turn, physio, which, buttons=actions, since=since, count=count)


async def _not_come(turn: Turn, physio: Person) -> None:
    """Report a physio who has not joined, again each week, where patients, the rota or the chain count on them."""
    if physio.state not in ("invited", "enrolling"):
        return
    turn.plan(Due(physio.id, UNJOINED, UNJOINED, turn.now + WEEK))
    count = await patients_of(turn, physio)
    if count or _is_counted_on(turn, physio):
        new_link = (("people.new_link", f"P|n|{physio.id}"),) if physio.state == "invited" else ()
        actions = (*new_link, *((("people.hand_over", f"P|h|{physio.id}"),) if count else ()))
        await tell_clinic(turn, physio, "people.not_come", buttons=actions, count=count)


def _is_counted_on(turn: Turn, physio: Person) -> bool:
    """Whether somebody would be called by the rota or the chain, if only they were here."""
    return folded(physio.name) in {folded(name) for name in (*turn.settings.rota.names, *turn.settings.chain)}


def _key(physio: Person) -> str:
    return f"reach:{physio.id}"
