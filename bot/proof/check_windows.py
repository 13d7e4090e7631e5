"""Checking the check-ins of every phase: each that a clearance needs is held, and what must be cleared is read in each.

Must never know what an answer means.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.content.protocols import script_of
from bot.content.refusals import MUST_BE_CLEARED
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.ladder import Phase
from bot.core.protocol import WINDOWS, Clearance, Protocol, Rule
from bot.proof.check_scripts import walk
from bot.proof.readable import Content

ABOUT = {
    "pain": ("after_run.pain_during", "h24.pain", "h48.pain"),
    "swelling": ("h24.swelling", "h48.swelling"),
    "gait": ("after_run.gait_run", "h24.gait", "h48.gait"),
}
"""The answers that tell of pain, swelling and gait, in the order of the check-ins that ask for them."""

LEAST = ("after_run", "h24")
"""The check-ins without which no session may be cleared."""


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the check-ins of every way back to running."""
    for choice, protocol in content.choices.items():
        path = content.path_of(choice)
        own = [one for part in content.parts_of(choice) for one in content.books[part].clearances]
        for name, windows in _named(protocol):
            yield from _order(path, name, windows)
        for phase in protocol.phases:
            if phase.rungs:
                held = Held(content, protocol, phase)
                yield from _unasked(content, held)
                yield from _unread(path, held, own)


class Held:
    """The check-ins that are held in one phase, and which questions come up in them."""

    def __init__(self, content: Content, protocol: Protocol, phase: Phase) -> None:
        self.protocol, self.phase = protocol, phase
        self.windows = phase.windows or protocol.windows
        self._scripts = content.conversations
        self._always: dict[str, frozenset[str]] = {}

    def asks(self, name: str) -> bool:
        """Whether an answer is asked for here; where 48 h is not watched, the answer of 24 h stands for it."""
        script, question = self._place(name)
        return script is not None and script.question(question) is not None

    def always_asks(self, name: str) -> bool:
        """Whether an answer is asked for here on every path, but for a session that was skipped."""
        script, question = self._place(name)
        if script is None:
            return False
        if script.id not in self._always:
            self._always[script.id] = _always_asked(script)
        return question in self._always[script.id]

    def _place(self, name: str) -> tuple[Conversation | None, str]:
        window, _, question = name.partition(".")
        if window == "h48" and window not in self.windows:
            window = "h24"
        held = window in self.windows
        return self._scripts.get(script_of(window, self.phase.kind)) if held else None, question


@lru_cache(maxsize=64)
def _always_asked(script: Conversation) -> frozenset[str]:
    run = [frozenset(path) for path, answers in walk(script).paths.items() if answers.get("done") != "skipped"]
    return frozenset.intersection(*run) if run else frozenset()


def _named(protocol: Protocol) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "windows", protocol.windows
    yield from ((f"phases “{phase.id}” windows", phase.windows) for phase in protocol.phases if phase.windows)


def _order(path: str, entry: str, windows: tuple[str, ...]) -> Iterator[ContentError]:
    if list(windows) != [window for window in WINDOWS if window in windows]:
        remedy = f"Write them once each, in this order: {', '.join(WINDOWS)}."
        yield ContentError(path, entry, "The check-ins are not in the order in which they come.", remedy)
    for window in LEAST:
        if window not in windows:
            fault = f"The check-in {window} is not held, so nobody would know how the session was taken."
            yield ContentError(path, entry, fault, "Add it.")


def _unasked(content: Content, held: Held) -> Iterator[ContentError]:
    """Yield what is read here and not asked here, or not asked of everybody: it would hold a runner back for ever."""
    for thing in held.protocol.book.in_phase(held.phase).things:
        for name in sorted(name for name in thing.condition.names if name.partition(".")[0] in WINDOWS):
            if not held.asks(name):
                fault = f"This reads {name}, which is not asked in the phase {held.phase.id} of {held.protocol.id}."
                remedy = "Add the check-in or the question, or name in `phases` where this stands."
            elif isinstance(thing, Clearance) and not held.always_asks(name):
                fault = f"This clearance reads {name}, which is not asked on every path, so it could not be met there."
                remedy = "Read a question that is always asked, or make it a rule."
            else:
                continue
            path, entry = _home(content, held.protocol, thing)
            yield ContentError(path, entry, fault, remedy)


def _home(content: Content, protocol: Protocol, thing: Rule | Clearance) -> tuple[str, str]:
    """Return the file and the entry of a rule or clearance; those of its own protocol come first."""
    part = "must" if isinstance(thing, Clearance) else "when"
    entry = f"{'clearances' if part == 'must' else 'rules'} “{thing.id}” {part}"
    paths = [*content.parts_of(protocol.id), *content.books]
    return next(path for path in paths if thing in content.books[path].things), entry


def _unread(path: str, held: Held, own: Iterable[Clearance]) -> Iterator[ContentError]:
    """Yield subjects that the protocol's own clearances do not follow through all check-ins of the phase."""
    standing = set(held.protocol.book.in_phase(held.phase).clearances)
    for subject in MUST_BE_CLEARED:
        read = {name for one in own if one in standing and one.about == subject for name in one.must.names}
        needed = [name for name in ABOUT[subject] if name.partition(".")[0] in held.windows]
        read |= {name.replace("h48.", "h24.") for name in read if "h48" not in held.windows}
        left_out = [name for name in needed if name not in read]
        if left_out:
            fault = f"What clears {subject} does not read {', '.join(left_out)} in {held.phase.id}."
            yield ContentError(path, "clearances", fault, "Read the answer of every required check-in.")
