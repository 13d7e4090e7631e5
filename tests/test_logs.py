"""What never reaches the log, whoever writes it and however."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.chat.bot import build_bot
from bot.config import load
from bot.logs import brief, set_up

TOKEN = "12345:canary-of-a-token-0123456789"
Form = Literal["plain", "json"]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Form], io.StringIO]]:
    """Set the log up onto a text in memory; afterwards everything is as before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("bot").level

    def begin(level: str, form: Form) -> io.StringIO:
        text = io.StringIO()
        monkeypatch.setattr("sys.stderr", text)
        set_up(level, form, TOKEN)
        return text

    yield begin
    root.handlers[:], root.level = before[0], before[1]
    logging.getLogger("bot").setLevel(before[2])


def _raise(words: str) -> None:
    raise ValueError(words)


def everything(form: Form, log: Callable[[str, Form], io.StringIO]) -> str:
    """Let secrets through every door that logging has."""
    text = log("DEBUG", form)
    ours, theirs = logging.getLogger("bot.test"), logging.getLogger("telegram.ext")
    ours.info("message %s", f"https://x.org/bot{TOKEN}/getMe")
    ours.info(f"https://x.org/file/bot{TOKEN}/photo.jpg")
    ours.warning("argument %r", {"token": TOKEN})
    ours.error("other token 987654:AAbbccddeeffgghhiijjkkllmm-_00")
    theirs.warning("library %s", TOKEN)
    ours.info("wrong arguments %s %s", TOKEN)
    try:
        _raise(f"{TOKEN} and canary answer: pain 9")
    except ValueError:
        ours.exception("raised")
        ours.error("stack", stack_info=True)
    return text.getvalue()


@pytest.mark.parametrize("form", ["plain", "json"])
def test_no_token_gets_out(form: Form, log: Callable[[str, Form], io.StringIO]) -> None:
    text = everything(form, log)
    assert text.count("***") >= 5
    assert "canary" not in text
    assert "AAbbcc" not in text


@pytest.mark.parametrize("form", ["plain", "json"])
def test_what_was_raised_is_named_without_its_words(form: Form, log: Callable[[str, Form], io.StringIO]) -> None:
    text = everything(form, log)
    assert "ValueError" in text
    assert "in _raise" in text
    assert "pain 9" not in text


def test_json_is_one_object_a_line(log: Callable[[str, Form], io.StringIO]) -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in everything("json", log).splitlines()]
    assert len(lines) == 8
    assert {"at", "level", "room", "says"} <= lines[0].keys()


@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "telegram.Bot", "aiosqlite", "sqlalchemy.engine"])
def test_libraries_are_silent_about_what_they_carry(library: str, log: Callable[[str, Form], io.StringIO]) -> None:
    """Not even at DEBUG does a library's everyday line come through."""
    text = log("DEBUG", "plain")
    logging.getLogger(library).info("parameters: pain 9")
    logging.getLogger(library).debug("parameters: pain 9")
    assert text.getvalue() == ""


def test_what_telegram_answered_and_nobody_could_read_is_not_quoted(log: Callable[[str, Form], io.StringIO]) -> None:
    text = log("DEBUG", "plain")
    build_bot(load(Path(__file__).parent.parent / "config.example.toml"))
    logging.getLogger("telegram.request.BaseRequest").error("Can not load invalid JSON data: pain 9")
    assert text.getvalue() == ""


def test_our_own_lines_come_from_their_level_on(log: Callable[[str, Form], io.StringIO]) -> None:
    text = log("WARNING", "plain")
    logging.getLogger("bot.test").info("quiet")
    logging.getLogger("bot.test").warning("loud")
    assert "quiet" not in text.getvalue()
    assert "WARNING bot.test: loud" in text.getvalue()


def test_an_error_in_brief_has_its_place_and_not_its_words() -> None:
    with pytest.raises(ValueError, match="pain 9") as raised:
        _raise("pain 9")
    assert brief(raised.value).startswith("ValueError at test_logs.py:")
    assert brief(ValueError("pain 9")) == "ValueError"
