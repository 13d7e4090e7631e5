"""The draft of a broadcast: one card, edited in place, on which the clinic says to whom, what kind and in which words.

Must never send anything to a patient.
"""

from dataclasses import replace
from typing import Any

from bot.care import asking
from bot.care.broadcast import EVERY, GOES, Broadcast
from bot.care.broadcasts import cohorts, sending, wording
from bot.care.ports import Button, Keyboard, Media, Person, Sent, Turn
from bot.care.voice import button, label, send, text
from bot.content.markup import plain

ASKING = "broadcast"
MOST_LANGUAGES = 8
TWO_A_ROW = 2
SAME_BREATH_SECONDS = 10
"""Within this time nobody shortens a text: what comes so soon is the rest of one that Telegram cut in two."""


async def begin(turn: Turn, member: Person, said: str = "") -> None:
    """Go on with the draft that was begun, or start a new one with the words that came with the command."""
    draft = await turn.broadcasts.draft_of(member.id)
    if draft and said:
        await turn.broadcasts.keep(replace(draft, state="dropped"))
    if draft is None or said:
        draft = await turn.broadcasts.add(Broadcast(0, member.id, turn.now))
    language = await _first_language(turn, member, draft)
    if said:
        await take_text(turn, member, draft, language=language, said=said)
    elif draft.texts:
        await show(turn, member, draft, new=True)
    else:
        await ask_text(turn, member, draft, language, new=True)


async def show(turn: Turn, member: Person, draft: Broadcast, *, prompt: str = "", new: bool = False) -> None:
    """Show the card of a draft as it stands, with what is asked for now."""
    foreseen = await turn.broadcasts.foresee(draft, wording.needs(draft))
    known = {one.language for one in foreseen} | (draft.texts.keys() - {EVERY})
    # Who reads a language that is not offered any more can be written to in no language of its own.
    languages = sorted(known & set(turn.library.languages))
    goes = sum(one.count for one in foreseen if one.state == GOES)
    said = text(
        turn,
        member,
        "broadcasts.card",
        number=draft.id,
        to=await _to(turn, member, draft),
        goes=goes,
        of=sum(one.count for one in foreseen),
        plan=draft.plan,
        texts="\n".join(_text_line(turn, member, draft, language) for language in languages),
        media=draft.media.kind if draft.media else "",
        prompt=prompt,
    )
    keyboard = _keyboard(turn, member, draft, languages)
    send(turn, member, said, keyboard=keyboard, about=card_name(draft), replaces=not new)


async def changed(turn: Turn, member: Person, draft: Broadcast, *, new: bool = False) -> None:
    """Store a changed draft, which has to be looked at again before it can be sent, and show its card."""
    draft = await _kept(turn, draft)
    if draft.texts:
        await show(turn, member, draft, new=new)
    else:
        await ask_text(turn, member, draft, await _first_language(turn, member, draft), new=new)


async def ask_text(turn: Turn, member: Person, draft: Broadcast, language: str, *, new: bool = False) -> None:
    """Ask for the text in one language."""
    await asking.ask(turn, member, {"action": ASKING, "draft": draft.id, "what": "text", "language": language})
    prompt = label(turn, member, "broadcasts.ask_text", language=turn.library.language(language).name)
    await show(turn, member, draft, prompt=prompt, new=new)


async def take_text(turn: Turn, member: Person, draft: Broadcast, *, language: str, said: str) -> None:
    """Take typed words as the text in one language; what is wrong with them is said, and the draft stays as it was."""
    if await _is_the_rest(turn, member, draft):
        await _ask_again(turn, member, draft, language, may_go_on=True)
        await _refuse(turn, member, draft, "rest_of_long")
        return
    read = wording.read(said)
    wrong = wording.wrong(read)
    if wrong:
        values = {"shown": plain(wrong.shown) if wrong.name == "broken_place" else wrong.shown, "line": wrong.line}
        await _refuse(turn, member, draft, wrong.name, **values, again=True)
        return
    filled = replace(draft, texts={**draft.texts, language: read})
    if over := sending.too_long(turn, filled):
        await _ask_again(turn, member, draft, language, may_go_on=True)
        await _refuse(turn, member, draft, "too_long", longest=over[0], length=over[1])
        return
    await asking.forget(turn, member)
    await changed(turn, member, filled, new=True)


