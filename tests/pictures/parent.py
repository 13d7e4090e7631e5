"""A program that has a picture drawn, says by which process, and then waits to be killed."""

import asyncio

from bot.pictures.chart import to_json
from bot.pictures.studio import Studio
from tests.pictures.samples import chart


async def main() -> None:
    """Draw once, say the number of the process, and wait."""
    studio = Studio()
    await studio.draw("chart", to_json(chart()))
    print(studio.process_id, flush=True)  # noqa: T201  # the test reads it
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
