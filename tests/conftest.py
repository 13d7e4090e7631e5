"""What all tests share: the library, read once, and the switch that writes transcripts anew."""

import pytest

from bot.content.library import Library, load


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-transcripts", action="store_true", help="write tests/transcripts/*.txt anew")


@pytest.fixture(scope="session")
def library() -> Library:
    return load()
