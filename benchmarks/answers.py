"""Answers a second, each durably stored, against a bare python-telegram-bot that stores nothing.

Must never compare rounds of different minutes: the bots take turns, and each ratio is of neighbours.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.clinic import Clinic, script
from benchmarks.processes import Bot, StandIn, echo, stand_in, strideback
from benchmarks.report import Figure

ROUNDS, PATIENTS = 3, 120
SHORT_ROUNDS, SHORT_PATIENTS = 1, 40
WIDTH = 40
"""How many people answer at the same moment."""
SHARE = 0.6
NO_LIMIT = 1000

Round = tuple[float, float]


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return answers a second of the three bots, the ratios, and the processor time an answer costs."""
    clinic = Clinic(folder, answering=SHORT_PATIENTS if short else PATIENTS)
    clinic.seed()
    ours, plain, side_by_side = [], [], []
    for number in range(SHORT_ROUNDS if short else ROUNDS):
        ours.append(_strideback(clinic.copy_to(folder / str(number))))
        plain.append(_echo(clinic, concurrent=False))
        side_by_side.append(_echo(clinic, concurrent=True))
    return [
        Figure("answers: Strideback, stored durably", "a second", _rates(ours)),
        Figure("answers: bare library, nothing stored", "a second", _rates(plain)),
        Figure("answers: bare library, side by side", "a second", _rates(side_by_side)),
        Figure("answers: ratio to the bare library", "of it", _ratios(ours, plain), at_least=SHARE),
        Figure("answers: ratio to it side by side", "of it", _ratios(ours, side_by_side)),
        Figure("answers: Strideback's processor time", "ms each", [1000 * cost for _, cost in ours]),
        Figure("answers: bare library's processor time", "ms each", [1000 * cost for _, cost in plain]),
    ]


def _strideback(clinic: Clinic) -> Round:
    with _stand_in(clinic) as thumbs:
        clinic.configure(thumbs.next()["url"], per_second=NO_LIMIT)
        with strideback(clinic.config) as bot:
            return _round(thumbs, bot)


def _echo(clinic: Clinic, *, concurrent: bool) -> Round:
    with _stand_in(clinic) as thumbs, echo(thumbs.next()["url"], clinic.folder, concurrent=concurrent) as bot:
        return _round(thumbs, bot)


def _stand_in(clinic: Clinic) -> AbstractContextManager[StandIn]:
    return stand_in("flat_out", script(), patients=clinic.patients, answering=clinic.answering, width=WIDTH)


def _round(thumbs: StandIn, bot: Bot) -> Round:
    thumbs.next()
    before = bot.processor_seconds()
    result = thumbs.next()
    return result["rate"], (bot.processor_seconds() - before) / result["taps"]


def _rates(rounds: list[Round]) -> list[float]:
    return [rate for rate, _ in rounds]


def _ratios(ours: list[Round], theirs: list[Round]) -> list[float]:
    return [mine / other for (mine, _), (other, _) in zip(ours, theirs, strict=True)]
