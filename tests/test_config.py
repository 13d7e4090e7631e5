"""The config: its example says everything, and each thing wrong with one gets a sentence."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.care.settings import Settings
from bot.config import Config, load
from bot.config.faults import ConfigError
from bot.core.errors import ContentError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "12345:canary-of-a-token-0123456789"
GOOD = f'[telegram]\ntoken = "{TOKEN}"\n'
BARE = "[telegram]\n"


def loaded(folder: Path, text: str | bytes) -> Config:
    file = folder / "config.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(file)


def refused(folder: Path, text: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text)
    return caught.value


BAD: dict[str, tuple[str, str, str]] = {
    # what is wrong: (config, entry, words that the sentence has)
    "nothing": ("", "[telegram]", "There is no token"),
    "no token": (BARE, "[telegram]", "BotFather"),
    "token short": (BARE + 'token = "12345"', "[telegram] token", "not a bot token"),
    "token spaced": (BARE + f'token = " {TOKEN}"', "[telegram] token", "not a bot token"),
    "token with a path": (BARE + 'token = "1:abc/../def"', "[telegram] token", "not a bot token"),
    "token empty": (BARE + 'token = ""', "[telegram] token", "not a bot token"),
    "token a number": (BARE + "token = 5", "[telegram] token", "quotation marks"),
    "two tokens": (GOOD + 'token_file = "t"', "[telegram]", "Keep one of them"),
    "no token file": (BARE + 'token_file = "nowhere"', "[telegram] token_file", "cannot be read"),
    "token file a folder": (BARE + 'token_file = "."', "[telegram] token_file", "cannot be read"),
    "token file a number": (BARE + "token_file = 3", "[telegram] token_file", "not a path"),
    "key misspelt": (GOOD + 'user_name = "x"', "[telegram] user_name", "Did you mean username?"),
    "key unknown": (GOOD + "zzz = 1", "[telegram] zzz", "Remove it"),
    "section misspelt": (GOOD + "[clinc]\n", "[clinc]", "Did you mean clinic?"),
    "section unknown": (GOOD + "[zzz]\n", "[zzz]", "Remove it"),
    "section a value": ("clinic = 3\n" + GOOD, "[clinic]", "not a section"),
    "telegram a value": ("telegram = 3\n", "[telegram]", "not a section"),
    "address without scheme": (GOOD + 'base_url = "api.telegram.org/bot"', "[telegram] base_url", "https://"),
    "address of a file": (GOOD + 'base_url = "file:///bot"', "[telegram] base_url", "not a web address"),
    "address without bot": (GOOD + 'base_url = "https://x.org/"', "[telegram] base_url", "does not end in /bot"),
    "files without bot": (GOOD + 'base_file_url = "https://x.org/file"', "[telegram] base_file_url", "end in /bot"),
    "address a number": (GOOD + "base_url = 1", "[telegram] base_url", "quotation marks"),
    "username with @": (GOOD + 'username = "@a_bot"', "[telegram] username", "without the @"),
    "username empty": (GOOD + 'username = ""', "[telegram] username", "not the username"),
    "speed zero": (GOOD + "messages_per_second = 0", "[telegram] messages_per_second", "more than 0"),
    "speed mad": (GOOD + "messages_per_second = 1e9", "[telegram] messages_per_second", "at most 1000"),
    "speed text": (GOOD + 'messages_per_second = "25"', "[telegram] messages_per_second", "without quotation"),
    "speed true": (GOOD + "messages_per_second = true", "[telegram] messages_per_second", "not a number"),
    "speed nan": (GOOD + "messages_per_second = nan", "[telegram] messages_per_second", "not a number"),
    "spacing zero": (GOOD + "chat_spacing_seconds = 0", "[telegram] chat_spacing_seconds", "more than 0"),
    "storage elsewhere": (GOOD + '[storage]\nurl = "mysql://x/y"', "[storage] url", "not the address of a database"),
    "storage nowhere": (GOOD + '[storage]\nurl = "sqlite+aiosqlite:///"', "[storage] url", "not the address"),
    "storage few slashes": (GOOD + '[storage]\nurl = "sqlite+aiosqlite://x.db"', "[storage] url", "too few slashes"),
    "storage a number": (GOOD + "[storage]\nurl = 1", "[storage] url", "quotation marks"),
    "zone misspelt": (
        GOOD + '[clinic]\ntimezone = "Europe/Madird"',
        "[clinic] timezone",
        "Did you mean Europe/Madrid?",
    ),
    "zone unknown": (GOOD + '[clinic]\ntimezone = "zzz"', "[clinic] timezone", "such as Europe/Madrid"),
    "zone a path": (GOOD + '[clinic]\ntimezone = "/etc/passwd"', "[clinic] timezone", "no such time zone"),
    "zone a folder": (GOOD + '[clinic]\ntimezone = "Europe"', "[clinic] timezone", "no such time zone"),
    "language unknown": (GOOD + '[clinic]\nlanguages = ["en", "xx"]', "[clinic]", "language “xx”"),
    "language twice": (GOOD + '[clinic]\nlanguages = ["en", "en"]', "[clinic]", "stands twice"),
    "languages empty": (GOOD + "[clinic]\nlanguages = []", "[clinic] languages", "Name at least one"),
    "languages a word": (GOOD + '[clinic]\nlanguages = "en"', "[clinic] languages", "between [ and ]"),
    "language a number": (GOOD + "[clinic]\nlanguages = [5]", "[clinic] languages, entry 1", "quotation marks"),
    "quiet hours words": (GOOD + '[clinic]\nquiet_hours = "at night"', "[clinic] quiet_hours", '"21-8"'),
    "quiet hours 24": (GOOD + '[clinic]\nquiet_hours = "24-8"', "[clinic] quiet_hours", "not hours of the day"),
    "emergency words": (GOOD + '[clinic]\nemergency_number = "help"', "[clinic] emergency_number", "telephone number"),
    "emergency number": (GOOD + "[clinic]\nemergency_number = 112", "[clinic] emergency_number", "quotation marks"),
    "no content": (GOOD + '[clinic]\ncontent = "nowhere"', "[clinic] content", "no such folder"),
    "name empty": (GOOD + '[clinic]\nname = ""', "[clinic] name", "This is empty"),
    "name long": (GOOD + f'[clinic]\nname = "{"x" * 101}"', "[clinic] name", "at most 100 characters"),
    "invites half": (GOOD + "[clinic]\ninvite_days = 1.5", "[clinic] invite_days", "whole number"),
    "invites zero": (GOOD + "[clinic]\ninvite_days = 0", "[clinic] invite_days", "at least 1"),
    "reminders fall": (GOOD + "[reminders]\nafter_hours = [9, 3]", "[reminders] after_hours", "do not rise"),
    "reminders same": (GOOD + "[reminders]\nafter_hours = [3, 3]", "[reminders] after_hours", "do not rise"),
    "reminder late": (GOOD + "[reminders]\nafter_hours = [3, 12]", "[reminders]", "before missing_after_hours"),
    "reminder at once": (GOOD + "[reminders]\nafter_hours = [0]", "[reminders] after_hours, entry 1", "more than 0"),
    "repeats fall": (
        GOOD + "[reminders]\nalert_repeats_after_minutes = [30, 10]",
        "[reminders] alert_repeats_after_minutes",
        "do not rise",
    ),
    "no repeats": (
        GOOD + "[reminders]\nalert_repeats_after_minutes = []",
        "[reminders] alert_repeats_after_minutes",
        "Name at least one",
    ),
    "missing text": (
        GOOD + '[reminders]\nmissing_after_hours = "12"',
        "[reminders] missing_after_hours",
        "not a number",
    ),
    "rota day": (
        GOOD + '[[rota.weekly]]\nphysio = "A"\ndays = ["monday"]\nhours = "8-20"',
        "[rota] weekly, entry 1, days",
        "no such day",
    ),
    "rota hours": (
        GOOD + '[[rota.weekly]]\nphysio = "A"\ndays = ["mon"]\nhours = "8 to 20"',
        "[rota] weekly, entry 1, hours",
        '"08:00-20:00"',
    ),
    "rota nothing": (
        GOOD + '[[rota.weekly]]\nphysio = "A"\ndays = ["mon"]\nhours = "8-8"',
        "[rota] weekly, entry 1, hours",
        "ends when it begins",
    ),
    "rota day twice": (
        GOOD + '[[rota.weekly]]\nphysio = "A"\ndays = ["mon", "mon"]\nhours = "8-20"',
        "[rota] weekly, entry 1, days",
        "stands twice",
    ),
    "rota no file": (GOOD + '[rota]\nfile = "nowhere.ics"', "[rota] file", "cannot be read"),
    "rota no calendar": (GOOD + '[rota]\nfile = "config.toml"', "[rota] file", "not a calendar"),
    "tick zero": (GOOD + "[worker]\ntick_seconds = 0", "[worker] tick_seconds", "more than 0"),
    "tick rare": (GOOD + "[worker]\ntick_seconds = 3600", "[worker] tick_seconds", "at most 60"),
    "level small": (GOOD + '[log]\nlevel = "debug"', "[log] level", "'DEBUG'"),
    "form unknown": (GOOD + '[log]\nformat = "xml"', "[log] format", "'plain' or 'json'"),
    "no equals sign": (GOOD + "[clinic]\nname\n", "", "line 4"),
    "no quotation marks": (GOOD + "[clinic]\nname = Riverside\n", "", "line 4"),
    "key twice": (GOOD + GOOD, "", "not TOML"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_has_its_place_and_its_remedy(tmp_path: Path, name: str) -> None:
    text, entry, words = BAD[name]
    error = refused(tmp_path, text)
    (problem,) = error.problems
    assert problem.entry == entry
    assert words in str(problem)
    assert str(problem).startswith("config.toml")
    assert problem.fault.endswith((".", "?"))
    assert problem.remedy.endswith((".", "?"))
    assert "canary" not in str(error) + repr(error)
    assert "validation error" not in str(error)


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(BAD) >= 40


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    error = refused(
        tmp_path, '[telegram]\ntoken = "x"\n[clinic]\ntimezone = "q"\nquiet_hours = "x"\n[log]\nlevel = 3\n'
    )
    assert [problem.entry for problem in error.problems] == [
        "[telegram] token",
        "[clinic] timezone",
        "[clinic] quiet_hours",
        "[log] level",
    ]
    assert len(str(error).splitlines()) == 4


def test_a_config_error_is_a_content_error(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path, ""), ContentError)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Copy config\.example\.toml"):
        load(tmp_path / "no.toml")


def test_a_folder_is_not_a_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    assert "UTF-8" in str(refused(tmp_path, b"\xff\xfe\x00"))


def test_a_token_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(b"\xff\xfe")
    assert "not text" in str(refused(tmp_path, BARE + 'token_file = "t"'))


def test_a_token_file_with_something_else_in_it_is_refused_without_quoting_it(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("canary of a password")
    error = refused(tmp_path, BARE + 'token_file = "t"')
    assert "not a bot token" in str(error)
    assert "canary" not in str(error) + repr(error)


def test_a_token_file_is_read_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(f"{TOKEN}\n")
    assert loaded(tmp_path, BARE + 'token_file = "t"').telegram.secret == TOKEN


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    assert loaded(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).telegram.secret == TOKEN


def test_the_token_is_in_no_repr(tmp_path: Path) -> None:
    config = loaded(tmp_path, GOOD)
    assert "canary" not in f"{config!r}{config}{config.model_dump()!r}{config.model_dump_json()}"


def test_the_password_of_the_database_is_in_no_repr(tmp_path: Path) -> None:
    config = loaded(tmp_path, GOOD + '[storage]\nurl = "postgresql+asyncpg://a:canary@localhost/b"')
    assert "canary" not in f"{config!r}{config}"
    assert config.storage.url.endswith("@localhost/b")


def test_paths_are_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    config = loaded(tmp_path, GOOD + '[clinic]\ncontent = "own"')
    assert config.storage.url == f"sqlite+aiosqlite:///{tmp_path}/strideback.db"
    assert config.clinic.content == tmp_path / "own"


def test_an_absolute_path_stays_as_it_is(tmp_path: Path) -> None:
    config = loaded(tmp_path, GOOD + '[storage]\nurl = "sqlite+aiosqlite:////srv/clinic.db"')
    assert config.storage.url == "sqlite+aiosqlite:////srv/clinic.db"


def test_a_clinic_can_bring_a_language_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "own" / "templates" / "eu").mkdir(parents=True)
    config = loaded(tmp_path, GOOD + '[clinic]\ncontent = "own"\nlanguages = ["eu", "es"]')
    assert config.clinic.languages == ("eu", "es")


def test_the_settings_are_what_the_clinic_set(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        f'[telegram]\ntoken = "{TOKEN}"\nusername = "our_bot"\n'
        '[clinic]\nname = "Río"\ntimezone = "Europe/Madrid"\nlanguages = ["es"]\nquiet_hours = "none"\n'
        'emergency_number = "911"\ninvite_days = 3\n'
        "[reminders]\nafter_hours = [1]\nmissing_after_hours = 2.5\nalert_repeats_after_minutes = [5]\n",
    )
    assert config.settings() == Settings("Río", "our_bot", "Europe/Madrid", ("es",), "none", "911", (1,), 2.5, (5,), 3)


def test_a_config_with_a_token_alone_has_the_use_cases_defaults(tmp_path: Path) -> None:
    assert loaded(tmp_path, GOOD).settings() == Settings()


def test_the_example_loads() -> None:
    assert load(EXAMPLE).telegram.base_url == "https://api.telegram.org/bot"


def _keys(model: type[BaseModel]) -> dict[str, set[str]]:
    sections: dict[str, Any] = {name: field.annotation for name, field in model.model_fields.items()}
    return {name: set(section.model_fields) for name, section in sections.items()}


def test_the_example_names_every_key() -> None:
    """Also those that are commented out, each in its own section."""
    named: dict[str, set[str]] = {}
    section = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = found[1]
        elif found := re.match(r"(?:# )?(\w+) = ", line):
            named.setdefault(section, set()).add(found[1])
    assert named == _keys(Config)


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    token = tomllib.loads(text)["telegram"]["token"]
    assert loaded(tmp_path, text) == loaded(tmp_path, f'[telegram]\ntoken = "{token}"\n')
