"""The word that the server stops, for all that would wait longer; it must never stop anything itself."""

from bot.sandbox.bell import Bell
from bot.sandbox.state import State


class Closing:
    """Say once that the server stops and wake everyone who waits."""

    def __init__(self, state: State) -> None:
        """Start with the server open."""
        self._state = state
        self.asked = False
        self.bell = Bell()

    def ask(self) -> None:
        """Wake long polls, streams and pauses, for good."""
        self.asked = True
        self.bell.ring()
        self._state.changed.ring()
        for bot in self._state.bots.values():
            self._state.queue(bot.id).bell.ring()

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds of real time, or until the server stops."""
        if not self.asked:
            await self.bell.wait(seconds)
