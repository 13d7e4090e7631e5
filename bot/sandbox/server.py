"""The stand-in as one web application and one server, on 127.0.0.1 and nowhere else.

Use it as `async with Sandbox(world) as sandbox:` and point a bot at `sandbox.base_url`.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.api import BotApi, download
from bot.sandbox.bell import Bell
from bot.sandbox.closing import Closing
from bot.sandbox.persona import ROUTES
from bot.sandbox.wire import CuttableProtocol
from bot.sandbox.world import World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
KEEP_ALIVE = 75
PATIENCE_AT_THE_END = 3


def application(world: World) -> Starlette:
    """Return the Bot API, the persona API and the page as one application."""
    closing = Closing(world)
    api = BotApi(world, closing)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        api.webhooks.look()
        yield
        await api.webhooks.stop()

    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", api),
            Route("/file/bot{token}/{path:path}", download),
            *ROUTES,
            Route("/", _page),
            Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        # A page of another site that makes its own name point here is refused by its Host header.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
        lifespan=lifespan,
    )
    app.state.world = world
    app.state.closing = closing
    return app


class Sandbox:
    """Run the application in this event loop for the length of an `async with`."""

    def __init__(self, world: World, *, port: int = 0) -> None:
        """Serve this world; port 0 means any free one."""
        self.world = world
        self.port = port

    @property
    def url(self) -> str:
        """Return the page's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def base_url(self) -> str:
        """Return what a client library calls the base URL."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """Return what a client library calls the base file URL."""
        return f"{self.url}/file/bot"

    async def __aenter__(self) -> Self:
        """Listen, and return once calls are answered."""
        listener = _listener(self.port)
        self.port = listener.getsockname()[1]
        self._server = _Server(self.world)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        await self._server.ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop answering and let long polls and streams end."""
        self._server.stop()
        await self._serving


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, because it is a guest in somebody's loop."""

    def __init__(self, world: World) -> None:
        app = application(world)
        super().__init__(
            uvicorn.Config(
                app,
                http=CuttableProtocol,
                loop="asyncio",
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="warning",
                access_log=False,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=PATIENCE_AT_THE_END,
            )
        )
        self.ready = asyncio.Event()
        self._closing: Closing = app.state.closing
        self._stopping = Bell()

    def stop(self) -> None:
        self.should_exit = True
        self._stopping.ring()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # uvicorn's own loop looks ten times a second whether to stop; this one is told.
        tenths = 0
        while not await self.on_tick(tenths):
            tenths += 10
            await self._stopping.wait(1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing.ask()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _page(_: Request) -> Response:
    index = PAGE / "index.html"
    if not index.exists():
        return PlainTextResponse("The page is not installed; the APIs work.", 404)
    return FileResponse(index, headers={"x-frame-options": "DENY", "cache-control": "no-cache"})


def _listener(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only where the protocol is named; else each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener
