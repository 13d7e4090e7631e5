"""Invites: the only way in. The clinic names a person, and gets a code that works once.

Must never keep the code itself; the store keeps its hash.
"""

import unicodedata
from dataclasses import dataclass

from bot.care.joining.watching import watch
from bot.care.ports import Invite, Person, Turn
from bot.content.library import Library
from bot.core.answers import is_zone
from bot.core.errors import ContentError, StridebackError
from bot.core.facts import Enrolled
from bot.core.measures import STIFFNESS, SWELLING
from bot.core.protocol import Protocol

LONGEST_NAME = 60
EVERY_STATE = ("invited", "enrolling", "active", "stopped", "blocked", "discharged", "inactive")


@dataclass(eq=False)
class InviteError(StridebackError):
    """The invite cannot be made as asked; the sentence says why and what would do."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Plan:
    """What the clinic decides for a patient when inviting them."""

    protocol: str
    condition: str
    physio: str
    rung: str = ""
    baseline_pain: int = 0
    baseline_stiffness: str = "none"
    baseline_swelling: str = "none"


@dataclass(frozen=True)
class Guest:
    """Who is invited; an empty language or time zone means the clinic's own."""

    role: str
    name: str
    language: str = ""
    timezone: str = ""


async def invite(turn: Turn, code: str, guest: Guest, plan: Plan | None = None) -> Invite:
    """Store a person and a fresh invite for them; raises InviteError when something asked for does not exist."""
    person = _person(turn, guest)
    enrolled = await _enrolment(turn, plan) if plan else None
    if guest.role == "physio":
        await _refuse_namesake(turn, person.name)
    stored = await turn.add_person(_looked_after(person, enrolled))
    if enrolled:
        await turn.case(stored.id)
        turn.record(stored.id, enrolled)
    watch(turn, stored)
    made = Invite(stored.id, turn.now + turn.settings.invite_lifetime)
    await turn.add_invite(code, made)
    return made


def clean_name(name: str) -> str:
    """Return a name without control, invisible and direction characters; raises InviteError when nothing is left."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    cleaned = " ".join(kept.split())
    if not cleaned:
        raise InviteError("The name is empty. Give the name that the person goes by.")
    if len(cleaned) > LONGEST_NAME:
        raise InviteError(f"The name is longer than {LONGEST_NAME} characters. Give a shorter one.")
    return cleaned


def _person(turn: Turn, guest: Guest) -> Person:
    settings = turn.settings
    language, zone = guest.language or settings.languages[0], guest.timezone or settings.timezone
    if language not in turn.library.languages:
        offered = ", ".join(turn.library.languages)
        raise InviteError(f"The language “{language}” is not offered. Choose one of: {offered}.")
    if not is_zone(zone):
        raise InviteError(f"The time zone “{zone}” is not known. Write it like Europe/Madrid.")
    quiet = settings.quiet_hours if guest.role == "patient" else "none"
    return Person(0, guest.role, clean_name(guest.name), language, zone, quiet_hours=quiet)


def _looked_after(person: Person, enrolled: Enrolled | None) -> Person:
    if enrolled is None:
        return person
    return Person(
        0, person.role, person.name, person.language, person.timezone, person.quiet_hours, physio=enrolled.physio
    )


async def _enrolment(turn: Turn, plan: Plan) -> Enrolled:
    protocol = _protocol(turn.library, plan)
    rungs = [rung.id for rung in protocol.rungs]
    rung = plan.rung or rungs[0]
    _refuse_unless(rung in rungs, f"The rung “{rung}” is not on this ladder. Choose one of: {', '.join(rungs)}.")
    _refuse_unless(0 <= plan.baseline_pain <= 10, "The baseline pain must be a whole number from 0 to 10.")
    _refuse_unless(plan.baseline_stiffness in STIFFNESS, f"Choose the baseline stiffness from: {', '.join(STIFFNESS)}.")
    _refuse_unless(plan.baseline_swelling in SWELLING, f"Choose the baseline swelling from: {', '.join(SWELLING)}.")
    physio = await _physio(turn, plan.physio)
    return Enrolled(
        plan.protocol,
        protocol.version,
        plan.condition,
        rung,
        physio.id,
        baseline_pain=plan.baseline_pain,
        baseline_stiffness=plan.baseline_stiffness,
        baseline_swelling=plan.baseline_swelling,
    )


def _protocol(library: Library, plan: Plan) -> Protocol:
    """Return the protocol that is asked for; raises InviteError for one that nobody may be put on."""
    unknown = [name for name in plan.protocol.split("+") if name not in library.protocol_names()]
    if unknown:
        raise InviteError(f"There is no such protocol as “{unknown[0]}”. {_choices(library)}")
    try:
        protocol = library.protocol(plan.protocol, plan.condition)
    except ContentError as error:
        raise InviteError(str(error)) from None
    if protocol.needs_ladder:
        raise InviteError(f"The protocol “{plan.protocol}” has no ladder of its own. {_choices(library)}")
    if not protocol.active:
        empty = f" These have no value: {', '.join(protocol.unfilled)}." if protocol.unfilled else ""
        remedy = "Copy its file into your own protocols folder, fill them in, and write active = true."
        raise InviteError(f"The protocol “{plan.protocol}” is not active.{empty} {remedy}")
    return protocol


def _choices(library: Library) -> str:
    """Return what may be chosen: the protocols that can be run alone, and how to pair those that cannot."""
    condition = library.condition_names()[0]
    known = {name: library.protocol(name, condition) for name in sorted(library.protocol_names())}
    alone = [name for name, protocol in known.items() if protocol.active and not protocol.needs_ladder]
    framed = [name for name, protocol in known.items() if protocol.active and protocol.needs_ladder]
    sentence = f"Choose one of: {', '.join(alone)}."
    if framed and alone:
        sentence += f" Or pair {' or '.join(framed)} with one of them, such as {framed[0]}+{alone[0]}."
    return sentence


async def _refuse_namesake(turn: Turn, name: str) -> None:
    """Refuse a second physio of the same name, because patients are given to physios by name."""
    known = await turn.people("physio", states=EVERY_STATE)
    taken = any(one.name.casefold() == name.casefold() for one in known)
    _refuse_unless(not taken, f"There is a physio called “{name}” already. Add a family name.")


async def _physio(turn: Turn, name: str) -> Person:
    everybody = [one for one in await turn.people("physio", states=EVERY_STATE) if one.state != "inactive"]
    found = [one for one in everybody if one.name.casefold() == clean_name(name).casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in everybody) or "nobody yet; invite the physio first"
    fault = f"More than one physio is called “{name}”." if found else f"There is no physio called “{name}”."
    raise InviteError(f"{fault} Known: {known}.")


def _refuse_unless(holds: bool, sentence: str) -> None:  # noqa: FBT001  # the condition is the point of the call
    if not holds:
        raise InviteError(sentence)
