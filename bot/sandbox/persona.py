"""The personas over HTTP: what the page and the tour see and do; never served to other computers."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.clock import ShiftableClock
from bot.sandbox.errors import SandboxError
from bot.sandbox.events import events
from bot.sandbox.faults import Fault
from bot.sandbox.images import drawn_png
from bot.sandbox.model import Json
from bot.sandbox.views import chat_view, state_view
from bot.sandbox.world import World

Handler = Callable[[Request], Awaitable[Response]]
IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif")


async def read_state(request: Request) -> Response:
    """Return the bot, the clock and the people."""
    return JSONResponse(state_view(_world(request)))


async def read_chat(request: Request) -> Response:
    """Return what one person sees now."""
    user_id = request.path_params["user"]
    if user_id not in _world(request).users:
        return _refused("there is no such person", 404)
    named = request.query_params.get("chat")
    return JSONResponse(chat_view(_world(request), user_id, int(named) if named else None))


async def create_user(request: Request) -> Response:
    """Add a person."""
    body = await _body(request)
    number = int(body["id"]) if body.get("id") is not None else None
    user = _world(request).create_user(str(body["name"]), language=str(body.get("language", "en")), user_id=number)
    return JSONResponse({"id": user.id, "name": user.name, "language": user.language})


async def change_user(request: Request) -> Response:
    """Change a person's language."""
    body = await _body(request)
    user = _world(request).users[request.path_params["user"]]
    if "language" in body:
        user = _world(request).speak(user.id, str(body["language"]))
    return JSONResponse({"id": user.id, "name": user.name, "language": user.language})


async def act(request: Request) -> Response:
    """Let a person do something, in a group where `chat` names one: say, send, tap; edit, block or unblock."""
    body = await _body(request)
    chat = int(body.pop("chat")) if "chat" in body else None
    world, user_id = _world(request), request.path_params["user"]
    if user_id not in world.users:
        return _refused("there is no such person", 404)
    match request.path_params["verb"]:
        case "say":
            return JSONResponse({"message_id": world.say(user_id, str(body["text"]), chat_id=chat)})
        case "send":
            kind = str(body.pop("kind"))
            details = ({"data": drawn_png()} if kind == "photo" else {}) | body
            return JSONResponse({"message_id": world.send(user_id, kind, chat_id=chat, **details)})
        case "tap":
            query_id = world.tap(user_id, int(body["message_id"]), str(body["data"]), chat_id=chat)
            return JSONResponse({"callback_query_id": query_id})
        case "edit":
            world.edit(user_id, int(body["message_id"]), str(body["text"]))
        case "block":
            world.block(user_id)
        case "unblock":
            world.unblock(user_id)
        case _:
            return _refused("nobody can do that", 404)
    return JSONResponse({"ok": True})


async def create_group(request: Request) -> Response:
    """Let a person open a group with others and take the bot into it."""
    body, world = await _body(request), _world(request)
    owner = int(body["owner"])
    group = world.create_group(str(body["title"]), owner, members=tuple(int(one) for one in body.get("members", ())))
    world.add_bot(group.id, owner)
    return JSONResponse({"id": group.id})


async def change_group(request: Request) -> Response:
    """Let a group become a supergroup, or put the bot out of it, or take it in again."""
    world, group_id = _world(request), int(request.path_params["group"])
    owner = world.groups[group_id].owner_id
    match request.path_params["verb"]:
        case "upgrade":
            if world.groups[group_id].type != "group":
                raise SandboxError("this is a supergroup already")
            return JSONResponse({"id": world.upgrade(group_id).id})
        case "remove":
            world.remove_bot(group_id, owner)
        case "add":
            world.add_bot(group_id, owner)
        case _:
            return _refused("nobody can do that", 404)
    return JSONResponse({"id": group_id})


