"""A clinic's broken file is refused before it meets anybody, with the file, the entry, the fault and the remedy.

What is broken here is what protocols are made of: gates and tests, phases of each kind, rungs, limits, pairs, groups of
conditions, rest. The words, the conversations and the rest of the rules are broken in test_checks.
"""

from pathlib import Path

import pytest

from bot.content.conversations import build
from bot.content.library import Library
from bot.core.errors import ContentError
from tests.proof.breaking import FRAME, GROUP, INJURY, OURS, Edit, found, sound

SAYS = 'origin = "clinic"\nsource = "Our clinic says so."\n'
A_GATE = (
    '[[phases.gates]]\nid = "{gate}"\n'
    'fresh = {{ operator = "<=", value = 14, unit = "days", origin = "clinic", source = "Our clinic says so." }}\n'
    '[[phases.gates.tests]]\nid = "plank"\noperator = ">="\nvalue = 60\nunit = "s"\n' + SAYS + "\n[[phases]]\n"
)
NAME, FIGURE = "This is not a name.", "This is not a number."
WORDS = "This is not one of the words allowed here."
TWICE, RENAME = "This id stands twice.", "Rename one of them."
RUN = 'id = "run_1min"\nrun_seconds = 60\n'
RUNS = "cycles = [5, 6]\nwarm_up_minutes = 5\nper_week = 3\nrest_days = 1"
RAISES = 'value = 20\nunit = "times"'
REST = 'operator = ">="\nvalue = 2\nunit = "days"'
RECOVERY = 'recovery = { operator = ">=", value = 2, unit = "days"'
PAIN = 'operator = "<"\nvalue = 3\nunit = "of 10"'
CALF, STAIRS = "gates “strength” tests “calf_raise”", "gates “strength” tests “stairs”"


def _ours(old: str, new: str, entry: str, fault: str, remedy: str, blamed: str = "") -> Edit:
    return Edit(OURS, old, new, entry, fault, remedy, blamed)


