"""After the care has ended: what a discharged patient sends is answered, and nothing is asked of them any more.

Words, and red flags tapped on a list that they still see, are passed on to whoever looked after them: as words and not
as an alert, because nobody watches over a plan that has ended; every answer says so. Must never change a plan.
"""

from bot.care.alerts.cards import name_for
from bot.care.course.checkins import FLAGS
from bot.care.known.cards import card
from bot.care.ports import Event, Said, Tapped
from bot.care.visit import Visit
from bot.care.voice import label, send, tell, text, waking
from bot.core.facts import Noted


def came(visit: Visit, event: Event) -> None:
    """Answer somebody whose care has ended; what they say in words, or as a red flag, is passed on."""
    turn, person = visit.turn, visit.person
    passed = _is_passed_on(visit, event)
    emergency, clinic = turn.settings.emergency_number, turn.settings.clinic
    tell(turn, person, "orders.after", passed=passed, physio=visit.physio, clinic=clinic, emergency=emergency)


def _is_passed_on(visit: Visit, event: Event) -> bool:
    """Pass on what somebody says; False where they say nothing, or nobody of those who looked after them is there."""
    match event:
        case Said(said) if not said.startswith("/"):
            return _pass_on(visit, "orders.words_after", said)
        case Tapped(data) if flag := flag_tapped(visit, data):
            return _pass_on(visit, "orders.flag_after", flag=flag)
        case _:
            return False


def _pass_on(visit: Visit, which: str, said: str = "", *, flag: str = "") -> bool:
    """Send words, or a red flag by the name of its label, to those who looked after the patient."""
    turn, person = visit.turn, visit.person
    readers = [carer for carer in visit.carers if carer.state == "active"]
    turn.record(person.id, Noted(label(turn, person, flag) if flag else said))
    for carer in readers:
        words = text(turn, carer, which, name=name_for(visit, carer), said=label(turn, carer, flag) if flag else said)
        send(turn, carer, words, not_before=waking(carer, turn.now))
    return bool(readers)


def flag_tapped(visit: Visit, data: str) -> str:
    """Return the name of the label of the red flag that is tapped on a list; empty for any other tap."""
    match data.split("|"):
        case ["f", name, place, _, number] if name in visit.case.check_ins:
            script = card(visit.turn, visit.case.check_ins[name]).script
            flags = {str(at): one.options for at, one in enumerate(script.questions) if one.id == FLAGS}.get(place, ())
            chosen = next((flag for at, flag in enumerate(flags) if str(at) == number), "")
            return chosen and f"{script.id}.{FLAGS}__{chosen}"
        case _:
            return ""
