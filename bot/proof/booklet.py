"""The pages of the report: one Markdown file a protocol, and one HTML page with all of them that needs nothing else.

Must never decide what is true: it puts on paper what the files say and what the proof has found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.content.files import CLINIC_FLOOR, FLOOR
from bot.content.library import Library
from bot.content.protocols import CONDITIONS, vocabulary
from bot.content.rulebooks import book
from bot.content.schema import BookFile, ConditionFile, HabitEntry, LeftOutEntry, ProtocolFile, parse
from bot.core.protocol import Protocol
from bot.proof.account import Figure, Line, Stage, Teller
from bot.proof.journey import Journey
from bot.proof.prove_ways import company
from bot.proof.prover import WHY, Proof
from bot.proof.trial import trials
from bot.proof.wording import Wording

ORIGINS = {
    "seed": "from the guide that the protocol follows",
    "published": "from a published paper or programme",
    "derived": "our own figure, with the reason",
    "clinic": "set by the clinic",
}
TEMPLATES = Path(__file__).with_name("pages")


@dataclass(frozen=True)
class Leaf:
    """What a physio reads about one protocol."""

    id: str
    name: str
    about: str
    source: str
    active: bool
    windows: tuple[str, ...]
    windows_source: str
    unfilled: tuple[str, ...]
    stages: tuple[Stage, ...]
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    habits: tuple[HabitEntry, ...]
    left_out: tuple[LeftOutEntry, ...]
    needs_ladder: bool
    partners: tuple[str, ...]
    way: Journey | None
    proved: Mapping[str, str]


@dataclass(frozen=True)
class Injury:
    """What a physio reads about one condition: all that it adds, in its own name and in that of its group."""

    id: str
    name: str
    about: str
    tissue: str
    group: str
    rest: Figure | None
    lines: tuple[Line, ...]


@dataclass
class Reporter:
    """Puts a whole library into words, in the first of its languages."""

    library: Library
    proofs: Iterable[Proof]
    wording: Wording = field(init=False)

    def __post_init__(self) -> None:
        self.wording = Wording(self.library.language("en"), self.library.conversations)
        self.proofs = list(self.proofs)

    def everything(self) -> dict[str, Any]:
        """Return what the page shows."""
        names = sorted(self.library.protocol_names())
        conditions = [self._injury(name) for name in sorted(self.library.condition_names())]
        floors = [path for path in (FLOOR, CLINIC_FLOOR) if path in self.library.files]
        return {
            "leaves": [self.leaf(name) for name in names],
            "conditions": conditions,
            "floor": [line for path in floors for line in self._lines(path, BookFile)],
            "origins": ORIGINS,
            "why": WHY,
            "pairs": sum(1 for proof in self.proofs if proof.choice),
            "waiting": sum(1 for proof in self.proofs if proof.waits_for),
            "problems": [str(problem) for proof in self.proofs for problem in proof.problems],
            "outcomes": {one: self.wording.named("outcome", one) for one in _OUTCOMES},
        }

    def leaf(self, name: str) -> Leaf:
        """Return one protocol in words."""
        file = self.library.files[f"protocols/{name}.toml"]
        parsed = parse(file, ProtocolFile)
        protocol = self._plainest(name)
        own = book(file, parsed, vocabulary(self.library.conversations))
        rungs = {rung.id: rung for rung in protocol.rungs}
        teller = Teller(self.wording, rungs, self._company(protocol))
        partners = [one for one in self.library.choices() if one.startswith(f"{name}+")]
        return Leaf(
            name,
            self.wording.named("protocol", name),
            parsed.about.strip(),
            parsed.source,
            parsed.active,
            tuple(self.wording.named("window", window) for window in parsed.windows),
            parsed.windows_source,
            tuple(one.replace("_", " ") for one in protocol.unfilled),
            tuple(teller.stages(parsed)),
            tuple(teller.lines(own)),
            tuple(teller.figures(parsed.limits)),
            tuple(parsed.habits),
            tuple(parsed.left_out),
            protocol.needs_ladder,
            tuple(self.wording.named("protocol", one.partition("+")[2]) for one in partners),
            self._way(name),
            self._proved(name),
        )

    def _plainest(self, name: str) -> Protocol:
        """Return the protocol with the condition that adds least, so that its own words stand out."""
        joined = [self.library.protocol(name, condition) for condition in self.library.condition_names()]
        return min(joined, key=lambda protocol: (len(protocol.book.things), protocol.rest_days))

    def _company(self, protocol: Protocol) -> dict[str, frozenset[str]]:
        """Return for each rule what speaks up whenever it does, wherever it stands."""
        if protocol.unfilled or protocol.needs_ladder:
            return {}
        found: dict[str, frozenset[str]] = {}
        for trial in trials(protocol, self.library.conversations):
            for thing in protocol.book.in_phase(trial.phase).things:
                always = company(trial, thing)
                found[thing.id] = found.get(thing.id, always) & always
        return found

    def _way(self, name: str) -> Journey | None:
        ways = [proof.way for proof in self.proofs if proof.choice == name and proof.way and not proof.problems]
        return min(ways, key=lambda way: (way.days, way.sessions)) if ways else None

    def _proved(self, name: str) -> dict[str, str]:
        """Return by condition whether a protocol, with every partner where it is paired, is proved."""
        found: dict[str, str] = {}
        for proof in self.proofs:
            if proof.choice.partition("+")[0] == name:
                now = "problem" if proof.problems else "waits" if proof.waits_for else "proved"
                known = found.setdefault(proof.condition, now)
                found[proof.condition] = "problem" if "problem" in (known, now) else min(known, now)
        return {self.wording.named("condition", condition): standing for condition, standing in sorted(found.items())}

    def _injury(self, name: str) -> Injury:
        path = f"{CONDITIONS}{name}.toml"
        parsed = parse(self.library.files[path], ConditionFile)
        lines = self._lines(path, ConditionFile)
        teller = Teller(self.wording, {}, {})
        rest = teller.figure(parsed.limits[parsed.rest], "rest") if parsed.rest else None
        group = self.wording.named("condition", parsed.group) if parsed.group else ""
        named = self.wording.named("condition", name)
        return Injury(name, named, parsed.about.strip(), parsed.tissue, group, rest, tuple(lines))

    def _lines(self, path: str, model: type[BookFile]) -> list[Line]:
        file = self.library.files[path]
        own = book(file, parse(file, model), vocabulary(self.library.conversations))
        return Teller(self.wording, {}, {}).lines(own)


_OUTCOMES = ("advance", "repeat", "rest_and_repeat", "step_back", "reassess", "urgent")


def write(folder: Path, library: Library, proofs: Iterable[Proof]) -> list[Path]:
    """Write the report into a folder and return its files, the page first."""
    shown = Reporter(library, proofs).everything()
    folder.mkdir(parents=True, exist_ok=True)
    room = _environment()
    pages = {"index.html": room.get_template("page.html.j2").render(**shown)}
    for leaf in shown["leaves"]:
        pages[f"{leaf.id}.md"] = room.get_template("protocol.md.j2").render(leaf=leaf, **shown)
    pages["README.md"] = room.get_template("overview.md.j2").render(**shown)
    for name, text in pages.items():
        (folder / name).write_text(text.rstrip() + "\n", encoding="utf-8")
    return [folder / name for name in pages]


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
