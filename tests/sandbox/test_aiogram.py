"""Promises kept towards a second client library, so that the stand-in is not shaped by one alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from bot.sandbox.faults import Fault
from bot.sandbox.images import small_png
from bot.sandbox.model import User
from bot.sandbox.server import Sandbox
from bot.sandbox.world import FILES, World

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="7", callback_data="a|7")]])


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who wrote once."""
    ana = world.create_user("Ana Gomez")
    world.say(ana.id, "/start")
    return ana


def client(sandbox: Sandbox, token: str) -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))


@pytest_asyncio.fixture
async def other_bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """Give aiogram's bot, talking to the server."""
    async with client(sandbox, "100:secret") as running:
        yield running


async def test_a_question_is_asked_tapped_and_answered(world: World, ana: User, other_bot: Bot) -> None:
    heard = await other_bot.get_updates(timeout=5)
    assert heard[0].message is not None
    asked = await other_bot.send_message(ana.id, "<b>Pain?</b> 😀", parse_mode="HTML", reply_markup=KEYBOARD)
    assert asked.html_text == "<b>Pain?</b> 😀"

    world.tap(ana.id, asked.message_id, "a|7")
    tapped = await other_bot.get_updates(offset=heard[-1].update_id + 1, timeout=5)
    query = tapped[0].callback_query
    assert query is not None
    assert await other_bot.answer_callback_query(query.id, text="Noted")
    await other_bot.edit_message_text("Pain: 7", chat_id=ana.id, message_id=asked.message_id)

    assert world.chat(ana.id)[-1].text == "Pain: 7"


async def test_files_travel_both_ways(ana: User, other_bot: Bot) -> None:
    picture = small_png(40, 30)
    sent = await other_bot.send_photo(ana.id, BufferedInputFile(picture, "chart.png"), caption="Week")
    assert sent.photo is not None
    assert (sent.photo[-1].width, sent.photo[-1].height, sent.caption) == (40, 30, "Week")
    fetched = await other_bot.download(sent.photo[-1].file_id)
    assert fetched is not None
    assert fetched.read() == picture

    document = await other_bot.send_document(ana.id, BufferedInputFile(b"plan", "plan.txt"))
    assert document.document is not None
    assert document.document.file_name == "plan.txt"


async def test_profile_methods_answer(ana: User, other_bot: Bot) -> None:
    assert (await other_bot.me()).username == "runner_bot"
    assert await other_bot.set_my_commands([BotCommand(command="help", description="Help")])
    assert (await other_bot.get_my_commands())[0].command == "help"
    assert (await other_bot.get_chat(ana.id)).first_name == "Ana"
    assert (await other_bot.get_webhook_info()).pending_update_count == 1


async def test_everything_a_person_sends_can_be_parsed(world: World, ana: User, other_bot: Bot) -> None:
    kinds = [*FILES, "location", "venue", "contact", "dice", "poll"]
    for kind in kinds:
        world.send(ana.id, kind)

    heard = await other_bot.get_updates(timeout=5)

    assert [update.message and update.message.content_type for update in heard[1:]] == kinds


async def test_refusals_become_the_librarys_errors(world: World, ana: User, other_bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await other_bot.send_message(4242, "x")
    world.faults.add(Fault("sendMessage", "flood", retry_after=7))
    with pytest.raises(TelegramRetryAfter) as flood:
        await other_bot.send_message(ana.id, "x")
    assert flood.value.retry_after == 7
    world.block(ana.id)
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await other_bot.send_message(ana.id, "x")
    async with client(sandbox, "100:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.me()
