"""Charts and weeks of people who do not exist, in two languages."""

import random
from datetime import date, timedelta
from typing import Any

from bot.pictures.caseload import Caseload, CaseloadWords, Day, Group
from bot.pictures.chart import Chart, Limit, Mark, Run, Words

START = date(2026, 3, 2)
DECIDED = ("advance", "repeat", "rest_and_repeat", "step_back", "reassess", "urgent")

ENGLISH = Words(
    minutes="Running minutes",
    pain="Worst pain, 0 to 10",
    swelling="Swelling",
    gait="Gait",
    decisions="Decision",
    baseline="Baseline",
    unknown="no answer",
    skipped="skipped",
    empty="No runs yet",
    so_far="not final",
    swelling_levels=("none", "usual", "new", "marked"),
    gait_levels=("normal", "slight", "limp"),
    outcomes={
        "advance": "go on",
        "repeat": "repeat",
        "rest_and_repeat": "rest, then repeat",
        "step_back": "step back",
        "reassess": "physio decides",
        "urgent": "urgent",
    },
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
SPANISH = Words(
    minutes="Minutos de carrera",
    pain="Peor dolor del día, de 0 a 10",
    swelling="Hinchazón",
    gait="Forma de caminar",
    decisions="Decisión",
    baseline="Punto de partida",
    unknown="sin respuesta",
    skipped="no se hizo",
    empty="Todavía no hay ninguna carrera",
    so_far="aún no definitiva",
    swelling_levels=("ninguna", "habitual", "nueva", "importante"),
    gait_levels=("normal", "algo distinta", "cojera"),
    outcomes={
        "advance": "seguir adelante",
        "repeat": "repetir la sesión",
        "rest_and_repeat": "descansar y luego repetir",
        "step_back": "volver un paso atrás",
        "reassess": "decide la fisioterapeuta",
        "urgent": "urgente",
    },
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
)


def runs(count: int, *, over: int, seed: int = 1) -> tuple[Run, ...]:
    """Return that many runs over that many days, each with answers of every kind."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        day = START + timedelta(days=number * over // count)
        if dice.random() < 0.08:
            found.append(Run(day=day, skipped=True))
            continue
        decided = dice.choices(DECIDED, (60, 14, 9, 9, 5, 3))[0] if number < count - 1 else ""
        pain = (
            None
            if dice.random() < 0.07
            else min(10, max(0, round(dice.gauss(2 + 1.2 * DECIDED.index(decided or "advance"), 1))))
        )
        found.append(
            Run(
                day=day,
                minutes=6 + 30 * number // max(1, count) + dice.randrange(3),
                pain=pain,
                swelling=None if pain is None else dice.choices((0, 1, 2, 3), (60, 25, 10, 5))[0],
                gait=None if pain is None else dice.choices((0, 1, 2), (75, 18, 7))[0],
                decided=decided,
            )
        )
    return tuple(found)


def chart(words: Words = ENGLISH, **changed: Any) -> Chart:
    """Return a chart of five ordinary weeks, with these fields changed."""
    usual: dict[str, Any] = {
        "title": "Ana García",
        "subtitle": "Insertional Achilles · milestones · rung 7 of 12",
        "words": words,
        "runs": runs(16, over=35),
        "marks": (
            Mark(START + timedelta(days=12), "hold for 3 days"),
            Mark(START + timedelta(days=22), "back to rung 5"),
        ),
        "baseline_pain": 2,
        "limits": (Limit(5, "Limit: at most 5"),),
    }
    return Chart(**(usual | changed))


def caseload(**changed: Any) -> Caseload:
    """Return an ordinary week of forty patients, with these fields changed."""
    usual: dict[str, Any] = {
        "title": "Dora Llorens",
        "subtitle": "2 Mar – 8 Mar · 40 patients",
        "words": CaseloadWords(patients="Patients", runs="Runs", planned="planned", done="done", alerts="Alerts"),
        "groups": (
            Group("alert", "open alert", 3),
            Group("waiting", "waiting for you", 5),
            Group("silent", "silent", 4),
            Group("on_track", "on track", 25),
            Group("paused", "paused", 3),
        ),
        "days": tuple(
            Day(label=label, planned=planned, done=done, alerts=alerts)
            for label, planned, done, alerts in zip(
                ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
                (18, 14, 19, 12, 16, 22, 9),
                (16, 14, 11, 12, 13, 20, 0),
                (1, 0, 2, 0, 0, 4, 1),
                strict=True,
            )
        ),
    }
    return Caseload(**(usual | changed))
