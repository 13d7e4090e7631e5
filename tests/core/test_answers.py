"""What people type becomes exactly one answer or is asked again; nothing is ever guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import Kind, Question, Value, Words, accept, fold, is_quiet_hours, is_time, is_zone, read
from bot.core.errors import AnswerError
from tests.core.given import library

PAIN = Question("pain", Kind.SCALE)
MINUTES = Question("minutes_run", Kind.NUMBER, low=0, high=300)
ZONE = Question("timezone", Kind.ZONE)
UNCLEAR, OUT_OF_RANGE, SEVERAL, TOO_LONG, UNKNOWN_ZONE = (
    f"asked again: {reason}" for reason in ("unclear", "out_of_range", "several", "too_long", "unknown_zone")
)

PAIN_IN_ANY_LANGUAGE = {
    "0": 0, "1": 1, "7": 7, "10": 10, "07": 7, "+7": 7, " 7 ": 7, "7.": 7, " 7. ": 7, "7!": 7, "7\n": 7, "\t7": 7,
    "\xa07\xa0": 7, "7/10": 7, "7 / 10": 7, "7/ 10": 7, "10/10": 10, "0/10": 0, "٧": 7, "٠": 0, "١٠": 10, "٧/١٠": 7,
    "７": 7, "１０": 10, "７/１０": 7, "५": 5, "๗": 7, "７．": UNCLEAR, "-1": OUT_OF_RANGE, "-0": OUT_OF_RANGE,
    "11": OUT_OF_RANGE, "70": OUT_OF_RANGE, "100": OUT_OF_RANGE, "12345678": OUT_OF_RANGE, "+11": OUT_OF_RANGE,
    "3-4": SEVERAL, "3 - 4": SEVERAL, "3–4": SEVERAL, "3/4": SEVERAL, "7 8": SEVERAL, "7,8": SEVERAL, "7, 8": SEVERAL,
    "7;8": SEVERAL, "7\n8": SEVERAL, "7.5": SEVERAL, "7,5": SEVERAL, "7.0": SEVERAL, "1e1": SEVERAL, "0x7": SEVERAL,
    "1_000": SEVERAL, "1_0": SEVERAL, "1 0": SEVERAL, "10/10/10": SEVERAL, "7/11": SEVERAL, "7/100": SEVERAL,
    "7 de cada 10": SEVERAL, "between 3 and 4": SEVERAL, "3->4": SEVERAL, "7 7": SEVERAL, "7 (was 6)": SEVERAL,
    "": UNCLEAR, " ": UNCLEAR, ".": UNCLEAR, "?": UNCLEAR, "³": UNCLEAR, "7³": UNCLEAR, "½": UNCLEAR, "7½": UNCLEAR,
    "①": UNCLEAR, "Ⅶ": UNCLEAR, "VII": UNCLEAR, "七": UNCLEAR, "NaN": UNCLEAR, "nan": UNCLEAR, "inf": UNCLEAR,
    "-inf": UNCLEAR, "None": UNCLEAR, "null": UNCLEAR, "True": UNCLEAR, "x": UNCLEAR, "7x": UNCLEAR, "x7": UNCLEAR,
    "7+": UNCLEAR, "7-": UNCLEAR, "~7": UNCLEAR, ">7": UNCLEAR, "<7": UNCLEAR, "7%": UNCLEAR, "#7": UNCLEAR,
    "--7": UNCLEAR, "++7": UNCLEAR, "+ 7": UNCLEAR, "7°": UNCLEAR, "(7)": UNCLEAR, "=7": UNCLEAR, "7/": UNCLEAR,
    "/7": UNCLEAR, "👍": UNCLEAR, "7️⃣": UNCLEAR, "0" * 5: OUT_OF_RANGE, "7" * 61: TOO_LONG, "pain " * 20: TOO_LONG,
    "7; DROP TABLE answers": UNCLEAR, "{{ 7 }}": UNCLEAR, "<b>7</b>": UNCLEAR,
}  # fmt: skip

PAIN_IN_ENGLISH = {
    "zero": 0, "seven": 7, "Seven": 7, "SEVEN": 7, "seven.": 7, "ten": 10, "7 out of 10": 7, "7 of 10": 7,
    "7 OUT OF 10": 7, "7out of10": 7, "10 out of 10": 10, "7 out of 11": SEVERAL, "7 out of ten": UNCLEAR,
    "seven out of ten": UNCLEAR, "seven or eight": UNCLEAR, "seventy": UNCLEAR, "eleven": UNCLEAR, "siete": UNCLEAR,
    "about 7": UNCLEAR, "7 or so": UNCLEAR, "7 or 8": SEVERAL, "minus one": UNCLEAR, "not 7": UNCLEAR,
    "7 sobre 10": SEVERAL, "se ven": UNCLEAR, "half": UNCLEAR,
}  # fmt: skip

PAIN_IN_SPANISH = {
    "cero": 0, "siete": 7, "Siete": 7, "SIETE": 7, "¡siete!": 7, "uno": 1, "una": 1, "tres": 3, "seis": 6, "diez": 10,
    "7 de 10": 7, "7 sobre 10": 7, "٧ de ١٠": 7, "siete u ocho": UNCLEAR, "siete y medio": UNCLEAR,
    "siete de diez": UNCLEAR, "once": UNCLEAR, "setenta": UNCLEAR, "seven": UNCLEAR, "unos 7": UNCLEAR,
    "7 u 8": SEVERAL, "entre 3 y 4": SEVERAL, "un siete": UNCLEAR, "menos uno": UNCLEAR, "7 out of 10": SEVERAL,
}  # fmt: skip

MINUTES_TYPED = {
    ("en", "12"): 12, ("en", "12 min"): 12, ("en", "12min"): 12, ("en", "12 minutes"): 12, ("en", "12 m"): 12,
    ("en", "12 Minutes."): 12, ("en", "١٢ min"): 12, ("en", "0"): 0, ("en", "300"): 300, ("en", "301"): OUT_OF_RANGE,
    ("en", "1000 min"): OUT_OF_RANGE, ("en", "1 h"): UNCLEAR, ("en", "12 minutos"): UNCLEAR, ("en", "12:30"): SEVERAL,
    ("en", "12 30"): SEVERAL, ("en", "10-12"): SEVERAL, ("en", "1.5"): SEVERAL, ("en", "min 12"): UNCLEAR,
    ("en", "ten"): 10, ("en", "ten minutes"): UNCLEAR, ("en", "12/10"): SEVERAL, ("es", "12 minutos"): 12,
    ("es", "12 minuto"): 12, ("es", "diez"): 10, ("es", "12 minutes"): UNCLEAR, ("es", "-5"): OUT_OF_RANGE,
}  # fmt: skip

ZONES_TYPED = {
    "Europe/Madrid": "Europe/Madrid", "europe/madrid": "Europe/Madrid", "EUROPE/MADRID": "Europe/Madrid",
    "Madrid": "Europe/Madrid", "madrid.": "Europe/Madrid", " Madrid ": "Europe/Madrid", "New York": "America/New_York",
    "new  york": "America/New_York", "São Paulo": "America/Sao_Paulo", "Bogotá": "America/Bogota",
    "bogota": "America/Bogota", "Asunción": "America/Asuncion", "Mexico City": "America/Mexico_City",
    "Kathmandu": "Asia/Kathmandu", "UTC": "UTC", "utc": "UTC", "London": "Europe/London", "Lima": "America/Lima",
    "": UNKNOWN_ZONE, "Europe": UNKNOWN_ZONE, "Europe/": UNKNOWN_ZONE, "/Madrid": UNKNOWN_ZONE,
    "../Madrid": UNKNOWN_ZONE, "../../etc/passwd": UNKNOWN_ZONE, "Barcelona": UNKNOWN_ZONE, "Atlantis": UNKNOWN_ZONE,
    "+1": UNKNOWN_ZONE, "Madrid, Spain": UNKNOWN_ZONE, "Madrid or Lima": UNKNOWN_ZONE, "x" * 61: TOO_LONG,
}  # fmt: skip

QUIET_HOURS_TYPED = {
    ("en", "21-8"): "21-8", ("en", "21 - 8"): "21-8", ("en", "21–8"): "21-8", ("en", "21 to 8"): "21-8",
    ("en", "21 until 8"): "21-8", ("en", "21:00-08:00"): "21-8", ("en", "21h-8h"): "21-8", ("en", "٢١-٨"): "21-8",
    ("en", "0-7"): "0-7", ("en", "00-07"): "0-7", ("en", "none"): "none", ("en", "No"): "none",
    ("en", "nothing"): "none", ("en", "21"): UNCLEAR, ("en", "21-21"): UNCLEAR, ("en", "24-8"): UNCLEAR,
    ("en", "21-25"): UNCLEAR, ("en", "9pm-8am"): UNCLEAR, ("en", "21:30-8"): UNCLEAR, ("en", "21-8-9"): UNCLEAR,
    ("en", "nights"): UNCLEAR, ("es", "21 a 8"): "21-8", ("es", "21 hasta las 8"): UNCLEAR,
    ("es", "21 hasta 8"): "21-8", ("es", "21h a las 8h"): "21-8", ("es", "nada"): "none", ("es", "21 to 8"): UNCLEAR,
}  # fmt: skip

TIMES_TYPED = {
    "18:05": "18:05", "18.05": "18:05", "18h05": "18:05", "18 h": "18:00", "18h": "18:00", "6:05": "06:05",
    "00:00": "00:00", "23:59": "23:59", "١٨:٠٥": "18:05", "18 : 05": "18:05", "18:05.": "18:05", "18": UNCLEAR,
    "24:00": UNCLEAR, "18:60": UNCLEAR, "18:5": UNCLEAR, "1805": UNCLEAR, "6pm": UNCLEAR, "6:05 pm": UNCLEAR,
    "18:05:30": UNCLEAR, "-1:00": UNCLEAR, "": UNCLEAR, "noon": UNCLEAR, "yesterday 18:05": UNCLEAR,
}  # fmt: skip


def words(code: str, question: Question = PAIN) -> Words:
    """Return what people of a language type; an option's own id stands in for its label."""
    return library().language(code).words({option: option for option in question.options})


