"""What the use cases' tests share: stages at the gates of a small protocol, and at the rungs of a clinic's ladders."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.library import Library
from tests.care import ward
from tests.care.clinic_ladders import with_clinic_ladders
from tests.care.gated import ALONE, MEASURED, TOGETHER, stage_with
from tests.care.steps import Opening
from tests.stage import Stage


@pytest.fixture(autouse=True, scope="module")
def _nothing_to_wait_for(nothing_to_wait_for: None) -> None:
    """Let every test of the use cases go without trips to the thread of the database."""


@pytest.fixture
async def together(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, TOGETHER)
    yield stage
    await stage.end()


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, ALONE)
    yield stage
    await stage.end()


@pytest.fixture
async def measured(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, MEASURED)
    yield stage
    await stage.end()


@pytest.fixture(scope="session")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the content with the ladders of a clinic."""
    return with_clinic_ladders(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="session")
def made() -> dict[tuple[str, str], Stage]:
    """Return the stages that have ended with Ana and Dora enrolled, each played once; fork one to go on."""
    return {}


@pytest.fixture
async def opens(tmp_path: Path, clinics: Library, made: dict[tuple[str, str], Stage]) -> AsyncIterator[Opening]:
    opening = Opening(tmp_path, clinics, made, [])
    yield opening
    for stage in opening.stages:
        await stage.end()


@pytest.fixture(scope="session")
def ward_opened(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Stage:
    """Return a stage that has ended, with several physios, a desk and two patients; fork it to go on."""
    return asyncio.run(ward.opened(tmp_path_factory.mktemp("ward"), library))


@pytest.fixture
async def clinic_stage(tmp_path: Path, ward_opened: Stage) -> AsyncIterator[Stage]:
    forked = ward_opened.fork(tmp_path)
    yield forked
    await forked.end()
