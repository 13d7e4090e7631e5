"""The house has floors, and knowledge runs only downwards: read from the syntax of every module."""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__", "cli"),
    ("sandbox",),
    ("app", "beside"),
    ("worker", "outage", "duty", "publishing"),
    ("chat",),
    ("config", "desk"),
    ("store",),
    ("care", "proof"),
    ("content",),
    ("core",),
)
"""From the roof to the ground. A room may know its own modules and the floors below it."""

FLOORS_OF_CARE = (
    "doors", "people", "updates", "talking", "patient", "broadcasts", "joining", "orders", "caseload", "course",
    "alerts", "known", "",
)  # fmt: skip
"""The use cases have floors of their own; the last, without a name, is what all of them stand on."""

GROUND = {"clock", "logs", "pictures", "signals"}
"""What the whole house stands on: it knows nothing of the bot, so that everybody may know it."""

BESIDE_EACH_OTHER = {("__main__", "cli")}
"""Modules that are two halves of one room."""

NOT_IN_CORE = {
    "asyncio", "sqlalchemy", "aiosqlite", "sqlcipher3", "sqlite3", "telegram", "jinja2", "pydantic", "starlette",
    "uvicorn", "apscheduler", "typer", "rich", "babel", "os", "io", "pathlib", "socket", "random", "secrets", "uuid",
    "time", "logging", "threading", "subprocess", "tomllib", "json",
}  # fmt: skip
NOT_IN_CARE = {
    "asyncio", "sqlalchemy", "aiosqlite", "sqlcipher3", "sqlite3", "telegram", "jinja2", "pydantic", "starlette",
    "uvicorn", "apscheduler", "typer", "rich", "os", "pathlib", "socket", "random", "time", "threading", "subprocess",
}  # fmt: skip
CLOCKS = {"bot/clock.py", "bot/sandbox/clock.py"}
READS_A_CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"),
}  # fmt: skip


@cache
def modules() -> list[Path]:
    """Return every module of the product."""
    return sorted(path for path in BOT.rglob("*.py") if "shipped" not in path.parts)


def named(path: Path) -> str:
    """Return the path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """Return the name under which a module is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def known() -> frozenset[str]:
    """Return the names under which the product's modules are imported."""
    return frozenset(dotted(path) for path in modules())


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _walk(node: ast.AST) -> list[ast.AST]:
    """Return every node that is run, whatever function it stands in."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if not _is_for_types_only(child):
            found += [child, *_walk(child)]
    return found


@cache
def imports(path: Path) -> frozenset[str]:
    """Return what a module imports, at its top and inside its functions, as dotted names."""
    found: set[str] = set()
    package = dotted(path) if path.name == "__init__.py" else dotted(path).rpartition(".")[0]
    for node in _walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            whole = ".".join(part for part in (base, node.module or "") if part)
            names = {f"{whole}.{alias.name}" for alias in node.names}
            found |= {name if name in known() else whole for name in names}
    return frozenset(found)


def room(module: str) -> str:
    """Return the room of a module of the bot; an empty string for anything else."""
    parts = module.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 else ""


def floor(name: str) -> int:
    """Return how far below the roof a room lies."""
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def room_of_care(module: str) -> str:
    """Return the room of a use case; an empty string for what lies beside the rooms."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and (BOT / "care" / parts[2]).is_dir() else ""


MODULES = modules()


def among(*rooms: str) -> list[Path]:
    """Return the modules of some rooms."""
    return [path for path in MODULES if room(dotted(path)) in rooms]


def outside(*rooms: str) -> list[Path]:
    """Return the modules of all other rooms."""
    return [path for path in MODULES if room(dotted(path)) not in rooms]


def offending(paths: Iterable[Path], fault: Callable[[Path], object]) -> dict[str, object]:
    """Return what is wrong with modules, by their names; every rule of the house holds where this is empty."""
    return {named(path): found for path in paths if (found := fault(path))}


def libraries(path: Path) -> set[str]:
    """Return the packages that a module imports from."""
    return {module.split(".")[0] for module in imports(path)}


def test_every_room_stands_on_a_floor():
    rooms = {room(dotted(path)) for path in MODULES} - {""}
    assert rooms <= {name for rooms_of_floor in FLOORS for name in rooms_of_floor} | GROUND


def test_imports_run_only_downwards():
    assert offending(MODULES, _known_from_above) == {}


def _known_from_above(path):
    """Return the rooms above or beside it that a module knows."""
    own = room(dotted(path))
    others = {room(module) for module in imports(path)} - {"", own} - GROUND
    if own in GROUND or not own:
        return others
    pairs = {other: tuple(sorted((own, other))) for other in others}
    return {other for other in others if floor(other) <= floor(own) and pairs[other] not in BESIDE_EACH_OTHER}


