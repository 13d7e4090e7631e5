"""Testing: what a patient does at a gate, from the first test to the way being free, or to another day.

A test counts as soon as its last question is answered, and again when an answer is changed. Must never judge a result:
`core` does, here it is only said.
"""

from bot.care import alerts
from bot.care.course import entrance, following, sessions
from bot.care.known import gates, standstill
from bot.care.known.cards import Card, card, show
from bot.care.known.tests_asked import finished, questions_of, test_of
from bot.care.ports import Keyboard, Lane
from bot.care.visit import Visit
from bot.care.voice import send, tell, text
from bot.content.catalogue import TESTS
from bot.core.answers import Kind, Question
from bot.core.case import CheckIn
from bot.core.facts import CheckInOpened, LaidAside, Tested
from bot.core.gates import SECONDS_A_DAY, Check, Gate, Result, Standing, Test, Verdict


def start(visit: Visit, gate_id: str) -> bool:
    """Ask the tests that the patient may do alone and has not passed; False when this gate is not the one ahead."""
    judged = gates.missing(visit)
    own = gates.own_tests(judged) if judged else []
    if judged is None or judged.gate.id != gate_id or visit.case.held or standstill.is_still(visit) or not own:
        return False
    opened = _open(visit, gate_id) or _begin(visit, judged)
    show(visit.turn, visit.person, card(visit.turn, opened), new=True)
    return True


def carry_on(visit: Visit, shown: Card, question: Question, *, new: bool) -> None:
    """Record a test whose last question was answered, say how it went, and go on to the next one or to the session."""
    was, was_free = gates.missing(visit), sessions.is_on_offer(visit)
    check = _heard(visit, shown, question)
    said = _said(visit, shown, check) if check else ""
    if check and not shown.complete and _is_enough(visit, check):
        _put_away(visit, shown.check_in, f"{said}\n\n{text(visit.turn, visit.person, 'gates.enough')}")
    else:
        show(visit.turn, visit.person, shown, new=new, preface=said)
    if shown.complete or shown.check_in.laid_aside or was_free:
        go_on(visit, was, was_free=was_free)


def go_on(visit: Visit, was: Verdict | None, *, was_free: bool, tells_rest: bool = True) -> None:
    """Do what follows from new results: the way is free now, or no longer, or the gate tells what is left.

    While the plan is closed nothing follows, and nothing is praised.
    """
    now = gates.missing(visit)
    if visit.case.held:
        return
    if was_free and now:
        sessions.take_back(visit)
    elif was and (now is None or now.gate.id != was.gate.id):
        _passed(visit, was.gate)
    elif now is None or not tells_rest:
        return
    following.offer(visit)


def lay_aside(visit: Visit, check_in: str) -> bool:
    """Put the tests off to another day; False when they are not being asked."""
    opened = visit.case.check_ins.get(check_in)
    judged = gates.missing(visit)
    if opened is None or not opened.window.startswith(gates.WINDOW) or opened.laid_aside or judged is None:
        return False
    said, rows = text(visit.turn, visit.person, "gates.laid_aside"), entrance.keyboard(visit, judged)
    _put_away(visit, opened, said, rows)
    entrance.remind_later(visit, entrance.FIRST)
    return True


def overtaken(visit: Visit, test: Test) -> None:
    """End the asking of a test that the physio has measured meanwhile, so that no older answer replaces it."""
    for check_in in list(visit.case.check_ins.values()):
        asks_it = check_in.window.startswith(gates.WINDOW) and not set(questions_of(test)).isdisjoint(check_in.asks)
        if asks_it and not check_in.laid_aside:
            _put_away(visit, check_in, text(visit.turn, visit.person, "checkin.over"))


def signed_over(visit: Visit, gate_id: str) -> None:
    """End the asking of a gate that the physio has signed meanwhile."""
    opened = _open(visit, gate_id)
    if opened:
        _put_away(visit, opened, text(visit.turn, visit.person, "checkin.over"))


def still_closed(visit: Visit, subject: str) -> None:
    """Remind a patient who still stands at a gate; after a week the physio hears of it, too."""
    judged = gates.missing(visit)
    if subject not in entrance.AFTER:
        return
    if judged is None:
        sessions.still_unsigned(visit)
    if judged is None or not sessions.stands_at_gate(visit):
        return
    name = "gates.reminder" if gates.own_tests(judged) else "gates.still_waits"
    said, words = text(visit.turn, visit.person, name, physio=visit.physio), entrance.words(visit, judged)
    rows = entrance.keyboard(visit, judged)
    if gates.own_tests(judged) or subject.endswith(entrance.WEEKLY):
        send(visit.turn, visit.person, f"{said}\n\n{words}", keyboard=rows, lane=Lane.QUESTION)
    if subject.endswith(entrance.WEEKLY):
        alerts.gate_waits(visit, judged)
    entrance.remind_later(visit, entrance.WEEKLY)


