"""The card: everything at hand, short enough for a phone, with the picture behind it."""

from dataclasses import replace

import pytest

from tests.care.ward import CHEST, NIGHT, TAKE, WRONG, alert_of, read, with_chat
from tests.stage import Stage, plain

FLAGS = (
    *("Pain at night or at rest", "One point on a bone hurts when pressed", "Hopping on that leg hurts or won’t work"),
    *("Pain deep in the groin", "One calf swollen, warm or painful", "Chest pain, or short of breath"),
    *("Fever, or a wound that weeps", "Felt a pop, or can’t put weight on it", "Leg numb or weak"),
    "Joint locks or gives way",
)


async def _ran(stage: Stage) -> None:
    for label in ("Done as planned", "0", "3", "Grew as I ran", "An ache at the injury", "I limped", "2"):
        await stage.tap("ana", label)


async def test_the_card_carries_answers_rules_sources_and_runs(stage: Stage) -> None:
    await _ran(stage)

    card = next(said for said in read(stage, "dora") if "alert 2" in said)
    for words in ("Answered: ", "From: ", "Rule: ", "Last runs"):
        assert words in card


async def test_the_card_carries_the_last_six_runs(stage: Stage) -> None:
    """The alert about the eighth run shows that one and the five before it."""
    for _ in range(7):
        await stage.tap("ana", "Did not run")
        await stage.wait(days=2)
    await _ran(stage)

    card = next(said for said in reversed(read(stage, "dora")) if "Last runs" in said)
    runs = card.partition("Last runs")[2].split("\n\n")[0].splitlines()[1:]
    assert len(runs) == 6
    assert "Pain 3" in runs[0]


async def test_the_picture_comes_right_behind_the_alert_as_a_reply_to_it(stage: Stage) -> None:
    await _ran(stage)
    await stage.tap("ana", WRONG)
    await stage.tap("ana", CHEST)

    phone = stage.actors["dora"].phone
    alert = next(one for one in phone if "URGENT" in one.text)
    picture = phone[phone.index(alert) + 1]
    assert picture.media is not None
    assert (picture.media.kind, picture.reply_to) == ("chart", alert.id)
    assert picture.media.data["title"] == "Ana"


async def test_the_picture_comes_behind_whatever_shows_the_last_runs(stage: Stage) -> None:
    """Answers that stay away, and a gap, are no red flags; the picture is wanted all the same, behind each card."""
    stage.settings = replace(stage.settings, digest_hour=None)
    for label in ("Done as planned", "0", "0", "No pain", "As normal", "2"):
        await stage.tap("ana", label)
    await stage.wait(days=3)

    phone = stage.actors["dora"].phone
    cards = [place for place, one in enumerate(phone) if "Last runs" in one.text]
    assert cards
    for place in cards:
        picture = phone[place + 1]
        assert picture.media is not None
        assert (picture.media.kind, picture.reply_to) == ("chart", phone[place].id)


@pytest.mark.parametrize("details", [True, False])
async def test_a_group_gets_the_picture_only_where_it_may_read_about_health(stage: Stage, *, details: bool) -> None:
    stage.settings = replace(stage.settings, details_in_groups=details)
    await with_chat(stage)
    await _ran(stage)
    await stage.tap("ana", WRONG)
    await stage.tap("ana", CHEST)
    await stage.wait(minutes=90)

    assert stage.actors["team"].phone
    assert any(one.media for one in stage.actors["team"].phone) is details


async def test_the_picture_comes_again_each_time_the_alert_is_asked_for(stage: Stage) -> None:
    await _ran(stage)
    number = (await alert_of(stage)).number
    before = _pictures(stage)

    for _ in range(2):
        await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{number}")

    assert _pictures(stage) == before + 2


def _pictures(stage: Stage) -> int:
    return sum(one.media is not None for one in stage.actors["dora"].phone)


async def test_the_picture_does_not_say_a_name_that_is_switched_off(stage: Stage) -> None:
    stage.settings = replace(stage.settings, names_in_alerts=False)
    await _ran(stage)

    pictures = [one.media for one in stage.actors["dora"].phone if one.media]
    assert pictures
    assert all(one.data["title"] == f"Patient {stage.actors['ana'].person}" for one in pictures if one)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_no_card_is_ever_too_long_and_none_lacks_a_rule(stage: Stage, language: str) -> None:
    """Everything at once: every flag, a bad run before it, and a name of a hundred marks."""
    async with stage.turn() as turn:
        for key in ("ana", "dora"):
            person = await turn.person(stage.actors[key].person)
            turn.update(replace(person, name="<&>" * 33, language="en" if key == "ana" else language))
    await _ran(stage)
    await stage.tap("ana", WRONG)
    for flag in FLAGS:
        await stage.tap("ana", flag)

    alerts = (await stage.case("ana")).alerts
    cards = [one.text for one in stage.actors["dora"].phone if one.keyboard and one.media is None]
    assert all(len(said.encode("utf-16-le")) // 2 <= 4096 for said in cards)
    rules = [str(rule) for alert in alerts.values() for rule in alert.details.get("rules", ())]  # type: ignore[attr-defined]  # a list
    assert len(set(rules)) >= 10
    everything = "\n".join(plain(said) for said in cards)
    assert [rule for rule in set(rules) if rule in FLAGGED and rule not in everything] == []


FLAGGED = ("chest_or_breath", "night_pain", "bone_point", "cannot_hop", "deep_groin", "calf_one_leg", "fever_or_wound")


async def test_an_alert_shown_anew_is_the_one_that_is_brought_up_to_date(stage: Stage) -> None:
    await stage.tap("ana", WRONG)
    await stage.tap("ana", NIGHT)
    number = (await alert_of(stage)).number
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{number}")

    await stage.tap("dora", TAKE)

    assert "Taken by Dora." in read(stage, "dora")[-1]
