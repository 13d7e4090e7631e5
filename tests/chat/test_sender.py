"""The sender's promises, against the stand-in and a real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.care.ports import Button, Lane, Media, Message, Row
from bot.chat.bot import build_bot
from bot.chat.fate import MOST_REFUSALS, MOST_REFUSALS_OF_ALERTS, MOST_TROUBLES, Fates
from bot.chat.limits import Limits
from bot.chat.sender import Sender
from bot.chat.verdict import Kind, Verdict
from bot.desk import Desk
from bot.sandbox.server import Sandbox
from bot.store.engine import sqlite_path
from tests.busy import TakenAt
from tests.chat.bench import ANA, BEN, CLEO, Bench, join, until
from tests.store.shop import Delivery, delivery

ABOUT = "card"


@dataclass
class Sending:
    """A sender and what it stands on."""

    bench: Bench
    desk: Desk
    sender: Sender
    people: dict[int, int]

    async def say(self, user: int, text: str, lane: Lane = Lane.ANSWER, **more: Any) -> None:
        """Put a message into the outbox."""
        async with self.desk.turn() as turn:
            turn.say(Message(self.people[user], text, lane, **{"about": ABOUT, **more}))

    async def delivery(self) -> Delivery:
        """Return how far the messages of the card have come."""
        async with self.desk.turn() as turn:
            return await delivery(turn, ABOUT)

    async def until(self, seconds: float = 10, **state: int) -> None:
        """Wait until the delivery has these counts."""
        async with asyncio.timeout(seconds):
            # The sender tells nobody; what it wrote down is all there is to look at.
            while not state.items() <= vars(await self.delivery()).items():  # see above
                await asyncio.sleep(0.02)


@asynccontextmanager
async def sending(
    bench: Bench, *, per_second: float = 500, spacing: float = 0.02, users: tuple[int, ...] = (ANA, BEN, CLEO)
) -> AsyncIterator[Sending]:
    """Send for the length of the block."""
    for user in users:
        bench.world.create_user(f"U{user}", user_id=user)
        bench.world.say(user, "/start")
    async with bench.desk() as desk, build_bot(bench.config()) as bot:
        async with desk.turn() as turn:
            people = {user: (await join(turn, user)).id for user in users}
        limits, stop = Limits(per_second, spacing=spacing), asyncio.Event()
        sender = Sender(desk, bot, limits, clock=bench.clock, listeners=bench.echo.listeners)
        task = asyncio.create_task(sender.run(stop))
        try:
            yield Sending(bench, desk, sender, people)
        finally:
            stop.set()
            await asyncio.wait_for(task, 5)
            await sender.finish(2)


async def test_a_message_arrives_with_its_buttons_and_without_previews(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "<b>Run</b> https://example.org", keyboard=((Button("Yes", "y"), Button("No", "n")),))
        await at.until(sent=1)
    (call,) = bench.calls("sendMessage")
    assert call.params["parse_mode"] == "HTML"
    assert "is_disabled" in call.params["link_preview_options"]
    assert '"callback_data": "n"' in call.params["reply_markup"]
    assert bench.texts(ANA) == ["Run https://example.org"]


async def test_one_persons_messages_arrive_in_order_one_at_a_time(bench: Bench) -> None:
    bench.fault("sendMessage", "delay", delay=0.05, times=3)
    async with sending(bench) as at:
        async with at.desk.turn() as turn:
            for number in range(6):
                turn.say(Message(at.people[ANA], f"m{number}", Lane.ANSWER, about=ABOUT))
        await at.until(sent=6)
    assert bench.texts(ANA) == [f"m{number}" for number in range(6)]


async def test_questions_to_one_person_keep_their_distance(bench: Bench) -> None:
    async with sending(bench, spacing=0.4) as at:
        for number in range(3):
            await at.say(ANA, f"q{number}", Lane.QUESTION)
        await at.until(sent=3)
    first, second, third = (call.at for call in bench.calls("sendMessage"))
    assert min(second - first, third - second) >= timedelta(seconds=0.39)


async def test_the_distance_counts_from_when_the_one_before_was_taken(bench: Bench) -> None:
    """However long a question was under way, the next one comes no closer to it."""
    bench.fault("sendMessage", "delay", delay=0.3, times=1)
    async with sending(bench, spacing=0.4) as at:
        for number in range(2):
            await at.say(ANA, f"q{number}", Lane.QUESTION)
        await at.until(sent=2)
    first, second = (call.at for call in bench.calls("sendMessage"))
    assert second - first >= timedelta(seconds=0.39)


async def test_a_slow_line_to_one_is_not_a_slow_line_to_all(bench: Bench) -> None:
    """Messages to different people are under way together."""
    bench.fault("sendMessage", "delay", delay=1.5, chat_id=ANA)
    async with sending(bench) as at:
        await at.say(ANA, "slow")
        await asyncio.sleep(0.1)
        await at.say(BEN, "quick")
        await until(lambda: bench.texts(BEN) == ["quick"], 1)


async def test_an_alert_overtakes_a_broadcast_that_is_running(bench: Bench) -> None:
    """With hundreds of messages waiting, an alert is among the next that go out."""
    crowd = tuple(range(1000, 1200))
    async with sending(bench, per_second=100, users=(*crowd, CLEO)) as at:
        async with at.desk.turn() as turn:
            for user in crowd:
                turn.say(Message(at.people[user], "news", Lane.BROADCAST, about="news"))
        await until(lambda: len(bench.calls("sendMessage")) >= 20)
        before = len(bench.calls("sendMessage"))
        await at.say(CLEO, "alert", Lane.ALERT)
        await until(lambda: bench.texts(CLEO) == ["alert"], 2)
        place = next(n for n, call in enumerate(bench.calls("sendMessage")) if call.params["text"] == "alert")
    assert place - before <= 20


async def test_lanes_go_out_in_their_order(bench: Bench) -> None:
    users = (ANA, BEN, CLEO, 104)
    lanes = (Lane.BROADCAST, Lane.QUESTION, Lane.ANSWER, Lane.ALERT)
    async with sending(bench, per_second=3, users=users) as at:
        async with at.desk.turn() as turn:
            for user, lane in zip(users, lanes, strict=True):
                turn.say(Message(at.people[user], lane.name, lane, about=ABOUT))
        await at.until(sent=4)
    assert [call.params["text"] for call in bench.calls("sendMessage")] == ["ALERT", "ANSWER", "QUESTION", "BROADCAST"]


async def test_nothing_is_called_while_telegram_asks_for_silence(bench: Bench) -> None:
    """After a flood answer no call is made for as long as it says, and the alert decided meanwhile goes first."""
    crowd = tuple(range(1000, 1040))
    bench.fault("sendMessage", "flood", retry_after=2, chat_id=1005)
    async with sending(bench, users=(*crowd, CLEO)) as at:
        async with at.desk.turn() as turn:
            for user in crowd:
                turn.say(Message(at.people[user], "news", Lane.BROADCAST, about=ABOUT))
        await until(lambda: any(not call.ok for call in bench.calls("sendMessage")))
        await asyncio.sleep(0.3)
        await at.say(CLEO, "alert", Lane.ALERT, about="alert")
        await at.until(sent=40)
    calls = bench.calls("sendMessage")
    flood = next(call for call in calls if not call.ok)
    under_way = flood.at + timedelta(seconds=0.2)
    assert not [call for call in calls if under_way < call.at < flood.at + timedelta(seconds=2)]
    later = [call.params["text"] for call in calls if call.at >= flood.at + timedelta(seconds=2)]
    assert later[0] == "alert"
    assert len([call for call in calls if call.ok]) == 41


@pytest.mark.parametrize("fault", ["drop", "truncate"])
async def test_an_alert_whose_answer_is_lost_comes_again(bench: Bench, fault: str) -> None:
    """It is never missed, and there are at most two copies."""
    bench.fault("sendMessage", fault)
    async with sending(bench) as at:
        await at.say(ANA, "alert", Lane.ALERT)
        await at.until(sent=1)
    assert bench.texts(ANA) == ["alert", "alert"]


@pytest.mark.parametrize("lane", [Lane.ANSWER, Lane.QUESTION])
async def test_a_question_whose_answer_is_lost_comes_once_more_at_most(bench: Bench, lane: Lane) -> None:
    bench.fault("sendMessage", "drop", times=2)
    async with sending(bench) as at:
        await at.say(ANA, "question", lane)
        await at.until(uncertain=1)
    assert bench.texts(ANA) == ["question", "question"]


async def test_a_broadcast_never_comes_twice(bench: Bench) -> None:
    """What may have arrived is listed as uncertain, and only that."""
    crowd = tuple(range(1000, 1060))
    lost = crowd[::10]
    for user in lost:
        bench.fault("sendMessage", "drop", chat_id=user)
    async with sending(bench, users=crowd) as at:
        async with at.desk.turn() as turn:
            for user in crowd:
                turn.say(Message(at.people[user], "news", Lane.BROADCAST, about=ABOUT))
        await at.until(sent=54, uncertain=6)
    assert [len(bench.texts(user)) for user in crowd] == [1] * 60


@pytest.mark.parametrize(
    ("kind", "details"),
    [("error", {"status": 500}), ("bad_gateway", {}), ("unauthorized", {}), ("error", {"status": 400})],
)
async def test_what_telegram_did_not_do_is_done_later_and_once(
    bench: Bench, kind: str, details: dict[str, Any]
) -> None:
    bench.fault("sendMessage", kind, **details)
    async with sending(bench) as at:
        await at.say(ANA, "news", Lane.BROADCAST)
        await at.until(sent=1)
    assert bench.texts(ANA) == ["news"]


async def test_an_outage_loses_and_repeats_nothing(bench: Bench) -> None:
    """While nothing can be connected to, everything waits; afterwards everything arrives once, the alert first."""
    async with sending(bench) as at:
        port = bench.sandbox.port
        await bench.sandbox.__aexit__(None, None, None)
        await at.say(ANA, "news", Lane.BROADCAST)
        await at.say(BEN, "question", Lane.QUESTION)
        await at.say(CLEO, "alert", Lane.ALERT)
        await asyncio.sleep(0.5)
        assert await at.delivery() == Delivery(waiting=3)
        bench.sandbox = await _listening(bench, port)
        await at.until(sent=3)
    assert (bench.texts(ANA), bench.texts(BEN), bench.texts(CLEO)) == (["news"], ["question"], ["alert"])


async def _listening(bench: Bench, port: int) -> Sandbox:
    again = Sandbox(bench.world, port=port)
    bench.sandbox._server = (await again.__aenter__())._server
    bench.sandbox._serving = again._serving
    return bench.sandbox


async def test_an_edit_changes_the_latest_message_of_its_card(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "question")
        await at.until(sent=1)
        await at.say(ANA, "question: 3", replaces=True)
        await at.until(sent=2)
    assert bench.texts(ANA) == ["question: 3"]


async def test_an_edit_that_changes_nothing_is_a_success(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "same")
        await at.until(sent=1)
        await at.say(ANA, "same", replaces=True)
        await at.until(sent=2)
    assert bench.texts(ANA) == ["same"]


async def test_an_edit_whose_answer_is_lost_is_repeated_without_harm(bench: Bench) -> None:
    bench.fault("editMessageText", "drop", times=2)
    async with sending(bench) as at:
        await at.say(ANA, "question")
        await at.until(sent=1)
        await at.say(ANA, "question: 3", replaces=True)
        await at.until(sent=2)
    assert bench.texts(ANA) == ["question: 3"]


async def test_a_message_that_is_not_there_any_more_comes_anew(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "question")
        await at.until(sent=1)
        (message,) = [each for each in bench.world.chat(ANA) if each.from_bot]
        del bench.world.messages[ANA][message.message_id]
        await at.say(ANA, "question: 3", replaces=True)
        await at.until(sent=2)
    assert bench.texts(ANA) == ["question: 3"]


async def test_a_replacement_without_a_message_to_replace_is_sent(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "first", replaces=True)
        await at.until(sent=1)
    assert bench.texts(ANA) == ["first"]


async def test_mark_up_that_telegram_refuses_arrives_as_plain_text(bench: Bench) -> None:
    async with sending(bench) as at:
        await at.say(ANA, "<b>Run</b> 3 &lt; 4 <unknown>km</unknown>")
        await at.until(sent=1)
    assert bench.texts(ANA) == ["Run 3 < 4 km"]


@pytest.mark.parametrize("how", ["block", "deactivate"])
async def test_somebody_out_of_reach_is_told_of_once(bench: Bench, how: str) -> None:
    async with sending(bench) as at:
        getattr(bench.world, how)(ANA)
        await at.say(ANA, "one")
        await at.say(ANA, "two")
        await at.say(BEN, "other")
        await until(lambda: bench.echo.lost == [at.people[ANA]])
        await at.until(sent=1)
        assert bench.texts(BEN) == ["other"]
    assert bench.echo.lost == [at.people[ANA]]


def _copy(chat: int, message: int) -> Media:
    return Media("copy", {"chat_id": chat, "message_id": message})


async def test_a_copy_comes_from_the_chat_of_whoever_sent_it(bench: Bench) -> None:
    """The same number in the reader's own chat is another message."""
    async with sending(bench) as at:
        for user, said in ((BEN, "mine"), (ANA, "my knee")):
            bench.world.say(user, said)
        (source,) = [one.message_id for one in bench.world.chat(ANA) if one.text == "my knee"]
        await at.say(BEN, "", media=_copy(ANA, source))
        await at.until(sent=1)
    assert bench.texts(BEN) == ["my knee"]


