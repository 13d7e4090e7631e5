"""Telling: what is on record as lines of the journal, in the words of whoever reads it.

Must never judge, and never leave out who ordered something or why.
"""

from typing import Any

from bot.care import phrases, things
from bot.care.alerts.cards import is_usual
from bot.care.known import explain, reasons, tests_asked
from bot.care.known.cards import card, shown_value
from bot.care.known.dose import rung_name
from bot.care.known.ordered import Names, phrase
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import bare, label, text, when
from bot.content.catalogue import TESTS
from bot.core.alert import AlertFact
from bot.core.alert_facts import Acknowledged, Alerted, Escalated, Released, Resolved, Shown, Snoozed
from bot.core.case import GAP
from bot.core.facts import (
    Answered,
    CheckInFact,
    Decided,
    Enrolled,
    Fact,
    Muted,
    Noted,
    Order,
    Reminded,
    Resumed,
    RunEndCorrected,
    RunReported,
    Silence,
    Stopped,
    Tested,
)
from bot.core.orders import TalkClosed, TalkOpened, Wrote

MOST_REASONS = 6
LONGEST_WORDS = 3000
"""So many letters of what somebody wrote: as many as anybody of the clinic can write at once, and what fits a page."""


def is_told(fact: Fact) -> bool:
    """Say whether a fact is worth a line: that a question was put, or put again, is not."""
    return isinstance(fact, Answered | Silence) or not isinstance(fact, CheckInFact | Reminded)


def answers(one: Visit, reader: Person, given: list[Answered]) -> str:
    """Return answers to one check-in, given one after another, as one line."""
    check_in = one.case.check_ins[given[0].check_in]
    script = card(one.turn, check_in).script
    said = []
    for answer in given:
        question = script.question(answer.question)
        if question is None:
            continue
        stem = script.id
        short = (
            tests_asked.short(one.turn, reader, question.id)
            if stem == TESTS
            else text(one.turn, reader, f"{stem}.{question.id}__short")
        )
        value = _clipped(shown_value(one.turn, reader, stem, question, answer.value))
        said.append(label(one.turn, reader, "journal.answer", question=short, value=value))
    window = _window(one, reader, check_in.id)
    return text(one.turn, reader, "journal.answers", window=window, answers="; ".join(said))


def calls(one: Visit, reader: Person, names: Names, made: list[Escalated]) -> str:
    """Return to whom an alert was sent, and how often where that was repeated."""
    called = dict.fromkeys(number for call in made for number in call.to)
    return text(
        one.turn,
        reader,
        "journal.escalated",
        number=made[0].alert,
        names=", ".join(_name(one, names, number) for number in called),
        first=made[0].step == 1,
        times=len(made),
    )


def line(one: Visit, reader: Person, names: Names, fact: Fact) -> str:
    """Return what a fact says; answers are told by `answers`."""
    if isinstance(fact, Order):
        return _by(one, reader, names, fact)
    if isinstance(fact, AlertFact):
        return _alert(one, reader, names, fact)
    if isinstance(fact, TalkOpened | TalkClosed | Wrote | Noted):
        return _talk(one, reader, names, fact)
    return _plain(one, reader, names, fact)


def _by(one: Visit, reader: Person, names: Names, order: Order) -> str:
    """Return an order with its name and its reason."""
    return text(
        one.turn,
        reader,
        "journal.order",
        name=_name(one, names, order.by),
        order=bare(phrase(one, reader, order, names)),
        reason=_clipped(reasons.as_read(one.turn, reader, str(getattr(order, "reason", "")))),
    )


def _plain(one: Visit, reader: Person, names: Names, fact: Fact) -> str:
    turn = one.turn
    match fact:
        case Decided():
            return _decision(one, reader, fact)
        case RunReported(_, rung, session, _, early):
            said = rung_name(one, reader, rung)
            return text(turn, reader, "journal.run_reported", rung=said, session=session, early=round(early))
        case RunEndCorrected(_, ended_at):
            return text(turn, reader, "journal.run_end_corrected", at=when(turn, reader, ended_at))
        case Tested(test, values, pain, by):
            return _test(one, reader, test, values=values, pain=pain, by=_name(one, names, by) if by else "")
        case Enrolled():
            protocol = phrases.protocol(turn, reader, fact.protocol)
            condition = phrases.condition(turn, reader, fact.condition)
            rung = rung_name(one, reader, fact.rung)
            return text(turn, reader, "journal.enrolled", protocol=protocol, condition=condition, rung=rung)
        case Silence(check_in, step):
            return text(turn, reader, "journal.silence", window=_window(one, reader, check_in), step=step)
        case Muted(muted, what):
            return text(turn, reader, "journal.muted", muted=muted, what=what)
        case Stopped() | Resumed():
            return text(turn, reader, f"journal.{fact.kind}")
        case _:
            return ""


