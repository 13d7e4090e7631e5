"""What is written to the log, and what never is.

Must never let out a token, or the message of an exception: a database's quotes the answers it was given.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9]{3,20}:[A-Za-z0-9_-]{20,}|(?<=/bot)[0-9]+:[^/\s\"']+")
_HIDDEN = "***"
_LIBRARIES = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.ERROR,
}
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Redactor(logging.Filter):
    """Takes secrets out of a record before any handler formats it."""

    def __init__(self, secret: str) -> None:
        """Hide this secret wherever it stands, and whatever else looks like a token."""
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True, with message, arguments and exception of the record replaced by safe text."""
        record.msg, record.args = self.clean(_message(record)), None
        if record.exc_info:
            record.exc_text = self.clean(_places(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """Return the text without tokens."""
        return _TOKEN.sub(_HIDDEN, text.replace(self._secret, _HIDDEN) if self._secret else text)


class Plain(logging.Formatter):
    """One line a record: time in UTC, level, room, words."""

    def __init__(self) -> None:
        """Use the times of the records, in UTC."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(  # noqa: N802  # logging's name
        self,
        record: logging.LogRecord,
        datefmt: str | None = None,  # noqa: ARG002  # logging's parameter
    ) -> str:
        """Return the record's instant in UTC to the millisecond."""
        return _instant(record)


class Json(logging.Formatter):
    """One JSON object a record, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        line = {
            "at": _instant(record),
            "level": record.levelname,
            "room": record.name,
            "says": record.getMessage(),
        }
        if record.exc_text:
            line["raised"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, form: Literal["plain", "json"], secret: str) -> None:
    """Send the log to standard error; our own rooms at this level, libraries only when they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
    for name, floor in _LIBRARIES.items():
        logging.getLogger(name).setLevel(floor)
    for each in root.handlers:
        each.addFilter(Redactor(secret))


def brief(error: BaseException) -> str:
    """Return what was raised and where, without its words: `KeyError at case.py:42`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.replace(chr(92), '/').rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _places(raised: _Raised) -> str:
    kind, error, _ = raised
    if kind is None or error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*lines, kind.__name__])


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
