"""Promises kept towards python-telegram-bot, the library the product uses, over real HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound, Forbidden, InvalidToken

from bot.sandbox.images import small_png
from bot.sandbox.model import User
from bot.sandbox.server import Sandbox
from bot.sandbox.world import FILES, World

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("7", callback_data="a|7", style="danger")],
        [InlineKeyboardButton("Help", url="https://example.org")],
    ]
)


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who wrote once."""
    ana = world.create_user("Ana Gomez")
    world.say(ana.id, "/start abc")
    return ana


async def test_a_question_is_asked_tapped_and_answered(world: World, ana: User, bot: Bot) -> None:
    """The whole round: hear, ask with a keyboard, hear the tap, show a toast, edit the question."""
    heard = await bot.get_updates(timeout=5)
    assert heard[0].message is not None
    assert heard[0].message.text == "/start abc"

    asked = await bot.send_message(
        ana.id,
        "<b>Pain?</b> 😀",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert asked.text == "Pain? 😀"
    assert asked.text_html == "<b>Pain?</b> 😀"
    assert asked.reply_markup == KEYBOARD

    world.tap(ana.id, asked.message_id, "a|7")
    tapped = await bot.get_updates(offset=heard[-1].update_id + 1, timeout=5)
    query = tapped[0].callback_query
    assert query is not None
    assert query.data == "a|7"
    assert await query.answer("Noted") is True
    await query.edit_message_text("Pain: 7")

    message = world.chat(ana.id)[-1]
    assert (message.text, message.keyboard) == ("Pain: 7", [])
    assert world.toasts[ana.id][-1].text == "Noted"


async def test_a_picture_and_a_document_travel_both_ways(world: World, ana: User, bot: Bot) -> None:
    """Multipart in, file out, and the file's id serves a second time."""
    picture = small_png(40, 30)
    sent = await bot.send_photo(ana.id, picture, caption="<i>Your week</i>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 30)
    assert sent.caption_html == "<i>Your week</i>"

    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == picture
    again = await bot.send_photo(ana.id, sent.photo[-1].file_id)
    assert again.photo == sent.photo

    document = await bot.send_document(ana.id, b"plan", filename="plan.txt", reply_markup=KEYBOARD)
    assert document.document is not None
    assert document.document.file_name == "plan.txt"
    await bot.edit_message_caption(ana.id, document.message_id, caption="Read me")
    assert world.chat(ana.id)[-1].text == "Read me"


async def test_what_a_person_sends_can_be_fetched(world: World, ana: User, bot: Bot) -> None:
    world.send(ana.id, "voice", data=b"hum")

    heard: Any = await bot.get_updates(timeout=5)
    file = await bot.get_file(heard[-1].message.voice.file_id)

    assert bytes(await file.download_as_bytearray()) == b"hum"


async def test_everything_a_person_sends_can_be_parsed(world: World, ana: User, bot: Bot) -> None:
    for kind in (*FILES, "location", "venue", "contact", "dice", "poll", "forwarded", "unknown"):
        world.send(ana.id, kind)

    heard = await bot.get_updates(timeout=5)

    assert len(heard) == len(FILES) + 8
    assert all(update.message is not None for update in heard)


async def test_profile_methods_answer(ana: User, bot: Bot) -> None:
    assert (await bot.get_me()).username == "runner_bot"
    await bot.set_my_commands([BotCommand("help", "Help")], scope=BotCommandScopeChat(ana.id), language_code="es")
    shown = await bot.get_my_commands(scope=BotCommandScopeChat(ana.id), language_code="es")
    assert [command.command for command in shown] == ["help"]
    await bot.set_my_description("Hola", language_code="es")
    assert (await bot.get_my_description("es")).description == "Hola"
    await bot.set_my_short_description("Hi")
    assert (await bot.get_my_short_description()).short_description == "Hi"
    await bot.set_my_name("Runner")
    assert (await bot.get_my_name()).name == "Runner"
    await bot.set_chat_menu_button(ana.id, MenuButtonCommands())
    assert await bot.get_chat_menu_button(ana.id) == MenuButtonCommands()
    assert await bot.send_chat_action(ana.id, "typing")
    assert (await bot.get_chat(ana.id)).first_name == "Ana"
    assert (await bot.get_chat_member(ana.id, ana.id)).status == "member"
    assert (await bot.get_webhook_info()).url == ""


async def test_message_methods_answer(world: World, ana: User, bot: Bot) -> None:
    sent = await bot.send_message(ana.id, "Plan", reply_parameters=ReplyParameters(1))
    assert sent.reply_to_message is not None
    assert await bot.pin_chat_message(ana.id, sent.message_id)
    assert await bot.unpin_chat_message(ana.id, sent.message_id)
    assert await bot.unpin_all_chat_messages(ana.id)
    assert await bot.set_message_reaction(ana.id, 1, ReactionTypeEmoji("👍"))
    assert (await bot.forward_message(ana.id, ana.id, sent.message_id)).forward_origin is not None
    copied = await bot.copy_message(ana.id, ana.id, sent.message_id)
    await bot.edit_message_reply_markup(ana.id, copied.message_id, reply_markup=KEYBOARD)
    assert world.chat(ana.id)[-1].keyboard[0][0]["style"] == "danger"
    assert await bot.delete_message(ana.id, copied.message_id)
    assert await bot.delete_messages(ana.id, [sent.message_id, 999])


async def test_refusals_become_the_librarys_errors(world: World, ana: User, bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await bot.send_message(4242, "x")
    with pytest.raises(BadRequest, match=r"[Cc]an't parse entities"):
        await bot.send_message(ana.id, "<b>x", parse_mode="HTML")
    sent = await bot.send_message(ana.id, "x")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("x", ana.id, sent.message_id)
    world.block(ana.id)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ana.id, "x")
    group = world.create_group("Runners", ana.id)
    upgraded = world.upgrade(group.id)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "x")
    assert migrated.value.new_chat_id == upgraded.id
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("inventMethod")


async def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    stranger = Bot("100:wrong", base_url=sandbox.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_old_question_is_inaccessible(world: World, ana: User, bot: Bot, clock: Any) -> None:
    sent = await bot.send_message(ana.id, "Pain?")
    clock.shift(timedelta(hours=49).total_seconds())
    world.tap(ana.id, sent.message_id, "7")

    query = (await bot.get_updates(timeout=5))[-1].callback_query

    assert query is not None
    assert query.message is not None
    assert (query.message.is_accessible, query.message.message_id) == (False, sent.message_id)


async def test_a_long_poll_answers_as_soon_as_something_happens(world: World, ana: User, bot: Bot, until: Any) -> None:
    heard = await bot.get_updates(timeout=5)
    poll: asyncio.Task[Any] = asyncio.create_task(bot.get_updates(offset=heard[-1].update_id + 1, timeout=30))
    await until(lambda: world.queue(world.bot.id).bell.waiting > 0)

    world.say(ana.id, "now")

    async with asyncio.timeout(2):
        assert (await poll)[0].message.text == "now"


async def test_many_messages_at_once_all_arrive(world: World, ana: User, bot: Bot) -> None:
    await asyncio.gather(*(bot.send_message(ana.id, str(number)) for number in range(40)))

    assert sorted(int(message.text) for message in world.chat(ana.id) if message.from_bot) == list(range(40))