async def ask_shorter(turn: Turn, member: Person, draft: Broadcast, over: tuple[int, int]) -> None:
    """Ask again for the longest text of a draft, which does not fit."""
    longest = max(draft.texts, key=lambda language: wording.length(draft.texts[language]))
    await _ask_again(turn, member, draft, longest)
    name = "too_long_under_picture" if draft.media else "too_long"
    await _refuse(turn, member, draft, name, longest=over[0], length=over[1])


async def take_picture(turn: Turn, member: Person, draft: Broadcast, sent: Sent, language: str) -> bool:
    """Take a picture or a document, and what is written under it as the text; False for anything else."""
    if sent.what not in ("photo", "document") or not sent.file_id:
        return False
    kind: Any = sent.what
    filled = replace(draft, media=Media(kind, {"file_id": sent.file_id}))
    if sent.caption.strip():
        await take_text(turn, member, filled, language=language, said=sent.caption)
    elif over := sending.too_long(turn, filled):
        await _refuse(turn, member, draft, "too_long_under_picture", longest=over[0], length=over[1])
    else:
        await changed(turn, member, filled, new=True)
    return True


async def take_list(turn: Turn, member: Person, draft: Broadcast, said: str) -> None:
    """Take typed names and numbers as the people it is for."""
    found = await cohorts.read_list(turn, said)
    if found.wrong:
        await _refuse(turn, member, draft, found.wrong, shown=found.shown, others=found.others)
        return
    await changed(turn, member, replace(draft, cohort=replace(draft.cohort, within=found.people)), new=True)


async def ask(turn: Turn, member: Person, draft: Broadcast, what: str) -> None:
    """Ask for a list of people, or for a picture or a document."""
    language = await _first_language(turn, member, draft)
    await asking.ask(turn, member, {"action": ASKING, "draft": draft.id, "what": what, "language": language})
    await show(turn, member, draft, prompt=label(turn, member, f"broadcasts.ask_{what}"))


async def show_dimensions(turn: Turn, member: Person, draft: Broadcast) -> None:
    """Offer by what the cohort can be chosen."""
    rows = [_tap(turn, member, draft, f"by__{by}", "to", by) for by in cohorts.dimensions(draft.cohort)]
    rows += [_tap(turn, member, draft, "name_them", "list"), _tap(turn, member, draft, "everybody", "all")]
    await _choosing(turn, member, draft, [*_pairs(rows), (_tap(turn, member, draft, "back", "card"),)])


async def show_choices(turn: Turn, member: Person, draft: Broadcast, by: str) -> None:
    """Offer the values that occur, with how many patients have each."""
    found = await cohorts.choices(turn, member, draft.cohort, by)
    rows = [
        (Button(f"{'✅ ' if one.chosen else ''}{one.shown} ({one.count})", _data(draft, "set", by, one.mark)),)
        for one in found
    ]
    await _choosing(turn, member, draft, [*rows, (_tap(turn, member, draft, "back", "to"),)])


async def choose(turn: Turn, member: Person, draft: Broadcast, *, by: str, mark: str) -> bool:
    """Take the tap on one value; False when it does not occur any more."""
    found = {one.mark: one for one in await cohorts.choices(turn, member, draft.cohort, by)}
    if mark not in found:
        return False
    chosen = await _kept(turn, replace(draft, cohort=cohorts.choose(draft.cohort, by, found[mark].value)))
    await (show_choices(turn, member, chosen, by) if by == "status" else show_dimensions(turn, member, chosen))
    return True


def card_name(draft: Broadcast) -> str:
    """Return the subject under which the card of a draft is sent and edited."""
    return f"draft:{draft.id}"


