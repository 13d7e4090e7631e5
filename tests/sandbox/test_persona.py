"""Promises of the persona API, on which the page and the tour are built."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.images import small_png
from bot.sandbox.server import PAGE, Sandbox
from bot.sandbox.world import World


@pytest_asyncio.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """Give a plain HTTP client."""
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False, timeout=10) as client:
        yield client


@pytest_asyncio.fixture
async def ana_id(web: httpx.AsyncClient) -> int:
    """Give the id of a person who was added over HTTP and wrote once."""
    made = (await web.post("/sandbox/users", json={"name": "Ana Gomez", "language": "es", "id": 7})).json()
    await web.post(f"/sandbox/users/{made['id']}/say", json={"text": "/start"})
    return int(made["id"])


async def seen(web: httpx.AsyncClient, user_id: int) -> dict[str, Any]:
    body: dict[str, Any] = (await web.get(f"/sandbox/users/{user_id}/chat")).json()
    return body


async def test_the_state_names_bot_time_and_people(web: httpx.AsyncClient, ana_id: int, clock: Any) -> None:
    state = (await web.get("/sandbox/state")).json()

    assert state == {
        "bot": {"username": "runner_bot", "name": "Runner"},
        "now": clock.now().isoformat(),
        "offset": 0.0,
        "users": [{"id": ana_id, "name": "Ana Gomez", "language": "es", "blocked": False}],
        "groups": [],
        "next_due": None,
    }


async def test_a_chat_shows_what_the_person_sees(web: httpx.AsyncClient, ana_id: int, bot: Bot) -> None:
    keyboard = [[InlineKeyboardButton("7", callback_data="a|7", style="danger")]]
    keyboard += [[InlineKeyboardButton("Help", url="https://example.org")]]
    asked = await bot.send_message(
        ana_id, "<b>Pain?</b>\n&lt;3", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(keyboard)
    )
    await bot.set_my_commands([("help", "Help")])
    await bot.send_chat_action(ana_id, "typing")

    chat = await seen(web, ana_id)

    message = chat["messages"][-1]
    assert message["message_id"] == asked.message_id
    assert (message["from"], message["kind"], message["text"]) == ("bot", "text", "Pain?\n<3")
    assert message["html"] == "<b>Pain?</b><br>&lt;3"
    assert message["keyboard"] == [
        [{"text": "7", "data": "a|7", "style": "danger"}],
        [{"text": "Help", "url": "https://example.org"}],
    ]
    assert message["edited"] is False
    assert chat["typing"] is True
    assert chat["commands"] == [{"command": "help", "description": "Help"}]
    assert chat["messages"][0]["from"] == "user"


async def test_a_tap_is_answered_with_a_toast(web: httpx.AsyncClient, ana_id: int, bot: Bot) -> None:
    asked = await bot.send_message(ana_id, "Pain?")
    tap = {"message_id": asked.message_id, "data": "7"}
    query_id = (await web.post(f"/sandbox/users/{ana_id}/tap", json=tap)).json()["callback_query_id"]

    await bot.answer_callback_query(query_id, "Noted", show_alert=True)

    chat = await seen(web, ana_id)
    assert [(toast["text"], toast["alert"]) for toast in chat["toasts"]] == [("Noted", True)]
    assert chat["answered"] == [query_id]


async def test_people_edit_send_block_and_change_language(web: httpx.AsyncClient, ana_id: int, world: World) -> None:
    said = (await web.post(f"/sandbox/users/{ana_id}/say", json={"text": "7"})).json()
    edit = {"message_id": said["message_id"], "text": "8"}
    assert (await web.post(f"/sandbox/users/{ana_id}/edit", json=edit)).status_code == 200
    assert (await web.post(f"/sandbox/users/{ana_id}/send", json={"kind": "sticker"})).status_code == 200
    assert (await web.post(f"/sandbox/users/{ana_id}/block", json={})).status_code == 200
    assert (await web.post(f"/sandbox/users/{ana_id}/say", json={"text": "x"})).status_code == 409
    assert (await web.post(f"/sandbox/users/{ana_id}/unblock", json={})).status_code == 200
    assert (await web.patch(f"/sandbox/users/{ana_id}", json={"language": "en"})).json()["language"] == "en"

    texts = [(message["text"], message["edited"]) for message in (await seen(web, ana_id))["messages"]]
    assert texts == [("/start", False), ("8", True), ("", False)]
    kinds = [update.kind for update in world.queue(world.bot.id).batch(0, 100)]
    assert kinds == ["message", "message", "edited_message", "message", "my_chat_member", "my_chat_member"]


async def test_pictures_are_shown_and_other_files_only_downloaded(
    web: httpx.AsyncClient, ana_id: int, bot: Bot
) -> None:
    """A document of the bot must never run as a page."""
    await bot.send_photo(ana_id, small_png(4, 3))
    await bot.send_document(ana_id, b"<script>alert(1)</script>", filename="plan.html")

    photo, document = (await seen(web, ana_id))["messages"][-2:]

    shown = await web.get(photo["file_url"])
    assert (shown.content, shown.headers["content-type"]) == (small_png(4, 3), "image/png")
    kept = await web.get(document["file_url"])
    assert kept.headers["content-disposition"] == "attachment"
    assert kept.headers["content-type"] == "application/octet-stream"
    assert document["file_name"] == "plan.html"


async def test_the_clock_moves_by_seconds_to_a_time_and_to_what_is_due(
    web: httpx.AsyncClient, world: World, clock: Any
) -> None:
    began = clock.now()
    await web.post("/sandbox/clock", json={"shift": 3600})
    assert clock.now() == began + timedelta(hours=1)
    await web.post("/sandbox/clock", json={"to": (began + timedelta(hours=2)).isoformat()})
    assert clock.now() == began + timedelta(hours=2)
    assert (await web.post("/sandbox/clock", json={"to": "next"})).status_code == 409

    world.next_due = lambda: began + timedelta(hours=5)
    assert (await web.get("/sandbox/state")).json()["next_due"] == (began + timedelta(hours=5)).isoformat()
    await web.post("/sandbox/clock", json={"to": "next"})
    assert clock.now() == began + timedelta(hours=5, seconds=1)


async def test_faults_and_the_journal_are_within_reach(web: httpx.AsyncClient) -> None:
    fault = {"method": "getMe", "kind": "error", "status": 500}
    assert (await web.post("/sandbox/faults", json=fault)).status_code == 200
    assert (await web.post("/bot100:secret/getMe")).status_code == 500
    await web.post("/sandbox/faults", json=fault)
    await web.delete("/sandbox/faults")
    assert (await web.post("/bot100:secret/getMe")).status_code == 200

    journal = (await web.get("/sandbox/journal", params={"after": 1, "method": "getMe"})).json()
    assert [(call["n"], call["ok"]) for call in journal["calls"]] == [(2, True)]
    assert (await web.post("/sandbox/faults", json={"kind": "explode"})).status_code == 400
    assert (await web.post("/sandbox/faults", json={"colour": "red"})).status_code == 409


async def test_a_form_of_a_foreign_page_does_nothing(web: httpx.AsyncClient, ana_id: int) -> None:
    answer = await web.post(f"/sandbox/users/{ana_id}/say", data={"text": "forged"})

    assert answer.status_code == 400
    assert len((await seen(web, ana_id))["messages"]) == 1


@pytest.mark.usefixtures("ana_id")
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sandbox/users/999/say", {"text": "x"}, 404),
        ("/sandbox/users/7/say", {}, 400),
        ("/sandbox/users/7/dance", {}, 404),
        ("/sandbox/users/7/tap", {"message_id": 999, "data": "x"}, 409),
        ("/sandbox/users/7/send", {"kind": "spaceship"}, 409),
        ("/sandbox/users", {}, 400),
        ("/sandbox/clock", {"to": "yesterday"}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(
    web: httpx.AsyncClient, path: str, body: dict[str, Any], status: int
) -> None:
    assert (await web.post(path, json=body)).status_code == status


async def test_the_stream_tells_who_has_to_look_again(web: httpx.AsyncClient, ana_id: int, world: World) -> None:
    async with asyncio.timeout(5), web.stream("GET", "/sandbox/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == ": hello"
        world.say(ana_id, "hello")
        assert await _next_event(lines) == ("changed", {"users": [ana_id], "seq": world.sequence})
        await web.post("/sandbox/clock", json={"shift": 60})
        name, data = await _next_event(lines)
        assert (name, data["offset"]) == ("clock", 60)


async def test_the_stream_ends_when_the_server_stops(world: World) -> None:
    async with (
        Sandbox(world) as sandbox,
        httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as web,
        web.stream("GET", "/sandbox/events") as stream,
    ):
        lines = stream.aiter_lines()
        assert await anext(lines) == ": hello"
        async with asyncio.timeout(2):
            await sandbox.__aexit__(None, None, None)
            assert [line async for line in lines if line] == []


async def test_the_page_is_served_and_nothing_beside_it(web: httpx.AsyncClient) -> None:
    page = await web.get("/")

    assert page.status_code == (200 if (PAGE / "index.html").exists() else 404)
    assert (await web.get("/static/../server.py")).status_code == 404
    assert (await web.get("/static/%2e%2e/server.py")).status_code == 404


async def _next_event(lines: AsyncIterator[str]) -> tuple[str, dict[str, Any]]:
    async for line in lines:
        if line.startswith("event: "):
            data = await anext(lines)
            return line.removeprefix("event: "), json.loads(data.removeprefix("data: "))
    raise AssertionError("the stream ended")
