"""Which answer is worse than which, by one step: along an order, up or down a scale, by one flag more.

Options without an order of their own still have worse ones among them; those stand here.
Must never know what follows from an answer.
"""

from collections.abc import Mapping

from bot.core.answers import Kind, Question, Value

UNORDERED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "done": {"as_prescribed": ("less", "more")},
    "pain_kind": {
        "none": ("muscle", "ache", "bone_point", "sharp"),
        "muscle": ("bone_point", "sharp"),
        "ache": ("bone_point", "sharp"),
    },
    "pain_course": {
        "none": ("warm_up_only", "came_back", "constant", "built_up", "sudden"),
        "warm_up_only": ("came_back", "constant", "built_up", "sudden"),
    },
}
"""By question and option: the options that are worse. Two that stand in no order say different things."""


def worse_than(question: Question, value: Value) -> tuple[Value, ...]:
    """Return the answers that are one step worse; none for the worst, and for numbers that are neither."""
    if question.kind is Kind.SCALE and isinstance(value, int):
        step = value - 1 if question.worse == "lower" else value + 1
        return (step,) if question.low <= step <= question.high else ()
    if question.kind is Kind.SEVERAL and isinstance(value, tuple):
        return tuple((*value, option) for option in question.options if option not in value)
    if question.kind is not Kind.CHOICE or not isinstance(value, str):
        return ()
    if not question.ordered:
        return UNORDERED.get(question.id, {}).get(value, ())
    return question.options[question.options.index(value) + 1 :][:1]
