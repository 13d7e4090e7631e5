"""The catalogue is the closed list of texts: care asks for nothing else, and every language has all of it."""

import ast
import re
from pathlib import Path

import pytest

from bot import care
from bot.care.doors.commands import COMMANDS
from bot.content import catalogue, samples
from bot.content.catalogue import Catalogue, Place, of_library
from bot.content.library import Library
from bot.content.notices import MENU
from tests.content.listening import only_what_is_expected
from tests.play import Player

ROOM = Path(care.__file__).parent
CARE = sorted(path.relative_to(ROOM).as_posix() for path in ROOM.rglob("*.py"))
TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
SPEAKERS = {"text", "label", "tell", "button", "say"}
NOT_VALUES = {"keyboard", "about"}
JOURNEYS = ("enrolment_english", "free_words", "red_flag_urgent", "silence", "stop_and_return", "long_gap")


@pytest.fixture(scope="module")
def expected(library: Library) -> Catalogue:
    """Return everything that the shipped content is expected to say."""
    return of_library(library)


def _asked(module: str) -> list[tuple[int, str, set[str]]]:
    """Return every text that a module asks for by name: in which line, its name as a pattern, and its values."""
    found = []
    for call in ast.walk(ast.parse((ROOM / module).read_text())):
        if not isinstance(call, ast.Call) or _name(call.func) not in SPEAKERS:
            continue
        given = {keyword.arg for keyword in call.keywords} - NOT_VALUES
        for argument in call.args:
            pattern = _pattern(argument)
            if pattern and None not in given:
                found.append((call.lineno, pattern, given))
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _pattern(argument: ast.expr) -> str:
    """Return a pattern for a literal that looks like the name of a text, or nothing."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return re.escape(argument.value) if re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", argument.value) else ""
    if isinstance(argument, ast.JoinedStr):
        parts = [
            re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z0-9_]+" for one in argument.values
        ]
        return "".join(parts) if re.escape(".") in "".join(parts) else ""
    return ""


@pytest.mark.parametrize("module", [module for module in CARE if _asked(module)])
def test_care_asks_only_for_texts_of_the_catalogue(module: str, expected: Catalogue) -> None:
    """Every name written in a module of care is in the catalogue, with exactly the values that care hands over."""
    for line, pattern, given in _asked(module):
        fitting = {name: one.variables for name, one in expected.items() if re.fullmatch(pattern, name)}

        assert fitting, f"line {line}: no text fits {pattern}"
        assert given in fitting.values(), f"line {line}: {pattern} is given {given}, takes {list(fitting.values())[:1]}"


def test_the_source_names_enough_texts_for_this_to_mean_something() -> None:
    """The search through the source still finds the calls."""
    assert sum(len(_asked(module)) for module in CARE) > 500


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_a_journey_says_only_what_the_catalogue_expects(journey: str, library: Library, tmp_path: Path) -> None:
    """Names put together while the bot runs are in the catalogue too."""
    with only_what_is_expected() as heard:
        await Player(tmp_path, library).play((TRANSCRIPTS / f"{journey}.txt").read_text())

    assert len(heard) > 10


def test_both_languages_have_the_same_texts(library: Library) -> None:
    """Nobody gets less in one language than in the other."""
    assert library.language("en").texts() == library.language("es").texts()


def test_every_rule_says_its_source_in_both_languages(library: Library, expected: Catalogue) -> None:
    """The optional words about sources are all there in the shipped content."""
    sources = [name for name in expected if name.endswith("__source")]

    assert sources
    for language in library.languages.values():
        assert [name for name in sources if not language.has(name)] == []


def test_the_menu_words_are_those_of_the_commands() -> None:
    """Every command of every role has its words, and no others are expected."""
    assert {*MENU, *samples.commands()} == {command for commands in COMMANDS.values() for command in commands}


def test_samples_of_a_text_all_have_the_same_names(expected: Catalogue) -> None:
    """A sample set that forgets a value would make the check blind."""
    for name, one in expected.items():
        assert {frozenset(sample) for sample in one.samples} == {one.variables}, name


def test_an_unknown_text_expects_nothing() -> None:
    """Asking for a text that does not exist is an error, not an empty list."""
    with pytest.raises(KeyError):
        catalogue.expects("replies.nonsense")


def test_what_is_put_into_other_texts_is_marked_as_such(expected: Catalogue) -> None:
    """Reasons, times, limits and names are parts, which the check keeps free of tags."""
    for name in ("reasons.pain_low", "times.today", "limits.below", "names.window__h24", "h24.pain__short"):
        assert expected[name].place is Place.PART
