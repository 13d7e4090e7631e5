"""One bot's queue of updates, with Telegram's lifetimes; it must never know how they are delivered."""

from collections.abc import Callable, Iterable

from bot.sandbox.bell import Bell
from bot.sandbox.ledger import Ledger
from bot.sandbox.model import Json, Update

TAP_LIVES = 150.0
OTHERS_LIVE = 24 * 3600.0
FIRST_ID = 700_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Hold what the bot has not confirmed yet, oldest first."""

    def __init__(self, bot_id: int, ledger: Ledger, now: Callable[[], float]) -> None:
        """Take up what the ledger kept for this bot."""
        self._table = f"updates-{bot_id}"
        self._ledger = ledger
        self._now = now
        kept = ledger.tables.get(self._table, {})
        self._next_id = int(kept.get("next", FIRST_ID))
        self._updates = {int(key): Update.from_record(kept[key]) for key in kept if key != "next"}
        self._delivered_again: list[Update] = []
        self.allowed: frozenset[str] = frozenset()
        self.bell = Bell()

    def __len__(self) -> int:
        """Return how many updates wait and are still alive."""
        self._forget_the_dead()
        return len(self._updates)

    def put(self, kind: str, payload: Json) -> int | None:
        """Add an update and return its id, or None when the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        lives = TAP_LIVES if kind == "callback_query" else OTHERS_LIVE
        update = Update(self._next_id, kind, payload, self._now() + lives)
        self._next_id += 1
        self._ledger.put(self._table, "next", self._next_id)
        self._ledger.put(self._table, update.id, update.as_record())
        self._updates[update.id] = update
        self.bell.ring()
        return update.id

    def batch(self, offset: int, limit: int) -> list[Update]:
        """Forget everything before the offset and return the oldest of the rest.

        A negative offset counts from the end; an impossible one is answered from the head, confirming nothing.
        """
        self._forget_the_dead()
        if offset < 0:
            self._forget(list(self._updates)[:offset])
        elif offset <= self._next_id + 10:
            self._forget([key for key in self._updates if key < offset])
        return list(self._updates.values())[:limit]

    def confirm(self, update: Update) -> None:
        """Forget this one update, as a webhook's good answer does."""
        self._forget([update.id])

    def clear(self) -> None:
        """Forget everything that waits."""
        self._forget(list(self._updates))

    def deliver_again(self, updates: Iterable[Update]) -> None:
        """Have these updates delivered once more, whatever the bot confirms."""
        self._delivered_again = list(updates)

    def take_again(self) -> list[Update]:
        """Return what is to be delivered once more, once."""
        again, self._delivered_again = self._delivered_again, []
        return again

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _forget_the_dead(self) -> None:
        now = self._now()
        self._forget([key for key, update in self._updates.items() if update.expires_at <= now])

    def _forget(self, keys: list[int]) -> None:
        self._ledger.drop(self._table, *keys)
        for key in keys:
            self._updates.pop(key, None)
