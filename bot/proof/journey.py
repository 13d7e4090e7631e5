"""The way of somebody for whom everything goes well: how many sessions it takes, over how many weeks.

It shows that the plan can be climbed to its end within its own rests and caps. Nobody is promised anything by it.
Must never know what a rule is about: the decision is asked after every session.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import ledger, plan
from bot.core.decision import decide
from bot.core.ladder import Rung
from bot.core.ledger import Ran
from bot.core.measures import Evidence
from bot.core.plan import Position
from bot.core.protocol import Outcome, Protocol
from bot.core.schedule import HOURS_AFTER, earliest_next_run, rested_by
from bot.proof.trial import Scripts, Trial

BEGUN = datetime(2026, 1, 5, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
_ZONE = ZoneInfo("UTC")
_PATIENCE = 20
"""How often a session may be repeated, all having gone well, before nobody would call that a way."""


@dataclass(frozen=True)
class Journey:
    """Sessions done and days passed up to the end; `stopped` names the rung and what held there for ever."""

    sessions: int
    days: int
    repeated: int
    stopped: str = ""

    @property
    def weeks(self) -> int:
        """The weeks that were begun."""
        return -(-self.days // 7)


@dataclass
class _Runner:
    """Somebody on the way: where, since when, and what was done."""

    protocol: Protocol
    scripts: Scripts
    position: Position
    now: datetime
    ends: list[tuple[Rung, datetime]]
    climbs: list[datetime]
    ran: list[Ran]


def journey(protocol: Protocol, scripts: Scripts) -> Journey:
    """Return how a runner fares who answers everything in the best way, from the first rung to the end."""
    runner = _Runner(protocol, scripts, plan.start(protocol.rungs[0].id), BEGUN, [], [], [])
    repeated, in_a_row = 0, 0
    while not runner.position.finished:
        held_by = _session(runner)
        in_a_row = in_a_row + 1 if held_by else 0
        repeated += bool(held_by)
        if in_a_row > _PATIENCE:
            return Journey(len(runner.ends), _days(runner), repeated, f"{runner.position.rung}: {held_by}")
    return Journey(len(runner.ends), _days(runner), repeated)


def _days(runner: _Runner) -> int:
    return (runner.ends[-1][1] - BEGUN).days + 1


def _session(runner: _Runner) -> str:
    """Do the next session as soon as it is free; return what held the runner back after it, if anything."""
    session = plan.session(runner.protocol, runner.position)
    rung, at = session.rung, runner.now
    runner.ends.append((rung, at))
    minutes = session.running_minutes
    runner.ran.append(Ran(at.date(), minutes, minutes, minutes))
    last = runner.protocol.windows_of(rung.id)[-1]
    answered = at + timedelta(hours=HOURS_AFTER[last])
    onward = plan.after(runner.protocol, runner.position, Outcome.ADVANCE)
    evidence = _evidence(runner, onward, answered)
    decision = decide(runner.protocol, evidence)
    following = onward if decision.outcome is Outcome.ADVANCE else runner.position
    if following.rung not in (rung.id, ""):
        runner.climbs.append(answered)
    if not following.finished:
        runner.now = max(answered, _free(runner, following))
    runner.position = following
    return ", ".join(one.rule for one in decision.fired)


def _evidence(runner: _Runner, onward: Position, answered: datetime) -> Evidence:
    protocol, rung = runner.protocol, runner.position.rung
    perfect = Trial(protocol, protocol.phase_of(rung), rung, runner.scripts).perfect
    recent = [at for at in runner.climbs if answered - at < WEEK]
    leads_up = onward.rung != rung
    minutes = 0.0 if onward.finished else plan.session(protocol, onward).running_minutes
    day = answered.date() if onward.finished else max(answered, _free(runner, onward)).date()
    change = ledger.weekly_change(runner.ran, day, minutes)
    return replace(perfect, rungs_climbed=len(recent) + leads_up, weekly_change=change)


def _free(runner: _Runner, following: Position) -> datetime:
    """Return when the next session is free: after the rest of its rung, its condition and the entrance of its phase."""
    protocol = runner.protocol
    rung, (before, last) = protocol.rung(following.rung), runner.ends[-1]
    walks = rung.kind == "walk"
    ends = [at for one, at in runner.ends if walks or one.kind != "walk"]
    least = 0 if walks else protocol.rest_days
    free = earliest_next_run(rung, ends, zone=_ZONE, least_rest_days=least) if ends else last
    phase = protocol.phase_of(rung.id)
    if before.id not in {one.id for one in phase.rungs}:
        free = max(free, rested_by(last, phase.recovery_days, _ZONE))
    return free
