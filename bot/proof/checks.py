"""Proving content before a patient meets it: every file, every path, every text, every rule.

All problems are collected, and whatever can still be read is checked. Must never change a file.
"""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bot.content.catalogue import TESTS
from bot.content.files import File, gather
from bot.core.errors import ContentError
from bot.proof import (
    check_ceiling,
    check_gates,
    check_ladders,
    check_rules,
    check_scripts,
    check_texts,
    check_windows,
)
from bot.proof.readable import Content, read
from bot.proof.report import Report, report

SHAPES = (
    "conversations/*.toml",
    "protocols/*.toml",
    "protocols/conditions/*.toml",
    "templates/*/language.toml",
    "templates/*/*.j2",
)


def check(folder: Path | None = None) -> Report:
    """Return every problem of the shipped content with a clinic's own folder laid over it."""
    try:
        files = gather(folder)
    except ContentError as problem:
        return report([problem], {})
    content = read(files)
    found = problems(content)
    return report(found, _counts(content) if not found else {})


def problems(content: Content) -> list[ContentError]:
    """Return every problem of content that was read, those of reading it included."""
    return [
        *content.problems,
        *_strangers(content.files),
        *check_scripts.problems(content),
        *check_ladders.problems(content),
        *check_gates.problems(content),
        *check_windows.problems(content),
        *check_ceiling.problems(content),
        *check_rules.problems(content),
        *check_texts.problems(content),
    ]


def _strangers(files: Mapping[str, File]) -> list[ContentError]:
    """Return files in places where nothing looks for them."""
    fault, remedy = "Nothing reads a file of this name in this place.", f"Use one of: {', '.join(SHAPES)}."
    known = (*SHAPES, "protocols/floor.toml of the clinic")
    return [
        ContentError(path, "", fault, remedy)
        for path in files
        if not any(_is_shaped(PurePosixPath(path), shape) for shape in known)
    ]


def _is_shaped(path: PurePosixPath, shape: str) -> bool:
    return len(path.parts) == len(PurePosixPath(shape).parts) and path.match(shape)


def _counts(content: Content) -> dict[str, int]:
    # The bank of tests is never held as a whole: each gate makes its own conversation of it.
    held = (conversation for conversation in content.conversations.values() if conversation.id != TESTS)
    walks = [check_scripts.walk(conversation) for conversation in held]
    expected = content.expected
    tried = check_rules.tried(content)
    return {
        "conversations": len(content.conversations),
        "paths walked": sum(len(walk.paths) for walk in walks),
        "ways to answer": sum(walk.ways for walk in walks),
        "languages": len(content.languages),
        "texts in each": sum(not wanted.optional for wanted in expected.values()),
        "texts rendered": sum(len(wanted.samples) for wanted in expected.values()) * len(content.languages),
        "protocols": len(content.ladders),
        "rungs": sum(len(protocol.rungs) for protocol in content.ladders.values()),
        "rules and clearances": len(tried),
        "cases tried": sum(tried),
    }
