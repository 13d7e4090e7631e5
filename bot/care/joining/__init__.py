"""Joining: from an invite to a plan that has begun.

Must never let anybody in who was not invited.
"""
