"""Texts: values are escaped, templates are locked up, and people can read what they are told."""

import re

import pytest

from bot.content import markup
from bot.content.catalogue import Place, of_library
from bot.content.files import File, gather
from bot.content.library import Library
from bot.content.texts import languages
from bot.core.errors import ContentError
from tests.conftest import Edit

HOSTILE = (
    "<b>Ana</b>",
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "O'Neill & Söhne",
    '"><a href="x">',
    "&lt;b&gt;",
)

ESCAPES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ name.__class__ }}",
    "{{ name|attr('__class__') }}",
    "{{ name['__class__']['__base__'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace() }}",
    "{{ joiner() }}",
    "{{ dict(a=1) }}",
    "{{ range(9) }}",
    "{{ config }}",
    "{{ request }}",
    "{{ get_flashed_messages() }}",
    "{{ undefined_name }}",
    "{{ name.format(name) }}" + "{{ '{0.__class__}'.format(name) }}",
    "{{ name.join.__globals__ }}",
    "{{ ().__class__.__bases__[0].__subclasses__() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ 9 * 9 }}",
    "{{ 9 ** 9 }}",
    "{% include 'h48.j2' %}",
    "{% import 'h48.j2' as h %}",
    "{% from 'h48.j2' import x %}",
    "{% extends 'h48.j2' %}",
    "{% macro m() %}{% endmacro %}",
    "{% call name() %}{% endcall %}",
)

PATIENT_FILES = (
    *("questions", "after_run", "h24", "h48", "wrong", "enrolment", "run_end", "checkin", "session"),
    *("decision", "reasons", "why", "today", "replies", "stranger", "plan"),
)
LONGEST_AVERAGE = 15
LONGEST_SENTENCE = 32


def _language(block: str, code: str = "en"):
    """Return a language with one text, `test.said`."""
    spoken = gather()[f"templates/{code}/language.toml"]
    template = File(f"templates/{code}/test.j2", f"{{% block said %}}{block}{{% endblock %}}", "x")
    return languages({spoken.path: spoken, template.path: template}, (code,))[code]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_shown_as_it_was_typed(value: str) -> None:
    """Markup and template code in a name are words, nothing more."""
    said = _language("Hello {{ name }}").say("test.said", name=value)

    assert markup.fault(said) == ""
    assert markup.plain(said) == f"Hello {value}"


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("code", ["en", "es"])
def test_a_hostile_name_does_no_harm_in_any_shipped_text(value: str, code: str, library: Library) -> None:
    """Every shipped text with words from people stays a text that Telegram takes."""
    for name, expected in of_library(library).items():
        sample = expected.samples[0]
        hostile = {
            key: value if isinstance(old, str) and key not in ("value", "least") else old for key, old in sample.items()
        }
        if expected.place is Place.MESSAGE and hostile != sample:
            assert markup.fault(library.language(code).say(name, **hostile)) == "", name


@pytest.mark.parametrize("payload", ESCAPES)
def test_a_template_reaches_nothing(payload: str) -> None:
    """What leads out of the sandbox is refused when it is read or when it is said; it never gives anything away."""
    with pytest.raises(ContentError):
        _language(payload).say("test.said", name="Ana")


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    """Nobody reads “call  now”."""
    with pytest.raises(ContentError, match="emergency"):
        _language("call {{ emergency }} now").say("test.said", name="Ana")


def test_a_conversations_own_words_come_before_the_shared_ones(library: Library) -> None:
    """`wrong` asks about warning signs in its own way; the check-ins share theirs."""
    english = library.language("en")

    assert english.say("wrong.flags", emergency="112") != english.say("h24.flags")
    assert english.say("h24.flags") == english.say("h48.flags") == english.say("questions.flags")


@pytest.mark.parametrize("code", ["en", "es"])
def test_patients_are_told_in_short_sentences(code: str, library: Library) -> None:
    """On average a sentence to a patient has at most 15 words, and none has more than 32."""
    lengths = [
        (len(sentence.split()), sentence)
        for name, expected in of_library(library).items()
        if name.partition(".")[0] in PATIENT_FILES and expected.place is not Place.BUTTON
        for sample in expected.samples
        if library.language(code).has(name)
        for sentence in _sentences(library.language(code).say(name, **sample))
    ]

    assert sum(length for length, _ in lengths) / len(lengths) <= LONGEST_AVERAGE
    assert [sentence for length, sentence in lengths if length > LONGEST_SENTENCE] == []


def _sentences(said: str) -> list[str]:
    parts = re.split(r"[.!?:;]\s|\n", markup.plain(said) + " ")
    return [part for part in parts if len(part.split()) > 1]


