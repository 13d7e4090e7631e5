"""What Ana does while the clinic changes its content, and what can be seen of it."""

from bot.care.course import sessions
from bot.care.visit import visit
from bot.core.orders import Reopened, Repinned
from tests.care.ordering import GOOD_24, taps
from tests.stage import Stage, plain


async def at_one_minute(stage: Stage) -> None:
    """Let Dora open Ana's plan at the second rung of running, above which and below which there is another."""
    async with stage.turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        sessions.take_back(came)
        turn.record(came.person.id, Reopened("run_1min", came.carers[0].id, "examined"))
        sessions.offer(came)
    await stage.deliver()


async def ran(stage: Stage, gait: str = "As normal", kind: str = "") -> None:
    """Let Ana run and answer all three times; `kind` is what sort of pain she had on the run."""
    pain = ("1", "Only at the start, then gone", kind) if kind else ("0",)
    await taps(stage, "ana", "Done as planned", "0", *pain, *(() if kind else ("No pain",)), gait, "2")
    for ready in ((), ("8",)):
        await stage.wait(hours=24)
        await taps(stage, "ana", *GOOD_24, *ready)


def reads(stage: Stage, key: str) -> str:
    """Return everything on somebody's phone."""
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


async def repinned(stage: Stage, key: str = "ana") -> list[Repinned]:
    """Return how often somebody's plan was moved to another version."""
    case = await stage.case(key)
    return [order for _, order in case.orders if isinstance(order, Repinned)]
