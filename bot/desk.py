"""Where turns are opened: the store, the content and the clinic's choices in one hand.

Must never know what happens in a turn.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

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

    def turn(self, *, update_id: int | None = None, due: Due | None = None) -> AbstractAsyncContextManager[StoredTurn]:
        """Open one turn; raises Gone when the update or the due it is about was finished before."""
        return self.store.turn(self.library, self.settings, update_id=update_id, due=due)
