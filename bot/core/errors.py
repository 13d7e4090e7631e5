"""The two kinds of fault people can cause; anything else that is raised is a bug.

StridebackError
├── ContentError   the clinic's file is wrong: says file, entry, fault and remedy
└── AnswerError    a person's words were not one clear answer
"""

from dataclasses import dataclass


class StridebackError(Exception):
    """A fault with a sentence that can be shown to the person who caused it."""


@dataclass(eq=False)
class ContentError(StridebackError):
    """A content file breaks a rule, and somebody at the clinic can mend it."""

    file: str
    entry: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.entry}" if self.entry else self.file
        return f"{place}: {self.fault} {self.remedy}"


@dataclass(eq=False)
class AnswerError(StridebackError):
    """What was typed or tapped is not exactly one answer to the open question.

    `reason` names the text that asks again: `unclear`, `out_of_range`, `several`, `too_long`, `unknown_zone`.
    """

    reason: str

    def __str__(self) -> str:
        return f"The answer was not accepted: {self.reason}."
