"""What is published: the bot runs on what the clinic published last, not on what happens to lie in its folder.

Must never decide about a patient: `care.updates` does.
"""
