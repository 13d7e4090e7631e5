"""The demo's caseload: eight patients with weeks behind them, so that a physio has something to look at.

Everything comes from the real use cases on a clock in the past; must never write a fact by hand.
"""