GATES = {
    "a gate twice": _ours(
        '[[phases]]\nid = "jumping"',
        A_GATE.format(gate="strength") + 'id = "jumping"',
        "gates “strength”",
        TWICE,
        RENAME,
    ),
    "a gate called like a checkpoint": _ours(
        '[[phases]]\nid = "jumping"',
        A_GATE.format(gate="before_run_walk") + 'id = "jumping"',
        "gates “before_run_walk”",
        TWICE,
        RENAME,
    ),
    "a test twice": _ours(
        'id = "stairs"', 'id = "calf_raise"', CALF, "This test stands twice in its gate.", "Remove one"
    ),
    "a test without a question": _ours(
        'id = "calf_raise"',
        'id = "handstand"',
        "tests “handstand”",
        "No question of this name stands in conversations",
        "Add it there, or check the spelling.",
    ),
    "a gate nobody can pass": _ours(
        RAISES,
        RAISES.replace("20", "900"),
        CALF,
        "Nobody can pass this: >= 900 times is out of reach",
        "Mend the value",
    ),
    "a gate nobody can fail": _ours(
        RAISES,
        RAISES.replace("20", "0"),
        CALF,
        "Nobody can fail this: every answer, 0 to 200, is >= 0",
        "Mend the value",
    ),
    "more than a yes": _ours(
        'value = 1\nunit = "yes"', 'value = 2\nunit = "yes"', STAIRS, "Nobody can pass this: >= 2 yes", "Mend the value"
    ),
    "a test without its operator": _ours(
        'sides = "both"\noperator = ">="\n',
        'sides = "both"\n',
        "tests “calf_raise” operator",
        "This must be given.",
        "Add it.",
    ),
    "a test's figure as text": _ours(
        RAISES, RAISES.replace("20", '"20"'), "tests “calf_raise” value", FIGURE, "without quotation marks."
    ),
    "a test without its unit": _ours(RAISES, "value = 20", "“calf_raise” unit", "This must be given.", "Add it."),
    "a side that is none": _ours(
        '"both"', '"left"', "“calf_raise” sides", WORDS, "Use one of: 'one', 'both' or 'compare'."
    ),
    "a test by a stranger": _ours('"physio"', '"nurse"', "“stairs” by", WORDS, "Use one of: 'patient' or 'physio'."),
    "a test misspelt": _ours(
        '[[phases.gates.tests]]\nid = "calf_raise"',
        '[[phases.gates.test]]\nid = "calf_raise"',
        "gates “strength” test",
        "This name is not known here.",
        "Remove it, or check its spelling.",
    ),
    "no days for which results count": _ours(
        "fresh =", "lasts =", "gates “strength” fresh", "must be given", "Add it."
    ),
    "results that count for weeks": _ours(
        'value = 14, unit = "days"',
        'value = 2, unit = "weeks"',
        "gates “strength” fresh",
        "told in weeks",
        'unit = "days"',
    ),
    "results that are stale at once": _ours(
        'fresh = { operator = "<="',
        'fresh = { operator = ">="',
        "gates “strength” fresh",
        "would be stale at once",
        "Let it count for some days.",
    ),
    "pain that must be there": _ours(
        'pain = { operator = "<"', 'pain = { operator = ">"', f"{CALF} pain", "kept by more pain", "Let no pain keep it"
    ),
    "pain without a source": _ours(
        ', source = "Our clinic tolerates mild pain." }', " }", "“calf_raise” pain source", "must be given", "Add it."
    ),
    "sides compared in another unit": _ours(
        '"both"', '"compare"', CALF, "Two sides compare in percent, not in times.", 'Write unit = "percent".'
    ),
    "yes and no in percent": _ours(
        'by = "physio"', 'sides = "compare"', STAIRS, "No and yes do not compare in percent.", "Ask for a number"
    ),
    "a test left empty": _ours(
        RAISES,
        'unit = "times"',
        "calf_raise",
        "This protocol is active, and calf_raise has no value.",
        "or write active",
    ),
    "results' days left empty": _ours(
        'fresh = { operator = "<=", value = 14,',
        'fresh = { operator = "<=",',
        "strength fresh",
        "has no value",
        "Fill it in",
    ),
    "a checkpoint without its source": _ours(
        'checkpoint_source = "Our clinic looks before the first jump."\n',
        "",
        "phases “jumping”",
        "A checkpoint needs a checkpoint_source.",
        "Mend it.",
    ),
    "a source without its checkpoint": _ours(
        'checkpoint = "before_plyometrics"\n', "", "phases “jumping”", "stands here without its checkpoint", "Mend it."
    ),
}

PHASES = {
    "a phase twice": _ours('id = "jumping"', 'id = "walking"', "phases “walking”", TWICE, RENAME),
    "a phase with nothing": _ours(
        "", '\n[[phases]]\nid = "later"\n', "phases “later”", "A phase needs rungs, a gate", "Mend"
    ),
    "a phase with two ladders": _ours(
        'id = "running"\n',
        'id = "running"\nladder = true\n',
        "phases “running”",
        "or is the place of a ladder, not both",
        "Mend",
    ),
    "a kind that is none": _ours(
        '"walk"', '"swim"', "phases “walking” kind", WORDS, "Use one of: 'run', 'walk' or 'jumps'."
    ),
    "a check-in left out": _ours(
        'windows = ["after_run", "h24"]',
        'windows = ["after_run"]',
        "phases “walking” windows",
        "h24 is not held",
        "Add it.",
    ),
    "check-ins out of order": _ours(
        'windows = ["after_run", "h24"]',
        'windows = ["h24", "after_run"]',
        "phases “walking” windows",
        "not in the order",
        "in this order: after_run, h24, h48.",
    ),
    "check-ins without a source": _ours(
        'windows_source = "A walk needs one day only."\n',
        "",
        "phases “walking”",
        "Windows of a phase need a",
        "Mend it.",
    ),
    "a check-in that is none": _ours('"h48"]', '"h72"]', "windows entry 3", WORDS, "'after_run', 'h24' or 'h48'"),
    "rest below nothing": _ours(
        RECOVERY,
        RECOVERY.replace("2,", "-2,"),
        "phases “running” recovery",
        "-2 is no number of days.",
        "Give whole days",
    ),
    "rest in weeks": _ours(
        RECOVERY,
        RECOVERY.replace("days", "weeks"),
        "phases “running” recovery",
        "is not in days.",
        'Write unit = "days".',
    ),
    "rest that is the most": _ours(
        RECOVERY, RECOVERY.replace(">=", "<="), "phases “running” recovery", "would not be the least", 'operator = ">="'
    ),
    "half a day of rest": _ours(
        RECOVERY,
        RECOVERY.replace("2,", "1.5,"),
        "phases “running” recovery",
        "1.5 is no number of days.",
        "Give whole days",
    ),
    "lengths the wrong way round": _ours(
        "low = 3, high = 6", "low = 6, high = 3", "phases “running” expected", "Low must not be above high.", "Mend it."
    ),
    "lengths in months": _ours('unit = "weeks"', 'unit = "months"', "expected unit", WORDS, "'sessions' or 'weeks'"),
}

