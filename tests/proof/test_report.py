"""The report: every protocol, every figure and every source on one page that needs nothing else."""

import importlib
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from bot.content.files import FLOOR
from bot.content.protocols import CONDITIONS
from bot.content.schema import ConditionFile, ProtocolFile, parse
from bot.core.errors import ContentError
from bot.proof.booklet import write
from bot.proof.prover import Proof
from tests.core.given import library

checking = importlib.import_module("bot.cli.check")
LIBRARY = library()
PROTOCOLS = sorted(LIBRARY.protocol_names())


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """The report of the shipped content, with proofs that are only said to be there."""
    folder = tmp_path_factory.mktemp("report")
    pairs = [(choice, condition) for choice in LIBRARY.choices() for condition in LIBRARY.condition_names()]
    proofs = [Proof(*pair, waits_for=LIBRARY.protocol(*pair).unfilled) for pair in pairs]
    write(folder, LIBRARY, proofs)
    return folder


@pytest.fixture(scope="module")
def page(report) -> str:
    """The page as it is read: without tags and with single spaces."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", (report / "index.html").read_text(), flags=re.DOTALL)
    return squeezed(unescape(bare))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def sources(parsed: ProtocolFile | ConditionFile) -> set[str]:
    """Return every source that a file names, wherever it stands."""
    found: set[str] = set()
    waiting: list[object] = [parsed.model_dump()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found |= {value for name, value in one.items() if name.endswith("source") and isinstance(value, str)}
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_source_of_a_protocol_stands_on_the_page_and_in_its_own_file(name, page, report):
    parsed = parse(LIBRARY.files[f"protocols/{name}.toml"], ProtocolFile)
    own = squeezed((report / f"{name}.md").read_text())

    assert len(sources(parsed)) > 5
    for source in sources(parsed):
        assert squeezed(source) in page
        assert squeezed(source) in own


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_was_left_out_of_a_source_is_said_with_the_reason(name, page):
    for one in parse(LIBRARY.files[f"protocols/{name}.toml"], ProtocolFile).left_out:
        assert squeezed(one.figure) in page
        assert squeezed(one.why) in page


@pytest.mark.parametrize("name", sorted(LIBRARY.condition_names()))
def test_every_condition_says_what_it_adds_and_from_where(name, page):
    parsed = parse(LIBRARY.files[f"{CONDITIONS}{name}.toml"], ConditionFile)

    assert squeezed(parsed.about.strip()) in page
    assert all(squeezed(source) in page for source in sources(parsed))


def test_the_page_needs_nothing_from_anywhere(report):
    whole = (report / "index.html").read_text()

    assert not re.search(r"""(src|href)=["'](?!#)""", whole)
    assert not re.search(r"https?://|@import|url\(", whole)
    assert "<script" not in whole


def test_the_page_follows_the_light_and_the_size_of_the_screen(report):
    whole = (report / "index.html").read_text()

    assert "prefers-color-scheme:dark" in whole
    assert 'name="viewport"' in whole


def test_every_ladder_is_drawn_with_one_bar_a_step(report):
    whole = (report / "index.html").read_text()
    steps = sum(len(LIBRARY.protocol(name, "it_band").rungs) for name in PROTOCOLS)

    assert whole.count("<g><title>") == steps


def test_no_rule_is_shown_without_words_and_no_name_without_its_text(report):
    """What a rule reads is said in the words of the questions, never in those of the files."""
    whole = (report / "index.html").read_text()

    assert not re.search(r'class="when">[^<]*<b>[^<]*</b>[^<]*(after_run|h24|h48|limit)\.', whole)
    assert whole.count('class="words"') == whole.count('class="rule o-')


def test_an_empty_field_is_marked_for_the_clinic(report, page):
    waiting = [name for name in PROTOCOLS if not LIBRARY.protocol(name, "it_band").active]

    assert waiting
    assert 'class="figure empty"' in (report / "index.html").read_text()
    assert "Nobody can be put on it yet." in page


def test_a_file_may_say_anything_and_breaks_no_page(tmp_path):
    """Words of a clinic are shown and never obeyed."""
    problem = ContentError("protocols/<b>.toml", "x", "<script>alert(1)</script> is wrong.", "Mend it.")
    shown = (FLOOR, "protocols/milestones.toml", f"{CONDITIONS}it_band.toml")
    files = {path: file for path, file in LIBRARY.files.items() if path in shown or "protocols/" not in path}
    write(tmp_path, replace(LIBRARY, files=files), [Proof("milestones", "it_band", (problem,))])

    whole = (tmp_path / "index.html").read_text()
    assert "<script" not in whole
    assert "&lt;script&gt;" in whole


def test_the_command_writes_the_pages_beside_its_verdict(tmp_path, monkeypatch, capsys):
    """The proof itself is long and tried elsewhere; here it has found nothing."""
    monkeypatch.setattr(checking, "prove", lambda *_, **__: [Proof("milestones", "it_band")])

    assert checking.check(None, as_json=False, folder=tmp_path / "pages") == 0
    assert (tmp_path / "pages" / "index.html").exists()
    said = capsys.readouterr()
    assert "combinations proved" in said.out
    assert "index.html" in said.err


def test_the_command_says_what_could_not_be_proved_and_returns_1(monkeypatch, capsys):
    problem = ContentError("protocols/milestones.toml", "milestones with it_band", "Nobody gets on.", "Mend it.")
    monkeypatch.setattr(checking, "prove", lambda *_, **__: [Proof("milestones", "it_band", (problem,))])

    assert checking.check(None, as_json=False) == 1
    assert "Nobody gets on." in capsys.readouterr().out
