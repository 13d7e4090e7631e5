"""The stream that tells a page when to look again; it must never carry what there is to see."""

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.sandbox.clock import ShiftableClock
from bot.sandbox.closing import Closing
from bot.sandbox.world import World

HEARTBEAT = 10.0


async def events(request: Request) -> Response:
    """Stream `changed` and `clock` events until the page leaves or the server stops."""
    stream = _stream(request.app.state.world, request.app.state.closing)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _stream(world: World, closing: Closing) -> AsyncIterator[str]:
    seen, offset = world.sequence, _offset(world)
    yield ": hello\n\n"
    while not closing.asked:
        rang = await world.changed.wait(HEARTBEAT)
        if closing.asked:
            return
        if world.sequence != seen:
            users, seen = world.changes_after(seen), world.sequence
            yield _event("changed", {"users": users, "seq": seen})
        if _offset(world) != offset:
            offset = _offset(world)
            yield _event("clock", {"now": world.clock.now().isoformat(), "offset": offset})
        if not rang:
            yield ": still here\n\n"


def _offset(world: World) -> float:
    return world.clock.offset if isinstance(world.clock, ShiftableClock) else 0.0


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
