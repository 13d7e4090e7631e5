"""Promises about the Bot API's methods: limits, edits, answers, commands."""

import json
from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.methods import perform
from bot.sandbox.methods.profile import commands_seen_by
from bot.sandbox.model import User
from bot.sandbox.params import Params
from bot.sandbox.world import World

ONE_BUTTON = {"inline_keyboard": [[{"text": "7", "callback_data": "a|7"}]]}


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who wrote once."""
    ana = world.create_user("Ana Gomez")
    world.say(ana.id, "/start")
    return ana


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, "can't parse entities: this server reads HTML only"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "entity beginning or end"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ],
)
def test_a_message_that_telegram_would_refuse_is_refused(
    ana: User, refusal: Any, params: dict[str, Any], reason: str
) -> None:
    refused = refusal("sendMessage", chat_id=ana.id, **params)

    assert refused.code == 400
    assert refused.description.startswith(f"Bad Request: {reason}")


def test_the_limit_counts_what_is_shown(ana: User, call: Any) -> None:
    """Tags and references do not count, so 4096 bold ampersands fit."""
    sent = call("sendMessage", chat_id=ana.id, text="<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")

    assert len(sent["text"]) == 4096


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "", "callback_data": "x"}, "can't parse inline keyboard button"),
        ({"text": "x"}, "can't parse inline keyboard button: text buttons are unallowed"),
        ({"text": "x", "url": "ftp://a.b"}, "inline keyboard button URL"),
        ({"text": "x", "callback_data": "x", "style": "pink"}, "can't parse inline keyboard button: invalid"),
    ],
)
def test_a_bad_button_is_refused(ana: User, refusal: Any, button: dict[str, str], reason: str) -> None:
    markup = json.dumps({"inline_keyboard": [[button]]})

    refused = refusal("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)

    assert refused.description.startswith(f"Bad Request: {reason}")


@pytest.mark.parametrize(("rows", "a_row", "fits"), [(1, 8, True), (1, 9, False), (12, 8, True), (13, 8, False)])
def test_a_keyboard_has_eight_buttons_a_row_and_a_hundred_in_all(
    world: World, ana: User, rows: int, a_row: int, fits: bool
) -> None:
    button = {"text": "x", "callback_data": "é" * 32}
    params = Params({"chat_id": ana.id, "text": "x", "reply_markup": {"inline_keyboard": [[button] * a_row] * rows}})

    if fits:
        assert perform(world, world.bot, "sendmessage", params)
    else:
        with pytest.raises(ApiError, match="too long"):
            perform(world, world.bot, "sendmessage", params)


def test_an_edit_replaces_text_and_keyboard(world: World, ana: User, call: Any) -> None:
    """An edit that brings no keyboard takes the old one away."""
    sent = call("sendMessage", chat_id=ana.id, text="Pain?", reply_markup=ONE_BUTTON)

    edited = call("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="Pain: 7")

    assert edited["text"] == "Pain: 7"
    assert "reply_markup" not in edited
    assert world.chat(ana.id)[-1].edited_at is not None


def test_an_edit_that_changes_nothing_is_refused(ana: User, call: Any, refusal: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="Pain?", reply_markup=ONE_BUTTON)
    same = {"chat_id": ana.id, "message_id": sent["message_id"]}

    refused = refusal("editMessageText", **same, text=" Pain? ", reply_markup=json.dumps(ONE_BUTTON))
    assert refused.description == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    assert refusal("editMessageReplyMarkup", **same, reply_markup=ONE_BUTTON).description == refused.description


def test_a_keyboard_alone_changes_without_an_edit_mark(world: World, ana: User, call: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="Pain?", reply_markup=ONE_BUTTON)

    call("editMessageReplyMarkup", chat_id=ana.id, message_id=sent["message_id"])

    message = world.chat(ana.id)[-1]
    assert (message.keyboard, message.edited_at) == ([], None)


def test_what_is_not_there_or_not_ones_own_cannot_be_edited(world: World, ana: User, refusal: Any) -> None:
    theirs = world.say(ana.id, "mine")

    missing = refusal("editMessageText", chat_id=ana.id, message_id=999, text="x")
    assert missing.description == "Bad Request: message to edit not found"
    foreign = refusal("editMessageText", chat_id=ana.id, message_id=theirs, text="x")
    assert foreign.description == "Bad Request: message can't be edited"


def test_a_text_has_no_caption_to_edit(ana: User, call: Any, refusal: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="x")

    refused = refusal("editMessageCaption", chat_id=ana.id, message_id=sent["message_id"], caption="y")
    assert refused.description == "Bad Request: there is no caption in the message to edit"


def test_a_deleted_message_is_gone_for_the_person_too(world: World, ana: User, call: Any, refusal: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="x")
    named = {"chat_id": ana.id, "message_id": sent["message_id"]}

    assert call("deleteMessage", **named) is True

    assert [message.text for message in world.chat(ana.id)] == ["/start"]
    assert refusal("deleteMessage", **named).description == "Bad Request: message to delete not found"


def test_after_two_days_a_message_stays(ana: User, call: Any, refusal: Any, clock: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="x")
    clock.shift(48 * 3600)

    refused = refusal("deleteMessage", chat_id=ana.id, message_id=sent["message_id"])
    assert refused.description == "Bad Request: message can't be deleted for everyone"


def test_a_tap_is_answered_once_and_soon(world: World, ana: User, call: Any, refusal: Any, clock: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="Pain?", reply_markup=ONE_BUTTON)
    first = world.tap(ana.id, sent["message_id"], "a|7")
    late = world.tap(ana.id, sent["message_id"], "a|7")

    clock.shift(15)
    assert call("answerCallbackQuery", callback_query_id=first, text="Noted", show_alert="true") is True
    clock.shift(0.1)

    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert refusal("answerCallbackQuery", callback_query_id=first).description == too_old
    assert refusal("answerCallbackQuery", callback_query_id=late).description == too_old
    assert refusal("answerCallbackQuery", callback_query_id="12").description == too_old
    toast = world.toasts[ana.id][-1]
    assert (toast.text, toast.alert) == ("Noted", True)


def test_an_answer_has_200_characters(world: World, ana: User, call: Any, refusal: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="Pain?")
    query_id = world.tap(ana.id, sent["message_id"], "x")

    assert refusal("answerCallbackQuery", callback_query_id=query_id, text="x" * 201).code == 400
    assert call("answerCallbackQuery", callback_query_id=query_id, text="x" * 200)


def test_commands_are_kept_per_scope_and_language(ana: User, world: World, call: Any) -> None:
    """The narrowest scope wins, and in it the person's language before none."""

    def names() -> list[str]:
        return [shown["command"] for shown in commands_seen_by(world, world.bot, world.users[ana.id])]

    call("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    assert names() == ["help"]
    call("setMyCommands", commands=[{"command": "ayuda", "description": "Ayuda"}], language_code="es")
    assert names() == ["help"]
    world.speak(ana.id, "es")
    assert names() == ["ayuda"]
    scope = {"type": "chat", "chat_id": ana.id}
    call("setMyCommands", commands=[{"command": "alerts", "description": "Alerts"}], scope=scope)
    assert names() == ["alerts"]
    call("deleteMyCommands", scope=scope)
    assert names() == ["ayuda"]
    assert call("getMyCommands", language_code="es") == [{"command": "ayuda", "description": "Ayuda"}]


@pytest.mark.parametrize(
    "params",
    [
        {"commands": [{"command": "Help", "description": "x"}]},
        {"commands": [{"command": "x" * 33, "description": "x"}]},
        {"commands": [{"command": "help", "description": ""}]},
        {"commands": [{"command": "help", "description": "x" * 257}]},
        {"commands": [{"command": "help", "description": "x"}] * 101},
        {"commands": [], "scope": {"type": "planet"}},
        {"commands": [], "scope": {"type": "chat"}},
        {"commands": [], "language_code": "spanish"},
    ],
)
def test_a_command_list_that_telegram_would_refuse_is_refused(refusal: Any, params: dict[str, Any]) -> None:
    assert refusal("setMyCommands", **params).code == 400


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
        ("Name", "name", 64),
    ],
)
def test_texts_about_the_bot_fall_back_to_the_common_one(
    call: Any, refusal: Any, method: str, field: str, limit: int
) -> None:
    call(f"setMy{method}", **{field: "x" * limit})
    call(f"setMy{method}", **{field: "hola"}, language_code="es")

    assert call(f"getMy{method}", language_code="es") == {field: "hola"}
    assert call(f"getMy{method}", language_code="de") == {field: "x" * limit}
    assert refusal(f"setMy{method}", **{field: "x" * (limit + 1)}).code == 400


