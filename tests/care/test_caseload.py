"""Seeing: the roster by need, a patient's card, the journal, the week, and none of it for anybody who may not."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.care.caseload import journal, roster, weekly
from bot.care.joining.invites import Guest, Plan
from bot.care.known import chart
from bot.care.ports import Cohort
from bot.care.visit import visit
from bot.content.library import Library
from tests.stage import Actor, Stage, plain

NIGHT = ("⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
DAY = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")


@pytest.fixture
async def big(tmp_path: Path, library: Library) -> AsyncIterator[Stage]:
    """A stage whose database stays open, with Dora of the clinic's physios on it and nobody else."""
    stage = Stage(tmp_path, library, reopens=False)
    await _staff(stage, "dora", "physio")
    yield stage
    await stage.end()


async def _staff(stage: Stage, key: str, role: str, language: str = "English") -> Actor:
    actor = await stage.invite(key, Guest(role, key.title(), "es" if language == "Español" else "en"))
    await stage.say(key, f"/start code-of-{key}-long-enough")
    await stage.tap(key, language)
    await stage.say(key, "Europe/Madrid")
    await stage.tap(key, "Never, write at any time" if language == "English" else "Nunca, escríbeme a cualquier hora")
    return actor


async def _invited(stage: Stage, *names: str, physio: str = "Dora") -> None:
    for name in names:
        await stage.invite(name, Guest("patient", name), Plan("milestones", "it_band", physio))


async def _taps(stage: Stage, key: str, *labels: str) -> None:
    for label in labels:
        await stage.tap(key, label)


def _last(stage: Stage, key: str = "dora") -> str:
    return plain(stage.actors[key].phone[-1].text)


def _labels(stage: Stage, key: str = "dora") -> list[str]:
    return [button.text for row in stage.actors[key].phone[-1].keyboard for button in row]


async def _calls(stage: Stage, labels: tuple[str, ...] = NIGHT) -> None:
    await _taps(stage, "ana", *labels)


async def test_whoever_needs_somebody_stands_first(stage: Stage) -> None:
    """An alert comes before whoever is not here yet, with a mark, a few words, and since when."""
    await _invited(stage, "Aaron")
    await _calls(stage)
    await stage.wait(minutes=12)

    await stage.say("dora", "/patients")

    lines = _last(stage).splitlines()
    assert lines[0] == "Your patients: 2"
    assert lines[-2].startswith("🟠 Ana: your decision needed, 12 minutes")
    assert lines[-1] == "✉️ Aaron: invited, not here yet"
    assert _labels(stage) == ["🟠 Ana", "✉️ Aaron", "🔴 Alerts 1", "▫️ Others 1"]


async def test_a_physio_without_patients_is_told_so_and_so_is_the_clinic(big: Stage) -> None:
    await _staff(big, "rosa", "clinic", "Español")

    for key in ("dora", "rosa"):
        await big.say(key, "/patients")
        await big.say(key, "/week")
    await big.say("rosa", "/figures")

    said = [plain(message.text) for message in big.actors["dora"].phone]
    assert "Your patients: 0" in said[-2]
    assert "You have no patients here yet" in said[-1]
    assert "Todavía no hay pacientes, así que no hay cifras." in _last(big, "rosa")


async def test_two_hundred_patients_come_in_pages_that_are_turned_in_place(big: Stage) -> None:
    await _invited(big, *(f"Patient {number:03}" for number in range(200)))
    await big.say("dora", "/patients")
    seen: list[str] = []
    messages = len(big.actors["dora"].phone)

    for page in range(25):
        assert f"page {page + 1} of 25" in _last(big)
        seen += [label for label in _labels(big) if label.startswith("✉️")]
        if page < 24:
            await big.tap("dora", "▶️")

    assert seen == [f"✉️ Patient {number:03}" for number in range(200)]
    assert len(big.actors["dora"].phone) == messages
    assert "▶️" not in _labels(big)


async def test_a_search_knows_neither_case_nor_accents_and_keeps_its_pages(big: Stage) -> None:
    await _invited(big, "Ángela Núñez", "Angelo", *(f"Ann {number}" for number in range(9)))

    await big.say("dora", "/patients ANGE")
    assert [label for label in _labels(big) if label.startswith("✉️")] == ["✉️ Ángela Núñez", "✉️ Angelo"]

    await big.say("dora", "/patients ann")
    await big.tap("dora", "▶️")
    assert "With “ann” in the name" in _last(big)
    assert "✉️ Ann 8" in _labels(big)

    await big.tap("dora", "All")
    assert "Your patients: 11" in _last(big)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("núñez ángela", "Ángela Núñez"),
        ("jean pierre", "Jean-Pierre O'Neil"),
        ("jean-pierre", "Jean-Pierre O'Neil"),
        ("o’neil", "Jean-Pierre O'Neil"),
        ("lukasz", "Łukasz"),
    ],
)
async def test_a_search_takes_a_name_as_people_type_it(big: Stage, words: str, found: str) -> None:
    await _invited(big, "Ángela Núñez", "Jean-Pierre O'Neil", "Łukasz", "Angelo Pierre")

    await big.say("dora", f"/patients {words}")

    assert [label for label in _labels(big) if label.startswith("✉️")] == [f"✉️ {found}"]


