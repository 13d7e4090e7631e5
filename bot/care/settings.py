"""The clinic's choices that the use cases go by, without anything of Telegram or storage in them."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.care.rota import Rota


@dataclass(frozen=True)
class Settings:
    """What the clinic set in its config; hours are elapsed hours, minutes elapsed minutes.

    `rota` says who is on call, and `chain` names the physios who are called one after another behind that;
    `digest_hour` is when news that can wait comes in one message, None for at once; `undo_seconds` is how long an
    order can be taken back, 0 for never.
    """

    clinic: str = "Strideback"
    bot_username: str = ""
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en", "es")
    quiet_hours: str = "21-8"
    emergency_number: str = "112"
    reminders_after_hours: tuple[float, ...] = (3, 9)
    missing_after_hours: float = 12
    alert_repeats_after_minutes: tuple[float, ...] = (10, 30, 60)
    invite_days: int = 14
    next_person_after_minutes: float = 10
    urgent_resolved_within_hours: float = 4
    reassess_resolved_within_hours: float = 24
    chain: tuple[str, ...] = ()
    rota: Rota = field(default_factory=Rota, compare=False)
    digest_hour: int | None = 8
    undo_seconds: float = 60
    names_in_alerts: bool = True
    details_in_groups: bool = False
    talk_ends_after_hours: float = 2
    weekly_test: bool = True

    @property
    def invite_lifetime(self) -> timedelta:
        """How long an invite may be used."""
        return timedelta(days=self.invite_days)
