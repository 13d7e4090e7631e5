"""Who may do what to whom: the table, walked whole, and the front door, tried with everything that can be forged."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.care.doors import staff
from bot.care.doors.reception import receive
from bot.care.permissions import ALLOWED, may
from bot.care.ports import Incoming, Media, Person, Said, Sent, Tapped
from bot.content.library import Library
from bot.core.alert import Alert
from bot.core.case import Case
from tests.play import Player
from tests.stage import START, Stage, plain

ROLES = ("patient", "physio", "clinic", "group")
STATES = ("invited", "enrolling", "active", "stopped", "blocked", "discharged", "inactive")
RELATIONS = ("own", "called", "owner", "told", "foreign")

OF_PHYSIO = {
    "see": ("own", "called", "owner"),
    "acknowledge": ("own", "called", "owner"),
    "restrict": ("own", "called", "owner"),
    "decide": ("own", "called", "owner"),
    "talk": ("own", "called", "owner"),
    "change_terms": ("own",),
    "discharge": ("own",),
}
"""To whom a physio may do what; written out here once more on purpose."""
FOR_A_PHYSIO = ("decide", "change_terms")
"""What lets somebody on, which nobody else may do. All else a member of the clinic may do to everybody."""


def _carer(role: str, state: str) -> Person:
    return Person(7, role, "Somebody", "en", "UTC", state=state)


def _case(relation: str) -> Case:
    """Return a case in which person 7 stands like this."""
    case = Case()
    severity = "tell" if relation == "told" else "urgent"
    called = (7,) if relation in ("called", "told") else (8,)
    case.alerts[1] = Alert(1, severity, "decision", 0, START, called=called)
    if relation == "owner":
        case.alerts[1].acknowledged_by = 7
    return case


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_the_table_says_who_may_do_what_to_whom(role: str, state: str, action: str) -> None:
    """Every role in every state, with every relation to a patient: 140 cells for each thing that can be done."""
    for relation in RELATIONS:
        patient = Person(9, "patient", "P", "en", "UTC", state="active", physio=7 if relation == "own" else 8)
        allowed = state == "active" and (
            (role == "clinic" and action not in FOR_A_PHYSIO)
            or (role == "physio" and relation in OF_PHYSIO.get(action, ()))
        )
        assert may(_carer(role, state), action, patient, _case(relation)) is allowed, (role, state, action, relation)


@pytest.mark.parametrize("action", OF_PHYSIO)
def test_once_an_alert_has_ended_who_was_called_for_it_may_do_nothing_more(action: str) -> None:
    case = _case("called")
    case.alerts[1].resolved_at = START
    patient = Person(9, "patient", "P", "en", "UTC", state="active", physio=8)
    assert not may(_carer("physio", "active"), action, patient, case)


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("role", ROLES[1:])
def test_nobody_acts_on_somebody_who_is_no_patient(action: str, role: str) -> None:
    """A button with the number of a physio, of a group or of one's own is never meant."""
    other = Person(9, role, "Other", "en", "UTC", state="active", physio=7)
    assert not may(_carer("clinic", "active"), action, other, Case())


QUILL, WINTER = "Quillfeather", "Wintergreen"
PEOPLE = f"""\
start    2026-03-02 10:00 Europe/Madrid
people   dora physio Dora
people   bo physio Bo
people   ina physio Ina
people   carla clinic Carla
people   quill patient {QUILL} physio=Dora
people   winter patient {WINTER} physio=Bo
enrolled dora bo ina carla quill winter
"""
SECRETS = (QUILL, WINTER, "my left achilles")
"""What may be read by nobody whom it does not concern."""


@dataclass(frozen=True)
class World:
    """A clinic in full swing, and every button that anybody in it has on their phone."""

    stage: Stage
    carried: tuple[tuple[str, str], ...]

    def person(self, key: str) -> int:
        """Return the id of somebody."""
        return self.stage.actors[key].person


