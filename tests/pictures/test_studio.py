"""Pictures are drawn beside the bot: nothing waits for them, and no end of any process is the end of pictures."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pictures.chart import to_json
from bot.pictures.chart_drawing import draw
from bot.pictures.easel import DRAWN, HEADER, REFUSED
from bot.pictures.plain import PictureError
from bot.pictures.studio import Studio
from tests.pictures.samples import caseload, chart, runs

ROOT = Path(__file__).resolve().parents[2]
DATA = to_json(chart())
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    opened = Studio()
    yield opened
    await opened.close()


async def test_a_picture_is_the_same_as_if_it_were_drawn_at_once(studio):
    assert await studio.draw("chart", DATA) == draw(chart())


async def test_a_week_is_drawn_too(studio):
    from bot.pictures import caseload as week

    assert (await studio.draw("caseload", week.to_json(caseload()))).startswith(PNG)


async def test_the_loop_goes_on_while_a_picture_is_drawn(studio):
    await studio.warm()
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    await studio.draw("chart", to_json(chart(runs=runs(60, over=84))))
    ticking.cancel()
    assert ticks > 100


async def test_many_pictures_asked_for_at_once_all_come_each_to_whoever_asked(studio):
    wanted = [chart(title=name) for name in ("Ana", "Bea", "Carla", "Dora")]
    got = await asyncio.gather(*(studio.draw("chart", to_json(one)) for one in wanted))
    assert got == [draw(one) for one in wanted]


async def test_a_process_killed_between_pictures_is_replaced(studio):
    await studio.warm()
    first = studio.process_id
    os.kill(first, signal.SIGKILL)
    assert (await studio.draw("chart", DATA)).startswith(PNG)
    assert studio.process_id != first


async def test_a_process_killed_over_a_picture_is_replaced_and_the_picture_comes(studio):
    await studio.warm()
    first = studio.process_id
    os.kill(first, signal.SIGSTOP)
    asked = asyncio.create_task(studio.draw("chart", DATA))
    await asyncio.sleep(0)
    os.kill(first, signal.SIGKILL)
    assert (await asked).startswith(PNG)
    assert studio.process_id != first


async def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_comes(studio):
    await studio.warm()
    os.kill(studio.process_id, signal.SIGSTOP)
    studio._seconds = 0.1
    with pytest.raises(PictureError, match="too long"):
        await studio.draw("chart", DATA)
    studio._seconds = 30.0
    assert (await studio.draw("chart", DATA)).startswith(PNG)


async def test_whoever_no_longer_wants_a_picture_does_not_get_it_delivered_to_the_next(studio):
    await studio.warm()
    os.kill(studio.process_id, signal.SIGSTOP)
    unwanted = asyncio.create_task(studio.draw("chart", to_json(chart(title="Bea"))))
    await asyncio.sleep(0)
    unwanted.cancel()
    with pytest.raises(asyncio.CancelledError):
        await unwanted
    assert await studio.draw("chart", DATA) == draw(chart())


async def test_more_pictures_than_may_wait_are_refused_at_once():
    studio = Studio(most_waiting=1)
    first = asyncio.create_task(studio.draw("chart", DATA))
    await asyncio.sleep(0)
    with pytest.raises(PictureError, match="Too many"):
        await studio.draw("chart", DATA)
    assert (await first).startswith(PNG)
    await studio.close()


@pytest.mark.parametrize(
    ("kind", "data"), [("chart", {}), ("poem", {}), ("chart", {"title": object()}), ("chart", None)]
)
async def test_bad_data_is_refused_in_a_sentence_and_costs_nobody_else_a_picture(studio, kind, data):
    await studio.warm()
    first = studio.process_id
    with pytest.raises(PictureError, match=r"\.$"):
        await studio.draw(kind, data)
    assert (await studio.draw("chart", DATA)).startswith(PNG)
    assert studio.process_id == first


async def test_closing_ends_the_process_and_tells_those_who_wait():
    studio = Studio()
    await studio.warm()
    own = studio.process_id
    os.kill(own, signal.SIGSTOP)
    waiting = [asyncio.create_task(studio.draw("chart", DATA)) for _ in range(3)]
    await asyncio.sleep(0)
    await studio.close()
    assert all(isinstance(one, PictureError) for one in await asyncio.gather(*waiting, return_exceptions=True))
    assert not Path(f"/proc/{own}").exists()
    with pytest.raises(PictureError, match="closed"):
        await studio.draw("chart", DATA)
    await studio.close()


async def test_closing_a_studio_that_was_never_used_starts_nothing():
    studio = Studio()
    await studio.close()
    assert studio.process_id is None


async def test_closing_while_the_process_starts_leaves_none_behind():
    studio = Studio()
    starting = asyncio.create_task(studio.draw("chart", DATA))
    await asyncio.sleep(0)
    await studio.close()
    with pytest.raises(PictureError):
        await starting
    assert studio.process_id is None


async def test_a_process_that_cannot_start_is_said_in_a_sentence(studio, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(PictureError, match="did not start"):
        await studio.draw("chart", DATA)


async def test_no_secret_of_the_bot_reaches_the_process(studio, monkeypatch):
    monkeypatch.setenv("STRIDEBACK_TOKEN", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    await studio.warm()
    own = Path(f"/proc/{studio.process_id}")
    assert b"110201543" not in (own / "environ").read_bytes() + (own / "cmdline").read_bytes()


def test_the_process_says_nothing_but_its_answers():
    asked = b"".join(
        json.dumps({"kind": "chart", "data": to_json(one)}).encode() + b"\n"
        for one in (chart(title="李明 😀 $x$"), chart(runs=()))
    )
    command = [sys.executable, "-m", "bot.pictures.easel"]
    done = subprocess.run(command, input=asked + b"not JSON\n", capture_output=True, cwd=ROOT, check=True)
    assert done.stderr == b""
    marks, left = [], done.stdout
    while left:
        mark, length = HEADER.unpack(left[: HEADER.size])
        marks.append(mark)
        left = left[HEADER.size + length :]
    assert marks == [DRAWN, DRAWN, DRAWN, REFUSED]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_the_process_ends_with_the_bot_however_that_ends(how):
    command = [sys.executable, "-m", "tests.pictures.parent"]
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.DEVNULL}
    parent = await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes)
    child = Path("/proc") / (await parent.stdout.readline()).decode().strip()
    assert child.exists()
    parent.send_signal(how)
    await parent.communicate()
    async with asyncio.timeout(30):
        while _runs(child):
            await asyncio.sleep(0.02)


def _runs(process):
    """Return whether the process still does anything; one that nobody buried yet does not."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
