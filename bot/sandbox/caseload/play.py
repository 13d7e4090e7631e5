"""Playing the caseload: everybody is invited and comes in, and four weeks go by in a few seconds.

Must never be played where somebody already is; it is the beginning of a demo.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.care.joining.invites import Guest, Plan, invite
from bot.care.ports import Said, Tapped
from bot.care.settings import Settings
from bot.content.library import Library
from bot.desk import Desk
from bot.sandbox.caseload.cast import CAST, Character
from bot.sandbox.caseload.past import Clock, Past
from bot.sandbox.caseload.patient import Patient, came_at
from bot.sandbox.caseload.physio import Physio
from bot.sandbox.world import World
from bot.store.engine import open_engine
from bot.store.migrate import migrate
from bot.store.store import Store
from bot.store.whole import OneCommit

BEFORE = timedelta(days=30)
LEFT_ALONE = timedelta(days=3)
PAUSED_BEFORE = timedelta(days=2)
STAFF = (("physio", "Dora"), ("clinic", "Front desk"))


async def play(
    url: str, library: Library, settings: Settings, *, world: World, users: tuple[int, int], now: datetime
) -> None:
    """Fill a fresh database at this address with staff and caseload, as it stands `now`; `users` are the staff's."""
    clock = Clock(now - BEFORE)
    database = OneCommit(open_engine(url))
    try:
        await migrate(database)
        store = Store(database, clock)
        past = Past(Desk(store, library, settings), world, clock, end=now)
        await _staff(past, users, next(iter(world.groups)))
        physio = Physio(past, users[0])
        for character in CAST:
            made = world.create_user(character.name, language=character.language, user_id=character.user)
            world.keep_user(replace(made, started=True))
            past.later(came_at(character, now), lambda character=character: _arrive(past, physio, character))  # type: ignore[misc]
        await past.go_by()
        await database.commit()
    finally:
        await database.close()


async def _staff(past: Past, users: tuple[int, int], group: int) -> None:
    """Let physio and clinic come in, and take the clinic's group in."""
    for (role, name), user in zip(STAFF, users, strict=True):
        _, code = await _invited(past, Guest(role, name))
        await past.do(user, Said(f"/start {code}"))
        await past.do(user, Said("English"), Said("Europe/Madrid"), Said("none"))
    await past.do(users[1], Said("/here"), chat=group)
    await past.do(users[1], Tapped("P|g|yes"))


async def _arrive(past: Past, physio: Physio, character: Character) -> None:
    plan = Plan(character.protocol, character.condition, STAFF[0][1], character.rung, baseline_pain=1)
    person, code = await _invited(past, Guest("patient", character.name, character.language), plan)
    if character.left_alone:
        past.later(past.end - LEFT_ALONE, lambda: physio.leave(person))
    if character.pauses:
        past.later(past.end - PAUSED_BEFORE, lambda: physio.pauses(person))
    await Patient(past, character, person).join(code)


async def _invited(past: Past, guest: Guest, plan: Plan | None = None) -> tuple[int, str]:
    async with past.desk.turn() as turn:
        code = turn.new_code()
        return (await invite(turn, code, guest, plan)).person, code
