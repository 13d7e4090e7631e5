"""What a physio reads before another condition is chosen, and how a decision stands that answers can still change."""

from tests.care.ordering import CONFIRM, REASON, RUN, labels, newest, opens_card, orders, taps
from tests.stage import Stage

LAST_RUNS = "Last runs"
LADDER = "Walk/jog with jumps"
FAR_TOO_MUCH = ("Done as planned", "0", "8", "Grew as I ran", "An ache at the injury", "I had to stop", "2")


async def test_from_the_kneecap_to_bone_stress_it_is_said_that_no_pain_is_allowed(stage: Stage) -> None:
    """Each rule that comes is named in words with its limit, and so is each that goes."""
    await _asks_for_condition(stage, "patellofemoral")
    await taps(stage, "dora", labels(stage, "dora")[0], REASON, CONFIRM)

    await _asks_for_condition(stage, "medial tibial")
    new, _, gone = newest(stage, "dora").partition("no longer hold:")

    assert "With an injured bone, running should cause no pain (at most 0 of 10)." in new
    assert "Running must not hurt a mending bone, so the next run is smaller. (Limit: at most 0.)" in new
    assert "The injured bone hurts in walking." in new
    assert "Pain at the kneecap was too high" in gone
    assert "at most 2 of 10" in gone


async def test_of_many_rules_the_strictest_are_named_and_the_others_counted(stage: Stage) -> None:
    """A message has an end; nothing is left out in silence."""
    await orders(stage, "More …", "🔀 Another protocol", LADDER)
    shown = newest(stage, "dora")
    new = shown.partition(" new rules:")[2].partition("no longer hold:")[0]

    assert new.count("• ") == 8
    assert "… and " in new


async def test_a_decision_that_later_answers_can_change_stands_as_so_far(stage: Stage) -> None:
    """Nobody takes the first word on a run for the last."""
    await taps(stage, "ana", *RUN)
    assert _last_run(await _card(stage)).endswith(", so far")


async def test_a_stop_stands_as_final_at_once(stage: Stage) -> None:
    """No later answer opens a plan that the run itself has closed."""
    await taps(stage, "ana", *FAR_TOO_MUCH)
    assert _last_run(await _card(stage)).endswith("no running, physio decides")


async def _asks_for_condition(stage: Stage, word: str) -> None:
    await orders(stage, "More …", "🩹 Another condition")
    await stage.say("dora", next(label for label in labels(stage, "dora") if word in label.lower()))


async def _card(stage: Stage) -> str:
    await opens_card(stage)
    return newest(stage, "dora")


def _last_run(card: str) -> str:
    return card.partition(LAST_RUNS)[2].splitlines()[1]