@pytest.mark.parametrize("words", ["zzz", "%", "_", "|", "' OR 1=1", "🙂" * 60, "x" * 300])
async def test_a_search_for_nobody_says_so_and_leads_back(stage: Stage, words: str) -> None:
    """What means something to a database or to a button is a name like any other."""
    await stage.say("dora", f"/patients {words}")
    if words == "|":
        assert "Your patients: 1" in _last(stage)
        return

    assert "Nobody here" in _last(stage)
    await stage.tap("dora", "All")
    assert "Your patients: 1" in _last(stage)


async def test_the_list_is_narrowed_by_how_patients_stand(stage: Stage) -> None:
    await _invited(stage, "Leo", "Mia")
    await _calls(stage)
    await stage.say("dora", "/patients")

    await stage.tap("dora", "▫️ Others 2")

    assert "Your patients: 2" in _last(stage)
    assert [label for label in _labels(stage) if "✉️" in label] == ["✉️ Leo", "✉️ Mia"]
    assert "🔴 Alerts 1" in _labels(stage)
    assert "🟠 Ana" not in _labels(stage)


@pytest.mark.parametrize("name", ["<b>Bo</b> & “Co”", "עדי כהן", "🏃 Zoë 🙂", "{{7*7}}", "A" * 60], ids=str)
async def test_a_name_of_any_letters_stands_as_it_is_and_turns_no_words_around_it(big: Stage, name: str) -> None:
    await big.invite("odd", Guest("patient", name), Plan("milestones", "it_band", "Dora"))

    await big.say("dora", "/patients")

    last = big.actors["dora"].phone[-1]
    line = plain(last.text).splitlines()[-1]
    assert line.endswith("invited, not here yet")
    assert name.split(maxsplit=1)[0][:40] in line
    assert "49" not in line
    assert last.text.count("<b>") == last.text.count("</b>")
    if name.startswith("ע"):
        assert "\N{FIRST STRONG ISOLATE}" in line
        assert "\N{POP DIRECTIONAL ISOLATE}" in line
    assert all(len(button.data.encode()) <= 64 for row in last.keyboard for button in row)


async def test_somebody_called_for_a_patient_sees_them_as_long_as_the_alert_is_open(stage: Stage) -> None:
    """Ben looks after nobody; while he is called for Ana she stands in his list, and not afterwards."""
    await _staff(stage, "ben", "physio")
    await stage.say("ben", "/patients")
    assert "Your patients: 0" in _last(stage, "ben")

    async with stage.turn() as turn:
        found = await turn.standings(Cohort(seen_by=stage.actors["ben"].person))
    assert found == []

    await stage.tap_data("ben", f"p|{stage.actors['ana'].person}")
    assert stage.actors["ben"].toast


@pytest.mark.parametrize(
    "data",
    [
        *("R", "R||", "R|x|0|", "R||-1|", "R||99999|", "R||1", "R|alert|²|", "J", "J|x", "J|1|x", "J|{ana}|chart|1"),
        *("J|99999999999999999999999", "J|{ana}|99999999999999999999", "W", "W|x", "W|on|off", "J|{dora}", "F|1"),
    ],
)
async def test_a_forged_button_answers_a_sentence_and_shows_nothing(stage: Stage, data: str) -> None:
    known = {key: actor.person for key, actor in stage.actors.items()}
    messages = len(stage.actors["dora"].phone)

    await stage.tap_data("dora", data.format(**known))

    assert len(stage.actors["dora"].phone) == messages
    assert (
        stage.actors["dora"].toast == "That button is old. I have shown you what is open now."
        or stage.actors["dora"].toast
    )


@pytest.mark.parametrize("data", ["p|{ana}", "J|{ana}", "J|{ana}|chart", "J|{ana}|0"])
async def test_another_physio_sees_nothing_of_a_patient(stage: Stage, data: str) -> None:
    await _staff(stage, "ben", "physio")
    messages = len(stage.actors["ben"].phone)

    await stage.tap_data("ben", data.format(ana=stage.actors["ana"].person))

    assert len(stage.actors["ben"].phone) == messages
    assert stage.actors["ben"].toast


