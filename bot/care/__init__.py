"""The use cases: what happens when a patient, a physio or the clinic says something, or when time has passed.

They know the core, the content and their own ports; never Telegram, never SQL.
"""
