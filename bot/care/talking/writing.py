"""The clinic's side of a talk: the button and the command that begin one, and the words that go to the patient.

Words that come long after they were asked for, or after something about another patient, are shown with the name of
who would get them before they go.
Who may write to whom is checked on every call. Must never send words to anybody but the person whom the carer chose.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.care import asking, seen, whose
from bot.care.patient import notes
from bot.care.permissions import may
from bot.care.ports import Button, Cohort, Keyboard, Person, Said, Sent, Turn
from bot.care.talk_buttons import end_button
from bot.care.talking import draft as drafts
from bot.care.talking import talk
from bot.care.visit import Visit, visit
from bot.care.voice import tell, text, waking
from bot.core.answers import fold

FRESH = timedelta(minutes=15)
"""So long after the last exchange words may go to the patient at once; later ones are shown first."""

WHICH = "write_which"
"""What somebody is asked whose words are for one of several patients."""

LONGEST = 3000
WORDS_OF_A_NAME = 5
MOST_FOUND = 8


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Take a tap that begins a talk, ends it, or sends what was typed; False when it is not theirs."""
    target = await seen.patient(turn, carer, parts[1] if len(parts) > 1 else "", "talk")
    if target is None:
        return False
    match parts[2:]:
        case []:
            await _begin(target, carer, await _kept(target, carer))
        case ["end"] if target.case.talk:
            await talk.ended_by(target, carer)
        case ["end"]:
            turn.reply.toast = text(turn, carer, "talk.is_over")
        case ["yes" | "no" as wish, mark]:
            return await _confirmed(target, carer, wish, mark)
        case _:
            return False
    return True


