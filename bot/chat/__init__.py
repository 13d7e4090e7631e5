"""Telegram: inbox in, outbox out, and what a message means.

Must never decide anything about a patient, and never know SQL.
"""
