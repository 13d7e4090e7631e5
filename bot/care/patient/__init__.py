"""The patient's side: what patients tap and type, and what they read in answer.

Must never show anybody anything about somebody else.
"""