async def move_clock(request: Request) -> Response:
    """Move the clock by seconds, to a time, or just past the next due moment."""
    body, world = await _body(request), _world(request)
    if not isinstance(world.clock, ShiftableClock):
        return _refused("this clock cannot be moved")
    world.clock.shift(_seconds_to_move(world, body))
    world.changed.ring()
    return JSONResponse({"now": world.clock.now().isoformat()})


async def add_fault(request: Request) -> Response:
    """Let something go wrong."""
    body = await _body(request)
    unknown = set(body) - {field.name for field in fields(Fault)}
    if unknown:
        return _refused(f"a fault has no {', '.join(sorted(unknown))}")
    _world(request).add_fault(Fault(**body))
    return JSONResponse({"ok": True})


async def clear_faults(request: Request) -> Response:
    """Let nothing go wrong any more."""
    _world(request).faults.clear()
    return JSONResponse({"ok": True})


async def read_journal(request: Request) -> Response:
    """Return the calls after a number, of one method or of all."""
    after = int(request.query_params.get("after", "0"))
    journal = _world(request).journal
    calls = journal.after(after, request.query_params.get("method"))
    return JSONResponse({"total": journal.total, "calls": [call.as_json() for call in calls]})


async def read_file(request: Request) -> Response:
    """Return a file for the page; only pictures are shown, everything else is downloaded."""
    world = _world(request)
    file = world.files.get(request.path_params["file"])
    if file is None:
        return _refused("there is no such file", 404)
    shown = file.mime in IMAGES
    headers = {"x-content-type-options": "nosniff"} | ({} if shown else {"content-disposition": "attachment"})
    media = file.mime if shown else "application/octet-stream"
    return Response(world.files.content(file), media_type=media, headers=headers)


def _guarded(handler: Handler) -> Handler:
    """Turn what a persona cannot do, or a body that makes no sense, into an answer."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except SandboxError as refusal:
            return _refused(str(refusal))
        except KeyError as missing:
            return _refused(f"{missing} is missing or unknown", 400)
        except (ValueError, TypeError) as nonsense:
            return _refused(str(nonsense), 400)

    return guarded


def _seconds_to_move(world: World, body: Json) -> float:
    if "shift" in body:
        return float(body["shift"])
    if body["to"] == "next":
        due = world.next_due() if world.next_due else None
        if due is None:
            raise SandboxError("nothing is due")
        return max(0.0, (due - world.clock.now()).total_seconds()) + 1
    target = datetime.fromisoformat(str(body["to"]))
    target = target if target.tzinfo else target.replace(tzinfo=UTC)
    return (target - world.clock.now()).total_seconds()


async def _body(request: Request) -> Json:
    # Another site's page could post a form to this computer, but not JSON: browsers ask first, and get no.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ValueError("the body must be application/json")
    body: Any = await request.json() if await request.body() else {}
    if not isinstance(body, dict):
        raise TypeError("the body must be an object")
    return body


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _refused(words: str, status: int = 409) -> Response:
    return JSONResponse({"error": words}, status)


ROUTES = [
    Route("/sandbox/state", _guarded(read_state)),
    Route("/sandbox/users", _guarded(create_user), methods=["POST"]),
    Route("/sandbox/users/{user:int}", _guarded(change_user), methods=["PATCH"]),
    Route("/sandbox/users/{user:int}/chat", _guarded(read_chat)),
    Route("/sandbox/users/{user:int}/{verb}", _guarded(act), methods=["POST"]),
    Route("/sandbox/groups", _guarded(create_group), methods=["POST"]),
    Route("/sandbox/groups/{group}/{verb}", _guarded(change_group), methods=["POST"]),
    Route("/sandbox/clock", _guarded(move_clock), methods=["POST"]),
    Route("/sandbox/faults", _guarded(add_fault), methods=["POST"]),
    Route("/sandbox/faults", _guarded(clear_faults), methods=["DELETE"]),
    Route("/sandbox/journal", _guarded(read_journal)),
    Route("/sandbox/files/{file}", _guarded(read_file)),
    Route("/sandbox/events", events),
]