async def _in_full_swing(player: Player) -> World:
    """Bring two patients with alerts that a group was called for, a talk, drafts, orders, news, a physio let go."""
    await player.play(PEOPLE)
    stage = player.stage
    assert stage is not None
    async with stage.turn() as turn:
        await receive(turn, Incoming(stage.actors["carla"].user_id, -500, Said("/here"), private=False))
    await stage.deliver()
    await stage.tap("carla", "✅ Yes, this group")
    quill, winter, ina = (stage.actors[key].person for key in ("quill", "winter", "ina"))
    stage.settings = replace(stage.settings, undo_seconds=60)
    for key in ("quill", "winter"):
        for label in ("⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all"):
            await stage.tap(key, label)
    await stage.wait(hours=3)
    await stage.say("quill", "It is my left achilles again")
    await stage.sends("winter", "photo", "my left achilles")
    await stage.say("dora", f"/write {QUILL} Hello")
    await stage.tap("dora", f"📨 Send to {QUILL}")
    await stage.say("quill", "my left achilles, I said")
    for key in ("dora", "bo", "carla"):
        for said in ("/patients", "/alerts", "/week"):
            await stage.say(key, said)
    for key, patient in (("dora", quill), ("bo", winter), ("carla", quill), ("carla", winter)):
        for data in ("p|{}", "o|{}", "n|{}", "d|{}", "J|{}|0", "J|{}|chart", "v|{}", "u|{}|1", "z|{}|1", "T|{}"):
            await stage.tap_data(key, data.format(patient))
    await _sends_news(stage)
    await stage.wait(minutes=1)
    await _sends_news(stage)
    await _gives_an_order(stage, quill)
    for said in ("/broadcast", "/updates", "/figures", "/people"):
        await stage.say("carla", said)
    for data in ("P|l|physio|0", "P|l|patient|0", f"P|p|{quill}", f"P|h|{quill}", f"P|x|{ina}|yes", "P|i"):
        await stage.tap_data("carla", data)
    await stage.end()
    return World(stage, tuple(dict.fromkeys(_carried(stage))))


async def _sends_news(stage: Stage) -> None:
    """Let Carla send something to both patients, as far as to its report."""
    await stage.say("carla", "/broadcast The track is closed.")
    await stage.tap("carla", "👁 Preview")
    await stage.say("carla", "2")


async def _gives_an_order(stage: Stage, patient: int) -> None:
    """Let Dora pause the plan of a patient, as far as to the minute in which it can be undone."""
    await stage.tap_data("dora", f"p|{patient}")
    for label in ("⏸ Pause", "🏖 Holiday", "No date yet", "✅ Confirm"):
        await stage.tap("dora", label)


def _carried(stage: Stage) -> Iterator[tuple[str, str]]:
    for key, actor in stage.actors.items():
        for message in actor.phone:
            for row in message.keyboard:
                yield from ((key, button.data) for button in row)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, library: Library) -> World:
    """Return the clinic in full swing; fork its stage to go on."""
    return asyncio.run(_in_full_swing(Player(tmp_path_factory.mktemp("world"), library, reopens=False)))


@pytest.fixture
async def clinic(world: World, tmp_path: Path) -> AsyncIterator[Stage]:
    forked = world.stage.fork(tmp_path)
    yield forked
    await forked.end()


BATCH = 25
"""So many taps are made before the whole database is compared once more."""

SUFFIXES = (
    *(
        "",
        "|1",
        "|2",
        "|0",
        "|99",
        "|yes",
        "|no",
        "|end",
        "|0|yes",
        "|1|yes",
        "|before_run_walk",
        "|chart",
        "|k|reopen",
    ),
    *("|k|discharge", "|k|pause", "|go", "|undo", "|spoke", "|60"),
)
BY_HAND = ("g|{}|before_run_walk", "dg|1772521200|0", "W|off", "U|0123456789ab|now", "I")
"""A button of each verb that stands on no phone of this clinic; `{}` is the number of a patient."""

NUMBERS = ("0", "-1", "999999", "9" * 30, "٣", "x", "")


def _about(world: World, key: str) -> list[str]:
    """Return all there is to forge about one patient: what others carry, and every verb with their number."""
    number = str(world.person(key))
    carried = [data for _, data in world.carried if data.split("|")[1:2] == [number]]
    made = [f"{verb}|{number}{suffix}" for verb in staff.TAPS for suffix in SUFFIXES]
    made += [data.format(number) for data in BY_HAND if "{}" in data]
    return list(dict.fromkeys((*carried, *made)))


def _of_the_clinic(world: World) -> list[str]:
    """Return all that only the clinic may tap: what Carla carries that no physio does."""
    of_others = {data for key, data in world.carried if key != "carla"}
    verbs = ("P", "b", "B", "U")
    carried = [data for key, data in world.carried if key == "carla" and data not in of_others]
    made = [
        f"{verb}|{word}{suffix}"
        for verb in verbs
        for word in (str(world.person("quill")), str(world.person("dora")), "i", "g", "l")
        for suffix in ("", "|yes", "|0", "|physio|0", "|go")
    ]
    made += [data for data in BY_HAND if data.split("|")[0] in verbs]
    return list(dict.fromkeys((*(data for data in carried if data.split("|")[0] in verbs), *made)))


