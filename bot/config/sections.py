"""The sections of the config that say how the bot reaches Telegram, where things are kept, and what the clinic is.

Must never let the token into a message or a repr.
"""

import re
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator, model_validator

from bot.config.faults import refuse, suggestion, unreadable
from bot.content.files import shipped

TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,100}")
QUIET_HOURS = re.compile(r"none|([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3])")

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True)]
Line = Annotated[str, Field(min_length=1, max_length=100)]
Hours = tuple[Annotated[Number, Field(gt=0, le=168)], ...]
Minutes = tuple[Annotated[Number, Field(gt=0, le=1440)], ...]


class Section(BaseModel):
    """A section of the config: unknown names are refused, and no value is repeated in a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TelegramSection(Section):
    """How the bot reaches Telegram; `token_file` is read while loading, so `token` is there afterwards."""

    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    username: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{3,31}$")] | None = None
    messages_per_second: Annotated[Number, Field(gt=0, le=1000)] = 25
    chat_spacing_seconds: Annotated[Number, Field(gt=0, le=60)] = 1.05

    @field_validator("base_url", "base_file_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            refuse("This is not a web address.", "Start it with https:// or, on this machine, http://.")
        if not value.endswith("/bot"):
            refuse("The address does not end in /bot.", "The token is put right behind it; let it end in /bot.")
        return value

    @field_validator("token_file")
    @classmethod
    def _token_file_beside_the_config(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        return beside(value, info)

    @model_validator(mode="before")
    @classmethod
    def _one_token(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict):
            return data
        token, file = data.get("token"), data.get("token_file")
        if token is not None and file is not None:
            refuse("Both token and token_file are given.", "Keep one of them.")
        if token is None and file is None:
            refuse("There is no token.", 'Add token = "…" or token_file = "…"; @BotFather gives the token.')
        if token is None and isinstance(file, str):
            folder = _folder(info)
            data = data | {"token": _token_in(folder / file)}
        return data

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(value.get_secret_value()):
            refuse(
                "This is not a bot token.",
                "Copy it whole from @BotFather: digits, a colon, letters and digits.",
            )
        return value

    @property
    def secret(self) -> str:
        """The token itself, for the one place that talks to Telegram."""
        if self.token is None:
            raise LookupError("A loaded config always has a token.")
        return self.token.get_secret_value()


class StorageSection(Section):
    """Where everything is kept; the address may hold a password and is not shown."""

    url: Annotated[str, Field(repr=False, validate_default=True)] = "sqlite+aiosqlite:///strideback.db"

    @field_validator("url")
    @classmethod
    def _is_a_database(cls, value: str, info: ValidationInfo) -> str:
        scheme, _, place = value.partition("://")
        if scheme not in ("sqlite+aiosqlite", "postgresql+asyncpg") or not place.strip("/"):
            refuse(
                "This is not the address of a database.",
                "Use sqlite+aiosqlite:///file.db or postgresql+asyncpg://user:password@host/name.",
            )
        if scheme != "sqlite+aiosqlite":
            return value
        if not place.startswith("/"):
            refuse("The address has too few slashes.", "Write sqlite+aiosqlite:/// and then the file.")
        folder = _folder(info)
        return f"{scheme}:///{folder / place.removeprefix('/')}"


class ClinicSection(Section):
    """Who the clinic is and what it has decided."""

    name: Line = "Strideback"
    timezone: str = "UTC"
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en", "es")
    quiet_hours: str = "21-8"
    emergency_number: Annotated[str, Field(pattern=r"^[+]?[0-9][0-9 ]{1,19}$")] = "112"
    content: Path | None = None
    invite_days: Annotated[Count, Field(ge=1, le=365)] = 14

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, LookupError, OSError):
            # The list of all zones costs a walk through a folder: only for somebody who needs it.
            from zoneinfo import available_timezones

            hint = suggestion(value, sorted(available_timezones())) or "Use a name such as Europe/Madrid."
            refuse("There is no such time zone.", hint)
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        if not QUIET_HOURS.fullmatch(value):
            refuse("These are not hours of the day.", 'Write them like "21-8", or "none".')
        return value

    @field_validator("content")
    @classmethod
    def _is_a_folder(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        folder = beside(value, info)
        if folder is not None and not folder.is_dir():
            refuse("There is no such folder.", "Create it, or remove the setting.")
        return folder

    @model_validator(mode="after")
    def _languages_have_words(self) -> Self:
        known = _languages_in(shipped()) | (_languages_in(self.content) if self.content else set())
        for code in self.languages:
            if code not in known:
                refuse(
                    f"There are no words in the language “{code}”.",
                    f"Use some of {', '.join(sorted(known))}, or add templates/{code} to the content.",
                )
        if len(set(self.languages)) != len(self.languages):
            refuse("A language stands twice.", "Name each language once.")
        return self


class RemindersSection(Section):
    """When the bot asks again, gives up waiting, and repeats an alert."""

    after_hours: Hours = (3, 9)
    missing_after_hours: Annotated[Number, Field(gt=0, le=168)] = 12
    alert_repeats_after_minutes: Annotated[Minutes, Field(min_length=1)] = (10, 30, 60)

    @field_validator("after_hours", "alert_repeats_after_minutes")
    @classmethod
    def _rise(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if any(later <= earlier for earlier, later in pairwise(value)):
            refuse("The times do not rise.", "Put the earliest first, each later than the one before.")
        return value

    @model_validator(mode="after")
    def _ask_before_giving_up(self) -> Self:
        if self.after_hours and self.after_hours[-1] >= self.missing_after_hours:
            refuse(
                "The last reminder does not come before missing_after_hours.",
                "Remind earlier, or wait longer before an answer counts as missing.",
            )
        return self


def _token_in(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        refuse(*unreadable(error, "The token file"), entry="token_file")
    except UnicodeDecodeError:
        refuse("The token file is not text.", "Put the token and nothing else into it.", entry="token_file")


def beside(value: Path | None, info: ValidationInfo) -> Path | None:
    """Return a path that is looked up beside the config file."""
    if value is None:
        return None
    folder = _folder(info)
    return folder / value.expanduser()


def _folder(info: ValidationInfo) -> Path:
    return Path((info.context or {}).get("folder", "."))


def _languages_in(content: Path) -> set[str]:
    return {folder.name for folder in (content / "templates").glob("*") if folder.is_dir()}
