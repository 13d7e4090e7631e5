"""The store room: tables, queries and migrations; one transaction is one turn.

Must never know Telegram, words or rules; it keeps what `care` hands it through the ports.
"""
