"""What no protocol may lack or name wrongly, whatever it is about: refused before anybody is put on it.

Must never hold a figure, and never read a file.
"""

from collections.abc import Iterable

from bot.content.files import File
from bot.core.errors import ContentError
from bot.core.ladder import KINDS
from bot.core.protocol import Rulebook

MUST_BE_CLEARED = ("pain", "swelling", "gait")
EXTRA_REST = "extra_rest"
"""The limit that says how many days of rest the outcome `rest_and_repeat` adds."""


def refuse_uncleared(file: File, own: list[Rulebook]) -> None:
    """Raise ContentError where pain, swelling or gait is not cleared in every phase."""
    cleared = {clearance.about for one in own for clearance in one.clearances if not clearance.phases}
    for subject in MUST_BE_CLEARED:
        if subject not in cleared:
            remedy = f'Add a clearance with about = "{subject}" that stands in every phase.'
            raise ContentError(file.path, "clearances", f"Nothing clears {subject}.", remedy)


def refuse_no_rest(file: File, own: list[Rulebook]) -> None:
    """Raise ContentError where nothing says how many rest days to add."""
    if not any(limit.id == EXTRA_REST for one in own for limit in one.limits):
        fault = f"The limit “{EXTRA_REST}” is missing."
        raise ContentError(file.path, "limits", fault, "Say how many rest days to add.")


def refuse_unknown_questions(file: File, asks: list[str], known: Iterable[str]) -> None:
    """Raise ContentError for what is asked for on top and is no optional question of a check-in."""
    for number, name in enumerate(asks, start=1):
        if name not in known:
            fault = f"“{name}” is no optional question of a check-in."
            raise ContentError(file.path, f"asks entry {number}", fault, f"Choose from: {', '.join(sorted(known))}.")


def refuse_unknown_phases(file: File, joined: Rulebook, known: set[str]) -> None:
    """Raise ContentError for a rule or clearance that stands in a phase that is not there."""
    for thing in joined.things:
        for name in thing.phases:
            if name not in known:
                fault = f"“{name}” is no phase of this protocol."
                raise ContentError(file.path, f"“{thing.id}” phases", fault, "Name one of its phases.")


def refuse_phases(file: File, shared: Rulebook) -> None:
    """Raise ContentError for a phase that is named by what stands under every protocol; kinds of sessions are fine."""
    for thing in shared.things:
        if not set(thing.phases) <= set(KINDS):
            fault = "This stands under every protocol, whose phases it cannot know."
            raise ContentError(file.path, f"“{thing.id}” phases", fault, f"Choose from: {', '.join(KINDS)}.")
