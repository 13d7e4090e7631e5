"""Talking: somebody of the clinic and a patient write to each other through the bot, and the script waits meanwhile.

Must never stand in the way of a red flag or an alert.
"""
