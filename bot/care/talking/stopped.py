"""After /stop: what a patient who has stopped says still reaches somebody, and the answer says truthfully whom.

Nothing begins again before they say /start. Must never pass on anything of somebody who has not agreed to it.
"""

from bot.care import whose
from bot.care.alerts.cards import name_for
from bot.care.course import checkins
from bot.care.patient import listening, notes
from bot.care.patient.after import flag_tapped
from bot.care.ports import Event, Person, Said, Sent, Tapped
from bot.care.visit import Visit
from bot.care.voice import label, send, tell, text, waking
from bot.core.facts import Noted

PASSED, LOST, NOTHING = "passed", "lost", "nothing"
"""What becomes of what somebody does who has stopped: it is passed on, reaches nobody, or says nothing."""


def came(visit: Visit, event: Event) -> None:
    """Answer somebody who has stopped; what they say or show is passed on, and what sounds like a warning as a note."""
    turn, (physio, at) = visit.turn, notes.read_by(visit)
    fate, emergency = _fate(visit, event), turn.settings.emergency_number
    tell(turn, visit.person, "replies.you_stopped", fate=fate, physio=physio, at=at, emergency=emergency)


def _fate(visit: Visit, event: Event) -> str:
    agreed = visit.case.answers(checkins.SETTINGS).get("consent") == "yes"
    match event:
        case Tapped(data) if agreed and (flag := flag_tapped(visit, data)):
            notes.came(visit, label(visit.turn, visit.person, flag))
        case Said(said) if agreed and not said.startswith("/"):
            _pass_on(visit, said)
        case Sent(what, number) if agreed and what in notes.COPIED and number > 0:
            notes.showed(visit, event)
        case Sent(caption=said) if agreed and said:
            _pass_on(visit, said)
        case Said(said) if not said.startswith("/"):
            return LOST
        case Sent():
            return LOST
        case _:
            return NOTHING
    return PASSED if _readers(visit) else LOST


def _pass_on(visit: Visit, said: str) -> None:
    """Send words to those who look after the patient; as a note where they sound like a warning, or nobody is there."""
    turn, person, readers = visit.turn, visit.person, _readers(visit)
    if not readers or listening.sounds_like_a_warning(visit, said):
        notes.came(visit, said)
        return
    turn.record(person.id, Noted(said))
    for carer in readers:
        words = text(turn, carer, "talk.words_stopped", name=name_for(visit, carer), said=said)
        about = whose.from_patient(person.id, carer.id)
        send(turn, carer, words, about=about, not_before=waking(carer, turn.now))


def _readers(visit: Visit) -> list[Person]:
    return [carer for carer in visit.carers if carer.state == "active"]
