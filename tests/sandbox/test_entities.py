"""Promises about Telegram's HTML."""

import pytest

from bot.sandbox.entities import detect, parse_html, trimmed
from bot.sandbox.errors import ApiError
from bot.sandbox.rendering import render


def test_offsets_count_utf16_units() -> None:
    """An emoji outside the basic plane counts twice, as in Telegram."""
    text, entities = parse_html("😀 <b>é😀</b> <i>x</i>")

    assert text == "😀 é😀 x"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "italic", "offset": 7, "length": 1},
    ]


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("<strong>x</strong>", {"type": "bold"}),
        ("<em>x</em>", {"type": "italic"}),
        ("<ins>x</ins>", {"type": "underline"}),
        ("<del>x</del>", {"type": "strikethrough"}),
        ("<strike>x</strike>", {"type": "strikethrough"}),
        ("<code>x</code>", {"type": "code"}),
        ("<pre>x</pre>", {"type": "pre"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote>x</blockquote>", {"type": "blockquote"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<a href="https://a.b/?c=1&amp;d=2">x</a>', {"type": "text_link", "url": "https://a.b/?c=1&d=2"}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        (
            '<tg-time unix="1700000000" format="r">x</tg-time>',
            {"type": "date_time", "unix_time": 1700000000, "date_time_format": "r"},
        ),
    ],
)
def test_every_tag_becomes_its_entity(source: str, entity: dict[str, object]) -> None:
    """Each tag that Telegram knows covers its one letter."""
    assert parse_html(source) == ("x", [entity | {"offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
        ("pain <3", "Unclosed start tag at byte offset 5"),
    ],
)
def test_unreadable_html_is_refused_with_its_place(source: str, reason: str) -> None:
    """The refusal names the fault and counts bytes, as Telegram does."""
    with pytest.raises(ApiError) as caught:
        parse_html(source)

    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


def test_escaped_characters_are_not_tags() -> None:
    """The references that an escaping template writes come back as what they stand for."""
    assert parse_html("&lt;b&gt; &amp; &quot;&#39;&#x27; &nbsp;")[0] == "<b> & \"'' &nbsp;"


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    """An entity that covered only white space is gone."""
    text, entities = trimmed(*parse_html("\n <b> x</b>y<i> </i>"))

    assert (text, entities) == ("xy", [{"type": "bold", "offset": 0, "length": 1}])


def test_commands_and_links_are_found_outside_code() -> None:
    """A fraction is no command and code stays code."""
    text, marked = parse_html("/start 5/10 <code>/no</code> https://a.b/c. @runner_bot a@b.ch #run")

    assert [entity["type"] for entity in detect(text, marked)] == [
        "bot_command",
        "code",
        "url",
        "mention",
        "email",
        "hashtag",
    ]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<b>a<i>b</i></b>c", "<b>a<i>b</i></b>c"),
        ("a &lt;script&gt;\nb", "a &lt;script&gt;<br>b"),
        ('<a href="https://a.b/&quot;">x</a>', '<a href="https://a.b/&quot;">x</a>'),
        ("😀<u>é</u>😀", "😀<u>é</u>😀"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
    ],
)
def test_rendering_gives_safe_html_back(source: str, html: str) -> None:
    """What was formatted is formatted again; what was written as text stays text."""
    assert render(*parse_html(source)) == html


def test_entities_that_overlap_are_clipped_not_tangled() -> None:
    """HTML cannot overlap, so the inner one ends with the outer one."""
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]

    assert render("abc", entities) == "<b>a<i>b</i></b>c"