def test_a_menu_button_of_one_chat_beats_the_common_one(ana: User, call: Any) -> None:
    call("setChatMenuButton", menu_button={"type": "default"})
    call("setChatMenuButton", chat_id=ana.id, menu_button={"type": "commands"})

    assert call("getChatMenuButton") == {"type": "default"}
    assert call("getChatMenuButton", chat_id=ana.id) == {"type": "commands"}


def test_typing_lasts_five_seconds_or_until_a_message(world: World, ana: User, call: Any, clock: Any) -> None:
    call("sendChatAction", chat_id=ana.id, action="typing")
    assert world.is_typing(ana.id)
    clock.shift(5)
    assert not world.is_typing(ana.id)

    call("sendChatAction", chat_id=ana.id, action="typing")
    call("sendMessage", chat_id=ana.id, text="here")
    assert not world.is_typing(ana.id)


def test_a_pin_shows_in_the_chat(ana: User, call: Any) -> None:
    sent = call("sendMessage", chat_id=ana.id, text="Plan")

    call("pinChatMessage", chat_id=ana.id, message_id=sent["message_id"])
    assert call("getChat", chat_id=ana.id)["pinned_message"]["text"] == "Plan"
    call("unpinChatMessage", chat_id=ana.id)
    assert "pinned_message" not in call("getChat", chat_id=ana.id)


