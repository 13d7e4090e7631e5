"""The command menus: which commands each role has, with a few words in each language.

Must never do what a command does; `reception` does for patients, `staff` for everybody else.
"""

from bot.content.library import Library

COMMANDS: dict[str, tuple[str, ...]] = {
    "patient": ("today", "plan", "why", "wrong", "settings", "help", "stop"),
    "physio": ("patients", "alerts", "week", "write", "settings", "help"),
    "clinic": ("broadcast", "patients", "alerts", "week", "figures", "write", "people", "updates", "settings", "help"),
}


def menu(library: Library, role: str, language: str) -> list[tuple[str, str]]:
    """Return the commands of a role, each with its description in a language."""
    spoken = library.language(language)
    return [(command, spoken.say(f"commands.{command}")) for command in COMMANDS[role]]
