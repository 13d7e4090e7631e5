"""The sections of the config about the people behind the bot: alerts, and what others may read.

Must never know who a physio is; names are looked up when they are needed.
"""

from typing import Annotated

from pydantic import Field

from bot.config.sections import Count, Line, Number, Section

Hours = Annotated[Number, Field(gt=0, le=168)]


class AlertsSection(Section):
    """Who is called after whom, when alerts have to be resolved, and how long an order can be taken back."""

    next_person_after_minutes: Annotated[Number, Field(gt=0, le=1440)] = 10
    urgent_resolved_within_hours: Hours = 4
    reassess_resolved_within_hours: Hours = 24
    chain: tuple[Line, ...] = ()
    digest_hour: Annotated[Count, Field(ge=0, le=23)] = 8
    undo_seconds: Annotated[Number, Field(ge=0, le=300)] = 60
    talk_ends_after_hours: Hours = 2
    weekly_test: bool = True


class PrivacySection(Section):
    """What may be read on a locked phone and in a group."""

    names_in_alerts: bool = True
    details_in_groups: bool = False