def outcome(question: Question, typed: str, code: str) -> Value:
    """Return the answer, or how the question is asked again."""
    try:
        return read(question, typed, words(code, question))
    except AnswerError as error:
        return f"asked again: {error.reason}"


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize(("typed", "expected"), PAIN_IN_ANY_LANGUAGE.items())
def test_a_typed_figure_is_one_answer_or_is_asked_again_in_every_language(typed, expected, code):
    assert outcome(PAIN, typed, code) == expected


@pytest.mark.parametrize(("typed", "expected"), PAIN_IN_ENGLISH.items())
def test_english_words_for_pain_are_understood(typed, expected):
    assert outcome(PAIN, typed, "en") == expected


@pytest.mark.parametrize(("typed", "expected"), PAIN_IN_SPANISH.items())
def test_spanish_words_for_pain_are_understood(typed, expected):
    assert outcome(PAIN, typed, "es") == expected


@pytest.mark.parametrize(("said", "expected"), MINUTES_TYPED.items())
def test_minutes_may_carry_their_unit(said, expected):
    code, typed = said
    assert outcome(MINUTES, typed, code) == expected


@pytest.mark.parametrize(("typed", "expected"), ZONES_TYPED.items())
def test_a_zone_is_named_in_full_or_by_a_city_that_only_one_zone_has(typed, expected):
    assert outcome(ZONE, typed, "en") == expected


