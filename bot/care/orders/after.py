"""After the care has ended: what a discharged patient sends is answered, and nothing is asked of them any more.

Words are passed on to whoever looked after them, as words and not as an alert, because nobody watches over a plan that
has ended; every answer says so. Must never change a plan.
"""

from bot.care.ports import Event, Said
from bot.care.visit import Visit
from bot.care.voice import send, tell, text, waking
from bot.core.facts import Noted


def came(visit: Visit, event: Event) -> None:
    """Answer somebody whose care has ended; what they say in words is passed on."""
    turn, person = visit.turn, visit.person
    passed = isinstance(event, Said) and not event.text.startswith("/") and _pass_on(visit, event.text)
    emergency, clinic = turn.settings.emergency_number, turn.settings.clinic
    tell(turn, person, "orders.after", passed=passed, physio=visit.physio, clinic=clinic, emergency=emergency)


def _pass_on(visit: Visit, said: str) -> bool:
    """Send the words to those who looked after the patient; False where nobody of them is there."""
    turn, person = visit.turn, visit.person
    readers = [carer for carer in visit.carers if carer.state == "active"]
    turn.record(person.id, Noted(said))
    for carer in readers:
        words = text(turn, carer, "orders.words_after", name=person.name, said=said)
        send(turn, carer, words, not_before=waking(carer, turn.now))
    return bool(readers)
