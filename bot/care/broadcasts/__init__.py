"""Broadcasts: news and plan updates of the clinic to a cohort of its patients.

Must never send anything that was not confirmed by its count, nor anything twice.
"""
