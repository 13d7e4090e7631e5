"""`strideback export`: tables that a spreadsheet opens safely, with names or without, beside a running bot."""

import asyncio
import csv
import json
from pathlib import Path

import pytest

from bot.beside import desk
from bot.care.alerts import raising
from bot.care.ports import Person
from bot.care.visit import visit
from bot.core.alert_facts import Acknowledged, Resolved
from tests.cli.asking import strideback
from tests.cli.test_commands import CONFIG

TABLES = {
    *("patients", "runs", "answers", "earlier_answers", "decisions", "alerts", "orders", "words", "tests", "events"),
    "figures",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _invite(config: Path, name: str = "Ana") -> None:
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))
    options = ("--protocol", "milestones", "--condition", "it_band", "--physio", "Dora", "--config", str(config))
    done = strideback("invite", "patient", "--name", name, *options)
    assert done.returncode == 0, done.stderr


async def _alert(config: Path) -> None:
    """Let a note of the patient be raised, taken and ended with a typed word, as if the bot had."""
    async with desk(config) as (at, _), at.turn() as turn:
        patient = (await turn.people("patient", states=("invited",)))[0]
        came = await visit(turn, patient)
        raising.raise_alert(came, "tell", "note", note="+1 345 678")
        turn.record(patient.id, Acknowledged(1, 1))
        turn.record(patient.id, Resolved(1, 1, "Palabra"))


def test_an_empty_clinic_gets_its_tables_with_their_heads_alone(config: Path, tmp_path: Path) -> None:
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))

    done = strideback("export", "--to", str(tmp_path / "out"), "--config", str(config))

    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "out").iterdir()} == TABLES
    assert _read(tmp_path / "out", "patients") == []
    assert "There is no patient yet." in done.stderr


def test_without_a_database_nothing_is_written_and_none_is_begun(config: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))

    done = strideback("export", "--to", str(tmp_path / "out"), "--config", str(config))

    assert done.returncode == 1
    assert "There is no database at " in done.stderr
    assert set(tmp_path.rglob("*")) == before


def test_everything_on_record_stands_in_the_tables(config: Path, tmp_path: Path) -> None:
    _invite(config)
    asyncio.run(_alert(config))

    done = strideback("export", "--to", str(tmp_path / "out"), "--config", str(config), "--json")

    assert json.loads(done.stdout)["lines"]["patients"] == 1
    [patient] = _read(tmp_path / "out", "patients")
    assert (patient["name"], patient["physio"], patient["condition"]) == ("Ana", "Dora", "it_band")
    [alert] = _read(tmp_path / "out", "alerts")
    assert (alert["about"], alert["taken_by"], alert["minutes_to_take"]) == ("note", "Dora", "0.0")
    assert alert["outcome"] == "Palabra"
    assert {line["figure"] for line in _read(tmp_path / "out", "figures")} >= {"patients", "alerts_tell"}


def test_with_pseudonyms_no_name_and_no_typed_word_leaves_the_house(config: Path, tmp_path: Path) -> None:
    _invite(config, "Zoraida")
    asyncio.run(_alert(config))

    strideback("export", "--to", str(tmp_path / "out"), "--config", str(config), "--pseudonyms")

    written = "".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").iterdir())
    assert "Zoraida" not in written
    assert "Dora" not in written
    assert "Palabra" not in written
    assert _read(tmp_path / "out", "patients")[0]["physio"] == "1"


async def _invite_many(config: Path, count: int) -> None:
    async with desk(config) as (at, _), at.turn() as turn:
        for number in range(count):
            await turn.add_person(Person(0, "patient", f"Patient {number:02}", "en", "Europe/Madrid", state="invited"))


def test_every_patient_is_exported_however_many_there_are(config: Path, tmp_path: Path) -> None:
    asyncio.run(_invite_many(config, 23))

    strideback("export", "--to", str(tmp_path / "out"), "--config", str(config))

    assert len(_read(tmp_path / "out", "patients")) == 23


def test_a_name_that_would_be_a_formula_is_a_word_in_the_spreadsheet(config: Path, tmp_path: Path) -> None:
    _invite(config, "=HYPERLINK(1)")

    strideback("export", "--to", str(tmp_path / "out"), "--config", str(config))

    assert _read(tmp_path / "out", "patients")[0]["name"] == "'=HYPERLINK(1)"
    assert (tmp_path / "out" / "patients.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_since_leaves_out_what_was_before(config: Path, tmp_path: Path) -> None:
    _invite(config)
    asyncio.run(_alert(config))

    strideback("export", "--to", str(tmp_path / "out"), "--config", str(config), "--since", "2999-01-01")

    assert _read(tmp_path / "out", "alerts") == []
    assert len(_read(tmp_path / "out", "patients")) == 1


def test_a_wrong_day_and_a_folder_that_is_a_file_are_said_in_a_sentence(config: Path, tmp_path: Path) -> None:
    _invite(config)
    (tmp_path / "file").write_text("here")

    wrong = strideback("export", "--to", str(tmp_path / "out"), "--config", str(config), "--since", "yesterday")
    taken = strideback("export", "--to", str(tmp_path / "file"), "--config", str(config))

    assert (wrong.returncode, taken.returncode) == (2, 1)
    assert "The tables cannot be written to" in taken.stderr
    assert "Traceback" not in wrong.stderr + taken.stderr


def test_an_export_leaves_nothing_half_done_behind(config: Path, tmp_path: Path) -> None:
    _invite(config)
    for _ in range(2):
        strideback("export", "--to", str(tmp_path / "out"), "--config", str(config))

    assert not [path for path in (tmp_path / "out").iterdir() if path.suffix != ".csv"]
    assert len(_read(tmp_path / "out", "patients")) == 1