@pytest.mark.parametrize("chat", [ANA, 999], ids=["message gone", "chat gone"])
async def test_what_cannot_be_copied_is_given_up_at_once_and_said_in_its_place(bench: Bench, chat: int) -> None:
    """The reader is not taken for gone, and the next message to them comes without delay."""
    async with sending(bench) as at:
        await at.say(BEN, "", media=_copy(chat, 4711))
        await at.say(BEN, "next")
        await at.until(failed=1, sent=2, seconds=3)
    assert sorted(bench.texts(BEN)) == ["next", "not copied"]
    assert (bench.echo.uncopied_for, bench.echo.lost) == ([at.people[BEN]], [])
    assert len(bench.calls("copyMessage")) == 1


async def test_a_reader_who_is_gone_is_told_of_also_where_a_copy_finds_it_out(bench: Bench) -> None:
    async with sending(bench) as at:
        bench.world.block(BEN)
        await at.say(BEN, "", media=_copy(ANA, 1))
        await until(lambda: bench.echo.lost == [at.people[BEN]])


async def test_a_copy_waits_for_telegram_like_any_message(bench: Bench) -> None:
    bench.fault("copyMessage", "error", status=500, times=2)
    async with sending(bench) as at:
        bench.world.say(ANA, "my knee")
        (source,) = [one.message_id for one in bench.world.chat(ANA) if one.text == "my knee"]
        await at.say(BEN, "", media=_copy(ANA, source))
        await at.until(sent=1)
    assert (bench.texts(BEN), bench.echo.uncopied_for) == (["my knee"], [])