async def typed(turn: Turn, carer: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as meant for the patient; False when the patient is not theirs any more."""
    target = await seen.patient(turn, carer, str(asked["patient"]), "talk")
    if target is None:
        return False
    await _write(target, carer, Said(said), sure=await _is_sure(target, carer, asked))
    return True


async def sent(turn: Turn, carer: Person, asked: dict[str, Any], what: Sent) -> bool:
    """Take a picture, a voice or a file as meant for the patient; False when it cannot be passed on."""
    target = await seen.patient(turn, carer, str(asked["patient"]), "talk")
    if target is None or not _can_be_passed_on(what):
        return False
    await _write(target, carer, what, sure=await _is_sure(target, carer, asked))
    return True


async def replied(turn: Turn, carer: Person, event: Said | Sent) -> bool:
    """Take a reply to a card about a patient as meant for that patient; False for any other, which counts as typed.

    A reply to the patient's own words goes at once, and to any other card it is shown first. A reply to a question
    counts as typed, unless it is about somebody else that words are awaited.
    """
    about = await turn.about(carer.id, event.reply_to) if event.reply_to else ""
    number = whose.patient_of(about)
    if number is None or (whose.asks(about) and not await _is_asked_of_another(turn, carer, number)):
        return False
    target = await seen.patient(turn, carer, str(number), "talk")
    if target is None:
        tell(turn, carer, "replies.staff_words")
    elif isinstance(event, Sent) and not _can_be_passed_on(event):
        tell(turn, carer, "replies.sent_other")
    else:
        await _write(target, carer, event, sure=whose.holds_own_words(about, target.case))
    return True


async def command(turn: Turn, carer: Person, rest: str) -> None:
    """Begin a talk with the patient whose name stands behind the command, with the words behind the name."""
    if not rest.split():
        tell(turn, carer, "talk.how_to_write")
        return
    name, said, found = await _read(turn, carer, rest)
    if len(found) == 1:
        await _begin(found[0], carer, said)
    elif found:
        patients = [one.person.id for one in found]
        await asking.ask(turn, carer, {"action": WHICH, "patients": patients, "said": said})
        rows = tuple((Button(one.person.name, f"T|{one.person.id}"),) for one in found[:MOST_FOUND])
        tell(turn, carer, "talk.which", keyboard=rows, name=name, more=len(found) > MOST_FOUND)
    else:
        tell(turn, carer, "talk.nobody_found", name=name)


async def _read(turn: Turn, carer: Person, rest: str) -> tuple[str, str, list[Visit]]:
    """Return the most words at the beginning that are somebody's name, what stands behind them, and whose it is."""
    words = rest.split()
    for many in range(min(len(words), WORDS_OF_A_NAME), 0, -1):
        found = await _found(turn, carer, " ".join(words[:many]))
        if found:
            return " ".join(words[:many]), "".join(rest.split(maxsplit=many)[many:]), found
    return words[0], "", []


async def _begin(target: Visit, carer: Person, said: str) -> None:
    """Show words that stood behind a name, or ask for them where none did."""
    await (_write(target, carer, Said(said), sure=False) if said.strip() else _ask(target, carer))


async def _kept(target: Visit, carer: Person) -> str:
    """Take the words that wait to be told which of several patients they are for; empty where this is none of them."""
    asked = await asking.awaited(target.turn, carer)
    is_meant = asked is not None and asked["action"] == WHICH and target.person.id in asked["patients"]
    if asked is None or not is_meant:
        return ""
    await asking.forget(target.turn, carer)
    return str(asked["said"])


async def _is_sure(target: Visit, carer: Person, asked: dict[str, Any]) -> bool:
    """Say whether words are for this patient: asked for lately, and nothing about another one has come since."""
    turn = target.turn
    if turn.now.timestamp() - float(asked["at"]) > FRESH.total_seconds():
        return False
    since = datetime.fromtimestamp(float(asked.get("since", asked["at"])), UTC)
    came = [whose.patient_of(about) for about in await turn.told(carer.id, since)]
    return all(number in (None, target.person.id) for number in came)


async def _ask(target: Visit, carer: Person) -> None:
    """Ask what the patient is to read, and say how late it is for them."""
    turn, patient = target.turn, target.person
    if not _is_here(target, carer):
        return
    await talk.await_words(target, carer)
    begun = target.case.talk
    other = (await turn.person(begun.by)).name if begun and begun.by != carer.id else ""
    asleep = waking(patient, turn.now) > turn.now
    rows: Keyboard = ((end_button(turn, carer, patient.id),),) if begun else ()
    about = whose.between(patient.id, whose.ASK)
    tell(turn, carer, "talk.ask", keyboard=rows, about=about, name=patient.name, other=other, asleep=asleep)


async def _write(target: Visit, carer: Person, what: Said | Sent, *, sure: bool) -> None:
    """Send the words or the picture, or show them with who would get them where that is not certain."""
    said = what.text.strip() if isinstance(what, Said) else what.caption
    if not _is_here(target, carer):
        return
    if not said and isinstance(what, Said):
        await _ask(target, carer)
    elif len(said) > LONGEST:
        tell(target.turn, carer, "talk.too_long", longest=LONGEST, length=len(said))
    elif sure:
        await talk.wrote(target, carer, said, what if isinstance(what, Sent) else None)
    else:
        await drafts.show(target, carer, what)


def _can_be_passed_on(what: Sent) -> bool:
    return what.what in notes.COPIED and what.message_id > 0


async def _confirmed(target: Visit, carer: Person, wish: str, mark: str) -> bool:
    """Send or drop the words that the button stood under, or show them again after a while; False for any others."""
    turn = target.turn
    draft = await drafts.take(turn, carer, target.person.id, mark)
    if draft is None:
        return False
    if wish == "no":
        turn.reply.toast = text(turn, carer, "talk.dropped")
    else:
        await _write(target, carer, draft.event, sure=not draft.is_old(turn.now))
    return True


async def _is_asked_of_another(turn: Turn, carer: Person, number: int) -> bool:
    """Say whether what the carer is asked now is about another patient than this one."""
    asked = await asking.awaited(turn, carer)
    return asked is not None and asked.get("patient") not in (None, number)


async def _found(turn: Turn, carer: Person, name: str) -> list[Visit]:
    """Return the patients of this name to whom somebody may write, their own first."""
    wanted = Cohort(search=fold(name))
    if not wanted.search:
        return []
    own = replace(wanted, physio=carer.id) if carer.role == "physio" else wanted
    rows = await turn.standings(own, most=MOST_FOUND + 1)
    rows += await turn.standings(wanted, most=50) if carer.role == "physio" else []
    people = {person.id: person for person, _ in rows}
    visits = [await visit(turn, person) for person in people.values()]
    return [one for one in visits if may(carer, "talk", one.person, one.case)]


def _is_here(target: Visit, carer: Person) -> bool:
    """Say whether the patient gets what is written to them; where not, tell the carer why."""
    state = target.person.state
    if state != "active":
        tell(target.turn, carer, "talk.not_here", name=target.person.name, state=state)
    return state == "active"
