"""What `strideback check` has found: every problem with its remedy, or the counts of what was proved.

Must never look at a content file itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.errors import ContentError


@dataclass(frozen=True)
class Report:
    """The problems, in the order of their files and without repetition, and how much was looked at."""

    problems: tuple[ContentError, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether a patient may meet this content."""
        return not self.problems

    def as_text(self) -> str:
        """Return the report for a person: problems by file, or a short summary."""
        return self._summary() if self.clean else self._problems()

    def as_json(self) -> str:
        """Return the report for a script."""
        problems = [
            {"file": one.file, "entry": one.entry, "fault": one.fault, "remedy": one.remedy} for one in self.problems
        ]
        shown = {"clean": self.clean, "problems": problems, "counts": dict(self.counts)}
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def _summary(self) -> str:
        width = max((len(what) for what in self.counts), default=0)
        lines = [f"  {what:<{width}}  {count:>7}" for what, count in self.counts.items()]
        return "\n".join(["The content is sound.", *lines])

    def _problems(self) -> str:
        blocks = []
        for file, problems in groupby(self.problems, key=lambda one: one.file):
            lines = [f"  {one.entry or 'the file'}: {one.fault}\n    → {one.remedy}" for one in problems]
            blocks.append("\n".join([file, *lines]))
        count = len(self.problems)
        closing = "1 problem." if count == 1 else f"{count} problems."
        return "\n\n".join([*blocks, f"{closing} Nothing is served before they are mended."])


def report(problems: Iterable[ContentError], counts: Mapping[str, int]) -> Report:
    """Return the report on these problems, each of them once."""
    once = {(one.file, one.entry, one.fault): one for one in problems}
    return Report(tuple(once[key] for key in sorted(once)), counts)