@pytest.mark.parametrize("data", ["R||0|", "J|{ana}", "J|{ana}|chart", "W|off"])
async def test_a_patient_who_forges_a_button_of_the_clinic_sees_nothing(stage: Stage, data: str) -> None:
    before = [plain(message.text) for message in stage.actors["ana"].phone]

    await stage.tap_data("ana", data.format(ana=stage.actors["ana"].person))

    after = [plain(message.text) for message in stage.actors["ana"].phone]
    assert not any("journal" in text or "patients" in text for text in after[len(before) :])


async def test_a_page_beyond_the_end_shows_the_last_one(stage: Stage) -> None:
    await stage.say("dora", "/patients")

    await stage.tap_data("dora", "R||77|")

    assert "🟢 Ana" in _labels(stage)


async def test_a_card_says_where_the_plan_stands_and_what_comes_next(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *DAY)
    await stage.say("dora", "/patients")

    await stage.tap("dora", "🟢 Ana")

    card = _last(stage)
    assert card.startswith("🟢 Ana · on track\nMilestones · hip and glute\n")
    assert "Step 24 of 29: run 30 s, walk 2 min, 0 of 6 sessions done" in card
    assert "◇ the check before running without walk breaks" in card
    assert "Baseline: pain 0/10 · stiffness: Not stiff · swelling: None\nPhysio: Dora" in card
    assert "Last 28 days: 1 of 1 sessions done, 2 of 2 check-ins answered" in card
    assert "Last runs" in card
    assert {"📓 Journal", "📈 Chart"} <= set(_labels(stage))


async def test_the_card_of_somebody_who_is_not_here_yet_has_no_chart(stage: Stage) -> None:
    await _invited(stage, "Leo")
    await stage.say("dora", "/patients")

    await stage.tap("dora", "✉️ Leo")

    assert _last(stage).startswith("✉️ Leo · invited, not here yet")
    assert "📈 Chart" not in _labels(stage)
    await stage.tap_data("dora", f"J|{stage.actors['Leo'].person}|chart")
    assert "has no run" in _last(stage)


async def test_the_card_names_open_alerts_with_their_owner(stage: Stage) -> None:
    await _calls(stage)
    await stage.wait(hours=3)

    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟠 Ana")
    assert "3 hours: nobody has taken it" in _last(stage)
    assert "The plan is closed since" in _last(stage)

    await stage.tap("dora", "✅ I take it")
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟠 Ana")
    assert "3 hours: Dora has it" in _last(stage)


async def test_the_journal_tells_everything_newest_first(stage: Stage) -> None:
    """Answers in words, the decision with its rule, the alert with its owner, the signature with its name."""
    await _taps(stage, "ana", "Done as planned", "0", "3", "The same all the time", "An ache at the injury")
    await _taps(stage, "ana", "As normal", "2")
    await stage.say("ana", "It <b>hurts</b> & pulls")
    await stage.wait(hours=1)
    await _calls(stage)
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟠 Ana")

    await stage.tap("dora", "📓 Journal")

    shown = stage.actors["dora"].phone[-1].text
    said = plain(shown)
    assert said.startswith("📓 Ana: journal, newest first")
    order = ["⚖️ no running, physio decides", "Pain at night or at rest", "It <b>hurts</b> & pulls", "Pain during: 3/10"]
    assert sorted(order, key=said.index) == order
    assert "It &lt;b&gt;hurts&lt;/b&gt; &amp; pulls" in shown
    assert "night_pain" in said
    assert "Dora: signed: the check before the first run/walk session" in said
    assert "📄 Put on Milestones, hip and glute, starting at: run 30 s, walk 2 min" in said


async def test_a_long_journal_is_paged_and_loses_nothing(stage: Stage) -> None:
    for number in range(60):
        await stage.say("ana", f"word number {number:02} " + "and so on " * 20)
    await stage.tap_data("dora", f"J|{stage.actors['ana'].person}")
    pages = [_last(stage)]
    messages = len(stage.actors["dora"].phone)

    while "Earlier ▶️" in _labels(stage):
        await stage.tap("dora", "Earlier ▶️")
        pages.append(_last(stage))

    told = "\n".join(pages)
    found = [number for number in reversed(range(60)) if f"word number {number:02} " in told]
    assert len(found) == 60
    assert [told.index(f"word number {number:02} ") for number in found] == sorted(
        told.index(f"word number {number:02} ") for number in found
    )
    assert all(len(page) < 4096 for page in pages)
    assert "📄 Put on Milestones" in pages[-1]
    assert len(stage.actors["dora"].phone) == messages

    await stage.tap("dora", "⏮ Newest")
    assert _last(stage) == pages[0]


