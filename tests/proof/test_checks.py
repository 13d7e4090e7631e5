"""`strideback check` refuses broken content, and names the file, the entry, the fault and the remedy."""

import json
import time
from dataclasses import dataclass

import pytest

from bot.cli.check import check as command
from bot.content.files import LARGEST_FILE
from bot.proof.checks import check
from tests.conftest import Edit


@dataclass(frozen=True)
class Broken:
    """One edit of a shipped file (or, without `old`, an addition), and words of the problem that it must cause."""

    path: str
    old: str
    new: str
    entry: str
    fault: str
    blamed: str = ""


H24, AFTER = "conversations/h24.toml", "conversations/after_run.toml"
WRONG, RUN_END, ENROL = "conversations/wrong.toml", "conversations/run_end.toml", "conversations/enrolment.toml"
MILES, FLOOR, BONE = "protocols/milestones.toml", "protocols/floor.toml", "protocols/conditions/tibial_stress.toml"
EN, ES = "templates/en/", "templates/es/"

SAYS = 'origin = "clinic"\nsource = "Our clinic says so."\n'
RULE = '\n[[rules]]\nid = "{id}"\nwhen = {when}\nat_least = "step_back"\n' + SAYS
CLEARANCE = '\n[[clearances]]\nid = "{id}"\nabout = "pain"\nmust = {must}\n' + SAYS
LIMIT = '\n[limits.ours]\noperator = "{op}"\nvalue = {value}\nunit = "of 10"\n' + SAYS


def _rule(when: str, name: str = "ours") -> str:
    return RULE.format(id=name, when=f"'{when}'")


def _clearance(must: str) -> str:
    return CLEARANCE.format(id="ours", must=f"'{must}'")


def _limited(op: str, value: float, entry: str) -> str:
    return LIMIT.format(op=op, value=value) + entry


CONVERSATIONS = {
    "not TOML": Broken(H24, 'kind = "scale"', "kind = scale", "", "not TOML"),
    "an unknown kind": Broken(H24, '"scale"', '"slider"', "“pain” kind", "not one of the words"),
    "an unknown key": Broken(H24, 'kind = "scale"', 'kind = "scale"\ncolour = "red"', "“pain” colour", "not known"),
    "a choice of one": Broken(
        H24, 'options = ["normal", "slight", "limp"]', 'options = ["normal"]', "“gait”", "at least two"
    ),
    "an option twice": Broken(H24, '"slight", "limp"', '"limp", "limp"', "“gait”", "twice"),
    "an empty range": Broken(AFTER, "high = 300", "high = 0", "“minutes_run”", "Low must be below high"),
    "an id twice": Broken(H24, 'id = "gait"', 'id = "pain"', "“pain”", "twice"),
    "an id that is no name": Broken(H24, 'id = "gait"', 'id = "Gait now"', "id", "not a name"),
    "no questions": Broken(WRONG, "[[questions]]", "[[question]]", "question", "must be given"),
    "a guard looking forward": Broken(
        H24, 'kind = "scale"', 'kind = "scale"\nwhen = \'gait == "limp"\'', "“pain” when", "not a known name"
    ),
    "a guard on itself": Broken(
        H24, 'kind = "scale"', 'kind = "scale"\nwhen = "pain > 3"', "“pain” when", "not a known name"
    ),
    "a guard with a typo": Broken(H24, "'pain_kind == ", "'pain_kin == ", "“muscle_soreness” when", "not a known name"),
    "a guard with an unknown option": Broken(H24, '== "muscle"', '== "muscles"', "when", "not one of the options"),
    "a guard that orders what has no order": Broken(H24, '== "muscle"', '>= "muscle"', "when", "no order"),
    "a guard that calls": Broken(H24, '== "muscle"', '== lower("MUSCLE")', "when", "outside the language"),
    "a guard on a question left out": Broken(
        AFTER, "when = 'done != \"skipped\"'\n", 'when = "minutes_run > 3"\n', "“pain_before” when", "not asked there"
    ),
    "a question on no path": Broken(H24, "'pain_kind == \"muscle\"'", "'pain > 10'", "“muscle_soreness”", "No path"),
    "a conversation nobody asks": Broken(
        "conversations/weekly.toml", "", '[[questions]]\nid = "x"\nkind = "scale"\n', "the file", "Nobody asks"
    ),
    "a question the bot needs": Broken(ENROL, 'id = "quiet_hours"', 'id = "night"', "“quiet_hours”", "is needed"),
    "an answer the bot needs": Broken(H24, '"limp"]', '"limping"]', "“gait”", "limp are needed"),
    "a question of another kind": Broken(ENROL, 'kind = "zone"', 'kind = "text"', "“timezone”", "kind zone is needed"),
    "the first question moved": Broken(
        AFTER, "[[questions]]", '[[questions]]\nid = "x"\nkind = "scale"\n\n[[questions]]', "“done”", "under a session"
    ),
    "quiet hours that are none": Broken(ENROL, '"21-8"', '"late"', "options", "“late” is not one"),
    "a time that is none": Broken(RUN_END, '"ago-0"', '"just-now"', "options", "“just-now” is not one"),
    "a language without a folder": Broken(ENROL, '["en", "es"]', '["en", "fr"]', "options", "“fr” is not one"),
    "a red flag that nothing follows": Broken(
        WRONG, '"night_pain", ', '"night_pain", "dizzy", ', "“flags” options", "No rule of the safety floor"
    ),
}

