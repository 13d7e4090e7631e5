"""What every kind of update means, and that nothing that comes in can break the one that reads it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.ports import Grew, Incoming, Left, Returned, Said, Sent, Tapped
from bot.chat.meaning import lane_of, meaning, query_id

ANA = {"id": 7, "is_bot": False, "first_name": "Ana", "last_name": "Gómez", "language_code": "es-419"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ana"}
GROUP = {"id": -100, "type": "supergroup", "title": "Runners"}
CHANNEL = {"id": -200, "type": "channel", "title": "News"}


def a_message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = ANA, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "from": sender, "chat": chat, "date": 1_790_000_000, **content}


def a_tap(message: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    shown = {"message": message or a_message(text="?")}
    return {"callback_query": {"id": "99", "from": ANA, "chat_instance": "1", **shown, **content}}


def moved(status: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    member = {"user": {"id": 1, "is_bot": True}, "status": status}
    return {"my_chat_member": {"chat": chat, "from": ANA, "date": 1, "new_chat_member": member}}


def of(update: dict[str, Any]) -> Any:
    found = meaning({"update_id": 1, **update})
    return found.event if found else None


FILE = {"file_id": "f", "file_unique_id": "u"}
KINDS: dict[str, Any] = {
    "sticker": FILE,
    "voice": FILE,
    "audio": FILE,
    "photo": [FILE],
    "video": FILE,
    "video_note": FILE,
    "document": FILE,
    "location": {"latitude": 1.0, "longitude": 2.0},
    "contact": {"phone_number": "1", "first_name": "B"},
    "poll": {"id": "1", "question": "?"},
    "dice": {"emoji": "🎲", "value": 3},
    "game": {"title": "g"},
    "story": {"id": 1},
    "checklist": {"title": "c"},
}


def test_typed_words_are_said_by_their_sender() -> None:
    expected = Incoming(7, 7, Said("pain 3"), private=True, name="Ana Gómez", language="es")
    assert meaning({"update_id": 1, "message": a_message(text="pain 3")}) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_text_is_named(kind: str) -> None:
    """It comes with the number of its message, so that it can be copied, and with the words under it."""
    file = "f" if KINDS[kind] in (FILE, [FILE]) else ""
    assert of({"message": a_message(**{kind: KINDS[kind]}, caption="8")}) == Sent(kind, 5, "8", file)


def test_of_a_photo_the_largest_size_is_named() -> None:
    sizes = [{"file_id": "small"}, {"file_id": "large"}]
    assert of({"message": a_message(photo=sizes)}) == Sent("photo", 5, "", "large")


def test_a_reply_names_the_message_that_it_is_a_reply_to() -> None:
    replied = {"reply_to_message": a_message(text="?") | {"message_id": 4}}
    assert of({"message": a_message(text="hello", **replied)}) == Said("hello", 4)
    assert of({"message": a_message(photo=[FILE], **replied)}) == Sent("photo", 5, "", "f", 4)


@pytest.mark.parametrize("replied", [None, 4, [], {}, {"message_id": "4"}, {"message_id": True}, {"message_id": -1}])
def test_a_reply_to_nothing_sound_is_no_reply(replied: Any) -> None:
    assert of({"message": a_message(text="hello", reply_to_message=replied)}) == Said("hello")


@pytest.mark.parametrize("number", [None, "5", True, -1, 2**70, 1.5])
def test_a_message_without_a_sound_number_is_still_heard_of(number: Any) -> None:
    assert of({"message": a_message(photo=[FILE]) | {"message_id": number}}) == Sent("photo", 0, "", "f")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"animation": FILE, "document": FILE}, "animation"),
        ({"venue": {"title": "v"}, "location": KINDS["location"]}, "venue"),
        ({"text": "8", "forward_origin": {"type": "user"}}, "forwarded"),
        ({"text": "8", "forward_date": 1}, "forwarded"),
        ({"photo": [FILE], "forward_sender_name": "x"}, "forwarded"),
        ({"a_kind_of_the_future": {"x": 1}}, "other"),
    ],
)
def test_what_comes_as_two_things_or_as_a_new_one_is_named_once(content: dict[str, Any], expected: str) -> None:
    found = of({"message": a_message(**content)})
    assert isinstance(found, Sent)
    assert found.what == expected


@pytest.mark.parametrize("content", [{"text": "8"}, {"caption": "8", "photo": [FILE]}])
def test_an_edited_message_is_not_an_answer(content: dict[str, Any]) -> None:
    assert of({"edited_message": a_message(**content)}) == Sent("edited")


def test_a_tap_carries_its_data_and_its_id() -> None:
    update = a_tap(data="a|1|3")
    assert of(update) == Tapped("a|1|3")
    assert query_id(update) == "99"


def test_a_tap_on_a_message_telegram_no_longer_shows_still_counts() -> None:
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}
    assert of(a_tap(old, data="x")) == Tapped("x")


def test_a_tap_without_its_message_still_counts() -> None:
    update = a_tap(data="x")
    del update["callback_query"]["message"]
    assert meaning(update) == Incoming(7, 7, Tapped("x"), private=True, name="Ana Gómez", language="es")


def test_a_tap_in_a_group_is_not_private() -> None:
    found = meaning(a_tap(a_message(GROUP, text="?"), data="x"))
    assert found is not None
    assert (found.private, found.user_id, found.chat_id) == (False, 7, -100)


def test_a_tap_without_data_means_nothing_and_is_still_answered() -> None:
    update = a_tap(game_short_name="g")
    assert meaning(update) is None
    assert query_id(update) == "99"


@pytest.mark.parametrize(("status", "event"), [("kicked", Left()), ("left", Left()), ("member", Returned())])
def test_blocking_and_unblocking_are_noticed(status: str, event: object) -> None:
    assert of(moved(status)) == event


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


@pytest.mark.parametrize("sender", [ANA, ANONYMOUS, None])
@pytest.mark.parametrize(("status", "event"), [("kicked", Left()), ("left", Left()), ("member", Returned())])
def test_being_put_out_of_a_group_is_noticed_whoever_did_it(sender: Any, status: str, event: object) -> None:
    update = moved(status, GROUP)
    update["my_chat_member"]["from"] = sender
    found = meaning(update)
    assert found is not None
    assert (found.event, found.chat_id, found.private) == (event, -100, False)


@pytest.mark.parametrize("sender", [ANA, ANONYMOUS])
def test_a_group_that_becomes_a_supergroup_says_where_it_is_now_in_both_chats(sender: dict[str, Any]) -> None:
    group = {"id": -5, "type": "group"}
    before = meaning({"message": a_message(group, sender, migrate_to_chat_id=-100)})
    after = meaning({"message": a_message(GROUP, sender, migrate_from_chat_id=-5)})
    assert before is not None
    assert after is not None
    for found in (before, after):
        assert (found.chat_id, found.event, found.private) == (-5, Grew(-100), False)


def test_words_in_a_group_are_said_in_public() -> None:
    found = meaning({"message": a_message(GROUP, text="/start")})
    assert found is not None
    assert (found.event, found.private, found.chat_id) == (Said("/start"), False, -100)


NOTHING: dict[str, Any] = {
    "nothing": {},
    "only a number": {"update_id": 4},
    "picture in a group": {"message": a_message(GROUP, photo=[FILE])},
    "edited in a group": {"edited_message": a_message(GROUP, text="x")},
    "bot moved in a channel": moved("kicked", CHANNEL),
    "post in a channel": {"channel_post": a_message(CHANNEL, text="x")},
    "written by a bot": {"message": a_message(sender={**ANA, "is_bot": True}, text="x")},
    "new title": {"message": a_message(GROUP, new_chat_title="x")},
    "pinned": {"message": a_message(pinned_message=a_message(text="x"))},
    "upgraded to nowhere": {"message": a_message(GROUP, migrate_to_chat_id="x")},
    "upgraded private chat": {"message": a_message(migrate_to_chat_id=-1)},
    "timer": {"message": a_message(message_auto_delete_timer_changed={"message_auto_delete_time": 1})},
    "empty message": {"message": a_message()},
    "no sender": {"message": {"message_id": 1, "chat": PRIVATE, "text": "x"}},
    "no chat": {"message": {"message_id": 1, "from": ANA, "text": "x"}},
    "sender is a word": {"message": a_message(sender="ana", text="x")},  # type: ignore[arg-type]  # junk on purpose
    "id is a word": {"message": a_message(sender={"id": "7"}, text="x")},
    "id is true": {"message": a_message(sender={"id": True}, text="x")},
    "id too large": {"message": a_message(sender={"id": 2**70}, text="x")},
    "message is a list": {"message": [1]},
    "tap is a word": {"callback_query": "x"},
    "data is a number": a_tap(data=4),
    "status is missing": {"my_chat_member": {"chat": PRIVATE, "from": ANA}},
    "reaction": {"message_reaction": {"chat": PRIVATE, "user": ANA, "date": 1}},
    "poll answer": {"poll_answer": {"poll_id": "1", "user": ANA, "option_ids": [0]}},
    "inline query": {"inline_query": {"id": "1", "from": ANA, "query": "x"}},
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_nobodys_word_means_nothing(name: str) -> None:
    assert meaning(NOTHING[name]) is None


def test_what_no_database_can_hold_is_left_out_of_words() -> None:
    update = {"message": a_message(text="a\0b\ud83dc")}
    assert of(update) == Said("ab?c")


def test_a_name_is_what_there_is_of_it() -> None:
    found = meaning({"message": a_message(sender={"id": 7, "last_name": 3, "first_name": "Bo"}, text="x")})
    assert found is not None
    assert (found.name, found.language) == ("Bo", "")


@pytest.mark.parametrize(
    "update", [{"message": a_message(text="x")}, {"edited_message": a_message()}, a_tap(data="x"), moved("kicked")]
)
def test_everything_a_person_does_goes_on_that_persons_lane(update: dict[str, Any]) -> None:
    assert lane_of({"update_id": 5, **update}) == 7


@pytest.mark.parametrize("update", [None, 5, [], {}, {"update_id": 4}, {"poll": {"from": 3}}])
def test_what_is_nobodys_goes_on_nobodys_lane(update: Any) -> None:
    assert lane_of(update) == 0


_WORDS = st.sampled_from(
    ["message", "callback_query", "my_chat_member", "edited_message", "from", "chat", "id", "type", "data", "text"]
)
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.just("private"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS | st.text(max_size=4), inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(_JUNK)
def test_no_junk_raises(junk: Any) -> None:
    """Whatever comes in, reading it raises nothing and gives an event or None."""
    again = json.loads(json.dumps(junk))
    assert meaning(again) is None or isinstance(meaning(again), Incoming)
    assert isinstance(lane_of(again), int)
    assert query_id(again) is None or isinstance(query_id(again), str)
