"""Playing a transcript: the lines of people and of time are played, and what everybody reads is written under them.

A transcript is plain text. Lines at the margin are played; indented lines are what came of it:

    start    2026-03-02 18:00 Europe/Madrid
    settings digest_hour=8 undo_seconds=60 chain=Ben,Eva
    people   dora physio Dora
    people   ana patient Ana physio=Dora condition=it_band
    enrolled ana dora
    ana      taps Done as planned | 0 | 1
    ana      types siete
    wait     24 h
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.care.joining.invites import Guest, Plan
from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.case import Case
from tests.stage import AS_BEFORE, START, Stage, plain

CLINIC = "Riverside Physio"
UNITS = {"min": "minutes", "h": "hours", "d": "days"}
GUEST = ("language", "timezone")
CONDITION = "hip_and_glute"
"""What was injured where a script does not say it: one that asks no question of its own."""

FIRST_RUN = "run_30s"
"""Where people begin who are invited without a word about it: past the walks and jumps, at the first run."""

NEVER_QUIET = {"en": "Never, write at any time", "es": "Nunca, escríbeme a cualquier hora"}
SIGN = {"en": "✍️ Sign the checkpoint", "es": "✍️ Firmar el control"}
CONFIRM = {"en": "✅ Confirm", "es": "✅ Confirmar"}
ENROLMENT = {"en": ("English", "I agree"), "es": ("Español", "Acepto")}


@dataclass
class Player:
    """Plays one transcript on a stage of its own."""

    folder: Path
    library: Library
    reopens: bool = True
    stage: Stage | None = None
    zone: str = "Europe/Madrid"
    start: datetime = START
    settings: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, int], str] = field(default_factory=dict)
    decided: dict[str, int] = field(default_factory=dict)

    async def play(self, script: str) -> str:
        """Return the script with everything that people read written under the lines that caused it."""
        written: list[str] = []
        for line in script.splitlines():
            if line.startswith((" ", "\t")):
                continue
            if not line.strip():
                if written and written[-1]:
                    written.append("")
                continue
            written.append(line.rstrip())
            if not line.startswith("#"):
                written += await self._line(line)
        return "\n".join(written).rstrip() + "\n"

    async def _line(self, line: str) -> list[str]:
        who, _, what = line.partition(" ")
        what = what.strip()
        match who:
            case "start":
                day, clock, self.zone = what.split()
                self.start = (
                    datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
                )
            case "settings":
                self.settings |= dict(_setting(part) for part in what.split())
            case "people":
                await self._invite(what)
            case "enrolled":
                for key in what.split():
                    await self._enrol(key)
            case "wait":
                number, unit = what.split()
                await self._stage().wait(**{UNITS[unit]: float(number)})
                return [f"  ({self._local()})", *await self._news()]
            case _:
                await self._act(who, what)
                return await self._news()
        return []

    def _stage(self) -> Stage:
        if self.stage is None:
            settings = Settings(clinic=CLINIC, timezone=self.zone, **AS_BEFORE | self.settings)
            self.stage = Stage(self.folder, self.library, settings=settings, start=self.start, reopens=self.reopens)
        return self.stage

    async def _invite(self, what: str) -> None:
        key, role, name, *rest = what.split()
        given = dict(part.split("=", 1) for part in rest)
        guest = Guest(role, name.replace("_", " "), **{part: given.pop(part) for part in GUEST if part in given})
        self.names[key] = guest.name
        await self._stage().invite(key, guest, _plan(given) if role == "patient" else None)

    async def _enrol(self, key: str) -> None:
        """Take somebody through the front door without showing it; a transcript of its own shows that."""
        stage = self._stage()
        actor = stage.actors[key]
        language, agreed = ENROLMENT[actor.language]
        await stage.say(key, f"/start code-of-{key}-long-enough")
        await stage.tap(key, language)
        case = await stage.case(key)
        if case.enrolled:
            await stage.tap(key, agreed)
            await stage.say(key, self.zone)
            await stage.say(key, "21-8")
            physio = next(one for one in stage.actors.values() if one.person == case.enrolled.physio)
            if "Next comes" in actor.phone[-1].text or "Ahora toca" in actor.phone[-1].text:
                await stage.tap(physio.key, SIGN[physio.language])
                await stage.tap(physio.key, CONFIRM[physio.language])
        else:
            await stage.say(key, self.zone)
            await stage.tap(key, NEVER_QUIET[actor.language])
        await self._news()

    async def _act(self, who: str, what: str) -> None:
        verb, _, rest = what.partition(" ")
        stage = self._stage()
        match verb:
            case "taps":
                for label in rest.split(" | "):
                    await stage.tap(who, label.strip())
            case "types":
                await stage.say(who, rest)
            case "sends":
                await stage.sends(who, rest)
            case "carries":
                await stage.tap_data(who, rest)
            case _:
                raise ValueError(f"nobody can {verb}")

    async def _news(self) -> list[str]:
        """Return what is new on every phone, and what was decided, since the last line."""
        keys = list(self._stage().actors)
        cases = zip(keys, await self._stage().cases(*keys), strict=True)
        lines = [line for key, case in cases for line in self._decisions(key, case)]
        for key, actor in self._stage().actors.items():
            for message in actor.phone:
                said = _block(message.text, message.keyboard)
                said = f"({message.media.kind})\n{said}".rstrip() if message.media else said
                if self.seen.get((key, message.id)) != said:
                    verb = "now reads" if (key, message.id) in self.seen else "reads"
                    self.seen[key, message.id] = said
                    lines += [f"  {key} {verb}", *(f"    {line}".rstrip() for line in said.splitlines())]
            if actor.toast:
                lines.append(f"  {key} sees for a moment: {actor.toast}")
                actor.toast = ""
            for aside in actor.asides:
                lines += [f"  {key} is told", *(f"    {line}".rstrip() for line in _block(aside, ()).splitlines())]
            actor.asides.clear()
        return lines

    def _decisions(self, key: str, case: Case) -> list[str]:
        if not case.enrolled:
            return []
        new, self.decided[key] = case.decisions[self.decided.get(key, 0) :], len(case.decisions)
        return [f"  decided: {_decision(decided)}" for _, decided in new]

    def _local(self) -> str:
        return f"{self._stage().clock.at.astimezone(ZoneInfo(self.zone)):%A %Y-%m-%d %H:%M}"


def _setting(part: str) -> tuple[str, Any]:
    name, _, value = part.partition("=")
    kind = type(getattr(Settings(), name))
    return name, tuple(value.split(",")) if kind is tuple else value == "true" if kind is bool else kind(value)


def _plan(given: dict[str, str]) -> Plan:
    pain = int(given.get("baseline_pain", "0"))
    physio, condition = given["physio"], given.get("condition", CONDITION)
    protocol = given.get("protocol", "milestones")
    rung = given.get("rung", FIRST_RUN if protocol == "milestones" else "")
    return Plan(protocol, condition, physio, rung, baseline_pain=pain)


def _decision(decided: object) -> str:
    fired = [one["rule"] for one in decided.fired if not one["unanswered"]]  # type: ignore[attr-defined]  # Decided
    state = " (provisional)" if decided.provisional else ""  # type: ignore[attr-defined]  # Decided
    return f"{decided.outcome}{state}{'  because ' + ', '.join(fired) if fired else ''}"  # type: ignore[attr-defined]  # Decided


def _block(text: str, keyboard: tuple[tuple[object, ...], ...]) -> str:
    rows = ["  ".join(f"[{button.text}]" for button in row) for row in keyboard]  # type: ignore[attr-defined]  # Button
    return "\n".join([re.sub(r"\n{2,}", "\n", plain(text)), *rows])
