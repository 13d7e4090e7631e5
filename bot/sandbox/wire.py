"""Hanging up on a client without an answer; it must never be used but on request."""

import asyncio
import socket
import struct

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "sandbox_transport"
RESET = struct.pack("ii", 1, 0)


class CuttableProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with the connection itself within the application's reach."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the connection on to every request it carries."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


async def hang_up(scope: Scope, receive: Receive, *, reset: bool) -> None:
    """Close the connection, or reset it, and wait until the server noticed."""
    transport: asyncio.Transport = scope["state"][TRANSPORT]
    if reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
