"""The stand-in for Telegram's Bot API on this computer: it must never reach beyond 127.0.0.1."""
