"""`strideback rota`: who is on call, and an exit status of 1 where somebody has to look at it."""

import json
from pathlib import Path

import pytest

from bot.cli.rota import rota

TOKEN = "12345:canary-of-a-token-0123456789"
ALWAYS = (
    '[[rota.weekly]]\nphysio = "{name}"\ndays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\nhours = "{hours}"\n'
)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Return a config file of a clinic with one physio, Dora."""
    from bot.care.joining.invites import Guest
    from bot.cli.invite import invite

    path = tmp_path / "config.toml"
    path.write_text(f'[telegram]\ntoken = "{TOKEN}"\nusername = "our_bot"\n[clinic]\ntimezone = "Europe/Madrid"\n')
    assert invite(path, Guest("physio", "Dora"), None, as_json=True) == 0
    return path


def _with(clinic: Path, more: str) -> Path:
    clinic.write_text(clinic.read_text() + more)
    return clinic


def test_without_a_rota_it_says_who_is_called(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rota(clinic, days=14, as_json=False) == 0
    assert "No rota is kept" in capsys.readouterr().out


def test_a_rota_without_gaps_is_shown(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert rota(_with(clinic, ALWAYS.format(name="dora", hours="0-24")), days=3, as_json=True) == 0

    found = json.loads(capsys.readouterr().out)
    assert {shift["physio"] for shift in found["shifts"]} == {"dora"}
    assert found["gaps"] == found["unknown"] == found["overlaps"] == []


def test_gaps_and_names_that_nobody_has_are_named(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ALWAYS.format(name="Dora", hours="8-20") + ALWAYS.format(name="Benn", hours="18-22")

    assert rota(_with(clinic, more), days=1, as_json=False) == 1

    said = capsys.readouterr().out
    assert "Nobody is on call from" in said
    assert "“Benn” is no physio here." in said
    assert "Dora and Benn are on call at once" in said


def test_a_calendar_file_is_read(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clinic.parent / "rota.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\nBEGIN:VEVENT\nUID:1\nSUMMARY:Dora\n"
        "DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    assert rota(_with(clinic, '[rota]\nfile = "rota.ics"\n'), days=2, as_json=False) == 0
    assert "Dora" in capsys.readouterr().out
