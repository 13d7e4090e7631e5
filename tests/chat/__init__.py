"""Tests of the chat room against the stand-in for Telegram and a real store."""
