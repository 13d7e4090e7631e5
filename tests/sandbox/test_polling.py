"""Promises about getUpdates over HTTP, and about the bodies a client may send."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.sandbox.model import User
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

API = "/bot100:secret"


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who wrote once."""
    ana = world.create_user("Ana Gomez")
    world.say(ana.id, "/start")
    return ana


@pytest_asyncio.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """Give a plain HTTP client."""
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False, timeout=10) as client:
        yield client


async def test_the_older_of_two_pollers_is_sent_away(until: Any, world: World, web: httpx.AsyncClient) -> None:
    older = asyncio.create_task(web.post(f"{API}/getUpdates", data={"timeout": 30}))
    await until(lambda: world.queue(world.bot.id).bell.waiting > 0)

    newer = asyncio.create_task(web.post(f"{API}/getUpdates", data={"timeout": 30}))

    answer = await older
    assert answer.status_code == 409
    assert answer.json()["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await until(lambda: world.queue(world.bot.id).bell.waiting > 0)
    world.say(world.create_user("Ana").id, "hello")
    assert [update["message"]["text"] for update in (await newer).json()["result"]] == ["hello"]


async def test_while_a_webhook_is_set_there_is_no_polling(until: Any, world: World, web: httpx.AsyncClient) -> None:
    """A poll that waits at that moment ends too."""
    poll = asyncio.create_task(web.post(f"{API}/getUpdates", data={"timeout": 30}))
    await until(lambda: world.queue(world.bot.id).bell.waiting > 0)

    await web.post(f"{API}/setWebhook", data={"url": "http://127.0.0.1:9/hook"})

    assert (await poll).json()["description"] == "Conflict: terminated by setWebhook request"
    assert (await web.post(f"{API}/getUpdates")).status_code == 409
    await web.post(f"{API}/deleteWebhook")
    assert (await web.post(f"{API}/getUpdates")).json() == {"ok": True, "result": []}


async def test_allowed_updates_are_remembered(world: World, ana: User, web: httpx.AsyncClient) -> None:
    await web.post(f"{API}/getUpdates", json={"allowed_updates": ["callback_query"]})
    world.say(ana.id, "not asked for")
    await web.post(f"{API}/getUpdates", json={})

    world.say(ana.id, "still not asked for")

    assert len(world.queue(world.bot.id)) == 1  # what came before the first call


async def test_a_body_may_have_any_of_three_forms(ana: User, web: httpx.AsyncClient) -> None:
    words: dict[str, Any] = {"chat_id": str(ana.id), "text": "ü"}

    answers = [
        await web.post(f"{API}/sendMessage", data=words),
        await web.post(f"{API}/sendMessage", json=words),
        await web.post(f"{API}/SENDMESSAGE", files={name: (None, value) for name, value in words.items()}),
        await web.get(f"{API}/sendMessage", params=words),
    ]

    assert [answer.json()["result"]["text"] for answer in answers] == ["ü"] * 4


@pytest.mark.usefixtures("ana")
async def test_nonsense_is_refused_not_crashed_on(web: httpx.AsyncClient) -> None:
    assert (
        await web.post(f"{API}/sendMessage", content=b"{", headers={"content-type": "application/json"})
    ).status_code == 400
    assert (await web.post(f"{API}/sendMessage", json=[1])).status_code == 400
    assert (await web.post(f"{API}/getUpdates", data={"limit": "many"})).status_code == 400


async def test_unknown_methods_and_tokens_have_their_own_answers(web: httpx.AsyncClient) -> None:
    unknown = await web.post(f"{API}/inventMethod")
    assert (unknown.status_code, unknown.json()) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    stranger = await web.post("/bot100:wrong/getMe")
    assert (stranger.status_code, stranger.json()["description"]) == (401, "Unauthorized")
    assert (await web.get("/file/bot100:wrong/photos/file_1.png")).status_code == 401
    assert (await web.get("/file/bot100:secret/photos/file_1.png")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("photo", b"not a picture", (400, "Bad Request: IMAGE_PROCESS_FAILED")),
        (
            "photo",
            b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\x30\0\0\0\x10\0",
            (400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        ),
        ("document", b"", (400, "Bad Request: file must be non-empty")),
        ("photo", b"x" * (10 * 1024 * 1024 + 1), (413, "Request Entity Too Large")),
    ],
)
async def test_a_file_that_telegram_would_refuse_is_refused(
    ana: User, web: httpx.AsyncClient, name: str, content: bytes, refused: tuple[int, str]
) -> None:
    answer = await web.post(f"{API}/send{name.title()}", data={"chat_id": ana.id}, files={name: ("file.bin", content)})

    assert (answer.status_code, answer.json()["description"]) == refused


async def test_only_this_computers_names_are_answered(sandbox: Sandbox, web: httpx.AsyncClient) -> None:
    """A foreign page whose name was pointed here is refused."""
    assert (await web.get("/sandbox/state", headers={"host": "evil.example"})).status_code == 400
    assert (await web.get("/sandbox/state", headers={"host": f"localhost:{sandbox.port}"})).status_code == 200


async def test_the_server_stops_at_once_though_polls_wait(until: Any, world: World) -> None:
    async with Sandbox(world) as sandbox, httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as web:
        poll = asyncio.create_task(web.post(f"{API}/getUpdates", data={"timeout": 50}, timeout=60))
        await until(lambda: world.queue(world.bot.id).bell.waiting > 0)
        ended = asyncio.get_running_loop().time()
        await sandbox.__aexit__(None, None, None)

    assert asyncio.get_running_loop().time() - ended < 2
    assert (await poll).json()["result"] == []


async def test_the_journal_shows_every_call_but_no_token(world: World, ana: User, web: httpx.AsyncClient) -> None:
    expected = asyncio.create_task(world.journal.wait_for(lambda call: call.params.get("text") == "two"))
    await web.post(f"{API}/sendMessage", data={"chat_id": ana.id, "text": "one"})
    await web.post(f"{API}/sendMessage", data={"chat_id": 4242, "text": "two"})

    call = await expected
    assert (call.ok, call.response["error_code"]) == (False, 400)
    assert world.journal.counts["sendMessage"] == 2
    assert "secret" not in str([kept.as_json() for kept in world.journal.calls])


async def test_the_journal_forgets_the_oldest_but_counts_all(clock: Any) -> None:
    world = World(clock, journal_size=2)
    world.create_bot("100:secret", "runner_bot", "Runner")
    async with Sandbox(world) as sandbox, httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as web:
        for _ in range(5):
            await web.post(f"{API}/getMe")

    assert [call.number for call in world.journal.calls] == [4, 5]
    assert world.journal.counts["getMe"] == 5
