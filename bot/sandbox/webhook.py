"""Delivering updates to a webhook, in order, until it says yes; it must never reach beyond this computer."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from bot.sandbox.closing import Closing
from bot.sandbox.methods.webhooks import webhook_key
from bot.sandbox.model import Bot, Json, Update
from bot.sandbox.params import Params
from bot.sandbox.state import State

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LONGEST_ASKED_PAUSE = 3600.0
IDLE = 600.0
Perform = Callable[[Bot, str, Params], Awaitable[None]]


class Webhooks:
    """Run one delivery for each bot that has a webhook."""

    def __init__(self, state: State, closing: Closing, perform: Perform) -> None:
        """Start with no delivery running."""
        self._state = state
        self._closing = closing
        self._perform = perform
        self._running: dict[int, asyncio.Task[None]] = {}

    def look(self) -> None:
        """Start a delivery for every bot that has a webhook and no delivery yet."""
        for bot in self._state.bots.values():
            task = self._running.get(bot.id)
            if self._hook(bot) and (task is None or task.done()):
                self._running[bot.id] = asyncio.create_task(self._deliver(bot))

    async def stop(self) -> None:
        """End every delivery."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _deliver(self, bot: Bot) -> None:
        queue, failures = self._state.queue(bot.id), 0
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            while (hook := self._hook(bot)) and not self._closing.asked:
                waiting = queue.batch(0, 1)
                if not waiting:
                    await queue.bell.wait(IDLE)
                    continue
                asked_pause = await self._post(client, bot, hook, waiting[0])
                if asked_pause is None:
                    queue.confirm(waiting[0])
                    failures = 0
                else:
                    failures += 1
                    pause = asked_pause or min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE)
                    await self._closing.pause(pause)

    async def _post(self, client: httpx.AsyncClient, bot: Bot, hook: Json, update: Update) -> float | None:
        """Return None when the update was taken, else the seconds that were asked for, zero if none were."""
        secret = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook["secret"] else {}
        try:
            answer = await client.post(hook["url"], json=update.as_json(), headers=secret)
        except httpx.HTTPError as error:
            self._remember_failure(bot, f"Connection failed: {type(error).__name__}")
            return 0.0
        if answer.is_success:
            await self._do_what_it_says(bot, answer)
            return None
        self._remember_failure(bot, f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        asked = answer.headers.get("retry-after", "")
        return min(float(asked), LONGEST_ASKED_PAUSE) if asked.isdigit() else 0.0

    async def _do_what_it_says(self, bot: Bot, answer: httpx.Response) -> None:
        """Perform the one method that a webhook may name in its answer."""
        try:
            values = answer.json()
        except ValueError:
            return
        if isinstance(values, dict) and "method" in values:
            await self._perform(bot, str(values.pop("method")), Params(values))

    def _remember_failure(self, bot: Bot, words: str) -> None:
        hook = self._hook(bot)
        if hook:
            seen = {"last_error_date": int(self._state.seconds()), "last_error_message": words}
            self._state.keep_setting(webhook_key(bot), hook | seen)

    def _hook(self, bot: Bot) -> Json:
        hook: Json = self._state.setting(webhook_key(bot), {})
        return hook
