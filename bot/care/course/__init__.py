"""The course of a plan: sessions, runs, check-ins and the decisions on them, from one run to the next.

Must never carry out what a person has decided.
"""
