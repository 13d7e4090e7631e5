"""The buttons that begin an order, as they fit how a patient's plan stands.

Must never change anything, nor offer what the reader may not do.
"""

from bot.care.known import gates, standstill
from bot.care.orders import refusals, telling, words
from bot.care.orders.draft import Draft
from bot.care.permissions import is_for, may
from bot.care.ports import Button, Keyboard, Person
from bot.care.visit import Visit
from bot.care.voice import button

Rows = list[tuple[Button, ...]]
TERMS = ("baseline", "protocol", "condition", "discharge")
"""What is kept behind one more tap, because it changes on what terms somebody is treated."""


def menu(target: Visit, carer: Person) -> Keyboard:
    """Return the buttons for everything that can be decided about a patient now."""
    turn, patient, case = target.turn, target.person, target.case
    if case.enrolled is None or not may(carer, "restrict", patient, case):
        return ()
    more = terms(target, carer)
    if patient.state != "active":
        return more
    rows = [*_signing(target, carer), *_closed_or_open(target, carer)]
    if any(target.protocol.gates()):
        judged = gates.missing(target)
        data = f"v|{patient.id}|{judged.gate.id}" if judged else f"v|{patient.id}"
        rows.append((button(turn, carer, "buttons.gates", data),))
    if more:
        rows[-1:] = [(*rows[-1], button(turn, carer, "orders.more", f"d|{patient.id}"))]
    return (*rows, *([] if is_for(carer.role, "decide") else telling.hand_over(target, carer)))


def terms(target: Visit, carer: Person) -> Keyboard:
    """Return the buttons for what changes the terms of the treatment, one a row."""
    kinds = ("reopen",) if target.case.discharged else TERMS
    able = [kind for kind in kinds if not refusals.refusal(target, carer, Draft(kind))]
    return tuple((_begin(target, carer, kind, "again" if target.case.discharged else kind),) for kind in able)


def _signing(target: Visit, carer: Person) -> Rows:
    """Return a button for each checkpoint or gate that waits for a signature."""
    rows: Rows = []
    for which in refusals.to_sign(target):
        if refusals.refusal(target, carer, Draft("sign", {"which": which})):
            continue
        name = "buttons.sign_gate" if words.is_gate(target, which) else "buttons.sign"
        rows.append((button(target.turn, carer, name, f"g|{target.person.id}|{which}"),))
    return rows


def _closed_or_open(target: Visit, carer: Person) -> Rows:
    """Return what can be decided about the running: on a closed plan whether it opens, else how it goes on."""
    turn, patient, case = target.turn, target.person.id, target.case
    paused = "unpause" if case.paused else "pause"
    if case.held:
        opens = may(carer, "decide", target.person, case)
        reopen = (button(turn, carer, "buttons.reopen", f"o|{patient}"),) if opens else ()
        return [(*reopen, button(turn, carer, "buttons.keep_closed", f"n|{patient}")), *_able(target, carer, paused)]
    rest = "unrest" if standstill.is_resting(target) else "rest"
    return [*_able(target, carer, "place", rest), *_able(target, carer, paused)]


def _able(target: Visit, carer: Person, *kinds: str) -> Rows:
    """Return a row with those of some orders that can be given now; no row where none can."""
    able = [kind for kind in kinds if not refusals.refusal(target, carer, Draft(kind))]
    return [tuple(_begin(target, carer, kind) for kind in able)] if able else []


def _begin(target: Visit, carer: Person, kind: str, called: str = "") -> Button:
    return button(target.turn, carer, f"orders.menu__{called or kind}", f"d|{target.person.id}|k|{kind}")
