"""The clinic's choices that the use cases go by, without anything of Telegram or storage in them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Settings:
    """What the clinic set in its config; hours are elapsed hours, minutes elapsed minutes."""

    clinic: str = "Strideback"
    bot_username: str = ""
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en", "es")
    quiet_hours: str = "21-8"
    emergency_number: str = "112"
    reminders_after_hours: tuple[float, ...] = (3, 9)
    missing_after_hours: float = 12
    alert_repeats_after_minutes: tuple[float, ...] = (10, 30)
    invite_days: int = 14

    @property
    def invite_lifetime(self) -> timedelta:
        """How long an invite may be used."""
        return timedelta(days=self.invite_days)