@pytest.mark.parametrize(("said", "expected"), QUIET_HOURS_TYPED.items())
def test_quiet_hours_are_two_whole_hours_or_none(said, expected):
    code, typed = said
    question = library().conversations["enrolment"].question("quiet_hours")
    assert outcome(question, typed, code) == expected


@pytest.mark.parametrize(("typed", "expected"), TIMES_TYPED.items())
def test_a_time_is_read_by_the_24_hour_clock_only(typed, expected):
    question = library().conversations["run_end"].question("ended")
    assert outcome(question, typed, "en") == expected


@pytest.mark.parametrize(
    ("conversation", "question", "typed", "expected"),
    [
        ("h24", "swelling", "None", "none"), ("h24", "swelling", "nothing", "none"), ("h24", "swelling", "no", "none"),
        ("h24", "gait", "fine", "normal"), ("h24", "gait", "as usual", "normal"), ("h24", "gait", "limp", "limp"),
        ("h24", "gait", "limping a lot", UNCLEAR), ("h24", "gait", "none", UNCLEAR), ("h24", "gait", "7", UNCLEAR),
        ("enrolment", "consent", "Yes!", "yes"), ("enrolment", "consent", "I agree", "yes"),
        ("enrolment", "consent", "ok", "yes"), ("enrolment", "consent", "n", "no"),
        ("enrolment", "consent", "yes no", UNCLEAR), ("enrolment", "consent", "maybe", UNCLEAR),
    ],
)  # fmt: skip
def test_an_option_is_its_name_or_a_synonym_of_it_and_nothing_near_it(conversation, question, typed, expected):
    asked = library().conversations[conversation].question(question)
    assert outcome(asked, typed, "en") == expected


@pytest.mark.parametrize(
    ("question", "typed", "expected"),
    [
        ("swelling", "nada", "none"),
        ("swelling", "Ninguna.", "none"),
        ("gait", "bien", "normal"),
        ("gait", "nada", UNCLEAR),
    ],
)
def test_spanish_synonyms_are_options(question, typed, expected):
    assert outcome(library().conversations["h24"].question(question), typed, "es") == expected


