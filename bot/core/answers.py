"""Questions, and how a person's words become exactly one answer to them or none.

Must never know which language is spoken: words and labels are handed in by the caller.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from bot.core.conditions import Condition
from bot.core.errors import AnswerError

Value = int | str | tuple[str, ...]
"""One answer: a number, one option or text, or the options of a several-of question."""

Answers = Mapping[str, Value]
"""The answers of one check-in by question id; a question without an answer is absent, never zero."""

LONGEST_TEXT = 1000
LONGEST_TYPED_ANSWER = 60


class Kind(StrEnum):
    """The closed list of answer kinds."""

    SCALE = "scale"
    NUMBER = "number"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"
    ZONE = "zone"
    QUIET_HOURS = "quiet_hours"
    TIME = "time"


@dataclass(frozen=True)
class Question:
    """One question of a conversation; its words live in the templates under the same id.

    `options` run from the mildest to the worst where `ordered`; `low` and `high` bound numbers, both inclusive.
    `worse` says which end of a scale is the bad one. An `optional` question is asked only where a protocol or a
    condition asks for it.
    """

    id: str
    kind: Kind
    options: tuple[str, ...] = ()
    low: int = 0
    high: int = 10
    ordered: bool = True
    worse: str = "higher"
    when: Condition | None = None
    optional: bool = False


@dataclass(frozen=True)
class Words:
    """What people of one language type for numbers and options, already folded by `fold`.

    `out_of` joins 7 and 10 in "7 out of 10", `minutes` may follow a number, `until` joins two hours.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    out_of: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    until: tuple[str, ...] = ()


_PLAIN = str.maketrans("łøđħı’‘`´", "lodhi" + "'" * 4)
"""Letters that do not come apart into a plain one and an accent, and the quotes that keyboards set by themselves."""


def fold(text: str) -> str:
    """Return the text without case, accents, outer blanks and final punctuation, so that spellings compare."""
    decomposed = unicodedata.normalize("NFD", text.casefold()).translate(_PLAIN)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split()).lstrip("¡¿").rstrip(" .!?,;:")


def read(question: Question, text: str, words: Words) -> Value:
    """Return the one answer that the typed text clearly is.

    Raises AnswerError when it is none, several, or out of range; nothing is ever guessed.
    """
    if question.kind is Kind.TEXT:
        return _read_text(text)
    if len(text) > LONGEST_TYPED_ANSWER:
        raise AnswerError("too_long")
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return _read_number(question, text, words)
    if question.kind is Kind.ZONE:
        return _read_zone(text)
    if question.kind is Kind.TIME:
        return _read_time(question, text, words)
    if question.kind is Kind.QUIET_HOURS:
        return _read_quiet_hours(question, text, words)
    return _read_option(question, text, words)


def accept(question: Question, value: Value) -> Value:
    """Return the value unchanged if it is a possible answer, else raise AnswerError; for taps and stored answers."""
    if not _fits(question, value):
        raise AnswerError("unclear")
    return value


def _fits(question: Question, value: Value) -> bool:
    match question.kind, value:
        case Kind.SCALE | Kind.NUMBER, int():
            return not isinstance(value, bool) and question.low <= value <= question.high
        case Kind.CHOICE, str():
            return value in question.options
        case Kind.SEVERAL, tuple():
            return len(set(value)) == len(value) and set(value) <= set(question.options)
        case Kind.TEXT, str():
            return 0 < len(value) <= LONGEST_TEXT
        case Kind.ZONE, str():
            return is_zone(value)
        case Kind.QUIET_HOURS, str():
            return is_quiet_hours(value)
        case Kind.TIME, str():
            return value in question.options or is_time(value)
        case _:
            return False


def is_zone(name: str) -> bool:
    """Say whether the name is the time zone of a place, or UTC."""
    return name in _places()


def is_quiet_hours(text: str) -> bool:
    """Say whether the text is `none` or two different whole hours such as `21-8`."""
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text, re.ASCII)
    if not match:
        return text == "none"
    start, end = int(match[1]), int(match[2])
    return start < 24 and end < 24 and start != end


def is_time(text: str) -> bool:
    """Say whether the text is a wall-clock time such as `18:05`."""
    match = re.fullmatch(r"(\d{2}):(\d{2})", text, re.ASCII)
    return bool(match and int(match[1]) < 24 and int(match[2]) < 60)