async def _rows(stage: Stage) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that is stored, table by table, but what came in."""
    store = await stage.store()
    tables = ("people", "invites", "facts", "dues", "outbox", "notes", "standings", "broadcasts", "recipients")
    async with store._database.transaction() as transaction:
        return {
            name: [tuple(row) for row in (await transaction.execute(sql(f"SELECT * FROM {name} ORDER BY 1, 2")))]
            for name in tables
        }


async def _happens(stage: Stage, user: int, event: Said | Sent | Tapped, chat: int | None = None) -> str:
    """Let something come in; return what is said at once."""
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, chat or user, event, private=chat is None, language="en"))
    return f"{turn.reply.toast} {turn.reply.aside}"


async def _nothing_comes_of(stage: Stage, user: int, datas: list[str], chat: int | None = None) -> int:
    """Try everything; whatever is said at once tells nothing, and nothing at all is stored. Return how many."""
    before = await _rows(stage)
    for start in range(0, len(datas), BATCH):
        batch = datas[start : start + BATCH]
        for data in batch:
            said = await _happens(stage, user, Tapped(data), chat)
            assert not [secret for secret in SECRETS if secret in said], f"{data} says {said}"
        after = await _rows(stage)
        assert after == before, f"{[name for name in before if before[name] != after[name]]} changed by one of {batch}"
    return len(datas)


async def test_a_physio_gets_nothing_about_a_patient_of_somebody_else(world: World, clinic: Stage) -> None:
    """Bo with every button about Quillfeather, Dora with every one about Wintergreen: nothing is shown or changed."""
    tried = await _nothing_comes_of(clinic, clinic.actors["bo"].user_id, _about(world, "quill"))
    tried += await _nothing_comes_of(clinic, clinic.actors["dora"].user_id, _about(world, "winter"))
    assert tried >= 300


async def _called_in_the_group(clinic: Stage, key: str) -> list[int]:
    """Return the numbers of the alerts of a patient that went to the clinic's group and are open."""
    async with clinic.turn() as turn:
        (group,) = await turn.people("group")
    return [alert.number for alert in (await clinic.case(key)).open_alerts() if group.id in alert.called]


async def test_an_alert_that_went_to_the_group_is_taken_there_by_any_physio_and_nowhere_else(clinic: Stage) -> None:
    """In private Bo can neither see, take, put off nor end it; in the group he takes it, and sees it then."""
    (number,), quill, bo = (
        await _called_in_the_group(clinic, "quill"),
        clinic.actors["quill"].person,
        clinic.actors["bo"],
    )
    stem = f"{quill}|{number}"
    datas = [f"k|{stem}", *(f"z|{stem}{more}" for more in ("", "|r", "|r|spoke", "|s", "|s|4", "|s|m"))]
    await _nothing_comes_of(clinic, bo.user_id, datas)
    await _nothing_comes_of(clinic, bo.user_id, [f"k|{stem}", *datas[1:]], chat=-600)
    await _nothing_comes_of(clinic, bo.user_id, [*datas[1:], f"k|{stem}|1", f"k|{quill}", f"k|{quill}|99"], chat=-500)

    await _happens(clinic, bo.user_id, Tapped(f"k|{stem}"), chat=-500)

    assert (await clinic.case("quill")).alerts[number].acknowledged_by == bo.person
    assert await _called_in_the_group(clinic, "winter")


async def test_a_physio_cannot_do_what_only_the_clinic_may(world: World, clinic: Stage) -> None:
    datas = _of_the_clinic(world)
    assert await _nothing_comes_of(clinic, clinic.actors["bo"].user_id, datas) >= 100


@pytest.mark.parametrize("who", ["stranger", "ina"])
async def test_a_stranger_and_somebody_let_go_get_nothing_at_all(world: World, clinic: Stage, who: str) -> None:
    """Every button of every phone, and every verb with every number."""
    user = clinic.actors[who].user_id if who in clinic.actors else 424242
    datas = [data for _, data in world.carried]
    datas += [f"{verb}|{number}" for verb in staff.TAPS for number in NUMBERS]
    datas += [data.format(world.person("quill")) for data in BY_HAND]
    assert await _nothing_comes_of(clinic, user, list(dict.fromkeys(datas))) >= 150


@pytest.mark.parametrize("who", ["dora", "bo", "carla"])
async def test_numbers_of_nobody_change_nothing(clinic: Stage, who: str) -> None:
    """For those who may do much, too: a number that is none, or nobody's, is answered with one sentence."""
    lists = ("R", "W", "J", "U", "P", "b", "B", "I")
    verbs = [verb for verb in staff.TAPS if verb not in lists]
    datas = [f"{verb}|{number}{more}" for verb in verbs for number in NUMBERS for more in ("", "|1", "|yes")]
    await _nothing_comes_of(clinic, clinic.actors[who].user_id, datas)