@pytest.mark.parametrize("typed", ["SÍ", "sí", "si", "Si\u0301", "¡Sí!"])
def test_accents_and_case_make_no_difference(typed):
    assert outcome(library().conversations["enrolment"].question("consent"), typed, "es") == "yes"


def test_one_of_several_is_typed_one_at_a_time():
    flags = library().conversations["h24"].question("flags")
    assert outcome(flags, "night_pain", "en") == ("night_pain",)
    assert outcome(flags, "night_pain, bone_point", "en") == UNCLEAR


def test_free_text_is_kept_as_written_without_its_outer_blanks():
    note = Question("note", Kind.TEXT)
    assert read(note, "  7 or <8>?  ", Words()) == "7 or <8>?"
    assert outcome(note, " \n ", "en") == UNCLEAR
    assert outcome(note, "x" * 1000, "en") == "x" * 1000
    assert outcome(note, "x" * 1001, "en") == TOO_LONG


@pytest.mark.parametrize("typed", [".7", ",5", ":7", ". 7"])
def test_a_figure_behind_a_decimal_mark_is_not_a_whole_one(typed):
    assert outcome(PAIN, typed, "en").startswith("asked again")


@pytest.mark.parametrize("typed", ["7 min", "7m", "7/10 min"])
def test_minutes_are_no_answer_about_pain(typed):
    assert outcome(PAIN, typed, "en").startswith("asked again")


@pytest.mark.parametrize("typed", ["Buenos Aires", "Istanbul"])
def test_a_city_whose_zone_has_two_names_is_known(typed):
    assert is_zone(str(outcome(ZONE, typed, "es")))


@pytest.mark.parametrize("typed", ["localtime", "Factory"])
def test_a_name_that_is_no_place_is_not_a_zone(typed):
    assert outcome(ZONE, typed, "en") == UNKNOWN_ZONE


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_possible_answer_or_asks_again(typed):
    for question in (PAIN, MINUTES, ZONE, *library().conversations["enrolment"].questions):
        for code in ("en", "es"):
            answer = outcome(question, typed, code)
            if not str(answer).startswith("asked again: "):
                assert accept(question, answer) == answer


@given(st.integers(-20, 400))
def test_a_plain_figure_is_itself_or_out_of_range(figure):
    assert outcome(PAIN, str(figure), "en") == (figure if 0 <= figure <= 10 else OUT_OF_RANGE)
    assert outcome(MINUTES, str(figure), "en") == (figure if 0 <= figure <= 300 else OUT_OF_RANGE)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


CHOICE = Question("gait", Kind.CHOICE, options=("normal", "limp"))
FLAGS = Question("flags", Kind.SEVERAL, options=("a", "b"))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (PAIN, 0), (PAIN, 10), (CHOICE, "limp"), (FLAGS, ()), (FLAGS, ("b", "a")), (Question("n", Kind.TEXT), "x"),
        (ZONE, "Europe/Madrid"), (Question("q", Kind.QUIET_HOURS), "none"), (Question("q", Kind.QUIET_HOURS), "21-8"),
        (Question("t", Kind.TIME), "18:05"), (Question("t", Kind.TIME, options=("ago-30",)), "ago-30"),
    ],
)  # fmt: skip
def test_a_stored_answer_that_is_possible_is_accepted_unchanged(question, value):
    assert accept(question, value) == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (PAIN, -1), (PAIN, 11), (PAIN, True), (PAIN, "7"), (PAIN, ()), (CHOICE, "hop"), (CHOICE, ("limp",)),
        (CHOICE, 0),
        (FLAGS, ("a", "a")), (FLAGS, ("c",)), (FLAGS, "a"), (Question("n", Kind.TEXT), ""), (ZONE, "Madrid"),
        (Question("n", Kind.TEXT), "x" * 1001), (Question("q", Kind.QUIET_HOURS), "8-8"),
        (Question("t", Kind.TIME), "24:00"), (Question("t", Kind.TIME), "6:05"), (Question("t", Kind.TIME), "ago-30"),
    ],
)  # fmt: skip
def test_a_stored_answer_that_is_not_possible_is_refused(question, value):
    with pytest.raises(AnswerError):
        accept(question, value)


def test_times_and_quiet_hours_know_their_edges():
    assert [is_time(text) for text in ("00:00", "23:59", "24:00", "1:00", "12:60", "")] == [True, True, *[False] * 4]
    assert [is_quiet_hours(text) for text in ("0-23", "23-0", "24-0", "7-7", "none", "")] == [
        True, True, False, False, True, False,
    ]  # fmt: skip


def test_stored_quiet_hours_are_written_in_western_digits():
    assert not is_quiet_hours("٢١-٨")
