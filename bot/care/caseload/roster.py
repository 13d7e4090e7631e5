"""The roster: patients by need, a page at a time, narrowed by how they stand or by a part of their name.

A button carries everything that its page is made of, so that an old one shows what it says. Physios see their own
patients and those for whom they are called, the clinic everybody. Must never open a case: standings are enough.
"""

from bot.care import phrases
from bot.care.permissions import may
from bot.care.ports import Button, Cohort, Keyboard, Person, Standing, Turn
from bot.care.voice import button, label, send, text
from bot.core.answers import fold

VERB = "R"
PAGE = 8
LONGEST_SEARCH = 40
"""So many bytes of a searched name fit into a button."""

FILTERS_A_ROW = 3
MOST_DIGITS = 4

GROUPS: dict[str, tuple[str, ...]] = {
    "alert": ("urgent", "alert", "held"),
    "waiting": ("waiting", "news"),
    "silent": ("blocked", "silent"),
    "on_track": ("resting", "tests", "on_track"),
    "paused": ("paused",),
    "other": ("finished", "enrolling", "invited", "stopped", "discharged", "inactive"),
}
"""What the roster can be narrowed to, each with the statuses in it; the picture of a week shows the same groups."""


def reached(carer: Person) -> Cohort:
    """Return the patients whom somebody may see."""
    return Cohort() if carer.role == "clinic" else Cohort(seen_by=carer.id)


async def show(turn: Turn, carer: Person, search: str = "") -> None:
    """List the patients whom somebody may see, or those with this in their name, as a new message."""
    await _page(turn, carer, 0, search=_searched(search), replaces=False)


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Turn a page or narrow the list, in place; False when the button is not of this world."""
    match parts[1:]:
        case [group, page, search] if (group in GROUPS or not group) and _is_page(page):
            await _page(turn, carer, int(page), group=group, search=_searched(search), replaces=True)
            return True
        case _:
            return False


async def _page(turn: Turn, carer: Person, page: int, *, group: str = "", search: str = "", replaces: bool) -> None:
    if not may(carer, "see"):
        return
    everybody = narrowed(carer, search=search)
    counts = by_group(await turn.census(everybody))
    total = counts.get(group, 0) if group else sum(counts.values())
    pages = max(1, -(-total // PAGE))
    page = min(page, pages - 1)
    shown = narrowed(carer, search=search, statuses=GROUPS.get(group, ()))
    found = await turn.standings(shown, most=PAGE, skip=page * PAGE)
    head = text(
        turn,
        carer,
        "caseload.roster",
        clinic=carer.role == "clinic",
        count=total,
        search=search,
        group=text(turn, carer, f"caseload.group__{group}") if group else "",
        page=page + 1,
        pages=pages,
    )
    lines = [
        line(turn, carer, patient, standing, physio=await _physio(turn, carer, patient)) for patient, standing in found
    ]
    rows = [(_name_button(turn, carer, patient, standing),) for patient, standing in found]
    paging = _paging(page, pages, group, search)
    keyboard = (*rows, *_filters(turn, carer, counts, group, search), *([paging] if paging else []))
    send(turn, carer, "\n".join([head, *lines]), keyboard=keyboard, about=f"roster:{carer.id}", replaces=replaces)


def narrowed(carer: Person, *, search: str = "", statuses: tuple[str, ...] = ()) -> Cohort:
    """Return those of the patients whom somebody may see who stand like this, or have this in their name."""
    return Cohort(seen_by=reached(carer).seen_by, search=search, statuses=statuses)


def line(turn: Turn, carer: Person, patient: Person, standing: Standing, *, physio: str = "") -> str:
    """Return one patient of the list: who, how they stand, since when, in which phase, and with whom."""
    return text(
        turn,
        carer,
        "caseload.line",
        mark=phrases.mark(turn, carer, standing.status),
        name=phrases.name_of(patient),
        state=phrases.status(turn, carer, standing),
        alerts=standing.alerts,
        physio=physio,
        phase="" if standing.status in GROUPS["other"] else phrases.phase(turn, carer, standing.phase),
    )


async def _physio(turn: Turn, carer: Person, patient: Person) -> str:
    """Return who looks after a patient, where the reader is not that person."""
    if patient.physio in (None, carer.id):
        return ""
    return phrases.name_of(await turn.person(patient.physio or 0))


def _name_button(turn: Turn, carer: Person, patient: Person, standing: Standing) -> Button:
    name = phrases.name_of(patient, phrases.LONGEST_ON_BUTTON)
    return Button(f"{phrases.mark(turn, carer, standing.status)} {name}", f"p|{patient.id}")


def by_group(census: dict[str, int]) -> dict[str, int]:
    """Return how many stand how by group, without those in which nobody is."""
    counts = {group: sum(census.get(one, 0) for one in statuses) for group, statuses in GROUPS.items()}
    return {group: count for group, count in counts.items() if count}


def _filters(turn: Turn, carer: Person, counts: dict[str, int], group: str, search: str) -> Keyboard:
    """Return a button for each group that somebody is in, and one for all where the list is narrowed."""
    buttons = [
        Button(f"{label(turn, carer, f'caseload.group__{one}')} {count}", _data(one, 0, search))
        for one, count in counts.items()
        if one != group
    ]
    if group or search:
        buttons.append(button(turn, carer, "caseload.all", _data("", 0, "")))
    if len(buttons) == 1 and not (group or search):
        return ()
    return tuple(tuple(buttons[at : at + FILTERS_A_ROW]) for at in range(0, len(buttons), FILTERS_A_ROW))


def _paging(page: int, pages: int, group: str, search: str) -> tuple[Button, ...]:
    wanted = (("◀️", page - 1), (f"{page + 1}/{pages}", page), ("▶️", page + 1))
    return tuple(Button(said, _data(group, at, search)) for said, at in wanted if pages > 1 and 0 <= at < pages)


def _data(group: str, page: int, search: str) -> str:
    return f"{VERB}|{group}|{page}|{search}"


def _searched(said: str) -> str:
    """Return what is looked for as names are stored, and as much of it as a button can carry."""
    folded = fold(said).replace("|", "")
    return folded.encode()[:LONGEST_SEARCH].decode(errors="ignore").strip()


def _is_page(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS
