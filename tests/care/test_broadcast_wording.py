"""The words of a broadcast: plain or marked up, filled in for each, and refused with what is wrong and where."""

import html
import re

import pytest

from bot.care.broadcast import EVERY, Broadcast
from bot.care.broadcasts import wording
from bot.content import markup
from tests.stage import START, plain

PAYLOADS = [
    *("<b>", "</b>", "<script>alert(1)</script>", '<a href="javascript:x">y</a>', "&lt;b&gt;", "&", "<", ">", "'", '"'),
    *("{{7*7}}", "{% raw %}", "${7*7}", "#{7*7}", "{name}", "{physio|x}", "{first_name", "}", "{0}", "%s", "%(name)s"),
    *("Zoë O'Neill", "Dr. <Who> & Søn", "<!-- -->", "<![CDATA[x]]>", "&amp;", "&#60;b&#62;", "\u202eabc", "a\u0000b"),
    *("=1+1", "\\n", "\\", "`rm`", "[a](b)", "*a*", "_a_", "<tg-spoiler>", "<a>", "<b/>", "< b >", "<B>", "&nbsp;"),
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_can_inject_nothing(payload: str) -> None:
    """Whatever somebody is called, it is read as it is written, and Telegram takes the message."""
    said = wording.fill(wording.read("Hello <b>{name}</b>, {physio|team}!"), {"name": payload, "physio": payload})

    assert markup.fault(said) == ""
    assert html.unescape(re.sub(r"</?b>", "", said)) == f"Hello {payload}, {payload}!"


@pytest.mark.parametrize(
    "typed", ["5 < 6 & 7 > 3", "if a<b then", "R&D", "x <3", "{{7*7}}", "{% x %}", "{ a b }", "a}b{"]
)
def test_words_without_markup_are_shown_as_typed(typed: str) -> None:
    read = wording.read(typed)

    assert wording.wrong(read) is None
    assert plain(wording.fill(read, {"name": "Ana"})) == typed


def test_simple_markup_is_kept_and_loose_signs_are_taken_as_such() -> None:
    read = wording.read('<b>Closed</b> & <i>muddy</i> < 3 days, <a href="https://example.org/?a=1&amp;b=2">map</a>')

    assert wording.wrong(read) is None
    assert read == '<b>Closed</b> &amp; <i>muddy</i> &lt; 3 days, <a href="https://example.org/?a=1&amp;b=2">map</a>'


@pytest.mark.parametrize(
    ("typed", "name", "shown", "line"),
    [
        ("<b>a", "broken_unclosed", "<b>", 1),
        ("one\ntwo <i>a</b>", "broken_crossed", "</b>", 2),
        ("a</b>", "broken_crossed", "</b>", 1),
        ("<b>a</b>\n\n<blink>x</blink>", "broken_unknown", "<blink>", 3),
        ("<b onclick=x>a</b>", "broken_too_much", "<b onclick=x>", 1),
        ('<a href="ftp://x">a</a>', "broken_too_much", '<a href="ftp://x">', 1),
        ("<b>a</b> b <i", "broken_unreadable", "<i", 1),
        ("Hi {nmae}", "unknown_place", "{nmae}", 1),
        ("Hi\n{name} {rnug|x}", "unknown_place", "{rnug|x}", 2),
        ("Hi {physio|the\nteam}", "broken_place", "{physio|the\nteam}", 1),
        ("Hi {name}\nYour step: {rung", "broken_place", "{rung", 2),
        ("Hi { name }", "broken_place", "{ name }", 1),
        ("Hi {First name},", "broken_place", "{First name},", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(typed: str, name: str, shown: str, line: int) -> None:
    assert wording.wrong(wording.read(typed)) == wording.Wrong(name, shown, line)


def test_a_place_says_what_a_recipient_must_have_unless_something_stands_in() -> None:
    texts = {"en": "{physio} {rung|soon}", "es": "{name}", EVERY: "{phase} {physio|x}"}
    broadcast = Broadcast(1, 1, START, texts=texts)

    assert wording.needs(broadcast) == {"en": {"physio"}, "es": set(), EVERY: {"place"}}
    assert [wording.spared(said) for said in texts.values()] == [{"place"}, set(), {"physio"}]


def test_the_length_is_that_of_the_longest_that_can_come_of_it() -> None:
    """Markup does not count, names count in full, and signs outside the first plane count twice, as for Telegram."""
    assert wording.length("<b>abc</b> &amp; 🏃") == 8
    assert wording.length("{name}") == 120
    assert wording.length("{physio|" + "y" * 200 + "}") == 200
