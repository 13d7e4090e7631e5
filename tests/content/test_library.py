"""The library: a clinic's files lie over the shipped ones, the floor stays, and earlier versions are kept."""

from pathlib import Path

import pytest

from bot.content.files import CLINIC_FLOOR, FLOOR, gather, shipped
from bot.content.library import Library, load
from bot.core.decision import decide
from bot.core.errors import ContentError
from bot.core.measures import Evidence, Series
from bot.core.protocol import Outcome
from tests.conftest import Edit

H24 = "conversations/h24.toml"
GOOD = {"pain": 0, "pain_kind": "none", "swelling": "none", "stiffness": "none", "gait": "normal", "flags": ()}
RUN = {
    "done": "as_prescribed",
    "pain_before": 0,
    "pain_during": 0,
    "pain_kind": "none",
    "gait_run": "normal",
    "effort": 2,
}


def _evidence(**changed: object) -> Evidence:
    h24 = GOOD | changed
    return Evidence(Series("run_30s", after_run=RUN, h24=h24, h48=GOOD | {"ready": 9}))


def test_a_clinics_file_replaces_only_the_shipped_one_of_its_name(clinic: Edit, library: Library) -> None:
    """A clinic that rewords one check-in keeps every other word as shipped."""
    own = load(clinic("templates/en/h24.j2", "One day after your session", "The next day")).language("en")

    shipped_words = library.language("en")
    assert "The next day" in own.say("h24.title", done=1, total=6)
    assert own.say("h48.title", done=1, total=6) == shipped_words.say("h48.title", done=1, total=6)
    assert own.texts() == shipped_words.texts()


def test_a_clinics_words_for_one_conversation_come_before_the_shared_ones(clinic: Edit) -> None:
    """A block added to a conversation's own file takes the place of the shared question there only."""
    own = load(clinic("templates/en/h24.j2", "", "{% block pain %}Does it hurt today?{% endblock %}")).language("en")

    assert own.say("h24.pain") == "Does it hurt today?"
    assert own.say("h48.pain") != "Does it hurt today?"


def test_the_floor_of_a_clinic_is_added_and_replaces_nothing(tmp_path: Path, library: Library) -> None:
    """An own floor with a single rule leaves every shipped rule in force."""
    target = tmp_path / FLOOR
    target.parent.mkdir()
    target.write_text(
        'id = "floor"\n[[rules]]\nid = "any_limp"\nwhen = \'h24.gait >= "slight"\'\nat_least = "reassess"\n'
        'origin = "clinic"\nsource = "Our clinic looks at every limp."\n'
    )

    own = load(tmp_path).protocol("milestones", "it_band")
    before = library.protocol("milestones", "it_band")

    assert {rule.id for rule in own.book.rules} == {rule.id for rule in before.book.rules} | {"any_limp"}
    assert decide(before, _evidence(gait="slight")).outcome is Outcome.REPEAT
    assert decide(own, _evidence(gait="slight")).outcome is Outcome.REASSESS
    assert decide(own, _evidence(flags=("night_pain",))).outcome is Outcome.REASSESS


def test_an_empty_floor_of_a_clinic_takes_nothing_away(tmp_path: Path, library: Library) -> None:
    """The floor cannot be emptied from outside."""
    target = tmp_path / FLOOR
    target.parent.mkdir()
    target.write_text('id = "floor"\n')

    assert CLINIC_FLOOR in gather(tmp_path)
    assert load(tmp_path).protocol("milestones", "it_band").book == library.protocol("milestones", "it_band").book


def test_an_unchanged_copy_of_the_floor_is_no_second_floor(tmp_path: Path) -> None:
    """A clinic that copies the whole shipped folder gets the shipped content."""
    target = tmp_path / FLOOR
    target.parent.mkdir()
    target.write_text((shipped() / FLOOR).read_text())

    assert CLINIC_FLOOR not in gather(tmp_path)


def test_the_version_changes_with_the_words_and_not_with_the_line_ends(clinic: Edit, tmp_path: Path) -> None:
    """Versions are hashes of the text; a file saved with other line ends is the same version."""
    before = gather()[H24].version
    (tmp_path / "conversations").mkdir()
    (tmp_path / H24).write_bytes((shipped() / H24).read_bytes().replace(b"\n", b"\r\n"))

    assert gather(tmp_path)[H24].version == before
    assert gather(clinic(H24, "", "# a note\n"))[H24].version != before


def test_an_earlier_version_is_served_to_whoever_started_with_it(clinic: Edit, library: Library) -> None:
    """A check-in opened before a change goes on with the questions it had."""
    old = library.files[H24]
    own = load(clinic(H24, '[[questions]]\nid = "muscle_soreness"', '[[questions]]\nid = "sore"'))
    assert own.conversation("h24", old.version).question("muscle_soreness") is None

    own.keep(old.version, old.path, old.text)

    assert own.conversation("h24").question("muscle_soreness") is None
    assert own.conversation("h24", old.version).question("muscle_soreness") is not None


def test_an_earlier_protocol_is_served_to_whoever_is_on_it(clinic: Edit, library: Library) -> None:
    """A plan pins its protocol: a changed ladder does not move anybody on it."""
    path = "protocols/milestones.toml"
    old = library.files[path]
    own = load(clinic(path, "run_seconds = 30", "run_seconds = 20"))
    own.keep(old.version, old.path, old.text)

    assert own.protocol("milestones", "it_band").rung("run_30s").run_seconds == 20
    assert own.protocol("milestones", "it_band", old.version).rung("run_30s").run_seconds == 30


def test_an_earlier_version_without_words_gives_way_to_the_current_one(clinic: Edit) -> None:
    """A question that no language can ask any more is not asked."""
    own = load(clinic(H24, "", "# changed\n"))
    own.keep("old", H24, '[[questions]]\nid = "forgotten"\nkind = "scale"\n')

    assert own.conversation("h24", "old") == own.conversation("h24")


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """A mistyped path does not quietly mean the shipped content."""
    with pytest.raises(ContentError, match="does not exist"):
        load(tmp_path / "nowhere")


def test_a_file_that_is_not_utf8_is_said_so(tmp_path: Path) -> None:
    """An encoding that nobody declared is refused and not guessed."""
    target = tmp_path / "templates/en/h24.j2"
    target.parent.mkdir(parents=True)
    target.write_bytes("{% block title %}Mañana{% endblock %}".encode("latin-1"))

    with pytest.raises(ContentError, match="not UTF-8"):
        load(tmp_path)


def test_hidden_and_foreign_files_are_left_alone(tmp_path: Path) -> None:
    """What an editor leaves behind does not become content."""
    (tmp_path / "conversations").mkdir()
    (tmp_path / "conversations/.h24.toml").write_text("broken")
    (tmp_path / "conversations/h24.toml~").write_text("broken")

    assert gather(tmp_path) == gather()
