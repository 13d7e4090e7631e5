"""The caseload: how all patients of a physio stand, one patient's card and journal, the week in figures.

Must never decide anything about anybody.
"""
