"""Promises about webhooks: delivered in order, repeated until taken, never beyond this computer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import webhook
from bot.sandbox.world import World


class Receiver:
    """A webhook of a bot that says what it was told to say, then yes."""

    def __init__(self, until: Any) -> None:
        """Start with nothing heard."""
        self.until = until
        self.heard: list[tuple[str, str]] = []
        self.answers: list[Response] = []
        self.url = ""

    async def hook(self, request: Request) -> Response:
        """Take one update."""
        update = await request.json()
        self.heard.append((update["message"]["text"], request.headers["x-telegram-bot-api-secret-token"]))
        return self.answers.pop(0) if self.answers else JSONResponse({})

    async def has_heard(self, count: int) -> list[str]:
        """Return the texts once there are so many."""
        await self.until(lambda: len(self.heard) >= count)
        return [text for text, _ in self.heard]


@pytest_asyncio.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch, until: Any) -> AsyncIterator[Receiver]:
    """Give a webhook on this computer; the pauses between attempts are short."""
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.02)
    receiver = Receiver(until)
    app = Starlette(routes=[Route("/hook", receiver.hook, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off"))
    serving = asyncio.create_task(server._serve())  # `serve` would take the test's signals
    await until(lambda: server.started)
    receiver.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/hook"
    yield receiver
    server.should_exit = True
    await serving


@pytest_asyncio.fixture
async def ana_id(world: World, bot: Bot, receiver: Receiver) -> int:
    """Give a person's id, with the webhook set."""
    await bot.set_webhook(receiver.url, secret_token="s3cret", allowed_updates=["message"])
    return world.create_user("Ana").id


async def test_updates_come_in_order_with_the_secret(world: World, ana_id: int, receiver: Receiver) -> None:
    for text in ("one", "two", "three"):
        world.say(ana_id, text)

    assert await receiver.has_heard(3) == ["one", "two", "three"]
    assert {secret for _, secret in receiver.heard} == {"s3cret"}


async def test_what_was_not_taken_comes_again_before_what_follows(
    world: World, bot: Bot, ana_id: int, receiver: Receiver
) -> None:
    receiver.answers = [Response(status_code=500), Response(status_code=404)]
    world.say(ana_id, "one")
    world.say(ana_id, "two")

    assert await receiver.has_heard(4) == ["one", "one", "one", "two"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 404 Not Found"
    await receiver.until(lambda: len(world.queue(world.bot.id)) == 0)


async def test_retry_after_is_honoured(world: World, ana_id: int, receiver: Receiver) -> None:
    receiver.answers = [Response(status_code=503, headers={"retry-after": "1"})]
    began = asyncio.get_running_loop().time()
    world.say(ana_id, "one")

    assert await receiver.has_heard(2) == ["one", "one"]
    assert asyncio.get_running_loop().time() - began >= 1


async def test_an_answer_may_carry_a_call(world: World, ana_id: int, receiver: Receiver) -> None:
    receiver.answers = [JSONResponse({"method": "sendMessage", "chat_id": ana_id, "text": "echo"})]
    world.say(ana_id, "one")

    call = await world.journal.wait_for(lambda call: call.method == "sendMessage")

    assert call.ok
    assert world.chat(ana_id)[-1].text == "echo"


async def test_an_unreachable_webhook_keeps_the_updates(world: World, bot: Bot, ana_id: int, until: Any) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    world.say(ana_id, "one")

    await until(lambda: bool(world.setting("100/webhook", {}).get("last_error_message")))
    assert (await bot.get_webhook_info()).last_error_message == "Connection failed: ConnectError"
    await bot.delete_webhook()
    heard: Any = await bot.get_updates(timeout=1)
    assert heard[0].message.text == "one"


@pytest.mark.parametrize("url", ["https://example.org/hook", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/"])
async def test_no_other_computer_is_ever_reached(bot: Bot, url: str) -> None:
    with pytest.raises(BadRequest, match=r"reaches 127\.0\.0\.1"):
        await bot.set_webhook(url)
