"""Steps: what is asked for while an order is put together, which answers are a tap away, and what may be typed.

Must never carry anything out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.care import phrases
from bot.care.known import dose, reasons
from bot.care.orders import days, places, refusals, words
from bot.care.orders.draft import Draft
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import label, text, zone
from bot.core.answers import Kind, Question, fold, read
from bot.core.errors import AnswerError, StridebackError

LONGEST_REASON = 300
FEWEST_DAYS, MOST_DAYS = 1, 60
USUAL_DAYS = (2, 3, 5, 7, 14)
USUAL_PAUSES = (7, 14, 21)
CAUSES = ("illness", "holiday")
SHARED = "h48"
"""The check-in whose questions a baseline answers."""


@dataclass(frozen=True)
class Option:
    """One answer that is a tap away; those of a `group` are shown together, the other groups behind a button each."""

    value: Any
    label: str
    group: str = ""


@dataclass(eq=False)
class UnreadableError(StridebackError):
    """Typed words are no answer to what is asked; `sentence` says what would be."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


def options(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    """Return every answer to what is asked next, in an order that stays the same while it is asked."""
    return _OPTIONS[draft.asked](target, carer, draft)


def typed(target: Visit, carer: Person, draft: Draft, said: str) -> Any:
    """Return the answer that typed words give to what is asked next; raises UnreadableError for anything else."""
    match draft.asked:
        case "why":
            return _reason(target, carer, said)
        case "days":
            return _number(target, carer, said)
        case "until":
            return _day(target, carer, said)
        case _:
            return _option(target, carer, draft, said)


def added(target: Visit, draft: Draft, value: Any) -> Draft:
    """Return the draft with an answer to what is asked; days are counted from the one on which they were chosen."""
    more = draft.with_value(draft.asked, value)
    return more.with_value("from", _today(target).isoformat()) if draft.asked == "days" else more


def _rungs(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    there, position = places.under(target, draft), target.case.position
    here = position.rung if position and draft.kind == "place" else ""
    return [
        Option(one.id, f"{'➡️ ' if one.id == here else ''}{dose.rung_name(there, carer, one.id)}", one.kind)
        for one in there.protocol.rungs
    ]


def _reasons(target: Visit, carer: Person, _draft: Draft) -> list[Option]:
    return [Option(one, label(target.turn, carer, f"orders.reason__{one}")) for one in reasons.USUAL]


def _days(target: Visit, carer: Person, _draft: Draft) -> list[Option]:
    return [Option(many, label(target.turn, carer, "orders.days", days=many)) for many in USUAL_DAYS]


def _causes(target: Visit, carer: Person, _draft: Draft) -> list[Option]:
    return [Option(one, label(target.turn, carer, f"orders.cause__{one}")) for one in CAUSES]


def _ends(target: Visit, carer: Person, _draft: Draft) -> list[Option]:
    turn, today = target.turn, _today(target)
    ends = [Option("", label(turn, carer, "orders.no_end"))]
    for many in USUAL_PAUSES:
        day = (today + timedelta(days=many)).isoformat()
        ends.append(Option(day, label(turn, carer, "orders.until_day", day=words.day(target, carer, day))))
    return ends


def _pains(_target: Visit, _carer: Person, _draft: Draft) -> list[Option]:
    return [Option(value, str(value)) for value in range(11)]


def _levels(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    question = target.turn.library.conversation(SHARED).question(draft.asked)
    given = question.options if question else ()
    return [Option(one, label(target.turn, carer, f"{SHARED}.{draft.asked}__{one}")) for one in given]


def _protocols(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    turn = target.turn
    names = [name for name in turn.library.choices() if _may_be_chosen(target, draft, name)]
    # Pairs stand together, by the one whose stages they are; a protocol with a ladder of its own stands for itself.
    return [Option(name, _named(target, carer, name), name.partition("+")[0] if "+" in name else "") for name in names]


def _named(target: Visit, carer: Person, name: str) -> str:
    said = phrases.protocol(target.turn, carer, name)
    return said.partition(" + ")[2] or said


def _conditions(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    turn = target.turn
    known = [name for name in turn.library.condition_names() if _may_be_chosen(target, draft, name)]
    said = [Option(name, phrases.condition(turn, carer, name)) for name in known]
    return sorted(said, key=lambda one: one.label)


def _may_be_chosen(target: Visit, draft: Draft, value: str) -> bool:
    return refusals.is_choice(target, draft.with_value(draft.asked, value))


_OPTIONS: dict[str, Callable[[Visit, Person, Draft], list[Option]]] = {
    "rung": _rungs,
    "why": _reasons,
    "days": _days,
    "cause": _causes,
    "until": _ends,
    "pain": _pains,
    "stiffness": _levels,
    "swelling": _levels,
    "protocol": _protocols,
    "condition": _conditions,
}


def _reason(target: Visit, carer: Person, said: str) -> str:
    kept = " ".join(said.split())
    if not any(letter.isalnum() for letter in kept):
        raise UnreadableError(text(target.turn, carer, "orders.bad_reason"))
    if len(kept) > LONGEST_REASON:
        raise UnreadableError(text(target.turn, carer, "orders.long_reason", longest=LONGEST_REASON, length=len(kept)))
    return kept


def _number(target: Visit, carer: Person, said: str) -> int:
    asked = Question("days", Kind.NUMBER, low=FEWEST_DAYS, high=MOST_DAYS)
    try:
        return int(str(read(asked, said, target.turn.library.language(carer.language).words({}))))
    except AnswerError:
        range_ = {"fewest": FEWEST_DAYS, "most": MOST_DAYS}
        raise UnreadableError(text(target.turn, carer, "orders.bad_days", **range_)) from None


def _day(target: Visit, carer: Person, said: str) -> str:
    today = _today(target)
    day = days.read(said, today)
    if day is None:
        raise UnreadableError(text(target.turn, carer, "orders.bad_day"))
    if day <= today:
        raise UnreadableError(text(target.turn, carer, "orders.past"))
    if (day - today).days > refusals.LONGEST_PAUSE:
        raise UnreadableError(text(target.turn, carer, "orders.far"))
    return day.isoformat()


def _option(target: Visit, carer: Person, draft: Draft, said: str) -> Any:
    """Return the one answer whose label was typed."""
    found = [one.value for one in options(target, carer, draft) if fold(one.label) == fold(said)]
    if len(found) != 1:
        raise UnreadableError(text(target.turn, carer, "orders.tap_one"))
    return found[0]


def _today(target: Visit) -> date:
    return target.turn.now.astimezone(zone(target.person)).date()
