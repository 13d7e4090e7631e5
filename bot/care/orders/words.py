"""Words of orders: what an order comes to, and why it is given, as whoever reads it would say it.

Must never change anything.
"""

from datetime import date

from bot.care import phrases
from bot.care.known import dose, gates, standstill
from bot.care.orders import places
from bot.care.orders.draft import Draft
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import label, text

WAYS = {-1: "back", 0: "again", 1: "ahead"}
"""How putting somebody on a rung is called, by whether that is below or above where they are."""


def what(target: Visit, reader: Person, draft: Draft) -> str:
    """Return in a few words what an order comes to, such as `hold the plan for 3 days`."""
    turn, values, kind = target.turn, draft.values, draft.kind
    match kind:
        case "place":
            said = {"rung": rung(target, reader, draft)}
            return label(turn, reader, f"orders.what__{way(target, draft)}", **said)
        case "reopen":
            return label(turn, reader, "orders.what__reopen", rung=rung(target, reader, draft))
        case "rest":
            return label(turn, reader, "orders.what__rest", days=values["days"])
        case "pause":
            until = values["until"] and day(target, reader, str(values["until"]))
            return label(turn, reader, "orders.what__pause", why=values["cause"], until=until)
        case "sign":
            return label(turn, reader, "orders.what__sign", which=signed(target, reader, str(values["which"])))
        case "measure":
            return label(
                turn, reader, "orders.what__measure", test=text(turn, reader, f"tests.{values['test']}__short")
            )
        case "baseline":
            return label(turn, reader, "orders.what__baseline", **baseline(target, reader, draft))
        case "protocol":
            name = phrases.protocol(turn, reader, str(values["protocol"]))
            return label(turn, reader, "orders.what__protocol", name=name, rung=rung(target, reader, draft))
        case "condition":
            name = phrases.condition(turn, reader, str(values["condition"]))
            return label(turn, reader, "orders.what__condition", name=name, rung=rung(target, reader, draft))
        case _:
            return label(turn, reader, f"orders.what__{kind}")


def way(target: Visit, draft: Draft) -> str:
    """Return whether an order leads back, ahead, or begins the same rung again."""
    up = places.direction(target, str(draft.values["rung"]))
    return WAYS[(up > 0) - (up < 0)]


def rung(target: Visit, reader: Person, draft: Draft) -> str:
    """Return what the rung of a draft is called."""
    return dose.rung_name(places.under(target, draft), reader, str(draft.values["rung"]))


def day(target: Visit, reader: Person, said: str) -> str:
    """Return a day such as `2026-12-03` as whoever reads it would say it."""
    return standstill.day(target, reader, date.fromisoformat(said))


def signed(target: Visit, reader: Person, which: str) -> str:
    """Return what a gate or a checkpoint is called."""
    kind = "checkpoint" if which in target.protocol.checkpoints() else "gate"
    return text(target.turn, reader, f"names.{kind}__{which}")


def is_gate(target: Visit, which: str) -> bool:
    """Say whether what stands on the way is a gate, and no checkpoint."""
    return gates.find(target, which) is not None and which not in target.protocol.checkpoints()


def baseline(target: Visit, reader: Person, draft: Draft) -> dict[str, object]:
    """Return the values of a baseline as they are said."""
    given = draft.values
    said = {part: label(target.turn, reader, f"h48.{part}__{given[part]}") for part in ("stiffness", "swelling")}
    return {"pain": given["pain"], **said}
