"""Membership: taking somebody in again, letting somebody go, and giving a new link to who has not come yet.

Nobody leaves while patients would be left alone, nor the last member of the clinic. Must never remove a trace of what
somebody decided.
"""

from dataclasses import replace

from bot.care.alerts import presence
from bot.care.joining.watching import watch
from bot.care.people.inviting import link
from bot.care.ports import Cohort, Invite, Person, Turn

LEAVABLE = {
    "physio": ("invited", "enrolling", "active", "blocked"),
    "clinic": ("invited", "enrolling", "active", "blocked"),
    "patient": ("invited",),
}
"""Who can be deactivated, by role: a patient who has joined is discharged instead, with the plan."""


def can_leave(person: Person) -> bool:
    """Say whether somebody of this role and state can be deactivated at all."""
    return person.state in LEAVABLE.get(person.role, ())


async def is_last_member(turn: Turn, person: Person) -> bool:
    """Say whether nobody of the clinic would be there without this person."""
    others = [one for one in await turn.people("clinic") if one.id != person.id]
    return person.role == "clinic" and not others


async def patients_of(turn: Turn, physio: Person) -> int:
    """Return how many patients somebody looks after whose care has not ended, nor their invitation."""
    if physio.role != "physio":
        return 0
    ended = await turn.count(Cohort(physio=physio.id, statuses=("discharged", "inactive")))
    return await turn.count(Cohort(physio=physio.id)) - ended


async def refusal(turn: Turn, person: Person) -> str:
    """Return why somebody cannot be deactivated now, as the name of a text; empty where they can."""
    if not can_leave(person):
        return "people.not_now"
    if await is_last_member(turn, person):
        return "people.last_member"
    return "people.has_patients" if await patients_of(turn, person) else ""


async def deactivate(turn: Turn, person: Person) -> None:
    """Let somebody go: taps and words do nothing from now on, and nothing is sent to them."""
    await turn.void_invites(person.id)
    turn.update(replace(person, state="inactive"))
    await presence.gone(turn, person)


async def reactivate(turn: Turn, member: Person, person: Person) -> None:
    """Take somebody in again; who never came gets a new link."""
    state = "active" if person.user_id is not None else "invited"
    back = replace(person, state=state)
    turn.update(back)
    watch(turn, back)
    if state == "invited":
        await renew(turn, member, back)
    else:
        await presence.came(turn, back)


async def renew(turn: Turn, member: Person, person: Person) -> None:
    """Give a new link to somebody who has not come yet; the one before works no more."""
    await turn.void_invites(person.id)
    code, made = turn.new_code(), Invite(person.id, turn.now + turn.settings.invite_lifetime)
    await turn.add_invite(code, made)
    link(turn, member, person, code, made)
