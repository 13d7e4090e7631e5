"""A comparison in words, for somebody who chooses between two ways back to running.

Must never say which of the two is better.
"""

from itertools import groupby
from typing import Any

from bot.proof.compare import Comparison, Difference
from bot.proof.wording import Wording


def told(found: Comparison, most: int) -> str:
    """Return what differs, with so many examples at most."""
    one, other = found.sides
    wording = Wording(one.library.language("en"), one.library.conversations)
    condition = wording.named("condition", one.protocol.condition)
    head = f"{one.called} | {other.called}, for {condition}"
    if found.same:
        return f"{head}\n\nNothing differs, in {found.tried} sessions tried."
    parts = [head, "", _count(found)]
    told_now, left = found.differences[:most], len(found.differences) - most
    for outcomes, group in groupby(sorted(told_now, key=lambda each: each.outcomes), key=lambda each: each.outcomes):
        first, second = (wording.named("outcome", outcome) for outcome in outcomes)
        parts += ["", f"{first} | {second}"]
        parts += [f"  {_answers(each, wording)}\n    because: {_reasons(each)}" for each in group]
    if left > 0:
        parts += ["", f"… and {left} more."]
    if found.lines:
        parts += ["", "In the files:", *(f"  {line}" for line in found.lines)]
    return "\n".join(parts)


def _count(found: Comparison) -> str:
    count = len(found.differences)
    if not count:
        return f"All of {found.tried} sessions tried are decided alike."
    kinds = "kind of session is" if count == 1 else "kinds of session are"
    return f"{count} {kinds} decided differently, of {found.tried} tried. Besides what is named, all was perfect."


def _answers(each: Difference, wording: Wording) -> str:
    return "; ".join(_answer(name, value, wording) for name, value in each.answers) or "nothing was wrong at all"


def _answer(name: str, value: Any, wording: Wording) -> str:
    if isinstance(value, float):
        return f"{wording.name(name)}: {value:g}"
    return wording.answer(name, value)


def _reasons(each: Difference) -> str:
    return " | ".join(", ".join(reasons) or "nothing" for reasons in each.reasons)
