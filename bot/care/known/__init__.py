"""Known: what is on record about one patient, read for whoever asks: cards, dose, gates, results, runs, the chart.

Must never record, decide or send anything.
"""
