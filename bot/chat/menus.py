"""The command menus: the patients' for everybody, the staff's for each of them.

Must never hold up anything else: a menu that could not be set is set at the next tick.
"""

import logging
from collections.abc import Callable

from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.care.ports import Person
from bot.content.library import Library
from bot.desk import Desk

STAFF = ("physio", "clinic")

Menu = Callable[[Library, str, str], list[tuple[str, str]]]

_log = logging.getLogger(__name__)


class Menus:
    """Sets each menu once, and again when a member of the staff changes chat or language."""

    def __init__(self, desk: Desk, bot: Bot, *, menu: Menu) -> None:
        """Take the commands of a role in a language from `menu`."""
        self._desk = desk
        self._bot = bot
        self._menu = menu
        self._set: set[tuple[str, int, str]] = set()

    async def refresh(self) -> None:
        """Set what is not set yet; raises nothing that Telegram answers."""
        try:
            await self._for_patients()
            for person in await self._staff():
                await self.menus_for(person)
        except TelegramError as error:
            _log.warning("a command menu could not be set: %s", type(error).__name__)

    async def menus_for(self, person: Person) -> None:
        """Give an active member of the staff the menu of the role, in the person's own language."""
        key = (person.role, person.chat_id or 0, person.language)
        if person.chat_id is None or key in self._set:
            return
        await self._bot.set_my_commands(
            self._commands(person.role, person.language), scope=BotCommandScopeChat(person.chat_id)
        )
        self._set.add(key)

    async def _for_patients(self) -> None:
        languages = self._desk.settings.languages
        # The clinic's first language also stands for every language that is not offered.
        for code, language in [("", languages[0]), *((code, code) for code in languages)]:
            if ("patient", 0, code) in self._set:
                continue
            await self._bot.set_my_commands(
                self._commands("patient", language),
                scope=BotCommandScopeDefault(),
                language_code=code[:2] or None,
            )
            self._set.add(("patient", 0, code))

    async def _staff(self) -> list[Person]:
        async with self._desk.turn() as turn:
            return [person for role in STAFF for person in await turn.people(role)]

    def _commands(self, role: str, language: str) -> list[BotCommand]:
        return [BotCommand(name, words) for name, words in self._menu(self._desk.library, role, language)]