def _read_text(text: str) -> str:
    cleaned = text.strip()
    if not cleaned:
        raise AnswerError("unclear")
    if len(cleaned) > LONGEST_TEXT:
        raise AnswerError("too_long")
    return cleaned


def _read_number(question: Question, text: str, words: Words) -> int:
    if _has_marked_digit(text):
        raise AnswerError("unclear")
    units = words.minutes if question.kind is Kind.NUMBER else ()
    number = _one_number(fold(_western_digits(text)), words, units, top=question.high)
    if not question.low <= number <= question.high:
        raise AnswerError("out_of_range")
    return number


def _one_number(text: str, words: Words, units: tuple[str, ...], *, top: int) -> int:
    """Read `7`, `+7`, `7/10`, `7 out of 10` (where 10 is the top) or a number word; refuse everything else."""
    if text in words.numbers:
        return words.numbers[text]
    pattern = rf"\+?(\d{{1,4}})(?:\s*(?:{_either('/', *words.out_of)})\s*(\d{{1,4}}))?(?:\s*(?:{_either(*units)}))?"
    match = re.fullmatch(pattern, text, re.ASCII)
    if match and (match[2] is None or int(match[2]) == top):
        return int(match[1])
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        raise AnswerError("out_of_range")
    raise AnswerError("several" if len(re.findall(r"\d+", text)) > 1 else "unclear")


def _either(*words: str) -> str:
    return "|".join(re.escape(word) for word in words) or r"(?!)"


def _has_marked_digit(text: str) -> bool:
    """Whether a digit carries a mark, such as one that strikes it out."""
    return any(before.isdigit() and unicodedata.combining(mark) for before, mark in pairwise(text))


def _western_digits(text: str) -> str:
    """Write every Unicode decimal digit (such as ٧) as 0-9; superscripts and fractions stay what they are."""
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def _read_option(question: Question, text: str, words: Words) -> Value:
    option = words.options.get(fold(text))
    if option is None or option not in question.options:
        raise AnswerError("unclear")
    return (option,) if question.kind is Kind.SEVERAL else option


def _read_zone(text: str) -> str:
    """Read `Europe/Madrid`, `europe/madrid` or just the city, as long as all zones of that name keep the same time."""
    wanted = fold(text).replace(" ", "_")
    exact = [name for name in _places() if fold(name) == wanted]
    found = exact or [name for name in _places() if fold(name.rsplit("/", 1)[-1]) == wanted]
    if len({_offsets(name) for name in found}) != 1:
        raise AnswerError("unknown_zone")
    return max(found, key=lambda name: (len(name), name))


@cache
def _places() -> frozenset[str]:
    """Return the names of zones that are places, and UTC; reading them is slow, and they stay the same."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def _offsets(name: str) -> tuple[object, ...]:
    """Return a zone's offsets in the middle of winter and summer over some years, by which aliases are told apart."""
    zone = ZoneInfo(name)
    return tuple(datetime(year, month, 15, tzinfo=zone).utcoffset() for year in range(2020, 2031) for month in (1, 7))


def _read_quiet_hours(question: Question, text: str, words: Words) -> str:
    folded = fold(_western_digits(text))
    if words.options.get(folded) in question.options:
        return words.options[folded]
    hour = r"(\d{1,2})(?::00)?\s*h?"
    match = re.fullmatch(rf"{hour}\s*(?:{_either('-', '–', *words.until)})\s*{hour}", folded, re.ASCII)
    if match and is_quiet_hours(f"{int(match[1])}-{int(match[2])}"):
        return f"{int(match[1])}-{int(match[2])}"
    raise AnswerError("unclear")


def _read_time(question: Question, text: str, words: Words) -> str:
    """Read `18:05`, `18.05`, `18h05`, `18 h` or an option's label; twelve-hour times are asked again."""
    folded = fold(_western_digits(text))
    if words.options.get(folded) in question.options:
        return words.options[folded]
    match = re.fullmatch(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})|\s*h)", folded, re.ASCII)
    found = f"{int(match[1]):02d}:{int(match[2] or 0):02d}" if match else ""
    if not is_time(found):
        raise AnswerError("unclear")
    return found
