"""Pictures for the physio and the clinic: what they show, how they are drawn, and where.

This room knows no language, no patient and nothing of the house: words and figures come in, a PNG goes out.
"""