async def test_a_chat_that_moved_is_written_to_at_its_new_place(bench: Bench) -> None:
    async with sending(bench) as at:
        group = bench.world.create_group("Clinic", ANA)
        bench.world.add_bot(group.id, ANA)
        async with at.desk.turn() as turn:
            turn.update(replace(await turn.person(at.people[ANA]), chat_id=group.id))
        upgraded = bench.world.upgrade(group.id)
        await at.say(ANA, "alert", Lane.ALERT)
        await at.until(sent=1)
        async with at.desk.turn() as turn:
            assert (await turn.person(at.people[ANA])).chat_id == upgraded.id
    assert bench.texts(upgraded.id) == ["alert"]


async def test_a_message_whose_mark_cannot_be_written_is_not_sent_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(bench) as at:
        mark, left = at.desk.store.sent_many, 2

        async def full(pairs: Any) -> None:
            nonlocal left
            if left:
                left -= 1
                raise OSError("disk full")
            await mark(pairs)

        monkeypatch.setattr(at.desk.store, "sent_many", full)
        await at.say(ANA, "once", Lane.ALERT)
        await at.until(sent=1)
    assert bench.texts(ANA) == ["once"]


async def test_the_sender_goes_on_when_the_outbox_could_not_be_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(bench) as at:
        claim, left = at.desk.store.next_messages, 1

        async def broken(limit: int) -> list[Row]:
            nonlocal left
            if left:
                left -= 1
                raise OSError("disk I/O error")
            return await claim(limit)

        monkeypatch.setattr(at.desk.store, "next_messages", broken)
        await at.say(ANA, "after all")
        await at.until(sent=1)


