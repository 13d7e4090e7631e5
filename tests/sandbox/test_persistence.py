"""Promises about what survives when the stand-in is closed and opened again."""

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.images import small_png
from bot.sandbox.methods import perform
from bot.sandbox.params import Params, Upload
from bot.sandbox.world import World

TOKEN = "100:secret"


@pytest.fixture
def lived_in(clock: Any, tmp_path: Path) -> World:
    """Give a world on disk in which something happened."""
    world = World(clock, tmp_path)
    world.create_bot(TOKEN, "runner_bot", "Runner")
    ana = world.create_user("Ana", user_id=7)
    world.say(ana.id, "/start")
    world.say(ana.id, "hello")
    return world


def call(world: World, method: str, **params: Any) -> Any:
    return perform(world, world.bot, method.lower(), Params(params))


def test_everything_is_there_again(lived_in: World, clock: Any, tmp_path: Path) -> None:
    """Nothing needs to be closed for that: what was answered is written."""
    sent = call(lived_in, "sendMessage", chat_id=7, text="Pain?")
    call(lived_in, "setMyCommands", commands=[{"command": "help", "description": "Help"}])
    query_id = lived_in.tap(7, sent["message_id"], "x")
    lived_in.block(7)

    again = World(clock, tmp_path)

    assert again.bots == lived_in.bots
    assert again.users == lived_in.users
    assert again.chat(7) == lived_in.chat(7)
    assert again.queue(100).batch(0, 100) == lived_in.queue(100).batch(0, 100)
    assert again.settings == lived_in.settings
    assert again.queries[query_id] == lived_in.queries[query_id]


def test_confirmed_updates_stay_confirmed_and_numbers_go_on(lived_in: World, clock: Any, tmp_path: Path) -> None:
    last = lived_in.queue(100).batch(0, 100)[-1]
    lived_in.queue(100).batch(last.id + 1, 100)
    number = lived_in.chat(7)[-1].message_id

    again = World(clock, tmp_path)

    assert len(again.queue(100)) == 0
    assert again.say(7, "more") == number + 1
    assert again.queue(100).batch(0, 100)[0].id == last.id + 1


def test_deleted_messages_stay_deleted(lived_in: World, clock: Any, tmp_path: Path) -> None:
    for message in lived_in.chat(7):
        call(lived_in, "deleteMessage", chat_id=7, message_id=message.message_id)

    assert World(clock, tmp_path).chat(7) == []


def test_files_keep_their_bytes(lived_in: World, clock: Any, tmp_path: Path) -> None:
    picture = small_png(4, 3)
    sent = call(lived_in, "sendPhoto", chat_id=7, photo=Upload("chart.png", picture, "image/png"))
    file_id = sent["photo"][0]["file_id"]

    again = World(clock, tmp_path)

    kept = again.files.get(file_id)
    assert kept is not None
    assert (again.files.content(kept), kept.width, kept.height) == (picture, 4, 3)
    assert call(again, "sendPhoto", chat_id=7, photo=file_id)["photo"] == sent["photo"]


def test_a_line_cut_off_by_a_kill_is_forgotten(lived_in: World, clock: Any, tmp_path: Path) -> None:
    with (tmp_path / "ledger.jsonl").open("ab") as ledger:
        ledger.write(b'["messages","7/99",{"message_id":9')

    again = World(clock, tmp_path)

    assert again.chat(7) == lived_in.chat(7)
    again.say(7, "more")
    assert World(clock, tmp_path).chat(7)[-1].text == "more"


def test_allowed_updates_are_remembered(lived_in: World, clock: Any, tmp_path: Path) -> None:
    call(lived_in, "setWebhook", url="http://127.0.0.1:9/", allowed_updates=["message"])
    call(lived_in, "deleteWebhook")

    assert World(clock, tmp_path).queue(100).allowed == {"message"}


def test_a_new_token_revokes_the_old_one_and_keeps_what_waits(lived_in: World, clock: Any, tmp_path: Path) -> None:
    lived_in.create_bot("100:new", "runner_bot", "Runner")

    again = World(clock, tmp_path)

    assert list(again.bots) == ["100:new"]
    assert len(again.queue(100)) == 2