@pytest.mark.parametrize("code", ["en", "es"])
def test_an_urgent_text_says_stop_first_whom_to_call_and_not_to_wait(code: str, library: Library) -> None:
    """What stops a runner says so at once, names the physio and the emergency number."""
    said = library.language(code).say("decision.urgent", reasons="• x", emergency="112", physio="Dora", reached=True)
    first = markup.plain(said).splitlines()[0]

    assert {"en": "Stop now", "es": "¡Para ya!"}[code] in first
    assert "112" in said
    assert "Dora" in said
    assert {"en": "Do not wait", "es": "No esperes"}[code] in said


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_consent_names_telegram_and_what_the_bot_is_not_for(code: str, library: Library) -> None:
    """Nobody agrees without knowing who carries the messages and that this is not for emergencies."""
    said = library.language(code).say("enrolment.consent", emergency="112")

    for word in (
        "Telegram",
        "/stop",
        {"en": "In an emergency, call 112", "es": "En una emergencia, llama al 112"}[code],
        {"en": "end-to-end", "es": "extremo a extremo"}[code],
    ):
        assert word in said


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_number_to_call_stands_where_somebody_says_what_feels_wrong(code: str, library: Library) -> None:
    """Whoever has chest pain reads the number before they have tapped anything."""
    said = library.language(code).say("wrong.flags", emergency="061")

    assert {"en": "do not wait: call 061 now", "es": "no esperes: llama ya al 061"}[code] in said


@pytest.mark.parametrize("code", ["en", "es"])
def test_no_message_shows_more_than_one_emoji(code: str, library: Library) -> None:
    """An emoji helps to find a message; more of them help nobody."""
    emoji = re.compile("[\U0001f300-\U0001faff\u23f8\u2705\u270b\u270d\u26a0\u21a9\u27a1\u2709]")
    for name, expected in of_library(library).items():
        for sample in expected.samples:
            if library.language(code).has(name):
                assert len(emoji.findall(library.language(code).say(name, **sample))) <= 1, name


@pytest.mark.parametrize("code", ["en", "es"])
def test_nothing_promises_that_it_goes_on(code: str, library: Library) -> None:
    """“So far so good” is not a promise: it tells the patient to rest until all answers are in."""
    said = library.language(code).say("decision.so_far_good", reasons="", physio="Dora", at="")

    assert {"en": "rest from running", "es": "Descansa de correr"}[code] in said


def test_no_text_of_the_shipped_content_is_the_same_in_both_languages(library: Library) -> None:
    """A text copied over and not translated is found; short forms and names of languages may agree."""
    english, spanish = library.language("en"), library.language("es")
    alike = [
        name
        for name, expected in of_library(library).items()
        if english.has(name)
        and all(english.say(name, **sample) == spanish.say(name, **sample) for sample in expected.samples)
    ]

    layouts = r"checkin\.line|why\.(answer|measure)|whatif\.change|gates\.line__passed|physio\.gate_results"
    layouts += r"|people\.(line|taker|mark__\w+)"
    layouts += r"|broadcasts\.(read_by|write)|alert\.(digest_patient|digest_row|row|kind)|journal\.(at|answers?|rule)"
    layouts += r"|caseload\.(head|since|level_gait__normal|mark__\w+)"
    allowed = re.compile(
        rf"({layouts}|tests\.side_short|.*language__(en|es)|physio\.mark__\w+|run_end\.title|\w+\.\w+__no)"
    )
    assert [name for name in alike if not allowed.fullmatch(name)] == []


@pytest.mark.parametrize(
    ("code", "returned", "said"),
    [
        ("en", 1, "Back to full training: 1, after 17 days"),
        ("en", 2, "Back to full training: 2, half of them within 17 days"),
        ("es", 1, "De vuelta al entrenamiento completo: 1, tras 17 días"),
        ("es", 2, "De vuelta al entrenamiento completo: 2, la mitad en 17 días o menos"),
    ],
)
def test_one_return_has_no_half(code: str, returned: int, said: str, library: Library) -> None:
    """A median is told of several only."""
    counted = {"patients": 2, "done": 8, "sessions": 9, "answered": 24, "asked": 25, "answer_time": ""}

    overview = library.language(code).say("figures.overview", **counted, returned=returned, days=17)
    assert markup.plain(overview).splitlines()[-1] == said


@pytest.mark.parametrize(
    ("clock", "said"), [("01:05", "a la 01:05"), ("02:00", "a las 02:00"), ("13:30", "a las 13:30")]
)
def test_one_o_clock_is_singular_in_spanish(clock: str, said: str, library: Library) -> None:
    """As everybody says it, whatever day stands before it."""
    spanish = library.language("es")

    for day in ("yesterday", "today", "tomorrow", "day"):
        assert spanish.say(f"times.{day}", clock=clock, day="lunes").endswith(f" {said}"), day


def test_a_changed_text_is_another_version(clinic: Edit) -> None:
    """The version of a file is the hash of its words, so nothing changes without a trace."""
    before = gather()["templates/en/h24.j2"].version

    after = gather(clinic("templates/en/h24.j2", "One day", "A day"))["templates/en/h24.j2"].version

    assert after != before