RUNGS = {
    "a rung twice": _ours('"run_2min"', '"run_1min"', "rungs “run_1min”", TWICE, RENAME),
    "a rung out of order": _ours(
        RUN,
        RUN.replace("60", "300"),
        "rungs “run_2min”",
        "Nothing gets harder from run_1min to here",
        "Put them in order",
    ),
    "two things harder at once": _ours(
        "run_seconds = 120\nwalk_seconds = 120",
        "run_seconds = 120\nwalk_seconds = 60",
        "rungs “run_2min”",
        "more than one thing gets harder: run time, walk time.",
        "Put a rung between them",
    ),
    "a walk with running": _ours(
        "walk_seconds = 1200",
        "walk_seconds = 1200\nrun_seconds = 30",
        "rungs “walk_20min”",
        "no dose of a session of kind walk",
        "only walk_seconds to walks",
    ),
    "a run with jumps": _ours(
        RUN,
        RUN + 'moves = [{ exercise = "double_leg_jumps", count = 10 }]\n',
        "rungs “run_1min”",
        "no dose of a session of kind run",
        "Give run_seconds to runs",
    ),
    "a run without running": _ours(
        RUN, 'id = "run_1min"\n', "rungs “run_1min”", "no dose of a session of kind run", "Give run"
    ),
    "jumps without moves": _ours(
        'moves = [{ exercise = "double_leg_jumps", count = 10, sets = 2, rest_seconds = 60 }]\n',
        "",
        "rungs “double_leg_jumps”",
        "no dose of a session of kind jumps",
        "only moves to jumps",
    ),
    "no jump at all": _ours("count = 10", "count = 0", "moves entry 1 count", "This is too low.", "Give 1 or more."),
    "no set at all": _ours("sets = 2", "sets = 0", "moves entry 1 sets", "This is too low.", "Give 1 or more."),
    "jumps on each leg, misspelt": _ours("sets = 2", 'each = "leg"', "entry 1 each", WORDS, "'total', 'way' or 'side'"),
    "eight sessions a week": _ours("per_week = 3", "per_week = 8", "per_week", "This is too high.", "Give 7 or less."),
    "no rest between runs": _ours(
        RUNS,
        RUNS.replace("rest_days = 1", "rest_days = 0"),
        "rungs “run_1min”",
        "may follow one another",
        "Set rest_days to 1",
    ),
    "rest days below nothing": _ours(
        "rest_days = 1", "rest_days = -1", "rest_days", "This is too low.", "Give 0 or more."
    ),
    "cycles that fall": _ours(
        RUNS, RUNS.replace("5, 6", "6, 5"), "rungs “run_1min”", "The cycles fall", "stay or grow"
    ),
    "no session": _ours(RUNS, RUNS.replace("5, 6", ""), "cycles", "There are too few entries.", "Add at least 1."),
    "a session of nothing": _ours(
        RUNS, RUNS.replace("5, 6", "0, 6"), "cycles entry 1", "This is too low.", "Give 1 or more."
    ),
    "seconds as text": _ours(
        "run_seconds = 60", 'run_seconds = "60"', "run_seconds", FIGURE, "without quotation marks."
    ),
    "a fraction of a second": _ours("run_seconds = 60", "run_seconds = 60.5", "run_seconds", FIGURE, "Write a number"),
    "a pace that is none": _ours(RUN, RUN + 'pace = "sprint"\n', "“run_1min” pace", WORDS, "'easy', 'varied', 'brisk'"),
    "ground that is none": _ours(RUN, RUN + 'terrain = "sand"\n', "terrain", WORDS, "'flat', 'incline' or 'hills'"),
    "a rung without a source": _ours(
        'source = "Our clinic starts with one minute."\n',
        "",
        "rungs “run_1min” source",
        "This must be given.",
        "Add it.",
    ),
}

