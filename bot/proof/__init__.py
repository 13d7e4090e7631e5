"""Proving the clinic's content before a patient meets it: every file, every path, every protocol; and reporting it.

Must never know Telegram, SQL or any patient: it tries sessions that nobody has run.
"""
