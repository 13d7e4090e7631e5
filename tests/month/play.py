"""The month itself: time goes on in small steps, patients act on their phones, the physio acts on hers.

Nothing is done here that a phone cannot do. From the facts is read what a patient knows without it: whether it is the
day for the next run, and which question a button answers.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.care.doors import reach
from bot.care.joining.invites import Guest, Plan
from bot.care.settings import Settings
from bot.content.library import Library
from tests.month.patients import TEMPERS, Hand
from tests.month.physio import Physio
from tests.stage import START, Shown, Stage

ZONE = ZoneInfo("Europe/Madrid")
STEP = timedelta(minutes=30)
MOST_TAPS = 60
NIGHT = 2
CHEST = 5
"""The place of chest pain in the list of warning signs."""
MOST_CHOICES = 5
GOOD_NUMBERS = ("60", "30", "12", "0")
PLANS = (
    ("milestones", "run_30s", "hip_and_glute"),
    ("thirty_minutes", "", "it_band"),
    ("delaware_levels", "", "patellofemoral"),
    ("tendon_ladder", "", "achilles_midportion"),
    ("milestones", "run_30s", "tibial_stress"),
)
ENROLMENT = {"en": ("English", "I agree"), "es": ("Español", "Acepto")}


@dataclass
class Month:
    """A clinic on a stage of its own; `said` is the transcript of the physio's phone."""

    folder: Path
    library: Library
    patients: int = 40
    said: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    async def play(self, days: int) -> "Month":
        """Let so many days go by."""
        settings = Settings(clinic="Riverside Physio", timezone="Europe/Madrid")
        self.stage = Stage(self.folder, self.library, settings=settings, start=START, reopens=False)
        self.hands: dict[str, Hand] = {}
        self.dead: set[tuple[str, int]] = set()
        self.used: set[tuple[str, str]] = set()
        await self._invite()
        self.physio = Physio(self.stage, "dora", self.said, self.counts)
        end = START + timedelta(days=days)
        while self.stage.clock.at < end:
            await self.stage.wait(seconds=STEP.total_seconds())
            for key, hand in self.hands.items():
                await self._patient(key, hand)
            await self.physio.look()
        return self

    async def _invite(self) -> None:
        await self.stage.invite("dora", Guest("physio", "Dora"))
        await self.stage.invite("desk", Guest("clinic", "Front desk"))
        for key in ("dora", "desk"):
            await self.stage.say(key, f"/start code-of-{key}-long-enough")
            await self.stage.tap(key, "English")
            await self.stage.say(key, "Europe/Madrid")
            await self.stage.say(key, "21-7")
        for number in range(self.patients):
            temper = TEMPERS[number % len(TEMPERS)]
            protocol, rung, condition = PLANS[number % len(PLANS)]
            key = f"p{number:02}_{temper.name}"
            guest = Guest("patient", f"{temper.name} {number}".replace("_", " ").title(), language=temper.language)
            await self.stage.invite(key, guest, Plan(protocol, condition, "Dora", rung, baseline_pain=1))
            self.hands[key] = Hand(temper, self.library, number)
            await self._enrol(key, temper.language)

    async def _enrol(self, key: str, language: str) -> None:
        first, agreed = ENROLMENT[language]
        await self.stage.say(key, f"/start code-of-{key}-long-enough")
        await self.stage.tap(key, first)
        await self.stage.tap(key, agreed)
        await self.stage.say(key, "Europe/Madrid")
        await self.stage.say(key, "21-8")

    async def _patient(self, key: str, hand: Hand) -> None:
        """Let one patient look at the phone, if it is time and there is something on it."""
        now = self.stage.clock.at
        local = now.astimezone(ZONE)
        if hand.temper.wakes_on == (now - START).days and local.hour == NIGHT and (key, "woke") not in self.used:
            self.used.add((key, "woke"))
            await self._feels_wrong(key, hand, CHEST)
        if not 7 <= local.hour < 22 or self._is_gone(hand):
            return
        if self._open_card(key) or await self._may_run(key, now, local):
            hand.acts_at = hand.acts_at or hand.think_until(now)
        if hand.acts_at is None or now < hand.acts_at:
            return
        hand.acts_at = None
        await self._answer_everything(key, hand)
        await self._run(key, hand, local)

    def _is_gone(self, hand: Hand) -> bool:
        return hand.runs >= hand.temper.silent_after or hand.runs >= hand.temper.blocks_after

    async def _may_run(self, key: str, now: datetime, local: datetime) -> bool:
        if not 7 <= local.hour < 20 or self._fresh(key, "r|", "m|") is None:
            return False
        case = await self.stage.case(key)
        return case.earliest_at is None or case.earliest_at <= now

    async def _answer_everything(self, key: str, hand: Hand) -> None:
        for _ in range(MOST_TAPS):
            found = self._open_card(key)
            if found is None:
                return
            message, data = found
            await self._answer(key, hand, message, data)

    async def _answer(self, key: str, hand: Hand, message: Shown, data: str) -> None:
        before = (message.text, message.keyboard)
        if any(button.data.startswith("l|") for row in message.keyboard for button in row):
            await self._test(key, message, before)
            return
        _, check_in, place, revision, *_ = [*data.split("|"), ""]
        case = await self.stage.case(key)
        opened = case.check_ins[check_in]
        question = hand.question(opened.conversation, opened.asks, int(place))
        chosen = hand.choice(question, opened.run)
        if chosen == ():
            await self.stage.tap_data(key, f"e|{check_in}|{place}|{revision}")
        else:
            options = question.options
            value = (options.index(str(chosen)) if str(chosen) in options else 0) if options else int(str(chosen))
            await self.stage.tap_data(key, f"a|{check_in}|{place}|{revision}|{value}")
        self.counts["answers"] += 1
        if (message.text, message.keyboard) == before:
            self.dead.add((key, message.id))

    async def _test(self, key: str, message: Shown, before: tuple[object, object]) -> None:
        """Answer a test well: the last of a few choices, no pain on a scale, and a good number where one is typed."""
        taps = [button.data for row in message.keyboard for button in row if button.data.startswith("a|")]
        if taps:
            await self.stage.tap_data(key, taps[0] if len(taps) > MOST_CHOICES else taps[-1])
        given = await self._given(key)
        for number in () if taps else GOOD_NUMBERS:
            await self.stage.say(key, number)
            if await self._given(key) > given:
                break
        if not taps or (message.text, message.keyboard) == before:
            # What is typed is answered on a new card; those before it are left behind.
            self.dead |= {(key, one.id) for one in self.stage.actors[key].phone[:-1]}

    async def _given(self, key: str) -> int:
        case = await self.stage.case(key)
        return sum(len(check_in.given) for check_in in case.check_ins.values())

    async def _run(self, key: str, hand: Hand, local: datetime) -> None:
        found = self._fresh(key, "r|", "m|")
        if found is None or not await self._may_run(key, self.stage.clock.at, local):
            return
        _, data = found
        self.used.add((key, data))
        if data.startswith("m|"):
            await self.stage.tap_data(key, data)
            await self._answer_everything(key, hand)
            return
        _, number, _, mark = data.split("|")
        place = 3 if int(number) in hand.temper.skips else 0
        await self.stage.tap_data(key, f"r|{number}|{place}|{mark}")
        hand.runs += 1
        self.counts["runs"] += 1
        await self._answer_everything(key, hand)
        await self._aside(key, hand)

    async def _aside(self, key: str, hand: Hand) -> None:
        """Write a word, report that something feels wrong, or block the bot, where that is the patient's way."""
        if hand.runs in hand.temper.writes_on:
            await self.stage.say(key, "A question: may I swim on the days without a run?")
        if hand.runs in hand.temper.wrong_on:
            await self._feels_wrong(key, hand, 0)
        if hand.runs == hand.temper.blocks_after:
            async with self.stage.turn() as turn:
                await reach.unreachable(turn, self.stage.actors[key].person)

    async def _feels_wrong(self, key: str, hand: Hand, flag: int) -> None:
        """Report the warning sign at a place of the list."""
        await self.stage.tap_data(key, "x")
        flags = [b.data for row in self.stage.actors[key].phone[-1].keyboard for b in row if b.data.startswith("f|")]
        await self.stage.tap_data(key, flags[flag])
        await self._answer_everything(key, hand)

    def _open_card(self, key: str) -> tuple[Shown, str] | None:
        """Return the newest card with a question on it, and one of its buttons."""
        return self._newest(key, ("a|", "e|", "l|"))

    def _fresh(self, key: str, *verbs: str) -> tuple[Shown, str] | None:
        """Return the newest message with such a button that was not tapped yet."""
        found = self._newest(key, verbs)
        return found if found and (key, found[1]) not in self.used else None

    def _newest(self, key: str, verbs: tuple[str, ...]) -> tuple[Shown, str] | None:
        for message in reversed(self.stage.actors[key].phone[-12:]):
            if (key, message.id) in self.dead:
                continue
            for row in message.keyboard:
                for button in row:
                    if button.data.startswith(verbs):
                        return message, button.data
        return None