def _decision(one: Visit, reader: Person, decided: Decided) -> str:
    """Return a decision with the reasons and the rules behind them."""
    turn = one.turn
    lines = [
        text(
            turn,
            reader,
            "journal.rule",
            reason=explain.reason(turn, reader, one.protocol, fired),
            rule=fired["rule"],
        )
        for fired in explain.leading(decided)[:MOST_REASONS]
    ]
    head = text(
        turn,
        reader,
        "journal.decided",
        outcome=text(turn, reader, f"names.outcome__{decided.outcome}"),
        provisional=decided.provisional,
        gap=decided.check_in == GAP,
        lacks=not decided.provisional and any(fired["unanswered"] for fired in decided.fired),
    )
    return "\n".join([head, *lines])


def _alert(one: Visit, reader: Person, names: Names, fact: AlertFact) -> str:
    turn, known = one.turn, {"number": fact.alert}
    match fact:
        case Alerted(_, severity, about):
            which = f"journal.about__{about}"
            has = turn.library.language(reader.language).has(which)
            said = text(turn, reader, which) if has else ""
            return text(turn, reader, "journal.alerted", severity=severity, about=said, **known)
        case Escalated():
            return calls(one, reader, names, [fact])
        case Shown(_, to):
            return text(turn, reader, "journal.shown", name=_name(one, names, to), **known)
        case Acknowledged(_, by):
            return text(turn, reader, "journal.acknowledged", name=_name(one, names, by), **known)
        case Released(_, old, chain):
            name = _name(one, names, old) if old else ""
            return text(turn, reader, "journal.released", name=name, handed_on=bool(chain), **known)
        case Snoozed(_, by, until):
            at = when(turn, reader, until)
            return text(turn, reader, "journal.snoozed", name=_name(one, names, by), until=at, **known)
        case Resolved(_, by, outcome):
            said = _outcome(one, reader, outcome)
            name = _name(one, names, by) if by else ""
            return text(turn, reader, "journal.resolved", name=name, outcome=said, **known)


def _talk(one: Visit, reader: Person, names: Names, fact: TalkOpened | TalkClosed | Wrote | Noted) -> str:
    turn = one.turn
    match fact:
        case Noted(said, what):
            sent = things.name_of(turn, reader, what)
            return text(turn, reader, "journal.noted", name=_first(one), said=_clipped(said), sent=sent)
        case Wrote(by, said, what):
            sent, name = things.name_of(turn, reader, what), _name(one, names, by)
            return text(turn, reader, "journal.wrote", name=name, said=_clipped(said), sent=sent)
        case TalkOpened(by):
            return text(turn, reader, "journal.talk_opened", name=_name(one, names, by))
        case TalkClosed(by):
            return text(turn, reader, "journal.talk_closed", name=_name(one, names, by) if by else "")


def _test(one: Visit, reader: Person, test: str, *, values: tuple[int, ...], pain: int | None, by: str) -> str:
    """Return a result of a test; a choice by its word."""
    turn = one.turn
    question = turn.library.conversation(TESTS).question(test)
    shown = [
        label(turn, reader, f"{TESTS}.{test}__{question.options[value]}")
        if question and question.options and 0 <= value < len(question.options)
        else str(value)
        for value in values
    ]
    known: dict[str, Any] = {"pain": "" if pain is None else f"{pain}/10", "by": by}
    has = turn.library.language(reader.language).has(f"{TESTS}.{test}__short")
    name = text(turn, reader, f"{TESTS}.{test}__short") if has else test
    return text(turn, reader, "journal.tested", test=name, value=" / ".join(shown), **known)


def _outcome(one: Visit, reader: Person, outcome: str) -> str:
    """Return how an alert ended: a usual way in the reader's words, any other as it was typed."""
    which = f"alert.ended__{outcome}"
    return text(one.turn, reader, which) if is_usual(outcome) else _clipped(outcome)


def _window(one: Visit, reader: Person, check_in: str) -> str:
    """Return which questions were asked, and about which run."""
    run, window, *_ = check_in.split(":")
    which = f"journal.window__{window}"
    has = one.turn.library.language(reader.language).has(which)
    name = text(one.turn, reader, which if has else "journal.window__tests")
    return text(one.turn, reader, "journal.window", window=name, run=int(run) if window != "wrong" else 0)


def _name(one: Visit, names: Names, number: int) -> str:
    return names.get(number, one.turn.settings.clinic)


def _first(one: Visit) -> str:
    return phrases.name_of(one.person)


def _clipped(said: str) -> str:
    return said if len(said) <= LONGEST_WORDS else f"{said[: LONGEST_WORDS - 1]}…"
