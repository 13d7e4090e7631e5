"""The door to everything about people: the command, the buttons and the typed name, for members of the clinic alone.

Must never trust a number in a button.
"""

from typing import Any

from bot.care import seen
from bot.care.joining.invites import EVERY_STATE
from bot.care.people import groups, handing, inviting, listing, membership
from bot.care.permissions import may
from bot.care.ports import Person, Turn
from bot.care.rota import folded
from bot.care.voice import button, send, tell, text

ROLES = ("physio", "clinic", "patient")


async def command(turn: Turn, member: Person, rest: str) -> None:
    """List people, or those with a name."""
    if rest:
        await listing.find(turn, member, rest[:60])
    else:
        await listing.overview(turn, member, new=True)


async def here(turn: Turn, member: Person, rest: str) -> None:
    """Say how a group is taken in; or let the group go."""
    if rest.strip().lower() == "off":
        await groups.off(turn, member)
    else:
        tell(turn, member, "groups.how")


async def typed(turn: Turn, member: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as the name of whoever is being invited."""
    return may(member, "manage_people") and await inviting.typed(turn, member, asked, said)


async def tapped(turn: Turn, member: Person, parts: list[str]) -> bool:
    """Take a tap; False when it is not theirs, or not of this world."""
    if not may(member, "manage_people"):
        return False
    match parts[1:]:
        case []:
            await listing.overview(turn, member, new=False)
        case ["l", role, page] if role in ROLES and _is_number(page):
            return await listing.page(turn, member, role, int(page))
        case ["i"]:
            await inviting.begin(turn, member)
        case ["i", *choice]:
            return await inviting.tapped(turn, member, choice)
        case ["g", "yes" | "no" as wish]:
            return await groups.confirmed(turn, member, yes=wish == "yes")
        case [verb, number, *rest]:
            person = await _person(turn, number)
            return person is not None and await _about(turn, member, person, [verb, *rest])
        case _:
            return False
    return True


async def _about(turn: Turn, member: Person, person: Person, parts: list[str]) -> bool:
    """Take a tap on the card of somebody."""
    match parts:
        case ["p"]:
            await listing.card(turn, member, person)
        case ["n"] if person.state == "invited":
            await membership.renew(turn, member, person)
        case ["r"] if person.state == "inactive":
            await membership.reactivate(turn, member, person)
            tell(turn, member, "people.reactivated", name=person.name)
        case ["x", *sure]:
            return await _deactivate(turn, member, person, sure)
        case ["h", *to]:
            return await _hand_over(turn, member, person, to)
        case _:
            return False
    return True


async def _deactivate(turn: Turn, member: Person, person: Person, sure: list[str]) -> bool:
    """Ask whether somebody is to go, or let them go; say what stands in the way."""
    if sure not in ([], ["yes"]) or person.state == "inactive":
        return False
    refusal = await membership.refusal(turn, person)
    if refusal:
        rows = ((button(turn, member, "people.hand_over", f"P|h|{person.id}"),),)
        count = await membership.patients_of(turn, person)
        tell(turn, member, refusal, keyboard=rows if count else (), name=person.name, count=count)
    elif sure:
        await membership.deactivate(turn, person)
        in_chain = person.role == "physio" and folded(person.name) in map(folded, turn.settings.chain)
        tell(turn, member, "people.deactivated", name=person.name, in_chain=in_chain)
    else:
        rows = ((button(turn, member, "people.yes_deactivate", f"P|x|{person.id}|yes"),),)
        tell(turn, member, "people.ask_deactivate", keyboard=rows, name=person.name)
    return True


async def _hand_over(turn: Turn, member: Person, person: Person, to: list[str]) -> bool:
    """Ask who takes over, then whether that is right, and do it; False where nothing can be handed over."""
    takers = await handing.takers(turn, person)
    count = 1 if person.role == "patient" else await membership.patients_of(turn, person)
    taker = next((one for one in takers if to and str(one.id) == to[0]), None)
    if not count or person.state == "inactive" or to[1:] not in ([], ["yes"]) or (to and taker is None):
        return False
    about = f"P|h|{person.id}"
    if not takers:
        tell(turn, member, "people.no_takers")
    elif taker is None:
        rows = tuple((button(turn, member, "people.taker", f"{about}|{one.id}", who=one.name),) for one in takers)
        tell(turn, member, "people.who_takes_over", keyboard=rows, name=person.name, count=count)
    elif len(to) == 1:
        rows = ((button(turn, member, "people.yes_hand_over", f"{about}|{taker.id}|yes"),),)
        waits = taker.state != "active"
        tell(
            turn,
            member,
            "people.ask_hand_over",
            keyboard=rows,
            name=person.name,
            to=taker.name,
            count=count,
            waits=waits,
        )
    else:
        done = await handing.hand_over(turn, person, taker, member)
        send(turn, member, text(turn, member, "people.handed_over", count=done, to=taker.name))
    return True


async def _person(turn: Turn, number: str) -> Person | None:
    if not _is_number(number):
        return None
    try:
        person = await turn.person(int(number))
    except KeyError:
        return None
    return person if person.role in ROLES and person.state in EVERY_STATE else None


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= seen.LONGEST_NUMBER
