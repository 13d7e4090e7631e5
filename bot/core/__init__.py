"""The pure core: functions from values to values.

Nothing in here awaits, reads a clock, touches a file, or knows of Telegram or SQL.
"""