def test_no_module_is_known_by_one_that_it_knows():
    """There is no circle of imports, not even one that is hidden inside functions."""
    graph = {dotted(path): {name for name in imports(path) if name.startswith("bot.")} for path in MODULES}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"a circle: {' → '.join((*way[way.index(name) :], name))}"
        if name in done:
            return
        for other in sorted(graph.get(name, ())):
            visit(other, (*way, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_the_core_is_pure():
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    core = among("core")

    assert offending(core, lambda path: libraries(path) & NOT_IN_CORE) == {}
    assert offending(core, lambda path: libraries(path) - {"bot"} - set(sys.stdlib_module_names)) == {}
    assert offending(core, lambda path: [node for node in _walk(tree(path)) if isinstance(node, waits)]) == {}
    assert offending(core, lambda path: {"open", "input", "print", "eval", "exec"} & set(calls(path))) == {}


def test_the_use_cases_know_neither_telegram_nor_sql():
    assert offending(among("care"), lambda path: libraries(path) & NOT_IN_CARE) == {}


def test_telegram_is_known_in_the_chat_alone():
    """The stand-in and the commands, which are clients of it too, are the only others."""
    others = outside("chat", "app", "sandbox", "beside", "cli")
    assert offending(others, lambda path: libraries(path) & {"telegram"}) == {}


def test_sql_is_known_in_the_store_alone():
    sql = {"sqlalchemy", "alembic", "aiosqlite", "sqlcipher3", "sqlite3"}
    assert offending(outside("store"), lambda path: libraries(path) & sql) == {}


def calls(path: Path) -> list[str]:
    """Return the names of the plain functions that a module calls."""
    nodes = [node for node in _walk(tree(path)) if isinstance(node, ast.Call)]
    return [node.func.id for node in nodes if isinstance(node.func, ast.Name)]


def test_every_use_case_knows_only_the_rooms_below_its_own():
    assert offending(among("care"), _looks_up_in_care) == {}
    assert {room_of_care(dotted(path)) for path in among("care")} == set(FLOORS_OF_CARE)


def _looks_up_in_care(path):
    own = room_of_care(dotted(path))
    below = {own, *FLOORS_OF_CARE[FLOORS_OF_CARE.index(own) :]}
    return {module for module in imports(path) if module.startswith("bot.care.") and room_of_care(module) not in below}


def test_only_the_clocks_read_the_time():
    others = [path for path in MODULES if named(path) not in CLOCKS]
    assert offending(others, _read_clocks) == {}


def _read_clocks(path):
    read = {
        (ast.unparse(node.value).rpartition(".")[2], node.attr)
        for node in _walk(tree(path))
        if isinstance(node, ast.Attribute)
    }
    return read & READS_A_CLOCK or imports(path) & {"time.time"}


def test_every_session_is_sent_by_what_takes_an_update_first():
    """A decision has weighed it already; anything else that sends a session asks `following` to."""
    allowed = {"bot/care/course/decisions.py", "bot/care/course/following.py"}
    others = [path for path in among("care") if named(path) not in allowed]
    assert offending(others, _sends_sessions) == {}
    assert all(_sends_sessions(BOT.parent / name) for name in allowed)


def _sends_sessions(path):
    return "sessions.offer" in {ast.unparse(node.func) for node in _walk(tree(path)) if isinstance(node, ast.Call)}


def test_only_commands_print():
    others = [path for path in outside("cli") if named(path) not in {"bot/sandbox/tour.py", "bot/__main__.py"}]
    assert offending(others, lambda path: "print" in calls(path)) == {}


def test_every_module_opens_by_saying_what_it_is():
    assert offending(MODULES, lambda path: len((ast.get_docstring(tree(path)) or "").split()) < 3) == {}


def test_every_public_thing_says_what_it_does():
    assert offending(MODULES, _unsaid) == {}


def _unsaid(path):
    public = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    top = [node for node in tree(path).body if isinstance(node, public) and not node.name.startswith("_")]
    return [node.name for node in top if not ast.get_docstring(node)]


def test_modules_can_be_read_in_one_sitting():
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert offending(MODULES, lambda path: lengths[path] if lengths[path] > 300 else 0) == {}


def test_the_search_finds_what_it_looks_for():
    """A house in which nothing is found to look at would keep every rule."""
    assert len(among("core")) > 15
    assert len(among("care")) > 80
    assert libraries(BOT / "store" / "engine.py") >= {"sqlalchemy", "bot"}
    assert _read_clocks(BOT / "clock.py")
    assert calls(BOT / "cli" / "__init__.py")


def test_nothing_is_left_for_later():
    left = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
    every = [*MODULES, *(ROOT / "conversations").rglob("*.toml"), *(ROOT / "protocols").rglob("*.toml")]
    assert not [named(path) for path in every if left.search(path.read_text(encoding="utf-8"))]


def test_the_code_holds_no_limit_of_its_own():
    """Rules meet numbers only in content files: the decision itself knows no figure but 0 and 1."""
    for name in ("decision", "plan", "protocol", "limits", "conversation"):
        figures = {
            node.value
            for node in _walk(tree(BOT / "core" / f"{name}.py"))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        }
        allowed = {0, 1, 60} if name == "plan" else set(range(6)) if name == "protocol" else {0, 1}
        assert figures <= allowed, f"{name} knows {sorted(figures - allowed)}"