PROTOCOLS = {
    "a limit without unit": Broken(MILES, 'unit = "of 10"\n', "", "limits pain unit", "must be given"),
    "a limit without origin": Broken(MILES, 'origin = "seed"\n', "", "limits pain origin", "must be given"),
    "an origin of another kind": Broken(MILES, 'origin = "seed"', 'origin = "gut"', "origin", "not one of the words"),
    "a source too short": Broken(BONE, 'source = "PMC8811491, table 1B: ', 'source = ""#', "source", "too short"),
    "a limit as a word": Broken(MILES, "value = 2\n", 'value = "two"\n', "limits pain value", ""),
    "a limit that nothing reads": Broken(MILES, "", LIMIT.format(op="<", value=4), "limits ours", "Nothing reads"),
    "a limit that is missing": Broken(MILES, "[limits.extra_rest]", "[limits.more_rest]", "limits", "“extra_rest” is"),
    "an operator that is none": Broken(MILES, 'operator = "<"', 'operator = "=<"', "operator", "not one of the words"),
    "a number in a condition": Broken(
        MILES, "h48.ready in limit.ready", "h48.ready > 7", "“feels_ready” must", "number stands in"
    ),
    "an unknown limit": Broken(MILES, "in limit.ready", "in limit.redy", "“feels_ready” must", "not a known name"),
    "a question that is not asked": Broken(MILES, "h48.ready in", "h24.ready in", "must", "not a known name"),
    "a measure that does not exist": Broken(MILES, "soreness_hours in", "sore_hours in", "must", "not a known name"),
    "an unknown outcome": Broken(MILES, 'at_least = "step_back"', 'at_least = "stop"', "at_least", "not one of"),
    "a rule that advances": Broken(MILES, 'at_least = "step_back"', 'at_least = "advance"', "at_least", "not one of"),
    "nothing clears swelling": Broken(
        MILES, 'about = "swelling"', 'about = "readiness"', "clearances", "Nothing clears swelling"
    ),
    "pain cleared without the last day": Broken(
        MILES, " and h48.pain in limit.pain", "", "clearances", "does not read h48.pain"
    ),
    "gait cleared without the run": Broken(
        MILES,
        'after_run.gait_run == "normal" and h24.gait == "normal"',
        'h24.gait == "normal"',
        "clearances",
        "does not read after_run.gait_run",
    ),
    "a check-in not required": Broken(MILES, ', "h48"]', "]", "“feels_ready” must", "h48.ready, which is not asked"),
    "check-ins out of order": Broken(MILES, '"after_run", "h24"', '"h24", "after_run"', "windows", "order"),
    "a rule of the floor again": Broken(
        MILES, "", _rule('"night_pain" in flags', "night_pain"), "night_pain", "id of the safety floor"
    ),
    "a clearance of the floor again, in the clinic's floor": Broken(
        FLOOR, "", "# ours\n", "no_sharp_pain", "id of the safety floor", blamed="of the clinic"
    ),
    "a rule twice": Broken(MILES, 'id = "joint_swelling"', 'id = "sharp_pain"', "sharp_pain", "twice"),
    "an id that is not the file's name": Broken(MILES, 'id = "milestones"', 'id = "stones"', "id", "not the name"),
    "a condition with an unknown name": Broken(BONE, "h24.pain in", "h24.pian in", "must", "not a known name"),
    "a rule that can never fire": Broken(
        MILES, "", _limited("<=", 10, _rule("h24.pain not in limit.ours")), "“ours” when", "never fire"
    ),
    "a rule that always fires": Broken(
        MILES, "", _limited("<=", 10, _rule("h24.pain in limit.ours")), "“ours” when", "whatever is answered"
    ),
    "a clearance that cannot fail": Broken(
        MILES, "", _limited("<=", 10, _clearance("h24.pain in limit.ours")), "“ours” must", "never fail"
    ),
    "a clearance that cannot be met": Broken(
        MILES, "", _limited(">", 10, _clearance("h24.pain in limit.ours")), "“ours” must", "never be met"
    ),
    "a day compared with another": Broken(MILES, "", _rule("h48.pain > h24.pain"), "“ours” when", "worse answer"),
    "a clearance that likes pain": Broken(
        MILES, "", _limited(">", 3, _clearance("h24.pain in limit.ours")), "“ours” must", "worse answer"
    ),
    "a clearance that likes tiredness": Broken(
        MILES, "h48.ready in limit.ready", "h48.ready not in limit.ready", "“feels_ready” must", "worse answer"
    ),
    "a rule that a flag calls off": Broken(
        MILES, "", _rule('"night_pain" in flags and not "bone_point" in flags'), "“ours” when", "worse answer"
    ),
    "a rule that spares the limping": Broken(
        MILES, "", _rule('h24.gait == "slight"'), "“ours” when", "not at h24.gait limp"
    ),
    "a clearance met by silence": Broken(
        MILES,
        "h24.pain in limit.pain and h48.pain in limit.pain",
        "(h24.pain in limit.pain or h48.pain in limit.pain)",
        "“pain_low” must",
        "though h24.pain is not answered",
    ),
    "a clearance on a question not always asked": Broken(
        MILES, "", _limited("<", 4, _clearance("h24.muscle_soreness in limit.ours")), "“ours” must", "every path"
    ),
    "two things harder at once": Broken(
        MILES, "run_seconds = 60\nwalk_seconds = 120", "run_seconds = 60\nwalk_seconds = 90", "“run_1min”", "walk time"
    ),
    "more sessions and longer runs": Broken(
        MILES, 'per_week = 3\nrest_days = 1\norigin = "derived"\nsource = "Between',
        'per_week = 4\nrest_days = 1\norigin = "derived"\nsource = "Between',
        "“run_2min_walk_2min”", "run time, sessions a week",
    ),
    "an exception without its reason": Broken(
        MILES, 'accepted = "Without walk breaks', '# accepted = "Without walk breaks', "“run_20min”", "more than one"
    ),
    "no rest day": Broken(MILES, "rest_days = 1", "rest_days = 0", "“double_leg_jumps”", "follow one another"),
    "cycles that fall": Broken(MILES, "cycles = [8, 8, 9, 9, 10, 10]", "cycles = [8, 9, 8]", "“run_30s”", "fall"),
    "a rung twice": Broken(MILES, 'id = "run_1min"', 'id = "run_30s"', "run_30s", "twice"),
    "a checkpoint without a source": Broken(MILES, "checkpoint_source = ", "# checkpoint_source = ", "phases", ""),
    "a checkpoint without a name": Broken(
        MILES, 'checkpoint = "before_continuous"', 'checkpoint = "before_hills"', "checkpoint__before_hills", "missing",
        blamed="names.j2",
    ),
    "a rule without words": Broken(
        MILES, "", _rule('h24.gait == "limp"'), "ours", "missing", blamed="templates/es/reasons.j2"
    ),
}  # fmt: skip

