"""`strideback broadcast`: news or a plan update to a cohort of patients; works beside a running bot.

The running bot sends it: this command freezes who gets it and reports how far it has come.
"""

import asyncio
import json
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from bot.beside import desk
from bot.care.broadcast import DIMENSIONS, EVERY, GOES, LEFT_OUT, Broadcast, Foreseen
from bot.care.broadcasts import preview, sending, wording
from bot.care.broadcasts.cohorts import choose, read_list
from bot.care.caseload import standing
from bot.care.ports import Cohort, Turn
from bot.content.markup import plain
from bot.core.errors import StridebackError
from bot.desk import Desk
from bot.outage import is_running

PATIENCE_SECONDS = 30
NAMES_SHOWN = 30
PAGE = 500
MISSED = ("failed", "uncertain", "blocked", "stopped")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Wish:
    """What is asked for on the command line."""

    text: str = ""
    to: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    plan: bool = False
    yes: bool = False
    as_json: bool = False


@dataclass(eq=False)
class BroadcastError(StridebackError):
    """The broadcast cannot be made as asked; the sentence says why and what would do."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


def send(config: Path, wish: Wish) -> int:
    """Preview, ask, freeze the recipients and report; returns the exit status."""
    return asyncio.run(_broadcast(config, wish))


def show(config: Path, number: int, *, as_json: bool) -> int:
    """Say how far a broadcast has come; returns the exit status."""
    return asyncio.run(_status(config, number, as_json=as_json))


def take_back(config: Path, number: int) -> int:
    """Take back what has not gone out yet; returns the exit status."""
    return asyncio.run(_stop(config, number))


async def _broadcast(config: Path, wish: Wish) -> int:
    async with desk(config) as (at, _):
        await _fill_in(at)
        async with at.turn() as turn:
            draft = await _drafted(turn, wish)
            foreseen = await turn.broadcasts.foresee(draft, wording.needs(draft))
            seen = [] if wish.yes else await _seen(turn, draft, foreseen)
        count = _count(foreseen, GOES)
        if not count:
            print(
                f"There is no active patient to send it to, so nothing was sent.{_left_out(at, foreseen)}",
                file=sys.stderr,
            )
            return 1
        if not wish.yes and not _confirmed(at, draft, foreseen, seen):
            print("Nothing was sent.")
            return 1
        async with at.turn() as turn:
            if not wish.yes and _count(await turn.broadcasts.foresee(draft, wording.needs(draft)), GOES) != count:
                raise BroadcastError("The number of patients has changed meanwhile. Nothing was sent.")
            added = await turn.broadcasts.add(replace(draft, created_at=turn.now, count=count))
            await sending.start(turn, added)
        return await _report(at, added.id, count, as_json=wish.as_json)


async def _fill_in(at: Desk) -> None:
    """Work out how everybody stands of whom it is not known yet, because a cohort is made of those who do."""
    known = PAGE
    while known == PAGE:
        async with at.turn() as turn:
            known = await standing.fill_in(turn, PAGE)


async def _drafted(turn: Turn, wish: Wish) -> Broadcast:
    """Return the draft as asked for; raises BroadcastError where something in it makes no sense."""
    texts = {EVERY: wish.text} if wish.text.strip() else {}
    for given in wish.languages:
        language, _, said = given.partition("=")
        if language not in turn.library.languages:
            offered = ", ".join(turn.library.languages)
            raise BroadcastError(f"“{language}” is not offered. Write one of {offered}, then = and the text.")
        texts[language] = said
    read = {language: wording.read(said) for language, said in texts.items() if said.strip()}
    if not read:
        raise BroadcastError("There is no text. Give one, or one for each language: --language es=…")
    draft = Broadcast(0, None, turn.now, cohort=await _cohort(turn, wish.to), plan=wish.plan, texts=read)
    for said in read.values():
        _refuse_wrong(turn, said)
    if over := sending.too_long(turn, draft):
        raise BroadcastError(f"The text has {over[1]} characters with everything filled in; {over[0]} is the most.")
    return draft


def _refuse_wrong(turn: Turn, said: str) -> None:
    wrong = wording.wrong(said)
    if wrong:
        sentence = turn.library.language("en").say(
            f"broadcasts.{wrong.name}", shown=wrong.shown, line=wrong.line, again=False
        )
        raise BroadcastError(plain(sentence))


async def _cohort(turn: Turn, given: tuple[str, ...]) -> Cohort:
    """Return the cohort that `key=value` pairs describe; every value has to occur, and none makes it larger."""
    pairs = [(by, value) for by, _, value in (pair.partition("=") for pair in given)]
    _refuse_odd(pairs)
    cohort = Cohort()
    # A rung is one of a protocol, so that comes first, in whatever order they are written.
    for by, value in sorted(pairs, key=lambda pair: pair[0] == "rung"):
        if by == "name":
            cohort = replace(cohort, within=(*(cohort.within or ()), *await _named(turn, value)))
            continue
        known = await _known(turn, by, value)
        if known not in cohort.statuses:
            cohort = choose(cohort, by, known)
    return cohort


def _refuse_odd(pairs: list[tuple[str, str]]) -> None:
    """Raise BroadcastError where a key is unknown, or given in a way that could mean more patients than were meant."""
    keys = [by for by, _ in pairs]
    if any(by not in (*DIMENSIONS, "name") for by in keys):
        raise BroadcastError(f"Choose by one of: {', '.join((*DIMENSIONS, 'name'))}, such as --to language=es.")
    twice = next((by for by in keys if keys.count(by) > 1 and by not in ("status", "name")), "")
    if twice:
        raise BroadcastError(f"“{twice}” is given twice; a broadcast goes to one {twice}, or to all of them.")
    if "rung" in keys and "protocol" not in keys:
        raise BroadcastError("A rung is one of a protocol. Give that too: --to protocol=… --to rung=…")


async def _named(turn: Turn, value: str) -> tuple[int, ...]:
    """Return the patients that a list names; raises BroadcastError where it does not name each for certain."""
    found = await read_list(turn, value)
    if found.wrong == "list_empty":
        raise BroadcastError("There is no name after name=. Write names or numbers, with commas between them.")
    if found.wrong == "list_too_long":
        raise BroadcastError(f"That is more than {found.shown} names. Choose by protocol, physio or status instead.")
    if found.wrong:
        others = f" It could be {found.others}." if found.others else ""
        raise BroadcastError(f"“{found.shown}” is not the name or number of one patient.{others}")
    return found.people


async def _known(turn: Turn, by: str, value: str) -> str:
    """Return the value as it is kept; raises BroadcastError where no patient has it."""
    found = await turn.broadcasts.spread(Cohort(), by)
    shown = {(await turn.person(int(one))).name if by == "physio" else one: one for one in found}
    if value not in shown:
        raise BroadcastError(f"No patient has {by}={value}. There are: {', '.join(sorted(shown)) or 'none'}.")
    return shown[value]


async def _seen(turn: Turn, draft: Broadcast, foreseen: list[Foreseen]) -> list[str]:
    """Return what each kind of recipient will read, as one real recipient of the kind does."""
    shown = []
    for person, stands in await preview.readers(turn, draft, foreseen):
        language = turn.library.language(person.language).name
        said = plain(_LINK.sub(r"\2 (\1)", await sending.words(turn, draft, person, stands)))
        shown.append(f"{person.name} ({language}) will read:\n\n{said}\n")
    return shown


def _confirmed(at: Desk, draft: Broadcast, foreseen: list[Foreseen], seen: list[str]) -> bool:
    """Show the texts and who is left out, and ask for the number of patients, so that nobody sends it by habit."""
    count = _count(foreseen, GOES)
    for one in seen:
        print(one)
    print(f"It goes to {count} as {'a plan update' if draft.plan else 'news'}.{_left_out(at, foreseen)}")
    if not sys.stdin.isatty():
        print("Run it with --yes to send it without a terminal.", file=sys.stderr)
        return False
    return input(f"Type {count} to send it to {count} active patients: ").strip() == str(count)


def _count(foreseen: list[Foreseen], state: str) -> int:
    return sum(one.count for one in foreseen if one.state == state)


def _left_out(at: Desk, foreseen: list[Foreseen]) -> str:
    counts = {state: _count(foreseen, state) for state in LEFT_OUT}
    lines = [f"\n  {_outcome(at, state)}: {count}" for state, count in counts.items() if count]
    return f"\nLeft out:{''.join(lines)}" if lines else ""


def _outcome(at: Desk, outcome: str) -> str:
    return plain(at.library.language("en").say(f"broadcasts.outcome__{outcome}"))


async def _report(at: Desk, number: int, count: int, *, as_json: bool) -> int:
    """Watch the running bot send it, for a while, and say who got it and whom it did not reach."""
    counts = await _watched(at, number)
    names = await _missed(at, number)
    sent, waiting = counts.get("delivered", 0), counts.get("waiting", 0) + counts.get("held", 0)
    missed = sum(counts.get(outcome, 0) for outcome in MISSED)
    if as_json:
        report = {"broadcast": number, "patients": count, "sent": sent, "waiting": waiting, "missed": missed}
        print(json.dumps(report | {"missed_names": names, "outcomes": counts}, ensure_ascii=False))
        return 0
    print(f"Broadcast {number}: sent to {sent} of {count} patients.")
    if waiting:
        print(f"{waiting} are still to come; the running bot sends them, in quiet hours when these end.")
        print(f"How far it is: strideback broadcast --status {number}. To stop it: --stop {number}.")
    if missed:
        print(f"Not delivered, or not certain: {missed} ({', '.join(names)})")
    return 0


async def _missed(at: Desk, number: int) -> list[str]:
    """Return the names of the first of those whom it did not reach for certain."""
    names: list[str] = []
    after = 0
    async with at.turn() as turn:
        while len(names) < NAMES_SHOWN and (page := await turn.broadcasts.recipients(number, after=after, most=PAGE)):
            names += [one.name for one in page if one.outcome in MISSED]
            after = page[-1].person
    return names[:NAMES_SHOWN]


async def _watched(at: Desk, number: int) -> dict[str, int]:
    for _ in range(PATIENCE_SECONDS):
        async with at.turn() as turn:
            counts, is_there = await turn.broadcasts.outcomes(number), await is_running(turn)
        if not counts.get("waiting") or not is_there:
            break
        await asyncio.sleep(1)
    return counts


async def _status(config: Path, number: int, *, as_json: bool) -> int:
    async with desk(config) as (at, _), at.turn() as turn:
        found = await _found(turn, number)
        counts = await turn.broadcasts.outcomes(number)
        if as_json:
            recipients = await _recipients(turn, number)
            report = {"broadcast": number, "state": found.state, "outcomes": counts, "recipients": recipients}
            print(json.dumps(report, ensure_ascii=False))
            return 0
        print(f"Broadcast {number}: {found.state}")
        for outcome, count in sorted(counts.items()):
            print(f"  {_outcome(at, outcome)}: {count}")
    return 0


async def _recipients(turn: Turn, number: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    after = 0
    while page := await turn.broadcasts.recipients(number, after=after, most=PAGE):
        found += [{"id": one.person, "name": one.name, "outcome": one.outcome} for one in page]
        after = page[-1].person
    return found


async def _stop(config: Path, number: int) -> int:
    async with desk(config) as (at, _), at.turn() as turn:
        found = await _found(turn, number)
        if found.state != "running":
            raise BroadcastError(f"Broadcast {number} is not under way; it is {found.state}.")
        await sending.stop(turn, found)
        counts = await turn.broadcasts.outcomes(number)
    print(f"Stopped. Sent: {counts.get('delivered', 0)}. Called off: {counts.get('called_off', 0)}.")
    return 0


async def _found(turn: Turn, number: int) -> Broadcast:
    found = await turn.broadcasts.find(number)
    if found is None:
        raise BroadcastError(f"There is no broadcast {number}.")
    return found
