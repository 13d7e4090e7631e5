"""Broadcasts that cannot be sent as they are: each is answered in a sentence, and nothing half-done remains."""

import pytest

from tests.care.newsroom import block, front_desk, labels, latest, patient, screen, words
from tests.stage import Stage


async def test_a_broadcast_to_nobody_says_so(stage: Stage) -> None:
    await front_desk(stage)
    await block(stage, "ana")
    await stage.say("desk", "/broadcast Hello.")

    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")

    assert "Nobody would get this" in screen(stage, "desk")
    assert "• has blocked the bot: 1" in screen(stage, "desk")
    assert "Hello." not in screen(stage, "ana")


async def test_a_broadcast_without_a_text_is_not_shown(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast")

    await stage.tap("desk", "👁 Preview")

    assert "There is no text yet" in words(stage, "desk")


async def test_broken_markup_is_answered_with_what_and_where_and_the_draft_stays(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast The track is closed.")
    await stage.tap("desk", "✏️ English")

    await stage.say("desk", "The track\nis <b>open.")
    assert "Line 2: <b> is never closed." in words(stage, "desk")
    await stage.tap("desk", "◀️ Back to the draft")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")

    assert "The track is closed." in words(stage, "ana")


async def test_five_thousand_characters_are_refused_in_both_halves(stage: Stage) -> None:
    """An app sends them as two messages; the second is not taken for the whole text."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast")
    await stage.say("desk", "x" * 4096)
    assert "too long: 4096 characters" in words(stage, "desk")
    await stage.say("desk", "y" * 904)

    await stage.say("desk", "/broadcast")

    assert "English: no text yet" in words(stage, "desk")


async def test_a_shortened_text_after_one_that_was_too_long_is_taken(stage: Stage) -> None:
    """The asking goes on; only what comes in the same breath is the rest of the long one."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast")
    await stage.say("desk", "x" * 4096)
    await stage.say("desk", "y" * 904)
    assert "taken for the rest" in words(stage, "desk")
    await stage.wait(minutes=1)

    await stage.say("desk", "Now it is short.")

    assert "English: ✓ 16 characters" in words(stage, "desk")
    await stage.tap("desk", "👁 Preview")
    assert "Now it is short." in screen(stage, "desk")
    assert "yyy" not in screen(stage, "desk")


async def test_a_new_broadcast_right_after_a_text_that_was_too_long_is_no_rest_of_it(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast " + "x" * 4080)

    await stage.say("desk", "/broadcast Short.")

    assert "English: ✓ 6 characters" in words(stage, "desk")


async def test_a_text_that_does_not_fit_any_more_is_asked_for_again(stage: Stage) -> None:
    """The line above a plan update is longer than that above news; the preview says so and takes a shorter text."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast")
    await stage.say("desk", "x" * 4045)
    await stage.tap("desk", "📋 Make it a plan update")
    await stage.tap("desk", "👁 Preview")
    assert "too long: 4045 characters" in words(stage, "desk")

    await stage.say("desk", "Short.")

    assert "English: ✓ 6 characters" in words(stage, "desk")


async def test_the_longest_text_that_is_taken_fits_with_all_that_stands_above_it_in_every_language(
    stage: Stage,
) -> None:
    """One character more is refused; at the limit the longest title of all languages fits as well."""
    await front_desk(stage)
    await patient(stage, "luis", "Luis Sol", language="es")
    await stage.say("desk", "/broadcast " + "x" * 4047)
    assert "too long: 4047 characters" in words(stage, "desk")

    await stage.say("desk", "/broadcast " + "x" * 4046)
    await stage.tap("desk", "This text for all languages")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")
    await stage.wait(minutes=1)

    lengths = [len(words(stage, key).encode("utf-16-le")) // 2 for key in ("ana", "luis")]
    assert 4046 < max(lengths) <= 4096


@pytest.mark.parametrize("place", ["{name}", "{physio|" + "y" * 400 + "}"])
async def test_a_text_that_is_taken_fits_for_the_longest_name_and_for_what_stands_in(stage: Stage, place: str) -> None:
    """Telegram counts some signs of a name as two, and what stands in for a physio may be longer than any name."""
    await front_desk(stage)
    await patient(stage, "emma", "😀" * 60)
    await stage.say("desk", "/broadcast " + place + "x" * 4046)
    fits = 4046 - max(120, len(place) - len("{physio|}"))
    assert "too long" in words(stage, "desk")

    await stage.say("desk", "/broadcast " + place + "x" * (fits + 1))
    assert "too long" in words(stage, "desk")
    await stage.say("desk", "/broadcast " + place + "x" * fits)
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")
    await stage.wait(minutes=1)

    lengths = [len(words(stage, key).encode("utf-16-le")) // 2 for key in ("ana", "emma")]
    assert fits < max(lengths) <= 4096


async def test_a_text_too_long_for_a_picture_is_refused_whichever_came_first(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast " + "x" * 1100)
    await stage.tap("desk", "🖼 Picture or document")
    await stage.sends("desk", "document")
    assert "Under a picture or a document" in words(stage, "desk")
    assert "With a document" not in screen(stage, "desk")

    await stage.tap("desk", "🖼 Picture or document")
    await stage.sends("desk", "photo", "Short.")
    assert "With a picture" in words(stage, "desk")
    await stage.tap("desk", "✏️ English")
    await stage.say("desk", "y" * 1100)

    assert "too long: 1100 characters" in words(stage, "desk")


async def test_a_sticker_is_no_picture(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "🖼 Picture or document")
    for what in ("sticker", "voice"):
        await stage.sends("desk", what)
    await stage.say("desk", "here it is")

    assert "neither a picture nor a document" in words(stage, "desk")
    await stage.say("desk", "/broadcast")
    assert "With a" not in words(stage, "desk")


async def test_who_lacks_what_the_text_names_is_left_out_and_counted(stage: Stage) -> None:
    """With something that stands in for it they get it too."""
    await front_desk(stage)
    await patient(stage, "eva", "Eva Mar")
    await stage.say("desk", "/broadcast {physio} says hello. Next: {rung|soon}, in {phase|your plan}.")
    await stage.tap("desk", "👁 Preview")
    assert "lacks what the text names: 1" in words(stage, "desk")
    assert "Dora says hello. Next: run 30 s, walk 2 min" in screen(stage, "desk")

    await stage.say("desk", "/broadcast {physio|The team} says hello. Next: {rung|soon}.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")

    assert "The team says hello. Next: soon." in words(stage, "eva")
    assert "Dora says hello. Next: run 30 s, walk 2 min" in words(stage, "ana")


async def test_an_unknown_place_is_named_with_those_there_are(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hi {nmae}.")

    assert "Line 1: {nmae} cannot be filled in. There are {name}" in words(stage, "desk")


async def test_a_cohort_that_has_changed_since_the_preview_is_counted_anew(stage: Stage) -> None:
    """The old count sends nothing; the new one does."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👁 Preview")
    await patient(stage, "eva", "Eva Mar")

    await stage.say("desk", "1")
    assert "you saw 1, and now it would go to 2" in words(stage, "desk")
    assert "Hello." not in screen(stage, "ana")
    await stage.say("desk", "2")

    assert "Hello." in words(stage, "ana")
    assert "Hello." in words(stage, "eva")


async def test_a_draft_that_was_changed_after_the_preview_is_shown_again_first(stage: Stage) -> None:
    """The count of what was seen confirms nothing else."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👁 Preview")
    await stage.tap("desk", "📋 Make it a plan update")

    await stage.say("desk", "1")
    assert "Type 1 to send it" in words(stage, "desk")
    assert "Hello." not in screen(stage, "ana")
    await stage.say("desk", "1")

    assert "About your plan" in words(stage, "ana")


async def test_patients_of_a_language_without_a_text_are_left_out_until_there_is_one(stage: Stage) -> None:
    await front_desk(stage)
    await patient(stage, "luis", "Luis Sol", language="es")
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👁 Preview")
    assert "no text in their language: 1" in words(stage, "desk")

    await stage.tap("desk", "This text for all languages")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")

    assert "Novedades de Riverside Physio\n\nHello." in words(stage, "luis")


async def test_a_cohort_is_chosen_by_what_occurs(stage: Stage) -> None:
    """Each choice shows how many there are; a second tap takes it back."""
    await front_desk(stage)
    await patient(stage, "luis", "Luis Sol", language="es")
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👥 To whom")
    assert "Step" not in labels(stage, "desk")
    await stage.tap("desk", "Language")
    assert {"Español (1)", "English (1)"} < set(labels(stage, "desk"))

    await stage.tap("desk", "English (1)")
    await stage.tap("desk", "Protocol")
    await stage.tap("desk", "Milestones (1)")
    await stage.tap("desk", "Step")
    await stage.tap("desk", "run 30 s, walk 2 min (1)")
    for by, value in (
        ("Physio", "Dora (1)"),
        ("Phase", "running and walking in turns (1)"),
        ("Condition", "hip and glute (1)"),
    ):
        await stage.tap("desk", by)
        await stage.tap("desk", value)
    assert "Language: English" in words(stage, "desk")
    assert "1 patient" in words(stage, "desk")
    await stage.tap("desk", "Language")
    await stage.tap("desk", "✅ English (1)")
    await stage.tap("desk", "All patients")

    assert "To: All patients" in words(stage, "desk")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Nobody Here", "No patient is called “Nobody Here”"),
        ("eva", "“eva” could be Eva Mar ("),
        ("9999", "No patient is called “9999”"),
        (" ,\n; ", "There is no name in that"),
        (", ".join(["Ana"] * 101), "more than 100 names"),
        ("<b>&", "No patient is called “<b>&”"),
    ],
)
async def test_a_list_that_means_nobody_for_certain_changes_nothing(stage: Stage, typed: str, sentence: str) -> None:
    await front_desk(stage)
    for key, name in (("eva", "Eva Mar"), ("evi", "Eva Sol")):
        await patient(stage, key, name)
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👥 To whom")
    await stage.tap("desk", "✏️ Name them")

    await stage.say("desk", typed)

    assert sentence in words(stage, "desk")
    await stage.tap("desk", "◀️ Back to the draft")
    assert "To: All patients" in words(stage, "desk")


async def test_a_list_of_names_and_numbers_is_taken_and_only_they_get_it(stage: Stage) -> None:
    """Accents and case do not matter, a part of a name will do, and naming somebody twice does no harm."""
    await front_desk(stage)
    number = await patient(stage, "eva", "Éva Mar")
    await patient(stage, "max", "Max Sol")
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👥 To whom")
    await stage.tap("desk", "✏️ Name them")
    await stage.say("desk", f"eva mar, {number}\nAN")
    assert "2 chosen by name" in words(stage, "desk")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")

    assert ["Hello." in screen(stage, key) for key in ("ana", "eva", "max")] == [True, True, False]


async def test_a_count_may_be_typed_with_a_point_but_nothing_near_it_will_do(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👁 Preview")
    for typed in ("0", "-1", "1 patient", "one", "11", "1e0", "١", "²", "", "01"):
        await stage.say("desk", typed or ".")
        assert "Hello." not in screen(stage, "ana")
    assert latest(stage, "desk").text.startswith("Nothing was sent.")


@pytest.mark.parametrize("typed", ["1.2", "1,2", "1 2", "1\n2", "12,,", "12.0"])
async def test_only_the_whole_count_confirms(stage: Stage, typed: str) -> None:
    """A point or a comma stands between thousands; anywhere else it makes another number of it."""
    await front_desk(stage)
    for number in range(11):
        await patient(stage, f"p{number}", f"P{number}")
    await stage.say("desk", "/broadcast Hello.")
    await stage.tap("desk", "👁 Preview")

    await stage.say("desk", typed)

    assert "Nothing was sent. Type 12 to send it to 12" in words(stage, "desk")
    assert "Hello." not in screen(stage, "ana")


@pytest.mark.parametrize("caption", ["Hi <b>you", "Hi {nmae}", "y" * 1100])
async def test_a_picture_whose_words_are_refused_is_not_taken_either(stage: Stage, caption: str) -> None:
    """The desk reads that the draft is as it was, and so it is."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast The track is closed.")
    await stage.tap("desk", "🖼 Picture or document")

    await stage.sends("desk", "photo", caption)
    assert "your draft is as it was" in words(stage, "desk")
    await stage.tap("desk", "◀️ Back to the draft")

    assert "🖼 Picture or document" in labels(stage, "desk")
    assert "English: ✓ 20 characters" in words(stage, "desk")


async def test_who_reads_a_language_that_is_not_offered_any_more_has_no_line_and_no_button(stage: Stage) -> None:
    """They are counted among those without a text; the card names each language once."""
    await front_desk(stage)
    await patient(stage, "max", "Max", language="fr")
    await stage.say("desk", "/broadcast Hello.")

    assert words(stage, "desk").count("English:") == 1
    assert [label for label in labels(stage, "desk") if label.startswith("✏️")] == ["✏️ English"]
    await stage.tap("desk", "👁 Preview")
    assert "no text in their language: 1" in words(stage, "desk")
