"""The clinic's content: reading it, and laying a clinic's own files over the shipped ones.

Must never know Telegram, SQL or who is asking, and never judge what it reads beyond whether it can be read.
"""
