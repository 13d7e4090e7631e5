"""Where turns are opened: the store, the content and the clinic's choices in one hand.

Must never know what happens in a turn.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.care.alerts import ending
from bot.care.caseload import standing
from bot.care.ports import Due
from bot.care.settings import Settings
from bot.content.library import Library
from bot.store.store import Store
from bot.store.turn import StoredTurn


@dataclass(frozen=True)
class Desk:
    """What every turn needs, whoever opens it."""

    store: Store
    library: Library
    settings: Settings

    @asynccontextmanager
    async def turn(self, *, update_id: int | None = None, due: Due | None = None) -> AsyncIterator[StoredTurn]:
        """Open one turn; raises GoneError when the update or the due it is about was finished before.

        At its end alerts without a cause end, and it is worked out anew how the patients stand whom it was about.
        """
        async with self.store.turn(self.library, self.settings, update_id=update_id, due=due) as turn:
            yield turn
            await ending.refresh(turn)
            await standing.refresh(turn, due.person if due else 0)
