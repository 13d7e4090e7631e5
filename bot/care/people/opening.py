"""Opening a link: what an invite does for a stranger, and for an account that the bot knows already.

An account is one person at most: it moves to a new record from one that is over, and never from somebody who is here.
Must never let anybody in on a code that is used, too old, or meant for somebody who has come already.
"""

from dataclasses import replace

from bot.care.joining import enrolment
from bot.care.people import guessing, told
from bot.care.ports import Event, Incoming, Invite, Person, Said, Turn
from bot.care.voice import tell, text

COMMAND = "/start "


def code_in(event: Event) -> str:
    """Return the code with which somebody opened a link; empty for everything else."""
    if not isinstance(event, Said) or not event.text.startswith(COMMAND):
        return ""
    return event.text.removeprefix(COMMAND).strip()


async def opened(turn: Turn, incoming: Incoming, code: str, known: Person | None) -> bool:
    """Do what a link is for, whoever opens it; False when it is good for nothing, so that it counts as any word."""
    if await guessing.is_barred(turn, incoming.user_id):
        return False
    invite = await turn.invite(code)
    guest = await turn.person(invite.person) if invite else None
    if invite is None or guest is None or guest.state != "invited" or not _is_good(turn, invite):
        await _missed(turn, incoming, guest)
        return False
    if known is not None and await _is_here(turn, known):
        await _taken(turn, known, guest)
        return True
    if not await turn.use_invite(code):
        await told.used_again(turn, guest, incoming)
        return False
    if known is not None:
        _leave(turn, known)
    await enrolment.enter(turn, guest, incoming)
    if guest.role != "patient":
        await told.came_in(turn, guest, incoming)
    return True


async def _missed(turn: Turn, incoming: Incoming, guest: Person | None) -> None:
    """Count a code that lets nobody in, and tell the clinic where it let somebody else in before."""
    if guest is not None and guest.user_id == incoming.user_id:
        return
    await guessing.missed(turn, incoming.user_id)
    if guest is not None and guest.user_id is not None:
        await told.used_again(turn, guest, incoming)


async def _is_here(turn: Turn, known: Person) -> bool:
    """Say whether somebody is here as they are, and not let go, discharged, or still at the door."""
    if known.state == "enrolling":
        return bool((await turn.case(known.id)).runs)
    return known.state not in ("inactive", "discharged")


def _leave(turn: Turn, known: Person) -> None:
    """Take the account from a record that is over; all that is on record stays with it."""
    state = "invited" if known.state == "enrolling" else known.state
    turn.update(replace(known, user_id=None, chat_id=None, state=state))


async def _taken(turn: Turn, known: Person, guest: Person) -> None:
    """Say whose account it is, to them and to the clinic, where a link for somebody else was opened with it."""
    role = text(turn, known, f"people.role__{known.role}")
    tell(turn, known, "people.account_taken", name=known.name, role=role, clinic=turn.settings.clinic)
    await told.opened_by(turn, guest, known)


def _is_good(turn: Turn, invite: Invite) -> bool:
    return invite.used_at is None and invite.expires_at > turn.now
