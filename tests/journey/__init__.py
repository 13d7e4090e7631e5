"""Whole journeys on the unchanged bot, in a process of its own, over real HTTP."""