async def _exhausted(bench: Bench, lane: Lane, kind: Kind) -> tuple[int, Delivery]:
    """Let every attempt end with this verdict; return after how many the message was given up."""
    async with bench.desk() as desk:
        async with desk.turn() as turn:
            person = await join(turn, ANA)
            turn.say(Message(person.id, "x", lane, about=ABOUT))
        fates = Fates(desk, Limits(25), clock=bench.clock, listeners=bench.echo.listeners)
        for attempts in range(1, 150):
            (row,) = await desk.store.next_messages(1)
            await fates.settle(row, Verdict(kind))
            async with desk.turn() as turn:
                found = await delivery(turn, ABOUT)
            if not found.waiting:
                return attempts, found
            bench.clock.ahead += timedelta(seconds=400)
        return attempts, found


@pytest.mark.parametrize(
    ("lane", "kind", "most"),
    [
        (Lane.QUESTION, Kind.REFUSED, MOST_REFUSALS),
        (Lane.ALERT, Kind.REFUSED, MOST_REFUSALS_OF_ALERTS),
        (Lane.BROADCAST, Kind.TROUBLE, MOST_TROUBLES),
    ],
)
async def test_a_message_that_never_goes_is_given_up_and_seen(bench: Bench, lane: Lane, kind: Kind, most: int) -> None:
    assert await _exhausted(bench, lane, kind) == (most, Delivery(failed=1))
    assert len(bench.echo.given_up) == (lane is Lane.ALERT)


@pytest.mark.parametrize(
    ("lane", "kind"), [(Lane.ALERT, Kind.TROUBLE), (Lane.ALERT, Kind.UNKNOWN), (Lane.QUESTION, Kind.UNREACHED)]
)
async def test_what_is_never_given_up(bench: Bench, lane: Lane, kind: Kind) -> None:
    """An alert while Telegram is in trouble, and anything at all while it cannot be reached."""
    assert await _exhausted(bench, lane, kind) == (149, Delivery(waiting=1))


async def test_what_telegram_says_of_a_person_is_noted_although_the_database_is_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise nobody would be called in place of a physio whom no alert reaches."""
    lock = TakenAt(monkeypatch, sqlite_path(make_url(bench.config().storage.url)))
    async with bench.desk() as desk:
        async with desk.turn() as turn:
            person = await join(turn, ANA)
            turn.say(Message(person.id, "x", Lane.ALERT, about=ABOUT))
        (row,) = await desk.store.next_messages(1)
        lock.numbers = (lock.begun + 1,)
        fates = Fates(desk, Limits(25), clock=bench.clock, listeners=bench.echo.listeners)
        await fates.settle(row, Verdict(Kind.GONE))
    assert lock.refused == 1
    assert bench.echo.lost == [person.id]
