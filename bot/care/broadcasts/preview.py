"""The look before the leap: what each kind of recipient will read, how many get it, and the count that confirms it.

Must never send to a patient before the count was typed, nor when it has changed since it was shown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bot.care import asking
from bot.care.broadcast import GOES, LEFT_OUT, Broadcast, Foreseen
from bot.care.broadcasts import drafting, reporting, sending, wording
from bot.care.ports import Cohort, Person, Standing, Turn
from bot.care.voice import button, label, send, tell, text

Reader = tuple[Person, Standing]

_COUNT = re.compile(r"(?:\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+)\.?")
"""A whole number, alone, with signs in it only between groups of three."""


async def show(turn: Turn, member: Person, draft: Broadcast) -> None:
    """Show the broadcast as each kind of recipient will read it, and who gets it; ask for the count."""
    if not draft.texts:
        tell(turn, member, "broadcasts.no_text_yet")
        return
    if over := sending.too_long(turn, draft):
        await drafting.ask_shorter(turn, member, draft, over)
        return
    foreseen = await _foreseen(turn, draft)
    if not _goes(foreseen):
        tell(turn, member, "broadcasts.nobody", left_out=_left_out(turn, member, foreseen))
        return
    found = await readers(turn, draft, foreseen)
    for person, standing in found:
        sending.say(turn, draft, member, await sending.words(turn, draft, person, standing), reader=person)
    await _ask_count(turn, member, draft, foreseen=foreseen, found=found)


async def test(turn: Turn, member: Person, draft: Broadcast) -> None:
    """Send the broadcast to the member alone, in each language, exactly as patients get it."""
    found = await readers(turn, draft, await _foreseen(turn, draft))
    first = {person.language: (person, standing) for person, standing in reversed(found)}
    for person, standing in first.values():
        said = await sending.words(turn, draft, replace(person, name=member.name), standing)
        sending.say(turn, draft, member, said, reader=person)


async def typed(turn: Turn, member: Person, draft: Broadcast, said: str) -> None:
    """Send the broadcast when the count was typed and is still right; anything else sends nothing."""
    if not draft.count:
        # It was changed after it was shown.
        await show(turn, member, draft)
        return
    foreseen = await _foreseen(turn, draft)
    count, typed_count = _goes(foreseen), re.sub(r"\D", "", said) if _COUNT.fullmatch(said.strip()) else ""
    if not count:
        await asking.forget(turn, member)
        tell(turn, member, "broadcasts.nobody", left_out=_left_out(turn, member, foreseen))
    elif count != draft.count:
        await turn.broadcasts.keep(replace(draft, count=count))
        tell(turn, member, "broadcasts.count_changed", was=draft.count, count=count)
    elif typed_count != str(count):
        tell(turn, member, "broadcasts.wrong_count", count=count)
    else:
        confirmed = text(turn, member, "broadcasts.confirmed", number=draft.id, count=count)
        send(turn, member, confirmed, about=drafting.card_name(draft), replaces=True)
        await reporting.start(turn, member, await sending.start(turn, draft))


async def readers(turn: Turn, draft: Broadcast, foreseen: list[Foreseen]) -> list[Reader]:
    """Return one real recipient for each kind: each language, with and without what the text can do without."""
    needed = wording.needs(draft)
    found: list[int] = []
    for language in sorted({one.language for one in foreseen if one.state == GOES}):
        spared = sorted(wording.spared(draft.text_for(language)))
        for has in product((True, False), repeat=len(spared)):
            wanted = dict(zip(spared, has, strict=True))
            example = await turn.broadcasts.example(draft, needed, language=language, has=wanted)
            found += [example] if example else []
    examples = await turn.standings(Cohort(within=tuple(found)), most=len(found)) if found else []
    return sorted(examples, key=lambda reader: found.index(reader[0].id))


async def _ask_count(
    turn: Turn, member: Person, draft: Broadcast, *, foreseen: list[Foreseen], found: list[Reader]
) -> None:
    count = _goes(foreseen)
    await turn.broadcasts.keep(replace(draft, count=count))
    await asking.ask(turn, member, {"action": drafting.ASKING, "draft": draft.id, "what": "count"})
    said = text(
        turn,
        member,
        "broadcasts.preview",
        number=draft.id,
        read_by="\n".join(_read_by(turn, member, draft, reader) for reader in found),
        count=count,
        languages=", ".join(_languages(turn, foreseen)),
        left_out=_left_out(turn, member, foreseen),
        plan=draft.plan,
    )
    rows = (
        (button(turn, member, "broadcasts.test", f"b|{draft.id}|test"),),
        (
            button(turn, member, "broadcasts.to_the_card", f"b|{draft.id}|card"),
            button(turn, member, "broadcasts.drop", f"b|{draft.id}|drop"),
        ),
    )
    send(turn, member, said, keyboard=rows, about=drafting.card_name(draft))


async def _foreseen(turn: Turn, draft: Broadcast) -> list[Foreseen]:
    return await turn.broadcasts.foresee(draft, wording.needs(draft))


def _goes(foreseen: list[Foreseen]) -> int:
    return sum(one.count for one in foreseen if one.state == GOES)


def _left_out(turn: Turn, member: Person, foreseen: list[Foreseen]) -> str:
    """Return why how many are left out, one reason a line; empty where nobody is."""
    counts = {state: sum(one.count for one in foreseen if one.state == state) for state in LEFT_OUT}
    return "\n".join(reporting.counted(turn, member, state, count) for state, count in counts.items() if count)


def _languages(turn: Turn, foreseen: list[Foreseen]) -> Iterator[str]:
    for one in sorted(foreseen, key=lambda one: -one.count):
        if one.state == GOES:
            yield f"{turn.library.language(one.language).name} {one.count}"


def _read_by(turn: Turn, member: Person, draft: Broadcast, reader: Reader) -> str:
    """Return who a preview is of, and what they do not have, as a line."""
    person, standing = reader
    has = sending.has(person, standing)
    lacks = [what for what in sorted(wording.spared(draft.text_for(person.language))) if not has[what]]
    return label(
        turn,
        member,
        "broadcasts.read_by",
        name=person.name,
        language=turn.library.language(person.language).name,
        lacks=", ".join(label(turn, member, f"broadcasts.without__{what}") for what in lacks),
    )
