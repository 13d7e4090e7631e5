"""People: who belongs to the clinic, who is invited, who looks after whom, and whether messages reach the staff.

Must never decide on a plan.
"""