TEXTS = {
    "a text missing": Broken(EN + "h24.j2", "{% block title %}", "{% block tittle %}", "title", "missing"),
    "a text misspelt": Broken(EN + "h24.j2", "{% block title %}", "{% block tittle %}", "tittle", "Nothing asks for"),
    "a label missing": Broken(
        ES + "questions.j2", "block gait__limp", "block gait__lump", "gait__limp", "missing", blamed="h24.j2"
    ),
    "a file that nobody reads": Broken(
        EN + "weekly.j2", "", "{% block a %}Hello{% endblock %}", "a", "Nothing asks for"
    ),
    "an unknown variable": Broken(EN + "today.j2", "{{ at }}", "{{ when }}", "check_in", "'when' is undefined"),
    "a variable in one branch only": Broken(
        EN + "session.j2", "{% if since %}free from", "{% if since %}{{ day }}", "card", "'day' is undefined"
    ),
    "a text that renders empty": Broken(
        EN + "plan.j2", "{% if signed %}✓ {{ checkpoint }}: signed{% else %}◇ {{ checkpoint }}{% endif %}",
        "{% if signed %}✓ {{ checkpoint }}{% endif %}", "checkpoint", "empty",
    ),
    "a text without words": Broken(EN + "times.j2", "today at {{ clock }}", "", "today", "empty"),
    "a tag that Telegram does not know": Broken(EN + "today.j2", "<b>Rest", "<h1>Rest", "check_in", "<h1> is not"),
    "a tag never closed": Broken(EN + "today.j2", "for now.</b> I will", "for now. I will", "check_in", "never closed"),
    "tags crossed": Broken(
        EN + "today.j2", "<b>Rest from running for now.</b>", "<b>Rest <i>now</b></i>", "check_in", "not opened last"
    ),
    "a bare less-than sign": Broken(EN + "today.j2", "Rest from", "Rest < from", "check_in", "markup"),
    "an entity Telegram does not know": Broken(EN + "today.j2", "Rest from", "Rest&nbsp;from", "check_in", "markup"),
    "a tag with a style": Broken(EN + "today.j2", "<b>Rest", '<b class="x">Rest', "check_in", "more than Telegram"),
    "a tag on a button": Broken(EN + "buttons.j2", "Why?", "<b>Why?</b>", "why", "tag stands in a button"),
    "a tag inside another text": Broken(EN + "limits.j2", "below {{ value }}", "<b>below</b>", "below", "in a part"),
    "a value let through as markup": Broken(EN + "today.j2", "{{ physio }}", "{{ physio|safe }}", "line", "“safe”"),
    "a filter that fills the memory": Broken(
        EN + "today.j2", "{{ at }}", "{{ at|center(9999) }}", "line", "“center” is not allowed"
    ),
    "a text too long": Broken(EN + "checkin.j2", "These questions", "These" + " x" * 2100, "over", "too long"),
    "a button too long": Broken(EN + "buttons.j2", "Why?", "Why? " + "y" * 64, "why", "longer than 64"),
    "a toast too long": Broken(EN + "physio.j2", "You have taken this alert.", "a" * 201, "taken", "longer than 200"),
    "two labels alike": Broken(EN + "questions.j2", "With a limp", "As normal", "gait__limp", "reads the same"),
    "a word for two answers": Broken(
        ES + "language.toml", 'limp = ["cojera"', 'limp = ["un poco"', "synonyms limp", "means both"
    ),
    "a synonym for nothing": Broken(EN + "language.toml", "slight = [", "slihgt = [", "synonyms slihgt", "No question"),
    "a language file with a typo": Broken(EN + "language.toml", "out_of =", "outof =", "outof", "not known"),
    "a language without its file": Broken(
        "templates/fr/h24.j2", "", "{% block title %}x{% endblock %}", "language.toml", "missing", blamed="templates/fr"
    ),
    "words outside any block": Broken(EN + "h24.j2", "", "Hello there", "line", "outside any block"),
    "an unclosed block": Broken(EN + "h24.j2", "{% endblock %}", "", "line", ""),
    "an import": Broken(EN + "h24.j2", "", "{% import 'x' as y %}", "line", "Import is not allowed"),
    "a macro": Broken(EN + "h24.j2", "", "{% macro a() %}{% endmacro %}", "line", "Macro is not allowed"),
    "a product": Broken(EN + "plan.j2", "{{ done }}", "{{ done * 99999 }}", "line", "Mul is not allowed"),
    "a file in the wrong place": Broken("protocols/more/x.toml", "", 'id = "x"\n', "the file", "Nothing reads a file"),
    "a file of the wrong kind": Broken("conversations/h24.j2", "", "x", "the file", "Nothing reads a file"),
    "a file too large": Broken(EN + "h24.j2", "", "{# " + "x" * LARGEST_FILE + " #}", "the file", "256 KiB"),
}  # fmt: skip

