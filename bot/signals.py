"""Being told to stop: the first signal asks, the second is ignored, the third ends the process.

Must never do any work in a handler.
"""

import asyncio
import os
import signal

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def stop_on_signal(stop: asyncio.Event) -> None:
    """Set the event at the first SIGTERM or SIGINT; a person who insists twice more gets out at once."""
    loop = asyncio.get_running_loop()
    count = 0

    def heard(number: int) -> None:
        nonlocal count
        count += 1
        stop.set()
        if count >= 3:
            os._exit(128 + number)

    for each in SIGNALS:
        try:
            loop.add_signal_handler(each, heard, each)
        except NotImplementedError:
            # Windows: its loop takes no handlers.
            signal.signal(each, lambda number, _: loop.call_soon_threadsafe(heard, number))
