"""The clinic's list of people: everybody by role, a page at a time, and a card for each with what can be done.

Must never change anybody.
"""

from bot.care.joining.invites import EVERY_STATE
from bot.care.people.membership import can_leave, patients_of
from bot.care.ports import Button, Cohort, Keyboard, Person, Turn
from bot.care.voice import button, label, send, text
from bot.core.answers import fold

ABOUT = "people"
A_PAGE = 8
ROLES = ("physio", "clinic", "patient")


async def overview(turn: Turn, member: Person, *, new: bool) -> None:
    """Show how many people there are in each role, and the button that invites somebody."""
    counts = [(role, await _count(turn, role)) for role in ROLES]
    group = await turn.people("group")
    said = text(turn, member, "people.overview", clinic=turn.settings.clinic, group=bool(group))
    rows = tuple((button(turn, member, f"people.all__{role}", f"P|l|{role}|0", count=count),) for role, count in counts)
    rows += ((button(turn, member, "people.invite", "P|i"),),)
    send(turn, member, said, keyboard=rows, about=ABOUT, replaces=not new)


async def page(turn: Turn, member: Person, role: str, number: int) -> bool:
    """Show a page of the people of a role in place of the list; False where there is no such page."""
    count = await _count(turn, role)
    if number and number * A_PAGE >= count:
        return False
    people = await _some(turn, role, number)
    rows: list[tuple[Button, ...]] = [(Button(_row(turn, member, one), f"P|p|{one.id}"),) for one in people]
    turns = [(number - 1, "◀️")] if number else []
    turns += [(number + 1, "▶️")] if (number + 1) * A_PAGE < count else []
    rows.append(tuple(Button(sign, f"P|l|{role}|{to}") for to, sign in turns))
    rows.append((button(turn, member, "people.back", "P"),))
    pages = max(1, -(-count // A_PAGE))
    said = text(turn, member, f"people.list__{role}", count=count, page=number + 1, pages=pages)
    send(turn, member, said, keyboard=tuple(row for row in rows if row), about=ABOUT, replaces=True)
    return True


async def find(turn: Turn, member: Person, name: str) -> None:
    """Show whoever has this in their name, of every role."""
    wanted = fold(name)
    staff = [one for role in ROLES[:2] for one in await turn.people(role, states=EVERY_STATE)]
    found = [one for one in staff if wanted in fold(one.name)]
    found += [person for person, _ in await turn.standings(Cohort(search=wanted), most=A_PAGE + 1)]
    rows = tuple((Button(_row(turn, member, one), f"P|p|{one.id}"),) for one in found[:A_PAGE])
    said = text(turn, member, "people.found", name=name, count=len(found), more=len(found) > A_PAGE)
    send(turn, member, said, keyboard=rows)


async def card(turn: Turn, member: Person, person: Person) -> None:
    """Show who somebody is, how they stand, and what can be done."""
    physio = await turn.person(person.physio) if person.physio is not None else None
    said = text(
        turn,
        member,
        "people.card",
        name=person.name,
        role=text(turn, member, f"people.role__{person.role}"),
        state=person.state,
        physio=physio.name if physio else "",
        patients=await patients_of(turn, person),
    )
    send(turn, member, said, keyboard=await _actions(turn, member, person), about=f"people:{person.id}", replaces=False)


async def _actions(turn: Turn, member: Person, person: Person) -> Keyboard:
    """Return the buttons for what can be done with somebody, as they stand."""
    names = []
    if person.state == "invited":
        names.append(("new_link", "n"))
    if person.role == "patient" or await patients_of(turn, person):
        names.append(("hand_over", "h"))
    if can_leave(person):
        names.append(("deactivate", "x"))
    if person.state == "inactive":
        names.append(("reactivate", "r"))
    rows = tuple((button(turn, member, f"people.{name}", f"P|{verb}|{person.id}"),) for name, verb in names)
    if person.role == "patient" and person.state != "inactive":
        rows = ((button(turn, member, "buttons.patient", f"p|{person.id}"),), *rows)
    return rows


async def _count(turn: Turn, role: str) -> int:
    return await turn.count(Cohort()) if role == "patient" else len(await turn.people(role, states=EVERY_STATE))


async def _some(turn: Turn, role: str, number: int) -> list[Person]:
    first = number * A_PAGE
    if role == "patient":
        return [person for person, _ in await turn.standings(Cohort(), most=A_PAGE, skip=first)]
    everybody = sorted(await turn.people(role, states=EVERY_STATE), key=lambda one: (one.state == "inactive", one.name))
    return everybody[first : first + A_PAGE]


def _row(turn: Turn, member: Person, person: Person) -> str:
    return f"{label(turn, member, f'people.mark__{person.state}')} {person.name}"