def test_only_known_reactions_are_taken(world: World, ana: User, call: Any, refusal: Any) -> None:
    number = world.say(ana.id, "It went well")
    named = {"chat_id": ana.id, "message_id": number}

    assert call("setMessageReaction", **named, reaction=[{"type": "emoji", "emoji": "👍"}]) is True
    refused = refusal("setMessageReaction", **named, reaction=[{"type": "emoji", "emoji": "🥦"}])
    assert refused.description == "Bad Request: REACTION_INVALID"


def test_copies_and_forwards_differ_in_their_origin(world: World, ana: User, call: Any) -> None:
    number = world.say(ana.id, "words")
    named = {"chat_id": ana.id, "from_chat_id": ana.id, "message_id": number}

    forwarded = call("forwardMessage", **named)
    copied = call("copyMessage", **named)

    assert forwarded["forward_origin"]["sender_user"]["id"] == ana.id
    assert list(copied) == ["message_id"]
    assert [message.text for message in world.chat(ana.id)][-2:] == ["words", "words"]


def test_membership_is_told(world: World, ana: User, call: Any) -> None:
    ben = world.create_user("Ben")
    group = world.create_group("Runners", ana.id, members=(ben.id,))
    world.add_bot(group.id, ana.id)

    places = [call("getChatMember", chat_id=group.id, user_id=who) for who in (ana.id, ben.id, world.bot.id)]
    assert [place["status"] for place in places] == ["creator", "member", "member"]


@pytest.mark.parametrize(
    "method", ["sendMessage", "editMessageText", "answerCallbackQuery", "getFile", "setMyCommands"]
)
def test_a_missing_field_is_named(refusal: Any, method: str) -> None:
    refused = refusal(method)

    assert refused.code == 400
    assert refused.description.endswith(" is empty")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"text": "x", "reply_markup": "5"}),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [5]}}),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[5]]}}),
        ("sendMessage", {"text": "x", "reply_parameters": [1]}),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": "first"}}),
        ("sendMessage", {"text": "x", "entities": [5]}),
        ("sendMessage", {"text": "x", "entities": [{"type": "bold", "offset": "0", "length": 1}]}),
        ("setMyCommands", {"commands": "help"}),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": "@nobody"}}),
        ("deleteMessages", {"message_ids": ["x"]}),
        ("setMessageReaction", {"message_id": 1, "reaction": ["x"]}),
        ("setChatMenuButton", {"menu_button": "commands"}),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_not_crashed_on(
    ana: User, refusal: Any, method: str, params: dict[str, Any]
) -> None:
    assert refusal(method, **({"chat_id": ana.id} | params)).code == 400
