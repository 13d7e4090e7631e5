"""`python -m bot.sandbox`: the stand-in as a process of its own, until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.sandbox.clock import FileClock
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World


def main() -> int:
    """Run the stand-in and return 0 when it was stopped, 1 when the port is taken."""
    asked = _arguments()
    clock = FileClock(asked.clock or asked.state / "clock")
    world = World(clock, asked.state, limits=asked.limits)
    world.create_bot(asked.token, asked.username, asked.name)
    try:
        asyncio.run(_serve(world, asked.port))
    except OSError as error:
        sys.stderr.write(f"Port {asked.port} cannot be used: {error.strerror}. Choose another with --port.\n")
        return 1
    finally:
        world.close()
    return 0


async def _serve(world: World, port: int) -> None:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_stop.set)
    async with Sandbox(world, port=port) as sandbox:
        sys.stdout.write(f"listening on {sandbox.url}\n")
        sys.stdout.flush()
        await told_to_stop.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--state", type=Path, required=True, help="folder in which the world is kept")
    parser.add_argument("--clock", type=Path, help="file with the clock's offset; default: in the state folder")
    parser.add_argument("--token", default="100:sandbox")
    parser.add_argument("--username", default="strideback_demo_bot")
    parser.add_argument("--name", default="Strideback")
    parser.add_argument("--limits", action="store_true", help="keep Telegram's sending limits")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
