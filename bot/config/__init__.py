"""The clinic's config file: what may stand in it, and how it is read.

Must never let the token into a message, a repr or a log.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from bot.care.settings import Settings
from bot.config.care import AlertsSection, PrivacySection
from bot.config.faults import ConfigError, sentences, unreadable
from bot.config.rota import RotaSection
from bot.config.sections import ClinicSection, Number, RemindersSection, Section, StorageSection, TelegramSection


class WorkerSection(Section):
    """How often the bot looks what is due."""

    tick_seconds: Annotated[Number, Field(gt=0, le=60)] = 5


class LogSection(Section):
    """How much is logged, and in what form."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["plain", "json"] = "plain"


class Config(Section):
    """Everything a clinic can set."""

    telegram: TelegramSection
    storage: StorageSection = Field(default_factory=StorageSection, validate_default=True)
    clinic: ClinicSection = Field(default_factory=ClinicSection)
    reminders: RemindersSection = RemindersSection()
    alerts: AlertsSection = AlertsSection()
    rota: RotaSection = RotaSection()
    privacy: PrivacySection = PrivacySection()
    worker: WorkerSection = WorkerSection()
    log: LogSection = LogSection()

    def settings(self) -> Settings:
        """Return what the use cases go by; the username is the config's until Telegram was asked."""
        return Settings(
            clinic=self.clinic.name,
            bot_username=self.telegram.username or "",
            timezone=self.clinic.timezone,
            languages=self.clinic.languages,
            quiet_hours=self.clinic.quiet_hours,
            emergency_number=self.clinic.emergency_number,
            reminders_after_hours=self.reminders.after_hours,
            missing_after_hours=self.reminders.missing_after_hours,
            alert_repeats_after_minutes=self.reminders.alert_repeats_after_minutes,
            invite_days=self.clinic.invite_days,
            rota=self.rota.rota(self.clinic.timezone),
            **self.alerts.model_dump(),
            **self.privacy.model_dump(),
        )


def load(path: Path) -> Config:
    """Return the config; raises one ConfigError that names every fault found in the file."""
    data = _read(path)
    # A missing section still has to be told what is missing in it.
    data = {"telegram": {}, "storage": {}} | data
    try:
        return Config.model_validate(data, context={"folder": path.absolute().parent})
    except ValidationError as error:
        raise ConfigError.of(sentences(path.name, error, Config)) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        fault, remedy = "There is no such file.", "Copy config.example.toml to it and fill in the token."
        raise ConfigError(str(path), "", fault, remedy) from None
    except OSError as error:
        raise ConfigError(str(path), "", *unreadable(error)) from None
    except UnicodeDecodeError:
        raise ConfigError(path.name, "", "The file is not UTF-8 text.", "Save it with the encoding UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        fault, remedy = (
            f"This is not TOML: {error}.",
            "Mend the line that it names; text needs quotation marks.",
        )
        raise ConfigError(path.name, "", fault, remedy) from None