async def _ask_again(turn: Turn, member: Person, draft: Broadcast, language: str, *, may_go_on: bool = False) -> None:
    """Go on asking for a text after one that was too long, of which the rest may still come."""
    asked = {"action": ASKING, "draft": draft.id, "what": "text", "language": language, "may_go_on": may_go_on}
    await asking.ask(turn, member, asked)


async def _is_the_rest(turn: Turn, member: Person, draft: Broadcast) -> bool:
    """Say whether a text that comes now is the rest of one that was too long, because Telegram cuts those in two."""
    asked = await asking.asked_of(turn, member) or {}
    if asked.get("draft") != draft.id or not asked.get("may_go_on"):
        return False
    return turn.now.timestamp() - float(asked["at"]) < SAME_BREATH_SECONDS


async def _kept(turn: Turn, draft: Broadcast) -> Broadcast:
    """Store a changed draft; the count that was shown for it no longer holds."""
    kept = replace(draft, count=0)
    await turn.broadcasts.keep(kept)
    return kept


async def _choosing(turn: Turn, member: Person, draft: Broadcast, rows: list[tuple[Button, ...]]) -> None:
    to, count = await cohorts.words(turn, member, draft.cohort), await turn.count(draft.cohort)
    said = text(turn, member, "broadcasts.choosing", number=draft.id, to=to, count=count)
    send(turn, member, said, keyboard=tuple(rows), about=card_name(draft), replaces=True)


async def _refuse(turn: Turn, member: Person, draft: Broadcast, name: str, **values: Any) -> None:
    """Say in a sentence what is wrong, with a way back to the card."""
    said = text(turn, member, f"broadcasts.{name}", **values)
    send(turn, member, said, keyboard=((_tap(turn, member, draft, "to_the_card", "show"),),))


async def _first_language(turn: Turn, member: Person, draft: Broadcast) -> str:
    """Return the language to write in first: the member's own where patients read it, else the most frequent."""
    spread = await turn.broadcasts.spread(draft.cohort, "language")
    found = {language: count for language, count in spread.items() if language in turn.library.languages}
    if member.language in found or not found:
        return member.language
    return max(found, key=lambda language: found[language])


async def _to(turn: Turn, member: Person, draft: Broadcast) -> str:
    if draft.repeats:
        return label(turn, member, "broadcasts.repeat_of", number=draft.repeats)
    return await cohorts.words(turn, member, draft.cohort)


def _text_line(turn: Turn, member: Person, draft: Broadcast, language: str) -> str:
    said = draft.text_for(language)
    name = turn.library.language(language).name
    shared = bool(said) and language not in draft.texts
    return label(turn, member, "broadcasts.text_line", language=name, length=len(plain(said)), shared=shared)


def _keyboard(turn: Turn, member: Person, draft: Broadcast, languages: list[str]) -> Keyboard:
    kind = "make_news" if draft.plan else "make_plan"
    rows: list[tuple[Button, ...]] = []
    if not draft.repeats:
        rows.append((_tap(turn, member, draft, "to_whom", "to"), _tap(turn, member, draft, kind, "kind")))
    writes = [
        button(turn, member, "broadcasts.write", _data(draft, "text", one), language=turn.library.language(one).name)
        for one in languages[:MOST_LANGUAGES]
    ]
    rows += _pairs(writes)
    if len(languages) > 1 and len(draft.texts) == 1 and EVERY not in draft.texts:
        rows.append((_tap(turn, member, draft, "same_for_all", "every"),))
    rows.append((_tap(turn, member, draft, *(("no_media", "nopic") if draft.media else ("add_media", "pic"))),))
    rows.append((_tap(turn, member, draft, "see", "see"), _tap(turn, member, draft, "drop", "drop")))
    rows.append((_tap(turn, member, draft, "sent_lately", "sent"),))
    return tuple(rows)


def _tap(turn: Turn, member: Person, draft: Broadcast, name: str, *parts: str) -> Button:
    return button(turn, member, f"broadcasts.{name}", _data(draft, *parts))


def _data(draft: Broadcast, *parts: str) -> str:
    return "|".join(("b", str(draft.id), *parts))


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[i : i + TWO_A_ROW]) for i in range(0, len(buttons), TWO_A_ROW)]