BOOKS = {
    "an active protocol with an empty limit": _ours(
        PAIN,
        'operator = "<"\nunit = "of 10"',
        "pain",
        "This protocol is active, and pain has no value.",
        "or write active = false.",
    ),
    "more pain than the floor allows anybody": _ours(
        PAIN,
        PAIN.replace("3", "9"),
        "clearances",
        "Pain of 8 at after_run.pain_during would be cleared in walking, jumping, running; the safety floor",
        "Let what clears pain end there, or earlier.",
    ),
    "a limit that has no end": _ours(PAIN, PAIN.replace("3", "inf"), "limits pain value", FIGURE, "Write a number"),
    "a limit that is no figure": _ours(PAIN, PAIN.replace("3", "nan"), "limits pain value", FIGURE, "Write a number"),
    "a limit that is true": _ours(PAIN, PAIN.replace("3", "true"), "limits pain value", FIGURE, "Write a number"),
    "a limit in another unit": _ours(
        'value = 6\nunit = "of 10"',
        'value = 6\nunit = "min"',
        "“feels_ready” must",
        "told in “of 10”, and the limit ready in",
        "Compare it with a limit in its own unit.",
    ),
    "a limit that nothing reads": _ours(
        "",
        '\n[limits.more]\noperator = "<"\nvalue = 4\nunit = "of 10"\n' + SAYS,
        "limits more",
        "Nothing reads this",
        "Use it",
    ),
    "a clearance in no phase": _ours(
        '["running"]', '["runing"]', "“feels_ready” phases", "“runing” is no phase of this protocol.", "Name one of its"
    ),
    "a rule in no phase": _ours(
        'rest = "long_rest"',
        'phases = ["sprints"]',
        "“sharp_pain” phases",
        "“sprints” is no phase",
        "Name one of its phases.",
    ),
    "pain cleared in one phase only": _ours(
        'and h48.pain in limit.pain"\n',
        'and h48.pain in limit.pain"\nphases = ["running"]\n',
        "clearances",
        "Nothing clears pain.",
        'Add a clearance with about = "pain" that stands in every phase.',
    ),
    "landings asked about after a run": _ours(
        'phases = ["jumping"]\n',
        "",
        "“landing_controlled” must",
        "after_run.landing, which is not asked in the phase",
        "or name in `phases` where this stands.",
    ),
    "rest that is pain": _ours(
        '"long_rest"', '"pain"', "“sharp_pain” rest", "The limit “pain” is not in days.", 'unit = "days"'
    ),
    "rest that is nowhere": _ours(
        '"long_rest"', '"longer"', "“sharp_pain” rest", "There is no limit “longer”.", "Name a limit"
    ),
    "a rule's rest left empty": _ours(
        REST, REST.replace("value = 2\n", ""), "long_rest", "active, and long_rest has no value.", "Fill it in"
    ),
    "a rule's rest below nothing": _ours(
        REST, REST.replace("2", "-2"), "“sharp_pain” rest", "-2 is no number of days.", "Give whole days, 0 or more."
    ),
    "extra rest in weeks": _ours(
        'value = 1\nunit = "days"',
        'value = 1\nunit = "weeks"',
        "limits extra_rest",
        "is not in days.",
        'Write unit = "days".',
    ),
    "extra rest that is the most": _ours(
        'operator = ">="\nvalue = 1\nunit = "days"',
        'operator = "<="\nvalue = 1\nunit = "days"',
        "limits extra_rest",
        "would not be the least",
        'Write operator = ">=".',
    ),
    "no extra rest": _ours(
        "[limits.extra_rest]", "[limits.rest]", "limits", "The limit “extra_rest” is missing.", "Say how many"
    ),
    "a rule and a clearance with one id": _ours('"landing_controlled"', '"sharp_pain"', "“sharp_pain”", TWICE, RENAME),
    "an id of a condition": _ours('"landing_controlled"', '"tendon_stiff"', "“tendon_stiff”", TWICE, RENAME),
    "an id of the floor": _ours('"landing_controlled"', '"night_pain"', "“night_pain”", TWICE, RENAME),
    "a question that is not there": _ours(
        '"h24.stairs"', '"h24.stars"', "asks entry 1", "“h24.stars” is no optional question", "Choose from: "
    ),
    "a question that is asked anyway": _ours(
        '"h24.stairs"',
        '"h24.pain"',
        "asks entry 1",
        "“h24.pain” is no optional question of a check-in.",
        "Choose from: ",
    ),
    "a question without its check-in": _ours('"h24.stairs"', '"stairs"', "asks entry 1", NAME, "Use small letters"),
    "a habit eight times a week": _ours(
        "per_week = 2\n", "per_week = 8\n", "per_week", "This is too high.", "Give 7 or less."
    ),
    "a habit twice": _ours(
        "[[left_out]]",
        '[[habits]]\nid = "strength_and_mobility"\nper_week = 3\n' + SAYS + "\n[[left_out]]",
        "habits “strength_and_mobility”",
        TWICE,
        RENAME,
    ),
    "a figure left out without a reason": _ours(
        'why = "Our clinic leaves warming up to the runner."\n',
        "",
        "left_out entry 1 why",
        "This must be given.",
        "Add it.",
    ),
    "a protocol half active": _ours(
        'about = "A short',
        'active = "yes"\nabout = "A short',
        "active",
        "This is neither true nor false.",
        "Write true or false",
    ),
    "a protocol that says nothing of itself": _ours(
        'about = "A short walk, a few jumps and a few runs, each with a gate or a checkpoint before it."\n',
        "",
        "about",
        "This must be given.",
        "Add it.",
    ),
}

