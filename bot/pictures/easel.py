"""The process in which pictures are drawn: a line of JSON comes in, a mark, a length and that many bytes go out.

It ends with its parent, because its input ends then. Must never write a health answer anywhere but into the picture.
"""

import json
import logging
import os
import struct
import sys
import warnings
from datetime import date
from typing import Any, BinaryIO, get_args

from bot.pictures import caseload, chart
from bot.pictures.plain import PictureError

DRAWN, REFUSED = b"+", b"-"
HEADER = struct.Struct(">cI")
_KINDNESS = 5


def paint(kind: str, data: Any) -> bytes:
    """Return the PNG of a `chart` or a `caseload`; raises PictureError for what cannot be drawn."""
    # The library behind these takes most of a second to load, and the names above are needed without it.
    from bot.pictures import caseload_drawing, chart_drawing

    match kind:
        case "chart":
            return chart_drawing.draw(chart.from_json(data))
        case "caseload":
            return caseload_drawing.draw(caseload.from_json(data))
    raise PictureError("There is no such kind of picture.")


def answer(line: bytes) -> bytes:
    """Return what goes back for one line: the picture, or a sentence without any of the data."""
    try:
        asked = json.loads(line)
        mark, said = DRAWN, paint(asked["kind"], asked["data"])
    except PictureError as error:
        mark, said = REFUSED, str(error).encode()
    except Exception as error:  # noqa: BLE001  # one picture must not cost the others theirs
        mark, said = REFUSED, f"The picture could not be drawn ({type(error).__name__}).".encode()
    return HEADER.pack(mark, len(said)) + said


def warm_up() -> None:
    """Draw an empty chart and a run, so that the first picture waits for no font."""
    words = chart.Words(
        **dict.fromkeys(("minutes", "pain", "swelling", "gait", "decisions", "baseline", "unknown", "skipped"), "abc"),
        empty="abc",
        swelling_levels=("0", "1", "2", "3"),
        gait_levels=("0", "1", "2"),
        outcomes=dict.fromkeys(get_args(chart.Outcome), "abc"),
        months=("abc",) * 12,
    )
    run = chart.Run(day=date(2000, 1, 1), minutes=1, pain=1, swelling=1, gait=1, decided="advance")
    paint("chart", chart.to_json(chart.Chart(title="0123456789", words=words, runs=(run,))))


def serve(lines: BinaryIO, answers: BinaryIO) -> None:
    """Answer line by line until there are no more; an empty answer says that everything is ready."""
    warm_up()
    _send(answers, HEADER.pack(DRAWN, 0))
    for line in lines:
        _send(answers, answer(line))


def _send(answers: BinaryIO, packet: bytes) -> None:
    answers.write(packet)
    answers.flush()


def main() -> int:
    """Serve on standard input and output, below the bot in the order in which the machine serves processes."""
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    # Whatever a library prints must not get between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            serve(sys.stdin.buffer, answers)
        except BrokenPipeError:
            # The parent went away in the middle of a picture.
            os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