CASES = {f"{what}: {name}": case for what, group in (
    ("conversations", CONVERSATIONS), ("protocols", PROTOCOLS), ("texts", TEXTS)
) for name, case in group.items()}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_broken_content_is_refused_where_it_is_broken(case: Broken, clinic: Edit) -> None:
    """The problem names the file that was edited, the entry, what is wrong and what to do."""
    found = check(clinic(case.path, case.old, case.new))

    blamed = case.blamed or case.path
    fitting = [
        one
        for one in found.problems
        if blamed in one.file and case.entry in (one.entry or "the file") and case.fault in one.fault
    ]
    assert fitting, found.as_text()
    assert fitting[0].remedy
    assert not found.clean


def test_the_table_has_at_least_sixty_cases() -> None:
    """The table is wide enough to be worth its name."""
    assert len(CASES) >= 60


def test_the_shipped_content_is_clean() -> None:
    """What comes with Strideback passes its own check."""
    found = check()

    assert found.clean, found.as_text()
    assert found.counts["languages"] == 2
    assert found.counts["cases tried"] > 1000


def test_checking_takes_less_than_five_seconds_of_work() -> None:
    """A clinic does not wait for the check."""
    started = time.process_time()
    check()

    assert time.process_time() - started < 5


def test_problems_of_several_files_are_all_reported(clinic: Edit) -> None:
    """One broken file hides no other."""
    clinic(H24, 'kind = "scale"', "kind = scale")
    clinic(BONE, "h24.pain in", "h24.pian in")
    clinic(EN + "today.j2", "{{ at }}", "{{ when }}")
    folder = clinic(ES + "why.j2", "{% endblock %}", "")

    blamed = {one.file for one in check(folder).problems}

    assert {H24, EN + "today.j2", ES + "why.j2"} <= blamed


