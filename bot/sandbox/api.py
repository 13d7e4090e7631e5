"""The Bot API over HTTP: one call in, one answer out, with the faults asked for; never what a call means."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.closing import Closing
from bot.sandbox.errors import (
    METHOD_NOT_FOUND,
    UNAUTHORIZED,
    ApiError,
    too_many_requests,
)
from bot.sandbox.faults import REFUSING, SPOILING, Fault
from bot.sandbox.journal import Call
from bot.sandbox.methods import KNOWN, perform
from bot.sandbox.model import Bot, Json
from bot.sandbox.params import Params
from bot.sandbox.polling import Polling
from bot.sandbox.reading import read_params
from bot.sandbox.state import State
from bot.sandbox.webhook import Webhooks
from bot.sandbox.wire import hang_up

BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it came in."""

    token: str
    method: str
    params: Params

    @property
    def chat_id(self) -> int | None:
        """Return the chat that the call names by number."""
        named = str(self.params.values.get("chat_id", ""))
        return int(named) if named.removeprefix("-").isdigit() else None


class BotApi:
    """An ASGI application for `/bot<token>/<method>`."""

    def __init__(self, state: State, closing: Closing) -> None:
        """Serve this state until closing is asked for."""
        self._state = state
        self._closing = closing
        self._polling = Polling(state, closing)
        self.webhooks = Webhooks(state, closing, self._answer_webhook)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        asked, body = await self._read(Request(scope, receive))
        fault = self._state.faults.take(asked.method, asked.chat_id, among=REFUSING | SPOILING)
        if fault is not None and fault.kind in REFUSING:
            body = _refused(fault)
        elif not body:
            body = await self._answered(asked, fault)
        self._write_down(asked, body, fault)
        await self._send(body, fault, scope, receive, send)

    async def _read(self, request: Request) -> tuple[Asked, Json]:
        token, method = request.path_params["token"], request.path_params["method"]
        try:
            return Asked(token, method, await read_params(request)), {}
        except ApiError as refusal:
            return Asked(token, method, Params({})), refusal.as_json()

    async def _answered(self, asked: Asked, fault: Fault | None) -> Json:
        bot = self._state.bots.get(asked.token)
        if bot is None:
            return UNAUTHORIZED.as_json()
        body = await self._answer(bot, asked.method, asked.params)
        if fault is not None and fault.kind == "delay":
            await self._closing.pause(fault.delay)
        return body

    async def _answer(self, bot: Bot, method: str, params: Params) -> Json:
        name = method.lower()
        if name not in KNOWN:
            return METHOD_NOT_FOUND.as_json()
        result: Any
        try:
            if name == "getupdates":
                result = await self._polling.get_updates(bot, params)
            else:
                result = perform(self._state, bot, name, params)
                if name == "setwebhook":
                    self.webhooks.look()
        except ApiError as refusal:
            return refusal.as_json()
        return {"ok": True, "result": result}

    async def _answer_webhook(self, bot: Bot, method: str, params: Params) -> None:
        self._write_down(Asked(bot.token, method, params), await self._answer(bot, method, params), None)

    def _write_down(self, asked: Asked, body: Json, fault: Fault | None) -> None:
        journal = self._state.journal
        journal.add(
            Call(
                number=journal.total + 1,
                method=asked.method,
                params=asked.params.summary(),
                at=self._state.clock.now(),
                ok=body["ok"],
                response=body,
                fault=fault.kind if fault else None,
            )
        )

    async def _send(self, body: Json, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        kind = fault.kind if fault else None
        status, content = body.get("error_code", 200), json.dumps(body, separators=(",", ":")).encode("ascii")
        if kind in ("cut", "drop"):
            await hang_up(scope, receive, reset=kind == "cut")
            return
        media = b"text/html" if kind == "bad_gateway" else b"application/json"
        if kind == "bad_gateway":
            content = BAD_GATEWAY
        elif kind == "truncate":
            content = content[: len(content) // 2]
        headers = [(b"content-type", media), (b"content-length", str(len(content)).encode())]
        if "parameters" in body and "retry_after" in body["parameters"]:
            headers.append((b"retry-after", str(body["parameters"]["retry_after"]).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


async def download(request: Request) -> Response:
    """Return the bytes of a file to the bot that knows its path."""
    state: State = request.app.state.world
    if request.path_params["token"] not in state.bots:
        return PlainTextResponse("Unauthorized", 401)
    file = state.files.at_path(request.path_params["path"])
    if file is None:
        return PlainTextResponse("Not Found", 404)
    return Response(state.files.content(file), media_type="application/octet-stream")


def _refused(fault: Fault) -> Json:
    match fault.kind:
        case "flood":
            return too_many_requests(fault.retry_after).as_json()
        case "unauthorized":
            return UNAUTHORIZED.as_json()
        case "error":
            words = "Internal Server Error" if fault.status >= 500 else "Bad Request: as asked for"
            return ApiError(fault.status, words).as_json()
        case _:
            return ApiError(502, "Bad Gateway").as_json()