def expired(visit: Visit) -> bool:
    """Take back a session that was on offer, because results that it rests on have become too old."""
    if not sessions.stands_at_gate(visit):
        return False
    sessions.take_back(visit)
    tell(visit.turn, visit.person, "gates.expired")
    following.offer(visit)
    return True


def _open(visit: Visit, gate_id: str) -> CheckIn | None:
    """Return the check-in about this gate that still waits for answers."""
    about = [one for one in visit.case.check_ins.values() if one.window == f"{gates.WINDOW}{gate_id}"]
    latest = about[-1] if about else None
    since = visit.case.opened_at
    if latest is None or latest.laid_aside or card(visit.turn, latest).complete or (since and latest.opened_at < since):
        return None
    days = (visit.turn.now - latest.opened_at).total_seconds() / SECONDS_A_DAY
    gate = gates.find(visit, gate_id)
    return latest if gate and gate.fresh.allows(days) else None


def _begin(visit: Visit, judged: Verdict) -> CheckIn:
    turn, bank = visit.turn, visit.turn.library.conversation(TESTS)
    number = sum(1 for one in visit.case.check_ins.values() if one.window.startswith(gates.WINDOW))
    name = f"0:{gates.WINDOW}{judged.gate.id}:{number}"
    asks = tuple(asked for check in gates.own_tests(judged) for asked in questions_of(check.test))
    turn.record(visit.person.id, CheckInOpened(name, TESTS, bank.version, turn.now, asks))
    return visit.case.check_ins[name]


def _heard(visit: Visit, shown: Card, question: Question) -> Check | None:
    """Record what a test came to, if it is finished; return how it stands then."""
    gate = _gate_of(visit, shown)
    test = next((test for test in gate.tests if test.id == test_of(question.id)), None) if gate else None
    outcome = finished(test, shown.script, shown.answers) if test else None
    if gate is None or test is None or outcome is None:
        return None
    values, pain = outcome
    visit.turn.record(visit.person.id, Tested(test.id, values, pain, done_at=shown.check_in.opened_at))
    if gates.too_painful(test, visit.case.results[test.id]):
        _tell_of_pain(visit, gate, test, visit.case.results[test.id])
    return next(check for check in gates.verdict(visit, gate).checks if check.test.id == test.id)


def _gate_of(visit: Visit, shown: Card) -> Gate | None:
    return gates.find(visit, shown.check_in.window.removeprefix(gates.WINDOW))


def _is_enough(visit: Visit, check: Check) -> bool:
    """Whether no more tests are asked today: one hurt too much, or something that others build on is not so yet."""
    asked = gates.question_of(visit.turn, check.test.id)
    failed = check.standing is Standing.FAILED and check.result is not None
    is_choice = asked is not None and asked.kind is Kind.CHOICE
    return failed and (is_choice or (check.result is not None and gates.too_painful(check.test, check.result)))


def _tell_of_pain(visit: Visit, gate: Gate, test: Test, result: Result) -> None:
    told = [alert for alert in visit.case.untaken_alerts() if alert.about == "test_pain"]
    known = any(alert.details.get("test") == test.id and alert.details.get("pain") == result.pain for alert in told)
    if not known:
        alerts.test_hurt(visit, gate.id, test.id, result.pain or 0)


def _said(visit: Visit, shown: Card, check: Check) -> str:
    """Return how a test went, and how far the gate is."""
    gate = _gate_of(visit, shown)
    if gate is None:
        return ""
    judged = gates.verdict(visit, gate)
    done, of = len(judged.checks) - len(judged.open), len(judged.checks)
    far = text(visit.turn, visit.person, "gates.progress", standing=check.standing.value, done=done, of=of)
    return f"{gates.line(visit, visit.person, gate, check)}\n{far}"


def _passed(visit: Visit, gate: Gate) -> None:
    name = gates.name(visit.turn, visit.person, gate)
    tell(visit.turn, visit.person, "gates.passed", gate=name)


def _put_away(visit: Visit, opened: CheckIn, said: str, rows: Keyboard = ()) -> None:
    """End the asking of tests, and say so on their card."""
    visit.turn.record(visit.person.id, LaidAside(opened.id))
    send(visit.turn, visit.person, said, keyboard=rows, about=opened.id, replaces=True)
