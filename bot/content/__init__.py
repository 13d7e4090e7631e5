"""The clinic's content: reading it, laying a clinic's own files over the shipped ones, and proving it.

Must never know Telegram, SQL or who is asking.
"""
