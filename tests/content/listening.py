"""Listening to everything that is said: a text that is not in the catalogue, or has other values, fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.content import catalogue
from bot.content.texts import Language


@contextmanager
def only_what_is_expected() -> Iterator[set[str]]:
    """Fail as soon as a text is said that the catalogue does not expect so; yield the names that were said."""
    heard: set[str] = set()
    plainly = Language.say

    def say(self: Language, text: str, /, **values: Any) -> str:
        assert values.keys() == catalogue.expects(text), f"{text} is said with {sorted(values)}"
        heard.add(text)
        return plainly(self, text, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Language, "say", say)
        yield heard