async def test_the_chart_is_drawn_from_what_was_answered(stage: Stage) -> None:
    """Its data is what the picture takes, in the reader's language; what nobody answered stays unknown."""
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *DAY)
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟢 Ana")

    await stage.tap("dora", "📈 Chart")

    sent = stage.actors["dora"].phone[-1].media
    assert sent is not None
    assert sent.kind == "chart"
    assert sent.data["runs"] == [
        {"day": "2026-03-02", "minutes": 4.0, "pain": 0.0, "swelling": 0, "gait": 0, "decided": "repeat"}
        | {"so_far": True, "skipped": False}
    ]
    assert sent.data["limits"] == [{"value": 2.0, "label": "Limit: below 2"}]
    assert json.loads(json.dumps(sent.data)) == sent.data


async def test_the_pictures_take_the_data_they_are_handed(stage: Stage) -> None:
    from bot.pictures import caseload as caseload_picture
    from bot.pictures import chart as chart_picture

    await _taps(stage, "ana", *RUN)
    await stage.say("dora", "/week")
    async with stage.turn() as turn:
        dora = await turn.person(stage.actors["dora"].person)
        drawn = chart.of(await visit(turn, await turn.person(stage.actors["ana"].person)), dora)

    chart_picture.from_json(drawn)
    week = next(message.media for message in reversed(stage.actors["dora"].phone) if message.media)
    assert week.kind == "caseload"
    caseload_picture.from_json(week.data)


async def test_the_week_says_who_needs_whom_and_what_was_done(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *DAY)
    await _calls(stage)
    await stage.wait(minutes=20)
    await stage.tap("dora", "✅ I take it")

    await stage.say("dora", "/week")

    title, words = (plain(message.text) for message in stage.actors["dora"].phone[-2:])
    assert title == "🗓 The week, 25 Feb – 3 Mar · 1 patient"
    assert "Need somebody now: 1\n🟠 Ana: your decision needed, 20 minutes" in words
    assert "Runs: 1 of 1 sessions done" in words
    assert "Answers: 2 of 2 check-ins" in words
    assert "1 to decide; red and orange: of those taken, half within 20 minutes" in words


async def test_the_week_of_many_is_counted_in_lots_and_told_once(big: Stage) -> None:
    """A lot a turn, so that nobody waits behind it; a crash in between would go on from the note."""
    await _invited(big, *(f"Patient {number:03}" for number in range(60)))

    await big.say("dora", "/week")
    assert "It comes here by itself" in _last(big)
    await big.wait(minutes=1)

    told = [plain(message.text) for message in big.actors["dora"].phone]
    assert sum(text.startswith("🗓 The week") for text in told) == 1
    assert "60 patients" in told[-2]


async def test_the_letter_of_a_monday_comes_until_it_is_switched_off(tmp_path: Path, library: Library) -> None:
    from bot.care.settings import Settings

    stage = Stage(
        tmp_path,
        library,
        settings=Settings(clinic="Riverside", timezone="Europe/Madrid", digest_hour=8, undo_seconds=0),
    )
    await _staff(stage, "dora", "physio")
    await _invited(stage, "Leo")
    phone = stage.actors["dora"].phone

    await stage.wait(days=8)
    letters = [plain(message.text) for message in phone if "The week" in message.text]
    assert letters == ["🗓 The week, 2 Mar – 8 Mar · 1 patient"]

    await stage.tap("dora", "🔕 Not on Mondays")
    await stage.wait(days=14)
    assert sum("🗓" in message.text for message in phone) == 1

    await stage.tap("dora", "🔔 On Mondays again")
    await stage.wait(days=7)
    assert sum("🗓" in message.text for message in phone) == 2
    await stage.end()


async def test_a_hold_that_is_over_shows_in_the_list_by_itself(stage: Stage) -> None:
    """Time alone changes how somebody stands; nobody has to write for it."""
    await stage.say("dora", "/patients")
    await _taps(stage, "dora", "🟢 Ana", "💤 Hold for days", "2 days", "I have examined you", "✅ Confirm")

    await stage.say("dora", "/patients")
    assert "💤 Ana: on hold until 5 Mar" in _last(stage)
    await stage.wait(days=4)
    await stage.say("dora", "/patients")
    assert "🟢 Ana: on track" in _last(stage)

    await stage.tap_data("dora", f"J|{stage.actors['ana'].person}")
    assert "Dora: on hold until 5 Mar. “I have examined you”" in _last(stage)


def test_every_group_of_the_roster_holds_every_status_once() -> None:
    from bot.care.standings import STATUSES

    assert sorted(status for group in roster.GROUPS.values() for status in group) == sorted(STATUSES)
    assert {weekly.VERB, journal.VERB, roster.VERB} == {"W", "J", "R"}
