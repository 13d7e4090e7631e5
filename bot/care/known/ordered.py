"""What people of the clinic ordered, each order as a few words, for the journal and under the chart.

Must never say who gave it: whoever shows it does.
"""

from datetime import datetime

from bot.care import phrases
from bot.care.known import gates
from bot.care.known.dose import rung_name
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import label, short_date, text, zone
from bot.core.facts import Order
from bot.core.orders import (
    Discharged,
    HandedOver,
    KeptClosed,
    Moved,
    Paused,
    Placed,
    Rebaselined,
    Reopened,
    Repinned,
    Rested,
    Signed,
    Unpaused,
)

Names = dict[int, str]
"""What the people of the clinic are called, by their number."""


def phrase(one: Visit, reader: Person, order: Order, names: Names | None = None) -> str:
    """Return an order in a few words, such as `held until 3 Dec`."""
    turn = one.turn
    match order:
        case Reopened(rung) | Placed(rung):
            return text(turn, reader, f"journal.{order.kind}", rung=rung_name(one, reader, rung))
        case Rested(until):
            return text(turn, reader, "journal.rested", until=_day(reader, until))
        case Paused(why, _, until):
            return text(turn, reader, "journal.paused", why=why, until=_day(reader, until) if until else "")
        case Rebaselined(pain, stiffness, swelling):
            return text(
                turn,
                reader,
                "journal.rebaselined",
                pain=pain,
                stiffness=label(turn, reader, f"h48.stiffness__{stiffness}"),
                swelling=label(turn, reader, f"h48.swelling__{swelling}"),
            )
        case Moved():
            return text(
                turn,
                reader,
                "journal.moved",
                protocol=phrases.protocol(turn, reader, order.protocol),
                condition=phrases.condition(turn, reader, order.condition),
            )
        case HandedOver(physio):
            return text(turn, reader, "journal.handed_over", physio=(names or {}).get(physio, ""))
        case Signed(what):
            return text(turn, reader, "journal.signed", what=_signed(one, reader, what))
        case KeptClosed() | Repinned() | Unpaused() | Discharged():
            return text(turn, reader, f"journal.{order.kind}")


def _signed(one: Visit, reader: Person, what: str) -> str:
    gate = gates.find(one, what)
    if gate:
        return gates.name(one.turn, reader, gate)
    which = f"names.checkpoint__{what}"
    return text(one.turn, reader, which) if one.turn.library.language(reader.language).has(which) else what


def _day(reader: Person, at: datetime) -> str:
    return short_date(reader, at.astimezone(zone(reader)).date())
