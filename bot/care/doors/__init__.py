"""The doors: where whatever comes in, or falls due, is handed to the room that it is for.

Must never do itself what a room is for.
"""
