"""Promises about what people can do and what the bot hears of it."""

from typing import Any

import pytest

from bot.sandbox.errors import SandboxError
from bot.sandbox.model import User
from bot.sandbox.world import FILES, SIMPLE, World


def told(world: World, kind: str) -> list[dict[str, Any]]:
    return [update.payload for update in world.queue(world.bot.id).batch(0, 100) if update.kind == kind]


def test_a_command_is_marked_as_one(world: World, ana: User) -> None:
    number = world.say(ana.id, "/start abc")

    message = told(world, "message")[0]
    assert (message["message_id"], message["text"]) == (number, "/start abc")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": ana.id,
        "is_bot": False,
        "first_name": "Ana",
        "last_name": "Gomez",
        "language_code": "en",
    }


def test_a_very_long_text_arrives_in_pieces(world: World, ana: User) -> None:
    world.say(ana.id, "x" * 5000)

    assert [len(message["text"]) for message in told(world, "message")] == [4096, 904]


@pytest.mark.parametrize("kind", [*FILES, *SIMPLE, "contact", "forwarded", "unknown"])
def test_every_kind_of_thing_can_be_sent(world: World, ana: User, kind: str) -> None:
    details: dict[str, Any] = {"text": "words"} if kind == "text" else {}
    world.send(ana.id, kind, **details)

    assert len(told(world, "message")) == 1


def test_a_tap_tells_who_where_and_what(world: World, ana: User, call: Any) -> None:
    world.say(ana.id, "hello")
    shown = call("sendMessage", chat_id=ana.id, text="Pain?")

    query_id = world.tap(ana.id, shown["message_id"], "a|7")

    query = told(world, "callback_query")[0]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "a|7", ana.id)
    assert query["message"] == shown
    assert query["chat_instance"]


def test_a_tap_on_an_old_message_shows_only_where_it_was(world: World, ana: User, call: Any, clock: Any) -> None:
    """After 48 hours a message is inaccessible: date 0, chat and id."""
    world.say(ana.id, "hello")
    shown = call("sendMessage", chat_id=ana.id, text="Pain?")
    clock.shift(48 * 3600 + 1)

    world.tap(ana.id, shown["message_id"], "7")

    message = told(world, "callback_query")[0]["message"]
    assert message == {"chat": shown["chat"], "message_id": shown["message_id"], "date": 0}


def test_a_message_that_is_gone_cannot_be_tapped(world: World, ana: User, call: Any) -> None:
    world.say(ana.id, "hello")
    shown = call("sendMessage", chat_id=ana.id, text="Pain?")
    call("deleteMessage", chat_id=ana.id, message_id=shown["message_id"])

    with pytest.raises(SandboxError):
        world.tap(ana.id, shown["message_id"], "7")


def test_an_edit_is_told_with_its_time(world: World, ana: User, clock: Any) -> None:
    number = world.say(ana.id, "7")
    clock.shift(60)

    world.edit(ana.id, number, "8")

    edited = told(world, "edited_message")[0]
    assert (edited["message_id"], edited["text"]) == (number, "8")
    assert edited["edit_date"] == edited["date"] + 60


def test_blocking_stops_the_bot_and_is_told(world: World, ana: User, refusal: Any, call: Any) -> None:
    world.say(ana.id, "hello")
    world.block(ana.id)

    refused = refusal("sendMessage", chat_id=ana.id, text="hi")
    assert (refused.code, refused.description) == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(SandboxError):
        world.say(ana.id, "still here")

    world.unblock(ana.id)
    call("sendMessage", chat_id=ana.id, text="hi")
    changes = told(world, "my_chat_member")
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


def test_blocking_twice_is_told_once(world: World, ana: User) -> None:
    world.block(ana.id)
    world.block(ana.id)

    assert len(told(world, "my_chat_member")) == 1


def test_a_bot_cannot_write_first(ana: User, refusal: Any) -> None:
    refused = refusal("sendMessage", chat_id=ana.id, text="hi")

    assert (refused.code, refused.description) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


def test_an_unknown_chat_is_not_found(refusal: Any) -> None:
    refused = refusal("sendMessage", chat_id=424242, text="hi")

    assert (refused.code, refused.description) == (400, "Bad Request: chat not found")


def test_a_deleted_account_gets_nothing(world: World, ana: User, refusal: Any) -> None:
    world.say(ana.id, "hello")
    world.deactivate(ana.id)

    refused = refusal("sendMessage", chat_id=ana.id, text="hi")
    assert (refused.code, refused.description) == (403, "Forbidden: user is deactivated")


def test_in_a_group_a_bot_hears_only_what_is_meant_for_it(world: World, ana: User, call: Any) -> None:
    group = world.create_group("Runners", ana.id)
    world.add_bot(group.id, ana.id)
    shown = call("sendMessage", chat_id=group.id, text="hello all")

    world.say(ana.id, "just us", chat_id=group.id)
    world.say(ana.id, "/help", chat_id=group.id)
    world.say(ana.id, "hey @runner_bot", chat_id=group.id)
    world.say(ana.id, "yes", chat_id=group.id, reply_to=shown["message_id"])

    assert [message["text"] for message in told(world, "message")] == ["/help", "hey @runner_bot", "yes"]


def test_a_group_that_grew_names_its_new_id(world: World, ana: User, refusal: Any, call: Any) -> None:
    group = world.create_group("Runners", ana.id)
    world.add_bot(group.id, ana.id)

    upgraded = world.upgrade(group.id)

    refused = refusal("sendMessage", chat_id=group.id, text="hi")
    assert (refused.code, refused.parameters) == (400, {"migrate_to_chat_id": upgraded.id})
    services = told(world, "message")
    assert services[0]["migrate_to_chat_id"] == upgraded.id
    assert services[1]["migrate_from_chat_id"] == group.id
    assert call("sendMessage", chat_id=upgraded.id, text="hi")["chat"]["type"] == "supergroup"


def test_outside_a_group_a_bot_cannot_write(world: World, ana: User, refusal: Any) -> None:
    group = world.create_group("Runners", ana.id)
    assert refusal("sendMessage", chat_id=group.id, text="x").description.endswith("not a member of the group chat")

    world.add_bot(group.id, ana.id)
    world.remove_bot(group.id, ana.id)
    assert refusal("sendMessage", chat_id=group.id, text="x").description.endswith("was kicked from the group chat")


def test_what_changed_names_the_people_who_see_it(world: World, ana: User) -> None:
    ben = world.create_user("Ben")
    before = world.sequence

    world.say(ben.id, "hello")

    assert world.changes_after(before) == [ben.id]
    assert ana.id not in world.changes_after(before)