OTHERS = {
    "a frame whose rule stands in a stage that is not there": Edit(
        FRAME, '["volume"]', '["speed"]', "“easy_effort” phases", "“speed” is no phase of this protocol.", "Name one"
    ),
    "a frame with two places for a ladder": Edit(
        FRAME,
        '[[phases]]\nid = "full',
        '[[phases]]\nid = "more"\nladder = true\n\n[[phases]]\nid = "full',
        "phases",
        TWICE,
        RENAME,
    ),
    "a frame without check-ins": Edit(
        FRAME, '["after_run", "h24", "h48"]', "[]", "windows", "There are too few entries.", "Add at least 1."
    ),
    "a tissue that is none": Edit(INJURY, '"tendon"', '"skin"', "tissue", WORDS, "'tendon', 'bone', 'muscle', 'joint'"),
    "a group that is not there": Edit(
        INJURY,
        '"our_group"',
        '"their_group"',
        "group",
        "There is no group of conditions “their_group”.",
        "Name a condition",
    ),
    "a group of itself": Edit(
        INJURY,
        '"our_group"',
        '"our_hamstring"',
        "group",
        "There is no group of conditions “our_hamstring”.",
        "Name a condition",
    ),
    "groups in a circle": Edit(
        GROUP,
        "tissue",
        'group = "our_hamstring"\ntissue',
        "group",
        "There is no group of conditions “our_hamstring”.",
        "Name a condition that belongs to no group itself.",
    ),
    "a condition's rest that is nowhere": Edit(
        INJURY,
        'rest = "hamstring_rest"',
        'rest = "long"',
        "rest",
        "There is no limit “long”.",
        "Name a limit of this file.",
    ),
    "a condition's rest in hours": Edit(INJURY, '"days"', '"h"', "rest", "is not in days.", 'Write unit = "days".'),
    "a condition's limit left empty": Edit(
        INJURY, "value = 2\n", "", "limits hamstring_rest", "This limit has no value.", "Fill it in."
    ),
    "a condition that is not its file": Edit(
        INJURY,
        'id = "our_hamstring"',
        'id = "leg"',
        "id",
        "The id “leg” is not the name of the file.",
        "the same name.",
    ),
    "a condition that asks what is not there": Edit(
        INJURY,
        'rest = "hamstring_rest"\n',
        'rest = "hamstring_rest"\nasks = ["h24.mood"]\n',
        "asks entry 1",
        "“h24.mood” is no optional question",
        "Choose from: ",
    ),
    "a condition's rule in a phase of a protocol": Edit(
        GROUP,
        'rest = "group_rest"',
        'phases = ["running"]',
        "“tendon_stiff” phases",
        "This stands under every protocol",
        "Choose from: run, walk, jumps.",
    ),
    "a condition's rule of its group again": Edit(
        INJURY,
        "",
        '\n[[rules]]\nid = "tendon_stiff"\nwhen = \'h24.gait == "limp"\'\nat_least = "repeat"\n' + SAYS,
        "“tendon_stiff”",
        TWICE,
        RENAME,
        OURS,
    ),
}

