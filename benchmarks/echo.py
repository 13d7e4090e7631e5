"""`python -m benchmarks.echo`: what a clinic would otherwise write, in python-telegram-bot's own way.

It answers a tap with the same two calls as Strideback and stores nothing. Must never be made worse than its library.
"""

import argparse

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from benchmarks.clinic import TOKEN

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(str(value), callback_data=f"pain|{value}") for value in row]
        for row in (range(6), range(6, 11))
    ]
)


async def tapped(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop the spinner and ask the next question."""
    query = update.callback_query
    if query is not None:
        await query.answer()
        await query.edit_message_text(f"Noted: {query.data}. How much does it hurt now?", reply_markup=KEYBOARD)


def main() -> None:
    """Poll until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.echo", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--concurrent", action="store_true", help="handle updates side by side")
    asked = parser.parse_args()
    builder = Application.builder().token(TOKEN).base_url(f"{asked.url}/bot").concurrent_updates(asked.concurrent)
    application = builder.build()
    application.add_handler(CallbackQueryHandler(tapped))
    application.run_polling()


if __name__ == "__main__":
    main()
