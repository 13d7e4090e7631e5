"""A process of its own that keeps updates and takes turns on them until it is done or killed.

Called with an address, a patient, the first update and how many; prints each update when its turn is committed.
"""

import asyncio
import sys
from datetime import UTC, datetime

from bot.care.ports import Due, Lane, Message
from bot.core.facts import Noted
from bot.store.store import GoneError, Store
from tests.store.shop import LIBRARY, SETTINGS


class RealClock:
    """The clock on the wall."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)


async def write(url: str, patient: int, first: int, count: int) -> None:
    """Keep and work on so many updates, after those that an earlier process left undone."""
    store = await Store.open(url, clock=RealClock())
    mine = range(first, first + count)
    for row in await store.undone_updates():
        if row.update_id < first:
            await turn(store, patient, row.update_id)
    for number in mine:
        await store.keep_updates([(number, 1001, '{"update": true}')])
        await turn(store, patient, number)
    await store.close()


async def turn(store: Store, patient: int, number: int) -> None:
    """Take one turn that writes everywhere."""
    try:
        async with store.turn(LIBRARY, SETTINGS, update_id=number) as open_turn:
            await open_turn.case(patient)
            open_turn.record(patient, Noted(str(number)))
            open_turn.say(Message(patient, "Thanks", Lane.ANSWER, about=f"card{number}"))
            open_turn.plan(Due(patient, "remind", str(number), open_turn.now))
    except GoneError:
        return  # the other process was quicker
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], *(int(argument) for argument in sys.argv[2:5])))