CASES = {**GATES, **PHASES, **RUNGS, **BOOKS, **OTHERS}


def test_the_clinics_content_is_sound_before_it_is_broken() -> None:
    """What is left concerns the languages, of which there are none here."""
    assert all("questions “language” options" in str(one) for one in found(None))


@pytest.mark.parametrize("edit", CASES.values(), ids=CASES)
def test_a_broken_file_is_refused_with_place_fault_and_remedy(edit: Edit) -> None:
    problems = found(edit)

    fitting = [one for one in problems if one.file == (edit.blamed or edit.path) and edit.entry in one.entry]
    assert any(edit.fault in one.fault and edit.remedy in one.remedy for one in fitting), [str(one) for one in problems]


def test_the_table_has_at_least_sixty_cases() -> None:
    assert len(GATES | PHASES | RUNGS | BOOKS | OTHERS) == sum(map(len, (GATES, PHASES, RUNGS, BOOKS, OTHERS)))
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("ours+our_frame", "protocols/ours.toml, phases: This protocol has a ladder of its own and cannot be paired."),
        ("ours+ours", "protocols/ours.toml, phases: This protocol has a ladder of its own and cannot be paired."),
        ("our_frame+our_frame", "phases: “our_frame” has no ladder of its own. Pair it with a protocol that has one."),
        ("our_frame+theirs", "protocols/theirs.toml: There is no such protocol. Choose one of: our_frame, ours."),
        ("our_frame+ours+ours", "There is no such protocol."),
    ],
)
def test_what_cannot_be_paired_is_refused_with_a_sentence(pair: str, words: str) -> None:
    library = _library()

    with pytest.raises(ContentError) as refused:
        library.protocol(pair, "our_hamstring")

    assert words in str(refused.value)


def test_a_sound_pair_stands_in_the_place_of_the_frame() -> None:
    """The gate of the frame comes first, its last checkpoint last, and the ladder in between."""
    paired = _library().protocol("our_frame+ours", "our_hamstring")

    assert [phase.id for phase in paired.phases] == [
        "volume_entry",
        "walking",
        "jumping",
        "running",
        "full_training_load",
    ]
    assert paired.rest_days == 2
    assert not paired.unfilled


def test_a_protocol_with_an_empty_field_is_read_and_not_active() -> None:
    """What is empty is named, so that the clinic knows what to fill in."""
    ours = (
        sound()[OURS]
        .text.replace(PAIN, 'operator = "<"\nunit = "of 10"')
        .replace("about =", "active = false\nabout =", 1)
    )
    edit = Edit(OURS, sound()[OURS].text, ours, "", "", "")

    assert found(edit) == []


def _library() -> Library:
    files = sound()
    scripts = {one.id: one for path, file in files.items() if path.startswith("conv") for one in [build(file)]}
    return Library(files, {}, scripts)


def test_every_clinic_file_of_the_tests_is_broken_somewhere() -> None:
    own = {
        str(path.relative_to(Path(__file__).parent / "clinic"))
        for path in Path(__file__).parent.rglob("clinic/**/*.toml")
    }
    assert own == {case.path for case in CASES.values()}