def test_a_broken_condition_does_not_hide_a_broken_protocol(clinic: Edit) -> None:
    """Protocols, conditions and the floor are each read on their own."""
    clinic(BONE, "h24.pain in", "h24.pian in")
    folder = clinic(MILES, "in limit.ready", "in limit.redy")

    assert {one.file for one in check(folder).problems} == {BONE, MILES}


def test_a_broken_file_does_not_make_its_texts_strangers(clinic: Edit) -> None:
    """The texts of a conversation that cannot be read are not called unknown on top of it."""
    assert {one.file for one in check(clinic(H24, 'kind = "scale"', "kind = scale")).problems} == {H24}


def test_a_missing_folder_is_one_problem(tmp_path) -> None:
    """A wrong path is said as such."""
    found = check(tmp_path / "nowhere")

    assert [one.fault for one in found.problems] == ["The content folder does not exist."]


def test_an_empty_folder_is_the_shipped_content(tmp_path) -> None:
    """A clinic that changes nothing has nothing to mend."""
    assert check(tmp_path).clean


def test_an_accepted_exception_is_taken(clinic: Edit) -> None:
    """A rung that breaks the one-variable rule stands when the reason is written down."""
    clinic(MILES, "run_seconds = 60\nwalk_seconds = 120", "run_seconds = 60\nwalk_seconds = 90")
    folder = clinic(
        MILES,
        'source = "Milestone guide, weeks 3-4',
        'accepted = "Our physios agreed on it in May."\nsource = "Milestone guide, weeks 3-4',
    )

    assert check(folder).clean


def test_a_limit_looser_than_the_floor_changes_nothing_under_it(clinic: Edit) -> None:
    """A clinic may loosen its own limit; the floor still stands under it, so the check has no complaint."""
    assert check(clinic(MILES, "value = 2\n", "value = 4\n")).clean


def test_a_stricter_floor_of_the_clinic_is_taken(clinic: Edit, tmp_path) -> None:
    """A clinic adds a rule to the floor with words in both languages."""
    target = tmp_path / FLOOR
    target.parent.mkdir(parents=True)
    target.write_text('id = "floor"\n' + _rule('h24.gait >= "slight"', "any_limp"))
    words = "{% block any_limp %}Walking was a little off.{% endblock %}\n"
    clinic(EN + "reasons.j2", "", words)
    folder = clinic(ES + "reasons.j2", "", words)

    assert check(folder).clean, check(folder).as_text()


def test_the_command_says_what_is_wrong_and_returns_1(clinic: Edit, capsys) -> None:
    """The text names the file, the entry, the fault and the remedy."""
    status = command(clinic(EN + "times.j2", "today at {{ clock }}", ""), as_json=False)

    said = capsys.readouterr().out
    assert status == 1
    assert "templates/en/times.j2\n  today: This text is empty.\n    → Say something, in every case." in said
    assert said.rstrip().endswith("1 problem. Nothing is served before they are mended.")


def test_the_command_prints_json_for_scripts(clinic: Edit, capsys) -> None:
    """The same problem, for a machine."""
    status = command(clinic(EN + "times.j2", "today at {{ clock }}", ""), as_json=True)

    said = json.loads(capsys.readouterr().out)
    assert (status, said["clean"]) == (1, False)
    assert said["problems"][0]["entry"] == "today"


def test_the_command_returns_0_with_a_summary_when_all_is_sound(capsys) -> None:
    """A clean check says how much it has looked at."""
    assert command(None, as_json=False, quick=True) == 0
    assert "paths walked" in capsys.readouterr().out