@pytest.mark.parametrize("who", ["quill", "winter"])
async def test_a_patient_gets_nothing_with_buttons_of_the_staff_or_of_others(
    world: World, clinic: Stage, who: str
) -> None:
    """At most their own open question is shown again; no fact, nobody else's message, and no foreign name."""
    own = clinic.actors[who]
    other = WINTER if who == "quill" else QUILL
    verbs = set(staff.TAPS)
    mine = {data for key, data in world.carried if key == who}
    datas = [data for key, data in world.carried if data not in mine and data.split("|")[0] in verbs]
    datas += [
        f"{verb}|{world.person(key)}{more}" for verb in verbs for key in ("quill", "winter") for more in SUFFIXES[:6]
    ]
    datas += [data.format(world.person(key)) for data in BY_HAND for key in ("quill", "winter")]
    before = await _rows(clinic)
    for data in dict.fromkeys(datas):
        said = await _happens(clinic, own.user_id, Tapped(data))
        assert other not in said
    after = await _rows(clinic)
    new = [row for row in after.pop("outbox") if row not in before["outbox"]]
    before.pop("outbox")
    assert after == before
    assert {row[1] for row in new} <= {own.person}
    assert not [row for row in new if other in str(row)]
    assert len(set(datas)) >= 200


@pytest.mark.parametrize("who", ["bo", "dora", "carla", "quill", "ina", "stranger"])
async def test_in_any_group_every_button_but_the_alerts_is_dead(world: World, clinic: Stage, who: str) -> None:
    """Tapped in the clinic's own group, and in a foreign one."""
    user = clinic.actors[who].user_id if who in clinic.actors else 424242
    datas = list(dict.fromkeys(data for _, data in world.carried))
    await _nothing_comes_of(clinic, user, datas, chat=-600)
    quiet = [data for data in datas if data.split("|")[0] not in staff.IN_GROUPS]
    assert await _nothing_comes_of(clinic, user, quiet, chat=-500) >= 100


@pytest.mark.parametrize("who", ["quill", "stranger", "ina"])
async def test_in_the_clinics_group_only_the_staff_takes_an_alert(world: World, clinic: Stage, who: str) -> None:
    user = clinic.actors[who].user_id if who in clinic.actors else 424242
    datas = [f"k|{world.person(key)}|{number}" for key in ("quill", "winter") for number in range(4)]
    await _nothing_comes_of(clinic, user, datas, chat=-500)


async def test_another_clinics_people_are_strangers_here(world: World, clinic: Stage) -> None:
    """Two clinics are two databases: whoever is somebody in one is nobody in the other, whatever their buttons say."""
    elsewhere = [5000 + actor.user_id for actor in clinic.actors.values()]
    datas = list(dict.fromkeys(data for _, data in world.carried))
    for user in elsewhere[:3]:
        await _nothing_comes_of(clinic, user, datas)
        before = await _rows(clinic)
        for said in ("/patients", "/people", "/alerts", f"/write {QUILL} hello", f"/patients {QUILL}"):
            assert not [secret for secret in SECRETS if secret in await _happens(clinic, user, Said(said))]
        assert await _rows(clinic) == before


COMMANDS = ("/patients", "/alerts", "/week", "/people", "/figures", "/updates", "/broadcast", "/write", "/here")


@pytest.mark.parametrize("rest", ["", QUILL, f"{QUILL} hello", "quill", "a", "%", "_", "' OR 1=1 --"])
async def test_no_command_of_a_physio_shows_a_patient_of_somebody_else(clinic: Stage, rest: str) -> None:
    """Not by name, by a part of it, nor by what means everything to a database."""
    count = len(clinic.actors["bo"].phone)
    for command in COMMANDS:
        await clinic.say("bo", f"{command} {rest}")
    for message in clinic.actors["bo"].phone[count:]:
        # What Bo typed may be said back to Bo; it is all that he knows of her.
        shown = plain(message.text).replace(f"“{QUILL}”", "").replace(f"“{rest}”", "")
        assert QUILL not in shown
        assert not [button for row in message.keyboard for button in row if QUILL in button.text]
        assert not (isinstance(message.media, Media) and QUILL in str(message.media.data))


async def test_whoever_may_gets_what_these_buttons_promise(world: World, clinic: Stage) -> None:
    """The same buttons are alive in the right hands, or all of the above would prove nothing."""
    alive = 0
    for key, patient in (("dora", "quill"), ("bo", "winter")):
        for verb in ("p|{}", "J|{}|0", "k|{}|1", "T|{}", "d|{}"):
            before = await _rows(clinic)
            data = verb.format(world.person(patient))
            said = await _happens(clinic, clinic.actors[key].user_id, Tapped(data))
            alive += await _rows(clinic) != before or bool(said.strip())
            assert not said.startswith("That button") or verb.startswith("k"), data
    assert alive == 10


async def test_every_verb_is_tried(world: World) -> None:
    """A new button has to stand on somebody's phone here, or among those made by hand, before it counts as tried."""
    tried = {data.split("|")[0] for data in (*(data for _, data in world.carried), *BY_HAND)}
    assert set(staff.TAPS) <= tried
